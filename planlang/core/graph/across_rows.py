"""The operations across rows; and all operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from planlang.core.graph.within_row import Const, Mode, Operand, Part
from planlang.slotted import slotted

if TYPE_CHECKING:
    from planlang.core.graph.within_row import (
        Add,
        Band,
        Carried,
        Cell,
        Choose,
        Compare,
        Cut,
        Extreme,
        IsKnown,
        Logic,
        Multiply,
        OnCalendar,
        OneOf,
        Ratio,
        Reached,
        Round,
        RowId,
        Same,
        SpineKey,
        Stacked,
    )


@slotted
class Lookup(Part):
    """A column of the one row of ``table`` whose ``match`` columns equal the operands here.

    ``on`` (day, first column, last column) picks the row that holds on that day, ends included; an absent last day is open.
    ``missing``: what it means that no row is found: ``error`` a data error, ``none`` an absent value.
    """

    table: str
    match: tuple[tuple[str, Operand], ...]
    column: str
    on: tuple[Operand, str, str] | None = None
    missing: Literal["error", "none"] = "error"


@slotted
class Total(Part):
    """An aggregate over rows of another (or the same) table.

    Rows of ``table`` whose ``match`` columns equal the operands here, whose day ``between[0]`` lies from ``between[1]``
    through ``between[2]``, and for which the yes/no column ``where`` holds. ``value`` is their column, ``None`` for a
    count. ``only`` is the value of the single row: none is an absent value, several a data error.
    An empty ``highest``, ``lowest`` or ``average`` is an absent value; an empty total or count is 0.
    """

    function: Literal["total", "count", "highest", "lowest", "average", "only"]
    table: str
    value: str | None
    match: tuple[tuple[str, Operand], ...]
    between: tuple[str, Operand | None, Operand | None] | None = None
    where: str | None = None


@slotted
class Running(Part):
    """The total of ``value`` over the rows of the same partition (``by``) up to this one in ``order``, with or without itself."""

    value: Operand
    by: tuple[str, ...]
    order: tuple[str, ...]
    inclusive: bool
    where: str | None = None


@slotted
class Within(Part):
    """A limit taken in order: what of ``value`` still fits under ``cap``.

    ``least(run, cap) - least(run - value, cap)`` where ``run`` is the running total with this row.
    """

    value: Operand
    cap: Operand
    by: tuple[str, ...]
    order: tuple[str, ...]


@slotted
class Level(Part):
    """A level carried from row to row: ``s = max(s + flow, bound)`` (``floor``) or ``min(s + flow, bound)`` (``cap``), from 0.

    Rows where ``where`` does not hold leave the level as it is.
    """

    flow: Operand
    bound: Operand
    kind: Literal["floor", "cap"]
    by: tuple[str, ...]
    order: tuple[str, ...]
    where: str | None = None


@slotted
class Previous(Part):
    """``value`` of the row before this one in the partition (among rows where ``where`` holds); 0 for the first."""

    value: Operand
    by: tuple[str, ...]
    order: tuple[str, ...]
    where: str | None = None


@slotted
class Fold(Part):
    """What ``state``, a column further down in this table, was in the row before; ``first`` in the first row of a partition.

    The one operation through which columns may depend on themselves: on what they were a row earlier. Between it and ``state`` stand
    operations within a row, and other folds. ``closed`` is a column that gives the same without looking back at ``state``, where
    lowering knows a closed form: what can't go row by row reads that.
    """

    state: str
    first: Operand
    by: tuple[str, ...]
    order: tuple[str, ...]
    closed: str | None = None


@slotted
class Allocate(Part):
    """A group's parts, rounded so that they add up to the rounded whole.

    Every row gets ``value`` rounded to ``unit`` by ``mode``, except the owner of the remainder, who gets the rounded total of all
    exact values less what the others got. The owner is the row where the yes/no column ``owner`` holds (exactly
    one, else a data error), the ``largest`` exact value by size (the first in ``order`` among equals) or the ``last`` in ``order``.
    """

    value: Operand
    unit: Const
    mode: Mode
    by: tuple[str, ...]
    owner: str | None
    kind: Literal["column", "largest", "last"]
    order: tuple[str, ...]


Op: TypeAlias = (
    "Cell | Carried | Stacked | SpineKey | Reached | RowId | Same | Add | Multiply | Ratio | Round | Compare "
    "| OneOf | Logic | IsKnown | Choose | Extreme | Band | Cut | OnCalendar | Lookup | Total | Running | "
    "Within | Level | Previous | Fold | Allocate"
)
