"""Words that decide what is paid and were not missed: each is taken out of a sound plan, or turned, and is one finding."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.readings import witnessed
from planlang.semantics.library import Library
from tests.readings.replayed import replayed
from tests.readings.systematic import host_of

ROOT = Path(__file__).parents[2]
MODELS, CASES = ROOT / "stdlib_plans", ROOT / "tests" / "cases"

NO_UNITS = "            0               :       0 TZS\n"
NO_LEVEL = f"            below 1         |   0 GBP {' ' * 22}|   0 GBP {' ' * 23}|   0 GBP\n"

WORDS = [
    ("enterprise_ae", "running total quota credit", "total quota credit", "looks-ahead"),
    ("eight_answers", "        minus    what this rule already paid in the quarter\n", "", "total-paid-again"),
    ("global_overlay", "amount:    money in deal.currency", "amount:    money", "nothing-converted"),
    ("sales_manager", "an assignment, valid from start through end {", "an assignment {", "no-validity"),
    ("sales_manager", "if participant.team_quota is above 0 USD", "if participant.team_quota is 0 USD", "zero-divisor"),
    ("gate-80pct-inclusive", "Attainment is at least participant", "Attainment is participant", "exactly-met"),
    ("se420-order-dependent-floor", "            from  Floor: 100%\n", "", "end-open"),
    ("se420-order-dependent-floor", "            below Floor: 0%\n", "", "end-open"),
    ("kgk-category-trigger-and-hierarchy", f"{NO_UNITS}            from 1", "            from 1", "end-open"),
    ("mrexcel-1055972-role-matrix", NO_LEVEL, "", "end-open"),
]  # fmt: skip


@pytest.mark.parametrize("plan, was, now, rule", WORDS, ids=lambda value: value.split("\n")[0].strip()[:40])
def test_a_word_that_decides_is_one_finding(plan: str, was: str, now: str, rule: str) -> None:
    path = MODELS / plan / f"{plan}.plan"
    path = path if path.exists() else CASES / f"{plan}.plan"
    text = path.read_text(encoding="utf-8")
    assert text.count(was) >= 1
    found = check_text(text.replace(was, now, 1), path.name, Library(path.parent)).diagnostics
    assert [one.rule for one in found] == [rule], found


def test_a_table_of_managers_without_dates_has_one_row_for_each() -> None:
    text = (MODELS / "sales_manager" / "sales_manager.plan").read_text(encoding="utf-8")
    before = text[: text.index("\n    example ")] + "\n}\n"
    one = before.replace("an assignment, valid from start through end {", "an assignment, one for each participant {")
    assert check_text(one, "plan.plan").diagnostics == ()


COUNTED = """
    measure Deals for each {grain} = count of the participant's Sales in the month

    bonus Extra for each {grain} {{
        pay      tiers by Deals, all at the tier reached {{
            from 1 below 5: 10 USD
            from 5        : 20 USD
        }}
    }}
"""


@pytest.mark.parametrize("grain, asked", [("credit of Sales", []), ("participant each month", ["end-open"])])
def test_tiers_of_a_count_begin_at_1_only_where_there_is_always_one(grain: str, asked: list[str]) -> None:
    """In a rule for each credit that credit is itself counted; a month may have none."""
    text = (MODELS / "eight_answers" / "eight_answers.plan").read_text(encoding="utf-8")
    at = text.index("\n    payout ")
    text = f"{text[:at]}{COUNTED.format(grain=grain)}{text[at:]}".replace("add  ", "add Extra, ", 1)
    assert [one.rule for one in check_text(text, "plan.plan").diagnostics] == asked


def test_a_rule_that_does_not_say_for_what_it_is_shows_a_case() -> None:
    """The answer `for each credit of Sales` needs a credit that nothing else in its part of the plan names."""
    text = (MODELS / "eight_answers" / "eight_answers.plan").read_text(encoding="utf-8")
    less = text.replace('slice by slice" for each participant each month {', 'slice by slice" {', 1)
    assert less != text
    found = witnessed(less, "plan.plan", check_text(less, "plan.plan").diagnostics)
    assert [one.rule for one in found] == ["grain-open"]
    assert found[0].witness is not None and len(found[0].witness.readings) == 2
    assert replayed(found[0]) >= 2


def _without(plan: str, words: str) -> tuple[str, list[Diagnostic]]:
    text = (MODELS / plan / f"{plan}.plan").read_text(encoding="utf-8")
    assert text.count(words) == 1
    less = text.replace(words, words[: words.index("rounded")])
    return less, list(check_text(less, "plan.plan").diagnostics)


def test_a_rule_with_conditions_may_be_rounded_in_its_total() -> None:
    less, asked = _without("crm_quarter", "3% of credit.amount\n        rounded  each credit")
    (found,) = witnessed(less, "plan.plan", asked)
    assert found.rule == "rounding-open" and found.witness is not None and replayed(found) == 2
    assert [one.text for one in found.witness.readings][1] == "The quarter's total, once"


def test_a_rule_that_becomes_two_is_printed_whole() -> None:
    less, (asked,) = _without("crm_quarter", "3% of credit.amount\n        rounded  each credit")
    start = less.index("    spiff ServerPush")
    rule = less[start : less.index("    }", start) + len("    }")]
    pasted = less.replace(rule, asked.repairs[1].example or "")
    assert check_text(pasted, "plan.plan").diagnostics == (), asked.repairs[1].example


def test_what_another_rule_takes_back_is_rounded_for_each_credit() -> None:
    _, (found,) = _without("customer_success", "1% of credit.amount\n        rounded  each credit")
    assert [repair.example for repair in found.repairs] == ["rounded  each credit"]


def test_an_amount_is_rounded_above_what_says_when_it_is_paid() -> None:
    less, (found,) = _without("enterprise_ae", "150%           : 2.0x\n        }\n        rounded  each credit")
    assert found.rule == "rounding-open"
    assert check_text(edited(less, found.repairs[0].edits), "plan.plan").diagnostics == ()


@pytest.mark.parametrize("title, paid", [
    ("each deal alone, slice by slice", ["20", "30", "30"]),
    ("running total, the crossing deal is divided", ["One result", "One for each person and quarter"]),
])  # fmt: skip
def test_a_rule_for_each_deal_or_for_a_total_shows_what_both_pay(title: str, paid: list[str]) -> None:
    """A total up to a credit is one up to the end of a period; slices of it begin where the period begins."""
    text = (MODELS / "eight_answers" / "eight_answers.plan").read_text(encoding="utf-8")
    less = text.replace(f'{title}" for each credit of Sales {{', f'{title}" {{')
    (found,) = witnessed(less, "plan.plan", check_text(less, "plan.plan").diagnostics)
    assert found.rule == "grain-open" and found.witness is not None and replayed(found) >= 2
    said = [one.expects[0] if paid[0] == "20" else one.text for one in found.witness.readings]
    assert len(said) == len(paid) and all(part in one for part, one in zip(paid, said)), said


def test_where_one_answer_fits_it_comes_first_and_it_is_said_why_others_do_not() -> None:
    """What reads the measure is for each month, so it is, too."""
    text = (MODELS / "eight_answers" / "eight_answers.plan").read_text(encoding="utf-8")
    less = text.replace("measure MonthSales for each participant each month =", "measure MonthSales =")
    (found,) = witnessed(less, "plan.plan", check_text(less, "plan.plan").diagnostics)
    assert found.witness is None and found.repairs[0].example == "for each participant each month"
    (note,) = found.notes
    assert "only the first of these fits; for one result for each credit of Sales: MonthSales has a value for" in note
    assert check_text(edited(less, found.repairs[0].edits), "plan.plan").diagnostics == ()


@pytest.mark.parametrize("plan, measure, grain", [
    ("sales_manager", "HalfSales", "for each participant each half"),
    ("smb_ae", "LastDay", "for each participant"),
    ("spring_contest", "Sold", "for each participant once on 2025-05-31"),
    ("techcommunity-share-on-own-output", "RateLow", "for each deal"),
])  # fmt: skip
def test_the_periods_days_and_rows_of_which_the_plan_speaks_are_answers(plan: str, measure: str, grain: str) -> None:
    host = host_of(f"{plan}.plan")
    less = host.plan.text.replace(f"measure {measure} {grain} =", f"measure {measure} =")
    assert less != host.plan.text
    (found,) = (one for one in check_text(less, "plan.plan", host.library).diagnostics if one.rule == "grain-open")
    (fits,) = (repair for repair in found.repairs if repair.example == grain)
    assert check_text(edited(less, fits.edits), "plan.plan", host.library).diagnostics == ()


@pytest.mark.parametrize("plan, unit", [("sdr", "month"), ("sales_manager", "quarter"), ("executive", "year")])
def test_what_is_one_for_everybody_is_so_for_each_period_that_is_paid(plan: str, unit: str) -> None:
    host = host_of(f"{plan}.plan")
    less = re.sub(r"(measure \w+) for each participant[\w ]* =", r"\1 =", host.plan.text, count=1)
    (found, *_) = (one for one in check_text(less, "plan.plan", host.library).diagnostics if one.rule == "grain-open")
    (one,) = (repair.example for repair in found.repairs if (repair.example or "").startswith("for the plan"))
    assert one == f"for the plan each {unit}"


def test_the_words_for_what_a_measure_is_go_before_its_value() -> None:
    text = (MODELS / "eight_answers" / "eight_answers.plan").read_text(encoding="utf-8")
    less = text.replace("measure MonthSales for each participant each month =", 'measure MonthSales "a = b" =')
    asked = check_text(less, "plan.plan").diagnostics
    assert [one.rule for one in asked] == ["grain-open"]
    for repair in asked[0].repairs[:4]:
        assert f'measure MonthSales "a = b" {repair.example} =' in edited(less, repair.edits)


LINES = """
    data lines, each row a line{one} {{
        {key}deal: deal
        part: text
        to:   participant
        net:  money
    }}

    credit Lines for each line {{
        to       line.to
        amount   line.net
        dated    deal.closed
        ordered  by deal.closed, {last}
    }}

    bonus Extra for each credit of Lines {{
        pay      1% of credit.amount
        rounded  each credit
        at most  5 USD for each participant each month, in credit order, excess lost
    }}
"""


@pytest.mark.parametrize(
    "key, one, last, asked",
    [
        ("id: text, key\n        ", "", "then deal.id", True),  # somebody may have several lines of a deal
        ("id: text, key\n        ", "", "then line.id", False),
        ("", ", one for each deal and each to", "then deal.id", False),
        ("", ", one for each deal and each part", "then deal.id", True),
        ("", ", one for each deal and each part", "then deal.id, then line.part", False),
        ("", "", "then deal.id", True),
        ("", "", "then deal.id, then line.part", False),
    ],
)
def test_rows_of_a_deal_are_not_told_apart_by_the_deal(key: str, one: str, last: str, asked: bool) -> None:
    text = (MODELS / "eight_answers" / "eight_answers.plan").read_text(encoding="utf-8")
    at = text.index("\n    payout ")
    text = f"{text[:at]}{LINES.format(key=key, one=one, last=last)}{text[at:]}".replace("add  ", "add Extra, ", 1)
    found = check_text(text, "plan.plan").diagnostics
    assert [one.rule for one in found] == (["tie-break-open"] if asked else []), found
    if asked:
        assert check_text(edited(text, found[0].repairs[0].edits), "plan.plan").diagnostics == ()


def test_an_amount_that_is_a_share_of_another_in_its_row_shows_a_case() -> None:
    """What is renewed at 115% of what was due."""
    text = (MODELS / "customer_success" / "customer_success.plan").read_text(encoding="utf-8")
    less = text.replace("from  115%  ", "above 115%  ")
    assert less != text
    (found,) = witnessed(less, "plan.plan", check_text(less, "plan.plan").diagnostics)
    assert found.witness is not None, found.notes


def test_a_plan_of_results_without_deals_shows_cases() -> None:
    """Results of a year lie in one another as the plan's bands do: here at 110% of the year before."""
    text = (MODELS / "executive" / "executive.plan").read_text(encoding="utf-8")
    less = re.sub(r"\n +from +0% below 10%.*", "", text, count=1)
    (found,) = witnessed(less, "plan.plan", check_text(less, "plan.plan").diagnostics)
    assert found.rule == "bands-gap" and found.witness is not None, found.notes
