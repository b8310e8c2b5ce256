"""The report on everybody as a page, as JSON (``planlang/people/1``, ``schema/people-1.json``) and as CSV for a plot."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from planlang.analysis.document import number
from planlang.analysis.people import People, Rate, Standing
from planlang.analysis.text import percent
from planlang.core.decimals import grouped
from planlang.core.graph import Graph

FORMAT = "planlang/people/1"
SCHEMA = Path(__file__).parent / "schema" / "people-1.json"


def render_text(graph: Graph, found: People) -> str:
    """A line for each person, then the rates of each."""
    columns = ["", "now", "at least", "at most", *(f"at {percent(one)}" for one in found.at)]
    rows = [columns, *(_row(graph, one) for one in found.standings)]
    if len(found.standings) > 1 and found.at:
        rows.append(["together", "", "", "", *(_money(graph, found.cost(n)) for n in range(len(found.at)))])
    widths = [max(len(row[column]) for row in rows) for column in range(len(columns))]
    lines = [graph.title or graph.name]
    if found.measure is not None and found.at:
        each = "" if found.unit is None else f" at the end of each {found.unit} with deals"
        lines.append(f"{graph.currency}, by {found.measure}{each}")
    lines.append("")
    for row in rows:
        first, *rest = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join([row[0].ljust(len(first)), *rest]).rstrip())
    lines += ["", *_notes(found)]
    for one in found.standings:
        lines += _rates(graph, one)
    return "\n".join(lines) + "\n"


def _row(graph: Graph, one: Standing) -> list[str]:
    least, most = one.bounds.low, one.bounds.high
    return [
        one.person,
        "refused" if one.now is None else _money(graph, one.now),
        "not proven" if least is None else _money(graph, least),
        ("unbounded" if one.rises else "not proven") if most is None else _money(graph, most),
        *("-" if there.pays is None else _money(graph, there.pays) for there in one.attained),
    ]


def _notes(found: People) -> list[str]:
    lines = ["at least, at most: whatever is sold"]
    if any(one.bounds.high is None and one.rises for one in found.standings):
        lines.append("unbounded: a million times the deals, and the next still pays more")
    if found.at:
        lines.append("at an attainment: all of a person's deals, larger or smaller in proportion,")
        lines.append("without roundings")
    for one in found.standings:
        lines += [f"{one.person} at {percent(there.at)}: {there.why}" for there in one.attained if there.pays is None]
    return lines


def _rates(graph: Graph, one: Standing) -> list[str]:
    if not one.rates:
        return []
    lines = ["", f"{one.person}: what the next {graph.currency} pays"]
    for rate in one.rates:
        said = rate.why if rate.rate is None else percent(rate.rate, 4)
        lines.append(f"  {_stretch(rate)}  {said}")
    if one.at_nothing > 0:
        lines.append(
            f"  the most for all that is credited: no end, as {_money(graph, one.at_nothing)} {graph.currency}"
        )
        lines.append("    is paid however little that is")
    if one.effective is not None:
        value, at = one.effective
        lines.append(f"  the most for all that is credited: {percent(value, 4)}, at {percent(at)}")
    return lines


def _stretch(rate: Rate) -> str:
    if rate.low is None or rate.high is None:
        return " " * 25
    return f"{percent(rate.low):>10} to {percent(rate.high):>11}"


def _money(graph: Graph, value: Fraction) -> str:
    unit = 10**graph.digits
    return grouped(Fraction(value * unit // 1, unit), graph.digits)


# --- for programs ----------------------------------------------------------------------------------


def to_data(graph: Graph, found: People) -> dict[str, Any]:
    """All of it as plain dictionaries and lists."""
    return {
        "format": FORMAT,
        "plan": graph.name,
        "currency": graph.currency,
        "measure": found.measure,
        "unit": found.unit,
        "cost": [
            {"at": number(at), "pays": number(found.cost(n)), "missing": found.short(n)}
            for n, at in enumerate(found.at)
        ],
        "people": [_person(one) for one in found.standings],
    }


def _person(one: Standing) -> dict[str, Any]:
    return {
        "participant": one.person,
        "now": _number(one.now),
        "least": _number(one.bounds.low),
        "most": _number(one.bounds.high),
        "periods": one.periods,
        "attained": [{"at": number(x.at), "pays": _number(x.pays), "why": x.why or None} for x in one.attained],
        "rates": [
            {"from": _number(x.low), "to": _number(x.high), "rate": _number(x.rate), "why": x.why or None}
            for x in one.rates
        ],
        "effective": None
        if one.effective is None
        else {"rate": number(one.effective[0]), "at": number(one.effective[1])},
        "at_nothing": number(one.at_nothing),
        "rises": one.rises,
    }


def _number(value: Fraction | None) -> str | None:
    return None if value is None else number(value)


def render_json(graph: Graph, found: People) -> str:
    """The report as JSON text."""
    return json.dumps(to_data(graph, found), indent=2, ensure_ascii=True) + "\n"


def render_csv(found: People) -> str:
    """A line for each stretch of each person, for a plot of rates by attainment; fractions that never end stand as quotients."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["participant", "from", "to", "rate"])
    for one in found.standings:
        for rate in one.rates:
            writer.writerow([one.person, *(_number(x) or "" for x in (rate.low, rate.high, rate.rate))])
    return text.getvalue()
