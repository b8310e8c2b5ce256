"""Some payouts of an engine's run, drawn at random, beside what the interpreter says of them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import Graph
from planlang.run.engine.pay import EngineRun
from planlang.run.engine.select import Query
from planlang.run.ledger import adjustment_names
from planlang.slotted import frozen

if TYPE_CHECKING:
    from planlang.explain.model import Reader

Payout = tuple[str, int]
"""A participant and the number of a period."""

Amounts = dict[str, Fraction]
"""What a payout is made of: the amount of each component, and of each adjustment that is not 0."""


@frozen
class Drawn:
    """Payouts of a run, in its order; ``of`` is how many it has."""

    payouts: tuple[Payout, ...]
    of: int


@frozen
class Difference:
    """A cell of a payout that engine and interpreter disagree about; ``None`` where one of them has no such cell."""

    participant: str
    period: str
    component: str
    engine: Fraction | None
    interpreter: Fraction | None


def drawn(run: EngineRun, count: int, seed: int) -> Drawn:
    """So many payouts, the same ones for the same seed and data on every engine; all, where there are no more."""
    query = _payouts(run)
    cells = f"SELECT DISTINCT participant, number FROM (\n{query.sql}\n) AS result"
    rows = run.executor.fetch(f"SELECT count(*) AS n FROM ({cells}) AS cells").rows
    every = int(rows[0][0] or 0)
    places = sorted(random.Random(seed).sample(range(1, every + 1), min(count, every)))
    if not places:
        return Drawn((), every)
    order = run.executor.dialect.ordered("participant", True, False)
    numbered = (
        f"SELECT participant, number, row_number() OVER (ORDER BY {order}, number) AS place FROM ({cells}) AS cells"
    )
    found = run.executor.fetch(
        f"SELECT participant, number, place FROM ({numbered}) AS numbered "
        f"WHERE place IN ({', '.join(map(str, places))}) ORDER BY place"
    ).rows
    return Drawn(tuple((str(person), int(number or 0)) for person, number, _ in found), every)


def in_engine(run: EngineRun, payouts: Sequence[Payout], digits: int) -> dict[Payout, Amounts]:
    """What the engine pays."""
    asked: dict[Payout, Amounts] = {payout: {} for payout in payouts}
    if not asked:
        return asked
    text = run.executor.dialect.text
    people = ", ".join(text(person) for person in dict.fromkeys(person for person, _ in payouts))
    periods = ", ".join(str(number) for number in dict.fromkeys(number for _, number in payouts))
    rows = run.executor.fetch(
        f"SELECT participant, number, component, amount FROM (\n{_payouts(run).sql}\n) AS result "
        f"WHERE participant IN ({people}) AND number IN ({periods})"
    ).rows
    for person, number, component, amount in rows:
        found = asked.get((str(person), int(number or 0)))
        if found is not None:
            found[str(component)] = Fraction(int(amount or 0), 10**digits)
    return asked


def in_interpreter(reader: Reader, payouts: Sequence[Payout]) -> dict[Payout, Amounts]:
    """What the interpreter pays; a payout that it doesn't know has no amounts. Raises the interpreter's ``Refusal``."""
    info = reader.graph.payout
    assert info is not None
    rows = list(range(reader.count(info.table)))
    people = reader.column(info.table, info.participant, rows).items
    periods = reader.column(info.table, info.period, rows).items
    at = {(person, number): row for row, person, number in zip(rows, people, periods, strict=True)}
    known = [payout for payout in payouts if payout in at]
    places = [at[payout] for payout in known]
    found: dict[Payout, Amounts] = {payout: {} for payout in payouts}
    adjustments = zip(adjustment_names(info), (line.column for line in info.adjustments), strict=True)
    for name, column, always in [
        *((name, column, True) for name, column in info.components),
        *((name, column, False) for name, column in adjustments),
    ]:
        values = reader.column(info.table, column, places)
        for number, payout in enumerate(known):
            amount = Fraction(values.at(number) or 0)
            if always or amount:
                found[payout][name] = amount
    return found


def differences(
    graph: Graph, engine: Mapping[Payout, Amounts], interpreter: Mapping[Payout, Amounts]
) -> list[Difference]:
    """Where the two disagree, in the order of the payouts."""
    assert graph.payout is not None
    unit, found = graph.payout.unit, []
    for payout, mine in engine.items():
        theirs = interpreter.get(payout, {})
        for name in dict.fromkeys((*mine, *theirs)):
            if mine.get(name) != theirs.get(name):
                person, number = payout
                period = graph.calendar.label(unit, number)
                found.append(Difference(person, period, name, mine.get(name), theirs.get(name)))
    return found


def _payouts(run: EngineRun) -> Query:
    return next(query for query in run.queries if query.name == "payouts")
