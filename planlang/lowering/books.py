"""The books of balances: what the payout before left, what rules put in since, and what goes on to the next payout.

Row by row a balance is a ``Fold``. ``closed_form`` says the same as a ``Level`` where there is one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import (
    Add,
    BalanceInfo,
    Choose,
    Compare,
    Const,
    DataCheck,
    Extreme,
    Fold,
    IsKnown,
    Logic,
    Lookup,
    MeasureInfo,
    OnCalendar,
    Op,
    Operand,
    PayoutInfo,
    Ref,
    Same,
    Total,
    Unit,
)
from planlang.core.invariants import BY_THE_ROW, looped
from planlang.diagnostics.place import Span
from planlang.lowering.balances import Book, Inflow, unless_closed
from planlang.lowering.closed_form import closed_form
from planlang.lowering.context import Lowering, Typed, constant, exact
from planlang.lowering.lapses import came_before, lapse
from planlang.lowering.references import bring
from planlang.lowering.scope import Scope
from planlang.lowering.tables import period_unit
from planlang.lowering.values import a_date, computed, number
from planlang.questions.balances import ask_whole, direction, refuse_feedback
from planlang.semantics import types
from planlang.semantics.model import head
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps

NAME = "payout"


def open_book(steps: Steps, decl: tree.Balance, following: list[tree.Step]) -> None:
    """The first step that touches a balance opens its book: what the last payout left, and what rules put in since."""
    low, scope = steps.low, steps.scope
    place = head(decl, low.report)
    assert scope.unit is not None
    owed = direction(low, decl) == "owed"
    kind = types.money(low.model.header.currency)
    nothing = Const(Fraction(0), kind.unit(low.model.header.digits))
    closing, closed = _closing(scope, decl)
    opening = _opening(scope, decl, closed, nothing)
    came, returns = _from_rules(scope, decl, opening.scale)
    if came is not None and closed is not None:
        came = unless_closed(scope, decl, Book(decl, owed, came, "", closing, closed), came)
    partner = (
        closed_form(steps, decl, owed, opening, came, returns, (closing, closed), following)
        if decl.lapses is None
        else None
    )
    by, order = ("participant",), (scope.unit,)
    says = f"{decl.name} brought forward"
    fold = Fold(decl.name, opening.operand, by, order, partner)
    column = scope.table.add(says, fold, kind.unit(low.model.header.digits), says, "total", scope.rule, place)
    now = Typed(column, kind, types.joined(opening.scale, _units(low)), place, says)
    if came is not None:
        op = Add(((1, now.operand), (1, came.operand)))
        now = computed(
            scope, decl, op, kind, types.joined(now.scale, came.scale), "total", f"{decl.name} with what came in"
        )
    book = low.books[decl.name] = Book(decl, owed, now, column.column, closing, closed)
    book.kept = came_before(scope, decl, opening)
    if came is not None:
        book.ins.append(came.operand)
    if returns:
        _returned(steps, book, nothing)


def _units(low: Lowering) -> types.Scale:
    return types.exact_scale(Fraction(low.model.header.rounding.unit))


def _returned(steps: Steps, book: Book, nothing: Const) -> None:
    """Where more comes back out of a rule's limit than there is in the balance, the rest comes off what is paid now."""
    scope, name, before = steps.scope, book.decl.name, steps.current(book.decl)
    missing = computed(
        scope, book.decl, Extreme("least", (book.now.operand, nothing)), before.type, book.now.scale, "limit",
        f"what {name} lacks for what came back",
    )  # fmt: skip
    op = Add(((1, before.operand), (1, missing.operand)))
    scale = types.joined(before.scale, missing.scale)
    steps.amount = computed(scope, book.decl, op, before.type, scale, "amount", f"less what came back out of {name}")
    book.outs.append(missing.operand)
    op_now = Extreme("greatest", (book.now.operand, nothing))
    book.now = computed(scope, book.decl, op_now, before.type, book.now.scale, "total", f"{name}, at least 0")


def _opening(scope: Scope, decl: tree.Balance, closed: Operand | None, nothing: Const) -> Typed:
    """What is in it to begin with, which is never below 0."""
    low = scope.low
    assert decl.opens is not None
    home = _person(scope, decl.name, decl.span)
    found = number(decl.opens, home, "an amount")
    kind = types.alike(types.money(low.model.header.currency), found.type)
    if isinstance(kind, str):
        raise low.fail("kind-mismatch", f"{decl.name} opens at {found.type.words()}, not at an amount", decl.opens.span)
    ask_whole(low, None, decl.opens, decl, found.scale)
    fixed = constant(found)
    if fixed is not None and exact(fixed) < 0:
        raise low.fail("balance-below-zero", f"{decl.name} opens below 0", decl.opens.span)
    if fixed is None:
        found = _named(home, found, f"{decl.name} opens at", decl.opens)
        below = Compare(found.operand, "<", nothing)
        bad = computed(home, decl.opens, below, types.YESNO, types.WHOLE, "condition", f"{decl.name} opens below 0")
        op = Choose(((bad.operand, None),), found.operand, f"{decl.name} opens below 0")
        found = computed(home, decl.opens, op, found.type, found.scale, "total", f"{decl.name} opens at")
        found = evolve(found, operand=bring(scope, home, found, found.says, decl.opens.span, decl.span))
    if closed is None or (fixed is not None and exact(fixed) == 0):
        return (
            evolve(found, operand=nothing.but(value=exact(fixed), place=decl.opens.span))
            if fixed is not None
            else found
        )
    op = Choose(((closed, nothing),), found.operand)
    return computed(
        scope, decl.opens, op, types.money(low.model.header.currency), found.scale, "total", f"{decl.name} opens at"
    )


def _named(home: Scope, found: Typed, says: str, item: tree.Node) -> Typed:
    return (
        found
        if isinstance(found.operand, Ref)
        else computed(home, item, Same(found.operand), found.type, found.scale, "total", says)
    )


def _person(scope: Scope, rule: str, place: Span) -> Scope:
    from planlang.lowering.grains import scope_of

    return scope_of(scope.low, tree.Grain(place, "participant"), rule, place)


def _closing(scope: Scope, decl: tree.Balance) -> tuple[Operand | None, Operand | None]:
    """Whether a balance closes in a row's period, and whether it has been closed before; ``None`` where that is never so."""
    from planlang.core.graph import Spine

    low, unit = scope.low, scope.unit
    assert decl.closes is not None and unit is not None
    home = _person(scope, decl.name, decl.span)
    day = a_date(decl.closes, home)
    rows = scope.table.table.rows
    assert isinstance(rows, Spine)
    fixed = constant(day)
    last: int | None = None
    if fixed is not None:
        assert isinstance(fixed.value, int)
        last = low.model.header.calendar.period(unit, fixed.value)  # type: ignore[arg-type]
        if last > rows.last:
            return None, None
    else:
        day = evolve(day, operand=bring(scope, home, day, f"{decl.name} closes on", decl.closes.span, decl.span))
    period = Const(last, period_unit(unit), decl.closes.span) if last is not None else computed(
        scope, decl.closes, OnCalendar("period", (day.operand,), unit=unit), types.Type(unit), types.WHOLE, "date",  # type: ignore[arg-type]
        f"the {unit} in which {decl.name} closes",
    ).operand  # fmt: skip
    here = Compare(period, "==", Ref(unit))
    closing = computed(scope, decl.closes, here, types.YESNO, types.WHOLE, "condition", f"{decl.name} closes")
    if last is not None and last == rows.last:
        return closing.operand, None
    before = Compare(period, "<", Ref(unit))
    closed = computed(scope, decl.closes, before, types.YESNO, types.WHOLE, "condition", f"{decl.name} is closed")
    return closing.operand, closed.operand


def _from_rules(scope: Scope, decl: tree.Balance, scale: types.Scale) -> tuple[Typed | None, bool]:
    """What rules that the payout adds put into a balance in the period, and whether some of it may come back."""
    low = scope.low
    kind = types.money(low.model.header.currency)
    parts: list[Operand] = []
    returns = False
    assert scope.unit is not None
    for inflow in low.inflows.get(decl.name, []):
        rule = low.rule(inflow.rule, inflow.place)
        day = rule.day_column()
        if day is None or not isinstance(rule.scope.person, Ref) or inflow.rule not in low.paid:
            continue
        first, last = scope.edge("first", scope.unit, inflow.place), scope.edge("last", scope.unit, inflow.place)
        match = ((rule.scope.person.column, Ref("participant")),)
        _check_there(scope, decl, inflow, rule.scope, day)
        op = Total("total", rule.scope.table.name, inflow.column, match, (day, first, last))
        says = f"into {decl.name} from {inflow.rule}"
        unit = kind.unit(low.model.header.digits)
        parts.append(scope.table.add(says, op, unit, says, "total", scope.rule, inflow.place))
        returns = returns or inflow.returns
    if not parts:
        return None, False
    if len(parts) == 1:
        return Typed(parts[0], kind, _units(low), decl.span, f"into {decl.name}"), returns
    op_all = Add(tuple((1, part) for part in parts))
    return computed(scope, decl, op_all, kind, _units(low), "total", f"into {decl.name}"), returns


def _check_there(scope: Scope, decl: tree.Balance, inflow: Inflow, home: Scope, day: str) -> None:
    """Nothing may go in where the person has no payout in that period: it would be in no balance."""
    low, unit = scope.low, scope.unit
    people = low.model.people
    rule = low.model.names[inflow.rule]
    dated = isinstance(rule, tree.Rule) and any(isinstance(step, tree.Dated) for step in rule.steps)
    if home.table is scope.table or (not dated and (people is None or people.spec.valid is None)):
        return
    assert unit is not None and isinstance(home.person, Ref)
    table, place = home.table, inflow.place

    def made(op: Op, unit: Unit, says: str) -> Ref:
        return table.add(says, op, unit, says, "total", inflow.rule, place)

    period = made(OnCalendar("period", (Ref(day),), unit=unit), period_unit(unit), f"the {unit} of the payout")  # type: ignore[arg-type]
    match = (("participant", home.person), (unit, period))
    row = made(Lookup(scope.table.name, match, "participant", None, "none"), Unit("row"), "whose payout it is in")
    known = made(IsKnown(row), Unit("yes/no"), f"there is a payout in the {unit}")
    money = table.table.columns[inflow.column].unit
    nothing = Compare(Ref(inflow.column), "==", Const(Fraction(0), money))
    none = made(nothing, Unit("yes/no"), f"nothing goes into {decl.name}")
    fine = made(Logic("or", (none, known)), Unit("yes/no"), f"what goes into {decl.name} is in a payout")
    words = f"nothing goes into {decl.name} in a {unit} in which the participant has no payout"
    low.checks.append(DataCheck(table.name, fine.column, words, place))


def close_book(steps: Steps, book: Book) -> None:
    """After the last step: what becomes of a rest, and what goes on to the next payout."""
    low, scope = steps.low, steps.scope
    decl, now = book.decl, book.now
    nothing = Const(Fraction(0), now.type.unit(low.model.header.digits))
    if decl.lapses is not None:
        now = book.now = lapse(scope, book)
    if book.closing is not None and book.rest != "due":
        says = f"{decl.name} closes, rest {book.rest}"
        if book.rest == "paid":
            _pay_rest(steps, book, nothing, says)
        let_go = Choose(((book.closing, now.operand),), nothing)
        book.let_go.append(computed(scope, decl, let_go, now.type, now.scale, "total", f"{says}: how much").operand)
        op = Choose(((book.closing, nothing),), now.operand)
        now = computed(scope, decl, op, now.type, now.scale, "total", says)
    place = head(decl, low.report)
    column = scope.table.add(
        decl.name, Same(now.operand), now.type.unit(low.model.header.digits), decl.name, "total", scope.rule, place
    )
    assert column.column == decl.name, "a balance's column has its name"


def check_loops(steps: Steps) -> None:
    """What lies between a balance and itself a payout later must need no other payout."""
    table = steps.scope.table.table
    for book in steps.low.books.values():
        for name in looped(table, book.brought):
            column = table.columns[name]
            if not isinstance(column.op, BY_THE_ROW):
                refuse_feedback(steps.low, book.decl, column)


def _pay_rest(steps: Steps, book: Book, nothing: Const, says: str) -> None:
    assert book.closing is not None
    scope, decl, before = steps.scope, book.decl, steps.current(book.decl)
    op = Choose(((book.closing, book.now.operand),), nothing)
    rest = computed(scope, decl, op, before.type, book.now.scale, "limit", f"{says}: what is paid")
    op_amount = Add(((1, before.operand), (1, rest.operand)))
    scale = types.joined(before.scale, rest.scale)
    steps.amount = computed(scope, decl, op_amount, before.type, scale, "amount", says)


def ledger(steps: Steps) -> tuple[BalanceInfo, ...]:
    """What moved each balance in a payout, for the books."""
    low, table = steps.low, steps.scope.table
    found = []
    for name, book in low.books.items():
        unit = book.now.type.unit(low.model.header.digits)
        place = head(book.decl, low.report)

        def total(parts: list[Operand], says: str, unit: Unit = unit, place: Span = place) -> str:
            op = Add(tuple((1, part) for part in parts)) if parts else Same(Const(Fraction(0), unit))
            return table.add(says, op, unit, says, "total", NAME, place).column

        ins, outs = total(book.ins, f"into {name}"), total(book.outs, f"out of {name}")
        let_go = total(book.let_go, f"{'lapsed, or ' if book.decl.lapses else ''}rest of {name}, closed")
        found.append(BalanceInfo(name, book.owed, book.brought, ins, outs, let_go, name, place))
    return tuple(found)


def measured(payout: PayoutInfo | None) -> list[MeasureInfo]:
    """The balances as results: what is in each after every payout."""
    if payout is None:
        return []
    return [MeasureInfo(b.name, "balance", payout.table, b.left, None, b.place) for b in payout.balances]
