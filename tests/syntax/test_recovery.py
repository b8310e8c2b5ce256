"""After a mistake, reading goes on: each mistake is told once, and nothing else."""

from __future__ import annotations

from typing import Any

from planlang.syntax.formatting.api import format_text
from planlang.syntax.parse import parse
from tests.syntax.corpus import EVERYTHING, in_rule, in_table


def told(text: str) -> list[tuple[str, int]]:
    """Each finding's rule and line."""
    found: list[tuple[str, int]] = []
    for d in parse(text, "r.plan").diagnostics:
        place: Any = d.primary
        found.append((d.rule, place.line))
    return found


def test_several_lines() -> None:
    text = in_rule("pay foo foo", "times 2%", "rounded foo", "add A,", "at most 5 USD")
    assert told(text) == [("syntax", 3), ("syntax", 5), ("syntax", 6)]


def test_rows_and_the_rest_of_the_table() -> None:
    text = in_table("from 0%: 1%", "fromm 1%: 2%", "from 2% 3%", "otherwise: 0%")
    result = parse(text, "r.plan")
    assert told(text) == [("syntax-row", 4), ("syntax-row", 5)]
    plan: Any = result.partial and result.partial.items[0]
    assert len(plan.items[0].rows) == 2


def test_a_bad_head_takes_its_block_with_it() -> None:
    text = (
        "plan P {\n commission C for eech credit of S {\n  pay 1\n  when {\n }\n }\n currency FOUR\n table T {\n }\n}\n"
    )
    assert told(text) == [("syntax", 2), ("syntax", 7)]


def test_a_missing_brace() -> None:
    text = in_rule("times tiers by A {", "from 0%: 1x", "rounded each credit")
    found = parse(text, "r.plan").diagnostics
    assert [d.rule for d in found] == ["unclosed"]
    lines = [label.place.line for label in found[0].labels if hasattr(label.place, "line")]
    assert lines == [3, 5]


def test_missing_braces_at_the_end() -> None:
    assert told("plan P {\n table T {\n  1: 2%\n") == [("unclosed", 2)]
    assert told("plan P {") == [("unclosed", 1)]


def test_a_brace_too_many() -> None:
    assert told("plan P {\n}\n}\nplan Q {\n}\n") == [("unclosed", 3)]


def test_a_brace_on_the_line_of_a_statement() -> None:
    assert told("plan P {\n table T { 1: 2% }\n currency USD\n}\n") == [("syntax", 2)]


def test_the_best_effort_keeps_what_was_read() -> None:
    result = parse(EVERYTHING.replace("pay  credit.amount", "pay credit amount"), "r.plan")
    assert result.tree is None and result.partial is not None
    assert len(result.diagnostics) == 1
    assert len(result.partial.items) == 3


def test_a_broken_line_anywhere_is_told_once() -> None:
    lines = EVERYTHING.splitlines()
    for at, line in enumerate(lines):
        stripped = line.strip()
        if not stripped or stripped.startswith(("#", "}")) or stripped.endswith(("{", "=")):
            continue
        if lines[at - 1].rstrip().endswith("=") or stripped.startswith("and "):
            continue
        broken = [*lines[:at], line.replace(stripped, "% " + stripped), *lines[at + 1 :]]
        found = told("\n".join(broken))
        assert [n for _, n in found] == [at + 1], (line, found)


def test_a_finding_shows_what_was_expected_and_a_right_line() -> None:
    found = parse(in_rule("paid 50% by deal.closed"), "r.plan").diagnostics[0]
    assert found.labels[0].text == "expected `in`, `on`"
    assert found.repairs[0].example == "paid 50% on deal.collected"
    place: Any = found.primary
    assert (place.line, place.column) == (3, 18)


def repaired(*lines: str) -> list[str]:
    """What each finding of a rule's lines says to write first."""
    found = parse(in_rule(*lines), "r.plan").diagnostics
    return [d.repairs[0].example or "" for d in found]


def test_a_line_goes_on_after_a_sign_and_in_parentheses() -> None:
    long = in_rule("pay (5% of credit.amount)", "plus (credit.amount *", "2", "- 1 USD", ")", "minus 2 USD +", "3 USD")
    short = in_rule("pay (5% of credit.amount)", "plus (credit.amount * 2 - 1 USD)", "minus 2 USD + 3 USD")
    assert told(long) == told(short) == []
    assert format_text(long, "l.plan").text == format_text(short, "s.plan").text
    chosen = in_rule("pay (5 USD", "if deal.product is New, otherwise 2 USD)")
    assert told(chosen) == []
    some = in_rule("pay total amount of everyone's Sales in the month", "where deal.product is New")
    assert told(some) == []


def test_what_a_measure_or_an_amount_is_goes_on_with_a_sign() -> None:
    plan = EVERYTHING.partition("credit Bookings")[0]
    long = plan + "measure Half for each deal = deal.amount  # all\n    - 5 USD\n    # and\n    / 2\n}\n"
    short = plan + "# all\n# and\nmeasure Half for each deal = deal.amount - 5 USD / 2\n}\n"
    assert told(long) == told(short) == []
    assert format_text(long, "l.plan").text == format_text(short, "s.plan").text
    amount = plan + "credit Bookings for each deal {\n    amount deal.amount\n    - 5 USD\n}\n}\n"
    assert told(amount) == []
    # The first line of a block of steps goes on with nothing, nor does a step.
    assert told(plan + "measure Half for each deal {\n    start with deal.amount\n    / 2\n}\n}\n") != []


def test_a_line_that_nobody_said_goes_on() -> None:
    assert told(in_rule("pay 5 USD", "+ 2 USD")) == [("syntax", 4)]
    assert repaired("pay 5 USD", "+ 2 USD") == ["(credit.amount\n    + 100 USD)"]
    steps = [
        d.repairs[-1].example for sign in "+-*/" for d in parse(in_rule("pay 5 USD", f"{sign} 2"), "r.plan").diagnostics
    ]
    assert steps == ["plus 100 USD", "minus 100 USD", "times 2", "times 1 / 2"]
    assert told(in_rule("pay 5 USD", "if deal.product is New, otherwise 2 USD")) == [("trade-word", 4)]
    assert told(in_rule("pay 5 USD converted to participant.currency using fx on deal.closed")) == [("syntax", 3)]
    assert repaired("pay 5 USD converted to participant.currency using fx on deal.closed") == [
        "converted to GBP using fx on credit.date"
    ]
    # An open parenthesis swallows no other line.
    assert told(in_rule("pay (5 USD", "times 2", "plus 3 USD")) == [("syntax", 3)]


def test_a_share_and_a_total_with_where_among_signs_are_put_in_parentheses() -> None:
    (share,) = parse(in_rule("pay credit.amount - 6% of deal.amount"), "r.plan").diagnostics
    assert [one.example for one in share.repairs] == [
        "credit.amount - (6% of deal.amount)",
        "(credit.amount - 6%) of deal.amount",
    ]
    assert repaired("pay credit.amount - 6% of (deal.amount + 2 USD)") == ["(6% of (deal.amount + 2 USD))"]
    total = "count of everyone's Sales in the month where deal.returned is known"
    (found,) = parse(in_rule(f"pay {total} / 2"), "r.plan").diagnostics
    assert (found.rule, [one.example for one in found.repairs]) == ("needs-parentheses", [f"({total})"])
