"""What an input table must look like: the checked form of a plan's ``data`` declarations.

The loader reads files against these and knows nothing of the plan's text; the interpreter and the SQL
compiler take their input columns from them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from planlang.core.calendar import PERIODS as PERIODS
from planlang.diagnostics.place import Span
from planlang.slotted import field, frozen

Kind = Literal[
    "money", "number", "percent", "fraction", "multiplier", "count", "date", "week", "fortnight", "month", "quarter",
    "half", "year", "text", "yes/no", "one-of", "row",
]  # fmt: skip

NUMERIC: frozenset[str] = frozenset({"money", "number", "percent", "fraction", "multiplier", "count"})


@frozen
class Limits:
    """The bounds of a numeric column, in the column's own unit; ``None`` where a side is open."""

    low: Fraction | None
    low_included: bool
    high: Fraction | None
    high_included: bool
    words: str
    """The bounds as the plan says them, for messages."""


@frozen
class ColumnSpec:
    """One column of a record.

    ``header`` is its name in the file. ``reads`` maps a spelling in the file to the text it stands for
    (a member's name, a key, ``yes``/``no``), tried before anything else. ``row`` is the record that a reference points into
    (its ``name``, such as ``participants``). ``digits`` is how many decimals a money amount may have; ``currency`` its currency.
    ``currency_column`` names the column of the same record which holds the currency of each amount.
    """

    name: str
    kind: Kind
    header: str
    key: bool = False
    optional: bool = False
    currency: str | None = None
    currency_column: str | None = None
    digits: int = 2
    per: str | None = None
    members: tuple[str, ...] = ()
    reads: tuple[tuple[str, str], ...] = ()
    row: str | None = None
    limits: Limits | None = None
    place: Span | None = None


@frozen
class RecordSpec:
    """One ``data`` declaration: the record ``name`` (``deals``), the word for one row (``deal``), its file and columns.

    ``identity`` are the columns that tell rows apart: the key; or else what there is one row for; or else
    every reference, text, date and period column. Two rows alike in them are a data error.
    ``valid`` are the first and last day on which a row holds, for records with several rows a thing over time;
    ``one_for`` the columns for which there is exactly one row each.
    """

    name: str
    row: str
    columns: tuple[ColumnSpec, ...]
    identity: tuple[str, ...]
    file: str | None = None
    valid: tuple[str, str] | None = None
    one_for: tuple[str, ...] | None = None
    place: Span | None = None
    by_name: dict[str, ColumnSpec] = field(init=False, eq=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def key(self) -> ColumnSpec | None:
        """The key column, if the record has one."""
        return next((column for column in self.columns if column.key), None)
