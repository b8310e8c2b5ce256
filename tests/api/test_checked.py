"""Rows from Python are checked as those of files are: the same findings, at the record's name and the row's number."""

from __future__ import annotations

import contextlib
import datetime
import json
import shutil
import sqlite3
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import planlang
from planlang.diagnostics.place import DataPlace
from tests.api.support import DATA, PLAN, SORTS, package, texts, values

ENGINES = ("duckdb", "interpreter")
NAN = Decimal("NaN")


@pytest.fixture(scope="module")
def plan() -> planlang.Plan:
    return planlang.load(PLAN)


def found(plan: planlang.Plan, engine: str = "duckdb", **rows: Any) -> list[tuple[str, str, int | None, str | None]]:
    """The findings: rule, record, row and column."""
    with pytest.raises(planlang.DataError) as error:
        plan.run(DATA, engine=engine, **rows)
    places = [(one.rule, one.primary) for one in error.value.diagnostics]
    assert all(isinstance(place, DataPlace) for _, place in places)
    return [(rule, place.file, place.row, place.column) for rule, place in places]


def changed(record: str, row: int, **cells: Any) -> list[dict[str, Any]]:
    rows = values(record)
    rows[row - 1].update(cells)
    return rows


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sort", [sort for sort in SORTS if sort != "dicts"])
def test_a_column_of_floats_is_refused_with_what_to_do(plan, sort, engine) -> None:
    rows = [{**row, "amount": float(row["amount"])} for row in values("deals")]
    with pytest.raises(planlang.DataError, match="holds floating-point numbers") as error:
        plan.run(DATA, deals=SORTS[sort](rows), engine=engine)
    (one,) = error.value.diagnostics
    assert (one.rule, one.primary) == ("wrong-column-type", DataPlace("deals", None, "amount"))
    assert "Decimal" in one.repairs[0].text


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sort", [sort for sort in SORTS if sort != "dicts"])
def test_times_are_not_dates(plan, sort, engine) -> None:
    rows = [{**row, "closed": datetime.datetime.combine(row["closed"], datetime.time())} for row in values("deals")]
    assert found(plan, engine, deals=SORTS[sort](rows)) == [("wrong-column-type", "deals", None, "closed")]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sort", ["dicts", "pandas"])
@pytest.mark.parametrize(
    "cells",
    [
        {"amount": 0.1}, {"amount": True}, {"amount": Fraction(1, 3)}, {"amount": [1]}, {"amount": b"1"},
        {"closed": datetime.datetime(2025, 1, 1)}, {"closed": 20250101}, {"id": 1.5}, {"product": False},
    ],
    ids=repr,
)  # fmt: skip
def test_one_value_of_another_type(plan, sort, cells, engine) -> None:
    """A time among dates above all: Arrow would cut it off."""
    deals = SORTS[sort](changed("deals", 3, **cells))
    assert found(plan, engine, deals=deals)[0] == ("wrong-column-type", "deals", 3, next(iter(cells)))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sort", ["dicts", "pandas", "polars", "arrow"])
@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"amount": Decimal("0.001")}, "too-many-decimals"),
        ({"amount": None}, "missing-value"),
        ({"closed": datetime.date(2500, 1, 1)}, "not-a-date"),
        ({"product": "Nothing"}, "value-not-in-set"),
        ({"id": " d"}, "unusable-text"),
        ({"id": "d1"}, "duplicate-row"),
    ],
)
def test_one_cell_that_is_wrong(plan, sort, cells, rule, engine) -> None:
    deals = SORTS[sort](changed("deals", 3, **cells))
    said = found(plan, engine, deals=deals)
    assert (rule, "deals", 3) in [one[:3] for one in said] or (rule == "duplicate-row" and said[0][0] == rule)


@pytest.mark.parametrize("sort", ["arrow", "polars", "pandas"])
def test_the_findings_are_those_of_a_file(plan, sort, tmp_path: Path) -> None:
    pa = package("pyarrow")
    import pyarrow.parquet as pq

    rows = changed("deals", 2, amount=Decimal("-0.005"), id="d1", product="x")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "deals.parquet")
    of_file = found(plan, deals=tmp_path / "deals.parquet")
    assert [(rule, row, column) for rule, _, row, column in found(plan, deals=SORTS[sort](rows))] == [
        (rule, row, column) for rule, _, row, column in of_file
    ]


@pytest.mark.parametrize("sort", ["dicts", "pandas", "polars", "arrow"])
def test_columns_that_are_not_there(plan, sort) -> None:
    rows = [{"Amount": row.pop("amount"), **row} for row in values("deals")]
    with pytest.raises(planlang.DataError, match="Did you mean `Amount`"):
        plan.run(DATA, deals=SORTS[sort](rows))


def test_a_pandas_column_that_is_there_twice(plan) -> None:
    package("pyarrow")
    pd = package("pandas")
    frame = pd.DataFrame(texts("deals"))
    assert found(plan, deals=pd.concat([frame, frame[["amount"]]], axis=1))[0][0] == "repeated-column"


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_in_many_spellings(plan, engine) -> None:
    package("pyarrow")
    pd = package("pandas")
    frame = pd.DataFrame(values("participants"))
    usual = plan.run(DATA, participants=frame.assign(manager=None), engine=engine).payouts.rows()
    for nothing in (float("nan"), pd.NaT, pd.NA, NAN):
        column = pd.Series([nothing] * len(frame), dtype="object")
        assert plan.run(DATA, participants=frame.assign(manager=column), engine=engine).payouts.rows() == usual
    assert plan.run(DATA, participants=frame.assign(manager=float("nan")), engine=engine).payouts.rows() == usual


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "spelt",
    [Decimal("90000"), Decimal("9E+4"), Decimal("90000.000"), 90000, "90000.00", Fraction(180000, 2)],
    ids=repr,
)
@pytest.mark.parametrize("sort", ["dicts", "pandas"])
def test_an_amount_in_many_spellings(plan, sort, spelt, engine) -> None:
    usual = plan.run(DATA, deals=changed("deals", 2, amount=Decimal("90000.00")), engine=engine).payouts.rows()
    deals = SORTS[sort](changed("deals", 2, amount=spelt))
    assert plan.run(DATA, deals=deals, engine=engine).payouts.rows() == usual


@pytest.mark.parametrize(
    "huge", [10**60, Decimal(10) ** 60, Decimal("1E+999999"), Decimal("Infinity"), 10**5000], ids=["int", "d", "E", "inf", "long"]
)  # fmt: skip
def test_numbers_beyond_all_measure(plan, huge) -> None:
    package("pyarrow")
    for sort in ("dicts", "pandas"):
        assert found(plan, deals=SORTS[sort](changed("deals", 1, amount=huge)))[0][0] == "not-a-plain-number"


def _absurd(where: str, folder: Path) -> dict[str, Any]:
    """The deals with one of 9,999,999,999,999,999,999,999,999,999.00 USD: as rows, as one of several files, in a database."""
    rows = changed("deals", 2, amount=Decimal("9" * 28 + ".00"))
    if where in SORTS:
        return {"data": DATA, "deals": SORTS[where](rows)}
    lines = [{name: str(value) for name, value in row.items()} for row in rows]
    if where == "jsonl":
        for number in (0, 1):
            (folder / f"{number}.jsonl").write_text(
                "".join(json.dumps(row) + "\n" for row in lines[number::2]), "utf-8"
            )
        return {"data": DATA, "deals": str(folder / "*.jsonl")}
    for name in ("participants", "splits"):
        shutil.copy(DATA / f"{name}.csv", folder)
    with contextlib.closing(sqlite3.connect(folder / "deals.sqlite")) as database, database:
        database.execute(f"CREATE TABLE deals ({', '.join(f'{name} TEXT' for name in lines[0])})")
        database.executemany(
            f"INSERT INTO deals VALUES ({', '.join('?' for _ in lines[0])})", [[*r.values()] for r in lines]
        )
    return {"data": [folder, folder / "deals.sqlite"]}


@pytest.mark.parametrize("where", ["dicts", "polars", "duckdb relation", "jsonl", "sqlite"])
def test_an_absurd_amount_is_refused_with_its_row_and_the_plans_words(plan, where, tmp_path: Path) -> None:
    key = values("deals")[1]["id"]
    with pytest.raises(planlang.DataError) as error:
        plan.run(**_absurd(where, tmp_path))
    (one,) = error.value.diagnostics
    assert one.rule == "number-too-large"
    assert "split.share of deal.amount" in one.message
    places = [label.place for label in one.labels if isinstance(label.place, DataPlace)]
    assert [(place.column, f"deal {key}" in (place.value or "")) for place in places] == [("amount", True)]


def test_arrow_types_that_hold_nothing_of_ours(plan) -> None:
    pa = package("pyarrow")
    table = pa.Table.from_pylist(values("deals"))
    at = table.column_names.index("amount")
    for column in (
        pa.array([b"1"] * len(table)), pa.array([[1]] * len(table)), pa.array([1] * len(table), pa.duration("s")),
        pa.array([{"a": 1}] * len(table)), pa.array([1.0] * len(table), pa.float32()),
    ):  # fmt: skip
        said = found(plan, deals=table.set_column(at, "amount", column))
        assert said == [("wrong-column-type", "deals", None, "amount")], column.type


def test_decimals_of_every_width(plan) -> None:
    pa = package("pyarrow")
    table = pa.Table.from_pylist(values("deals"))
    at = table.column_names.index("amount")
    usual = plan.run(DATA, deals=table).payouts.rows()
    for type_ in (pa.decimal128(38, 2), pa.decimal256(50, 4), pa.decimal128(18, 2)):
        given = table.set_column(at, "amount", table.column("amount").cast(type_))
        assert plan.run(DATA, deals=given).payouts.rows() == usual


def test_arrow_data_that_breaks_its_own_rules_is_refused(plan) -> None:
    pa = package("pyarrow")
    table = pa.Table.from_pylist(values("deals"))
    at = table.column_names.index("amount")
    wide = pa.array([Decimal(10**10)] * len(table), pa.decimal128(38, 0))
    broken = pa.Array.from_buffers(pa.decimal128(5, 2), len(table), wide.buffers())
    for engine in ENGINES:
        assert found(plan, engine, deals=table.set_column(at, "amount", broken)) == [
            ("unreadable-data-file", "deals", None, None)
        ]


def test_faults_in_a_large_frame_are_found_in_the_engine(plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond so many rows only those in doubt leave the engine; the findings are the same."""
    pa = package("pyarrow")
    import planlang.data.engine.load as loading

    rows = changed("deals", 3, amount=Decimal("-0.005"), product="x")
    table = pa.Table.from_pylist(rows)
    usual = found(plan, deals=table)
    usual_types = found(plan, deals=table.drop_columns(["closed"]))
    monkeypatch.setattr(
        loading.load_in_engine, "__kwdefaults__", {**loading.load_in_engine.__kwdefaults__, "whole_rows": -1}
    )
    assert found(plan, deals=table) == usual
    assert found(plan, deals=table.drop_columns(["closed"])) == usual_types
