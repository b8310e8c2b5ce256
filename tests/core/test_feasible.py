"""Linear comparisons that can't hold together are found by exact elimination, and no others."""

from __future__ import annotations

import itertools
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from planlang.core.feasible import AtLeast, contradict

NAMES = ("a", "b", "c")
few = st.integers(-3, 3)
comparisons = st.lists(
    st.builds(
        lambda parts, number, strict: AtLeast(
            {name: Fraction(times) for name, times in zip(NAMES, parts, strict=True) if times}, Fraction(number), strict
        ),
        st.tuples(few, few, few), few, st.booleans(),
    ),
    max_size=6,
)  # fmt: skip
POINTS = [dict(zip(NAMES, values, strict=True)) for values in itertools.product(map(Fraction, range(-4, 5)), repeat=3)]


def _holds(one: AtLeast, point: dict[str, Fraction]) -> bool:
    total = one.number + sum(times * point[name] for name, times in one.parts.items())
    return total > 0 if one.strict else total >= 0


@given(comparisons)
def test_what_holds_somewhere_is_no_contradiction(some: list[AtLeast]) -> None:
    if any(all(_holds(one, point) for one in some) for point in POINTS):
        assert not contradict(some)


@given(comparisons.filter(bool), st.lists(st.integers(1, 3), min_size=6, max_size=6))
def test_what_adds_up_to_less_than_nothing_is_one(some: list[AtLeast], weights: list[int]) -> None:
    """Some comparisons, and one that says that their sum is below what they make of it."""
    parts = {name: sum((w * one.parts.get(name, 0) for w, one in zip(weights, some)), Fraction(0)) for name in NAMES}
    number = sum((w * one.number for w, one in zip(weights, some)), Fraction(0))
    against = AtLeast({name: -times for name, times in parts.items() if times}, -number, True)
    assert contradict([*some, against])


def test_the_ends_count() -> None:
    one, other = (
        AtLeast({"a": Fraction(1), "b": Fraction(-1)}, Fraction(0)),
        AtLeast({"a": Fraction(-1), "b": Fraction(1)}, Fraction(0)),
    )
    assert not contradict([one, other])
    assert contradict([one, other._replace(strict=True)])
