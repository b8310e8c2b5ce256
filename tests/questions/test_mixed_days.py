"""Days above and below the line of a share: of one kind, or asked about."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic

PLAN = """plan Prorated "Days" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month
    data participants, each row a participant {{
        id: text, key
        hired: date
    }}
    data holidays, each row a holiday, dated by day {{
        day: date
    }}
    measure There for each participant each month = calendar days of the month from participant.hired through the last day of the month
    salary Fixed for each participant each month {{
        pay      1,000 USD * ({share})
        rounded  each month
    }}
    payout for each participant each month, by credit date {{
        add  Fixed
    }}
}}
"""
FROM = "of the month from participant.hired through the last day of the month"


def _found(text: str) -> list[Diagnostic]:
    return [one for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


@pytest.mark.parametrize(
    "share",
    [f"working days {FROM} / calendar days of the month", f"calendar days {FROM} / working days of the month", "There / working days of the month"],
)  # fmt: skip
def test_asked_and_settled_by_each_answer(share: str) -> None:
    text = PLAN.format(share=share)
    (found,) = _found(text)
    assert found.rule == "days-mixed"
    for repair in found.repairs:
        assert _found(edited(text, repair.edits)) == [], repair.text


@pytest.mark.parametrize(
    "share",
    [
        f"working days {FROM} / working days of the month",
        "There / calendar days of the month",
        "There / 30",
        "working days of the month / calendar days of the month",
    ],
)
def test_not_asked(share: str) -> None:
    assert _found(PLAN.format(share=share)) == []
