"""What stands narrow at each level of a table: what is kept so, what is passed on as it is, and what look-ups bring."""

from __future__ import annotations

from collections.abc import Collection

from planlang.core.forms import TextForm
from planlang.engines.sql.asked import Asked
from planlang.engines.sql.compiler import Compiler
from planlang.engines.sql.layout import Layout
from planlang.engines.sql.numbers import reads
from planlang.engines.sql.passes.narrow import NOTHING, Small, by_order, numbered, stored
from planlang.engines.sql.relations import Place
from planlang.engines.sql.tables import FromTable, Join
from planlang.engines.sql.values import Column


class Kept(Asked):
    """The levels of a layout's tables, and which of their columns are narrow."""

    def __init__(self, compiler: Compiler, layout: Layout, kept: Collection[Place] = ()) -> None:
        """``kept``: what will be a table, where that is known from a first time; it is stored narrow then."""
        self.stored, self._narrow = frozenset(kept), dict[Place, Small]()
        super().__init__(compiler, layout)
        tables = {table for table, _ in layout.outputs}
        self._shown = {(table, layout.seen(table)) for table in tables} | set(layout.open.items())
        """Levels that are read from outside of the program, by people who know nothing of forms."""
        texts = [
            layout.texts[name] for name, column in layout.columns.items() if column.window and name in layout.texts
        ]
        self._orders = {name for text in texts for name in by_order(text)}
        """The columns by which some window puts rows in order."""

    def _small(self, place: Place | None) -> Small:
        """The columns of a place that are stored narrow there or were before."""
        if place is None or not self.stored:
            return NOTHING
        if place not in self._narrow:
            names = self._columns(*place) if place[0] in self.levels else []
            if place in self.stored or self._sorted_next(place):
                found = Small(frozenset(name for name in names if self._type(name)), self._forms(names))
            else:
                found = self._small(self._passed_from(place)).and_also(self._looked_up(place)).among(names)
            self._narrow[place] = Small(found.numbers) if place in self._shown else found
        return self._narrow[place]

    def _type(self, name: str) -> str | None:
        return stored(self.dialect, self.layout.columns[name])

    def _forms(self, names: Collection[str]) -> dict[str, TextForm]:
        columns = self.layout.columns
        return {
            name: form for name in names if name in self._orders for form in [columns[name].form] if form is not None
        }

    def _narrowed(self, text: str, column: Column, place: Place) -> str:
        """A text as a column of a place keeps it."""
        small = self._small(place)
        if column.name in small.texts:
            return numbered(self.dialect, text, small.texts[column.name])
        return f"CAST({text} AS {stored(self.dialect, column)})" if column.name in small.numbers else text

    def _looked_up(self, place: Place) -> frozenset[str]:
        """The columns of look-ups that a level makes and that come narrow."""
        table, level = place
        joins = self.compiler.bodies[table].joins if table in self.compiler.bodies else []
        return frozenset(
            name
            for name in (self._made(table, level) if joins else ())
            for join in [self.layout.columns[name].join]
            if join is not None and joins[join].grouped is None and joins[join].among is None and self._type(name)
        )  # fmt: skip

    def _brought_as(self, join: Join, source: str) -> str | None:
        bodies = self.compiler.bodies
        found = [
            one
            for one in self.layout.columns.values()
            if one.source == source and one.join == join.number and one.name in self.layout.needed
            and bodies[one.table].joins[join.number] is join  # look-ups of other tables have the same numbers
        ]  # fmt: skip
        return stored(self.dialect, found[0]) if found else None

    def _passed_from(self, place: Place) -> Place | None:
        """Where a place has the columns from that it does not make."""
        table, level = place
        levels, source = self.levels[table], self.compiler.bodies[table].source
        if level != levels[0]:
            return table, levels[levels.index(level) - 1]
        if isinstance(source, FromTable):
            names = [*self.layout.inherited[table], *reads(source.keep or ())]
            return source.table, self.layout.read_level(table, source.table, names)
        return None
