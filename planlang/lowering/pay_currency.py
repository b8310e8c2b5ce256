"""Lowering of ``converted to …``, the last step of a payout: what is paid in the currency in which the person is paid."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby

from planlang.core.graph import Choose, Compare, Const, Multiply, OneOf, Operand, PaidIn, Ref, Round, Same, Unit
from planlang.diagnostics.model import Repair, instead
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.exchange import TEXT, YES_NO, exchange_table, rate_day, rate_of
from planlang.lowering.scope import Scope
from planlang.lowering.values import computed, value
from planlang.semantics import types
from planlang.semantics.currencies import DIGITS
from planlang.syntax import tree

NUMBER = Unit("number")


def paid_in(low: Lowering, decl: tree.Payout, scope: Scope, payout: Typed) -> PaidIn:
    """The payout in the currency of pay, rounded to what that currency has, by the plan's way of rounding. A payout of 0 needs no rate."""
    step = _last(low, decl)
    into, says, codes = _currency(low, step, scope)
    record = exchange_table(step, low)
    day = rate_day(step, scope)
    if not step.rounded:
        raise low.fail(
            "rounding-open",
            "what an exchange rate makes of an amount is hardly whole cents, and nothing says that it is rounded",
            step.span,
            consequence="Payroll pays whole units of each currency; somebody would have to round.",
            repairs=(
                instead(
                    "Round it to the decimals of its currency, as the plan rounds:",
                    step.span,
                    f"{' '.join(low.words(step).split())}, rounded",
                ),
            ),
        )
    own = low.model.header.currency
    nothing = scope.table.once("nothing is paid", Compare(payout.operand, "==", Const(Fraction(0), payout.type.unit())), YES_NO,
                               "the payout is 0", "condition", None, step.span)  # fmt: skip
    rate = rate_of(step, scope, record, Const(own, TEXT), into, day, says)
    exact = computed(scope, step, Multiply((payout.operand, rate.operand)), types.NUMBER,
                     types.multiplied(payout.scale, rate.scale), "amount", f"payout in {says}")  # fmt: skip
    paid = Choose(((nothing, Const(Fraction(0), NUMBER)),), _rounded(low, step, scope, exact, into, codes, says))
    ref = scope.table.add("paid", paid, NUMBER, f"paid in {says}", "payout", scope.rule, step.span)
    currency = into if isinstance(into, Ref) else scope.table.once("paid in", Same(into), TEXT, "paid in", "payout")
    assert isinstance(rate.operand, Ref)
    return PaidIn(currency.column, codes, rate.operand.column, ref.column, step.span)


def _last(low: Lowering, decl: tree.Payout) -> tree.ConvertsTo:
    """The step that says in which currency is paid. All others are in the plan's currency, so it stands below them."""
    steps = [step for step in decl.steps if not isinstance(step, tree.AddRules)]
    step = next(step for step in steps if isinstance(step, tree.ConvertsTo))
    if step is not steps[-1]:
        raise low.fail(
            "wrong-step",
            "what is paid is converted last of all: limits, balances and what is carried on are in the plan's currency",
            step.span,
            repairs=(Repair("Move it to the end of the payout."),),
        )
    return step


def _currency(low: Lowering, step: tree.ConvertsTo, scope: Scope) -> tuple[Operand, str, tuple[str, ...]]:
    """The currency of pay, what it is called, and all that it can be: a closed set, so that totals and decimals of each are known."""
    if isinstance(step.into, str):
        if step.into not in DIGITS:
            raise low.fail("unknown-currency", f"`{step.into}` is no currency of ISO 4217", step.span)
        return Const(step.into, TEXT), step.into, (step.into,)
    found = value(step.into, scope)
    if found.type.kind == "unknown":
        return found.operand, found.says, ()
    if found.type.kind != "member":
        raise low.fail(
            "wrong-kind",
            f"a person is paid in one of a closed set of currencies, and `{found.says}` is {found.type.words()}",
            step.into.span,
            repairs=(Repair("Declare the column so:", "currency:  one of EUR, USD"),),
        )
    unknown = [code for code in found.type.members if code not in DIGITS]
    if unknown:
        raise low.fail(
            "unknown-currency",
            f"`{found.says}` may be {unknown[0]}, which is no currency of ISO 4217",
            step.into.span,
            repairs=(Repair("Use the three-letter code, such as USD, EUR or GBP."),),
        )
    return found.operand, found.says, tuple(found.type.members)


def _rounded(
    low: Lowering, step: tree.ConvertsTo, scope: Scope, exact: Typed, into: Operand, codes: tuple[str, ...], says: str
) -> Operand:
    """An amount rounded to the decimals of its currency."""
    mode = low.model.header.rounding.settled
    cases: list[tuple[Operand, Operand]] = []
    for digits, some in groupby(sorted(codes, key=lambda code: (DIGITS[code], code)), DIGITS.__getitem__):
        unit = Const(Fraction(1, 10**digits), NUMBER)
        done = scope.table.once(
            f"paid to {digits} decimals", Round(exact.operand, unit, mode), NUMBER, f"paid, to {digits} decimals", "rounding",
            scope.rule, step.span,
        )  # fmt: skip
        named = tuple(Const(code, TEXT) for code in some)
        words = f"{says} is {' or '.join(str(one.value) for one in named)}"
        holds = scope.table.once(f"paid: {words}", OneOf(into, named), YES_NO, words, "condition", None, step.span)
        cases.append((holds, done))
    if len(cases) == 1:
        return cases[0][1]
    op = Choose(tuple(cases), None, f"{says} is no currency that the plan names")
    return scope.table.once(
        "paid, rounded", op, NUMBER, "paid, rounded as its currency is", "rounding", scope.rule, step.span
    )
