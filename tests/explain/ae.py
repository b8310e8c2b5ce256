"""The account-executive plan as a graph made by hand, so that explanations are tested without the compiler."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

from planlang.core import graph as g
from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import Dataset, RecordData
from planlang.core.records import ColumnSpec, RecordSpec
from planlang.core.values import Values
from planlang.diagnostics.place import NOWHERE, Span

ROOT = Path(__file__).resolve().parents[2]
FILE = "quarterly_ae.plan"
DIRECTORY = Path(__file__).parent / "quarterly_ae"
"""A copy of the model plan and its data: its places and words are quoted here."""
TEXT = (DIRECTORY / FILE).read_text("utf-8")
USD = g.Unit("money", "USD", 2)
PERCENT, MULTIPLIER, YES_NO, DATE, ROW, COUNT = (
    g.Unit("percent"), g.Unit("multiplier"), g.Unit("yes/no"), g.Unit("date"), g.Unit("row"), g.Unit("count"),
)  # fmt: skip
CALENDAR = FiscalCalendar(1, "start")


def at(phrase: str, within: str = "", after: str = "") -> Span:
    """The place of a phrase of the plan; ``within`` a longer phrase, ``after`` another."""
    start = TEXT.index(after) if after else 0
    start = TEXT.index(within, start) if within else start
    start = TEXT.index(phrase, start)
    end = start + len(phrase)

    def where(offset: int) -> tuple[int, int]:
        return TEXT.count("\n", 0, offset) + 1, offset - (TEXT.rfind("\n", 0, offset) + 1) + 1

    return Span(FILE, start, end, *where(start), *where(end))


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def const(value: str | int | Fraction, unit: g.Unit, phrase: str = "", within: str = "", after: str = "") -> g.Const:
    place = at(phrase, within, after) if phrase else None
    found: str | int | Fraction = value
    if unit.kind == "date":
        found = day(str(value))
    elif unit.kind not in ("member", "text", "row"):
        found = Fraction(value)
    return g.Const(found, unit, place)


def _columns(*columns: g.Column) -> dict[str, g.Column]:
    return {column.name: column for column in columns}


R = g.Ref
CENT = const("0.01", USD, "0.01 USD")
ORDER = ("closed", "id")
BANDS: list[tuple[str, str | None, str | None, str]] = [
    ("from   0% below  50%", "0%", "50%", "0.5x"),
    ("from  50% below 100%", "50%", "100%", "1.0x"),
    ("from 100% below 150%", "100%", "150%", "1.5x"),
    ("from 150%           ", "150%", None, "2.0x"),
]


def _rate(text: str) -> Fraction:
    return Fraction(text[:-1]) / (100 if text[-1] == "%" else 1)


def bookings() -> g.Table:
    col = g.Column
    base = at("commission Base")
    columns = [
        col("to", g.Carried("to"), ROW, "who is credited", "key"),
        col("deal", g.Carried("deal"), ROW, "the deal", "key"),
        col("share", g.Carried("share"), PERCENT, "split.share", "cell"),
        col("primary", g.Carried("primary"), YES_NO, "split.primary", "cell"),
        *(
            col(name, g.Lookup("deals", (("id", R("deal")),), column), unit, f"deal.{column}", role, None, at("deal.amount"))
            for name, column, unit, role in (
                ("closed", "closed", DATE, "date"),
                ("product", "product", g.Unit("member"), "cell"),
                ("gross", "amount", USD, "cell"),
                ("id", "id", ROW, "order"),
            )
        ),
        col("exact", g.Multiply((R("share"), R("gross"))), USD, "split.share of deal.amount", "amount", "Bookings",
            at("split.share of deal.amount")),
        col("amount", g.Allocate(R("exact"), CENT, "half-even", ("deal",), "primary", "column", ("to",)), USD, "credit.amount",
            "amount", "Bookings", at("amount        split.share of deal.amount, rounded, odd cents to split.primary")),
        col("quarter", g.OnCalendar("period", (R("closed"),), "quarter"), g.Unit("quarter"), "the quarter of the credit", "key"),
        col("so far", g.Running(R("amount"), ("to", "quarter"), ORDER, True), USD, "running total of quota credit in the quarter",
            "measure", "Attainment", at("running total quota credit of the participant's Bookings in the quarter")),
        col("before", g.Running(R("amount"), ("to", "quarter"), ORDER, False), USD,
            "running total of quota credit before this credit", "measure", "Attainment", at("running total quota credit")),
        col("quota", g.Lookup("participants", (("id", R("to")),), "quota"), USD, "participant.quota", "cell"),
        col("variable", g.Lookup("participants", (("id", R("to")),), "variable"), USD, "participant.variable", "cell"),
        col("Attainment", g.Ratio(R("so far"), R("quota")), PERCENT, "Attainment", "measure", "Attainment", at("measure Attainment")),
        col("Attainment before", g.Ratio(R("before"), R("quota")), PERCENT, "Attainment before this credit", "measure", "Attainment"),
        col("paid per unit", g.Ratio(R("variable"), R("quota")), g.Unit("number"), "participant.variable / participant.quota",
            "share", "Base", at("participant.variable / participant.quota")),
        col("base", g.Multiply((R("amount"), R("paid per unit"))), USD, "amount before tiers", "amount", "Base", at("pay      credit.amount")),
        col("move", g.Add(((1, R("Attainment")), (-1, R("Attainment before")))), PERCENT, "move of Attainment", "part", "Base"),
        col("moves", g.Compare(R("move"), "!=", const(0, PERCENT)), YES_NO, "Attainment moves", "condition", "Base"),
    ]  # fmt: skip
    rounded: list[tuple[int, g.Operand]] = []
    for row, low, high, rate in BANDS:
        words = " ".join(row.split())
        span = at(row.rstrip(), after="commission Base")
        low_end = const(_rate(low), PERCENT, low, row, "commission Base") if low else None
        high_end = const(_rate(high), PERCENT, high, row, "commission Base") if high else None
        times = const(_rate(rate), MULTIPLIER, rate, row, "commission Base")
        columns += [
            col(f"part {words}", g.Cut(R("Attainment before"), R("Attainment"), low_end, high_end), PERCENT,
                f"part of Attainment {words}", "part", "Base", span),
            col(f"share {words}", g.Ratio(R(f"part {words}"), R("move")), PERCENT, f"share of the move {words}", "share", "Base", span),
            col(f"exact {words}", g.Multiply((R("base"), R(f"share {words}"), times)), USD, f"amount x share {words}", "slice", "Base", span),
            col(f"moving {words}", g.Choose(((R("moves"), R(f"exact {words}")),), const(0, USD)), USD, f"slice {words}", "slice", "Base", span),
            col(f"slice {words}", g.Round(R(f"moving {words}"), CENT, "half-even"), USD, f"slice {words}, rounded", "rounding", "Base",
                at("rounded  each slice")),
        ]  # fmt: skip
        rounded.append((1, R(f"slice {words}")))
    first = const("2025-02-10", DATE, "2025-02-10")
    last = const("2025-02-23", DATE, "2025-02-23")
    push = "when     deal.product is New and deal.closed is from 2025-02-10 through 2025-02-23"
    columns += [
        col("sum", g.Add(tuple(rounded)), USD, "all slices", "amount", "Base", base),  # type: ignore[arg-type]
        col("cap", g.Multiply((const(3, g.Unit("number"), "3", "at most  3"), R("variable"))), USD, "3 * participant.variable", "amount",
            "Base", at("3 * participant.variable")),
        col("paid", g.Within(R("sum"), R("cap"), ("to", "quarter"), ORDER), USD, "Base", "component", "Base",
            at("at most  3 * participant.variable")),
        col("limit", g.Add(((1, R("paid")), (-1, R("sum")))), USD, "cut by the limit", "limit", "Base"),
        col("is new", g.Compare(R("product"), "==", const("New", g.Unit("member"), "New", push)), YES_NO, "deal.product is New", "condition",
            "NewProductPush", at("deal.product is New", push)),
        col("from", g.Compare(R("closed"), ">=", first), YES_NO, "deal.closed is from 2025-02-10", "condition", "NewProductPush"),
        col("through", g.Compare(R("closed"), "<=", last), YES_NO, "deal.closed is through 2025-02-23", "condition", "NewProductPush"),
        col("inside", g.Logic("and", (R("from"), R("through"))), YES_NO, "deal.closed is from 2025-02-10 through 2025-02-23", "condition",
            "NewProductPush", at("deal.closed is from 2025-02-10 through 2025-02-23", push)),
        col("pushed", g.Logic("and", (R("is new"), R("inside"))), YES_NO, "the spiff is about it", "condition", "NewProductPush", at(push)),
        col("2%", g.Multiply((const("0.02", PERCENT, "2%", "2% of credit"), R("amount"))), USD, "2% of credit.amount", "amount",
            "NewProductPush", at("2% of credit.amount")),
        col("2% rounded", g.Round(R("2%"), CENT, "half-even"), USD, "2% of credit.amount, rounded", "rounding", "NewProductPush"),
        col("spiff", g.Choose(((R("pushed"), R("2% rounded")),), const(0, USD)), USD, "spiff on the credit", "amount", "NewProductPush"),
        col("spiff paid", g.Within(R("spiff"), const(5000, USD, "5,000 USD"), ("to", "quarter"), ORDER), USD, "NewProductPush", "component",
            "NewProductPush", at("at most  5,000 USD")),
        col("spiff limit", g.Add(((1, R("spiff paid")), (-1, R("spiff")))), USD, "cut by the limit", "limit", "NewProductPush"),
        col("covered", g.Compare(R("closed"), ">=", const("2025-01-01", DATE, "2025-01-01")), YES_NO, "covered", "condition"),
        col("row", g.RowId(), g.Unit("text"), "the credit", "key"),
    ]  # fmt: skip
    return g.Table("Bookings", g.Derive("splits", None), "credit of Bookings", _columns(*columns))


def spine() -> g.Table:
    col = g.Column
    match = (("to", R("participant")),)
    window = ("closed", R("first day"), R("last day"))
    boss = (("boss", R("participant")),)
    return g.Table(
        "payout", g.Spine("participants", "quarter", CALENDAR.period("quarter", day("2025-01-01")),
                          CALENDAR.period("quarter", day("2025-03-31"))), "participant and quarter",
        _columns(
            col("participant", g.SpineKey("person"), ROW, "the participant", "key"),
            col("quarter", g.SpineKey("period"), g.Unit("quarter"), "the quarter", "key"),
            col("first day", g.OnCalendar("first_day", (R("quarter"),), "quarter"), DATE, "the first day of the quarter", "date"),
            col("last day", g.OnCalendar("last_day", (R("quarter"),), "quarter"), DATE, "the last day of the quarter", "date"),
            col("Base", g.Total("total", "Bookings", "paid", match, window), USD, "Base of the quarter", "total", "Base"),
            col("NewProductPush", g.Total("total", "Bookings", "spiff paid", match, window), USD, "NewProductPush of the quarter", "total",
                "NewProductPush"),
            col("team", g.Total("total", "team", "amount", boss, window), USD, "total amount of TeamBookings", "total", "Team",
                at("total amount of the participant's TeamBookings in the quarter")),
            col("1%", g.Multiply((const("0.01", PERCENT, "1%", "pay      1%"), R("team"))), USD, "1% of it", "amount", "Team"),
            col("Team", g.Round(R("1%"), CENT, "half-even"), USD, "Team", "component", "Team", at("rounded  each quarter")),
            col("rounding", g.Add(((1, R("Team")), (-1, R("1%")))), USD, "rounding", "rounding", "Team"),
            col("result", g.Add(((1, R("Base")), (1, R("NewProductPush")), (1, R("Team")))), USD, "the payout", "payout", None,
                at("add      Base, NewProductPush, Team")),
            col("row", g.RowId(), g.Unit("text"), "the payout", "key"),
        ),
    )  # fmt: skip


def graph() -> g.Graph:
    col = g.Column

    def input_table(name: str, grain: str, columns: dict[str, g.Unit]) -> g.Table:
        return g.Table(name, g.Input(name), grain, _columns(*(
            col(c, g.Cell(c), unit, f"{grain}.{c}", "cell") for c, unit in columns.items())))  # fmt: skip

    text, member = g.Unit("text"), g.Unit("member")
    team = g.Table("team", g.Derive("Bookings", "has boss"), "credit of TeamBookings", _columns(
        col("boss", g.Carried("boss"), ROW, "the manager", "key"),
        col("amount", g.Carried("amount"), USD, "credit.amount", "amount"),
        col("closed", g.Carried("closed"), DATE, "deal.closed", "date"),
    ))  # fmt: skip
    credited = bookings()
    credited.columns["boss"] = col(
        "boss", g.Lookup("participants", (("id", R("to")),), "manager"), ROW, "the manager", "key"
    )
    credited.columns["has boss"] = col("has boss", g.IsKnown(R("boss")), YES_NO, "there is a manager", "condition")
    tables = [
        input_table("participants", "participant", {"id": text, "quota": USD, "variable": USD, "manager": ROW}),
        input_table("deals", "deal", {"id": text, "closed": DATE, "product": member, "amount": USD}),
        input_table("splits", "split", {"deal": ROW, "to": ROW, "share": PERCENT, "primary": YES_NO}),
        credited, team, spine(),
    ]  # fmt: skip
    conditions = (
        g.Condition("is new", "deal.product is New", at("deal.product is New")),
        g.Condition(
            "inside", "deal.closed is from 2025-02-10 through 2025-02-23", at("deal.closed is from 2025-02-10")
        ),
    )
    return g.Graph(
        name="QuarterlyAE", title="Account Executive, first quarter 2025", currency="USD", digits=2, calendar=CALENDAR,
        covers=(day("2025-01-01"), day("2025-03-31")), records=tuple(spec for spec in specs()),
        tables={table.name: table for table in tables},
        credits=(g.CreditInfo("Bookings", "Bookings", ("splits",), (), "row", "to", "closed", "amount", "amount", ORDER, "covered", NOWHERE),),
        measures=(g.MeasureInfo("Attainment", "measure", "Bookings", "Attainment", "Attainment before", at("measure Attainment")),),
        components=(
            g.Component("Base", "commission", None, "Bookings", None, (), "to", "closed", "row",
                        (g.Line("amount", "sum", "all slices"), g.Line("limit", "limit", "cut by the limit")), "paid", None, at("commission Base")),
            g.Component("NewProductPush", "spiff", None, "Bookings", "pushed", conditions, "to", "closed", "row",
                        (g.Line("amount", "spiff", "spiff"), g.Line("limit", "spiff limit", "cut by the limit")), "spiff paid", None,
                        at("spiff NewProductPush")),
            g.Component("Team", "override", None, "payout", None, (), "participant", "last day", "row",
                        (g.Line("amount", "1%", "1%"), g.Line("rounding", "rounding", "rounding")), "Team", None, at("override Team")),
        ),
        payout=g.PayoutInfo("payout", "quarter", "participant", "quarter",
                            (("Base", "Base"), ("NewProductPush", "NewProductPush"), ("Team", "Team")), (), "result", True,
                            at("payout for each participant")),
        checks=(), orders=(),
    )  # fmt: skip


def specs() -> list[RecordSpec]:
    c = ColumnSpec
    return [
        RecordSpec("participants", "participant", (
            c("id", "text", "id", key=True), c("quota", "money", "quota"), c("variable", "money", "variable"),
            c("manager", "row", "manager", optional=True, row="participants")), ("id",)),
        RecordSpec("deals", "deal", (
            c("id", "text", "id", key=True), c("closed", "date", "closed"), c("product", "one-of", "product"),
            c("amount", "money", "amount")), ("id",)),
        RecordSpec("splits", "split", (
            c("deal", "row", "deal", row="deals"), c("to", "row", "to", row="participants"), c("share", "percent", "share"),
            c("primary", "yes/no", "primary")), ("deal", "to")),
    ]  # fmt: skip


def dataset(rows: dict[str, list[list[str]]]) -> Dataset:
    """Data of rows of texts, in the order of their identity; their lines are their places in the list, from 2."""
    found: Dataset = {}
    for spec in specs():
        given = [(line, dict(zip((c.name for c in spec.columns), row))) for line, row in enumerate(rows[spec.name], 2)]
        given.sort(key=lambda pair: [pair[1][name] for name in spec.identity])
        columns = {}
        for column in spec.columns:
            texts = [row[column.name] for _, row in given]
            if column.kind == "money":
                columns[column.name] = Values([int(Fraction(text) * 100) for text in texts], 100)
            elif column.kind == "percent":
                columns[column.name] = Values([int(text) for text in texts], 100)
            elif column.kind == "date":
                columns[column.name] = Values([day(text) for text in texts])
            elif column.kind == "yes/no":
                columns[column.name] = Values([text == "yes" for text in texts])
            else:
                columns[column.name] = Values([text or None for text in texts])
        ids = [" / ".join(row[name] for name in spec.identity) for _, row in given]
        found[spec.name] = RecordData(spec, columns, ids, [line for line, _ in given], f"{spec.name}.csv")
    return found


def published() -> dict[str, list[list[str]]]:
    """The plan's own data files."""
    names = ("participants", "deals", "splits")
    return {n: [line.split(",") for line in (DIRECTORY / f"{n}.csv").read_text().splitlines()[1:]] for n in names}
