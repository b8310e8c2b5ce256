"""Lowering of tier tables: all at the tier reached, and each slice at its own tier.

*Each slice at its own tier* divides the amount so far over the bands in proportion to where the measure moves, and takes
each part times its band. One definition covers bands of money, of attainment and of units, an amount that differs
from what retires quota, and returns: a measure that falls gives back the slices it crosses. A measure that does
not move leaves the whole amount in the band it stands in.
"""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import Add, Choose, Compare, Const, Cut, Logic, Multiply, Operand, Ref, Running
from planlang.diagnostics.model import Edit, Repair
from planlang.diagnostics.place import Span
from planlang.lowering.bands import Tier, conditions_of, measured, rows_of, tiers
from planlang.lowering.context import Typed, constant, exact
from planlang.lowering.mismatches import mismatch
from planlang.lowering.running import lower_value, moves
from planlang.lowering.scope import Scope
from planlang.lowering.tier_shares import YES_NO, Split, node_of
from planlang.lowering.values import choose, computed, lowers, value
from planlang.questions.counted_tiers import ask_first_slice
from planlang.questions.own_result import refuse_whole
from planlang.questions.tables import ask_application
from planlang.semantics import types
from planlang.slotted import evolve, frozen
from planlang.syntax import tree


@frozen(eq=False, repr=False)
class Slice:
    """What of an amount falls into one tier."""

    says: str
    value: Typed


@lowers(tree.Tiers)
def _tiers(item: tree.Tiers, scope: Scope) -> Typed:
    ask_application(scope.low, item, moves(item.by, scope))
    if own_total(item, scope.rule):
        if (
            item.application != "reached"
            or not isinstance(item.by, tree.Aggregate)
            or item.by.counting != "not counting"
        ):
            raise refuse_whole(scope.low, item)
        from planlang.lowering.own_result import own_reached

        return own_reached(item, scope)
    if item.application == "slice":
        raise scope.low.fail(
            "slices-of-nothing",
            "`each slice at its own tier` divides an amount over the tiers, and there is no amount here to divide",
            item.span,
            repairs=(
                Repair(
                    "Use it in a step, after the amount:",
                    "pay    credit.amount\ntimes  tiers by …, each slice at its own tier {",
                ),
                Repair(
                    "Or read the one rate reached:", f"tiers by {scope.low.words(item.by)}, all at the tier reached"
                ),
            ),
        )
    return reached(item, scope)


def own_total(item: tree.Tiers, rule: str | None) -> bool:
    """Whether tiers go by the running total of the rule that they stand in."""
    by = item.by
    return isinstance(by, tree.Aggregate) and by.running and by.function == "total" and by.source == rule


def reached(item: tree.Tiers, scope: Scope, measure: Typed | None = None) -> Typed:
    """The value of the one tier that the measure is in, which is that of the tiers unless it is given."""
    by = value(item.by, scope) if measure is None else measure
    what = scope.low.words(item.by)
    must_measure(scope, by, item.by)
    if item.using is not None and item.using.data:
        from planlang.lowering.cards import reached as row_reached

        return row_reached(item, by, scope)
    bands = tiers(scope, rows_of(scope, item.rows, item.using, item.span), by, what, item.span, item.by)
    inside = conditions_of(scope, bands, by, item, what)
    cases: list[tuple[Operand, Typed | None]] = []
    for band, condition in zip(bands, inside, strict=True):
        cases.append((condition, _rate(scope, band)))
    return choose(
        scope,
        item,
        cases,
        None,
        "rate",
        f"{what} is in no tier, or in one that is refused",
        f"rate of the tier that {what} is in",
    )


def _reached_instead(scope: Scope, item: tree.Tiers) -> tuple[Edit, ...]:
    """The words about slices replaced by those about the tier reached."""
    by, text = item.by.span, scope.low.report.text_of(item.by.span)
    words = "each slice at its own tier"
    at = text.find(words, by.end, item.span.end)
    if at < 0:
        return ()
    return (
        Edit(Span(by.file, at, at + len(words), by.line, by.column, by.line, by.column), "all at the tier reached"),
    )


def must_measure(scope: Scope, by: Typed, item: tree.Value) -> None:
    if not measured(by.type):
        raise scope.low.fail(
            "wrong-kind",
            f"tiers need a number, an amount or a date, and `{by.says}` is {by.type.words()}",
            item.span,
            repairs=(Repair("For a closed set write `table by …`."),),
        )


def _rate(scope: Scope, band: Tier) -> Typed | None:
    assert isinstance(band.row, tree.Row)
    if isinstance(band.row.value, tree.Refused):
        return None
    return value(band.row.value, scope)


def slices(item: tree.Tiers, scope: Scope, amount: Typed) -> list[Slice]:
    """An amount divided over the tiers, each part times its tier's value."""
    what = scope.low.words(item.by)
    moving = moves(item.by, scope)
    after = lower_value(item.by, scope, "counting" if moving else None)
    must_measure(scope, after, item.by)
    if not after.type.numeric:
        raise scope.low.fail(
            "wrong-kind",
            "only numbers and amounts can be cut into slices",
            item.by.span,
            repairs=(Repair("Write `all at the tier reached`."),),
        )
    if constant(after) is not None:
        raise scope.low.fail(
            "fixed-measure",
            f"the slices are cut where a measure moves through the tiers, and `{what}` never moves",
            item.by.span,
            repairs=(
                Repair(
                    "Say what moves, such as the amount or a running total:",
                    f"tiers by {'credit.amount' if scope.kind == 'credit' else '…'}, each slice at its own tier",
                    (Edit(item.by.span, "credit.amount"),) if scope.kind == "credit" else (),
                ),
                Repair(
                    "For the one rate of a fixed value write:",
                    f"tiers by {what}, all at the tier reached",
                    _reached_instead(scope, item),
                ),
            ),
        )
    zero = Const(Fraction(0), after.type.unit())
    before = lower_value(item.by, scope, "not counting").operand if moving else zero
    rows = rows_of(scope, item.rows, item.using, item.span)
    if after.type.kind == "count":
        ask_first_slice(scope.low, item, rows, what)
    bands = tiers(scope, rows, after, what, item.span, item.by, True)
    same = moves_by_amount(scope, after, before, amount)
    found: list[Slice] = []
    if bands[0].low is not None:
        bands = [
            Tier(
                None,
                False,
                bands[0].low,
                not bands[0].low_in,
                None,
                f"below the first tier of {what}",
                item.span,
                bands[0].scale,
            ),
            *bands,
        ]
    if bands[-1].high is not None:
        last = bands[-1]
        bands = [
            *bands,
            Tier(
                last.high, not last.high_in, None, False, None, f"above the last tier of {what}", item.span, last.scale
            ),
        ]
    split = None if same else Split(item, scope, amount, after, before, what, bands)
    whole = after.type.kind in ("count", "days")
    paid = _paid(scope, amount, bands)
    for index, band in enumerate(bands):
        low = _cut_after(scope, item, after, band.low, whole and band.low_in)
        high = _cut_after(scope, item, after, band.high, whole and not band.high_in)
        part = computed(
            scope,
            node_of(band, item),
            Cut(before, after.operand, low, high),
            after.type,
            types.joined(after.scale, band.scale),
            "part",
            f"part of {what} {band.says}",
        )
        rate = None if band.row is None else _rate(scope, band)
        if rate is None:
            still = None if split is None else split.still(index, band)
            found.append(Slice(band.says, _refused(scope, band, item, part, paid, what, still)))
        elif split is None:
            found.append(Slice(band.says, _times(scope, item, band, part, rate, amount)))
        else:
            found.append(Slice(band.says, split.slice(index, band, part, rate)))
    return found


def _cut_after(scope: Scope, item: tree.Tiers, by: Typed, bound: Operand | None, unit_above: bool) -> Operand | None:
    """Where a slice is cut. What is counted moves unit by unit, and the third unit is what moves it from 2 to 3: a tier `from 3`
    begins after 2, as a tier `through 2` ends there. Of what is measured (money, a percentage) a single point is nothing."""
    if bound is None or not unit_above or (isinstance(bound, Const) and bound.value == 0):
        return bound
    if isinstance(bound, Const):
        return bound.but(value=exact(bound) - 1)
    one = Const(Fraction(1), by.type.unit())
    says = f"the unit before {scope.low.words(item.by)} reaches the tier"
    return computed(scope, item, Add(((1, bound), (-1, one))), by.type, by.scale, "part", says).operand


def _paid(scope: Scope, amount: Typed, bands: list[Tier]) -> types.Type:
    """The type of a slice that is paid: units times so much for each are money."""
    if amount.type.kind == "money":
        return amount.type
    rates = (_rate(scope, band) for band in bands if band.row is not None)
    rate = next((rate for rate in rates if rate is not None), None)
    kind = (
        amount.type if rate is None else types.product(evolve(amount.type, per=None, either=(), over=None), rate.type)
    )
    return amount.type if isinstance(kind, str) else kind


def moves_by_amount(scope: Scope, after: Typed, before: Operand, amount: Typed) -> bool:
    """Whether the measure moves by exactly the amount: then a part of the move is the part of the amount."""
    if isinstance(before, Const):
        return before.value == 0 and after.operand == amount.operand
    if isinstance(after.operand, Ref) and isinstance(before, Ref):
        up, down = scope.table.column(after.operand).op, scope.table.column(before).op
        if isinstance(up, Running) and isinstance(down, Running):
            return up.value == amount.operand and up.but(inclusive=False) == down
    return False


def _refused(
    scope: Scope, band: Tier, item: tree.Tiers, part: Typed, paid: types.Type, what: str, still: Operand | None
) -> Typed:
    """Nothing may fall into this band: no part of the move, and (``still``) no amount that does not move while it stands here."""
    zero = Const(Fraction(0), part.type.unit())
    none = scope.table.once(
        f"{scope.rule}: nothing {band.says}",
        Compare(part.operand, "==", zero),
        YES_NO,
        f"nothing of {what} is {band.says}",
        "condition",
        scope.rule,
        band.span,
    )
    if still is not None:
        moving = scope.table.once(
            f"{scope.rule}: not standing {band.says}",
            Logic("not", (still,)),
            YES_NO,
            f"no amount stands {band.says}",
            "condition",
            scope.rule,
            band.span,
        )
        none = scope.table.once(
            f"{scope.rule}: none {band.says}",
            Logic("and", (none, moving)),
            YES_NO,
            f"nothing is {band.says}",
            "condition",
            scope.rule,
            band.span,
        )
    nothing = Const(Fraction(0), paid.unit(scope.low.model.header.digits))
    why = f"{what} is {band.says}, which the table " + ("does not cover" if band.row is None else "refuses")
    return computed(
        scope,
        node_of(band, item),
        Choose(((none, nothing),), None, why),
        paid,
        types.WHOLE,
        "slice",
        f"slice {band.says}",
    )


def _times(scope: Scope, item: tree.Tiers, band: Tier, part: Typed, rate: Typed, amount: Typed) -> Typed:
    kind = types.product(evolve(part.type, per=None, either=(), over=None), rate.type)
    if isinstance(kind, str):
        raise mismatch(scope, kind, item, part, rate, "multiplying")
    return computed(
        scope,
        node_of(band, item),
        Multiply((part.operand, rate.operand)),
        kind,
        types.multiplied(part.scale, rate.scale),
        "slice",
        f"slice {band.says}",
    )
