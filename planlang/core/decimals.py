"""Exact numbers as decimal text.

Nothing here rounds: a value that has no such text is a ``ValueError``, because rounding happens only
where a plan says so.
"""

from __future__ import annotations

from fractions import Fraction


def places(value: Fraction | int) -> int | None:
    """How many decimals a value needs, or ``None`` if no number of them is enough (a third)."""
    rest = value.denominator
    twos = (rest & -rest).bit_length() - 1
    rest >>= twos
    fives = 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None


def terminates(value: Fraction | int) -> bool:
    """Whether a value can be written out as a decimal."""
    return places(value) is not None


def decimal_text(value: Fraction | int, digits: int | None = None) -> str:
    """The value as a plain decimal: exactly ``digits`` decimals, or as few as it needs.

    Never an exponent, never ``-0``. Raises ``ValueError`` where the value needs more decimals than that.
    """
    needed = places(value)
    if needed is None or (digits is not None and needed > digits):
        room = "as a decimal" if digits is None else f"with {digits} decimals"
        raise ValueError(f"{value} can't be written exactly {room}")
    shown = needed if digits is None else digits
    return scaled_text(value.numerator * 10**shown // value.denominator, shown)


def scaled_text(scaled: int, digits: int) -> str:
    """``scaled / 10**digits`` with that many decimals: cents as an amount."""
    if digits == 0:
        return str(scaled)
    text = str(abs(scaled)).rjust(digits + 1, "0")
    return f"{'-' if scaled < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def grouped(value: Fraction | int, digits: int | None = None) -> str:
    """The same for people: ``1,234.50``."""
    text = decimal_text(value, digits)
    sign = "-" if text.startswith("-") else ""
    whole, dot, decimals = text.removeprefix("-").partition(".")
    return f"{sign}{int(whole):,}{dot}{decimals}"
