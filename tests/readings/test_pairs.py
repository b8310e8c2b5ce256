"""Two rules on one row: the row that is shown is paid so by the interpreter, and there is one where there can be."""

from __future__ import annotations

from fractions import Fraction

import pytest

from planlang.check import check_text
from planlang.diagnostics import catalogue
from planlang.diagnostics.model import PAIRS, Diagnostic
from planlang.diagnostics.render_line import render_line
from planlang.readings import witnessed
from planlang.readings.pairs import shown_together
from tests.questions.test_suspicious import PLAN
from tests.questions.test_together import BASE, FLAT, ONE, TWO, _in, _when
from tests.readings.replayed import replayed


def _shown(text: str) -> list[Diagnostic]:
    made = check_text(text, "page.plan")
    assert made.graph is not None and made.plan is not None, made.diagnostics
    found = shown_together(made.source, "page.plan", made.diagnostics, made.graph, made.plan)
    assert [one.but(witness=None) for one in found] == list(made.diagnostics)
    return [one for one in found if one.rule in PAIRS]


@pytest.mark.parametrize("rule", sorted(PAIRS))
def test_the_bad_plan_of_the_page_shows_a_row(rule: str) -> None:
    (text, *_) = catalogue.rule(rule).plans("Bad")
    (one,) = _shown(text)
    assert one.rule == rule and replayed(one) == 2
    assert one.witness is not None
    (reading,) = one.witness.readings
    assert all(Fraction(said.amount) for said in reading.paid) and len({said.row for said in reading.paid}) == 1


def _asked(*rules: tuple[str, str]) -> Diagnostic:
    """What is asked about two of these rules, with its case."""
    written = [
        f"    {kind} Rule{n} for each credit of Sales {{\n{steps}\n        rounded  each credit\n    }}"
        for n, (kind, steps) in enumerate(rules)
    ]
    names = ", ".join(f"Rule{n}" for n in range(len(rules)))
    text = PLAN.format(rules="\n\n".join(written), names=names)
    found = witnessed(text, "page.plan", check_text(text, "page.plan").diagnostics)
    (one,) = (one for one in found if one.rule == "both-pay")
    return one


@pytest.mark.parametrize(
    "rules",
    [
        (BASE, _in("02-01", "02-15", ONE), _in("02-15", "02-28", TWO)),
        (_when("deal.product is one of New, Upsell"), _when("deal.product is not New", TWO)),
        (_when("credit.amount is at most 10,000 USD"), _when("credit.amount is at least 10,000 USD", TWO)),
        (_when("deal.seats is at least 2", ONE, "spiff"), _when("deal.seats is at least 3", TWO, "spiff")),
    ],
)
def test_each_reading_of_two_rules_pays_what_it_says(rules: tuple[tuple[str, str], ...]) -> None:
    one = _asked(*rules)
    assert one.witness is not None and replayed(one) >= 8 and "; for example, Rule" in render_line([one])
    both, higher, first, second = (_sum(reading.paid) for reading in one.witness.readings)
    assert both == first + second and higher == max(first, second) and first and second and first != second


def _sum(paid: tuple[object, ...]) -> Fraction:
    return sum((Fraction(said.amount) for said in paid if "Rule" in said.component), Fraction(0))  # type: ignore[attr-defined]


def test_of_rules_that_pay_the_same_it_is_asked_whether_it_is_paid_once_or_twice() -> None:
    one = _asked(_in("02-01", "02-15", FLAT), _in("02-15", "02-28", FLAT))
    assert one.witness is not None and replayed(one) == 2
    once, twice = (_sum(reading.paid) for reading in one.witness.readings)
    assert (once, twice) == (0, 250)  # of the second rule: the first pays 250 all the same
