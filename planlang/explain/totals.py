"""Totals of credits that no rule pays one by one: a page lists what they are made of once."""

from __future__ import annotations

from planlang.core.values import Scalar
from planlang.explain.model import Explanation, FromStep, Step
from planlang.explain.relevant import of_period

Parts = tuple[tuple[str, Scalar], ...]
"""Rows by their names, with what each adds."""


def credit_totals(explanation: Explanation, among: frozenset[str]) -> dict[tuple[str, Parts], list[Step]]:
    """This period's totals ``among`` some steps by their credit's table and their parts; without credits listed one by one."""
    listed = {table for table, _ in explanation.facts.credited}
    credits = {credit.table for credit in explanation.graph.credits} - listed
    payout = explanation.graph.payout
    found: dict[tuple[str, Parts], list[Step]] = {}
    for step in explanation.steps:
        if step.op != "total" or step.how["table"] not in credits or step.how["function"] != "total":
            continue
        if payout is not None and step.at.table == payout.table and step.at.column in dict(payout.components).values():
            continue  # what a rule pays is not what counted
        parts = tuple(
            (part.origin.step.rpartition("@")[2], part.value)
            for part in step.inputs
            if part.part == "part" and isinstance(part.origin, FromStep)
        )
        if parts and step.id in among and of_period(explanation, step.id):
            found.setdefault((str(step.how["table"]), parts), []).append(step)
    return found
