"""Totals of everybody's credits that count a deal once for each person credited are warned of; totals that count it once are not."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.compile import compile_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.testing.examples import examples_of, run_example

PLAN = """plan Small "Shared deals" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id:      text, key
        region:  one of North, South
        manager: participant, optional
    }}

    data deals, each row a deal, dated by closed {{
        id:      text, key
        region:  one of North, South
        owner:   participant
        expert:  participant
        closed:  date
        amount:  money
    }}

    data splits, each row a split{one_each} {{
        id:     text, key
        deal:   deal
        to:     participant
        share:  percent, from 0% through 100%
        amount: money
        reject unless  for each deal: total share of splits in the deal is 100%
    }}

{credits}

    credit Owned for each deal {{
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    measure Reached for {grain} = {total}

    commission Base for each credit of Owned {{
        pay      1% of deal.amount
        times    2x when Reached is at least 1,000 USD
        rounded  each credit
    }}

    payout for each participant each quarter, by credit date {{
        add  Base
    }}
}}
"""


def _credit(name: str, row: str, to: str, amount: str, when: str = "") -> str:
    when = f"when {when}\n" if when else ""
    date = "credit.date" if row.startswith("credit ") else "deal.closed"
    order = "deal.closed, then deal.id, then credit.id" if row.startswith("credit ") else f"deal.closed, then {row}.id"
    return f"credit {name} for each {row} {{\n{when}to {to}\namount {amount}\ndated {date}\nordered by {order}\n}}\n"


ROUNDED = "split.share of deal.amount, rounded, odd cents to the largest"
EVERY = _credit("Shared", "deal", "every participant where participant.region is deal.region", "deal.amount")
NAMED = _credit(
    "Shared", "deal", "every participant where participant.region is deal.region and participant is deal.owner", "deal.amount"
)  # fmt: skip
DIVIDED = _credit(
    "Shared", "deal", "every participant where participant.region is deal.region", "deal.amount / 4, rounded"
)
WHOLE = _credit("Shared", "split", "split.to", "deal.amount")
PARTS = _credit("Shared", "split", "split.to", ROUNDED)
OWN = _credit("Shared", "split", "split.to", "split.amount")
ABOVE = "every manager above credit.participant on credit.date"
UP = _credit("Shared", "credit of Owned", ABOVE, "credit.amount")
NEXT = _credit("Shared", "credit of Owned", f"{ABOVE}, at most 1 level", "credit.amount")
OVER = WHOLE.replace("Shared", "Full") + _credit(
    "Shared", "credit of Full", f"{ABOVE}, at most 1 level, once for each credit", "credit.amount"
)
ONCE = OVER.replace("once for each credit", "once for each deal")
OPEN = OVER.replace(", once for each credit", "")


def _ledger(second: str, first: str = "Owned") -> str:
    return f"{second}\ncredit Shared gathers {first}, Second, ordered by credit.date, then credit.id\n"


EXPERT = _ledger(_credit("Second", "deal", "deal.expert", "deal.amount"))
APART = _ledger(
    _credit("Second", "deal", "deal.expert", "deal.amount", "deal.region is North"), "First"
) + _credit("First", "deal", "deal.owner", "deal.amount", "deal.region is South")  # fmt: skip
OTHER = _ledger(_credit("Second", "deal", "deal.expert", "deal.amount", "deal.expert is not deal.owner"))
EITHER = _ledger(
    _credit("Second", "deal", "deal.expert", "deal.amount", "deal.expert is not deal.owner"), "First"
) + _credit("First", "deal", "deal.owner", "deal.amount", "deal.expert is deal.owner")  # fmt: skip
BACK = _ledger(_credit("Second", "deal", "deal.expert", "-deal.amount"))
LED = _ledger(_credit("Second", "credit of Owned", "the manager of credit.participant on credit.date", "credit.amount"))
EVERYONES = "total amount of everyone's Shared in the quarter"


def _check(credits: str, total: str, grain: str = "the plan each quarter", one_each: str = "") -> list[Diagnostic]:
    text = PLAN.format(credits=credits, total=total, grain=grain, one_each=one_each)
    return [one for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


def _rules(found: list[Diagnostic]) -> list[str]:
    return [one.rule for one in found if one.rule != "negative-open"]


SEVERAL = {"every": EVERY, "whole": WHOLE, "up": UP, "over": OVER, "expert": EXPERT, "other": OTHER, "led": LED}
ONE = {"named": NAMED, "divided": DIVIDED, "parts": PARTS, "own": OWN, "next": NEXT, "once": ONCE,
       "apart": APART, "either": EITHER, "back": BACK}  # fmt: skip


@pytest.mark.parametrize("name", SEVERAL)
def test_a_deal_that_several_are_credited_with_is_counted_for_each(name: str) -> None:
    assert _rules(_check(SEVERAL[name], EVERYONES)) == ["counted-for-each"]


def test_how_often_it_comes_up_to_the_manager_of_both_is_asked() -> None:
    (found,) = _check(OPEN, "1,000 USD")
    assert found.rule == "shared-above-open"
    text = PLAN.format(credits=OPEN, total="1,000 USD", grain="the plan each quarter", one_each="")
    for answer in found.repairs:
        settled = check_text(edited(text, answer.edits), "page.plan").diagnostics
        assert [one.rule for one in settled if one.rule != "unused"] == []
    assert (
        _check(
            OPEN.replace(
                "amount deal.amount", "amount split.share of deal.amount, rounded, odd cents to the largest", 1
            ),
            "1,000 USD",
        )
        == []
    )


@pytest.mark.parametrize("name", ONE)
def test_shares_and_credit_to_one_person_count_a_deal_once(name: str) -> None:
    assert _rules(_check(ONE[name], EVERYONES)) == []


@pytest.mark.parametrize(
    ("total", "warned"),
    [
        ("total amount of Shared in the deal", True),
        ("total amount of everyone's Shared in the deal", True),
        ("total amount of everyone's Shared in the plan", True),
        ("total amount of everyone's Shared in the quarter where deal.region is North", True),
        ("total amount of the participant's Shared in the quarter", False),
        ("total amount of everyone's Shared in the quarter where credit.participant.region is North", False),
        ("total amount of everyone's Owned in the quarter", False),
        ("(highest amount of everyone's Shared in the deal) if known, otherwise 0 USD", False),
    ],
)
def test_which_totals(total: str, warned: bool) -> None:
    assert _rules(_check(EVERY, total, "each credit of Owned")) == (["counted-for-each"] if warned else [])


def test_rows_of_one_person_each_are_counted_once_within_the_row_and_where_a_deal_has_one() -> None:
    within = _check(WHOLE, "total amount of everyone's Shared in the split", "each credit of Shared")
    assert "counted-for-each" not in _rules(within)
    text = PLAN.replace("id:     text, key\n        deal", "deal")
    text = text.format(
        credits=WHOLE.replace("split.id", "deal.id"),
        total=EVERYONES,
        grain="the plan each quarter",
        one_each=", one for each deal",
    )
    assert [one.rule for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"] == []


@pytest.mark.parametrize(
    ("credits", "total", "once"),
    [
        (EVERY, EVERYONES, "total amount of everyone's deals in the quarter"),
        (EVERY, "total amount of everyone's Shared in the deal", "deal.amount"),
        (EXPERT, EVERYONES, "total amount of everyone's Owned in the quarter"),
        (LED, EVERYONES, "total amount of everyone's Owned in the quarter"),
    ],
)
def test_what_counts_each_deal_once_is_said_and_leaves_nothing_open(credits: str, total: str, once: str) -> None:
    grain = "each credit of Owned" if "in the deal" in total else "the plan each quarter"
    (found,) = _check(credits, total, grain)
    assert found.repairs[0].example == once and found.repairs[0].edits
    assert _rules(_check(credits, once, grain)) == []


def test_what_the_credit_leaves_out_has_to_be_said_of_the_rows() -> None:
    some = EVERY.replace("to every", "when deal.region is North\nto every", 1)
    (found,) = _check(some, EVERYONES)
    assert found.repairs[0].example == "total amount of everyone's deals in the quarter where …"
    assert not found.repairs[0].edits


@pytest.mark.parametrize(
    ("total", "reached"), [(EVERYONES, "2,000"), ("total amount of everyone's deals in the quarter", "1,000")]
)
def test_what_is_said_of_each_total_is_what_it_comes_to(total: str, reached: str) -> None:
    example = f"""
    example "two of the north" {{
        given participant | region | manager
            ana           | North  | none
            bo            | North  | none
        given deal | region | owner | expert | closed     | amount
            d1     | North  | ana   | bo     | 2025-02-01 | 1,000 USD
        given split | deal | to  | share | amount
            s1      | d1   | ana | 100%  | 1,000 USD
        expect Reached in 2025-Q1 is {reached} USD
    }}
}}
"""
    text = (
        PLAN.format(credits=EVERY, total=total, grain="the plan each quarter", one_each="").rstrip().removesuffix("}")
    )
    compiled = compile_text(text + example, "page.plan")
    assert compiled.graph is not None and compiled.plan_tree is not None
    (one,) = examples_of(compiled.plan_tree)
    outcome = run_example(one, compiled.graph, "page.plan", compiled.source)
    assert outcome.passed and outcome.checked == 1, (outcome.differences, outcome.findings)


COUNTED = {
    "shares": (PARTS, "split.deal"),
    "shares as a product": (PARTS.replace("split.share of deal.amount", "deal.amount * split.share"), "split.deal"),
    "whole": (WHOLE, "split.deal"),
    "every": (EVERY, "deal.id"),
    "up": (UP, "deal.id"),
    "next above shares": (
        PARTS.replace("Shared", "Below") + _credit("Shared", "credit of Below", ABOVE + ", at most 1 level", "credit.amount"),
        "split.deal",
    ),
}  # fmt: skip


def _counting(credits: str, count: str, grain: str = "the plan each quarter") -> list[Diagnostic]:
    text = PLAN.replace("at least 1,000 USD", "at least 2").replace(
        "credit of Owned {{", "credit of Owned {{\nwhen Reached is at least 0"
    )
    if not grain.startswith("the plan"):
        text = text.replace("each credit of Owned", "each credit of Shared").replace("1% of deal", "1% of credit")
    found = check_text(text.format(credits=credits, total=count, grain=grain, one_each=""), "page.plan").diagnostics
    return [one for one in found if one.rule != "unused"]


ONCE_EACH = {"named": NAMED, "own": OWN, "next": NEXT, "once": ONCE}


@pytest.mark.parametrize("name", COUNTED)
def test_a_count_of_credits_that_share_a_deal_is_asked_about(name: str) -> None:
    credits, way = COUNTED[name]
    made = {"credits": credits, "grain": "the plan each quarter", "one_each": ""}
    text = PLAN.replace("at least 1,000 USD", "at least 2")
    plain = text.format(**made, total="count of everyone's Shared in the quarter")
    found = [one for one in check_text(plain, "page.plan").diagnostics if one.rule not in ("unused", "negative-open")]
    (one,) = found
    assert one.rule == "count-of-shared-open"
    assert [repair.example for repair in one.repairs] == [
        f"count of different {way} of everyone's Shared in the quarter",
        "count of different credit.id of everyone's Shared in the quarter",
    ]
    for repair in one.repairs:
        settled = check_text(edited(plain, repair.edits), "page.plan").diagnostics
        assert [one.rule for one in settled if one.rule not in ("unused", "negative-open")] == []


@pytest.mark.parametrize("name", ONCE_EACH)
def test_a_count_of_credits_of_one_person_each_is_silent(name: str) -> None:
    assert _rules(_counting(ONCE_EACH[name], "count of everyone's Shared in the quarter")) == []


@pytest.mark.parametrize(
    ("count", "asked"),
    [
        ("count of everyone's Shared in the quarter", True),
        ("count of everyone's Shared in the plan", True),
        ("count of everyone's Shared in the quarter where deal.region is North", True),
        ("count of everyone's Shared in the quarter where credit.participant.region is North", False),
        ("count of everyone's Shared in the deal", False),
        ("count of the participant's Shared in the quarter", False),
        ("count of different split.deal of everyone's Shared in the quarter", False),
        ("running count of everyone's Shared in the quarter counting this credit", True),
    ],
)
def test_which_counts(count: str, asked: bool) -> None:
    found = _counting(PARTS, count, "each credit of Shared")
    assert _rules(found) == (["count-of-shared-open"] if asked else [])
