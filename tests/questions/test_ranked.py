"""Deals that have places: what is asked of which compete, and what is said where an answer would be half."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.diagnostics import catalogue
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic

PLAN = (Path(__file__).parents[1] / "lowering" / "places_of_credits.plan").read_text(encoding="utf-8")
PRIZE = "among everyone's Sales in the plan"


@pytest.mark.parametrize(
    ("said", "less", "asked"),
    [
        (" where the lines above hold", "", ["left-out-open"]),
        ("all of the participant's", "the participant's", ["left-out-open"]),
        (f" {PRIZE}", "", ["places-of-credits"]),
        (PRIZE, f"{PRIZE} where the lines above hold", ["places-of-credits"]),
        (PRIZE, "among Sales in the plan", ["whose-open"]),
        (PRIZE, "among everyone's Sales", ["window-open"]),
        (", ties all get the better prize", "", ["ties-open"]),
        ("each quarter, by credit date", "each month, by credit date", ["looks-ahead", "looks-ahead"]),
        (
            "for each credit of Sales =\n        place by",
            "for each participant =\n        place by",
            ["places-of-credits"],
        ),
    ],
)
def test_what_is_left_open_is_asked(said: str, less: str, asked: list[str]) -> None:
    assert said in PLAN
    found = check_text(PLAN.replace(said, less, 1), "ranked.plan").diagnostics
    assert [one.rule for one in found] == asked


def test_each_answer_about_whose_can_be_put_into_the_plan() -> None:
    text = PLAN.replace(PRIZE, "among Sales in the plan")
    (asked,) = check_text(text, "ranked.plan").diagnostics
    for answer in asked.repairs:
        (edit,) = answer.edits
        settled = text[: edit.place.start] + edit.words + text[edit.place.end :]
        assert check_text(settled, "ranked.plan").diagnostics == ()


PEOPLE = catalogue.rule("left-out-open").plans("Bad")[1]
REP, BEST = "participant.role is Rep", "(place by Sold, highest first, ties take the better place) is at most 1"


def _people(*lines: str) -> str:
    return PEOPLE.replace(f"when  {REP} and {BEST}", "\n        ".join(lines))


def _left_out(text: str) -> tuple[Diagnostic, ...]:
    """What is said of a plan, but for prizes in a quarter in which nobody sells anything."""
    return tuple(one for one in check_text(text, "people.plan").diagnostics if one.rule != "prize-for-nothing")


@pytest.mark.parametrize(
    ("lines", "asked"),
    [
        ((f"when {REP} and {BEST}",), True),
        ((f"when {REP}", f"when {BEST}"), True),
        ((f"when {BEST}", f"when {REP}"), True),
        ((f"when {REP} and {BEST} and Sold is at least 5 USD",), True),
        (("when Sold is at most 9,000 USD", f"when {BEST}"), True),
        (("when Sold is at least 9,000 USD", f"when {BEST}"), False),
        (("when Sold is at most 9,000 USD", f"when {BEST.replace('highest', 'lowest')}"), False),
        (("when the quarter is 2025-Q2", f"when {BEST}"), False),
        ((f"when {REP} or {BEST}",), False),
        ((f"when {BEST}",), False),
    ],
)
def test_people_whom_other_conditions_leave_out(lines: tuple[str, ...], asked: bool) -> None:
    text = _people(*lines)
    found = _left_out(text)
    assert [one.rule for one in found] == (["left-out-open"] if asked else [])
    for one in found:
        assert len(one.repairs) == 2
        for repair in one.repairs:
            settled = edited(text, repair.edits)
            assert _left_out(settled) == (), settled
