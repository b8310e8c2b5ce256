"""``curve by …, using data points``: straight lines between points that stand in the data.

Which points a value lies between is found as the row of a card is: by counting the points that it has passed. From the two of them the line
is drawn; beyond the first and the last it is said what the curve is.
"""

from __future__ import annotations

from planlang.core.graph import (
    Add,
    Choose,
    Compare,
    Extreme,
    IsKnown,
    Logic,
    Lookup,
    Multiply,
    Op,
    Operand,
    Ratio,
    Ref,
    Total,
)
from planlang.lowering.card_rows import COUNT, ONE, YES_NO, Card, point_numbers
from planlang.lowering.cards import among, card_of, no_card, version_of
from planlang.lowering.context import Typed, scale_of_column, type_of_column
from planlang.lowering.mismatches import bare_number, mismatch
from planlang.lowering.scope import Scope
from planlang.lowering.values import choose, computed
from planlang.questions.curves import ask_beyond
from planlang.semantics import types
from planlang.slotted import evolve
from planlang.syntax import tree


def card_curve(item: tree.Curve, by: Typed, scope: Scope) -> Typed:
    """The height of the curve at a value."""
    assert item.using is not None
    low = scope.low
    card = card_of(item.using, scope, {"at"})
    spec = card.record.spec.by_name.get("at")
    if spec is None or spec.optional:
        raise no_card(low, item.using, card.record, "it has no column `at`", "at:    percent")
    if not card.rate.type.numeric:
        raise no_card(low, item.using, card.record, f"its rate is {card.rate.type.words()}", "rate:  percent")
    at, _ = low.cell(card.record, "at")
    place = Typed(
        at, type_of_column(spec, low.model), scale_of_column(spec), item.using.span, f"{card.record.spec.row}.at"
    )
    kind = types.alike(by.type, place.type)
    if isinstance(kind, str):
        raise mismatch(scope, kind, item, by, place, "comparing")
    bare_number(scope, by, place, item, "comparing")
    ask_beyond(low, item)
    return _Curve(item, scope, by, card, place).height()


class _Curve:
    """One curve on its way, at one value."""

    def __init__(self, item: tree.Curve, scope: Scope, by: Typed, card: Card, place: Typed) -> None:
        self.item, self.scope, self.by, self.card, self.place = item, scope, by, card, place
        self.words = scope.low.words(item)[:60]
        self.name = card.record.spec.name
        assert isinstance(place.operand, Ref)
        self.at = place.operand.column
        version = version_of(card, scope, item)
        self.number = point_numbers(card, scope.low, self.at)
        self.match = (*card.match, *version)
        self.passed = among(card, scope, item, by, self.at, version, True, self.words)
        count = Total("count", self.name, None, self.match)
        self.count = self.column("points", count, f"points of {self.name}")

    def column(self, name: str, op: Op, says: str, role: str = "band") -> Ref:
        return self.scope.table.once(f"{self.words}: {name}", op, COUNT, says, role, self.scope.rule, self.item.span)

    def flag(self, name: str, op: Op, says: str) -> Ref:
        return self.scope.table.once(f"{self.words}: {name}", op, YES_NO, says, "condition", self.scope.rule)

    def height(self) -> Typed:
        before = self.column(
            "points but the last", Add(((1, self.count), (-1, ONE))), f"points of {self.name} but the last"
        )
        upward = self.column("reached", Extreme("greatest", (self.passed, ONE)), "the point reached, or the first")
        left = self.column("from", Extreme("least", (upward, before)), "the point where the line begins")
        right = self.column("to", Add(((1, left), (1, ONE))), "the point where the line ends")
        x0, x1 = (self._of(self.place, number, says) for number, says in ((left, "begins"), (right, "ends")))
        y0, y1 = (
            self._of(self.card.rate, number, says) for number, says in ((left, "at its start"), (right, "at its end"))
        )
        here = self._within() if self.item.beyond == "flat" else self.by
        along = self._less(here, x0, f"{self.by.says} beyond where the line begins")
        run = self._less(x1, x0, "how long the line is")
        rise = self._less(y1, y0, "how much the line rises")
        share = computed(
            self.scope, self.item, Ratio(along.operand, run.operand), types.PERCENT, types.QUOTIENT, "share", "how far along the line"
        )  # fmt: skip
        climbed = computed(
            self.scope, self.item, Multiply((share.operand, rise.operand)), rise.type, types.QUOTIENT, "slice", "rise along the line"
        )  # fmt: skip
        line = computed(
            self.scope, self.item, Add(((1, y0.operand), (1, climbed.operand))), y0.type, types.QUOTIENT, "rate",
            f"the curve of {self.name} at {self.by.says}",
        )  # fmt: skip
        if self.item.beyond != "refused":
            return line
        why = f"{self.by.says} lies beyond the points of {self.name}"
        return choose(self.scope, self.item, [(self._between(), line)], None, "rate", why, f"curve at {self.by.says}")

    def _of(self, what: Typed, number: Operand, says: str) -> Typed:
        """The place or the height of a point; no points for this row are an error in the data."""
        low, scope = self.scope.low, self.scope
        assert isinstance(what.operand, Ref)
        unit = what.type.unit(low.digits(what.type))
        words = f"{what.says} where the line {says}" if what is self.place else f"{what.says} {says}"
        found = scope.table.once(
            f"{self.words}: {words}, if any", Lookup(self.name, (*self.match, (self.number, number)), what.operand.column, None, "none"),
            unit, words, "cell", scope.rule, self.item.span,
        )  # fmt: skip
        known = self.flag(f"{words} is there", IsKnown(found), f"{self.name} has points for it")
        why = f"{self.name} has no points for this {low.words(self.item.by)}"
        there = scope.table.once(
            f"{self.words}: {words}",
            Choose(((known, found),), None, why),
            unit,
            words,
            "cell",
            scope.rule,
            self.item.span,
        )
        return evolve(what, operand=there, says=words)

    def _less(self, a: Typed, b: Typed, says: str) -> Typed:
        op = Add(((1, a.operand), (-1, b.operand)))
        return computed(self.scope, self.item, op, a.type, types.joined(a.scale, b.scale), "part", says)

    def _ends(self) -> tuple[Typed, Typed]:
        return self._of(self.place, ONE, "first begins"), self._of(self.place, self.count, "last ends")

    def _within(self) -> Typed:
        """The value, or the end that it lies beyond."""
        first, last = self._ends()
        scale = types.joined(self.by.scale, self.place.scale)
        up = computed(
            self.scope, self.item, Extreme("greatest", (self.by.operand, first.operand)), self.by.type, scale, "amount",
            f"{self.by.says}, or the first point",
        )  # fmt: skip
        return computed(
            self.scope, self.item, Extreme("least", (up.operand, last.operand)), self.by.type, scale, "amount",
            f"{self.by.says}, or the point at that end",
        )  # fmt: skip

    def _between(self) -> Operand:
        first, last = self._ends()
        above = self.flag(
            "above the first",
            Compare(self.by.operand, ">=", first.operand),
            f"{self.by.says} is not before the first point",
        )
        below = self.flag(
            "below the last",
            Compare(self.by.operand, "<=", last.operand),
            f"{self.by.says} is not beyond the last point",
        )
        return self.flag("between points", Logic("and", (above, below)), f"{self.by.says} lies between points")
