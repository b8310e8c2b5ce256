"""What is known of a value without data: levels of managers, and shares that somebody entered. Nothing is asked of what can't be."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic

HEAD = """plan P "p" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month
    data participants, each row a participant {
        id:      text, key
        manager: participant, optional
    }
"""
LEVELS = """    data sales, each row a sale {
        id:     text, key
        seller: participant
        day:    date
        amount: money, from 0 USD
    }
    credit Up for each sale {
        to       every manager above sale.seller on sale.day%s
        amount   sale.amount
        dated    sale.day
        ordered  by sale.day, then sale.id, then credit.level
    }
    override Levels for each credit of Up {
        pay      credit.amount
        times    %s {
            1: 10%%
            2: 5%%
        }
        rounded  each credit
    }
    payout for each participant each month, by credit date {
        add      Levels
    }
}
"""
TIERS = "tiers by credit.level, all at the tier reached"
SCORES = """    data months, each row a score, one for each participant and each month {
        participant: participant
        month:       month
        quality:     %s
        attendance:  %s
    }
    measure Quality for each participant each month = total quality of the participant's months in the month
    measure Attendance for each participant each month = total attendance of the participant's months in the month
    bonus Quality5 for each participant each month {
        pay      tiers by Quality, all at the tier reached {
            below %s: 0 USD
            from  %s: 100 USD
        }
        only if  Attendance is at least %s, otherwise 0 USD
    }
    payout for each participant each month, by credit date {
        add      Quality5
    }
}
"""


def _found(text: str) -> list[Diagnostic]:
    return list(check_text(text, "p.plan").diagnostics)


@pytest.mark.parametrize(
    ("levels", "asked"), [(", at most 2 levels", []), (", at most 3 levels", ["end-open"]), ("", ["end-open"])]
)
def test_a_manager_stands_no_higher_than_the_credit_goes(levels: str, asked: list[str]) -> None:
    assert [one.rule for one in _found(HEAD + LEVELS % (levels, TIERS))] == asked


def test_a_table_by_a_number_is_answered_with_tiers() -> None:
    text = HEAD + LEVELS % (", at most 2 levels", "table by credit.level")
    (found,) = _found(text)
    assert (found.rule, found.repairs[0].example) == ("wrong-kind", f"{TIERS} {{")
    assert _found(edited(text, found.repairs[0].edits)) == []


@pytest.mark.parametrize(
    ("kinds", "bounds", "asked"),
    [
        (("percent", "percent"), ("90%", "90%", "95%"), []),
        (("money", "money"), ("9 USD", "9 USD", "5 USD"), ["gate-elsewhere"]),
    ],
)
def test_two_scores_are_no_measures_of_one_thing(
    kinds: tuple[str, str], bounds: tuple[str, ...], asked: list[str]
) -> None:
    assert [one.rule for one in _found(HEAD + SCORES % (*kinds, *bounds))] == asked
