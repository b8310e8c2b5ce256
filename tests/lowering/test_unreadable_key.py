"""A key that can't be read leaves no half-made table behind: one finding, and no crash in what follows."""

from __future__ import annotations

from planlang.check import check_text

PLAN = """\
plan Salaries "Salaries" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {
        id:      txt, key
        target:  money per year
    }

    salary Fixed for each participant each year {
        pay  50,000 USD
    }

    salary More for each participant each year {
        pay  1 USD
    }

    payout for each participant each year, by credit date {
        add  Fixed, More
    }
}
"""


def test_two_rules_for_people_without_a_readable_key() -> None:
    assert [found.rule for found in check_text(PLAN, "salaries.plan").diagnostics] == ["unknown-type"]
