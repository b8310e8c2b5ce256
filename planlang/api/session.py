"""A DuckDB session that stays open as long as its result, so that tables are read when somebody asks for them."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

from attr import frozen

from planlang.api.errors import StaleError
from planlang.api.inputs import Inputs
from planlang.core.graph import Graph
from planlang.data.engine import content
from planlang.data.files import find_file
from planlang.data.given import GivenFile
from planlang.data.outputs import Format
from planlang.data.report import Findings
from planlang.data.write import WritesItself, write_outputs
from planlang.diagnostics.model import Diagnostic
from planlang.engines.sql.executors.base import Options
from planlang.engines.sql.executors.duckdb_executor import DuckDBExecutor
from planlang.run.engine.duck import DuckTable
from planlang.run.engine.duckrun import DuckRun
from planlang.run.engine.pay import EngineRun
from planlang.run.engine.select import NotInEngine
from planlang.run.result import Rejected
from planlang.run.write import run_data


class Session(DuckRun):
    """As ``DuckRun``, with rows from anywhere, and results that are written later, to wherever."""

    def __init__(self, graph: Graph, inputs: Inputs, options: Options) -> None:
        """Loads and checks the data; see ``DuckRun``. The session may write into a directory of its own and nowhere else."""
        from planlang.data.engine.load import load_in_engine

        self.graph, self.inputs = graph, inputs
        self.executor = DuckDBExecutor(options)
        self._outbox = tempfile.mkdtemp(prefix="planlang-")
        self._emptied = weakref.finalize(self, shutil.rmtree, self._outbox, ignore_errors=True)
        self._seen = {path: _stamp(path) for path in _files(graph, inputs)}
        loaded = load_in_engine(
            self.executor.connection, graph.records, inputs.directories, graph.calendar,
            writable=[Path(self._outbox)], given=inputs.given,
        )  # fmt: skip
        if loaded.tables is None:
            if loaded.diagnostics:
                raise Rejected(loaded.diagnostics)
            wide = ", ".join(f"{place.file}, {place.column}" for place in loaded.too_wide)
            raise NotInEngine(f"a column holds numbers of more than 38 digits over one denominator: {wide}")
        self.tables, self.digests = loaded.tables, loaded.digests

    def fresh(self) -> None:
        """Raises ``StaleError`` where a file has changed since it was checked: its rows may be read again now."""
        for path, stamp in self._seen.items():
            if _stamp(path) != stamp:
                raise StaleError(f"{path.name} has changed since it was paid from; run again")

    def write(self, run: EngineRun, directory: Path, plan_text: str, form: Format) -> tuple[Diagnostic, ...]:
        """See ``DuckRun.write``: the engine writes each file into its own directory, from where it is moved."""
        self.fresh()
        tables: dict[str, WritesItself] = {
            query.name: _Moved(
                DuckTable(self.executor, self.executor.connection, query, run.rows[query.name]), Path(self._outbox)
            )
            for query in run.queries
        }
        data = content.named(self.executor.connection, self.tables, self.digests, self.graph.calendar)
        return write_outputs(directory, tables, run_data(run.summary, plan_text, data), form)

    def close(self) -> None:
        """Ends the session."""
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


def _files(graph: Graph, inputs: Inputs) -> list[Path]:
    """The files that a run reads."""
    found = []
    for spec in graph.records:
        given = inputs.given.get(spec.name)
        if isinstance(given, GivenFile):
            found.append(given.path)
        elif given is None and (place := find_file(spec, inputs.directories, Findings(""))) is not None:
            found.append(place[1])
    return found


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_size, seen.st_mtime_ns, seen.st_ino
