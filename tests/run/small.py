"""A small plan as a graph made by hand: won deals pay 5%, rounded, at most so much a quarter. No plan text is needed."""

from __future__ import annotations

from fractions import Fraction

from planlang.core import graph as g
from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import Dataset
from planlang.core.records import ColumnSpec, RecordSpec
from planlang.data.load import Grid, load_grids
from planlang.diagnostics.place import Span

PLACE = Span("small.plan", 0, 4, 1, 1, 1, 5)
MONEY = g.Unit("money", "USD", 2)
YES = g.Unit("yes/no")
TEXT = g.Unit("text")
DATE = g.Unit("date")
QUARTER = g.Unit("quarter")
RECORDS = (
    RecordSpec("participants", "participant", (ColumnSpec("id", "text", "id", key=True),), ("id",)),
    RecordSpec(
        "deals",
        "deal",
        (
            ColumnSpec("id", "text", "id", key=True),
            ColumnSpec("owner", "row", "owner", row="participants"),
            ColumnSpec("stage", "one-of", "stage", members=("Won", "Lost")),
            ColumnSpec("closed", "date", "closed"),
            ColumnSpec("amount", "money", "amount", currency="USD"),
        ),
        ("id",),
    ),
)
CALENDAR = FiscalCalendar()


def day(text: str) -> int:
    """A day's number."""
    import datetime

    return datetime.date.fromisoformat(text).toordinal()


def _table(name: str, rows: g.Input | g.Derive | g.Spine, grain: str, *columns: g.Column) -> g.Table:
    return g.Table(name, rows, grain, {column.name: column for column in columns})


def _column(name: str, op: g.Op, unit: g.Unit, role: str = "amount") -> g.Column:
    return g.Column(name, op, unit, name, role)


def graph(cap: int = 1_000_000, negative_answered: bool = False) -> g.Graph:
    """The plan; ``cap`` limits what a participant gets for a quarter's deals, in their order."""
    deals = _table(
        "deals",
        g.Input("deals"),
        "deal",
        _column("id", g.Cell("id"), TEXT, "key"),
        _column("deal.owner", g.Cell("owner"), g.Unit("row"), "cell"),
        _column("deal.stage", g.Cell("stage"), g.Unit("member"), "cell"),
        _column("deal.closed", g.Cell("closed"), DATE, "cell"),
        _column("deal.amount", g.Cell("amount"), MONEY, "cell"),
        _column("won", g.Compare(g.Ref("deal.stage"), "==", g.Const("Won", g.Unit("member"))), YES, "condition"),
    )
    people = _table("participants", g.Input("participants"), "participant", _column("id", g.Cell("id"), TEXT, "key"))
    first, last = day("2025-01-01"), day("2025-06-30")
    bookings = _table(
        "Bookings",
        g.Derive("deals", "won"),
        "credit of Bookings",
        _column("id", g.Carried("id"), TEXT, "key"),
        _column("participant", g.Carried("deal.owner"), g.Unit("row"), "key"),
        _column("date", g.Carried("deal.closed"), DATE, "date"),
        _column("amount", g.Carried("deal.amount"), MONEY),
        _column("from", g.Compare(g.Ref("date"), ">=", g.Const(first, DATE)), YES, "condition"),
        _column("through", g.Compare(g.Ref("date"), "<=", g.Const(last, DATE)), YES, "condition"),
        _column("covered", g.Logic("and", (g.Ref("from"), g.Ref("through"))), YES, "condition"),
    )
    base = _table(
        "Base",
        g.Derive("Bookings", "covered"),
        "credit of Bookings",
        *(_column(name, g.Carried(name), unit) for name, unit in (("id", TEXT), ("participant", g.Unit("row")))),
        _column("date", g.Carried("date"), DATE, "date"),
        _column("amount", g.Carried("amount"), MONEY),
        _column("quarter", g.OnCalendar("period", (g.Ref("date"),), "quarter"), QUARTER),
        _column("pay", g.Multiply((g.Const(Fraction(1, 20), g.Unit("percent")), g.Ref("amount"))), MONEY),
        _column("rounded", g.Round(g.Ref("pay"), g.Const(Fraction(1, 100), MONEY), "half-even"), MONEY),
        _column(
            "result",
            g.Within(g.Ref("rounded"), g.Const(Fraction(cap), MONEY), ("participant", "quarter"), ("date", "id")),
            MONEY,
            "result",
        ),
        _column("limit", g.Add(((1, g.Ref("result")), (-1, g.Ref("rounded")))), MONEY),
    )
    quarters = [CALENDAR.period("quarter", number) for number in (first, last)]
    spine = g.Spine("participants", "quarter", quarters[0], quarters[1])
    match = (("participant", g.Ref("participant")), ("quarter", g.Ref("period")))
    payout = _table(
        "payout",
        spine,
        "participant and quarter",
        _column("participant", g.SpineKey("person"), g.Unit("row"), "key"),
        _column("period", g.SpineKey("period"), QUARTER, "key"),
        _column("Base", g.Total("total", "Base", "result", match), MONEY, "component"),
        _column("payout", g.Same(g.Ref("Base")), MONEY, "payout"),
    )
    conditions = (g.Condition("won", "deal.stage is Won", PLACE),)
    credit = g.CreditInfo(
        "Bookings", "Bookings", ("deals",), conditions, "id", "participant", "date", "amount", None, ("date", "id"),
        "covered", PLACE,
    )  # fmt: skip
    lines = (g.Line("amount", "rounded", "5% of credit.amount"), g.Line("limit", "limit", "at most"))
    component = g.Component(
        "Base", "commission", None, "Base", None, (), "participant", "date", "id", lines, "result", None, PLACE
    )
    info = g.PayoutInfo(
        "payout", "quarter", "participant", "period", (("Base", "Base"),), (), "payout", negative_answered, PLACE
    )
    tables = {table.name: table for table in (people, deals, bookings, base, payout)}
    return g.Graph(
        "Small", "A small plan", "USD", 2, CALENDAR, (first, last), RECORDS, tables, (credit,), (), (component,), info,
        (), (),
    )  # fmt: skip


def data(*deals: tuple[str, str, str, str, str], people: tuple[str, ...] = ("ana", "bo")) -> Dataset:
    """The data of some deals: id, owner, stage, day, amount."""
    names = ("id", "owner", "stage", "closed", "amount")
    rows = [dict(zip(names, deal, strict=True)) for deal in deals]
    grids = [
        Grid(RECORDS[0], [{"id": name} for name in people], "participants.csv", range(2, 2 + len(people))),
        Grid(RECORDS[1], rows, "deals.csv", range(2, 2 + len(rows))),
    ]
    found = load_grids(grids, CALENDAR)
    assert found.data is not None, [finding.message for finding in found.diagnostics]
    return found.data
