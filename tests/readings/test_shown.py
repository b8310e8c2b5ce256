"""Every error that the check of a plan can find shows a deal and what each reading pays, or is listed with the reason why it doesn't."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics import catalogue
from planlang.readings import witnessed
from tests.readings.replayed import replayed
from tests.readings.unshown import UNSHOWN

FILE = "page.plan"
ERRORS = [head.name for head in catalogue.heads() if head.found_by == "check" and head.severity == "error"]
LISTED = {rule: reason for reason, rules in UNSHOWN.items() for rule in rules}


def test_each_rule_is_listed_once() -> None:
    rules = [rule for rules in UNSHOWN.values() for rule in rules]
    assert len(rules) == len(set(rules)), sorted(rule for rule in rules if rules.count(rule) > 1)
    assert set(rules) <= set(ERRORS), sorted(set(rules) - set(ERRORS))


@pytest.mark.parametrize("rule", ERRORS)
def test_an_error_shows_a_case_or_is_listed_with_the_reason(rule: str) -> None:
    shown = 0
    for plan in catalogue.rule(rule).plans("Bad"):
        for one in witnessed(plan, FILE, check_text(plan, FILE).diagnostics):
            if one.rule == rule and one.witness is not None:
                shown += 1
                assert len(one.witness.readings) > 1
                replayed(one)
    if rule in LISTED:
        assert not shown, f"it shows a case now, and is listed: {LISTED[rule]}"
    else:
        assert shown, "no bad plan of its page shows a case: give its answers edits, or list it with the reason"


ROLLING = """plan Rolling "Units of three months" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {
        id: text, key
    }

    data months, each row a result, one for each participant and each month {
        participant: participant
        month:       month
        units:       count, from 0
    }

    measure Average for each participant each month = total units of the participant's months in the last 3 months / 3

    bonus Volume for each participant each month {
        pay  tiers by Average, all at the tier reached {
            below 10        :  0 USD
            from 10 below 15: 30 USD
            from 15         : 50 USD
        }
    }

    payout for each participant each month, by credit date {
        add  Volume
    }
}
"""


def test_a_question_that_comes_again_in_other_places_is_answered_alike() -> None:
    (one,) = witnessed(ROLLING, FILE, check_text(ROLLING, FILE).diagnostics)
    assert one.rule == "percent-or-number" and one.witness is not None, one.notes
    assert one.witness.settled == ("where it is asked again, it is answered alike",)
    assert len(one.witness.readings) == 2
    replayed(one)
