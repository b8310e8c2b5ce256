from __future__ import annotations

import difflib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.diagnostics.suggest import closest, closest_all, did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("regoin", ["region", "reason", "amount"], "region"),
        ("bookings", ["Bookings", "Booking"], "Bookings"),
        ("Bokings", ["Bookings", "Base"], "Bookings"),
        ("xyz", ["region", "amount"], None),
        ("region", [], None),
        ("", ["region"], None),
        ("region", ["region"], None),
        ("ammount", ["amount", "account"], "amount"),
    ],
)
def test_closest(word: str, candidates: list[str], expected: str | None) -> None:
    assert closest(word, candidates) == expected


def test_several_are_in_order_of_nearness_whatever_order_they_came_in() -> None:
    names = ["Attainments", "Attainment", "Attained"]
    assert closest_all("Atainment", names) == closest_all("Atainment", reversed(names))
    assert closest_all("Atainment", names)[0] == "Attainment"


def test_names_that_differ_in_case_only_are_both_offered() -> None:
    assert closest_all("base", ["BASE", "Base"]) == ("BASE", "Base")


def test_did_you_mean() -> None:
    assert did_you_mean("regoin", ["region"]) == "did you mean `region`?"
    assert did_you_mean("qqq", ["region"]) == ""


def test_a_huge_word_or_list_costs_no_time() -> None:
    start = time.process_time()
    assert closest("x" * 10_000_000, ["x"]) is None
    closest("name99999", (f"name{i}" for i in range(100_000)))
    assert time.process_time() - start < 10


@given(
    st.text("abcd", min_size=1, max_size=8),
    st.lists(st.text("abcd", max_size=8), max_size=40, unique=True),
    st.integers(1, 5),
)
def test_the_nearest_are_those_of_difflib(word: str, candidates: list[str], most: int) -> None:
    assert nearest(word, candidates, most) == difflib.get_close_matches(word, candidates, n=most)


def test_few_of_many_names_that_look_alike_are_compared_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    ratio = difflib.SequenceMatcher.ratio
    monkeypatch.setattr(difflib.SequenceMatcher, "ratio", lambda self: compared.append(self.a) or ratio(self))
    assert closest("preson-1234", [f"person-{number}" for number in range(4_000)]) == "person-1234"
    assert len(compared) < 1_000
