"""A year that begins on a day of a policy's own is another one for each policy: totals and limits say that they are the policy's."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic

PLAN = """plan P "p" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {{
        id:     text, key
        joined: date
    }}

    data policies, each row a policy {{
        id:     text, key
        agent:  participant
        issued: date
    }}

    data premiums, each row a premium {{
        id:     text, key
        policy: policy
        paid:   date
        amount: money, from 0 USD
    }}

    credit Premiums for each premium {{
        to       premium.policy.agent
        amount   premium.amount
        dated    premium.paid
        ordered  by premium.paid, then premium.id
    }}

    measure First for each policy = lowest paid of the policy's premiums in the policy if known, otherwise 2025-12-31

    commission Base for each credit of Premiums {{
        pay      10% of credit.amount
        {step}
        rounded  each credit
    }}

    payout for each participant each month, by credit date {{
        add      Base
    }}
}}
"""
TOTAL = "times    0.5x when ({} in the anniversary year of {}{}) is above 500 USD"
LIMIT = "at most  500 USD {} each anniversary year of {}, in credit order, excess lost"


def _found(step: str) -> tuple[str, list[Diagnostic]]:
    text = PLAN.format(step=step)
    said = [
        one for one in check_text(text, "p.plan").diagnostics if one.severity is None or one.rule == "whose-period-open"
    ]
    return text, [one for one in said if one.rule == "whose-period-open"]


@pytest.mark.parametrize("day", ["policy.issued", "policy.agent.joined", "First"])
@pytest.mark.parametrize("owner", ["everyone's", "the participant's"])
def test_the_years_of_several_are_no_year(day: str, owner: str) -> None:
    """The first year of one policy is not added up with that of another; the answer is put in, and nothing more is asked."""
    for total, counting in (
        (f"running total amount of {owner} Premiums", " counting this credit"),
        (f"total amount of {owner} Premiums", ""),
    ):
        text, found = _found(TOTAL.format(total, day, counting))
        if day == "policy.agent.joined" and owner == "the participant's":
            assert found == []  # all of the agent's policies have the agent's day
            continue
        (one,) = found
        after = edited(text, one.repairs[0].edits)
        assert "of the policy's Premiums in the anniversary" in after
        assert "whose-period-open" not in [left.rule for left in check_text(after, "p.plan").diagnostics]


@pytest.mark.parametrize("whose", ["for each participant", "for everyone together"])
def test_a_limit_of_such_a_year(whose: str) -> None:
    text, (one,) = _found(LIMIT.format(whose, "policy.issued"))
    after = edited(text, one.repairs[0].edits)
    assert "for each policy each anniversary year of policy.issued" in after
    assert "whose-period-open" not in [left.rule for left in check_text(after, "p.plan").diagnostics]


@pytest.mark.parametrize(
    "step",
    [
        TOTAL.format(
            "running total amount of the participant's Premiums", "participant.joined", " counting this credit"
        ),
        TOTAL.format("running total amount of everyone's Premiums", "2020-05-01", " counting this credit"),
        LIMIT.format("for each participant", "participant.joined"),
        LIMIT.format("for each policy", "policy.issued"),
    ],
)
def test_one_year_of_one_row_is_not_asked_about(step: str) -> None:
    assert _found(step)[1] == []
