"""From the eight-answers plan any one deciding word less is one question, which shows a case; what it says is paid is paid."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import planlang
from planlang.check import check_text
from planlang.compile import compile_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.readings import witnessed
from planlang.run.pay import pay
from planlang.slotted import frozen
from planlang.testing.examples import example_data, examples_of, run_example

MODEL = (Path(planlang.__file__).parents[1] / "stdlib_plans" / "eight_answers" / "eight_answers.plan").read_text(
    encoding="utf-8"
)


@frozen
class Less:
    """A clause that is taken out, the question that is asked then, and the amounts that its readings pay on the case shown."""

    was: str
    now: str
    rule: str
    paid: tuple[str, ...]


FOUR = "tiers by SalesSoFar not counting this credit, all at the tier reached, using Rates"
SEVEN = "tiers by SalesSoFar counting this credit, all at the tier reached, using Rates\n        rounded  each credit\n    }\n\n    commission Eight"

SLICES = "        times    tiers by credit.amount, each"

LESS = [
    Less("credit.amount, each slice at its own tier", "credit.amount", "application-open", ("10.00", "20.00")),
    Less("credit.amount, all at the tier reached", "credit.amount", "application-open", ("10.00", "20.00")),
    Less("MonthSales, each slice at its own tier", "MonthSales", "application-open", ("10.00", "20.00")),
    Less("MonthSales, all at the tier reached", "MonthSales", "application-open", ("10.00", "20.00")),
    Less("SalesSoFar, each slice at its own tier", "SalesSoFar", "application-open", ("30.00", "40.00", "20.00")),
    Less(FOUR, FOUR.replace(", all at the tier reached", ""), "application-open", ("20.00", "30.00")),
    Less(FOUR, FOUR.replace(" not counting this credit", ""), "crossing-open", ("20.00", "10.00")),
    Less(SEVEN, SEVEN.replace(" counting this credit", ""), "crossing-open", ("20.00", "10.00")),
    Less("pay      SalesSoFar counting this credit", "pay      SalesSoFar", "crossing-open", ("20.00", "0.00")),
    Less(
        "participant's Sales in the month", "participant's Sales", "window-open",
        ("10.00", "30.00", "30.00", "20.00", "30.00"),
    ),
    Less("of the participant's Sales in the month", "of Sales in the month", "whose-open", ("0.00", "10.00")),
    Less("of the participant's Sales in the quarter", "of Sales in the quarter", "whose-open", ()),
    Less("by deal.closed, then deal.id", "by deal.closed", "tie-break-open", ()),
    Less("        ordered  by deal.closed, then deal.id\n", "", "order-open", ()),
    Less("below  1,000 USD: 1%", "through 1,000 USD: 1%", "bands-overlap", ()),
    Less("from  1,000 USD below", "above 1,000 USD below", "bands-gap", ()),
    Less("        from      0 USD below  1,000 USD: 1%\n", "", "end-open", ()),
    Less("        from 20,000 USD                 : refused\n", "", "end-open", ()),
    Less(", halves to even", "", "halves-open", ()),
    Less(f"        pay      credit.amount\n{SLICES}", SLICES, "no-amount-yet", ("20.00", "30.00")),
    Less("        pay      MonthSales\n", "", "no-amount-yet", ("10.00", "30.00")),
    Less("        add      One, Two, Three, Four, Five, Six, Seven, Eight\n", "", "empty-rule", ()),
    Less("        rounded  each credit\n    }\n\n    commission Four", "    }\n\n    commission Four", "rounding-open", ("29.94", "29.93")),
    Less("        rounded  each month\n    }\n\n    commission Three", "        rounded\n    }\n\n    commission Three", "rounding-place-open", ()),
    Less("already paid in the quarter", "already paid", "window-open", ()),
]  # fmt: skip


def _asked(less: Less) -> tuple[str, Diagnostic]:
    assert MODEL.count(less.was) >= 1, "the model plan has changed"
    text = MODEL.replace(less.was, less.now, 1)
    found = witnessed(text, "plan.plan", check_text(text, "plan.plan").diagnostics)
    assert [one.rule for one in found] == [less.rule], found
    return text, found[0]


@pytest.mark.parametrize("less", LESS, ids=lambda less: f"{less.rule}: {' '.join(less.was.split())[:50]}")
def test_a_word_less_is_one_question_with_a_case(less: Less) -> None:
    text, asked = _asked(less)
    witness = asked.witness
    assert witness is not None, asked.notes
    assert len(witness.readings) >= 2
    for reading in witness.readings:
        _is_paid(text, asked, reading)
    outcomes = {(reading.expects, reading.refused is None) for reading in witness.readings}
    assert len(outcomes) > 1, "the readings are said to differ"
    if less.paid:
        assert tuple(reading.paid[0].amount for reading in witness.readings) == less.paid


def _is_paid(text: str, asked: Diagnostic, reading: object) -> None:
    """The interpreter pays the case as the reading says: as its example, and amount by amount."""
    from planlang.diagnostics.witness import Reading

    assert isinstance(reading, Reading)
    number = reading.answer if reading.answer is not None else 0
    settled = edited(text, asked.repairs[number].edits)
    at = settled.rstrip().rfind("}")
    compiled = compile_text(f"{settled[:at]}{reading.example}\n{settled[at:]}", "plan.plan")
    if (
        compiled.graph is None
    ):  # the answer brings up the next question: the case says so, and how that one was answered
        asked_next = {one.rule for one in compiled.diagnostics}
        assert asked.witness is not None and any(rule in line for rule in asked_next for line in asked.witness.settled)
        compiled = compile_text(reading.plan, "plan.plan")
    assert compiled.graph is not None and compiled.plan_tree is not None, compiled.diagnostics
    example = examples_of(compiled.plan_tree)[-1]
    assert run_example(example, compiled.graph, "plan.plan", compiled.source).passed
    if reading.refused is not None:
        assert not reading.paid
        return
    data = example_data(example, compiled.graph, "plan.plan").data
    assert data is not None
    result = pay(compiled.graph, data)
    made = {(component, person, period): amount for person, period, component, amount in result.payouts.rows()}
    assert reading.paid
    for paid in reading.paid:
        if paid.row is None and paid.component != "payout":
            assert paid.period is not None
            assert made[paid.component, paid.participant, paid.period] == Fraction(paid.amount)


def test_the_same_plan_gives_the_same_case() -> None:
    assert _asked(LESS[0]) == _asked(LESS[0])


def test_a_plan_that_leaves_nothing_open_is_left_alone() -> None:
    assert witnessed(MODEL, "plan.plan", check_text(MODEL, "plan.plan").diagnostics) == ()


def test_two_questions_are_looked_at_one_at_a_time() -> None:
    text = MODEL.replace("MonthSales, all at the tier reached", "MonthSales").replace(
        "pay      SalesSoFar counting this credit", "pay      SalesSoFar"
    )
    one, other = witnessed(text, "plan.plan", check_text(text, "plan.plan").diagnostics)
    assert (one.rule, other.rule) == ("application-open", "crossing-open")
    assert one.witness is not None and other.witness is not None
    assert (
        one.witness.settled == other.witness.settled == ()
    )  # they are of two rules, and each has nothing to do with the other


def test_what_is_wrong_otherwise_keeps_a_plan_from_being_read() -> None:
    text = MODEL.replace("MonthSales, all at the tier reached", "MonthSales").replace("id: text, key", "id: words, key")
    found = check_text(text, "plan.plan").diagnostics
    assert {one.rule for one in found} >= {"unknown-type"}, found
    assert witnessed(text, "plan.plan", found) == found
