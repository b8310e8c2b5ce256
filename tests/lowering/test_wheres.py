"""Which of two rows a column of a `where` is of: what could be either is asked, and nothing is compared with itself."""

from __future__ import annotations

import pytest

from planlang.compile import compile_text

PLAN = """
plan Small "Small" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id:     text, key
        region: text
        least:  money
    }}

    data deals, each row a deal, dated by closed {{
        id:       text, key
        owner:    participant
        closed:   date
        region:   text
        partner:  text, optional
        amount:   money
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    measure Mine for each participant = participant.region

    commission Base for each {grain} {{
        {when}
        pay      1% of (total amount of {rows} in the quarter where {where})
        rounded  {each}
    }}

    payout for each participant each quarter, by credit date {{
        add  Base
    }}
}}
"""
QUARTER, CREDIT = ("participant each quarter", "each quarter"), ("credit of Sales", "each credit")


@pytest.mark.parametrize(
    ("rows", "where", "rules"),
    [
        ("everyone's Sales", "deal.region is participant.region", ["whose-column-open"]),
        ("everyone's Sales", "deal.amount is at least participant.least and deal.partner is known", ["whose-column-open"]),
        ("everyone's Sales", 'deal.region is "x" or deal.region is not participant.region', ["whose-column-open"]),
        ("everyone's deals", "participant.region is deal.region", ["whose-column-open"]),
        ("everyone's Sales", "deal.region is credit.participant.region", []),
        ("everyone's Sales", "deal.region is Mine", ["whose-column-open"]),
        ("everyone's Sales", 'participant.region is "West"', []),
        ("the participant's Sales", "deal.region is participant.region", []),
        ("everyone's Sales", "participant.region is participant.region", ["compared-with-itself"]),
        ("everyone's Sales", "credit.participant is not participant", ["out-of-reach"]),
    ],
)  # fmt: skip
def test_whose_column(rows: str, where: str, rules: list[str]) -> None:
    grain, each = QUARTER
    found = compile_text(PLAN.format(grain=grain, each=each, when="", rows=rows, where=where), "it.plan")
    assert [one.rule for one in found.diagnostics if one.rule != "unused"] == rules


def test_what_may_be_absent_in_the_rows_summed_is_not_that_of_the_row_at_hand() -> None:
    """The deal at hand has a partner; the deals that are summed may have none, and theirs is meant."""
    grain, each = CREDIT
    text = PLAN.format(
        grain=grain, each=each, when="when     deal.partner is known", rows="the participant's deals",
        where="deal.region is deal.partner",
    )  # fmt: skip
    found = compile_text(text, "it.plan").diagnostics
    assert [one.rule for one in found if one.rule != "unused"] == ["absent-value"]
