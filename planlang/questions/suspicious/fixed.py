"""Fixed values and bands, as a plan's text has them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.slotted import frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def fixed(item: tree.Node | None) -> Fraction | None:
    """A number, amount or day that the text gives; 5% is 0.05, a day its number."""
    if isinstance(item, tree.NumberLit):
        return Fraction(item.value) / (100 if item.unit == "percent" else 1)
    if isinstance(item, tree.MoneyLit):
        return Fraction(item.value)
    if isinstance(item, tree.DateLit):
        return Fraction(item.value.toordinal())
    if isinstance(item, tree.Negate):
        inner = fixed(item.value)
        return None if inner is None else -inner
    return None


@frozen(eq=False, repr=False)
class Fixed:
    """A row of a table whose bounds and value are fixed; ``None`` is an open side. A point of a curve starts and ends at one place."""

    low: Fraction | None
    high: Fraction | None
    value: Fraction
    row: tree.Row
    point: bool = False


def rows_of(low: Lowering, table: tree.Tiers | tree.Curve) -> tuple[tree.Row, ...]:
    """The rows of a table, wherever they stand in the plan."""
    if table.using is None:
        return table.rows
    decl = None if table.using.data else low.model.names.get(table.using.name)
    return decl.rows if isinstance(decl, tree.TableDecl) else ()


def fixed_rows(low: Lowering, table: tree.Tiers | tree.Curve) -> list[Fixed]:
    """The rows that pay, from the lowest to the highest; none at all where one of them isn't fixed."""
    found: list[Fixed] = []
    for row in rows_of(low, table):
        if isinstance(row.value, tree.Refused):
            continue
        if isinstance(row.key, tree.Point):
            start = end = row.key.value
            point = True
        elif isinstance(row.key, tree.Bounds):
            start, end, point = row.key.low, row.key.high, False  # type: ignore[assignment]
        else:
            return []
        a, b, value = fixed(start), fixed(end), fixed(row.value)
        if value is None or (start is not None and a is None) or (end is not None and b is None):
            return []
        found.append(Fixed(a, b, value, row, point))
    return sorted(found, key=lambda one: (one.low is not None, one.low or 0))


def of_days(table: tree.Tiers | tree.Curve, low: Lowering) -> bool:
    """Whether a table's bands are days or periods, which have no more and less."""
    for row in rows_of(low, table):
        key = row.key
        bounds = (key.low, key.high) if isinstance(key, tree.Bounds) else (getattr(key, "value", None),)
        if any(isinstance(bound, (tree.DateLit, tree.PeriodLit)) for bound in bounds):
            return True
    return False


def measured_by(low: Lowering, item: tree.Node) -> tree.Node:
    """What a measure is, where a value is only its name."""
    seen: set[str] = set()
    while isinstance(item, tree.Name) and item.name not in seen:
        seen.add(item.name)
        decl = low.model.names.get(item.name)
        if not isinstance(decl, tree.Rule) or decl.pays or decl.value is None or item.name in low.model.changes:
            return item
        item = decl.value
    return item
