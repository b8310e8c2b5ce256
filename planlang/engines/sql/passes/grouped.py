"""What must hold for each row of a record, of totals of rows that refer to it, is looked at group by group.

``for each deal: total share of splits in the deal is 100%``: every split refers to a deal, and no two deals have one key (the data
checks make sure of both). So the groups of the splits are the deals that have any, and nothing is joined: the condition must hold of
each group, and, where there are fewer groups than deals, of a deal without splits.

Most rows are often alone in their group and right by themselves. As many different numbers as there are such rows and groups of all other
rows together prove it of all of them at once; then only the others are grouped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from planlang.core import graph as g
from planlang.core.reads import Node
from planlang.engines.sql.numbers import Name, Sql, reads
from planlang.engines.sql.passes.numbered import number_for
from planlang.engines.sql.tables import Body, FromRelation, Join
from planlang.engines.sql.values import Column, both
from planlang.slotted import frozen

if TYPE_CHECKING:
    from planlang.engines.sql.compiler import Compiler


@frozen
class Grouped:
    """What must hold of the rows of a table: ``holds`` of the ``outputs`` of each group of another, ``nothing`` without one."""

    table: str
    record: str
    relation: str
    other: str
    key: Sql
    outputs: dict[str, Sql]
    holds: Sql
    nothing: Sql
    alone: Sql
    """What must hold of a row that is alone in its group; empty where that isn't known, or where ``key`` are no numbers."""
    last: int
    """The greatest number that ``key`` can be."""
    reference: tuple[str, str] | None
    """The record of the other table and its column that names rows of this one, if ``key`` are numbers: absent, where there is no such row."""
    apart: Sql
    """What else identifies a row of the other table, if it is one thing."""

    @property
    def proves(self) -> tuple[tuple[str, str] | None, str | None, str | None]:
        """The reference that leads somewhere where no group is of rows that name none, and two records whose rows differ.

        Those of the first do where none is there twice, those of the second, which the check is about, where each is named and no row that
        names one meets two.
        """
        if self.reference is None:
            return None, None, None
        return self.reference, self.reference[0] if self.apart else None, self.record

    @property
    def reads(self) -> list[str]:
        """The columns of the other table that it is made of."""
        return [name for text in (self.key, *self.outputs.values(), self.alone, self.apart) for name in reads(text)]


def grouped(compiler: Compiler, table: str, checks: list[Node]) -> Grouped | None:
    """Checks of a table as one of groups; ``None`` where they are none of groups."""
    if "grouped" not in compiler.passes or not checks:
        return None
    try:
        found = _Finder(compiler, table)
        columns: list[Sql] = [(Name(_column(compiler, node)),) for node in checks]
        texts = [found.text(column, _of_group) for column in columns]
        nothing = [found.text(column, _of_nothing) for column in columns]
        alone = [found.text(column, _of_one) for column in columns]
    except _NotOfGroups:
        return None
    if found.join is None or found.join.table is None:
        return None
    other = compiler.body(found.join.table)
    number = number_for(compiler, other, found.key)
    record = other.graph.rows.record if other.graph and isinstance(other.graph.rows, g.Input) else None
    reference: tuple[str, str] | None = None
    apart: Sql = ()
    if number is not None and record is not None:
        reference, apart = _named(compiler, other, record, found.key)
    rows = compiler.graph.tables[table].rows
    assert isinstance(rows, g.Input)  # as `_plain` has seen
    return Grouped(
        table, rows.record, found.relation, other.name, found.key if number is None else (number,), found.outputs,
        both(texts), both(nothing), both(alone) if number is not None and found.additive else (), compiler.body(table).rows - 1,
        reference, apart,
    )  # fmt: skip


def _named(compiler: Compiler, other: Body, record: str, key: Sql) -> tuple[tuple[str, str] | None, Sql]:
    """Which column of a record a key is, and what else identifies its rows."""
    facts = compiler.inputs[record]
    (name,) = reads(key)
    source = compiler.columns[name].source
    column = next((spec for spec, one in facts.columns.items() if one.sql == source), None)
    if column is None or compiler.columns[name].join is not None:
        return None, ()
    rest = [part for part in facts.record.identity if part != column]
    if column not in facts.record.identity or len(rest) != 1:
        return (record, column), ()
    sources = {one.source: one for one in other.columns.values() if one.join is None and one.sql is None}
    found = sources.get(facts.columns[rest[0]].sql)
    return (record, column), () if found is None or found.absent else (Name(found.name),)


class _NotOfGroups(Exception):
    pass


def _column(compiler: Compiler, node: Node) -> str:
    value = compiler.value(*node)
    if value.kind != "yes/no" or compiler.gather(node[0], value.faults) or len(value.sql) != 1:
        raise _NotOfGroups
    (part,) = value.sql
    if not isinstance(part, Name):
        raise _NotOfGroups
    return part.text


class _Finder:
    """Goes from a condition down to the totals that it reads."""

    def __init__(self, compiler: Compiler, table: str) -> None:
        self.compiler, self.body = compiler, compiler.body(table)
        self.join: Join | None = None
        self.key: Sql = ()
        self.outputs: dict[str, Sql] = {}
        self.additive = True
        self.relation = self.body.source.relation if isinstance(self.body.source, FromRelation) else ""

    def text(self, sql: Sql, output: Callable[[_Finder, Join, Column], Sql]) -> Sql:
        """A text over the outputs of groups, as ``output`` says them."""
        parts: list[str | Name] = []
        for part in sql:
            if not isinstance(part, Name):
                parts.append(part)
                continue
            column = self.compiler.columns[part.text]
            if column.table != self.body.name or column.window:
                raise _NotOfGroups
            if column.sql is not None:
                parts += ["(", *self.text(column.sql, output), ")"]
                continue
            if column.join is None:
                raise _NotOfGroups
            join = self.body.joins[column.join]
            self._take(join, column.source)
            parts += output(self, join, column)
        return tuple(parts)

    def _take(self, join: Join, source: str) -> None:
        if not self._plain(join):
            raise _NotOfGroups
        ((_, name),) = join.keys
        key = join.outputs[name]
        if self.join is not None and (self.join.table != join.table or self.key != key):
            raise _NotOfGroups
        self.join, self.key = join, key
        self.outputs[source] = join.outputs[source]

    def _plain(self, join: Join) -> bool:
        """Whether a join is of groups of all rows of a table by a reference to the rows of this one."""
        rows = self.body.graph.rows if self.body.graph else None
        if not isinstance(rows, g.Input) or join.table is None or join.where is not None or join.asked or join.ranges:
            return False
        if len(join.keys) != 1 or join.grouped != (join.keys[0][1],):
            return False
        facts = self.compiler.inputs[rows.record]
        here, name = join.keys[0]
        there = join.outputs[name]
        if len(here) != 1 or not isinstance(here[0], Name) or len(there) != 1 or not isinstance(there[0], Name):
            return False
        own, other = self.compiler.columns[here[0].text], self.compiler.columns[there[0].text]
        key = facts.record.key
        return (
            key is not None
            and facts.record.identity == (key.name,)
            and own.source == facts.columns[key.name].sql
            and own.join is None
            and own.sql is None
            and not own.absent
            and not other.absent
            and other.refers == rows.record
        )


def _of_group(finder: _Finder, join: Join, column: Column) -> Sql:
    return (Name(column.source),)


def _of_nothing(finder: _Finder, join: Join, column: Column) -> Sql:
    return (finder.compiler.dialect.absent(column.kind),)


def _of_one(finder: _Finder, join: Join, column: Column) -> Sql:
    finder.additive &= column.source in join.alone
    return ("(", *join.alone.get(column.source, ()), ")")
