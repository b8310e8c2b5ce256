"""A DuckDB session that stays open as long as its result, so that tables are read when somebody asks for them."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

from planlang.api.errors import PlanlangError, StaleError
from planlang.core.graph import Graph
from planlang.data.engine import content
from planlang.data.files import find_files
from planlang.data.named import Sources
from planlang.data.outputs import Format
from planlang.data.report import Findings
from planlang.data.write import WritesItself
from planlang.diagnostics.model import Diagnostic
from planlang.engines.sql.executors.base import EngineError, Options
from planlang.engines.sql.executors.duckdb_executor import DuckDBExecutor, room_for_all
from planlang.run.engine.duck import DuckTable
from planlang.run.engine.duckrun import DuckRun
from planlang.run.engine.pay import EngineRun
from planlang.run.write import Beside, run_data, write_all
from planlang.slotted import frozen


class Session(DuckRun):
    """As ``DuckRun``, with rows from anywhere, and results that are written later, to wherever."""

    def __init__(self, graph: Graph, inputs: Sources, options: Options) -> None:
        """Loads and checks the data; see ``DuckRun``. The session may write into a directory of its own and nowhere else."""
        from planlang.data.engine.load import load_in_engine

        self.graph, self.inputs = graph, inputs
        self._turn, self._closed = threading.RLock(), False
        self.executor = DuckDBExecutor(options)
        self._outbox = tempfile.mkdtemp(prefix="planlang-")
        self._emptied = weakref.finalize(self, shutil.rmtree, self._outbox, ignore_errors=True)
        self._seen = {path: _stamp(path) for path in _files(graph, inputs)}
        with room_for_all():
            loaded = load_in_engine(
                self.executor.connection, graph.records, inputs.directories, graph.calendar,
                writable=[Path(self._outbox)], given=inputs.given, keyed=True,
            )  # fmt: skip
        self._take(loaded)

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """One reader at a time. Raises ``StaleError``, and ``PlanlangError`` where the session is closed or DuckDB can't do it."""
        from planlang.duck import duckdb

        with self._turn:
            if self._closed:
                raise PlanlangError("the result is closed")
            self.fresh()
            try:
                yield
            except (EngineError, duckdb.Error) as error:
                raise PlanlangError(str(error)) from error

    def fresh(self) -> None:
        """Raises ``StaleError`` where a file has changed since it was checked: its rows may be read again now."""
        for path, stamp in self._seen.items():
            if _stamp(path) != stamp:
                raise StaleError(f"{path.name} has changed since it was paid from; run again")

    def write(
        self, run: EngineRun, directory: Path, plan_text: str, form: Format, beside: Beside | None = None
    ) -> tuple[Diagnostic, ...]:
        """See ``DuckRun.write``: the engine writes each file into its own directory, from where it is moved."""
        with self.reading():
            return self._written(run, directory, plan_text, form, beside)

    def _written(
        self, run: EngineRun, directory: Path, plan_text: str, form: Format, beside: Beside | None
    ) -> tuple[Diagnostic, ...]:
        tables: dict[str, WritesItself] = {
            query.name: _Moved(DuckTable(self.executor, self.executor.connection, query), Path(self._outbox))
            for query in run.queries
        }
        data = content.named(self.executor.connection, self.tables, self.digests, self.graph.calendar)
        return write_all(directory, tables, run_data(run.summary, plan_text, data), form, beside)

    def close(self) -> None:
        """Ends the session."""
        self._closed = True
        super().close()
        self._emptied()


@frozen
class _Moved:
    """A table that the engine writes where it may, and that then goes where it belongs."""

    table: DuckTable
    outbox: Path

    @property
    def count(self) -> int:
        return self.table.count

    def write(self, path: Path, form: Format) -> None:
        made = self.outbox / path.name
        self.table.write(made, form)
        shutil.move(made, path)


def _files(graph: Graph, inputs: Sources) -> list[Path]:
    """The files that a run reads."""
    found: list[Path] = []
    for spec in graph.records:
        given = inputs.given.get(spec.name)
        if given is not None:
            found.extend(given.paths)
        elif (place := find_files(spec, inputs.directories, Findings(""))) is not None:
            found.extend(file.path for file in place.files)
    return found


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_size, seen.st_mtime_ns, seen.st_ino
