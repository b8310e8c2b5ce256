"""What the text lets know of a value: between what the data must lie of which it is a column, and whether it may be 0 or less."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from planlang.core.records import Limits
from planlang.questions.suspicious.fixed import fixed, measured_by
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.core.records import ColumnSpec, RecordSpec
    from planlang.lowering.context import Lowering


Side = tuple[Fraction, bool]
"""A bound, and whether it can be reached itself."""


def column_of(low: Lowering, item: tree.Column) -> tuple[RecordSpec, ColumnSpec] | None:
    """The column of the data that `deal.amount` or `deal.owner.quota` is, with its table; none for a column of a credit."""
    record = low.model.rows.get(item.parts[0])
    for part in item.parts[1:-1]:
        column = record.spec.by_name.get(part) if record is not None else None
        record = low.model.records.get(column.row or "") if column is not None else None
    column = record.spec.by_name.get(item.parts[-1]) if record is not None and len(item.parts) > 1 else None
    return None if record is None or column is None else (record.spec, column)


def limits_of(low: Lowering, item: tree.Node | None) -> Limits | None:
    """Between what the data must lie of which a value is a column, or the one, highest or lowest of a column of some rows, also where a
    fixed value stands for a blank; all other data is refused before anybody is paid.
    """
    if item is None:
        return None
    value = measured_by(low, item)
    if isinstance(value, tree.Fallback):
        return _or_fixed(limits_of(low, value.value), fixed(value.otherwise))
    if isinstance(value, tree.Aggregate) and value.function in ("only", "highest", "lowest") and not value.running:
        record = low.model.records.get(value.source)
        column = record.spec.by_name.get(value.field or "") if record is not None else None
        return column.limits if column is not None else None
    found = column_of(low, value) if isinstance(value, tree.Column) else None
    return None if found is None else found[1].limits


def _or_fixed(limits: Limits | None, value: Fraction | None) -> Limits | None:
    """Limits that one more value is within."""
    if limits is None or value is None:
        return None
    low, high = limits.low, limits.high
    if low is not None and value <= low:
        limits = evolve(limits, low=value, low_included=True)
    if high is not None and value >= high:
        limits = evolve(limits, high=value, high_included=True)
    return limits


def held(item: tree.Condition, by: tree.Node) -> tuple[Side | None, Side | None]:
    """The least and most that a condition lets a value be."""
    if isinstance(item, tree.Junction) and item.word == "and":
        sides = [held(part, by) for part in item.parts]
        return (
            max((one for one, _ in sides if one is not None), default=None, key=lambda side: (side[0], not side[1])),
            min((one for _, one in sides if one is not None), default=None, key=lambda side: (side[0], side[1])),
        )
    if isinstance(item, tree.Compare) and tree.same_text(item.left, by):
        bound = fixed(item.right)
        if bound is not None and item.relation in ("is at least", "is above", "is after"):
            return (bound, item.relation == "is at least"), None
        if bound is not None and item.relation in ("is at most", "is below", "is before"):
            return None, (bound, item.relation == "is at most")
    if isinstance(item, tree.Between) and tree.same_text(item.left, by):
        start, end = fixed(item.bounds.low), fixed(item.bounds.high)
        return (
            (start, item.bounds.low_word == "from") if start is not None else None,
            (end, item.bounds.high_word == "through") if end is not None else None,
        )
    return None, None


def limits_within(low: Lowering, rule: str | None, item: tree.Node | None) -> Limits | None:
    """Between what a value lies where it stands in a rule: what the data lets it be, and what the rule's `when` lines do."""
    limits = limits_of(low, item)
    decl = low.model.names.get(rule or "")
    if (
        item is None or not isinstance(decl, tree.Rule) or low.model.changes
    ):  # an amended rule has other lines in other rows
        return limits
    limits = limits or _levels_of(low, decl, item)
    lines = [step for step in decl.steps if isinstance(step, tree.When)]
    if not lines or not lines[-1].span.end < item.span.start < decl.span.end:
        return limits
    for line in lines:
        limits = _narrowed(limits, *held(line.condition, item))
    return limits


def _levels_of(low: Lowering, rule: tree.Rule, item: tree.Node) -> Limits | None:
    """How far up somebody stands who is credited as a manager: 1 for the direct one, and at most so many levels as the credit says."""
    value = measured_by(low, item)
    if not isinstance(value, tree.Column) or value.parts != ("credit", "level") or rule.grain is None:
        return None
    credit = low.model.names.get(rule.grain.name or "") if rule.grain.kind == "credit" else None
    lines = credit.lines if isinstance(credit, tree.Credit) else ()
    levels = next((one.levels for one in lines if isinstance(one, tree.To) and one.kind == "managers"), None)
    most = Fraction(levels) if levels is not None else None
    words = f"from 1 through {levels}" if levels is not None else "from 1"
    return Limits(Fraction(1), True, most, most is not None, words)


def _narrowed(limits: Limits | None, least: Side | None, most: Side | None) -> Limits | None:
    """Limits, within two more."""
    if least is None and most is None:
        return limits
    found = limits if limits is not None else Limits(None, False, None, False, "")
    if least is not None and (found.low is None or least[0] > found.low):
        found = evolve(found, low=least[0], low_included=least[1])
    if most is not None and (found.high is None or most[0] < found.high):
        found = evolve(found, high=most[0], high_included=most[1])
    return found


def none_below(limits: Limits | None, bound: Any, included: bool) -> bool:
    """Whether all data lies in a row that begins at a bound, or above it."""
    if limits is None or limits.low is None or not isinstance(bound, Fraction):
        return False
    return limits.low > bound or (limits.low == bound and (included or not limits.low_included))


def none_above(limits: Limits | None, bound: Any, included: bool) -> bool:
    """Whether all data lies in a row that ends at a bound, or below it."""
    if limits is None or limits.high is None or not isinstance(bound, Fraction):
        return False
    return limits.high < bound or (limits.high == bound and (included or not limits.high_included))


def may_fall_below_zero(low: Lowering, item: tree.Node) -> bool:
    """Whether a measure is written as a difference, as growth is: then 0 is no end of it, as it is of sales or an attainment."""
    if isinstance(item, tree.Negate) or (isinstance(item, tree.Binary) and item.op == "-"):
        return True
    if isinstance(item, tree.Binary):
        return may_fall_below_zero(low, item.left) or may_fall_below_zero(low, item.right)
    if isinstance(item, tree.Choice):
        return may_fall_below_zero(low, item.value) or may_fall_below_zero(low, item.otherwise)
    if isinstance(item, tree.LowerHigher):
        found = [may_fall_below_zero(low, part) for part in item.values]
        return all(found) if item.which == "higher" else any(found)
    decl = low.model.names.get(item.name) if isinstance(item, tree.Name) else None
    return isinstance(decl, tree.Rule) and decl.value is not None and may_fall_below_zero(low, decl.value)


def may_be_none(low: Lowering, item: tree.Node) -> bool:
    """Whether a measure counts or adds up rows of which there may be none, or is written as 0 somewhere: then its tiers don't begin at 1."""
    if isinstance(item, tree.NumberLit):
        return not item.value
    if isinstance(item, tree.Aggregate):
        return not item.running and item.function in ("count", "total")
    if isinstance(item, tree.Binary):
        both = (may_be_none(low, item.left), may_be_none(low, item.right))
        return all(both) if item.op in "+-" else any(both) if item.op == "*" else both[0]
    if isinstance(item, (tree.Choice, tree.Fallback)):
        return may_be_none(low, item.value) or may_be_none(low, item.otherwise)
    if isinstance(item, tree.Tiers):
        return any(may_be_none(low, row.value) for row in item.rows)
    decl = low.model.names.get(item.name) if isinstance(item, tree.Name) else None
    return isinstance(decl, tree.Rule) and decl.value is not None and may_be_none(low, decl.value)
