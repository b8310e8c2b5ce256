"""A limit that several results share is one amount for all of them, or it is asked which of several is meant."""

from __future__ import annotations

import pytest

from planlang.compile import compile_text
from planlang.diagnostics.edits import edited

PLAN = """plan Shared "Limits that several results share" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {
        id:   text, key
        role: one of Rep, Lead
        most: money, from 0 USD
    }

    data customers, each row a customer {
        id:   text, key
        most: money, from 0 USD
    }

    data deals, each row a deal {
        id:       text, key
        owner:    participant
        customer: customer
        closed:   date
        kind:     one of New, Renewal
        most:     money, from 0 USD
        amount:   money, from 0 USD
    }

    data terms, each row a term, valid from start through end {
        participant: participant
        most:        money, from 0 USD
        start:       date
        end:         date, optional
    }

    credit Booked for each deal {
        when     deal.kind is New
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    credit Renewed for each deal {
        when     deal.kind is Renewal
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    credit Sales gathers Booked, Renewed, ordered by credit.date, then credit.id

    credit Teams for each credit of Booked {
        to       every participant where participant.role is Lead
        amount   credit.amount
        dated    credit.date
        ordered  by credit.date, then credit.id
    }

    measure SoFar for each credit of Booked = running total amount of the participant's Booked in the year

    measure Monthly for each participant each month = total amount of the participant's Booked in the month

    measure Yearly for each participant each year = total amount of the participant's Booked in the year

    commission Base for each GRAIN {
        pay      FIRST
        at most  LIMIT
        rounded  each ROW
    }

    payout for each participant each month, by credit date {
        add  Base
    }
}
"""

MINE = "for each participant each month, in credit order, excess lost"
POT = "for everyone together each quarter, in credit order, excess lost"
ON_DAY = "(the most of the participant's terms on DAY if known, otherwise 0 USD)"
OF_MONTH = "(total amount of the participant's Booked in the month)"
OF_MONTH_OR_MORE = f"(500 USD if {OF_MONTH} is above 900 USD, otherwise 900 USD)"


def plan(limit: str, grain: str = "credit of Booked") -> str:
    row, first = (grain.split()[-1], "Monthly") if "each" in grain else ("credit", "credit.amount")
    return PLAN.replace("LIMIT", limit).replace("GRAIN", grain).replace("ROW", row).replace("FIRST", first)


ONE = [
    (f"500 USD {MINE}", "credit of Booked"),
    (f"participant.most {MINE}", "credit of Booked"),
    (f"participant.most {MINE}", "credit of Sales"),
    (f"participant.most {MINE}", "credit of Teams"),
    (f"deal.owner.most {MINE}", "credit of Booked"),  # who the credit goes to
    (f"(900 USD if participant.role is Lead, otherwise 0.5 * participant.most) {MINE}", "credit of Booked"),
    (f"0.1 * {OF_MONTH} {MINE}", "credit of Booked"),
    (f"0.1 * Yearly {MINE}", "credit of Booked"),  # the month says which year
    (f"{ON_DAY.replace('DAY', 'the last day of the quarter')} {MINE}", "credit of Booked"),
    ("deal.customer.most for each customer each month, in credit order, excess lost", "credit of Booked"),
    ("deal.customer.most for each customer each month, in credit order, excess lost", "credit of Sales"),
    ("(0.1 * total amount of everyone's Booked in the year) for everyone together each quarter, in proportion, excess lost", "credit of Booked"),
    ("participant.most each quarter, excess lost", "participant each month"),
    ("deal.most each credit, excess lost", "credit of Booked"),
    ("Monthly each month, excess lost", "participant each month"),
]  # fmt: skip

SEVERAL = [
    (f"deal.most {MINE}", "credit of Booked", 3),
    (f"deal.most {MINE}", "credit of Sales", 3),
    (f"deal.customer.most {MINE}", "credit of Booked", 3),
    (f"(500 USD if deal.kind is New, otherwise 900 USD) {MINE}", "credit of Sales", 3),
    (f"SoFar counting this credit {MINE}", "credit of Booked", 3),
    (f"{ON_DAY.replace('DAY', 'credit.date')} {MINE}", "credit of Booked", 5),
    (f"participant.most {POT}", "credit of Booked", 3),
    (f"deal.owner.most {MINE}", "credit of Teams", 3),  # the owner, not who is credited
    (f"0.1 * {OF_MONTH} {POT}", "credit of Booked", 3),
    (f"{OF_MONTH_OR_MORE} for each participant each quarter, in credit order, excess lost", "credit of Booked", 3),
    ("participant.most for each customer each month, in credit order, excess lost", "credit of Booked", 3),
    (f"deal.most {POT.replace('in credit order', 'in proportion')}", "credit of Booked", 3),
    ("Monthly each quarter, excess lost", "participant each month", 3),
]  # fmt: skip


@pytest.mark.parametrize(("limit", "grain"), ONE)
def test_what_the_results_have_in_common_is_one_limit(limit: str, grain: str) -> None:
    found = compile_text(plan(limit, grain), "it.plan")
    assert [one for one in found.diagnostics if one.rule == "limit-differs"] == []
    assert found.graph is not None, found.diagnostics


@pytest.mark.parametrize(("limit", "grain", "answers"), SEVERAL)
def test_what_each_of_them_has_is_asked_and_each_answer_settles_it(limit: str, grain: str, answers: int) -> None:
    text = plan(limit, grain)
    asked = [one for one in compile_text(text, "it.plan").diagnostics if one.rule == "limit-differs"]
    assert [len(one.repairs) for one in asked] == [answers]
    for repair in asked[0].repairs:
        left = compile_text(edited(text, repair.edits), "it.plan", warned=False)
        assert left.graph is not None, (repair, left.diagnostics)


@pytest.mark.parametrize(
    ("grain", "owner"), [("customer each month", "each customer"), ("the plan each month", "everyone together")]
)
def test_where_there_is_no_one_participant_no_limit_is_a_participants(grain: str, owner: str) -> None:
    measure = (
        f"measure Most for each {grain} {{\n        start with  100 USD\n        at most  500 USD {MINE}\n    }}\n"
    )
    measure = measure.replace("each the plan", "the plan").replace("each month, in", "each quarter, in")
    text = plan("500 USD each credit, excess lost").replace(
        "    commission Base", f"    {measure}\n    commission Base"
    )
    (found,) = [one for one in compile_text(text, "it.plan").diagnostics if one.rule == "no-person-here"]
    repaired = edited(text, found.repairs[0].edits)
    assert f"500 USD for {owner} each quarter" in repaired
    assert all(one.rule != "no-person-here" for one in compile_text(repaired, "it.plan").diagnostics)
