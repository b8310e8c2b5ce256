"""A year in an example has no commas, wherever the data says that a column has years."""

from __future__ import annotations

from planlang.syntax.formatting.api import format_text

PLAN = """plan P "p" {
    data people, each row a person {
        id:    text, key
        since: year
        units: count
    }

    example "e" {
        given person | since | units
            ana      | 2025  | 2025
        expect B for ana in 2025 is 1 USD
    }
}
"""


def test_years_have_no_commas_and_counts_do() -> None:
    text = format_text(PLAN, "p.plan").text
    assert text is not None
    assert "ana      | 2025  | 2,025\n" in text
    assert format_text(text, "p.plan").text == text
