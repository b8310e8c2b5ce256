"""How far each measure went: its figure, the arithmetic behind it, and the nearest tier that it did not reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from planlang.core import graph as g
from planlang.explain.model import FromStep, Step
from planlang.explain.numbers import plain, shown
from planlang.explain.relevant import brought_forward, of_another_period, of_period
from planlang.explain.sheet import MANY, Sheet, as_number
from planlang.explain.working import Working, working

FEW_NOTES = 4
"""So many notes on one figure are worth their lines."""


def reached(sheet: Sheet) -> Iterator[str]:
    """Each measure as it stands after the last row that moves it; of measures by period those that this period needs."""
    first = True
    for measure in sheet.graph.measures:
        steps = [s for s in sheet.explanation.steps if s.at.table == measure.table and s.at.column == measure.value]
        if measure.before is not None:
            steps = [_last(sheet, measure, steps)] if steps else []
        elif not sheet.full:
            steps = _needed(sheet, steps)
        if steps and first:
            yield from sheet.title("How far you got")
            first = False
        for group in _alike(sheet, measure, steps):
            yield from _figure(sheet, measure, group)


def _last(sheet: Sheet, measure: g.MeasureInfo, steps: Sequence[Step]) -> Step:
    """A measure that runs from credit to credit, as it stands in the end."""
    rules = [c for c in sheet.graph.components if c.name in sheet.facts.rows and c.table == measure.table]
    order = [row for rule in rules for row in sheet.facts.rows[rule.name]]
    return max(steps, key=lambda s: order.index(s.at.row) if s.at.row in order else -1)


def _needed(sheet: Sheet, steps: Sequence[Step]) -> list[Step]:
    """Those that this period's figures are made from; of very many the period's own."""
    among = sheet.reading.among
    known = among | brought_forward(sheet.explanation, among)
    found = sorted((step for step in steps if step.id in known), key=lambda s: s.at.row)
    if len(found) <= MANY:
        return found
    return [step for step in found if of_period(sheet.explanation, step.id)] or found[-1:]


def _alike(sheet: Sheet, measure: g.MeasureInfo, steps: Sequence[Step]) -> list[list[Step]]:
    """Neighbouring periods with the same figure stand in one line."""
    rows = sheet.graph.tables[measure.table].rows
    if sheet.full or not isinstance(rows, g.Spine) or rows.unit is None:
        return [[step] for step in steps]
    return [list(group) for _, group in groupby(steps, key=lambda step: (_whose(step), step.result))]


def _whose(step: Step) -> str:
    """Of whom a row for each person and period is."""
    return step.id.rpartition("@")[2].rpartition(" / ")[0]


def _figure(sheet: Sheet, measure: g.MeasureInfo, group: list[Step]) -> Iterator[str]:
    step = group[-1]
    found = working(sheet.reading, step) if step.id in sheet.reading.among else None
    names = [sheet.short(one.id.partition("@")[2]) if measure.before is None else "" for one in group]
    if len(group) > 1:
        names = [f"{names[0]} to {names[-1] or sheet.explanation.period}"]
    text = (
        f"  {' '.join([measure.name, names[0]]).strip()}  {shown(step.result, step.unit, sheet.explanation.calendar)}"
    )
    told = found is not None and _said_once(sheet, group, found)
    if told and found is not None and found.text:
        text += f" = {found.text}"
        if found.exact != step.result:
            text += f" = {plain(found.exact, step.unit, sheet.explanation.calendar)}, rounded"
    *most, last = sheet.wrapped(text.strip(), 2) if len(text) > sheet.width else [text]
    yield from most
    yield sheet.ends(last, sheet.where(measure.place))
    if of_another_period(sheet.explanation, step) and not sheet.full:
        return  # of earlier periods the figures are enough
    if told and found is not None:
        for note in found.notes[: None if sheet.full else FEW_NOTES]:
            yield from sheet.wrapped(note, 4)
    for line in _next(sheet, step):
        yield from sheet.wrapped(line, 4)


def _said_once(sheet: Sheet, group: list[Step], found: Working) -> bool:
    """Whether the arithmetic of the last of several lines is that of all of them."""
    others = (working(sheet.reading, step) for step in group[:-1])
    return all(other is not None and other.text == found.text for other in others)


def _next(sheet: Sheet, step: Step) -> Iterator[str]:
    """The nearest tier of a measure that was not reached."""
    short = []
    for user in sheet.explanation.steps:
        if user.op in ("cut", "band") and any(
            isinstance(i.origin, FromStep) and i.origin.step == step.id for i in user.inputs
        ):
            short += [(as_number(m.by), m.of, m.unit) for m in user.margins if m.kind == "short"]
    if short:
        by, of, unit = min(short, key=lambda one: one[0])
        tier = of.partition(" from ")[2] or of.partition(" above ")[2] or of
        yield f"next: from {tier}, {shown(by, unit, sheet.explanation.calendar)} more"
