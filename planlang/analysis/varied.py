"""A plan on data in which one cell is the unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from planlang.analysis.curve import Curve, Curved, Evaluate, Form, Outcome, Refused, explore
from planlang.analysis.linear import Function, NotLinear, Region, Unrounded, unknown
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph, SpineKey
from planlang.core.values import Values
from planlang.diagnostics.catalogue import head
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.order import has_errors
from planlang.engines.interpreter import EXACT, Arithmetic, Evaluator, Refusal, check_data
from planlang.slotted import evolve, frozen

UNROUNDED = Unrounded()


@frozen
class Cell:
    """A cell of the data: record, column, and the number of the row."""

    record: str
    column: str
    row: int


def with_cell(data: Dataset, cell: Cell, value: Any) -> Dataset:
    """The data with another value there; the other rows are shared. ``value`` counts units of the column."""
    record = data[cell.record]
    column = record.columns[cell.column]
    den = column.den if isinstance(column.den, int) else 1
    items = list(column.items)
    units = value * den
    # Whole units are plain numbers, as in data that was read: the interpreter counts on it.
    items[cell.row] = units.numerator if isinstance(units, Fraction) and units.denominator == 1 else units
    return {**data, cell.record: evolve(record, columns={**record.columns, cell.column: Values(items, column.den)})}


def value_of(data: Dataset, cell: Cell) -> Fraction:
    """What stands there."""
    return Fraction(data[cell.record].columns[cell.column].at(cell.row) or 0)


@frozen
class Watched:
    """What is watched: the payouts of some people in some periods (``None``: all), each summed to one number."""

    people: Sequence[str]
    periods: frozenset[int] | None = None


def payouts(reader: Evaluator, watched: Watched) -> list[Any]:
    """The total payout of each of the people, whatever numbers the evaluator has."""
    info = reader.graph.payout
    assert info is not None, "a plan without a payout pays nobody"
    rows = list(range(reader.count(info.table)))
    names = reader.column(info.table, info.participant, rows).items
    numbers = reader.column(info.table, info.period, rows).items
    sums: list[Any] = []
    for person in watched.people:
        mine = [
            row for row in rows
            if names[row] == person and (watched.periods is None or numbers[row] in watched.periods)
        ]  # fmt: skip
        values = reader.column(info.table, info.result, mine)
        total: Any = 0
        for place, item in enumerate(values.items):
            den = values.den[place] if isinstance(values.den, list) else values.den or 1
            total = total + (item if den == 1 else item * Fraction(1, den))
        sums.append(total)
    return sums


def paid(graph: Graph, data: Dataset, watched: Watched) -> tuple[Fraction, ...] | Refused:
    """What is paid to the cent, by the interpreter."""
    out = _run(graph, data, lambda reader: payouts(reader, watched), EXACT)
    return out if isinstance(out, Refused) else tuple(Fraction(value) for value in out)


def _run(graph: Graph, data: Dataset, read: Read, arithmetic: Arithmetic) -> list[Any] | Refused:
    reader = Evaluator(graph, data, arithmetic)
    try:
        found = check_data(reader)
        if has_errors(found):
            return _refused(found)
        return read(reader)
    except Refusal as refusal:
        return _refused(refusal.diagnostics)


def _refused(found: Sequence[Diagnostic]) -> Refused:
    """Why, in words that hold for every amount on the stretch."""
    rule = head(found[0].rule)
    return Refused(f"the plan refuses this: {rule.name}")


def evaluation(
    graph: Graph, data: Dataset, cell: Cell, watched: Watched, arithmetic: Unrounded = UNROUNDED
) -> Evaluate:
    """Runs the plan with ``t`` in a cell; roundings to coins are left out."""
    return evaluating(
        graph, lambda value: with_cell(data, cell, value), lambda reader: payouts(reader, watched), arithmetic
    )


Read = Callable[[Evaluator], list[Any]]
"""What is asked of a plan that runs: some numbers."""


def evaluating(
    graph: Graph, change: Callable[[Any], Dataset], read: Read, arithmetic: Arithmetic = UNROUNDED
) -> Evaluate:
    """Runs the plan on data that ``t`` changes, and reads some numbers; roundings are left out, if the ``arithmetic`` is no other."""

    def evaluate(region: Region) -> Outcome:
        point = region.low == region.high
        if point and isinstance(arithmetic, Unrounded) and arithmetic.reach is not None:
            # Which roundings are steps hangs on how they move, so that a point is asked as what lies beside it.
            found = run(unknown(region), region)
            if not isinstance(found, Curved):
                return found
        return run(region.sample if point else unknown(region), region)

    def run(value: Any, region: Region) -> Outcome:
        point = not isinstance(value, Function)
        try:
            out = _run(graph, change(value), read, arithmetic)
        except NotLinear as why:
            return Curved(str(why))
        except (
            RuntimeError,
            TypeError,
        ) as error:  # the interpreter met a number that it can't use as it uses plain ones
            if point or not isinstance(error.__cause__ or error, (TypeError, AttributeError)):
                raise
            # Mostly it was about to say why it refuses the amount, which it can for a plain one.
            plain = _run(graph, change(region.sample), read, arithmetic)
            return (
                plain if isinstance(plain, Refused) else Curved("the amount is used where only a plain number can be")
            )
        if isinstance(out, Refused):
            return out
        try:
            parts = [v.linear if isinstance(v, Function) else (Fraction(v), Fraction(0)) for v in out]
        except NotLinear as why:
            return Curved(str(why))
        return Form(tuple(a for a, _ in parts), tuple(b for _, b in parts))

    return evaluate


def curve_of(graph: Graph, data: Dataset, cell: Cell, watched: Watched, low: Fraction, high: Fraction) -> Curve:
    """The payouts of the people watched as functions of a cell, between two values."""
    arithmetic = Unrounded(high - low)
    found = explore(evaluation(graph, data, cell, watched, arithmetic), low, high)
    return evolve(found, whole=found.whole and not arithmetic.skipped)


def evaluator_at(graph: Graph, data: Dataset, cell: Cell, t: Fraction) -> Evaluator:
    """An evaluator that rounds nothing, of the data with a plain number in the cell."""
    return Evaluator(graph, with_cell(data, cell, t), Unrounded())


def moving_measures(
    graph: Graph, data: Dataset, person: str, cell: Cell, low: Fraction, high: Fraction
) -> list[tuple[str, str, str, int]]:
    """The ratios among a person's measures that move with the amount: name, table, column and the last row that does."""
    found = []
    region = Region((low + high) / 2, low, high)
    reader = Evaluator(graph, with_cell(data, cell, unknown(region)), Unrounded())
    for measure in graph.measures:
        table = graph.tables[measure.table]
        owner = owner_of(graph, measure.table)
        if owner is None or table.columns[measure.value].unit.kind not in ("percent", "multiplier"):
            continue
        try:
            people = reader.column(measure.table, owner).items
            rows = [row for row, name in enumerate(people) if name == person]
            items = reader.column(measure.table, measure.value, rows).items
        except (Refusal, NotLinear, RuntimeError):  # a measure that nobody is paid by may have no value
            continue
        moving = [row for row, item in zip(rows, items, strict=True) if isinstance(item, Function)]
        if moving:
            found.append((measure.name, measure.table, measure.value, moving[-1]))
    return found


def owner_of(graph: Graph, table: str) -> str | None:
    """The column that says whose a row is: a credit's participant, or the person of a table of people and periods."""
    for credit in graph.credits:
        if credit.table == table:
            return credit.participant
    for name, column in graph.tables[table].columns.items():
        if isinstance(column.op, SpineKey) and column.op.part == "person":
            return name
    return None
