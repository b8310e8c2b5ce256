"""Records that the tests read files against, and a small way to write them down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from planlang.core.calendar import FiscalCalendar
from planlang.core.records import ColumnSpec, Kind, Limits, RecordSpec
from planlang.data.load import LoadResult, load
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import DataPlace

CALENDAR = FiscalCalendar(week_start=0, fortnight=739257)


def column(name: str, kind: Kind, **more: Any) -> ColumnSpec:
    """A column, named in the file as in the plan unless ``header`` says otherwise."""
    return ColumnSpec(name, kind, more.pop("header", name), **more)


def record(name: str, row: str, *columns: ColumnSpec, **more: Any) -> RecordSpec:
    """A record whose identity is what a plan would give it."""
    keys = tuple(c.name for c in columns if c.key)
    telling = {"row", "text", "date", "week", "fortnight", "month", "quarter", "half", "year", "one-of"}
    identity = keys or more.get("one_for") or tuple(c.name for c in columns if c.kind in telling)
    return RecordSpec(name, row, columns, identity, **more)


PEOPLE = record(
    "participants",
    "participant",
    column("id", "text", key=True),
    column("quota", "money", currency="USD", per="quarter"),
    column("manager", "row", row="participants", optional=True),
)
DEALS = record(
    "deals",
    "deal",
    column("id", "text", key=True),
    column("closed", "date"),
    column("product", "one-of", members=("New", "Renewal", "Upsell"), reads=(("new biz", "New"),)),
    column("amount", "money", currency="USD"),
)
SPLITS = record(
    "splits",
    "split",
    column("deal", "row", row="deals"),
    column("to", "row", row="participants"),
    column("share", "percent"),
    column("primary", "yes/no"),
)
ALL = (PEOPLE, DEALS, SPLITS)

GOOD = {
    "participants.csv": "id,quota,manager\nana,100000.00,bo\nbo,0,\n",
    "deals.csv": "id,closed,product,amount\nd2,2025-01-20,New,20000.00\nd1,2025-01-10,new biz,90000\n",
    "splits.csv": "deal,to,share,primary\nd1,ana,60,yes\nd1,bo,40%,no\nd2,ana,100.0,YES\n",
}


def write(directory: Path, files: dict[str, str | bytes]) -> Path:
    """Writes files into a directory, as they are."""
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return directory


def load_texts(directory: Path, files: dict[str, Any], records: Sequence[RecordSpec] = ALL) -> LoadResult:
    """Loads records from files with these texts."""
    return load(records, [write(directory, files)], CALENDAR)


def one(result: LoadResult) -> Diagnostic:
    """The only finding of a result."""
    assert result.data is None
    assert len(result.diagnostics) == 1, [d.message for d in result.diagnostics]
    return result.diagnostics[0]


def place(diagnostic: Diagnostic) -> tuple[str, int | None, str | None, str | None]:
    """Where a finding is, as a tuple."""
    where = diagnostic.primary
    assert isinstance(where, DataPlace)
    return where.file, where.row, where.column, where.value


_DATA = re.compile(r"data (\w+), each row an? (\w+)([^{\n]*)\{(.*?)\n    \}", re.S)
_BOUND = re.compile(r"from ([\d.]+)(%?)(?: USD)?(?: through ([\d.]+))?")


def records_of(plan: str) -> list[RecordSpec]:
    """The records of a plan's text, read in a simple way that is enough for the rules' pages."""
    rows = {match[2]: match[1] for match in _DATA.finditer(plan)}
    return [_record(match, rows) for match in _DATA.finditer(plan)]


def _record(match: re.Match[str], rows: dict[str, str]) -> RecordSpec:
    more: dict[str, Any] = {}
    if valid := re.search(r"valid from (\w+) through (\w+)", match[3]):
        more["valid"] = (valid[1], valid[2])
    if one_for := re.search(r"one for each (\w+) and each (\w+)", match[3]):
        more["one_for"] = (one_for[1], one_for[2])
    if file := re.search(r'from file "([^"]*)"', match[3]):
        more["file"] = file[1]
    lines = [line.split("#")[0].strip() for line in match[4].splitlines()]
    columns = [_column(line, rows) for line in lines if ":" in line and not line.startswith("reject")]
    return record(match[1], match[2], *columns, **more)


def _column(line: str, rows: dict[str, str]) -> ColumnSpec:
    name, _, rest = line.partition(":")
    rest = rest.strip()
    reads = tuple((m[1], m[2].strip('"')) for m in re.finditer(r'reads "([^"]*)" as ("[^"]*"|\w+)', rest))
    header = re.search(r'column "([^"]*)"', rest)
    more: dict[str, Any] = {"reads": reads, "key": ", key" in rest, "optional": ", optional" in rest}
    if header:
        more["header"] = header[1]
    if bound := _BOUND.search(rest):
        scale = 100 if bound[2] else 1
        high = Fraction(bound[3]) / scale if bound[3] else None
        more["limits"] = Limits(Fraction(bound[1]) / scale, True, high, True, bound[0])
    if rest.startswith("one of "):
        members = re.split(r", (?=key|optional|column|reads)", rest.removeprefix("one of "))[0]
        return column(name, "one-of", members=tuple(m.strip() for m in members.split(",")), **more)
    kind: Any = rest.split(",")[0].split(" per ")[0].strip()
    if kind in rows:
        return column(name, "row", row=rows[kind], **more)
    return column(name, kind, currency="USD" if kind == "money" else None, **more)
