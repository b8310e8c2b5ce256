"""Tiers that are measured by the result of the rule they stand in: a share whose tier depends on the share kept so far.

An amount fills the tiers from where the result stood before it, and how much of an amount a tier takes depends on its rate. With rates
above 0 the tiers' ends can be said in amounts instead of results, at the rates of the row at hand: a tier takes the length of its
result over its rate. Then the amount moves through these as any measure moves through tiers, forwards or, on a return, backwards.
What the result was before is a ``Fold``, whose state is the result with this row.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import Add, Choose, Compare, Const, Cut, Fold, Logic, Multiply, Operand, OrderCheck, Ratio, Ref
from planlang.diagnostics.model import Label, Repair
from planlang.lowering.bands import Tier, rows_of, tiers
from planlang.lowering.context import Lowering, Poison, Typed, constant, exact
from planlang.lowering.mismatches import mismatch
from planlang.lowering.running import partition_of
from planlang.lowering.scope import Scope
from planlang.lowering.tiers import Slice, own_total, reached
from planlang.lowering.values import computed, number
from planlang.questions.aggregates import ask_whose, ask_window
from planlang.questions.own_result import ask_carried, refuse_form, refuse_nested
from planlang.semantics import types
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps


def own_slices(steps: Steps, step: tree.Change, item: tree.Tiers) -> list[Slice]:
    """The amount so far, divided over tiers of the rule's own result."""
    scope, low, by = steps.scope, steps.low, item.by
    assert isinstance(by, tree.Aggregate)
    assert isinstance(steps.decl, tree.Rule)
    _refuse(low, steps.decl, step, by, scope)
    amount = steps.current(step)
    before = _before(scope, by, amount.type)
    bands = tiers(
        scope, rows_of(scope, item.rows, item.using, item.span), before, low.words(by), item.span, sliced=True
    )
    return _Own(steps, item, amount, before, bands).slices()


def own_reached(item: tree.Tiers, scope: Scope) -> Typed:
    """The tier that the result of the rows before this one is in: it says this row's rate, and nothing is divided."""
    low, by = scope.low, item.by
    assert isinstance(by, tree.Aggregate)
    decl = low.model.names.get(by.source)
    step = (
        next((one for one in decl.steps if isinstance(one, tree.Change) and one.value is item), None)
        if isinstance(decl, tree.Rule)
        else None
    )
    if not isinstance(decl, tree.Rule) or not isinstance(step, tree.Change):
        raise refuse_nested(low, item)
    _refuse(low, decl, step, by, scope)
    return reached(item, scope, _before(scope, by, types.money(low.model.header.currency)))


def _refuse(low: Lowering, decl: tree.Rule, step: tree.Change, by: tree.Aggregate, scope: Scope) -> None:
    """Refuses the forms in which a rule that is measured by its own result has no one meaning, or none that is built."""
    if low.model.changes:
        from planlang.lowering.versions import versions_of

        if len(versions_of(low, decl)) > 1:
            raise low.not_built("tiers by the own result of a rule that is amended are", by.span)
    refuse_form(low, decl, step, by, scope)


def carry(steps: Steps, result: Typed) -> None:
    """Gives the result so far, with this row, a column: what the tiers of the next row begin at."""
    for step in steps.decl.steps:
        if isinstance(step, tree.Change) and isinstance(step.value, tree.Tiers) and own_total(step.value, steps.name):
            assert isinstance(steps.decl, tree.Rule)
            ask_carried(steps.low, steps.decl, step, result)
            table, says = steps.scope.table, _state(steps.name)
            op = Add(((1, Ref(_fold(steps.name))), (1, result.operand)))
            unit = result.type.unit(steps.digits(result))
            added = table.add(says, op, unit, says, "total", steps.name, step.value.by.span)
            assert added.column == says


def _state(name: str) -> str:
    return f"{name} so far, with this credit"


def _fold(name: str) -> str:
    return f"{name} so far, before this credit"


def _before(scope: Scope, by: tree.Aggregate, amount: types.Type) -> Typed:
    """The result of the rows before this one."""
    low, name = scope.low, by.source
    window = ask_window(low, by, scope)
    ask_whose(low, by, scope, window)
    parts = partition_of(by, scope, window)
    credit = low.credit(scope.credit or "", by.span)
    if not credit.ordered:
        raise Poison(by.source)  # the credit has been asked for its order
    if by.owner != "participant":  # the credits' own order tells one person's credits apart only
        low.orders.append(OrderCheck(scope.table.name, parts, credit.ordered, by.span, low.words(by)[:100]))
    kind = evolve(amount, per=None, either=(), over=None)
    unit = kind.unit(low.digits(kind))
    says = _fold(name)
    op = Fold(_state(name), Const(Fraction(0), unit), parts, credit.ordered)
    column = scope.table.add(says, op, unit, says, "measure", name, by.span)
    assert column.column == says
    return Typed(column, kind, types.DECIMAL, by.span, says)


class _Own:
    """The columns of one such table."""

    def __init__(self, steps: Steps, item: tree.Tiers, amount: Typed, before: Typed, bands: list[Tier]) -> None:
        self.steps, self.item, self.amount, self.before = steps, item, amount, before
        self.scope: Scope = steps.scope
        self.bands = self._open(bands)
        self.rates = [self._rate(band) for band in self.bands]
        first, last = self.bands[0], self.bands[-1]
        self.bottom, self.top = first.low, last.high
        self.nothing = Const(Fraction(0), before.type.unit(self.scope.low.digits(before.type)))
        # amounts are counted from here: where the first tier starts, or ends if it has no start
        ends = (first.low, first.high, self.nothing)
        self.origin: Operand = next(end for end in ends if end is not None)

    def _open(self, bands: list[Tier]) -> list[Tier]:
        """The tiers that have a rate: refused ones may lie below them and above them, not between."""
        refused = [isinstance(band.row, tree.Row) and isinstance(band.row.value, tree.Refused) for band in bands]
        kept = [place for place, no in enumerate(refused) if not no]
        if not kept or True in refused[kept[0] : kept[-1]]:
            place = refused.index(True, kept[0] if kept else 0)
            raise self.scope.low.fail(
                "own-result-rate",
                f"the result of {self.steps.name} can't get past a tier that is refused",
                bands[place].span,
                repairs=(Repair("Give it a rate above 0, or refuse what is above it, too."),),
            )
        return bands[kept[0] : kept[-1] + 1]

    def _column(self, op: object, band: Tier | None, says: str, scale: types.Scale = types.QUOTIENT) -> Operand:
        node: tree.Node = self.item if band is None or band.row is None else band.row.key
        return computed(self.scope, node, op, self.before.type, scale, "part", says).operand

    def _rate(self, band: Tier) -> Typed:
        """The rate of a tier, which must be above 0: by a rate of 0 no amount would ever fill it."""
        scope, low = self.scope, self.scope.low
        assert isinstance(band.row, tree.Row) and not isinstance(band.row.value, tree.Refused)
        rate = number(band.row.value, scope, "a rate")
        kind = types.product(self.before.type, rate.type)
        if isinstance(kind, str):
            raise mismatch(scope, kind, self.item, self.amount, rate, "multiplying")
        if rate.type.kind != "unknown" and not rate.type.plain:
            raise low.fail(
                "own-result-rate",
                f"tiers by the own result of {self.steps.name} need plain rates, and `{rate.says}` is {rate.type.words()}",
                band.row.value.span,
                repairs=(Repair("Write percentages or multipliers, such as `30%`."),),
            )
        fixed = constant(rate)
        if fixed is not None:
            if exact(fixed) > 0:
                return rate
            raise low.fail(
                "own-result-rate",
                f"by a rate of {rate.says} the result of {self.steps.name} never comes to the end of its tier",
                band.row.value.span,
                "a rate above 0 was expected here",
                also=(Label(self.item.by.span, "the tiers are measured by the rule's own result"),),
                consequence="How much of an amount a tier takes is what is left of the tier, divided by its rate.",
                repairs=(
                    Repair("Write a rate above 0."),
                    Repair("If it is not to come that far, stop a run in which it would:", f"{band.says}: refused"),
                    Repair("Or measure the tiers by the credits:", "tiers by running total amount of …"),
                ),
            )
        above = Compare(rate.operand, ">", Const(Fraction(0), rate.type.unit()))
        node, says = band.row.key, f"rate {band.says} is above 0"
        holds = computed(scope, node, above, types.YESNO, types.WHOLE, "condition", says)
        op = Choose(((holds.operand, rate.operand),), None, f"the rate {band.says} is not above 0")
        return computed(scope, node, op, rate.type, rate.scale, "rate", f"rate {band.says}")

    def slices(self) -> list[Slice]:
        name = self.steps.name
        made: list[Operand] = []
        for band, rate in zip(self.bands, self.rates):
            part = self._column(
                Cut(self.origin, self.before.operand, band.low, band.high), band, f"part of {name} so far {band.says}"
            )
            made.append(self._column(Ratio(part, rate.operand), band, f"amount behind {name} so far {band.says}"))
        start = self._column(
            Add(tuple((1, one) for one in made)), None, f"amount behind {name} so far, at this credit's rates"
        )
        end = self._column(
            Add(((1, start), (1, self.amount.operand))), None, f"amount behind {name} so far, with this credit"
        )
        found: list[Slice] = []
        lower: Operand | None = None if self.bottom is None else self.nothing
        for index, (band, rate) in enumerate(zip(self.bands, self.rates)):
            upper = self._end(index, lower)
            part = self._column(Cut(start, end, lower, upper), band, f"part of the amount {band.says}")
            kind, scale = self.before.type, types.QUOTIENT
            op = Multiply((part, rate.operand))
            slice_ = computed(
                self.scope, band.row.key if band.row else self.item, op, kind, scale, "slice", f"slice {band.says}"
            )
            found.append(Slice(band.says, slice_))
            lower = upper
        if self.bottom is not None or self.top is not None:
            found.append(Slice("outside the tiers", self._inside(end, lower)))
        return found

    def _end(self, index: int, lower: Operand | None) -> Operand | None:
        """The amount at which a tier ends."""
        band, rate = self.bands[index], self.rates[index]
        if band.high is None:
            return None
        if lower is None or band.low is None:  # amounts are counted from the end of a first tier without a start
            return self.nothing
        length = self._column(Add(((1, band.high), (-1, band.low))), band, f"length of the tier {band.says}")
        takes = self._column(Ratio(length, rate.operand), band, f"amount that the tier {band.says} takes")
        return takes if lower is self.nothing else self._column(
            Add(((1, lower), (1, takes))), band, f"amount behind all that is up to the end of {band.says}"
        )  # fmt: skip

    def _inside(self, end: Operand, last: Operand | None) -> Typed:
        """Neither what the result was nor what it becomes may lie outside the tiers."""
        scope, before = self.scope, self.before.operand
        checks: list[tuple[str, Compare]] = []
        if self.bottom is not None:
            checks.append(("was not below the first tier", Compare(before, ">=", self.bottom)))
            checks.append(("does not fall below the first tier", Compare(end, ">=", self.nothing)))
        if self.top is not None and last is not None:
            checks.append(("was not above the last tier", Compare(before, "<=", self.top)))
            checks.append(("does not rise above the last tier", Compare(end, "<=", last)))
        name = self.steps.name
        holds = tuple(
            computed(scope, self.item, op, types.YESNO, types.WHOLE, "condition", f"{name} so far {says}").operand
            for says, op in checks
        )
        inside = computed(
            scope, self.item, Logic("and", holds), types.YESNO, types.WHOLE, "condition", f"{name} stays in the tiers"
        )
        why = f"{name} so far leaves the tiers, which do not cover it or refuse it"
        op = Choose(((inside.operand, self.nothing),), None, why)
        return computed(scope, self.item, op, self.before.type, types.WHOLE, "slice", "slice outside the tiers")
