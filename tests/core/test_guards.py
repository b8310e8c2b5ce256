"""Pairs of guarded rules: the region algebra, z3 and brute force agree on where both hold, and where neither does.

A guard is drawn as it would be written, and each of the three reads that for itself. Bounds are whole numbers, and brute force looks at
them, beside them and between them, so that over this domain it misses nothing that the others could see on all numbers.
"""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.core.regions import Box, Names, holds, meet, some_value, span, uncovered
from planlang.slotted import frozen

PRODUCTS = ("New", "Renewal", "Upsell")
FULL: Box = {"product": Names(frozenset(PRODUCTS))}
POINTS: list[dict[str, Any]] = [
    {"product": product, "amount": half / 2, "seats": seats}
    for product, half, seats in itertools.product(PRODUCTS, range(-1, 10), range(-1, 6))
]
Z3 = importlib.util.find_spec("z3") is not None


@frozen
class Bounds:
    """``amount from 1 below 3``: from ``low`` to ``high``, each with whether it is in; ``None`` is an open side."""

    low: int | None
    low_in: bool
    high: int | None
    high_in: bool

    def allow(self, value: Any) -> list[Any]:
        """The comparisons that must hold of a number, or of a z3 expression."""
        found = []
        if self.low is not None:
            found.append(value >= self.low if self.low_in else value > self.low)
        if self.high is not None:
            found.append(value <= self.high if self.high_in else value < self.high)
        return found


@frozen
class Clause:
    """Conditions joined by `and`; ``None`` where a column is not spoken of."""

    products: frozenset[str] | None
    amount: Bounds | None
    seats: Bounds | None

    def box(self) -> Box | None:
        """As the region algebra has it; ``None`` if nothing is in it."""
        made: dict[str, Any] = {}
        if self.products is not None:
            made["product"] = Names(self.products)
        for name, bounds, whole in (("amount", self.amount, False), ("seats", self.seats, True)):
            if bounds is not None:
                made[name] = span(bounds.low, bounds.low_in, bounds.high, bounds.high_in, whole=whole)
        return None if any(allowed.empty for allowed in made.values()) else made

    def true(self, point: dict[str, Any]) -> bool:
        """As brute force has it."""
        tests = [*(self.amount.allow(point["amount"]) if self.amount else ())]
        tests += self.seats.allow(point["seats"]) if self.seats else []
        return all(tests) and (self.products is None or point["product"] in self.products)


Guard = tuple[Clause, ...]
"""Clauses joined by `or`."""

bounds = st.builds(
    Bounds, st.none() | st.integers(0, 4), st.booleans(), st.none() | st.integers(0, 4), st.booleans()
)  # fmt: skip
clauses = st.builds(
    Clause, st.none() | st.frozensets(st.sampled_from(PRODUCTS)), st.none() | bounds, st.none() | bounds
)  # fmt: skip
guards: st.SearchStrategy[Guard] = st.lists(clauses, max_size=3).map(tuple)


def boxes(guard: Guard) -> list[Box]:
    return [box for clause in guard if (box := clause.box()) is not None]


def by_regions(a: Guard, b: Guard) -> tuple[bool, bool]:
    """Whether both hold somewhere, and whether neither does somewhere. What it finds is looked at, too."""
    both = [found for one in boxes(a) for other in boxes(b) if (found := meet(one, other)) is not None]
    neither = uncovered([FULL], [*boxes(a), *boxes(b)])
    for found, wanted in ((both, (True, True)), (neither, (False, False))):
        for box in found:
            point = {"product": PRODUCTS[0], "amount": 0, "seats": 0, **{name: some_value(box[name]) for name in box}}
            assert holds(box, point)
            assert tuple(any(clause.true(point) for clause in guard) for guard in (a, b)) == wanted
    return bool(both), bool(neither)


def by_points(a: Guard, b: Guard) -> tuple[bool, bool]:
    """The same over the small domain."""
    found = {(any(c.true(point) for c in a), any(c.true(point) for c in b)) for point in POINTS}
    return (True, True) in found, (False, False) in found


def solver() -> Callable[[Guard, Guard], tuple[bool, bool]]:
    """The same by z3, over all numbers."""
    z3 = pytest.importorskip("z3")
    product, amount, seats = z3.Int("product"), z3.Real("amount"), z3.Int("seats")
    members = z3.And(product >= 0, product < len(PRODUCTS))

    def clause(one: Clause) -> Any:
        parts = [*(one.amount.allow(amount) if one.amount else ()), *(one.seats.allow(seats) if one.seats else ())]
        if one.products is not None:
            parts.append(z3.Or([product == PRODUCTS.index(name) for name in sorted(one.products)]))
        return z3.And(parts)

    def some(*formulas: Any) -> bool:
        asked = z3.Solver()
        asked.add(members, *formulas)
        answer = asked.check()
        assert answer != z3.unknown
        return bool(answer == z3.sat)

    def ask(a: Guard, b: Guard) -> tuple[bool, bool]:
        one, other = (z3.Or([clause(c) for c in guard]) for guard in (a, b))
        return some(one, other), some(z3.Not(one), z3.Not(other))

    return ask


def agree(cases: int, ways: Sequence[Callable[[Guard, Guard], tuple[bool, bool]]]) -> None:
    @settings(max_examples=cases)
    @given(guards, guards)
    def run(a: Guard, b: Guard) -> None:
        first, *others = (way(a, b) for way in ways)
        assert all(other == first for other in others)

    run()


def test_overlaps_and_gaps_are_what_brute_force_finds() -> None:
    agree(300, (by_regions, by_points))


@pytest.mark.skipif(not Z3, reason="z3-solver is not installed: pip install 'planlang[z3]'")
def test_overlaps_and_gaps_are_what_z3_finds() -> None:
    agree(100, (by_regions, by_points, solver()))


@pytest.mark.slow
@pytest.mark.skipif(not Z3, reason="z3-solver is not installed: pip install 'planlang[z3]'")
def test_overlaps_and_gaps_in_ten_thousand_pairs() -> None:
    agree(10_000, (by_regions, by_points, solver()))


def test_the_comparison_sees_a_boundary_on_the_wrong_side() -> None:
    """``from 2`` beside ``through 2`` overlaps in one point, which an algebra of open ends would miss."""
    a = (Clause(None, Bounds(None, False, 2, True), None),)
    b = (Clause(None, Bounds(2, True, None, False), None),)
    assert by_regions(a, b) == by_points(a, b) == (True, False)
    apart = (Clause(None, Bounds(2, False, None, False), None),)
    assert by_regions(a, apart) == by_points(a, apart) == (False, False)
    below = (Clause(None, Bounds(None, False, 2, False), None),)
    assert by_regions(below, apart) == by_points(below, apart) == (False, True)
