"""Data that can't be paid: where the interpreter refuses a column, the engines do, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.core.values import Values
from tests.conformance.bent import flat, without
from tests.conformance.comparing import compare, expected
from tests.conformance.engines import sessions
from tests.conformance.profiles import some
from tests.conformance.test_generated import UNCHECKED, on
from tests.engines.build import (
    FLAG,
    MONEY,
    NUMBER,
    TEXT,
    col,
    const,
    day,
    graph,
    input_table,
    numbers,
    one_table,
    record,
    ref,
    table,
)
from tests.engines.strategies import graphs
from tests.engines.test_refusals import dated
from tests.properties.running import Run
from tests.servers import ENGINES, Engines
from tests.strategies.described import World
from tests.strategies.worlds import worlds

Made = tuple[g.Graph, Dataset]


def divided() -> Made:
    """By 0 in some rows; in branches that are taken and in others; in what a total adds up."""
    zero = g.Compare(ref("quota"), "==", const(0, MONEY))
    return one_table(
        col("part", g.Ratio(ref("x"), ref("quota"))),
        col("none", zero, FLAG),
        col("safe", g.Choose(((ref("none"), const(0)),), ref("part"))),
        col("unsafe", g.Choose(((ref("none"), ref("part")),), const(0))),
        col("big", g.Compare(ref("part"), ">", const(1)), FLAG),
        col("either", g.Logic("or", (ref("none"), ref("big"))), FLAG),
        col("both", g.Logic("and", (ref("none"), ref("big"))), FLAG),
        col("cents", g.Round(ref("part"), const("0.01"), "half-even")),
        col("safe cents", g.Round(ref("safe"), const("0.01"), "half-even")),
        col("all", g.Total("total", "rows", "cents", (("who", ref("who")),))),
        col("of b", g.Total("total", "rows", "cents", (("who", const("b", TEXT)),))),
        col("of nobody", g.Total("total", "rows", "cents", (("who", const("c", TEXT)),))),
        col("sure", g.Logic("not", (ref("none"),)), FLAG),
        col("of sure", g.Total("total", "rows", "cents", (), None, "sure")),
        col("count", g.Total("count", "rows", None, (), None, "big")),
        col("so far", g.Running(ref("cents"), ("who",), ("x",), True)),
        col("so far, sure", g.Running(ref("safe cents"), ("who",), ("x",), False, "sure")),
        who=(TEXT, ["a", "b", "a"]), x=(MONEY, [1, 2, 3]), quota=(MONEY, [0, 5, 0]),
    )  # fmt: skip


def nothing_before() -> Made:
    """What is 0 in every row in which it can be worked out, of the row before; and 0 in an order that can't be."""
    return one_table(
        col("part", g.Ratio(ref("x"), ref("quota"))),
        col("cents", g.Round(ref("part"), const("0.01"), "half-even")),
        col("big", g.Compare(ref("part"), ">", const(1)), FLAG),
        col("zero", g.Choose(((ref("big"), const(0)),), const(0))),
        col("before", g.Previous(ref("zero"), ("who",), ("x",))),
        col("before, in which order", g.Previous(const(0), ("who",), ("cents",))),
        col("so far", g.Running(ref("zero"), ("who",), ("x",), False)),
        who=(TEXT, ["a", "b", "a"]), x=(MONEY, [1, 2, 3]), quota=(MONEY, [0, 5, 0]),
    )  # fmt: skip


def lower_divided() -> Made:
    """A row of another table divides by 0, and the rows of a third one depend on it."""
    made, data = one_table(
        col("part", g.Ratio(const(1), ref("x"))), col("big", g.Compare(ref("part"), ">", const(1)), FLAG),
        who=(TEXT, ["a", "b"]), x=(NUMBER, [0, "0.5"]),
    )  # fmt: skip
    base = made.tables["rows"]
    kept = table("kept", g.Derive("rows", "big"), col("who", g.Carried("who"), TEXT), col("x", g.Carried("x")))
    every = table("every", g.Derive("rows", None), col("x", g.Carried("x")), col("part", g.Carried("part")),
                  col("kept", g.Total("count", "kept", None, ())), col("other", g.Same(ref("x"))))  # fmt: skip
    both = table("both", g.Stack(("rows", "kept")), col("x", g.Stacked(("x", "x"))))
    return graph(base, kept, every, both, data=data), data


def chosen() -> Made:
    """A branch that is refused is reached, by some rows or by none."""
    return one_table(
        col("big", g.Compare(ref("x"), ">=", const(10)), FLAG), col("huge", g.Compare(ref("x"), ">=", const(100)), FLAG),
        col("refused", g.Choose(((ref("big"), None),), const(1), "words")),
        col("fine", g.Choose(((ref("huge"), None),), const(1), "words")),
        col("otherwise", g.Choose(((ref("big"), const(1)),), None)),
        x=(NUMBER, [1, 12, 10]),
    )  # fmt: skip


def owned(*owners: bool) -> Made:
    """The owner of a remainder."""
    unit = const("0.01", MONEY)
    return one_table(
        col("part", g.Allocate(ref("x"), unit, "half-even", ("who",), "own", "column", ("x",)), MONEY),
        col("last", g.Allocate(ref("x"), unit, "half-even", ("who",), None, "last", ("x",)), MONEY),
        who=(TEXT, ["a", "b", "b"]), own=(FLAG, [True, *owners]), x=(MONEY, ["0.005", "0.005", "0.005"]),
    )  # fmt: skip


def only(*names: str) -> Made:
    """The only row with a name."""
    return one_table(
        col("it", g.Total("only", "rows", "x", (("who", ref("who")),))),
        col("a", g.Total("only", "rows", "x", (("who", const("a", TEXT)),))),
        col("known", g.IsKnown(ref("a")), FLAG),
        who=(TEXT, [*names]), x=(NUMBER, [*range(len(names))]),
    )  # fmt: skip


def missing() -> Made:
    """Nobody of that name."""
    people = record("people", ["ana"], {"id": TEXT, "quota": MONEY},
                    {"id": Values(["ana"]), "quota": numbers([0])})  # fmt: skip
    deals = record("deals", ["d1", "d2"], {"who": TEXT}, {"who": Values(["bo", "ana"])})
    data = {"people": people, "deals": deals}
    match = (("id", ref("who")),)
    return graph(
        input_table(people, {"id": TEXT, "quota": MONEY}),
        input_table(
            deals, {"who": TEXT}, col("quota", g.Lookup("people", match, "quota")),
            col("may", g.Lookup("people", match, "quota", None, "none")), col("known", g.IsKnown(ref("may")), FLAG),
            col("part", g.Ratio(const(1), ref("quota"))),
            col("here", g.Choose(((ref("known"), ref("quota")),), const(-1))),
            col("there", g.Choose(((ref("known"), const(-1)),), ref("quota"))),
        ),
        data=data,
    ), data  # fmt: skip


def limit_missing() -> Made:
    """Nobody's limit: what is under it lies outside the bounds of all limits that there are."""
    people = record("people", ["ana", "cy"], {"id": TEXT, "limit": MONEY},
                    {"id": Values(["ana", "cy"]), "limit": numbers([1, 2])})  # fmt: skip
    deals = record("deals", ["d1", "d2", "d3"], {"who": TEXT, "x": MONEY},
                   {"who": Values(["bo", "ana", "ana"]), "x": numbers([500_000, 1, 4])})  # fmt: skip
    data = {"people": people, "deals": deals}
    return graph(
        input_table(people, {"id": TEXT, "limit": MONEY}),
        input_table(
            deals, {"who": TEXT, "x": MONEY},
            col("limit", g.Lookup("people", (("id", ref("who")),), "limit"), MONEY),
            col("under", g.Within(ref("x"), ref("limit"), ("who",), ("x",)), MONEY),
            col("lower", g.Extreme("least", (ref("x"), ref("limit"))), MONEY),
        ),
        data=data,
    ), data  # fmt: skip


def exact() -> Made:
    """Rounded where nothing may be lost."""
    made = (col(f"in {text}", g.Round(ref("x"), const(text), "exact")) for text in ("0.01", "0.1", "1", "0.03"))
    return one_table(*made, col("third", g.Ratio(ref("x"), const(3))),
                     col("thirds", g.Round(ref("third"), const("0.01"), "exact")), x=(NUMBER, ["1.5", 2, 3]))  # fmt: skip


JAN = day("2025-01-01")
MADE = {
    "divided": divided(), "nothing before": nothing_before(), "lower divided": lower_divided(), "chosen": chosen(), "no owner": owned(False, False),
    "two owners": owned(True, True), "one owner": owned(False, True), "only": only("a", "b"), "not only": only("a", "b", "a"),
    "missing": missing(), "limit missing": limit_missing(), "exact": exact(),
    "two rates": dated([("ana", JAN, JAN + 10), ("ana", JAN + 10, JAN + 20)], [JAN, JAN + 10, JAN - 1, JAN + 21]),
    "no rate": dated([("ana", JAN, JAN + 10)], [JAN, JAN - 1, JAN + 11]),
    "rates": dated([("ana", JAN, JAN + 9), ("ana", JAN + 10, None), ("bo", 1, None)], [JAN, JAN + 9, JAN + 10, JAN + 9999]),
}  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_each_refusal(engine: str, engines: Engines) -> None:
    for name in ("divided", "lower divided", "missing", "limit missing", "no owner") if engine == "spark" else MADE:
        made, data = MADE[name]
        with sessions(engines, engine) as session:
            try:
                compare(session, made, data, plans=engine == "duckdb")
            except Exception as error:
                error.add_note(name)
                raise


def test_these_graphs_are_refused_in_part() -> None:
    for name, (made, data) in MADE.items():
        found = [cells is None for cells in expected(made, data).values()]
        assert any(found) != (name in ("one owner", "only", "rates")), name
        assert not all(found)


@st.composite
def broken(draw: st.DrawFn, data: Dataset) -> Dataset:
    """Zeros where there were none; people who aren't there; two rows where there was one; numbers that aren't there."""
    data = flat(data)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(name for name in data if data[name].ids) or sorted(data)))
        one = data[name]
        if not one.ids:
            continue
        row = draw(st.integers(0, len(one.ids) - 1))
        if draw(st.integers(0, 3)) == 0:
            data = without(data, name, {row}.__contains__)  # the loader lets nothing refer to what isn't there
            continue
        numeric = [spec.name for spec in one.spec.columns if spec.kind in ("number", "money", "percent")]
        if not numeric:
            continue
        column = draw(st.sampled_from(numeric))
        items: list[Any] = list(one.columns[column].items)
        items[row] = 0
        columns = {**one.columns, column: Values(items, one.columns[column].den)}
        data = {**data, name: type(one)(one.spec, columns, one.ids, one.lines, one.file)}
    return data


@some(20)
@given(made=graphs(), more=st.data())
def test_random_graphs_on_broken_data(made: Any, more: st.DataObject, engines: Engines) -> None:
    made_graph, data = made
    on("duckdb", engines, made_graph, more.draw(broken(data)))


@pytest.mark.postgres
@some(10)
@given(made=graphs(), more=st.data())
def test_random_graphs_on_broken_data_on_postgres(made: Any, more: st.DataObject, engines: Engines) -> None:
    made_graph, data = made
    on("postgres", engines, made_graph, more.draw(broken(data)))


@some(15)
@given(worlds(), st.data())
def test_generated_plans_on_broken_data(engines: Engines, world: World, more: st.DataObject) -> None:
    run = Run(world)
    on("duckdb", engines, run.graph, more.draw(broken(run.data)), UNCHECKED)
