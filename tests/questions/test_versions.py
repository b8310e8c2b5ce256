"""Rules that amendments restate or remove: days between two versions, or of two rules, are asked about; versions that meet are silent."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.compile import compile_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.readings import witnessed
from planlang.testing.examples import examples_of, run_example
from tests.questions.faults import PAYOUT, PLAN
from tests.readings.replayed import replayed


def _rule(when: str = "", rate: str = "5%", name: str = "Base", kind: str = "commission") -> str:
    return (
        f"    {kind} {name} for each credit of Sales {{\n        {when}\n        pay      {rate} of credit.amount\n"
        "        rounded  each credit\n    }\n"
    )


def _closed(condition: str) -> str:
    return f"when     deal.closed is {condition}"


def _amount(condition: str) -> str:
    return f"when     credit.amount is {condition}"


LOW = _rule(_amount("below 100 USD"), "4%", "Low")
MIDDLE = _rule(_amount("from 100 USD below 200 USD"))
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
    "a version that begins above where another rule ends": (
        "neither-pays", "where credit.amount is from 100 USD below 150 USD, neither Low nor Base pays",
        _text(LOW + _rule(_amount("at least 100 USD")), ("2025-07-01", _rule(_amount("at least 150 USD"))), names="Low, Base")),
    "a version that begins below where another rule ends": (
        "both-pay", "Low and Base both pay where credit.amount is from 50 USD below 100 USD",
        _text(LOW + _rule(_amount("at least 100 USD")), ("2025-07-01", _rule(_amount("at least 50 USD"))), names="Low, Base")),
}  # fmt: skip

SOUND = {
    "what lies between two rules is paid by a restated one": _text(
        LOW + MIDDLE + _rule(_amount("at least 200 USD"), name="High"), ("2025-07-01", MIDDLE.replace("5%", "6%")), names="Low, Base, High"),
    "both bounds moved": _text(
        LOW + _rule(_amount("at least 100 USD")),
        ("2025-07-01", LOW.replace("100", "150") + _rule(_amount("at least 150 USD"))), names="Low, Base"),
    "days that lie before the version that has them": _text(
        _rule(_closed("from 2025-03-01 through 2025-06-30"), name="Push", kind="spiff")
        + _rule(_closed("from 2025-09-01 through 2025-09-30"), kind="spiff"),
        ("2025-07-01", _rule(_closed("from 2025-06-01 through 2025-09-30"), kind="spiff")), names="Push, Base"),
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
    assert shown.witness is not None
    assert len(shown.witness.readings) >= min(3, sum(bool(repair.edits) for repair in found.repairs)) > 1
    replayed(shown)


@pytest.mark.parametrize("name", SOUND)
def test_versions_that_meet_are_silent(name: str) -> None:
    assert _found(SOUND[name]) == ()


TERMS = """    data terms, each row a term, valid from start through end {{
        {key}participant: participant
        rate:        percent
        start:       date
        end:         date, optional
    }}

    commission Base for each credit of Sales {{
        pay      credit.amount
        times    the rate of the participant's terms on credit.date if known, otherwise 1%
        rounded  each credit
    }}
"""
EXAMPLE = """
    example "two terms" {{
        given participant | role | hired      | quota   | target
            ana           | Rep  | 2020-01-01 | 100 USD | 5 USD
        given term | participant | rate | start      | end
            t1     | ana         | 5%   | 2025-01-01 | {end}
            t2     | ana         | 6%   | {start} | none
        given deal | owner | closed     | signed     | back | seats | product | amount
            d1     | ana   | 2025-06-30 | 2025-06-30 | none | 1     | New     | 100 USD
        expect Base for ana on d1 is {paid} USD
    }}
}}
"""


@pytest.mark.parametrize(("keyed", "refused"), [(True, "not-one-row"), (False, "overlapping-validity")])
@pytest.mark.parametrize(
    ("end", "start", "paid"),
    [
        ("2025-06-30", "2025-07-01", "5"),
        ("2025-06-29", "2025-06-30", "6"),
        ("2025-06-29", "2025-07-01", "1"),
        ("2025-06-30", "2025-06-30", None),
    ],
)
def test_rows_of_the_data_that_share_a_day_are_refused_and_a_day_without_one_is_paid_as_the_plan_says(
    keyed: bool, refused: str, end: str, start: str, paid: str | None
) -> None:
    plan = _text(TERMS.format(key="id: text, key\n        " if keyed else "")).rstrip().removesuffix("}")
    compiled = compile_text(plan + EXAMPLE.format(end=end, start=start, paid=paid or "0"), "page.plan")
    assert compiled.graph is not None and compiled.plan_tree is not None, compiled.diagnostics
    (one,) = examples_of(compiled.plan_tree)
    outcome = run_example(one, compiled.graph, "page.plan", compiled.source)
    assert outcome.passed == (paid is not None), outcome.differences
    assert [found.rule for found in outcome.findings] == ([] if paid is not None else [refused])
