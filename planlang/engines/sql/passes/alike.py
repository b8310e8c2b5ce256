"""Rows that are some of another table's, such as what a manager is credited of what the team sold: what both say of a row is written out once.

It rests on this: a derived table has a row for each row of its source that is kept, and its columns are that row's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from planlang.engines.sql.numbers import Name, Sql, reads
from planlang.engines.sql.passes.narrow import NOTHING, widened
from planlang.engines.sql.tables import FromTable
from planlang.slotted import frozen

if TYPE_CHECKING:
    from planlang.engines.sql.render import Renderer


@frozen
class Alike:
    """A table as part of another: rows of ``relation`` where ``keep`` holds, and for each of its columns a column there or a constant."""

    relation: str
    keep: str
    columns: dict[str, str]
    names: frozenset[str]
    """The columns of ``relation`` that are read for it."""


def alike(renderer: Renderer, seen: Mapping[str, str]) -> dict[str, Alike]:
    """By their relations those tables that are parts of others; ``seen`` are the relations of all tables that are read from outside."""
    if "alike" not in renderer.compiler.passes:
        return {}
    found = {relation: _part(renderer, table, seen) for table, relation in seen.items()}
    return {relation: part for relation, part in found.items() if part is not None}


def _part(renderer: Renderer, table: str, seen: Mapping[str, str]) -> Alike | None:
    layout, source = renderer.layout, renderer.compiler.bodies[table].source
    if not isinstance(source, FromTable) or source.table not in seen or layout.joins[table]:
        return None
    whole = renderer.relations[source.table, layout.seen(source.table)]
    relation, there = renderer.earlier(source.table) or (whole.name, frozenset(whole.columns))
    made = {layout.texts[n]: n for n in there if n in layout.texts and layout.columns[n].table == source.table}
    found: dict[str, Sql] = {"": source.keep or (renderer.dialect.yes_no(True),)}
    for name in layout.own(table):
        found[name] = (Name(name),)
        if layout.columns[name].table == table:
            text = layout.texts.get(name, found[name])
            found[name] = (Name(made[text]),) if text in made else text
    if any(len(text) != 1 or not there.issuperset(reads(text)) for text in found.values()):
        return None
    said = {name: widened(renderer.dialect, text, NOTHING) for name, text in found.items()}
    names = frozenset(name for text in found.values() for name in reads(text))
    return Alike(relation, said.pop(""), said, names)
