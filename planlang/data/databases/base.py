"""What databases have in common: tables with columns, and rows in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from planlang.core.calendar import DAYS
from planlang.core.records import NUMERIC, ColumnSpec, RecordSpec
from planlang.data.parquetfile import wrong_type
from planlang.data.report import Cell, Refused, repair
from planlang.slotted import evolve, frozen

if TYPE_CHECKING:
    from planlang.data.given import Given


class DatabaseError(Exception):
    """A database that can't be read at all, in words that name no password."""


@frozen
class TableColumn:
    """A column as the database has it: its name, what the database calls its type, and DuckDB's name for such a type."""

    header: str
    type: str
    like: str


Batch = Sequence[Sequence[Cell]]
"""Some rows: of each column that was asked for its cells. There is one row at least."""


class Table(Protocol):
    """A table or view whose rows are streamed. ``file`` is what findings call it."""

    @property
    def file(self) -> str: ...
    @property
    def columns(self) -> Sequence[TableColumn]: ...

    def rows(self, wanted: Sequence[tuple[ColumnSpec, int]], order: Sequence[int]) -> Iterator[Batch]:
        """All rows in the order of some columns, by number; raises ``DatabaseError``."""

    def count(self) -> int:
        """How many rows there are."""


@runtime_checkable
class Counts(Protocol):
    """Rows that are counted without being read; raises ``DatabaseError``."""

    def rows(self) -> int:
        """How many there are."""


class Database(Protocol):
    """A database that was given as data. ``title`` says which, for messages."""

    @property
    def title(self) -> str: ...

    def names(self) -> Sequence[str]:
        """The tables and views there are, in one order."""

    def given(self, name: str) -> Given:
        """The rows of one of them."""

    def close(self) -> None:
        """Ends what holds it open; whoever asks again opens it again."""


def quoted_name(name: str) -> str:
    """An identifier of a database, in quotation marks: no name is a piece of SQL."""
    return '"' + name.replace('"', '""') + '"'


def wrong_column(column: ColumnSpec, found: TableColumn) -> Refused | None:
    """Why a column of this type can't be what the plan says it is, or ``None``."""
    wrong = wrong_type(column, found.like)
    if wrong is None:
        return None
    said = evolve(wrong, message=wrong.message.replace(found.like[:80], found.type))
    kind = column.kind
    mend = {"date": "a date", **dict.fromkeys(DAYS, "a date"), "yes/no": "a boolean"}.get(
        kind, "numeric" if kind in NUMERIC else "text"
    )
    return evolve(
        said, repairs=repair(f"Make the column {mend} in the database, or in a view that the plan reads instead.")
    )


def in_order(spec: RecordSpec, at: dict[str, int]) -> list[int]:
    """By which columns rows are put in order: those that tell them apart, then the others."""
    names = [name for name in spec.identity if name in at]
    return [at[name] for name in dict.fromkeys([*names, *at])]
