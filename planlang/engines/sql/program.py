"""A compiled program: prepared tables, statements, and where the cells of each wanted column are."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Literal

from planlang.core import graph as g
from planlang.core.reads import Node
from planlang.engines.sql.compiler import Compiler
from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.digits import order
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.inputs import Known, TableFacts
from planlang.engines.sql.layout import Layout
from planlang.engines.sql.numbers import Name, Sql, TooBig, reads
from planlang.engines.sql.ops_tables import identity
from planlang.engines.sql.passes import EVERY
from planlang.engines.sql.passes.alike import Alike, alike
from planlang.engines.sql.passes.grouped import Grouped, grouped
from planlang.engines.sql.passes.hoisted import hoist
from planlang.engines.sql.relations import Statement
from planlang.engines.sql.render import Renderer
from planlang.engines.sql.tables import FromTable, Prepared
from planlang.engines.sql.unfolded import unfolded
from planlang.engines.sql.values import Fault, Value, one_fault
from planlang.slotted import frozen


@frozen
class Cells:
    """Where the cells of a column are: ``top`` over ``den`` and over the product of ``divisors``, all columns of ``relation``.

    ``top`` may be a constant instead. ``faults`` are yes/no columns that say in which rows there is no value. ``keys``: columns in which rows
    are alike exactly where they are alike in this one, of a quotient by which rows are put in order.
    """

    relation: str
    kind: Literal["number", "text", "yes/no"]
    top: str | int | None
    den: int
    divisors: tuple[str, ...]
    faults: tuple[str, ...]
    keys: tuple[str, ...] = ()


@frozen
class Groups:
    """Data checks of a table that are made of groups of another: ``columns`` that must hold.

    ``query`` has one row of ``queries.FOUND``. ``proves``: see ``Grouped.proves``.
    """

    table: str
    columns: frozenset[Node]
    read: str
    """The relation that the query reads."""
    after: str
    """The last of those that the queries read to be made: the same one, or groups of its rows."""
    query: str
    quick: str | None
    """Another query, with one more column that is 1 where what it finds is sure."""
    proves: tuple[tuple[str, str] | None, str | None, str | None]


@frozen
class Program:
    """Statements to run in order, once the prepared tables are there."""

    dialect: str
    prepared: tuple[Prepared, ...]
    statements: tuple[Statement, ...]
    cells: dict[Node, Cells]
    ids: dict[str, tuple[str, str]]
    """For each wanted table its relation and the column with the identity texts of its rows."""
    keeps: tuple[tuple[str, str], ...]
    """Relations and yes/no columns: where one holds, it can't be said which rows a table has."""
    gathered: tuple[tuple[str, str], ...]
    """Relations and yes/no columns: where one holds, some value of the row may be missing (the pass ``gathered``)."""
    views: dict[str, str]
    """Relations that are only looked at: queries instead of tables."""
    earlier: dict[str, tuple[str, frozenset[str]]]
    """For some relations another one with the same rows and only these columns, which is quicker to read."""
    groups: tuple[Groups, ...]
    """Data checks that are made group by group."""
    alike: dict[str, Alike]
    """Relations whose rows are some of another one's (the pass ``alike``)."""
    behind: dict[Node, tuple[int, ...]]
    """Which of ``keeps`` (by number) a wanted column depends on, where there are any."""

    def source(self, relation: str, dialect: Dialect, columns: Iterable[str] | None = None) -> str:
        """What FROM says for a relation, or for some of its columns: its name, or the query that it is."""
        if columns is not None:
            relation = self.quickest(relation, columns)
        view = self.views.get(relation)
        name = dialect.quoted(relation)
        return name if view is None else f"(\n{view}\n) AS {name}"

    def quickest(self, relation: str, columns: Iterable[str]) -> str:
        """The relation from which some columns of one are read: itself, or an earlier one."""
        earlier = self.earlier.get(relation)
        return earlier[0] if earlier is not None and earlier[1].issuperset(columns) else relation

    def spent(self, dialect: Dialect) -> dict[str, list[str]]:
        """After which statement which tables are read no more: neither by another one nor by what is asked of the program afterwards.

        A check of groups does not count for the table that it looks at: it can be made as soon as that is there.
        """
        asked = {relation for relation, _ in (*self.ids.values(), *self.keeps, *self.gathered, *self.earlier.values())}
        asked |= {cell.relation for cell in self.cells.values()}
        last: dict[str, str] = {}
        for statement in self.statements:
            name = dialect.quoted(statement.name)
            later = [
                *self.views.values(),
                *(one.query for one in self.groups if statement.name not in (one.read, one.after)),
            ]
            if statement.name not in asked and not any(name in text for text in later):
                readers = [one.name for one in self.statements if name in one.select]
                last[statement.name] = readers[-1] if readers else statement.name
        found: dict[str, list[str]] = {}
        for table, reader in last.items():
            found.setdefault(reader, []).append(table)
        return found

    def text(self, dialect: Dialect) -> str:
        """All statements, for reading."""
        made = [dialect.create_table(statement.name, statement.select) for statement in self.statements]
        return ";\n\n".join(made) + ";\n"


def compiled(
    graph: g.Graph,
    inputs: Mapping[str, TableFacts],
    dialect: Dialect,
    wanted: Iterable[Node],
    tables: Iterable[str] = (),
    looked_at: Iterable[str] = (),
    passes: Collection[str] = EVERY - {"gathered"},
    known: Known | None = None,
    brief: bool = False,
) -> Program:
    """Compiles some columns of a graph and all that they need; the identities of the rows of their tables and of ``tables``.

    Of tables that are ``looked_at`` there are queries instead of tables. With the pass ``gathered`` no cell has faults of its own.

    Raises ``compiler.Overflow`` where a number could exceed 38 digits with the bounds of ``inputs``, ``brief``: a rounded one
    64 bits, and ``values.NotCompiled``.
    """
    nodes = list(dict.fromkeys(wanted))
    compiler = Compiler(unfolded(graph, inputs), inputs, dialect, passes, known, brief)
    compiler.compile(nodes)
    return _Finisher(compiler, nodes, tables, looked_at).program()


class _Finisher:
    """Makes of the wanted values columns to be read."""

    def __init__(self, compiler: Compiler, nodes: list[Node], tables: Iterable[str], looked_at: Iterable[str]) -> None:
        self.looked_at = set(looked_at)
        self.compiler, self.nodes = compiler, nodes
        self.tables = list(dict.fromkeys([*tables, *(table for table, _ in nodes)]))
        self.outputs: set[tuple[str, str]] = set()

    def program(self) -> Program:
        compiler = self.compiler
        cells = {node: self._within_limits(node) for node in self.nodes}
        ids = {table: self._column(table, identity(Frame(compiler, compiler.body(table))).sql, "id")
               for table in self.tables}  # fmt: skip
        keeps = [(table, self._flag(table, fault.sql)) for table, fault in compiler.keeps]
        gathered = self._gathered()
        groups = self._grouped()
        if "hoisted" in compiler.passes:
            hoist(compiler, self.outputs | {(check.other, name) for check, _ in groups for name in check.reads})
        layout = Layout(compiler, self.outputs, self.looked_at, [check for check, _ in groups])
        tables = dict.fromkeys(sorted(table for table, _ in self.outputs))
        renderer = self._renderer(layout, tables)
        names = {table: renderer.relations[table, layout.seen(table)].name for table in tables}
        statements, views = renderer.statements(tables, self.looked_at)
        return Program(
            compiler.dialect.name,
            tuple(compiler.made.values()),
            tuple(statements),
            {node: Cells(names[node[0]], *found) for node, found in cells.items()},  # type: ignore[arg-type]
            {table: (names[table], column) for table, column in ids.items()},
            tuple((names[table], flag) for table, flag in keeps),
            tuple((names[table], flag) for table, flag in gathered),
            views,
            {names[table]: before for table in tables if (before := renderer.earlier(table)) is not None},
            tuple(
                Groups(check.table, frozenset(nodes), *renderer.of_groups(check), check.proves)
                for check, nodes in groups
            ),
            alike(renderer, names),
            {node: found for node in self.nodes if (found := compiler.keeps_behind(node))},
        )

    def _renderer(self, layout: Layout, tables: Collection[str]) -> Renderer:
        """The renderer; where numbers are kept narrow it is made twice, as what is kept is known in the end only."""
        compiler = self.compiler
        if "narrow" not in compiler.passes or compiler.dialect.small(0, 0) is None:
            return Renderer(compiler, layout)
        names = copy.deepcopy(compiler.names)
        first = Renderer(compiler, layout)
        first.statements(tables, self.looked_at)
        compiler.names = names
        return Renderer(compiler, layout, first.kept)

    def _grouped(self) -> list[tuple[Grouped, list[Node]]]:
        """The data checks of tables that are only looked at, as far as they are checks of groups."""
        checks: dict[str, list[Node]] = {}
        for check in self.compiler.graph.checks:
            if check.table in self.looked_at and (check.table, check.column) in self.nodes:
                checks.setdefault(check.table, []).append((check.table, check.column))
        found = []
        for table, nodes in checks.items():
            one = grouped(self.compiler, table, list(dict.fromkeys(nodes)))
            if one is not None:
                found.append((one, nodes))
        return found

    def _gathered(self) -> list[tuple[str, str]]:
        """A column for each table that says in which rows something is wrong; for rows of a derived table it stands there."""
        found: dict[str, list[Fault]] = {}
        for table, fault in self.compiler.gathered:
            found.setdefault(self._seen_in(table), []).append(fault)
        return [
            (table, self._flag(table, one_fault(self._apart(table, faults))[0].sql)) for table, faults in found.items()
        ]

    def _apart(self, table: str, faults: list[Fault]) -> list[Fault]:
        """Faults as columns of their own, where several are put together: each may be known early, and what it reads not needed any more."""
        if "slim" not in self.compiler.passes or len(faults) < 2:
            return faults
        frame = Frame(self.compiler, self.compiler.body(table))
        names = [frame.define(f"{table} fault", "yes/no", fault.sql) for fault in faults]
        for name in names:
            self.compiler.columns[name.text].apart = True
        return [Fault((name,)) for name in names]

    def _seen_in(self, table: str) -> str:
        """A wanted table that has all rows of another one, so that the other is not needed for itself."""
        wanted = {one for one, _ in self.outputs} - self.looked_at
        while table not in wanted:
            heirs = [
                name for name, body in self.compiler.bodies.items()
                if isinstance(body.source, FromTable) and body.source.table == table and body.source.keep is None
            ]  # fmt: skip
            heir = next((name for name in heirs if name in wanted or len(heirs) == 1), None)
            if heir is None:
                break
            table = heir
        return table

    def _within_limits(self, node: Node) -> tuple[object, ...]:
        try:
            return self._cells(node)
        except TooBig as cause:
            raise self.compiler.overflow(*node, cause) from None

    def _cells(self, node: Node) -> tuple[object, ...]:
        value = self.compiler.value(*node)
        table, frame = node[0], self._frame(node)
        left = self.compiler.gather(table, value.faults)
        faults = tuple(self._flag(table, fault.sql) for fault in one_fault(left))
        if value.kind != "number":
            return value.kind, self._column(table, value.sql, node[1]), 1, (), faults
        if value.absent and value.sql:
            return "number", None, 1, (), faults
        top, den, divisors = self._number(frame, value, table)
        return "number", top, den, divisors, faults, self._keys(frame, value, node) if divisors else ()

    def _keys(self, frame: Frame, value: Value, node: Node) -> tuple[str, ...]:
        if not any(check.table == node[0] and node[1] in check.order for check in self.compiler.graph.orders):
            return ()
        keys = tuple(name for key in order(frame, value, node[1]) for name in reads(key))
        self.outputs.update((node[0], name) for name in keys)
        return keys

    def _frame(self, node: Node) -> Frame:
        body = self.compiler.body(node[0])
        assert body.graph is not None
        return Frame(self.compiler, body, body.graph.columns[node[1]])

    def _number(self, frame: Frame, value: Value, table: str) -> tuple[str | int, int, tuple[str, ...]]:
        exact: Exact = value.exact
        known: Fraction | None = exact.constant
        if known is not None:
            return known.numerator, known.denominator, ()
        name = frame.top(exact)
        if name is None:
            top: str | int = exact.top.get((), 0)
        else:
            top = name.text
            self.outputs.add((table, top))
        for divisor in exact.divisors:
            self.outputs.add((table, divisor))
        return top, exact.den, exact.divisors

    def _column(self, table: str, sql: Sql, hint: str) -> str:
        if len(sql) == 1 and isinstance(sql[0], Name):
            self.outputs.add((table, sql[0].text))
            return sql[0].text
        frame = Frame(self.compiler, self.compiler.body(table))
        kind = "text" if hint == "id" else "yes/no"
        if hint != "id":
            value = self.compiler.value(table, hint)
            kind = value.kind if value.kind != "number" else "narrow"
        name = frame.define(hint, kind, sql)  # type: ignore[arg-type]
        self.outputs.add((table, name.text))
        return name.text

    def _flag(self, table: str, sql: Sql) -> str:
        frame = Frame(self.compiler, self.compiler.body(table))
        name = frame.define(f"{table} fault", "yes/no", sql)
        self.outputs.add((table, name.text))
        return name.text
