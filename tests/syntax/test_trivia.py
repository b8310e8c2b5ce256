"""Comments and blank lines: the grammar never sees them, and none is lost."""

from __future__ import annotations

import re
from typing import Any

from planlang.syntax import tree
from planlang.syntax.layout import lay_out
from planlang.syntax.parse import parse
from tests.syntax.corpus import EVERYTHING, page_plans

COMMENTED = """# 1
# 2
plan P { # 3

    # 4
    currency USD # 5
    measure A = # 6
        # 7
        5 # 8

    example "x # no comment" {
        # 9
        given a | b # 10
            c | 1 # 11
            # 12
        expect A is 5
        # 13
    } # 14
    balance B for each participant {
        opens at 0 USD # 15
    }
    measure M = matrix, A down, B across { # 16
        # 17
        a \\ b | New # 18
        # 19
        from 1 | 2
        # 20
    }
    # 21
} # 22
# 23
"""


def comments(file: tree.PlanFile) -> list[str]:
    """All comments of a tree."""
    found: list[str] = []
    waiting: list[Any] = [file]
    while waiting:
        node = waiting.pop()
        for name in ("trivia", "header_trivia"):
            trivia = getattr(node, name, None)
            if trivia is not None:
                found += [*trivia.lead, *(() if trivia.trail is None else (trivia.trail,))]
        found += getattr(node, "tail", ())
        waiting += [c for c in tree.children(node) if not isinstance(c, tree.Trivia)]
    return found


def test_no_comment_is_lost() -> None:
    result = parse(COMMENTED, "c.plan")
    assert result.tree is not None, result.diagnostics
    assert sorted(comments(result.tree), key=int) == [str(n) for n in range(1, 24)]


def test_where_comments_go() -> None:
    file: Any = parse(COMMENTED, "c.plan").tree
    plan = file.items[0]
    assert (plan.trivia.lead, plan.trivia.trail, plan.tail, file.tail) == (("1", "2"), "3", ("21", "22"), ("23",))
    currency, measure, example = plan.items[:3]
    assert (currency.trivia.lead, currency.trivia.trail, currency.trivia.blank_before) == (("4",), "5", True)
    assert (measure.trivia.lead, measure.trivia.trail, measure.trivia.blank_before) == (("6", "7"), "8", False)
    assert example.trivia.blank_before and example.title == "x # no comment"
    assert example.tail == ("13", "14")


def test_the_length_stays() -> None:
    for text in [EVERYTHING, COMMENTED, *page_plans(), "a = # x\r\n\tb\r# y\r", ""]:
        laid = lay_out(text, "x")
        assert len(laid.text) == len(text) + 1
        assert "#" not in re.sub(r'"[^"\n]*"', "", laid.text)


def test_line_ends() -> None:
    unix: Any = parse(EVERYTHING, "x").tree
    for end in ("\r\n", "\r"):
        other = parse("\ufeff" + EVERYTHING.replace("\n", end), "x")
        assert other.tree is not None, other.diagnostics
        assert tree.same_text(unix, other.tree)
        last, last_other = unix.items[-1].span, other.tree.items[-1].span
        assert (last.line, last.column, last.end_line) == (last_other.line, last_other.column, last_other.end_line)


def test_going_on_in_the_next_line() -> None:
    text = "plan P {\n measure A =\n\n  1 if a.b is yes # c\n  and c.d is no\n  , otherwise 2\n measure B = 1\n}"
    result = parse(text, "x")
    assert result.tree is not None, result.diagnostics
    plan: Any = result.tree.items[0]
    assert [m.name for m in plan.items] == ["A", "B"]


def test_blanks_of_word_processors() -> None:
    assert parse("plan\u00a0P {\n\u2003currency\u202fUSD\n}\n", "x").tree is not None
    named: Any = parse('plan P "a\u00a0b" {\n}\n', "x").tree
    assert named.items[0].title == "a\u00a0b"
