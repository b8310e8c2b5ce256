"""The same rows give the same results, whatever they come in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import planlang
from tests.api.support import DATA, PLAN, RECORDS, SORTS, package, texts, values

TABLES = ("payouts", "lines", "credits", "uncredited")


@pytest.fixture(scope="module")
def plan() -> planlang.Plan:
    return planlang.load(PLAN)


@pytest.fixture(scope="module")
def expected(plan: planlang.Plan) -> dict[str, list[dict[str, planlang.api.tables.Value]]]:
    result = plan.run(DATA, engine="interpreter")
    return {name: getattr(result, name).rows() for name in TABLES}


@pytest.mark.parametrize("engine", ["duckdb", "interpreter"])
@pytest.mark.parametrize("rows", [texts, values], ids=["texts", "values"])
@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_of_rows_is_paid_the_same(plan, expected, sort, rows, engine) -> None:
    given = {record: SORTS[sort](rows(record)) for record in RECORDS}
    with plan.run(given, engine=engine) as result:
        assert result.engine == engine
        assert {name: getattr(result, name).rows() for name in TABLES} == expected


@pytest.mark.parametrize("engine", ["duckdb", "interpreter"])
def test_rows_stand_before_files_and_files_may_lie_anywhere(plan, expected, engine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "export of july.csv"
    shutil.copy(DATA / "deals.csv", elsewhere)
    (tmp_path / "data").mkdir()
    for name in ("participants", "splits"):
        shutil.copy(DATA / f"{name}.csv", tmp_path / "data")
    (tmp_path / "data" / "deals.csv").write_text("nothing\nof use\n")
    result = plan.run(tmp_path / "data", deals=str(elsewhere), splits=values("splits"), engine=engine)
    assert result.payouts.rows() == expected["payouts"]


def test_a_parquet_file_is_read_where_it_lies(plan, expected, tmp_path: Path) -> None:
    pa = package("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(values("deals")), tmp_path / "d.parquet")
    assert plan.run(DATA, deals=tmp_path / "d.parquet").payouts.rows() == expected["payouts"]


def test_pandas_types_of_every_make(plan, expected) -> None:
    pa, pd = package("pyarrow"), package("pandas")
    frame = pd.DataFrame(texts("deals"))
    frame["product"] = frame["product"].astype("category")
    frame["id"] = frame["id"].astype("string")
    frame["amount"] = pd.array([row["amount"] for row in values("deals")], dtype=pd.ArrowDtype(pa.decimal128(18, 2)))
    frame.index = [7] * len(frame)  # not looked at
    assert plan.run(DATA, deals=frame).payouts.rows() == expected["payouts"]


def test_polars_types_of_every_make(plan, expected) -> None:
    package("pyarrow")
    pl = package("polars")
    frame = pl.DataFrame(values("deals")).with_columns(
        pl.col("product").cast(pl.Categorical), pl.col("amount").cast(pl.Decimal(38, 4))
    )
    assert plan.run(DATA, deals=frame).payouts.rows() == expected["payouts"]


def test_who_changes_a_frame_later_does_not_change_a_result(plan) -> None:
    package("pyarrow")
    pd = package("pandas")
    people = pd.DataFrame(texts("participants"))
    people["quota"] = [int(float(text)) for text in people["quota"]]
    result = plan.run(DATA, participants=people)
    before = result.payouts.rows()
    people.loc[:, "quota"] = 1
    assert result.payouts.rows() == before
    assert result.explain("Ana").amount == sum(row["amount"] for row in before if row["participant"] == "Ana")


def test_what_is_no_data_is_a_wrong_call(plan, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="did you mean `deals`"):
        plan.run(DATA, dealz=[])
    with pytest.raises(TypeError, match="no rows are given for `participants`, `splits`"):
        plan.run(deals=[])
    with pytest.raises(TypeError, match="`deals` is a int"):
        plan.run(DATA, deals=3)
    with pytest.raises(TypeError, match="given twice"):
        plan.run({"deals": []}, deals=[])
    with pytest.raises(TypeError, match="by its name"):
        plan.run(3)
    with pytest.raises(FileNotFoundError, match="does not exist"):
        plan.run(tmp_path / "none")
    with pytest.raises(ValueError, match="engine"):
        plan.run(DATA, engine="abacus")
    with pytest.raises(LookupError, match="2025-Q1"):
        plan.run(DATA, period="2031-Q1")
    for engine in ("duckdb", "interpreter"):
        with pytest.raises(planlang.DataError, match="data-file-missing"):
            plan.run(DATA, deals=tmp_path / "none.csv", engine=engine)


@pytest.mark.parametrize("engine", ["duckdb", "interpreter"])
def test_several_files_of_one_record(plan, expected, engine, tmp_path: Path) -> None:
    head, *rows = (DATA / "deals.csv").read_text().splitlines()
    (tmp_path / "exports").mkdir()
    for number in range(2):
        (tmp_path / "exports" / f"{number}.csv").write_text("\n".join([head, *rows[number::2]]) + "\n")
    for given in (tmp_path / "exports", str(tmp_path / "exports" / "?.csv"), str(tmp_path / "**" / "*.csv")):
        with plan.run(DATA, deals=given, engine=engine) as result:
            assert result.payouts.rows() == expected["payouts"]
    (tmp_path / "exports" / "2.jsonl").write_text("")
    with pytest.raises(planlang.DataError) as caught:
        plan.run(DATA, deals=tmp_path / "exports", engine=engine)
    assert [found.rule for found in caught.value.diagnostics] == ["mixed-data-files"]
    with pytest.raises(planlang.DataError) as caught:
        plan.run(DATA, deals=tmp_path / "none" / "*.csv", engine=engine)
    assert [found.rule for found in caught.value.diagnostics] == ["data-file-missing"]
