"""Random graphs over random data: any operation over any columns of the right kind."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from planlang.core import graph as g
from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import Dataset
from planlang.core.values import Values

from .build import DATE, FLAG, MONTH, NUMBER, QUARTER, TEXT, col, const, day, graph, input_table, record, ref, table

MODES: tuple[g.Mode, ...] = (
    "half-even",
    "half-away",
    "half-toward",
    "half-up",
    "half-down",
    "cut",
    "raised",
    "ceiling",
    "floor",
)
UNITS = tuple(Fraction(text) for text in ("0.01", "1", "0.5", "5", "1/3", "7/4", "100"))
FIRST = day("2024-12-20")

PEOPLE = {"id": TEXT, "quota": NUMBER, "since": DATE, "until": DATE}
DEALS = {"id": TEXT, "who": TEXT, "x": NUMBER, "y": NUMBER, "z": NUMBER, "on": DATE, "flag": FLAG, "kind": TEXT}


@st.composite
def numbers(draw: st.DrawFn, count: int) -> Values:
    """Numerators over one denominator, or one each."""
    items = draw(st.lists(st.integers(-300, 300), min_size=count, max_size=count))
    if draw(st.booleans()):
        return Values(items, draw(st.sampled_from((1, 2, 12, 100, 300))))
    return Values(items, draw(st.lists(st.sampled_from((1, 3, 7, 100)), min_size=count, max_size=count)))


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """A few people, some of them dated, and deals."""
    people, deals = draw(st.integers(1, 3)), draw(st.integers(0, 9))
    names = [f"p{i}" for i in range(people)]
    days = st.integers(FIRST, FIRST + 150)

    def listed(strategy: st.SearchStrategy[Any], count: int) -> Values:
        return Values(draw(st.lists(strategy, min_size=count, max_size=count)))

    quotas = draw(st.lists(st.integers(1, 50), min_size=people, max_size=people))
    ids = [f"d{i:02d}" for i in range(deals)]
    return {
        "people": record("people", names, PEOPLE, {
            "id": Values(names), "quota": Values(quotas, draw(st.sampled_from((1, 4)))),
            "since": listed(days | st.none(), people), "until": listed(days | st.none(), people),
        }),
        "deals": record("deals", ids, DEALS, {
            "id": Values(ids), "who": listed(st.sampled_from(names), deals), "on": listed(days, deals),
            "x": draw(numbers(deals)), "y": draw(numbers(deals)), "z": draw(numbers(deals)),
            "flag": listed(st.booleans(), deals), "kind": listed(st.sampled_from(("New", "Old")), deals),
        }),
    }  # fmt: skip


class _Growing:
    """A table that gets columns, with the names of those of each kind."""

    def __init__(self, draw: st.DrawFn, base: g.Table) -> None:
        self.draw, self.table = draw, base

    def named(self, kind: str) -> list[str]:
        return [name for name, column in self.table.columns.items() if column.unit.kind == kind]

    def pick(self, kind: str) -> g.Ref:
        return ref(self.draw(st.sampled_from(self.named(kind))))

    def number(self) -> g.Operand:
        if self.draw(st.integers(0, 3)):
            return self.pick("number")
        return const(Fraction(self.draw(st.integers(-20, 20)), self.draw(st.sampled_from((1, 2, 3, 10)))))

    def flag(self) -> str:
        return self.pick("yes/no").column

    def add(self, name: str, op: g.Op, unit: g.Unit) -> None:
        self.table.columns[name] = col(name, op, unit)

    def window(self) -> dict[str, Any]:
        by = self.draw(st.lists(st.sampled_from(self.named("text") + self.named("yes/no")), max_size=2, unique=True))
        order = self.draw(st.lists(st.sampled_from([*self.table.columns]), max_size=2, unique=True))
        return {"by": tuple(by), "order": tuple(order)}

    def where(self) -> str | None:
        return self.flag() if self.draw(st.booleans()) else None

    def row_op(self) -> tuple[g.Op, g.Unit]:
        draw, n = self.draw, self.number
        which = draw(st.integers(0, 12))
        if which == 0:
            return g.Add(tuple((draw(st.sampled_from((1, -1))), n()) for _ in range(draw(st.integers(1, 3))))), NUMBER
        if which == 1:
            return g.Multiply(tuple(n() for _ in range(draw(st.integers(1, 3))))), NUMBER
        if which == 2:
            bottom = ref("quota_here") if draw(st.booleans()) else const(Fraction(draw(st.sampled_from((-3, 2, 7))), 3))
            return g.Ratio(n(), bottom), NUMBER
        if which == 3:
            return g.Round(n(), const(draw(st.sampled_from(UNITS))), draw(st.sampled_from(MODES))), NUMBER
        if which == 4:
            return g.Compare(n(), draw(st.sampled_from(("<", "<=", "==", "!=", ">=", ">"))), n()), FLAG
        if which == 5:
            return g.OneOf(ref("kind"), (const("New", TEXT), const("Gone", TEXT))), FLAG
        if which == 6:
            flags = tuple(ref(self.flag()) for _ in range(draw(st.integers(1, 3))))
            word: Any = draw(st.sampled_from(("and", "or", "not")))
            return g.Logic(word, flags[:1] if word == "not" else flags), FLAG
        if which == 7:
            cases = tuple((ref(self.flag()), n()) for _ in range(draw(st.integers(1, 3))))
            return g.Choose(cases, n()), NUMBER
        if which == 8:
            return g.Extreme(draw(st.sampled_from(("least", "greatest"))), tuple(n() for _ in range(3))), NUMBER
        if which == 9:
            bounds = sorted(draw(st.sets(st.fractions(-5, 5, max_denominator=6), max_size=4)))
            return g.Band(n(), tuple(g.Edge(const(b), draw(st.booleans())) for b in bounds)), NUMBER
        if which == 10:
            low: g.Operand | None = draw(st.none() | st.integers(-3, 0).map(const))
            high: g.Operand | None = draw(st.none() | st.integers(1, 4).map(const))
            if draw(st.booleans()):
                high = ref("quota_here")  # positive, so above `low`
            return g.Cut(n(), n(), low, high), NUMBER
        if which == 11:
            return g.Band(n(), (g.Edge(const(0), True), g.Edge(ref("quota_here"), draw(st.booleans())))), NUMBER
        return g.Same(n()), NUMBER

    def across_op(self) -> tuple[g.Op, g.Unit]:
        draw, n = self.draw, self.number
        which = draw(st.integers(0, 5))
        if which == 0:
            return g.Running(n(), **self.window(), inclusive=draw(st.booleans()), where=self.where()), NUMBER
        if which == 1:
            return g.Within(n(), n(), **self.window()), NUMBER
        if which == 2:
            side: Any = draw(st.sampled_from(("floor", "cap")))
            return g.Level(n(), n(), side, **self.window(), where=self.where()), NUMBER
        if which == 3:
            return g.Previous(n(), **self.window(), where=self.where()), NUMBER
        unit, mode = const(draw(st.sampled_from(UNITS))), draw(st.sampled_from(MODES))
        kind: Any = draw(st.sampled_from(("largest", "last")))
        return g.Allocate(n(), unit, mode, owner=None, kind=kind, **self.window()), NUMBER

    def total_op(self, other: g.Table) -> tuple[g.Op, g.Unit]:
        """An aggregate over a table that has all its columns, or over this one's columns so far."""
        draw = self.draw
        of_number = [name for name, column in other.columns.items() if column.unit.kind == "number"]
        flags = [name for name, column in other.columns.items() if column.unit.kind == "yes/no"]
        match = draw(st.sampled_from(((), (("who", ref("who")),), (("who", ref("who")), ("kind", const("New", TEXT))))))
        between = None
        if draw(st.booleans()):
            first = draw(st.none() | st.integers(FIRST, FIRST + 150).map(lambda d: const(d, DATE)))
            between = ("on", first, draw(st.sampled_from((None, ref("on")))))
        function: Any = draw(st.sampled_from(("total", "count", "highest", "lowest", "average")))
        value = None if function == "count" else draw(st.sampled_from(of_number))
        where = draw(st.none() | st.sampled_from(flags))
        op = g.Total(function, other.name, value, match, between, where)
        return op, NUMBER


@st.composite
def graphs(draw: st.DrawFn) -> tuple[g.Graph, Dataset]:
    """Input tables, rows derived from deals, a stack of both, and people by month; with random columns in each."""
    data = draw(datasets())
    people = input_table(data["people"], PEOPLE)
    deals = input_table(data["deals"], DEALS)
    quota = g.Lookup("people", (("id", ref("who")),), "quota")
    made: list[g.Table] = [people]

    def grow(base: g.Table, count: int) -> g.Table:
        growing = _Growing(draw, base)
        for i in range(count):
            which = draw(st.integers(0, 5))
            if which < 3:
                op, unit = growing.row_op()
            elif which < 5:
                op, unit = growing.across_op()
            else:
                op, unit = growing.total_op(draw(st.sampled_from([t for t in (*made, base) if "who" in t.columns])))
            name = f"{base.name}_{i}"
            if isinstance(op, g.Total) and op.function in ("highest", "lowest", "average"):
                growing.add(f"{name}_may", op, unit)  # may be absent: an operation like IsKnown comes first
                base.columns[f"{name}_may"] = col(f"{name}_may", op, g.Unit("multiplier"))
                growing.add(f"{name}_known", g.IsKnown(ref(f"{name}_may")), FLAG)
                may: g.Operand = ref(f"{name}_may")
                op, unit = g.Choose(((ref(f"{name}_known"), may),), const(-1)), NUMBER
            growing.add(name, op, unit)
        made.append(base)
        return base

    deals.columns["quota_here"] = col("quota_here", quota)
    grow(deals, draw(st.integers(1, 6)))
    keep = draw(st.none() | st.sampled_from(_Growing(draw, deals).named("yes/no")))
    kept = table("kept", g.Derive("deals", keep))
    for name in ("id", "who", "x", "on", "flag", "kind", "quota_here", [*deals.columns][-1]):
        kept.columns[name] = col(name, g.Carried(name), deals.columns[name].unit)
    grow(kept, draw(st.integers(0, 4)))
    both = table("both", g.Stack(("deals", "kept")))
    for name in ("who", "x", "on", "flag", "kind", "quota_here"):
        both.columns[name] = col(name, g.Stacked((name, name)), deals.columns[name].unit)
    both.columns["name"] = col("name", g.RowId(), TEXT)
    both.columns["only_deals"] = col("only_deals", g.Stacked(("z", None)), g.Unit("multiplier"))
    grow(both, draw(st.integers(0, 4)))

    calendar = FiscalCalendar(draw(st.sampled_from((1, 2, 7))))
    first = calendar.period("month", FIRST)
    valid = draw(st.sampled_from((None, ("since", "until"), ("since", None))))
    months = table("months", g.Spine("people", "month", first, first + draw(st.integers(0, 4)), valid))
    months.columns["who"] = col("who", g.SpineKey("person"), TEXT)
    months.columns["month"] = col("month", g.SpineKey("period"), MONTH)
    months.columns["first"] = col("first", g.OnCalendar("first_day", (ref("month"),), "month"), DATE)
    months.columns["on"] = col("on", g.OnCalendar("last_day", (ref("month"),), "month"), DATE)
    months.columns["quarter"] = col("quarter", g.OnCalendar("within", (ref("month"),), "month", "quarter"), QUARTER)
    months.columns["kind"] = col("kind", g.Same(const("Old", TEXT)), TEXT)
    months.columns["flag"] = col("flag", g.Compare(ref("quarter"), ">", ref("quarter")), FLAG)
    months.columns["quota_here"] = col("quota_here", quota)
    of_month = g.Total("total", "both", "x", (("who", ref("who")),), ("on", ref("first"), ref("on")))
    months.columns["sales"] = col("sales", of_month)
    grow(months, draw(st.integers(0, 4)))
    return graph(*made, data=data, calendar=calendar), data
