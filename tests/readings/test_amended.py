"""Amendments that a plan can't be read with as they stand: each answer is put into the text, and what it pays is shown."""

from __future__ import annotations

from planlang.check import check_text
from planlang.diagnostics.catalogue import rule
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.readings import witnessed
from tests.readings.replayed import replayed

FILE = "page.plan"

BY_THE_MONTH = """plan Quarterly "Account executives, 2025" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {
        id:  text, key
    }

    data deals, each row a deal {
        id:      text, key
        owner:   participant
        closed:  date
        amount:  money, from 0 USD
    }

    credit Bookings for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    commission Base for each participant each month {
        pay      tiers by (total amount of the participant's Bookings in the quarter through this month),
                     all at the tier reached {
            below 100,000 USD: 500 USD
            from  100,000 USD: 800 USD
        }
    }

    payout for each participant each month, by credit date {
        add  Base
    }
}

amend Quarterly from 2025-08-01, by the first day of the month, running totals start again {
    commission Base for each participant each month {
        pay      tiers by (total amount of the participant's Bookings in the quarter through this month),
                     all at the tier reached {
            below 100,000 USD: 600 USD
            from  100,000 USD: 900 USD
        }
    }
}
"""


def one_of(text: str) -> Diagnostic:
    """What is said of a plan, which is one error; each of its answers makes a sound plan, and pays what is printed."""
    (one,) = witnessed(text, FILE, check_text(text, FILE).diagnostics)
    for repair in one.repairs:
        assert check_text(edited(text, repair.edits), FILE).diagnostics == (), repair.text
    assert one.witness is not None and len(one.witness.readings) == len(one.repairs), one.notes
    replayed(one)
    return one


def test_a_measure_that_would_go_on_is_restated_or_all_goes_on() -> None:
    (plan,) = rule("amended-start-again").plans("Bad")
    restated, going_on = (edited(plan, repair.edits) for repair in one_of(plan).repairs)
    assert restated.count("    measure SoFar for each credit of Bookings = running total") == 2
    assert "by deal.closed, running totals go on {" in going_on


def test_a_total_of_a_person_goes_on_or_the_amendment_begins_with_it() -> None:
    going_on, from_its_start = (edited(BY_THE_MONTH, repair.edits) for repair in one_of(BY_THE_MONTH).repairs)
    assert "by the first day of the month, running totals go on {" in going_on
    assert "amend Quarterly from 2025-07-01, by the first day of the month, running" in from_its_start


def test_differences_are_paid_by_both_versions_or_start_again() -> None:
    (plan,) = rule("amended-to-date").plans("Bad")
    alike, again = (edited(plan, repair.edits) for repair in one_of(plan).repairs)
    assert alike.count("        minus    what this rule already paid in the year\n") == 2
    assert "by deal.closed, running totals start again {" in again


def test_lines_that_can_not_be_put_below_as_many_steps_are_left_to_the_author() -> None:
    (plan,) = rule("amended-to-date").plans("Bad")
    more = plan.replace(
        "        rounded  each credit\n    }\n}", "        times    2x\n        rounded  each credit\n    }\n}"
    )
    (one,) = check_text(more, FILE).diagnostics
    assert more != plan and one.rule == "amended-to-date"
    assert [bool(repair.edits) for repair in one.repairs] == [False, True]
