"""What a run gives in Python is what the commands give."""

from __future__ import annotations

import datetime
import gc
import json
import pickle
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import planlang
from planlang.api.tables import OutputRows, Table
from planlang.core.values import Values
from planlang.run.tables import Output, OutputColumn
from tests.api.support import DATA, PLAN, ROOT, package, values
from tests.cli.support import planlang as command

ENGINES = ("duckdb", "interpreter")
TABLES = ("payouts", "lines", "credits", "uncredited")


@pytest.fixture(scope="module")
def plan() -> planlang.Plan:
    return planlang.load(PLAN)


@pytest.fixture(scope="module", params=ENGINES)
def result(plan: planlang.Plan, request: pytest.FixtureRequest) -> planlang.Result:
    return plan.run(DATA, engine=request.param)


def test_a_plan_says_what_it_needs(plan) -> None:
    assert (plan.name, plan.currency, plan.periods) == ("QuarterlyAE", "USD", ("2025-Q1",))
    assert plan.check() == ()
    people, deals, _ = plan.records
    assert (people.name, people.row, people.columns[0].key) == ("participants", "participant", True)
    assert people.columns[3].refers_to == "participants" and people.columns[3].optional
    assert [column.kind for column in deals.columns] == ["text", "date", "one-of", "money"]


def test_a_plan_from_text_and_bytes(plan) -> None:
    assert planlang.load(PLAN.read_text()).name == planlang.load(PLAN.read_bytes()).name == plan.name
    with pytest.raises(FileNotFoundError):
        planlang.load("no such.plan")


def test_a_plan_with_findings_is_no_plan() -> None:
    text = PLAN.read_text().replace(", each slice at its own tier {", " {")
    with pytest.raises(planlang.PlanError, match="application-open") as error:
        planlang.load(text, name="ours.plan")
    assert "ours.plan:" in str(error.value)
    assert "application-open" in [one.rule for one in error.value.diagnostics]
    again = pickle.loads(pickle.dumps(error.value))
    assert str(again) == str(error.value)


def test_totals(result) -> None:
    assert (result.total, result.currency, result.periods, result.participants) == (
        Decimal("66633.33"), "USD", ("2025-Q1",), 3,
    )  # fmt: skip
    assert str(result.totals["Team"]) == "5833.33"
    assert sum(result.totals.values()) == result.total == sum(row["amount"] for row in result.payouts.rows())
    assert (result.counts["splits"].rows, result.counts["splits"].uncredited) == (7, 0)


def test_tables_are_exact_in_every_form(result) -> None:
    pa = package("pyarrow")
    for name in TABLES:
        table = getattr(result, name)
        rows, arrow = table.rows(), table.to_arrow()
        assert len(table) == len(rows) == arrow.num_rows and tuple(arrow.column_names) == table.columns
        assert arrow.to_pylist() == rows
        assert table.rows(2) == rows[:2]
        for field in arrow.schema:
            assert field.type in (pa.string(), pa.date32(), pa.decimal128(38, 2))


def test_polars_and_pandas(result) -> None:
    package("pyarrow")
    pl = package("polars")
    assert result.lines.to_polars().schema["amount"] == pl.Decimal(38, 2)
    assert result.lines.to_polars().to_dicts() == result.lines.rows()
    package("pandas")
    frame = result.lines.to_pandas()
    assert frame.to_dict("records") == result.lines.rows()
    assert {type(value) for value in frame["amount"]} == {Decimal}
    assert {type(value) for value in frame["date"]} == {datetime.date}


def test_an_amount_without_end_is_a_fraction() -> None:
    pa = package("pyarrow")
    amounts = OutputColumn("amount", "money", Values([1, 3], 3), 2)
    table = Table("credits", OutputRows(Output("credits", (OutputColumn("key", "text", Values(["a", "b"])), amounts))))
    assert [row["amount"] for row in table.rows()] == [Fraction(1, 3), Decimal("1.00")]
    assert table.to_arrow().schema.field("amount").type == pa.string()
    assert table.to_arrow()["amount"].to_pylist() == ["1/3", "1"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_files_are_those_of_the_command(result, form, tmp_path: Path) -> None:
    result.write(tmp_path / "here", form)
    done = command(
        "run",
        str(PLAN),
        "--data",
        str(DATA),
        "--out",
        str(tmp_path / "there"),
        "--format",
        form,
        "--engine",
        result.engine,
    )
    assert done.returncode == 0
    for path in sorted((tmp_path / "there").iterdir()):
        assert (tmp_path / "here" / path.name).read_bytes() == path.read_bytes(), path.name
    assert len(list((tmp_path / "here").iterdir())) == 5
    result.write(tmp_path / "here", form)  # takes the place of the first
    (tmp_path / "here" / "mine.txt").write_text("")
    with pytest.raises(planlang.WriteError, match=r"mine\.txt"):
        result.write(tmp_path / "here", form)
    with pytest.raises(ValueError, match="csv or parquet"):
        result.write(tmp_path / "other", "xls")


def test_explanations_are_those_of_the_command(result, tmp_path: Path) -> None:
    about = ("explain", str(PLAN), "--data", str(DATA), "--participant", "Ana")
    found = result.explain("Ana")
    assert found.text(width=80) == command(*about).stdout or found.text() == command(*about).stdout
    assert found.json() == command(*about, "--format", "json").stdout
    assert found.document() == json.loads(found.json())
    assert (found.participant, found.periods, found.amount) == ("Ana", ("2025-Q1",), Decimal("31800.00"))
    assert result.explain("Ana", "2025-Q1", component="Base", row="d1").amount == Decimal("1000.00")
    (tmp_path / "ana.json").write_text(found.json())
    assert command("verify", str(tmp_path / "ana.json")).returncode == 0


def test_explanations_of_frames_name_their_rows(plan) -> None:
    found = plan.run(DATA, deals=values("deals")).explain("Ana")
    files = {
        one["from"]["data"]["file"]
        for step in found.document()["steps"]
        for one in step["inputs"]
        if "data" in one["from"]
    }
    assert "deals" in files and "participants.csv" in files


def test_names_that_are_not_there(result) -> None:
    for wrong in (("Anna",), ("Ana", "2024-Q4")):
        with pytest.raises(planlang.NotFoundError):
            result.explain(*wrong)
    with pytest.raises(planlang.NotFoundError, match="did you mean `Base`"):
        result.explain("Ana", component="Bass")
    with pytest.raises(planlang.NotFoundError, match="d99"):
        result.explain("Ana", row="d99")


def test_a_file_that_changed_is_not_read_again(plan, tmp_path: Path) -> None:
    for path in DATA.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    result = plan.run(tmp_path)
    assert len(result.payouts.rows()) == 9
    (tmp_path / "deals.csv").write_text((DATA / "deals.csv").read_text() + "\n")
    for read in (
        result.payouts.rows,
        result.lines.to_arrow,
        lambda: result.explain("Ana"),
        lambda: result.write(tmp_path / "o"),
    ):
        with pytest.raises(planlang.StaleError, match=r"deals\.csv has changed"):
            read()


def test_a_closed_result_has_its_totals_only(plan) -> None:
    with plan.run(DATA) as result:
        pass
    result.close()
    assert result.total == Decimal("66633.33")
    with pytest.raises(planlang.PlanlangError, match="closed"):
        result.payouts.rows()


def test_a_forgotten_result_leaves_nothing_behind(plan, recwarn: pytest.WarningsRecorder) -> None:
    result = plan.run(DATA)
    outbox = Path(result._made.session._outbox)
    assert outbox.is_dir()
    del result
    gc.collect()
    assert not outbox.exists() and not recwarn.list


def test_notebooks_show_text_as_text(plan) -> None:
    evil = '<script>alert("1")</script>'
    people = [{**row, "id": row["id"].replace("Cy", evil)} for row in values("participants")]
    splits = [{**row, "to": row["to"].replace("Cy", evil)} for row in values("splits")]
    text = PLAN.read_text().replace("Account Executive, first", f"{evil.replace(chr(34), chr(39))} first")
    titled = planlang.load(text)
    result = titled.run(DATA, participants=people, splits=splits)
    shown = [titled, result, result.payouts, result.lines, result.credits, result.uncredited, result.explain(evil)]
    for one in shown:
        page = one._repr_html_()
        assert "<script" not in page and page.count("<table") == page.count("</table>")
    assert "&lt;script&gt;alert" in result.payouts._repr_html_()
    assert "&lt;script&gt;alert" in titled._repr_html_()


def test_importing_planlang_costs_nothing() -> None:
    code = (
        "import sys, planlang; assert not [m for m in sys.modules if m.startswith('planlang.')], sys.modules;"
        "assert 'attr' not in sys.modules; planlang.load; assert 'planlang.api' in sys.modules;"
        "assert not {'duckdb', 'pyarrow', 'pandas', 'polars'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize(
    ("library", "code"),
    [
        ("pyarrow", "assert plan.run(data).payouts.to_arrow().num_rows == len(rows)"),
        ("polars", "assert plan.run(data, deals=polars.read_csv(data + '/deals.csv', infer_schema=False)).payouts.rows() == rows"),
    ],
)  # fmt: skip
def test_a_new_process_takes_frames_and_gives_them(library: str, code: str) -> None:
    """DuckDB's own module knows no Arrow: the package around it is imported where that is needed, and not before."""
    package(library)
    before = (
        f"import sys, {library}, planlang; plan, data = planlang.load({str(PLAN)!r}), {str(DATA)!r};"
        "rows = plan.run(data).payouts.rows(); assert rows and 'duckdb' not in sys.modules;"
    )
    subprocess.run([sys.executable, "-c", before + code], check=True, cwd=ROOT)


def test_the_stub_has_what_the_package_has() -> None:
    stub = (ROOT / "planlang" / "__init__.pyi").read_text()
    names = [name for name in planlang.__all__ if name != "__version__"]
    assert [line.split(" as ")[1] for line in stub.splitlines() if " as " in line] == names
    assert sorted(names) == sorted(planlang.api.__all__)
    assert all(getattr(planlang, name).__doc__ for name in names)
    with pytest.raises(AttributeError):
        planlang.nothing  # noqa: B018
