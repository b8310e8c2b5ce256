"""The results of a run as it wrote them: opened only as long as every file is still what the run wrote."""

from __future__ import annotations

import glob
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from planlang.data.engine.sqltext import identifier, literal
from planlang.data.outputs import BEGIN_CELLS, FORMULA_MADE_PLAIN, FORMULA_STARTS
from planlang.data.raw import MAX_CELL
from planlang.run.write import FORMAT
from planlang.slotted import frozen

TABLES: Mapping[str, tuple[str, ...]] = {
    "credits": ("credit", "key", "participant", "date", "amount", "quota_credit"),
    "lines": ("component", "line", "key", "participant", "period", "date", "amount"),
    "payouts": ("participant", "period", "component", "amount"),
    "uncredited": ("data", "key", "reason"),
    "due": ("component", "key", "participant", "part", "due", "amount", "reason"),
    "balances": ("participant", "period", "balance", "brought_forward", "came_in", "taken_out", "let_go", "left"),
    "paid": ("participant", "period", "amount", "currency", "paid"),
}
"""The tables of a run and their columns, as the page on data tells; ``due``, ``balances`` and ``paid`` are there for some plans."""
SOMETIMES = ("due", "balances", "paid")


_AMOUNT = re.compile(r"-?\d{1,60}(\.\d{1,60})?", re.ASCII)


class NotComparable(Exception):
    """What can't be compared, in words for the user."""


@frozen
class Opened:
    """A directory of results. ``said`` is what its ``run.json`` says."""

    directory: Path
    shown: str
    said: Mapping[str, Any]

    @property
    def currency(self) -> str:
        """The currency of all its amounts."""
        return str(self.said["totals"]["currency"])

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods that it pays, in order."""
        return tuple(self.said["periods"])

    @property
    def plan(self) -> Mapping[str, str]:
        """The name of its plan, and the digest of the text."""
        found: Mapping[str, str] = self.said["plan"]
        return found

    @property
    def data(self) -> Mapping[str, Any]:
        """The digest of its data; of large data those of the files."""
        found: Mapping[str, Any] = self.said["data"]
        return found

    @property
    def explained(self) -> bool:
        """Whether all explanations were written too."""
        return "explained" in self.said

    def rows(self, table: str) -> str:
        """SQL for a table with all its cells as plain texts, blank where there are none."""
        columns = TABLES[table]
        name = next((f"{table}.{form}" for form in ("csv", "parquet") if f"{table}.{form}" in self.said["files"]), None)
        if name is None:
            nothing = ", ".join(f"'' AS {identifier(column)}" for column in columns)
            return f"(SELECT {nothing} WHERE false)"
        path = literal(glob.escape(str(self.directory / name)))
        if name.endswith(".parquet"):
            cells = [f"coalesce({identifier(column)}::VARCHAR, '')" for column in columns]
            read = f"read_parquet({path}, hive_partitioning = false)"
        else:
            cells = [_plain(identifier(column)) for column in columns]
            types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
            read = (
                f"read_csv({path}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"',"
                f" columns = {{{types}}}, max_line_size = {MAX_CELL}, parallel = false, compression = 'none')"
            )
        picked = ", ".join(f"{cell} AS {identifier(column)}" for cell, column in zip(cells, columns, strict=True))
        return f"(SELECT {picked} FROM {read})"


def _plain(cell: str) -> str:
    """A cell of a CSV file as it was before it was made harmless (see ``planlang.data.outputs.harmless``)."""
    starts = ", ".join(f"chr({ord(start)})" for start in FORMULA_STARTS)
    behind, plain = FORMULA_MADE_PLAIN.replace("'", "''"), r"\1\2"
    begins = " OR ".join(f"contains({cell}, chr({ord(sign)}))" for sign in BEGIN_CELLS)
    cell = f"CASE WHEN {begins} THEN regexp_replace({cell}, '{behind}', '{plain}', 'g') ELSE {cell} END"
    harmless = f"starts_with({cell}, '''') AND left(ltrim({cell}, ''''), 1) IN ({starts})"
    return f"coalesce(CASE WHEN {harmless} THEN substr({cell}, 2) ELSE {cell} END, '')"


def open_results(directory: str) -> Opened:
    """The results of a run; raises ``NotComparable`` where there are none, or where a file is not what the run wrote."""
    try:
        said = json.loads((Path(directory) / "run.json").read_bytes())
        known = said["format"] == FORMAT
        digests = {name: str(one["sha256"]) for name, one in said["files"].items()}
        opened = Opened(Path(directory), directory, said)
        _ = opened.currency, opened.periods, opened.plan["digest"], opened.plan["name"], opened.data
    except FileNotFoundError:
        raise NotComparable(f"`{directory}` holds no run: there is no run.json in it") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotComparable(f"`{directory}/run.json` can't be read as that of a run: {_said(error)}") from None
    if not known:
        raise NotComparable(f"the run in `{directory}` is written in another form, `{said['format']}`, not `{FORMAT}`")
    _as_written(opened, digests)
    return opened


def _as_written(opened: Opened, digests: Mapping[str, str]) -> None:
    """Refuses tables that were changed or are gone: a comparison with them would be about something that nobody paid."""
    for table in TABLES:
        names = [name for name in (f"{table}.csv", f"{table}.parquet") if name in digests]
        if not names and table not in SOMETIMES:
            raise NotComparable(f"the run in `{opened.shown}` has no table of {table}")
        for name in names:
            try:
                with (opened.directory / name).open("rb") as file:
                    found = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise NotComparable(f"`{opened.shown}/{name}` can't be read: {_said(error)}") from None
            if found != digests[name]:
                raise NotComparable(
                    f"`{opened.shown}/{name}` is not what the run wrote: its digest in run.json differs"
                )


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return (error.strerror or type(error).__name__).lower()
    return f"{type(error).__name__}: {error}"


def amount_of(text: str) -> Fraction:
    """An amount as a run writes it, 0 where there is none. A power of ten could stand in a file, too, with no end to its digits."""
    if text and not _AMOUNT.fullmatch(text):
        raise NotComparable(f"`{text[:40]}` is not an amount as a run writes it")
    return Fraction(text or 0)


def only_in(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """What is in one and not in the other, in order."""
    known = set(other)
    return tuple(name for name in one if name not in known)
