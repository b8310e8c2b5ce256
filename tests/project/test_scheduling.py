"""Two workers get every test once, and what is done is not kept."""

from __future__ import annotations

import os
import random
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import LONGEST_NAME, pytest_cmdline_main, pytest_make_parametrize_id

scheduling = pytest.importorskip("tests.scheduling", reason="pytest-xdist isn't installed")


class Worker:
    """What the scheduler knows of a worker."""

    def __init__(self) -> None:
        self.waiting: list[int] = []
        self.shutting_down = False
        self.gateway = SimpleNamespace(id="a worker")

    def send_runtest_some(self, tests: list[int]) -> None:
        self.waiting += tests

    def shutdown(self) -> None:
        self.shutting_down = True


def test_each_test_runs_once_and_is_forgotten(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    tests = [f"test_a.py::test[{n}]{'@shared' if n < 20 else ''}" for n in range(200)]
    monkeypatch.setattr("xdist.scheduler.loadscope.parse_tx_spec_config", lambda config: ["popen", "popen"])
    given: Any = scheduling.Forgetting(pytestconfig)
    workers = [Worker(), Worker()]
    for worker in workers:
        given.add_node(worker)
        given.add_node_collection(worker, list(tests))
    given.schedule()
    chance, done = random.Random(1), list[tuple[Worker, int]]()
    while busy := [worker for worker in workers if worker.waiting]:
        worker = chance.choice(busy)
        done.append((worker, worker.waiting.pop(0)))
        given.mark_test_complete(*done[-1])
        assert sum(map(len, given.assigned_work.values())) < 10
    assert sorted(number for _, number in done) == list(range(200))
    assert len({worker for worker, number in done if number < 20}) == 1, "a group stays together"
    assert not given.has_pending and all(worker.shutting_down for worker in workers)


@pytest.mark.xdist_group("a group")
def test_a_group_is_seen(request: pytest.FixtureRequest) -> None:
    """Or tests that share what is slow to start would be spread over the workers: so it was with pytest 9.2 and xdist 3.8."""
    if request.config.getoption("loadgroup", default=False):
        assert request.node.nodeid.endswith("@a group")


@pytest.mark.parametrize("workers", [None, 2])
def test_what_workers_start_with(workers: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    config: Any = SimpleNamespace(option=SimpleNamespace(numprocesses=workers, dist="no"))
    pytest_cmdline_main(config)
    assert config.option.dist == ("loadgroup" if workers else "no")
    assert ("PYTHONDONTWRITEBYTECODE" in os.environ) == (not workers)


def test_no_test_is_called_by_a_million_characters(request: pytest.FixtureRequest) -> None:
    assert len(pytest_make_parametrize_id("a" * 1_000_000) or "") < LONGEST_NAME
    assert len(pytest_make_parametrize_id(b"\xff" * 1_000_000) or "") < LONGEST_NAME
    assert pytest_make_parametrize_id("a" * LONGEST_NAME) is None and pytest_make_parametrize_id(10**6) is None
    assert max(len(item.nodeid) for item in request.session.items) < 10 * LONGEST_NAME
