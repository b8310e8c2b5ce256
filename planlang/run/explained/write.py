"""All explanations of a run: worked out before its results are written; where they differ from these, nothing is."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from planlang.core.graph import Graph
from planlang.core.printer import op_text
from planlang.data.outputs import AnyTable, OutputColumn, OutputTable
from planlang.data.write import NotWritten, WritesItself, workshop
from planlang.engines.interpreter import Refusal
from planlang.explain.keep import keep_all
from planlang.run.audit import Amounts, Difference, Payout, differences, in_interpreter
from planlang.run.explained.batches import Batch, Batches
from planlang.run.explained.names import COLUMNS, PAYOUTS, PLAN
from planlang.run.explained.staged import Staged
from planlang.run.money import amount_text
from planlang.run.result import RunFault
from planlang.run.tables import Output

WRITTEN = {
    COLUMNS: ("table", "column", "of", "operation", "says", "plan_line"),
    PAYOUTS: ("participant", "period", "part"),
    PLAN: ("file", "text"),
}
"""The columns of the tables beside those of cells."""
_WHOLE = frozenset({"part", "plan_line"})


class ExplainAll:
    """The tables to write beside a run's results: ``tables``, and what ``run.json`` says of them."""

    def __init__(self, graph: Graph, plan: tuple[str, str], batches: Batches, staged: Staged) -> None:
        """``plan`` is the plan's name and text."""
        self.graph, self.plan, self.batches, self._staged = graph, plan, batches, staged
        self._parts: list[tuple[str, str, int]] = []

    def fill(self, chosen: Sequence[int], payouts: Output, progress: Callable[[int, int], None]) -> None:
        """Works all batches out; raises ``RunFault`` where one differs from what was paid in the periods ``chosen``."""
        paid, done = _amounts(self.graph, chosen, payouts), 0
        for part, batch in enumerate(self.batches.each(list(paid)), 1):
            _compare(self.graph, batch, paid)
            keep_all(batch.evaluator, _rows(batch))
            self._staged.add(part, batch.evaluator)
            self._parts += [(person, self._label(number), part) for person, number in batch.payouts]
            done += len(batch.payouts)
            progress(done, len(paid))
            del batch
            gc.collect()  # evaluators are circles, and a run looks for none

    @property
    def tables(self) -> dict[str, AnyTable | WritesItself]:
        """The tables by name."""
        found: dict[str, AnyTable | WritesItself] = {one.of.name: one for one in self._staged.tables if one.count}
        return found | {
            COLUMNS: _table(COLUMNS, self._columns()),
            PAYOUTS: _table(PAYOUTS, self._parts),
            PLAN: _table(PLAN, [self.plan, *sorted(self.graph.modules)]),
        }

    @property
    def said(self) -> dict[str, Any]:
        """What documents say of the data, and the names of the files."""
        data = self.batches.data()
        named = {"digest": data} if isinstance(data, str) else {"files": data}
        return {"explained": {"data": named, "records": self.batches.names()}}

    def _label(self, number: int) -> str:
        assert self.graph.payout is not None
        return self.graph.calendar.label(self.graph.payout.unit, number)

    def _columns(self) -> list[tuple[Any, ...]]:
        rows = []
        for one in self._staged.tables:
            for name, column in one.of.columns.items():
                if name in one.seen:
                    line = column.place.line if column.place else None
                    operation = op_text(column.op, self.graph.calendar)
                    rows.append((one.of.name, name, one.of.table.name, operation, column.says, line))
        return rows


@contextlib.contextmanager
def explain_all(
    graph: Graph, plan: tuple[str, str], batches: Batches, out: Path, memory: str | None = None
) -> Iterator[ExplainAll]:
    """Nothing yet: to be filled. Until the end cells are gathered in a directory beside ``out``, which then is gone.

    Raises ``NotWritten`` where there is no room for them.
    """
    try:
        with workshop(Path(os.path.realpath(out))) as scratch:
            staged = Staged(graph, scratch, memory)
            try:
                yield ExplainAll(graph, plan, batches, staged)
            finally:
                staged.close()
    except OSError as error:
        raise NotWritten(str(out), error) from error
    finally:
        batches.close()


def _compare(graph: Graph, batch: Batch, paid: Mapping[Payout, Amounts]) -> None:
    try:
        explained = in_interpreter(batch.evaluator, batch.payouts)
    except Refusal as refusal:
        raise RunFault(f"explanations: the interpreter refuses what was paid: {refusal}") from None
    found = differences(graph, {payout: paid[payout] for payout in batch.payouts}, explained)
    if found:
        raise RunFault(_differ(found, graph.digits))


def _table(name: str, rows: Sequence[tuple[Any, ...]]) -> OutputTable:
    columns: list[OutputColumn] = []
    for column in WRITTEN[name]:
        columns.append(OutputColumn(column, "int" if column in _WHOLE else "text"))
    return OutputTable(columns, rows)  # type: ignore[arg-type]


def _rows(batch: Batch) -> list[int]:
    """The rows of a batch's payouts in the payout's table."""
    info = batch.evaluator.graph.payout
    assert info is not None
    rows = list(range(batch.evaluator.count(info.table)))
    people = batch.evaluator.column(info.table, info.participant, rows).items
    periods = batch.evaluator.column(info.table, info.period, rows).items
    wanted = set(batch.payouts)
    return [row for row, payout in enumerate(zip(people, periods, strict=True)) if payout in wanted]


def _amounts(graph: Graph, chosen: Sequence[int], payouts: Output) -> dict[Payout, Amounts]:
    """What a run pays, payout by payout."""
    info = graph.payout
    if info is None:
        return {}
    numbers = {graph.calendar.label(info.unit, number): number for number in chosen}
    found: dict[Payout, Amounts] = {}
    cells = zip(*(payouts[name].items for name in ("participant", "period", "component")), strict=True)
    amounts = payouts["amount"]
    for place, (person, period, component) in enumerate(cells):
        found.setdefault((person, numbers[period]), {})[component] = Fraction(amounts.at(place) or 0)
    return found


def _differ(found: list[Difference], digits: int) -> str:
    first = found[0]
    engine, interpreter = (
        "nothing" if one is None else amount_text(one, digits) for one in (first.engine, first.interpreter)
    )
    cells = f"{len(found):,} cell{'s' if len(found) > 1 else ''}"
    return (
        f"what is paid and what is explained differ in {cells}, the first {first.participant}, {first.period}, "
        f"{first.component}: {engine} paid, {interpreter} explained; nothing was written"
    )
