"""All explanations of a run as one table: a verifiable document for each participant and period."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from planlang.data.outputs import OutputColumn, OutputTable
from planlang.explain.document import text_digest, to_document
from planlang.explain.keep import keep_all
from planlang.explain.steps import explain

if TYPE_CHECKING:
    from planlang.explain.model import Reader


def steps_table(
    reader: Reader, periods: Sequence[int], plan_file: str, sources: Mapping[str, str], data_digest: str
) -> OutputTable:
    """The documents, one a row, in the order of the payouts."""
    graph = reader.graph
    rows: list[tuple[str, str, str]] = []
    kept = keep_all(reader)
    if graph.payout is not None:
        info, digest, chosen = graph.payout, text_digest(sources[plan_file]), frozenset(periods)
        everybody = list(range(reader.count(info.table)))
        people = reader.column(info.table, info.participant, everybody).items
        numbers = reader.column(info.table, info.period, everybody).items
        for person, number in sorted(zip(people, numbers, strict=True)):
            if number in chosen:
                found = explain(kept, person, number, None, None, sources)
                assert found is not None
                document = to_document(found, plan_file, digest, f"sha256:{data_digest.removeprefix('sha256:')}")
                text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                rows.append((person, graph.calendar.label(info.unit, number), text))
    names = ("participant", "period", "explanation")
    columns: Any = tuple(OutputColumn(name, "text") for name in names)
    return OutputTable(columns, rows)
