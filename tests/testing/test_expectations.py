"""What an expectation compares, and to how many decimals."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.testing.examples import examples_of, run_example
from planlang.testing.outcome import Outcome

PLAN = """plan Thirds "A third of what was sold" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {{
        id:    text, key
        sales: money
        new:   yes/no
    }}

    measure Share for each participant = participant.sales / 3 USD
    measure New for each participant = participant.new

    bonus Third for each participant once on 2025-12-31 {{
        when     New is yes
        pay      1 USD * Share
        rounded  each participant
    }}

    payout for each participant each year, by credit date {{
        add          Third
        if negative  collected
    }}

    example "e" {{
        given participant | sales | new
            ana           | 2 USD | yes
            bo            | 4 USD | yes
            cy            | -2 USD | yes
        expect {line}
    }}
}}
"""


def outcome(line: str) -> Outcome:
    text = PLAN.format(line=line)
    checked = check_text(text, "p.plan")
    assert checked.graph is not None and checked.plan is not None, [one.message for one in checked.diagnostics]
    (example,) = examples_of(checked.plan)
    return run_example(example, checked.graph, "p.plan", text)


@pytest.mark.parametrize(
    "line",
    [
        "Share for ana is 66.67%, rounded",
        "Share for ana is 66.7%, rounded",
        "Share for ana is 67%, rounded",
        "Share for ana is 0.667x, rounded",
        "Share for bo is 133.3%, rounded",
        "Share for cy is -66.67%, rounded",
        "Third for ana is 0.7 USD, rounded",
        "Third for ana is 1 USD, rounded",
        "payout for bo is 1.3 USD, rounded",
        "Third for ana is 0.67 USD, rounded",
    ],
)
def test_it_is_so_to_the_decimals_that_are_written(line: str) -> None:
    assert outcome(line).passed


@pytest.mark.parametrize(
    "line",
    [
        "Share for ana is 66.66%, rounded",
        "Share for ana is 66%, rounded",
        "Share for ana is 66.670%, rounded",
        "Share for ana is 0.66x, rounded",
        "Third for ana is 0.6 USD, rounded",
        "Share for cy is 66.67%, rounded",
        "Third for ana is 0.67 EUR, rounded",
    ],
)
def test_it_is_not_so(line: str) -> None:
    assert not outcome(line).passed


def test_only_amounts_and_numbers_are_rounded() -> None:
    (wrong,) = outcome("New for ana is yes, rounded").differences
    assert wrong.note == "only an amount or a number can be rounded"


@pytest.mark.parametrize(("line", "near"), [("Share for ana is 66.67%", True), ("Share for ana is 66.66%", False)])
def test_what_fails_for_its_decimals_only_says_so(line: str, near: bool) -> None:
    (wrong,) = outcome(line).differences
    assert ("`, rounded`" in wrong.note) == near
