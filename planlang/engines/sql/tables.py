"""Tables of a compiled program on their way: where their rows come from, their columns, their joins."""

from __future__ import annotations

from typing import Union

from planlang.core import graph as g
from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.numbers import Sql
from planlang.engines.sql.values import Column
from planlang.slotted import define, field, frozen


@frozen
class FromRelation:
    """Rows of a table or view that is there already."""

    relation: str


@frozen
class FromTable:
    """Rows of another table where a condition on its columns holds (``None``: all)."""

    table: str
    keep: Sql | None


@define(eq=False)
class FromStack:
    """Rows of several tables, one after the other. ``columns``: for each column here its text in each of them."""

    tables: tuple[str, ...]
    columns: dict[str, tuple[Sql, ...]] = field(factory=dict)


@define(eq=False)
class FromSpine:
    """People and periods. ``people``: the table of people, and under which names its columns are seen here."""

    people: str | None
    periods: str | None
    carried: dict[str, Sql] = field(factory=dict)
    where: Sql = ()


@frozen
class Prepared:
    """A small table that planlang makes once and loads. ``says``: of what it is.

    Where there is no data yet to make it from, ``query`` makes it; ``doubts`` are queries that must give no rows then, with what they look for.
    """

    name: str
    columns: tuple[tuple[str, SqlType], ...]
    cells: tuple[tuple[int | str, ...], ...]
    """Column by column."""
    says: str = "of the calendar"
    query: str = ""
    doubts: tuple[tuple[str, str], ...] = ()


Source = Union[FromRelation, FromTable, FromStack, FromSpine]


@define(eq=False)
class Join:
    """A join with a query over another table that has one row at most for each row here: a LEFT JOIN, unless there is always one.

    ``table`` is what the query reads (``reads``: which of its columns), ``own`` the columns of this table that the query reads too.
    ``outputs`` are the columns that it makes, by name, as texts over ``reads``. ``keys`` are pairs: a text here, and the name of the output that it
    equals; ``ranges`` triples ``(text here, first output, last output)``.
    """

    number: int
    table: str | None
    outputs: dict[str, Sql]
    keys: tuple[tuple[Sql, str], ...]
    ranges: tuple[tuple[Sql, str, str], ...] = ()
    where: Sql | None = None
    grouped: tuple[str, ...] | None = None
    """Outputs to group by; the others are aggregates then."""
    having: Sql = ()
    """With ``grouped``: a condition on aggregates; groups where it doesn't hold are as if there were none."""
    idle: bool = False
    """With ``where`` and ``having``: a row that is left out would change no output, and a group of such rows does not meet ``having``."""
    alone: dict[str, Sql] = field(factory=dict)
    """For totals and counts of groups by name what they are in a group of one row."""
    asked: tuple[tuple[str, Sql], ...] = ()
    """With windows of days: the different questions of this table, as names and texts here; the query joins them with the other table."""
    asked_on: Sql = ()
    """How a question meets the rows of the other table (names of ``asked`` and columns of the other table)."""
    loose: frozenset[str] = frozenset()
    """Names of outputs whose keys may be absent on both sides: absent equals absent."""
    among: tuple[tuple[Sql, ...], Sql] | None = None
    """Only rows of some groups of the table: what they are grouped by, and a condition on aggregates. What is left is kept as a table."""
    inside: dict[str, Sql] = field(factory=dict)
    """With ``among``: columns worked out of the table's first, which ``outputs`` and ``where`` read, too."""
    relation: str | None = None
    """Instead of ``table``: a prepared table or an input relation by name."""
    met: bool = False
    """The data checks make sure that there is a row for each row here."""
    counted: bool = False
    """The numbers of the rows that it finds are what a data check is made of, so that rows that find none must stay."""

    @property
    def word(self) -> str:
        """How it is said. A row to which there is none is nobody's to lose, but where that is what is looked for."""
        return "JOIN" if self.met and not self.counted else "LEFT JOIN"


@define(eq=False)
class Body:
    """A table on its way."""

    name: str
    sql: str
    graph: g.Table | None
    source: Source
    rows: int
    columns: dict[str, Column] = field(factory=dict)
    joins: list[Join] = field(factory=list)
    made: dict[tuple[Sql, SqlType], str] = field(factory=dict)
    """Columns by their text: the same text is the same column."""
    shared: dict[object, object] = field(factory=dict)
    """Joins and other things made once, by what they are."""
