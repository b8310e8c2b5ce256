"""From the core graph to columns of SQL: every operation is compiled once, in an order in which each finds what it reads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from planlang.core import graph as g
from planlang.core.reads import Node, met, other_columns, own_columns
from planlang.core.records import NUMERIC
from planlang.engines.sql import (
    ops_calendar,
    ops_logic,
    ops_lookup,
    ops_numbers,
    ops_pairs,
    ops_tables,
    ops_totals,
    ops_windows,
)
from planlang.engines.sql.dialects.base import NARROW_LIMIT, Dialect, SqlType
from planlang.engines.sql.exact import Exact, Monomial, Poly
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.inputs import Known, TableFacts
from planlang.engines.sql.names import Names
from planlang.engines.sql.numbers import Arithmetic, Name, Sql, TooBig, reads
from planlang.engines.sql.passes import EVERY
from planlang.engines.sql.tables import Body, FromRelation, FromSpine, FromStack, FromTable, Prepared, Source
from planlang.engines.sql.values import Column, Fault, Value

if TYPE_CHECKING:
    from planlang.engines.sql.passes.bands import Part

OPERATIONS: dict[type, Callable[[Frame, Any], Value]] = {
    g.Cell: ops_tables.cell,
    g.Carried: ops_tables.carried,
    g.Stacked: ops_tables.stacked,
    g.SpineKey: ops_tables.spine_key,
    g.Reached: ops_pairs.reached,
    g.RowId: ops_tables.row_identity,
    g.Same: ops_numbers.same,
    g.Add: ops_numbers.added,
    g.Multiply: ops_numbers.multiplied,
    g.Ratio: ops_numbers.ratio,
    g.Round: ops_numbers.rounded,
    g.Compare: ops_logic.compare,
    g.OneOf: ops_logic.one_of,
    g.Logic: ops_logic.logic,
    g.IsKnown: ops_logic.is_known,
    g.Choose: ops_logic.choose,
    g.Extreme: ops_numbers.extreme,
    g.Band: ops_numbers.band,
    g.Cut: ops_numbers.cut,
    g.OnCalendar: ops_calendar.on_calendar,
    g.Lookup: ops_lookup.looked_up,
    g.Total: ops_totals.totalled,
    g.Running: ops_windows.running,
    g.Within: ops_windows.within,
    g.Level: ops_windows.level,
    g.Previous: ops_windows.previous,
    g.Fold: ops_windows.fold,
    g.Allocate: ops_windows.allocated,
}


RESERVED = (
    "at", "result", "period", "label", "first_day", "last_day", "one", "asked", "few", "run",
    "groups", "alike", "seen", "single", "most", "least", "failed", "lost", "twice", "bare",
    *(name for name, _ in ops_pairs.ABOVE), *(f"key_{number}" for number in range(10)),
)  # fmt: skip
"""Names of columns of prepared tables, and of parts of a query."""


class Overflow(Exception):
    """A number of the plan could need more than 38 digits with this data."""

    def __init__(self, table: str, column: g.Column, cause: TooBig, inputs: tuple[tuple[str, str], ...]) -> None:
        super().__init__(f"{table}.{column.name}: {cause}")
        self.table, self.column, self.cause = table, column, cause
        self.inputs = inputs
        """Records and columns of numbers that it is made of, those with the largest values first."""


class Compiler:
    """One plan for one dialect and the bounds of one set of data."""

    def __init__(
        self,
        graph: g.Graph,
        inputs: Mapping[str, TableFacts],
        dialect: Dialect,
        passes: Collection[str] = EVERY,
        known: Known | None = None,
        brief: bool = False,
    ) -> None:
        self.known, self.brief = known, brief
        """Cells of input tables, for what is prepared from them; ``None`` where there is no data yet."""
        self.graph, self.inputs, self.dialect, self.passes = graph, inputs, dialect, frozenset(passes)
        self.arithmetic = Arithmetic(dialect)
        self.names = Names(RESERVED)
        for facts in inputs.values():
            self.names.new(facts.relation)
        self.columns: dict[str, Column] = {}
        self.bodies: dict[str, Body] = {}
        self.keeps: list[tuple[str, Fault]] = []
        """What may be wrong with the conditions that decide which rows a table has."""
        self._chosen: dict[str, range] = {}
        """For each table with such a condition, which of ``keeps`` are about it."""
        self.gathered: list[tuple[str, Fault]] = []
        """What may be wrong with rows of tables, where it is not carried along with their values."""
        self.made: dict[tuple[object, ...], Prepared] = {}
        self.quotients: dict[str, tuple[Exact, g.Mode]] = {}
        """Of such columns what they are quotients of, and how they are rounded."""
        self.parts: dict[str, Part] = {}
        """Columns that are parts of moves."""
        self.before: dict[str, tuple[Monomial, int, int]] = {}
        """Columns that are totals over rows: what of each row they add up, and the bounds of such a total without this row."""
        self.within: dict[str, tuple[Exact, Fraction, Fraction]] = {}
        """Columns on top of quotients whose values have closer bounds than top and divisors give: the quotient, and its bounds."""
        self.sums: dict[str, Exact] = {}
        """Columns that are sums of others, of which one may cancel."""
        self.rounded: set[str] = set()
        """Columns that are quotients rounded to whole numbers."""
        self._values: dict[Node, Value] = {}
        self._vanishing: dict[str, frozenset[str]] = {}
        self._reached: dict[str, set[str]] = {}

    # --- values -------------------------------------------------------------------------------

    def compile(self, wanted: Iterable[Node]) -> None:
        """Makes the values of some columns and of all that they read, deepest first, so that nothing recurs deeply."""
        done: set[Node] = set()
        for node in wanted:
            stack: list[tuple[Node, bool]] = [(node, False)]
            while stack:
                one, read = stack.pop()
                if read:
                    if one[1]:
                        self.value(*one)
                    else:
                        self.body(one[0])
                elif one not in done:
                    done.add(one)
                    stack.append((one, True))
                    stack.extend((other, False) for other in self._reads(one) if other not in done)

    def keeps_behind(self, node: Node) -> tuple[int, ...]:
        """Which of ``keeps`` a column depends on."""
        if not self.keeps:
            return ()
        todo, seen = [node], {node}
        while todo:
            for other in self._reads(todo.pop()):
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        tables = {table for table, column in seen if not column}
        return tuple(sorted(number for table in tables for number in self._chosen.get(table, ())))

    def _reads(self, node: Node) -> list[Node]:
        table = self.graph.tables[node[0]]
        rows = table.rows
        if not node[1]:
            if isinstance(rows, g.Derive):
                return [(rows.source, ""), *([(rows.source, rows.keep)] if rows.keep else [])]
            if isinstance(rows, g.Stack):
                return [(source, "") for source in rows.sources]
            if isinstance(rows, (g.RollUp, g.Everyone)):
                own = [name for table, name in met(rows) if table == rows.source]
                return [(rows.source, name) for name in ("", *([rows.keep] if rows.keep else []), *own)]
            if isinstance(rows, g.Spine) and rows.people:
                return [(rows.people, ""), *((rows.people, name) for name in rows.valid or () if name)]
            return []
        op = table.columns[node[1]].op
        found = [(node[0], name) for name in own_columns(op)]
        found.extend(other_columns(table, op))
        tables = {node[0]: None, **{other: None for other, _ in found}}
        if isinstance(op, (g.Lookup, g.Total)):  # a count reads no column
            tables[op.table] = None
        return [*((other, "") for other in tables), *found]

    def value(self, table: str, column: str) -> Value:
        """What a column of the graph is."""
        known = self._values.get((table, column))
        if known is None:
            body = self.body(table)
            assert body.graph is not None
            spec = body.graph.columns[column]
            try:
                known = OPERATIONS[type(spec.op)](Frame(self, body, spec), spec.op)
            except TooBig as cause:
                raise self.overflow(table, column, cause) from None
            self._values[table, column] = known
        return known

    def overflow(self, table: str, column: str, cause: TooBig) -> Overflow:
        """What to raise where a column's number is too big."""
        return Overflow(table, self.graph.tables[table].columns[column], cause, self._made_of(cause.reads))

    def absurd(self, names: Iterable[str]) -> bool:
        """Whether numbers behind some columns are beyond 64 bits in the data already: mistakes. ``brief``: no rounded number may be."""
        return self.brief or any(size > NARROW_LIMIT for size in self._inputs_of(names).values())

    def _made_of(self, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """The input columns of numbers behind some columns."""
        return tuple(one for one, _ in sorted(self._inputs_of(names).items(), key=lambda found: -found[1]))

    def _inputs_of(self, names: Iterable[str]) -> dict[tuple[str, str], int]:
        """The same, with the greatest that each can be by size."""
        todo, seen = list(names), set[str]()
        found: dict[tuple[str, str], int] = {}
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            column = self.columns[name]
            body = self.bodies[column.table]
            if column.sql is not None:
                todo.extend(reads(column.sql))
            elif column.join is not None:
                join = body.joins[column.join]
                todo.extend(n for n in reads(join.outputs.get(column.source, ())) if n in self.columns)
            elif isinstance(body.source, FromSpine):
                todo.extend(reads(body.source.carried.get(name, ())))
            elif isinstance(body.source, FromStack):
                todo.extend(n for text in body.source.columns.get(name, ()) for n in reads(text))
            elif isinstance(body.source, FromRelation) and body.graph and isinstance(body.graph.rows, g.Input):
                facts = self.inputs[body.graph.rows.record]
                spec = next((s for s, c in facts.columns.items() if c.sql == column.source and c.kind in NUMERIC), None)
                if spec is not None:
                    found[facts.record.name, spec] = max(abs(column.low), abs(column.high))
        return found

    def body(self, table: str) -> Body:
        """A table on its way."""
        known = self.bodies.get(table)
        if known is None:
            spec = self.graph.tables[table]
            source, rows = self._source(spec)
            known = Body(table, self.names.new(table), spec, source, rows)
            self.bodies[table] = known
            if isinstance(spec.rows, g.Spine):
                self._valid(known, spec.rows)
        return known

    def _source(self, spec: g.Table) -> tuple[Source, int]:
        rows = spec.rows
        if isinstance(rows, g.Input):
            facts = self.inputs[rows.record]
            return FromRelation(facts.relation), facts.rows
        if isinstance(rows, g.Derive):
            count = self.body(rows.source).rows
            if rows.keep is None:
                return FromTable(rows.source, None), count
            keep = self.value(rows.source, rows.keep)
            self.keeps.extend((rows.source, fault) for fault in keep.faults)
            self._chosen[spec.name] = range(len(self.keeps) - len(keep.faults), len(self.keeps))
            return FromTable(rows.source, keep.sql), count
        if isinstance(rows, g.Stack):
            return FromStack(rows.sources), sum(self.body(name).rows for name in rows.sources)
        if isinstance(rows, (g.RollUp, g.Everyone)):
            source, count, faults = ops_pairs.source(self, rows)
            self.keeps.extend((rows.source, fault) for fault in faults)
            self._chosen[spec.name] = range(len(self.keeps) - len(faults), len(self.keeps))
            return source, count
        people = 1 if rows.people is None else self.body(rows.people).rows
        periods = None if rows.unit is None else self.periods(rows.unit, rows.first, rows.last)
        return FromSpine(rows.people, periods), people * (1 if rows.unit is None else rows.last - rows.first + 1)

    def _valid(self, body: Body, rows: g.Spine) -> None:
        """People have rows only for periods in which they are valid on some day."""
        source = body.source
        if rows.people is None or rows.valid is None or not isinstance(source, FromSpine):
            return
        people = Frame(self, self.body(rows.people))
        first, last = (None if name is None else people.own(name) for name in rows.valid)
        since: Sql | None = None if first is None else people.key(first, "first")
        until: Sql | None = None if last is None else people.key(last, "last")
        opens, closes = (Name("first_day"),), (Name("last_day"),)
        covers = self.graph.covers
        low: Sql = opens if rows.unit else (str(covers[0]),)
        high: Sql = closes if rows.unit else (str(covers[1]),)
        parts: list[Sql] = []
        if since is not None:
            parts.append(("(", *since, " IS NULL OR ", *since, " <= ", *high, ")"))
        if until is not None:
            parts.append(("(", *until, " IS NULL OR ", *until, " >= ", *low, ")"))
        if since is not None and until is not None:
            parts.append(("(", *since, " IS NULL OR ", *until, " IS NULL OR ", *since, " <= ", *until, ")"))
        text: list[str | Name] = []
        for number, part in enumerate(parts):
            text += [" AND ", *part] if number else [*part]
        source.where = tuple(text)

    def gather(self, table: str, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
        """What is left to carry along of some faults of a table's rows: nothing, where they are gathered for the table."""
        if "gathered" not in self.passes:
            return faults
        self.gathered.extend((table, fault) for fault in faults if (table, fault) not in self.gathered)
        return ()

    # --- what is known of columns -------------------------------------------------------------

    def refers(self, sql: Sql) -> str | None:
        """The record whose rows a text names, if it is a column that does."""
        if len(sql) == 1 and isinstance(sql[0], Name):
            return self.columns[sql[0].text].refers
        return None

    def vanishes(self, name: str, move: Poly) -> None:
        """Notes that a column is 0 where the only column of a product is."""
        shared: set[str] | None = None
        for names in move:
            shared = set(names) if shared is None else shared & set(names)
        if shared:
            self._vanishing[name] = frozenset(shared)

    def vanished(self, names: tuple[str, ...], zeros: set[str]) -> bool:
        """Whether a product is 0 where some columns are."""
        return any(name in zeros or self._vanishing.get(name, frozenset()) & zeros for name in names)

    def often_zero(self, names: Iterable[str]) -> bool:
        """Whether a product of some columns is 0 for most rows: one of them is a part of something."""
        return any(name in self._vanishing for name in names)

    def compared(self, frame: Frame, left: Value, relation: g.Relation, right: Value) -> Sql:
        """A comparison of two values."""
        return ops_logic.compared(frame, left, relation, right)

    def mutual(self, table: str, other: str) -> bool:
        """Whether what one table reads of another may depend on the first."""
        if not self._reached:
            self._reached = _reached(self.graph)
        return table == other or table in self._reached[other]

    # --- prepared tables ----------------------------------------------------------------------

    def periods(self, unit: Any, first: int, last: int) -> str:
        """A table of periods: ``period, label, first_day, last_day``."""
        key = ("periods", unit, first, last)
        if key not in self.made:
            calendar = self.graph.calendar
            numbers = range(first, last + 1)
            cells = (
                tuple(numbers), tuple(calendar.label(unit, n) for n in numbers),
                tuple(calendar.first_day(unit, n) for n in numbers), tuple(calendar.last_day(unit, n) for n in numbers),
            )  # fmt: skip
            columns: tuple[tuple[str, SqlType], ...] = (
                ("period", "narrow"), ("label", "text"), ("first_day", "narrow"), ("last_day", "narrow"),
            )  # fmt: skip
            self.made[key] = Prepared(self.names.new(f"{unit}s"), columns, cells)
        return self.made[key].name

    def made_of(
        self, hint: str, columns: tuple[tuple[str, SqlType], ...], cells: tuple[tuple[int | str, ...], ...], of: object,
        says: str, query: str = "",
    ) -> Prepared:  # fmt: skip
        """A table prepared from what data says, made once for the same columns of it."""
        key = (hint, of)
        if key not in self.made:
            self.made[key] = Prepared(self.names.new(hint), columns, cells, says, query)
        return self.made[key]

    def prepared(self, hint: str, first: int, results: tuple[int, ...]) -> tuple[str, str, str]:
        """A table of a function's results from ``first`` on: its name and the names of its two columns."""
        key = (hint, first, results)
        if key not in self.made:
            cells = (tuple(range(first, first + len(results))), results)
            self.made[key] = Prepared(self.names.new(hint), (("at", "narrow"), ("result", "narrow")), cells)
        return self.made[key].name, "at", "result"


def _reached(graph: g.Graph) -> dict[str, set[str]]:
    """For each table all that it reads, directly or not."""
    direct: dict[str, set[str]] = {}
    for name, table in graph.tables.items():
        found = {other for column in table.columns.values() for other, _ in other_columns(table, column.op)}
        rows = table.rows
        if isinstance(rows, g.Derive):
            found.add(rows.source)
        elif isinstance(rows, g.Stack):
            found.update(rows.sources)
        elif isinstance(rows, (g.RollUp, g.Everyone)):
            found.add(rows.source)
        elif isinstance(rows, g.Spine) and rows.people:
            found.add(rows.people)
        direct[name] = found
    reached: dict[str, set[str]] = {}
    for name in direct:
        seen: set[str] = set()
        todo = list(direct[name])
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo.extend(direct[one])
        reached[name] = seen
    return reached
