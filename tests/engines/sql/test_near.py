"""Numbers that are kept as how far they are from the least of them are read again as they were."""

from __future__ import annotations

import pytest

from planlang.engines.sql.dialects.duckdb import DuckDB
from planlang.engines.sql.executors.base import DoesNotFit
from planlang.engines.sql.executors.duckdb_executor import DuckDBExecutor
from planlang.engines.sql.passes.narrow import stored
from planlang.engines.sql.passes.near import near
from planlang.engines.sql.values import Column

FAR = ((739_252, 739_341, "TINYINT"), (-739_341, -739_252, "TINYINT"), (128, 255, "TINYINT"), (-300, -173, "TINYINT"),
       (2**40, 2**40 + 32_767, "SMALLINT"), (-(2**62), -(2**62) + 2**31 - 1, "INTEGER"), (2**63 - 1, 2**63 - 1, "TINYINT"))  # fmt: skip
AS_GOOD = ((0, 90), (-128, 127), (0, 255), (128, 256), (-(2**62), 2**62), (-5, 32_767), (2**31, 2**32))


def column(low: int, high: int) -> Column:
    return Column("day's", "t", "narrow", None, low, high)


@pytest.mark.parametrize(("low", "high", "type_"), FAR)
def test_there_and_back(low: int, high: int, type_: str) -> None:
    one = column(low, high)
    how = near(DuckDB(), one)
    assert how is not None
    session = DuckDBExecutor()
    as_it_was = stored(session.dialect, one) or "BIGINT"
    items = [low, high, (low + high) // 2, None]
    session.create("given", [(one.name, "narrow")], [items])
    name = session.dialect.quoted(one.name)
    session.keep("narrow", f"SELECT CAST({name} AS {as_it_was}) AS {name} FROM given")
    session.keep("kept", f"SELECT {how.kept} AS {name} FROM narrow")
    assert session.fetch("SELECT * FROM kept").types == (type_,)
    again = session.fetch(f"SELECT {how.read} AS {name} FROM kept ORDER BY rowid")
    assert (again.types, [row[0] for row in again.rows]) == ((as_it_was,), items)


@pytest.mark.parametrize("outside", (739_251 - 128, 739_252 + 128))
def test_what_does_not_fit_is_an_error(outside: int) -> None:
    how = near(DuckDB(), column(739_252, 739_341))
    assert how is not None
    session = DuckDBExecutor()
    session.create("given", [("day's", "narrow")], [[outside]])
    with pytest.raises(DoesNotFit):
        session.keep("kept", f"SELECT {how.kept} AS day FROM given")


@pytest.mark.parametrize(("low", "high"), AS_GOOD)
def test_where_nothing_is_saved(low: int, high: int) -> None:
    assert near(DuckDB(), column(low, high)) is None
