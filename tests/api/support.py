"""The quarterly model plan and its data, as rows of every sort that the Python API takes."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAN = ROOT / "stdlib_plans" / "quarterly_ae" / "quarterly_ae.plan"
DATA = ROOT / "stdlib_plans" / "quarterly_ae" / "data"
RECORDS = ("participants", "deals", "splits")
MONEY = {"quota", "variable", "amount"}


def package(name: str) -> Any:
    """A package, or the test is skipped."""
    return pytest.importorskip(name, reason=f"{name} is not installed (pip install 'planlang[frames]')")


def texts(record: str) -> list[dict[str, Any]]:
    """The rows of a file as texts; blanks are absent."""
    with (DATA / f"{record}.csv").open(encoding="utf-8", newline="") as file:
        return [{name: text or None for name, text in row.items()} for row in csv.DictReader(file)]


def values(record: str) -> list[dict[str, Any]]:
    """The rows with values of Python's own types."""

    def value(name: str, text: str | None) -> Any:
        if text is None:
            return None
        if name in MONEY:
            return Decimal(text)
        if name == "closed":
            return datetime.date.fromisoformat(text)
        return {"yes": True, "no": False}[text] if name == "primary" else text

    return [{name: value(name, text) for name, text in row.items()} for row in texts(record)]


def _pandas(rows: list[dict[str, Any]]) -> Any:
    package("pyarrow")
    return package("pandas").DataFrame(rows)


def _polars(rows: list[dict[str, Any]]) -> Any:
    package("pyarrow")
    return package("polars").DataFrame(rows)


def _arrow(rows: list[dict[str, Any]]) -> Any:
    return package("pyarrow").Table.from_pylist(rows)


def _relation(rows: list[dict[str, Any]]) -> Any:
    import duckdb

    table = _arrow(rows)
    return duckdb.connect().from_arrow(table)


SORTS: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "dicts": lambda rows: rows,
    "pandas": _pandas,
    "polars": _polars,
    "lazy polars": lambda rows: _polars(rows).lazy(),
    "arrow": _arrow,
    "arrow batches": lambda rows: _arrow(rows).to_reader(max_chunksize=3),
    "duckdb relation": _relation,
}
