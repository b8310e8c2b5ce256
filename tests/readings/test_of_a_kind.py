"""Cases that a question needs and no plain deal shows: a policy's second year, a share between two whole percents, one manager of two."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.readings import witnessed
from tests.readings.replayed import replayed

HEAD = """plan Kinds "Cases of a kind" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant, valid from hired through left {
        id:      text, key
        role:    one of Lead, Rep
        manager: participant, optional
        hired:   date
        left:    date, optional
    }
"""
PAYOUT = """
    payout for each participant each month, by credit date {{
        add  {}
    }}
}}
"""
DEALS = """
    data deals, each row a deal {
        id:       text, key
        owner:    participant
        closed:   date
        margin:   percent, from 0% through 100%
        discount: percent, from 0% through 100%
        amount:   money, from 0 USD
    }
"""
SPLITS = """
    data splits, each row a split, one for each deal and each to {
        deal:  deal
        to:    participant
        share: percent, above 0% through 100%
        reject unless for each deal: total share of splits in the deal is 100%
    }
"""
POLICIES = """
    data policies, each row a policy {
        id:     text, key
        agent:  participant
        issued: date
    }

    data premiums, each row a premium {
        id:     text, key
        policy: policy
        paid:   date
        amount: money, above 0 USD
        reject unless premium.paid is at least policy.issued
    }

    credit Premiums for each premium {
        to       policy.agent
        amount   premium.amount
        dated    premium.paid
        ordered  by premium.paid, then premium.id
    }

    commission First for each credit of Premiums {
        when     full years from policy.issued to premium.paid is at most 1
        pay      50% of credit.amount
        rounded  each credit
    }

    commission Renewal for each credit of Premiums {
        when     full years from policy.issued to premium.paid is at least 1
        pay      5% of credit.amount
        rounded  each credit
    }
"""
MARGIN = """
    credit Sales for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    commission Base for each credit of Sales {
        pay      credit.amount
        times    tiers by deal.margin, all at the tier reached {
            below 20%           : 2%
            from 20% through 29%: 4%
            from 30%            : 6%
        }
        rounded  each credit
    }
"""
MANAGED = """
    credit Sales for each split {
        to       split.to
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id, then split.to
    }

    credit Up for each credit of Sales {
        to       every manager above credit.participant on credit.date
        amount   credit.amount
        dated    credit.date
        ordered  by credit.date, then credit.id
    }

    override Above for each credit of Up {
        pay      1% of credit.amount
        rounded  each credit
    }
"""
PLACES = """
    credit Sales for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    measure Sold for each participant each month = total amount of the participant's Sales in the month

    spiff Top for each participant each month {
        when  participant.role is Rep and (place by Sold, highest first, ties take the better place) is at most 3
        pay   1,000 USD
    }
"""

SCORES = """
    data scores, each row a score, one for each participant and each month {
        participant: participant
        month:       month
        score:       percent
    }

    bonus Mbo for each participant each month {
        pay      1,000 USD
        times    the score of the participant's scores in the month
        rounded  each month
    }
"""


@pytest.mark.parametrize(
    ("body", "rules", "asked", "cells"),
    [
        (POLICIES, "First, Renewal", "both-pay", {"2024-01-15", "2025-01-15"}),
        (DEALS + MARGIN, "Base", "bands-gap", {"29.5%"}),
        (DEALS + SPLITS + MARGIN, "Base", "bands-gap", {"29.5%", "100%"}),
        (SCORES, "Mbo", "absent-value", {"ana"}),
        (DEALS + PLACES, "Top", "left-out-open", {"dan", "Lead"}),
        (DEALS + SPLITS + MANAGED, "Above", "shared-above-open", {"ana", "ben", "cem"}),
    ],
    ids=[
        "the second year",
        "between two percents",
        "splits that are only checked",
        "no score",
        "one of another role before three",
        "one above two",
    ],
)
def test_found(body: str, rules: str, asked: str, cells: set[str]) -> None:
    text = HEAD + body + PAYOUT.format(rules)
    found = [one for one in check_text(text, "plan.plan").diagnostics if one.rule == asked]
    (one,) = (one for one in witnessed(text, "plan.plan", found) if one.rule == asked)
    assert one.witness is not None
    replayed(one)
    assert all(cell in "\n".join(one.witness.given) for cell in cells), one.witness.given
