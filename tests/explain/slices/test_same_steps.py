"""A slice gives the steps that all data give, for every plan with data that there is and many that nobody wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conformance import sources
from tests.explain.slices.comparing import compare, to_parquet, write
from tests.explain.worlds import model
from tests.strategies.described import World
from tests.strategies.worlds import worlds

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@pytest.mark.parametrize("plan", sources.PLANS, ids=lambda path: path.stem)
def test_examples(plan: Path, tmp_path: Path) -> None:
    text = {str(plan.relative_to(sources.ROOT)): plan.read_text("utf-8")}
    for number, case in enumerate(sources.of_plan(plan)):
        directory = tmp_path / str(number)
        directory.mkdir()
        write(case.data, directory, case.graph.calendar)
        compare(case.graph, directory, text)


@pytest.mark.parametrize("name", ["quarterly_ae", "eight_answers"])
def test_model_plans(name: str, tmp_path: Path) -> None:
    world = model(name)
    data = sources.MODELS / name / "data"
    graph, texts = world.graph, world.texts
    assert compare(graph, data, texts, 1_000) > 0
    to_parquet(data, tmp_path)
    assert compare(graph, tmp_path, texts) > 0


def test_the_crm_plan(tmp_path: Path) -> None:
    case = sources.of_model("crm_quarter", tmp_path)
    directory = tmp_path / "files"
    directory.mkdir()
    write(case.data, directory, case.graph.calendar)
    plan = sources.MODELS / "crm_quarter" / "crm_quarter.plan"
    assert compare(case.graph, directory, {plan.name: plan.read_text("utf-8")}) > 5


@settings(max_examples=30, deadline=None, suppress_health_check=SLOW)
@given(worlds(), st.booleans())
def test_generated_plans(tmp_path_factory: pytest.TempPathFactory, world: World, parquet: bool) -> None:
    from planlang.compile import compile_text

    directory = tmp_path_factory.mktemp("world")
    for name, text in world.files().items():
        (directory / name).write_text(text, "utf-8")
    if parquet:
        other = tmp_path_factory.mktemp("parquet")
        to_parquet(directory, other)
        directory = other
    graph = compile_text(world.text(), "made.plan").graph
    assert graph is not None
    compare(graph, directory, {"made.plan": world.text()}, 4)
