"""Who stands above whom as a recursive query: for scripts, which are written before there is any data.

It says what ``planlang.core.hierarchy.closure`` says, which prepares the same table wherever data is at hand. Two managers on one day, a
circle and more than ``MOST`` levels are found by queries beside it; none of them lets the recursion run away, since a row that overlaps an
earlier one is left out, and the recursion ends at the level after the last.
"""

from __future__ import annotations

from planlang.core.hierarchy import ALWAYS, FOREVER
from planlang.engines.sql.dialects.base import Dialect, SqlType

MOST = 32
"""So many levels are assumed at most."""

SAYS = "of everybody above everybody, from when through when"


def query(
    dialect: Dialect, relation: str, columns: tuple[str, str, str | None, str | None], names: tuple[str, ...]
) -> str:
    """The query. ``columns`` are who, their manager, and from when and through when (``None``: always); ``names`` those that it gives.

    These are the person, who is above, through whom, the level, and the first and the last day.
    """
    quoted = dialect.quoted
    one = dialect.integer(1)
    person, manager, first, last = (f"links.{quoted(name)}" for name in ("person", "manager", "first_day", "last_day"))
    below, above, _, level, since, until = (quoted(name) for name in names)
    kinds: list[SqlType] = ["text", "text", "text", "narrow", "narrow", "narrow"]
    start = [f"{dialect.in_recursion(sql, kind)} AS {quoted(name)}" for sql, kind, name in
             zip((person, manager, person, one, first, last), kinds, names, strict=True)]  # fmt: skip
    step = [dialect.in_recursion(sql, kind) for sql, kind in
            zip((f"up.{below}", manager, f"up.{above}", f"up.{level} + {one}",
                 f"greatest(up.{since}, {first})", f"least(up.{until}, {last})"), kinds, strict=True)]  # fmt: skip
    meet = f"{person} = up.{above} AND {first} <= up.{until} AND {last} >= up.{since}"
    # One manager a day, whatever the data says: else each level could have twice as many rows as the one before.
    sound = (
        f"SELECT * FROM ordered AS links WHERE links.{quoted('before')} IS NULL OR links.{quoted('before')} < {first}"
    )
    return (
        f"WITH RECURSIVE ordered AS (\n{_ordered(dialect, relation, columns)}\n), links AS (\n{sound}\n), "
        f"{dialect.recursive('up', tuple(map(quoted, names)))} AS (\n"
        f"SELECT {', '.join(start)}\nFROM links\nUNION ALL\n"
        f"SELECT {', '.join(step)}\nFROM up JOIN links ON {meet}\nWHERE up.{level} <= {MOST}\n)\n"
        f"SELECT {', '.join(map(quoted, names))} FROM up"
    )


def doubts(
    dialect: Dialect, relation: str, columns: tuple[str, str, str | None, str | None], made: str, names: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """What must not be found: in the links, and in the table ``made`` of them."""
    quoted = dialect.quoted
    below, above, _, level, *_ = (quoted(name) for name in names)
    return (
        (
            "two managers on one day",
            f"SELECT 1 AS one FROM (\n{_ordered(dialect, relation, columns)}\n) AS links "
            f"WHERE {quoted('before')} >= {quoted('first_day')}",
        ),
        ("somebody above themselves", f"SELECT 1 AS one FROM {quoted(made)} WHERE {below} = {above}"),
        (f"more than {MOST} levels", f"SELECT 1 AS one FROM {quoted(made)} WHERE {level} > {MOST}"),
    )


def _ordered(dialect: Dialect, relation: str, columns: tuple[str, str, str | None, str | None]) -> str:
    """The links, and the last day on which any link of the same person that begins no later holds."""
    quoted = dialect.quoted
    who, manager, first, last = columns
    since = dialect.integer(ALWAYS) if first is None else f"coalesce({quoted(first)}, {dialect.integer(ALWAYS)})"
    until = dialect.integer(FOREVER) if last is None else f"coalesce({quoted(last)}, {dialect.integer(FOREVER)})"
    mine = f"PARTITION BY {quoted(who)} ORDER BY {since}, {until} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    return (
        f"SELECT {quoted(who)} AS {quoted('person')}, {quoted(manager)} AS {quoted('manager')}, {since} AS {quoted('first_day')}, "
        f"{until} AS {quoted('last_day')}, max({until}) OVER ({mine}) AS {quoted('before')}\n"
        f"FROM {quoted(relation)}\n"
        f"WHERE {quoted(who)} IS NOT NULL AND {quoted(manager)} IS NOT NULL AND {since} <= {until}"
    )
