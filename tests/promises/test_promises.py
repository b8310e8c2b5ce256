"""What plans promise of themselves: what breaks is found, is as small as it can be, and is so; what holds is called tested, not proven."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planlang.analysis.varied import Cell, Watched, paid, with_cell
from planlang.compile import compile_text
from planlang.data.load import load_grids
from planlang.promises.outcomes import Kept, kept_promises, run_promise
from planlang.promises.tried import Verdict, tried
from planlang.readings.words import grids
from planlang.run.money import amount_text

AE = (Path(__file__).parents[2] / "stdlib_plans" / "quarterly_ae" / "quarterly_ae.plan").read_text("utf-8")
TOLERANT = "payout never falls by more than 0.05 USD when deal.amount rises"
STRICT = "payout never falls when deal.amount rises"

SMALL = """
plan Small "Small" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id: text, key
    }}

    data deals, each row a deal {{
        id:      text, key
        owner:   participant
        closed:  date
        amount:  money, from 0 USD
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   {amount}
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    measure SoFar for each credit of Sales = running total amount of the participant's Sales in the year

    commission Base for each credit of Sales {{
        {steps}
    }}

    payout for each participant each quarter, by credit date {{
        add  Base
        if negative  collected
    }}

    test "it": {test}
}}
"""
EACH = """pay      credit.amount
        times    tiers by SoFar, each slice at its own tier {
            from      0 USD below 10,000 USD: 3%
            from 10,000 USD                 : 7%
        }
        rounded  each slice"""
SO_FAR = """pay      SoFar counting this credit
        times    tiers by SoFar counting this credit, each slice at its own tier {
            from      0 USD below 10,000 USD: 3%
            from 10,000 USD                 : 7%
        }
        rounded  each credit
        minus    what this rule already paid in the year"""
WHOLE = """pay      credit.amount
        times    tiers by credit.amount, all at the tier reached {
            from      0 USD below 10,000 USD: 7%
            from 10,000 USD                 : 3%
        }
        rounded  each credit"""


def kept(text: str) -> Kept:
    compiled = compile_text(text, "it.plan")
    assert compiled.plan_tree is not None and compiled.graph is not None, compiled.diagnostics
    return kept_promises(compiled.source, "it.plan")


def small(steps: str, test: str = STRICT, amount: str = "deal.amount") -> Kept:
    return kept(SMALL.format(steps=steps, test=test, amount=amount))


def verdict(of: Kept, number: int = 0, cases: int = 40) -> Verdict:
    return tried(of.graph, of.promises[number], of.worlds, "it.plan", cases)


def replayed(of: Kept, found: Verdict) -> tuple[Fraction, Fraction]:
    """What the interpreter pays for the case, before and after."""
    assert found.case is not None and found.fall is not None
    data = load_grids(of.worlds.world.grids(found.case, "it.plan"), of.graph.calendar).data
    assert data is not None
    fall = found.fall
    cell = Cell(fall.data, fall.column, data[fall.data].ids.index(fall.row))
    both = [paid(of.graph, with_cell(data, cell, t), Watched([fall.person])) for t in (fall.from_, fall.to)]
    assert all(isinstance(one, tuple) for one in both)
    return both[0][0], both[1][0]  # type: ignore[index]


def test_the_account_executive_plan_loses_a_cent_and_says_so() -> None:
    strict = kept(AE.replace(TOLERANT, STRICT))
    found = verdict(strict, cases=100)
    assert found.kind == "broken" and found.fall is not None and found.case is not None
    assert (found.fall.before, found.fall.after) == replayed(strict, found)
    assert Fraction(1, 100) <= found.fall.before - found.fall.after <= Fraction(5, 100)
    assert len(found.case["deal"]) <= 3 and len(found.case["participant"]) == 1
    # The same search once more: it ends at the same case, and falls by the same.
    lines = run_promise(strict.promises[0], strict, "it.plan", 100).lines
    case, fall = grids(found.case, strict.graph), found.fall
    assert list(lines[: len(case)]) == case and lines[len(case)].startswith(f"{fall.person} is paid ")
    assert all(amount_text(one, 2) in lines[len(case)] for one in (fall.before, fall.after, fall.from_, fall.to))
    said = " ".join(lines)
    assert "rounding results one by one" in said and "never falls by more than" in said


TO_DATE = """    measure Booked for each credit of Bookings = running total amount of the participant's Bookings in the quarter

    commission Base for each credit of Bookings {
        pay      Booked counting this credit
        times    participant.variable / participant.quota
        times    tiers by Attainment counting this credit, each slice at its own tier {
            from   0% below  50%: 0.5x
            from  50% below 100%: 1.0x
            from 100% below 150%: 1.5x
            from 150%           : 2.0x
        }
        rounded  each credit
        at most  3 * participant.variable each credit, excess lost
        minus    what this rule already paid in the quarter
    }
"""


def test_the_repairs_hold() -> None:
    """A tolerance, or rounding the running total: what the message offers, on the same plan."""
    assert verdict(kept(AE), cases=16).kind == "tested"
    head, _, rest = AE.partition("    commission Base")
    rounded = kept((head + TO_DATE + rest.partition("    }\n\n")[2]).replace(TOLERANT, STRICT))
    assert verdict(rounded, cases=16).kind == "tested"


def test_a_rounded_running_total_is_proven_to_rise() -> None:
    of = small(SO_FAR)
    assert verdict(of).kind == "proven"
    assert "adds up to amounts that never go the other way" in run_promise(of.promises[0], of, "it.plan", 1).said


def test_a_rate_that_falls_breaks_it_by_more_than_cents() -> None:
    of = small(WHOLE)
    found = verdict(of)
    assert found.kind == "broken" and found.fall is not None
    low, high = replayed(of, found)
    assert low - high > 100 and found.fall.from_ < 10_000 <= found.fall.to
    assert verdict(small(WHOLE, TOLERANT.replace("0.05", "10,000"))).kind == "tested"


@pytest.mark.parametrize(
    ("test", "amount", "kind"),
    [
        ("for each deal: total amount of Sales in the deal is deal.amount", "deal.amount", "proven"),
        ("for each deal: total amount of Sales in the deal is deal.amount", "50% of deal.amount, rounded", "broken"),
        ("total of everyone's Base in the plan is at most 100 USD", "deal.amount", "broken"),
        ("total of everyone's Base in the plan is at least 0 USD", "deal.amount", "proven"),
        ("for each credit of Sales: Base is at most credit.amount", "deal.amount", "proven"),
        ("for each credit of Sales: Base is below 1,000 USD", "deal.amount", "broken"),
    ],
)
def test_conditions(test: str, amount: str, kind: str) -> None:
    of = small("pay  10% of credit.amount\n        rounded each credit", test, amount)
    found = verdict(of)
    assert found.kind == kind
    if kind == "broken":
        assert found.case is not None and len(found.case["deal"]) == 1
        assert run_promise(of.promises[0], of, "it.plan", 40).lines[-1].startswith("does not hold for ")


def test_promises_change_nobodys_pay() -> None:
    with_test = compile_text(AE, "it.plan")
    without = compile_text("\n".join(line for line in AE.splitlines() if '    test "' not in line), "it.plan")
    assert with_test.graph is not None and without.graph is not None
    assert list(with_test.graph.tables) == list(without.graph.tables)
    for name, table in with_test.graph.tables.items():
        assert list(table.columns) == list(without.graph.tables[name].columns)
