"""What the tree says of each construct: the places where it is easy to get wrong."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planlang.syntax import tree
from planlang.syntax.parse import parse
from tests.syntax.corpus import EVERYTHING, in_rule, in_table


def value(text: str) -> Any:
    """The value that a `pay` line says."""
    result = parse(in_rule(f"pay {text}"), "t.plan")
    assert result.diagnostics == (), result.diagnostics
    return step_of(result.tree).value


def step_of(file: tree.PlanFile | None, at: int = 0) -> Any:
    assert file is not None
    plan: Any = file.items[0]
    return plan.items[0].steps[at]


def step(line: str) -> Any:
    result = parse(in_rule(line), "t.plan")
    assert result.diagnostics == (), result.diagnostics
    return step_of(result.tree)


def row(line: str) -> Any:
    result = parse(in_table(line), "t.plan")
    assert result.diagnostics == (), result.diagnostics
    plan: Any = result.tree and result.tree.items[0]
    return plan.items[0].rows[0]


def test_everything_has_exact_places() -> None:
    file = parse(EVERYTHING, "e.plan").tree
    assert file is not None
    lines = EVERYTHING.splitlines(keepends=True)
    waiting: list[Any] = [file]
    while waiting:
        node = waiting.pop()
        span = node.span
        assert 0 <= span.start <= span.end <= len(EVERYTHING)
        assert sum(map(len, lines[: span.line - 1])) + span.column - 1 == span.start
        assert sum(map(len, lines[: span.end_line - 1])) + span.end_column - 1 == span.end
        text = EVERYTHING[span.start : span.end]
        assert text == text.strip(), "a node has no blanks around it"
        for child in tree.children(node):
            if not isinstance(child, tree.Trivia):
                assert span.start <= child.span.start and child.span.end <= span.end
                waiting.append(child)


def test_what_says_nothing_has_no_nodes() -> None:
    """``children`` leaves out places and comments, so no node may stand there; it leaves out nothing else."""
    file = parse(EVERYTHING, "t.plan").tree
    assert file is not None
    left: list[Any] = [file]
    while left:
        node = left.pop()
        held = [part for name in node._fields for part in _parts(getattr(node, name)) if isinstance(part, tree.Node)]
        assert held == tree.children(node), type(node)
        left += held


def _parts(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def test_numbers() -> None:
    assert value("1.50x").value.as_tuple() == Decimal("1.50").as_tuple()
    assert (value("50%").value, value("50%").unit) == (Decimal(50), "percent")
    money = value("1,234,567.80 USD")
    assert (str(money.value), money.currency) == ("1234567.80", "USD")


def test_arithmetic_binds_as_on_paper() -> None:
    assert tree.same_text(value("a.b + c.d * e.f"), value("a.b + (c.d * e.f)"))
    assert tree.same_text(value("a.b - c.d - e.f"), value("(a.b - c.d) - e.f"))
    assert tree.same_text(value("20% of a.b * 2"), value("20% of (a.b * 2)"))
    assert not tree.same_text(value("a.b"), value("a.c"))


def test_a_bare_row_is_a_column() -> None:
    assert value("participant").parts == ("participant",)
    assert value("split.deal.amount").parts == ("split", "deal", "amount")


def test_aggregates() -> None:
    found = value("running total quota credit of the participant's Bookings in the quarter counting this credit")
    assert (found.function, found.running, found.field, found.owner) == ("total", True, "quota_credit", "participant")
    assert (found.source, found.window.kind, found.window.unit) == ("Bookings", "in", "quarter")
    assert found.counting == "counting" and found.where is None and not found.paid
    assert value("total paid of Base").paid and value("total paid of Base").window is None
    assert value("count of meetings in the month").field is None
    assert value("total of the team's Sales in the team").owner == "team"
    only = value("the retention of the participant's scores in the quarter")
    assert (only.function, only.field) == ("only", "retention")


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ("in the year through this month", ("through", "year", "month", None)),
        ("in the plan through this month", ("through", None, "month", None)),
        ("in the previous quarter", ("previous", "quarter", None, None)),
        ("in the last 12 months", ("last", "month", None, 12)),
        ("in the same half of the previous year", ("same", "year", "half", None)),
        ("in the plan", ("plan", None, None, None)),
    ],
)
def test_windows(window: str, said: tuple[Any, ...]) -> None:
    found = value(f"total of Base {window}").window
    assert (found.kind, found.unit, found.inner, found.count) == said


def test_what_is_left_open_parses() -> None:
    assert value("tiers by A, using Rates").application is None
    assert value("total amount of Sales").window is None
    assert step("minus what this rule already paid").window is None
    assert step("rounded").each is None
    limit = step("at most 5 USD")
    assert (limit.whose, limit.each, limit.order, limit.excess) == (None, None, None, None)
    assert step("only if A is above 5%").otherwise is None
    plan: Any = parse("plan P {\n rounding nearest 0.01 USD\n measure A = 5\n}\n", "t").tree
    assert plan.items[0].items[0].rounding.mode is None
    assert plan.items[0].items[1].grain is None


def test_conditions() -> None:
    both = step("when a.b is New and (c.d is yes or e.f is missing)").condition
    assert (both.word, both.parts[1].word, both.parts[1].parts[1].known) == ("and", "or", False)
    sides = step("when a.b is above 1 through 5").condition.bounds
    assert (sides.low_word, sides.high_word) == ("above", "through")
    assert step("when a.b is not one of New, Old").condition.negated
    assert step("when a.b is within 90 days after c.d").condition.duration.count == 90


def test_keys() -> None:
    assert row("from -5 USD below 1 USD: 1%").key.low_word == "from"
    assert isinstance(row("3: 1%").key, tree.Point) and not row("3: 1%").key.at
    assert [m.name for m in row("New, Old: 1%").key.values] == ["New", "Old"]
    assert isinstance(row("otherwise: refused").value, tree.Refused)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("nearest 0.01 USD, halves to even", "half-even"),
        ("nearest 0.01 USD, halves away from zero", "half-away"),
        ("nearest 0.01 USD, halves toward zero", "half-toward"),
        ("nearest 0.01 USD, halves up", "half-up"),
        ("nearest 0.01 USD, halves down", "half-down"),
        ("cut to 0.01 USD", "cut"),
        ("raised to 0.01 USD", "raised"),
        ("up to 0.01 USD", "ceiling"),
        ("down to 0.01 USD", "floor"),
    ],
)
def test_rounding_modes(text: str, mode: str) -> None:
    assert step(f"rounded each credit, {text}").rounding.mode == mode


SKETCHES = Path(os.environ.get("PLANLANG_SKETCHES", Path(__file__).parents[3] / "shared" / "design" / "sketches"))

# Wording of the first drafts that the language no longer has.
CHANGED = ("the participant's", "calendar month of", "full month of")


@pytest.mark.skipif(not SKETCHES.is_dir(), reason="the design sketches are not part of the checkout")
def test_the_design_sketches_parse() -> None:
    files = sorted(SKETCHES.glob("*/*.plan"))
    assert len(files) >= 79
    for file in files:
        result = parse(file.read_bytes(), file.name)
        lines = result.source.splitlines()
        for found in result.diagnostics:
            place: Any = found.primary
            assert any(words in lines[place.line - 1] for words in CHANGED), (file.name, found)
