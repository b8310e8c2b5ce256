"""A payout as a function of one amount is that of the interpreter at every amount, and its jumps are what is paid."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.analysis.curve import Curve, Curved, Form, Refused
from planlang.analysis.document import SCHEMA, to_data
from planlang.analysis.linear import Region
from planlang.analysis.moves import _Work, moves
from planlang.analysis.report import Report, report
from planlang.analysis.varied import Cell, Watched, curve_of, evaluation, paid, with_cell
from planlang.compile import compile_text
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.data.load import load
from planlang.testing.examples import example_data, examples_of

PLANS = Path(__file__).parents[2] / "stdlib_plans"
CENT = Fraction(1, 100)
AE = ("quarterly_ae", "Cy", 2, 400_000)
EIGHT = ("eight_answers", "ana", 5, 21_000)


@cache
def world(name: str) -> tuple[Graph, Dataset]:
    folder = PLANS / name
    compiled = compile_text((folder / f"{name}.plan").read_bytes(), f"{name}.plan")
    assert compiled.graph is not None
    data = load(compiled.graph.records, [folder / "data"], compiled.graph.calendar).data
    assert data is not None
    return compiled.graph, data


@cache
def curve(name: str, person: str, row: int, high: int) -> Curve:
    graph, data = world(name)
    return curve_of(graph, data, Cell("deals", "amount", row), Watched([person]), Fraction(0), Fraction(high))


@pytest.mark.parametrize("case", [AE, EIGHT], ids=lambda case: case[0])
@settings(max_examples=30, deadline=None)
@given(part=st.fractions(0, 1, max_denominator=10**6))
def test_it_is_the_interpreter_at_every_amount(case: tuple[str, str, int, int], part: Fraction) -> None:
    name, person, row, high = case
    graph, data = world(name)
    found = curve(*case)
    t = part * high // CENT * CENT
    watched, cell = Watched([person]), Cell("deals", "amount", row)
    plain = evaluation(graph, data, cell, watched)(Region(t, t, t))
    said = found.outcome(t)
    exact = paid(graph, with_cell(data, cell, t), watched)
    if isinstance(exact, Refused):
        assert isinstance(said, Refused) and isinstance(plain, Refused)
        return
    assert isinstance(said, Form) and isinstance(plain, Form)
    assert said.at(t) == plain.at(t)
    assert abs(said.at(t)[0] - exact[0]) < Fraction(1, 2)  # some fifty roundings of half a cent each


@pytest.mark.parametrize("case", [AE, EIGHT], ids=lambda case: case[0])
def test_pieces_are_next_to_each_other(case: tuple[str, str, int, int]) -> None:
    found = curve(*case)
    assert found.whole
    assert [piece.high for piece in found.pieces[:-1]] == [piece.low for piece in found.pieces[1:]]
    assert (found.pieces[0].low, found.pieces[-1].high) == (0, case[3])
    assert [p.at for p in found.points] == [found.pieces[0].low, *(piece.high for piece in found.pieces)]


def told(case: tuple[str, str, int, int]) -> Report:
    name, person, row, high = case
    graph, data = world(name)
    return report(graph, data, person, Cell("deals", "amount", row), Fraction(0), Fraction(high))


def test_rates_of_the_account_executive_plan() -> None:
    found = told(AE)
    # 10% of what is above the split deals' quota credit, times the tier's multiplier, and the spiff's 2% up to its limit.
    rates = [7, 12, 17, 22, 2, 0]
    assert [one.rate for one in found.stretches] == [Fraction(rate, 100) for rate in rates]
    assert [m for one in found.stretches for m in one.measures[:1]][1][1:] == (Fraction(1, 2), Fraction(1))
    assert found.jumps == () and len(found.flat) == 1 and found.falling == ()
    assert found.steepest is not None and found.steepest.rate == Fraction(22, 100)


def test_cliffs_are_what_is_paid_there() -> None:
    graph, data = world("eight_answers")
    found = told(EIGHT)
    assert [int(jump.at) for jump in found.jumps] == [1000, 2800, 3000, 8000]
    for jump in found.jumps:
        for amount, expected in ((jump.at - CENT, jump.below), (jump.at, jump.exactly), (jump.at + CENT, jump.above)):
            assert paid(graph, with_cell(data, Cell("deals", "amount", 5), amount), Watched(["ana"])) == (expected,)
    assert found.stretches[-1].rate is None and "refuses" in found.stretches[-1].why


@pytest.mark.parametrize("case", [AE, EIGHT], ids=lambda case: case[0])
def test_both_ends_of_a_stretch_pay_what_it_says(case: tuple[str, str, int, int]) -> None:
    name, person, row, _ = case
    graph, data = world(name)
    found = told(case).stretches
    for one in found:
        for amount, expected in zip(one.coins, one.paid, strict=True):
            assert one.low <= amount <= one.high and amount % CENT == 0
            exact = paid(graph, with_cell(data, Cell("deals", "amount", row), amount), Watched([person]))
            assert exact == (expected,) if expected is not None else isinstance(exact, Refused)
        if one.pays is not None:
            rates = [one.pays[0] + (one.rate or 0) * (amount - one.low) for amount in one.coins]
            assert all(abs(rate - (pays or 0)) < 1 for rate, pays in zip(rates, one.paid, strict=True))
    # Lines follow each other cent by cent, or share the cent at which the rate changes.
    assert all(b.coins[0] - a.coins[1] in (0, CENT) for a, b in itertools.pairwise(found))


INTERPOLATED = """
plan Slide "An interpolated rate" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {
        id: text, key
    }

    data deals, each row a deal {
        id:     text, key
        owner:  participant
        closed: date
        amount: money
    }

    credit Sales for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    commission Base for each credit of Sales {
        pay      credit.amount
        times    curve by credit.amount, straight lines between points {
            below   0 USD: refused
            at      0 USD: 1%
            at 10,000 USD: 3%
            above 10,000 USD: 3%
        }
        rounded  each credit
    }

    payout for each participant each month, by credit date {
        add  Base
    }

    example "one" {
        given participant
            ana
        given deal | owner | closed     | amount
            d1     | ana   | 2025-01-10 | 5,000 USD
        expect Base for ana on d1 is 100 USD
    }
}
"""


def test_what_is_not_linear_is_said() -> None:
    compiled = compile_text(INTERPOLATED, "slide.plan")
    assert compiled.graph is not None, compiled.diagnostics
    data = example_data(examples_of(compiled.plan_tree)[0], compiled.graph, "slide.plan").data  # type: ignore[arg-type]
    assert data is not None
    found = report(compiled.graph, data, "ana", Cell("deals", "amount", 0), Fraction(0), Fraction(20_000))
    assert [one.rate for one in found.stretches] == [None, Fraction(3, 100)]
    assert "depends on the amount" in found.stretches[0].why
    assert found.stretches[0].paid == (0, 300) and found.stretches[1].paid == (300, 600)
    bent = curve_of(
        compiled.graph, data, Cell("deals", "amount", 0), Watched(["ana"]), Fraction(0), Fraction(20_000)
    ).pieces[0]
    assert isinstance(bent.outcome, Curved) and bent.high == 10_000


def test_moves_pay_what_they_say() -> None:
    graph, data = world("eight_answers")
    found = moves(graph, data, "ana")
    assert found.whole and found.refused == 0 and found.tried == 19
    best = found.found[0]
    assert (best.sort, best.rows, best.gain) == ("merged", ("d5", "d6"), 96)
    gains = [one.gain for one in found.found]
    assert gains == sorted(gains, reverse=True) and min(gains) > 0
    later = next(one for one in found.found if one.says == "deal d3 on 2025-02-01 instead of 2025-01-24")
    deals = data["deals"]
    again = with_cell(
        data, Cell("deals", "closed", deals.ids.index("d3")), graph.calendar.first_day("month", _month(graph))
    )
    assert paid(graph, again, Watched(["ana"])) == (later.after,)


def test_deals_of_one_day_change_places_wherever_they_stand() -> None:
    text = INTERPOLATED.replace("below   0 USD: refused", "below   0 USD: 0%").replace(
        "id:     text, key\n", "id:     text, key\n        seats:  count\n"
    )
    text = text.replace("| owner | closed     | amount", "| owner | closed | seats | amount")
    text = text.replace(
        "d1     | ana   | 2025-01-10 | 5,000 USD",
        "d1 | ana | 2025-01-10 | 2 | 5,000 USD\n            d2 | ana | 2025-01-20 | 2 | 5,000 USD\n"
        "            d3 | ana | 2025-01-10 | 2 | 7,000 USD",
    )
    compiled = compile_text(text, "slide.plan")
    assert compiled.graph is not None, compiled.diagnostics
    data = example_data(examples_of(compiled.plan_tree)[0], compiled.graph, "slide.plan").data  # type: ignore[arg-type]
    assert data is not None
    said = {one.says for one in _Work(compiled.graph, data, "ana").tries()}
    assert "deal d3 before deal d1, on the same day" in said
    assert "deal d1 as two, half of it each, with the same seats" in said


def _month(graph: Graph) -> int:
    return graph.calendar.numbered("month", 2025, 2)


def test_the_document_keeps_to_its_schema() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    for case in (AE, EIGHT):
        graph, data = world(case[0])
        for changes in (None, moves(graph, data, case[1])):
            said = to_data(graph, data, told(case), changes)
            jsonschema.validate(said, schema)
            assert said["jumps"] == [] or said["jumps"][0]["at"] == "1000"


def test_a_measure_that_an_end_refuses_is_left_out_there() -> None:
    graph, data = world("sales_manager")
    row = data["deals"].ids.index("d1")  # whose margin is a part of its amount, and so of nothing at 0
    found = report(graph, data, "max", Cell("deals", "amount", row), Fraction(0), Fraction(400_000))
    named = [{name for name, *_ in one.measures} for one in found.stretches]
    assert "Margin" not in named[0] and "Margin" in named[-1]
    assert {one for one in named[-1] if one != "Margin"} <= named[0]
