"""What is earned and not paid: parts of results whose day is not known yet, or comes after the last that the plan follows.

What is paid and what is due are all that was earned; this is asserted of every run.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import Component, Earned
from planlang.core.values import Values, take
from planlang.run.result import RunFault
from planlang.run.tables import Output, OutputColumn, joined

if TYPE_CHECKING:
    from planlang.explain.model import Reader

UNKNOWN = "the day of the payment is not known yet"
LATER = "due after the last day that the plan follows"


def due_table(reader: Reader) -> Output | None:
    """The parts that are not paid, component by component in the order of the payout; ``None`` where no rule is paid in parts."""
    info = reader.graph.payout
    components = {component.name: component for component in reader.graph.components}
    some = [components[name] for name, _ in info.components] if info is not None else []
    parts = [_due(reader, one, one.earned) for one in some if one.earned is not None]
    if not parts:
        return None
    names = ("component", "key", "participant", "part", "due", "amount", "reason")
    cells = [joined([part[number] for part in parts]) for number in range(len(names))]
    kinds = {"due": "date", "amount": "money"}
    return Output(
        "due",
        tuple(
            OutputColumn(name, kinds.get(name, "text"), values, reader.graph.digits if name == "amount" else 0)  # type: ignore[arg-type]
            for name, values in zip(names, cells, strict=True)
        ),
    )


def _due(reader: Reader, component: Component, earned: Earned) -> list[Values]:
    """The columns of one component's parts that are not paid."""
    table = component.table
    rows = list(range(reader.count(table)))
    if component.covered is not None:
        covered = reader.column(table, component.covered, rows).items
        rows = [row for row, holds in zip(rows, covered, strict=True) if holds]
    amount = reader.column(table, earned.amount, rows)
    paid = reader.column(table, component.applies, rows).items if component.applies is not None else [True] * len(rows)
    people = reader.column(table, component.participant, rows).items
    keys = list(map(str, reader.column(table, component.key, rows).items))
    _add_up(reader, component, earned, people, keys, amount)
    dates = reader.column(table, component.date, rows).items
    left = [n for n, (cents, yes) in enumerate(zip(amount.items, paid, strict=True)) if cents and not yes]
    left.sort(key=lambda n: (people[n], dates[n], reader.row_id(table, rows[n])))
    known = reader.column(table, earned.known, rows).items
    parts = reader.column(table, earned.part, rows).items
    return [
        Values([component.name] * len(left)),
        Values([keys[n] for n in left]),
        Values([people[n] for n in left]),
        Values([parts[n] for n in left]),
        Values([dates[n] if known[n] else None for n in left]),
        take(amount, left),
        Values([LATER if known[n] else UNKNOWN for n in left]),
    ]


def _add_up(
    reader: Reader, component: Component, earned: Earned, people: list[str], keys: list[str], amount: Values
) -> None:
    """The parts of each result must be all of it."""
    rows = list(range(reader.count(earned.table)))
    left: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for n, (person, key) in enumerate(zip(people, keys, strict=True)):
        left[person, key] += Fraction(amount.at(n) or 0)
    results = reader.column(earned.table, earned.result, rows)
    who = reader.column(earned.table, earned.participant, rows).items
    what = reader.column(earned.table, earned.key, rows).items
    for n, (person, key) in enumerate(zip(who, what, strict=True)):
        left[person, str(key)] -= Fraction(results.at(n) or 0)
    wrong = sorted(key for key, cents in left.items() if cents)
    if wrong:
        raise RunFault(f"the parts of {component.name} for {wrong[0][1]} miss what was earned by {left[wrong[0]]}")
