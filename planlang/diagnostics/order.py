"""In which order findings are shown, and how they are counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import Span


def severity(diagnostic: Diagnostic) -> Literal["error", "warning", "note"]:
    """How grave a finding is: as the project has chosen, or else as its rule's page says."""
    from planlang.diagnostics.catalogue import head  # only where there is a finding: most checks find nothing

    return diagnostic.severity or head(diagnostic.rule).severity


_ENDINGS = {"error": "errors", "warning": "warnings", "note": "notes"}


def _key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str, str, str]:
    place = diagnostic.primary
    if place is None:
        where = ("", 0, 0, "")
    elif isinstance(place, Span):
        where = (place.file, place.start, place.end, "")
    else:
        where = (place.file, place.row or 0, 0, place.column or "")
    from planlang.diagnostics.catalogue import head

    return (*where, head(diagnostic.rule).code, diagnostic.rule, diagnostic.message)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file, position, code: the same findings always come out in the same order."""
    return tuple(sorted(diagnostics, key=_key))


def counts(diagnostics: Iterable[Diagnostic]) -> dict[str, int]:
    """How many errors, warnings and notes there are, in this order, zeros included."""
    found = dict.fromkeys(_ENDINGS, 0)
    for diagnostic in diagnostics:
        found[severity(diagnostic)] += 1
    return found


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any finding is an error, so that nothing may be paid."""
    return any(severity(d) == "error" for d in diagnostics)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """``2 errors, 1 warning``; empty when there is nothing to count."""
    return ", ".join(
        f"{number:,} {name if number == 1 else _ENDINGS[name]}"
        for name, number in counts(diagnostics).items()
        if number
    )
