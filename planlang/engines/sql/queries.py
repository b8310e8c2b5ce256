"""Queries of their own beside those of tables: the few rows that a join finds, and groups that are checked."""

from __future__ import annotations

from collections.abc import Collection

from planlang.engines.sql.compiler import Compiler
from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.numbers import Name, Sql, reads
from planlang.engines.sql.passes.grouped import Grouped
from planlang.engines.sql.passes.narrow import widened
from planlang.engines.sql.tables import Join

Small = Collection[str]
"""Columns that are stored narrow (``passes.narrow``)."""


def few_rows(compiler: Compiler, join: Join, outputs: dict[str, Sql], there: str, small: Small = frozenset()) -> str:
    """The rows of some groups of a table: what is worked out inside of it first, then the outputs."""
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
    listed = ", ".join(_item(dialect, name, text, () if name in keys else small) for name, text in items.items())
    rows = f"SELECT {listed}\nFROM {quoted(there)}\nJOIN (\n{indented(found)}\n) AS {quoted('few')} ON {meets}"
    lines = ", ".join(
        _item(dialect, name, (Name(name),) if name in keys else text, small) for name, text in outputs.items()
    )
    return f"SELECT {lines}\nFROM (\n{indented(rows)}\n) AS {quoted('run')}"


def groups(dialect: Dialect, check: Grouped, there: str, small: Small = frozenset()) -> str:
    """The end of a query of one row: what a check of groups has ``FOUND``, each 1 where there is such a group."""
    few = f"count({dialect.quoted('one')}) < {_every(dialect, check)}"
    return (
        f"{_groups(dialect, check, there, small)}\nSELECT {_found(dialect, check, few)} FROM {dialect.quoted('groups')}"
    )


def most_alone(dialect: Dialect, check: Grouped, there: str, small: Small = frozenset()) -> str | None:
    """The same where most rows are alone in their groups, with one more column: 1 where that is so, and what it says true."""
    quoted = dialect.quoted
    different = dialect.different(text_of(dialect, check.key), check.last)
    if different is None or not check.alone or check.last < 0:
        return None
    alone, seen = f"coalesce({widened(dialect, check.alone, small)}, FALSE)", quoted("seen")
    counted = f"sum(CASE WHEN {alone} THEN 1 ELSE 0 END)"
    rows = (
        f"(SELECT {different} AS {seen}, coalesce({counted}, 0) AS {quoted('single')} FROM {quoted(there)}) AS result"
    )
    few = f"max({seen}) < {_every(dialect, check)}"
    sure = f"CASE WHEN max({seen}) = max({quoted('single')}) + count({quoted('one')}) THEN 1 ELSE 0 END"
    return (
        f"{_groups(dialect, check, there, small, f'WHERE NOT {alone}')}\n"
        f"SELECT {_found(dialect, check, few)}, {sure} AS sure FROM {rows} LEFT JOIN {quoted('groups')} ON TRUE"
    )


def _groups(dialect: Dialect, check: Grouped, there: str, small: Small, where: str = "") -> str:
    quoted = dialect.quoted
    items = [_item(dialect, name, text, small) for name, text in check.outputs.items()]
    apart = text_of(dialect, check.apart)
    if apart:
        items += [f"min({apart}) AS {quoted('least')}", f"max({apart}) AS {quoted('most')}"]
    outputs = ", ".join([*items, f"count(*) AS {quoted('alike')}"])
    return (
        f"{quoted('groups')} AS (\nSELECT {text_of(dialect, check.key)} AS {quoted('one')}, {outputs}\nFROM {quoted(there)}"
        f"{chr(10) if where else ''}{where}\nGROUP BY 1\n)"
    )


def _found(dialect: Dialect, check: Grouped, few: str) -> str:
    quoted = dialect.quoted
    rows = quoted("alike")
    twice = f"{rows} > 1"
    if check.apart:
        twice = f"{rows} > 2 OR ({rows} = 2 AND {quoted('least')} = {quoted('most')})"
    lost = f"{quoted('one')} IS NULL AND {rows} > 0"
    wrong = _any(f"{rows} > 0 AND NOT ({text_of(dialect, check.holds)})")
    failed = f"CASE WHEN {few} AND NOT ({text_of(dialect, check.nothing)}) THEN 1 ELSE {wrong} END"
    bare = f"CASE WHEN {few} THEN 1 ELSE 0 END"
    return ", ".join(f"{text} AS {name}" for text, name in zip((failed, _any(lost), _any(twice), bare), FOUND))


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


def _item(dialect: Dialect, name: str, sql: Sql, small: Small = frozenset()) -> str:
    return dialect.quoted(name) if sql == (Name(name),) else f"{widened(dialect, sql, small)} AS {dialect.quoted(name)}"
