"""Expectations ``on`` a row of the data of which nothing came: nothing is paid on it, as long as the row is there.

A name that no row has is a mistake in the example, and so is a row that the rule could have no result for: what a
rule pays each month is of no one deal, and 0 would be right of any name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planlang.core.graph import Derive, Everyone, Input, RollUp, Spine, Stack
from planlang.run.credited import ids_of, reasons_of, uncredited_table
from planlang.slotted import evolve
from planlang.testing.outcome import Difference

if TYPE_CHECKING:
    from planlang.explain.model import Reader

MOST = 3
"""So many rows that were not credited are named below a difference."""


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


def with_uncredited(reader: Reader, differences: Sequence[Difference]) -> list[Difference]:
    """The differences, the first that has no reason yet with the rows of the example that nobody was credited for.

    A deal dated outside the days that the plan covers, or one that a `when` leaves out, is what a wrong total mostly comes from.
    """
    said = " ".join(one.note for one in differences)
    output, _ = uncredited_table(reader)
    rows = [f"{data} {key} was not credited: {reason}" for data, key, reason in output.rows()]
    rows = [row for row in rows if row not in said]
    found = list(differences)
    place = next((number for number, one in enumerate(found) if one.actual and not one.note), None)
    if place is not None and rows:
        more = [f"{len(rows) - MOST:,} more were not"] if len(rows) > MOST else []
        found[place] = evolve(found[place], note="; ".join((*rows[:MOST], *more)))
    return found
