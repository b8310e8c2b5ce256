"""From columns to levels: what is needed, what is written in place, and which SELECT each column stands in.

A *level* of a table is one SELECT over the level before. Levels are numbered across all tables, so that whatever a SELECT reads has a
lower number: a table may read totals of another that reads it in turn, as long as no column depends on itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from planlang.engines.sql.compiler import Compiler
from planlang.engines.sql.layout_reads import join_reads, join_reads_there, source_reads
from planlang.engines.sql.numbers import Name, Sql, reads
from planlang.engines.sql.passes import delayed, slim, views
from planlang.engines.sql.passes.grouped import Grouped
from planlang.engines.sql.tables import Body, FromRelation, FromSpine, FromStack, FromTable, Join
from planlang.engines.sql.values import Column, NotCompiled

SHORT = 60
"""A text that is needed twice is still written in place when it is no longer than this and reads one column."""


class Layout:
    """Which columns are needed, their texts, and their levels."""

    def __init__(
        self,
        compiler: Compiler,
        wanted: Iterable[tuple[str, str]],
        looked_at: Collection[str] = (),
        checks: Collection[Grouped] = (),
    ) -> None:
        self.compiler = compiler
        self.columns = compiler.columns
        self.bodies = compiler.bodies
        self.outputs = set(wanted)
        self.looked_at = set(looked_at)
        self.checks = list(checks)
        self.needed: set[str] = set()
        self.joins: dict[str, set[int]] = {name: set() for name in self.bodies}
        self.inherited: dict[str, set[str]] = {name: set() for name in self.bodies}
        """Columns of the table that a table's rows come from, which it passes on under the same name."""
        self._need_all()
        self.texts: dict[str, Sql] = {}
        self._write_in_place()
        self.reach = self._reach()
        self.levels_of: dict[tuple[str, str], int] = {}
        """The level of each column, and of ``" join n"``, ``" base"`` and (``""``) the end of each table."""
        self.open: dict[str, int] = {}
        """Tables that are views in the end (the pass ``views``): the last level that needs none of their last joins."""
        self.kept: dict[str, int] = {}
        """The last level of those that is a table."""
        self._active: set[tuple[str, str]] = set()
        for name in self.bodies:
            self.final(name)
        if "delayed" in compiler.passes:
            for name in self.bodies:
                delayed.delay(self, name)
        self._spread(slim.advanced(self) if "slim" in compiler.passes else None)
        if "views" in compiler.passes:
            views.open_up(self)

    # --- what is needed -----------------------------------------------------------------------

    def _need_all(self) -> None:
        todo = [*self.outputs, *((check.other, name) for check in self.checks for name in check.reads)]
        for table in self.bodies:  # also of a table of which nothing else is needed, and of those behind it
            todo.extend(self._some_row(table))
        seen: set[tuple[str, str]] = set()
        while todo:
            node = todo.pop()
            if node in seen:
                continue
            seen.add(node)
            table, name = node
            column = self.columns[name]
            if column.table != table:  # inherited
                body = self.bodies[table]
                if not isinstance(body.source, FromTable):
                    raise RuntimeError(f"{table} reads {name}, which is a column of {column.table}")
                self.inherited[table].add(name)
                todo.append((body.source.table, name))
                todo.extend((body.source.table, other) for other in reads(body.source.keep or ()))
                continue
            self.needed.add(name)
            todo.extend(self._behind(column))

    def _behind(self, column: Column) -> Iterable[tuple[str, str]]:
        body = self.bodies[column.table]
        if column.sql is not None:
            yield from ((body.name, name) for name in reads(column.sql))
        elif column.join is not None:
            join = body.joins[column.join]
            self.joins[body.name].add(join.number)
            yield from ((body.name, name) for name in join_reads(join))
            if join.table is not None:
                there = join_reads_there(join, self.columns)
                yield from ((join.table, name) for name in there)
                yield from self._some_row(join.table)
        yield from self._source(body, column)

    def _source(self, body: Body, column: Column) -> Iterable[tuple[str, str]]:
        source = body.source
        if isinstance(source, FromTable):
            yield from ((source.table, name) for name in reads(source.keep or ()))
            yield from self._some_row(source.table)
        elif isinstance(source, FromStack):
            for number, table in enumerate(source.tables):
                if column.name in source.columns:
                    yield from ((table, name) for name in reads(source.columns[column.name][number]))
                yield from self._some_row(table)
        elif isinstance(source, FromSpine) and source.people is not None:
            if column.name in source.carried:
                yield from ((source.people, name) for name in reads(source.carried[column.name]))
            yield from ((source.people, name) for name in reads(source.where) if name in self.columns)
            yield from self._some_row(source.people)

    def _some_row(self, table: str) -> Iterable[tuple[str, str]]:
        """A table that is read for its rows only still needs what decides which rows it has."""
        body = self.bodies[table]
        source = body.source
        if isinstance(source, FromTable):
            yield from ((source.table, name) for name in reads(source.keep or ()))
        elif isinstance(source, FromSpine) and source.people is not None:
            yield from ((source.people, name) for name in reads(source.where) if name in self.columns)

    # --- texts --------------------------------------------------------------------------------

    def _write_in_place(self) -> None:
        """A column that one other column of its table reads once stands in that column's text."""
        uses: dict[str, int] = {}
        outside = {name for _, name in self.outputs}
        for name in self.needed:
            column = self.columns[name]
            for other in column.sql or ():
                if isinstance(other, Name):
                    uses[other.text] = uses.get(other.text, 0) + 1
                    if self.columns[other.text].table != column.table:
                        outside.add(other.text)
        for names in self.inherited.values():
            outside |= names
        outside |= {name for check in self.checks for name in check.reads}
        for name, body in self.bodies.items():
            for number in self.joins[name]:
                join = body.joins[number]
                outside.update(join_reads(join))
                outside.update(join_reads_there(join, self.columns))
            outside.update(source_reads(body, self.columns))
        for name in list(self.columns):  # in the order in which they were made: what a text reads is done before it
            if name not in self.needed:
                continue
            column = self.columns[name]
            if column.sql is None:
                continue
            text: list[str | Name] = []
            for part in column.sql:
                if isinstance(part, Name) and self._in_place(part.text, uses, outside, column):
                    text.extend(_bracketed(self.texts[part.text]))
                else:
                    text.append(part)
            self.texts[name] = tuple(text)
        for name in [name for name in self.needed if self._gone(name, uses, outside)]:
            self.needed.discard(name)

    def _in_place(self, name: str, uses: dict[str, int], outside: set[str], reader: Column) -> bool:
        column = self.columns[name]
        return column.table == reader.table and name in self.texts and self._gone(name, uses, outside)

    def _gone(self, name: str, uses: dict[str, int], outside: set[str]) -> bool:
        column = self.columns[name]
        if column.sql is None or column.window or name in outside or uses.get(name, 0) == 0:
            return False
        text = self.texts.get(name, column.sql)
        if uses[name] == 1:
            return _length(text) < 4000 and not column.apart
        return _length(text) <= SHORT and len(reads(text)) <= 1 and not column.costly

    # --- which tables read which --------------------------------------------------------------

    def _reach(self) -> dict[str, set[str]]:
        direct: dict[str, set[str]] = {}
        for name, body in self.bodies.items():
            found: set[str] = set()
            source = body.source
            if isinstance(source, FromTable):
                found.add(source.table)
            elif isinstance(source, FromStack):
                found.update(source.tables)
            elif isinstance(source, FromSpine) and source.people:
                found.add(source.people)
            for number in self.joins[name]:
                table = body.joins[number].table
                if table:
                    found.add(table)
            direct[name] = found
        reach: dict[str, set[str]] = {}
        for name in direct:
            seen: set[str] = set()
            todo = list(direct[name])
            while todo:
                one = todo.pop()
                if one not in seen:
                    seen.add(one)
                    todo.extend(direct[one])
            reach[name] = seen
        return reach

    def apart(self, reader: str, read: str) -> bool:
        """Whether a table may be read whole: nothing in it depends on the reader."""
        return reader != read and reader not in self.reach[read]

    def movable(self, table: str) -> bool:
        """Whether nobody reads the earlier levels of a table: then its columns may move between them."""
        return table not in self.looked_at and not any(
            table in self.reach[name] and name != table and not self.apart(name, table) for name in self.bodies
        )

    def seen_outside(self, table: str) -> set[str]:
        """The columns of a table that others read of it, or that are asked for."""
        found = {name for one, name in self.outputs if one == table}
        found |= {name for check in self.checks if check.other == table for name in check.reads}
        for reader, body in self.bodies.items():
            for number in self.joins[reader]:
                if reader != table and body.joins[number].table == table:
                    found.update(join_reads_there(body.joins[number], self.columns))
            source = body.source
            if isinstance(source, FromTable) and source.table == table:
                found |= {*self.inherited[reader], *reads(source.keep or ())}
            elif isinstance(source, (FromStack, FromSpine)):
                found.update(source_reads(body, self.columns))
        return found

    # --- levels -------------------------------------------------------------------------------

    def final(self, table: str) -> int:
        """The last level of a table."""
        return self._level(
            (table, ""), lambda: max((self.level(table, name) for name in self.own(table)), default=self.base(table))
        )

    def seen(self, table: str) -> int:
        """The level that is read from outside: the last; of a table that is only looked at, the first that has what is looked at."""
        if table not in self.looked_at:
            return self.final(table)
        names = [name for one, name in self.outputs if one == table]
        return max((self.level(table, name) for name in names), default=self.base(table))

    def own(self, table: str) -> list[str]:
        """The columns that a table has in the end, its own and inherited ones."""
        return [name for name, column in self.bodies[table].columns.items() if name in self.needed] + sorted(
            self.inherited[table]
        )

    def _level(self, node: tuple[str, str], work: object) -> int:
        known = self.levels_of.get(node)
        if known is not None:
            return known
        if node in self._active:
            raise NotCompiled(f"{node[0]} and what it reads depend on each other row by row", None)
        self._active.add(node)
        level: int = work()  # type: ignore[operator]
        self._active.discard(node)
        self.levels_of[node] = level
        return level

    def level(self, table: str, name: str) -> int:
        """The level at which a table has a column."""
        known = self.levels_of.get((table, name))
        if known is not None:
            return known
        column = self.columns[name]
        if column.table != table:
            return self.base(table)
        return self._level((table, name), lambda: self._of(column))

    def _of(self, column: Column) -> int:
        if column.join is not None:
            return self.join_level(column.table, column.join)
        base = self.base(column.table)
        if column.sql is None:
            return base
        return 1 + max([base, *(self.level(column.table, name) for name in reads(self.texts[column.name]))])

    def join_level(self, table: str, number: int) -> int:
        """The level whose SELECT has a join."""
        return self._level((table, f" join {number}"), lambda: self._join_level(table, number))

    def _join_level(self, table: str, number: int) -> int:
        join = self.bodies[table].joins[number]
        lowest = max([self.base(table), *(self.level(table, name) for name in join_reads(join))])
        if join.table is not None:
            lowest = max(lowest, self.read_level(table, join.table, join_reads_there(join, self.columns)))
        return lowest + 1

    def _spread(self, early: set[str] | None) -> None:
        """Makes several levels of each: what is ``early``, windows, levels to spare, joins and all else.

        Columns that stand at one level read lower levels only, so they may stand one after the other.
        """
        for (table, what), level in list(self.levels_of.items()):
            if not what:  # the last level of a table is found again from its columns
                del self.levels_of[table, what]
                continue
            column = self.columns.get(what)
            sooner = 0
            if early is not None and column is not None and column.table == table and column.sql is not None:
                sooner = views.SLOTS + 2 if what in early else views.SLOTS + 1 if column.window else 0
            self.levels_of[table, what] = (views.SLOTS + 3) * level - sooner

    def there(self, table: str, join: Join) -> int:
        """Which level of the other table a join reads."""
        assert join.table is not None
        if join.among is not None and table in self.kept:
            return self.kept[table]
        return self.read_level(table, join.table, join_reads_there(join, self.columns))

    def grouped_at(self, check: Grouped) -> int:
        """The level of a table that a check of its groups reads: one that the table is joined with anyway, or the first that will do."""
        least = max([self.base(check.other), *(self.level(check.other, name) for name in check.reads)])
        joins = [self.bodies[check.other].joins[number] for number in self.joins[check.other]]
        met = [self.there(check.other, join) for join in joins if join.table == check.other]
        return min([level for level in met if level >= least], default=least)

    def read_level(self, reader: str, read: str, names: Iterable[str]) -> int:
        """Which level of a table another one reads for some columns."""
        if self.apart(reader, read):
            if read in self.open and all(self.level(read, name) <= self.open[read] for name in names):
                return self.open[read]
            return self.final(read)
        return max([self.base(read), *(self.level(read, name) for name in names)])

    def base(self, table: str) -> int:
        """The first level of a table."""
        return self._level((table, " base"), lambda: self._base(table))

    def _base(self, table: str) -> int:
        source = self.bodies[table].source
        if isinstance(source, FromRelation):
            return 0
        if isinstance(source, FromTable):
            names = [*self.inherited[table], *reads(source.keep or ())]
            return 1 + self.read_level(table, source.table, names)
        if isinstance(source, FromStack):
            used = [texts for name, texts in source.columns.items() if name in self.needed]
            return 1 + max(
                self.read_level(table, one, [name for texts in used for name in reads(texts[number])])
                for number, one in enumerate(source.tables)
            )
        if source.people is None:
            return 0
        names = [name for used, text in source.carried.items() if used in self.needed for name in reads(text)]
        names += [name for name in reads(source.where) if name in self.columns]
        return 1 + self.read_level(table, source.people, names)


def _length(sql: Sql) -> int:
    return sum(len(part) if isinstance(part, str) else len(part.text) + 2 for part in sql)


def _bracketed(sql: Sql) -> Sql:
    first, last = sql[0], sql[-1]
    if len(sql) == 1:
        return sql
    round_it = isinstance(first, str) and isinstance(last, str) and first.startswith("(") and last.endswith(")")
    if round_it and _closed(sql):
        return sql
    return ("(", *sql, ")")


def _closed(sql: Sql) -> bool:
    """Whether the first bracket is closed by the last character; texts in quotes are left out of the count."""
    depth, quoted = 0, False
    pieces = "".join(part if isinstance(part, str) else "x" for part in sql)
    for at, sign in enumerate(pieces):
        if sign == "'":
            quoted = not quoted
        elif not quoted and sign in "()":
            depth += 1 if sign == "(" else -1
            if depth == 0 and at < len(pieces) - 1:
                return False
    return depth == 0
