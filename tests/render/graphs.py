"""A small core graph by hand: one record of deals, one credit, a measure, two rules that pay, a payout."""

from __future__ import annotations

from fractions import Fraction

from planlang.core import graph as g
from planlang.core.calendar import FiscalCalendar
from planlang.core.records import ColumnSpec, RecordSpec
from planlang.diagnostics.place import NOWHERE

USD = g.Unit("money", "USD", 2)
PERCENT = g.Unit("percent")
TEXT = g.Unit("text")
DATE = g.Unit("date")
YES_NO = g.Unit("yes/no")
HOSTILE = 'Push"]; evil -> "x" <B>&amp;</B> \\ \n\x00 §'
"""A title that no quoting should let out."""


def column(name: str, op: g.Op, unit: g.Unit = USD, role: str = "amount", rule: str | None = None) -> g.Column:
    """A column that says its name."""
    return g.Column(name, op, unit, name, role, rule)


def percent(value: int) -> g.Const:
    """A percentage that stands in a plan."""
    return g.Const(Fraction(value, 100), PERCENT)


def table(name: str, rows: g.Input | g.Derive | g.Stack | g.Spine, grain: str, *columns: g.Column) -> g.Table:
    """A table of columns."""
    return g.Table(name, rows, grain, {one.name: one for one in columns})


def component(name: str, result: str, at: str, kind: str = "commission", title: str | None = None) -> g.Component:
    """A rule with one line."""
    line = g.Line("amount", result, result)
    return g.Component(name, kind, title, at, None, (), "participant", "date", "id", (line,), result, None, NOWHERE)


def small(title: str | None = None) -> g.Graph:
    """The graph; ``title`` is that of its second rule. Records ``people`` and ``unused`` are read by the payout and by nobody."""
    people = RecordSpec("people", "person", (ColumnSpec("id", "text", "id", key=True),), ("id",))
    unused = RecordSpec("unused", "thing", (ColumnSpec("id", "text", "id", key=True),), ("id",))
    deals = RecordSpec(
        "deals",
        "deal",
        (
            ColumnSpec("id", "text", "id", key=True),
            ColumnSpec("owner", "row", "owner", row="people"),
            ColumnSpec("closed", "date", "closed", optional=True),
            ColumnSpec("amount", "money", "amount", currency="USD", per="quarter"),
            ColumnSpec("kind", "one-of", "kind", members=("New", "Old")),
        ),
        ("id",),
    )
    tables = [
        table("people", g.Input("people"), "person", column("person.id", g.Cell("id"), TEXT)),
        table("unused", g.Input("unused"), "thing", column("thing.id", g.Cell("id"), TEXT)),
        table(
            "deals",
            g.Input("deals"),
            "deal",
            *(column(f"deal.{spec.name}", g.Cell(spec.name)) for spec in deals.columns),
            column("covers", g.IsKnown(g.Ref("deal.closed")), YES_NO),
            column("positive", g.Compare(g.Ref("deal.amount"), ">", g.Const(Fraction(0), USD)), YES_NO),
        ),
        table(
            "Sales",
            g.Derive("deals", "covers"),
            "credit of Sales",
            column("id", g.Carried("deal.id"), TEXT),
            column("participant", g.Carried("deal.owner"), TEXT),
            column("date", g.Carried("deal.closed"), DATE),
            column("amount", g.Carried("deal.amount")),
            column("covered", g.Carried("covers"), YES_NO),
            column("deal.kind", g.Carried("deal.kind"), TEXT, "cell"),
            column("so far", g.Running(g.Ref("amount"), ("participant",), ("date", "id"), True), USD, "total", "SoFar"),
            column("SoFar", g.Same(g.Ref("so far")), USD, "measure", "SoFar"),
            column(
                "band", g.Band(g.Ref("SoFar"), (g.Edge(g.Const(Fraction(100), USD), True),)), PERCENT, "band", "Base"
            ),
            column("low", g.Compare(g.Ref("band"), "==", percent(0)), YES_NO, "condition", "Base"),
            column("rate", g.Choose(((g.Ref("low"), percent(5)),), percent(8)), PERCENT, "rate", "Base"),
            column("Base", g.Multiply((g.Ref("amount"), g.Ref("rate"))), USD, "result", "Base"),
            column("new", g.OneOf(g.Ref("deal.kind"), (g.Const("New", TEXT),)), YES_NO, "condition", "Push"),
            column("2% of amount", g.Multiply((g.Ref("amount"), percent(2))), USD, "amount", "Push"),
            column("Push", g.Choose(((g.Ref("new"), g.Ref("2% of amount")),), percent(0)), USD, "result", "Push"),
        ),
        table(
            "people x quarter",
            g.Spine("people", "quarter", 0, 3),
            "person and quarter",
            column("participant", g.SpineKey("person"), TEXT),
            *(
                column(
                    f"payout of {name}",
                    g.Total("total", "Sales", name, (("participant", g.Ref("participant")),), where="covered"),
                    USD,
                    "component",
                    "payout",
                )
                for name in ("Base", "Push")
            ),
            column(
                "payout", g.Add(((1, g.Ref("payout of Base")), (1, g.Ref("payout of Push")))), USD, "payout", "payout"
            ),
        ),
    ]
    credit = g.CreditInfo(
        "Sales",
        "Sales",
        ("deals",),
        (),
        "id",
        "participant",
        "date",
        "amount",
        None,
        ("date", "id"),
        "covered",
        NOWHERE,
    )
    return g.Graph(
        "Small",
        "A small plan",
        "USD",
        2,
        FiscalCalendar(),
        (737060, 737424),
        (people, unused, deals),
        {one.name: one for one in tables},
        (credit,),
        (g.MeasureInfo("SoFar", "measure", "Sales", "SoFar", None, NOWHERE),),
        (component("Base", "Base", "Sales"), component("Push", "Push", "Sales", "spiff", title)),
        g.PayoutInfo(
            "people x quarter",
            "quarter",
            "participant",
            "quarter",
            (("Base", "payout of Base"), ("Push", "payout of Push")),
            (),
            "payout",
            True,
            NOWHERE,
        ),
        (g.DataCheck("deals", "positive", "deal.amount is above 0 USD", NOWHERE),),
        (),
    )
