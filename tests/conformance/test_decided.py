"""What bounds decide is left out: of running totals before and after a row, of limits that nothing passes, of conditions that exclude each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.engines.sql.evaluate import every_column
from tests.conformance.comparing import PASSES, compare, program_of
from tests.conformance.engines import sessions
from tests.conformance.profiles import some
from tests.engines.build import FLAG, NUMBER, TEXT, col, const, one_table, ref
from tests.servers import Engines

Rows = list[tuple[str, int, int, int]]


def made(rows: Rows, factor: int) -> tuple[g.Graph, Dataset]:
    """Rows of somebody, in order, each with an amount that goes through tiers, and conditions about being 0."""
    below = g.Add(((1, ref("run")), (-1, ref("amount"))))
    part = [
        col("run", g.Running(ref("amount"), ("who",), ("place",), True)),
        col("before", below),
        col("ahead", g.Running(ref("amount"), ("who",), ("place",), False)),
        col("scaled", g.Multiply((ref("run"), const(factor)))),
        col("left over", g.Add(((1, ref("scaled")), (-1, ref("amount"))))),
        col("low", g.Cut(ref("before"), ref("run"), None, const(0))),
        col("middle", g.Cut(ref("before"), ref("run"), const(0), const(10))),
        col("high", g.Cut(ref("before"), ref("run"), const(10), None)),
        col("least", g.Extreme("least", (ref("before"), ref("run"), const(0)))),
        col("greatest", g.Extreme("greatest", (ref("left over"), ref("amount"), const(-1000)))),
        col("none", g.Compare(ref("amount"), "==", const(0)), FLAG),
        col("some", g.Compare(ref("amount"), "!=", const(0)), FLAG),
        col("product", g.Multiply((ref("amount"), ref("size")))),
        col("pays", g.Compare(ref("product"), "!=", const(0)), FLAG),
        col("pays nothing", g.Compare(ref("product"), "==", const(0)), FLAG),
        col("more", g.Compare(ref("product"), ">=", ref("size")), FLAG),
    ]
    parts = [
        col("part", g.Ratio(ref("amount"), ref("size"))),
        col("no part", g.Compare(ref("part"), "==", const(0)), FLAG),
        col("moved", g.Multiply((ref("amount"), ref("place")))),
        col("moves", g.Compare(ref("moved"), "!=", const(0)), FLAG),
        col("moves first", g.Logic("and", (ref("moves"), ref("no part"))), FLAG),
        col("no part first", g.Logic("and", (ref("no part"), ref("moves"))), FLAG),
    ]  # where somebody moved something and the size is 0, it can't be said whether there is no part
    said = [
        col(f"{one} {word} {other}", g.Logic(word, (ref(one), ref(other), ref("more"))), FLAG)  # type: ignore[arg-type]
        for word in ("and", "or")
        for one in ("none", "some")
        for other in ("pays", "pays nothing", "none", "some")
    ]
    who, place, amount, size = zip(*rows)
    return one_table(
        *part, *parts, *said, who=(TEXT, list(who)), place=(NUMBER, list(place)), amount=(NUMBER, list(amount)), size=(NUMBER, list(size)),
    )  # fmt: skip


@pytest.mark.parametrize("least", [-9, 0, 1])
@some(8)
@given(data=st.data(), factor=st.integers(-2, 3))
def test_amounts(least: int, data: st.DataObject, factor: int, engines: Engines) -> None:
    amounts = st.tuples(st.sampled_from("ab"), st.integers(least, 9), st.integers(-2, 3))
    rows = [(who, place, amount, size) for place, (who, amount, size) in enumerate(
        data.draw(st.lists(amounts, min_size=1, max_size=12)))]  # fmt: skip
    graph, dataset = made(rows, factor)
    with sessions(engines, "duckdb") as session:
        compare(session, graph, dataset, passes=PASSES)


def test_what_is_left_out(engines: Engines) -> None:
    graph, data = made([("a", 0, 1, 2), ("a", 1, 2, 2), ("b", 2, 0, 2)], 1)
    wanted = [("rows", name) for name in ("low", "middle", "none and pays", "some or pays nothing")]
    with sessions(engines, "duckdb") as session:
        program = program_of(session, graph, data, wanted)
        text = program.text(session.dialect)
        assert "least(" not in text and "greatest(" not in text  # no total falls below 0, none reaches 10
        assert 'FALSE AS "none_and_pays"' in text and 'TRUE AS "some_or_pays_nothing"' in text
        plain = program_of(session, graph, data, every_column(graph), PASSES - {"decided"}).text(session.dialect)
        assert "greatest" in plain


def test_a_condition_that_holds_for_no_value_is_still_one_of_a_value(engines: Engines) -> None:
    """Nothing of nothing is a quotient that is not there, and what hangs on it is not there either, though its bounds would decide it."""
    graph, dataset = one_table(
        col("part", g.Ratio(ref("amount"), ref("size"))),
        col("large", g.Compare(ref("part"), ">", const(1)), FLAG),
        col("chosen", g.Choose(((ref("large"), ref("amount")),), const(0))),
        amount=(NUMBER, [0, 0]), size=(NUMBER, [0, 0]),
    )  # fmt: skip
    with sessions(engines, "duckdb") as session:
        for passes in (PASSES, frozenset(PASSES) - {"decided"}):
            compare(session, graph, dataset, passes=passes)
