"""Names in compiled queries: made here, never taken from a plan or a file, so nothing a user writes can be SQL."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 48
"""Longest name before its number; with it a name stays below the 63 bytes of PostgreSQL."""

_OTHER = re.compile(r"[^a-z0-9]+")


class Names:
    """Names that are different in the whole of a program."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._used = set(reserved)

    def new(self, hint: str) -> str:
        """A name that reads like ``hint``: lower-case letters, digits and ``_``; a number where it would be there twice."""
        plain = unicodedata.normalize("NFKD", hint).encode("ascii", "ignore").decode().lower()
        base = _OTHER.sub("_", plain).strip("_")[:LONGEST].rstrip("_") or "column"
        if not base[0].isalpha():
            base = f"c_{base}"
        name, number = base, 1
        while name in self._used:
            number += 1
            name = f"{base}_{number}"
        self._used.add(name)
        return name
