"""One round: something mutated, and what has to hold of the answer."""

from __future__ import annotations

import random
import re
import signal
import tempfile
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType

from planlang.compile import CompileResult, compile_text
from planlang.core.graph import Graph
from planlang.core.invariants import violations
from planlang.core.texts import whole_text
from planlang.data.load import LoadResult, load
from planlang.diagnostics import catalogue
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.order import has_errors
from planlang.engines.interpreter import Evaluator
from planlang.explain.document import render, text_digest, to_document
from planlang.explain.steps import explain
from planlang.explain.verify import read_rows, verify_text
from planlang.run.pay import pay
from planlang.run.result import Rejected
from planlang.semantics.library import Library
from planlang.syntax.formatting import format_text
from tests.fuzz import deeper
from tests.fuzz.mutate import Plans, mutated_file

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 5
LONGER = 6
"""How many times as long may be looked for cases, promises be tried and amounts be varied."""


@dataclass(frozen=True)
class Seed:
    """A plan and the data files beside it, if it has any."""

    name: str
    text: str
    files: dict[str, bytes]
    modules: dict[str, str] = field(default_factory=dict)


@cache
def seeds() -> tuple[Seed, ...]:
    """All model plans, the plans of the tests, and ``seeds``: made by ``tests/strategies``, with their data."""
    found = []
    for path in sorted([*(ROOT / "stdlib_plans").rglob("*.plan"), *(ROOT / "tests").rglob("*.plan")]):
        data = path.parent / "data"
        files = {file.name: file.read_bytes() for file in sorted(data.glob("*.csv"))} if data.is_dir() else {}
        found.append(Seed(str(path.relative_to(ROOT)), path.read_text("utf-8"), files, _modules(path)))
    assert found
    return tuple(found)


def _modules(path: Path) -> dict[str, str]:
    """The other plan files in the folder of a plan that uses some, and below it."""
    if not re.search(r'^use "(?!stdlib/)', path.read_text("utf-8"), re.MULTILINE):
        return {}
    beside = (one for one in sorted(path.parent.rglob("*.plan")) if one != path)
    return {one.relative_to(path.parent).as_posix(): one.read_text("utf-8") for one in beside}


@cache
def plans() -> Plans:
    return Plans([seed.text for seed in seeds()])


class TooSlow(Exception):
    """A case took longer than it may."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Stops what takes longer; only in the main thread. Seconds of the processor: other work on the machine slows nothing down."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass(frozen=True)
class Case:
    """What was mutated, and how."""

    seed: str
    text: str
    files: dict[str, bytes]
    modules: dict[str, str] = field(default_factory=dict)


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
    draw = chance.random()
    some = [one for one in seeds() if (one.files if draw < 0.57 else one.modules if draw < 0.64 else True)]
    seed = chance.choice(some)
    text, files = seed.text, seed.files
    if not files or chance.random() < 0.85:
        text = plans().mutated(text, chance)
    if files and (text == seed.text or chance.random() < 0.1):
        name = chance.choice(sorted(files))
        files = {**files, name: mutated_file(files[name], chance)}
    modules = seed.modules
    if modules and chance.random() < 0.5:
        text, name = seed.text if chance.random() < 0.7 else text, chance.choice(sorted(modules))
        modules = {**modules, name: plans().mutated(modules[name], chance)}
    if files and chance.random() < 0.05:
        files = in_several(files, chance)
    return Case(seed.name, text, files, modules)


def in_several(files: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """The same data with the rows of one table in a directory of several files, one of them now and then mutated or empty."""
    name = chance.choice(sorted(files))
    head, *rows = files[name].split(b"\n")
    parts: list[list[bytes]] = [[] for _ in range(chance.choice((1, 2, 3)))]
    for row in rows:
        chance.choice(parts).append(row)
    stem, dot, kind = name.rpartition(".")
    split = {f"{stem}/{n}{dot}{kind}": b"\n".join([head, *part]) + b"\n" for n, part in enumerate(parts)}
    if chance.random() < 0.3:
        one = chance.choice(sorted(split))
        split[one] = mutated_file(split[one], chance)
    return {**{other: data for other, data in files.items() if other != name}, **split}


def answer(found: Case, seconds: int = SECONDS) -> Failure | None:
    """Checks, loads and pays a case; ``None`` where all that came was findings or results."""
    try:
        with tempfile.TemporaryDirectory() as name:
            _answer(found, Path(name), seconds)
    except Exception:
        return Failure(found, traceback.format_exc())
    return None


def findings(some: tuple[Diagnostic, ...]) -> None:
    """Each finding has a name that can be looked up, and something to say."""
    assert len(some) <= 1_000
    for one in some:
        assert catalogue.head(one.rule).code != "P000", f"unknown finding {one.rule}"
        assert one.message and len(one.message) < 2_000, one.rule


def _written(files: Mapping[str, bytes], directory: Path) -> Path:
    directory.mkdir()
    for name, data in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(data)
    return directory


def _answer(found: Case, directory: Path, seconds: int) -> None:
    chance = random.Random(len(found.text))
    library = None
    if found.modules:
        texts = {name: text.encode("utf-8", "surrogatepass") for name, text in found.modules.items()}
        library = Library(_written(texts, directory / "plans"))
    with at_most(seconds):
        compiled = _checked(found, library, chance)
    if compiled.graph is None:
        if chance.random() < 0.3:
            with at_most(seconds * LONGER):
                findings(deeper.questioned(compiled, "fuzz.plan", library))
        return
    loaded = None
    if found.files:
        with at_most(seconds):
            loaded = _paid(compiled, compiled.graph, _written(found.files, directory / "data"), chance.random() < 0.1)
    with at_most(seconds * LONGER):
        if chance.random() < 0.3:
            deeper.tested(compiled, "fuzz.plan", library, chance)
        if loaded is not None and chance.random() < 0.1:
            deeper.analysed(compiled.graph, loaded, chance)
        if loaded is not None and compiled.graph.payout is not None and chance.random() < 0.03:
            deeper.kept(compiled.graph, compiled, loaded, directory / "kept")


def _checked(found: Case, library: Library | None, chance: random.Random) -> CompileResult:
    compiled = compile_text(found.text.encode("utf-8", "surrogatepass"), "fuzz.plan", library)
    findings(compiled.diagnostics)
    assert (compiled.graph is None) == has_errors(compiled.diagnostics), "neither a graph nor an error"
    if compiled.plan_tree is not None and chance.random() < 0.2:
        formatted = format_text(compiled.source, "fuzz.plan").text
        assert formatted is not None and format_text(formatted, "fuzz.plan").text == formatted, (
            "formatting is not idempotent"
        )
    sound = violations(compiled.graph) if compiled.graph is not None else []
    assert not sound, f"unsound graph: {sound[0]}"
    return compiled


def _paid(compiled: CompileResult, graph: Graph, directory: Path, explaining: bool) -> LoadResult | None:
    """What was loaded, where it could be paid."""
    loaded = load(graph.records, [directory], graph.calendar)
    findings(loaded.diagnostics)
    assert (loaded.data is None) == has_errors(loaded.diagnostics), "neither data nor an error"
    if loaded.data is None:
        return None
    try:
        pay(graph, loaded.data)
    except Rejected as rejected:
        findings(rejected.diagnostics)
        assert rejected.diagnostics
        return None
    if explaining and graph.payout is not None:
        _explained(compiled, graph, loaded, directory)
    return loaded


def _explained(compiled: CompileResult, graph: Graph, loaded: LoadResult, directory: Path) -> None:
    """The verifier accepts what is explained."""
    info = graph.payout
    assert info is not None and loaded.data is not None
    reader, sources = Evaluator(graph, loaded.data), {"fuzz.plan": compiled.source, **compiled.modules}
    files = (path for path in sorted(directory.rglob("*")) if path.is_file())
    rows = {path.relative_to(directory).as_posix(): read_rows(path) for path in files}
    for row in range(min(2, reader.count(info.table))):
        who, when = (reader.value(info.table, key, row) for key in (info.participant, info.period))
        explained = explain(reader, str(who), int(when or 0), plan_text=sources)
        assert explained is not None
        document = to_document(
            explained, "fuzz.plan", text_digest(whole_text(compiled.source, graph.modules)), "sha256:" + loaded.digest
        )
        problems = verify_text(render(document), sources, rows, "sha256:" + loaded.digest)
        assert not problems, f"explanation rejected: {problems[0]}"
