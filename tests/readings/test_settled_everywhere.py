"""Plans with a clause less whose questions make no difference: what is proven of them is so, whichever clause it was."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from planlang.check import check_text
from planlang.compile import CompileResult
from planlang.diagnostics.edits import edited
from planlang.diagnostics.order import severity
from planlang.promises.worlds import Payable, worlds_of
from planlang.readings import settled_plan
from planlang.readings.answers import Origin
from planlang.readings.cases import Shape
from planlang.readings.outcomes import outcome
from tests.mutants.kinds import Plan, Site, defective
from tests.mutants.run import models, plans
from tests.readings.clauses import DECIDING


def sites(hosts: Iterable[Plan]) -> list[tuple[Plan, Site]]:
    """Every place of a clause that decides something, in a mixed order that is the same each time."""
    some = list(hosts)
    found = [(plan, site) for part, clause in DECIDING.items() for plan in some for site in clause.sites(plan, part[0])]
    random.Random(5).shuffle(found)
    return found


def readings(text: str, name: str) -> list[CompileResult]:
    """The plan with each answer to its first question, and the first answer to any that is left."""
    found = []
    errors = [one for one in check_text(text, name).diagnostics if severity(one) == "error"]
    for repair in errors[0].repairs:
        source = edited(text, repair.edits)
        for _ in range(4):
            made = Origin(name).compile(source)
            left = [one for one in made.diagnostics if severity(one) == "error"]
            if not left:
                break
            source = edited(source, left[0].repairs[0].edits)
        found.append(made)
    return found


def tried(some: list[tuple[Plan, Site]]) -> tuple[int, int]:
    """How many of these plans are settled, and how many cases were paid in each reading."""
    plans_settled = cases = 0
    for plan, site in some:
        text = defective(plan, site)
        if settled_plan(text, plan.name, check_text(text, plan.name).diagnostics) is None:
            continue
        plans_settled += 1
        made = []
        for one in readings(text, plan.name):
            assert one.graph is not None and one.plan_tree is not None
            made.append(Payable(one.graph, worlds_of(one.graph, one.plan_tree, plan.name), plan.name))
        draw = random.Random(1)
        for number in range(5):
            case = made[0].worlds.drawn(draw, Shape(1 + number % 2, 1 + number, 1 + number % 2))
            data = [one.data(case) for one in made]
            paid = [outcome(one.graph, rows) for one, rows in zip(made, data) if rows is not None]
            assert len(paid) in (0, len(made))
            first = paid[0] if paid else None
            for other in paid:
                assert first is not None
                assert (other.payouts, other.rows, other.credits) == (first.payouts, first.rows, first.credits), text
                assert (other.refused is None) == (first.refused is None), text
            cases += bool(paid)
    return plans_settled, cases


def test_some() -> None:
    some = [plan for plan in models() if plan.name in ("sdr.plan", "smb_ae.plan", "crm_quarter.plan")]
    ordered = [(plan, site) for plan, site in sites(some) if "ordered" in plan.text[site[0][0] : site[0][1]]]
    settled, cases = tried(ordered[:4])
    assert settled >= 2 and cases >= 4


@pytest.mark.slow
def test_many() -> None:
    settled, cases = tried(sites([*models(), *plans()])[:900])
    assert settled >= 30 and cases >= 100
