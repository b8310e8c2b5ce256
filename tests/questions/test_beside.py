"""What a rule says of another one beside it: each line settles what is asked, and must be about a rule that pays on the same rows."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from tests.questions.test_suspicious import PLAN


def _found(*rules: str, names: str = "") -> list[str]:
    written = "\n\n".join(
        f"    spiff Rule{n} for each credit of Sales {{\n{steps}\n    }}" for n, steps in enumerate(rules)
    )
    added = names or ", ".join(f"Rule{n}" for n in range(len(rules)))
    found = check_text(PLAN.format(rules=written, names=added), "page.plan").diagnostics
    return [one.rule for one in found if one.rule not in ("unused", "never-paid")]


def _days(first: str, last: str, more: str = "", end: str = "", pay: str = "2%") -> str:
    when = f"when deal.closed is from 2025-{first} through 2025-{last}"
    return f"{when}\n{more}\npay {pay} of credit.amount\nrounded each credit\n{end}"


EARLY = _days("02-01", "02-15", pay="1%")


def test_each_line_settles_what_is_asked() -> None:
    assert _found(EARLY, _days("02-15", "02-28")) == ["both-pay"]
    assert _found(EARLY, _days("02-15", "02-28", "in addition to Rule0")) == []
    assert _found(EARLY, _days("02-15", "02-28", "when Rule0 does not apply")) == []
    assert _found(EARLY, _days("02-15", "02-28", end="only what is above Rule0")) == []
    assert _found(_days("02-01", "02-15", "in addition to Rule1", pay="1%"), _days("02-15", "02-28")) == []


def test_a_line_about_one_rule_settles_nothing_about_another() -> None:
    third = _days("02-10", "02-20", "in addition to Rule0", pay="3%")
    assert _found(EARLY, _days("02-16", "02-28"), third) == ["both-pay"]
    both = _days("02-10", "02-20", "in addition to Rule0, Rule1", pay="3%")
    assert _found(EARLY, _days("02-16", "02-28"), both) == []


def test_where_a_rule_does_not_apply_is_worked_out_exactly() -> None:
    """The third overlaps the second on days on which the first applies, and nowhere else."""
    second = _days("02-10", "02-28", "when Rule0 does not apply")
    assert _found(EARLY, second, _days("02-01", "02-15", "in addition to Rule0", pay="3%")) == []
    assert _found(EARLY, second, _days("02-01", "02-16", "in addition to Rule0", pay="3%")) == ["both-pay"]
    assert _found(EARLY, _days("02-10", "02-28", "when Rule0 applies")) == ["both-pay"]


def test_a_rule_that_never_applies_beside_it_is_named_in_vain() -> None:
    assert _found(EARLY, _days("02-16", "02-28", "in addition to Rule0")) == ["never-together"]
    assert _found(EARLY, _days("02-16", "02-28", end="only what is above Rule0")) == ["never-together"]
    other = "when deal.product is New\nin addition to Rule0\npay 5 USD"
    assert _found(EARLY, other) == []


def test_a_gap_is_said_only_where_there_is_one() -> None:
    assert _found(EARLY, _days("02-17", "02-28")) == ["neither-pays"]
    assert _found(EARLY, _days("02-17", "02-28", "leaves a gap after Rule0")) == []
    assert _found(EARLY, _days("03-17", "03-28", "leaves a gap after Rule0")) == []
    assert _found(EARLY, _days("02-16", "02-28", "leaves a gap after Rule0")) == ["no-gap"]
    third = _days("02-17", "02-28", "leaves a gap after Rule0")
    assert _found(EARLY, third, _days("03-02", "03-31")) == ["neither-pays"]


@pytest.mark.parametrize("line", ["in addition to {}", "when {} does not apply", "leaves a gap after {}"])
@pytest.mark.parametrize(("name", "rule"), [("Sales", "not-a-rule"), ("Nobody", "unknown-name"), ("Rule1", "cycle")])
def test_what_is_named_is_a_rule_that_pays(line: str, name: str, rule: str) -> None:
    assert _found(EARLY, _days("02-15", "02-28", line.format(name))) == [rule]


@pytest.mark.parametrize(("name", "rule"), [("Sales", "not-a-rule"), ("Rule1", "cycle")])
def test_what_an_amount_is_above_is_a_rule_that_pays(name: str, rule: str) -> None:
    assert _found(EARLY, _days("02-15", "02-28", end=f"only what is above {name}")) == [rule]


def test_a_rule_without_conditions_applies_always() -> None:
    base = "pay 1% of credit.amount\nrounded each credit"
    assert _found(base, _days("02-15", "02-28", "when Rule0 does not apply")) == ["applies-always"]


def test_rules_by_month_are_seen_to_overlap_and_to_meet() -> None:
    def months(first: str, last: str) -> str:
        return f"when the month is from 2025-{first} through 2025-{last}\npay 2% of credit.amount\nrounded each credit"

    assert _found(months("01", "03"), months("03", "05")) == ["both-pay"]
    assert _found(months("01", "03"), months("04", "05")) == []
    assert _found(
        months("01", "03"), months("04", "05"), "when the month is before 2025-02 and the month is 2025-02\npay 5 USD"
    ) == ["never-applies"]


def test_of_several_results_a_difference_is_offered() -> None:
    """A quarter has many credits: what is above all of their results is a difference, and never below nothing."""
    base = "pay 1% of credit.amount\nrounded each credit"
    year = "pay 2% of total amount of the participant's Sales in the quarter\nrounded each quarter\nonly what is above Rule0"
    text = PLAN.format(
        rules=f"    spiff Rule0 for each credit of Sales {{\n{base}\n    }}\n    bonus Rule1 for each participant each quarter {{\n{year}\n    }}",
        names="Rule0, Rule1",
    )
    (found,) = [one for one in check_text(text, "page.plan").diagnostics if one.rule == "too-fine"]
    mended = edited(text, found.repairs[0].edits)
    assert (
        "minus  total of the participant's Rule0 in the quarter\nat least  0 USD each quarter, shortfall forgiven"
        in mended
    )
    assert [one.rule for one in check_text(mended, "page.plan").diagnostics if one.severity == "error"] == []


def test_a_payout_is_not_told_to_be_about_each_credit() -> None:
    base = "    spiff Rule0 for each credit of Sales {\npay 1% of credit.amount\nrounded each credit\n    }"
    text = PLAN.format(rules=base, names="Rule0\nonly if Rule0 is at least 50 USD, otherwise 0 USD")
    (found,) = [one for one in check_text(text, "page.plan").diagnostics if one.rule == "too-fine"]
    assert [one.example for one in found.repairs] == ["total of the participant's Rule0 in the quarter"]
