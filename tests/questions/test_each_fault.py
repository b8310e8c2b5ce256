"""Faults of the catalogue and questions that a plan must answer: a small plan that has one is found, and one that just hasn't is silent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.diagnostics import catalogue
from tests.questions.faults import FAULTS, PAYOUT, PLAN, Fault

HERE = Path(__file__).parent
CHANGED = (HERE / "changes.txt").read_text(encoding="utf-8").split("\n\n")[1:]
DOCS = Path(__file__).parents[2] / "docs"


def _text(fault: Fault) -> str:
    """The sound plan."""
    rules = re.findall(r"^ *(?:commission|bonus|spiff|override|clawback|salary) (\w+)", fault.sound, re.MULTILINE)
    payout = "" if "    payout " in fault.sound else PAYOUT.format(", ".join(rules))
    text = PLAN.replace("    # RULES", f"{fault.sound}\n{payout}") + fault.behind
    for was, now in fault.base:
        assert was in text, was
        text = text.replace(was, now, 1)
    return text


def _found(fault: Fault, text: str) -> list[str]:
    return [one.rule for one in check_text(text, "fault.plan").diagnostics if one.rule not in ("unused", *fault.beside)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.entry}: {fault.rule}")
def test_a_plan_with_the_fault_is_found_and_one_without_is_silent(fault: Fault) -> None:
    text = _text(fault)
    assert fault.was in text
    assert _found(fault, text) == []
    assert _found(fault, text.replace(fault.was, fault.now, 1)) == [fault.rule]


def _changed(block: str) -> tuple[str, str]:
    """A sound plan with the changes of a block, and the finding that it names."""
    head, *lines = block.strip().split("\n")
    _, rule, plan = head.split()
    text = (HERE / "sound" / f"{plan}.plan").read_text(encoding="utf-8")
    for change in re.findall(r"((?:^- .*\n)+)((?:^\+ .*\n)*)", "\n".join(lines) + "\n", re.MULTILINE):
        was, now = (re.sub(r"^[-+] ", "", part, flags=re.MULTILINE) for part in change)
        words = r"\s+".join(re.escape(word) for word in was.split())
        found = re.search(words, text)
        assert found, was
        text = text[: found.start()] + now.rstrip("\n") + text[found.end() :]
    return text, rule


@pytest.mark.parametrize("block", CHANGED, ids=lambda block: block.strip().partition("\n")[0])
def test_a_sound_plan_with_one_change_has_the_finding_and_no_other(block: str) -> None:
    text, rule = _changed(block)
    assert [found.rule for found in check_text(text, "changed.plan").diagnostics] == [rule]


def test_the_pages_name_rules_that_there_are_and_each_fault_once() -> None:
    known = {one.name for one in catalogue.heads()}
    text = (DOCS / "lint-catalogue.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (L\d\d[^|]*)\|", text, re.MULTILINE)
    named = set()
    for row in rows:
        codes = [int(code) for code in re.findall(r"L(\d\d)", row)]
        named |= set(range(codes[0], codes[-1] + 1)) if " to " in row and len(codes) == 2 else set(codes)
        if re.search(r"L\d\d to L\d\d, ", row):
            named |= set(range(codes[0], codes[1] + 1))
    assert named == {*range(1, 64), *range(70, 84), *range(90, 95)}
    for cells in re.findall(r"^\| (?:L\d\d|\w)[^\n]*$", text, re.MULTILINE):
        words = re.findall(r"`([a-z]+(?:-[a-z]+)+)`", cells)
        assert set(words) <= known, set(words) - known
