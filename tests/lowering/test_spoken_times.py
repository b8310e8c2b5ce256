"""Time and places as people speak of them are answered with the plan's words, and what is offered is right where it was spoken of."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited

PLAN = """plan Small "Spoken" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through {end}
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {{
        id:     text, key
        joined: date
        left:   date, optional
    }}

    data deals, each row a deal {{
        id:     text, key
        owner:  participant
        closed: date
        amount: money, from 0 USD
    }}

    credit Booked for each deal {{
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    measure Sold for each participant each {unit} = total amount of the participant's Booked in the {unit}

    bonus Base for each participant each {unit} {{
        {lines}
        pay      100 USD
        times    {factor}
        rounded  each {unit}
    }}

    payout for each participant each {unit}, by credit date {{
        add      Base
    }}
}}
"""


def _plan(
    line: str = "when  Sold is above 5 USD", factor: str = "1x", unit: str = "month", end: str = "2025-12-31"
) -> str:
    return PLAN.format(lines=line, factor=factor, unit=unit, end=end)


def _rules(text: str) -> list[str]:
    return [one.rule for one in check_text(text, "said.plan").diagnostics if one.rule != "unused"]


@pytest.mark.parametrize(
    ("line", "end", "rule", "answers"),
    [
        ("when  the quarter is Q4", "2025-12-31", "unknown-name", ["2025-Q4"]),
        ("when  the quarter is 4", "2025-12-31", "kind-mismatch", ["2025-Q4"]),
        ("when  the half is one of H2", "2025-12-31", "unknown-name", ["2025-H2"]),
        ("when  the month is December", "2026-12-31", "unknown-name",
         ["2025-12", "2026-12", "the month is one of 2025-12, 2026-12"]),
        ("when  the month is from Nov through 2025-12", "2025-12-31", "unknown-name", ["2025-11"]),
        ("when  participant.joined is Q3", "2025-12-31", "unknown-name",
         ["participant.joined is from 2025-07-01 through 2025-09-30"]),
    ],
)  # fmt: skip
def test_a_period_has_a_year(line: str, end: str, rule: str, answers: list[str]) -> None:
    text = _plan(line, end=end)
    (found,) = check_text(text, "said.plan").diagnostics[:1]
    assert (found.rule, [one.example for one in found.repairs]) == (rule, answers)
    for repair in found.repairs:
        assert _rules(edited(text, repair.edits)) == []


SUM = "total amount of the participant's Booked"


@pytest.mark.parametrize(
    "said",
    [
        "average of last 3 months",
        "average amount of the last 3 months",
        "average amount of the participant's Booked over the past 3 months",
    ],
)
def test_an_average_of_months_is_a_total_over_their_number(said: str) -> None:
    (found,) = check_text(_plan(f"when  Sold is above {said}"), "said.plan").diagnostics
    assert (found.rule, len(found.repairs)) == ("trade-word", 3)
    assert found.repairs[0].example == f"({SUM} in the last 3 months) / 3"
    for repair in found.repairs:
        wanted = ["absent-value"] if (repair.example or "").startswith("average") else []
        assert _rules(_plan(f"when  Sold is above ({repair.example})")) == wanted


def test_the_last_quarters_are_months() -> None:
    (found,) = check_text(
        _plan(f"when  Sold is above {SUM} of the last 2 quarters", unit="quarter"), "said.plan"
    ).diagnostics
    assert [one.example for one in found.repairs] == [
        f"{SUM} in the last 2 quarters",
        f"{SUM} from (the first day of the quarter - 6 months) through (the first day of the quarter - 1 day)",
    ]
    for repair in found.repairs:
        assert _rules(_plan(f"when  Sold is above {repair.example}", unit="quarter")) == []


@pytest.mark.parametrize(
    "said", ["participant is in the top 3 by Sold", "in the top 3 by Sold", "the top 3 people by Sold"]
)
def test_the_best_have_places(said: str) -> None:
    (found,) = check_text(_plan(f"when  {said}"), "said.plan").diagnostics
    assert found.rule == "trade-word"
    assert (found.repairs[0].example or "").startswith(
        "when (place by Sold, highest first, ties take the better place)"
    )
    rules = [_rules(_plan(repair.example or "")) for repair in found.repairs[:2]]
    assert rules == [["prize-for-nothing"], []]  # of each place nothing says how much must be sold for it


@pytest.mark.parametrize("said", ["days employed / 365", "calendar days worked / 30", "months employed / 12"])
def test_days_are_counted_from_a_day(said: str) -> None:
    (found,) = check_text(_plan(factor=said), "said.plan").diagnostics
    assert found.rule == "trade-word" and "participant.joined" in (found.repairs[0].example or "")
    for repair in found.repairs:
        example = repair.example or ""
        whole = "12" if "of service" in example else "100 days"
        share = example if " / " in example else f"{example} / {whole}"
        assert _rules(_plan(factor=share)) == [], example


@pytest.mark.parametrize(
    "said",
    [
        "days from participant.joined through 2025-12-31 / 365 days",
        "the number of days between participant.joined and 2025-12-31 / 365 days",
        "days of the month / 31 days",
    ],
)
def test_which_days_is_asked(said: str) -> None:
    """Calendar days and working days pay differently, and nothing says which."""
    text = _plan(factor=said)
    (found,) = check_text(text, "said.plan").diagnostics
    assert found.rule == "trade-word" and "calendar days or working days" in found.message
    calendar, working = (edited(text, one.edits) for one in found.repairs)
    assert _rules(calendar) == []
    assert _rules(working) == ["no-holidays"]


def test_a_day_is_in_no_period() -> None:
    (found,) = check_text(_plan("when  participant.joined is in Q4"), "said.plan").diagnostics
    assert found.repairs[0].example == "is from 2025-10-01 through 2025-12-31"
