"""A comparison for programs: a table with a row for each line that differs, and a document with all of it."""

from __future__ import annotations

import json
from fractions import Fraction
from importlib import resources
from typing import Any

from planlang.core.decimals import decimal_text, places
from planlang.data.outputs import OutputColumn, OutputTable, csv_bytes, json_bytes
from planlang.run.comparison.model import Amount, Change, Comparison, PayoutChange
from planlang.run.comparison.opened import Opened

FORMAT = "planlang/compare/1"
_TEXTS = ("participant", "period", "component", "line", "key")


def schema() -> dict[str, Any]:
    """The published JSON Schema of a document."""
    text = resources.files("planlang.run.comparison").joinpath("schema", "compare-1.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def render_csv(found: Comparison) -> str:
    """One row for each line that differs; they add up to the difference between the runs."""
    rows = [
        (payout.participant, payout.period, payout.component, change.line, change.key, change.before, change.after,
         change.difference, "; ".join(change.because))
        for payout in found.payouts for change in payout.changes
    ]  # fmt: skip
    digits = max((places(cell) or 0 for row in rows for cell in row[5:8] if isinstance(cell, Fraction)), default=0)
    columns = (
        *(OutputColumn(name, "text") for name in _TEXTS),
        *(OutputColumn(name, "decimal", max(digits, found.digits)) for name in ("before", "after", "difference")),
        OutputColumn("because", "text"),
    )
    return csv_bytes(OutputTable(columns, rows)).decode("utf-8")


def render_json(found: Comparison) -> str:
    """Everything, amounts as texts with all their digits."""
    digits = found.digits
    document: dict[str, Any] = {
        "format": FORMAT,
        "before": _run(found.before),
        "after": _run(found.after),
        "currency": found.after.currency,
        "participant": found.participant,
        "periods": {
            "compared": list(found.periods), "before_only": list(found.before_only), "after_only": list(found.after_only)
        },
        "total": _amounts(found.before_total, found.after_total, digits),
        "payouts": [_payout(one, found) for one in found.payouts],
        "others": [
            {
                "table": one.table, "about": dict(one.about),
                "amounts": [
                    {"name": name, "before": _known(old, one.digits(name, digits)), "after": _known(new, one.digits(name, digits))}
                    for name, old, new in one.amounts
                ],
            }
            for one in found.others
        ],
        "quiet_credits": found.credits,
    }  # fmt: skip
    return json_bytes(document).decode("utf-8")


def _run(run: Opened) -> dict[str, Any]:
    return {"plan": dict(run.plan), "data": dict(run.data)}


def _payout(payout: PayoutChange, found: Comparison) -> dict[str, Any]:
    return {
        "participant": payout.participant, "period": payout.period, "component": payout.component,
        **_amounts(payout.before, payout.after, found.digits),
        "lines": [_change(change, found.digits) for change in payout.changes],
        "behind": list(found.causes.get((payout.participant, payout.period), ())),
    }  # fmt: skip


def _change(change: Change, digits: int) -> dict[str, Any]:
    amounts = _amounts(change.before, change.after, digits)
    return {"line": change.line, "key": change.key, **amounts, "because": list(change.because)}


def _amounts(before: Amount, after: Amount, digits: int) -> dict[str, str | None]:
    difference = (after or Fraction(0)) - (before or Fraction(0))
    amounts = {"before": before, "after": after, "difference": difference}
    return {name: _known(value, digits) for name, value in amounts.items()}


def _known(value: Amount, digits: int) -> str | None:
    return None if value is None else _written(value, digits)


def _written(value: Fraction, digits: int) -> str:
    """An amount with all its decimals, and with those of the currency at least."""
    needed = places(value)
    return str(value) if needed is None else decimal_text(value, max(needed, digits))
