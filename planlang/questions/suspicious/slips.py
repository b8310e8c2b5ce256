"""Slips of a unit: 500% among 5% and 7%, or `times 5` where 5% was meant."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.decimals import decimal_text, grouped
from planlang.diagnostics.model import Label, Repair
from planlang.diagnostics.place import Span
from planlang.questions.suspicious.fixed import Fixed, fixed, fixed_rows, measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

MUCH = 2
"""Whoever pays this many times the amount sold, and nothing else, hardly meant it."""
NEAR = 3
"""A hundredth (or hundredfold) is like the other rows if it is within this factor of them …"""
FAR = 20
"""… and the value itself is not, if it is above them by this one, or …"""
FAINT = 50
"""… below them by this one: a small first rate is commoner than a huge last one."""
RATES = frozenset({"rate", "rates", "percent", "percentage", "pct", "commission", "share"})
"""Words in the name of a column that say it is a part of an amount."""
OFTEN = 10
"""A kicker that multiplies a rate by so much, or …"""
FEW = Fraction(1, 20)
"""… leaves so little of it, was hardly meant to."""


def report_slips(
    low: Lowering,
    rule: tree.Rule,
    tables: list[tree.Tiers | tree.Curve],
    named: list[tree.TableBy | tree.Matrix],
) -> None:
    """Warns of values a hundred times what the others are, and of rules that pay what was sold several times."""
    slipped: list[tree.Node] = [table for table in tables if _among_rows(low, fixed_rows(low, table))]
    slipped += [table for table in named if _among_rows(low, _cells(table), rising=False)]
    _of_a_column(low, rule)
    if not slipped and rule.pays:
        _of_the_amount(low, rule)
        _of_a_rate(low, rule)


def _cells(table: tree.TableBy | tree.Matrix) -> list[Fixed]:
    """The values of a table by names, or of a matrix, each as a row of its own."""
    rows = (
        [tree.Row(cell.span, row.trivia, row.key, cell) for row in table.rows for cell in row.cells]
        if isinstance(table, tree.Matrix)
        else table.rows
    )
    found = ((row, fixed(row.value)) for row in rows)
    return [Fixed(None, None, value, row) for row, value in found if value is not None]


def _among_rows(low: Lowering, rows: list[Fixed], rising: bool = True) -> bool:
    """Whether one value is far above the others, or, where they rise row by row, far below them."""
    rates = [row for row in rows if isinstance(row.row.value, tree.NumberLit) and row.value > 0]
    for row in rates:
        others = [other.value for other in rates if other is not row]
        if not others:
            continue
        least, most = min(others), max(others)
        large = row.value >= 1 and row.value > most * FAR and _like(row.value / 100, least, most)
        small = rising and len(others) > 1 and row.value < least / FAINT and _like(row.value * 100, least, most)
        zero_more = row.value >= 5 and row.value > most * 8 and _like(row.value / 10, least, most)
        if zero_more and not large:
            _report_zero(low, row, max(others))
            return True
        if large or small:
            nearest = min((o for o in rates if o is not row), key=lambda other: abs(other.value - row.value))
            low.report.add(
                "unit-slip",
                f"{low.words(row.row.value)} is {'far above' if large else 'far below'} the other rows; "
                f"{'a hundredth' if large else 'the hundredfold'} would be like them",
                row.row.span,
                also=(Label(nearest.row.span, "the nearest of them"),),
                consequence=f"A rate of {low.words(row.row.value)} pays {_share(row.value)} for 100 sold.",
                repairs=(Repair("Write what was meant:", _instead(row.value / 100 if large else row.value * 100)),),
            )
            return True
    return False


def _report_zero(low: Lowering, row: Fixed, most: Fraction) -> None:
    """A value with a zero more than the others: 1300% among 80% and 110%."""
    assert isinstance(row.row.value, tree.NumberLit)
    multiple = row.row.value.unit == "multiplier"
    meant = f"{decimal_text(row.value / 10)}x" if multiple else _instead(row.value / 10)
    low.report.add(
        "unit-slip",
        f"{low.words(row.row.value)} is far above the other rows; a tenth would be like them",
        row.row.span,
        "perhaps a digit more than was meant",
        consequence=f"It pays {grouped(row.value / most)} times what the highest of the others pays."
        if (row.value / most).denominator == 1
        else "It pays many times what the highest of the others pays.",
        repairs=(Repair("Write what was meant:", meant),),
    )


def _like(value: Fraction, least: Fraction, most: Fraction) -> bool:
    return least / NEAR <= value <= most * NEAR


def _share(value: Fraction) -> str:
    return grouped(value * 100)


def _instead(value: Fraction) -> str:
    return f"{decimal_text(value * 100)}%"


def _of_the_amount(low: Lowering, rule: tree.Rule) -> None:
    """A rule of which the only factor is a plain number (or 200% and more), on an amount that was sold."""
    start = next((step for step in rule.steps if isinstance(step, tree.Start)), None)
    changes = [step for step in rule.steps if isinstance(step, tree.Change)]
    if start is None:
        return
    first = start.value
    amount: tree.Value = first
    factor: tree.Value | None = None
    place = first.span
    if isinstance(first, tree.Of):
        amount, factor = first.whole, first.share
    elif isinstance(first, tree.Binary) and first.op == "*":
        amount, factor = (first.left, first.right) if fixed(first.left) is None else (first.right, first.left)
    elif len(changes) == 1 and changes[0].word == "times" and changes[0].when is None:
        factor, place = changes[0].value, changes[0].span
        changes = []
    if factor is None or any(change.word == "times" for change in changes) or not is_sold(low, amount):
        return
    if isinstance(factor, tree.Tiers):
        for row in fixed_rows(low, factor):
            if _too_much(row.row.value, MUCH):
                _report(low, row.row.value, row.row.span, amount)
                return
    elif isinstance(factor, (tree.TableBy, tree.Matrix)):
        for row in _cells(factor):
            if _too_much(row.row.value, MUCH):
                _report(low, row.row.value, row.row.span, amount)
                return
    elif _too_much(factor, 1 if isinstance(factor, tree.NumberLit) and factor.unit == "number" else MUCH):
        _report(low, factor, place, amount)


def _of_a_rate(low: Lowering, rule: tree.Rule) -> None:
    """A rate of what was sold, and then, under a condition, many times as much, or a few percent of it."""
    start = next((step.value for step in rule.steps if isinstance(step, tree.Start)), None)
    if not isinstance(start, tree.Of) or not isinstance(start.share, tree.NumberLit) or not is_sold(low, start.whole):
        return
    rate = fixed(start.share)
    for step in rule.steps:
        if not isinstance(step, tree.Change) or step.word != "times" or step.when is None:
            continue
        factor = step.value
        value = fixed(factor)
        if value is None or not isinstance(factor, tree.NumberLit) or rate is None:
            continue
        if value >= OFTEN or (factor.unit == "percent" and 0 < value <= FEW):
            low.report.add(
                "unit-slip",
                f"{low.words(factor)} of a rate of {low.words(start.share)} is {decimal_text(rate * value * 100)}%",
                step.span,
                also=(Label(start.span, "the rate"),),
                consequence=f"Of 100 sold, {_share(rate)} become {_share(rate * value)}.",
                repairs=(
                    Repair("A tenth more, for example, is a multiple:", "times  1.1x when …"),
                    Repair("To add to the rate, add to the amount:", f"plus  2% of {low.words(start.whole)} when …"),
                ),
            )
            return


def _of_a_column(low: Lowering, rule: tree.Rule) -> None:
    """An amount that was sold times a column that is called a rate and declared a plain number: whether a cell 5 is 5% is in no word of the plan."""
    for item, one, other in _products(rule, None):
        for amount, factor in ((one, other), (other, one)):
            if not isinstance(factor, tree.Column) or len(factor.parts) != 2 or not is_sold(low, amount):
                continue
            word, name = factor.parts
            record = low.model.rows.get(word)
            column = record.columns.get(name) if record is not None else None
            if column is None or column.type.kind != "number" or RATES.isdisjoint(name.split("_")):
                continue
            low.report.add(
                "unit-slip",
                f"{word}.{name} is a plain number: a cell `5` pays five times {low.words(amount)}",
                item.span,
                also=(Label(column.span, "a plain number"),),
                consequence="A file that has 5 for five percent, as most have, would pay a hundred times too much.",
                repairs=(
                    Repair("If the file has `5` or `5%` for five percent:", f"{name}: percent"),
                    Repair("If it has `0.05`:", f"{name}: fraction"),
                    Repair("If it is a multiple:", f"{name}: multiplier"),
                ),
            )
            return


def _products(item: tree.Node, so_far: tree.Value | None) -> Iterator[tuple[tree.Node, tree.Value, tree.Value]]:
    """Each product below a node, with its two factors; for a step `times` the first is the rule's first amount."""
    for child in tree.children(item):
        if isinstance(child, tree.Start):
            so_far = child.value
        if isinstance(child, tree.Binary) and child.op == "*":
            yield child, child.left, child.right
        elif isinstance(child, tree.Of):
            yield child, child.share, child.whole
        elif isinstance(child, tree.Change) and child.word == "times" and so_far is not None:
            yield child, so_far, child.value
        yield from _products(child, None)


def _too_much(item: tree.Node, from_: int) -> bool:
    value = fixed(item)
    return isinstance(item, tree.NumberLit) and item.unit != "multiplier" and value is not None and value >= from_


def is_sold(low: Lowering, item: tree.Node) -> bool:
    """Whether a value is what was sold: a credit's amount, a total of such amounts, or a part of these."""
    item = measured_by(low, item)
    if isinstance(item, tree.PartOf):
        return is_sold(low, item.value)
    if isinstance(item, tree.LowerHigher):
        return any(is_sold(low, one) for one in item.values)
    if isinstance(item, tree.Column):
        return item.parts == ("credit", "amount")
    return isinstance(item, tree.Aggregate) and item.function == "total" and item.field == "amount"


def _report(low: Lowering, factor: tree.Node, place: Span, amount: tree.Node) -> None:
    value = fixed(factor)
    assert value is not None and isinstance(factor, tree.NumberLit)
    low.report.add(
        "unit-slip",
        f"the rule pays {low.words(factor)} times {low.words(amount)}: {'several times' if value > 1 else 'all of'} what was sold"
        if factor.unit == "number"
        else f"the rule pays {low.words(factor)} of {low.words(amount)}: several times what was sold",
        place,
        consequence=f"A deal of 100 would pay {_share(value)}.",
        repairs=(
            Repair("Was it meant in percent?", _instead(value / 100)),
            Repair("If it is meant, say it as a multiple:", f"{decimal_text(value)}x"),
        ),
    )
