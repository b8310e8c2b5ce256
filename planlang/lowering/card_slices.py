"""``each slice at its own tier, using data rates``: an amount divided over tiers that only the data know.

How many slices there will be is not known, so they are not columns. But what all tiers up to a value pay together is: what the
rows before the value's own pay when they are full, which is a running total over the rows of the card, and the part of its own row. What an
amount pays is the difference between where the measure stands after it and where it stood before.

What is counted moves unit by unit: a row `from` 3 begins after 2, as it does in a table of the plan.
"""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import (
    Add,
    Choose,
    Compare,
    Const,
    Extreme,
    IsKnown,
    Logic,
    Lookup,
    Multiply,
    Operand,
    Ratio,
    Ref,
    Running,
    Same,
    Unit,
)
from planlang.diagnostics.model import Repair
from planlang.lowering.cards import Found, found_in
from planlang.lowering.context import Typed, constant, scale_of_column
from planlang.lowering.mismatches import mismatch
from planlang.lowering.running import lower_value, moves
from planlang.lowering.scope import Scope
from planlang.lowering.tiers import moves_by_amount, must_measure
from planlang.lowering.values import computed
from planlang.semantics import types
from planlang.slotted import evolve
from planlang.syntax import tree


def card_slices(item: tree.Tiers, scope: Scope, amount: Typed) -> Typed:
    """What the tiers of the card pay on an amount."""
    low, what = scope.low, scope.low.words(item.by)
    assert item.using is not None
    moving = moves(item.by, scope)
    after = lower_value(item.by, scope, "counting" if moving else None)
    must_measure(scope, after, item.by)
    if not after.type.numeric or constant(after) is not None:
        raise low.not_built(
            "slices from the data of what is no number, or never moves, are",
            item.using.span,
            Repair("Slices of amounts, of attainments and of counts are, and `all at the tier reached`."),
        )
    zero = Const(Fraction(0), after.type.unit())
    before = lower_value(item.by, scope, "not counting") if moving else evolve(after, operand=zero, says="0")
    card = _Up(item, scope, what)
    upper = card.pays(after, "with this" if moving else "so far")
    lower = card.pays(before, "before this" if moving else "from 0")
    difference = computed(
        scope, item, Add(((1, upper.operand), (-1, lower.operand))), upper.type, types.joined(upper.scale, lower.scale),
        "slice", f"what the tiers of {item.using.name} pay on it",
    )  # fmt: skip
    if moves_by_amount(scope, evolve(after, operand=_total(scope, after)), _total(scope, before), amount):
        return difference
    return _in_proportion(item, scope, amount, after, before, difference, card)


def _counted(at: Typed) -> bool:
    return at.type.kind in ("count", "days")


def _total(scope: Scope, moving: Typed) -> Operand:
    """The running total that a measure is no more than a name for."""
    operand = moving.operand
    while isinstance(operand, Ref) and isinstance(op := scope.table.column(operand).op, Same):
        operand = op.value
    return operand


class _Up:
    """What all tiers of a card pay together, up to a value."""

    def __init__(self, item: tree.Tiers, scope: Scope, what: str) -> None:
        self.item, self.scope, self.what = item, scope, what
        self.words = scope.low.words(item)[:50]

    def pays(self, at: Typed, when: str) -> Typed:
        """Full rows below it, and the part of its own row; a value that no row covers is an error in the data."""
        scope = self.scope
        words = f"{self.words}, {when}"
        counted = _counted(at)
        inside = at
        if counted:  # none at all has nothing in any row, and pays nothing where a row begins with the first unit
            one = Const(Fraction(1), at.type.unit())
            inside = computed(
                scope, self.item, Extreme("greatest", (at.operand, one)), at.type, at.scale, "part",
                f"{self.what}, or the first unit, {when}",
            )  # fmt: skip
        row = found_in(self.item, inside, scope, words, to_the_end=not counted)
        rate = row.card.rate
        kind = types.product(evolve(at.type, per=None, either=(), over=None, optional=False), rate.type)
        if isinstance(kind, str):
            raise mismatch(scope, kind, self.item, at, rate, "multiplying")
        begins, ends = self._edges(row, counted)
        full = self._full(row, kind, begins, ends)
        start = self.read(row, begins, f"{words}: from", f"where the row of {row.card.record.spec.name} begins")
        each = self.read(row, _column(rate), f"{words}: rate", f"{rate.says} there")
        whole = self.read(row, full, f"{words}: full rows", "what full rows before it pay")
        columns = row.card.record.spec.by_name
        scale = types.joined(at.scale, scale_of_column(columns[row.low]))
        part = computed(
            scope, self.item, Add(((1, at.operand), (-1, start))), at.type, scale, "part",
            f"part of {self.what} in the row, {when}",
        )  # fmt: skip
        own = computed(
            scope, self.item, Multiply((part.operand, each)), kind, types.multiplied(part.scale, rate.scale), "slice",
            f"what that part pays, {when}",
        )  # fmt: skip
        both = computed(
            scope, self.item, Add(((1, whole), (1, own.operand))), kind, own.scale, "slice",
            f"what all tiers pay up to there, {when}",
        )  # fmt: skip
        there = scope.table.once(
            f"{words}: there",
            IsKnown(each),
            Unit("yes/no"),
            f"{row.card.record.spec.name} has a row for it",
            "condition",
        )
        sound: tuple[Operand, ...] = (there, row.fits)
        if counted:
            none_below = Compare(at.operand, ">=", Const(Fraction(0), at.type.unit()))
            sound = (
                *sound,
                scope.table.once(
                    f"{words}: not below 0", none_below, Unit("yes/no"), f"{at.says} is not below 0", "condition"
                ),
            )
        covered = scope.table.once(
            f"{words}: covered", Logic("and", sound), Unit("yes/no"),
            f"{row.card.record.spec.name} covers it", "condition",
        )  # fmt: skip
        return computed(
            scope, self.item, Choose(((covered, both.operand),), None, row.why), kind, own.scale, "slice",
            f"what all tiers pay up to {at.says}, {when}",
        )  # fmt: skip

    def read(self, row: Found, column: str, name: str, says: str) -> Operand:
        table = self.scope.low.record_table(row.card.record)
        op = Lookup(row.card.record.spec.name, row.match, column, None, "none")
        return self.scope.table.once(
            name, op, table.column(Ref(column)).unit, says, "cell", self.scope.rule, self.item.span
        )

    def _edges(self, row: Found, counted: bool) -> tuple[str, str]:
        """The columns after which a row begins, and with which it ends. The third unit is what moves a count from 2 to 3."""
        record = row.card.record
        table, word = self.scope.low.record_table(record), record.spec.row
        ends = f"{word} up to"
        if not counted or row.low != "from":
            return row.start, ends
        unit = table.column(Ref(row.start)).unit
        zero, one = Const(Fraction(0), unit), Const(Fraction(1), unit)

        def before(column: str, says: str) -> str:
            less = table.once(f"{says} less 1", Add(((1, Ref(column)), (-1, one))), unit, f"{says}, less 1", "part")
            none = table.once(
                f"{says} is 0", Compare(Ref(column), "==", zero), Unit("yes/no"), f"{says} is 0", "condition"
            )
            return table.once(
                f"{says}, whole units", Choose(((none, zero),), less), unit, f"the unit before {says}", "edge"
            ).column

        return before(row.start, f"{word} from"), before(ends, f"{word} below")

    def _full(self, row: Found, kind: types.Type, begins: str, ends: str) -> str:
        """What the rows of a card before each of its rows pay when they are full."""
        record, low = row.card.record, self.scope.low
        table, word = low.record_table(record), record.spec.row
        theirs = tuple(column for column, _ in row.card.match)
        by = (*theirs, *((low.cell(record, record.spec.valid[0])[0].column,) if record.spec.valid is not None else ()))
        unit = kind.unit(low.digits(kind))
        width = table.once(
            f"{word} width", Add(((1, Ref(ends)), (-1, Ref(begins)))), table.column(Ref(row.start)).unit,
            f"from where the {word} begins to where it ends", "part",
        )  # fmt: skip
        pays = table.once(
            f"{word} full",
            Multiply((width, Ref(_column(row.card.rate)))),
            unit,
            f"what the {word} pays when it is full",
            "slice",
        )
        return table.once(
            f"{word} full before",
            Running(pays, by, (row.start,), False),
            unit,
            f"what full rows before the {word} pay",
            "total",
        ).column


def _column(rate: Typed) -> str:
    assert isinstance(rate.operand, Ref)
    return rate.operand.column


def _in_proportion(
    item: tree.Tiers, scope: Scope, amount: Typed, after: Typed, before: Typed, difference: Typed, card: _Up
) -> Typed:
    """An amount that is another than what the measure moves by takes the rate that all of the move has; one that moves nothing, its row's."""
    move = computed(
        scope,
        item,
        Add(((1, after.operand), (-1, before.operand))),
        after.type,
        after.scale,
        "part",
        f"move of {card.what}",
    )
    zero = Const(Fraction(0), after.type.unit())
    moved = scope.table.once(
        f"{scope.rule}: {card.what} moves", Compare(move.operand, "!=", zero), Unit("yes/no"), f"{card.what} moves", "condition",
        scope.rule, item.by.span,
    )  # fmt: skip
    standing = found_in(item, after, scope, f"{card.words}, standing")
    rate = standing.card.rate
    still = card.read(standing, _column(rate), f"{card.words}, standing: rate", f"{rate.says} where it stands")
    cases: list[tuple[Operand, Operand]] = []
    if _counted(after):  # none at all is in no row that begins with the first unit
        none = Compare(amount.operand, "==", Const(Fraction(0), amount.type.unit(scope.low.digits(amount.type))))
        words = f"{amount.says} is 0"
        nothing = scope.table.once(f"{card.words}: {words}"[:80], none, Unit("yes/no"), words, "condition")
        cases.append((nothing, Const(Fraction(0), rate.type.unit(scope.low.digits(rate.type)))))
    known = scope.table.once(
        f"{card.words}, standing: there",
        IsKnown(still),
        Unit("yes/no"),
        f"{standing.card.record.spec.name} has a row for it",
        "condition",
    )
    covered = scope.table.once(
        f"{card.words}, standing: covered",
        Logic("and", (known, standing.fits)),
        Unit("yes/no"),
        "the card covers it",
        "condition",
    )
    blended = computed(
        scope,
        item,
        Ratio(difference.operand, move.operand),
        rate.type,
        types.QUOTIENT,
        "rate",
        f"rate of all of the move of {card.what}",
    )
    taken = computed(
        scope, item, Choose(((moved, blended.operand), *cases, (covered, still)), None, standing.why), rate.type, types.QUOTIENT, "rate",
        f"rate of {item.using.name if item.using else ''}",
    )  # fmt: skip
    kind = types.product(amount.type, rate.type)
    if isinstance(kind, str):
        raise mismatch(scope, kind, item, amount, rate, "multiplying")
    return computed(
        scope,
        item,
        Multiply((amount.operand, taken.operand)),
        kind,
        types.QUOTIENT,
        "amount",
        f"{amount.says} x that rate",
    )
