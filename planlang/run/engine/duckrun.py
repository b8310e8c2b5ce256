"""A run in DuckDB, from data directories to files."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from fractions import Fraction
from pathlib import Path

from planlang import interrupts
from planlang.core.decimals import decimal_text
from planlang.core.graph import Graph
from planlang.data.engine.tables import EngineLoad, Pending
from planlang.data.named import Sources
from planlang.data.outputs import Format
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import DataPlace
from planlang.engines.sql.compiler import Overflow
from planlang.engines.sql.executors.base import EngineError, Options
from planlang.engines.sql.executors.duckdb_executor import Opening, opening, room_for_all
from planlang.run.engine.duck import DuckTable
from planlang.run.engine.led import followed
from planlang.run.engine.pay import Doubt, EngineRun, pay_in_engine
from planlang.run.engine.select import NotInEngine
from planlang.run.result import Rejected
from planlang.run.write import Beside, run_data, write_all

LATER_ROWS = 50_000
"""From so many rows on, joins and groups that paying needs anyway are what tells whether references and identities hold."""


class DuckRun:
    """A DuckDB session with the data of a plan in it."""

    pending: tuple[Pending, ...] = ()
    """What paying still has to find out about the data."""

    def __init__(
        self, graph: Graph, data: Sources, options: Options | None = None, out: Path | None = None, opened: Opening | None = None
    ) -> None:  # fmt: skip
        """Loads and checks the data. Raises ``Rejected``, and ``NotInEngine`` for numbers that only the interpreter holds.

        ``out`` is the directory that will be written, if any: the session may write beside it and nowhere else. ``opened``: a session
        with these options that is being opened.
        """
        self.graph, self._data, self._options = graph, data, options
        self._writable = [] if out is None else [Path(os.path.realpath(out)).parent]
        self._load(LATER_ROWS, opened or opening(options))

    def _load(self, later: int | None, opened: Opening) -> None:
        from planlang.data.engine.load import load_in_engine

        (self.executor,) = opened.results()
        interrupts.stops(self.executor.connection)  # which only this thread can have done
        with room_for_all():
            loaded = load_in_engine(
                self.executor.connection, self.graph.records, self._data.directories, self.graph.calendar,
                writable=self._writable, given=self._data.given, keyed=True, later=later,
            )  # fmt: skip
        self._take(loaded)

    def _take(self, loaded: EngineLoad) -> None:
        if loaded.tables is None:
            if loaded.diagnostics:
                raise Rejected(loaded.diagnostics)
            wide = ", ".join(f"{place.file}, {place.column}" for place in loaded.too_wide)
            raise NotInEngine(f"a column holds numbers of more than 38 digits over one denominator: {wide}")
        self.tables, self.digests, self.pending = loaded.tables, loaded.digests, loaded.pending

    def pay(self, chosen: Sequence[int]) -> EngineRun:
        """Pays; see ``pay_in_engine``. Raises ``Rejected`` for what was left open about the data until then."""
        try:
            paid = pay_in_engine(self.executor, self.graph, self.tables, chosen, pending=self.pending)
            left = [one for one in self.pending if one not in paid.settled]
            if self._settled((*paid.settled, *followed(paid, self.graph, self.tables, left))):
                return paid
        except (Doubt, Overflow, EngineError):  # of data that isn't what it seemed nothing else need be true
            if self._settled(()):
                raise
        self.executor.close()
        self._load(None, opening(self._options))
        return pay_in_engine(self.executor, self.graph, self.tables, chosen)

    def _settled(self, done: Collection[Pending]) -> bool:
        """Whether all that was left open about the data is as it should be; ``done`` is known to be."""
        left = [one for one in self.pending if one not in done]
        found = any(
            not (one.sooner and len(self.executor.fetch(one.sooner).rows) <= 1)
            and self.executor.fetch(f"SELECT 1 AS one FROM ({one.sql}) AS found LIMIT 1").rows
            for one in left
        )
        self.pending = tuple(left) if found else ()
        return not found

    def write(
        self, run: EngineRun, directory: Path, plan_text: str, form: Format, beside: Beside | None = None
    ) -> tuple[Diagnostic, ...]:
        """Writes all of a run or nothing; returns why it couldn't."""
        from planlang.data.engine import content

        connection = self.executor.connection
        tables = {query.name: DuckTable(self.executor, connection, query) for query in run.queries}
        data = content.named(connection, self.tables, self.digests, self.graph.calendar)
        return write_all(directory, tables, run_data(run.summary, plan_text, data), form, beside)

    def extreme(self, overflow: Overflow) -> DataPlace | None:
        """The row with the largest value among the columns that a number is made of, as its record and identity text."""
        for record, name in overflow.inputs:
            table = self.tables[record]
            column = table.columns[name]
            cell, key = self.executor.dialect.quoted(column.sql), self.executor.dialect.quoted(table.id)
            relation = self.executor.dialect.quoted(table.relation)
            found = self.executor.fetch(
                f"SELECT {key} AS k, {cell} AS n FROM {relation} WHERE {cell} IS NOT NULL ORDER BY abs({cell}) DESC, {key} LIMIT 1"
            )
            if found.rows:
                key_text, number = found.rows[0]
                value = decimal_text(Fraction(int(number or 0), column.den))
                header = table.record.by_name[name].header
                return DataPlace(table.file, None, header, f"{value} ({table.record.row} {key_text})")
        return None

    def close(self) -> None:
        """Ends the session."""
        self.executor.close()
