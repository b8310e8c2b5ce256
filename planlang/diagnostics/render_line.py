"""Findings one a line, as editors and CI logs read them: ``path:line:col: error P301 name: message``."""

from __future__ import annotations

from collections.abc import Iterable

from planlang.diagnostics.catalogue import head
from planlang.diagnostics.cells import clean
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.order import in_order, severity
from planlang.diagnostics.place import NOWHERE, Span


def render_line(diagnostics: Iterable[Diagnostic]) -> str:
    """Every finding on a line of its own, in their order; the empty text for none.

    In a data file the row stands for the line, and the column's name and value end the message.
    """
    return "".join(_line(diagnostic) + "\n" for diagnostic in in_order(diagnostics))


def _line(diagnostic: Diagnostic) -> str:
    rule = head(diagnostic.rule)
    place, message = diagnostic.primary, diagnostic.message
    said = f"{severity(diagnostic)} {rule.code} {rule.name}: {message}{_for_example(diagnostic)}"
    if place is None or place == NOWHERE:
        return clean(said)
    if isinstance(place, Span):
        return clean(f"{place.file}:{place.line}:{place.column}: {said}")
    if place.key is not None:
        said += f' (row "{place.key}")'
    if place.column is not None:
        value = "" if place.value is None else f': "{place.value}"'
        said += f" (column {place.column}{value})"
    return clean(f"{place.file}:{place.row or 1}:1: {said}")


def _for_example(diagnostic: Diagnostic) -> str:
    """What the readings of an open question pay on its case: the first amount of each."""
    witness = diagnostic.witness
    if witness is None:
        return ""
    if len(witness.readings) == 1:
        return f"; for example, {' and '.join(witness.readings[0].expects)}"
    said = list(dict.fromkeys(r.expects[0] if r.expects else "the run stops" for r in witness.readings))
    first, _, _ = said[0].partition(" is ")
    said[1:] = [one.removeprefix(f"{first} is ") for one in said[1:]]
    apart = f" ({witness.apart} apart)" if witness.apart is not None else ""
    return f"; for example, {' or '.join(said)}{apart}"
