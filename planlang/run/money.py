"""Exact numbers as text for people: ``1,234.50``."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.decimals import grouped, places


def amount_text(value: Fraction | int, digits: int = 0) -> str:
    """A number with thousands separated and at least so many decimals; a fraction where decimals never end."""
    needed = places(value)
    if needed is None:
        return f"{value.numerator:,}/{value.denominator:,}"
    return grouped(value, max(needed, digits))
