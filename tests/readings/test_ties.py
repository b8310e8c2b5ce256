"""What hangs on an open order in somebody's data: rows that are alike come by their keys, and the other way round."""

from __future__ import annotations

import random
from functools import partial

from planlang.check import check_text
from planlang.core.graph import Graph
from planlang.data.load import LoadResult, load_grids
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.render_text import render_text
from planlang.readings import Data, witnessed
from planlang.readings.answers import Origin, answers_of
from planlang.readings.cases import Shape
from planlang.readings.outcomes import outcome
from planlang.readings.renamed import back, turned
from planlang.readings.ties import from_last_to_first, untied
from planlang.readings.world import Case
from tests.readings.test_proofs import NO_TIE_BREAK, PLAN, TWO, payable, tiers

WITH_TIE_BREAK = PLAN.replace("RULE", tiers("SoFar counting this credit, all at the tier reached", *TWO))
TEXT = WITH_TIE_BREAK.replace(*NO_TIE_BREAK)
DEALS: Case = {
    "participant": [{"id": "ana"}, {"id": "ben"}],
    "deal": [
        {"id": "d1", "owner": "ana", "closed": "2025-02-03", "amount": "5"},
        {"id": "d2", "owner": "ana", "closed": "2025-02-03", "amount": "8"},
        {"id": "d3", "owner": "ana", "closed": "2025-02-04", "amount": "20"},
        {"id": "d4", "owner": "ben", "closed": "2025-02-03", "amount": "8"},
        {"id": "d5", "owner": "ben", "closed": "2025-02-04", "amount": "5"},
    ],
}


def asked(data: Case) -> Diagnostic:
    """The question, with what hangs on it in some data."""
    world = payable(WITH_TIE_BREAK).worlds.world

    def read(graph: Graph) -> LoadResult:
        return load_grids(world.grids(data, "data"), graph.calendar)

    found = witnessed(TEXT, "plan.plan", check_text(TEXT, "plan.plan").diagnostics, Data("data", read))
    (one,) = (one for one in found if one.rule == "tie-break-open")
    return one


def test_what_hangs_on_an_open_order() -> None:
    """Ana's first two deals: 5% of 5 and 6% of 8, or 5% of 8 and 6% of 5. Nothing of Ben's is alike."""
    one = asked(DEALS)
    assert one.exposure is not None
    assert (one.exposure.rows, one.exposure.people, one.exposure.apart) == (2, 1, "0.03 USD")
    shown = " ".join(render_text([one], {"plan.plan": TEXT}).split())
    assert "in your data: 2 rows and 1 person in data are paid differently, 0.03 USD between the readings" in shown
    assert "other orders may differ by more" in shown


def test_where_nothing_is_alike_nothing_hangs_on_it() -> None:
    some: Case = {**DEALS, "deal": DEALS["deal"][2:]}
    one = asked(some)
    assert one.exposure is not None and (one.exposure.rows, one.exposure.people) == (0, 0)


def test_it_is_the_same_as_keys_the_other_way_round() -> None:
    """The search for a case gives the keys out from last to first instead, which comes to the same."""
    (question,) = (one for one in check_text(TEXT, "plan.plan").diagnostics if one.rule == "tie-break-open")
    answers, _ = answers_of(TEXT, Origin("plan.plan"), question, [])
    graph = answers[0].graph
    (credit,) = graph.credits
    other = untied(graph, credit)
    assert other is not None
    made = payable(WITH_TIE_BREAK)
    world = made.worlds.world
    draw = random.Random(2)
    differ = 0
    for number in range(25):
        case = made.worlds.drawn(draw, Shape(1 + number % 2, 2 + number % 4, 1))
        data, renamed = made.data(case), made.data(turned(case, world))
        assert data is not None and renamed is not None
        one = outcome(other, from_last_to_first(graph, credit, data))
        same = outcome(graph, renamed, partial(back, world, case))
        assert (one.payouts, one.rows) == (same.payouts, same.rows)
        differ += one.payouts != outcome(graph, data).payouts
    assert differ, "no case had rows that are alike"
