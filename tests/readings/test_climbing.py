"""Cases found step by step, of a few cents, or with what happened a year before."""

from __future__ import annotations

from fractions import Fraction

import pytest

from planlang.analysis.varied import Cell
from planlang.compile import compile_text
from planlang.data.load import Grid, Reread
from planlang.readings.breaks import between
from planlang.readings.cases import Shape, layout
from planlang.readings.cents import beyond, crumbs
from planlang.readings.climbing import climbed
from planlang.readings.particular import once_before
from planlang.readings.pools import speaks
from planlang.readings.world import Case, Slot, World, world_of
from tests.readings.survey import CASE, surveyed
from tests.readings.systematic import host_of

FINER = "rounded     each month, nearest 0.0001 USD, halves to even"


def _world(name: str, examples: tuple[Case, ...] = (), back: bool = False) -> World:
    graph = compile_text(host_of(name).plan.text, "plan.plan").graph
    assert graph is not None and speaks(graph, ()).back is back
    varied = frozenset((spec.name, column.name) for spec in graph.records for column in spec.columns)
    return world_of(graph, speaks(graph, ()), varied, examples, False)


def test_one_cell_after_another_is_taken_as_it_pays_most() -> None:
    """Both cells have to be high for the most, and the first of them is tried again from there."""
    slots: dict[Slot, list[str | None]] = {("a", 0, "x"): ["1", "3", "2"], ("a", 0, "y"): ["1", "5", "4"]}
    last: list[Case] = []

    def paid() -> Fraction | None:
        row = last[-1]["a"][0]
        return None if row["x"] == "2" else Fraction(row["x"] or 0) * Fraction(row["y"] or 0)

    def ends(up: bool) -> list[Fraction | None]:
        last.clear()
        start: Case = {"a": [{"x": "1", "y": "1"}]} if up else {"a": [{"x": "3", "y": "5"}]}
        return [(last.append(case), paid())[1] for case in climbed(start, slots, paid, up)]

    up, down = ends(True), ends(False)
    assert max(one for one in up if one is not None) == 15
    assert min(one for one in down if one is not None) == 1
    assert len(up) == 13  # what it starts from, and twice each value: then nothing pays more


def test_amounts_of_a_few_cents_are_whole_and_in_two_parts() -> None:
    world = _world("quarterly_ae.plan")
    cases = list(crumbs(world, lambda shape: layout(world, shape)))
    assert {len(case["split"]) for case in cases} == {1, 2}
    assert all(Fraction(0) < Fraction(row["amount"] or 0) < Fraction(12, 100) for case in cases for row in case["deal"])


def test_a_large_odd_amount_comes_after_a_small_one() -> None:
    world = _world("enterprise_ae.plan")
    cases = list(beyond(world, lambda shape: layout(world, shape)))
    assert cases and all(Fraction(a["amount"] or 0) < Fraction(b["amount"] or 0) for a, b in (c["deal"] for c in cases))
    assert {case["deal"][0]["live"] is None for case in cases} == {True, False}


def test_what_happens_in_an_example_happened_a_year_before_to_each_of_its_people() -> None:
    plain = _world("sales_manager.plan", back=True)
    example = layout(plain, Shape(2, 1))[0]
    cases = list(once_before(_world("sales_manager.plan", (example,), back=True)))
    year = (example["deal"][0]["closed"] or "")[:4]
    assert [(row["closed"] or "")[:4] for row in cases[0]["deal"]] == [year, str(int(year) - 1)]
    assert [case["split"][-1]["to"] for case in cases] == ["ana", "ana", "ben", "ben"]
    assert all(case["split"][-1]["deal"] == case["deal"][-1]["id"] for case in cases)
    assert (cases[0]["assignment"][0]["start"] or "") < (example["assignment"][0]["start"] or "")
    assert list(once_before(_world("enterprise_ae.plan", (example,)))) == []


def test_an_amount_lies_between_the_steps_of_two_readings() -> None:
    """A twelfth of 10,000 is rounded down in one of them: 1,666.66 is all of two months' quota there, and not yet in the other."""
    text = host_of("smb_ae.plan").plan.text
    finer = text.replace(
        "rounded     each month\n    }\n\n    measure QuotaToDate", f"{FINER}\n    }}\n\n    measure QuotaToDate"
    )
    graphs = [graph for one in (text, finer) if (graph := compile_text(one, "plan.plan").graph) is not None]
    assert text != finer and len(graphs) == 2
    case: Case = {
        "participant": [{"id": "ana", "hired": "2025-01-01", "annual_quota": "10000", "annual_target": "1000"}],
        "deal": [{"id": "d1", "owner": "ana", "closed": "2026-02-01", "amount": "5"}],
    }
    rows = [(spec, case.get(spec.row, [])) for spec in graphs[0].records]
    data = Reread(graphs[0].calendar).data([Grid(spec, some, "plan.plan", [1] * len(some)) for spec, some in rows])
    assert data is not None
    amounts, runs = between(graphs, data, ["ana"], Cell("deals", "amount", 0), Fraction(2000), 2)
    assert amounts == [Fraction("833.33"), Fraction("1666.66")] and runs < 60


@pytest.mark.slow
@pytest.mark.parametrize(
    ("plan", "words", "rule"),
    [
        ("executive.plan", ", excess lost", "limit-excess-open"),  # all scores, growth and margin high at once
        ("enterprise_ae.plan", "rounded  each credit\n        paid     50%", "rounding-open"),
        ("smb_ae.plan", "rounded     each month\n    }\n\n    measure QuotaToDate", "total-of-unrounded"),
        ("sales_manager.plan", "rounded     each credit", "total-of-unrounded"),
    ],
)
def test_a_case_that_takes_several_steps_is_found(plan: str, words: str, rule: str) -> None:
    host = host_of(plan)
    at = host.plan.text.index(words)
    found = surveyed(host, ((at, at + len(words.split("\n")[0]), ""),))
    assert (found.rule, found.said) == (rule, CASE), found.why
