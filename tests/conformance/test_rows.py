"""What decides which rows a table has is worked out also where nothing else of its source is asked for."""

from __future__ import annotations

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.core.values import Values
from tests.conformance.comparing import PASSES, compare
from tests.conformance.engines import sessions
from tests.engines.build import (
    DATE,
    FLAG,
    NUMBER,
    TEXT,
    col,
    const,
    day,
    graph,
    input_table,
    numbers,
    plain,
    record,
    ref,
    table,
)
from tests.servers import Engines

FIRST = 2025 * 12
"""January 2025."""


def compared(made: tuple[g.Graph, Dataset], wanted: list[tuple[str, str]], engines: Engines) -> None:
    for passes in (PASSES, frozenset[str]()):
        with sessions(engines, "duckdb") as session:
            compare(session, *made, wanted=wanted, passes=passes)


def test_a_condition_that_nothing_else_reads(engines: Engines) -> None:
    """How many rows a table has is asked, whose rows are all of those of another that are chosen by a condition."""
    data, units = plain(size=(NUMBER, [1, 5, 7, 9]))
    source = input_table(
        data, units,
        col("large", g.Compare(ref("size"), ">", const(4)), FLAG),
    )  # fmt: skip
    chosen = table("chosen", g.Derive("rows", "large"))
    again = table("again", g.Derive("chosen", None))
    kinds = {"size": NUMBER}
    asks = record("asks", ["a0"], kinds, {"size": numbers([1])})
    asked = input_table(asks, kinds, col("how many", g.Total("count", "again", None, ())))
    dataset = {"rows": data, "asks": asks}
    compared((graph(source, chosen, again, asked, data=dataset), dataset), [("asks", "how many")], engines)


def test_days_on_which_people_are_there(engines: Engines) -> None:
    """Nothing is read of people but since when and until when they are there."""
    units = {"name": TEXT, "since": DATE, "until": DATE}
    people = record(
        "people", ["a", "b"], units,
        {"name": Values(["a", "b"]), "since": Values([day("2025-02-01"), None]), "until": Values([None, day("2025-01-31")])},
    )  # fmt: skip
    spine = table("months", g.Spine("people", "month", FIRST, FIRST + 3, valid=("since", "until")))
    all_of_them = table("all of them", g.Derive("months", None))
    kinds = {"size": NUMBER}
    asks = record("asks", ["a0"], kinds, {"size": numbers([1])})
    asked = input_table(asks, kinds, col("how many", g.Total("count", "all of them", None, ())))
    dataset = {"people": people, "asks": asks}
    compared(
        (graph(input_table(people, units), spine, all_of_them, asked, data=dataset), dataset),
        [("asks", "how many")],
        engines,
    )
