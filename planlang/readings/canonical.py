"""The columns of graphs in one form, so that those of the same meaning have the same number, whatever they are called and wherever they stand.

Columns with one number have the same value in every row of any data, and stop a run in the same rows. The other way round nothing is
said: two numbers may still mean the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from planlang.core import graph as g
from planlang.core.calendar import PERIODS, FiscalCalendar
from planlang.core.reads import Node, met, other_columns, own_columns
from planlang.core.records import NUMERIC
from planlang.core.regions import Spans, span
from planlang.core.values import Scalar
from planlang.readings.shares import quotient
from planlang.readings.terms import ANY, AT_LEAST_0, Fixed, Part, Terms, fixed, within

ORDERED = (g.Running, g.Within, g.Level, g.Previous, g.Fold, g.Allocate)
"""Operations that go through the rows of a partition, by the names of columns."""

FoldLabels = Mapping[tuple[int, str, str], int]


class Meanings:
    """A number for each meaning, over the columns of several graphs.

    What columns are called, where they stand in the plan and in which words a refusal is put makes no difference.
    """

    def __init__(self, folds: FoldLabels | None = None) -> None:
        self.terms = Terms()
        self._folds = folds or {}
        self._known: dict[tuple[int, str, str], int] = {}

    def of(self, graph: g.Graph, table: str, column: str) -> int:
        """The number of a column's meaning."""
        key = (id(graph), table, column)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _Column(self, graph, graph.tables[table], column).number()
        return known

    def rows(self, graph: g.Graph, table: str) -> int:
        """The number of what the rows of a table are; safe where nothing about them can stop a run."""
        key = (id(graph), table, "")
        known = self._known.get(key)
        if known is None:
            rows = graph.tables[table].rows
            reads = tuple(self.of(graph, *read) for read in read_by_rows(rows))
            sources = tuple(self.rows(graph, name) for name in below(rows))
            safe = not isinstance(rows, (g.RollUp, g.Everyone)) and self.terms.safe(*reads, *sources)
            form = ("Rows", _plain_rows(rows, graph.calendar), reads, sources)
            known = self._known[key] = self.terms.made(form, safe=safe)
        return known

    def given(self, graph: g.Graph, table: str, column: str, name: str) -> None:
        """Takes a column for one that is told apart by a name alone, so that what is made of it can be compared by itself."""
        self._known[id(graph), table, column] = self.terms.made(("Given", name))

    def label(self, graph: g.Graph, table: str, column: str) -> int:
        """Which folds are taken to be the same."""
        return self._folds.get((id(graph), table, column), 0)


class _Column:
    """One column on its way to a meaning."""

    def __init__(self, meanings: Meanings, graph: g.Graph, table: g.Table, column: str) -> None:
        self.meanings, self.terms, self.graph, self.table = meanings, meanings.terms, graph, table
        self.column = table.columns[column]
        self.kind = self.column.unit.kind

    def number(self) -> int:
        """The meaning's number: in a simpler form where there is one, else as it is made."""
        op = self.column.op
        simple = self._simple(op)
        return simple if simple is not None else self._plain(op)

    # --- what is read -------------------------------------------------------------------------------

    def own(self, name: str) -> int:
        """The meaning of a column of the same table."""
        return self.meanings.of(self.graph, self.table.name, name)

    def part(self, operand: g.Operand) -> Part:
        """What an operand means."""
        if isinstance(operand, g.Const):
            return self._fixed(operand.value, operand.unit.kind)
        return self.terms.part(self.own(operand.column))

    def _fixed(self, value: Scalar, kind: str) -> Fixed:
        """A value; a period goes by its first day, since its number depends on the month that years start in."""
        if kind in PERIODS and isinstance(value, int):
            return fixed(self.graph.calendar.first_day(kind, value), kind)  # type: ignore[arg-type]
        return fixed(value, kind)

    def _some(self, operand: g.Operand | None) -> Part | None:
        return None if operand is None else self.part(operand)

    # --- simpler forms ------------------------------------------------------------------------------

    def _simple(self, op: g.Op) -> int | None:
        terms = self.terms
        if isinstance(op, g.Same):
            return terms.number(self.part(op.value))
        if isinstance(op, g.SpineKey):
            return self._only_period(op)
        if isinstance(op, g.OnCalendar):
            return self._day_or_period(op)
        if isinstance(op, g.Add):
            some = [(sign, self.part(operand)) for sign, operand in op.terms]
            return terms.sum(some, self.kind) if _numbers(part for _, part in some) else None
        if isinstance(op, g.Multiply):
            parts = [self.part(operand) for operand in op.factors]
            return terms.product(parts, self.kind) if _numbers(parts) else None
        if isinstance(op, g.Cut):
            before, after = self.part(op.before), self.part(op.after)
            return terms.between(before, after, self._some(op.low), self._some(op.high), self.kind)
        if isinstance(op, g.Compare):
            holds = terms.compared(self.part(op.left), op.relation, self.part(op.right))
            return None if holds is None else terms.value(fixed(holds, "yes/no"))
        if isinstance(op, g.Logic):
            return terms.logic(op.word, [self.part(operand) for operand in op.parts])
        if isinstance(op, g.Choose):
            cases = [(self.part(condition), self._some(value)) for condition, value in op.cases]
            return terms.chosen(cases, self._some(op.otherwise))
        if isinstance(op, (g.Running, g.Within)):
            return self._alone(op)
        return None

    def _only_period(self, op: g.SpineKey) -> int | None:
        """The period of a table that has only one."""
        rows = self.table.rows
        if op.part != "period" or not isinstance(rows, g.Spine) or rows.unit is None or rows.first != rows.last:
            return None
        return self.terms.value(self._fixed(rows.first, self.kind))

    def _day_or_period(self, op: g.OnCalendar) -> int | None:
        parts = [self.part(operand) for operand in op.arguments]
        calendar = self.graph.calendar
        if len(parts) != 1 or not isinstance(parts[0], Fixed) or op.unit is None or not isinstance(parts[0].value, int):
            return None
        value = calendar.period(op.unit, parts[0].value)
        if op.function == "first_day":
            return self.terms.value(fixed(calendar.first_day(op.unit, value), self.kind))
        if op.function == "last_day":
            return self.terms.value(fixed(calendar.last_day(op.unit, value), self.kind))
        if op.function == "within" and op.coarser is not None:
            return self.terms.value(self._fixed(calendar.within(op.unit, value, op.coarser), self.kind))
        return None

    def _alone(self, op: g.Running | g.Within) -> int | None:
        """What runs through the rows of a partition that has but one row in any data: a person in the only period there is."""
        rows = self.table.rows
        if not isinstance(rows, g.Spine) or rows.first != rows.last:
            return None
        if rows.people is not None and not any(self._is_person(name) for name in op.by):
            return None
        value = self.part(op.value)
        if isinstance(op, g.Running):
            return self.terms.number(value) if op.inclusive and op.where is None else None
        cap = self.part(op.cap)
        if not within(self.terms.range(cap), AT_LEAST_0):
            return None
        return self._least_or_greatest("least", (value, cap))

    def _is_person(self, name: str) -> bool:
        op = self.table.columns[name].op
        if isinstance(op, g.Same) and isinstance(op.value, g.Ref):
            return self._is_person(op.value.column)
        return isinstance(op, g.SpineKey) and op.part == "person"

    def _least_or_greatest(self, which: str, parts: Sequence[Part]) -> int:
        terms = self.terms
        other = ">=" if which == "greatest" else "<="
        values = [part for part in parts if isinstance(part, Fixed)]
        kept = [part for part in dict.fromkeys(parts) if not isinstance(part, Fixed)]
        beaten = [one for one in values if any(terms.compared(part, other, one) for part in kept)]
        left: list[Part] = [*kept, *(one for one in dict.fromkeys(values) if one not in beaten)]
        if len(left) == 1:
            return terms.number(left[0])
        form = ("Extreme", which, tuple(sorted(left, key=repr)))
        signs = all(within(terms.range(part), AT_LEAST_0) for part in left)
        return terms.made(form, AT_LEAST_0 if signs else ANY, terms.safe(*left))

    # --- as it is made ------------------------------------------------------------------------------

    def _plain(self, op: g.Op) -> int:
        """An operation with the meanings of what it reads in the place of their names."""
        terms = self.terms
        rows = self.meanings.rows(self.graph, self.table.name)
        if isinstance(op, g.Extreme):
            return self._least_or_greatest(op.which, [self.part(operand) for operand in op.values])
        if isinstance(op, g.Compare):
            left, right = self.part(op.left), self.part(op.right)
            return terms.made(("Compare", left, op.relation, right), safe=terms.safe(left, right))
        if isinstance(op, g.Ratio):
            top, bottom = self.part(op.top), self.part(op.bottom)
            return terms.made(("Ratio", top, bottom), quotient(terms, top, bottom))
        if isinstance(op, g.Band):
            value = self.part(op.value)
            edges = tuple((self.part(edge.bound), edge.included) for edge in op.edges)
            return terms.made(("Band", value, edges), safe=terms.safe(value, *(bound for bound, _ in edges)))
        if isinstance(op, (g.Lookup, g.Total)):
            return self._elsewhere(op, rows)
        if isinstance(op, (g.Carried, g.Stacked)):
            return self._brought(op, rows)
        if isinstance(op, g.Fold):
            return self._folded(op, rows)
        if isinstance(op, g.Cell):
            return terms.made(("Cell", rows, op.column), self._cells(op.column), safe=True)
        form = (type(op).__name__, rows, *self._fields(op))
        ours = all(terms.known[self.own(name)].form[0] == "SpineKey" for name in own_columns(op))  # periods of the plan
        days = (*DAYS, *EDGES) if ours else DAYS
        safe = isinstance(op, SAFE) or (isinstance(op, g.OnCalendar) and op.function in days)
        return terms.made(form, self._range(op), safe and terms.safe(rows, *map(self.own, own_columns(op))))

    def _fields(self, op: g.Op) -> Iterator[object]:
        names = {"by", "order", "where", "owner"} if isinstance(op, ORDERED) else set()
        for name, value in zip(type(op)._fields, op.said()):
            if name not in names:
                yield self._field(value)
            elif isinstance(value, tuple):
                yield tuple(self.terms.part(self.own(one)) for one in value)
            else:
                yield None if value is None else self.terms.part(self.own(value))

    def _field(self, value: object) -> object:
        if isinstance(value, (g.Ref, g.Const)):
            part = self.part(value)
            return part if isinstance(part, Fixed) else _Read(part)
        if isinstance(value, g.Edge):
            return (self._field(value.bound), value.included)
        return tuple(self._field(item) for item in value) if isinstance(value, tuple) else value

    def _elsewhere(self, op: g.Lookup | g.Total, rows: int) -> int:
        terms, there_is = self.terms, other_columns(self.table, op)
        there = {name: self.meanings.of(self.graph, op.table, name) for _, name in there_is}
        theirs = self.meanings.rows(self.graph, op.table)
        match = tuple(sorted(((there[name], self.part(operand)) for name, operand in op.match), key=repr))
        if isinstance(op, g.Lookup):
            on = None if op.on is None else (self.part(op.on[0]), there[op.on[1]], there[op.on[2]])
            return terms.made(("Lookup", theirs, match, there[op.column], on, op.missing))
        days = None
        if op.between is not None:
            days = (there[op.between[0]], self._some(op.between[1]), self._some(op.between[2]))
        value, where = (None if name is None else there[name] for name in (op.value, op.where))
        if days is not None and where is not None:
            days, where = terms.during(days, where)
        read = [part for part in (*there.values(), *(here for _, here in match), *(days or ())) if part is not None]
        signs = op.function == "count" or (
            op.function == "total" and value is not None and within(terms.range(value), AT_LEAST_0)
        )
        return terms.made(
            ("Total", theirs, op.function, value, match, days, where),
            AT_LEAST_0 if signs else ANY,
            op.function in ("total", "count") and terms.safe(rows, theirs, *read),
        )

    def _brought(self, op: g.Carried | g.Stacked, rows: int) -> int:
        """The value of another table's row; as many as tables are stacked, and none where one has no such column."""
        found: list[int | None]
        if isinstance(op, g.Stacked):
            assert isinstance(self.table.rows, g.Stack)
            pairs = zip(self.table.rows.sources, op.columns)
            found = [None if name is None else self.meanings.of(self.graph, source, name) for source, name in pairs]
        else:
            found = [self.meanings.of(self.graph, *node) for node in other_columns(self.table, op)]
        if found and None not in found and len(set(found)) == 1 and isinstance(self.terms.part(found[0]), Fixed):  # type: ignore[arg-type]
            return found[0]  # type: ignore[return-value]
        signs = all(one is None or within(self.terms.range(one), AT_LEAST_0) for one in found)
        form = (type(op).__name__, rows, *found)
        return self.terms.made(form, AT_LEAST_0 if found and signs else ANY, self.terms.safe(rows, *found))

    def _folded(self, op: g.Fold, rows: int) -> int:
        if op.closed is not None:
            return self.own(op.closed)
        label = self.meanings.label(self.graph, self.table.name, self.column.name)
        return self.terms.made(("Fold", rows, label))

    def _range(self, op: g.Op) -> Spans:
        if isinstance(op, g.Running) and within(self.terms.range(self.part(op.value)), AT_LEAST_0):
            return AT_LEAST_0
        if isinstance(op, g.Round) and within(self.terms.range(self.part(op.value)), AT_LEAST_0):
            return AT_LEAST_0
        return ANY

    def _cells(self, name: str) -> Spans:
        """What the data may have in a column: its bounds are checked when it is read."""
        rows = self.table.rows
        assert isinstance(rows, g.Input)
        spec = next(record for record in self.graph.records if record.name == rows.record).by_name[name]
        limits = spec.limits
        if limits is None or spec.optional or spec.kind not in NUMERIC:
            return ANY
        return span(limits.low, limits.low_included, limits.high, limits.high_included)


class _Read(int):
    """A meaning that is read in a form, told from a plain number that stands there."""

    def __repr__(self) -> str:
        return f"read {int(self)}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Read) and int(self) == int(other)

    def __hash__(self) -> int:
        return hash(("read", int(self)))


SAFE = (
    g.SpineKey, g.RowId, g.Round, g.OneOf, g.IsKnown, g.Cut, g.Running, g.Within, g.Level, g.Previous,
)  # fmt: skip
"""Operations that stop no run by themselves."""
DAYS, EDGES = ("period", "within"), ("first_day", "last_day")


def meanings_of(graphs: Sequence[g.Graph]) -> Meanings:
    """The meanings of the columns of some graphs.

    Columns that depend on themselves a row earlier are taken to be the same until something about them differs: what begins alike, and
    goes on alike from one row to the next, is alike in every row.
    """
    folds = [
        (graph, table.name, column.name, column.op)
        for graph in graphs
        for table in graph.tables.values()
        for column in table.columns.values()
        if isinstance(column.op, g.Fold) and column.op.closed is None
    ]
    labels: dict[tuple[int, str, str], int] = {}
    while True:
        meanings = Meanings(labels)
        numbers: dict[object, int] = {}
        found: dict[tuple[int, str, str], int] = {}
        for graph, table, name, op in folds:
            column = _Column(meanings, graph, graph.tables[table], name)
            said = (
                meanings.label(graph, table, name),
                meanings.rows(graph, table),
                column.part(op.first),
                tuple(map(column.own, op.by)),
                tuple(map(column.own, op.order)),
                column.own(op.state),
            )
            found[id(graph), table, name] = numbers.setdefault(said, len(numbers))
        if len(set(found.values())) == len(set(labels.values())) or not folds:
            return meanings
        labels = found


def _numbers(parts: Iterable[Part]) -> bool:
    """Whether the values among them are all numbers."""
    return all(not isinstance(part, Fixed) or part.type == "Fraction" for part in parts)


def _plain_rows(rows: g.Rows, calendar: FiscalCalendar) -> tuple[object, ...]:
    """How rows come about, without the names of tables and columns."""
    if isinstance(rows, g.Input):
        return ("Input", rows.record)
    if isinstance(rows, g.Spine):
        ends = (rows.first, rows.last)
        days = ends if rows.unit is None else tuple(calendar.first_day(rows.unit, period) for period in ends)
        return ("Spine", rows.people is None, rows.unit, days, rows.valid is None)
    if isinstance(rows, g.RollUp):
        return ("RollUp", rows.keep is None, rows.valid is None, rows.levels)
    if isinstance(rows, g.Everyone):
        return ("Everyone", rows.keep is None)
    return (type(rows).__name__, isinstance(rows, g.Derive) and rows.keep is None)


def below(rows: g.Rows) -> tuple[str, ...]:
    """The tables that the rows of a table come from."""
    if isinstance(rows, g.Derive):
        return (rows.source,)
    if isinstance(rows, g.Stack):
        return rows.sources
    if isinstance(rows, g.RollUp):
        return (rows.source, rows.links)
    if isinstance(rows, g.Everyone):
        return (rows.source, rows.people)
    return (rows.people,) if isinstance(rows, g.Spine) and rows.people is not None else ()


def comes_from(graph: g.Graph, table: str, source: str) -> bool:
    """Whether the rows of a table are those of another, or made of them."""
    return table == source or any(comes_from(graph, name, source) for name in below(graph.tables[table].rows))


def read_by_rows(rows: g.Rows) -> Iterator[Node]:
    """The columns that decide which rows a table has."""
    if isinstance(rows, (g.Derive, g.RollUp, g.Everyone)) and rows.keep is not None:
        yield rows.source, rows.keep
    if isinstance(rows, (g.RollUp, g.Everyone)):
        yield from met(rows)
    if isinstance(rows, g.Spine) and rows.people is not None and rows.valid is not None:
        yield from ((rows.people, column) for column in rows.valid if column is not None)
