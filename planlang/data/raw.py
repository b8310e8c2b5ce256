"""A table as its file has it: columns of texts, before anybody asks what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from planlang.core.dataset import NEXT_FILE
from planlang.core.records import ColumnSpec, RecordSpec
from planlang.data.report import Cell, Findings, listed, quoted
from planlang.diagnostics.model import Diagnostic, Repair, finding
from planlang.diagnostics.place import DataPlace
from planlang.diagnostics.suggest import closest
from planlang.slotted import define, field

MAX_BYTES = 1 << 30
"""The largest CSV or JSON lines file that is read: 1 GiB."""
MAX_ROWS = 10_000_000
"""The most rows of one file."""
MAX_CELL = 1 << 20
"""The longest cell, in characters."""


@define
class RawTable:
    """The rows of one file.

    ``columns`` has the cells of each column of the record, by its name in the plan; columns that the file lacks
    are not there. ``lines`` are the rows' places as in ``DataPlace.row``. ``hints`` are texts of rows that could not
    be read, which may be keys that others point to; ``whole`` is false where rows are missing.
    ``keyed`` says that nobody finds a row by its number, as in a table of a database: places have its key, too.
    """

    file: str
    columns: dict[str, list[Cell]]
    lines: Sequence[int]
    hints: set[str] = field(factory=set)
    whole: bool = True
    keyed: bool = False


def joined(file: str, tables: Sequence[RawTable | None]) -> RawTable | None:
    """Several files as one table, of the columns that all of them have; ``None`` stands for a file that can't be read."""
    read = [(number * NEXT_FILE, table) for number, table in enumerate(tables) if table is not None]
    if not read:
        return None
    whole = RawTable(file, {}, [first + line for first, table in read for line in table.lines])
    for name in read[0][1].columns:
        if all(name in table.columns for _, table in read):
            whole.columns[name] = [cell for _, table in read for cell in table.columns[name]]
    whole.hints = set().union(*(table.hints for _, table in read))
    whole.whole = len(read) == len(tables) and all(table.whole for _, table in read)
    return whole


def keys_of(spec: RecordSpec, table: RawTable) -> dict[int, str]:
    """By number the texts that tell rows apart, as they are in the database; empty where a column of them is not there."""
    if not spec.identity or any(name not in table.columns for name in spec.identity):
        return {}
    parts = zip(*(table.columns[name] for name in spec.identity), strict=True)
    texts = (" / ".join(cell if isinstance(cell, str) else "none" for cell in row) for row in parts)
    return dict(zip(table.lines, texts, strict=True))


def place_columns(spec: RecordSpec, headers: Sequence[str], found: Findings) -> dict[str, int]:
    """Where each column of a record is in its file; columns that are not there, or twice, are findings."""
    at: dict[str, int] = {}
    positions: dict[str, list[int]] = {}
    for index, header in enumerate(headers):
        positions.setdefault(header, []).append(index)
    wanted = {column.header for column in spec.columns}
    free = [header for header in positions if header not in wanted]
    for column in spec.columns:
        here = positions.get(column.header, [])
        if len(here) == 1:
            at[column.name] = here[0]
        elif here:
            found.add(_repeated(column, here, found.file))
        else:
            found.add(_missing(column, free, list(positions), found.file))
    return at


def _repeated(column: ColumnSpec, here: list[int], file: str) -> Diagnostic:
    numbers = " and ".join(str(index + 1) for index in here)
    return finding(
        "repeated-column",
        f"{file} has {len(here)} columns named {quoted(column.header)}",
        DataPlace(file, None, column.header),
        f"columns number {numbers}",
        consequence="Whichever one was taken, the other might be the one that was meant.",
        repairs=(Repair("Rename or remove all but one of them in the file."),),
    )


def _missing(column: ColumnSpec, free: list[str], headers: list[str], file: str) -> Diagnostic:
    near = near_header(column.header, free)
    repairs = [
        Repair(
            f"Add a column {quoted(column.header)} to the file"
            + (", left blank where nothing is known." if column.optional else ".")
        )
    ]
    if near is not None:
        repairs.insert(
            0,
            Repair(
                f"Did you mean {quoted(near)}? Say so in the plan, or rename it in the file.",
                f'{column.name}: …, column "{near}"',
            ),
        )
    else:
        repairs.append(Repair("Or say in the plan what the file calls it.", f'{column.name}: …, column "…"'))
    return finding(
        "missing-column",
        f"{file} has no column {quoted(column.header)}",
        DataPlace(file, None, column.header),
        f"the file has: {listed(headers)}" if headers else "the file has no columns",
        repairs=tuple(repairs),
    )


def near_header(wanted: str, headers: Sequence[str]) -> str | None:
    """The header that was probably meant: the same but for case, spaces and signs, else one spelt nearly so."""
    plain = _letters(wanted)
    for header in headers:
        if plain and _letters(header) == plain:
            return header
    return closest(wanted, headers)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
