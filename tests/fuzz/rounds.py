"""One round: something mutated, and what has to hold of the answer."""

from __future__ import annotations

import random
import signal
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType

from planlang.compile import compile_text
from planlang.core.graph import Graph
from planlang.core.invariants import violations
from planlang.data.load import load
from planlang.diagnostics import catalogue
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.order import has_errors
from planlang.engines.interpreter import Evaluator
from planlang.explain.document import render, text_digest, to_document
from planlang.explain.steps import explain
from planlang.explain.verify import read_rows, verify_text
from planlang.run.pay import pay
from planlang.run.result import Rejected
from planlang.syntax.formatting import format_text
from tests.fuzz.mutate import Plans, mutated_file

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 5


@dataclass(frozen=True)
class Seed:
    """A plan and the data files beside it, if it has any."""

    name: str
    text: str
    files: dict[str, bytes]


@cache
def seeds() -> tuple[Seed, ...]:
    """All model plans, the plans of the tests, and ``seeds``: made by ``tests/strategies``, with their data."""
    found = []
    for path in sorted([*(ROOT / "stdlib_plans").rglob("*.plan"), *(ROOT / "tests").rglob("*.plan")]):
        data = path.parent / "data"
        files = {file.name: file.read_bytes() for file in sorted(data.glob("*.csv"))} if data.is_dir() else {}
        found.append(Seed(str(path.relative_to(ROOT)), path.read_text("utf-8"), files))
    assert found
    return tuple(found)


@cache
def plans() -> Plans:
    return Plans([seed.text for seed in seeds()])


class TooSlow(Exception):
    """A case took longer than it may."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Stops what takes longer; only in the main thread."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@dataclass(frozen=True)
class Case:
    """What was mutated, and how."""

    seed: str
    text: str
    files: dict[str, bytes]


@dataclass(frozen=True)
class Failure:
    """A case that was not answered by findings."""

    case: Case
    what: str

    @property
    def kind(self) -> str:
        """Alike failures have one kind."""
        lines = [line.strip() for line in self.what.strip().splitlines()]
        places = [line for line in lines if line.startswith("File ")]
        last = places[-1] if places else ""
        return f"{lines[-1][:80]} @ {last[-90:]}"


def case(number: int, start: int) -> Case:
    """The case of a round; the same for the same numbers."""
    chance = random.Random(f"{start}/{number}")
    payable = [one for one in seeds() if one.files]
    seed = chance.choice(payable if chance.random() < 0.6 else seeds())
    text, files = seed.text, seed.files
    if not files or chance.random() < 0.85:
        text = plans().mutated(text, chance)
    if files and (text == seed.text or chance.random() < 0.1):
        name = chance.choice(sorted(files))
        files = {**files, name: mutated_file(files[name], chance)}
    return Case(seed.name, text, files)


def answer(found: Case, seconds: int = SECONDS) -> Failure | None:
    """Checks, loads and pays a case; ``None`` where all that came was findings or results."""
    try:
        with at_most(seconds):
            _answer(found)
    except Exception:
        return Failure(found, traceback.format_exc())
    return None


def findings(some: tuple[Diagnostic, ...]) -> None:
    """Each finding has a name that can be looked up, and something to say."""
    assert len(some) <= 1_000
    for one in some:
        assert catalogue.head(one.rule).code != "P000", f"unknown finding {one.rule}"
        assert one.message and len(one.message) < 2_000, one.rule


def _answer(found: Case) -> None:
    encoded = found.text.encode("utf-8", "surrogatepass")
    compiled = compile_text(encoded, "fuzz.plan")
    findings(compiled.diagnostics)
    assert (compiled.graph is None) == has_errors(compiled.diagnostics), "neither a graph nor an error"
    chance = random.Random(len(found.text))
    if compiled.plan_tree is not None and chance.random() < 0.2:
        formatted = format_text(compiled.source, "fuzz.plan").text
        assert formatted is not None and format_text(formatted, "fuzz.plan").text == formatted, (
            "formatting is not idempotent"
        )
    if compiled.graph is None:
        return
    sound = violations(compiled.graph)
    assert not sound, f"unsound graph: {sound[0]}"
    if found.files:
        _pay(compiled.graph, compiled.source, found.files, chance.random() < 0.1)


def _pay(graph: Graph, text: str, files: dict[str, bytes], explaining: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        for file, data in files.items():
            (directory / file).write_bytes(data)
        loaded = load(graph.records, [directory], graph.calendar)
        findings(loaded.diagnostics)
        assert (loaded.data is None) == has_errors(loaded.diagnostics), "neither data nor an error"
        if loaded.data is None:
            return
        try:
            pay(graph, loaded.data)
        except Rejected as rejected:
            findings(rejected.diagnostics)
            assert rejected.diagnostics
            return
        if not explaining or graph.payout is None:
            return
        reader, info = Evaluator(graph, loaded.data), graph.payout
        rows = {file: read_rows(directory / file) for file in files}
        for row in range(min(2, reader.count(info.table))):
            who, when = (reader.value(info.table, key, row) for key in (info.participant, info.period))
            explained = explain(reader, str(who), int(when or 0), plan_text={"fuzz.plan": text})
            assert explained is not None
            document = to_document(explained, "fuzz.plan", text_digest(text), "sha256:" + loaded.digest)
            problems = verify_text(render(document), {"fuzz.plan": text}, rows, "sha256:" + loaded.digest)
            assert not problems, f"explanation rejected: {problems[0]}"
