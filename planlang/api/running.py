"""One run: by DuckDB, or by the interpreter where that is asked for or DuckDB can't."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from planlang.api.errors import DataError, PlanlangError
from planlang.core.graph import Graph
from planlang.data.named import Sources
from planlang.run.result import Rejected, RunFault, RunResult, Summary
from planlang.slotted import frozen

if TYPE_CHECKING:
    from planlang.api.session import Session
    from planlang.engines.sql.executors.base import Options
    from planlang.explain.model import Reader
    from planlang.run.engine.pay import EngineRun

MOST_ROWS = 2_000_000
"""With more rows than this the interpreter is not asked what is wrong with the data: it would take too long."""


@frozen
class Task:
    """What is to be paid."""

    graph: Graph
    name: str
    text: str
    inputs: Sources
    chosen: tuple[int, ...]

    @property
    def whole(self) -> str:
        """The plan's text with those of the modules that it uses, for digests."""
        from planlang.core.texts import whole_text

        return whole_text(self.text, self.graph.modules)

    def refused(self, rejected: Rejected) -> DataError:
        """The error that a user sees."""
        return DataError(rejected.diagnostics, {self.name: self.text})

    def read(self) -> tuple[Reader, str]:
        """The interpreter with all data, checked, and the data's digest. Raises ``DataError``."""
        from planlang.data.load import load
        from planlang.run.pay import reader_of

        try:
            loaded = load(self.graph.records, self.inputs.directories, self.graph.calendar, self.inputs.given)
        finally:
            self.inputs.close()
        try:
            if loaded.data is None:
                raise Rejected(loaded.diagnostics)
            return reader_of(self.graph, loaded.data), loaded.digest
        except Rejected as rejected:
            raise self.refused(rejected) from None


@frozen
class ByEngine:
    """A run whose rows are in DuckDB."""

    session: Session
    run: EngineRun
    rows: dict[str, int]
    """How many rows each table has."""

    @property
    def summary(self) -> Summary:
        """What it comes to."""
        return self.run.summary


@frozen
class ByInterpreter:
    """A run whose rows are here. ``why`` says why DuckDB could not make it, where it was asked to."""

    result: RunResult
    reader: Reader
    digest: str
    why: str | None = None

    @property
    def summary(self) -> Summary:
        """What it comes to."""
        return self.result.summary


Made = ByEngine | ByInterpreter


def interpreted(task: Task, why: str | None = None) -> ByInterpreter:
    """Pays with the interpreter."""
    from planlang.run.pay import pay_with

    reader, digest = task.read()
    try:
        return ByInterpreter(pay_with(reader, task.chosen), reader, digest, why)
    except Rejected as rejected:
        raise task.refused(rejected) from None


def in_engine(task: Task, options: Options) -> Made:
    """Pays with DuckDB. What it can't pay the interpreter does; where it doubts the data, the interpreter says why."""
    from planlang.api.session import Session
    from planlang.engines.sql.compiler import Overflow
    from planlang.engines.sql.executors.base import EngineError
    from planlang.run.engine.pay import Doubt
    from planlang.run.engine.select import NotInEngine
    from planlang.run.overflow import too_large

    session: Session | None = None
    made: Callable[[], Made]
    try:
        session = Session(task.graph, task.inputs, options)
        run = session.pay(task.chosen)
        done = ByEngine(session, run, {query.name: run.count(query.name) for query in run.queries})
        session = None  # it stays open with the result
        return done
    except Rejected as rejected:
        raise task.refused(rejected) from None
    except NotInEngine as why:
        reason = str(why)
        made = lambda: interpreted(task, reason)  # noqa: E731
    except Overflow as overflow:
        place = None if session is None else session.extreme(overflow)
        instead = 'plan.run(…, engine="interpreter")'
        raise task.refused(Rejected([too_large(overflow, place, instead)])) from None
    except EngineError as error:
        raise PlanlangError(str(error)) from None
    except Doubt as doubt:
        rows = 0 if session is None else sum(table.rows for table in session.tables.values())
        reason = f"DuckDB can't be sure that {doubt}"
        made = _doubted(task, str(doubt), rows) if doubt.sure else lambda: interpreted(task, reason)
    finally:
        task.inputs.close()
        if session is not None:
            session.close()
    return made()


def _doubted(task: Task, doubt: str, rows: int) -> Callable[[], Made]:
    def made() -> Made:
        if rows > MOST_ROWS:
            raise PlanlangError(f"the data is rejected: {doubt}; nobody was paid")
        interpreted(task)
        raise RunFault("DuckDB and the interpreter differ: one of them refuses this data, the other doesn't")

    return made
