"""Quotients of polynomials: exact, cancelled, and compared where their region says."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planlang.analysis.linear import Function, NotLinear, Region, unknown
from planlang.analysis.polynomials import divided, plus, times

NUMBERS = st.fractions(min_value=-9, max_value=9, max_denominator=6)
POLYNOMIALS = st.lists(NUMBERS, max_size=4).map(lambda cs: _trimmed(tuple(cs)))


def _trimmed(cs: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    while cs and not cs[-1]:
        cs = cs[:-1]
    return cs


def at(p: tuple[Fraction, ...], t: Fraction) -> Fraction:
    return sum((c * t**n for n, c in enumerate(p)), Fraction(0))


@given(POLYNOMIALS, POLYNOMIALS, NUMBERS)
def test_sums_and_products(p: tuple[Fraction, ...], q: tuple[Fraction, ...], t: Fraction) -> None:
    assert at(plus(p, q), t) == at(p, t) + at(q, t)
    assert at(times(p, q), t) == at(p, t) * at(q, t)


@given(POLYNOMIALS, POLYNOMIALS, POLYNOMIALS, NUMBERS)
def test_quotients_cancel_what_is_common(
    p: tuple[Fraction, ...], q: tuple[Fraction, ...], common: tuple[Fraction, ...], t: Fraction
) -> None:
    assume(q and common and at(q, t) and at(common, t))
    top, bottom = divided(times(p, common), times(q, common))
    assert len(bottom) <= len(q) and bottom[-1] == 1
    assert at(top, t) / at(bottom, t) == at(p, t) / at(q, t)


@given(st.lists(st.tuples(NUMBERS, st.sampled_from("+-*/")), max_size=5), NUMBERS, NUMBERS)
def test_arithmetic_is_that_of_its_values(steps: list[tuple[Fraction, str]], sample: Fraction, other: Fraction) -> None:
    region = Region(sample, Fraction(-100), Fraction(100))
    t = unknown(region)
    value, plain = t, {sample: sample, other: other}
    for number, word in steps:
        here = t + number
        beside = {at: at + number for at in plain}
        assume(word != "/" or all(beside.values()))
        value = {"+": value + here, "-": value - here, "*": value * here, "/": value / here if word == "/" else 0}[word]
        for x in plain:
            y = beside[x]
            plain[x] = {"+": plain[x] + y, "-": plain[x] - y, "*": plain[x] * y, "/": plain[x] / y if y else 0}[word]
    for x, expected in plain.items():
        got = at(value.top, x) / at(value.bottom, x) if isinstance(value, Function) else value
        assert got == expected


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.fractions(min_value=-20, max_value=20, max_denominator=50))
def test_a_comparison_is_true_in_all_of_its_region(
    a: Fraction, b: Fraction, c: Fraction, sample: Fraction, probe: Fraction
) -> None:
    region = Region(sample, Fraction(-20), Fraction(20))
    t = unknown(region)
    assume(b or c)
    try:
        answer = t * t * c + t * b + a > 0
    except NotLinear:
        assert c and b * b - 4 * a * c > 0  # it crosses zero, and not at a fraction
        return
    if region.low < probe < region.high:
        assert answer == (c * probe * probe + b * probe + a > 0)


def test_what_has_no_answer_says_so() -> None:
    region = Region(Fraction(1), Fraction(0), Fraction(9))
    t = unknown(region)
    with pytest.raises(NotLinear, match="no fraction"):
        bool(t * t > 2)
    with pytest.raises(NotLinear, match="more than twice"):
        bool(t * t * t > 2)
    with pytest.raises(NotLinear, match="looked up"):
        hash(t)
    with pytest.raises(NotLinear, match="whole parts"):
        divmod(t, 2)
    assert t - t == 0 and not isinstance(t - t, Function)
    assert (t * 4 + 2).linear == (2, 4)
