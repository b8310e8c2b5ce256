"""Which ways lead from a row to a row of another table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.semantics.model import Record


def ways(low: Lowering, start: Record, target: Record) -> list[tuple[str, ...]]:
    """All shortest chains of reference columns from one record to another, nearest first."""
    frontier: list[tuple[Record, tuple[str, ...]]] = [(start, ())]
    seen = {start.spec.name}
    while frontier:
        found = [(*path, c.name) for record, path in frontier for c in record.spec.columns if c.row == target.spec.name]
        if found:
            return found
        following: list[tuple[Record, tuple[str, ...]]] = []
        for record, path in frontier:
            for c in record.spec.columns:
                if c.row is not None and c.row not in seen and c.row in low.model.records:
                    following.append((low.model.records[c.row], (*path, c.name)))
        seen.update(record.spec.name for record, _ in following)
        frontier = following
    return []
