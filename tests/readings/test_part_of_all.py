"""A part of something is at most all of it: what lies beyond makes no difference, where no row can take it there."""

from __future__ import annotations

import pytest

from planlang.compile import compile_text
from planlang.core.graph import Graph
from planlang.readings.meaning import different

PLAN = """plan Kept "Renewals, 2026" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2026-01-01 through 2026-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {
        id: text, key
    }

    data contracts, each row a contract {
        id:     text, key
        owner:  participant
        due:    date
        before: money, above 0 USD
        after:  money, from 0 USD
    }

    credit Due for each contract {
        to       contract.owner
        amount   contract.before
        dated    contract.due
        ordered  by contract.due, then contract.id
    }

    credit Kept for each contract {
        to       contract.owner
        amount   the lower of contract.before and contract.after
        dated    contract.due
        ordered  by contract.due, then contract.id
    }

    measure DueInQuarter for each participant each quarter = total amount of the participant's Due in the quarter

    measure Rate for each participant each quarter =
        (total amount of the participant's Kept in the quarter / DueInQuarter) if DueInQuarter is above 0 USD,
        otherwise 90%

    bonus Retention for each participant each quarter {
        pay      1,000 USD
        times    curve by Rate, straight lines between points {
            below   0%: 0%
            at      0%: 0%
            at    100%: 150%
            above 100%: BEYOND
        }
        rounded  each quarter
    }

    payout for each participant each quarter, by credit date {
        add  Retention
    }
}
"""
SOME = "total amount of the participant's Due in the quarter where contract.after is above 0 USD"


def _graph(beyond: str, *changes: tuple[str, str]) -> Graph:
    text = PLAN.replace("BEYOND", beyond)
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    made = compile_text(text, "plan.plan")
    assert made.graph is not None, made.diagnostics
    return made.graph


def _apart(*changes: tuple[str, str]) -> list[str]:
    return different([_graph("150%", *changes), _graph("refused", *changes), _graph("7%", *changes)])


def test_what_was_kept_is_at_most_what_was_due() -> None:
    assert _apart() == []


def test_some_of_what_was_due_is_at_most_all_of_it() -> None:
    assert _apart(("total amount of the participant's Kept in the quarter /", f"({SOME}) /")) == []


@pytest.mark.parametrize(
    "change",
    [
        ("the lower of contract.before and contract.after", "contract.after"),
        ("the lower of contract.before and contract.after", "the higher of contract.before and contract.after"),
        ("before: money, above 0 USD", "before: money"),  # what is taken off all of it leaves a part that is more
        ("Kept in the quarter /", "Kept in the year through this quarter /"),
        ("otherwise 90%", "otherwise 101%"),
        (
            ") if DueInQuarter is above 0 USD",
            ") if DueInQuarter is not 1 USD",
        ),  # divided by 0, the run stops in one place of it
    ],
)
def test_what_may_be_more_than_all_of_it_makes_a_difference(change: tuple[str, str]) -> None:
    assert "Retention" in _apart(change)


def test_some_of_what_may_take_away_may_be_more_than_all_of_it() -> None:
    some = ("total amount of the participant's Kept in the quarter /", f"({SOME}) /")
    assert "Retention" in _apart(some, ("before: money, above 0 USD", "before: money"))
