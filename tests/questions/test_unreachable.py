"""Rules and credits that can never apply are warned of; those that can are not."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import Span

PLAN = """plan Small "Conditions" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id:  text, key
    }}

    data deals, each row a deal {{
        id:       text, key
        owner:    participant
        closed:   date
        ordered:  date
        seats:    count
        margin:   percent
        prepaid:  yes/no
        product:  one of New, Renewal, Upsell
        amount:   money
    }}

    credit Sales for each deal {{
{credit}
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    commission Base for each credit of Sales {{
{rule}
        pay      5% of credit.amount
        rounded  each credit
    }}

    payout for each participant each quarter, by credit date {{
        add  Base
    }}
}}
"""


def _found(condition: str, where: str) -> tuple[str, tuple[Diagnostic, ...]]:
    lines = {"credit": "", "rule": "", where: "\n".join(f"        when  {line}" for line in condition.splitlines())}
    text = PLAN.format(**lines)
    return text, check_text(text, "page.plan").diagnostics


NEVER = [
    "deal.product is New and deal.product is Renewal",
    "deal.product is New\ndeal.product is Renewal",
    "deal.product is one of New, Upsell and deal.product is Renewal",
    "deal.product is New and deal.product is not New",
    "deal.product is one of New, Renewal and deal.product is not one of Renewal, New",
    "deal.prepaid is yes and deal.prepaid is no",
    "deal.amount is above 10,000 USD and deal.amount is below 5,000 USD",
    "deal.amount is above 5,000 USD and deal.amount is at most 5,000 USD",
    "deal.amount is below 5,000 USD and deal.prepaid is yes and deal.amount is 5,000 USD",
    "deal.amount is from 1 USD through 2 USD and deal.amount is from 3 USD through 4 USD",
    "deal.margin is above 50% and deal.margin is below 20%",
    "deal.seats is above 3 and deal.seats is below 4",
    "deal.ordered is after 2025-03-31 and deal.ordered is before 2025-04-01",
    "deal.closed is before 2025-01-01",
    "deal.closed is after 2025-12-31",
    "deal.closed is from 2024-05-01 through 2024-08-31",
    "deal.closed is 2026-01-01",
]

MAYBE = [
    "deal.product is New or deal.product is Renewal",
    "deal.product is one of New, Upsell and deal.product is one of Renewal, Upsell",
    "deal.product is not New and deal.product is not Renewal",
    "deal.amount is above 5,000 USD and deal.amount is below 10,000 USD",
    "deal.amount is at least 5,000 USD and deal.amount is at most 5,000 USD",
    "deal.margin is above 3% and deal.margin is below 4%",
    "deal.amount is above 0 USD and (deal.amount is below 0 USD or deal.prepaid is yes)",
    "deal.ordered is before 2025-01-01",
    "deal.closed is from 2024-12-01 through 2025-01-01",
    "deal.closed is after deal.ordered and deal.ordered is after deal.closed",
]


@pytest.mark.parametrize("where", ["credit", "rule"])
@pytest.mark.parametrize("condition", NEVER)
def test_what_can_never_apply_is_warned_of(condition: str, where: str) -> None:
    text, found = _found(condition, where)
    assert [d.rule for d in found] == ["never-applies"]
    place = found[0].primary
    assert isinstance(place, Span)
    assert text[place.start : place.end] in condition
    assert len(found[0].labels) == 2
    assert ("Sales" if where == "credit" else "Base") in found[0].message


@pytest.mark.parametrize("where", ["credit", "rule"])
@pytest.mark.parametrize("condition", MAYBE)
def test_what_may_apply_is_not(condition: str, where: str) -> None:
    # A rule's window that begins before what the plan covers is warned of, and may apply all the same.
    early = where == "rule" and condition.startswith("deal.closed is from 2024")
    assert [one.rule for one in _found(condition, where)[1]] == (["window-outside"] if early else [])


@pytest.mark.parametrize(
    "condition",
    ["credit.date is after 2025-12-31", "credit.date is before 2025-06-01 and deal.closed is after 2025-06-30"],
)
def test_the_date_of_a_credit_is_the_date_it_is_made_from(condition: str) -> None:
    assert [d.rule for d in _found(condition, "rule")[1]] == ["never-applies"]
