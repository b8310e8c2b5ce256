"""The bad plans of the rule pages: what is open in them shows a case, or it is said that no data makes a difference."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import planlang
from planlang.check import check_text
from planlang.readings import witnessed
from planlang.readings.answers import Origin, is_open
from tests.readings.replayed import replayed

PAGES = Path(planlang.__file__).parent / "diagnostics" / "rules"
FILE = "page.plan"


def _bad(rule: str) -> list[str]:
    text = (PAGES / f"{rule}.md").read_text(encoding="utf-8")
    return re.findall(r"```plan\n(.*?)```", text.partition("## Bad")[2].partition("## Good")[0], re.DOTALL)


OPEN = [
    (page.stem, plan)
    for page in sorted(PAGES.glob("*.md"))
    for plan in _bad(page.stem)
    if any(is_open(one, Origin(FILE)) for one in check_text(plan, FILE).diagnostics)
]


@pytest.mark.parametrize(("rule", "plan"), OPEN, ids=[rule for rule, _ in OPEN])
def test_what_is_open_shows_a_case(rule: str, plan: str) -> None:
    found = witnessed(plan, FILE, check_text(plan, FILE).diagnostics)
    asked = [one for one in found if is_open(one, Origin(FILE))]
    assert asked
    for one in asked:
        instead = (
            "proven: whatever the data",
            "not shown: ",
        )  # no difference, or answers that don't fit the rest of the plan
        assert one.witness is not None or any(note.startswith(instead) for note in one.notes), one.notes
        if one.witness is not None:
            replayed(one)


def test_there_are_such_pages() -> None:
    assert len({rule for rule, _ in OPEN}) >= 15
