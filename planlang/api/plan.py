"""A plan in Python: loaded, looked at, run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from planlang.api import html
from planlang.api.errors import PlanError
from planlang.core.graph import Graph
from planlang.core.records import Kind, RecordSpec
from planlang.diagnostics.model import Diagnostic
from planlang.slotted import frozen

if TYPE_CHECKING:
    from planlang.api.inputs import Data, Rows
    from planlang.api.result import Result

Engine = Literal["duckdb", "interpreter"]


@frozen
class Column:
    """A column that a plan reads. ``header`` is its name in files and frames, ``name`` the one in the plan.

    ``kind`` is what it holds: ``money``, ``percent``, ``date``, ``text``, ``one-of`` (``members``), ``row`` (the key of a row of ``refers_to``) …
    A value may be absent only where it is ``optional``. ``key`` says that it tells rows apart.
    """

    name: str
    header: str
    kind: Kind
    key: bool = False
    optional: bool = False
    members: tuple[str, ...] = ()
    refers_to: str | None = None


@frozen
class Record:
    """A table that a plan needs: its ``name`` is that of its file or keyword argument, ``row`` the word for one row."""

    name: str
    row: str
    columns: tuple[Column, ...]
    file: str | None = None


class Plan:
    """A plan without errors; ``planlang.load`` makes it."""

    def __init__(self, graph: Graph, text: str, file: str, findings: tuple[Diagnostic, ...]) -> None:
        self._graph, self._text, self._file, self._findings = graph, text, file, findings

    @property
    def name(self) -> str:
        """The plan's name."""
        return self._graph.name

    @property
    def title(self) -> str:
        """Its title, for people."""
        return self._graph.title

    @property
    def currency(self) -> str:
        """The currency that it pays in, such as ``USD``."""
        return self._graph.currency

    @property
    def text(self) -> str:
        """The text of the plan."""
        return self._text

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods that it pays, such as ``2025-Q1``."""
        from planlang.run.periods import payout_periods

        info = self._graph.payout
        numbers = payout_periods(self._graph)
        return tuple(self._graph.calendar.label(info.unit, number) for number in numbers) if info else ()

    @property
    def records(self) -> tuple[Record, ...]:
        """The data that it needs."""
        return tuple(_record(spec) for spec in self._graph.records)

    def check(self) -> tuple[Diagnostic, ...]:
        """What there is to say about the plan that doesn't keep it from being run: warnings and notes."""
        return self._findings

    def run(
        self,
        data: Data | None = None,
        *,
        period: str | None = None,
        engine: Engine = "duckdb",
        memory: str | None = None,
        threads: int | None = None,
        spill: str | os.PathLike[str] | None = None,
        **records: Rows,
    ) -> Result:
        """Reads and checks all data, and pays everybody for all periods, or for ``period`` (``2025-Q1``; or ``2025``, for all within).

        ``data`` is a directory with the files of each record, a database with a table for each (``postgres://reader@host/name?schema=sales``,
        the path of a SQLite or DuckDB file), several of these, or a dict of rows by record; ``records`` are rows by the record's name, before
        any file or table: the path of a CSV, Parquet or JSON lines file, of a directory of them or a pattern such as ``exports/*.csv``, a
        pandas or Polars frame, Arrow data, a DuckDB relation, or a list of dicts. Rows from Python are checked as those of files are:
        amounts are decimals, whole numbers or texts, never floats; ``None``, NaN and ``NaT`` are absent; a row is named by its number from 1.

        ``engine`` is ``duckdb``, or ``interpreter``, which gives the same to the last cent, slowly. ``memory`` (``"8GB"``), ``threads`` and
        ``spill`` (a directory) are DuckDB's limits.

        Raises ``DataError`` with everything that is wrong with the data, ``NotFoundError`` for a period that the plan doesn't pay,
        ``TypeError`` for what is no rows at all or no record of the plan, ``FileNotFoundError`` for a directory that isn't there,
        ``PlanlangError`` for a database that can't be read.
        """
        from planlang.api.explanation import chosen_periods
        from planlang.api.inputs import inputs_of
        from planlang.api.result import Result
        from planlang.api.running import Task, in_engine, interpreted
        from planlang.engines.sql.executors.base import MOST_THREADS, Options

        if engine not in ("duckdb", "interpreter"):
            raise ValueError(f"the engine is duckdb or interpreter, not {engine!r}")
        if threads is not None and (not isinstance(threads, int) or not 1 <= threads <= MOST_THREADS):
            raise ValueError(f"`threads` is a number from 1 to {MOST_THREADS:,}, not {threads!r}")
        if memory is not None and not isinstance(memory, str):
            raise TypeError(f'`memory` is a text such as "8GB", not {memory!r}')
        chosen = chosen_periods(self._graph, period)
        task = Task(self._graph, self._file, self._text, inputs_of(self._graph, data, records), chosen)
        if engine == "interpreter":
            return Result(task, interpreted(task))

        limits = Options(memory, threads, None if spill is None else os.fspath(spill))
        return Result(task, in_engine(task, limits))

    def __repr__(self) -> str:
        return f"<planlang plan {self.name}: {self.title}>"

    def _repr_html_(self) -> str:
        head = html.heading(f"{self.title} ({self.name})")
        periods = self.periods
        when = f"pays {periods[0]} to {periods[-1]}" if len(periods) > 1 else f"pays {''.join(periods) or 'nothing'}"
        rows = [
            [record.name, column.header, _kind_words(column), "optional" if column.optional else ""]
            for record in self.records
            for column in record.columns
        ]
        table = html.table(["record", "column", "holds", ""], rows, [False] * 4)
        return head + html.note(f"{when}, in {self.currency}; it needs:") + table


def _kind_words(column: Column) -> str:
    if column.refers_to is not None:
        return f"the key of a row of {column.refers_to}"
    return f"one of {', '.join(column.members)}" if column.kind == "one-of" else column.kind


def _record(spec: RecordSpec) -> Record:
    columns = tuple(
        Column(one.name, one.header, one.kind, one.key, one.optional, one.members, one.row) for one in spec.columns
    )
    return Record(spec.name, spec.row, columns, spec.file)


def load(path_or_text: str | bytes | os.PathLike[str], *, name: str | None = None) -> Plan:
    """Reads and checks a plan: the path of a file, or the text itself (with a line end or a ``{`` in it, or as bytes).

    ``name`` is what findings and explanations call it; otherwise the file's name. Raises ``PlanError`` with everything that is wrong with
    the plan or left open in it, and ``OSError`` where there is no such file.
    """
    from planlang.compile import compile_text
    from planlang.diagnostics.order import has_errors
    from planlang.semantics.library import Library

    text: str | bytes
    library = Library()
    if isinstance(path_or_text, bytes) or (isinstance(path_or_text, str) and _is_text(path_or_text)):
        text, file = path_or_text, name or "plan.plan"
    else:
        path = Path(path_or_text)
        text, file = path.read_bytes(), name or path.name
        library = Library(path.parent)
    result = compile_text(text, file, library)
    found = result.diagnostics
    if result.graph is None:
        from planlang.readings import settled_plan

        settled = settled_plan(result.source, file, found, library)
        if settled is not None:
            result, found = settled.compiled, settled.notes
    if result.graph is None or has_errors(found):
        raise PlanError(found, {file: result.source, **result.modules})
    return Plan(result.graph, result.source, file, found)


def _is_text(given: str) -> bool:
    return "\n" in given or "{" in given
