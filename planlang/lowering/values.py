"""Lowering of values: from a phrase to a column, with its type and how exact it is.

One function a kind of phrase, found by the class of its node. Each adds columns to the scope's
table and says what the value is; what makes no sense is reported with the place and how to say it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from importlib import import_module
from typing import Any

from planlang.core.graph import Choose, Const, Extreme, Logic, Operand, Ref, Same, Unit
from planlang.diagnostics.model import Repair
from planlang.diagnostics.place import Span
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.mismatches import bare_number, mismatch
from planlang.lowering.scope import Scope
from planlang.lowering.there import CALCULATED, all_known, known_as, terms
from planlang.questions.absent import ask_absent
from planlang.questions.divisors import ask_divisor
from planlang.questions.open_ends import ask_chosen, ask_last, ask_otherwise
from planlang.semantics import types
from planlang.semantics.types import Type
from planlang.slotted import evolve
from planlang.syntax import tree

Lower = Callable[[Any, Scope], Typed]
LOWER: dict[type, Lower] = {}
ELSEWHERE: dict[type, str] = {
    tree.Negate: "arithmetic",
    tree.Binary: "arithmetic",
    tree.Of: "arithmetic",
    tree.PartOf: "arithmetic",
    tree.Tiers: "tiers",
    tree.Curve: "curves",
    tree.TableBy: "lookups",
    tree.Match: "lookups",
    tree.Matrix: "lookups",
    tree.Converted: "exchange",
    tree.Weighted: "scorecards",
    tree.Place: "contests",
    tree.Places: "contests",
    tree.PeriodEdge: "dates",
    tree.PeriodHere: "dates",
    tree.DayNumber: "dates",
    tree.DaysOf: "dates",
    tree.ServiceMonth: "dates",
}


def lowers(kind: type) -> Callable[[Lower], Lower]:
    """Registers the lowering of one kind of phrase."""

    def register(function: Lower) -> Lower:
        LOWER[kind] = function
        return function

    return register


def value(item: tree.Value, scope: Scope) -> Typed:
    """Lowers a value that must be there (an optional one is an error that asks)."""
    found = optional_value(item, scope)
    if found.type.optional and known_as(item, found, scope) in scope.known:
        return evolve(found, type=found.type.required())
    if found.type.optional:
        parts = item.parts if isinstance(item, tree.Column) else (found.says,)
        raise ask_absent(scope.low, parts, item.span)
    return found


def optional_value(item: tree.Value, scope: Scope) -> Typed:
    """Lowers a value that may be absent; only ``is known`` and ``if known`` take one."""
    if type(item) in ELSEWHERE:
        import_module(
            f"planlang.lowering.{ELSEWHERE[type(item)]}"
        )  # registers its phrases; most plans need few of these
    lower = LOWER.get(type(item))
    if lower is None:
        raise scope.low.not_built(f"`{scope.low.words(item)}` is", item.span)
    return lower(item, scope)


def number(item: tree.Value, scope: Scope, wanted: str = "a number or an amount") -> Typed:
    """Lowers a value that arithmetic can be done with."""
    found = value(item, scope)
    if not found.type.numeric:
        from planlang.questions.bare_words import where_ends

        raise where_ends(item, found.type, scope) or scope.low.fail(
            "wrong-kind",
            f"{wanted} was expected, and `{found.says}` is {found.type.words()}",
            item.span,
            repairs=(Repair(f"Write {wanted} here."),),
        )
    return found


def literal(
    item: tree.Value, scope: Scope, kind: Type, scalar: Any, scale: types.Scale, digits: int | None = None
) -> Typed:
    """A constant of the plan."""
    return Typed(Const(scalar, kind.unit(digits), item.span), kind, scale, item.span, scope.low.words(item))


def number_scale(exact: Fraction) -> types.Scale:
    """The scale of a constant."""
    return types.exact_scale(exact)


@lowers(tree.NumberLit)
def _number(item: tree.NumberLit, scope: Scope) -> Typed:
    exact = Fraction(item.value) / (100 if item.unit == "percent" else 1)
    kind = Type(item.unit if item.unit != "number" or exact.denominator != 1 else "count")
    return literal(item, scope, kind, exact, number_scale(exact))


@lowers(tree.MoneyLit)
def _money(item: tree.MoneyLit, scope: Scope) -> Typed:
    currency = scope.low.model.header.currency
    if item.currency != currency and not _foreign(scope.low, item.currency):
        raise scope.low.fail(
            "currency-mismatch",
            f"this amount is in {item.currency}, the plan in {currency}",
            item.span,
            repairs=(Repair(f"Write it in {currency}."),),
        )
    exact, kind = Fraction(item.value), types.money(item.currency)
    return literal(item, scope, kind, exact, number_scale(exact), scope.low.digits(kind))


def _foreign(low: Lowering, currency: str) -> bool:
    from planlang.lowering.exchange import foreign

    return foreign(low, currency)


@lowers(tree.DateLit)
def _date(item: tree.DateLit, scope: Scope) -> Typed:
    return literal(item, scope, types.DATE, item.value.toordinal(), types.WHOLE)


@lowers(tree.PeriodLit)
def _period(item: tree.PeriodLit, scope: Scope) -> Typed:
    calendar = scope.low.model.header.calendar
    period = calendar.numbered(item.unit, item.year, item.index)
    if item.unit == "month" and item.of_weeks != calendar.months_of_weeks:
        weeks = f"months of this plan are whole weeks and written like {calendar.label('month', period)}"
        whole = f"months of this plan are those of the calendar and written like {calendar.label('month', period)}"
        written = scope.low.words(item)
        raise scope.low.fail(
            "month-of-another-calendar",
            f"{written} is no month of the plan's calendar",
            item.span,
            consequence=f"The {weeks if calendar.months_of_weeks else whole}; the two begin on different days.",
            repairs=(
                Repair(
                    "Write the month of the plan's calendar that is meant, such as:", calendar.label("month", period)
                ),
            ),
        )
    return literal(item, scope, Type(item.unit), period, types.WHOLE)


@lowers(tree.DurationLit)
def _duration(item: tree.DurationLit, scope: Scope) -> Typed:
    days = days_of(item)
    if days is None:
        raise scope.low.fail(
            "wrong-kind",
            f"{item.unit}s differ in length, so a number of {item.unit}s only means something from a day on",
            item.span,
            repairs=(Repair("Add it to a date:", f"deal.closed + {item.count} {item.unit}s"), Repair("Or write days.")),
        )
    return literal(item, scope, types.DAYS, Fraction(days), types.WHOLE)


@lowers(tree.TextLit)
def _text(item: tree.TextLit, scope: Scope) -> Typed:
    return literal(item, scope, types.TEXT, item.value, types.WHOLE)


@lowers(tree.YesNoLit)
def _yes_no(item: tree.YesNoLit, scope: Scope) -> Typed:
    return literal(item, scope, types.YESNO, item.value, types.WHOLE)


@lowers(tree.Column)
def _column(item: tree.Column, scope: Scope) -> Typed:
    return scope.read(item.parts, item.span)


@lowers(tree.Name)
def _name(item: tree.Name, scope: Scope) -> Typed:
    from planlang.lowering.references import named_value

    return named_value(item, scope)


@lowers(tree.Aggregate)
def _aggregate(item: tree.Aggregate, scope: Scope) -> Typed:
    from planlang.lowering.aggregates import aggregate

    return aggregate(item, scope)


def computed(
    scope: Scope,
    item: tree.Node,
    op: Any,
    kind: Type,
    scale: types.Scale,
    role: str = "amount",
    says: str | None = None,
) -> Typed:
    """Adds a column for what was worked out."""
    words = says or scope.low.words(item)
    digits = scope.low.digits(kind)
    label = words if len(words) <= 60 else words[:57].rstrip() + "…"
    ref = scope.table.add(_label(scope, label), op, kind.unit(digits), words, role, scope.rule, item.span)
    return Typed(ref, kind, scale, item.span, words)


def _label(scope: Scope, words: str) -> str:
    return f"{scope.rule}: {words}" if scope.rule else words


def days_of(item: tree.DurationLit) -> int | None:
    """A length in days or weeks as a number of days; ``None`` of months and years, which differ in length."""
    return {"day": 1, "week": 7}[item.unit] * item.count if item.unit in ("day", "week") else None


def months_of(item: tree.DurationLit) -> int:
    """A length in months or years as a number of months."""
    return item.count * (12 if item.unit == "year" else 1)


def choose(
    scope: Scope,
    item: tree.Node,
    cases: list[tuple[Operand, Typed | None]],
    otherwise: Typed | None,
    role: str = "amount",
    refused: str = "",
    says: str | None = None,
) -> Typed:
    """A choice between values of one kind; ``None`` stands for refused."""
    taken = [v for _, v in cases if v is not None] + ([otherwise] if otherwise is not None else [])
    if not taken:
        raise scope.low.fail(
            "empty-table",
            "every row of this table is refused, so it pays nobody",
            item.span,
            repairs=(Repair("Say in one row at least what is paid."),),
        )
    kind, scale = taken[0].type, taken[0].scale
    for other in taken[1:]:
        joint = types.alike(kind, other.type)
        if isinstance(joint, str):
            raise mismatch(scope, joint, item, taken[0], other, "choosing between")
        kind, scale = joint, types.joined(scale, other.scale)
    op = Choose(
        tuple((c, v.operand if v is not None else None) for c, v in cases),
        otherwise.operand if otherwise is not None else None,
        refused,
    )
    return computed(scope, item, op, kind, scale, role, says)


@lowers(tree.Choice)
def _choice(item: tree.Choice, scope: Scope) -> Typed:
    from planlang.lowering.conditions import condition, there_otherwise

    holds, known = condition(item.condition, scope)
    ask_divisor(scope.low, item)
    first = value(item.value, scope.knowing(known))
    missing = scope.knowing(there_otherwise(item.condition, scope))
    otherwise = value(item.otherwise, missing)
    ask_chosen(item, otherwise.type, scope.knowing(known))
    ask_otherwise(item, first.type, missing)
    return choose(scope, item, [(holds, first)], otherwise)


@lowers(tree.Fallback)
def _fallback(item: tree.Fallback, scope: Scope) -> Typed:
    if isinstance(item.value, CALCULATED) or len(_links(item.value, scope)) > 1:
        return _all_known(item, scope)
    first = optional_value(item.value, scope)
    if not first.type.optional:
        raise scope.low.fail(
            "always-known",
            f"`{first.says}` is always known, so `if known` never chooses",
            item.span,
            repairs=(Repair("Drop `if known, otherwise …`, or declare the column `optional`."),),
        )
    known = scope.is_known(first)
    first = evolve(first, type=first.type.required())
    otherwise = value(item.otherwise, scope)
    ask_otherwise(item, first.type, scope)
    return choose(scope, item, [(known, first)], otherwise)


def _links(item: tree.Value, scope: Scope) -> list[tree.Value]:
    """A value, and before it the columns on the way to it that may be blank: `deal.renews` of `deal.renews.amount`."""
    links: list[tree.Value] = []
    if isinstance(item, tree.Column) and item.parts[0] != "credit":
        for length in range(2, len(item.parts)):
            one = item.but(parts=item.parts[:length])
            if optional_value(one, scope).type.optional and one.parts not in scope.known:
                links.append(one)
                scope = scope.knowing(frozenset({one.parts}))
    return [*links, item]


def _all_known(item: tree.Fallback, scope: Scope) -> Typed:
    """``(a / b) if known, otherwise c``: where all that may be absent in it is there."""
    there, known = all_there(item.value, scope)
    if there is None:
        says = scope.low.words(item.value)
        raise scope.low.fail(
            "always-known",
            f"`{says}` is always known, so `if known` never chooses",
            item.span,
            repairs=(Repair("Drop `if known, otherwise …`, or declare a column of it `optional`."),),
        )
    first, otherwise = value(item.value, scope.knowing(known)), value(item.otherwise, scope)
    ask_chosen(item, otherwise.type, scope.knowing(known), lambda part: _may_be_absent(part, scope))
    ask_otherwise(item, first.type, scope)
    return choose(scope, item, [(there, first)], otherwise)


def _may_be_absent(item: tree.Value, scope: Scope) -> bool:
    parts = (part for part in terms(item) if not isinstance(part, tree.DurationLit))
    return any(optional_value(link, scope).type.optional for part in parts for link in _links(part, scope))


def all_there(item: tree.Value, scope: Scope) -> tuple[Operand | None, frozenset[tuple[str, ...]]]:
    """Whether all is there of which a calculation is made, and what may be absent of it; ``None`` where nothing may."""
    parts: list[Operand] = []
    known: set[tuple[str, ...]] = set()
    for part in terms(item):
        if isinstance(part, tree.DurationLit):  # a number of months has no meaning but from a day on
            continue
        for link in _links(part, scope):
            found = optional_value(link, scope.knowing(frozenset(known)))
            path = known_as(link, found, scope)
            if found.type.optional and path not in scope.known and path not in known:
                parts.append(scope.is_known(found))
                known |= all_known(link, found, scope)
    if len(parts) < 2:
        return (parts[0] if parts else None), frozenset(known)
    says = f"{scope.low.words(item)} is known"
    return scope.table.once(says, Logic("and", tuple(parts)), Unit("yes/no"), says, "condition"), frozenset(known)


@lowers(tree.LowerHigher)
def _lower_higher(item: tree.LowerHigher, scope: Scope) -> Typed:
    parts = [value(v, scope) for v in item.values]
    kind, scale = parts[0].type, parts[0].scale
    for other in parts[1:]:
        joint = types.alike(kind, other.type)
        if isinstance(joint, str):
            raise mismatch(scope, joint, item, parts[0], other, "comparing")
        bare_number(scope, parts[0], other, item, "comparing")
        kind, scale = joint, types.joined(scale, other.scale)
    ask_last(item, kind, scope)
    if not (kind.numeric or kind.kind in ("date", "unknown") or kind.kind in types.PERIODS):
        raise scope.low.fail(
            "wrong-kind",
            f"{kind.words()} has no lower and higher",
            item.span,
            repairs=(Repair("Compare numbers, amounts or dates."),),
        )
    which = "least" if item.which == "lower" else "greatest"
    return computed(scope, item, Extreme(which, tuple(p.operand for p in parts)), kind, scale)  # type: ignore[arg-type]


def a_date(item: tree.Value, scope: Scope) -> Typed:
    """Lowers a value that must be a date."""
    found = value(item, scope)
    if found.type.kind not in ("date", "unknown"):
        raise scope.low.fail(
            "wrong-kind",
            f"a date was expected, and `{found.says}` is {found.type.words()}",
            item.span,
            repairs=(Repair("Name a column of dates, or write a date such as 2025-02-10."),),
        )
    return found


def same(scope: Scope, found: Typed, name: str, role: str, says: str, place: Span) -> Ref:
    """A column of its own for a value, under a name that means something in the plan."""
    digits = scope.low.digits(found.type)
    return scope.table.add(name, Same(found.operand), found.type.unit(digits), says, role, scope.rule, place)
