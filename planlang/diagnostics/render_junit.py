"""Findings as JUnit's XML, which build servers show: a case for each plan, failed where it has an error.

There is no standard; this keeps to what Jenkins and GitLab read: https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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
    return suites(
        "planlang", {"planlang check": [case_row(name, "planlang check", found) for name, found in by_file.items()]}
    )


def suites(name: str, rows: Mapping[str, Sequence[str]]) -> str:
    """A document of suites by name, each with the rows of its cases."""
    inner = "".join(
        f"<testsuite name={attribute(suite)} {_counts(cases)}>\n{''.join(cases)}</testsuite>\n"
        for suite, cases in rows.items()
    )
    every = [case for cases in rows.values() for case in cases]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites name={attribute(name)} {_counts(every)}>\n{inner}</testsuites>\n"
    )


def _counts(cases: Sequence[str]) -> str:
    words = (("failures", "<failure "), ("errors", "<error "), ("skipped", "<skipped "))
    counted = " ".join(f'{word}="{sum(mark in case for case in cases)}"' for word, mark in words)
    return f'tests="{len(cases)}" {counted}'


def case_row(name: str, group: str, found: Sequence[Diagnostic]) -> str:
    """One case: failed by its errors; its warnings and notes are what it printed."""
    errors = [d for d in found if severity(d) == "error"]
    others = [d for d in found if severity(d) != "error"]
    parts = []
    if errors:
        message = errors[0].message if len(errors) == 1 else f"{len(errors)} errors"
        parts.append(f"<failure message={attribute(message)}>{text(render_line(errors))}</failure>\n")
    if others:
        parts.append(f"<system-out>{text(render_line(others))}</system-out>\n")
    opening = f"<testcase name={attribute(name)} classname={attribute(group)}"
    return f"{opening}/>\n" if not parts else f"{opening}>\n{''.join(parts)}</testcase>\n"


def text(said: str) -> str:
    """As text of an element."""
    return escape(_NOT_XML.sub("\ufffd", said))


def attribute(said: str) -> str:
    """As the value of an attribute, in its quotation marks."""
    return quoteattr(_NOT_XML.sub("\ufffd", said))
