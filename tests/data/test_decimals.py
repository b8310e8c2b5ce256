"""Exact numbers as text."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.core.decimals import decimal_text, grouped, places, scaled_text, terminates


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(0), None, "0"),
        (Fraction(0), 2, "0.00"),
        (Fraction(-1, 200), None, "-0.005"),
        (Fraction(-1, 2), 2, "-0.50"),
        (Fraction(5, 100), None, "0.05"),
        (12, 2, "12.00"),
        (Fraction(12345678, 100), 2, "123456.78"),
        (Fraction(1, 1024), None, "0.0009765625"),
        (Fraction(1200), 0, "1200"),
    ],
)
def test_decimal_text(value: Fraction | int, digits: int | None, text: str) -> None:
    assert decimal_text(value, digits) == text


def test_what_has_no_such_text() -> None:
    assert not terminates(Fraction(1, 3))
    assert terminates(Fraction(3, 6))
    assert places(Fraction(1, 8)) == 3
    with pytest.raises(ValueError, match="exactly as a decimal"):
        decimal_text(Fraction(1, 3))
    with pytest.raises(ValueError, match="with 2 decimals"):
        decimal_text(Fraction(1, 8), 2)


def test_for_people() -> None:
    assert grouped(Fraction(-123456789, 100), 2) == "-1,234,567.89"
    assert grouped(Fraction(999), 2) == "999.00"
    assert grouped(Fraction(-1, 100)) == "-0.01"
    assert grouped(1_000_000) == "1,000,000"


@given(st.integers(-(10**40), 10**40), st.integers(0, 20))
def test_there_and_back(scaled: int, digits: int) -> None:
    value = Fraction(scaled, 10**digits)
    assert Fraction(decimal_text(value, digits)) == value
    assert Fraction(decimal_text(value)) == value
    assert decimal_text(value, digits) == scaled_text(scaled, digits)
    assert len(decimal_text(value)) <= len(decimal_text(value, digits))
    assert grouped(value, digits).replace(",", "") == decimal_text(value, digits)


@given(st.fractions())
def test_terminates_or_not(value: Fraction) -> None:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    assert terminates(value) == (rest == 1)
