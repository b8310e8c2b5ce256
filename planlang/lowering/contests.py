"""Lowering of contests: places by rank, and prizes for places.

A place is counted, in operations that there are: everybody in order from the best, a number for each different value, and the
first or last position that this number has. So a place is a whole number whatever it is measured by, and people tie exactly when
their values are equal.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from planlang.core.graph import (
    Add,
    Choose,
    Compare,
    Const,
    Logic,
    OnCalendar,
    Operand,
    OrderCheck,
    Previous,
    Ref,
    Running,
    Total,
    Unit,
)
from planlang.diagnostics.model import Repair, put_after
from planlang.lowering.bands import conditions_of, some, tiers
from planlang.lowering.context import Typed
from planlang.lowering.ranked import competing, contest_of
from planlang.lowering.scope import Scope
from planlang.lowering.values import choose, computed, lowers, number, same, value
from planlang.questions.absent import ask_absent
from planlang.questions.contests import ask_ties
from planlang.semantics import types
from planlang.slotted import define, evolve
from planlang.syntax import tree

COUNT = Unit("count")
YES_NO = Unit("yes/no")
ONE = Const(Fraction(1), COUNT)


@define(eq=False, repr=False)
class Field:
    """Those who compete, in order from the best: the columns that divide the rows into contests, and those that order them.

    ``among`` holds where a row takes part; ``position`` counts 1, 2, 3 … with ties apart, ``different`` counts different values.
    """

    scope: Scope
    item: tree.Place | tree.Places
    by: tuple[str, ...]
    among: str | None
    position: Ref
    different: Ref

    def of_equals(self, function: Literal["lowest", "highest", "count", "average"], column: str | None) -> Total:
        """An aggregate over all who tie with this row; those who take no part tie with each other at place 0."""
        match: tuple[tuple[str, Operand], ...] = tuple((name, Ref(name)) for name in self.by)
        match = (*match, (self.different.column, self.different))
        return Total(function, self.scope.table.name, column, match)


@lowers(tree.Place)
def _place(item: tree.Place, scope: Scope) -> Typed:
    scope = competing(item, scope)
    field = _field(item, scope)
    if item.ties == "broken by":
        return Typed(field.position, types.COUNT, types.WHOLE, item.span, scope.low.words(item))
    if item.ties == "take the next place":
        return Typed(field.different, types.COUNT, types.WHOLE, item.span, scope.low.words(item))
    return _shared(field, "lowest" if item.ties == "take the better place" else "highest")


def _shared(field: Field, which: Literal["lowest", "highest"]) -> Typed:
    """The best or worst place of those that tie."""
    says = f"the {'better' if which == 'lowest' else 'worse'} place by {field.scope.low.words(field.item.by)}"
    op = field.of_equals(which, field.position.column)
    return computed(field.scope, field.item, op, types.COUNT, types.WHOLE, "total", says)


@lowers(tree.Places)
def _places(item: tree.Places, scope: Scope) -> Typed:
    scope = competing(item, scope)
    field = _field(item, scope)
    if item.ties == "all get the better prize":
        return _prize(item, scope, _shared(field, "lowest"))
    own = Typed(field.position, types.COUNT, types.WHOLE, item.by.span, f"place by {scope.low.words(item.by)}")
    prize = _prize(item, scope, own)
    if item.ties == "broken by":
        return prize
    assert isinstance(prize.operand, Ref)
    says = "the average prize of the places that those who tie fill"
    op = field.of_equals("average", prize.operand.column)
    return computed(scope, item, op, prize.type, types.QUOTIENT, "total", says)


def _nothing(item: tree.Places, kind: types.Type) -> Typed:
    """What somebody gets who takes no part; the rule pays them nothing anyway."""
    return Typed(Const(Fraction(0), kind.unit()), kind, types.WHOLE, item.span, "nothing")


def _prize(item: tree.Places, scope: Scope, place: Typed) -> Typed:
    """The prize of a place, which must be the same for whoever gets it."""
    rows = some(scope, item.rows, item.span)
    bands = tiers(scope, rows, place, "place", item.span)
    inside = conditions_of(scope, bands, place, item, "place")
    cases: list[tuple[Operand, Typed | None]] = []
    for band, condition in zip(bands, inside, strict=True):
        assert isinstance(band.row, tree.Row)
        refused = isinstance(band.row.value, tree.Refused)
        cases.append((condition, None if isinstance(band.row.value, tree.Refused) else value(band.row.value, scope)))
        prize = cases[-1][1]
        if (
            not refused
            and prize is not None
            and item.ties is not None
            and item.ties.startswith("split")
            and not isinstance(prize.operand, Const)
        ):
            raise scope.low.fail(
                "not-a-constant",
                f"`{prize.says}` may differ from person to person, so those who tie have no common prize to split",
                band.row.value.span,
                repairs=(
                    Repair("Write an amount."),
                    Repair("Or let ties not split:", "ties all get the better prize"),
                ),
            )
    refusal = "the place is refused by the table of prizes"
    if scope.among is not None:  # who does not take part has no place, and the rule pays them nothing
        some_prize = next(prize for _, prize in cases if prize is not None)
        outside = scope.table.once(
            f"{scope.rule}: takes no part",
            Logic("not", (scope.among,)),
            YES_NO,
            "takes no part",
            "condition",
            scope.rule,
        )
        cases.insert(0, (outside, _nothing(item, some_prize.type)))
    return choose(scope, item, cases, None, "rate", refusal, "prize of the place")


def _field(item: tree.Place | tree.Places, scope: Scope) -> Field:
    """Puts the rows of the rule in order."""
    low = scope.low
    if item.ties is None:
        raise ask_ties(low, item)
    measured, first_of = _ranked_by(scope, item)
    by = (
        [*contest_of(item.among, scope)]
        if item.among is not None
        else [scope.period.column]
        if isinstance(scope.period, Ref)
        else []
    )
    among = scope.among.column if isinstance(scope.among, Ref) else None
    if among is not None:
        by.append(among)
    if item.within is not None:
        by.append(those_within(scope, item.within, "places are counted"))
    what = low.words(item.by)
    order = [_key(scope, item, measured, first_of, f"{what}, {item.first} first")]
    if item.broken is not None:
        order.append(_tie_key(scope, item, item.broken))
    columns = tuple(by)

    def add(name: str, op: Running | Previous | Compare | Logic, unit: Unit, says: str, role: str) -> Ref:
        return scope.table.once(f"{scope.rule}: {name}", op, unit, says, role, scope.rule, item.span)

    position = add(
        f"position by {what}",
        Running(ONE, columns, tuple(order), True, among),
        COUNT,
        f"position by {what}, ties in some order" if item.broken is None else f"position by {what}",
        "total",
    )
    operand = measured.operand
    if not isinstance(operand, Ref):
        operand = same(scope, measured, f"{scope.rule}: {what}", "measure", what, item.by.span)
    before = scope.table.once(
        f"{scope.rule}: {what} one place before",
        Previous(operand, columns, tuple(order), among),
        measured.type.unit(low.digits(measured.type)),
        f"{what} of the one before",
        "measure",
        scope.rule,
        item.span,
    )
    first = add("is the first", Compare(position, "==", ONE), YES_NO, "is the first of all", "condition")
    other = add(
        "differs from the one before",
        Compare(operand, "!=", before),
        YES_NO,
        f"{what} differs from the one before",
        "condition",
    )
    new = add("first of its place", Logic("or", (first, other)), YES_NO, "nobody before has the same", "condition")
    counts: Operand = new
    if among is not None:
        counts = add(
            "takes a new place",
            Logic("and", (Ref(among), new)),
            YES_NO,
            "takes part, and nobody before has the same",
            "condition",
        )
    assert isinstance(counts, Ref)
    different = add(
        f"different values of {what}",
        Running(ONE, columns, tuple(order), True, counts.column),
        COUNT,
        f"which of the different values of {what}, from the {item.first}",
        "total",
    )
    if item.broken is not None:  # those who tie must differ in what breaks the tie
        checked = (*by, *_apart(scope, among))
        keys = (different.column, order[1])
        low.orders.append(OrderCheck(scope.table.name, checked, keys, item.span, low.words(item.broken)[:100]))
    return Field(scope, item, columns, among, position, different)


def _ranked_by(scope: Scope, item: tree.Place | tree.Places) -> tuple[Typed, str]:
    """What rows are put in order by, and which of it comes first; of days, how many there are up to each."""
    found = value(item.by, scope)
    dated = found.type.kind == "date"
    ways = ("earliest", "latest") if dated else ("highest", "lowest")
    if not dated:
        found = number(item.by, scope, "a number, an amount or a date")
    if item.first not in ways:
        what = scope.low.words(item.by)
        raise scope.low.fail(
            "wrong-kind",
            f"`{what}` is {found.type.words()}, of which none is the {item.first}",
            item.by.span,
            repairs=tuple(Repair("Say:", f"{what}, {way} first") for way in ways),
        )
    found = _there(scope, found)
    if not dated:
        return found, item.first
    counted = OnCalendar("days_between", (Const(1, Unit("date")), found.operand))
    days = computed(scope, item, counted, types.DAYS, types.WHOLE, "order", scope.low.words(item.by))
    return days, "lowest" if item.first == "earliest" else "highest"


def _there(scope: Scope, found: Typed) -> Typed:
    """A value that a condition makes sure of: those who take no part may have none, and stand in no order."""
    if scope.among is None or not scope.known or not (found.type.numeric or found.type.kind == "date"):
        return found
    unit = found.type.unit(scope.low.digits(found.type))
    nothing = Const(1, unit) if found.type.kind == "date" else Const(Fraction(0), unit)
    name = f"{scope.rule}: {found.says}, of those who take part"
    op = Choose(((scope.among, found.operand),), nothing)
    return evolve(found, operand=scope.table.once(name, op, unit, found.says, "measure", scope.rule, found.span))


def those_within(scope: Scope, within: tree.Value, what: str) -> str:
    """The column that divides people into those who compete, or share, with one another: their region, role, store or league."""
    found = value(within, scope)
    says = scope.low.words(within)
    if found.type.optional:
        raise ask_absent(scope.low, (says,), within.span)
    if found.type.kind not in ("text", "member", "row", "yes/no", "unknown"):
        raise scope.low.fail(
            "wrong-kind",
            f"`{says}` is {found.type.words()}, and {what} within a region, a role or another name",
            within.span,
            repairs=(
                Repair(
                    "Name a column with a text, a member of a closed set, or a row:", "within each participant.region"
                ),
            ),
        )
    if isinstance(found.operand, Ref):
        return found.operand.column
    return same(scope, found, f"{scope.rule}: {says}", "key", says, within.span).column


def _apart(scope: Scope, among: str | None) -> tuple[str, ...]:
    """A column that puts each row that takes no part in a partition of its own, so that its ties are nobody's concern."""
    own = scope.person if scope.kind != "credit" else Ref("id")
    if among is None or not isinstance(own, Ref):
        return ()
    unit = scope.table.table.columns[own.column].unit
    op = Choose(((Ref(among), Const("", unit)),), own)
    return (scope.table.once(f"{scope.rule}: stands aside", op, unit, "who takes no part", "key", scope.rule).column,)


def _key(scope: Scope, item: tree.Node, found: Typed, first: str, says: str) -> str:
    """A column that rises in the order that is said."""
    if first == "lowest":
        if isinstance(found.operand, Ref):
            return found.operand.column
        return same(scope, found, f"{scope.rule}: {says}", "order", says, item.span).column
    falling = computed(scope, item, Add(((-1, found.operand),)), found.type, found.scale, "order", says)
    assert isinstance(falling.operand, Ref)
    return falling.operand.column


def _tie_key(scope: Scope, item: tree.Node, broken: tree.TieBreak) -> str:
    """The order of those that tie, whose direction is said for all that has two."""
    found = _there(scope, value(broken.by, scope))
    what = scope.low.words(broken.by)
    dated = found.type.kind == "date" or found.type.kind in types.PERIODS
    ways = ("earliest", "latest") if dated else ("highest", "lowest") if found.type.numeric else ()
    if found.type.kind == "unknown":
        pass
    elif ways and broken.first is None:
        raise scope.low.fail(
            "tie-order-open",
            f"ties are broken by {what}, and nothing says which of two goes first",
            broken.span,
            consequence="The prize would go to the one or to the other.",
            repairs=tuple(
                put_after(
                    f"The {way}:" if not n else f"Or the {way}:",
                    broken.span,
                    f", {way} first",
                    f"ties broken by {what}, {way} first",
                )
                for n, way in enumerate(ways)
            ),
        )
    elif broken.first is not None and broken.first not in ways:
        raise scope.low.fail(
            "wrong-kind",
            f"`{what}` is {found.type.words()}, of which none is the {broken.first}",
            broken.span,
            repairs=tuple(Repair("Say:", f"ties broken by {what}, {way} first") for way in ways)
            or (Repair(f"Drop `, {broken.first} first`: texts go by the alphabet."),),
        )
    if broken.first in (None, "lowest", "earliest"):
        return _key(scope, broken, found, "lowest", f"{what}")
    if broken.first == "latest" and found.type.kind == "date":
        since = computed(
            scope,
            broken,
            OnCalendar("days_between", (found.operand, Const(1, Unit("date")))),
            types.DAYS,
            types.WHOLE,
            "order",
            f"{what}, latest first",
        )
        assert isinstance(since.operand, Ref)
        return since.operand.column
    return _key(scope, broken, found, "highest", f"{what}, highest first")
