"""What the reference lists as not built yet is read, and answered with just that."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from tests.docs.test_examples import around

FORMS = [
    (
        "value",
        "count of different deal.product of the participant's Sales from (deal.closed - 90 days) through deal.closed",
    ),
]


@pytest.mark.parametrize(("prelude", "part"), FORMS, ids=[part.strip().splitlines()[-1][:60] for _, part in FORMS])
def test_is_answered_with_just_that(prelude: str, part: str) -> None:
    found = check_text(around(prelude, part), "plan.plan").diagnostics
    errors = {one.rule for one in found if one.rule not in ("unused", "never-paid", "no-payout")}
    assert errors == {"not-built-yet"}, [f"{one.rule}: {one.message}" for one in found]
