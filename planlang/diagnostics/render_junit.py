"""Findings as JUnit's XML, which build servers show: a case for each plan, failed where it has an error.

There is no standard; this keeps to what Jenkins and GitLab read: https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.order import in_order, severity
from planlang.diagnostics.render_line import render_line

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(diagnostics: Iterable[Diagnostic], names: Sequence[str]) -> str:
    """One suite; ``names`` are all files that were checked, those without findings too."""
    by_file: dict[str, list[Diagnostic]] = {name: [] for name in names}
    for diagnostic in in_order(diagnostics):
        place = diagnostic.primary
        by_file.setdefault(names[0] if place is None and names else "" if place is None else place.file, []).append(
            diagnostic
        )
    failures = sum(any(severity(d) == "error" for d in found) for found in by_file.values())
    rows = [case_row(name, "planlang check", found) for name, found in by_file.items()]
    counts = f'tests="{len(by_file)}" failures="{failures}" errors="0" skipped="0"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="planlang" {counts}>\n<testsuite name="planlang check" {counts}>\n'
        + "".join(rows)
        + "</testsuite>\n</testsuites>\n"
    )


def case_row(name: str, group: str, found: Sequence[Diagnostic]) -> str:
    """One case: failed by its errors; its warnings and notes are what it printed."""
    errors = [d for d in found if severity(d) == "error"]
    others = [d for d in found if severity(d) != "error"]
    parts = []
    if errors:
        message = errors[0].message if len(errors) == 1 else f"{len(errors)} errors"
        parts.append(f"<failure message={_attribute(message)}>{_text(render_line(errors))}</failure>\n")
    if others:
        parts.append(f"<system-out>{_text(render_line(others))}</system-out>\n")
    opening = f"<testcase name={_attribute(name)} classname={_attribute(group)}"
    return f"{opening}/>\n" if not parts else f"{opening}>\n{''.join(parts)}</testcase>\n"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))
