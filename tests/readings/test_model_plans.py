"""A clause less in a model plan: the question shows a case, or says why there is none. Every case is run anew by the interpreter."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.compile import compile_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.readings import witnessed
from planlang.readings.answers import Origin, edits_of, is_open
from planlang.testing.examples import examples_of, run_example
from tests import slow
from tests.questions.test_first_questions import CASES, Case, _model

SAME = "whatever the data"
NOT_FOUND = "that there is none is not proven, because "

# What is said instead of a case: that there is no difference, that none was found, or that only one answer can be read.
INSTEAD: dict[tuple[str, str], str] = {
    ("window-open", "total share of splits in the deal"): "fits; for over all that the plan covers",
    ("limit-order-open", ""): "a cap that cuts all in proportion is not built yet",
    ("which-amount", ""): SAME,
    ("bands-overlap", "from 100% below 150%"): SAME,  # what does not move attainment is paid nothing
    (
        "window-open",
        "total amount of the participant's TeamBookings in the quarter",
    ): SAME,  # the plan covers one quarter
    ("tie-break-open", "by deal.closed, then deal.id, then credit.participant"): SAME,
    ("tie-break-open", "by credit.date, then deal.id"): SAME,
}

# No data shows these, though nothing proves it: the first plan covers one quarter, of the second all that is won has a day and an amount.
NONE: set[tuple[str, str]] = {
    ("bands-gap", "from 150%  "),  # that a point which is refused is never met is not proven
    ("gate-otherwise-open", "        rounded  each quarter\n"),  # 1 is always below 2
    ("absent-value", "deal.stage is Won and deal.closed is known and deal.value is known"),
    ("period-mismatch", "running total quota credit of the participant's Bookings in the quarter"),
    ("window-open", "running total quota credit of the participant's Bookings in the quarter"),
    ("window-open", "minus    what this rule already paid in the quarter"),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The cases that leave something open, which is asked of each only where these slow tests are."""
    if "case" in metafunc.fixturenames:
        cases = [case for case in CASES if _leaves_open(case)] if slow.asked_for(metafunc.config) else []
        metafunc.parametrize("case", cases, ids=[case.id for case in cases])


def _leaves_open(case: Case) -> bool:
    text = _model(case.plan).replace(case.was, case.now)
    return any(is_open(one, Origin("p")) for one in check_text(text, "p").diagnostics)


@pytest.mark.slow
def test_a_question_shows_a_case(case: Case) -> None:
    text = _model(case.plan).replace(case.was, case.now)
    found = witnessed(text, "plan.plan", check_text(text, "plan.plan").diagnostics)
    asked = next(one for one in found if one.rule == case.rule)
    instead = next((said for (rule, was), said in INSTEAD.items() if rule == case.rule and was in ("", case.was)), None)
    if asked.witness is None:
        said = " ".join(asked.notes)
        assert instead in said if instead is not None else NOT_FOUND in said and (case.rule, case.was) in NONE, said
        return
    assert len({(reading.expects, reading.refused) for reading in asked.witness.readings}) > 1
    for number, _ in enumerate(asked.witness.readings):
        replay(text, asked, number)


def replay(text: str, asked: Diagnostic, number: int) -> None:
    """Runs the example of a reading in the plan with its answer; what else is open is answered as the case says it was."""
    assert asked.witness is not None
    reading = asked.witness.readings[number]
    edits = edits_of(asked.repairs[reading.answer or 0])
    source = edited(text, edits)
    for _ in range(4):
        compiled = compile_text(source, "plan.plan")
        more = [repair.edits for one in compiled.diagnostics for repair in one.repairs if repair.edits]
        if compiled.graph is not None or not more:
            break
        source = edited(source, more[0])
    at = source.rstrip().rfind("}")
    compiled = compile_text(f"{source[:at]}{reading.example}\n{source[at:]}", "plan.plan")
    assert compiled.graph is not None and compiled.plan_tree is not None
    example = examples_of(compiled.plan_tree)[-1]
    assert example.expects, "an example without expectations proves nothing"
    assert run_example(example, compiled.graph, "plan.plan", compiled.source).passed
