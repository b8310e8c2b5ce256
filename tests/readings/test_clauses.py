"""Every clause that answers a question is asked for when it is gone, whatever plan or page has it (all plans one by one: ``test_systematic``).

Which parts of the language decide something is read off the syntax tree (``clauses``). Two places of each are tried.
"""

from __future__ import annotations

import datetime
import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

import planlang
from planlang.check import check_text
from planlang.diagnostics import catalogue
from planlang.readings import witnessed
from planlang.syntax import tree
from planlang.syntax.parse import parse
from tests.mutants.kinds import Plan, Site, defective, nodes_of
from tests.mutants.run import ROOT, models, plans
from tests.readings.clauses import DECIDING, SETTLED, UNASKED, Part
from tests.readings.test_model_plans import replay

MODELS = ROOT / "stdlib_plans"
PAGES = Path(planlang.__file__).parent / "diagnostics" / "rules"
T = TypeVar("T")


# --- what the tree has -----------------------------------------------------------------------------


def _parts() -> Iterator[Part]:
    """Each part of the tree that may be absent."""
    for name, kind in vars(tree).items():
        if not inspect.isclass(kind) or not issubclass(kind, tree.Node) or kind in (tree.Node, tree.Statement):
            continue
        if issubclass(kind, tree.Statement) and kind not in (tree.Row, tree.MatrixRow, tree.PlanFile):
            yield name, ""
        for field in kind._fields:
            said = next(
                str(base.__annotations__[field]) for base in kind.__mro__ if field in inspect.get_annotations(base)
            )
            if field != "tail" and ("None" in said or said.startswith("tuple") or said == "bool"):
                yield name, field


def test_each_part_of_the_tree_is_listed_once() -> None:
    listed = [*DECIDING, *(part for parts in SETTLED.values() for part in parts)]
    assert len(listed) == len(set(listed)), sorted(part for part in listed if listed.count(part) > 1)
    found = {*_parts(), ("Row", ""), ("MatrixRow", ""), ("Fallback", "otherwise"), ("Converted", "on")}
    assert set(listed) == found, (sorted(found - set(listed)), sorted(set(listed) - found))


def test_each_question_about_what_is_left_open_belongs_to_a_clause() -> None:
    asked = {rule for clause in DECIDING.values() for rule in clause.asks}
    assert {head.name for head in catalogue.heads() if head.name.endswith("-open")} - asked == ELSEWHERE.keys()


ELSEWHERE = {
    "count-of-shared-open": "what is counted answers it: each credit, or each `different` deal of the credits",
    "followed-periods-open": "a `when` with any day in it answers it, so that it stands with conditions",
    "paid-in-parts-open": "`take back` has to say one thing or another of what is paid in parts",
    "whose-period-open": "the day whose period is meant can be said of any period, and is asked in a `where` alone",
    "whose-column-open": "two people of one condition can each be meant, whatever else the `where` says",
}
"""Questions that no one clause answers by standing there; their pages show each in a plan."""


# --- less of a plan --------------------------------------------------------------------------------


@cache
def _good(rule: str) -> tuple[Plan, ...]:
    """The good plans of a page."""
    text = (PAGES / f"{rule}.md").read_text(encoding="utf-8").partition("## Good")[2]
    found = []
    for number, source in enumerate(re.findall(r"```plan\n(.*?)```", text, re.DOTALL)):
        parsed = parse(source, rule)
        assert parsed.tree is not None
        nodes = tuple(node for item in parsed.tree.items for node in (item, *nodes_of(item)))  # type: ignore[arg-type]
        found.append(Plan(f"{rule} {number}", source, parsed.tree.items[0], nodes))  # type: ignore[arg-type]
    return tuple(found)


def _places(part: Part) -> list[tuple[Plan, Site]]:
    """Where a clause stands: in the model plans, else in published cases, else in the good plans of its pages."""
    clause = DECIDING[part]
    pages = (plan for rule in sorted(clause.asks - {"syntax"}) for plan in _good(rule))
    for hosts in (models, plans, lambda: pages, lambda: (_running(),)):
        found = [(plan, site) for plan in hosts() for site in clause.sites(plan, part[0])]
        if found:
            return found
    return []


def _running() -> Plan:
    """A model plan that reads a running total where it is needed, without giving it a name first."""
    model = next(plan for plan in models() if plan.name == "eight_answers.plan")
    total = "running total amount of the participant's Sales in the quarter counting this credit"
    text = model.text.replace("pay      SalesSoFar counting this credit", f"pay      {total}")
    parsed = parse(text, model.name)
    assert parsed.tree is not None and isinstance(parsed.tree.items[0], tree.Plan)
    return Plan(model.name, text, parsed.tree.items[0], nodes_of(parsed.tree.items[0]))


def _spread(items: list[T], wanted: int) -> list[T]:
    wanted = min(wanted, len(items))
    return [items[number * len(items) // wanted] for number in range(wanted)]


def _asked_for(part: Part, places: Iterable[tuple[Plan, Site]]) -> None:
    for plan, site in places:
        found = [one.rule for one in check_text(defective(plan, site), plan.name).diagnostics]
        start, end, _ = site[0]
        said = f"{plan.name}: without `{plan.text[start:end]}`: {found}"
        if (plan.name, part) in UNASKED:
            assert found == [], f"{said} It is asked for now."
        else:
            assert len(found) == 1 and found[0] in DECIDING[part].asks, said


@pytest.mark.parametrize("part", DECIDING, ids=" ".join)
def test_a_clause_less_is_its_question_and_no_other(part: Part) -> None:
    places = _places(part)
    assert places, "no plan has such a clause"
    _asked_for(part, _spread(places, 2))


@pytest.mark.slow
@pytest.mark.parametrize("plan", [one.name.removesuffix(".plan") for one in models()])
def test_each_case_that_is_shown_is_paid_as_it_says(plan: str) -> None:
    for part, clause in DECIDING.items():
        places = [(one, site) for one in models() if one.name == f"{plan}.plan" for site in clause.sites(one, part[0])]
        for one, site in places if plan == "eight_answers" else _spread(places, 1):
            text = defective(one, site)
            for asked in witnessed(text, "plan.plan", check_text(text, "plan.plan").diagnostics):
                for number, _ in enumerate(asked.witness.readings if asked.witness is not None else ()):
                    replay(text, asked, number)


# --- windows ---------------------------------------------------------------------------------------


def _windows() -> list[tuple[Plan, tree.Rule, tree.AddRules, tree.Bounds]]:
    """The rules of the model plans that are paid in a window of dates, and what adds them."""
    found = []
    for plan in models():
        adds = next(node for node in plan.of(tree.AddRules))
        for rule in plan.of(tree.Rule):
            for node in (part for step in tree.children(rule) for part in tree.children(step)):
                between = [one for one in (node, *tree.children(node)) if isinstance(one, tree.Between)]
                if between and isinstance(between[0].bounds.low, tree.DateLit) and isinstance(rule, tree.Rule):
                    assert isinstance(adds, tree.AddRules)
                    found.append((plan, rule, adds, between[0].bounds))
    return found


def _in_another_window(
    plan: Plan, rule: tree.Rule, adds: tree.AddRules, window: tree.Bounds, start: datetime.date
) -> str:
    """The plan with the rule once more, in a window that starts on another day and lasts a week."""
    words, at = plan.words(rule), rule.span.start
    end = start + datetime.timedelta(days=6)
    other = f"is from {start} through {end}"
    again = words[: window.span.start - at] + other + words[window.span.end - at :]
    again = again.replace(rule.name, f"{rule.name}Again", 1)
    return defective(
        plan,
        ((rule.span.end, rule.span.end, f"\n\n    {again}"), (adds.span.end, adds.span.end, f", {rule.name}Again")),
    )


def test_windows_that_overlap_pay_twice_and_windows_that_meet_do_not() -> None:
    windows = _windows()
    assert len(windows) >= 2
    for plan, rule, adds, window in windows:
        assert isinstance(window.high, tree.DateLit)
        last = window.high.value
        overlap = _in_another_window(plan, rule, adds, window, last)
        assert "both-pay" in {one.rule for one in check_text(overlap, plan.name).diagnostics}, plan.name
        meeting = _in_another_window(plan, rule, adds, window, last + datetime.timedelta(days=1))
        assert "both-pay" not in {one.rule for one in check_text(meeting, plan.name).diagnostics}, plan.name
