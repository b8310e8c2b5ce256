"""Finds tests: the examples of plan files, and fixture directories."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from planlang.cli.files import below, library_of, missing, read_plan
from planlang.compile import compile_text
from planlang.core.graph import Graph
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.order import has_errors
from planlang.slotted import define, field, frozen
from planlang.syntax import tree
from planlang.testing import fixtures
from planlang.testing.examples import examples_of, run_example
from planlang.testing.outcome import Outcome


@frozen
class Test:
    """One test: ``group`` is the plan or directory that it belongs to, ``run`` does it."""

    __test__ = False  # for pytest: this is no test of ours

    group: str
    title: str
    sources: dict[str, str]
    run: Callable[[], Outcome]

    @property
    def name(self) -> str:
        """What a selection looks at."""
        return f"{self.group}: {self.title}"


@frozen
class Broken:
    """A plan with errors: its tests can't run."""

    path: str
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, str]


@define
class Collection:
    """All tests of some paths, in one order everywhere."""

    tests: list[Test] = field(factory=list)
    broken: list[Broken] = field(factory=list)
    cases: int = 100

    @property
    def names(self) -> list[str]:
        """The tests' titles."""
        return [test.title for test in self.tests]


def collect(paths: Iterable[str], cases: int = 100) -> Collection:
    """The tests of plan files, of fixture directories, and of all of them in directories and below; ``cases`` for each promise."""
    found = Collection(cases=cases)
    graphs: dict[str, tuple[Graph, str] | None] = {}
    asked = list(paths) or ["."]
    plans: list[str] = []
    directories: list[Path] = []
    for path in asked:
        place = Path(path)
        if place.is_dir():
            plans.extend(below(place, "*.plan"))
            if fixtures.is_fixture(place):
                directories.append(place)
            inside = (one for one in place.rglob("expected") if one.is_dir() and one.parent != place)
            shown = [one.parent for one in inside if not any(p.startswith(".") for p in one.relative_to(place).parts)]
            directories.extend(sorted(shown, key=lambda one: one.parts))
        elif place.exists():
            plans.append(path)
        else:
            raise missing(path)
    for plan in dict.fromkeys(plans):
        if plan in asked or not _module(plan):
            graphs[plan] = _examples(plan, found)
    for directory in dict.fromkeys(directories):
        _fixture(directory, found, graphs)
    return found


def _compile(path: str, found: Collection) -> tuple[Graph, str, list[Test]] | None:
    name, data = read_plan(path)
    result = compile_text(data, name, library_of(path))
    if result.graph is None:
        from planlang.readings import settled_plan

        plan = settled_plan(result.source, name, result.diagnostics, library_of(path))
        result = result if plan is None else plan.compiled
    if result.graph is None or result.plan_tree is None or has_errors(result.diagnostics):
        found.broken.append(Broken(path, tuple(result.diagnostics), {name: result.source, **result.modules}))
        return None
    graph, source = result.graph, result.source
    tests = [
        Test(path, example.title, {name: source}, lambda e=example: run_example(e, graph, name, source))  # type: ignore[misc]
        for example in examples_of(result.plan_tree)
    ]
    if graph.payout is not None or any(isinstance(item, tree.Promise) for item in result.plan_tree.items):
        from planlang.promises.outcomes import kept_promises, run_promise

        kept = kept_promises(source, name, library_of(path))
        tests += [
            Test(path, one.title, {name: source}, lambda p=one: run_promise(p, kept, name, found.cases))  # type: ignore[misc]
            for one in kept.promises
        ]
    return graph, source, tests


def _module(path: str) -> bool:
    """Whether a file found in a directory holds no plan, but what plans use."""
    from planlang.check import check_text

    name, data = read_plan(path)
    if re.search(rb"^\s*plan\s", data, re.MULTILINE):
        return False
    return check_text(data, name, library_of(path)).module


def _examples(path: str, found: Collection) -> tuple[Graph, str] | None:
    compiled = _compile(path, found)
    if compiled is None:
        return None
    graph, source, tests = compiled
    found.tests.extend(tests)
    return graph, source


def _fixture(directory: Path, found: Collection, graphs: dict[str, tuple[Graph, str] | None]) -> None:
    fixture = fixtures.fixture(directory)
    path = str(fixture.plan)
    if path not in graphs:
        graphs[path] = _examples(path, found)
    ready = graphs[path]
    if ready is None:
        return
    graph, source = ready
    found.tests.append(
        Test(str(directory), "expected results", {path: source}, lambda: fixtures.run_fixture(fixture, graph))
    )
