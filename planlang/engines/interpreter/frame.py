"""What an operation is given, and how it asks for more.

An operation is a generator: it yields the cells that it needs, gets their values back, and returns what it
computed. The evaluator drives a stack of them, so that a chain of a thousand columns needs no recursion.
"""

from __future__ import annotations

from collections.abc import Collection, Generator
from typing import Any, NamedTuple, Protocol, TypeVar

from planlang.core.dataset import Dataset
from planlang.core.graph import Column, Const, Graph, Operand, Table
from planlang.core.values import Scalar, Values
from planlang.engines.interpreter.arithmetic import Arithmetic
from planlang.engines.interpreter.exact import Given, Rows, fixed
from planlang.engines.interpreter.store import ColumnStore
from planlang.slotted import define, field

T = TypeVar("T")


class Need(NamedTuple):
    """Cells that an operation asks for; ``rows`` of ``None`` means all."""

    table: str
    column: str
    rows: Rows


class Shape(Protocol):
    """The rows of a table: how many, what each is called, and which row of another table it comes from."""

    size: int

    def ids(self, machine: Machine) -> list[str]:
        """What tells the rows apart, as text."""

    def sources(self, rows: Collection[int]) -> dict[str, list[int]]:
        """The rows that some rows come from, by their table and there in the order asked for."""


def source(shape: Shape, row: int) -> tuple[str, int] | None:
    """The row of another table that a row comes from, if it comes from one."""
    for table, rows in shape.sources((row,)).items():
        return table, rows[0]
    return None


Work = Generator[Need, Values, T]
Computed = tuple[Rows, Values]
"""Cells an operation computed: it may be more than it was asked for (a whole partition), never less."""


@define
class Machine:
    """The plan, its data, and what has been found out about the tables so far: their rows and indexes."""

    graph: Graph
    data: Dataset
    arithmetic: Arithmetic
    shapes: dict[str, Shape] = field(factory=dict)
    stores: dict[tuple[str, str], ColumnStore] = field(factory=dict)
    indexes: dict[Any, Any] = field(factory=dict)
    identities: dict[str, list[str]] = field(factory=dict)

    def peek(self, table: str, column: str, row: int) -> Scalar:
        """A cell that has been computed; ``KeyError`` if it hasn't."""
        return self.stores[table, column].at(row)

    def ids(self, table: str) -> list[str]:
        """The identity texts of a table's rows, once its rows are known."""
        if table not in self.identities:
            self.identities[table] = self.shapes[table].ids(self)
        return self.identities[table]


@define
class Frame:
    """A column that is being computed for some rows."""

    machine: Machine
    table: Table
    column: Column
    rows: Rows
    count: int
    """How many rows are asked for."""
    size: int
    """How many rows the table has."""

    def fetch(self, operand: Operand) -> Work[Given]:
        """An operand's values in the rows of this frame."""
        if isinstance(operand, Const):
            return fixed(operand)
        return (yield Need(self.table.name, operand.column, self.rows))

    def fetch_at(self, operand: Operand, rows: Rows) -> Work[Given]:
        """An operand's values in other rows of the same table."""
        if isinstance(operand, Const):
            return fixed(operand)
        return (yield Need(self.table.name, operand.column, rows))

    def fetch_all(self, operands: tuple[Operand, ...]) -> Work[list[Given]]:
        """The values of several operands."""
        name, rows = self.table.name, self.rows
        given: list[Given] = []
        for operand in operands:
            given.append(fixed(operand) if isinstance(operand, Const) else (yield Need(name, operand.column, rows)))
        return given

    def at(self, positions: list[int]) -> Rows:
        """The rows at some positions of this frame."""
        if len(positions) == self.count:
            return self.rows
        return positions if self.rows is None else list(map(self.rows.__getitem__, positions))

    def row(self, position: int) -> int:
        """The row at a position of this frame."""
        return position if self.rows is None else self.rows[position]
