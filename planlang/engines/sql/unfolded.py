"""Folds as tables, one for each period or place, so that any engine can go from row to row.

What a ``Fold`` carries from row to row of a spine passes through as many rows as the plan has periods, and how many these are is
known before any data is. So for each period there is a table of its rows: in it the fold is what its state was in the table of the period before,
``first`` where a row begins its partition, and what lies between the fold and its state is worked out as in the plan. The plan's table reads its
folds from the last of these, where one row stands under another. All this is said in operations that the core has; no engine needs to know more.

How often a fold goes on from credit to credit only the data knows. Of few rows there is a table for each place that a row can have among those
of its partition, counted in their order; of more than ``MOST`` it stays what it is. So does one that has a closed form, which is read there.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations

from planlang.core import graph as g
from planlang.core.reads import own_columns
from planlang.engines.sql.inputs import TableFacts
from planlang.slotted import evolve, frozen

MOST = 24
"""Up to so many rows of the data become a table for each place. Each place is one more query, and going row by row is quicker for many."""

_COUNT = g.Unit("count")


@frozen
class _Keys:
    """What rows are found by: the columns of their partition (such as the person), and that of the period or place; what this may be."""

    by: tuple[str, ...]
    at: str
    places: range


def unfolded(graph: g.Graph, inputs: Mapping[str, TableFacts]) -> g.Graph:
    """A graph with the same columns, in which folds look at rows of other tables instead of the row before."""
    changed: dict[str, g.Table] = {}
    for table in graph.tables.values():
        spine = _keys(table)
        if spine is not None:
            folds = [name for name, column in table.columns.items() if _over(column.op, spine)]
            made = _Unfolding(table, spine, folds).tables() if folds else []
        else:
            made = _by_place(graph, table, inputs)
        for one in made:
            changed[one.name] = one
    return evolve(graph, tables={**graph.tables, **changed}) if changed else graph


def _keys(table: g.Table) -> _Keys | None:
    """The keys of a table with a row for each period."""
    parts = {column.op.part: name for name, column in table.columns.items() if isinstance(column.op, g.SpineKey)}
    if not isinstance(table.rows, g.Spine) or "period" not in parts or ("person" in parts) != bool(table.rows.people):
        return None
    by = (parts["person"],) if "person" in parts else ()
    return _Keys(by, parts["period"], range(table.rows.first, table.rows.last + 1))


def _over(op: g.Op, keys: _Keys) -> bool:
    """Whether an operation is a fold over the periods of each person that has no closed form."""
    return isinstance(op, g.Fold) and op.closed is None and op.by == keys.by and op.order == (keys.at,)


def _by_place(graph: g.Graph, table: g.Table, inputs: Mapping[str, TableFacts]) -> list[g.Table]:
    """The tables of folds that go from row to row of the data, if they are few rows."""
    ways: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for name, column in table.columns.items():
        if isinstance(column.op, g.Fold) and column.op.closed is None:
            ways.setdefault((column.op.by, column.op.order), []).append(name)
    most = rows_at_most(graph, table.name, {name: facts.rows for name, facts in inputs.items()}) if ways else None
    if most is None or most > MOST:
        return []
    if len(ways) > 1 and any(
        set(one) & _carried_behind(table, other) and set(other) & _carried_behind(table, one)
        for one, other in combinations(ways.values(), 2)
    ):
        return []  # two ways through the rows, each of which needs the other at every place
    found: list[g.Table] = []
    for (by, order), folds in ways.items():
        at = f"{folds[0]}: place"
        op = g.Running(g.Const(Fraction(1), _COUNT), by, order, True)
        place = g.Column(at, op, _COUNT, "which row of its partition", "total")
        keys = _Keys(by, at, range(1, max(most, 1) + 1))  # without rows a place, too: a table is stacked from some
        columns: dict[str, g.Column] = {}
        for name, column in table.columns.items():
            columns.update({at: place, name: column} if name == folds[0] else {name: column})
        table, *made = _Unfolding(evolve(table, columns=columns), keys, folds).tables()
        found += made
    return [table, *found]


def _carried_behind(table: g.Table, folds: list[str]) -> set[str]:
    """All columns that some folds go back to, from row to row."""
    found: set[str] = set()
    todo = list(folds)
    while todo:
        op = table.columns[todo.pop()].op
        reads = {*own_columns(op), *((op.state,) if isinstance(op, g.Fold) else ())} - found
        found |= reads
        todo.extend(reads)
    return found


def rows_at_most(graph: g.Graph, table: str, given: Mapping[str, int]) -> int | None:
    """How many rows a table of the data can have, by how many the records have; ``None`` where that does not say it."""
    rows = graph.tables[table].rows
    if isinstance(rows, g.Input):
        return given.get(rows.record)
    if isinstance(rows, g.Derive):
        return rows_at_most(graph, rows.source, given)
    if isinstance(rows, g.Stack):
        parts = [rows_at_most(graph, source, given) for source in rows.sources]
        return None if None in parts else sum(part for part in parts if part is not None)
    return None


class _Unfolding:
    """The folds of one table."""

    def __init__(self, table: g.Table, keys: _Keys, folds: list[str]) -> None:
        self.table, self.keys, self.folds = table, keys, folds
        self.unit = table.columns[keys.at].unit
        self.states = {name: self._fold(name).state for name in folds}
        self.between = self._between()

    def tables(self) -> list[g.Table]:
        """The table itself, one for each period, and their rows together."""
        columns: dict[str, g.Column] = {}
        read = self._read_back()
        for name, column in self.table.columns.items():
            if name == self.folds[0]:
                columns.update(self._flags())
            columns.update(read.get(name, {name: column}))
        whole = evolve(self.table, columns=columns)
        return [whole, *(self._of(place) for place in self.keys.places), self._stacked()]

    def _flags(self) -> dict[str, g.Column]:
        """For each period or place, whether a row is of it."""
        found: dict[str, g.Column] = {}
        for place in self.keys.places:
            name = self._here(place)
            op = g.Compare(g.Ref(self.keys.at), "==", self._const(place))
            found[name] = g.Column(name, op, g.Unit("yes/no"), f"the row is of {name}", "condition")
        return found

    def _of(self, place: int) -> g.Table:
        """The rows of a period, or of a place."""
        kept = set(self._key_names)
        inside = {*self.folds, *self.between}
        for name in inside:
            op = self.table.columns[name].op
            kept |= {one for one in own_columns(op) if one not in inside}
        kept |= {state for state in self.states.values() if state not in inside}
        columns: dict[str, g.Column] = {}
        for name, column in self.table.columns.items():
            if name in kept:
                columns[name] = evolve(column, op=g.Carried(name))
            elif name in self.states:
                columns.update(self._from_before(place, column))
            elif name in inside:
                columns[name] = column
        rows = g.Derive(self.table.name, self._here(place))
        return g.Table(self._name(place), rows, self.table.grain, columns)

    def _from_before(self, place: int, column: g.Column) -> dict[str, g.Column]:
        """What a fold is in the rows of a period: the state of the period before, where there is a row of it."""
        fold = self._fold(column.name)
        if place == self.keys.places.start:
            return {column.name: evolve(column, op=g.Same(fold.first))}
        match = self._match(self._const(place - 1))
        return self._there(column, g.Lookup(self._name(place - 1), match, fold.state, None, "none"), fold.first)

    def _read_back(self) -> dict[str, dict[str, g.Column]]:
        """The folds of the table itself, each read in the table of its row's period."""
        match, found = self._match(g.Ref(self.keys.at)), {}
        for name in self.folds:
            op = g.Lookup(self._all, match, name, None, "none")
            found[name] = self._there(self.table.columns[name], op, self._fold(name).first)
        return found

    def _there(self, column: g.Column, op: g.Lookup, first: g.Operand) -> dict[str, g.Column]:
        """A fold as a look-up, or where there is no row ``first``."""
        state, known = (f"{column.name}: {what}" for what in ("looked up", "there is one"))
        return {
            state: evolve(column, name=state, op=op),
            known: evolve(column, name=known, op=g.IsKnown(g.Ref(state)), unit=g.Unit("yes/no")),
            column.name: evolve(column, op=g.Choose(((g.Ref(known), g.Ref(state)),), first)),
        }

    def _stacked(self) -> g.Table:
        """All rows of all periods, with what the folds are in them."""
        sources = tuple(self._name(place) for place in self.keys.places)
        names = [*self._key_names, *self.folds]
        columns = {
            name: evolve(self.table.columns[name], op=g.Stacked((name,) * len(sources)))
            for name in self.table.columns if name in names
        }  # fmt: skip
        return g.Table(self._all, g.Stack(sources), self.table.grain, columns)

    # --- what stands between ------------------------------------------------------------------

    def _between(self) -> set[str]:
        """The columns that depend on a fold and that a state depends on, states included."""
        columns = self.table.columns
        behind: set[str] = set()
        todo = list(self.states.values())
        while todo:
            name = todo.pop()
            if name not in behind:
                behind.add(name)
                todo.extend(own_columns(columns[name].op))
        reading = set(self.folds)
        for name, column in columns.items():
            if name in behind and not reading.isdisjoint(own_columns(column.op)):
                reading.add(name)
        return reading - set(self.folds)

    # --- names --------------------------------------------------------------------------------

    def _fold(self, name: str) -> g.Fold:
        op = self.table.columns[name].op
        assert isinstance(op, g.Fold)
        return op

    @property
    def _key_names(self) -> list[str]:
        return [*self.keys.by, self.keys.at]

    @property
    def _all(self) -> str:
        return f"{self.table.name} in any {self.keys.at}"

    def _match(self, place: g.Operand) -> tuple[tuple[str, g.Operand], ...]:
        return (*((one, g.Ref(one)) for one in self.keys.by), (self.keys.at, place))

    def _const(self, place: int) -> g.Const:
        return g.Const(place, self.unit)

    def _here(self, place: int) -> str:
        return f"{self.keys.at} {place}"

    def _name(self, place: int) -> str:
        return f"{self.table.name} in {self.keys.at} {place}"
