"""Balances beside a simulation by hand: month after month, each step in the order written, on data at random.

What is carried on is also compared with its closed form, where the plan has one, and with DuckDB.
"""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from planlang.compile import compile_text
from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.core.values import Values
from planlang.engines.interpreter import Evaluator
from planlang.testing.examples import example_data, examples_of
from tests.conformance.comparing import compare
from tests.conformance.engines import duckdb

PLAN = """
plan Carried "What is carried on" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-06-30
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {{
        id:    text, key
        opens: money
        last:  date
    }}

    data lines, each row a line, one for each participant and each month {{
        participant: participant
        month:       month
        earned:      money
        bound:       money
        most:        money
        one:         yes/no
        other:       yes/no
    }}

    measure Bound for each participant each month = the bound of the participant's lines in the month if known, otherwise 0 USD
    measure Most for each participant each month = the most of the participant's lines in the month if known, otherwise 0 USD
    measure Ones for each participant each month = count of the participant's lines in the month where line.one is yes
    measure Others for each participant each month = count of the participant's lines in the month where line.other is yes

    commission Base for each participant each month {{
        pay  the earned of the participant's lines in the month if known, otherwise 0 USD
        {rule}
    }}

    balance Carried for each participant {{
        opens   at participant.opens
        closes  on {closes}
    }}

    payout for each participant each month, by credit date {{
        add  Base
        {payout}
        if negative  collected
    }}

    example "everybody" {{
        given participant | opens | last
            {people}
        given line | participant | month | earned | bound | most | one | other
            {lines}
        expect payout for p0 in 2025-01 is 0 USD
    }}
}}
"""

ONE, OTHER = "Ones is 1", "Others is 1"
REPAY, RELEASE = "repay Carried", "release Carried"
FLOOR = "at least Bound each month, shortfall owed in Carried"
CAP = "at most Bound each month, excess kept in Carried"
HOLD = f"only if {ONE}, otherwise held in Carried"

STEPS: dict[str, tuple[str, tuple[tuple[object, ...], ...]]] = {
    "repay, then a floor": (f"{REPAY}\n{FLOOR}", (("repay", None, None), ("floor", None))),
    "repay when, at most, then a floor when": (
        f"repay Carried when {ONE}, at most Most\nat least Bound each month when {OTHER}, shortfall owed in Carried",
        (("repay", "one", "most"), ("floor", "other")),
    ),
    "a floor, then repay": (f"{FLOOR}\n{REPAY}", (("floor", None), ("repay", None, None))),
    "a floor when, then repay at most": (
        f"at least Bound each month when {ONE}, shortfall owed in Carried\nrepay Carried when {OTHER}, at most Most",
        (("floor", "one"), ("repay", "other", "most")),
    ),
    "repay only": (f"repay Carried when {ONE}", (("repay", "one", None),)),
    "a floor only": (FLOOR, (("floor", None),)),
    "release, then a cap": (f"{RELEASE}\n{CAP}", (("release", None, None), ("cap", None))),
    "release when, then a cap when": (
        f"release Carried when {ONE}\nat most Bound each month when {OTHER}, excess kept in Carried",
        (("release", "one", None), ("cap", "other")),
    ),
    "release at most, then a cap": (f"release Carried, at most Most\n{CAP}", (("release", None, "most"), ("cap", None))),
    "a cap, then release when": (f"{CAP}\nrelease Carried when {ONE}", (("cap", None), ("release", "one", None))),
    "a cap, then release at most": (
        f"{CAP}\nrelease Carried when {ONE}, at most Most", (("cap", None), ("release", "one", "most")),
    ),
    "held, then released": (f"{HOLD}\nrelease Carried when {OTHER}", (("hold", "one"), ("release", "other", None))),
    "released, then held": (f"release Carried when {OTHER}\n{HOLD}", (("release", "other", None), ("hold", "one"))),
    "held for good": (HOLD, (("hold", "one"),)),
    "emptied": (RELEASE, (("release", None, None),)),
}  # fmt: skip
OPEN: dict[str, tuple[str, tuple[tuple[object, ...], ...]]] = {
    "a cap between": (
        f"repay Carried, at most Most\nat most 500 USD each month, excess lost\n{FLOOR}",
        (("repay", None, "most"), ("lost", 500), ("floor", None)),
    ),
    "a floor that reads the balance": (
        "repay Carried when Ones is 1\nat least the lower of Bound and (2,000 USD - Carried) each month, shortfall owed in Carried",
        (("repay", "one", None), ("floor to 2000", None)),
    ),
    "two floors": (f"{FLOOR}\nrepay Carried, at most Most\n{FLOOR}", (("floor", None), ("repay", None, "most"), ("floor", None))),
}  # fmt: skip

Row = dict[str, object]


def world(seed: int, kept: bool) -> tuple[dict[str, Row], dict[tuple[str, int], Row]]:
    """People and their months; amounts are small whole ones, so that bounds are met exactly often enough."""
    rng = random.Random(seed)
    people: dict[str, Row] = {}
    lines: dict[tuple[str, int], Row] = {}
    for number in range(16):
        name = f"p{number}"
        people[name] = {"opens": rng.choice((0, 0, 300, 700)), "last": rng.choice((3, 5, 6, 9))}
        for month in range(1, 7):
            if rng.random() < 0.9:
                lines[name, month] = {
                    "earned": rng.choice((-200, 0, 100, 300, 500, 900, 2000)), "bound": rng.choice((0, 200, 500, 1000)),
                    "most": rng.choice((-100, 0, 100, 400)), "one": rng.random() < 0.5, "other": rng.random() < 0.6,
                }  # fmt: skip
    return people, lines


def by_hand(
    steps: tuple[tuple[object, ...], ...], people: dict[str, Row], lines: dict[tuple[str, int], Row], rest: str
) -> dict[tuple[str, int], tuple[int, int, bool]]:
    """Amount paid, balance after it, and whether something went into a closed balance by then."""
    empty: Row = {"earned": 0, "bound": 0, "most": 0, "one": False, "other": False}
    found: dict[tuple[str, int], tuple[int, int, bool]] = {}
    for name, person in people.items():
        state, broken = int(str(person["opens"])), False
        for month in range(1, 7):
            row = lines.get((name, month), empty)
            amount, bound, most = (int(str(row[word])) for word in ("earned", "bound", "most"))
            closed = month > int(str(person["last"]))
            for what, gate, *limit in steps:
                holds = gate is None or isinstance(gate, int) or bool(row[str(gate)])
                put = 0
                if what == "repay" or what == "release":
                    room = state if what == "release" else max(0, amount)
                    taken = min(state, room, max(0, most)) if limit[0] else min(state, room)
                    taken = taken if holds and not (closed and rest == "due") else 0
                    state -= taken
                    amount += taken if what == "release" else -taken
                elif what == "floor" and holds:
                    put = max(0, bound - amount)
                    amount += put
                elif what == "floor to 2000":
                    put = max(0, min(bound, 2000 - state) - amount)
                    amount += put
                elif what == "cap" and holds:
                    put = max(0, amount - bound)
                    amount -= put
                elif what == "hold" and not holds:
                    put = max(0, amount)
                    amount -= put
                elif what == "lost":
                    amount = min(amount, int(str(gate)))
                state += put
                broken = broken or (closed and put > 0)
            if month == person["last"] and rest == "paid":
                amount += state
            if month == person["last"] and rest != "due":
                state = 0
            found[name, month] = (amount, state, broken)
    return found


def made(
    payout: str, rest: str, people: dict[str, Row], lines: dict[tuple[str, int], Row], rule: str = ""
) -> tuple[g.Graph, Dataset]:
    text = PLAN.format(
        rule=rule, payout=payout, closes=f"participant.last, rest {rest}",
        people="\n".join(f"{n} | {p['opens']} USD | 2025-{int(str(p['last'])):02d}-15" for n, p in people.items()),
        lines="\n".join(
            f"{n}x{m} | {n} | 2025-{m:02d} | {r['earned']} USD | {r['bound']} USD | {r['most']} USD | "
            f"{'yes' if r['one'] else 'no'} | {'yes' if r['other'] else 'no'}"
            for (n, m), r in lines.items()
        ),
    )  # fmt: skip
    compiled = compile_text(text, "carried.plan")
    assert compiled.graph is not None and compiled.plan_tree is not None, [str(d) for d in compiled.diagnostics]
    (example,) = examples_of(compiled.plan_tree)
    return compiled.graph, example_data(example, compiled.graph, "carried.plan").data


def without_broken(
    steps: tuple[tuple[object, ...], ...], people: dict[str, Row], lines: dict[tuple[str, int], Row], rest: str
) -> tuple[dict[str, Row], dict[tuple[str, int], Row], dict[tuple[str, int], tuple[int, int, bool]]]:
    """Those for whom nothing goes into a closed balance."""
    wanted = by_hand(steps, people, lines, rest)
    good = {name for name in people if not wanted[name, 6][2]}
    return (
        {n: p for n, p in people.items() if n in good}, {k: r for k, r in lines.items() if k[0] in good},
        {k: v for k, v in wanted.items() if k[0] in good},
    )  # fmt: skip


def column(evaluator: Evaluator, name: str) -> Values:
    return evaluator.column("participant x month", name)


@pytest.mark.parametrize("closes", [0, 1])
@pytest.mark.parametrize("name", [*STEPS, *OPEN])
def test_every_way_of_moving_a_balance(name: str, closes: int) -> None:
    payout, steps = (STEPS | OPEN)[name]
    rest = (("forgiven", "due") if any(s[0] in ("repay", "floor") for s in steps) else ("paid", "lost"))[closes]
    people, lines, wanted = without_broken(steps, *world(closes, rest in ("paid", "lost")), rest)
    assert len(people) > 3
    graph, data = made(payout, rest, people, lines)
    evaluator = Evaluator(graph, data)
    pay, state = column(evaluator, "payout"), column(evaluator, "Carried")
    for row in range(evaluator.count("participant x month")):
        person, month = evaluator.row_id("participant x month", row).split(" / ")
        amount, after, _ = wanted[person, int(month[-2:])]
        assert (pay.at(row), state.at(row)) == (Fraction(amount), Fraction(after)), (person, month)
    (fold,) = (c for c in graph.tables["participant x month"].columns.values() if isinstance(c.op, g.Fold))
    assert isinstance(fold.op, g.Fold)
    assert (fold.op.closed is None) == (name in OPEN)
    if fold.op.closed is not None:
        rows = range(evaluator.count("participant x month"))
        closed, carried = column(evaluator, fold.op.closed), column(evaluator, fold.name)
        assert [closed.at(row) for row in rows] == [carried.at(row) for row in rows]
        table = "participant x month"
        compare(duckdb(), graph, data, wanted=[(table, fold.name), (table, "Carried"), (table, "payout")], plans=False)
