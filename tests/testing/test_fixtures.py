"""Fixture directories are compared cell by cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.run.pay import pay
from planlang.testing.fixtures import BadFixture, compare, fixture, is_fixture
from planlang.testing.outcome import Difference
from tests.run.small import data, graph

HEADER = "participant,period,component,amount\n"
RIGHT = "bo,2025-Q2,Base,100.00\nana,2025-Q1,Base,50.000\n"


def directory(place: Path, expected: dict[str, str]) -> Path:
    (place / "data").mkdir()
    (place / "expected").mkdir()
    (place / "small.plan").write_text("plan")
    for name, text in expected.items():
        (place / "expected" / name).write_text(text)
    return place


def differences(place: Path, expected: dict[str, str]) -> list[Difference]:
    deals = (("d1", "ana", "Won", "2025-01-10", "1000.00"), ("d4", "bo", "Won", "2025-04-01", "2000.00"),
             ("d3", "ana", "Lost", "2025-02-11", "500.00"))  # fmt: skip
    return compare(fixture(directory(place, expected)), pay(graph(), data(*deals)))[1]


def test_order_zeros_and_trailing_zeros_do_not_matter(tmp_path: Path) -> None:
    assert differences(tmp_path, {"payouts.csv": HEADER + RIGHT}) == []


def test_a_cell_that_differs_by_a_cent(tmp_path: Path) -> None:
    (one,) = differences(tmp_path, {"payouts.csv": HEADER + RIGHT.replace("50.000", "50.01")})
    assert (one.what, one.expected, one.actual, one.difference) == (
        "payouts: ana, 2025-Q1, Base",
        "50.01",
        "50",
        "-0.01",
    )
    assert "--participant ana --period 2025-Q1 --component Base" in one.why


def test_rows_that_are_missing_or_too_many(tmp_path: Path) -> None:
    wrong = differences(tmp_path, {"payouts.csv": HEADER + "ana,2025-Q1,Base,50\ncy,2025-Q1,Base,1.00\n"})
    assert [(one.what, one.expected, one.actual) for one in wrong] == [
        ("payouts: cy, 2025-Q1, Base", "1.00", "nothing"),
        ("payouts: bo, 2025-Q2, Base", "nothing", "100"),
    ]


def test_other_tables_and_columns_left_out(tmp_path: Path) -> None:
    expected = {
        "payouts.csv": HEADER + RIGHT,
        "lines.csv": "component,line,key,amount\nBase,amount,d4,100\nBase,amount,d1,50\n",
        "credits.csv": "credit,key,participant\nBookings,d1,ana\nBookings,d4,bo\n",
        "uncredited.csv": "data,key\ndeals,d3\n",
    }
    assert differences(tmp_path, expected) == []


def test_a_reason_that_differs(tmp_path: Path) -> None:
    (one,) = differences(tmp_path, {"uncredited.csv": "data,key,reason\ndeals,d3,lost\n"})
    assert one.expected == "lost" and "deal.stage is Lost" in one.actual


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("payments.csv", HEADER, "is not one of payouts.csv"),
        ("payouts.csv", "", "is empty"),
        ("payouts.csv", "participant,amonut\n", "no column `amonut`; did you mean `amount`?"),
        ("payouts.csv", "participant,amount\na\n", "1 cells where the header has 2"),
        ("payouts.csv", "amount\n1\n", "none of the columns"),
    ],
)
def test_what_is_no_fixture(tmp_path: Path, name: str, text: str, says: str) -> None:
    with pytest.raises(BadFixture) as bad:
        differences(tmp_path, {name: text})
    assert says in str(bad.value)


def test_several_plans_need_one_of_the_directorys_name(tmp_path: Path) -> None:
    place = tmp_path / "small"
    place.mkdir()
    directory(place, {"payouts.csv": HEADER})
    (place / "other.plan").write_text("plan")
    assert is_fixture(place) and fixture(place).plan.name == "small.plan"
    (place / "small.plan").unlink()
    (place / "third.plan").write_text("plan")
    with pytest.raises(BadFixture, match=r"2 \.plan files"):
        fixture(place)
