"""An amount that is cut where a table says is no more exact than the place of the cut, and is asked for a rounding then."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.compile import compile_text

FIVES = (Path(__file__).parent / "rounded_to_five.plan").read_text(encoding="utf-8")
RULE = """    measure Sold for each credit of Sales {
        start with  credit.amount
        rounded     each credit
    }

    commission Base for each credit of Sales {
        pay      Sold
        times    tiers by Sold, each slice at its own tier {
            below AT: 1x
            from AT : 2x
        }
    }

"""


def found(unit: str, at: str) -> list[str]:
    """What is asked of a plan that pays rounded amounts over tiers which meet at an amount."""
    start, end = FIVES.index("    commission Base"), FIVES.index("    payout")
    text = FIVES[:start] + RULE.replace("AT", at) + FIVES[end : FIVES.index("    example")] + "}\n"
    return [one.rule for one in compile_text(text.replace("nearest 5 USD", f"nearest {unit}"), "it.plan").diagnostics]


@pytest.mark.parametrize(("unit", "at"), [("5 USD", "10 USD"), ("1 USD", "7 USD"), ("0.05 USD", "10.50 USD")])
def test_cut_at_a_whole_number_of_units(unit: str, at: str) -> None:
    assert found(unit, at) == []


@pytest.mark.parametrize(("unit", "at"), [("5 USD", "7 USD"), ("1 USD", "10.50 USD"), ("0.05 USD", "10.52 USD")])
def test_cut_between_two_of_them(unit: str, at: str) -> None:
    assert found(unit, at) == ["rounding-open"]
