"""Every way a graph can be broken is found, and a sound one isn't complained about."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from planlang.core import graph as g
from planlang.core.invariants import violations
from planlang.core.printer import print_graph
from tests.engines.build import (
    DATE,
    FLAG,
    MONEY,
    MONTH,
    NUMBER,
    PERCENT,
    QUARTER,
    TEXT,
    col,
    const,
    day,
    graph,
    input_table,
    plain,
    ref,
    span,
    table,
)  # fmt: skip


def sound() -> g.Graph:
    """Deals, credits of some of them, a rule that pays, and a payout by quarter."""
    data, units = plain(who=(TEXT, ["a", "b"]), x=(MONEY, [1, 2]), on=(DATE, [day("2025-01-01")] * 2),
                        flag=(FLAG, [True, False]), share=(PERCENT, [1, 1]))  # fmt: skip
    rows = input_table(data, units)
    credits = table(
        "credits", g.Derive("rows", "flag"), col("who", g.Carried("who"), TEXT), col("x", g.Carried("x"), MONEY),
        col("on", g.Carried("on"), DATE), col("flag", g.Carried("flag"), FLAG), col("id", g.RowId(), TEXT),
        col("month", g.OnCalendar("period", (ref("on"),), "month"), MONTH),
        col("quarter", g.OnCalendar("within", (ref("month"),), "month", "quarter"), QUARTER),
        col("sum", g.Running(ref("x"), ("who",), ("on", "id"), True, "flag"), MONEY),
        col("band", g.Band(ref("sum"), (g.Edge(const(0, MONEY), True), g.Edge(const(5, MONEY), True)))),
        col("top", g.Compare(ref("band"), "==", const(2)), FLAG),
        col("rate", g.Choose(((ref("top"), const("0.1")),), const("0.05"))),
        col("pay", g.Multiply((ref("x"), ref("rate"))), MONEY),
        col("paid", g.Round(ref("pay"), const("0.01", MONEY), "half-even"), MONEY),
        col("share", g.Allocate(ref("pay"), const("0.01", MONEY), "half-even", ("who",), "flag", "column", ("id",)), MONEY),
        col("cut", g.Cut(const(0), ref("sum"), const(0), const(5)), MONEY),
        col("best", g.Extreme("least", (ref("pay"), const(3))), MONEY),
        col("one", g.OneOf(ref("who"), (const("a", TEXT),)), FLAG),
        col("any", g.Logic("or", (ref("one"), ref("top"))), FLAG),
        col("quota", g.Lookup("rows", (("who", ref("who")),), "share", None, "none"), PERCENT),
    )  # fmt: skip
    both = table("both", g.Stack(("rows", "credits")), col("x", g.Stacked(("x", "x")), MONEY))
    spine = table(
        "spine", g.Spine("rows", "quarter", 8100, 8101), col("who", g.SpineKey("person"), TEXT),
        col("quarter", g.SpineKey("period"), QUARTER),
        col("paid", g.Total("total", "credits", "paid", (("who", ref("who")), ("quarter", ref("quarter")))), MONEY),
    )  # fmt: skip
    credit = g.CreditInfo("Sales", "credits", ("rows",), (), "id", "who", "on", "x", None, ("on", "id"), "flag", span())
    line = g.Line("amount", "paid", "what it pays")
    component = g.Component(
        "Base", "commission", None, "credits", "flag", (), "who", "on", "id", (line,), "paid", None, span()
    )
    payout = g.PayoutInfo("spine", "quarter", "who", "quarter", (("Base", "paid"),), (), "paid", True, span())
    return graph(
        rows, credits, both, spine, data={"rows": data}, credits=(credit,), components=(component,), payout=payout,
        measures=(g.MeasureInfo("SoFar", "measure", "credits", "sum", None, span()),),
        checks=(g.DataCheck("rows", "flag", "it holds", span()),),
        orders=(g.OrderCheck("credits", ("who",), ("on", "id"), span(), "order"),),
    )  # fmt: skip


def test_a_sound_graph_has_no_violations() -> None:
    assert violations(sound()) == []


def broken(name: str, op: g.Op, unit: g.Unit | None = None, of: str = "credits") -> Callable[[g.Graph], None]:
    """A change of one column's operation, and its unit."""

    def change(graph: g.Graph) -> None:
        old = graph.tables[of].columns[name]
        graph.tables[of].columns[name] = g.Column(name, op, unit or old.unit, old.says, old.role)

    return change


def setting(what: str, **changes: object) -> Callable[[g.Graph], None]:
    """A change of the first of the graph's declarations of a sort."""

    def change(graph: g.Graph) -> None:
        value = getattr(graph, what)
        new = (value[0].but(**changes), *value[1:]) if isinstance(value, tuple) else value.but(**changes)
        setattr(graph, what, new)

    return change


def rows(name: str, made: g.Input | g.Derive | g.Stack | g.Spine) -> Callable[[g.Graph], None]:
    def change(graph: g.Graph) -> None:
        graph.tables[name].rows = made

    return change


def twice(graph: g.Graph) -> None:
    graph.components = graph.components * 2


def misfiled(graph: g.Graph) -> None:
    graph.tables["other"] = graph.tables["spine"]


def column_misfiled(graph: g.Graph) -> None:
    graph.tables["spine"].columns["other"] = graph.tables["spine"].columns["who"]


CASES: list[tuple[str, Callable[[g.Graph], None]]] = [
    ("two components are called Base", twice),
    ("table spine is filed under other", misfiled),
    ("spine.who is filed under other", column_misfiled),
    ("there is no record", rows("rows", g.Input("nothing"))),
    ("there is no table gone", rows("credits", g.Derive("gone", None))),
    ("rows has no column gone", rows("credits", g.Derive("rows", "gone"))),
    ("rows.x is not a yes/no", rows("credits", g.Derive("rows", "x"))),
    ("stacks no table, or one twice", rows("both", g.Stack(("rows", "rows")))),
    ("first period comes after its last", rows("spine", g.Spine("rows", "quarter", 5, 4))),
    ("rows.x is not a date", rows("spine", g.Spine("rows", "quarter", 4, 5, ("x", None)))),
    ("a cell outside an input table", broken("x", g.Cell("x"))),
    ("the record rows has no column gone", broken("x", g.Cell("gone"), of="rows")),
    ("carried in a table of another sort", broken("x", g.Carried("x"), of="both")),
    ("rows has no column gone", broken("x", g.Carried("gone"))),
    ("stacked in a table of another sort", broken("x", g.Stacked(("x",)))),
    ("not one column for each stacked table", broken("x", g.Stacked(("x",)), of="both")),
    ("a spine's key in a table of another sort", broken("who", g.SpineKey("person"))),
    ("the person of a spine that has none", rows("spine", g.Spine(None, "quarter", 4, 5))),
    ("there is no column gone", broken("pay", g.Same(ref("gone")))),
    ("there is no column gone", broken("sum", g.Running(ref("x"), ("gone",), (), True))),
    ("there is no column gone", broken("sum", g.Running(ref("x"), (), ("gone",), True))),
    ("there is no column gone", broken("sum", g.Running(ref("x"), (), (), True, "gone"))),
    ("there is no table gone", broken("quota", g.Lookup("gone", (), "x"))),
    ("rows has no column gone", broken("quota", g.Lookup("rows", (("gone", ref("who")),), "share"))),
    ("credits has no column gone", broken("paid", g.Total("total", "credits", "gone", ()), of="spine")),
    ("pay reads paid, which comes after it", broken("pay", g.Same(ref("paid")))),
    ("credits.pay, credits.paid", broken("pay", g.Same(ref("paid")))),
    ("depend on each other", broken("x", g.Total("total", "spine", "paid", ()), of="rows")),
    ("rows of credits", broken("flag", g.Total("only", "credits", "flag", ()), of="rows")),
    ("who is text where number is needed", broken("pay", g.Add(((1, ref("x")), (1, ref("who")))))),
    ("on is date where number is needed", broken("pay", g.Multiply((ref("x"), ref("on"))))),
    ("x is number where date is needed", broken("month", g.OnCalendar("period", (ref("x"),), "month"))),
    ("quarter is quarter where month is needed", broken("top", g.Compare(ref("month"), "==", ref("quarter")))),
    ("`<` of text", broken("top", g.Compare(ref("who"), "<", const("a", TEXT)))),
    ("x is number where yes/no is needed", broken("rate", g.Choose(((ref("x"), const(1)),), None))),
    ("a constant is text where number is needed", broken("rate", g.Choose(((ref("top"), const("a", TEXT)),), None))),
    ("its operation gives number", broken("top", g.Same(ref("x")))),
    ("its operation gives text", broken("x", g.RowId())),
    ("its edges don't rise", broken("band", g.Band(ref("sum"), (g.Edge(const(5), False), g.Edge(const(5), False))))),
    ("its edges don't rise", broken("band", g.Band(ref("sum"), (g.Edge(const(5), False), g.Edge(const(5), True))))),
    ("its bounds fall", broken("cut", g.Cut(const(0), ref("sum"), const(5), const(0)))),
    ("it rounds to a multiple of nothing", broken("paid", g.Round(ref("pay"), const(0), "floor"))),
    ("it divides by the constant 0", broken("pay", g.Ratio(ref("x"), const(0)))),
    ("nothing to calculate with", broken("pay", g.Add(()))),
    ("the constant 0.1 is no number", broken("rate", g.Same(g.Const(0.1, NUMBER)))),  # type: ignore[arg-type]
    ("the constant True is no number", broken("rate", g.Same(g.Const(True, NUMBER)))),
    ("the constant Fraction(1, 2) is no date", broken("on", g.Same(g.Const(Fraction(1, 2), DATE)))),
    ("there is no kind 'colour'", broken("rate", g.Same(ref("band")), g.Unit("colour"))),
    ("x is not a yes/no", broken("sum", g.Running(ref("x"), (), (), True, "x"))),
    ("the owner of the remainder", broken("share", g.Allocate(ref("pay"), const(1), "cut", (), None, "column", ()))),
    ("`not` of 2 parts", broken("any", g.Logic("not", (ref("one"), ref("top"))))),
    ("period of 2 arguments", broken("month", g.OnCalendar("period", (ref("on"), ref("on")), "month"))),
    ("period of which unit?", broken("month", g.OnCalendar("period", (ref("on"),)))),
    ("nothing to choose the least", broken("best", g.Extreme("least", ()))),
    ("total of text", broken("paid", g.Total("total", "credits", "who", ()), of="spine")),
    ("count of values", broken("paid", g.Total("count", "credits", "paid", ()), of="spine")),
    ("total of nothing", broken("paid", g.Total("total", "credits", None, ()), of="spine")),
    ("x is not a date", broken("paid", g.Total("total", "credits", "paid", (), ("x", None, None)), of="spine")),
    ("credit Sales: there is no table gone", setting("credits", table="gone")),
    ("credit Sales: there is no table gone", setting("credits", sources=("gone",))),
    ("credit Sales: credits has no column gone", setting("credits", amount="gone")),
    ("credit Sales: credits.x is not a date", setting("credits", date="x")),
    ("measure SoFar: credits has no column gone", setting("measures", value="gone")),
    ("component Base has no lines", setting("components", lines=())),
    ("component Base: credits has no column gone", setting("components", lines=(g.Line("amount", "gone", ""),))),
    ("component Base: credits.rate is not a money", setting("components", result="rate")),
    ("component Base: credits.x is not a yes/no", setting("components", applies="x")),
    ("payout: there is no component Gone", setting("payout", components=(("Gone", "paid"),))),
    ("payout: spine has no column gone", setting("payout", result="gone")),
    ("check it holds: rows.x is not a yes/no", setting("checks", column="x")),
    ("order order: credits has no column gone", setting("orders", order=("gone",))),
]


@pytest.mark.parametrize(("said", "change"), CASES, ids=[f"{i}-{said}" for i, (said, _) in enumerate(CASES)])
def test_a_broken_graph_is_found(said: str, change: Callable[[g.Graph], None]) -> None:
    graph = sound()
    change(graph)
    found = violations(graph)
    assert any(said in violation for violation in found), found


def test_thousands_of_columns_need_no_recursion() -> None:
    graph = sound()
    columns = graph.tables["credits"].columns
    for i in range(5000):
        columns[f"c{i}"] = col(f"c{i}", g.Same(ref(f"c{i - 1}" if i else "x")), MONEY)
    assert violations(graph) == []


def test_the_printed_graph_names_every_table_column_and_declaration() -> None:
    text = print_graph(sound())
    for one in sound().tables.values():
        assert f"table {one.name} = " in text
        for name in one.columns:
            assert f"  {name} " in text
    for line in (
        "credit Sales",
        "measure SoFar",
        "commission Base",
        "payout = spine.paid",
        "check rows.flag",
        "order credits",
    ):
        assert line in text
    assert text == print_graph(sound())
