"""Whole numbers that lie far from 0 and close to each other are kept as how far they are from the least of them.

Days of one quarter are 90 numbers about 739,000: a byte each instead of four. A table that only other statements read keeps them so, and each
of these begins with the numbers as they are. One that lies outside its bounds after all would be an error, never another number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.passes.narrow import stored
from planlang.engines.sql.values import Column
from planlang.slotted import frozen

if TYPE_CHECKING:
    from planlang.engines.sql.asked import Place
    from planlang.engines.sql.compiler import Compiler

_BITS = (8, 16, 32)


@frozen
class Near:
    """A column as it is ``kept``, and as it is ``read`` again: texts over its name."""

    kept: str
    read: str


def near(dialect: Dialect, column: Column) -> Near | None:
    """How a column takes fewer bytes so, if it does."""
    span = column.high - column.low
    type_ = dialect.small(0, span) if column.kind == "narrow" else None
    if type_ is None or _bits(0, span) >= _bits(column.low, column.high):
        return None
    name, least = dialect.cast(dialect.quoted(column.name), False), abs(column.low)
    plus, minus = (" - ", " + ") if column.low < 0 else (" + ", " - ")
    read, as_it_was = f"{name}{plus}{least}", stored(dialect, column)
    return Near(f"CAST({name}{minus}{least} AS {type_})", read if as_it_was is None else f"CAST({read} AS {as_it_was})")


def _bits(low: int, high: int) -> int:
    return next((bits for bits in _BITS if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1)), 64)


class KeptNear:
    """The tables of a program that keep some of their columns near, each under a name of its own."""

    def __init__(self, compiler: Compiler, tables: Mapping[Place, tuple[str, list[Column]]]) -> None:
        """``tables``: those that may, with the names under which they are read, and their columns."""
        self.dialect, self.tables = compiler.dialect, tables
        self.found: dict[Place, dict[str, Near]] = {}
        self.names: dict[Place, str] = {}
        for place, (name, columns) in tables.items() if "near" in compiler.passes else ():
            some = {one.name: how for one in columns if (how := near(self.dialect, one)) is not None}
            if some:
                self.found[place], self.names[place] = some, compiler.names.new(f"{name} kept")

    def stored(self, place: Place, select: str) -> str:
        """The rows of a query as they are kept."""
        if place not in self.found:
            return select
        how = {name: one.kept for name, one in self.found[place].items()}
        return self._select(place, how, f"(\n{select}\n) AS {self.dialect.quoted('rows')}")

    def read_again(self, places: Iterable[Place]) -> list[str]:
        """Items of WITH for those of some tables that keep columns near, as they are read."""
        return [
            self.dialect.with_item(
                self.tables[place][0],
                self._select(
                    place,
                    {name: one.read for name, one in self.found[place].items()},
                    self.dialect.quoted(self.names[place]),
                ),
                False,
            )
            for place in sorted(set(places) & self.found.keys(), key=lambda one: (one[1], self.names[one]))
        ]

    def _select(self, place: Place, texts: Mapping[str, str], source: str) -> str:
        quoted = self.dialect.quoted
        names = [column.name for column in self.tables[place][1]]
        items = [f"{texts[name]} AS {quoted(name)}" if name in texts else quoted(name) for name in names]
        return f"SELECT {', '.join(items)}\nFROM {source}"
