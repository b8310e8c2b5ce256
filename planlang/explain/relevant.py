"""Which steps belong on a page about one period: not what earlier periods' pages have told already."""

from __future__ import annotations

from planlang.core.graph import Spine
from planlang.explain.model import Explanation, FromStep, Step

BROUGHT_FORWARD = frozenset({"previous", "level", "fold"})
"""Operations that go on from the row before: from an earlier period they need only where that ended."""


def relevant(explanation: Explanation) -> frozenset[str]:
    """The ids of the steps behind the result, without those behind what was brought forward from an earlier period."""
    found: set[str] = set()
    waiting = [explanation.result.id]
    while waiting:
        step = explanation.by_id[waiting.pop()]
        if step.id in found:
            continue
        found.add(step.id)
        for used in step.inputs:
            if isinstance(used.origin, FromStep) and not _told(explanation, step, used.part, used.origin.step):
                waiting.append(used.origin.step)
    return frozenset(found)


def brought_forward(explanation: Explanation, among: frozenset[str]) -> frozenset[str]:
    """The ids of steps of earlier periods whose results the steps ``among`` go on from."""
    return frozenset(
        used.origin.step
        for id_ in among
        for used in explanation.by_id[id_].inputs
        if isinstance(used.origin, FromStep) and _told(explanation, explanation.by_id[id_], used.part, used.origin.step)
    )


def _told(explanation: Explanation, step: Step, part: str, before: str) -> bool:
    """Whether an input is what an earlier period ended with."""
    if step.op not in BROUGHT_FORWARD or part != "before":
        return False
    return of_period(explanation, step.id) and not of_period(explanation, before)


def of_period(explanation: Explanation, step: str) -> bool:
    """Whether a step is of a row of the period that is explained."""
    return explanation.period in step.rpartition("@")[2].split(" / ")


def of_another_period(explanation: Explanation, step: Step) -> bool:
    """Whether a step is of a row of another period than the one that is explained."""
    rows = explanation.graph.tables[step.at.table].rows
    return isinstance(rows, Spine) and rows.unit is not None and not of_period(explanation, step.id)
