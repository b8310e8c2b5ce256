"""Who share what rounding leaves is asked where the amount is made of what each store has, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.compile import compile_text

PLAN = (Path(__file__).parent / "last_of_people.plan").read_text()
HEAD = PLAN[: PLAN.index('    example "')] + "}\n"
LINE = "rounded  each quarter, within each participant.store, remainder to the last by participant.badge"
BARE = LINE.replace("within each participant.store, ", "")
FIRST = "participant.store.pot / 3"
MEASURES = """    measure OfStore for each store = store.pot
    measure Mean for each participant = OfStore / 7
    measure Sold for each store each quarter = total of the store's Mine in the quarter

    bonus Pot for"""


def rules(first: str, line: str = BARE) -> list[str]:
    assert FIRST in HEAD
    text = HEAD.replace(FIRST, first, 1).replace(LINE, line).replace("    bonus Pot for", MEASURES, 1)
    return [
        one.rule for one in compile_text(text, "it.plan").diagnostics if one.rule not in ("unused", "quota-may-be-zero")
    ]


@pytest.mark.parametrize(
    "first", ["participant.store.pot / 7", FIRST, "Mean", "100 USD * (Mine / Sold)", "OfStore / 3"]
)
def test_it_is_asked(first: str) -> None:
    assert rules(first) == ["remainder-among-open"]


@pytest.mark.parametrize("first", ["100 USD / 7", "Mine / 7", "100 USD * participant.badge / 7"])
def test_it_is_not_asked(first: str) -> None:
    assert rules(first) == []


def test_what_a_cap_has_cut_is_shared_by_those_whom_it_cuts() -> None:
    cap = "at most  50 USD for everyone together each quarter, in proportion, excess lost"
    assert rules(FIRST, f"{cap}\n        {BARE}") == []
    assert rules(FIRST, f"{cap}\n        {LINE}") == ["remainder-of-what"]


def test_an_amount_divides_nobody() -> None:
    assert rules(FIRST, LINE.replace("participant.store", "participant.badge")) == ["wrong-kind"]
