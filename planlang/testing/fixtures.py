"""Fixture directories: a plan, ``data/`` and ``expected/``, compared cell by cell.

``expected/`` has ``payouts.csv`` and, where somebody wrote them, ``lines.csv``, ``credits.csv``, ``uncredited.csv`` and ``due.csv``, laid
out as ``planlang run --out`` writes them. The order of rows does not matter, numbers are compared exactly, and columns that an
expected file leaves out are not compared. Rows of payouts that are not expected must be zero.
"""

from __future__ import annotations

import csv
import datetime
import io
import shlex
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from planlang.core.decimals import decimal_text, terminates
from planlang.core.graph import Graph
from planlang.run.money import amount_text
from planlang.run.result import Rejected, RunResult
from planlang.run.tables import Output
from planlang.slotted import frozen
from planlang.testing.outcome import EMPTY, Difference, Outcome

KEYS: dict[str, tuple[str, ...]] = {
    "payouts": ("participant", "period", "component"),
    "lines": ("component", "line", "key", "participant", "period", "date"),
    "credits": ("credit", "key", "participant"),
    "uncredited": ("data", "key"),
    "due": ("component", "key", "participant", "part"),
}
_AMOUNTS = frozenset({"amount", "quota_credit"})
_MOST_BYTES = 256 * 1024 * 1024


class BadFixture(Exception):
    """A fixture directory that can't be run, and why."""


@frozen
class Fixture:
    """A directory with a plan, its data and what is expected of them."""

    directory: Path
    plan: Path
    expected: tuple[Path, ...]

    @property
    def data(self) -> Path:
        """The directory with the data."""
        return self.directory / "data"


def is_fixture(directory: Path) -> bool:
    """Whether a directory is a fixture's."""
    return (directory / "expected").is_dir()


def fixture(directory: Path) -> Fixture:
    """The fixture of a directory. Where there are several plans, the one named after the directory is meant."""
    plans = sorted(directory.glob("*.plan"))
    named = directory / f"{directory.resolve().name}.plan"
    plan = plans[0] if len(plans) == 1 else named if named in plans else None
    if plan is None:
        what = "no .plan file" if not plans else f"{len(plans)} .plan files, none of them called {named.name}"
        raise BadFixture(f"`{directory}` has expected results but {what}")
    if not (directory / "data").is_dir():
        raise BadFixture(f"`{directory}` has expected results but no directory `data`")
    files = sorted((directory / "expected").glob("*.csv"))
    strange = [file.name for file in files if file.stem not in KEYS]
    if strange:
        raise BadFixture(f"`{directory}`: {strange[0]} is not one of {', '.join(f'{name}.csv' for name in KEYS)}")
    if not files:
        raise BadFixture(f"`{directory / 'expected'}` has no file such as payouts.csv")
    return Fixture(directory, plan, tuple(files))


def run_fixture(found: Fixture, graph: Graph) -> Outcome:
    """Pays a fixture's data and compares the results with what is expected."""
    from planlang.data.load import load
    from planlang.run.pay import pay

    where = str(found.directory)
    loaded = load(graph.records, [found.data], graph.calendar)
    if loaded.data is None:
        return Outcome("expected results", where, False, 0, (), loaded.diagnostics)
    try:
        result = pay(graph, loaded.data)
    except Rejected as rejected:
        return Outcome("expected results", where, False, 0, (), rejected.diagnostics)
    checked, differences = compare(found, result)
    return Outcome("expected results", where, not differences, checked, tuple(differences))


def compare(found: Fixture, result: RunResult) -> tuple[int, list[Difference]]:
    """How many cells were compared, and those that differ."""
    see = f"planlang explain {shlex.quote(str(found.plan))} --data {shlex.quote(str(found.data))}"
    outputs = {output.name: output for output in result.outputs}
    checked, differences = 0, list[Difference]()
    for file in found.expected:
        if file.stem not in outputs:
            raise BadFixture(f"{file}: no rule of this plan is paid in parts, so there is nothing due")
        number, wrong = _file(file, outputs[file.stem], result.digits, see)
        checked += number
        differences.extend(wrong)
    return checked, differences


def _file(file: Path, output: Output, digits: int, see: str) -> tuple[int, list[Difference]]:
    header, rows = _read(file)
    names = [column.name for column in output.columns]
    strange = [name for name in header if name not in names]
    if strange:
        from planlang.diagnostics.suggest import did_you_mean

        hint = did_you_mean(strange[0], names)
        raise BadFixture(f"{file}: there is no column `{strange[0]}`" + (f"; {hint}" if hint else ""))
    keys = [name for name in KEYS[output.name] if name in header]
    values = [name for name in header if name not in keys]
    if not keys:
        raise BadFixture(f"{file}: there is none of the columns {', '.join(KEYS[output.name])}")
    expected = _keyed(file, [dict(zip(header, row, strict=True)) for row in rows], keys, values)
    kinds = {column.name: column.kind for column in output.columns}
    made = [{name: _text(value, kinds[name]) for name, value in zip(names, row, strict=True)} for row in output.rows()]
    actual = _keyed(file, made, keys, values)
    differences: list[Difference] = []
    for key in dict.fromkeys([*expected, *actual]):
        there, here = expected.get(key), actual.get(key)
        if there is None and output.name == "payouts" and here is not None and _all_zero(here):
            continue
        differences.extend(_row(output.name, dict(zip(keys, key, strict=True)), values, there, here, digits, see))
    return len(expected) * max(len(values), 1), differences


def _row(
    table: str,
    key: dict[str, str],
    values: list[str],
    expected: list[tuple[str, ...]] | None,
    actual: list[tuple[str, ...]] | None,
    digits: int,
    see: str,
) -> list[Difference]:
    what = f"{table}: {', '.join(part for part in key.values() if part)}"
    why = _why(key, see)
    if not values or expected is None or actual is None or len(expected) != len(actual):
        if expected is not None and actual is not None and len(expected) == len(actual):
            return []
        return [Difference(what, _whole(expected, values), _whole(actual, values), why=why)]
    found = []
    for there, here in zip(expected, actual, strict=True):
        for name, before, after in zip(values, there, here, strict=True):
            if not _same(name, before, after):
                label = what if len(values) == 1 else f"{what}: {name}"
                found.append(Difference(label, before, after, _gap(name, before, after, digits), why=why))
    return found


def _whole(rows: list[tuple[str, ...]] | None, values: list[str]) -> str:
    if rows is None:
        return EMPTY
    return " and ".join(", ".join(row) or "a row" for row in rows)


def _keyed(
    file: Path, rows: list[dict[str, str]], keys: list[str], values: list[str]
) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in keys), []).append(tuple(row[name] for name in values))
    for several in found.values():
        several.sort(key=lambda row: [_number(cell) if _number(cell) is not None else cell for cell in row].__repr__())
    return found


def _all_zero(rows: list[tuple[str, ...]]) -> bool:
    return all(_number(cell) == 0 for row in rows for cell in row)


def _same(name: str, before: str, after: str) -> bool:
    if name in _AMOUNTS and before and after:
        numbers = _number(before), _number(after)
        if None not in numbers:
            return numbers[0] == numbers[1]
    return before == after


def _gap(name: str, before: str, after: str, digits: int) -> str:
    there, here = _number(before), _number(after)
    if name not in _AMOUNTS or there is None or here is None:
        return ""
    return ("+" if here > there else "") + amount_text(here - there, digits)


def _number(text: str) -> Fraction | None:
    if "/" in text:
        above, _, below = text.partition("/")
        return Fraction(int(above), int(below)) if above.lstrip("-").isdecimal() and below.isdecimal() else None
    try:
        number = Decimal(text)
        return Fraction(number) if number.is_finite() and abs(number.adjusted()) < 60 else None
    except InvalidOperation:
        return None


def _text(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "date":
        return datetime.date.fromordinal(int(value)).isoformat()
    if kind == "money":
        number = Fraction(value)
        return decimal_text(number) if terminates(number) else str(number)
    return str(value)


def _why(key: dict[str, str], see: str) -> str:
    said = [see]
    if "participant" not in key:
        return ""
    said.append(f"--participant {shlex.quote(key['participant'])}")
    if "period" in key:
        said.append(f"--period {key['period']}")
    component = key.get("component", "")
    if component and not component.startswith("payout"):
        said.append(f"--component {shlex.quote(component)}")
    return " ".join(said)


def _read(file: Path) -> tuple[list[str], list[list[str]]]:
    if file.stat().st_size > _MOST_BYTES:
        raise BadFixture(f"{file} is larger than 256 MB")
    try:
        rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadFixture(f"{file} is not a CSV file in UTF-8: {error}") from None
    rows = [row for row in rows if row]
    if not rows:
        raise BadFixture(f"{file} is empty: not even a header")
    header = [name.strip() for name in rows[0]]
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise BadFixture(f"{file}, row {number}: {len(row)} cells where the header has {len(header)}")
    return header, [[cell.strip() for cell in row] for row in rows[1:]]
