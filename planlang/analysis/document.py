"""An analysis for programs, and for plotting: JSON in a versioned format, ``schema/analysis-1.json``. Numbers are decimal texts."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from planlang.analysis.moves import Moves
from planlang.analysis.report import Report, Stretch
from planlang.core.dataset import Dataset
from planlang.core.decimals import decimal_text, terminates
from planlang.core.graph import Graph

FORMAT = "planlang/analysis/1"
SCHEMA = Path(__file__).parent / "schema" / "analysis-1.json"


def number(value: Fraction) -> str:
    """An exact text: a decimal, or a fraction where decimals never end."""
    return decimal_text(value) if terminates(value) else f"{value.numerator}/{value.denominator}"


def to_data(graph: Graph, data: Dataset, report: Report, moves: Moves | None) -> dict[str, Any]:
    """All of an analysis as plain dictionaries and lists."""
    cell = report.cell
    return {
        "format": FORMAT,
        "plan": graph.name,
        "currency": graph.currency,
        "participant": report.person,
        "cell": {"data": cell.record, "column": cell.column, "row": data[cell.record].ids[cell.row]},
        "from": number(report.low),
        "through": number(report.high),
        "now": {"amount": number(report.now), "paid": None if report.paid is None else number(report.paid)},
        "whole": report.whole,
        "stretches": [_stretch(one) for one in report.stretches],
        "jumps": [
            {
                "at": number(one.at),
                "below": _maybe(one.below),
                "exactly": number(one.exactly),
                "above": _maybe(one.above),
            }
            for one in report.jumps
        ],
        "moves": None if moves is None else _moves(moves),
    }


def render_json(graph: Graph, data: Dataset, report: Report, moves: Moves | None) -> str:
    """The analysis as JSON text."""
    return json.dumps(to_data(graph, data, report, moves), indent=2, ensure_ascii=True) + "\n"


def _stretch(one: Stretch) -> dict[str, Any]:
    return {
        "from": number(one.low),
        "to": number(one.high),
        "coins": [number(value) for value in one.coins],
        "paid": [None if value is None else number(value) for value in one.paid],
        "pays": None if one.pays is None else [number(value) for value in one.pays],
        "rate": None if one.rate is None else number(one.rate),
        "why": one.why or None,
        "measures": {name: [number(low), number(high)] for name, low, high in one.measures},
    }


def _maybe(value: Fraction | None) -> str | None:
    return None if value is None else number(value)


def _moves(moves: Moves) -> dict[str, Any]:
    return {
        "tried": moves.tried,
        "refused": moves.refused,
        "whole": moves.whole,
        "found": [
            {
                "sort": one.sort,
                "says": one.says,
                "rows": list(one.rows),
                "before": number(one.before),
                "after": number(one.after),
            }
            for one in moves.found
        ],
    }


def render_csv(report: Report) -> str:
    """A line for each stretch: where it begins and ends, what that pays without roundings and to the cent, and what the next unit of money pays."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["from", "to", "pays_from", "pays_to", "rate", "first", "last", "paid_first", "paid_last"])
    for one in report.stretches:
        pays = ("", "") if one.pays is None else tuple(number(value) for value in one.pays)
        paid = ("" if value is None else number(value) for value in one.paid)
        rate = "" if one.rate is None else number(one.rate)
        writer.writerow([number(one.low), number(one.high), *pays, rate, *map(number, one.coins), *paid])
    return text.getvalue()
