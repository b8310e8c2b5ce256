"""Cases that need more than a deal of a plain amount: versions that change over time, months of service, payments in parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.diagnostics.catalogue import head
from planlang.diagnostics.model import Diagnostic
from planlang.readings import witnessed

FILE = "plan.plan"
PLAN = """plan Small "Small" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2026-01-01 through 2026-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {
        id:    text, key
        hired: date
    }

    data deals, each row a deal {
        id:        text, key
        owner:     participant
        closed:    date
        collected: date
        returned:  date, optional
        euros:     money in EUR, from 0
        amount:    money, from 0 USD
    }

    data fx, each row a rate, valid from start through end {
        from:  text
        to:    text
        start: date
        end:   date
        rate:  number, above 0
    }

    data lines, each row a line, valid from start through end {
        participant: participant
        manager:     participant
        start:       date
        end:         date, optional
    }

    credit Sales for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }
RULES
    payout for each participant each month, by credit date {
        add          Base
        if negative  carried to the next month
    }
}
"""
BASE = """
    commission Base for each credit of Sales {
        pay      5% of credit.amount
        rounded  each credit
    }
"""


def _asked(rules: str, *, shown: bool = True) -> Diagnostic:
    text = PLAN.replace("RULES", rules)
    found = check_text(text, FILE).diagnostics
    (one,) = [one for one in (witnessed(text, FILE, found) if shown else found) if head(one.rule).severity == "error"]
    return one


def _readings(rules: str) -> list[list[str]]:
    """What each answer to the one question of a plan pays on the case that is shown."""
    one = _asked(rules)
    assert one.witness is not None, one.notes
    return [list(reading.expects) for reading in one.witness.readings]


HIRED = """
    measure Tenure for each participant each month = month of service since participant.hired

    bonus Base for each participant each month {
        pay      1,000 USD
        only if  (total amount of the participant's Sales in the month) is at least (10,000 USD if Tenure is below 3, otherwise 20,000 USD),
            otherwise 0 USD
    }
"""
CURRENCY = """
    credit Abroad for each deal {
        to       deal.owner
        amount   deal.euros converted to USD using fx, rounded
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }
""" + BASE.replace("of Sales", "of Abroad")
MANAGER = """
    credit Team for each credit of Sales {
        to       the manager of credit.participant
        amount   credit.amount
        dated    credit.date
        ordered  by deal.closed, then deal.id
    }
""" + BASE.replace("of Sales", "of Team")
PARTS = """
    commission Base for each credit of Sales {
        pay      5% of credit.amount
        rounded  each credit
        paid     50% on deal.closed
        paid     40% on deal.collected
    }
"""
FIRST = """
    spiff Base for each credit of Sales {
        when     running count of everyone's Sales in the year is at most 4
        pay      100 USD
    }
"""


@pytest.mark.parametrize(
    "rules", [HIRED, CURRENCY, MANAGER, PARTS, FIRST], ids=["hired", "currency", "manager", "parts", "first"]
)
def test_each_answer_pays_something_else(rules: str) -> None:
    readings = _readings(rules)
    assert len(readings) > 1
    assert len({tuple(said) for said in readings}) == len(readings)


def test_a_limit_keeps_what_it_says() -> None:
    limit = "at most  900 USD for everyone together each quarter when deal.returned is missing, excess lost\n    }"
    one = _asked(BASE.rstrip().removesuffix("}") + f"    {limit}\n", shown=False)
    assert [repair.example for repair in one.repairs] == [
        "at most  900 USD for everyone together each quarter when deal.returned is missing, in credit order, excess lost",
        "at most  900 USD for everyone together each quarter when deal.returned is missing, in proportion, excess lost\n"
        "        rounded  each credit",
    ]


def test_an_answer_stands_behind_a_phrase_in_parentheses() -> None:
    tiers = "times tiers by (credit.amount - 5 USD) {\n below 9 USD: 1%\n from 9 USD: 2%\n }\n        rounded"
    rules = BASE.replace("5% of credit", "credit").replace("rounded", tiers, 1)
    one = _asked(rules, shown=False)
    assert one.rule == "application-open"
    for repair in one.repairs:
        (edit,) = repair.edits
        assert repair.example is not None and repair.example.startswith("tiers by (credit.amount - 5 USD), ")
        assert PLAN.replace("RULES", rules)[: edit.place.start].endswith("5 USD)")


def test_a_plan_with_an_amendment_shows_a_case() -> None:
    change = "\namend Small from 2026-07-01, by deal.closed {" + BASE.replace("5%", "{}") + "}\n"
    text = PLAN.replace("RULES", BASE) + change.replace("{}", "6%") + change.replace("{}", "7%")
    (one,) = [
        one for one in witnessed(text, FILE, check_text(text, FILE).diagnostics) if head(one.rule).severity == "error"
    ]
    assert one.witness is not None, one.notes
    assert [reading.expects for reading in one.witness.readings] == [
        ("Base for ana in 2026-07 is 60.00 USD",), ("Base for ana in 2026-07 is 70.00 USD",),
    ]  # fmt: skip


def test_what_is_paid_in_another_currency_tells_readings_apart() -> None:
    text = (Path(__file__).parents[1] / "lowering" / "pay_currencies.plan").read_text(encoding="utf-8")
    text = text[: text.index('    example "')] + "}\n"
    text = text.replace("each participant each month", "each participant each quarter").replace(
        " on the last day of the month", ""
    )
    (one,) = witnessed(text, "p.plan", check_text(text, "p.plan").diagnostics)
    assert one.rule == "card-date-open"
    assert one.witness is not None, one.notes
    said = [list(reading.expects) for reading in one.witness.readings]
    assert said == [["payout for ana in 2025-Q1 is 250.00 EUR"], ["payout for ana in 2025-Q1 is 500.00 EUR"]]
