"""Lowering of the payout: what is paid to whom in which period, and in which order it is added up."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from planlang.core.graph import Add, Operand, PayoutInfo, Ref, Same, Total
from planlang.diagnostics.model import Edit, Label, Repair
from planlang.lowering.adjustments import Adjustments
from planlang.lowering.context import Lowering, Poison, Typed
from planlang.lowering.in_order import run_steps
from planlang.lowering.negative import ask_negative, can_take_back, default_answer, if_negative
from planlang.lowering.scope import Scope
from planlang.lowering.steps import Steps
from planlang.lowering.values import computed
from planlang.questions.balances import ask_order
from planlang.questions.beginnings import additions
from planlang.questions.days import payout_dates
from planlang.semantics import types
from planlang.semantics.model import head, what
from planlang.syntax import tree

NAME = "payout"

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planlang.core.graph import BalanceInfo, PaidIn


def lower_payout(low: Lowering, decl: tree.Payout) -> PayoutInfo:
    """Lowers the payout."""
    place = head(decl, low.report)
    if decl.each is None:
        raise low.fail(
            "payout-period-open",
            "the payout does not say how often it is paid",
            place,
            consequence="Caps, floors and draws of the payout, and the statements, depend on it.",
            repairs=tuple(
                Repair(f"Every {u}:", f"{words} {{", (Edit(place, words), *_carried_to(decl, u)))
                for u in ("month", "quarter", "year")
                for words in (f"payout for each participant each {u}, by credit date",)
            ),
        )
    if not decl.by_credit_date:
        low.report.add(
            "payout-date-open",
            "the payout does not say which date decides the period",
            place,
            consequence="A deal closed in March and collected in April could be paid in either.",
            repairs=payout_dates(low, decl),
        )
    table = low.spine(low.people(place), decl.each)
    scope = Scope(
        low,
        table,
        "participant",
        f"participant and {decl.each}",
        NAME,
        person=Ref("participant"),
        unit=decl.each,
        period=Ref(decl.each),
    )
    components = _components(low, decl, scope)
    low.paid = {name for name, _ in components}
    first = _sum(scope, dict(components), _added_first(low, decl))
    steps = Steps(low, decl, NAME, scope, amount=first)
    earlier = scope.negated
    adjustments = Adjustments(steps, first, _unit(low))
    negative = _adjust(low, decl, adjustments, dict(components))
    _close(low, adjustments)
    if not negative and (earlier or scope.negated or can_take_back(low, decl)):
        negative = _by_default(low, decl, adjustments)
    result = steps.current(decl)
    if result.type.kind == "money" and not result.scale.whole(_unit(low)) and NAME not in low.fractions:
        low.report.add(
            "rounding-open",
            "what is paid out may come out in fractions of a cent, and nothing says where they are rounded",
            place,
            consequence="Payroll pays whole cents; somebody would have to round.",
            repairs=(Repair("Round it at the end of the payout:", f"rounded  each {decl.each}"),),
        )
    if low.model.header.follows is not None:
        from planlang.questions.following import ask_followed_floor

        ask_followed_floor(low, decl, scope)
    ask_negative(low, decl, negative, earlier or scope.negated)
    digits = low.model.header.digits
    ref = scope.table.add("payout", Same(result.operand), result.type.unit(digits), "payout", "payout", NAME, place)
    return PayoutInfo(
        table.name,
        decl.each,
        "participant",
        decl.each,
        tuple(components),
        tuple(adjustments.lines()),
        ref.column,
        negative,
        place,
        _ledger(steps),
        _paid_in(low, decl, scope, result),
    )


def _paid_in(low: Lowering, decl: tree.Payout, scope: Scope, result: Typed) -> PaidIn | None:
    if not any(isinstance(step, tree.ConvertsTo) for step in decl.steps):
        return None
    from planlang.lowering.pay_currency import paid_in

    return paid_in(low, decl, scope, result)


def _carried_to(decl: tree.Payout, unit: str) -> tuple[Edit, ...]:
    """What is negative is carried to the next payout, whatever its period."""
    carried = (step for step in decl.steps if isinstance(step, tree.IfNegative) and step.unit not in (None, unit))
    return tuple(Edit(step.span, f"if negative  carried to the next {unit}") for step in carried)


def _unit(low: Lowering) -> Fraction:
    """What payroll pays in: the cent, also where rules are rounded to five of them."""
    return Fraction(1, Fraction(low.model.header.rounding.unit).denominator)


def _components(low: Lowering, decl: tree.Payout, scope: Scope) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    seen: dict[str, tree.Name] = {}
    failed = False
    for step in decl.steps:
        if not isinstance(step, tree.AddRules):
            continue
        for name in step.names:
            if name.name in seen:
                low.report.add(
                    "paid-twice",
                    f"{name.name} is added twice, so it would be paid twice",
                    name.span,
                    also=(Label(seen[name.name].span, "the first"),),
                    repairs=(Repair("Add it once."),),
                )
                continue
            seen[name.name] = name
            try:
                found.append((name.name, _component(low, name, scope)))
            except Poison:
                failed = True
    if failed:
        raise Poison(NAME)
    if not found:
        raise low.fail(
            "empty-rule",
            "the payout adds nothing",
            head(decl, low.report),
            repairs=additions(low, decl),
        )
    return found


def _component(low: Lowering, name: tree.Name, scope: Scope) -> str:
    rule = low.declared(name.name, name.span, "a rule that pays")
    if not isinstance(rule, tree.Rule) or not rule.pays:
        raise low.fail(
            "not-a-rule",
            f"{name.name} is a {what(rule)}, which does not pay",
            name.span,
            also=(Label(head(rule, low.report), "declared here"),),
            repairs=(Repair("Add commissions, bonuses, spiffs, overrides …"),),
        )
    made = low.rule(name.name, name.span)
    component = made.component
    assert component is not None
    assert scope.unit is not None
    first, last = scope.edge("first", scope.unit, name.span), scope.edge("last", scope.unit, name.span)
    op = Total(
        "total",
        component.table,
        component.result,
        ((component.participant, Ref("participant")),),
        (component.date, first, last),
    )
    unit = made.value.type.unit(low.model.header.digits)
    return scope.table.add(
        f"payout of {name.name}", op, unit, f"{name.name} in the {scope.unit}", "component", NAME, name.span
    ).column


def _added_first(low: Lowering, decl: tree.Payout) -> list[tree.AddRules]:
    """The `add` lines at the top, which make the first amount."""
    found: list[tree.AddRules] = []
    for step in decl.steps:
        if not isinstance(step, tree.AddRules):
            break
        found.append(step)
    if not found:
        raise low.fail(
            "no-amount-yet",
            "the first step of a payout adds rules, and this one has nothing to work on yet",
            decl.steps[0].span,
            repairs=(Repair("Write it below the rules that it is about:", "add  …"),),
        )
    return found


def _sum(scope: Scope, columns: dict[str, str], lines: list[tree.AddRules], before: Typed | None = None) -> Typed:
    """What rules pay, added up; with ``before``, onto the amount so far."""
    low = scope.low
    names = dict.fromkeys(name.name for line in lines for name in line.names)
    scale = types.WHOLE if before is None else before.scale
    for name in names:
        scale = types.joined(scale, low.rule(name, lines[0].span).value.scale)
    so_far: tuple[tuple[Literal[1, -1], Operand], ...] = () if before is None else ((1, before.operand),)
    op = Add((*so_far, *((1, Ref(columns[name])) for name in names)))
    kind = types.money(low.model.header.currency)
    says = "all components" if before is None else f"with {', '.join(names)}"
    return computed(scope, lines[0], op, kind, scale, "amount", says)


def _adjust(low: Lowering, decl: tree.Payout, adjustments: Adjustments, components: dict[str, str]) -> bool:
    """Steps after the first sum, in the order written; whether one of them says what is done where the payout is negative."""
    steps, negative = adjustments.steps, False
    below = decl.steps[len(_added_first(low, decl)) :]
    following: list[tree.Step] = [step for step in below if not isinstance(step, tree.ConvertsTo)]
    ask_order(low, decl)
    for place, step in enumerate(following):
        if isinstance(step, tree.AddRules):
            before = steps.current(step)
            steps.amount = _sum(steps.scope, components, [step], before)
            adjustments.added.append((before, steps.amount))
            continue
        for name in _touched(low, step):
            if name not in low.books:
                _open(low, adjustments, name, following[place:])
        before = steps.current(step)
        if isinstance(step, tree.IfNegative):
            if negative:
                raise low.fail(
                    "said-twice",
                    "the payout says twice what happens when it is negative",
                    step.span,
                    repairs=(Repair("Keep the one that is meant."),),
                )
            negative = True
            if_negative(low, step, steps, before)
        elif isinstance(step, (tree.When, tree.Start, tree.Dated, tree.MinusPaid)):
            raise low.fail(
                "wrong-step",
                f"`{low.words(step)[:60]}` has no place in a payout",
                step.span,
                repairs=(Repair("Say it in the rule; a payout adds rules up, limits and rounds."),),
            )
        else:
            run_steps(steps, (step,))
        after = steps.current(step)
        says = low.words(step) + _added_below(following[place:])
        if isinstance(step, tree.Rounded):
            adjustments.rounded(before, after, says, step)
        else:
            adjustments.add(_kind(step), before, after, says, step)
        steps.noted = []
    return negative


def _added_below(following: list[tree.Step]) -> str:
    """What an explanation says of rules that a step knows nothing of, since they are added below it."""
    names = [name.name for step in following if isinstance(step, tree.AddRules) for name in step.names]
    return f", before {', '.join(names)}" if names else ""


def _touched(low: Lowering, step: tree.Step) -> Iterable[str]:
    """The balances that a step names; what balances need is read only where a plan has some."""
    if not any(isinstance(decl, tree.Balance) for decl in low.model.names.values()):
        return ()
    from planlang.lowering.balances import touched

    return touched(low, step)


def _ledger(steps: Steps) -> tuple[BalanceInfo, ...]:
    if not steps.low.books:
        return ()
    from planlang.lowering.books import ledger

    return ledger(steps)


def _kind(step: tree.Step) -> str:
    """What kind of line a step of the payout makes in the books."""
    if isinstance(step, tree.Limit):
        return "limit"
    return "balance" if isinstance(step, tree.Settle) else "adjustment"


def _open(low: Lowering, adjustments: Adjustments, name: str, following: list[tree.Step]) -> None:
    """Opens the book of a balance; where more came back than it holds, that is a line of its own."""
    decl = low.model.names[name]
    assert isinstance(decl, tree.Balance)
    if name in low.unread:
        raise Poison(name)
    from planlang.lowering.books import open_book

    steps = adjustments.steps
    before = steps.current(decl)
    open_book(steps, decl, following)
    adjustments.add("balance", before, steps.current(decl), f"what came back out of {name}", decl)


def _close(low: Lowering, adjustments: Adjustments) -> None:
    """Opens the books that no step touched, and closes all."""
    steps = adjustments.steps
    for name, decl in low.model.names.items():
        if isinstance(decl, tree.Balance) and name not in low.books and name in low.used:
            _open(low, adjustments, name, [])
    if not low.books:
        return
    from planlang.lowering.books import check_loops, close_book

    for book in list(low.books.values()):
        before = steps.current(book.decl)
        close_book(steps, book)
        adjustments.add("balance", before, steps.current(book.decl), f"rest of {book.decl.name}", book.decl)
    check_loops(steps)


def _by_default(low: Lowering, decl: tree.Payout, adjustments: Adjustments) -> bool:
    """What the company's defaults say of a negative payout, as the last step of a payout that doesn't say it."""
    line = default_answer(low, decl)
    if line is None:
        return False
    steps = adjustments.steps
    before = steps.current(decl)
    if_negative(low, line, steps, before)
    adjustments.add("adjustment", before, steps.current(decl), low.words(line), line)
    return True
