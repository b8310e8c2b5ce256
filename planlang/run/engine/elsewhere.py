"""A run in a database or cluster that planlang doesn't share files with: checked rows go in, results come back."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from planlang.core.dataset import Dataset
from planlang.core.decimals import decimal_text
from planlang.core.graph import Graph
from planlang.core.values import Values
from planlang.data.outputs import Format
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import DataPlace
from planlang.engines.sql.compiler import Overflow
from planlang.engines.sql.dialects.base import WIDE_LIMIT
from planlang.engines.sql.executors.base import Executor
from planlang.engines.sql.inputs import InputTable, from_dataset
from planlang.run.engine.pay import EngineRun, pay_in_engine
from planlang.run.engine.select import NotInEngine
from planlang.run.write import Beside, file_table, run_data, write_all


class DatasetRun:
    """A session with checked data in it. The session is the caller's until this is made, then closed with it."""

    def __init__(self, executor: Executor, graph: Graph, data: Dataset, digest: str) -> None:
        """Sends the rows. Raises ``NotInEngine`` for numbers that only the interpreter holds, and ``EngineError``."""
        self.executor, self.graph, self.data, self.digest = executor, graph, data, digest
        self.tables: dict[str, InputTable] = {}
        loaded = from_dataset(data)
        for one in loaded:
            for name, column in one.table.columns.items():
                if max(abs(column.low or 0), abs(column.high or 0)) > WIDE_LIMIT:
                    where = f"{data[one.table.record.name].file}, {one.table.record.by_name[name].header}"
                    raise NotInEngine(f"a column holds numbers of more than 38 digits over one denominator: {where}")
        for one in loaded:
            executor.create(one.table.relation, one.types, one.cells)
            self.tables[one.table.record.name] = one.table

    def pay(self, chosen: Sequence[int]) -> EngineRun:
        """Pays; see ``pay_in_engine``."""
        return pay_in_engine(self.executor, self.graph, self.tables, chosen)

    def write(
        self, run: EngineRun, directory: Path, plan_text: str, form: Format, beside: Beside | None = None
    ) -> tuple[Diagnostic, ...]:
        """Fetches all of a run and writes it as the interpreter's is written, or nothing; returns why it couldn't."""
        tables = {query.name: file_table(run.table(query.name)) for query in run.queries}
        data = {"digest": f"sha256:{self.digest.removeprefix('sha256:')}"}
        return write_all(directory, tables, run_data(run.summary, plan_text, data), form, beside)

    def extreme(self, overflow: Overflow) -> DataPlace | None:
        """The row with the largest value among the columns that a number is made of."""
        for record, name in overflow.inputs:
            data = self.data[record]
            place = _largest(data.columns[name])
            if place is not None:
                value = Fraction(data.columns[name].at(place) or 0)
                header = data.spec.by_name[name].header
                return data.place(place, header, decimal_text(value))
        return None

    def close(self) -> None:
        """Ends the session."""
        self.executor.close()


def _largest(values: Values) -> int | None:
    """Where the largest number by size is, the first of several."""
    known = [row for row, item in enumerate(values.items) if item is not None]
    return max(known, key=lambda row: abs(values.items[row])) if known else None
