"""Findings as commands of a GitHub workflow, which shows them beside the lines of a change.

The form: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterable

from planlang.diagnostics.catalogue import head
from planlang.diagnostics.cells import clean
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.order import in_order, severity
from planlang.diagnostics.place import NOWHERE, Span

_WORDS = {"error": "error", "warning": "warning", "note": "notice"}


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """A command for each finding, in their order; the empty text for none."""
    return "".join(_command(diagnostic) + "\n" for diagnostic in in_order(diagnostics))


def _command(diagnostic: Diagnostic) -> str:
    rule, place = head(diagnostic.rule), diagnostic.primary
    where: dict[str, object] = {}
    if isinstance(place, Span) and place != NOWHERE:
        where = {
            "file": place.file,
            "line": place.line,
            "endLine": place.end_line,
            "col": place.column,
            "endColumn": place.end_column,
        }
    elif place is not None and place != NOWHERE and not isinstance(place, Span):
        where = {"file": place.file, "line": place.row or 1}
    where["title"] = f"{rule.code} {rule.name}"
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in where.items())
    said = [diagnostic.message, *([diagnostic.consequence] if diagnostic.consequence else [])]
    for repair in diagnostic.repairs:
        said += [f"- {repair.text}".rstrip(), *((repair.example or "").splitlines())]
    return f"::{_WORDS[severity(diagnostic)]} {properties}::{_data(said)}"


def _data(lines: list[str]) -> str:
    """The text of a command: its line ends are escaped, and so is the sign that escapes."""
    return "%0A".join(clean(line).replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return clean(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
