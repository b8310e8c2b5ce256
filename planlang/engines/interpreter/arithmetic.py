"""Rounding: the one place where the interpreter divides.

Everything else is ``+``, ``-``, ``*`` and comparisons on numerators, so an analysis may run the same interpreter on
numbers of its own (those that depend on an unknown) by giving it another ``Arithmetic``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Union

from planlang.core.graph import Const, Mode

Divisor = Union[int, list[int]]
"""What numerators stand over: one number for all rows, or one for each. Always positive."""


class Arithmetic:
    """Exact rounding of integers over integers; a subclass may round numbers of another sort."""

    def rounded(self, items: list[Any], divisor: Divisor, mode: Mode) -> list[Any]:
        """``items / divisor``, each to a whole number by ``mode`` (``exact``: the items are multiples)."""
        if isinstance(divisor, int):
            if divisor == 1:
                return items
            return _FIXED[mode](items, divisor)
        if mode == "half-even":  # nearly every plan's
            return [  # nothing is nothing, without a division: a tier that a credit doesn't reach has none of it
                0 if n == 0 else k - 1 if (k := (t := 2 * n + m) // (d := 2 * m)) & 1 and t == k * d else k
                for n, m in zip(items, divisor)
            ]
        return list(map(_ONE[mode], items, divisor))

    def to_unit(self, items: list[Any], divisor: Divisor, mode: Mode, unit: Const) -> list[Any]:
        """The same, where what is rounded counts multiples of a unit: an analysis treats a cent and a step otherwise."""
        return self.rounded(items, divisor, mode)

    def inexact(self, items: list[Any], divisor: Divisor) -> list[int]:
        """The positions whose quotient isn't whole."""
        if isinstance(divisor, int):
            return [i for i, n in enumerate(items) if n % divisor]
        return [i for i, (n, m) in enumerate(zip(items, divisor)) if n % m]

    def over(self, items: list[Any], below: list[Any]) -> tuple[list[Any], int | list[Any]]:
        """``items / below``, numerators and what they stand over: nothing is divided before a rounding."""
        return items, below


EXACT = Arithmetic()


# --- one number: n over m > 0. -(-n // m) is the quotient rounded up, as // rounds down for either sign. ---


def _half_even(n: int, m: int) -> int:
    whole, twice = (2 * n + m) // (2 * m), 2 * m
    return whole - 1 if whole & 1 and (2 * n + m) % twice == 0 else whole


def _half_up(n: int, m: int) -> int:
    return (2 * n + m) // (2 * m)


def _half_down(n: int, m: int) -> int:
    return -((m - 2 * n) // (2 * m))


def _half_away(n: int, m: int) -> int:
    return _half_up(n, m) if n >= 0 else _half_down(n, m)


def _half_toward(n: int, m: int) -> int:
    return _half_down(n, m) if n >= 0 else _half_up(n, m)


def _floor(n: int, m: int) -> int:
    return n // m


def _ceiling(n: int, m: int) -> int:
    return -(-n // m)


def _cut(n: int, m: int) -> int:
    return n // m if n >= 0 else -(-n // m)


def _raised(n: int, m: int) -> int:
    return -(-n // m) if n >= 0 else n // m


def whole_of(value: Fraction, mode: Mode) -> int:
    """One number to a whole one."""
    return _ONE[mode](value.numerator, value.denominator)


_ONE: dict[Mode, Callable[[int, int], int]] = {
    "half-even": _half_even, "half-away": _half_away, "half-toward": _half_toward, "half-up": _half_up,
    "half-down": _half_down, "cut": _cut, "raised": _raised, "ceiling": _ceiling, "floor": _floor, "exact": _floor,
}  # fmt: skip


# --- a column over one divisor m > 1. With m odd no quotient is a half, so every half-mode is the nearest. ---


def _nearest(items: list[int], m: int) -> list[int]:
    half = m // 2
    return [(n + half) // m for n in items]


def _halves_even(items: list[int], m: int) -> list[int]:
    half = m // 2
    if m & 1:
        return _nearest(items, m)
    # The half that // rounds up to an odd number goes back down.
    return [k - 1 if (k := (n + half) // m) & 1 and n + half == k * m else k for n in items]


def _halves_up(items: list[int], m: int) -> list[int]:
    return _nearest(items, m)


def _halves_down(items: list[int], m: int) -> list[int]:
    half = m // 2
    return [-((half - n) // m) for n in items]


def _halves_away(items: list[int], m: int) -> list[int]:
    half = m // 2
    return [(n + half) // m if n >= 0 else -((half - n) // m) for n in items]


def _halves_toward(items: list[int], m: int) -> list[int]:
    half = m // 2
    return [-((half - n) // m) if n >= 0 else (n + half) // m for n in items]


def _floors(items: list[int], m: int) -> list[int]:
    return [n // m for n in items]


def _ceilings(items: list[int], m: int) -> list[int]:
    return [-(-n // m) for n in items]


def _cuts(items: list[int], m: int) -> list[int]:
    return [n // m if n >= 0 else -(-n // m) for n in items]


def _raises(items: list[int], m: int) -> list[int]:
    return [-(-n // m) if n >= 0 else n // m for n in items]


_FIXED: dict[Mode, Callable[[list[int], int], list[int]]] = {
    "half-even": _halves_even, "half-away": _halves_away, "half-toward": _halves_toward, "half-up": _halves_up,
    "half-down": _halves_down, "cut": _cuts, "raised": _raises, "ceiling": _ceilings, "floor": _floors,
    "exact": _floors,
}  # fmt: skip
