"""Lowering of arithmetic: sums, products, quotients, shares of an amount, and the part of it between two bounds.

What may be calculated with what, and what kind of thing comes of it, is said by ``semantics.types``; here it becomes operations.
"""

from __future__ import annotations

from fractions import Fraction

from planlang.core.calendar import MONTHS
from planlang.core.graph import Add, Const, Cut, Extreme, Multiply, OnCalendar, Operand, Ratio
from planlang.diagnostics.model import Label, Repair, instead
from planlang.lowering.context import Typed, constant, exact
from planlang.lowering.mismatches import bare_number, mismatch
from planlang.lowering.scope import Scope
from planlang.lowering.values import a_date, computed, days_of, lowers, months_of, number, number_scale, value
from planlang.questions.open_ends import ask_day, ask_part
from planlang.semantics import types
from planlang.slotted import evolve
from planlang.syntax import tree


@lowers(tree.Negate)
def _negate(item: tree.Negate, scope: Scope) -> Typed:
    inner = number(item.value, scope)
    scope.negated = True
    const = constant(inner)
    if const is not None:
        negative = const.but(value=-exact(const), place=item.span)
        return evolve(inner, operand=negative, span=item.span, says=scope.low.words(item))
    return computed(scope, item, Add(((-1, inner.operand),)), inner.type, inner.scale)


@lowers(tree.Binary)
def _binary(item: tree.Binary, scope: Scope) -> Typed:
    if item.op in "+-":
        return _sum(item, scope)
    if item.op == "/" and isinstance(item.left, tree.Binary) and item.left.op == "*":
        _divided_first(item, item.left, scope)
    left, right = number(item.left, scope), number(item.right, scope)
    if item.op == "*":
        return _product(item, scope, left, right)
    return divided(item, scope, left, right)


def _divided_first(item: tree.Binary, product: tree.Binary, scope: Scope) -> None:
    """Says of `A * B / C`, where A times B means nothing, that B over C is meant, which A can be multiplied by."""
    a, b, c = (number(part, scope) for part in (product.left, product.right, item.right))
    wrong, share = types.product(a.type, b.type), types.quotient(b.type, c.type)
    if not isinstance(wrong, str) or isinstance(share, str) or isinstance(types.product(a.type, share), str):
        return
    words = [scope.low.words(part) for part in (product.left, product.right, item.right)]
    raise scope.low.fail(
        "kind-mismatch",
        f"multiplying {a.type.words()} and {b.type.words()} means nothing",
        product.span,
        also=(Label(a.span, a.type.words()), Label(b.span, b.type.words())),
        repairs=(instead("Divide first:", item.span, f"{words[0]} * ({words[1]} / {words[2]})"),),
    )


def _sum(item: tree.Binary, scope: Scope) -> Typed:
    ask_day(item, scope)
    if isinstance(item.right, tree.DurationLit) and days_of(item.right) is None:
        day = a_date(item.left, scope)
        count = Fraction(months_of(item.right) * (1 if item.op == "+" else -1))
        moved = OnCalendar("add_months", (day.operand, Const(count, types.COUNT.unit(), item.right.span)))
        return computed(scope, item, moved, types.DATE, types.WHOLE, "date")
    left, right = value(item.left, scope), value(item.right, scope)
    if left.type.kind == "date" and right.type.kind == "days":
        sign: Operand = right.operand
        if item.op == "-":
            sign = computed(scope, item.right, Add(((-1, right.operand),)), types.DAYS, types.WHOLE).operand
        return computed(scope, item, OnCalendar("add_days", (left.operand, sign)), types.DATE, types.WHOLE, "date")
    if left.type.kind == "date" and right.type.kind == "date" and item.op == "-":
        return computed(scope, item, OnCalendar("days_between", (right.operand, left.operand)), types.DAYS, types.WHOLE)
    for part, node in ((left, item.left), (right, item.right)):
        if not part.type.numeric and part.type.kind != "unknown":
            number(node, scope)
    kind = types.alike(left.type, right.type)
    doing = "adding" if item.op == "+" else "subtracting"
    if isinstance(kind, str):
        raise mismatch(scope, kind, item, left, right, doing)
    bare_number(scope, left, right, item, doing)
    op = Add(((1, left.operand), (1 if item.op == "+" else -1, right.operand)))
    if item.op == "-":
        scope.negated = True
    return computed(scope, item, op, kind, types.joined(left.scale, right.scale))


def _product(item: tree.Binary, scope: Scope, left: Typed, right: Typed) -> Typed:
    kind = types.product(left.type, right.type)
    if isinstance(kind, str):
        raise mismatch(scope, kind, item, left, right, "multiplying")
    made: types.Type = kind
    many = _many(left) or _many(right)
    if made.kind == "money" and many:
        made = evolve(made, per=None, over=None, either=_either(made.per, many))
    return computed(
        scope, item, Multiply((left.operand, right.operand)), made, types.multiplied(left.scale, right.scale)
    )


def _many(factor: Typed) -> int:
    """So many times, or 0: twelve monthly amounts are no amount of a month, while 2x of it, or 200%, is one."""
    const = constant(factor)
    if const is None or factor.type.kind not in ("number", "count"):
        return 0
    times = exact(const)
    return int(times) if times > 1 and times.denominator == 1 else 0


def _either(per: str | None, many: int) -> tuple[str, ...]:
    """Twelve of a month's are twelve times as much for a month, or a year's; an amount of a quarter they are not. Of seven nothing is known."""
    months = MONTHS.get(per or "", 0) * many
    longer = [unit for unit, length in MONTHS.items() if months and length == months]
    return (per, longer[0]) if per is not None and longer else ()


def divided(item: tree.Node, scope: Scope, left: Typed, right: Typed) -> Typed:
    """A quotient, left exact."""
    kind = types.quotient(left.type, right.type)
    if isinstance(kind, str):
        raise mismatch(scope, kind, item, left, right, "dividing")
    const = constant(right)
    if left.type.kind == right.type.kind == "days" and const is not None and const.value == 1:
        kind = types.COUNT  # how many days there are, and no share of one
    if const is not None:
        if const.value == 0:
            raise scope.low.fail(
                "zero-divisor", "nothing can be divided by 0", item.span, repairs=(Repair("Divide by something else."),)
            )
        scale = types.multiplied(left.scale, number_scale(1 / Fraction(const.value)))  # type: ignore[arg-type]
    else:
        scale = types.QUOTIENT
    return computed(scope, item, Ratio(left.operand, right.operand), kind, scale)


@lowers(tree.Of)
def _of(item: tree.Of, scope: Scope) -> Typed:
    share, whole = number(item.share, scope), number(item.whole, scope)
    kind = types.product(share.type, whole.type)
    if isinstance(kind, str):
        raise mismatch(scope, kind, item, share, whole, "taking a share of")
    return computed(
        scope, item, Multiply((share.operand, whole.operand)), kind, types.multiplied(share.scale, whole.scale)
    )


@lowers(tree.PartOf)
def _part_of(item: tree.PartOf, scope: Scope) -> Typed:
    negated = scope.negated
    whole = number(item.value, scope)
    low = number(item.above, scope) if item.above is not None else None
    high = number(item.up_to, scope) if item.up_to is not None else None
    ask_part(item, whole.type, scope)
    scope.negated = negated  # a part lies between its bounds, and is never below 0, whatever it is made of
    scale = whole.scale
    for bound in (low, high):
        if bound is not None:
            kind = types.alike(whole.type, bound.type)
            if isinstance(kind, str):
                raise mismatch(scope, kind, item, whole, bound, "cutting")
            scale = types.joined(scale, bound.scale)
    zero = Const(Fraction(0), whole.type.unit())
    start = low.operand if low is not None else zero
    end = _not_before(start, high, scale, scope, item) if high is not None else None
    op = Cut(zero if _not_negative(start) else start, whole.operand, start, end)
    return computed(scope, item, op, whole.type, scale, "part")


def _not_before(start: Operand, high: Typed, scale: types.Scale, scope: Scope, item: tree.PartOf) -> Operand:
    """Where the part ends. Bounds from the data may be the wrong way round: then nothing lies between them, and no less than nothing."""
    if isinstance(high.operand, Const) and isinstance(start, Const):
        if exact(high.operand) >= exact(start):
            return high.operand
        raise scope.low.fail(
            "never-holds",
            f"nothing lies in `{scope.low.words(item)}`: it ends below where it begins",
            item.span,
            consequence="It would be 0 for everybody.",
            repairs=(Repair("Write the lower bound first and the higher second."),),
        )
    says = f"{high.says}, or where the part begins"
    return computed(scope, item, Extreme("greatest", (high.operand, start)), high.type, scale, "part", says).operand


def _not_negative(start: Operand) -> bool:
    """Whether a move from 0 passes all that a move from ``start`` does. A bound from the data may be below 0, and then it does not."""
    return isinstance(start, Const) and exact(start) >= 0
