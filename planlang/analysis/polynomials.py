"""Polynomials with exact coefficients: the constant first, the last one not 0; the empty tuple is 0."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Polynomial = tuple[Fraction, ...]


def _trimmed(coefficients: list[Fraction]) -> Polynomial:
    while coefficients and not coefficients[-1]:
        coefficients.pop()
    return tuple(coefficients)


def plus(p: Polynomial, q: Polynomial) -> Polynomial:
    """``p + q``."""
    longer, shorter = (p, q) if len(p) >= len(q) else (q, p)
    return _trimmed([c + shorter[n] if n < len(shorter) else c for n, c in enumerate(longer)])


def times(p: Polynomial, q: Polynomial) -> Polynomial:
    """``p * q``."""
    if len(p) == 1 and p[0] == 1:
        return q
    if len(q) == 1 and q[0] == 1:
        return p
    out = [Fraction(0)] * max(len(p) + len(q) - 1, 0)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            out[i + j] += a * b
    return _trimmed(out)


def divided(p: Polynomial, q: Polynomial) -> tuple[Polynomial, Polynomial]:
    """``p / q`` without what both have in common; the lower one begins with 1 times the highest power."""
    common = _greatest(p, q)
    if len(common) > 1:
        p, q = _whole(p, common), _whole(q, common)
    lead = q[-1]
    return (p, q) if lead == 1 else (tuple(c / lead for c in p), tuple(c / lead for c in q))


def _greatest(p: Polynomial, q: Polynomial) -> Polynomial:
    while q:
        p, q = q, _rest(p, q)[1]
    return p


def _whole(p: Polynomial, q: Polynomial) -> Polynomial:
    return _rest(p, q)[0]


def _rest(p: Polynomial, q: Polynomial) -> tuple[Polynomial, Polynomial]:
    """``(whole, rest)`` with ``p = whole * q + rest``."""
    rest = list(p)
    whole = [Fraction(0)] * max(len(p) - len(q) + 1, 0)
    for n in range(len(whole) - 1, -1, -1):
        factor = whole[n] = rest[n + len(q) - 1] / q[-1]
        if factor:
            for i, c in enumerate(q):
                rest[n + i] -= factor * c
    return _trimmed(whole), _trimmed(rest[: len(q) - 1])


def quotient(top: Any, bottom: Any) -> Any:
    """``top / bottom`` of plain numbers or others, exactly."""
    if isinstance(top, int) and isinstance(bottom, int):
        return Fraction(top, bottom)
    return top / bottom
