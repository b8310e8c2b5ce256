"""Two values that don't go together: what to say, and what was probably meant."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.calendar import MONTHS
from planlang.core.values import Scalar
from planlang.diagnostics.model import Label, Repair, instead
from planlang.lowering.context import Typed, constant
from planlang.lowering.counted import of_counts
from planlang.lowering.periods import finer
from planlang.lowering.scope import Scope
from planlang.questions import periods
from planlang.semantics import types
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.diagnostics.place import Span
    from planlang.lowering.steps import Steps


def mismatch(scope: Scope, problem: types.Problem, item: tree.Node, left: Typed, right: Typed, doing: str) -> Exception:
    """Reports two values that don't go together."""
    labels = (Label(left.span, left.type.words()), Label(right.span, right.type.words()))
    if problem == "periods":
        return _periods(scope, item, left, right)
    if problem == "currencies":
        return scope.low.fail(
            "currency-mismatch",
            f"{doing} amounts of two currencies means nothing",
            item.span,
            also=labels,
            repairs=(Repair("Convert one of them, saying which rate and of which day."),),
        )
    return scope.low.fail(
        "kind-mismatch",
        f"{doing} {left.type.words()} and {right.type.words()} means nothing",
        item.span,
        also=labels,
        repairs=_reckoned_end(scope, item) or _kinds(scope, left, right, doing),
    )


def _reckoned_end(scope: Scope, item: tree.Node) -> tuple[Repair, ...]:
    """`full months from A to B + 1 day`: the day up to which is counted was meant."""
    if not isinstance(item, tree.Binary) or not isinstance(item.left, tree.ServiceMonth):
        return ()
    length = item.right
    while isinstance(length, tree.Binary):
        length = length.left
    day = item.left.until or item.left.since
    if item.op not in "+-" or item.left.first is not None or not isinstance(length, tree.DurationLit):
        return ()
    words = scope.low.words
    return (
        Repair(
            "If the day is reckoned, put it in parentheses, and what is counted, too:",
            f"({words(item.left).removesuffix(words(day))}({words(day)} {item.op} {words(length)}))",
        ),
    )


def _kinds(scope: Scope, left: Typed, right: Typed, doing: str) -> tuple[Repair, ...]:
    if doing == "multiplying":
        return (
            Repair(
                "Multiply by a percentage, a multiplier or a plain number; two amounts divided by each other, `(a / b)`, are one."
            ),
        )
    for one, other in ((left, right), (right, left)):
        if one.type.kind == "member" and other.type.kind == "text" and other.says.strip('"') in one.type.members:
            return (instead("A member of the set stands without marks:", other.span, other.says.strip('"')),)
        if (
            one.type.kind == "money"
            and other.type.plain
            and constant(other) is not None
            and other.type.kind in ("number", "count")
        ):
            return (
                Repair("If an amount is meant:", f"{other.says} {one.type.currency}"),
                Repair("If a share of it is meant, multiply: `times …`."),
            )
        if one.type.kind == "date" and other.type.kind in types.PERIODS and other.says.startswith("the "):
            ends = ("The day on which it begins:", "first"), ("The day on which it ends:", "last")
            return tuple(instead(text, other.span, f"the {end} day of {other.says}") for text, end in ends)
        if one.type.kind == "days" and other.type.kind == "count" and constant(other) is not None:
            return (Repair("If a length of time is meant:", f"{other.says} days"),)
        if one.type.kind == "days" and other.type.kind == "percent" and constant(other) is None:
            return (
                Repair("An average of days, weighted by amounts, is so many times a day:", f"({other.says}) * 1 day"),
            )
    return (Repair("Use two values of the same kind."),)


def _periods(scope: Scope, item: tree.Node, left: Typed, right: Typed) -> Exception:
    """Reports amounts of two periods, with the ways to make them one."""
    if left.type.either or right.type.either:
        return _either(scope, item, left, right)
    a, b = (part.type.per or part.type.over or "day" for part in (left, right))
    short, long = (a, b) if finer(a, b) else (b, a)
    declared = left if left.type.per is not None else right
    target = declared.type.per or short
    other = long if target == short else short
    repairs = [periods.summed_over(item, declared.says, target, other)]
    if declared.type.per == short:
        repairs.append(periods.added_up(scope, item, declared, short, long))
    elif short in MONTHS:
        words = f"({declared.says} / {MONTHS[long] // MONTHS[short]})"
        repairs.append(instead("Or divide it, which makes it a plain amount:", declared.span, words))
    else:
        repairs.append(Repair("Or divide it, which makes it a plain amount:", f"({declared.says} / …)"))
    repairs.append(periods.declared_as(scope.low, declared, other))
    return scope.low.fail(
        "period-mismatch",
        f"an amount of a {a} meets an amount of a {b}",
        item.span,
        also=tuple(Label(p.span, f"of a {p.type.per or p.type.over}") for p in (left, right)),
        consequence=f"Attainment, rates and caps would be off by the number of {short}s in a {long}.",
        repairs=tuple(repairs),
    )


def _either(scope: Scope, item: tree.Node, left: Typed, right: Typed) -> Exception:
    """Reports so many amounts of a period that meet an amount of a third one."""
    many, other = (left, right) if left.type.either else (right, left)
    theirs = other.type.declared or (other.type.over or "",)
    return scope.low.fail(
        "period-mismatch",
        f"`{many.says}` is so much for a {' or for a '.join(many.type.either)}, and meets an amount of a {' or a '.join(theirs)}",
        item.span,
        also=(Label(other.span, f"of a {' or a '.join(theirs)}"),),
        consequence="Attainment, rates and caps would be several times too high or too low.",
        repairs=tuple(
            Repair(f"If a {unit}'s is meant, sum over the {unit}:", f"in the {unit}") for unit in many.type.either
        ),
    )


def not_of_its_period(scope: Scope, item: tree.Value, found: Typed) -> Exception:
    """Reports an amount of a period that would be paid in rows that are no such periods."""
    per = found.type.declared[-1]
    row, words = scope.grain, scope.low.words(item)
    words = f"{words[: words.index('{')]}{{ … }}" if "{" in words else words
    return scope.low.fail(
        "period-mismatch",
        f"`{words}` is an amount of a {per}, and this rule has one result for each {row}",
        item.span,
        consequence=f"A whole {per}'s amount would be paid for each {row}.",
        repairs=(
            Repair(f"Pay it once a {per}:", f"… for each participant each {per}"),
            Repair("Or divide it, which makes it a plain amount:", f"({words}) / …"),
            Repair(f"Or, if it is no {per}'s amount, declare the column without `per {per}`."),
        ),
    )


def pays_no_money(steps: Steps, kind: types.Type, place: Span) -> Exception:
    """Reports a rule that pays something else than money."""
    low, decl = steps.low, steps.decl
    first = next((step.value for step in decl.steps if isinstance(step, tree.Start)), None)
    amount: tuple[Repair, ...] = ()
    if isinstance(first, tree.NumberLit) and first.unit == "number":
        amount = (instead("If an amount is meant:", first.span, f"{low.words(first)} {low.model.header.currency}"),)
    return low.fail(
        "pays-no-money",
        f"{steps.name} pays, and what it works out is {kind.words()}, not money",
        head(decl, low.report),
        also=(Label(place, kind.words()),),
        repairs=(
            *amount,
            Repair("Say of what:", "pay  5% of credit.amount"),
            Repair("Or make it a `measure`, if it is only to be read by other rules."),
        ),
    )


def bare_number(scope: Scope, left: Typed, right: Typed, item: tree.Node, doing: str) -> None:
    """Refuses a percentage met by a bare number: ``Attainment is above 80`` reads as 80 times.

    A quotient that is rounded to whole numbers (``down to 1``) counts something, and 80 can only be 80 of it.
    """
    for one, other in ((left, right), (right, left)):
        const = constant(other)
        if (
            one.type.kind == "percent"
            and other.type.kind in ("number", "count")
            and const is not None
            and const.value != 0
            and not _plain(one, const.value)
        ):
            shown = other.says
            counts = of_counts(scope, one.operand)
            what = "a quotient of counts" if counts else "a percentage"
            average = (instead(f"If an average is meant, {shown} for each:", other.span, f"{shown}x"),)
            raise scope.low.fail(
                "percent-or-number",
                f"{doing} {what} and the bare number {shown}",
                item.span,
                also=(Label(one.span, what), Label(other.span, "a bare number")),
                consequence=f"As a share it could be {shown}%; as an average, such as items a ticket, it is {shown} times, written with an x."
                if counts
                else f"As written, {shown} means {shown} times, which is {_hundredfold(const.value)}%.",
                repairs=(
                    *(average if counts else ()),
                    *((instead("If all of it is meant:", other.span, "100%"),) if const.value == 1 else ()),
                    *(
                        (instead("If a part of one is meant:", other.span, f"{_hundredfold(const.value)}%"),)
                        if _is_part(const.value)
                        else ()
                    ),
                    instead("If percent is meant:", other.span, f"{shown}%"),
                    *(() if counts else (instead("If a multiple is meant, or an average:", other.span, f"{shown}x"),)),
                ),
            )


def _plain(one: Typed, value: Scalar) -> bool:
    """Whether a bare number can only be meant as it stands: of steps of 1, or of 0.01, there are 3, or 0.75, and never 3%, or 0.75%."""
    if not isinstance(value, Fraction) or one.scale.unit is None or not one.scale.unit:
        return False
    steps, hundredth = value / one.scale.unit, value / 100 / one.scale.unit
    whole = one.scale.whole(Fraction(1)) or abs(value) < 1
    return whole and steps.denominator == 1 and (hundredth.denominator != 1 or one.scale.whole(Fraction(1)))


def _is_part(value: Scalar) -> bool:
    return isinstance(value, Fraction) and 0 < abs(value) < 1


def _hundredfold(value: Scalar) -> str:
    """A number that a plan says, as percent: 80 is 8,000, and 0.125 is 12.5."""
    assert isinstance(value, (Fraction, int))
    percent = Fraction(value) * 100
    return f"{Decimal(percent.numerator) / percent.denominator:,f}"


def refuse_slashes(item: tree.Binary, left: Typed, whole: tree.Condition, scope: Scope) -> None:
    """`deal.product is New/Upsell`: of two members of a set nothing is worked out."""
    names = [one for one in tree.below(item) if isinstance(one, tree.Name)]
    signs = [one for one in (item, *tree.below(item)) if isinstance(one, tree.Binary)]
    if len(names) != len(signs) + 1 or not all(one.name in left.type.members for one in names):
        return
    listed = ", ".join(one.name for one in names)
    negated = isinstance(whole, tree.Compare) and whole.relation == "is not"
    said = f"{left.says} is {'not ' if negated else ''}one of {listed}"
    raise scope.low.fail(
        "wrong-kind",
        "names can't be reckoned with; one of several is `is one of`, with commas",
        item.span,
        repairs=(instead("Write it like this:", whole.span, said),),
    )
