"""Rules that amendments restate or remove: days between two versions, or of two rules, are asked about; versions that meet are silent."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.readings import witnessed
from tests.questions.faults import PAYOUT, PLAN
from tests.readings.replayed import replayed


def _rule(when: str = "", rate: str = "5%", name: str = "Base", kind: str = "commission") -> str:
    return (
        f"    {kind} {name} for each credit of Sales {{\n        {when}\n        pay      {rate} of credit.amount\n"
        "        rounded  each credit\n    }\n"
    )


def _closed(condition: str) -> str:
    return f"when     deal.closed is {condition}"


REMOVED = "    remove Base\n"
FIRST = _rule(_closed("at most 2025-06-30"))
LATER = _rule(_closed("at least 2025-07-02"), "6%")


def _text(rules: str, *amended: tuple[str, str], by: str = "deal.closed", names: str = "Base") -> str:
    text = PLAN.replace("    # RULES", f"{rules}\n{PAYOUT.format(names)}")
    text = text.replace("        seats:", "        signed:  date\n        seats:")
    return text + "".join(f"\namend Faults from {day}, by {by} {{\n{what}}}\n" for day, what in amended)


def _found(text: str) -> tuple[Diagnostic, ...]:
    return tuple(one for one in check_text(text, "page.plan").diagnostics if one.rule != "unused")


NEXT = {"rate": "6%", "name": "Next"}
OPEN = {
    "a condition ends before the amendment begins": (
        "neither-pays", "where deal.closed is 2025-07-01, neither version of Base pays", _text(FIRST, ("2025-07-02", LATER))),
    "the amendment's own condition begins later": (
        "neither-pays", "where deal.closed is 2025-07-01, neither version of Base pays", _text(FIRST, ("2025-07-01", LATER))),
    "a version without a condition is followed by a later one": (
        "neither-pays", "where deal.closed is 2025-07-01, neither version of Base pays", _text(_rule(), ("2025-07-01", LATER))),
    "what comes in its place begins a day late": (
        "neither-pays", "where deal.closed is 2025-07-01, neither Base nor Next pays",
        _text(_rule() + _rule(_closed("at least 2025-07-02"), **NEXT), ("2025-07-01", REMOVED), names="Base, Next")),
    "what comes in its place begins a day early": (
        "both-pay", "Base and Next both pay where deal.closed is 2025-06-30",
        _text(_rule() + _rule(_closed("at least 2025-06-30"), **NEXT), ("2025-07-01", REMOVED), names="Base, Next")),
    "the second amendment leaves a month out": (
        "neither-pays", "where deal.closed is from 2025-10-01 through 2025-10-31, neither version of Base pays",
        _text(_rule(), ("2025-07-01", _rule(_closed("at most 2025-09-30"), "6%")), ("2025-11-01", _rule("", "7%")))),
}  # fmt: skip

SOUND = {
    "versions that meet": _text(_rule(), ("2025-07-01", _rule("", "6%"))),
    "conditions that meet": _text(FIRST, ("2025-07-01", _rule(_closed("at least 2025-07-01"), "6%"))),
    "removed, and back later": _text(_rule(), ("2025-07-01", REMOVED), ("2025-08-01", _rule("", "6%"))),
    "what comes in its place meets it": _text(
        _rule() + _rule(_closed("at least 2025-07-01"), **NEXT), ("2025-07-01", REMOVED), names="Base, Next"),
    "a campaign across the amendment": _text(
        _rule() + _rule(_closed("from 2025-06-15 through 2025-07-15"), "1%", "More"), ("2025-07-01", _rule("", "6%")), names="Base, More"),
    "a campaign across the end": _text(
        _rule() + _rule(_closed("from 2025-06-15 through 2025-07-15"), "1%", "More"), ("2025-07-01", REMOVED), names="Base, More"),
    "two campaigns": _text(
        _rule(_closed("from 2025-02-01 through 2025-02-28"), kind="spiff"),
        ("2025-04-01", _rule(_closed("from 2025-05-01 through 2025-05-31"), kind="spiff"))),
    "by another day": _text(FIRST, ("2025-07-02", _rule("", "6%")), by="deal.signed"),
    "a gap that is said": _text(
        _rule() + _rule(_closed("at least 2025-07-02") + "\n        leaves a gap after Base", **NEXT), ("2025-07-01", REMOVED), names="Base, Next"),
    "of other products": _text(_rule("when deal.product is New"), ("2025-07-02", _rule("when deal.product is Upsell", "6%"))),
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN)
def test_days_that_two_versions_leave_out_or_share(name: str) -> None:
    rule, said, text = OPEN[name]
    (found,) = _found(text)
    assert found.rule == rule
    assert found.message.startswith(said)
    for repair in found.repairs:
        if repair.edits:
            assert _found(edited(text, repair.edits)) == (), repair.text
    (shown,) = (
        one for one in witnessed(text, "page.plan", check_text(text, "page.plan").diagnostics) if one.rule == rule
    )
    assert shown.witness is not None and len(shown.witness.readings) >= 3
    replayed(shown)


@pytest.mark.parametrize("name", SOUND)
def test_versions_that_meet_are_silent(name: str) -> None:
    assert _found(SOUND[name]) == ()
