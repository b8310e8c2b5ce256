"""A run by an engine: what ``planlang run`` does once it knows the plan, the periods and where the data is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from attr import frozen

from planlang.cli.findings import complain
from planlang.cli.options import say
from planlang.cli.paying import reject
from planlang.cli.progress import Progress
from planlang.cli.stop import DATA, USAGE, Stop, wrong_usage
from planlang.data.outputs import Format
from planlang.run.result import Rejected, RunFault, Summary

if TYPE_CHECKING:
    from planlang.cli.compiled import Compiled
    from planlang.core.dataset import Dataset
    from planlang.diagnostics.model import Diagnostic
    from planlang.engines.sql.compiler import Overflow
    from planlang.run.engine.duckrun import DuckRun

MOST_ROWS = 2_000_000
"""With more rows than this the interpreter is not asked what is wrong with the data: it would take too long."""


@frozen
class Run:
    """What is to be paid, and where the results go."""

    ready: Compiled
    directories: list[Path]
    chosen: tuple[int, ...]
    out: Path | None
    form: Format
    color: str
    findings: str
    progress: Progress

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
    run.written(write_run(run.out, result, run.ready.text, digest, run.form, more))
    return Done(result.summary, None)


def _loaded(run: Run) -> tuple[Dataset, str]:
    from planlang.data.load import load

    run.progress.step("reading the data")
    loaded = load(run.ready.graph.records, run.directories, run.ready.graph.calendar)
    if loaded.data is None:
        run.reject(Rejected(loaded.diagnostics))
    if loaded.diagnostics:
        complain(loaded.diagnostics, run.ready.sources, run.color)
    return loaded.data, loaded.digest


def in_duckdb(run: Run, memory: str | None, spill: str | None, threads: int | None) -> Done:
    """Pays with DuckDB; what it can't pay the interpreter does, and says why."""
    from planlang.engines.sql.compiler import Overflow
    from planlang.engines.sql.executors.base import EngineError, Options
    from planlang.run.engine.duckrun import DuckRun
    from planlang.run.engine.pay import Doubt
    from planlang.run.engine.select import NotInEngine
    from planlang.run.show import payout_table

    run.progress.step("reading the data")
    session: DuckRun | None = None
    try:
        session = DuckRun(run.ready.graph, run.directories, Options(memory, threads, spill), run.out)
        run.progress.step("paying")
        paid = session.pay(run.chosen)
        if run.out is None:
            return Done(paid.summary, payout_table(paid.summary, paid.table("payouts")))
        run.progress.step("writing")
        run.written(session.write(paid, run.out, run.ready.text, run.form))
        return Done(paid.summary, None)
    except Rejected as rejected:
        run.reject(rejected)
    except NotInEngine as why:
        say(f"paid by the interpreter, as DuckDB can't: {why}")
        return in_interpreter(run)
    except Overflow as overflow:
        assert session is not None
        run.reject(Rejected([_too_large(session, overflow)]))
    except EngineError as error:
        raise wrong_usage(str(error)) from None
    except Doubt as doubt:
        assert session is not None
        rows = sum(table.rows for table in session.tables.values())
        if rows > MOST_ROWS:
            raise Stop(DATA, f"the data is rejected: {doubt}; nothing was paid and nothing was written") from None
        sure = doubt.sure
    finally:
        if session is not None:
            session.close()
    return in_interpreter(run, refused=sure)


def _too_large(session: DuckRun, overflow: Overflow) -> Diagnostic:
    """A number that could leave 38 digits, with the row that makes it so."""
    from planlang.diagnostics.model import Label, Repair, finding
    from planlang.diagnostics.place import NOWHERE

    place = session.extreme(overflow)
    column = overflow.column
    plan = column.place or NOWHERE
    return finding(
        "number-too-large",
        f"{column.says} could need more than 38 digits with this data",
        place or plan,
        "the largest value of this column" if place else "",
        also=(Label(plan, column.says),) if place else (),
        consequence="nothing is paid: an engine that runs out of digits would pay something else",
        repairs=(
            Repair("Correct the value, if it is wrong."),
            Repair("Pay with the interpreter, whose numbers have no end: --engine interpreter"),
        ),
    )
