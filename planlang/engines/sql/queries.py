"""Queries of their own beside those of tables: the few rows that a join finds, and groups that are checked."""

from __future__ import annotations

from collections.abc import Mapping

from planlang.engines.sql.compiler import Compiler
from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.numbers import Name, Sql, reads
from planlang.engines.sql.passes.grouped import Grouped
from planlang.engines.sql.passes.narrow import NOTHING, Small, ordered, widened
from planlang.engines.sql.tables import Join


def few_rows(compiler: Compiler, join: Join, outputs: dict[str, Sql], there: str, small: Small = NOTHING) -> str:
    """The rows of some groups of a table: what is worked out inside of it first, then the outputs of the rows that are wanted."""
    assert join.among is not None
    dialect = compiler.dialect
    quoted = dialect.quoted
    by, condition = join.among
    names = [quoted(compiler.names.new("of")) for _ in by]
    asked = ", ".join(f"{text_of(dialect, text)} AS {name}" for text, name in zip(by, names))
    numbers = ", ".join(str(number + 1) for number in range(len(by)))
    meets = " AND ".join(f"{text_of(dialect, text)} = {quoted('few')}.{name}" for text, name in zip(by, names))
    found = f"SELECT {asked}\nFROM {quoted(there)}\nGROUP BY {numbers}\nHAVING {widened(dialect, condition, small)}"
    keys = {name for _, name in join.keys}
    items: dict[str, Sql] = {name: text for name, text in outputs.items() if name in keys} | join.inside
    for name in dict.fromkeys(n for key, text in outputs.items() if key not in keys for n in reads(text)):
        items.setdefault(name, (Name(name),))
    listed = ", ".join(
        f"{widened(dialect, text, small.only_texts)} AS {quoted(name)}" if name in keys
        else quoted(name) if text == (Name(name),)
        else f"{(ordered if _is_window(text) else widened)(dialect, text, small)} AS {quoted(name)}"
        for name, text in items.items()
    )  # fmt: skip
    rows = f"SELECT {listed}\nFROM {quoted(there)}\nJOIN (\n{indented(found)}\n) AS {quoted('few')} ON {meets}"
    lines = ", ".join(
        _item(dialect, name, (Name(name),) if name in keys else text, small) for name, text in outputs.items()
    )
    found_in = f"SELECT {lines}\nFROM (\n{indented(rows)}\n) AS {quoted('run')}"
    return found_in if join.where is None else f"{found_in}\nWHERE {widened(dialect, join.where, small)}"


def _is_window(sql: Sql) -> bool:
    return any(isinstance(part, str) and "OVER (" in part for part in sql)


def groups(dialect: Dialect, check: Grouped, there: str, small: Small = NOTHING) -> str:
    """The end of a query of one row: what a check of groups has ``FOUND``, each 1 where there is such a group."""
    few = f"count({dialect.quoted('one')}) < {_every(dialect, check)}"
    return (
        f"{_named(dialect, check, there, small)}\nSELECT {_found(dialect, check, few)} FROM {dialect.quoted('groups')}"
    )


def most_alone(dialect: Dialect, check: Grouped, there: str, small: Small = NOTHING) -> str | None:
    """The same where most rows are alone in their groups, with one more column: 1 where that is so, and what it says true."""
    if dialect.different(text_of(dialect, check.key), check.last) is None or not check.alone or check.last < 0:
        return None
    where = where_not(dialect, check.alone, small)
    return f"{_named(dialect, check, there, small, where)}\n{of_others(dialect, check, check.alone, there, small, 'groups')}"


def where_not(dialect: Dialect, alone: Sql, small: Small) -> str:
    """The rows that are not ``alone``, those of which that can't be said included: each row is counted alone or is in a group."""
    return f"WHERE NOT coalesce({widened(dialect, alone, small)}, FALSE)"


def of_others(dialect: Dialect, check: Grouped, alone: Sql, there: str, small: Small, others: str) -> str:
    """What a check has ``FOUND`` in the groups of the ``others`` than rows that are ``alone``, and whether it is sure."""
    quoted = dialect.quoted
    seen, single = quoted("seen"), quoted("single")
    different = dialect.different(text_of(dialect, check.key), check.last)
    counted = f"sum(CASE WHEN {widened(dialect, alone, small)} THEN 1 ELSE 0 END)"
    rows = f"(SELECT {different} AS {seen}, coalesce({counted}, 0) AS {single} FROM {quoted(there)}) AS result"
    found = _found(dialect, check, f"max({seen}) < {_every(dialect, check)}")
    sure = f"CASE WHEN max({seen}) = max({single}) + count({quoted('one')}) THEN 1 ELSE 0 END"
    return f"SELECT {found}, {sure} AS sure FROM {rows} LEFT JOIN {quoted(others)} ON TRUE"


def grouped_rows(
    dialect: Dialect, check: Grouped, there: str, small: Small, where: str = "", more: Mapping[str, Sql] | None = None
) -> str:
    """The groups of a check: what rows they are of, whether it is wrong, whether rows may be there twice, and ``more`` aggregates."""
    quoted, rows = dialect.quoted, dialect.quoted("alike")
    items = [_item(dialect, name, text, small) for name, text in {**check.outputs, **(more or {})}.items()]
    apart, twice = text_of(dialect, check.apart), f"{rows} > 1"
    if apart:
        items += [f"min({apart}) AS {quoted('least')}", f"max({apart}) AS {quoted('most')}"]
        twice = f"coalesce({rows} > 2 OR ({rows} = 2 AND {quoted('least')} = {quoted('most')}), FALSE)"
    made = ", ".join([f"{text_of(dialect, check.key)} AS {quoted('one')}", *items, f"count(*) AS {rows}"])
    told = [
        quoted("one"), *map(quoted, more or ()),
        f"coalesce(NOT ({text_of(dialect, check.holds)}), FALSE) AS {quoted('wrong')}", f"{twice} AS {quoted('twice')}",
    ]  # fmt: skip
    inner = f"SELECT {made}\nFROM {quoted(there)}{chr(10) if where else ''}{where}\nGROUP BY 1"
    return f"SELECT {', '.join(told)}\nFROM (\n{indented(inner)}\n) AS {quoted('alike_rows')}"


def _named(dialect: Dialect, check: Grouped, there: str, small: Small, where: str = "") -> str:
    return f"{dialect.quoted('groups')} AS (\n{grouped_rows(dialect, check, there, small, where)}\n)"


def _found(dialect: Dialect, check: Grouped, few: str) -> str:
    """Of no groups at all, joined as a row without any cell, nothing holds."""
    quoted = dialect.quoted
    failed = f"CASE WHEN {few} AND NOT ({text_of(dialect, check.nothing)}) THEN 1 ELSE {_any(quoted('wrong'))} END"
    lost = f"{quoted('one')} IS NULL AND {quoted('twice')} IS NOT NULL"
    bare = f"CASE WHEN {few} THEN 1 ELSE 0 END"
    return ", ".join(
        f"{text} AS {name}" for text, name in zip((failed, _any(lost), _any(quoted("twice")), bare), FOUND)
    )


def _every(dialect: Dialect, check: Grouped) -> str:
    return f"(SELECT count(*) FROM {dialect.quoted(check.relation)})"


FOUND = ("failed", "lost", "twice", "bare")
"""That a check does not hold; that a row names none; that two rows may have the same identity; that nothing may name some row of the record."""


def _any(condition: str) -> str:
    return f"coalesce(max(CASE WHEN {condition} THEN 1 ELSE 0 END), 0)"


def text_of(dialect: Dialect, sql: Sql) -> str:
    """A text with the names of its columns."""
    return "".join(dialect.quoted(part.text) if isinstance(part, Name) else part for part in sql)


def indented(text: str) -> str:
    """Each line four places in."""
    return "\n".join(f"    {line}" for line in text.split("\n"))


def _item(dialect: Dialect, name: str, sql: Sql, small: Small = NOTHING) -> str:
    return dialect.quoted(name) if sql == (Name(name),) else f"{widened(dialect, sql, small)} AS {dialect.quoted(name)}"
