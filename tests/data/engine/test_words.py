"""Which texts SQL takes as they are, without asking Python."""

from __future__ import annotations

import duckdb
import pytest

from planlang.core.records import RecordSpec
from planlang.data.engine.load import load_in_engine
from planlang.data.engine.shapes import cell
from planlang.data.engine.words import suspect
from planlang.data.parquetfile import connect
from tests.data.engine.same import load_both
from tests.data.shapes import CALENDAR, column, record


def test_only_plain_letters_go_without_a_closer_look() -> None:
    known = cell(column("key", "text"), "t", "VARCHAR")
    with connect() as database:
        database.execute(
            "CREATE TABLE letters AS SELECT chr(i::INTEGER) AS t FROM range(1, 65536) AS r (i) WHERE i NOT BETWEEN 55296 AND 57343"
        )
        rows = database.execute(f"SELECT t FROM letters WHERE NOT {suspect(known, True)}").fetchall()
        long = database.execute(f"SELECT {suspect(known, True)} FROM (SELECT repeat('a', 501) AS t)").fetchone()
    assert {row[0] for row in rows} == {chr(code) for code in range(33, 127)}
    assert long == (True,)


@pytest.mark.parametrize("repeated", ["first", "middle", "last", "nowhere"])
def test_a_repeated_key_is_found_wherever_it_is(tmp_path, repeated: str) -> None:  # type: ignore[no-untyped-def]
    keys = [f"k{number:06}" for number in range(10_000)]
    again = {"first": keys[0], "middle": keys[5_000], "last": keys[-1]}.get(repeated)
    spec: RecordSpec = record(
        "rows", "row", column("key", "text", key=True), column("note", "text"), file="rows.parquet"
    )
    with duckdb.connect() as database:
        rows = [*keys, *([again] if again else [])]
        database.execute(f"COPY (SELECT unnest($1) AS key, 'x' AS note) TO '{tmp_path}/rows.parquet'", [rows])
    found = load_both([spec], [tmp_path], CALENDAR)
    assert (found.data is None) == (again is not None)
    with connect() as database:
        assert (load_in_engine(database, [spec], [tmp_path], CALENDAR).tables is None) == (again is not None)
