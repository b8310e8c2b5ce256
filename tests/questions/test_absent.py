"""A fixed amount that is paid to people who are not there yet; and near-misses, which are silent."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics import catalogue

RULE = "fixed-for-everybody"
(BAD,) = catalogue.rule(RULE).plans("Bad")
PAY = "pay      2,000 USD"


@pytest.mark.parametrize(
    ("was", "now", "found"),
    [
        (PAY, PAY, True),
        (PAY, "pay      participant.wage / 12\n        rounded  each month", True),
        (PAY, "pay      table by participant.role {\n            Rep: 2,000 USD\n            Lead: 3,000 USD\n        }", True),
        (PAY, "pay      Everybody / 2\n        rounded  each month", True),
        (PAY, f"when     participant.hired is at most the first day of the month\n        {PAY}", False),
        (PAY, f"{PAY}\n        only if  participant.role is Rep, otherwise 0 USD", False),
        (PAY, "pay      5% of total amount of the participant's Bookings in the month\n        rounded  each month", False),
        (PAY, "pay      1 USD * (month of service since participant.hired, the month of hire is 1)", False),
        ("hired: date\n", "hired: text\n", False),
        ("each row a participant {", "each row a participant, valid from hired through left {", False),
        ("for each participant each month {\n        pay", "for each participant once on 2025-06-30 {\n        pay", False),
    ],
)  # fmt: skip
def test_what_is_paid_before_somebody_comes(was: str, now: str, found: bool) -> None:
    text = BAD.replace("id:    text, key", "id:    text, key\n        wage:  money\n        role:  one of Rep, Lead")
    text = text.replace("left:  date, optional", "left:  date, optional" if "text" not in now else "left:  text")
    assert was in text
    total = "total amount of everyone's Bookings in the month"
    text = text.replace("    salary", f"    measure Everybody for the plan each month = {total}\n\n    salary", 1)
    rules = [one.rule for one in check_text(text.replace(was, now), "page.plan").diagnostics if one.rule != "unused"]
    assert rules == ([RULE] if found else [])


@pytest.mark.parametrize(
    ("first", "second", "found"), [("certified", "born", False), ("started", "born", True), ("day_a", "day_b", True)]
)
def test_days_on_which_nobody_comes_or_goes_are_no_reason(first: str, second: str, found: bool) -> None:
    """A name keeps a warning back where it says what else the day is; no name is needed for one."""
    text = BAD.replace("hired: date", f"{first}: date").replace("left:  date", f"{second}: date")
    assert text != BAD
    rules = [one.rule for one in check_text(text, "page.plan").diagnostics]
    assert rules == ([RULE] if found else [])
