"""Texts as parts of SQL: everything that comes from a plan or file passes through here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_UNSAFE = re.compile(r"[^a-z0-9]+").sub


def literal(text: str) -> str:
    """A text as an SQL literal."""
    parts = ["'" + part.replace("'", "''") + "'" for part in text.split("\0")]
    return parts[0] if len(parts) == 1 else "(" + " || chr(0) || ".join(parts) + ")"


def identifier(name: str) -> str:
    """A column's name in a file, quoted."""
    return '"' + name.replace('"', '""') + '"'


def one_of(expression: str, texts: Iterable[str]) -> str:
    """Whether an expression is one of some texts; ``NULL`` where it is."""
    listed = ", ".join(literal(text) for text in texts)
    return f"{expression} IN ({listed})" if listed else f"({expression} IS NULL AND NULL)"


def invented(prefix: str, number: int, name: str) -> str:
    """A bare name of ours that recalls ``name``: ``in_2_deals``."""
    return f"{prefix}_{number}_{_UNSAFE('_', name.lower())[:30]}".rstrip("_")


def balanced(parts: Sequence[str], sign: str, empty: str) -> str:
    """Parts joined by an operator in a tree that isn't deep, because engines limit how deep expressions are."""
    if len(parts) <= 16:
        return "(" + f" {sign} ".join(parts) + ")" if parts else empty
    half = len(parts) // 2
    return f"({balanced(parts[:half], sign, empty)} {sign} {balanced(parts[half:], sign, empty)})"
