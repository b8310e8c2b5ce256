"""Every plan that comes with planlang, with a clause less or a bound weakened, and what the check says of it.

The places come from the syntax tree, by kind of node (``clauses``), in all files of ``stdlib_plans``, ``tests/cases`` and
``tests/questions/sound``: those that use modules and those that are amended, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from planlang.check import CheckResult, check_text
from planlang.core.graph import Graph
from planlang.readings.meaning import different
from planlang.semantics.library import Library
from planlang.slotted import frozen
from planlang.syntax import tree
from planlang.syntax.parse import parse
from tests.mutants.kinds import Plan, Site, defective, nodes_of
from tests.mutants.run import ROOT
from tests.readings.clauses import DECIDING, Part

IF_NEGATIVE: Part = ("IfNegative", "")
"""What becomes of a payout below zero."""

MODELS, CASES, SOUND = ROOT / "stdlib_plans", ROOT / "tests" / "cases", ROOT / "tests" / "questions" / "sound"


@frozen(eq=False, repr=False)
class Host:
    """A sound plan: its text and nodes, where its modules are, and what it means."""

    plan: Plan
    library: Library
    graph: Graph
    model: bool

    def checked(self, site: Site) -> CheckResult:
        """What is said of the plan with an edit made."""
        return check_text(defective(self.plan, site), self.plan.name, self.library)

    def pays_the_same(self, made: CheckResult) -> bool:
        """Whether the plan with an edit is proven to pay what it paid."""
        return made.graph is not None and different([self.graph, made.graph]) == []

    def stops_below_zero(self, made: CheckResult, site: Site) -> bool:
        """Whether the plan without an answer to a negative payout pays as if it were collected, but for a run that stops at one."""
        start, end, _ = site[0]
        collected = self.checked(((start, end, "if negative  collected"),)).graph
        if made.graph is None or made.graph.payout is None or collected is None or collected.payout is None:
            return False
        guarded = not made.graph.payout.negative_answered and collected.payout.negative_answered
        return guarded and different([collected, made.graph]) == []

    def said(self, site: Site) -> str:
        """The place of an edit, and what is gone."""
        start, end, instead = site[0]
        line = self.plan.text.count("\n", 0, start) + 1
        return f"{self.plan.name}:{line}: `{' '.join(self.plan.text[start:end].split())}` is now `{instead}`"


def files() -> list[Path]:
    """The files of sound plans, model plans first."""
    return [*sorted(MODELS.glob("*/*.plan")), *sorted(CASES.glob("*.plan")), *sorted(SOUND.glob("*.plan"))]


@cache
def hosts() -> tuple[Host, ...]:
    """All sound plans, model plans first. Reading them takes seconds, so one worker gets the tests that need all (``ALL``)."""
    return tuple(found for path in files() if (found := _host(path)) is not None)


ALL = pytest.mark.xdist_group("all sound plans")


def host_of(name: str) -> Host:
    """A sound plan by the name of its file."""
    return next(found for path in files() if path.name == name and (found := _host(path)) is not None)


@cache
def _host(path: Path) -> Host | None:
    """The plan of a file; ``None`` for a piece that plans use."""
    parsed = parse(path.read_bytes(), path.name)
    assert parsed.tree is not None
    said = [item for item in parsed.tree.items if isinstance(item, (tree.Plan, tree.Amend))]
    if not any(isinstance(item, tree.Plan) for item in said):
        return None
    nodes = tuple(node for item in said for node in (item, *nodes_of(item)))  # type: ignore[arg-type]
    plan = Plan(path.name, parsed.source, said[0], nodes)  # type: ignore[arg-type]
    library = Library(path.parent)
    result = check_text(parsed.source, path.name, library)
    assert result.graph is not None and not result.diagnostics, path.name
    return Host(plan, library, result.graph, MODELS in path.parents)


def clauses(host: Host) -> Iterator[tuple[Part, Site]]:
    """Each clause of a plan that answers a question, taken out."""
    for part, clause in DECIDING.items():
        for site in clause.sites(host.plan, part[0]):
            yield part, site


# --- bounds ----------------------------------------------------------------------------------------

OTHER = {
    "from": "above", "above": "from", "after": "from", "below": "through", "through": "below", "before": "through",
}  # fmt: skip
COVER = {"bands-gap", "bands-overlap", "end-open"}


def bounds(host: Host) -> Iterator[Site]:
    """Each bound of each table of a plan: another word, and left out."""
    for node in host.plan.nodes:
        keys = [row.key for row in getattr(node, "rows", ()) if isinstance(row, (tree.Row, tree.MatrixRow))]
        if isinstance(node, tree.Matrix):
            keys += node.columns
        for key in keys:
            if isinstance(key, tree.Bounds):
                yield from _weaker(host.plan, key)


def _weaker(plan: Plan, key: tree.Bounds) -> Iterator[Site]:
    start, words = key.span.start, plan.words(key)
    for word in re.finditer(rf"\b({'|'.join(OTHER)})\b", words):
        yield ((start + word.start(), start + word.end(), OTHER[word.group()]),)
    if key.low is not None and key.high is not None:
        yield ((start, key.low.span.end, ""),)
        yield ((key.low.span.end, key.span.end, ""),)


def harmless(plan: Plan, site: Site) -> bool:
    """The row that starts at 0 may as well start below it, and the first place is the first; of slices, a row may start just above 0.

    So with a row that starts, or ends, where the column of the data does.
    """
    start, end, instead = site[0]
    bound = " ".join(plan.text[start:end].split())
    if not instead and re.search(rf"\w: +\w+, [^\n]*\b{re.escape(bound)}\b", plan.text):
        return True
    return instead in ("", "above") and re.match(r"from +(0\b|1 through)", plan.text[start:]) is not None


def keys(host: Host) -> Iterator[Site]:
    """Each order with its tie-breaks gone, all but the first key."""
    for node in host.plan.of(tree.Ordered, tree.Gathers):
        assert isinstance(node, (tree.Ordered, tree.Gathers))
        if len(node.keys) > 1:
            yield ((node.keys[0].span.end, node.keys[-1].span.end, ""),)
