"""Expectations ``on`` a row of the data of which nothing came: nothing is paid on it, as long as the row is there.

A name that no row has is a mistake in the example, and so is a row that the rule could have no result for: what a
rule pays each month is of no one deal, and 0 would be right of any name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.graph import Derive, Everyone, Input, RollUp, Spine, Stack
from planlang.run.credited import ids_of, reasons_of

if TYPE_CHECKING:
    from planlang.explain.model import Reader


def fault(reader: Reader, name: str, table: str, on: str) -> str | None:
    """Why nothing can be said of a row ``on`` in ``table``, the rows of what is called ``name``; ``None`` if nothing came of it."""
    sources = roots(reader, table)
    if sources is None:
        return f"{name} has no results for rows such as `{on}`: say for whom and `in` which period"
    known = ids_of(reader, sources)
    if on in known:
        return None
    from planlang.diagnostics.suggest import did_you_mean

    hint = did_you_mean(on, known)
    return f"no row of {name} comes from `{on}`, and no row of the example is called so" + (f"; {hint}" if hint else "")


def roots(reader: Reader, table: str) -> list[str] | None:
    """The tables of the data that the rows of a table stem from; ``None`` where they are of people and periods."""
    rows = reader.graph.tables[table].rows
    if isinstance(rows, Input):
        return [table]
    if isinstance(rows, Spine):
        return None
    if isinstance(rows, Stack):
        several = [roots(reader, source) for source in rows.sources]
        return None if None in several else [one for found in several for one in found or ()]
    assert isinstance(rows, (Derive, RollUp, Everyone))
    return roots(reader, rows.source)


def why_not(reader: Reader, on: str) -> str:
    """Why no credit counts a row, if none does: ``deals d2 was not credited: not so: …``."""
    return "; ".join(reasons_of(reader, on))
