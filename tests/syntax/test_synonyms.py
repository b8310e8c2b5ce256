"""The trade's words and signs are answered with the plan's words, for each thing they may mean."""

from __future__ import annotations

import re
from typing import Any

import pytest

from planlang.diagnostics.edits import edited
from planlang.syntax.constructs import HOMES, STATEMENTS
from planlang.syntax.parse import parse
from planlang.syntax.synonyms import SYNONYMS
from tests.syntax.corpus import in_rule, in_table

LINES = [
    ("pay $5,000", "currency-sign"),
    ("pay €5", "currency-sign"),
    ("pay 5000$", "currency-sign"),
    ("pay USD 5,000", "currency-sign"),
    ("pay 5,000USD", "currency-sign"),
    ("pay 5k", "number-form"),
    ("pay 1.5M", "number-form"),
    ("pay 1,5", "number-form"),
    ("pay 1.234,56 EUR", "number-form"),
    ("pay 5 % of credit.amount", "number-form"),
    ("pay 1e999999999", "scientific-number"),
    ("pay 1E+06", "scientific-number"),
    ("pay 5 USD uncapped", "trade-word"),
    ("cap 5,000 USD", "trade-word"),
    ("floor 5,000 USD", "trade-word"),
    ("draw 3,000 USD", "trade-word"),
    ("guarantee 3,000 USD", "trade-word"),
    ("retroactive", "trade-word"),
    ("accelerator 1.5x", "trade-word"),
    ("pays 5%", "trade-word"),
    ("if deal.product is New then 5%", "trade-word"),
    ("pay 5% if deal.product is New else 2%", "trade-word"),
    ("pay 5 USD unless deal.prepaid is yes", "trade-word"),
    ("at most 5 USD per quarter", "trade-word"),
    ("pay total of the participant's Sales ytd", "trade-word"),
    ("when deal.amount is more than 5 USD", "trade-word"),
    ("when deal.amount is over 5 USD", "trade-word"),
    ("when deal.amount is less than 5 USD", "trade-word"),
    ("when deal.amount is between 1 and 5", "trade-word"),
    ("when deal.amount > 5 USD", "comparison-sign"),
    ("when deal.amount >= 5 USD", "comparison-sign"),
    ("when deal.amount <= 5 USD", "comparison-sign"),
    ("when deal.amount < 5 USD", "comparison-sign"),
    ("when deal.product = New", "comparison-sign"),
    ("when deal.product == New", "comparison-sign"),
    ("when deal.product != New", "comparison-sign"),
    ("when deal.a is yes && deal.b is yes", "comparison-sign"),
    ("when deal.product is 'New'", "quote-mark"),
    ("when deal.product is “New”", "quote-mark"),
    ("when deal.closed is after 1/2/2025", "date-form"),
    ("when deal.closed is after 2025-2-3", "date-form"),
    ("when deal.closed is after Feb 10, 2025", "date-form"),
    ("dated 2025-02-30", "date-form"),
    ("dated the last day of result.month", "trade-word"),
    ("pay max(credit.amount, 5 USD)", "trade-word"),
    ("pay IF(credit.amount is above 5 USD, 1 USD, 2 USD)", "trade-word"),
    ("pay min(credit.amount, 5 USD)", "trade-word"),
    ("pay ROUND(credit.amount / 3, 2)", "trade-word"),
    ("pay 5 USD * number of the participant's deals", "trade-word"),
    ("when the top 3 deals by amount", "trade-word"),
    ("when the 3 largest deals", "trade-word"),
    ("when the first 10 deals by day", "trade-word"),
    ("when (place by credit.amount among everyone's Sales in the month where deal.product is New) is 1", "syntax"),
    ("pay 5 USD * number of deals where deal.product is New", "trade-word"),
    ("when full months of service since participant.hired is at most 2", "needs-parentheses"),
    ("when the lower of deal.amount and deal.cost is above 5 USD", "needs-parentheses"),
    ("pay 20% of credit.amount + 5 USD", "needs-parentheses"),
    ("pay 5 USD + 20% of credit.amount", "needs-parentheses"),
    ("pay 5 USD when Reached is at least 100%", "syntax"),
    ("pay 5% of the part of credit.amount above 5 USD", "needs-parentheses"),
    ("pay 50 USD * the part of Meetings up to 10", "needs-parentheses"),
    ("pay 5% of the lower of Sales and 5 USD", "needs-parentheses"),
    ("pay tiers by month of service since participant.hired, the month of hire is 1", "needs-parentheses"),
    ("when count of the participant's Sales in the month where deal.a is yes is above 1", "needs-parentheses"),
    ("pay count of everyone's orders from order.day - 6 months through order.day", "needs-parentheses"),
    ("pay the lower of credit.amount and 5 USD if deal.a is yes, otherwise 0 USD", "needs-parentheses"),
    ("paid in 12 equal parts each month after deal.closed, remainder to the last", "syntax"),
    ("when a.b is yes and c.d is yes or e.f is yes", "mixed-and-or"),
    ("when a.b is yes or c.d is yes and e.f is yes", "mixed-and-or"),
    ("pay 5% of total amount of participant's Sales in the month", "trade-word"),
    ("pay größe.x", "name-letters"),
    ("pay median amount of the participant's Sales in the month", "trade-word"),
    ("when the weekday of deal.closed is Saturday", "trade-word"),
    ("when the anniversary of participant.hired is in the month", "trade-word"),
    ('pay "abc', "unclosed"),
]

ROWS = [
    ("0 - 1,000 USD: 1%", "range-words"),
    ("0 – 50%: 1x", "range-words"),
    ("0..50%: 1x", "range-words"),
    ("150%+: 2x", "range-words"),
    ("1 to 3: 5%", "trade-word"),
    ("from 0% to 50%: 1x", "trade-word"),
    ("up to 50%: 1x", "trade-word"),
    ("over 50%: 2x", "trade-word"),
    ("under 5 USD: 2%", "trade-word"),
    ("from 150% flat after: 2x", "trade-word"),
    ("> 5: 2%", "comparison-sign"),
    ("from 50% below 100% 1.0x", "syntax-row"),
    ("from 5 below 6 1.5", "syntax-row"),
]


@pytest.mark.parametrize(("line", "rule"), LINES)
def test_a_line(line: str, rule: str) -> None:
    found = parse(in_rule(line, "rounded each credit"), "s.plan").diagnostics
    assert [d.rule for d in found] == [rule]
    place: Any = found[0].primary
    assert place.line == 3
    assert found[0].repairs


@pytest.mark.parametrize(
    "line", ["pay 5% of total amount of participants Sales in the month", "at least 5 USD in the quarter", "adds One"]
)
def test_the_plans_own_words_are_no_words_of_the_trade(line: str) -> None:
    """`in the month` is no set."""
    assert [d.rule for d in parse(in_rule(line, "rounded each credit"), "s.plan").diagnostics] == ["syntax"]


@pytest.mark.parametrize(("row", "rule"), ROWS)
def test_a_row(row: str, rule: str) -> None:
    found = parse(in_table(row, "otherwise: 0%"), "s.plan").diagnostics
    assert [d.rule for d in found] == [rule]


def test_of_a_phrase_in_parentheses_only_what_is_in_them_is_put_in_parentheses() -> None:
    found = parse(in_rule("pay 5 USD * (9 - full months of service since deal.closed)"), "s.plan").diagnostics
    assert [one.example for one in found[0].repairs] == ["(full months of service since deal.closed)"]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("pay count of everyone's orders from order.day - 6 months through order.day", "from (order.day - 6 months)"),
        ("plus the lower of A and 5 USD if deal.a is yes, otherwise 0 USD", "(the lower of A and 5 USD) if deal.a is yes, otherwise 0 USD"),
        ("paid in 2 equal parts each month after deal.closed", "paid 100% in 2 equal parts each month after deal.closed"),
        ("plus deal.amount - 20% of deal.cost - 5 USD", "(20% of deal.cost)"),
        ("plus full months of service since deal.closed / 12", "(full months of service since deal.closed)"),
        ("plus (the part of A - deal.share of deal.amount above 5 USD) / 2", "(deal.share of deal.amount)"),
        ("plus A - 20% of 5,000 USD", "(20% of 5,000 USD)"),
        ("plus 5% of total amount of Sales in the plan where deal.a is yes", "(total amount of Sales in the plan where deal.a is yes)"),
        ("plus 5 USD * count of Sales in the plan where deal.a is yes  # new", "(count of Sales in the plan where deal.a is yes)"),
        ("plus A - 20% of (deal.amount - (deal.cost / 2))", "(20% of (deal.amount - (deal.cost / 2)))"),
        ("plus A - 20% of total amount of the participant's Sales in the month", "(20% of total amount of the participant's Sales in the month)"),
        ("at most A - the lower of B and (1,000 USD - C) each month, excess lost", "(the lower of B and (1,000 USD - C))"),
        ("at most A - the lower of B and C for each participant each month, excess lost", "(the lower of B and C)"),
        ("plus 85% of (deal.amount + deal.cost) - 5 USD", "(85% of (deal.amount + deal.cost)) - 5 USD"),
        ("plus 85% of deal.amount - total amount of the participant's Sales in the month", "(85% of deal.amount) - …"),
    ],
)  # fmt: skip
def test_an_answer_is_in_the_words_of_the_line(line: str, answer: str) -> None:
    found = parse(in_rule("pay credit.amount", line), "s.plan").diagnostics
    assert found[0].repairs[0].example == answer


@pytest.mark.parametrize(
    "line",
    [
        "plus deal.amount - 20% of deal.cost - 5 USD",
        "plus (the part of A - deal.share of deal.amount above 5 USD) / 2",
        "plus A - 20% of total amount of the participant's Sales in the month",
        "plus 85% of deal.amount - total amount of the participant's Sales in the month",
    ],
)
def test_a_share_in_parentheses_is_read(line: str) -> None:
    text = in_rule("pay credit.amount", line)
    repair = parse(text, "s.plan").diagnostics[0].repairs[0]
    assert parse(edited(text, repair.edits), "s.plan").diagnostics == ()


@pytest.mark.parametrize("word", ["marginal", "progressive", "cumulative", "step", "split", "graduated", "cliff"])
def test_each_meaning_of_a_tier_word_is_told(word: str) -> None:
    found = parse(in_rule(f"times tiers by A, {word} {{", "from 0%: 1x", "}"), "s.plan").diagnostics
    assert [d.rule for d in found] == ["trade-word"]
    assert len(found[0].repairs) >= 2


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("times 1.1x if Reached is above 100%", "times 1.1x when Reached is above 100%"),
        ("only if Reached at least 80%, otherwise 0 USD", "is at least"),
        ("only if participant.hired before 2025-01-01, otherwise 0 USD", "is before"),
        ("plus 5% of (total of Month in the last quarter)", "in the previous quarter"),
        ("plus deal.amount times deal.rate", "*"),
        ("rounded down to 1 USD", "rounded  each credit, down to 1 USD"),
        ("rounded nearest 1 USD", "rounded  each credit, nearest 1 USD, halves up"),
        ("rounded each credit, remainder to the largest by A", "the last by A, then participant.id"),
        ("rounded each credit, remainder to the largest by A, then B  # so", "the last by A, then B"),
        ("plus 10% of deal.amount above 5 USD", "(the part of deal.amount above 5 USD)"),
        ("plus deal.amount above 5 USD", "(the part of deal.amount above 5 USD)"),
    ],
)
def test_a_line_as_it_is_spoken_is_answered_with_the_plans(line: str, answer: str) -> None:
    text = in_rule("pay credit.amount", line)
    found = parse(text, "s.plan").diagnostics
    assert [one.rule for one in found] == ["trade-word"]
    assert found[0].repairs[0].example == answer
    assert parse(edited(text, found[0].repairs[0].edits), "s.plan").diagnostics == ()


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("pay 5 EUR when A is 1", "… if A is 1, otherwise 0 EUR"),
        ("pay deal.amount when A is 1", "… if A is 1, otherwise 0 KWD"),
        ("pay 5% when A is 1", "… if A is 1, otherwise 0%"),
        ("pay 5 EUR for every 10,000 USD", "pay 5 EUR * Steps"),
        ("pay A for every 10,000 USD", "pay 100 KWD * Steps"),
    ],
)
def test_an_amount_is_of_the_lines_or_the_plans_currency(line: str, answer: str) -> None:
    text = in_rule(line).replace("commission", "currency KWD\n commission", 1)
    found = parse(text, "s.plan").diagnostics
    assert [one.repairs[-1].example for one in found] == [answer]


@pytest.mark.parametrize(
    ("row", "answers"),
    [
        ("2 through 3: 10%", ["from 2 through 3: 10%", "above 2 through 3: 10%"]),
        (
            "1,000 USD below 2,000 USD: 10%  # more",
            ["from 1,000 USD below 2,000 USD: 10%", "above 1,000 USD below 2,000 USD: 10%"],
        ),
        ("30 days through 60 days: 10%", ["from 30 days through 60 days: 10%", "above 30 days through 60 days: 10%"]),
    ],
)
def test_where_a_row_begins_is_said_by_a_word(row: str, answers: list[str]) -> None:
    text = in_table("1: 5%", row, "otherwise: 0%")
    found = parse(text, "s.plan").diagnostics
    assert [one.rule for one in found] == ["syntax-row"]
    assert [one.example for one in found[0].repairs] == answers
    for repair in found[0].repairs:
        assert parse(edited(text, repair.edits), "s.plan").diagnostics == ()


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ("total deal.list of the participant's deals in the month", "total list of the participant's deals"),
        ("(highest deal.list of deals in the plan)", "highest list of deals"),
        (
            "total deal.list_price of the participant's Deals in the month",
            "measure ItsListPrice for each credit of Deals = deal.list_price\n… total of the participant's ItsListPrice …",
        ),
    ],
)
def test_what_is_added_up_is_a_column_or_a_measure(value: str, answer: str) -> None:
    text = in_rule(f"pay {value}")
    found = parse(text, "s.plan").diagnostics
    assert [(one.rule, one.repairs[0].example) for one in found] == [("trade-word", answer)]
    for edits in (found[0].repairs[0].edits,):
        assert not edits or parse(edited(text, edits), "s.plan").diagnostics == ()


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ("deal.product is New", "1 if deal.product is New, otherwise 0"),
        (
            "deal.amount is at least 5 USD and deal.new is yes  # both",
            "1 if deal.amount is at least 5 USD and deal.new is yes, otherwise 0",
        ),
    ],
)
def test_whether_something_holds_is_a_number(value: str, answer: str) -> None:
    text = in_rule("pay A").replace("commission", f"measure A for each deal = {value}\n\ncommission", 1)
    found = parse(text, "s.plan").diagnostics
    assert [(one.rule, one.repairs[0].example) for one in found] == [("syntax", answer)]
    assert parse(edited(text, found[0].repairs[0].edits), "s.plan").diagnostics == ()


def test_several_cases_in_a_line_become_rows() -> None:
    found = parse(in_rule("pay 5 USD if A is 1, 2 USD if A is 2, otherwise 0 USD"), "s.plan").diagnostics
    rows = "    when A is 1: 5 USD\n    when A is 2: 2 USD\n    otherwise: 0 USD"
    assert found[0].repairs[0].example == f"pay  first match {{\n{rows}\n}}"
    found = parse(in_rule("pay 9 USD", "plus 5 USD if A is 1, 2 USD if A is 2, otherwise 0 USD"), "s.plan").diagnostics
    assert found[0].repairs[0].example == f"plus  first match {{\n{rows}\n}}"


def test_rows_of_a_table_stand_below_each_other() -> None:
    text = in_rule("pay 5 USD", "times weighted { 60%: A, 40%: B }")
    found = parse(text, "s.plan").diagnostics
    assert [one.rule for one in found] == ["syntax-row"]
    assert parse(edited(text, found[0].repairs[0].edits), "s.plan").diagnostics == ()


def test_a_curve_says_how_points_are_joined() -> None:
    text = in_rule("pay 5 USD", "times curve by Reached {", "at 80%: 50%", "at 100%: 100%", "}")
    found = parse(text, "s.plan").diagnostics
    assert [one.rule for one in found] == ["trade-word"]
    assert parse(edited(text, found[0].repairs[0].edits), "s.plan").diagnostics == ()


def test_so_much_for_every_is_a_count_of_steps() -> None:
    found = parse(in_rule("pay 5 USD for every 10,000 USD of Sales"), "s.plan").diagnostics
    assert [one.rule for one in found] == ["trade-word"]
    assert "MonthSales / 10,000 USD" in (found[0].repairs[0].example or "")


def test_a_title_is_a_plain_plan_sentence() -> None:
    for synonym in SYNONYMS:
        assert synonym.meanings and synonym.message.endswith(".")


def test_the_examples_of_answers_parse() -> None:
    """Whole lines that are offered as a repair are right ones."""
    checked = 0
    for synonym in SYNONYMS:
        for _, example in synonym.meanings:
            if example and re.match(r"(pay|at most|at least|times|minus|rounded|only if|when|take back) ", example):
                lines = [*example.splitlines(), *(["}"] if example.count("{") > example.count("}") else [])]
                if example.startswith("pay SalesSoFar"):
                    lines = [
                        x for line in example.splitlines() for x in ([line, "}"] if line.endswith("{") else [line])
                    ]
                assert parse(in_rule(*lines), "s.plan").diagnostics == (), example
                checked += 1
    assert checked >= 20


@pytest.mark.parametrize(
    ("row", "offered"),
    [
        ("0% - 50%: 0.5x", ["from 0% below 50%: 0.5x", "from 0% through 50%: 0.5x"]),
        ("0 – 50%: 0.5x  # first", ["from 0% below 50%: 0.5x", "from 0% through 50%: 0.5x"]),
        ("from 0 USD to 1,000 USD: 1%", ["from 0 USD below 1,000 USD: 1%", "from 0 USD through 1,000 USD: 1%"]),
        ("up to 50%: 0.5x", ["below 50%: 0.5x", "through 50%: 0.5x"]),
    ],
)
def test_a_range_is_answered_with_its_own_ends(row: str, offered: list[str]) -> None:
    found = parse(in_table(row, "otherwise: 0x"), "s.plan").diagnostics
    assert [one.example for one in found[0].repairs] == offered
    for example in offered:
        assert parse(in_table(example, "otherwise: 0x"), "s.plan").diagnostics == ()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("pay $50,000", ["50,000 USD"]),
        ("pay 1.5M", ["1,500,000 USD"]),
        ("pay 50k EUR", ["50,000 EUR"]),
        ("pay 1234567890123456789012345678901k", ["5,000 USD", "1,500,000 USD"]),
        ("pay EUR 5,000.50", ["5,000.50 EUR"]),
        ("when deal.closed is after 1/2/2025", ["2025-01-02", "2025-02-01", "1 / 2 / 2025"]),
        ("when deal.closed is after 31.1.2025", ["2025-01-31"]),
        ("when deal.closed is after Feb 10, 2025", ["2025-02-10"]),
        ("pay credit.amount – 5 USD", ["deal.amount - deal.cost", "from 0 USD below 1,000 USD: 1%"]),
        (
            "pay 5 USD\n        rounded to cents",
            ["rounded each credit", "rounded each credit, nearest 0.01 USD, halves up"],
        ),
    ],
)
def test_an_answer_with_what_stands_there(line: str, offered: list[str]) -> None:
    found = parse(in_rule(line), "s.plan").diagnostics
    assert [one.example for one in found[0].repairs] == offered


def test_a_word_before_a_table_is_told_and_not_the_table() -> None:
    found = parse(in_rule("times cumulative tiers by Attainment {", "from 0%: 1x", "}"), "s.plan").diagnostics
    assert [(one.rule, one.primary.column) for one in found] == [("trade-word", 15)]  # type: ignore[union-attr]


OUTSIDE = "plan P {\n    currency USD\n    data deals, each row a deal {\n        id: text, key\n    }\n"


def test_a_line_in_the_wrong_place_is_told_where_it_stands() -> None:
    """Behind a block as behind a line: what stands there already is not what is wrong."""
    for before in (OUTSIDE, f"{OUTSIDE}    measure M for each credit of S = credit.amount\n"):
        for kind, home in HOMES.items():
            if home != "a plan":
                found = parse(f"{before}    {STATEMENTS[kind].example}\n}}\n", "s.plan").diagnostics
                assert f"stands in {home}, not in a plan" in found[0].message, (kind, found[0].message)
    found = parse(f"{OUTSIDE}    comission Base for each credit of S {{\n    }}\n}}\n", "s.plan").diagnostics
    assert [one.example for one in found[0].repairs] == ["commission"]
