"""What a column of the core graph is in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from planlang.core.forms import TextForm
from planlang.core.graph import Relation
from planlang.diagnostics.place import Span
from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.numbers import Name, Sql
from planlang.slotted import define, field, frozen


class NotCompiled(Exception):
    """A plan that SQL can't be written for (yet), and why; the interpreter pays it."""

    def __init__(self, why: str, place: Span | None = None) -> None:
        super().__init__(why)
        self.why, self.place = why, place


class WrongData(NotCompiled):
    """The data is wrong in a way that the reference code sees before any query is written; the interpreter will say how."""


@frozen
class Fault:
    """A condition under which a value can't be computed. ``zero``: it is that this column is 0."""

    sql: Sql
    zero: str | None = None


@frozen
class Test:
    """A comparison with 0: ``difference relation 0``."""

    difference: Exact
    relation: Relation


@frozen
class Value:
    """A value in every row of a table: an exact number (dates and periods too) or an SQL text of another kind.

    ``absent`` says whether it may be NULL because an optional value is absent. In rows where a fault holds it has no value; whatever
    SQL has there must reach nothing that is asked for.
    """

    kind: Literal["number", "text", "yes/no"]
    exact: Exact = field(factory=lambda: Exact({}))
    sql: Sql = ()
    absent: bool = False
    faults: tuple[Fault, ...] = ()
    test: Test | None = None


@define(eq=False)
class Column:
    """A column of a compiled query.

    ``sql`` is what it is in terms of other columns of its table (``None``: a column of what the table is made from, or of a join, which ``source``
    says). ``low`` through ``high`` holds every number. ``refers`` names the record whose rows' identities its texts are.
    ``window``: it looks at other rows. ``given`` are the columns that decide its value. ``costly``: it should be worked out once.
    ``apart``: it may be worked out long before what reads it. ``form``: that of all its texts.
    """

    name: str
    table: str
    kind: SqlType
    sql: Sql | None
    low: int = 0
    high: int = 0
    absent: bool = False
    refers: str | None = None
    window: bool = False
    given: tuple[str, ...] | None = None
    join: int | None = None
    source: str = ""
    says: str = ""
    place: Span | None = None
    costly: bool = False
    apart: bool = False
    form: TextForm | None = None

    @property
    def positive(self) -> bool:
        """Whether it is above 0 in every row."""
        return self.low > 0


def all_faults(values: Iterable[Value]) -> tuple[Fault, ...]:
    """What may be wrong with any of some values."""
    return tuple(dict.fromkeys(fault for value in values for fault in value.faults))


def one_fault(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The same as one fault at most."""
    some = tuple(dict.fromkeys(faults))
    return some if len(some) < 2 else (Fault(either([fault.sql for fault in some])),)


def either(conditions: Iterable[Sql]) -> Sql:
    """Whether one of some conditions holds."""
    some = list(dict.fromkeys(conditions))
    if len(some) == 1:
        return some[0]
    return ("(", *_joined(some, " OR "), ")")


def both(conditions: Iterable[Sql]) -> Sql:
    """Whether all of some conditions hold."""
    some = list(dict.fromkeys(conditions))
    if len(some) == 1:
        return some[0]
    return ("(", *_joined(some, " AND "), ")")


def negated(condition: Sql) -> Sql:
    """Whether a condition does not hold."""
    return ("(NOT ", *condition, ")")


def _joined(parts: Iterable[Sql], between: str) -> Sql:
    found: list[str | Name] = []
    for number, part in enumerate(parts):
        if number:
            found.append(between)
        found.extend(part)
    return tuple(found)


def listed(parts: Iterable[Sql]) -> Sql:
    """``a, b, c``."""
    return _joined(parts, ", ")
