"""Warnings of two rules on one row: the row that is shown is paid so by the interpreter, and there is one where there can be."""

from __future__ import annotations

from fractions import Fraction

import pytest

from planlang.check import check_text
from planlang.diagnostics.model import PAIRS, Diagnostic
from planlang.diagnostics.render_line import render_line
from planlang.readings.pairs import shown_together
from tests.questions.test_suspicious import PLAN
from tests.questions.test_together import BASE, ONE, TWO, _in, _when
from tests.readings.replayed import replayed
from tests.readings.test_pages import _bad


def _shown(text: str) -> list[Diagnostic]:
    made = check_text(text, "page.plan")
    assert made.graph is not None and made.plan is not None, made.diagnostics
    found = shown_together(made.source, "page.plan", made.diagnostics, made.graph, made.plan)
    assert [one.but(witness=None) for one in found] == list(made.diagnostics)
    return [one for one in found if one.rule in PAIRS]


@pytest.mark.parametrize("rule", sorted(PAIRS))
def test_the_bad_plan_of_the_page_shows_a_row(rule: str) -> None:
    (text, *_) = _bad(rule)
    (one,) = _shown(text)
    assert one.rule == rule and replayed(one) == 2
    assert one.witness is not None
    (reading,) = one.witness.readings
    assert all(Fraction(said.amount) for said in reading.paid) and len({said.row for said in reading.paid}) == 1


@pytest.mark.parametrize(
    "rules",
    [
        (BASE, _in("02-01", "02-15", ONE), _in("02-15", "02-28", TWO)),
        (_when("deal.product is one of New, Upsell"), _when("deal.product is not New", TWO)),
        (_when("credit.amount is at most 10,000 USD"), _when("credit.amount is at least 10,000 USD", TWO)),
    ],
)
def test_a_row_that_two_rules_share_is_found(rules: tuple[tuple[str, str], ...]) -> None:
    written = [
        f"    {kind} Rule{n} for each credit of Sales {{\n{steps}\n        rounded  each credit\n    }}"
        for n, (kind, steps) in enumerate(rules)
    ]
    names = ", ".join(f"Rule{n}" for n in range(len(rules)))
    (one,) = _shown(PLAN.format(rules="\n\n".join(written), names=names))
    assert replayed(one) == 2 and "; for example, Rule" in render_line([one])
