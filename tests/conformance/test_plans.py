"""Every plan of this repository that has data, on every engine: each cell is the interpreter's."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.engines.sql.compiler import Overflow
from planlang.engines.sql.executors import Executor
from tests.conformance import sources
from tests.conformance.comparing import compare
from tests.conformance.engines import FAST, sessions
from tests.conformance.paying import pays_alike
from tests.conformance.profiles import EVERYTHING
from tests.conformance.sources import PLANS, PUBLISHED, ROOT, Case
from tests.docs.test_examples import PAGES, plans_of, together
from tests.servers import ENGINES, Engines


@pytest.mark.parametrize("engine", FAST)
@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_examples(plan: Path, engine: str, engines: Engines) -> None:
    each(sources.of_plan(plan), engine, engines)


@pytest.mark.parametrize("engine", FAST)
@pytest.mark.parametrize("page", [together(page) for page in PAGES])
def test_documentation(page: Path, engine: str, engines: Engines) -> None:
    cases = sources.of_page(page)
    assert bool(cases) == any("    example " in plan.text for plan in plans_of(page))
    each(cases, engine, engines)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", sources.MODEL_NAMES)
def test_model_plans(name: str, engine: str, engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> None:
    if engine == "spark" and name not in sources.BY_DEFAULT_ON_SPARK and not EVERYTHING:
        pytest.skip("a spread of smaller plans has what this one has; PLANLANG_CONFORMANCE=1 runs this one, too")
    each((sources.of_model(name, tmp_path_factory.mktemp("model")),), engine, engines, as_users=True)


TOO_LARGE = {"sec-1080747-bookings"}
"""Three quotients of amounts in millions, none of them rounded: a run says that 38 digits are too few for what they come to."""


@pytest.mark.parametrize("plan", PUBLISHED, ids=lambda path: path.stem)
def test_published_examples_are_paid_alike(plan: Path) -> None:
    for case in sources.of_plan(plan):
        try:
            pays_alike(case.graph, case.data)
        except Overflow:
            assert plan.stem in TOO_LARGE
        else:
            assert plan.stem not in TOO_LARGE


@pytest.mark.parametrize("engine", FAST)
def test_kept_plans(engine: str, engines: Engines) -> None:
    each(sources.of_seeds(), engine, engines)


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_a_spread_on_spark(engines: Engines) -> None:
    each(tuple(_everything() if EVERYTHING else sources.spread(_of_models_on_spark())), "spark", engines)


def _everything() -> list[Case]:
    every = [case for path in PLANS for case in sources.of_plan(path)]
    every += [case for page in PAGES for case in sources.of_page(page)]
    return [*every, *sources.of_seeds()]


def _of_models_on_spark() -> set[str]:
    """The traits of the plans that ``test_model_plans`` compares there, but for the CRM plan, whose data are made first."""
    names = (name for name in sources.BY_DEFAULT_ON_SPARK if not name.startswith("crm"))
    return {trait for name in names for trait in sources.of_model(name, sources.MODELS).traits}


@pytest.mark.xdist_group("spark")
def test_a_spread_has_every_operation_in_every_form() -> None:
    had = _of_models_on_spark()
    found = sources.spread(had)
    met = had.union(*(case.traits for case in found))
    assert met == had | {trait for path in PLANS for case in sources.of_plan(path) for trait in case.traits}
    assert len(found) < 20, "a spread is few"


@pytest.mark.xdist_group("spark")
def test_the_plans_have_examples() -> None:
    """Of the pages, ``test_documentation`` says which have some."""
    assert sum(len(sources.of_plan(path)) for path in PLANS) > 70
    assert sum("    example " in plan.text for page in PAGES for plan in plans_of(page)) > 15
    assert {path.parent.name for path in PLANS} > {"cases", "lowering", "quarterly_ae"}
    assert ROOT in PLANS[0].parents


def each(cases: tuple[Case, ...], engine: str, engines: Engines, *, as_users: bool = False) -> None:
    """Compares every cell of every case."""
    for case in cases:
        with sessions(engines, engine, as_users=as_users) as session:
            _one(session, case, as_users)


def _one(session: Executor, case: Case, as_users: bool) -> None:
    try:
        compare(session, case.graph, case.data, case.known, plans=session.dialect.name == "duckdb")
        if session.dialect.name == "duckdb" and (EVERYTHING or not as_users):  # models are paid by tests of their own
            pays_alike(case.graph, case.data)
    except Exception as error:
        error.add_note(case.where)
        raise
