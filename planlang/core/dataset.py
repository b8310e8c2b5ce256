"""Checked input rows, ready for any engine: what the loader makes and the interpreter reads."""

from __future__ import annotations

from attr import define

from planlang.core.records import RecordSpec
from planlang.core.values import Values


@define
class RecordData:
    """The rows of one record, in the order of their identity texts, whatever order the file has.

    ``columns`` has every column of the spec. Numbers are in the column's own meaning: ``60%`` of a percent
    column is 60/100 over a denominator common to the column; money is in units of the currency. Dates are day numbers, periods
    period numbers of the plan's calendar, references the identity text of the row they point to, members their
    names, absent optional values ``None``. ``ids`` are the identity texts (the key, or the identity columns joined by `` / ``). ``lines`` are the
    places in the file, as in ``DataPlace.row``; ``file`` is its name as the user gave it or found below the data directory.
    """

    spec: RecordSpec
    columns: dict[str, Values]
    ids: list[str]
    lines: list[int]
    file: str


Dataset = dict[str, RecordData]
"""All records of a plan by name."""
