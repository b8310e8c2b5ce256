"""The rows that no credit counts, with their reasons: worked out once for all rows that have the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planlang.core import graph as g
from planlang.core.calendar import PERIODS
from planlang.core.reads import Node
from planlang.core.values import Scalar
from planlang.engines.sql.executors.base import Executor
from planlang.engines.sql.program import Cells
from planlang.run.credited import credited_tables
from planlang.run.engine.select import Cellar, NotInEngine, Query, ResultColumn
from planlang.run.engine.wanted import behind
from planlang.run.reasons import reason
from planlang.run.result import Count
from planlang.slotted import frozen


@frozen
class _Made:
    """How a credit may have made something of a row of an input table: its relation's rows by the input row's identity."""

    credit: g.CreditInfo
    key: str
    """The identity text that the input row has in the credit's table, as a text over the input relation."""
    own: str
    """The same as a text over the credit's relation."""


class Uncredited:
    """The table of uncredited rows, and how many rows there are of each kind."""

    def __init__(self, graph: g.Graph, cellar: Cellar, executor: Executor, sizes: Mapping[str, int]) -> None:
        self.sizes = sizes
        self.graph, self.cellar, self.executor = graph, cellar, executor
        self.parts: list[str] = []
        self.counts: list[Count] = []
        for number, table in enumerate(credited_tables(graph)):
            self._table(number, table)

    def query(self) -> Query:
        """All of them, in the order of the plan and of their identities."""
        columns = tuple(ResultColumn(name, "text") for name in ("data", "key", "reason"))
        none = self.cellar.dialect.absent("text")
        nothing = f"SELECT {none} AS data, {none} AS {self._q('key')}, {none} AS reason, 0 AS part WHERE FALSE"
        text = "\nUNION ALL\n".join(self.parts) or nothing
        return Query("uncredited", columns, text, ("part", self.cellar.dialect.ordered(self._q("key"), True, False)))

    def _q(self, name: str) -> str:
        return self.cellar.quoted(name)

    def _table(self, number: int, table: str) -> None:
        rows = self.graph.tables[table].rows
        assert isinstance(rows, g.Input)
        made = [self._made(credit, table) for credit in self.graph.credits if table in credit.sources]
        total = self.sizes[rows.record]
        if self._every_one(table, made, total):
            self.counts.append(Count(rows.record, total, total, 0))
            return
        states = f"uncredited_{number}"
        self.executor.keep(states, self._states(table, made))
        left = self._one(f"SELECT count(*) AS n FROM {self._q(states)}")
        self.counts.append(Count(rows.record, total, total - left, left))
        if left:
            self._reasons(number, table, rows.record, made, states)

    def _every_one(self, table: str, made: list[_Made], total: int) -> bool:
        """Whether some credit has as many rows that count as the table has, each made of a row of its own."""
        for one in made:
            if not self._stacked(one.credit.table, table):
                relation = self.cellar.relation(one.credit.table, [one.credit.covered])
                covered = self.cellar.holds((one.credit.table, one.credit.covered))
                if self._one(f"SELECT count(*) AS n FROM {relation} WHERE {covered}") == total:
                    return True
        return False

    def _stacked(self, made: str, table: str) -> bool:
        while made != table:
            rows = self.graph.tables[made].rows
            if not isinstance(rows, g.Derive):
                return True
            made = rows.source
        return False

    def _made(self, credit: g.CreditInfo, table: str) -> _Made:
        """Through which stacks a row of an input table becomes one of a credit's table, and what it is called there."""
        if credit.made_from is not None:
            return _Made(credit, self.cellar.id(table), self.cellar.text((credit.table, credit.made_from)))
        steps: list[str] = []
        if not self._path(credit.table, table, steps):
            raise NotInEngine(f"{credit.name} takes rows of {table} in a way of its own")
        key = self.cellar.id(table)
        for step in reversed(steps):
            key = self.cellar.dialect.concatenated(key, self.cellar.literal(f" / {step}"))
        return _Made(credit, key, self.cellar.id(credit.table))

    def _path(self, made: str, table: str, steps: list[str]) -> bool:
        if made == table:
            return True
        rows = self.graph.tables[made].rows
        if isinstance(rows, g.Derive):
            return self._path(rows.source, table, steps)
        if isinstance(rows, g.Stack):
            for source in rows.sources:
                more: list[str] = []
                if self._path(source, table, more):
                    steps.extend([source, *more] if len(rows.sources) > 1 else more)
                    return True
        return False

    def _states(self, table: str, made: list[_Made]) -> str:
        """Each uncredited row with what its conditions are, and on which day a credit of it that doesn't count is dated."""
        cellar = self.cellar
        names = [f"{cellar.id(table)} AS row_key"]
        names += [f"{text} AS {name}" for name, text in self._columns(table, made).items()]
        joins, tests = [], []
        if (chosen := self._chosen(table, made)) is not None:
            days = [f"{cellar.dialect.absent('narrow')} AS day_{number}" for number in range(len(made))]
            return (
                f"SELECT {', '.join([*names, *days])}\nFROM {cellar.relation(table)}\nWHERE NOT ({' OR '.join(chosen)})"
            )
        for number, one in enumerate(made):
            credit = one.credit
            covered, date = cellar.holds((credit.table, credit.covered)), cellar.text((credit.table, credit.date))
            read = None if credit.made_from else [credit.covered, credit.date]
            rows = cellar.relation(credit.table, read, ids=True)
            joins.append(
                f"LEFT JOIN (SELECT {'DISTINCT ' if credit.made_from else ''}{one.own} AS id_{number}, {covered} AS covered_{number}, "
                f"{date} AS day_{number} FROM {rows}) AS made_{number} ON {one.key} = id_{number}"
            )
            names.append(f"day_{number}")
            tests.append(f"coalesce(covered_{number}, FALSE)")
        return (
            f"SELECT {', '.join(names)}\nFROM {cellar.relation(table)}\n" + "\n".join(joins)
            + f"\nWHERE NOT ({' OR '.join(tests)})"
        )  # fmt: skip

    def _chosen(self, table: str, made: list[_Made]) -> list[str] | None:
        """Where every credit has the rows for which its condition holds, and each of them counts: the conditions, and nothing to look up."""
        found = []
        for one in made:
            rows = self.graph.tables[one.credit.table].rows
            if (
                one.credit.made_from is not None
                or not isinstance(rows, g.Derive)
                or rows.source != table
                or rows.keep is None
            ):
                return None
            if (table, rows.keep) not in self.cellar.program.cells:
                return None
            covered = self.cellar.holds((one.credit.table, one.credit.covered))
            made_of = self.cellar.relation(one.credit.table, [one.credit.covered])
            if self._one(f"SELECT count(*) AS n FROM {made_of} WHERE NOT coalesce({covered}, FALSE)"):
                return None
            found.append(f"coalesce({self.cellar.holds((table, rows.keep))}, FALSE)")
        return found

    def _columns(self, table: str, made: list[_Made]) -> dict[str, str]:
        """Every column behind the conditions: numerators and divisors under names of their own."""
        found: dict[str, str] = {}
        for node in self._nodes(table, made):
            cell = self.cellar.cell(node)
            tops = [cell.top] if isinstance(cell.top, str) else []
            found.update({name: self._q(name) for name in (*tops, *cell.divisors)})
        return {self._q(f"s_{name}"): text for name, text in found.items()}

    def _nodes(self, table: str, made: list[_Made]) -> list[Node]:
        names = [
            name
            for one in made
            for condition in one.credit.conditions
            for name in behind(self.graph, table, condition.column)
        ]
        return [(table, name) for name in dict.fromkeys(names)]

    def _reasons(self, number: int, table: str, record: str, made: list[_Made], states: str) -> None:
        """A small table of the different states that rows are in, and the reason that each has."""
        nodes = self._nodes(table, made)
        flags = [node for node in nodes if self.cellar.cell(node).kind == "yes/no"]
        days = [f"day_{n}" for n in range(len(made))]
        plain = list(dict.fromkeys(name for node in flags for name in self._names(node)))
        told: list[tuple[tuple[Any, ...], list[str], list[tuple[tuple[Any, ...], str]]]] = []
        for state in self._rows(states, [*plain, *days]):
            told.append((state, *self._told(table, made, states, [*plain, *days], state, nodes)))
        values = list(dict.fromkeys(name for _, names, _ in told for name in names))
        keys = list(dict.fromkeys([*plain, *days, *values]))
        mapping = self._mapping(number, keys, plain, days, told)
        tests = []
        for key in keys:
            own = f"m.{self._q('k_' + key)}"
            tests.append(f"(m.{self._q('u_' + key)} = 0 OR s.{self._q(self._state(key))} IS NOT DISTINCT FROM {own})")
        self.parts.append(
            f"SELECT {self.cellar.literal(record)} AS data, s.row_key AS {self._q('key')}, m.reason AS reason, {number} AS part\n"
            f"FROM {self._q(states)} AS s JOIN {self._q(mapping)} AS m ON {' AND '.join(tests) or 'TRUE'}"
        )

    def _state(self, key: str) -> str:
        return key if key.startswith("day_") else f"s_{key}"

    def _told(
        self, table: str, made: list[_Made], states: str, names: list[str], state: tuple[Any, ...], nodes: list[Node]
    ) -> tuple[list[str], list[tuple[tuple[Any, ...], str]]]:
        """For rows in one state: the values that their reasons name, and the reason for each of those."""
        seen = _Row(self.graph, self.cellar, table, dict(zip(names, state)))
        self._said(seen, made, table)
        wanted = [name for node in nodes if node[1] in seen.asked for name in self._names(node) if name not in names]
        wanted = list(dict.fromkeys(wanted))
        where = " AND ".join(
            f"{self._q(self._state(name))} IS NOT DISTINCT FROM {self._literal(value)}"
            for name, value in zip(names, state)
        )
        found = []
        for values in self._rows(states, wanted, where) if wanted else [()]:
            row = _Row(self.graph, self.cellar, table, {**dict(zip(names, state)), **dict(zip(wanted, values))})
            found.append((values, self._said(row, made, table)))
        return wanted, found

    def _said(self, row: _Row, made: list[_Made], table: str) -> str:
        said = []
        for number, one in enumerate(made):
            day = row.cells.get(f"day_{number}")
            row.day = None if day is None else int(day)
            word = f"{one.credit.name}: " if len(made) > 1 else ""
            said.append(word + reason(row, one.credit, table, 0, None if row.day is None else 1))
        return "; ".join(said)

    def _mapping(self, number: int, keys: list[str], plain: list[str], days: list[str], told: list[Any]) -> str:
        name = f"reasons_{number}"
        rows: list[list[Any]] = []
        for state, wanted, found in told:
            fixed = dict(zip([*plain, *days], state))
            for values, text in found:
                known = {**fixed, **dict(zip(wanted, values))}
                rows.append([*(known.get(key) for key in keys), *(int(key in known) for key in keys), text])
        columns: list[Any] = [(f"k_{key}", self._type(key)) for key in keys]
        columns += [(f"u_{key}", "narrow") for key in keys]
        columns.append(("reason", "text"))
        self.executor.create(name, columns, [list(column) for column in zip(*rows)])
        return name

    def _type(self, key: str) -> str:
        if key.startswith("day_"):
            return "narrow"
        for cell in self.cellar.program.cells.values():
            if key == cell.top:
                return "wide" if cell.kind == "number" else cell.kind
        return "wide"

    def _names(self, node: Node) -> list[str]:
        cell = self.cellar.cell(node)
        return [*([cell.top] if isinstance(cell.top, str) else []), *cell.divisors]

    def _rows(self, states: str, names: list[str], where: str = "") -> list[tuple[Any, ...]]:
        columns = ", ".join(self._q(self._state(name)) for name in names)
        if not columns:
            return [()]
        text = f"SELECT DISTINCT {columns} FROM {self._q(states)}{f' WHERE {where}' if where else ''}"
        return self.executor.fetch(text).rows

    def _literal(self, value: Any) -> str:
        if value is None:
            return "NULL"
        if isinstance(value, bool):
            return self.cellar.dialect.yes_no(value)
        return self.cellar.literal(value) if isinstance(value, str) else self.cellar.dialect.integer(value)

    def _one(self, sql: str) -> int:
        return int(self.executor.fetch(sql).rows[0][0] or 0)


class _Row:
    """One row as ``reasons`` reads it: row 0 is the row itself, row 1 what a credit made of it."""

    def __init__(self, graph: g.Graph, cellar: Cellar, table: str, cells: dict[str, Any]) -> None:
        self.graph, self.cellar, self.table, self.cells = graph, cellar, table, cells
        self.day: int | None = None
        self.asked: set[str] = set()

    def value(self, table: str, column: str, row: int) -> Scalar:
        """A cell; notes that it was asked for. A value that isn't known yet is given as 0."""
        from fractions import Fraction

        if row == 1:
            return self.day
        self.asked.add(column)
        cell: Cells = self.cellar.cell((table, column))
        top = self.cells.get(cell.top, 0 if cell.kind == "number" else None) if isinstance(cell.top, str) else cell.top
        if top is None or cell.kind != "number":
            return top
        below = cell.den
        for name in cell.divisors:
            below *= int(self.cells.get(name, 1))
        unit = self.graph.tables[table].columns[column].unit
        if unit.kind == "date" or unit.kind in PERIODS:
            return max(int(top), 1)
        return Fraction(int(top), below)
