"""Findings for programs. The format is versioned and has a JSON Schema: ``schema/diagnostics-1.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planlang.diagnostics.catalogue import head
from planlang.diagnostics.model import Diagnostic, Repair
from planlang.diagnostics.order import counts, in_order, severity
from planlang.diagnostics.place import DataPlace, Span

if TYPE_CHECKING:
    from planlang.diagnostics.witness import Exposure, Witness

FORMAT = "planlang/diagnostics/1"
SCHEMA = Path(__file__).parent / "schema" / "diagnostics-1.json"


def render_json(diagnostics: Iterable[Diagnostic]) -> str:
    """The findings as JSON, all of them, in their order."""
    return json.dumps(to_data(diagnostics), indent=2, ensure_ascii=False).translate(_ESCAPES) + "\n"


def to_data(diagnostics: Iterable[Diagnostic]) -> dict[str, Any]:
    """The findings as plain dictionaries and lists."""
    found = in_order(diagnostics)
    return {
        "format": FORMAT,
        "counts": counts(found),
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in found],
    }


def findings_data(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """The findings alone, for documents that have some among other things."""
    return [_diagnostic(diagnostic) for diagnostic in in_order(diagnostics)]


# Half of a surrogate pair has no UTF-8; nothing else needs an escape that json did not write.
_ESCAPES = {code: f"\\u{code:04x}" for code in range(0xD800, 0xE000)}


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    rule = head(diagnostic.rule)
    primary = diagnostic.primary_label
    return {
        "rule": rule.name,
        "code": rule.code,
        "severity": severity(diagnostic),
        "title": rule.title,
        "message": diagnostic.message,
        "labels": [
            {"primary": label is primary, "text": label.text, "place": _place(label.place)}
            for label in diagnostic.labels
        ],
        "consequence": diagnostic.consequence,
        "repairs": [_repair(repair) for repair in diagnostic.repairs],
        "notes": list(diagnostic.notes),
        "case": None if diagnostic.witness is None else _case(diagnostic.witness),
        "exposure": None if diagnostic.exposure is None else _exposure(diagnostic.exposure),
    }


def _case(witness: Witness) -> dict[str, Any]:
    return {
        "given": "\n".join(witness.given),
        "apart": witness.apart,
        "settled": list(witness.settled),
        "readings": [
            {
                "text": reading.text,
                "answer": reading.answer,
                "refused": reading.refused,
                "paid": [
                    {
                        "component": paid.component,
                        "participant": paid.participant,
                        "period": paid.period,
                        "row": paid.row,
                        "amount": paid.amount,
                    }
                    for paid in reading.paid
                ],
                "expects": list(reading.expects),
                "example": reading.example,
            }
            for reading in witness.readings
        ],
    }


def _exposure(exposure: Exposure) -> dict[str, Any]:
    return {"data": exposure.data, "rows": exposure.rows, "people": exposure.people, "apart": exposure.apart}


def _repair(repair: Repair) -> dict[str, Any]:
    return {
        "text": repair.text,
        "example": repair.example,
        "edits": [{"place": _place(edit.place), "words": edit.words} for edit in repair.edits],
    }


def _place(place: Span | DataPlace) -> dict[str, Any]:
    if isinstance(place, Span):
        return {
            "kind": "plan",
            "file": place.file,
            "start": place.start,
            "end": place.end,
            "line": place.line,
            "column": place.column,
            "end_line": place.end_line,
            "end_column": place.end_column,
        }
    return {
        "kind": "data",
        "file": place.file,
        "row": place.row,
        "column": place.column,
        "value": place.value,
        **({} if place.key is None else {"key": place.key}),
    }
