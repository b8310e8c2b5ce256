"""Findings that were there already: a file that remembers warnings and notes, so that only new ones are shown.

A finding is remembered by its rule, its file and the text of the line where it stands, not by the line's number:
lines move. Two alike are remembered twice. Errors are never remembered, because nobody can be paid before they are settled.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.order import in_order, severity
from planlang.diagnostics.place import Span

FORMAT = "planlang/baseline/1"
Key = tuple[str, str, str]


class BadBaseline(ValueError):
    """The text is no baseline; says why."""


def write_baseline(found: Iterable[Diagnostic], sources: Mapping[str, str]) -> str:
    """The baseline of these findings."""
    keys = sorted(Counter(_key(d, sources) for d in found if severity(d) != "error").items())
    rows = [{"rule": rule, "file": file, "line": line, "count": count} for (rule, file, line), count in keys]
    return json.dumps({"format": FORMAT, "findings": rows}, indent=2, ensure_ascii=False) + "\n"


def read_baseline(text: str) -> Counter[Key]:
    """How often each finding is remembered. Raises ``BadBaseline``."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadBaseline(f"it is not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BadBaseline(f"its format is not {FORMAT}")
    known: Counter[Key] = Counter()
    for row in data.get("findings", ()):
        known[_row(row)] += row["count"]
    return known


def _row(row: Any) -> Key:
    if isinstance(row, dict) and isinstance(row.get("count"), int) and row["count"] > 0:
        key = (row.get("rule"), row.get("file"), row.get("line"))
        if all(isinstance(part, str) for part in key):
            return str(key[0]), str(key[1]), str(key[2])
    raise BadBaseline(f"this is no finding: {json.dumps(row)[:80]}")


def new_ones(
    found: Iterable[Diagnostic], sources: Mapping[str, str], known: Counter[Key]
) -> tuple[tuple[Diagnostic, ...], int, int]:
    """The findings that are not remembered, how many are, and how many remembered ones are no longer there."""
    left = Counter(known)
    stay: list[Diagnostic] = []
    for diagnostic in in_order(found):
        key = _key(diagnostic, sources)
        if severity(diagnostic) != "error" and left[key] > 0:
            left[key] -= 1
        else:
            stay.append(diagnostic)
    gone = sum(left.values())
    return tuple(stay), sum(known.values()) - gone, gone


def _key(diagnostic: Diagnostic, sources: Mapping[str, str]) -> Key:
    place = diagnostic.primary
    if not isinstance(place, Span) or place.file not in sources:
        return diagnostic.rule, "" if place is None else place.file, ""
    lines = sources[place.file].splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    return diagnostic.rule, place.file, " ".join(line.split())
