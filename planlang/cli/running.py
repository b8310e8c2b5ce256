"""A run by an engine: what ``planlang run`` does once it knows the plan, the periods and where the data is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol

from planlang.cli.findings import complain
from planlang.cli.options import say
from planlang.cli.paying import reject
from planlang.cli.progress import Progress
from planlang.cli.stop import DATA, USAGE, Stop, wrong_usage
from planlang.data.named import Sources
from planlang.data.outputs import Format
from planlang.run.result import Rejected, RunFault, Summary
from planlang.slotted import frozen

if TYPE_CHECKING:
    from planlang.cli.audit import Audit
    from planlang.cli.compiled import Compiled
    from planlang.core.dataset import Dataset
    from planlang.diagnostics.model import Diagnostic
    from planlang.diagnostics.place import DataPlace
    from planlang.engines.sql.compiler import Overflow
    from planlang.engines.sql.executors.base import Executor
    from planlang.engines.sql.inputs import TableFacts
    from planlang.run.engine.duckrun import DuckRun
    from planlang.run.engine.elsewhere import DatasetRun
    from planlang.run.engine.pay import Doubt, EngineRun
    from planlang.run.explained.write import ExplainAll
    from planlang.run.tables import Output
    from planlang.run.write import Beside

MOST_ROWS = 2_000_000
"""With more rows than this the interpreter is asked what is wrong with some of the rows at fault: all would take too long."""


@frozen
class Run:
    """What is to be paid, and where the results go."""

    ready: Compiled
    data: Sources
    chosen: tuple[int, ...]
    out: Path | None
    form: Format
    color: str
    findings: str
    progress: Progress
    explain_all: bool = False

    def reject(self, rejected: Rejected) -> NoReturn:
        """Says what is wrong with the data, and ends the command."""
        reject(rejected, self.ready.sources, self.color, self.findings)

    def written(self, failed: tuple[Diagnostic, ...]) -> None:
        """Says why the results could not be written, and ends the command."""
        if failed:
            complain(failed, {}, self.color)
            raise Stop(USAGE)


@frozen
class Done:
    """A run that is done. ``shown`` is the payout table, where that is what was asked for."""

    summary: Summary
    shown: str | None


def in_interpreter(run: Run, keep_steps: bool = False, refused: bool = False) -> Done:
    """Pays with the reference interpreter; ``refused``: an engine is sure that this data can't be paid."""
    from planlang.run.pay import pay_with, reader_of
    from planlang.run.show import payout_table
    from planlang.run.steps import steps_tables
    from planlang.run.write import write_run

    dataset, digest = _loaded(run)
    run.progress.step("paying")
    try:
        reader = reader_of(run.ready.graph, dataset)
        result = pay_with(reader, run.chosen)
    except Rejected as rejected:
        run.reject(rejected)
    if refused:
        raise RunFault("DuckDB refuses this data and the interpreter doesn't: one of them is wrong")
    if run.out is None:
        return Done(result.summary, payout_table(result.summary, result.payouts))
    run.progress.step("writing")
    more = steps_tables(reader) if keep_steps else None
    with _beside(run, lambda: result.payouts, dataset, digest) as beside:
        run.written(write_run(run.out, result, run.ready.whole, digest, run.form, more, beside))
    return Done(result.summary, None)


@contextlib.contextmanager
def _beside(
    run: Run, payouts: Callable[[], Output], data: Dataset | None, digest: str, memory: str | None = None
) -> Iterator[ExplainAll | None]:
    """All explanations, if they are asked for. Of large data they come from slices, whatever has been loaded."""
    if not run.explain_all or run.out is None:
        yield None
        return
    from planlang.data.large import is_large
    from planlang.data.write import NotWritten
    from planlang.engines.interpreter import Evaluator
    from planlang.run.explained.batches import Batches, Sliced, Whole
    from planlang.run.explained.write import explain_all

    graph, progress = run.ready.graph, run.progress
    progress.step("explaining")
    batches: Batches
    if is_large(graph.records, run.data):
        batches = Sliced(graph, run.data, memory)
    else:
        if data is None:
            data, digest = _loaded(run)
        batches = Whole(Evaluator(graph, data), digest)
    try:
        with explain_all(graph, (run.ready.name, run.ready.text), batches, run.out, memory) as beside:
            beside.fill(run.chosen, payouts(), lambda done, of: progress.step(f"explaining {done:,} of {of:,} payouts"))
            progress.step("writing")
            yield beside
    except NotWritten as error:
        run.written((error.diagnostic,))


def _loaded(run: Run) -> tuple[Dataset, str]:
    from planlang.data.load import load

    run.progress.step("reading the data")
    loaded = load(run.ready.graph.records, run.data.directories, run.ready.graph.calendar, run.data.given)
    if loaded.data is None:
        run.reject(Rejected(loaded.diagnostics))
    if loaded.diagnostics:
        complain(loaded.diagnostics, run.ready.sources, run.color)
    return loaded.data, loaded.digest


@frozen
class Engine:
    """What pays, and how it runs. ``address`` says which PostgreSQL database or Spark master."""

    name: str = "duckdb"
    address: str | None = None
    memory: str | None = None
    spill: str | None = None
    threads: int | None = None

    @property
    def title(self) -> str:
        """Its name for people."""
        return {"duckdb": "DuckDB", "postgres": "PostgreSQL", "spark": "Spark"}[self.name]


class Session(Protocol):
    """An engine with the data of a plan in it."""

    @property
    def tables(self) -> Mapping[str, TableFacts]: ...
    @property
    def executor(self) -> Executor: ...
    def pay(self, chosen: Sequence[int]) -> EngineRun: ...
    def write(
        self, run: EngineRun, directory: Path, plan_text: str, form: Format, beside: Beside | None = None
    ) -> tuple[Diagnostic, ...]: ...
    def extreme(self, overflow: Overflow) -> DataPlace | None: ...
    def close(self) -> None: ...


def in_engine(run: Run, engine: Engine, audit: Audit | None = None) -> Done:
    """Pays with an engine; what it can't pay the interpreter does, and says why."""
    from planlang.engines.sql.compiler import Overflow
    from planlang.engines.sql.executors.base import EngineError, WrongType
    from planlang.run.engine.pay import Doubt
    from planlang.run.engine.select import NotInEngine
    from planlang.run.show import payout_table

    session: Session | None = None
    try:
        session = _duckdb(run, engine) if engine.name == "duckdb" else _elsewhere(run, engine)
        if audit is not None:
            audit.prepare(run, session)
        run.progress.step("paying")
        paid = session.pay(run.chosen)
        if audit is not None:
            run.progress.step("auditing")
            audit.compare(run, session, paid)
        if run.out is None:
            return Done(paid.summary, payout_table(paid.summary, paid.table("payouts")))
        run.progress.step("writing")
        data, digest = getattr(session, "data", None), getattr(session, "digest", "")
        with _beside(run, lambda: paid.table("payouts"), data, digest, engine.memory) as beside:
            run.written(session.write(paid, run.out, run.ready.whole, run.form, beside))
        return Done(paid.summary, None)
    except Rejected as rejected:
        run.reject(rejected)
    except NotInEngine as why:
        say(f"paid by the interpreter, as {engine.title} can't: {why}")
        return in_interpreter(run)
    except Overflow as overflow:
        assert session is not None
        from planlang.run.overflow import too_large

        run.reject(Rejected([too_large(overflow, session.extreme(overflow), "--engine interpreter")]))
    except WrongType:
        raise
    except EngineError as error:
        raise wrong_usage(str(error)) from None
    except Doubt as doubt:
        assert session is not None
        rows = sum(table.rows for table in session.tables.values())
        if not doubt.sure:
            # A value may be missing that nobody asks for: only the interpreter, which asks cell by cell, can tell. Where
            # it refuses the data, its findings are all there is to say.
            done = in_interpreter(run)
            say(f"paid by the interpreter, as {engine.title} can't be sure that {doubt}")
            return done
        if rows > MOST_ROWS:
            _say_what(run, session, doubt)
    finally:
        if session is not None:
            session.close()
    in_interpreter(Run(run.ready, run.data, run.chosen, None, run.form, run.color, run.findings, run.progress))
    raise RunFault(f"{engine.title} and the interpreter differ: one of them refuses this data, the other doesn't")


def _say_what(run: Run, session: Session, doubt: Doubt) -> NoReturn:
    """Ends the command with what is wrong with some rows of data too large to look at as a whole."""
    from planlang.run.engine.doubted import doubted, said_of

    run.progress.step("looking for the rows at fault")
    rows = doubted(session.executor, run.ready.graph, session.tables)
    if rows and (found := said_of(run.ready.graph, run.data, rows)):
        for one in rows:
            if one.count > one.some:
                say(f"{one.count:,} rows of {one.demand.table} are at fault; findings are about {one.some} of them")
        run.reject(Rejected(found))
    raise Stop(DATA, f"the data is rejected: {doubt}; nothing was paid and nothing was written")


def _duckdb(run: Run, engine: Engine) -> DuckRun:
    from planlang.engines.sql.executors.base import Options
    from planlang.engines.sql.executors.duckdb_executor import opening

    run.progress.step("reading the data")
    options = Options(engine.memory, engine.threads, engine.spill)
    opened = opening(options)
    from planlang.run.engine.duckrun import DuckRun  # which takes as long as opening the session

    return DuckRun(run.ready.graph, run.data, options, run.out, opened)


def _elsewhere(run: Run, engine: Engine) -> DatasetRun:
    """A session with a database or cluster: opened first, as nothing need be read when there is none."""
    from planlang.engines.sql.executors import Options, open_executor
    from planlang.run.engine.elsewhere import DatasetRun

    run.progress.step(f"connecting to {engine.title}")
    executor = open_executor(engine.name, engine.address, Options(engine.memory, engine.threads, engine.spill))
    try:
        data, digest = _loaded(run)
        run.progress.step("sending the data")
        return DatasetRun(executor, run.ready.graph, data, digest)
    except BaseException:
        executor.close()
        raise
