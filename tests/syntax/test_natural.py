# ruff: noqa: E501 - a table is read line by line
"""What somebody writes who has read a plan once is answered with the plan's words, put into the line; and the line is then read."""

from __future__ import annotations

import pytest

from planlang.diagnostics.edits import edited
from planlang.syntax.formatting.api import format_text
from planlang.syntax.parse import parse

S = "the participant's Sales"
VALUES = [
    ("the greater of Sold and 5 USD", "the higher of Sold and 5 USD"),
    ("the smaller of Sold and 5 USD", "the lower of Sold and 5 USD"),
    (f"total amount of {S} this quarter", f"total amount of {S} in the quarter"),
    (f"total amount of {S} during the quarter", f"total amount of {S} in the quarter"),
    (f"total amount of {S} in this quarter", f"total amount of {S} in the quarter"),
    (f"total amount of {S} in the year so far", f"total amount of {S} in the year through this quarter"),
    (f"total amount of {S} in the year to date", f"total amount of {S} in the year through this quarter"),
    (f"total amount of {S} in the prior quarter", f"total amount of {S} in the previous quarter"),
    (f"total amount of {S} in the quarter before", f"total amount of {S} in the previous quarter"),
    (f"total amount of {S} in the same quarter last year", f"total amount of {S} in the same quarter of the previous year"),
    (f"the total amount of {S} in the quarter", f"total amount of {S} in the quarter"),
    ("total hours of participant's visits in the quarter", "total hours of the participant's visits in the quarter"),
    ("sum of the participant's visits hours in the quarter", "total hours of the participant's visits in the quarter"),
    ("average of the participant's visits hours in the quarter", "average hours of the participant's visits in the quarter"),
    ("total amount of Sales of the participant in the quarter", f"total amount of {S} in the quarter"),
    ("count of Sales of the participant in the quarter", f"count of {S} in the quarter"),
    ("total Sales of the participant in the quarter", f"total amount of {S} in the quarter"),
    ("total amount of all Sales in the quarter", "total amount of everyone's Sales in the quarter"),
    (f"count of distinct deal.product of {S} in the quarter", f"count of different deal.product of {S} in the quarter"),
    (f"largest amount of {S} in the quarter", f"highest amount of {S} in the quarter"),
    ("Sold in the previous quarter", "total of the participant's Sold in the previous quarter"),
    (f"total amount of {S} in the quarter when deal.a is yes", f"total amount of {S} in the quarter where deal.a is yes"),
    (f"total amount of {S} in the quarter, except deal.p is New", f"total amount of {S} in the quarter where deal.p is not New"),
    (f"total amount of {S} in the quarter where deal.p is New or Old", f"total amount of {S} in the quarter where deal.p is one of New, Old"),
    (f"count of {S} in the quarter where deal.p is New, Old", f"count of {S} in the quarter where deal.p is one of New, Old"),
    (f"count of {S} in the quarter where deal.p is either New, Old or Big", f"count of {S} in the quarter where deal.p is one of New, Old, Big"),
    (f'count of {S} in the quarter where deal.p is not "x y", "z"', f'count of {S} in the quarter where deal.p is not one of "x y", "z"'),
    (f"count of {S} in the quarter where deal.p is 5, 10", f"count of {S} in the quarter where deal.p is one of 5, 10"),
    (f"count of {S} in the quarter where not deal.a is yes", f"count of {S} in the quarter where deal.a is not yes"),
    (f"count of {S} in the quarter where deal.b is within 9 days of deal.c", f"count of {S} in the quarter where deal.b is within 9 days after deal.c"),
    (f"count of {S} in the quarter where deal.multi", f"count of {S} in the quarter where deal.multi is yes"),
    ("the part of Sold over 5 USD", "the part of Sold above 5 USD"),
    ("the part of Sold between 5 USD and 9 USD", "the part of Sold above 5 USD up to 9 USD"),
    ("the amount of Sold above 5 USD", "the part of Sold above 5 USD"),
    ("the excess of Sold over 5 USD", "the part of Sold above 5 USD"),
    ("Sold up to 5 USD", "(the part of Sold up to 5 USD)"),
    ("if Sold is above 5 USD then 1 else 0", "1 if Sold is above 5 USD, otherwise 0"),
    ("1 if Sold is above 5 USD else 0", "1 if Sold is above 5 USD, otherwise 0"),
    ("1 if Sold is above 5 USD, 0 otherwise", "1 if Sold is above 5 USD, otherwise 0"),
    ("1 if Sold is 5 USD or more, otherwise 0", "1 if Sold is at least 5 USD, otherwise 0"),
    ("1 if Sold is 5 USD or less, otherwise 0", "1 if Sold is at most 5 USD, otherwise 0"),
    ("1 if Sold meets participant.quota, otherwise 0", "1 if Sold is at least participant.quota, otherwise 0"),
    ("1 if participant.hired is in the quarter, otherwise 0", "1 if participant.hired is from the first day of the quarter through the last day of the quarter, otherwise 0"),
    ("days in the month", "calendar days of the month"),
    ("working days in the month", "working days of the month"),
    ("calendar days from participant.hired to 2025-03-01", "calendar days from participant.hired through 2025-03-01"),
    ("months of service since participant.hired", "full months of service since participant.hired"),
    ("years of service since participant.hired", "full years of service since participant.hired"),
]  # fmt: skip
HEADS = [
    ("for everyone each quarter", "for the plan each quarter"),
    ("for the company each quarter", "for the plan each quarter"),
    ("for each participant, each quarter", "for each participant each quarter"),
    ("for each participant per quarter", "for each participant each quarter"),
    ("for each participant every quarter", "for each participant each quarter"),
]
STEPS = [
    ("only if (Sold in the previous quarter) is at least 5 USD, otherwise 0 USD", "only if (total of the participant's Sold in the previous quarter) is at least 5 USD, otherwise 0 USD"),
    ("only if Sold is above 5 USD and Sold in the previous quarter is above 5 USD, otherwise 0 USD", "only if Sold is above 5 USD and total of the participant's Sold in the previous quarter is above 5 USD, otherwise 0 USD"),
    ("add 5 USD", "plus 5 USD"),
    ("when deal.multi", "when deal.multi is yes"),
    ("when deal.a is yes:", "when deal.a is yes"),
    ("only when Sold is above 5 USD, otherwise 0 USD", "only if Sold is above 5 USD, otherwise 0 USD"),
    ("pay 5 USD each deal", "pay 5 USD"),
    ("rounded down each quarter", "rounded each quarter, down to 1"),
    ("rounded each quarter, up", "rounded each quarter, up to 1"),
    ("at most 5 USD each participant each quarter, excess lost", "at most 5 USD for each participant each quarter, excess lost"),
    ("at most 5 USD for each participant in the quarter", "at most 5 USD for each participant each quarter"),
    ("at most 5 USD per deal, excess lost", "at most 5 USD each credit, excess lost"),
    ("at most 5 USD per quarter, excess lost", "at most 5 USD each quarter, excess lost"),
    ("paid on deal.paid", "paid 100% on deal.paid"),
    ("paid when deal.paid is known", "paid 100% on deal.paid"),
    ("paid 50% at deal.paid", "paid 50% on deal.paid"),
    ("paid 30 days after deal.paid", "paid 100% on (deal.paid + 30 days)"),
    ("paid the rest in 3 equal parts, on deal.paid", "paid the rest in 3 equal parts each month after deal.paid, remainder to the last"),
    ("paid the rest on deal.paid if known, otherwise never", "paid the rest on deal.paid"),
    ("paid 100% in 12 equal instalments each month after deal.paid", "paid 100% in 12 equal parts each month after deal.paid"),
]  # fmt: skip
ROWS = [
    ("others: 5%", "otherwise: 5%"),
    ("at least 5 USD: 5%", "from 5 USD: 5%"),
    ("5 USD and above: 5%", "from 5 USD: 5%"),
    ("5 USD+: 5%", "from 5 USD: 5%"),
    ("more than 5 USD: 5%", "above 5 USD: 5%"),
    ("less than 5 USD: 5%", "below 5 USD: 5%"),
    ("New, Old 5%", "New, Old: 5%"),
    ("from 5 USD below 9 USD 5%", "from 5 USD below 9 USD: 5%"),
    ("first 500 USD: 5%", "from 0 USD below 500 USD: 5%"),
    ("first 10: 5 USD", "from 1 through 10: 5 USD"),
    ("if deal.a is yes: 5%", "when deal.a is yes: 5%"),
    ("deal.a is yes: 5%", "when deal.a is yes: 5%"),
]
TABLES = [
    ("times by deal.p {", "times table by deal.p {"),
    ("times case {", "times first match {"),
    ("times matrix by deal.p and Sold {", "times matrix, deal.p down, Sold across {"),
    ("times tiers by Sold, each slice at its own rate {", "times tiers by Sold, each slice at its own tier {"),
    ("times tiers by Sold, all at the rate reached {", "times tiers by Sold, all at the tier reached {"),
]
DATA = "    data deals, each row a deal {\n        multi: yes/no\n    }\n"


def answered(text: str) -> str:
    """The plan with the first answer put in; what was found is one finding."""
    found = parse(text, "n.plan").diagnostics
    assert len(found) == 1
    repair = found[0].repairs[0]
    assert repair.edits and repair.example
    after = edited(text, repair.edits)
    assert not parse(after, "n.plan").diagnostics
    return after


def plan(line: str, block: str | None = None) -> str:
    inside = f"    {block} {{\n        {line}\n    }}\n" if block else f"    {line}\n"
    return f"plan P {{\n{DATA}{inside}}}\n"


@pytest.mark.parametrize(("said", "meant"), VALUES)
def test_a_value(said: str, meant: str) -> None:
    head = "measure A for each participant each quarter = "
    assert f"{head}{meant}\n" in answered(plan(head + said)).replace("  ", " ")


@pytest.mark.parametrize(("said", "meant"), HEADS)
def test_a_head(said: str, meant: str) -> None:
    assert f"measure A {meant} = Sold" in answered(plan(f"measure A {said} = Sold"))


@pytest.mark.parametrize(("said", "meant"), STEPS)
def test_a_step(said: str, meant: str) -> None:
    assert f"{meant}\n" in answered(plan(said, "bonus B for each participant each quarter"))


@pytest.mark.parametrize(("said", "meant"), ROWS)
def test_a_row(said: str, meant: str) -> None:
    assert f"{meant}\n" in answered(plan(said, "table R"))


@pytest.mark.parametrize(("said", "meant"), TABLES)
def test_a_table(said: str, meant: str) -> None:
    text = plan(f"{said}\n        }}", "bonus B for each participant each quarter")
    assert f"{meant}\n" in answered(text)


def test_widths_are_added_up() -> None:
    text = plan("first 500 USD: 5%\n        next 1,000 USD: 4%", "table R")
    found = parse(text, "n.plan").diagnostics
    assert [one.repairs[0].example for one in found] == [
        "from 0 USD below 500 USD: 5%",
        "from 500 USD below 1,500 USD: 4%",
    ]


def test_what_is_left_out_is_not_what_is_taken() -> None:
    line = "measure A for each participant each quarter = total amount of the participant's Sales in the quarter, excluding deal.p is New"
    assert "where deal.p is not New" in answered(plan(line))


BLOCKS = [
    ("a plan", "covers 2025", "covers credits dated from 2025-01-01 through 2025-12-31"),
    ("a plan", "covers from 2025-01-01 to 2025-12-31", "covers credits dated from 2025-01-01 through 2025-12-31"),
    ("a plan", "fiscal year starts in july", "calendar years start in July"),
    ("a plan", "rounding nearest cent, halves up", "rounding nearest 0.01 USD, halves up"),
    ("a plan", "currency dollars", "currency USD"),
    ("a plan", "data visits {\n    }", "data visits, each row a visit {"),
    ("a plan", "data Visits, each row a visit {\n    }", "data visits, each row a visit {"),
    ("a plan", "data visits, each row a visit, dated day {\n    }", "data visits, each row a visit, dated by day {"),
    ("a plan", "data visits, each row a visit, one for each rep and day {\n    }", "data visits, each row a visit, one for each rep and each day {"),
    ("a plan", "credit sales for each deal {\n    }", "credit Sales for each deal {"),
    ("a plan", "rule Base for each participant {\n    }", "commission Base for each participant {"),
    ("a plan", "commission Base for each Sales {\n    }", "commission Base for each credit of Sales {"),
    ("a plan", "balance Draw {\n    }", "balance Draw for each participant {"),
    ("a plan", "payout each month {\n    }", "payout for each participant each month, by credit date {"),
    ("a plan", "payout for each participant each month, by date {\n    }", "payout for each participant each month, by credit date {"),
    ("data rows, each row a line", "won: date, required", "won: date"),
    ("data rows, each row a line", "won: yes or no", "won: yes/no"),
    ("data rows, each row a line", "won: date and time", "won: date"),
    ("data rows, each row a line", "won: timestamp with time zone, optional", "won: date, optional"),
    ("data rows, each row a line", "kind: new or old", "kind: one of New, Old"),
    ("data rows, each row a line", 'kind: one of "New", "Very old"', "kind: one of New, VeryOld"),
    ("data rows, each row a line", "paid: money, positive", "paid: money, above 0 USD"),
    ("data rows, each row a line", "paid: money, at least 0 USD", "paid: money, from 0 USD"),
    ("data rows, each row a line", "Paid: money", "paid: money"),
    ("credit C for each deal", "for deal.owner", "to deal.owner"),
    ("credit C for each deal", "value deal.amount", "amount deal.amount"),
    ("credit C for each deal", "date deal.closed", "dated deal.closed"),
    ("credit C for each deal", "sorted by deal.closed, then deal.id", "ordered by deal.closed, then deal.id"),
    ("credit C for each deal", "ordered by deal.closed, deal.id", "ordered by deal.closed, then deal.id"),
    ("payout for each participant each month, by credit date", "add Base and Push", "add Base, Push"),
    ("payout for each participant each month, by credit date", "if negative carried forward", "if negative carried to the next month"),
    ("balance B for each participant", "starts at 0 USD", "opens at 0 USD"),
    ('example "e"', "expects Base for ana is 5 USD", "expect Base for ana is 5 USD"),
    ('example "e"', "expect Base of ana is 5 USD", "expect Base for ana is 5 USD"),
    ('example "e"', "expect Base for ana is about 5 USD", "expect Base for ana is 5 USD, rounded"),
    ('example "e"', "given deal | owner\n        d1 | Ana Smith\n        | d2 | bo |", "d2 | bo"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "said", "meant"), BLOCKS)
def test_a_line_of_a_block(block: str, said: str, meant: str) -> None:
    text = plan(said) if block == "a plan" else plan(said, block)
    if "Ana Smith" in said:
        found = parse(text, "n.plan").diagnostics
        assert [one.repairs[0].edits[0].words for one in found] == ['| "Ana Smith"', meant]
    else:
        assert f"{meant}\n" in answered(text).replace("  ", " ").replace("  ", " ")


def test_an_expectation_takes_its_row_and_its_period_in_either_order() -> None:
    texts = [
        plan(f"expect Base for ana {where} is 5 USD", 'example "e"')
        for where in ("on d1 in 2025-01", "in 2025-01 on d1")
    ]
    assert format_text(texts[0], "n.plan").text == format_text(texts[1], "n.plan").text is not None
