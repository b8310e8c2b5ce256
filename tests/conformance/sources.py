"""Plans with data that lie in this repository: each plan file or page is one source of several cases."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph, Lookup, Part, Total
from planlang.data.load import load
from planlang.run.result import Rejected
from planlang.slotted import frozen
from planlang.testing.examples import example_data, examples_of
from tests.conformance.comparing import Expected, expected, in_engines
from tests.docs.test_examples import plans_of
from tests.models.support import PUBLISHED_CRM, script

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "stdlib_plans"
SEEDS = ROOT / "tests" / "fuzz" / "seeds"


@frozen
class Case:
    """A graph with data, and what the interpreter says of it."""

    where: str
    graph: Graph
    data: Dataset
    known: Expected

    @property
    def traits(self) -> frozenset[str]:
        """The operations in it, with what tells their forms apart."""
        return frozenset(
            trait for table in self.graph.tables.values() for column in table.columns.values() for trait in _traits(column.op)
        ) | {type(table.rows).__name__ for table in self.graph.tables.values()}  # fmt: skip


def _traits(op: Part) -> Iterator[str]:
    name = type(op).__name__
    yield name
    for word in ("function", "mode", "kind", "which", "word", "relation", "inclusive", "missing"):
        if hasattr(op, word):
            yield f"{name} {getattr(op, word)}"
    for word in ("where", "between", "on", "refused"):
        if getattr(op, word, None):
            yield f"{name} {word}"
    if isinstance(op, (Lookup, Total)):
        yield f"{name} by {len(op.match)}"


PLANS = sorted([*(ROOT / "tests" / "cases").glob("*.plan"), *(ROOT / "tests" / "lowering").glob("*.plan"),
                *MODELS.rglob("*.plan")])  # fmt: skip


@cache
def of_plan(path: Path) -> tuple[Case, ...]:
    """The examples of a plan."""
    return tuple(of_text(path.read_text("utf-8"), str(path.relative_to(ROOT))))


@cache
def of_page(page: Path) -> tuple[Case, ...]:
    """The examples on a page of the documentation, of whole plans and of parts with the plan around them."""
    return tuple(case for plan in plans_of(page) for case in of_text(plan.text, plan.where))


def of_text(text: str, where: str) -> Iterator[Case]:
    """The examples of a plan's text; those whose data the loader rejects have nothing to compare."""
    compiled = compile_text(text, where)
    if compiled.graph is None or compiled.plan_tree is None:
        return
    for example in examples_of(compiled.plan_tree):
        try:
            data = example_data(example, compiled.graph, where).data
        except Rejected:
            continue
        assert data is not None
        wanted = in_engines(compiled.graph)
        yield Case(f"{where}: {example.title}", compiled.graph, data, expected(compiled.graph, data, wanted))


@cache
def of_files(plan: Path, *directories: Path) -> Case:
    """A plan with directories of data."""
    graph = compile_text(plan.read_text("utf-8"), plan.name).graph
    assert graph is not None
    loaded = load(graph.records, list(directories), graph.calendar)
    assert loaded.data is not None, loaded.diagnostics[:3]
    return Case(str(plan.relative_to(ROOT)), graph, loaded.data, expected(graph, loaded.data))


MODEL_NAMES = ("quarterly_ae", "eight_answers", "smb_ae", "enterprise_ae", "sales_manager", "spring_contest", "global_overlay", "crm_quarter",
               "crm_quarter published", "sdr", "channel_partner", "customer_success", "services", "executive")  # fmt: skip
NOT_BY_DEFAULT_ON_SPARK = (
    "crm_quarter published",
    "enterprise_ae",
    "sdr",
    "channel_partner",
    "customer_success",
    "services",
    "executive",
)


def of_model(name: str, work: Path) -> Case:
    """A model plan with its data; that of the CRM plan is made in ``work``."""
    if not name.startswith("crm"):
        return of_files(MODELS / name / f"{name}.plan", MODELS / name / "data")
    export = work / "export"
    if name.endswith("published"):
        export = PUBLISHED_CRM
        if not export.is_dir():
            pytest.skip("the published CRM export is not beside this repository")
    else:
        script("stdlib_plans/crm_quarter/generate.py", "--out", export)
    script("stdlib_plans/crm_quarter/roster.py", "--export", export, "--out", work / "roster")
    return of_files(MODELS / "crm_quarter" / "crm_quarter.plan", export, work / "roster")


def of_seeds() -> tuple[Case, ...]:
    """Generated plans that are kept, with their files."""
    return tuple(of_files(seed / "made.plan", seed / "data") for seed in sorted(SEEDS.iterdir()))


def traits_of_models() -> set[str]:
    """What the model plans have that are compared on every engine, but for the CRM plan, whose data are made first."""
    names = (name for name in MODEL_NAMES if not name.startswith("crm") and name not in NOT_BY_DEFAULT_ON_SPARK)
    return {trait for name in names for trait in of_model(name, MODELS).traits}


def spread(most: int, had: Collection[str] = ()) -> list[Case]:
    """Few cases that together have all operations in all their forms: always the one that adds most next, the smallest of those.

    ``had`` are traits that others have already.
    """
    left = [case for path in PLANS for case in of_plan(path)]
    size = {case.where: sum(map(len, (table.columns for table in case.graph.tables.values()))) for case in left}
    found: list[Case] = []
    seen = set(had)
    while len(found) < most and left:
        best = max(left, key=lambda case: (len(case.traits - seen), -size[case.where]))
        if not best.traits - seen:
            break
        found.append(best)
        seen |= best.traits
        left.remove(best)
    return found
