"""Deals that have places: what is asked of which compete, and what is said where an answer would be half."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.check import check_text

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
