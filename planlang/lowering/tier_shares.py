"""An amount divided over tiers in proportion to how a measure moves, where the measure does not move by just this amount.

Each tier has the share of the amount that the part of the move in it is of the whole move. A measure that does not move leaves the whole amount
in the tier it stands in.
"""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import Add, Choose, Compare, Const, Logic, Multiply, Operand, Ratio, Ref, Unit
from planlang.lowering.bands import Tier, place_of
from planlang.lowering.context import Typed
from planlang.lowering.mismatches import mismatch
from planlang.lowering.scope import Scope
from planlang.lowering.values import computed
from planlang.semantics import types
from planlang.syntax import tree

YES_NO = Unit("yes/no")


def node_of(band: Tier, item: tree.Tiers) -> tree.Node:
    """What the plan says of a tier: its row, or the table, for what no row covers."""
    return band.row.key if band.row is not None else item


class Split:
    """An amount, and the move that it is divided by."""

    def __init__(
        self, item: tree.Tiers, scope: Scope, amount: Typed, after: Typed, before: Operand, what: str, bands: list[Tier]
    ) -> None:
        self.item, self.scope, self.amount = item, scope, amount
        if isinstance(before, Const) and before.value == 0:
            self.move = after
        else:
            self.move = computed(
                scope,
                item.by,
                Add(((1, after.operand), (-1, before))),
                after.type,
                after.scale,
                "part",
                f"move of {what}",
            )
        zero = Const(Fraction(0), after.type.unit())
        self.moved = scope.table.once(
            f"{scope.rule}: {what} moves",
            Compare(self.move.operand, "!=", zero),
            YES_NO,
            f"{what} moves",
            "condition",
            scope.rule,
            item.by.span,
        )
        self.place = place_of(scope, bands, after, item, what)
        self.what = what

    def slice(self, index: int, band: Tier, part: Typed, rate: Typed) -> Typed:
        """The part of the amount that falls into one band, times the band's value."""
        scope, amount = self.scope, self.amount
        node = node_of(band, self.item)
        share = computed(
            scope,
            node,
            Ratio(part.operand, self.move.operand),
            types.PERCENT,
            types.QUOTIENT,
            "share",
            f"share of the move {band.says}",
        )
        kind = types.product(amount.type, rate.type)
        if isinstance(kind, str):
            raise mismatch(scope, kind, self.item, amount, rate, "multiplying")
        moved = computed(
            scope,
            node,
            Multiply((amount.operand, share.operand, rate.operand)),
            kind,
            types.QUOTIENT,
            "slice",
            f"amount x share {band.says} x {rate.says}",
        )
        stands = self._stands(index, band)
        still = computed(
            scope,
            node,
            Multiply((amount.operand, rate.operand)),
            kind,
            types.multiplied(amount.scale, rate.scale),
            "slice",
            f"amount x {rate.says}, not moving",
        )
        nothing = Const(Fraction(0), kind.unit(scope.low.model.header.digits))
        return computed(
            scope,
            node,
            Choose(((self.moved, moved.operand), (stands, still.operand)), nothing),
            kind,
            types.QUOTIENT,
            "slice",
            f"slice {band.says}",
        )

    def _stands(self, index: int, band: Tier) -> Ref:
        """Whether the measure ends up in a band."""
        scope = self.scope
        return scope.table.once(
            f"{scope.rule}: {self.what} stands {band.says}",
            Compare(self.place, "==", Const(Fraction(index), Unit("count"))),
            YES_NO,
            f"{self.what} stands {band.says}",
            "condition",
            scope.rule,
            band.span,
        )

    def still(self, index: int, band: Tier) -> Operand:
        """Whether there is an amount, and the measure stands in a band without moving: then all of the amount is there."""
        scope, amount = self.scope, self.amount
        rests = scope.table.once(
            f"{scope.rule}: {self.what} rests",
            Compare(self.move.operand, "==", Const(Fraction(0), self.move.type.unit())),
            YES_NO,
            f"{self.what} does not move",
            "condition",
            scope.rule,
            self.item.by.span,
        )
        zero = Const(Fraction(0), amount.type.unit(scope.low.model.header.digits))
        some = scope.table.once(
            f"{scope.rule}: some amount",
            Compare(amount.operand, "!=", zero),
            YES_NO,
            f"{amount.says} is not 0",
            "condition",
            scope.rule,
            self.item.span,
        )
        return scope.table.once(
            f"{scope.rule}: {self.what} rests {band.says}",
            Logic("and", (rests, some, self._stands(index, band))),
            YES_NO,
            f"{self.what} stands {band.says} and does not move",
            "condition",
            scope.rule,
            band.span,
        )
