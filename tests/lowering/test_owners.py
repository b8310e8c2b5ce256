"""Whose rows a total is of: what could be two teams, or leads to none, is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.compile import compile_text

PLAN = (Path(__file__).parent / "stores.plan").read_text("utf-8")

SHIFTS = "total hours of the store's shifts in the month"


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        # A sale that names its store, and a seller who has one, too.
        ("        seller: participant\n", "        seller: participant\n        store:  store\n", "two-ways"),
        # Two stores of one person.
        ("        store: store, optional\n", "        store: store, optional\n        second: store, optional\n", "two-ways"),
        ("total of the district's Share in the month", "total of the region's Share in the month", "unknown-row-name"),
        (SHIFTS, "total hours of the participant's shifts in the month", "no-person-here"),
        ("measure District for each district each quarter = total of the district's Share in the quarter",
         "override District for each district each quarter {\n        pay  total of the district's Share in the quarter\n    }", "pays-nobody"),
        ("measure OfDistrict for each district each month = total of the district's Share in the month",
         "measure OfDistrict for each district each month = Share", "out-of-reach"),
        ("measure Again for each store each quarter = total of the store's Mine in the quarter",
         "measure Again for each store each quarter = Sales", "too-fine"),
    ],
)  # fmt: skip
def test_what_is_not_one_row(right: str, wrong: str, rule: str) -> None:
    assert right in PLAN
    found = compile_text(PLAN.replace(right, wrong), "it.plan")
    assert rule in [one.rule for one in found.diagnostics], found.diagnostics


def test_rows_that_are_told_apart_by_no_key() -> None:
    keyless = PLAN.replace(
        "        name: text, key\n        head: participant\n", "        name: text\n        head: participant\n"
    )
    assert keyless != PLAN
    found = compile_text(keyless, "it.plan")
    assert "no-key" in [one.rule for one in found.diagnostics]
