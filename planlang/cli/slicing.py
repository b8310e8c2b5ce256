"""``planlang explain`` on large data: only the rows that a payout depends on are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from planlang.cli.stop import unknown

if TYPE_CHECKING:
    from planlang.cli.compiled import Compiled
    from planlang.core.graph import Graph
    from planlang.data.named import Sources
    from planlang.explain.model import Reader
    from planlang.slices import Slice


def sliced(graph: Graph, sources: Sources, participant: str, periods: Sequence[int]) -> Slice:
    """The slice behind what a participant is paid; raises ``Rejected`` where its rows can't be paid."""
    from planlang.diagnostics.order import has_errors
    from planlang.run.result import Rejected
    from planlang.slices import SliceRefused, payouts_of, slice_for

    try:
        found = slice_for(graph, sources, [payouts_of(graph, {participant}, set(periods))])
    except SliceRefused as refused:
        raise Rejected(refused.diagnostics) from None
    if has_errors(found.findings):
        raise Rejected(found.findings)
    payout = graph.payout
    assert payout is not None
    if participant not in _column(found.evaluator, payout.table, payout.participant):
        raise unknown("participant", participant, _people(graph, sources), "in the data")
    return found


def _column(reader: Reader, table: str, column: str) -> list[Any]:
    return reader.column(table, column, list(range(reader.count(table)))).items


def _people(graph: Graph, sources: Sources) -> list[str]:
    """The names of all participants."""
    from planlang.slices import Demand, SliceRefused, slice_for

    assert graph.payout is not None
    table, column = graph.payout.table, graph.payout.participant
    try:
        found = slice_for(graph, sources, [Demand(table, (column,), {})], check=False)
    except SliceRefused:
        return []
    return _column(found.evaluator, table, column)


def check_all(ready: Compiled, sources: Sources) -> None:
    """Checks all rows of all files, as ``planlang run`` does before it pays; raises ``Rejected``."""
    from planlang.data.engine.load import load_in_engine
    from planlang.data.parquetfile import connect
    from planlang.run.result import Rejected

    with connect() as database:
        loaded = load_in_engine(
            database, ready.graph.records, sources.directories, ready.graph.calendar, given=sources.given
        )
    if loaded.diagnostics:
        raise Rejected(loaded.diagnostics)


def what_was_read(part: Slice, checked: bool) -> str:
    """How much of each file was read, and what was therefore not checked."""
    parts = sorted(part.parts.values(), key=lambda one: one.file)
    read = ", ".join(f"{one.read:,} of {one.rows:,} rows of {one.file}" for one in parts)
    rest = (
        "all rows of the files were checked; the plan's own checks looked at these rows"
        if checked
        else "the other rows were not checked"
    )
    return f"explained from {read}; {rest}"


def files_of(part: Slice) -> dict[str, dict[str, object]]:
    """What a document says of the files."""
    return {one.file: {"digest": one.digest, "rows": one.rows} for one in part.parts.values()}
