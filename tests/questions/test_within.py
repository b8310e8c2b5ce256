"""What a rule's own lines keep out is not asked about: ends of a table that no row reaches, a payout that ends at a floor."""

from __future__ import annotations

import pytest

from planlang.compile import compile_text

PLAN = """
plan Within "Within" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data {table} {{
        id:    text, key
        wage:  money, from 0 USD
        any:   money
        hired: date
    }}

    data deals, each row a deal {{
        id:       text, key
        owner:    participant
        closed:   date
        returned: date, optional
        amount:   money, from 0 USD
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    measure Months for each credit of Sales = full months from participant.hired to deal.closed
    measure Other for each credit of Sales = full months from participant.hired to deal.closed

    commission Base for each credit of Sales {{
        {when}
        pay      credit.amount
        times    tiers by Months, all at the tier reached {{
            {rows}
        }}
        rounded  each credit
    }}

    clawback Back for each credit of Sales {{
        when       deal.returned is known
        take back  Base
        dated      deal.returned
    }}

    payout for each participant each month, by credit date {{
        add      Base, Back
        {end}
    }}
}}
"""
PEOPLE = "participants, each row a participant"
ROWS = "from 12 below 24: 5%\n            from 24 through 36: 2%"


def rules(
    when: str = "when Months is from 12 through 36",
    rows: str = ROWS,
    end: str = "if negative collected",
    table: str = PEOPLE,
) -> list[str]:
    found = compile_text(PLAN.format(table=table, when=when, rows=rows, end=end), "it.plan").diagnostics
    return [one.rule for one in found if one.rule not in ("unused", "floor-for-everybody")]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("when Months is from 12 through 36", []),
        ("when Months is at least 12 and Months is at most 36", []),
        ("when Months is at least 12\n        when Months is at most 30", []),
        ("when Months is at least 12", ["end-open"]),
        ("when Months is at most 36", ["end-open"]),
        ("when Other is from 12 through 36", ["end-open", "end-open"]),
        ("when Months is at least 12 or Months is at most 36", ["end-open", "end-open"]),
        ("when Months is from 11 through 36", ["end-open"]),
        ("when Months is from 12 through 37", ["end-open"]),
    ],
)
def test_a_table_ends_where_the_rule_does(when: str, expected: list[str]) -> None:
    assert rules(when=when) == expected


def test_an_amended_rule_has_other_lines_in_other_rows() -> None:
    plan = PLAN.format(table=PEOPLE, when="when Months is from 12 through 36", rows=ROWS, end="if negative collected")
    amendment = """
amend Within from 2025-07-01, by deal.closed {
    commission Base for each credit of Sales {
        pay      credit.amount
        times    tiers by Months, all at the tier reached {
            from 12 below 24: 5%
            from 24 through 36: 2%
        }
        rounded  each credit
    }
}
"""
    found = compile_text(plan + amendment, "it.plan").diagnostics
    assert "end-open" in [one.rule for one in found]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("at least 100 USD each month, shortfall forgiven", []),
        ("at least 0 USD each month, shortfall forgiven", []),
        ("at least participant.wage each month, shortfall forgiven", []),
        ("at least participant.any each month, shortfall forgiven", ["negative-open"]),
        ("at least -100 USD each month, shortfall forgiven", ["negative-open"]),
        (
            "at least 100 USD each month when participant.hired is before 2025-01-01, shortfall forgiven",
            ["negative-open"],
        ),
        ("at least 100 USD each month, shortfall forgiven\n        minus 200 USD", ["negative-open"]),
    ],
)
def test_what_ends_at_a_floor_is_not_negative(end: str, expected: list[str]) -> None:
    assert rules(end=end) == expected


def test_a_table_of_participants_has_rows_of_that_name() -> None:
    told = compile_text(
        PLAN.format(
            table="participants, each row an agency",
            when="",
            rows="below 12: 5%\nfrom 12: 2%",
            end="if negative collected",
        ),
        "it.plan",
    ).diagnostics
    (found,) = [one for one in told if one.rule == "no-participants"]
    assert "not `agency`" in found.message
    assert found.repairs[0].example == "data participants, each row a participant {"
