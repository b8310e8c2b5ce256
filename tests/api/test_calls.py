"""Calls that can't be meant: each is answered at once, in words about what was given."""

from __future__ import annotations

import datetime
import enum
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import planlang
from tests.api.support import DATA, PLAN, package, values

Result = planlang.Result


@pytest.fixture(scope="module")
def plan() -> planlang.Plan:
    return planlang.load(PLAN)


@pytest.fixture(scope="module")
def result(plan: planlang.Plan) -> Result:
    return plan.run(DATA)


RUNS: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "no threads": ({"threads": 0}, ValueError, "`threads` is a number from 1 to 1,024, not 0"),
    "a million threads": ({"threads": 10**6}, ValueError, "not 1000000"),
    "threads as a text": ({"threads": "2"}, ValueError, "not '2'"),
    "memory as a number": ({"memory": 8}, TypeError, 'a text such as "8GB", not 8'),
    "a year": ({"period": 2025}, TypeError, "`period` is a text, not 2025"),
    "a list of periods": ({"period": ["2025-Q1"]}, TypeError, "`period` is a text"),
    "a day": ({"period": datetime.date(2025, 1, 1)}, TypeError, "`period` is a text"),
    "a slip in an option": ({"perid": "2025-Q1"}, TypeError, "did you mean `period`?"),
    "an address": ({"deals": "https://crm.example/deals.csv"}, TypeError, "is an address and no file"),
    "an empty text": ({"data": ""}, FileNotFoundError, "has no name"),
}


@pytest.mark.parametrize("name", RUNS)
def test_runs(name: str, plan: planlang.Plan) -> None:
    given, error, says = RUNS[name]
    data = given.get("data", DATA)
    with pytest.raises(error, match=says):
        plan.run(data, **{key: value for key, value in given.items() if key != "data"})


ASKED: dict[str, tuple[Callable[[Result], object], str]] = {
    "nobody": (lambda r: r.explain(None), "`participant` is a text, not None"),  # type: ignore[arg-type]
    "a number": (lambda r: r.explain(7), "`participant` is a text, not 7"),  # type: ignore[arg-type]
    "several people": (lambda r: r.explain(("Ana", "Bo")), "`participant` is a text"),  # type: ignore[arg-type]
    "the number of a row": (lambda r: r.explain("Ana", row=1), "`row` is a text, not 1"),  # type: ignore[arg-type]
    "a rule": (lambda r: r.explain("Ana", component=1), "`component` is a text, not 1"),  # type: ignore[arg-type]
    "fewer rows than none": (lambda r: r.payouts.rows(-1), "0 or more, not -1"),
    "how many, as a text": (lambda r: r.payouts.rows("all"), "0 or more, not 'all'"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", ASKED)
def test_questions(name: str, result: Result) -> None:
    ask, says = ASKED[name]
    with pytest.raises((TypeError, ValueError), match=says):
        ask(result)


def test_more_rows_than_there_are(result: Result) -> None:
    assert result.payouts.rows(10**30) == result.payouts.rows()


def test_a_table_of_a_closed_result(plan: planlang.Plan) -> None:
    with plan.run(DATA) as result:
        table = result.payouts
    for ask in (table.rows, table.to_arrow, table._repr_html_):
        with pytest.raises(planlang.PlanlangError, match="the result is closed"):
            ask()
    assert len(table) == 9


def test_several_threads_read_one_result(result: Result) -> None:
    package("pyarrow")
    expected, found = result.lines.rows(), []

    def read() -> None:
        for _ in range(5):
            found.append(result.lines.rows())
            found.append(result.lines.to_arrow().to_pylist())

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 60


@pytest.mark.parametrize("engine", ["duckdb", "interpreter"])
def test_a_frame_that_can_not_be_computed(engine: str, plan: planlang.Plan) -> None:
    package("pyarrow")
    pl = package("polars")
    frame = pl.DataFrame(values("deals")).lazy()
    with pytest.raises(planlang.PlanlangError, match='`deals` can\'t be read: unable to find column "nothing"'):
        plan.run(DATA, deals=frame.with_columns(pl.col("nothing")), engine=engine)
    with pytest.raises(planlang.DataError, match="conversion from"):
        plan.run(DATA, deals=frame.with_columns(pl.col("product").cast(pl.Int64)), engine=engine)
    with pytest.raises(planlang.PlanlangError, match="`deals` can't be read"):
        plan.run(DATA, deals=package("pandas").Series([1]), engine=engine)


@pytest.mark.parametrize("engine", ["duckdb", "interpreter"])
def test_a_relation_that_can_not_be_computed(engine: str, plan: planlang.Plan) -> None:
    package("pyarrow")
    import duckdb

    connection = duckdb.connect()
    wrong = "SELECT 'd1' AS id, DATE '2025-01-02' AS closed, error('no such deal') AS product, 1 AS amount"
    with pytest.raises(planlang.DataError, match="no such deal"):
        plan.run(DATA, deals=connection.sql(wrong), engine=engine)
    gone = connection.sql("SELECT 1 AS id")
    connection.close()
    with pytest.raises(planlang.PlanlangError, match=r"`deals` can't be read: .*closed"):
        plan.run(DATA, deals=gone, engine=engine)


class Product(str, enum.Enum):  # noqa: UP042 (a StrEnum shows what it says)
    """A text with a name of its own, which is what it shows."""

    NEW = "New"


@pytest.mark.parametrize("engine", ["duckdb", "interpreter"])
def test_values_with_ways_of_their_own(engine: str, plan: planlang.Plan) -> None:
    rows = values("deals")
    usual = plan.run(DATA, deals=rows, engine=engine).lines.rows()
    named = [{**row, "product": Product.NEW if row["product"] == "New" else row["product"]} for row in rows]
    assert any(row["product"] is Product.NEW for row in named)
    assert plan.run(DATA, deals=named, engine=engine).lines.rows() == usual
    rows[0]["amount"] = Decimal("sNaN")
    with pytest.raises(planlang.DataError, match="`amount` is blank"):
        plan.run(DATA, deals=rows, engine=engine)
