"""Findings as SARIF 2.1.0, which code-review sites and editors read.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from planlang.diagnostics.catalogue import Severity, head
from planlang.diagnostics.model import Diagnostic, Label
from planlang.diagnostics.order import in_order, severity
from planlang.diagnostics.place import NOWHERE, Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render_sarif(diagnostics: Iterable[Diagnostic], version: str) -> str:
    """All findings as one run of planlang ``version``."""
    found = in_order(diagnostics)
    names = sorted({diagnostic.rule for diagnostic in found})
    rules = [_rule(name) for name in names]
    results = [_result(diagnostic, names.index(diagnostic.rule)) for diagnostic in found]
    driver = {"name": "planlang", "semanticVersion": version, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=True) + "\n"


def _rule(name: str) -> dict[str, Any]:
    known = head(name)
    return {
        "id": known.code,
        "name": known.name,
        "shortDescription": {"text": known.title},
        "help": {"text": f"planlang rule {known.name}"},
        "defaultConfiguration": {"level": known.severity},
    }


def _result(diagnostic: Diagnostic, number: int) -> dict[str, Any]:
    level: Severity = severity(diagnostic)
    primary = diagnostic.primary_label
    others = [label for label in diagnostic.labels if label is not primary]
    result: dict[str, Any] = {
        "ruleId": head(diagnostic.rule).code,
        "ruleIndex": number,
        "level": level,
        "message": {"text": _words(diagnostic)},
    }
    if primary is not None and primary.place != NOWHERE:
        result["locations"] = [_location(primary)]
    if some := [_location(label, number) for number, label in enumerate(others) if label.place != NOWHERE]:
        result["relatedLocations"] = some
    return result


def _words(diagnostic: Diagnostic) -> str:
    lines = [diagnostic.message]
    if diagnostic.consequence:
        lines.append(diagnostic.consequence)
    for repair in diagnostic.repairs:
        lines.append(repair.text if repair.example is None else f"{repair.text} {repair.example}")
    lines.extend(diagnostic.notes)
    return "\n".join(lines)


def _location(label: Label, number: int | None = None) -> dict[str, Any]:
    place = label.place
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file.replace("\\", "/"), safe="/:.-_~")}}
    if isinstance(place, Span):
        physical["region"] = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
    elif place.row is not None:
        physical["region"] = {"startLine": place.row}
    location: dict[str, Any] = {"physicalLocation": physical}
    if number is not None:
        location["id"] = number
    if label.text:
        location["message"] = {"text": label.text}
    return location
