"""Plans with data that lie in this repository: each plan file or page is one source of several cases."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache, cached_property
from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph, Lookup, Part, Total
from planlang.data.load import load
from planlang.engines.sql.evaluate import every_column
from planlang.run.result import Rejected
from planlang.testing.examples import example_data, examples_of
from tests.conformance.comparing import Expected, expected, in_engines
from tests.docs.test_examples import compiled, plans_of
from tests.models.support import PUBLISHED_CRM, script

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "stdlib_plans"
SEEDS = ROOT / "tests" / "fuzz" / "seeds"


class Case:
    """A graph with data; what the interpreter says of it is worked out for those that are compared."""

    def __init__(self, where: str, graph: Graph, data: Dataset) -> None:
        self.where, self.graph, self.data = where, graph, data

    @cached_property
    def known(self) -> Expected:
        """What the interpreter says."""
        return expected(self.graph, self.data, in_engines(self.graph, self.data))

    @cached_property
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

PUBLISHED = sorted((ROOT / "tests" / "published").glob("*.plan"))


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
    found = compiled(text, where)
    if found.graph is None or found.plan_tree is None:
        return
    for example in examples_of(found.plan_tree):
        try:
            data = example_data(example, found.graph, where).data
        except Rejected:
            continue
        assert data is not None
        yield Case(f"{where}: {example.title}", found.graph, data)


@cache
def of_files(plan: Path, *directories: Path) -> Case:
    """A plan with directories of data."""
    graph = compile_text(plan.read_text("utf-8"), plan.name).graph
    assert graph is not None
    loaded = load(graph.records, list(directories), graph.calendar)
    assert loaded.data is not None, loaded.diagnostics[:3]
    assert in_engines(graph, loaded.data) == every_column(graph), "an engine has every column of a model"
    return Case(str(plan.relative_to(ROOT)), graph, loaded.data)


MODEL_NAMES = ("quarterly_ae", "eight_answers", "smb_ae", "enterprise_ae", "sales_manager", "spring_contest", "global_overlay", "crm_quarter",
               "crm_quarter published", "sdr", "channel_partner", "customer_success", "services", "executive")  # fmt: skip
BY_DEFAULT_ON_SPARK = ("quarterly_ae", "crm_quarter")
"""Planning one query takes Spark as long as another engine takes for a plan."""


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


def spread(had: Collection[str] = ()) -> list[Case]:
    """A few small cases that together have all operations of the examples in all their forms.

    Always the one that adds most for its size is taken next; what the others then have, too, is left out again. ``had``
    are traits that others have already.
    """
    every = [case for path in PLANS for case in of_plan(path)]
    wanted = frozenset(trait for case in every for trait in case.traits) - set(had)
    left, found, missing = list(every), list[Case](), set(wanted)
    while missing:
        best = max(left, key=lambda case: len(case.traits & missing) / _size(case))
        found.append(best)
        missing -= best.traits
        left.remove(best)
    for case in sorted(found, key=_size, reverse=True):
        if wanted <= {trait for other in found if other is not case for trait in other.traits}:
            found.remove(case)
    return found


def _size(case: Case) -> int:
    """How many columns an engine makes; each table costs as much as ten of them."""
    return sum(len(table.columns) + 10 for table in case.graph.tables.values())
