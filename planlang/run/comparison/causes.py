"""What is behind a payout that differs: the cells of the data, and the lines of the plan, that are not the same in two explanations of it.

A step has the same id in both where the plan says the same of the same row. So a cell of the data that differs is a step with another
value, a row that counts in one of them only has steps there only, and a plan that says otherwise has steps of other words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planlang.explain.model import Explanation, FromData, FromPlan, Step
from planlang.explain.numbers import shown

Texts = Mapping[str, str]
"""The text of each file of a plan."""


def causes(before: Explanation | None, after: Explanation | None, before_plan: Texts, after_plan: Texts) -> list[str]:
    """Each in words; none where nothing is behind it that can be named."""
    if before is None or after is None:
        return [] if before is after else ["only one of the runs has such a participant"]
    return [*_cells(before, after), *_lines(before, after, before_plan, after_plan)]


def _cells(before: Explanation, after: Explanation) -> Iterator[str]:
    """Cells with another value; and rows that are read in one of the two only, each named once."""
    old, new = _from_data(before), _from_data(after)
    for name, (step, cell) in new.items():
        if name in old and old[name][0].result != step.result:
            yield f"{_place(cell)}, {cell.column}: {_value(step, after)}, was {_value(old[name][0], before)}"
    rows_before, rows_after = _rows(old), _rows(new)
    for (_, row), cell in rows_after.items():
        if (_, row) not in rows_before:
            yield f"{_place(cell)}, {row}: takes part now, and did not before"
    for (_, row), cell in rows_before.items():
        if (_, row) not in rows_after:
            yield f"{_place(cell)} before, {row}: takes no part now"


def _place(cell: FromData) -> str:
    return f"{cell.file} row {cell.row}"


def _rows(cells: Mapping[str, tuple[Step, FromData]]) -> dict[tuple[str, str], FromData]:
    return {(step.at.table, step.id.partition("@")[2]): cell for step, cell in cells.values()}


def _from_data(explanation: Explanation) -> dict[str, tuple[Step, FromData]]:
    """The steps that read a cell, by their ids, which name table, column and row and not the place in the file."""
    return {
        step.id: (step, one.origin)
        for step in explanation.steps
        if step.op == "cell"
        for one in step.inputs
        if isinstance(one.origin, FromData)
    }


def _value(step: Step, explanation: Explanation) -> str:
    return "nothing" if step.result is None else shown(step.result, step.unit, explanation.calendar)


def _lines(before: Explanation, after: Explanation, before_plan: Texts, after_plan: Texts) -> Iterator[str]:
    """Lines of the plan that take part in the one and that the other plan doesn't have."""
    old, new = _used(before, after, before_plan), _used(after, before, after_plan)
    known, had = _all_lines(after_plan), _all_lines(before_plan)
    for (file, number), text in new.items():
        if text not in had:
            yield f"{file}:{number} now says: {text}"
    for (file, number), text in old.items():
        if text not in known:
            yield f"{file}:{number} said: {text}"


def _used(explanation: Explanation, other: Explanation, plan: Texts) -> dict[tuple[str, int], str]:
    """The lines behind steps that are not in the other explanation, or come out otherwise there, and are not nothing."""
    lines: dict[tuple[str, int], str] = {}
    for step in explanation.steps:
        there = other.by_id.get(step.id)
        if (there is not None and there.result == step.result) or (there is None and not step.result):
            continue
        places = [one.origin.place for one in step.inputs if isinstance(one.origin, FromPlan)]
        for place in [*places, *([step.place] if step.place is not None else [])]:
            text = plan.get(place.file, "").split("\n")
            if place.line <= len(text):
                lines[place.file, place.line] = " ".join(text[place.line - 1].split())
    return dict(sorted(lines.items()))


def _all_lines(plan: Texts) -> set[str]:
    return {" ".join(line.split()) for text in plan.values() for line in text.split("\n")}
