"""Data files as plain typed tables of a database, as the people have them who run a script there."""

from __future__ import annotations

import csv
from pathlib import Path

from planlang.core.calendar import DAYS
from planlang.core.records import NUMERIC, ColumnSpec, RecordSpec
from planlang.data.files import expected_name
from planlang.engines.sql.dialects.base import Dialect

TRUTH = {"yes": "TRUE", "no": "FALSE"}


def plain_table(record: RecordSpec, directory: Path, dialect: Dialect) -> str:
    """The statement that makes the table of a record with the rows of its CSV file."""
    with (directory / expected_name(record)).open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert rows
    selects = []
    for row in rows:
        cells = [
            f"{_cell(spec, row[spec.header], dialect)} AS {dialect.quoted(spec.header)}" for spec in record.columns
        ]
        selects.append(f"SELECT {', '.join(cells)}")
    kind = " USING parquet" if dialect.name == "spark" else ""
    temp = "" if dialect.name == "spark" else "TEMP "
    return f"CREATE {temp}TABLE {dialect.quoted(record.name)}{kind} AS\n" + "\nUNION ALL\n".join(selects)


def _cell(spec: ColumnSpec, text: str, dialect: Dialect) -> str:
    kind = dialect.types["text"]
    if spec.kind in NUMERIC:
        kind = "DECIMAL(18, 6)" if spec.kind != "money" else f"DECIMAL(18, {spec.digits})"
        text = text.strip("%x")
    elif spec.kind == "date" or spec.kind in DAYS:
        kind = "DATE"
    elif spec.kind == "yes/no" and not spec.reads:
        return TRUTH[text.lower()]
    if not text and spec.optional:
        return f"CAST(NULL AS {kind})"
    return f"CAST({dialect.text(text)} AS {kind})"
