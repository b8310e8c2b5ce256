"""A run as files: its tables, and ``run.json`` with what they were made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from math import gcd
from pathlib import Path
from typing import Any, Protocol

from planlang import __version__
from planlang.core.decimals import decimal_text, places
from planlang.core.values import Values
from planlang.data.outputs import AnyTable, Format, OutputColumns, OutputKind
from planlang.data.outputs import OutputColumn as FileColumn
from planlang.data.write import WritesItself, write_outputs
from planlang.diagnostics.model import Diagnostic
from planlang.run.result import RunResult, Summary
from planlang.run.tables import Output, OutputColumn
from planlang.semantics.currencies import DIGITS

FORMAT = "planlang/run/1"


def write_run(
    directory: Path,
    result: RunResult,
    plan_text: str,
    data_digest: str,
    form: Format,
    more: Mapping[str, AnyTable] | None = None,
    beside: Beside | None = None,
) -> tuple[Diagnostic, ...]:
    """Writes all of a run, ``more`` tables and what stands ``beside`` it, or nothing; returns why it couldn't."""
    tables = {output.name: file_table(output) for output in result.outputs}
    meta = run_data(result.summary, plan_text, {"digest": _sha256(data_digest)})
    return write_all(directory, {**tables, **(more or {})}, meta, form, beside)


class Beside(Protocol):
    """Tables beside those of a run, which write themselves, and what ``run.json`` says of them."""

    @property
    def tables(self) -> Mapping[str, AnyTable | WritesItself]: ...
    @property
    def said(self) -> Mapping[str, Any]: ...


def write_all(
    directory: Path,
    tables: Mapping[str, AnyTable | WritesItself],
    meta: Mapping[str, Any],
    form: Format,
    beside: Beside | None,
) -> tuple[Diagnostic, ...]:
    """Writes tables, and what stands beside them, or nothing; returns why it couldn't."""
    if beside is None:
        return write_outputs(directory, tables, meta, form)
    return write_outputs(directory, {**tables, **beside.tables}, {**meta, **beside.said}, form)


def _sha256(digest: str) -> str:
    return f"sha256:{digest.removeprefix('sha256:')}"


def run_data(result: Summary, plan_text: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What ``run.json`` says: no clock, no path; the same inputs give the same bytes."""
    money = {"currency": result.currency}
    return {
        "format": FORMAT,
        "planlang": __version__,
        "plan": {"name": result.plan, "digest": plan_digest(plan_text)},
        "data": dict(data),
        "periods": list(result.periods),
        "counts": [
            {"data": one.data, "rows": one.rows, "credited": one.credited, "uncredited": one.uncredited}
            for one in result.counts
        ],
        "totals": {
            **money,
            "components": {name: _amount(amount, result.digits) for name, amount in result.totals},
            "payout": _amount(result.total, result.digits),
            **(
                {"paid": {code: _amount(amount, DIGITS[code]) for code, amount in result.paid_in}}
                if result.paid_in
                else {}
            ),
        },
    }


def plan_digest(text: str) -> str:
    """The digest of a plan's text: SHA-256 of its UTF-8 bytes."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def file_table(output: Output) -> OutputColumns:
    """A table of results in the form in which it is written."""
    columns = [_column(column, _own(column, output)) for column in output.columns]
    shown: Any = tuple(column for column, _ in columns)
    return OutputColumns(shown, [cells for _, cells in columns])


def _own(column: OutputColumn, output: Output) -> tuple[int, ...]:
    """With how many decimals each amount of several currencies is written."""
    return () if column.currency is None else tuple(DIGITS[code] for code in output[column.currency].items)


def _column(column: OutputColumn, own: tuple[int, ...]) -> tuple[FileColumn, Any]:
    values = column.values
    if column.kind != "money":
        kind: OutputKind = "date" if column.kind == "date" else "text"
        return FileColumn(column.name, kind), values.items
    needed = _digits(values, column.digits)
    if needed is None:  # a credit that nobody rounds, such as a third of a deal
        cells = [values.at(index) for index in range(len(values.items))]
        return FileColumn(column.name, "text"), [None if cell is None else str(cell) for cell in cells]
    return FileColumn(column.name, "decimal", max(column.digits, needed), own), values


def _digits(values: Values, usual: int) -> int | None:
    """How many decimals a column needs, or ``usual`` if that is enough; ``None`` where one of its values has no end."""
    if isinstance(values.den, int):
        if 10**usual % values.den == 0:
            return usual
        whole = gcd(values.den, *(item for item in values.items if item is not None))
        return places(Fraction(1, values.den // whole))
    exact = {Fraction(cell) for cell in map(values.at, range(len(values.items))) if cell is not None}
    needed = [places(value) for value in exact]
    return None if None in needed else max((n for n in needed if n is not None), default=0)


def _amount(value: Fraction, digits: int) -> str:
    needed = places(value)
    return str(value) if needed is None else decimal_text(value, max(needed, digits))
