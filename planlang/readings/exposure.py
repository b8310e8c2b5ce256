"""What hangs on an open question in somebody's data: every reading is paid, and the payouts are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from planlang.core.graph import Graph
from planlang.data.load import LoadResult
from planlang.diagnostics.witness import Exposure
from planlang.readings.answers import Answer
from planlang.readings.outcomes import PAYOUT, Outcome, between, outcome
from planlang.run.money import amount_text
from planlang.slotted import frozen

MOST_ROWS = 100_000
"""The interpreter pays each reading; of more rows than this that takes too long for a check."""


@frozen
class Data:
    """Somebody's data: what they call it, and how it is read for a plan."""

    name: str
    read: Callable[[Graph], LoadResult]


def exposure(answers: Sequence[Answer], data: Data) -> Exposure | str:
    """The rows, people and money between the readings; or why that can't be said."""
    graph = answers[0].graph
    name = data.name
    loaded = data.read(graph)
    if loaded.data is None:
        return f"the data in {name} has faults of its own, so what hangs on it can't be said: {loaded.diagnostics[0].message}"
    rows = sum(len(record.ids) for record in loaded.data.values())
    if rows > MOST_ROWS:
        return f"the {rows:,} rows in {name} are too many to be paid in each reading here"
    outcomes = []
    for answer in answers:
        if answer.turned:
            return f"what hangs on it in {name} is not counted: any two rows that are alike could change places"
        one = outcome(answer.graph, loaded.data)
        if one.refused is not None:
            return f"the run on {name} stops where the answer is `{answer.words}`: {one.refused}"
        outcomes.append(one)
    return _compared(outcomes, graph, name)


def _compared(outcomes: Sequence[Outcome], graph: Graph, name: str) -> Exposure:
    people = {key[1] for key in _unlike([one.payouts for one in outcomes]) if key[0] == PAYOUT}
    rows = {key[3] for key in _unlike([one.rows for one in outcomes])}
    return Exposure(name, len(rows), len(people), f"{amount_text(between(outcomes), graph.digits)} {graph.currency}")


def _unlike(tables: Sequence[dict[tuple[str, str, str, str], Fraction]]) -> list[tuple[str, str, str, str]]:
    keys = {key for table in tables for key in table}
    return [key for key in keys if len({table.get(key, Fraction(0)) for table in tables}) > 1]
