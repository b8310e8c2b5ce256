"""What is read and means nothing where it stands is answered with what was probably meant, of the rule's own period."""

from __future__ import annotations

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic

PLAN = """plan P "p" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id:    text, key
        hired: date
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

    bonus Base for each participant each month {{
        when     {condition}
        pay      5% of ({amount})
        rounded  each month
    }}

    payout for each participant each quarter, by credit date {{
        add      Base
    }}
}}
"""
TOTAL = "total amount of the participant's Sales in the month"


def _found(condition: str, amount: str) -> tuple[str, Diagnostic]:
    text = PLAN.format(condition=condition, amount=amount)
    (one,) = check_text(text, "p.plan").diagnostics
    return text, one


def test_a_day_beside_a_period() -> None:
    text, found = _found("participant.hired is before the month", TOTAL)
    assert [one.example for one in found.repairs] == ["the first day of the month", "the last day of the month"]
    for repair in found.repairs:
        assert check_text(edited(text, repair.edits), "p.plan").diagnostics == ()


def test_a_credit_is_no_amount() -> None:
    _, found = _found("participant.hired is before 2025-01-01", "Sales")
    assert (found.rule, found.repairs[0].example) == ("not-a-value", TOTAL)
