"""Arithmetic on a page makes the figure it stands for, typed into a calculator from left to right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.engines.interpreter import Evaluator
from planlang.explain.lines import Reading
from planlang.explain.model import Explanation
from planlang.explain.steps import explain
from planlang.explain.text import render_text
from planlang.explain.working import working
from planlang.testing.examples import example_data, examples_of
from tests.explain.worlds import model

NUMBER = re.compile(r"(-?[\d,]+(?:\.\d+)?)(%|x\b| days?\b)?")
PLANS = Path(__file__).parents[2] / "stdlib_plans"
MODELS = sorted(one.name for one in PLANS.iterdir() if (one / "data").is_dir())


def typed(text: str) -> Fraction:
    """What a calculator shows that knows parentheses but does one operation after the other."""
    value, rest = _chain(text)
    assert not rest, f"{text}: {rest} is left"
    return value


def _chain(text: str) -> tuple[Fraction, str]:
    value, text = _operand(text)
    while text and not text.startswith(")"):
        sign, text = text[1], text[3:]
        other, text = _operand(text)
        value = {"+": value + other, "-": value - other, "x": value * other}[sign] if sign != "/" else value / other
    return value, text


def _operand(text: str) -> tuple[Fraction, str]:
    if text.startswith("-("):
        value, rest = _operand(text[1:])
        return -value, rest
    if text.startswith("("):
        value, rest = _chain(text[1:])
        assert rest.startswith(")")
        return value, rest[1:]
    found = NUMBER.match(text)
    assert found, text
    value = Fraction(found[1].replace(",", ""))
    return value / 100 if found[2] == "%" else value, text[found.end() :]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("600,000.00 / 12 x 50% x 100% - 0.50", "24999.5"),
        ("100% + ((98% - 92%) / 8% x 50%)", "1.375"),
        ("42.00 + (-30.00)", "12"),
        ("31 days / 62 days x 1.5x", "0.75"),
        ("-(1 - 3)", "2"),
    ],
)
def test_the_calculator(text: str, value: str) -> None:
    assert typed(text) == Fraction(value)


def arithmetic(found: Explanation) -> Iterator[tuple[str, Fraction]]:
    """All arithmetic of a page, with what it should come to. Words, such as the lower of two figures, are not for a calculator."""
    page = Reading(found)
    for step in found.steps:
        how = working(page, step) if step.id in page.listed else None
        if how is None:
            continue
        if how.text and "the " not in how.text and isinstance(how.exact, (int, Fraction)):
            yield how.text, Fraction(how.exact)
        for note in how.notes:
            shown, _, made = note.partition(" is ")
            text, _, exact = made.removesuffix(", rounded").partition(" = ")
            if re.fullmatch(r"(?:[-\d,.%()/+ ]|x\b|days?\b)+", text) and " " in text and "…" not in exact:
                yield text, typed(exact or shown)


@pytest.mark.parametrize("name", MODELS)
def test_what_is_typed_is_what_was_paid(name: str) -> None:
    world, tried = model(name), 0
    for who, when in world.payouts():
        for text, value in arithmetic(world.explain(who, when)):
            assert typed(text) == value, text
            tried += 1
    assert tried >= 5


PLAN = """\
plan Late "Paid by the month, worked out by the year" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {
        id:    text, key
        quota: money per year, from 1 USD
        bonus: money, from 0 USD
    }

    data deals, each row a deal {
        id:     text, key
        owner:  participant
        closed: date
        amount: money
    }

    credit Sales for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    quota Target for each participant each month = participant.quota / 12

    measure TargetSoFar for each participant each month = total of the participant's Target in the year through this month

    measure Reached for each participant each month =
        total amount of the participant's Sales in the year through this month / TargetSoFar

    commission Growth for each participant each month {
        pay       participant.bonus
        times     tiers by Reached, all at the tier reached {
            below 100%: 0x
            from  100%: 1.5x
        }
        rounded   each month
        minus     what this rule already paid in the year
        at least  0 USD each month
    }

    payout for each participant each month, by credit date {
        add  Growth
    }

    example "second month" {
        given participant | quota       | bonus
            ana           | 120,000 USD | 1,000 USD
        given deal | owner | closed     | amount
            d1     | ana   | 2025-01-10 |  4,000 USD
            d2     | ana   | 2025-02-10 | 21,000 USD
        expect Growth for ana in 2025-02 is 1,500 USD
    }
}
"""


def second_month(month: int) -> Explanation:
    compiled = compile_text(PLAN, "late.plan")
    assert compiled.graph is not None, compiled.diagnostics
    data = example_data(examples_of(compiled.plan_tree)[0], compiled.graph, "late.plan").data  # type: ignore[arg-type]
    assert data is not None
    number = compiled.graph.calendar.numbered("month", 2025, month)
    found = explain(Evaluator(compiled.graph, data), "ana", number, plan_text={"late.plan": PLAN})
    assert found is not None
    return found


def test_a_month_that_is_worked_out_by_the_year() -> None:
    page = render_text(second_month(2))
    assert (
        page.partition("Total")[0]
        == """\
Paid by the month, worked out by the year
ana, 2025-02
paid: 1,500.00 USD

What counted as Sales                                                                   late.plan:21
  total amount of the participant's Sales in the year through this month
  d1                                                                                        4,000.00
  d2                                                                                       21,000.00
  2 credits                                                                                25,000.00

How far you got
  Target 2025-01 to 2025-02  10,000.00 USD = 120,000.00 / 12                            late.plan:28
  TargetSoFar  20,000.00 USD = 10,000.00 + 10,000.00                                    late.plan:30
  Reached  125% = 25,000.00 / 20,000.00                                                 late.plan:32
    25,000.00 is total amount of the participant's Sales in the year through this month, 2 rows

How it was paid
  Growth                                                                                late.plan:35
    1.5x: Reached is from 100%
    1,000.00 x 1.5x                                                                         1,500.00
    Growth in all                                                                           1,500.00

"""
    )


def test_what_earlier_months_paid_is_told_on_their_pages() -> None:
    page = render_text(second_month(3))
    assert "Reached 2025-02" not in page and "Reached  83.333333…% = 25,000.00 / 30,000.00" in page
    assert "Reached 2025-02" in render_text(second_month(3), full=True)
    assert "Growth already paid: 1,500.00" in page


POT = """plan Pot "One pot" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-01-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month
    data participants, each row a participant {
        id: text, key
        hired: date
    }
    bonus Share for each participant each month {
        pay      50 USD / (count of everyone's participants in the plan)
        rounded  each month, remainder to the last by participant.hired, then participant.id
    }
    payout for each participant each month, by credit date {
        add  Share
    }
    example "three" {
        given participant | hired
            ana           | 2024-01-01
            bo            | 2024-02-01
            cy            | 2024-03-01
        expect payout for cy in 2025-01 is 16.66 USD
    }
}
"""


def test_who_gets_what_rounding_leaves_sees_what_the_others_have() -> None:
    """A share alone comes to 16.67, by any calculator."""
    compiled = compile_text(POT, "pot.plan")
    assert compiled.graph is not None, compiled.diagnostics
    data = example_data(examples_of(compiled.plan_tree)[0], compiled.graph, "pot.plan").data  # type: ignore[arg-type]
    assert data is not None
    evaluator, month = Evaluator(compiled.graph, data), compiled.graph.calendar.numbered("month", 2025, 1)
    found = [explain(evaluator, person, month, plan_text={"pot.plan": POT}) for person in ("ana", "cy")]
    pages = [render_text(one) for one in found if one is not None]
    assert all("50.00 / 3 = 16.666666…, rounded" in page for page in pages)
    assert ["less the others = 16.66" in page for page in pages] == [False, True]
