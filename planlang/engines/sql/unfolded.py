"""Folds over periods as tables, one for each period, so that any engine can go from period to period.

What a ``Fold`` carries from row to row of a spine passes through as many rows as the plan has periods, and how many these are is
known before any data is. So for each period there is a table of its rows: in it the fold is what its state was in the table of the period before,
``first`` where a row begins its partition, and what lies between the fold and its state is worked out as in the plan. The plan's table reads its
folds from the last of these, where one row stands under another. All this is said in operations that the core has; no engine needs to know more.

A fold that has a closed form is read there, and one over rows of which only the data knows how many there are stays what it is.
"""

from __future__ import annotations

from planlang.core import graph as g
from planlang.core.reads import own_columns
from planlang.slotted import evolve, frozen


@frozen
class _Keys:
    """What a spine's rows are found by: the column of the person (``None``: the plan as a whole) and that of the period."""

    person: str | None
    period: str


def unfolded(graph: g.Graph) -> g.Graph:
    """A graph with the same columns, in which folds over periods look at rows of other tables instead of the row before."""
    changed: dict[str, g.Table] = {}
    for table in graph.tables.values():
        keys = _keys(table)
        folds = [] if keys is None else [name for name, column in table.columns.items() if _over(column.op, keys)]
        if keys is not None and folds:
            for made in _Unfolding(table, keys, folds).tables():
                changed[made.name] = made
    return evolve(graph, tables={**graph.tables, **changed}) if changed else graph


def _keys(table: g.Table) -> _Keys | None:
    """The keys of a table with a row for each period."""
    parts = {column.op.part: name for name, column in table.columns.items() if isinstance(column.op, g.SpineKey)}
    if not isinstance(table.rows, g.Spine) or "period" not in parts or ("person" in parts) != bool(table.rows.people):
        return None
    return _Keys(parts.get("person"), parts["period"])


def _over(op: g.Op, keys: _Keys) -> bool:
    """Whether an operation is a fold over the periods of each person that has no closed form."""
    by = () if keys.person is None else (keys.person,)
    return isinstance(op, g.Fold) and op.closed is None and op.by == by and op.order == (keys.period,)


class _Unfolding:
    """The folds of one table."""

    def __init__(self, table: g.Table, keys: _Keys, folds: list[str]) -> None:
        assert isinstance(table.rows, g.Spine)
        self.table, self.keys, self.folds = table, keys, folds
        self.periods = range(table.rows.first, table.rows.last + 1)
        self.unit = table.columns[keys.period].unit
        self.states = {name: self._fold(name).state for name in folds}
        self.between = self._between()

    def tables(self) -> list[g.Table]:
        """The table itself, one for each period, and their rows together."""
        columns: dict[str, g.Column] = {}
        for period in self.periods:
            name = self._here(period)
            op = g.Compare(g.Ref(self.keys.period), "==", self._const(period))
            columns[name] = g.Column(name, op, g.Unit("yes/no"), f"the row is of {name}", "condition")
        read = self._read_back()
        for name, column in self.table.columns.items():
            columns.update(read.get(name, {name: column}))
        keys = {name: columns.pop(name) for name in self._key_names}
        whole = evolve(self.table, columns={**keys, **columns})
        return [whole, *(self._of(period) for period in self.periods), self._stacked()]

    def _of(self, period: int) -> g.Table:
        """The rows of a period."""
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
                columns.update(self._from_before(period, column))
            elif name in inside:
                columns[name] = column
        rows = g.Derive(self.table.name, self._here(period))
        return g.Table(self._name(period), rows, self.table.grain, columns)

    def _from_before(self, period: int, column: g.Column) -> dict[str, g.Column]:
        """What a fold is in the rows of a period: the state of the period before, where there is a row of it."""
        fold = self._fold(column.name)
        if period == self.periods.start:
            return {column.name: evolve(column, op=g.Same(fold.first))}
        match = self._match(self._const(period - 1))
        return self._there(column, g.Lookup(self._name(period - 1), match, fold.state, None, "none"), fold.first)

    def _read_back(self) -> dict[str, dict[str, g.Column]]:
        """The folds of the table itself, each read in the table of its row's period."""
        match, found = self._match(g.Ref(self.keys.period)), {}
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
        sources = tuple(self._name(period) for period in self.periods)
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
        return [name for name in (self.keys.person, self.keys.period) if name]

    @property
    def _all(self) -> str:
        return f"{self.table.name} in any {self.keys.period}"

    def _match(self, period: g.Operand) -> tuple[tuple[str, g.Operand], ...]:
        person = self.keys.person
        return (*(((person, g.Ref(person)),) if person else ()), (self.keys.period, period))

    def _const(self, period: int) -> g.Const:
        return g.Const(period, self.unit)

    def _here(self, period: int) -> str:
        return f"{self.keys.period} {period}"

    def _name(self, period: int) -> str:
        return f"{self.table.name} in {self.keys.period} {period}"
