"""Roundings that are steps of a plan are done, and every leap is found where the interpreter pays it, at the ends and beside roundings, too."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planlang.analysis.document import to_data
from planlang.analysis.report import Report, report
from planlang.analysis.text import render_text
from planlang.analysis.varied import Cell, Watched, curve_of, paid, with_cell
from planlang.compile import compile_text
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.data.load import load
from planlang.testing.examples import example_data, examples_of

CENT = Fraction(1, 100)
DEALS = Cell("deals", "amount", 0)
PLAN = """
plan Steps "Steps" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {{
        id: text, key
    }}

    data deals, each row a deal {{
        id:     text, key
        owner:  participant
        closed: date
        amount: money
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}
{rules}
    payout for each participant each month, by credit date {{
        add  Paid
    }}

    example "one" {{
        given participant
            ana
        given deal | owner | closed     | amount
            d1     | ana   | 2025-01-10 | 4,000 USD
        expect payout for ana in 2025-02 is 0 USD
    }}
}}
"""
FULL = """
    measure Full for each credit of Sales {
        start with  credit.amount / 2,500 USD
        rounded     each credit, down to 1
    }

    bonus Paid for each credit of Sales {
        pay      100 USD * Full
    }
"""
SHARE = """
    measure Share for each credit of Sales {
        start with  30% of credit.amount
        rounded     each credit
    }

    bonus Paid for each credit of Sales {
        pay      tiers by Share, all at the tier reached {
            below 1,000 USD:   0 USD
            from  1,000 USD: 150 USD
        }
    }
"""
EACH = """
    bonus Paid for each credit of Sales {
        when     credit.amount is above 0 USD
        pay      50 USD
    }
"""
TWO_CENTS = """
    bonus Paid for each credit of Sales {
        pay      tiers by credit.amount, all at the tier reached {
            below 5,000 USD: 1.00 USD
            from  5,000 USD: 1.02 USD
        }
    }
"""


def world(text: str) -> tuple[Graph, Dataset]:
    compiled = compile_text(text, "steps.plan")
    assert compiled.graph is not None and compiled.plan_tree is not None, compiled.diagnostics
    data = example_data(examples_of(compiled.plan_tree)[0], compiled.graph, "steps.plan").data
    assert data is not None
    return compiled.graph, data


def told(rules: str, high: int) -> Report:
    graph, data = world(PLAN.format(rules=rules))
    found = report(graph, data, "ana", DEALS, Fraction(0), Fraction(high))
    for jump in found.jumps:
        for t, said in ((jump.at - CENT, jump.below), (jump.at, jump.exactly), (jump.at + CENT, jump.above)):
            assert said is None or paid(graph, with_cell(data, DEALS, t), Watched(["ana"])) == (said,)
    return found


def test_each_full_step_is_a_cliff_and_pays_nothing_between() -> None:
    found = told(FULL, 7_500)
    assert [int(jump.at) for jump in found.jumps] == [2_500, 5_000, 7_500]
    assert {one.rate for one in found.stretches} == {0} and found.whole
    assert found.jumps[-1].above is None  # beyond what was asked for


def test_too_many_steps_are_said_to_be_left_out() -> None:
    assert not told(FULL, 2_600_000).whole


def test_a_rounded_share_reaches_a_tier_before_its_time() -> None:
    (jump,) = told(SHARE, 40_000).jumps
    assert (jump.at, jump.below, jump.exactly) == (Fraction("3333.32"), 0, 150)


def test_a_leap_at_the_very_first_amount() -> None:
    found = told(EACH, 1_000)
    (jump,) = found.jumps
    assert (jump.at, jump.below, jump.exactly, jump.above) == (0, None, 0, 50)
    graph, data = world(PLAN.format(rules=EACH))
    assert "cliff at 0.00: 0.00 there, 50.00 just above\n" in render_text(graph, data, found, None)
    assert to_data(graph, data, found, None)["jumps"] == [{"at": "0", "below": None, "exactly": "0", "above": "50"}]


def test_a_leap_of_two_cents() -> None:
    assert [(jump.at, jump.exactly - (jump.below or 0)) for jump in told(TWO_CENTS, 10_000).jumps] == [
        (5_000, 2 * CENT)
    ]


def test_years_from_a_day_of_ones_own_are_whole() -> None:
    path = Path(__file__).parents[1] / "cases" / "realestate-annual-cap.plan"
    graph, data = world(path.read_text("utf-8"))
    watched = Watched(["ana"])
    curve = curve_of(graph, data, DEALS, watched, Fraction(0), Fraction(100_000))
    for t in (Fraction(0), Fraction(50_000), Fraction(90_000)):
        (form, exact) = (curve.outcome(t), paid(graph, with_cell(data, DEALS, t), watched))
        assert abs(form.at(t)[0] - exact[0]) < 1  # type: ignore[union-attr, index]


@pytest.mark.parametrize(
    ("name", "person", "record", "column"),
    [("customer_success", "Ana", "contracts", "after"), ("channel_partner", "Alder", "orders", "amount")],
)
def test_a_page_is_no_wider_than_80_columns(name: str, person: str, record: str, column: str) -> None:
    folder = Path(__file__).parents[2] / "stdlib_plans" / name
    compiled = compile_text((folder / f"{name}.plan").read_bytes(), f"{name}.plan")
    assert compiled.graph is not None
    data = load(compiled.graph.records, [folder / "data"], compiled.graph.calendar).data
    assert data is not None
    found = report(compiled.graph, data, person, Cell(record, column, 0), Fraction(0), Fraction(1_800_000))
    page = render_text(compiled.graph, data, found, None)
    assert max(map(len, page.splitlines())) <= 80
    assert all(measure in page for one in found.stretches for measure, *_ in one.measures)
