"""An explanation as a canonical JSON document: everything, exact, with a digest. Its schema is ``schema/explanation-1.json``."""

from __future__ import annotations

import datetime
import hashlib
import json
from importlib import resources
from typing import Any

from planlang.core.calendar import FiscalCalendar
from planlang.core.graph import Unit
from planlang.core.values import Scalar
from planlang.core.weeks import WEEKDAYS
from planlang.diagnostics.place import Span
from planlang.explain.model import Explanation, FromData, FromForm, FromPlan, FromStep, Input, Margin, Origin, Step
from planlang.explain.numbers import exact, shown
from planlang.explain.words import formula, sentence

FORMAT = "planlang/explanation/1"
Json = dict[str, Any]


def text_digest(text: str) -> str:
    """The digest of a plan's text: SHA-256 of its UTF-8 bytes."""
    return _bytes_digest(_bytes(text))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _bytes_digest(found: bytes) -> str:
    return "sha256:" + hashlib.sha256(found).hexdigest()


def schema() -> Json:
    """The published JSON Schema of a document."""
    text = resources.files("planlang.explain").joinpath("schema", "explanation-1.json").read_text("utf-8")
    found: Json = json.loads(text)
    return found


def to_document(explanation: Explanation, plan_file: str, plan_digest: str, data: str | Json) -> Json:
    """The document of an explanation. ``data`` is the digest of all data, or of a slice what was read of each file."""
    document = _undigested(explanation, plan_file, plan_digest, data)
    document["digest"] = document_digest(document)
    return document


def to_text(explanation: Explanation, plan_file: str, plan_digest: str, data: str | Json) -> str:
    """The document as it stands in a file: digest and layout are of one encoding, which takes longer than all else here."""
    lines = _encoded(_undigested(explanation, plan_file, plan_digest, data))
    lines["digest"] = _bytes(_line(_digest_of(lines)))
    return _laid_out(lines)


def _undigested(explanation: Explanation, plan_file: str, plan_digest: str, data: str | Json) -> Json:
    calendar = explanation.calendar
    last = explanation.result
    document: Json = {
        "format": FORMAT,
        "plan": {"name": explanation.plan, "title": explanation.title, "file": plan_file, "digest": plan_digest},
        "calendar": calendar_document(calendar),
        "data": {"digest": data} if isinstance(data, str) else {"files": data},
        "participant": explanation.participant,
        "period": explanation.period,
        "component": explanation.component,
        "row": explanation.row,
        "step": last.id,
        "result": _value(last.result, last.unit, calendar),
        "unpaid": [
            {"rule": u.rule, "row": u.row, "step": u.step, "because": list(u.because)} for u in explanation.unpaid
        ],
        "steps": [_step(step, calendar) for step in explanation.steps],
    }
    if explanation.graph.defaults:
        document["defaults"] = [_place(one.place, one.quoted) for one in explanation.graph.defaults]
    return document


def document_digest(document: Json) -> str:
    """SHA-256 of the canonical JSON of all but the digest: keys sorted, no spaces, UTF-8."""
    return _digest_of(_encoded({key: value for key, value in document.items() if key != "digest"}))


def render(document: Json) -> str:
    """The file: one line for each field, and for each step and each rule that did not pay; the only admissible layout."""
    return _laid_out(_encoded(document))


_SPACE = "\x1f"
"""What stands for the spaces of the layout: within a text of JSON this character is always escaped, so it may be replaced anywhere."""
_SPACED = bytes.maketrans(_SPACE.encode(), b" ")
_line = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(f",{_SPACE}", f":{_SPACE}")).encode
Lines = dict[str, "bytes | list[bytes]"]


def _encoded(document: Json) -> Lines:
    """Each field of a document as JSON; of a list each item."""
    return {
        key: [_bytes(_line(item)) for item in value] if isinstance(value, list) else _bytes(_line(value))
        for key, value in document.items()
    }


def _digest_of(lines: Lines) -> str:
    fields = (
        b"%b:%b" % (_bytes(_line(key)), b"[%b]" % b",".join(value) if isinstance(value, list) else value)
        for key, value in sorted(lines.items())
    )
    return _bytes_digest(b"{%b}" % b",".join(fields).translate(None, _SPACE.encode()))


def _laid_out(lines: Lines) -> str:
    found = []
    for key, value in sorted(lines.items()):
        if isinstance(value, list):
            rows = b",\n  ".join(value)
            value = b"[\n  %b\n ]" % rows if value else b"[]"
        found.append(b" %b: %b" % (_bytes(_line(key)), value))
    return (b"{\n%b\n}\n" % b",\n".join(found)).translate(_SPACED).decode("utf-8", "surrogatepass")


def _unit(unit: Unit) -> Json:
    return {"kind": unit.kind, "currency": unit.currency, "digits": unit.digits}


def calendar_document(calendar: FiscalCalendar) -> Json:
    weeks, starts = calendar.weeks, {}
    if calendar.week_start is not None:
        starts["week_start"] = WEEKDAYS[calendar.week_start]
    if calendar.fortnight is not None:
        starts["fortnight"] = datetime.date.fromordinal(calendar.fortnight).isoformat()
    if weeks is None:
        return {"start_month": calendar.start_month, "named": calendar.named, **starts}
    found = {
        "edge": weeks.edge,
        "rule": weeks.rule,
        "weekday": WEEKDAYS[weeks.weekday],
        "month": weeks.month,
        "day": weeks.day or None,
        "quarter": list(weeks.quarter),
        "extra": weeks.extra,
    }
    return {"named": calendar.named, "weeks": found, **starts}


def _value(value: Scalar, unit: Unit, calendar: FiscalCalendar) -> Json:
    return {"value": exact(value, unit, calendar), "shown": shown(value, unit, calendar), "unit": _unit(unit)}


def _step(step: Step, calendar: FiscalCalendar) -> Json:
    rounding: Json | None = None
    if step.rounding is not None:
        rounding = {
            "unit": exact(step.rounding.unit, step.unit, calendar),
            "mode": step.rounding.mode,
            "exact": exact(step.rounding.exact, step.unit, calendar),
        }
    return {
        "id": step.id,
        "rule": step.rule,
        "says": step.says,
        "sentence": sentence(step, calendar),
        "plan": None if step.place is None or step.text is None else _place(step.place, step.text),
        "op": step.op,
        "how": step.how,
        "inputs": [_input(found, calendar) for found in step.inputs],
        "formula": formula(step, calendar),
        "rounding": rounding,
        "margins": [_margin(margin, calendar) for margin in step.margins],
        "carried": None if step.op != "within" else _value(step.carried, step.unit, calendar),
        "result": _value(step.result, step.unit, calendar),
    }


def _input(found: Input, calendar: FiscalCalendar) -> Json:
    value = _value(found.value, found.unit, calendar)
    return {"part": found.part, "name": found.name, **value, "from": _origin(found.origin)}


def _origin(origin: Origin) -> Json:
    if isinstance(origin, FromStep):
        return {"carried" if origin.carried else "step": origin.step}
    if isinstance(origin, FromData):
        return {"data": {"file": origin.file, "row": origin.row, "column": origin.column}}
    if isinstance(origin, FromPlan):
        return {"plan": _place(origin.place, origin.text)}
    if isinstance(origin, FromForm):
        return {"form": True}
    return {"row": origin.row}


def _place(place: Span, text: str) -> Json:
    return {
        "file": place.file,
        "start": place.start,
        "end": place.end,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "text": text,
    }


def _margin(margin: Margin, calendar: FiscalCalendar) -> Json:
    return {"kind": margin.kind, "of": margin.of, **_value(margin.by, margin.unit, calendar)}
