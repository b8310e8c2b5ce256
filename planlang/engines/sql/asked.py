"""Which columns each level of a table has: those that its readers ask for."""

from __future__ import annotations

from collections.abc import Iterable

from planlang.engines.sql.compiler import Compiler
from planlang.engines.sql.layout import Layout
from planlang.engines.sql.layout_reads import join_reads, join_reads_there
from planlang.engines.sql.numbers import reads
from planlang.engines.sql.relations import Place
from planlang.engines.sql.tables import Body, FromSpine, FromStack, FromTable


class Asked:
    """The levels of a layout's tables, and what is asked of each."""

    def __init__(self, compiler: Compiler, layout: Layout) -> None:
        self.compiler, self.layout, self.dialect = compiler, layout, compiler.dialect
        self.levels: dict[str, list[int]] = {name: self._levels_of(body) for name, body in compiler.bodies.items()}
        self.wanted: dict[Place, set[str]] = {}
        self._ask()

    def _levels_of(self, body: Body) -> list[int]:
        layout = self.layout
        found = {layout.base(body.name)}
        found.update(layout.level(body.name, name) for name in body.columns if name in layout.needed)
        found.update(layout.join_level(body.name, number) for number in layout.joins[body.name])
        return sorted(found)

    def _ask(self) -> None:
        """What readers outside of a table ask of its levels; and what each level asks of the one before."""
        layout = self.layout
        for table, name in layout.outputs:
            self._want(table, layout.seen(table), [name])
            if layout.level(table, name) <= layout.open.get(table, -1):
                self._want(table, layout.open[table], [name])
        for check in layout.checks:
            self._want(check.other, layout.grouped_at(check), check.reads)
        for table, body in self.compiler.bodies.items():
            for number in layout.joins[table]:
                join = body.joins[number]
                if join.table is not None:
                    self._want(join.table, layout.there(table, join), join_reads_there(join, layout.columns))
            for other, names in self._source_asks(body):
                self._want(other, layout.read_level(table, other, names), names)
        for table, levels in self.levels.items():
            for level, before in zip(reversed(levels), reversed(levels[:-1])):
                self._want(table, before, self._passed(table, level, before))

    def _want(self, table: str, level: int, names: Iterable[str]) -> None:
        self.wanted.setdefault((table, level), set()).update(names)

    def _passed(self, table: str, level: int, before: int) -> set[str]:
        layout, body = self.layout, self.compiler.bodies[table]
        found = {n for n in self.wanted.get((table, level), ()) if layout.level(table, n) <= before}
        for name in self._made(table, level):
            if layout.columns[name].sql is not None:
                found.update(reads(layout.texts[name]))
        for number in layout.joins[table]:
            if layout.join_level(table, number) == level:
                found.update(join_reads(body.joins[number]))
        return found

    def _made(self, table: str, level: int) -> list[str]:
        """The columns that a level makes, as far as somebody needs them."""
        layout, body = self.layout, self.compiler.bodies[table]
        asked = self.wanted.get((table, level), set())
        return [
            name
            for name in body.columns
            if name in layout.needed and name in asked and layout.level(table, name) == level
        ]

    def _columns(self, table: str, level: int) -> list[str]:
        asked = self.wanted.get((table, level), set())
        own = [name for name in self.compiler.bodies[table].columns if name in asked]
        return own + sorted(asked - set(own))

    def _source_asks(self, body: Body) -> Iterable[tuple[str, list[str]]]:
        layout, source = self.layout, body.source
        if isinstance(source, FromTable):
            yield source.table, [*sorted(layout.inherited[body.name]), *reads(source.keep or ())]
        elif isinstance(source, FromStack):
            for number, table in enumerate(source.tables):
                texts = [text[number] for name, text in source.columns.items() if name in layout.needed]
                yield table, list(dict.fromkeys(name for text in texts for name in reads(text)))
        elif isinstance(source, FromSpine) and source.people is not None:
            texts = [text for name, text in source.carried.items() if name in layout.needed]
            names = [name for text in (*texts, source.where) for name in reads(text) if name in layout.columns]
            yield source.people, list(dict.fromkeys(names))

    def _sorted_next(self, place: Place) -> bool:
        """Whether the next level has windows: they carry all columns through a sort, and keep them twice meanwhile."""
        table, level = place
        levels = self.levels.get(table, [])
        after = levels.index(level) + 1 if level in levels else len(levels)
        return after < len(levels) and any(self.layout.columns[one].window for one in self._made(table, levels[after]))
