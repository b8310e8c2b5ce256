"""What is definite and suspicious is warned of; near-misses, and every sound plan of the repository, are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.semantics.library import Library

ROOT = Path(__file__).parents[2]
SOUND = sorted([*(ROOT / "stdlib_plans").rglob("*.plan"), *(ROOT / "tests" / "cases").glob("*.plan")])

PLAN = """plan Small "Suspicious" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id:       text, key
        variable: money per quarter
        target:   money per quarter
        quota:    money per quarter, above 0 USD
    }}

    data deals, each row a deal {{
        id:      text, key
        owner:   participant
        closed:  date
        shipped: date
        product: one of New, Renewal, Upsell
        margin:  percent, from 0% through 100%
        seats:   count
        amount:  money
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    measure SalesSoFar for each credit of Sales = running total amount of the participant's Sales in the quarter

    measure Capped for each credit of Sales = the lower of SalesSoFar / participant.quota and 150%

    measure SoFar for each credit of Sales = SalesSoFar / participant.quota

    measure Nth for each credit of Sales = running count of the participant's Sales in the quarter

{rules}

    payout for each participant each quarter, by credit date {{
        add  {names}
    }}
}}
"""


def _found(*rules: str) -> list[str]:
    """The findings of a plan with these rules, each a list of lines; what isn't used in it doesn't matter."""
    names = [f"Rule{index}" for index in range(len(rules))]
    written = [
        f"    commission {name} for each credit of Sales {{\n{rule}\n        rounded  each credit\n    }}"
        for name, rule in zip(names, rules)
    ]
    text = PLAN.format(rules="\n\n".join(written), names=", ".join(names))
    return [d.rule for d in check_text(text, "page.plan").diagnostics if d.rule != "unused"]


def _tiers(by: str, values: str, how: str = "each slice at its own tier", pay: str = "credit.amount") -> str:
    rows = "\n".join(values.split("; "))
    return f"pay credit.amount\ntimes tiers by {by}, {how} {{\n{rows}\n}}".replace("pay credit.amount", f"pay {pay}")


MONEY = "below 10 USD: {}; from 10 USD below 20 USD: {}; from 20 USD: {}"
REACHED = "all at the tier reached"

SUSPICIOUS = [
    ("rate-dips", _tiers("SalesSoFar", MONEY.format("5%", "3%", "8%"))),
    ("rate-dips", _tiers("credit.amount", MONEY.format("5%", "3%", "8%"), REACHED)),
    ("dead-zone", _tiers("SalesSoFar", MONEY.format("5%", "0%", "8%"))),
    ("dead-zone", "pay tiers by Nth counting this credit, all at the tier reached {\n"
     "below 5: 0 USD\nfrom 5 through 6: 300 USD\nfrom 7 below 10: 0 USD\nfrom 10: 340 USD\n}"),
    ("rate-dips", "pay credit.amount\ntimes curve by deal.margin, straight lines between points {\n"
     "below 50%: 0%\nat 50%: 5%\nat 80%: 2%\nat 100%: 6%\nabove 100%: refused\n}"),
    ("pay-falls", _tiers("credit.amount", MONEY.format("5%", "5%", "4%"), REACHED)),
    ("pay-falls", _tiers("credit.amount", MONEY.format("5%", "0%", "0%"), REACHED)),
    ("unit-slip", _tiers("SalesSoFar", MONEY.format("5%", "700%", "9%"))),
    ("unit-slip", _tiers("SalesSoFar", MONEY.format("5%", "7%", "900%"))),
    ("unit-slip", _tiers("SalesSoFar", MONEY.format("0.05%", "7%", "9%"))),
    ("unit-slip", _tiers("SalesSoFar", MONEY.format("5", "7", "9"))),
    ("mixed-rates", _tiers("SalesSoFar", MONEY.format("50%", "1x", "1.5x"))),
    ("mixed-rates", _tiers("SalesSoFar", MONEY.format("-1x", "-6%", "0"))),
    ("percent-or-number", _tiers("SalesSoFar", MONEY.format("0.5", "1x", "1.5x"))),
    ("percent-or-number", _tiers("SalesSoFar", MONEY.format("0.5%", "1%", "5"))),
    ("percent-or-number", "pay credit.amount\ntimes table by deal.product {\nNew: 50%\nRenewal: 1\notherwise: 1x\n}"),
    ("unit-slip", "pay 500% of credit.amount"),
    ("unit-slip", "pay credit.amount * 3"),
    ("unit-slip", "pay 1 * (SalesSoFar counting this credit)"),
    ("unit-slip", "pay credit.amount\ntimes 2"),
    ("band-unreachable", _tiers("deal.margin", "through 50%: 3%; above 50% through 100%: 4%; above 100%: 5%", REACHED)),
    ("band-unreachable", _tiers("Capped", "below 100%: 3%; from 100% through 150%: 4%; above 150%: 5%")),
    ("band-unreachable", _tiers("credit.date", "before 2025-01-01: 3%; from 2025-01-01: 4%", REACHED)),
    ("band-unreachable", _tiers("deal.closed", "before 2024-07-01: 3%; from 2024-07-01: 4%", REACHED)),
    ("band-unreachable", _tiers("deal.seats", "below 0: 1%; from 0: 4%", REACHED)),
    ("window-outside", "when deal.closed is from 2025-12-01 through 2026-01-31\npay 1% of credit.amount"),
    ("window-outside", "when deal.product is New and credit.date is from 2024-12-31 through 2025-01-31\n"
     "pay 1% of credit.amount"),
    ("target-missed", "pay credit.amount\ntimes participant.target / participant.quota\n"
     "times tiers by SoFar, each slice at its own tier {\nbelow 50%: 0.5x\nfrom 50%: 1.0x\n}"),
]  # fmt: skip

SILENT = [
    "pay tiers by Nth counting this credit, all at the tier reached {\n"
    "below 5: 0 USD\n5: 300 USD\nfrom 6 below 10: 0 USD\n10: 340 USD\nabove 10: 0 USD\n}",
    _tiers("SalesSoFar", MONEY.format("5%", "5%", "5%")),
    _tiers("SalesSoFar", MONEY.format("8%", "5%", "3%")),
    _tiers("SalesSoFar", MONEY.format("0%", "5%", "8%")),
    _tiers("SalesSoFar", MONEY.format("5%", "8%", "0%")),
    _tiers("SalesSoFar counting this credit", MONEY.format("8%", "5%", "3%"), REACHED),
    _tiers("deal.margin", "through 50%: 5%; above 50%: 3%", REACHED),
    _tiers("credit.date", "before 2025-04-01: 5%; from 2025-04-01 before 2025-07-01: 3%; from 2025-07-01: 4%", REACHED),
    _tiers("credit.amount", MONEY.format("4%", "5%", "6%"), REACHED),
    _tiers("SalesSoFar", MONEY.format("1%", "20%", "100%")),
    _tiers("SalesSoFar", MONEY.format("1.0x", "2.0x", "5x")),
    _tiers("SalesSoFar", MONEY.format("0.1%", "5%", "6%")),
    _tiers("SalesSoFar", MONEY.format("0%", "1x", "1.5x")),
    _tiers("SalesSoFar", MONEY.format("0x", "1%", "5%")),
    _tiers("SalesSoFar", MONEY.format("0", "1%", "5%")),
    "pay credit.amount\ntimes 9\ntimes 5%",
    "pay 199% of credit.amount",
    "pay credit.amount",
    "pay credit.amount * 5%",
    "pay credit.amount * 3\ntimes 5%",
    "pay 3 USD * deal.seats",
    "pay credit.amount\ntimes 2x",
    _tiers("deal.margin", "below 100%: 3%; from 100%: 4%", REACHED),
    _tiers("deal.margin", "through 100%: 3%; above 100%: refused", REACHED),
    _tiers("deal.margin", "below 0%: 0%; from 0%: 4%", REACHED),
    _tiers("Capped", "below 100%: 3%; from 100% below 150%: 4%; from 150%: 5%"),
    _tiers("deal.seats", "below 1: 1%; from 1: 4%", REACHED),
    _tiers("deal.closed", "before 2025-07-01: 3%; from 2025-07-01: 4%", REACHED),
    _tiers("deal.shipped", "before 2024-07-01: 3%; from 2024-07-01: 4%", REACHED),
    "when deal.closed is from 2025-12-01 through 2025-12-31\npay 1% of credit.amount",
    "when deal.closed is from 2024-12-01 through 2026-01-31\npay 1% of credit.amount",
    "when deal.shipped is from 2025-12-01 through 2026-01-31\npay 1% of credit.amount",
    "pay credit.amount\ntimes participant.target / participant.quota\n"
    "times tiers by SoFar, each slice at its own tier {\nbelow 50%: 0.5x\nfrom 50% below 100%: 1.5x\nfrom 100%: 2.0x\n}",
    "pay credit.amount\ntimes participant.target / participant.quota\n"
    "times tiers by SoFar, each slice at its own tier {\nbelow 100%: 1.0x\nfrom 100% below 200%: 0.5x\nfrom 200%: 0.2x\n}",
    "pay credit.amount\ntimes participant.variable / participant.quota\n"
    "times tiers by SoFar, each slice at its own tier {\nbelow 50%: 0.5x\nfrom 50%: 1.0x\n}",
]

PAY = "\npay 1% of credit.amount"
COPIES = [
    ("pay 1% of credit.amount", "pay 1% of credit.amount"),
    ("when deal.product is New" + PAY, "when deal.product is New" + PAY),
]
TWICE = [
    ("when deal.product is one of New, Upsell" + PAY, "when deal.product is one of Upsell, Renewal" + PAY),
    ("when deal.closed is from 2025-02-01 through 2025-02-15" + PAY, "when deal.closed is at least 2025-02-15" + PAY),
    ("when deal.amount is at most 10 USD" + PAY, "when deal.amount is at least 10 USD" + PAY),
    ("when deal.amount is at least 10 USD" + PAY, "when deal.amount is at least 20 USD" + PAY),
]
APART = [
    ("pay 1% of credit.amount", "pay 2% of credit.amount"),
    ("pay 1% of credit.amount", "when deal.product is New" + PAY),
    ("when deal.product is New" + PAY, "when deal.product is one of Upsell, Renewal" + PAY),
    ("when deal.product is New" + PAY, "when deal.seats is at least 3" + PAY),
    ("when deal.closed is from 2025-02-01 through 2025-02-15" + PAY, "when deal.closed is after 2025-02-15" + PAY),
    ("when deal.closed is before 2025-02-15" + PAY, "when deal.closed is from 2025-02-15 through 2025-02-28" + PAY),
    ("when deal.amount is below 10 USD" + PAY, "when deal.amount is at least 10 USD" + PAY),
    ("when deal.amount is at most 10 USD" + PAY, "when deal.amount is above 10 USD" + PAY),
]


@pytest.mark.parametrize(("name", "rule"), SUSPICIOUS)
def test_what_is_suspicious_is_warned_of_once(name: str, rule: str) -> None:
    assert _found(rule) == [name]


@pytest.mark.parametrize("rule", SILENT)
def test_near_misses_are_silent(rule: str) -> None:
    assert _found(rule) == []


@pytest.mark.parametrize("rules", COPIES)
def test_a_copy_is_warned_of_unless_it_is_meant(rules: tuple[str, str]) -> None:
    assert _found(*rules) == ["paid-again"]
    first, second = rules
    assert _found(first, second.replace("pay 1%", "in addition to Rule0\npay 1%")) == []


@pytest.mark.parametrize("rules", TWICE)
def test_rules_that_pay_the_same_on_one_row_are_asked_about(rules: tuple[str, str]) -> None:
    assert _found(*rules) == ["both-pay"]


@pytest.mark.parametrize("rules", APART)
def test_rules_that_are_apart_or_say_different_things_are_silent(rules: tuple[str, str]) -> None:
    assert _found(*rules) == []


AHEAD = [
    ("total amount of the participant's Sales in the quarter / participant.quota", ["looks-ahead"]),
    ("total amount of the participant's Sales in the quarter through this month / participant.quota", []),
    ("total amount of the participant's Sales in the month / 100 USD", []),
    ("total quota of everyone's participants in the plan / participant.quota", []),  # what is planned is known before
]


@pytest.mark.parametrize("value, warned", AHEAD)
def test_a_month_that_counts_the_whole_quarter_is_warned_of(value: str, warned: list[str]) -> None:
    bonus = "bonus B for each participant each month {\npay 5 USD\nonly if Reached is above 50%, otherwise 0 USD\n}"
    rules = f"measure Reached for each participant each month = {value}\n\n{bonus}"
    text = PLAN.format(rules=rules, names="B")
    assert [d.rule for d in check_text(text, "page.plan").diagnostics if d.rule != "unused"] == warned


PAID_AHEAD = [
    ("total amount of the participant's Sales in the year / (4 * participant.quota)", "", True),
    ("running total amount of the participant's Sales in the year / (4 * participant.quota)", "", False),
    ("total amount of the participant's Sales in the quarter / participant.quota", "", False),
    ("total amount of the participant's Sales in the year / (4 * participant.quota)", "dated the last day of the year", False),
    ("total amount of the participant's Sales in the year / (4 * participant.quota)", "paid 100% on deal.shipped", False),
    ("total amount of the participant's Sales in the year / (4 * participant.quota)", "paid 50% on deal.closed\npaid the rest on deal.shipped", True),
]  # fmt: skip


def test_a_measure_of_a_longer_period_by_way_of_another_one_is_warned_of() -> None:
    year = "for each participant each year = "
    rules = (
        f"measure Total {year}total amount of the participant's Sales in the year\n\nmeasure Much {year}Total / 9,000 USD\n\n"
        "commission B for each credit of Sales {\npay 5% of credit.amount\ntimes 2x when Much is above 100%\nrounded each credit\n}"
    )
    found = [d for d in check_text(PLAN.format(rules=rules, names="B"), "page.plan").diagnostics if d.rule != "unused"]
    assert [d.rule for d in found] == ["looks-ahead"]


@pytest.mark.parametrize("value, steps, warned", PAID_AHEAD)
def test_a_credit_that_is_paid_before_what_it_counts_is_over_is_warned_of(value: str, steps: str, warned: bool) -> None:
    rule = f"pay 5% of credit.amount\ntimes tiers by Reached, each slice at its own tier {{\nfrom 0%: 1x\n}}\nrounded each credit\n{steps}"
    rules = (
        f"measure Reached for each credit of Sales = {value}\n\ncommission B for each credit of Sales {{\n{rule}\n}}"
    )
    found = [d for d in check_text(PLAN.format(rules=rules, names="B"), "page.plan").diagnostics if d.rule != "unused"]
    assert [d.rule for d in found] == (["looks-ahead"] if warned else []), found
    assert not found or found[0].repairs[0].edits[0].words == "running "


BEFORE = [
    ("in the previous month", True),
    ("in the last 3 months", True),
    ("in the same month of the previous year", True),
    ("from 2024-07-01 through 2025-06-30", True),
    ("in the last 1 months", False),
    ("in the year through this month", False),
    ("from 2025-01-01 through 2025-06-30", False),
]


@pytest.mark.parametrize("window, warned", BEFORE)
@pytest.mark.parametrize("source", ["Sold", "Half", "amount of the participant's Sales"])
def test_results_from_before_the_plan_are_warned_of(source: str, window: str, warned: bool) -> None:
    """A credit, and a measure for each, has a value on each that the data has; one for each period has none before the plan."""
    bonus = "bonus B for each participant each month {\npay 5 USD\nonly if Before is above 50 USD, otherwise 0 USD\n}"
    sold = "measure Sold for each participant each month = total amount of the participant's Sales in the month"
    half = "measure Half for each credit of Sales {\nstart with 50% of credit.amount\nrounded each credit\n}"
    total = f"total of the participant's {source} {window}" if source[0].isupper() else f"total {source} {window}"
    rules = f"{sold}\n\n{half}\n\nmeasure Before for each participant each month = {total}\n\n{bonus}"
    found = [d for d in check_text(PLAN.format(rules=rules, names="B"), "page.plan").diagnostics if d.rule != "unused"]
    assert [d.rule for d in found] == (["before-the-plan"] if warned and source == "Sold" else [])
    assert not found or found[0].repairs[0].example == f"total amount of the participant's Sales {window}"


def test_a_comment_accepts_a_warning() -> None:
    rule = _tiers("SalesSoFar", MONEY.format("5%", "3%", "8%"))
    row = "from 10 USD below 20 USD"
    assert _found(rule.replace(row, f"# planlang: accept rate-dips: agreed with the team\n{row}")) == []


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_no_sound_plan_has_any_finding(path: Path) -> None:
    result = check_text(path.read_bytes(), path.name, Library(path.parent))
    assert result.module or result.diagnostics == ()
    assert not result.accepted, "sound plans need no acceptances"


ZERO = [
    ("SalesSoFar / participant.target", "", ["quota-may-be-zero"]),
    ("SalesSoFar / (participant.target / 3)", "", ["quota-may-be-zero"]),
    ("SalesSoFar / participant.quota", "", []),
    ("SalesSoFar / participant.target if participant.target is above 0 USD, otherwise 0%", "", []),
    ("SalesSoFar / participant.target", "when participant.target is at least 1 USD", []),
    ("SalesSoFar / participant.target", "when participant.target is at least 0 USD", ["quota-may-be-zero"]),
    ("SalesSoFar / participant.target", "when SalesSoFar counting this credit is at least participant.target", ["quota-may-be-zero"]),
    ("SalesSoFar / participant.variable", "", ["quota-may-be-zero"]),
    ("SalesSoFar / Pledged", "", ["quota-may-be-zero"]),
    ("SalesSoFar / Pledged if Pledged is above 0 USD, otherwise 0%", "", []),
    ("(SalesSoFar / participant.pledge) if known, otherwise 0%", "", []),
    ("SalesSoFar / credit.amount", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("value", "when", "expected"), ZERO, ids=[f"{v} {w}" for v, w, _ in ZERO])
def test_a_quota_that_may_be_zero(value: str, when: str, expected: list[str]) -> None:
    measure = f"    measure Reached for each credit of Sales = {value}"
    pay = "pay 1% of credit.amount\ntimes 2x when Reached counting this credit is at least 100%\nrounded each credit"
    rule = f"    commission Rule for each credit of Sales {{\n{when}\n{pay}\n    }}"
    pledged = (
        "    measure Pledged for each participant = participant.pledge if known, otherwise 0 USD"
        if "Pledged" in value
        else ""
    )
    text = PLAN.format(rules=f"{pledged}\n\n{measure}\n\n{rule}", names="Rule")
    text = text.replace("        variable:", "        pledge: money, optional\n        variable:", 1)
    assert [one.rule for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"] == expected


EXACTLY = [
    ("SoFar counting this credit is 100%", True),
    ("SalesSoFar counting this credit is 5,000 USD", True),
    ("SoFar counting this credit is at least 100%", False),
    ("SalesSoFar not counting this credit is 0 USD", False),
    ("Nth counting this credit is 3", False),
    ("deal.amount is 5,000 USD", False),
    ("deal.margin is 40%", False),
    ("(total amount of Sales in the deal / deal.amount) is 100%", False),
]


@pytest.mark.parametrize("condition, warned", EXACTLY)
def test_a_mark_that_has_to_be_met_exactly_is_warned_of(condition: str, warned: bool) -> None:
    for rule in (f"when {condition}\npay 5% of credit.amount", f"pay 5% of credit.amount\ntimes 2x when {condition}"):
        assert _found(rule) == (["exactly-met"] if warned else [])


AGAIN = [
    ("pay 5% of SalesSoFar counting this credit", True),
    ("pay running total amount of the participant's Sales in the quarter counting this credit\ntimes 5%", True),
    ("pay 5% of SalesSoFar not counting this credit", False),
    ("when SalesSoFar counting this credit is at least 9,000 USD\npay 5% of SalesSoFar counting this credit", False),
    ("pay 5 USD * Nth counting this credit", False),
    ("pay 5% of (the part of credit.amount above SalesSoFar counting this credit)", False),
]


@pytest.mark.parametrize("rule, warned", AGAIN)
def test_a_total_that_is_paid_anew_with_each_credit_is_warned_of(rule: str, warned: bool) -> None:
    assert _found(rule) == (["total-paid-again"] if warned else [])


@pytest.mark.parametrize(
    "pay, minus, warned",
    [
        ("5% of (total amount of the participant's Sales in the year through this month)", "", True),
        ("Whole", "", True),
        ("5% of (total amount of the participant's Sales in the year through this month)", "minus what this rule already paid in the year", False),
        ("5% of (total amount of the participant's Sales in the month)", "", False),
    ],
)  # fmt: skip
def test_a_year_so_far_that_is_paid_anew_each_month_is_warned_of(pay: str, minus: str, warned: bool) -> None:
    whole = "measure Whole for each participant each month = total amount of the participant's Sales in the year through this month"
    rule = f"commission B for each participant each month {{\npay {pay}\nrounded each month\n{minus}\n}}"
    text = PLAN.format(rules=f"{whole}\n\n{rule}", names="B\nif negative collected")
    found = [d.rule for d in check_text(text, "page.plan").diagnostics if d.rule != "unused"]
    assert found == (["total-paid-again"] if warned else [])


@pytest.mark.parametrize(
    ("column", "pay", "found"),
    [
        ("rate: number", "credit.amount * deal.rate", True),
        ("rate: number", "deal.rate * (total amount of the participant's Sales in the month)", True),
        ("base_rate: number", "credit.amount\ntimes deal.base_rate", True),
        ("rate: percent", "credit.amount * deal.rate", False),
        ("rate: multiplier", "credit.amount\ntimes deal.rate", False),
        ("hours: number", "credit.amount * deal.hours", False),
        ("rate: number", "20 USD * deal.rate", False),
    ],
)
def test_a_column_called_a_rate_has_a_unit(column: str, pay: str, found: bool) -> None:
    rule = f"    commission Rule0 for each credit of Sales {{\npay {pay}\nrounded each credit\n}}"
    text = PLAN.format(rules=rule, names="Rule0").replace("        closed:", f"        {column}\n        closed:", 1)
    rules = [one.rule for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]
    assert rules == (["unit-slip"] if found else [])
