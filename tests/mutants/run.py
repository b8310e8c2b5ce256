"""Runs seeded defects: what says that something is wrong with the plan."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from planlang.check import check_text
from planlang.semantics.library import Library
from planlang.slotted import frozen
from planlang.syntax import tree
from planlang.syntax.parse import parse
from planlang.testing.examples import examples_of, run_example
from tests.mutants.kinds import KINDS, Plan, Site, defective, nodes_of

ROOT = Path(__file__).parents[2]
WANTED = 200
EXAMPLES, TESTS = "examples of the plan", "tests of the plan"


ALWAYS = {
    "a bound of one row is another number": {"bands-gap", "bands-overlap", "empty-band", "end-open"},
    "a boundary belongs to both rows or to none": {"bands-gap", "bands-overlap"},
    "a row is missing": {"bands-gap", "end-open"},
    "a rate in a table lost its percent sign": {"unit-slip", "percent-or-number", "kind-mismatch", "rate-dips"},
    "a table doesn't say how it applies": {"application-open"},
    "a limit doesn't say of what": {"limit-per-what-open", "limit-whose-open"},
    "a limit doesn't say what becomes of the rest": {"limit-excess-open", "limit-shortfall-open"},
    "a gate doesn't say otherwise what": {"gate-otherwise-open"},
    "halves are left open": {"halves-open"},
    "the order has no tie-break": {"tie-break-open"},
    "nobody gets the odd cents": {"odd-cents-open", "payment-cents-open", "rounding-open"},
    "a deal that crosses is not decided": {"crossing-open"},
    "a total has no window": {"window-open"},
    "a window of dates is of another year": {"never-applies"},
    "a rule stands twice, under another name": {"paid-again"},
    "the payout doesn't add a rule": {"never-paid"},
}
"""The kinds that a check always catches, and the findings that say so."""


@frozen
class Mutant:
    """One defect of one plan."""

    kind: str
    plan: Plan
    site: Site

    @property
    def text(self) -> str:
        """The plan with the defect."""
        return defective(self.plan, self.site)

    @property
    def where(self) -> str:
        """The plan and line of the defect, and what stood there."""
        start, end, instead = self.site[0]
        line = self.plan.text.count("\n", 0, start) + 1
        was = " ".join(self.plan.text[start:end].split())[:50]
        return f"{self.plan.name}:{line}: `{was}` is now `{' '.join(instead.split())[:50]}`"


@cache
def models() -> tuple[Plan, ...]:
    """The model plans that stand in one file, in the order of their names."""
    return _parsed(sorted((ROOT / "stdlib_plans").glob("*/*.plan")))


@cache
def plans() -> tuple[Plan, ...]:
    """The same, and those of published cases."""
    return models() + _parsed(sorted((ROOT / "tests" / "cases").glob("*.plan")))


def _parsed(paths: list[Path]) -> tuple[Plan, ...]:
    found = []
    for path in paths:
        parsed = parse(path.read_bytes(), path.name)
        if parsed.tree is not None and len(parsed.tree.items) == 1 and isinstance(parsed.tree.items[0], tree.Plan):
            plan = parsed.tree.items[0]
            found.append(Plan(path.name, parsed.source, plan, nodes_of(plan)))
    return tuple(found)


def mutants(wanted: int = WANTED) -> list[Mutant]:
    """That many defects, as evenly over the kinds as their places allow, and over the plans."""
    places = {
        kind: [Mutant(kind, plan, site) for plan in plans() for site in made(plan)] for kind, made in KINDS.items()
    }
    share = dict.fromkeys(places, 0)
    left = min(wanted, sum(len(found) for found in places.values()))
    while left:
        for kind, found in places.items():
            if left and share[kind] < len(found):
                share[kind] += 1
                left -= 1
    return [found[index * len(found) // share[kind]] for kind, found in places.items() for index in range(share[kind])]


def caught_by(mutant: Mutant) -> tuple[str, ...]:
    """The findings of a check; else whether the plan's examples or its `test` lines fail; nothing where all is silent."""
    text = mutant.text
    result = check_text(text, mutant.plan.name, Library(ROOT / "tests" / "cases"))
    if result.diagnostics:
        return tuple(sorted({found.rule for found in result.diagnostics}))
    assert result.graph is not None and result.plan is not None
    for example in examples_of(result.plan):
        if not run_example(example, result.graph, mutant.plan.name, result.source).passed:
            return (EXAMPLES,)
    return (TESTS,) if _promise_broken(mutant, text) else ()


def _promise_broken(mutant: Mutant, text: str) -> bool:
    if not any(isinstance(item, tree.Promise) for item in mutant.plan.plan.items):
        return False
    from planlang.promises.outcomes import kept_promises, run_promise

    kept = kept_promises(text, mutant.plan.name)
    return any(not run_promise(one, kept, mutant.plan.name, 50).passed for one in kept.promises)


def listed(name: str) -> bool:
    """Whether the docs say of a plan's file why nothing is said of a defect in it."""
    text = (ROOT / "docs" / "suspicious.md").read_text(encoding="utf-8")
    rows = text.partition("| Plan | What it says now |")[2].partition("\n\n")[0]
    return f"`{name.removesuffix('.plan')}`" in rows
