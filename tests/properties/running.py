"""Described worlds through planlang: from the text of a plan and of its files to what is paid."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from planlang.compile import compile_text
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.data.load import load
from planlang.diagnostics.order import has_errors
from planlang.engines.interpreter import Evaluator
from planlang.explain.verify import DataRows, csv_rows
from planlang.run.pay import pay
from planlang.run.result import RunResult
from planlang.run.tables import Output
from tests.properties.oracle import Cells
from tests.strategies.described import World

FILE = "made.plan"


def put(directory: Path, files: Mapping[str, str]) -> None:
    """Writes files, as they are."""
    for name, text in files.items():
        (directory / name).write_bytes(text.encode())


class Run:
    """One world, compiled and loaded; paid when asked."""

    def __init__(self, world: World, files: Mapping[str, str] | None = None) -> None:
        self.world = world
        self.text = world.text()
        self.files = dict(world.files() if files is None else files)
        compiled = compile_text(self.text, FILE)
        assert not has_errors(compiled.diagnostics), [(one.rule, one.message) for one in compiled.diagnostics]
        assert compiled.graph is not None
        self.graph: Graph = compiled.graph
        with tempfile.TemporaryDirectory() as name:
            put(Path(name), self.files)
            loaded = load(self.graph.records, [Path(name)], self.graph.calendar)
        assert loaded.data is not None, [(one.rule, one.message) for one in loaded.diagnostics]
        self.data: Dataset = loaded.data
        self.digest = "sha256:" + loaded.digest

    @cached_property
    def result(self) -> RunResult:
        return pay(self.graph, self.data)

    @cached_property
    def reader(self) -> Evaluator:
        return Evaluator(self.graph, self.data)

    @cached_property
    def rows(self) -> dict[str, DataRows]:
        """The data files as the verifier reads them."""
        return {name: csv_rows(text) for name, text in self.files.items()}

    def output(self, name: str) -> list[dict[str, object]]:
        """The rows of an output table."""
        return rows_of(next(one for one in self.result.outputs if one.name == name))

    def payouts(self) -> Cells:
        """The payout cells; each may be there only once."""
        found: Cells = {}
        for row in self.output("payouts"):
            key = (str(row["participant"]), str(row["period"]), str(row["component"]))
            assert key not in found
            found[key] = Fraction(row["amount"])  # type: ignore[arg-type]
        return found


def rows_of(output: Output) -> list[dict[str, object]]:
    """The rows of a table, by the names of its columns."""
    columns = {column.name: column.values for column in output.columns}
    count = len(next(iter(columns.values())).items)
    return [{name: values.at(row) for name, values in columns.items()} for row in range(count)]
