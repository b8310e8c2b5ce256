"""Days and amounts of a CSV file stand beside its texts, where they are read from: then nothing is copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.data.engine.load import load_in_engine
from planlang.data.parquetfile import connect
from tests.data.engine.same import load_both
from tests.data.shapes import CALENDAR, column, record

SPEC = record(
    "deals", "deal", column("id", "text", key=True), column("closed", "date", optional=True),
    column("amount", "money", digits=2, optional=True), column("many", "count"),
)  # fmt: skip
ROWS = {
    "plain": ["a,2025-01-31,1000.5,3", "b,,-0.05,0", "c,1900-01-01,,12"],
    "blanks": ['a,"",12.30,1', 'b,2199-12-31,"",2'],
    "decimals": ["a,2025-01-31,1.500000,1.0", "b,2025-01-31,007.100,2.00", "c,2025-01-31,1234.500,2.0000"],
    "long": ["a,2025-01-31,123456789012345678901.05,3", "b,2025-01-31,1.5,3"],
    "many digits": ["a,2025-01-31,0.50000000000000000000,3"],
}
WRONG = [
    "a,2025-02-30,1,1", "a,2025-1-5,1,1", "a,infinity,1,1", "a,290000-01-01,1,1", "a,2025-01-31 ,1,1", "a,2025-01-31 10:00,1,1",
    "a,2025-01-31,1.005,1", "a,2025-01-31,1e3,1", "a,2025-01-31,+1,1", "a,2025-01-31, 1,1", "a,2025-01-31,1_000,1",
    "a,2025-01-31,1.500,1", "a,2025-01-31,-12.000,1", "a,2025-01-31,1,2.000", "a,2025-01-31,1,1.5", "a,2025-01-31,1,",
]  # fmt: skip


def written(directory: Path, rows: list[str]) -> None:
    (directory / "deals.csv").write_text("\n".join(["id,closed,amount,many", *rows, ""]), encoding="utf-8")


@pytest.mark.parametrize("name", ROWS)
def test_the_same_cells_and_a_view_where_nothing_is_too_long(name: str, tmp_path: Path) -> None:
    written(tmp_path, ROWS[name])
    assert load_both([SPEC], [tmp_path], CALENDAR).data is not None
    with connect() as database:
        tables = load_in_engine(database, [SPEC], [tmp_path], CALENDAR).tables
        assert tables is not None
        kinds = dict(database.execute("SELECT table_name, table_type FROM information_schema.tables").fetchall())
        cells = database.execute(f"SELECT count(*) FROM {tables['deals'].relation}").fetchone()
    assert cells == (len(ROWS[name]),)
    copied = name in ("long", "many digits")
    assert kinds[tables["deals"].relation] == ("LOCAL TEMPORARY" if copied else "VIEW")
    assert any(table.startswith("texts") for table in kinds) == (not copied)


@pytest.mark.parametrize("row", WRONG)
def test_what_only_a_cast_takes_is_refused(row: str, tmp_path: Path) -> None:
    written(tmp_path, ["b,2025-01-01,1,1", row])
    assert load_both([SPEC], [tmp_path], CALENDAR).data is None
