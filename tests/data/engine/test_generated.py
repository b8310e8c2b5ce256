"""Generated records and files, with and without faults: both loaders say the same and hold the same."""

from __future__ import annotations

import csv
import io
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.core.calendar import FiscalCalendar
from planlang.core.records import ColumnSpec, Limits, RecordSpec
from planlang.data.parquetfile import connect
from tests.data.engine.same import load_both
from tests.data.shapes import column, record
from tests.data.test_fuzz import BITS

RIGHT: dict[str, list[str]] = {
    "money": ["0", "1.5", "-12.34", "1000000.00", "007", "99999999999999999999.99", "-0.01", "5.100"],
    "number": ["0", "1.5", "-0.125", "12345678901234567890.123456789", "1.50"],
    "percent": ["60", "60%", "0.5%", "33.3333", "100.00", "0"],
    "fraction": ["0.6", "0.40", "1", "0"],
    "multiplier": ["1.5x", "2", "0.50x"],
    "count": ["7", "12.0", "0", "-3"],
    "date": ["2025-01-01", "2025-03-31", "2024-02-29", "1900-01-01", "2199-12-31"],
    "week": ["2025-01-06", "1900-01-01", "2199-12-30"],
    "fortnight": ["2025-01-06", "2024-12-23"],
    "month": ["2025-01", "2025-12"],
    "quarter": ["2025-Q1", "2024-Q4"],
    "half": ["2025-H1", "2025-H2"],
    "year": ["2025", "1999"],
    "text": ["a", "b", "Zoë", "x / y", "none", 'say "hi"', "a,b", "line\nbreak", "Acme Corp", "'; DROP TABLE in_0; --"],
    "yes/no": ["yes", "NO", "Yes"],
    "one-of": ["New", "Old one"],
    "row": ["a", "b", "Zoë"],
}
WRONG = [
    "",
    " a",
    "1,000",
    "60%",
    "0.5",
    "2025-02-30",
    "2200-01-01",
    "2025-13",
    "2025-W03",
    "2025-01-13",
    "9" * 39,
    "\u200b",
    "maybe",
    "1e5",
    "-",
    "5.005",
]
TYPES = {
    "money": ["DECIMAL(18,2)", "DECIMAL(9,3)", "BIGINT", "DECIMAL(38,2)", "DECIMAL(38,10)"],
    "number": ["DECIMAL(38,10)", "INTEGER", "DECIMAL(4,4)", "DOUBLE"],
    "percent": ["DECIMAL(5,2)", "UTINYINT"],
    "fraction": ["DECIMAL(5,4)", "SMALLINT"],
    "multiplier": ["DECIMAL(3,1)"],
    "count": ["UBIGINT", "DECIMAL(10,1)"],
    "date": ["DATE", "TIMESTAMP"],
    "week": ["DATE", "TIMESTAMP"],
    "fortnight": ["DATE"],
    "year": ["INTEGER"],
    "yes/no": ["BOOLEAN"],
    "text": ["INTEGER"],
}


def columns(names: list[str], keyed: bool, target: str) -> st.SearchStrategy[tuple[ColumnSpec, ...]]:
    @st.composite
    def draw(draw: Any) -> tuple[ColumnSpec, ...]:
        made = [column("id", "text", key=True)] if keyed else []
        for name in names:
            kind = draw(st.sampled_from(sorted(RIGHT)))
            more: dict[str, Any] = {"optional": draw(st.integers(0, 4)) > 0}
            if draw(st.integers(0, 3)) == 0:
                more["reads"] = ((draw(st.sampled_from(WRONG)), draw(st.sampled_from(RIGHT[kind] + WRONG[:3]))),)
            if kind == "one-of":
                more["members"] = ("New", "Old one", " bad")
            if kind == "row":
                more["row"] = target
            if kind in ("money", "number", "percent", "fraction") and draw(st.integers(0, 3)) == 0:
                low, high = Fraction(draw(st.integers(-3, 1)), 2), Fraction(draw(st.integers(2, 200)), 3)
                more["limits"] = Limits(
                    low, draw(st.booleans()), draw(st.sampled_from([high, None])), draw(st.booleans()), "x"
                )
            made.append(column(name, kind, header=draw(st.sampled_from([name, f'{name} "x"; --'])), **more))
        return tuple(made)

    return draw()


@st.composite
def worlds(draw: Any) -> tuple[list[RecordSpec], list[tuple[str, list[list[str | None]], list[str]]], FiscalCalendar]:
    specs: list[RecordSpec] = []
    files = []
    for name, target in (("things", "parts"), ("parts", "things")):
        keyed = draw(st.booleans()) or name == "things"
        cols = draw(columns(["x", "y", "z"][: draw(st.integers(1, 3))], keyed, target))
        more: dict[str, Any] = {}
        if draw(st.integers(0, 7)) == 0:
            cols += (column("start", "date", optional=True), column("end", "date", optional=True))
            more["valid"] = ("start", "end")
        if not keyed and draw(st.integers(0, 3)) == 0:
            more["one_for"] = tuple(draw(st.permutations([c.name for c in cols])))[: draw(st.integers(1, 2))]
        spec = record(name, name, *cols, **more)
        specs.append(spec)
        faults = draw(st.integers(0, 2)) == 0
        cells = [st.sampled_from(RIGHT[c.kind]) for c in cols]
        if faults:
            cells = [
                st.integers(0, 4).flatmap(lambda n, s=s: (st.sampled_from(WRONG) | BITS) if n == 0 else s)
                for s in cells
            ]
        many = draw(st.integers(0, 5))
        rows = [[draw(cell) for cell in cells] for _ in range(many)]
        if keyed and draw(st.integers(0, 9)):
            for number, row in enumerate(rows):
                row[0] = RIGHT["text"][number]
        form = draw(st.sampled_from(["csv", "parquet", "parquet"]))
        typed = draw(st.booleans())
        types = [draw(st.sampled_from(["VARCHAR", *(TYPES.get(c.kind, []) if typed else [])])) for c in cols]
        files.append((form, rows, types))
    calendar = FiscalCalendar(
        draw(st.sampled_from([1, 2, 10])), draw(st.sampled_from(["start", "end"])), None, 0, 739257
    )
    return specs, files, calendar


def put(directory: Path, spec: RecordSpec, form: str, rows: list[list[str | None]], types: list[str]) -> None:
    headers = [c.header for c in spec.columns]
    if form == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n" if len(rows) % 2 else "\n").writerows([headers, *rows])
        (directory / f"{spec.name}.csv").write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
        return
    with connect() as database:
        database.execute(f"CREATE TABLE t ({', '.join(f'c{n} VARCHAR' for n in range(len(headers)))})")
        if rows:
            database.executemany(f"INSERT INTO t VALUES ({', '.join('?' for _ in headers)})", rows)
        names = ", ".join(
            "TRY_CAST(nullif(c{}, '') AS {}) AS \"{}\"".format(n, type_, header.replace('"', '""'))
            for n, (header, type_) in enumerate(zip(headers, types, strict=True))
        )
        database.execute(
            f"COPY (SELECT {names} FROM t) TO ? (FORMAT parquet)", [str(directory / f"{spec.name}.parquet")]
        )


def both(world: Any) -> None:
    specs, files, calendar = world
    with tempfile.TemporaryDirectory() as name:
        for spec, (form, rows, types) in zip(specs, files, strict=True):
            put(Path(name), spec, form, rows, types)
        load_both(specs, [Path(name)], calendar)


@given(worlds())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated(world: Any) -> None:
    both(world)


@pytest.mark.slow
@given(worlds())
@settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_many_generated(world: Any) -> None:
    both(world)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_mutated_csv(data: st.DataObject) -> None:
    """CSV files with anything in them: no form of a file is read in two ways."""
    spec = record("rows", "row", column("id", "text", key=True), column("x", "text", optional=True))
    pieces = st.sampled_from(
        ["a", "b", "c", ",", ",", "\n", "\n", "\r\n", '"', '""', "é", "\r", " ", "id,x\n", "\ufeff"]
    )
    text = "id,x\n" + "".join(data.draw(st.lists(pieces, max_size=14)))
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "rows.csv").write_bytes(text.encode())
        load_both([spec], [Path(name)], FiscalCalendar())
