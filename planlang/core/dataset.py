"""Checked input rows, ready for any engine: what the loader makes and the interpreter reads."""

from __future__ import annotations

from collections.abc import Sequence

from planlang.core.records import RecordSpec
from planlang.core.values import Values
from planlang.diagnostics.place import DataPlace
from planlang.slotted import define

NEXT_FILE = 1 << 40
"""Where the rows of a record are in several files, those of the first are numbered from 0 on, those of the second from here, and so on."""


def placed(number: int, file: str, files: Sequence[str]) -> tuple[str, int]:
    """The file of a row, and its place in that file; ``files`` is empty where the rows are all in ``file``."""
    return (files[number // NEXT_FILE], number % NEXT_FILE) if files else (file, number)


@define
class RecordData:
    """The rows of one record, in the order of their identity texts, whatever order the file has.

    ``columns`` has every column of the spec. Numbers are in the column's own meaning: ``60%`` of a percent
    column is 60/100 over a denominator common to the column; money is in units of the currency. Dates are day numbers, periods
    period numbers of the plan's calendar, references the identity text of the row they point to, members their
    names, absent optional values ``None``. ``ids`` are the identity texts (the key, or the identity columns joined by `` / ``). ``lines`` are the
    places in the file, as in ``DataPlace.row``; ``file`` is its name as the user gave it or found below the data directory.
    Where there are several ``files``, ``lines`` count through them (``placed``), and ``file`` says which they are: ``deals/*.csv``.
    """

    spec: RecordSpec
    columns: dict[str, Values]
    ids: list[str]
    lines: list[int]
    file: str
    files: tuple[str, ...] = ()
    keyed: bool = False
    """Whether rows are found by their ``ids`` and not by their numbers, as in a table of a database."""

    def place(self, row: int, column: str | None = None, value: str | None = None) -> DataPlace:
        """Where a row stands, or a cell of it."""
        file, line = placed(self.lines[row], self.file, self.files)
        return DataPlace(file, line, column, value, self.ids[row] if self.keyed else None)


Dataset = dict[str, RecordData]
"""All records of a plan by name."""
