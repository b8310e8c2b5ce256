"""Full months up to the last day of a month, which is not one of them, are warned of where they are divided by months."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from tests.questions.test_suspicious import PLAN

LAST_DAY = [
    ("1 USD * (full months from participant.hired to 2025-12-31) / 12", True),
    ("1 USD * (full months from participant.hired to (2025-12-31 + 1 day)) / 12", False),
    ("1 USD * (full months from participant.hired to 2025-12-30) / 12", False),
    ("1 USD * (12 - (full months from participant.hired to the last day of the quarter)) / 12", True),
    ("1 USD * (full months from participant.hired to the last day of the quarter)", False),
    ("1 USD * (full months from 2025-01-01 to the last day of the quarter)", True),
    ("1 USD * (full months from 2025-01-02 to the last day of the quarter)", False),
    (
        "1 USD * (full months from (the first day of the month of participant.hired) to the last day of the quarter)",
        False,
    ),
    ("1 USD * (full months from the first day of the year to the last day of the quarter)", True),
    ("1 USD * Served / 12", True),
]


@pytest.mark.parametrize("value, warned", LAST_DAY)
def test_full_months_up_to_the_last_day_of_one_are_warned_of(value: str, warned: bool) -> None:
    served = "    measure Served for each participant = full months from participant.hired to 2025-12-31"
    rule = f"    bonus Rule for each participant each quarter {{\npay {value}\nrounded each quarter\n    }}"
    rules = f"{served}\n\n{rule}" if "Served" in value else rule
    text = PLAN.format(rules=rules, names="Rule")
    text = text.replace("        variable:", "        hired: date\n        variable:", 1)
    found = [one.rule for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]
    assert [one for one in found if one == "last-day-left-out"] == (["last-day-left-out"] if warned else []), found
