"""Queries over the tables of a compiled program: a result's columns as texts, day numbers and whole smallest units of money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from planlang.core.reads import Node
from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.passes.alike import Alike
from planlang.engines.sql.program import Cells, Program
from planlang.slotted import frozen


class NotInEngine(Exception):
    """This run can't be made in the engine; the message says why. The interpreter makes it."""


@frozen
class ResultColumn:
    """A column of a result.

    Money is whole numbers of 10^-``digits``; ``words`` are all the texts that a column can hold, where they are few. ``currency``: as
    ``run.tables.OutputColumn`` says.
    """

    name: str
    kind: Literal["text", "date", "money"]
    digits: int = 0
    words: tuple[str, ...] = ()
    currency: str | None = None


@frozen
class Query:
    """A table of a result. ``order`` are terms of ORDER BY over ``sql``'s columns; some of them are no columns of the result.

    ``parts``: the queries whose rows it has, one after the other, where it is made of several.
    """

    name: str
    columns: tuple[ResultColumn, ...]
    sql: str
    order: tuple[str, ...]
    parts: tuple[str, ...] = ()


class Cellar:
    """The cells of a program as SQL texts."""

    def __init__(self, program: Program, dialect: Dialect) -> None:
        self.program, self.dialect = program, dialect

    def cell(self, node: Node) -> Cells:
        """Where the cells of a column are."""
        return self.program.cells[node]

    def relation(self, table: str, columns: Iterable[str | None] | None = None, ids: bool = False) -> str:
        """What FROM says for a table's rows: its relation, or the query that it is. ``columns``: only these (and ``ids``) are read."""
        relation, own = self.program.ids[table]
        if columns is None:
            return self.program.source(relation, self.dialect)
        return self.program.source(relation, self.dialect, [*([own] if ids else []), *self.names(table, columns)])

    def names(self, table: str, columns: Iterable[str | None]) -> list[str]:
        """The names that columns of a table are made of."""
        cells = [self.cell((table, column)) for column in columns if column is not None]
        return [
            name
            for cell in cells
            for name in ([cell.top] if isinstance(cell.top, str) else []) + [*cell.divisors, *cell.keys]
        ]

    def part(self, table: str) -> Part | None:
        """A table as part of another one, where it is that."""
        found = self.program.alike.get(self.program.ids[table][0])
        return None if found is None else Part(self.program, self.dialect, found)

    def id(self, table: str) -> str:
        """The identity texts of a table's rows."""
        return self.quoted(self.program.ids[table][1])

    def quoted(self, name: str) -> str:
        """A name."""
        return self.dialect.quoted(name)

    def key(self, node: Node) -> str:
        """What rows are told apart by: of numbers over one denominator what stands above it."""
        cell = self.cell(node)
        if cell.keys:
            return ", ".join(map(self.quoted, cell.keys))
        if cell.kind == "number" and not cell.divisors and isinstance(cell.top, str):
            return self.quoted(cell.top)
        return self.text(node)

    def text(self, node: Node) -> str:
        """A column of texts, or of days or periods."""
        cell = self.cell(node)
        if cell.top is None:
            return self.dialect.absent("text" if cell.kind == "text" else "narrow")
        if cell.kind == "number" and (cell.den != 1 or cell.divisors):
            raise NotInEngine(f"{node[1]} is a quotient where a day or a period is needed")
        return self.dialect.integer(cell.top) if isinstance(cell.top, int) else self.quoted(cell.top)

    def holds(self, node: Node) -> str:
        """A yes/no column."""
        return self.text(node)

    def money(self, node: Node, digits: int) -> str:
        """An amount in whole numbers of 10^-``digits``."""
        cell = self.cell(node)
        if cell.top is None:
            return self.dialect.absent("narrow")
        if cell.divisors or 10**digits % cell.den:
            raise NotInEngine(f"{node[1]} is not rounded, so its amounts may have no end")
        factor = 10**digits // cell.den
        if isinstance(cell.top, int):
            return self.dialect.integer(cell.top * factor)
        name = self.quoted(cell.top)
        return name if factor == 1 else f"({self.dialect.cast(name, False)} * {factor})"

    def faults(self, node: Node) -> Sequence[str]:
        """Yes/no columns that say where a column has no value."""
        return [self.quoted(name) for name in self.cell(node).faults]

    def literal(self, text: str) -> str:
        """A text."""
        return self.dialect.text(text)


class Part(Cellar):
    """The cells of a table that is part of another one, as texts over that one's relation. ``alike``: how it is."""

    def __init__(self, program: Program, dialect: Dialect, alike: Alike) -> None:
        super().__init__(program, dialect)
        self.alike = alike

    def quoted(self, name: str) -> str:
        """A name of the part."""
        return self.alike.columns[name]
