"""``run``: tables, files, periods, refusals; the same bytes from the same inputs."""

from __future__ import annotations

import csv
import hashlib
import json
import random
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.support import PLANS, bad, good

AE = PLANS / "quarterly_ae"
TABLES = ("credits", "lines", "payouts", "uncredited")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def files(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


def test_the_table_goes_to_stdout_and_the_summary_to_stderr(project: Path) -> None:
    done = good("run", "plan.plan", "--data", "data", cwd=project)
    assert done.stdout.splitlines()[0].split() == ["participant", "period", "Base", "total", "USD"]
    assert done.stdout.splitlines()[-1].startswith("total ")
    assert "7 deals: 5 credited, 2 not" in done.stderr


def test_all_files_and_nothing_on_stdout(project: Path) -> None:
    done = good("run", "plan.plan", "--data", "data", "--out", "paid", cwd=project)
    assert done.stdout == "" and "written to paid" in done.stderr
    out = project / "paid"
    assert sorted(files(out)) == sorted([*(f"{name}.csv" for name in TABLES), "run.json"])
    paid, lines = rows(out / "payouts.csv"), rows(out / "lines.csv")
    for table in (paid, lines):
        assert sum(Decimal(row["amount"]) for row in table) == Decimal(total(out))
    assert [(row["key"], row["reason"]) for row in rows(out / "uncredited.csv")] == [
        ("D-104", "not so: deal.stage is Won (deal.stage is Lost)"),
        ("D-106", "not so: deal.stage is Won (deal.stage is Open)"),
    ]
    assert len(rows(out / "credits.csv")) == 5


def total(out: Path) -> str:
    said = json.loads((out / "run.json").read_bytes())
    assert isinstance(said["totals"]["payout"], str)
    return str(said["totals"]["payout"])


def test_run_json(project: Path) -> None:
    good("run", "plan.plan", "--data", "data", "--out", "paid", "--period", "2025-Q1", cwd=project)
    said = json.loads((project / "paid" / "run.json").read_bytes())
    text = (project / "plan.plan").read_bytes()
    assert said["plan"] == {"name": "Executives", "digest": "sha256:" + hashlib.sha256(text).hexdigest()}
    assert said["periods"] == ["2025-Q1"] and said["format"] == "planlang/run/1"
    assert said["counts"] == [{"data": "deals", "rows": 7, "credited": 5, "uncredited": 2}]
    assert str(project) not in json.dumps(said)


def test_two_runs_and_shuffled_files_give_the_same_bytes(tmp_path: Path) -> None:
    plan = AE / "quarterly_ae.plan"
    shuffled = tmp_path / "shuffled"
    shuffled.mkdir()
    for file in (AE / "data").iterdir():
        head, *body = file.read_text().splitlines()
        random.Random(7).shuffle(body)
        (shuffled / file.name).write_text("\n".join([head, *body]) + "\n")
    # Sets come in another order with each seed, which only a new process takes.
    for seed, (name, data) in enumerate((("one", AE / "data"), ("two", AE / "data"), ("three", shuffled))):
        env = {"PYTHONHASHSEED": str(seed)}
        good("run", plan, "--data", data, "--out", tmp_path / name, cwd=tmp_path, env=env)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "quarterly_ae.plan").write_bytes(plan.read_bytes())
    good("run", "quarterly_ae.plan", "--data", shuffled, "--out", tmp_path / "four", cwd=elsewhere)
    first = files(tmp_path / "one")
    assert all(files(tmp_path / name) == first for name in ("two", "three", "four"))
    for seed, name in enumerate(("five", "six")):
        env = {"PYTHONHASHSEED": str(seed)}
        by = ("--engine", "interpreter")
        good("run", plan, "--data", shuffled, *by, "--out", tmp_path / name, cwd=tmp_path, env=env)
        assert files(tmp_path / name) == first, "every engine writes the same"


def test_parquet_holds_the_same(project: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    for form in ("csv", "parquet"):
        good("run", "plan.plan", "--data", "data", "--out", form, "--format", form, cwd=project)
    for name in TABLES:
        query = f"SELECT * FROM read_parquet('{project / 'parquet' / name}.parquet')"
        there = [tuple("" if cell is None else str(cell) for cell in row) for row in duckdb.sql(query).fetchall()]
        assert there == [tuple(row.values()) for row in rows(project / "csv" / f"{name}.csv")]
    assert str(duckdb.sql(f"DESCRIBE {query}").fetchall()) and total(project / "csv") == total(project / "parquet")
    good("run", "plan.plan", "--data", "data", "--out", "again", "--format", "parquet", cwd=project)
    assert files(project / "again") == files(project / "parquet")


def test_keep_steps_writes_the_exact_result_of_every_step(project: Path) -> None:
    good("run", "plan.plan", "--data", "data", "--out", "paid", "--keep-steps", cwd=project)
    paid = project / "paid"
    described = rows(paid / "steps_columns.csv")
    assert {row["table"] for row in described} <= {path.stem for path in paid.glob("steps_*.csv")}
    payouts = rows(paid / "steps_participant_x_quarter.csv")
    written: dict[str, Decimal] = {}
    for row in rows(paid / "payouts.csv"):
        key = f"{row['participant']} / {row['period']}"
        written[key] = written.get(key, Decimal(0)) + Decimal(row["amount"])
    assert {row["row"]: Decimal(row["payout"]) for row in payouts} == written
    added = [row for row in described if row["column"] == "payout: all components"]
    assert added and all(name in added[0]["operation"] for name in ("payout of Base",))
    for row in payouts:
        parts = [Decimal(value) for name, value in row.items() if name.startswith("payout of ")]
        assert sum(parts) == Decimal(row["payout: all components"])
    bad(2, "run", "plan.plan", "--data", "data", "--keep-steps", cwd=project)


@pytest.mark.parametrize(
    ("period", "says"),
    [
        ("2025-Q5", "a period is written"),
        ("2026-Q1", "did you mean `2025-Q1`"),
        ("2025-02", "this plan pays by quarter: 2025-02 lies in 2025-Q1"),
        ("Q1", "a period is written 2025-Q1"),
    ],
)
def test_a_period_that_matches_nothing(project: Path, period: str, says: str) -> None:
    done = bad(2, "run", "plan.plan", "--data", "data", "--period", period, cwd=project)
    assert says in done.stderr and done.stdout == ""


def test_a_rejected_run_writes_nothing(project: Path) -> None:
    good("run", "plan.plan", "--data", "data", "--out", "paid", cwd=project)
    before = files(project / "paid")
    deals = project / "data" / "deals.csv"
    deals.write_text(deals.read_text() + "D-107,Cyd,Wonn,2025-02-30,1e5\n")
    done = bad(3, "run", "plan.plan", "--data", "data", "--out", "paid", cwd=project)
    for fault in ("D-107", "Cyd", "Wonn", "2025-02-30", "1e5"):
        assert fault in done.stderr
    assert "nothing was paid" in done.stderr
    assert files(project / "paid") == before
    concise = bad(3, "run", "plan.plan", "--data", "data", "--findings", "concise", cwd=project)
    assert all(line.startswith("deals.csv:9:1: error") for line in concise.stdout.splitlines())
    listed = json.loads(bad(3, "run", "plan.plan", "--data", "data", "--findings", "json", cwd=project).stdout)
    assert listed["counts"]["error"] == len(concise.stdout.splitlines()) >= 5


def test_the_plans_own_checks_reject_data(project: Path) -> None:
    people = project / "data" / "participants.csv"
    people.write_text(people.read_text().replace("80000.00", "0.00"))
    done = bad(3, "run", "plan.plan", "--data", "data", cwd=project)
    assert "participant.quota is above 0 USD" in done.stderr and "Ben" in done.stderr


def test_a_directory_of_somebody_elses_is_left_alone(project: Path) -> None:
    (project / "theirs").mkdir()
    (project / "theirs" / "letter.txt").write_text("keep me")
    done = bad(2, "run", "plan.plan", "--data", "data", "--out", "theirs", cwd=project)
    assert "letter.txt" in done.stderr
    assert files(project / "theirs") == {"letter.txt": b"keep me"}
    bad(2, "run", "plan.plan", "--data", "data", "--out", "plan.plan", cwd=project)


def test_two_data_directories(project: Path) -> None:
    (project / "people").mkdir()
    (project / "data" / "participants.csv").rename(project / "people" / "participants.csv")
    missing = bad(3, "run", "plan.plan", "--data", "data", cwd=project)
    assert "participants.csv" in missing.stderr
    good("run", "plan.plan", "--data", "data", "--data", "people", cwd=project)
