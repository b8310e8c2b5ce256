"""Ranges hold whatever arithmetic makes of the numbers in them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from planlang.core.ranges import ANY, NOTHING, Range, exactly, hull, least

NUMBERS = st.integers(-6, 6).map(lambda n: Fraction(n, 2))


@st.composite
def ranges(draw: st.DrawFn) -> tuple[Range, Fraction]:
    """A range, and a number in it."""
    inside = draw(NUMBERS)
    low = draw(st.none() | NUMBERS.map(lambda n: inside - abs(n)))
    high = draw(st.none() | NUMBERS.map(lambda n: inside + abs(n)))
    return Range(low, high, inside != 0 and draw(st.booleans())), inside


def holds(found: Range, value: Fraction) -> bool:
    within = (found.low is None or found.low <= value) and (found.high is None or value <= found.high)
    return within and not (found.nonzero and value == 0)


@given(ranges(), ranges())
def test_arithmetic(one: tuple[Range, Fraction], other: tuple[Range, Fraction]) -> None:
    (a, x), (b, y) = one, other
    assert holds(a.plus(b), x + y) and holds(a.negated(), -x) and holds(a.times(b), x * y)
    assert holds(least((a, b)), min(x, y)) and holds(hull((a, b)), x) and holds(hull((a, b)), y)
    assert holds(a.step(Fraction(1)), Fraction(x // 1)) and holds(a.step(Fraction(1)), -Fraction(-x // 1))
    divided = a.over(b)  # there must be an answer for a divisor that is always 0, too
    assert y == 0 or holds(divided, x / y)


def test_an_open_side_stays_open_only_where_it_must() -> None:
    assert Range(Fraction(-5), None).times(Range(Fraction(2), Fraction(3))) == Range(Fraction(-15), None)
    assert ANY.times(NOTHING) == NOTHING
    assert exactly(1).over(NOTHING) == ANY
