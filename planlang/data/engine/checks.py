"""Rows together, in SQL: the rows that may be at fault because of others.

Each function gives a query for the rows, or ``None`` where a record has no such rule. It may name too many rows, never too few;
over rows without any other fault it names exactly those that ``planlang.data.identity`` and ``references`` refuse.
"""

from __future__ import annotations

from collections.abc import Collection

from planlang.core.calendar import FiscalCalendar
from planlang.core.records import RecordSpec
from planlang.data.engine import ids
from planlang.slotted import frozen

_FOREVER = 10**9


@frozen
class Rows:
    """Rows with their values: what the checks read.

    ``values`` has the SQL of each column's value, ``powers`` the exponents of numeric columns, ``row`` what the queries give of a row.
    """

    relation: str
    spec: RecordSpec
    values: dict[str, str]
    powers: dict[str, int]
    id: str | None
    row: str = "1"

    def part(self, name: str, calendar: FiscalCalendar) -> str:
        """How the value of a column is written in an identity."""
        return ids.part(self.spec.by_name[name], self.values[name], self.powers.get(name, 0), calendar)


def duplicates(rows: Rows) -> str | None:
    """Rows whose identity another row has too."""
    if rows.id is None:
        return None
    return (
        f"SELECT {rows.row} FROM {rows.relation} WHERE {rows.id} IN"
        f" (SELECT {rows.id} FROM {rows.relation} GROUP BY {rows.id} HAVING count(*) > 1)"
    )


def backwards(rows: Rows) -> str | None:
    """Rows that end before they start."""
    if rows.spec.valid is None or not _has(rows, rows.spec.valid):
        return None
    first, last = (rows.values[name] for name in rows.spec.valid)
    return f"SELECT {rows.row} FROM {rows.relation} WHERE {last} < {first}"


def together(rows: Rows, calendar: FiscalCalendar) -> str | None:
    """Rows of things of which there is more than one row, or more than one on a day."""
    spec, valid = rows.spec, rows.spec.valid or ()
    group = spec.one_for if spec.one_for is not None else tuple(n for n in spec.identity if n not in valid)
    if spec.valid is None and (spec.one_for is None or set(spec.one_for) == set(spec.identity)):
        return None
    if not group or not _has(rows, (*group, *valid)):
        return None
    parts = [f"{rows.part(name, calendar)} AS g{number}" for number, name in enumerate(group)]
    by = ", ".join(f"g{number}" for number in range(len(group)))
    if spec.valid is None:
        counted = f"SELECT {rows.row} AS r, {', '.join(parts)} FROM {rows.relation}"
        return f"SELECT r FROM ({counted}) QUALIFY count(*) OVER (PARTITION BY {by}) > 1"
    first, last = (rows.values[name] for name in spec.valid)
    spans = (
        f"SELECT {rows.row} AS r, coalesce({first}, 0) AS s, coalesce({last}, {_FOREVER}) AS e, {', '.join(parts)}"
        f" FROM {rows.relation}"
    )
    meets = (
        f"SELECT *, s <= e AND s <= max(e) OVER (PARTITION BY {by} ORDER BY s, e"
        f" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS meets FROM ({spans})"
    )
    return f"SELECT r FROM ({meets}) QUALIFY bool_or(meets) OVER (PARTITION BY {by})"


def dangling(rows: Rows, column: str, target: Rows) -> str | None:
    """Rows that point to no row of another record."""
    if target.id is None or column not in rows.values:
        return None
    value = rows.values[column]
    here = f"(SELECT {rows.row} AS r, {value} AS v FROM {rows.relation} WHERE {value} IS NOT NULL)"
    there = f"(SELECT {target.id} AS v FROM {target.relation})"
    return f"SELECT r FROM {here} AS here ANTI JOIN {there} AS there ON here.v = there.v"


def _has(rows: Rows, names: Collection[str]) -> bool:
    return all(name in rows.values for name in names)
