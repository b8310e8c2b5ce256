"""Repairs that are made by themselves: they change nobody's payout, lose no comment and no layout, and there is nothing left to do after."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

import planlang
from planlang.check import check_text
from planlang.compile import compile_text
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.order import has_errors
from planlang.readings.cases import Shape
from planlang.readings.fixes import Fixes, fixes
from planlang.readings.outcomes import outcome
from planlang.semantics.library import Library
from planlang.syntax.formatting import format_text
from tests.readings.test_proofs import PLAN, SAME, SO_FAR, TOTAL, Open, payable, quarterly

WHOLE = PLAN.replace("RULE", quarterly(TOTAL + " in the quarter")).replace(f"    {SO_FAR}\n", "")
MODELS = Path(planlang.__file__).parents[1] / "stdlib_plans"
MEASURE = re.compile(r"^    measure (?P<name>\w+)(?P<rest> [^\n{]* = [^\n{]*\n)", re.MULTILINE)


def everything(found: Sequence[Diagnostic], _: str) -> Sequence[Diagnostic]:
    """Nothing is left out."""
    return found


def repaired(text: str, library: Library | None = None) -> Fixes:
    """What is made of a text; whatever it is, it has no more errors than before, and nothing is left that could be done."""
    found = fixes(text, "plan.plan", library, everything)
    before, after = (check_text(one, "plan.plan", library) for one in (text, found.text))
    assert has_errors(before.diagnostics) or not has_errors(after.diagnostics)
    again = fixes(found.text, "plan.plan", library, everything)
    assert (again.text, again.made) == (found.text, ())
    return found


MODEL_MEASURES = [
    (path, said["name"])
    for path in sorted(MODELS.glob("*/*.plan"))
    for said in list(MEASURE.finditer(path.read_text(encoding="utf-8")))[:1]
    if path.stem in ("smb_ae", "sdr", "services")
]


@pytest.mark.parametrize(("path", "name"), MODEL_MEASURES, ids=lambda one: one if isinstance(one, str) else one.stem)
def test_what_nothing_uses_goes_and_all_else_stays(path: Path, name: str) -> None:
    text = path.read_text(encoding="utf-8")
    said = next(one for one in MEASURE.finditer(text) if one["name"] == name)
    at = text.index("\n    payout ") + 1
    more = f"{text[:at]}    measure Spare{name}{said['rest']}\n{text[at:]}"
    library = Library(path.parent)
    left = {one.rule for one in check_text(text, path.name, library).diagnostics}
    found = repaired(more, library)
    gone = [one for one in found.made if f"Spare{name}" in one.message]
    assert gone, found.left
    assert "unused" in left or found.text == text


def test_there_are_enough_such_measures() -> None:
    assert len({path for path, _ in MODEL_MEASURES}) == 3


@pytest.mark.parametrize("one", SAME, ids=lambda one: one.name)
def test_an_answer_that_makes_no_difference_is_written(one: Open) -> None:
    found = repaired(one.text)
    assert one.asked in [made.rule for made in found.made]
    assert compile_text(found.text, "plan.plan").graph is not None


def test_nobody_is_paid_otherwise() -> None:
    """On made-up data, with what is unused and a comment that accepts nothing."""
    rest = "    measure Other for each credit of Bookings = credit.amount * 2\n\n    # planlang: accept pay-falls: it is meant so\n    payout for"
    text = WHOLE.replace("    payout for", rest)
    found = repaired(text)
    assert sorted(made.rule for made in found.made) == ["acceptance-unused", "unused"]
    before, after = payable(text), payable(found.text)
    draw = random.Random(3)
    paid = 0
    for number in range(15):
        case = before.worlds.drawn(draw, Shape(1 + number % 2, 1 + number % 4, 1))
        data, same = before.data(case), after.data(case)
        if data is not None and same is not None:
            one, other = outcome(before.graph, data), outcome(after.graph, same)
            assert (one.payouts, one.rows, one.credits) == (other.payouts, other.rows, other.credits)
            paid += bool(one.payouts)
    assert paid


def test_a_credit_that_nothing_pays_on_stays() -> None:
    start, end = PLAN.index("    credit Bookings"), PLAN.index(f"    {SO_FAR}")
    spare = PLAN[start:end].replace("Bookings", "Spare")
    text = WHOLE.replace("    credit Bookings", f"{spare}    credit Bookings")
    (left,) = (one for one in repaired(text).left if one.diagnostic.rule == "unused")
    assert "the credits of Spare" in left.why


@pytest.mark.parametrize("comment", ["    # agreed in May\n    {}\n", "    {}  # agreed in May\n"])
def test_no_comment_is_lost(comment: str) -> None:
    other = comment.format("measure Other for each credit of Bookings = credit.amount * 2")
    text = WHOLE.replace("    payout for", f"{other}\n    payout for")
    found = repaired(text)
    assert not found.made and "# agreed in May" in found.text


def test_the_layout_stays_the_common_one() -> None:
    text = format_text(PLAN.replace("RULE", quarterly(TOTAL)), "plan.plan").text
    assert text is not None
    found = repaired(text)
    assert found.made and format_text(found.text, "plan.plan").text == found.text


def test_line_ends_stay() -> None:
    text = PLAN.replace("RULE", quarterly(TOTAL)).replace("\n", "\r\n")
    found = repaired(text)
    assert found.made and found.text.count("\n") == found.text.count("\r\n")


def test_what_is_not_shown_is_not_changed() -> None:
    text = PLAN.replace("RULE", quarterly(TOTAL))
    found = fixes(text, "plan.plan", None, lambda some, _: [one for one in some if one.rule != "window-open"])
    assert found.text == text and not found.made


def test_a_plan_that_can_not_be_read_is_left_alone() -> None:
    text = PLAN.replace("RULE", quarterly(TOTAL).replace("5%", "5% of of"))
    found = repaired(text)
    assert found.text == text and not found.made
