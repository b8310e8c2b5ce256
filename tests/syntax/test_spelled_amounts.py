"""Amounts and rates as the trade spells them are reckoned out, and can be put in as the plan writes them."""

from __future__ import annotations

import pytest

from planlang.diagnostics.edits import edited
from planlang.semantics.currencies import DIGITS
from planlang.syntax.amounts import THOUSANDTHS
from planlang.syntax.parse import parse
from tests.syntax.corpus import in_rule

SPELLED = [
    ("$5M", "5,000,000 USD"),
    ("$5k", "5,000 USD"),
    ("$1.5M", "1,500,000 USD"),
    ("$1.23m", "1,230,000 USD"),
    ("$0.5k", "500 USD"),
    ("$5,000.50", "5,000.50 USD"),
    ("US$ 5,000", "5,000 USD"),
    ("A$5", "5 AUD"),
    ("$2 billion", "2,000,000,000 USD"),
    ("5 million", "5,000,000 USD"),
    ("5 million USD", "5,000,000 USD"),
    ("5 thousand dollars", "5,000 USD"),
    ("1.0005k", "1,000.5 USD"),
    ("5mm EUR", "5,000,000 EUR"),
    ("5 euros", "5 EUR"),
    ("5 cents", "0.05 USD"),
    ("€5,000", "5,000 EUR"),
    ("5,000 €", "5,000 EUR"),
    ("5 k €", "5,000 EUR"),
    ("£5", "5 GBP"),
    ("¥5000", "5,000 JPY"),
    ("USD 5k", "5,000 USD"),
    ("5.000,50 EUR", "5,000.50"),
    ("1.500.000 EUR", "1,500,000"),
    ("5'000 CHF", "5,000"),
    ("1 500 000 EUR", "1,500,000"),
    (".5% of credit.amount", "0.5"),
    ("5e3 USD", "5,000"),
    ("10 percent of credit.amount", "10%"),
    ("10 per cent of credit.amount", "10%"),
    ("7.5 pct of credit.amount", "7.5%"),
    ("3 percentage points of credit.amount", "3%"),
    ("2.5 % of credit.amount", "2.5%"),
    ("25 bps of credit.amount", "0.25%"),
    ("25bps of credit.amount", "0.25%"),
    ("12.5 basis points of credit.amount", "0.125%"),
    ("1,000 bps of credit.amount", "10%"),
    ("2.5 x credit.amount", "2.5 *"),
    ("2 USD\n        times 1.5 x when deal.prepaid is yes", "1.5x"),
    ("3 times credit.amount", "3 *"),
]


@pytest.mark.parametrize(("spelled", "written"), SPELLED)
def test_an_amount_as_the_trade_spells_it_is_reckoned_out_and_can_be_put_in(spelled: str, written: str) -> None:
    text = in_rule(f"pay {spelled}")
    found = parse(text, "s.plan").diagnostics
    assert [(one.rule in ("currency-sign", "number-form", "scientific-number")) for one in found] == [True], found
    (repair,) = found[0].repairs
    assert repair.example == written
    assert parse(edited(text, repair.edits), "s.plan").diagnostics == ()


def test_a_comma_before_one_or_two_digits_may_be_two_numbers() -> None:
    found = parse(in_rule("pay 5,00 USD"), "s.plan").diagnostics
    assert [one.example for one in found[0].repairs] == ["5.00", "500"]


def test_an_amount_without_a_currency_gets_that_of_the_plan() -> None:
    plan = in_rule("pay $5").replace("{\n", "{\n    currency CAD\n", 1)
    assert [one.example for one in parse(plan, "s.plan").diagnostics[0].repairs] == ["5 CAD"]


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("50.000 USD", ["50,000 USD", "50 USD"]),
        ("250.000 JPY", ["250,000 JPY", "250 JPY"]),
        ("10.000", ["10,000", "10"]),
    ],
)
def test_a_point_before_three_digits_may_stand_between_thousands(spelled: str, meant: list[str]) -> None:
    text = in_rule(f"pay credit.amount\n        plus {spelled} when deal.prepaid is yes")
    (found,) = parse(text, "s.plan").diagnostics
    assert found.rule == "number-form" and [one.example for one in found.repairs] == meant
    for repair in found.repairs:
        assert parse(edited(text, repair.edits), "s.plan").diagnostics == ()


@pytest.mark.parametrize(
    "plain",
    [
        "50.0000 USD",
        "0.500 USD",
        "2.125 USD",
        "257.950 USD",
        "1234.000 USD",
        "1,250.000 USD",
        "12.000 KWD",
        "1.125",
        "12.500%",
        "1.250x",
    ],
)
def test_other_decimals_are_decimals(plain: str) -> None:
    assert parse(in_rule(f"pay credit.amount\n        plus {plain}"), "s.plan").diagnostics == ()


def test_currencies_of_three_decimals() -> None:
    assert {code for code, digits in DIGITS.items() if digits == 3} == THOUSANDTHS
