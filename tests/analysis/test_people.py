"""Bounds that nothing passes, and payouts at an attainment that the interpreter pays there."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from planlang.analysis.attained import Person, measures, scaled
from planlang.analysis.bounds import Bounds
from planlang.analysis.people import people
from planlang.analysis.people_text import SCHEMA, render_csv, render_text, to_data
from planlang.analysis.varied import Cell, Watched, paid, value_of, with_cell
from planlang.compile import compile_text
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.data.load import load
from planlang.engines.interpreter import Evaluator
from planlang.testing.examples import example_data, examples_of

PLANS = Path(__file__).parents[2] / "stdlib_plans"
MODELS = [path.parent.name for path in sorted(PLANS.glob("*/data"))]
AT = [Fraction(80, 100), Fraction(1), Fraction(120, 100)]


@cache
def world(name: str) -> tuple[Graph, Dataset]:
    folder = PLANS / name
    compiled = compile_text((folder / f"{name}.plan").read_bytes(), f"{name}.plan")
    assert compiled.graph is not None
    data = load(compiled.graph.records, [folder / "data"], compiled.graph.calendar).data
    assert data is not None
    return compiled.graph, data


def persons(graph: Graph, data: Dataset) -> list[str]:
    assert graph.payout is not None
    names = Evaluator(graph, data).column(graph.payout.table, graph.payout.participant).items
    return list(dict.fromkeys(map(str, names)))


def money(graph: Graph, data: Dataset) -> list[Cell]:
    cells = [
        Cell(record.name, column.name, row)
        for record in graph.records
        for column in record.columns
        if column.kind == "money" and record.row != "participant"
        for row in range(len(data[record.name].ids))
    ]
    return [cell for cell in cells if value_of(data, cell)]


@pytest.mark.parametrize("name", MODELS)
def test_no_payout_lies_beyond_the_bounds(name: str) -> None:
    graph, data = world(name)
    everybody = persons(graph, data)[:3]
    bounds = [Bounds(graph, data, person).payout() for person in everybody]
    for factor in (0, 1, 7):
        found = paid(graph, scaled(data, money(graph, data), factor), Watched(everybody))
        for one, amount in zip(bounds, found if isinstance(found, tuple) else ()):
            assert one.low is None or one.low <= amount
            assert one.high is None or amount <= one.high


CAPPED = """
plan Capped "Bounds that are met" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {
        id:     text, key
        target: money per quarter
    }

    data deals, each row a deal {
        id:     text, key
        owner:  participant
        closed: date
        amount: money, from 0 USD
    }

    credit Sales for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    measure SalesInQuarter for each participant each quarter = total amount of the participant's Sales in the quarter

    commission Base for each credit of Sales {
        pay      10% of credit.amount
        rounded  each credit
        at most  participant.target for each participant each quarter, in credit order, excess lost
    }

    bonus Curve for each participant each quarter {
        pay      participant.target
        times    curve by SalesInQuarter, straight lines between points {
            below       0 USD: 0%
            at          0 USD: 0%
            at    100,000 USD: 50%
            above 100,000 USD: 50%
        }
        rounded  each quarter
    }

    payout for each participant each quarter, by credit date {
        add  Base, Curve
    }

    example "a deal in each quarter" {
        given participant | target
            ana           | 1,000 USD
        given deal | owner | closed     | amount
            d1     | ana   | 2025-01-10 | 5,000 USD
            d2     | ana   | 2025-04-10 | 5,000 USD
            d3     | ana   | 2025-07-10 | 5,000 USD
            d4     | ana   | 2025-10-10 | 5,000 USD
        expect payout for ana is 2,100 USD
    }
}
"""


def test_bounds_are_met_where_limits_and_curves_set_them() -> None:
    compiled = compile_text(CAPPED, "capped.plan")
    assert compiled.graph is not None and compiled.plan_tree is not None, compiled.diagnostics
    data = example_data(examples_of(compiled.plan_tree)[0], compiled.graph, "capped.plan").data
    assert data is not None
    found = Bounds(compiled.graph, data, "ana").payout()
    assert (found.low, found.high) == (0, 6_000)  # four quarters of 1,000 and of half of it
    for factor, amount in ((0, 0), (1_000, 6_000)):
        changed = scaled(data, money(compiled.graph, data), factor)
        assert paid(compiled.graph, changed, Watched(["ana"])) == (amount,)


HIGHEST = """
    measure M for each participant each quarter = total amount of the participant's Sales in the quarter

    bonus Base for each participant each quarter {
        pay  (highest of everyone's M in the plan if known, otherwise 0 USD) if M is from 0 USD through 100 USD, otherwise 0 USD
    }
"""
HIGHEST_CAP = """
    measure Cap for each credit of Sales = deal.cap

    commission Base for each credit of Sales {
        pay      credit.amount
        at most  (highest of the participant's Cap in the year if known, otherwise 0 USD) for each participant each year, in credit order, excess lost
    }
"""


@pytest.mark.parametrize(
    ("rule", "amounts", "pays"),
    [
        # What is small is the quarter at hand; the highest of all quarters is another one.
        (HIGHEST, [("01", 5_000, 0), ("04", 50, 0)], 15_000),
        # The cap of the first deal is 10, but the second one's, of 100, is the limit of all.
        (HIGHEST_CAP, [("01", 100, 10), ("02", -50, 100), ("03", 50, 10), ("04", -50, 10), ("05", 50, 10)], 100),
    ],
)
def test_what_holds_of_one_row_bounds_no_other(rule: str, amounts: list[tuple[str, int, int]], pays: int) -> None:
    rules, rest = CAPPED.index("    commission Base"), CAPPED.index("    payout for")
    text = CAPPED[:rules] + rule + CAPPED[rest:].replace("Base, Curve", "Base")
    text = text.replace(
        "amount: money, from 0 USD\n", "amount: money\n        cap: money, from 0 USD through 100 USD\n"
    )
    grid, end = text.index("        given deal"), text.index("        expect payout")
    rows = [f"d{month} | ana | 2025-{month}-10 | {amount:,} USD | {cap} USD" for month, amount, cap in amounts]
    given = "\n            ".join(["        given deal | owner | closed | amount | cap", *rows])
    compiled = compile_text(f"{text[:grid]}{given}\n{text[end:]}", "it.plan")
    assert compiled.graph is not None and compiled.plan_tree is not None, compiled.diagnostics
    data = example_data(examples_of(compiled.plan_tree)[0], compiled.graph, "it.plan").data
    assert data is not None
    found = Bounds(compiled.graph, data, "ana").payout()
    assert paid(compiled.graph, data, Watched(["ana"])) == (pays,)
    assert found.high is None or found.high >= pays


@pytest.mark.parametrize("name", ["enterprise_ae", "quarterly_ae", "smb_ae"])
def test_what_is_paid_at_an_attainment_is_what_the_interpreter_pays_there(name: str) -> None:
    graph, data = world(name)
    measure = next(one for one in measures(graph) if one.name == "Attainment")
    person = Person(graph, data, persons(graph, data)[0], measure)
    assert person.groups
    for wanted in AT:
        changed = person.brought(wanted)
        assert changed is not None
        cells = [cell for group in person.groups.values() for cell in group]
        assert any(value_of(changed, cell) != value_of(data, cell) for cell in cells)
        for cell in cells:  # to whole cents, as a file has them
            changed = with_cell(changed, cell, Fraction(round(value_of(changed, cell) * 100), 100))
        for period in person.groups:
            assert abs(person.value(Evaluator(graph, changed), period) - wanted) < Fraction(1, 10**5)
        exact, said = paid(graph, changed, Watched([person.person])), person.at(wanted).pays
        assert isinstance(exact, tuple) and said is not None
        # All is paid at the tier reached where a cent less than 100% is another tier; of slices a cent is a cent.
        assert abs(exact[0] - said) < 1 or name == "smb_ae"


def test_the_page_the_document_and_the_plot() -> None:
    graph, data = world("quarterly_ae")
    found = people(graph, data, ["Ana", "Bo", "Cy"], measures(graph)[0], AT)
    said = to_data(graph, found)
    jsonschema.validate(said, json.loads(SCHEMA.read_text("utf-8")))
    assert [one["missing"] for one in said["cost"]] == [1, 1, 1]
    ana, bo, cy = found.standings
    assert found.cost(1) == (ana.attained[1].pays or 0) + (cy.attained[1].pays or 0)
    assert bo.attained[0].pays is None and bo.attained[0].why == "no amounts to go by"
    assert ana.steepest is not None and (ana.steepest.low, ana.steepest.high) == (Fraction(3, 2), Fraction(9, 4))
    # 10% of variable over quota at 0.5x, 1.0x, 1.5x and 2.0x: five points more from tier to tier.
    rates = [one.rate for one in ana.rates if one.rate is not None]
    assert [b - a for a, b in itertools.pairwise(rates[:4])] == [Fraction(5, 100)] * 3
    page = render_text(graph, found)
    assert all(len(line) <= 80 for line in page.splitlines())
    assert "Bo at 80%: no amounts to go by" in page
    plot = render_csv(found).splitlines()
    assert plot[0] == "participant,from,to,rate" and plot[1].startswith("Ana,0,0.5,")


def test_where_there_is_no_limit_it_is_said() -> None:
    graph, data = world("enterprise_ae")
    measure = next(one for one in measures(graph) if one.name == "Attainment")
    found = people(graph, data, ["Ana"], measure, [])
    assert found.standings[0].bounds.high is None and found.standings[0].rises
    assert "unbounded" in render_text(graph, found)


REACHED = "    measure Reached for each participant each quarter = SalesInQuarter / participant.target\n\n"
ROUNDED = "        rounded  each quarter\n"


@pytest.mark.parametrize(
    ("fixed", "at_nothing"),
    [("", 0), ("plus     300 USD", 300), ("at least 400 USD each quarter, shortfall forgiven", 400)],
)
def test_a_fixed_amount_has_no_highest_rate(fixed: str, at_nothing: int) -> None:
    """Of less and less that is credited, 300 USD is ever more."""
    before, measure, after = CAPPED.partition("    measure SalesInQuarter")
    text = f"{before}{REACHED}{measure}" + after.replace(ROUNDED, f"        {fixed}\n{ROUNDED}", 1)
    compiled = compile_text(text, "capped.plan")
    assert compiled.graph is not None and compiled.plan_tree is not None, compiled.diagnostics
    graph = compiled.graph
    data = example_data(examples_of(compiled.plan_tree)[0], graph, "capped.plan").data
    assert data is not None
    found = people(graph, data, ["ana"], measures(graph)[0], [])
    (one,) = found.standings
    assert one.at_nothing == 4 * at_nothing and (one.effective is None) == (at_nothing > 0)
    assert ("no end" in render_text(graph, found)) == (at_nothing > 0)
    jsonschema.validate(to_data(graph, found), json.loads(SCHEMA.read_text("utf-8")))
