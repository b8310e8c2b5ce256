"""A clawback of what a cap of the payout has cut; and near-misses, which are silent."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics import catalogue

RULE = "cut-and-taken-back"
CAP = "        at most      1,000 USD each month, excess lost"
(BAD,) = catalogue.rule(RULE).plans("Bad")


@pytest.mark.parametrize(
    ("was", "now", "found"),
    [
        ("add          Base\n", "add          Base\n", True),
        ("take back  Base", "take back  50% of Base\n        rounded    each credit", True),
        ("add          Base\n        at most", "add          Base, Back\n        at most", True),
        ("take back  Base", "take back  50% of credit.amount\n        rounded    each credit", False),
        (f"{CAP}\n", "", False),
        (f"add          Base\n{CAP}\n        add          Back", f"add          Back\n{CAP}\n        add          Base", False),
    ],
)  # fmt: skip
def test_what_a_cap_has_cut_is_taken_back(was: str, now: str, found: bool) -> None:
    text = BAD.replace(was, now)
    if "Base, Back" in now:
        text = text.replace("        add          Back\n", "")
    assert text != BAD or was == now
    rules = [one.rule for one in check_text(text, "page.plan").diagnostics]
    assert rules == ([RULE] if found else [])
