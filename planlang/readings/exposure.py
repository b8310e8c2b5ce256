"""What hangs on an open question in somebody's data: every reading is paid, and the payouts are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.data.load import LoadResult
from planlang.diagnostics.witness import Exposure
from planlang.readings.answers import Answer
from planlang.readings.outcomes import PAYOUT, Outcome, between, outcome
from planlang.readings.ties import from_last_to_first, untied
from planlang.run.money import amount_text
from planlang.slotted import frozen

MOST_ROWS = 100_000
"""The interpreter pays each reading; of more rows than this that takes too long for a check."""


@frozen
class Data:
    """Somebody's data: what they call it, and how it is read for a plan."""

    name: str
    read: Callable[[Graph], LoadResult]


def exposure(answers: Sequence[Answer], data: Data, open_order: str | None = None) -> Exposure | str:
    """The rows, people and money between the readings; or why that can't be said.

    Where an order is open, ``open_order`` is the credit whose rows may change places.
    """
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
        one = _turned(answer, open_order, loaded.data) if answer.turned else outcome(answer.graph, loaded.data)
        if one is None:
            return f"what hangs on it in {name} is not counted: more than one list of rows goes by that order"
        if one.refused is not None:
            return f"the run on {name} stops where the answer is `{answer.words}`: {one.refused}"
        outcomes.append(one)
    left, owners = _left(outcomes)
    if left and not _unlike([one.payouts for one in outcomes]):
        persons = f"{owners:,} {'person' if owners == 1 else 'people'}"
        amount = f"{amount_text(left, graph.digits)} {graph.currency}"
        return f"in {name} all readings pay the same; what they leave in balances of {persons} is {amount} apart"
    return _compared(outcomes, graph, name)


def _turned(answer: Answer, credit: str | None, data: Dataset) -> Outcome | None:
    """What is paid where rows that are alike come in the other order."""
    info = next((one for one in answer.graph.credits if one.name == credit), None)
    graph = untied(answer.graph, info) if info is not None else None
    return (
        outcome(graph, from_last_to_first(answer.graph, info, data)) if graph is not None and info is not None else None
    )


def _compared(outcomes: Sequence[Outcome], graph: Graph, name: str) -> Exposure:
    people = {key[1] for key in _unlike([one.payouts for one in outcomes]) if key[0].split(" ")[0] == PAYOUT}
    rows = {key[3] for key in _unlike([one.rows for one in outcomes])}
    return Exposure(name, len(rows), len(people), f"{amount_text(between(outcomes), graph.digits)} {graph.currency}")


def _left(outcomes: Sequence[Outcome]) -> tuple[Fraction, int]:
    """By how much readings differ in what is left in balances in the end, added up over people, and how many these are."""
    last: dict[tuple[str, str], str] = {}
    for balance, person, period, _ in {key for one in outcomes for key in one.balances}:
        last[balance, person] = max(period, last.get((balance, person), ""))
    apart, people = Fraction(0), set()
    for (balance, person), period in last.items():
        amounts = [one.balances.get((balance, person, period, ""), Fraction(0)) for one in outcomes]
        apart += max(amounts) - min(amounts)
        people |= {person} if max(amounts) != min(amounts) else set()
    return apart, len(people)


def _unlike(tables: Sequence[dict[tuple[str, str, str, str], Fraction]]) -> list[tuple[str, str, str, str]]:
    keys = {key for table in tables for key in table}
    return [key for key in keys if len({table.get(key, Fraction(0)) for table in tables}) > 1]
