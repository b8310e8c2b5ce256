"""Regions: what boxes cover and leave out, against brute force over a small domain."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.core.regions import Box, Names, Set, Spans, holds, meet, some_value, span, subtract, uncovered

MEMBERS = ("New", "Renewal", "Upsell")
NUMBERS = [n / 2 for n in range(-1, 10)]  # bounds are whole, points between them too
POINTS: list[dict[str, Any]] = [
    {"product": member, "amount": number, "seats": seats}
    for member, number, seats in itertools.product(MEMBERS, NUMBERS, range(-1, 5))
]

names = st.frozensets(st.sampled_from(MEMBERS)).map(Names)
bounds = st.tuples(
    st.one_of(st.none(), st.integers(0, 4)), st.booleans(), st.one_of(st.none(), st.integers(0, 4)), st.booleans()
)


def _spans(whole: bool) -> st.SearchStrategy[Spans]:
    return bounds.map(lambda b: span(*b, whole=whole))


boxes: st.SearchStrategy[Box] = st.fixed_dictionaries(
    {}, optional={"product": names, "amount": _spans(False), "seats": _spans(True)}
)


@settings(max_examples=300)
@given(boxes, st.lists(boxes, max_size=4))
def test_what_is_left_is_what_brute_force_leaves(box: Box, others: list[Box]) -> None:
    left = uncovered([box], others)
    for point in POINTS:
        inside = holds(box, point) and not any(holds(other, point) for other in others)
        assert sum(holds(piece, point) for piece in left) == inside, "the pieces are apart, and are what is left"


@settings(max_examples=300)
@given(boxes, boxes)
def test_boxes_meet_where_points_are_in_both(a: Box, b: Box) -> None:
    both = meet(a, b)
    for point in POINTS:
        assert (both is not None and holds(both, point)) == (holds(a, point) and holds(b, point))


@given(st.one_of(names, _spans(False), _spans(True)))
def test_some_value_is_in_it(allowed: Set) -> None:
    if not allowed.empty:
        assert holds({"x": allowed}, {"x": some_value(allowed)})


def test_texts_have_no_end() -> None:
    anything_else = Names(frozenset({"a"}), True)
    assert subtract({}, {"name": Names(frozenset({"a"}))}) == [{"name": anything_else}]
    assert uncovered([{"name": anything_else}], [{"name": Names(frozenset({"b", "c"}))}])
    assert not uncovered([{"name": Names(frozenset({"b"}))}], [{"name": anything_else}])


def test_who_owns_a_boundary_is_exact() -> None:
    below, above = span(None, True, 5, False), span(5, False, None, True)
    assert uncovered([{}], [{"x": below}, {"x": above}]) == [{"x": span(5, True, 5, True)}]
    assert not uncovered([{}], [{"x": below}, {"x": span(5, True, None, True)}])
    assert not uncovered(
        [{}], [{"x": span(None, True, 3, True, whole=True)}, {"x": span(4, True, None, True, whole=True)}]
    )
    assert uncovered([{}], [{"x": span(None, True, 3, True)}, {"x": span(4, True, None, True)}])
