"""Made-up plans that carry balances from payout to payout: which steps fill them and settle them, and in which order, is drawn."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from planlang.compile import compile_text
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.data.load import load
from planlang.diagnostics.order import has_errors

HEAD = """plan Carried "What is carried on" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-0{last}-30
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant{valid} {{
        id: text, key
        start: date, optional
        end: date, optional
        most: money, from 0 USD
    }}

    data deals, each row a deal {{
        id:     text, key
        owner:  participant
        closed: date
        amount: money, from 0 USD
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    commission Base for each credit of Sales {{
        pay      10% of credit.amount
        rounded  each credit
    }}

    measure Sold for each participant each month = total amount of the participant's Sales in the month
    measure Most for each participant = participant.most
"""
BALANCE = """
    balance {name} for each participant {{
        opens    at {opens} USD
        closes   on 2025-0{closes}-30, rest {rest}
{lapses}    }}
"""
PAYOUT = """
    payout for each participant each month, by credit date {{
        add      Base
{steps}    }}
}}
"""
FILLS = {
    "Kept": ("at most {m} USD each month, excess kept in Kept", "at most Most each month, excess kept in Kept",
             "at most {m} USD each month, excess kept in Kept when Kept is at most {n} USD",
             "only if Sold is at least {n} USD, otherwise held in Kept"),
    "Owed": ("at least {m} USD each month, shortfall owed in Owed", "at least Most each month, shortfall owed in Owed",
             "at least {m} USD each month, shortfall owed in Owed when Owed is below {n} USD"),
}  # fmt: skip
SETTLES = {
    "Kept": ("release Kept", "release Kept, at most {m} USD", "release Kept, at most Kept / 3, rounded",
             "release Kept when Sold is at least {n} USD", "release Kept when Kept is above {m} USD"),
    "Owed": ("repay Owed", "repay Owed, at most {m} USD", "repay Owed, at most Most", "repay Owed when Sold is at least {n} USD"),
}  # fmt: skip
BETWEEN = ("at most {m} USD each month, excess lost", "plus 7.77 USD when Sold is above {n} USD")


@dataclass(frozen=True)
class Carried:
    """A plan with its data, which checks and loads."""

    text: str
    graph: Graph
    data: Dataset

    def __repr__(self) -> str:
        return self.text


@st.composite
def carried(draw: st.DrawFn) -> Carried | None:
    """A plan with one or two balances; ``None`` where the drawn steps have no meaning together, as the check says."""
    names = draw(st.sampled_from((("Kept",), ("Kept",), ("Owed",), ("Kept", "Owed"))))
    last = draw(st.sampled_from((4, 6)))
    steps: list[str] = []
    for name in names:
        steps += [draw(st.sampled_from(FILLS[name])), draw(st.sampled_from(SETTLES[name]))]
    steps += draw(st.lists(st.sampled_from(BETWEEN), max_size=1))
    steps = draw(st.permutations(steps))
    amounts = st.sampled_from((0, 100, 250, 333.33, 1000))
    lines = "".join(f"        {step.format(m=draw(amounts), n=draw(amounts))}\n" for step in steps)
    balances = ""
    for name in names:
        lapses = draw(st.sampled_from((0, 0, 1, 3))) if name == "Kept" else 0
        balances += BALANCE.format(
            name=name,
            opens=0 if lapses else draw(st.sampled_from((0, 0, 123.45))),
            closes=draw(st.sampled_from((3, last))),
            rest=draw(st.sampled_from(("lost", "paid") if name == "Kept" else ("forgiven", "due"))),
            lapses=f"        lapses   after {lapses} more payout{'s' if lapses > 1 else ''}, oldest taken first\n"
            if lapses else "",
        )  # fmt: skip
    valid = draw(st.sampled_from(("", ", valid from start through end")))
    text = HEAD.format(last=last, valid=valid) + balances + PAYOUT.format(steps=lines)
    return made(text, draw(_people()), draw(_deals(last)))


def made(text: str, people: Sequence[Row], deals: Sequence[Row]) -> Carried | None:
    """A plan with its data."""
    compiled = compile_text(text, "carried.plan")
    if compiled.graph is None or has_errors(compiled.diagnostics):
        return None
    with tempfile.TemporaryDirectory() as name:
        for file, rows in (("participants", people), ("deals", deals)):
            lines = [",".join(rows[0]), *(",".join("" if v is None else str(v) for v in row.values()) for row in rows)]
            (Path(name) / f"{file}.csv").write_text("\n".join(lines) + "\n")
        loaded = load(compiled.graph.records, [Path(name)], compiled.graph.calendar)
    return None if loaded.data is None else Carried(text, compiled.graph, loaded.data)


Row = dict[str, object]
DAYS = st.dates(datetime.date(2025, 1, 1), datetime.date(2025, 4, 30))


@st.composite
def _people(draw: st.DrawFn) -> list[Row]:
    return [
        {"id": f"p{n}", "start": draw(st.none() | DAYS), "end": draw(st.none() | DAYS), "most": draw(st.integers(0, 500))}
        for n in range(3)
    ]  # fmt: skip


@st.composite
def _deals(draw: st.DrawFn, last: int) -> list[Row]:
    count = draw(st.integers(3, 12))
    return [
        {
            "id": f"d{n}", "owner": f"p{draw(st.integers(0, 2))}",
            "closed": draw(st.dates(datetime.date(2025, 1, 1), datetime.date(2025, last, 30))),
            "amount": draw(st.integers(0, 20_000)),
        }
        for n in range(count)
    ]  # fmt: skip
