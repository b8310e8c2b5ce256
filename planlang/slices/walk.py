"""From cells backwards to the rows that they depend on, as far as these are here, and to what has to be fetched next.

The walk sees all that a cell may depend on: every branch of a choice, every part of a condition. Where keys are needed to go on, their
cells are evaluated, and only once all that *they* depend on is here; so what a key says is what it says in the whole data.
Whole partitions are taken, whole groups of a total (of those the days that it is about), and the rows of a look-up.

The interpreter asks some columns of all rows of a table: those that rows are found by, and those that say which rows a
table has. What these depend on must be here for every row that is here, whether anybody asks for other cells of it or not.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Union

from planlang.core import graph as g
from planlang.core.reads import met, operands
from planlang.core.values import Scalar
from planlang.engines.interpreter import Evaluator, Refusal
from planlang.slices.asking import Answer, Ask, Asking, Unclear
from planlang.slices.cones import Cones, Node
from planlang.slices.store import AnyStore

Key = tuple[Scalar, ...]
Ordered = Union[g.Running, g.Within, g.Level, g.Previous, g.Fold, g.Allocate]


class Walk:
    """One walk over the rows that are here. ``missing`` is what it could not go on without."""

    def __init__(self, cones: Cones, evaluator: Evaluator, store: AnyStore) -> None:
        self.graph, self.cones, self.evaluator, self.store = cones.graph, cones, evaluator, store
        self.asking = Asking(self.graph, self._keys_of)
        self.missing: dict[Ask, None] = {}
        self.touched: defaultdict[str, set[int]] = defaultdict(set)
        self._seen: defaultdict[tuple[Node, bool], set[int]] = defaultdict(set)
        self._ready: dict[tuple[Node, bool], bool] = {}
        self._asked = True
        """Whether these rows are asked for, or only found by what all rows are asked."""
        self._shapes: dict[str, bool] = {}
        self._indexes: dict[tuple[str, tuple[str, ...]], dict[Key, list[int]] | None] = {}

    # --- what is asked for ---

    def demand(self, table: str, columns: Sequence[str], where: Mapping[str, Collection[Scalar]]) -> bool:
        """Some columns of the rows of a table that have these values; whether all that they depend on is here."""
        if any(isinstance(one.rows, (g.RollUp, g.Everyone)) for one in self.graph.tables.values()):
            left = [ask for ask in (Ask(spec.name, None) for spec in self.graph.records) if not self.store.has(ask)]
            self.missing.update(dict.fromkeys(left))
            if left:  # who reaches whom is known only from all rows
                return False
        rows = self._rows(table, tuple(where), set(itertools.product(*where.values())))
        return rows is not None and self.visit(table, columns, rows)

    def visit(self, table: str, columns: Iterable[str], rows: Collection[int]) -> bool:
        """Some columns of some rows, which are here; whether all that they depend on is here too."""
        if self._asked:
            self.touched[table].update(rows)
        ready = True
        for name in dict.fromkeys(name for column in columns for name in self.cones.of(table, column)):
            ready = self._leave(table, name, rows) and ready
        return ready

    def depended_on(self) -> dict[str, set[int]]:
        """By table the rows of which a cell was asked for, and the rows that these come from."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        waiting: list[tuple[str, Collection[int]]] = list(self.touched.items())
        while waiting:
            where, rows = waiting.pop()
            new = set(rows) - found[where]
            found[where] |= new
            if new:
                waiting += self.evaluator.sources(where, new).items()
        return found

    # --- operations that read other rows ---

    def _leave(self, table: str, column: str, rows: Collection[int]) -> bool:
        node = (table, column), self._asked
        new = set(rows) - self._seen[node]
        if not new:
            return self._ready.get(node, True)
        self._seen[node] |= new
        op = self.graph.tables[table].columns[column].op
        ordered = sorted(new)
        if isinstance(op, (g.Carried, g.Stacked)):
            ready = self._onward(table, op, ordered)
        elif isinstance(op, g.Lookup):
            ready = self._lookup(table, op, ordered)
        elif isinstance(op, g.Total):
            ready = self._total(table, op, ordered)
        else:
            assert isinstance(op, (g.Running, g.Within, g.Level, g.Previous, g.Fold, g.Allocate))
            ready = self._partition(table, column, op, ordered)
        self._ready[node] = ready and self._ready.get(node, True)
        return self._ready[node]

    def _onward(self, table: str, op: g.Carried | g.Stacked, rows: Sequence[int]) -> bool:
        ready = True
        for source, found in self.evaluator.sources(table, rows).items():
            column: str | None = None
            if isinstance(op, g.Carried):
                column = op.column
            else:
                stack = self.graph.tables[table].rows
                assert isinstance(stack, g.Stack)
                column = op.columns[stack.sources.index(source)]
            if column is not None:
                ready = self.visit(source, [column], found) and ready
        return ready

    def _lookup(self, table: str, op: g.Lookup, rows: Sequence[int]) -> bool:
        names = _names([operand for _, operand in op.match] + ([op.on[0]] if op.on else []))
        if not self.visit(table, names, rows):
            return False
        keys = {key for key in self._keys(table, [operand for _, operand in op.match], rows) if None not in key}
        found = self._rows(op.table, tuple(name for name, _ in op.match), keys)
        return found is not None and self.visit(op.table, [op.column, *(op.on[1:] if op.on else ())], found)

    def _total(self, table: str, op: g.Total, rows: Sequence[int]) -> bool:
        between = op.between
        days: list[g.Operand | None] = list(between[1:]) if between is not None else [None, None]
        given = [operand for _, operand in op.match]
        if not self.visit(table, _names([*given, *(day for day in days if day is not None)]), rows):
            return False
        keys = self._keys(table, given, rows)
        columns = tuple(name for name, _ in op.match)
        found = self._rows(op.table, columns, {key for key in keys if None not in key})
        if found is None or (between is not None and not self._every(op.table, between[0])):
            return False
        if between is not None:
            found = self._inside(op, columns, between[0], table, rows, keys, days)
        if op.where is not None:
            if not self.visit(op.table, [op.where], found):
                return False
            holds = self._values(op.table, g.Ref(op.where), found)
            found = [row for row, answer in zip(found, holds) if answer is True]
        return self.visit(op.table, [op.value] if op.value is not None else [], found)

    def _inside(
        self, op: g.Total, columns: tuple[str, ...], day: str, table: str, rows: Sequence[int], keys: list[Key],
        days: Sequence[g.Operand | None],
    ) -> list[int]:  # fmt: skip
        """Of the rows that match those whose day lies between the days asked for."""
        index = self._index(op.table, columns) or {}
        since, until = (
            [None] * len(rows) if operand is None else self._values(table, operand, rows) for operand in days
        )
        windows: dict[Key, set[tuple[Scalar, Scalar]]] = {}
        for key, first, last in zip(keys, since, until):
            windows.setdefault(key, set()).add((first, last))
        found: set[int] = set()
        for key, asked in windows.items():
            members = index.get(key, [])
            on: list[int | None] = self._values(op.table, g.Ref(day), members)  # type: ignore[assignment]
            for first, last in asked:
                found.update(
                    row for row, date in zip(members, on)
                    if date is not None and (first is None or first <= date) and (last is None or date <= last)  # type: ignore[operator]
                )  # fmt: skip
        return sorted(found)

    def _partition(self, table: str, column: str, op: Ordered, rows: Sequence[int]) -> bool:
        if not _all_of(self._every(table, name) for name in op.by):
            return False
        keys = set(self._keys(table, [g.Ref(name) for name in op.by], rows))
        found = self._rows(table, op.by, keys)
        if found is None:
            return False
        self._seen[(table, column), self._asked].update(found)
        where = getattr(op, "where", None) or getattr(op, "owner", None) or getattr(op, "state", None)
        return self.visit(table, [*_names(operands(op)), *op.order, *([where] if where else [])], found)

    # --- rows by keys ---

    def _rows(self, table: str, columns: tuple[str, ...], keys: set[Key]) -> list[int] | None:
        """All rows that have one of some keys; ``None`` where some of them are missing, or not to be told apart yet."""
        asks = self._asks(table, columns, keys) if keys else ()
        left = [ask for ask in asks or () if not self.store.has(ask)]
        self.missing.update(dict.fromkeys(left))
        index = self._index(table, columns)  # all rows that are here are asked for these columns, whatever the keys
        if asks is None or left or index is None:
            return None
        return sorted({row for key in keys for row in index.get(key, ())})

    def _asks(self, table: str, columns: tuple[str, ...], keys: set[Key]) -> tuple[Ask, ...] | None:
        """What to fetch: by the column of which nothing is missing, else by that which tells most; else all rows."""
        answers: list[Answer] = []
        for at, name in enumerate(columns):
            answers.append(self.asking.rows(table, name, frozenset(key[at] for key in keys)))
        ways = [answer for answer in answers if isinstance(answer, tuple)]
        here = next((way for way in ways if all(map(self.store.has, way))), None)
        if here is not None:
            return here
        if ways:
            return min(ways, key=self._breadth)
        if Unclear.LATER in answers:
            return None
        return self.asking.whole(table)

    def _breadth(self, way: tuple[Ask, ...]) -> tuple[int, int]:
        """Of a set of members there are few, and each has many rows."""
        kinds = [self.asking.records[ask.record].by_name[ask.column].kind for ask in way if ask.column is not None]
        return kinds.count("one-of"), sum(len(ask.texts) for ask in way)

    def _keys_of(self, op: g.Lookup, key: str, values: frozenset[Scalar]) -> frozenset[Scalar] | None:
        found = self._rows(op.table, (op.column,), {(value,) for value in values})
        if found is None or not self.visit(op.table, [key], found):
            return None
        return frozenset(self._values(op.table, g.Ref(key), found))

    def _index(self, table: str, columns: tuple[str, ...]) -> dict[Key, list[int]] | None:
        """All rows that are here by their keys; ``None`` while these depend on rows that are missing."""
        if (table, columns) not in self._indexes:
            index: dict[Key, list[int]] | None = None
            if self._shape(table) and _all_of(self._every(table, name) for name in columns):
                index = {}
                rows = range(self.evaluator.count(table))
                for row, key in zip(rows, self._keys(table, [g.Ref(name) for name in columns], rows)):
                    index.setdefault(key, []).append(row)
            self._indexes[table, columns] = index
        return self._indexes[table, columns]

    def _every(self, table: str, column: str) -> bool:
        """A column of all rows that are here."""
        if not self._shape(table):
            return False
        return not self.cones.of(table, column) or self._structural(table, column)

    def _structural(self, table: str, column: str) -> bool:
        asked, self._asked = self._asked, False
        ready = self.visit(table, [column], range(self.evaluator.count(table)))
        self._asked = asked
        return ready

    def _shape(self, table: str) -> bool:
        """Which rows a table has."""
        if table not in self._shapes:
            rows, ready = self.graph.tables[table].rows, True
            if isinstance(rows, g.Derive):
                ready = self._shape(rows.source) and (rows.keep is None or self._every(rows.source, rows.keep))
            elif isinstance(rows, g.Stack):
                ready = _all_of(self._shape(source) for source in rows.sources)
            elif isinstance(rows, (g.RollUp, g.Everyone)):
                ready = self._shape(rows.source) and (rows.keep is None or self._every(rows.source, rows.keep))
                ready = ready and _all_of(self._every(table, column) for table, column in met(rows))
            elif isinstance(rows, g.Spine) and rows.people is not None:
                people = rows.people
                ready = self._shape(people) and _all_of(self._every(people, day) for day in rows.valid or () if day)
            self._shapes[table] = ready
        return self._shapes[table]

    # --- values ---

    def _keys(self, table: str, of: Sequence[g.Operand], rows: Sequence[int]) -> list[Key]:
        columns = [self._values(table, operand, rows) for operand in of]
        return list(zip(*columns)) if columns else [()] * len(rows)

    def _values(self, table: str, operand: g.Operand, rows: Sequence[int]) -> list[Scalar]:
        """Exact values; an absent one where the data refuse to give one: then they refuse whatever is made of it, too."""
        if isinstance(operand, g.Const):
            return [operand.value] * len(rows)
        if not rows:
            return []
        try:
            values = self.evaluator.column(table, operand.column, rows)
        except Refusal:
            return [self._value(table, operand.column, row) for row in rows]
        if values.den is None:
            return list(values.items)
        return [values.at(at) for at in range(len(rows))]

    def _value(self, table: str, column: str, row: int) -> Scalar:
        try:
            return self.evaluator.value(table, column, row)
        except Refusal:
            return None


def _names(of: Iterable[g.Operand]) -> list[str]:
    return [operand.column for operand in of if isinstance(operand, g.Ref)]


def _all_of(flags: Iterable[bool]) -> bool:
    """All of them; each is worked out, as each may say what else is missing."""
    return all(list(flags))
