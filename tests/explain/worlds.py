"""Plans with data for the tests: the hand-made graph, and model plans compiled from their text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from planlang.compile import compile_text
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.data.load import load
from planlang.engines.interpreter.evaluator import Evaluator
from planlang.explain.document import text_digest, to_document
from planlang.explain.model import Explanation, Reader
from planlang.explain.steps import explain
from planlang.explain.verify import DataRows, read_rows
from planlang.slotted import frozen
from tests.explain import ae


@frozen
class World:
    """A plan, its text, its data and the rows of its data files."""

    graph: Graph
    data: Dataset
    texts: dict[str, str]
    file: str
    files: dict[str, DataRows]
    digest: str

    def reader(self) -> Evaluator:
        return Evaluator(self.graph, self.data)

    def payouts(self) -> list[tuple[str, int]]:
        reader, payout = self.reader(), self.graph.payout
        assert payout is not None
        rows = range(reader.count(payout.table))
        pairs = [
            (reader.value(payout.table, payout.participant, r), reader.value(payout.table, payout.period, r))
            for r in rows
        ]
        return [(str(who), int(when or 0)) for who, when in pairs]

    def explain(self, who: str, when: int | None = None, reader: Reader | None = None, **more: Any) -> Explanation:
        when = self.payouts()[0][1] if when is None else when
        found = explain(reader or self.reader(), who, when, plan_text=self.texts, **more)
        assert found is not None
        return found

    def document(self, explanation: Explanation) -> dict[str, Any]:
        return to_document(explanation, self.file, text_digest(self.texts[self.file]), self.digest)


@cache
def by_hand() -> World:
    """The account-executive plan as a graph made by hand, on its published data."""
    data = ae.dataset(ae.published())
    files = {f"{name}.csv": read_rows(ae.DIRECTORY / f"{name}.csv") for name in data}
    return World(ae.graph(), data, {ae.FILE: ae.TEXT}, ae.FILE, files, "sha256:" + "0" * 64)


@cache
def model(name: str) -> World:
    """A model plan, compiled, on its own data; of the account-executive plan the copy that is quoted here."""
    if name == "quarterly_ae":
        return compiled(ae.TEXT, ae.FILE, ae.DIRECTORY)
    folder = ae.ROOT / "stdlib_plans" / name
    return compiled((folder / f"{name}.plan").read_text("utf-8"), f"{name}.plan", folder / "data")


def compiled(text: str, file: str, directory: Path) -> World:
    graph = compile_text(text, file).graph
    assert graph is not None
    loaded = load(graph.records, [directory], graph.calendar)
    assert loaded.data is not None, loaded.diagnostics
    files = {record.file: read_rows(directory / record.file) for record in loaded.data.values()}
    return World(graph, loaded.data, {file: text}, file, files, "sha256:" + loaded.digest)
