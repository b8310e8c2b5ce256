"""Rules and credits that can never apply: conditions that exclude each other, or lie outside what the plan covers.

Only what is certain from the plan's text is reported: a column or measure compared with fixed values, all of which must hold at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from planlang.core.graph import Const, Operand, Ref
from planlang.diagnostics.model import Label, Repair
from planlang.diagnostics.place import Span
from planlang.questions.known import column_of, limits_of
from planlang.questions.suspicious.fixed import measured_by
from planlang.semantics.types import PERIODS
from planlang.slotted import evolve, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope

SPOKEN_OF = (tree.Column, tree.Name, tree.Aggregate, tree.ServiceMonth, tree.DayNumber, tree.PeriodHere)
"""What a condition may compare: each becomes a column of the row, so that two conditions on one of them are about the same value."""

LOWEST = {"is at least": True, "is above": False, "is after": False, "from": True, "above": False, "after": False}
HIGHEST = {"is at most": True, "is below": False, "is before": False, "through": True, "below": False, "before": False}


@frozen(eq=False, repr=False)
class Fact:
    """What a condition says of a column: the values it may have (or may not), or the bounds it keeps to."""

    column: str
    kind: str
    place: Span
    says: str
    only: frozenset[Any] | None = None
    never: frozenset[Any] = frozenset()
    low: Any = None
    low_in: bool = True
    high: Any = None
    high_in: bool = True


def report_never_applies(name: str, when: list[tree.When], scope: Scope, day: Operand | None) -> None:
    """Warns where all conditions of a rule or credit can't hold at once. ``day`` is the column that dates its rows."""
    low = scope.low
    facts: dict[str, list[Fact]] = {}
    header = low.model.header
    covered = None
    if isinstance(day, Ref):
        covers = next(item for item in low.model.plan.items if isinstance(item, tree.CoversLine))
        covered = Fact(day.column, "date", covers.span, low.words(covers), low=header.start, high=header.end)
        facts[day.column] = [covered]
    for line in when:
        for fact in _facts(line.condition, evolve(scope)):
            before = facts.setdefault(fact.column, [])
            other = next((b for b in before if _exclude(b, fact)), None)
            if other is None:
                before.append(fact)
                continue
            outside = other is covered
            low.report.add(
                "never-applies",
                f"{name} never applies: what the plan covers ends before or starts after this"
                if outside
                else f"{name} never applies: `{other.says}` and `{fact.says}` can't both hold",
                fact.place,
                also=(Label(other.place, "what the plan covers" if outside else "and this"),),
                consequence="Nobody would ever be paid by it."
                if not outside
                else "No credit dated then is paid under this plan.",
                repairs=(Repair("Correct the dates, here or in the header."),)
                if outside
                else (
                    Repair("Correct one of the two."),
                    Repair("If either is enough, join them by `or`:", f"when  {other.says} or {fact.says}"),
                ),
            )
            return
    for line in when:
        if (beyond := out_of_bounds(line.condition, evolve(scope))) is not None:
            report_beyond(low, f"{name} never applies", *beyond)
            return


def out_of_bounds(item: tree.Condition, scope: Scope) -> tuple[Fact, tree.ColumnDecl] | None:
    """A comparison that must hold, and no value does that its column may have, with the column's declaration."""
    if isinstance(item, tree.Junction):
        found = (out_of_bounds(part, scope) for part in item.parts) if item.word == "and" else ()
        return next((one for one in found if one is not None), None)
    left = item.left if isinstance(item, (tree.Compare, tree.Between, tree.OneOf)) else None
    limits = limits_of(scope.low, left)
    column = _read(scope.low, left) if left is not None else None
    if column is None or limits is None:
        return None
    for fact in _facts(item, scope):
        ends = Fact(
            fact.column, fact.kind, fact.place, limits.words,
            low=limits.low, low_in=limits.low_included, high=limits.high, high_in=limits.high_included,
        )  # fmt: skip
        if _exclude(ends, fact):
            return fact, column
    return None


def _read(low: Lowering, item: tree.Node) -> tree.ColumnDecl | None:
    """The column of the data that a value is, or is one of some rows of."""
    value = measured_by(low, item)
    if isinstance(value, tree.Fallback):
        return _read(low, value.value)
    if isinstance(value, tree.Aggregate):
        record = low.model.records.get(value.source)
        return record.columns.get(value.field or "") if record is not None else None
    found = column_of(low, value) if isinstance(value, tree.Column) else None
    return low.model.records[found[0].name].columns[found[1].name] if found is not None else None


def report_beyond(low: Lowering, what: str, fact: Fact, column: tree.ColumnDecl) -> None:
    """Warns of a condition that no value of its column meets, since all other data is refused."""
    low.report.add(
        "never-applies",
        f"{what}: no row of the data has `{fact.says}`, since all others are refused",
        fact.place,
        also=(Label(column.span, "what the column may hold"),),
        consequence="It stands in the letter, and changes nobody's pay.",
        repairs=(Repair("Correct the condition, or the bounds of the column."),),
    )


def _facts(item: tree.Condition, scope: Scope) -> Iterator[Fact]:
    if isinstance(item, tree.Junction) and item.word == "and":
        for part in item.parts:
            yield from _facts(part, scope)
    elif isinstance(item, tree.Compare) and isinstance(item.left, SPOKEN_OF):
        fixed = _fixed((item.right,), item.left, scope)
        if fixed is not None:
            yield from _compared(item, *fixed, scope)
    elif isinstance(item, tree.Between) and isinstance(item.left, SPOKEN_OF):
        bounds = item.bounds
        if bounds.low is not None and bounds.high is not None:
            fixed = _fixed((bounds.low, bounds.high), item.left, scope)
            if fixed is not None:
                column, kind, (low, high) = fixed
                yield Fact(
                    column,
                    kind,
                    item.span,
                    scope.low.words(item),
                    low=low,
                    low_in=LOWEST.get(bounds.low_word or "", True),
                    high=high,
                    high_in=HIGHEST.get(bounds.high_word or "", True),
                )
    elif isinstance(item, tree.OneOf) and isinstance(item.left, SPOKEN_OF):
        fixed = _fixed(item.members, item.left, scope)
        if fixed is not None:
            column, kind, values = fixed
            members = frozenset(values)
            says = scope.low.words(item)
            yield (
                Fact(column, kind, item.span, says, never=members)
                if item.negated
                else Fact(column, kind, item.span, says, members)
            )


def _compared(item: tree.Compare, column: str, kind: str, values: tuple[Any, ...], scope: Scope) -> Iterator[Fact]:
    (value,) = values
    says, place = scope.low.words(item), item.span
    if item.relation == "is":
        yield Fact(column, kind, place, says, frozenset({value}))
    elif item.relation == "is not":
        yield Fact(column, kind, place, says, never=frozenset({value}))
    elif item.relation in LOWEST:
        yield Fact(column, kind, place, says, low=value, low_in=LOWEST[item.relation])
    elif item.relation in HIGHEST:
        yield Fact(column, kind, place, says, high=value, high_in=HIGHEST[item.relation])


def _fixed(
    items: tuple[tree.Value, ...], left_item: tree.Value, scope: Scope
) -> tuple[str, str, tuple[Any, ...]] | None:
    """The column that a condition is about, its kind, and the fixed values it is compared with."""
    from planlang.lowering.conditions import member
    from planlang.lowering.values import optional_value

    left = optional_value(left_item, scope)
    if not isinstance(left.operand, Ref):
        return None
    values: list[Any] = []
    for item in items:
        if left.type.kind == "member" and isinstance(item, tree.Name):
            right = member(item, left, scope)
        elif left.type.kind == "year" and isinstance(item, tree.NumberLit):
            right = optional_value(tree.PeriodLit(item.span, int(item.value), "year", 1), scope)
        elif isinstance(
            item,
            (
                tree.NumberLit,
                tree.MoneyLit,
                tree.DateLit,
                tree.PeriodLit,
                tree.DurationLit,
                tree.TextLit,
                tree.YesNoLit,
            ),
        ):
            right = optional_value(item, scope)
        else:
            return None
        if not isinstance(right.operand, Const):
            return None
        values.append(right.operand.value)
    # What is worked out in each rule by itself is a column for each; the words are the same.
    named = isinstance(left_item, (tree.Column, tree.Name, tree.PeriodHere))
    return left.operand.column if named else scope.low.words(left_item), left.type.kind, tuple(values)


def _exclude(a: Fact, b: Fact) -> bool:
    """Whether no value agrees with both."""
    for one, other in ((a, b), (b, a)):
        if one.only is not None:
            return not any(_allows(other, value) for value in one.only)
    low, low_in = max(
        ((f.low, f.low_in) for f in (a, b) if f.low is not None), key=lambda x: (x[0], not x[1]), default=(None, True)
    )
    high, high_in = min(
        ((f.high, f.high_in) for f in (a, b) if f.high is not None), key=lambda x: (x[0], x[1]), default=(None, True)
    )
    if low is None or high is None:
        return False
    if a.kind in ("count", "date", "days") or a.kind in PERIODS:
        return bool((low if low_in else low + 1) > (high if high_in else high - 1))
    return bool(low > high or (low == high and not (low_in and high_in)))


def _allows(fact: Fact, value: Any) -> bool:
    if fact.only is not None:
        return value in fact.only
    if value in fact.never:
        return False
    if fact.low is not None and not (value > fact.low or (value == fact.low and fact.low_in)):
        return False
    return fact.high is None or bool(value < fact.high or (value == fact.high and fact.high_in))
