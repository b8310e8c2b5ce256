"""The words of the trade and of spreadsheets are answered with the line that was meant, its own amounts in it; and the line is then read."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.syntax.parse import parse
from tests.syntax.corpus import in_rule
from tests.syntax.test_natural import answered, plan

S = "the participant's Sales"
QUARTER = "bonus B for each participant each quarter"
CREDIT = "bonus B for each credit of Sales"
CONDITIONS = [
    ("Sold >= 5 USD", "Sold is at least 5 USD"),
    ("Sold<=5 USD", "Sold is at most 5 USD"),
    ("Sold is > 5 USD", "Sold is above 5 USD"),
    ("Sold < participant.quota", "Sold is below participant.quota"),
    ("deal.p == New", "deal.p is New"),
    ("deal.p = New", "deal.p is New"),
    ("deal.p <> New and deal.a is yes", "deal.p is not New and deal.a is yes"),
    ("deal.closed is no later than 2025-03-31", "deal.closed is at most 2025-03-31"),
    ("deal.closed is not before 2025-03-31", "deal.closed is at least 2025-03-31"),
    ("Sold is not less than 5 USD", "Sold is at least 5 USD"),
    ("Sold is no more than 5 USD", "Sold is at most 5 USD"),
    (
        "deal.closed is more than 3 months before the last day of the quarter",
        "deal.closed is before the last day of the quarter - 3 months",
    ),
]
DAYS = "calendar days of the quarter from participant.hired through the last day of the quarter / calendar days of the quarter"
STEPS = [
    (QUARTER, "capped at 7 USD each quarter", "at most 7 USD each quarter, excess lost"),
    (QUARTER, "max 7 USD", "at most 7 USD each quarter, excess lost"),
    (QUARTER, "maximum of 200% of participant.target, excess lost", "at most 200% of participant.target each quarter, excess lost"),
    (CREDIT, "no more than 7 USD per deal", "at most 7 USD each credit, excess lost"),
    (CREDIT, "cap of 7 USD per year", "at most 7 USD for each participant each year, in credit order, excess lost"),
    (QUARTER, "minimum 7 USD", "at least 7 USD each quarter, shortfall forgiven"),
    (QUARTER, "at most 7 USD each quarter, excess forfeited", "at most 7 USD each quarter, excess lost"),
    (QUARTER, "at most 7 USD each quarter, excess carried forward", "at most 7 USD each quarter, excess kept in Kept"),
    (QUARTER, "at least 7 USD each quarter, shortfall recoverable", "at least 7 USD each quarter, shortfall owed in Owed"),
    (QUARTER, "at least 7 USD each quarter, shortfall waived", "at least 7 USD each quarter, shortfall forgiven"),
    (QUARTER, "if Sold is above 5 USD then pay 3% of Sold else pay 2% of Sold", "pay 3% of Sold if Sold is above 5 USD, otherwise 2% of Sold"),
    (QUARTER, "if Sold is above 5 USD pay 3% of Sold", "when Sold is above 5 USD\n        pay 3% of Sold"),
    (CREDIT, "pay 5% of credit.amount when deal.p is New, 3% otherwise", "pay 5% of credit.amount if deal.p is New, otherwise 3% of credit.amount"),
    (CREDIT, "pay 5 USD unless deal.p is New", "when deal.p is not New\n        pay 5 USD"),
    (CREDIT, "times 1.5x unless deal.a is missing", "times 1.5x when deal.a is known"),
    (QUARTER, "unless Sold is below 5 USD", "when Sold is at least 5 USD"),
    (QUARTER, "nothing if Sold is below 5 USD", "only if Sold is at least 5 USD, otherwise 0 USD"),
    (QUARTER, "pay max(5% of Sold, 5 USD)", "pay (the higher of 5% of Sold and 5 USD)"),
    (QUARTER, "pay Sold x 5%", "pay Sold * 5%"),
    (QUARTER, "less 3 USD", "minus 3 USD"),
    (QUARTER, "multiply by 1.5", "times 1.5x"),
    (QUARTER, "divided by 2", "times 1 / 2"),
    (CREDIT, "paid 50% on deal.a, 50% on deal.b", "paid 50% on deal.a\n        paid 50% on deal.b"),
    (CREDIT, "rest on deal.b", "paid the rest on deal.b"),
    (QUARTER, "pay 2% of everyone's Sales in the quarter", "pay 2% of total amount of everyone's Sales in the quarter"),
    (QUARTER, f"pay 5 USD for each of {S} in the quarter", f"pay 5 USD * count of {S} in the quarter"),
    (QUARTER, "pay 900 USD shared equally among participants", "pay 900 USD / (count of everyone's participants in the plan)"),
    (QUARTER, "pay 900 USD / number of participants", "pay 900 USD / (count of everyone's participants in the plan)"),
    (QUARTER, "pay participant.target prorated", f"pay participant.target\n        times {DAYS}"),
    (CREDIT, "pay 5% of the deal's multi", "pay 5% of deal.multi"),
    (CREDIT, "round to the nearest dollar", "rounded each credit, nearest 1 USD, halves up"),
    (CREDIT, "rounded each credit, nearest dollar", "rounded each credit, nearest 1 USD, halves up"),
    (QUARTER, "rounded to the nearest cent", "rounded each quarter"),
    (CREDIT, "when the first deal of the customer", "when running count of everyone's Sales in the customer counting this credit is 1"),
    (CREDIT, "when it is the first sale in the month", "when running count of the participant's Sales in the month counting this credit is 1"),
    (CREDIT, "paid on the last day of the next month", "paid 100% on (the last day of the month of (credit.date + 1 month))"),
]  # fmt: skip
TABLES = [
    ("times {\n            when deal.a is yes: 5%", "times first match {\n            when deal.a is yes: 5%"),
    ("times tiers by Sold before this deal, all at the tier reached {", "times tiers by Sold not counting this credit, all at the tier reached {"),
    ("times curve by Sold, linear {", "times curve by Sold, straight lines between points {"),
    ("pay places by Sold, ties all get the better prize {", "pay places by Sold, highest first, ties all get the better prize {"),
]  # fmt: skip
VALUES = [
    (f"{S} in the quarter", f"total amount of {S} in the quarter"),
    ("total Sales in the quarter", f"total amount of {S} in the quarter"),
    ("Sold divided by participant.quota", "Sold / participant.quota"),
    ("Sold as a percentage of participant.quota", "Sold / participant.quota"),
    ("rank by Sold", "place by Sold, highest first, ties take the better place"),
    ("months since participant.hired", "full months of service since participant.hired"),
    ("months between participant.hired and 2025-12-31", "full months from participant.hired to 2025-12-31"),
    (f"count of {S} where deal.a is yes in the quarter", f"count of {S} in the quarter where deal.a is yes"),
    (f"count of {S} above 5 USD in the quarter", f"count of {S} in the quarter where credit.amount is above 5 USD"),
]
ROWS = [(">= 5 USD: 5%", "from 5 USD: 5%"), ("<= 5 USD: 5%", "through 5 USD: 5%"), ("1st: 5 USD", "1: 5 USD")]
HEADS = [
    ("for each participant monthly", "for each participant each month"),
    ("for each participant on 2025-12-31", "for each participant once on 2025-12-31"),
    ("for each participant at year end", "for each participant each year"),
]
PAYOUTS = [
    ("if negative, zero", "if negative forgiven"),
    ("below zero is owed", "if negative collected"),
    ("cap of 7 USD per month", "at most 7 USD each month, excess lost"),
]
PEOPLE = "    data participants, each row a participant {\n        hired: date\n    }\n"
SALES = "    credit Sales for each deal {\n        to deal.owner\n    }\n"


@pytest.mark.parametrize(("said", "meant"), CONDITIONS)
def test_a_condition(said: str, meant: str) -> None:
    assert f"when {meant}\n" in answered(plan(f"when {said}", QUARTER))


@pytest.mark.parametrize(("head", "said", "meant"), STEPS)
def test_a_step(head: str, said: str, meant: str) -> None:
    assert f"        {meant}\n" in answered(f"{plan(said, head)[:-2]}{SALES}{PEOPLE}}}\n")


@pytest.mark.parametrize(
    ("said", "first", "last", "named"),
    [
        ("March 2025", "2025-03-01", "2025-03-31", "the month is 2025-03"),
        ("2024-02", "2024-02-01", "2024-02-29", "the month is 2024-02"),
        ("2025-Q2", "2025-04-01", "2025-06-30", "the quarter is 2025-Q2"),
        ("2025-H2", "2025-07-01", "2025-12-31", "the half is 2025-H2"),
        ("2025", "2025-01-01", "2025-12-31", "the year is 2025"),
    ],
)
def test_a_day_in_a_period(said: str, first: str, last: str, named: str) -> None:
    """Where years start in January the days of a period are known; elsewhere an example is shown."""
    text = plan(f"when deal.closed is in {said}", CREDIT)
    calendar = text.replace("plan P {\n", "plan P {\n    calendar years start in January\n")
    assert f"when deal.closed is from {first} through {last}\n" in answered(calendar)
    (found,) = parse(calendar, "d.plan").diagnostics
    assert found.repairs[1].example == f"when {named}"
    (open_,) = parse(text, "d.plan").diagnostics
    assert open_.repairs[0].edits == ()


@pytest.mark.parametrize(("said", "meant"), TABLES)
def test_a_table(said: str, meant: str) -> None:
    assert f"{meant}\n" in answered(plan(f"{said}\n        }}", QUARTER))


@pytest.mark.parametrize(("said", "meant"), VALUES)
def test_a_value(said: str, meant: str) -> None:
    head = "measure A for each participant each quarter = "
    assert f"{head}{meant}\n" in answered(plan(f"{head}{said}\n{SALES}"))


@pytest.mark.parametrize(("said", "meant"), ROWS)
def test_a_row(said: str, meant: str) -> None:
    assert f"{meant}\n" in answered(plan(said, "table R"))


@pytest.mark.parametrize(("said", "meant"), HEADS)
def test_a_head(said: str, meant: str) -> None:
    assert f"bonus B {meant} {{" in answered(plan("pay 5 USD", f"bonus B {said}"))


@pytest.mark.parametrize(("said", "meant"), PAYOUTS)
def test_a_payout(said: str, meant: str) -> None:
    assert f"{meant}\n" in answered(plan(said, "payout for each participant each month, by credit date"))


def test_a_table_for_each_row() -> None:
    """Each row is answered, one at a time, as rows of a table are read."""
    (first, second) = parse(plan("<= 5 USD: 1%\n        > 5 USD: 2%", "table R"), "t.plan").diagnostics
    assert [one.repairs[0].example for one in (first, second)] == ["through 5 USD: 1%", "above 5 USD: 2%"]


def test_what_is_divided_by_a_total_with_a_condition() -> None:
    """The answer begins where the total does, and not at a word `the` before it."""
    total = "count of the participant's deals in the quarter where deal.p is"
    (found,) = parse(
        plan(f"measure A for each participant each quarter = {total} New / {total} Old"), "t.plan"
    ).diagnostics
    assert (found.rule, found.repairs[0].example) == ("needs-parentheses", f"({total} Old)")


WHOLE = """plan P {{
    currency USD
    calendar years start in January
    covers credits dated from 2025-01-01 through 2025-12-31
    rounding nearest 0.01 USD, halves to even
    corrections paid in the open year, by the rules of the closed year
    data participants, each row a participant {{
        id: text, key
        reached: percent
        sold: count
    }}
    measure R for each participant = participant.reached
    bonus B for each participant once on 2025-12-31 {{
        pay 100 USD
        times {table}
        rounded each participant
    }}
    payout for each participant each year, by credit date {{
        add B
    }}
}}
"""
LEFT = [
    ("tiers by participant.reached, all at the tier reached {\nbelow 50%: 1%\nfrom 50% below 80%: 2%\notherwise: 3%\n}", "from 80%: 3%"),
    ("tiers by participant.reached, all at the tier reached {\nthrough 50%: 1%\notherwise: 3%\n}", "above 50%: 3%"),
    ("tiers by participant.reached, all at the tier reached {\nfrom 80%: 1%\notherwise: 3%\n}", "below 80%: 3%"),
    ("places by participant.sold, highest first, ties all get the better prize {\n1: 2\n2: 1\notherwise: 0\n}", "from 3: 0"),
    ("curve by participant.reached, straight lines between points, flat beyond them {\n50%: 50%\n100%: 100%\n}", "at 50%: 50%\nat 100%: 100%"),
    ("weighted {\nR: 60%\nR: 40%\n}", "60%: R"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "meant"), LEFT)
def test_a_row_that_is_no_row_of_its_table(table: str, meant: str) -> None:
    """`otherwise` of tiers, points without `at`, and weights that stand last are answered with the row itself."""
    text = WHOLE.format(table=table)
    found = next(one for one in check_text(text, "t.plan").diagnostics if one.rule in ("wrong-key", "curve-too-short"))
    assert found.repairs[0].example == meant
    after = edited(text, found.repairs[0].edits)
    left = [one for one in check_text(after, "t.plan").diagnostics if one.rule in ("wrong-key", "curve-too-short")]
    assert len(left) == 0 or table.startswith("weighted")


def test_what_is_meant_otherwise_is_left_alone() -> None:
    """A line in the plan's own words has nothing to be answered, and a remark is no line."""
    for line in (
        "at most 5 USD each credit, excess lost",
        "pay 5 USD # max(1, 2) unless deal.a is yes",
        "when deal.a is not New",
    ):
        assert not parse(in_rule(line), "t.plan").diagnostics
