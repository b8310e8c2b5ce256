"""What goes on behind a phrase that is open at its end is asked where it can be read two ways, and shown with what each reading pays."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

import planlang
from planlang.check import check_text
from planlang.syntax.formatting.api import format_text
from planlang.syntax.parse import parse

PLAN = """plan Small "Parts" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {{
        id:    text, key
        sales: money, from 0 USD
        quota: money, above 0 USD
        units: count, from 0
        goal:  count, from 0
        hired: date
        prize: money, optional
        kind:  one of New, Old
        gains: money in EUR
    }}

    data deals, each row a deal, dated by closed {{
        id:     text, key
        owner:  participant
        closed: date
    }}

    data fx, each row a rate, valid from start through end {{
        from:  text
        to:    text
        start: date
        end:   date
        rate:  number
    }}

    bonus Base for each participant once on 2025-12-31 {{
        pay      {amount}
        rounded  each participant
    }}

    payout for each participant each year, by credit date {{
        add      Base
    }}
}}
"""
ASKED = {
    "the part of participant.sales above participant.quota * 5%": (
        "(participant.quota * 5%)", "(the part of participant.sales above participant.quota) * 5%"),
    "the part of participant.sales above participant.quota / 2": (
        "(participant.quota / 2)", "(the part of participant.sales above participant.quota) / 2"),
    "the part of participant.sales up to 5,000 USD * 10%": (
        "(5,000 USD * 10%)", "(the part of participant.sales up to 5,000 USD) * 10%"),
    "the part of participant.sales above 5 USD up to participant.quota + 10 USD": (
        "(participant.quota + 10 USD)", "(the part of participant.sales above 5 USD up to participant.quota) + 10 USD"),
    "5 USD * (the part of participant.units above participant.goal * 2)": (
        "(participant.goal * 2)", "(the part of participant.units above participant.goal) * 2"),
    "the part of participant.sales above (participant.quota + 5 USD) * 10%": (
        "((participant.quota + 5 USD) * 10%)", "(the part of participant.sales above (participant.quota + 5 USD)) * 10%"),
    "the lower of participant.sales and participant.quota / 2": (
        "(participant.quota / 2)", "(the lower of participant.sales and participant.quota) / 2"),
    "the higher of participant.sales and 5 USD and 2 * participant.quota * 5%": (
        "(2 * participant.quota * 5%)", "(the higher of participant.sales and 5 USD and 2 * participant.quota) * 5%"),
    "the lower of participant.sales and 20% of participant.quota * 2": (
        "(20% of participant.quota * 2)", "(the lower of participant.sales and 20% of participant.quota) * 2"),
    "participant.sales if participant.kind is New, otherwise participant.quota * 2": (
        "(participant.quota * 2)", "(participant.sales if participant.kind is New, otherwise participant.quota) * 2"),
    "participant.prize if known, otherwise participant.sales * 5%": (
        "(participant.sales * 5%)", "(participant.prize if known, otherwise participant.sales) * 5%"),
    "participant.sales + participant.quota if participant.kind is New, otherwise 5 USD": (
        "(participant.sales + participant.quota) if participant.kind is New, otherwise 5 USD",
        "participant.sales + (participant.quota if participant.kind is New, otherwise 5 USD)"),
    "participant.units * participant.sales - participant.quota if participant.kind is New, otherwise 5 USD": (
        "(participant.units * participant.sales - participant.quota) if participant.kind is New, otherwise 5 USD",
        "participant.units * participant.sales - (participant.quota if participant.kind is New, otherwise 5 USD)"),
    "participant.sales - participant.units * participant.quota if participant.kind is New, otherwise 5 USD": (
        "(participant.sales - participant.units * participant.quota) if participant.kind is New, otherwise 5 USD",
        "participant.sales - participant.units * (participant.quota if participant.kind is New, otherwise 5 USD)",
        "participant.sales - ((participant.units * participant.quota) if participant.kind is New, otherwise 5 USD)"),
    "5% of participant.sales if participant.kind is New, otherwise 5 USD": (
        "(5% of participant.sales) if participant.kind is New, otherwise 5 USD",
        "5% of (participant.sales if participant.kind is New, otherwise 5 USD)"),
    "participant.sales - participant.prize if known, otherwise 5 USD": (
        "(participant.sales - participant.prize) if known, otherwise 5 USD",
        "participant.sales - (participant.prize if known, otherwise 5 USD)"),
    "5 USD * (calendar days from participant.hired through 2025-12-31 + 3 days)": (
        "calendar days from participant.hired through (2025-12-31 + 3 days)",
        "(calendar days from participant.hired through 2025-12-31) + 3 days"),
    "5 USD * (the day number of (the last day of the month of participant.hired + 30 days))": (
        "the last day of the month of (participant.hired + 30 days)",
        "(the last day of the month of participant.hired) + 30 days"),
    "total sales of everyone's participants in the plan where participant.sales is above 100 USD + 10 USD": (
        "(100 USD + 10 USD)",
        "(total sales of everyone's participants in the plan where participant.sales is above 100 USD) + 10 USD"),
}  # fmt: skip
SOUND = [
    "the part of participant.sales above (participant.quota * 5%)",
    "(the part of participant.sales above participant.quota) * 5%",
    "5% of (the part of participant.sales above 2 * participant.quota up to 3 * participant.quota)",
    "the part of participant.sales above participant.quota * 50% up to participant.quota",
    "the part of participant.sales above participant.units * 5 USD",
    "the lower of participant.sales and participant.units * 5 USD",
    "the lower of participant.sales and 2 * participant.quota",
    "participant.sales * 5% if participant.kind is New, otherwise participant.sales * 3%",
    "5% of participant.sales if participant.kind is New, otherwise 3% of participant.quota",
    "participant.sales * 5% if participant.kind is New, otherwise 0 USD",
    "100 USD * (participant.sales / participant.quota - 100% if participant.quota is above 0 USD, otherwise 0%)",
    "participant.prize - participant.sales if known, otherwise 5 USD",
    "total sales of everyone's participants in the plan where participant.hired is after 2025-01-01 + 3 days",
]


def _found(amount: str) -> list[tuple[str, list[str | None]]]:
    found = check_text(PLAN.format(amount=amount), "page.plan").diagnostics
    return [(one.rule, [repair.example for repair in one.repairs]) for one in found]


@pytest.mark.parametrize("amount", ASKED)
def test_both_readings_are_asked_and_either_settles_it(amount: str) -> None:
    assert _found(amount) == [("needs-parentheses", list(ASKED[amount]))]
    (found,) = check_text(PLAN.format(amount=amount), "page.plan").diagnostics
    text = PLAN.format(amount=amount)
    for repair in found.repairs:
        (edit,) = repair.edits
        settled = text[: edit.place.start] + edit.words + text[edit.place.end :]
        assert [one.rule for one in check_text(settled, "page.plan").diagnostics] == []
        again = format_text(settled, "page.plan").text
        assert [one.rule for one in check_text(again, "page.plan").diagnostics] == []
        assert format_text(again, "page.plan").text == again


@pytest.mark.parametrize("amount", SOUND)
def test_what_has_one_reading_is_not_asked(amount: str) -> None:
    assert _found(amount) == []


def test_three_amounts_are_divided_first() -> None:
    assert _found("participant.sales * participant.sales / participant.quota") == [
        ("kind-mismatch", ["participant.sales * (participant.sales / participant.quota)"])
    ]
    assert _found("participant.sales * participant.units / participant.goal")[0][0] != "kind-mismatch"


# --- every phrase of the grammar that is open ------------------------------------------------------

TAILS = ("+ 10 USD", "* 2", "/ 2", "- 3 days", "+ 1 month")
OPEN_AT_THE_END = {
    "of": [("20% of", "participant.sales")],
    "choice": [("participant.sales if participant.kind is New, otherwise", "participant.quota")],
    "fallback": [("participant.prize if known, otherwise", "participant.sales")],
    "lower_higher": [("the lower of participant.sales and", "participant.quota")],
    "part_of": [
        ("the part of participant.sales above", "participant.quota"),
        ("the part of participant.sales above 5 USD up to", "participant.quota"),
    ],
    "part_up_to": [("the part of participant.sales up to", "participant.quota")],
    "aggregate": [("highest closed of the participant's deals from 2025-01-01 through", "2025-03-31")],
    "aggregate_where": [
        ("total sales of everyone's participants in the plan where participant.sales is above", "participant.sales"),
        ("count of everyone's participants in the plan where participant.hired is within 3 days after", "2025-03-31"),
        ("count of everyone's participants in the plan where participant.units is from 1 through", "participant.goal"),
    ],
    "place": [
        ("place by participant.sales, highest first, ties broken by", "participant.units"),
        ("place by participant.sales, highest first, within each", "participant.kind"),
    ],
    "service_month": [("month of service since", "participant.hired")],
    "full_months": [("full months of service since", "participant.hired")],
    "full_years": [("full years of service since", "participant.hired")],
    "years_between": [("full years from participant.hired to", "2025-12-31")],
    "months_between": [("full months from participant.hired to", "2025-12-31")],
    "days_of_unit": [("calendar days of the month from participant.hired through", "2025-12-31")],
    "days_from": [("calendar days from participant.hired through", "2025-12-31")],
    "period_edge": [("the last day of the month of", "participant.hired")],
    "day_number": [("the day number of", "participant.hired")],
    "converted": [("participant.sales converted to EUR using participants on", "participant.hired")],
    "tiers_shared": [("tiers by participant.sales, all at the tier reached, using data cards on", "participant.hired")],
    "curve_shared": [("curve by participant.sales, straight lines between points, flat beyond them, using data cards on", "participant.hired")],
    "table_shared": [("table by participant.kind, using data cards on", "participant.hired")],
}  # fmt: skip
OPEN_AT_THE_BEGINNING = {
    "choice": [("participant.sales", "if participant.kind is New, otherwise 5 USD")],
    "fallback": [("participant.prize", "if known, otherwise 5 USD")],
    "converted": [("participant.gains", "converted to USD using fx on participant.hired")],
}
HEADS = ("10 USD -", "2 *", "5% of", "participant.sales /")
ONE_READING = {
    "of", "place", "service_month", "full_months", "full_years", "months_between", "years_between", "day_number",
    "converted", "tiers_shared", "curve_shared", "table_shared",
}  # fmt: skip
"""Of these no sign can mean two things: the parser takes none behind them, the types allow one reading, or either pays the same."""
MEASURE = PLAN.replace(
    "    bonus Base", "    measure Value for each participant once on 2025-12-31 = {value}\n\n    bonus Base"
)


def _rules(value: str) -> dict[str, int] | None:
    """What is wrong with a value, and with how many answers; ``None`` where it can't be read at all."""
    text = MEASURE.format(value=value, amount="5 USD")
    if parse(text, "page.plan").tree is None:
        return None
    found = check_text(text, "page.plan").diagnostics
    return {one.rule: len(one.repairs) for one in found if one.rule != "unused"}


def _ways(rule: str) -> list[tuple[str, str, str]]:
    """Each phrase with a sign beside it: without parentheses, and with them either way."""
    found = [
        (f"{head} {end} {tail}", f"{head} ({end} {tail})", f"({head} {end}) {tail}")
        for (head, end), tail in product(OPEN_AT_THE_END.get(rule, ()), TAILS)
    ]
    found += [
        (f"{head} {begin} {rest}", f"({head} {begin}) {rest}", f"{head} ({begin} {rest})")
        for (begin, rest), head in product(OPEN_AT_THE_BEGINNING.get(rule, ()), HEADS)
    ]
    return found


def _amount(value: str) -> Decimal:
    numbers = {"sales": 700, "quota": 400, "units": 3, "goal": 2, "prize": None, "gains": 90}
    people = [{"id": "ana", "hired": "2025-01-10", "kind": "Old", **numbers}]
    rates = [{"from": "EUR", "to": "USD", "start": "2025-01-01", "end": "2025-12-31", "rate": "1.25"}]
    plan = planlang.load(PLAN.format(amount=value))
    return plan.run(participants=people, deals=[], fx=rates, engine="interpreter").total


@pytest.mark.parametrize("rule", sorted({*OPEN_AT_THE_END, *OPEN_AT_THE_BEGINNING}))
def test_a_sign_beside_an_open_phrase_has_one_reading_or_is_asked_about(rule: str) -> None:
    asked = 0
    for bare, *both in _ways(rule):
        found = _rules(bare)
        if found is None or "needs-parentheses" in found:
            asked += found is not None and found["needs-parentheses"] == 2
        elif not found and all(_rules(one) == {} for one in both):
            assert _amount(bare) == _amount(both[0]) == _amount(both[1]), bare
    assert (asked > 0) == (rule not in ONE_READING)


def test_a_day_behind_a_day_has_its_own_message() -> None:
    assert _found("5 USD * (the day number of participant.hired + 3 days)") == [
        ("needs-parentheses", ["the day number of (participant.hired + 3 days)"])
    ]
