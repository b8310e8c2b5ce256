"""``planlang analyse`` of everybody: which people, which measure, at which attainments."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.cli.stop import unknown, wrong_usage

if TYPE_CHECKING:
    from planlang.core.dataset import Dataset
    from planlang.core.graph import Graph, MeasureInfo


def report_people(
    graph: Graph, data: Dataset, participant: str | None, at: str | None, measure: str | None, form: str
) -> str:
    """The table, in one of the formats; unknown names end the command."""
    from planlang.analysis.people import people
    from planlang.analysis.people_text import render_csv, render_json, render_text
    from planlang.engines.interpreter import Evaluator

    assert graph.payout is not None
    names = Evaluator(graph, data).column(graph.payout.table, graph.payout.participant).items
    persons = list(dict.fromkeys(str(name) for name in names))
    if participant is not None:
        if participant not in persons:
            raise unknown("participant", participant, persons, "in the data")
        persons = [participant]
    wanted = [] if at is None else [_percent(text.strip()) for text in at.split(",")]
    found = people(graph, data, persons, _measure(graph, measure, at is not None), wanted)
    if form == "csv":
        return render_csv(found)
    return (render_json if form == "json" else render_text)(graph, found)


def _measure(graph: Graph, name: str | None, needed: bool) -> MeasureInfo | None:
    from planlang.analysis.attained import measures

    known = {one.name: one for one in measures(graph)}
    if name is not None:
        if name not in known:
            raise unknown("measure", name, known, "that divides what is sold by an amount in this plan")
        return known[name]
    if len(known) == 1:
        return next(iter(known.values()))
    if needed:
        if not known:
            raise wrong_usage(
                "no measure of this plan divides what is sold by an amount, so that there is no attainment"
            )
        raise wrong_usage("several measures may be the attainment", f"--measure {' | '.join(known)}")
    return None


def _percent(text: str) -> Fraction:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?%", text):
        raise wrong_usage(f"`--at {text}` is no percentage such as 80%")
    return Fraction(text[:-1]) / 100
