"""Tables whose rows meet, and tables that look the same and leave something out: the first are silent, the others are asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

import planlang
from planlang.check import check_text
from planlang.diagnostics import catalogue
from planlang.diagnostics.model import Diagnostic

EIGHT = Path(planlang.__file__).parents[1] / "stdlib_plans" / "eight_answers" / "eight_answers.plan"


def _errors(text: str) -> list[Diagnostic]:
    return [d for d in check_text(text, "page.plan").diagnostics if catalogue.head(d.rule).severity == "error"]


PLAN = """plan Small "Near misses" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id:  text, key
    }}

    data deals, each row a deal {{
        id:      text, key
        owner:   participant
        closed:  date
        seats:   count
        kind:    one of New, Renewal
        amount:  money
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    commission Base for each credit of Sales {{
{steps}
    }}

    payout for each participant each quarter, by credit date {{
        add  Base
    }}
}}
"""


POINTS = """
    measure Share for each credit of Sales = credit.amount / 70,000 USD

    measure Points for each credit of Sales {
        start with  1.5 * deal.seats
        rounded     each credit, nearest 1, halves up
    }
"""


def _small(steps: str) -> list[Diagnostic]:
    text = PLAN.format(steps="\n".join("        " + line for line in steps.splitlines()))
    return _errors(text.replace("    commission", POINTS + "\n    commission", 1))


def _tiers(by: str, *rows: str) -> str:
    return "\n".join(
        [f"pay  credit.amount\ntimes  tiers by {by}, all at the tier reached {{", *rows, "}", "rounded  each credit"]
    )


SILENT = {
    "bands that meet": _tiers(
        "credit.amount", "below 1,000 USD: 1%", "from 1,000 USD below 2,000 USD: 2%", "from 2,000 USD: 3%"
    ),
    "bands that meet, the lower one owns": _tiers("credit.amount", "through 1,000 USD: 1%", "above 1,000 USD: 2%"),
    "bands in any order": _tiers("credit.amount", "from 1,000 USD: 2%", "below 1,000 USD: 1%"),
    "a point between two bands": _tiers("credit.amount", "below 1,000 USD: 1%", "1,000 USD: 2%", "above 1,000 USD: 3%"),
    "bands of whole numbers": _tiers("deal.seats", "1: 1%", "from 2 through 3: 2%", "from 4: 3%"),
    "bands of whole numbers from 0": _tiers("deal.seats", "0: 0%", "from 1 below 5: 2%", "from 5: 3%"),
    "bands of whole cents": _tiers("credit.amount", "through 999.99 USD: 1%", "from 1,000 USD: 2%"),
    "bands of rounded amounts": _tiers("Points", "below 10: 1%", "10: 2%", "from 11 through 20: 3%", "from 21: 4%"),
    "bands of days": _tiers(
        "credit.date", "through 2025-03-31: 1%", "from 2025-04-01 through 2025-06-30: 2%", "from 2025-07-01: 3%"
    ),
    "bands of days, with days before": _tiers("credit.date", "before 2025-04-01: 1%", "from 2025-04-01: 2%"),
    "all names": "pay  credit.amount\ntimes  table by deal.kind {\nNew: 5%\nRenewal: 2%\n}\nrounded  each credit",
    "otherwise": "pay  credit.amount\ntimes  table by deal.kind {\nNew: 5%\notherwise: 0%\n}\nrounded  each credit",
    "whole cents need no rounding": "pay  credit.amount\nplus  5 USD\ntimes  2",
    "a fixed amount needs no rounding": "pay  100 USD",
    "a cap of each credit is whose it is": "pay  credit.amount\nat most  5,000 USD each credit, excess lost",
    "a cap of all together": "pay  credit.amount\nat most  5,000 USD for everyone together each quarter, in credit order, excess lost",
    "a count has no amount": "pay  100 USD * count of the participant's Sales in the quarter",
    "cutting has no halves": "pay  5% of credit.amount\nrounded  each credit, cut to 0.01 USD",
    "a comparison with 0 has no unit": "pay  credit.amount if credit.amount is above 0 USD, otherwise 0 USD",
}

ASKED = {
    "whole numbers that leave one out": (
        _tiers("deal.seats", "1: 1%", "from 3 through 4: 2%", "from 5: 3%"),
        "bands-gap",
    ),
    "whole numbers that meet twice": (_tiers("deal.seats", "from 1 through 2: 1%", "from 2: 2%"), "bands-overlap"),
    "an amount is no whole number": (
        _tiers("credit.amount", "through 1,000 USD: 1%", "from 1,001 USD: 3%"),
        "bands-gap",
    ),
    "more than a cent is left out": (
        _tiers("credit.amount", "through 999.99 USD: 1%", "above 1,000 USD: 2%"),
        "bands-gap",
    ),
    "a slice may end within a cent": (
        _tiers("credit.amount", "from 0 USD through 999.99 USD: 1%", "from 1,000 USD: 2%").replace(
            "all at the tier reached", "each slice at its own tier"
        ),
        "bands-gap",
    ),
    "what is not rounded may lie between": (_tiers("Share", "through 79%: 1%", "from 80%: 2%"), "bands-gap"),
    "a day is left out": (_tiers("credit.date", "through 2025-03-31: 1%", "from 2025-04-02: 2%"), "bands-gap"),
    "neither owns the boundary": (_tiers("credit.amount", "below 1,000 USD: 1%", "above 1,000 USD: 2%"), "bands-gap"),
    "both own the boundary": (_tiers("credit.amount", "through 1,000 USD: 1%", "from 1,000 USD: 2%"), "bands-overlap"),
    "two rows open upwards": (
        _tiers("credit.amount", "below 5 USD: 0%", "from 5 USD: 1%", "from 9 USD: 2%"),
        "bands-overlap",
    ),
    "two rows open downwards": (
        _tiers("credit.amount", "below 5 USD: 0%", "below 9 USD: 1%", "from 9 USD: 2%"),
        "bands-overlap",
    ),
    "a name is left out": (
        "pay  credit.amount\ntimes  table by deal.kind {\nNew: 5%\n}\nrounded  each credit",
        "end-open",
    ),
    "a name stands twice": (
        "pay  credit.amount\ntimes  table by deal.kind {\nNew: 5%\nNew, Renewal: 2%\n}\nrounded  each credit",
        "bands-overlap",
    ),
    "no row": (_tiers("credit.amount"), "empty-table"),
    "half a cent": ("pay  credit.amount * 0.5", "rounding-open"),
    "a cap without a period": ("pay  credit.amount\nat most  5,000 USD, excess lost", "limit-per-what-open"),
}


@pytest.mark.parametrize("name", SILENT)
def test_near_misses_are_silent(name: str) -> None:
    found = _small(SILENT[name])
    assert not found, [(d.rule, d.message) for d in found]


@pytest.mark.parametrize("name", ASKED)
def test_and_what_lies_just_beside_is_asked(name: str) -> None:
    steps, rule = ASKED[name]
    found = _small(steps)
    assert [d.rule for d in found] == [rule], [(d.rule, d.message) for d in found]


def test_a_shared_table_is_reported_once() -> None:
    text = EIGHT.read_text(encoding="utf-8").replace(
        "from  3,000 USD below  8,000 USD: 3%", "from  3,001 USD below  8,000 USD: 3%"
    )
    assert [d.rule for d in _errors(text)] == ["bands-gap"]
