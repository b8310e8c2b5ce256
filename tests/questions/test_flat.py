"""An amount that does not follow the shares of a deal is asked about: shared as the deal is, or whole for each of those who share it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import planlang
from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic

PAGE = Path(planlang.__file__).parent / "diagnostics" / "rules" / "flat-shared-open.md"
(PLAN, *_) = re.findall(r"```plan\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
WHEN, PAY = "        when     deal.amount is at least 10,000 USD\n", "        pay      100 USD\n"
ROUND = "\nrounded each credit"
TIERS = "{w} deal.amount, all at the tier reached {{\nfrom 0 USD below 9,000 USD: {low}\nfrom 9,000 USD: {high}\n}}"
CURVE = "curve by credit.amount, straight lines between points, flat beyond them {\nat 0 USD: 0 USD\nat 9,000 USD: 90 USD\n}"
DATA = PLAN.replace("share:  percent", "lead:   yes/no\n        prize:  money\n        share:  percent")
GATHERED = """    credit Sales gathers One, Two, ordered by credit.date, then credit.id
"""
CREDIT = re.search(r"    credit Sales .*?\n    }\n", PLAN, re.DOTALL)
assert CREDIT is not None


def _check(steps: str, plan: str = DATA, credit: str = "") -> tuple[str, list[Diagnostic]]:
    assert WHEN + PAY in plan
    text = plan.replace(WHEN + PAY, steps + "\n")
    if credit:
        assert CREDIT is not None
        text = text.replace(CREDIT[0], credit)
    return text, [one for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


FLAT = {
    "an amount": "pay 100 USD",
    "on large deals": WHEN + PAY,
    "on large shares": "when credit.amount is at least 5,000 USD\npay 100 USD",
    "units of the deal": "pay 0.5% of (deal.amount - 100 USD)" + ROUND,
    "a choice": "pay 100 USD if deal.amount is above 5,000 USD, otherwise 50 USD",
    "a table of amounts": "pay " + TIERS.format(w="tiers by", low="50 USD", high="100 USD"),
    "times a table of rates": "pay 100 USD\ntimes " + TIERS.format(w="tiers by", low="50%", high="100%"),
    "by the share": "pay " + TIERS.format(w="tiers by", low="50 USD", high="100 USD").replace("deal.a", "credit.a"),
    "beside a share": "pay 1% of credit.amount\nplus 100 USD when deal.amount is above 5,000 USD" + ROUND,
    "in a sum": "pay (1% of credit.amount) + 100 USD" + ROUND,
    "sometimes shared": "pay 100 USD\ntimes split.share when deal.amount is above 5,000 USD" + ROUND,
    "which deal it is": "when running count of different split.deal of everyone's Sales in the plan counting this credit is at most 3\npay 9 USD",
}
SETTLED = {
    "of the credit": "pay 1% of credit.amount" + ROUND,
    "shared": "pay split.share of 100 USD" + ROUND,
    "times the share": "pay 100 USD\ntimes split.share" + ROUND,
    "by a table of rates": "pay credit.amount\ntimes " + TIERS.format(w="tiers by", low="1%", high="2%") + ROUND,
    "by a table of shares": "pay " + TIERS.format(w="tiers by", low="0 USD", high="1% of credit.amount") + ROUND,
    "by a curve of the share": f"pay {CURVE}{ROUND}",
    "of the row itself": "pay split.prize" + ROUND,
    "for one of them": "when split.lead is yes\npay 100 USD",
    "or for that one": "pay 100 USD if split.lead is yes, otherwise 0 USD",
    "in equal parts": "pay 100 USD / (count of splits in the deal)" + ROUND,
    "whole": "pay 100 USD, once for each credit",
    "whole, both": "pay 50 USD, once for each credit\nplus 50 USD, once for each credit when deal.amount is above 1 USD",
}  # fmt: skip


@pytest.mark.parametrize("name", FLAT)
def test_it_is_asked_and_each_answer_settles_it(name: str) -> None:
    text, found = _check(FLAT[name])
    assert [one.rule for one in found] == ["flat-shared-open"]
    for answer in found[0].repairs:
        left = check_text(edited(text, answer.edits), "page.plan").diagnostics
        assert [one.rule for one in left if one.rule != "unused"] == [], answer.example


@pytest.mark.parametrize("name", SETTLED)
def test_what_says_it_is_not_asked(name: str) -> None:
    assert [one.rule for one in _check(SETTLED[name])[1]] == []


EVERY = """    credit Sales for each deal {
        to       every participant where participant.id is not "x"
        amount   deal.amount / 4, rounded
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }
"""


def _half(name: str, share: str = "50%") -> str:
    return f"""    credit {name} for each deal {{
        to       deal.{name.lower()}
        amount   {share} of deal.amount, rounded
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}
"""


OWNERS = DATA.replace("closed:  date", "closed:  date\n        one:     participant\n        two:     participant")


@pytest.mark.parametrize(
    ("plan", "credit", "asked"),
    [
        (DATA, EVERY, True),
        (DATA, EVERY.replace("deal.amount / 4, rounded", "deal.amount"), False),
        (OWNERS, _half("One") + _half("Two") + GATHERED, True),
        (OWNERS, _half("One", "100%") + _half("Two") + GATHERED, False),
        (DATA, CREDIT[0].replace("split.share of split.deal.amount, rounded, odd cents to the largest", "split.deal.amount"), False),
        (DATA, CREDIT[0].replace("split.share of split.deal.amount", "split.deal.amount / (count of splits in the deal)"), True),
        (DATA.replace("a split {", "a split, one for each deal {").replace("id:     text, key\n        deal: ", "deal: "),
         CREDIT[0].replace(", then split.id", ""), False),
    ],
)  # fmt: skip
def test_which_credits_share_a_deal(plan: str, credit: str, asked: bool) -> None:
    text, found = _check("pay 100 USD", plan, credit)
    rules = [one for one in found if one.rule == "flat-shared-open"]
    assert bool(rules) == asked, [one.rule for one in found]
    for answer in rules[0].repairs if rules else ():
        assert "flat-shared-open" not in [
            one.rule for one in check_text(edited(text, answer.edits), "page.plan").diagnostics
        ], answer.example


def test_an_amount_that_an_amendment_restates_is_asked_about_there() -> None:
    whole = PLAN.replace(PAY, "        pay      100 USD, once for each credit\n").rstrip().removesuffix("}")
    spiff = PLAN[PLAN.index("    spiff") : PLAN.index("    payout")]
    text = f"{whole}}}\n\namend Quarterly from 2025-07-01, by credit.date {{\n{spiff}}}\n"
    (found,) = check_text(text, "page.plan").diagnostics
    assert found.rule == "flat-shared-open"


@pytest.mark.parametrize(
    "steps",
    ["pay 100 USD, once for each deal", "pay credit.amount\ntimes 2%, once for each credit" + ROUND],
)
def test_once_for_each_credit_stands_behind_an_amount(steps: str) -> None:
    assert [one.rule for one in _check(steps)[1]] == ["once-for-what"]


COUNT = "count of the participant's Sales in the quarter"
NAMED = f"    measure Deals for each participant each quarter = {COUNT}\n\n"
HEAD = "    spiff Push for each credit of Sales {\n"


def _units(steps: str, measure: str = "", plan: str = DATA) -> tuple[str, list[Diagnostic]]:
    head = f"{measure}    spiff Push for each participant each quarter {{\n"
    return _check(steps, plan.replace(HEAD, head))


@pytest.mark.parametrize(
    ("steps", "measure"),
    [
        (f"pay 100 USD * {COUNT}", ""),
        ("pay 100 USD * Deals", NAMED),
        ("pay 100 USD * (the part of Deals above 3)", NAMED),
        (f"pay 100 USD\ntimes {COUNT}", ""),
        (
            "pay Deals\ntimes tiers by Deals, each slice at its own tier {\nthrough 3: 5 USD\nabove 3: 9 USD\n}",
            NAMED,
        ),
    ],
)
def test_so_much_for_each_deal_is_asked_about_where_people_share_deals(steps: str, measure: str) -> None:
    text, found = _units(steps, measure)
    asked = [one for one in found if one.rule == "flat-shared-open"]
    assert len(asked) == 1
    for answer in asked[0].repairs:
        left = check_text(edited(text, answer.edits), "page.plan").diagnostics
        assert "flat-shared-open" not in [one.rule for one in left], answer.example
        assert not {one.rule for one in left} & {"syntax", "unknown-name", "total-of-ratios"}, answer.example


@pytest.mark.parametrize(
    "steps",
    [
        f"when {COUNT} is at least 3\npay 100 USD",
        f"pay 100 USD * count of different split.deal of {COUNT.removeprefix('count of ')}",
        f"pay 100 USD * ({COUNT} where split.lead is yes)",
    ],
)
def test_a_goal_and_a_count_that_says_what_it_counts_are_not_asked_about(steps: str) -> None:
    assert [one.rule for one in _units(steps)[1]] == []
