"""Commands on data in several files: the same results, however the rows are divided among files."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from tests.cli.support import bad, good

RUN = ("run", "plan.plan", "--data", "data", "--out")
ANA = ("explain", "plan.plan", "--data", "data", "--participant", "Ana", "--period", "2025-Q1")


def results(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def divide(project: Path, parts: list[list[str]], head: str) -> None:
    deals = project / "data" / "deals"
    deals.mkdir(exist_ok=True)
    for old in deals.iterdir():
        old.unlink()
    for number, rows in enumerate(parts):
        (deals / f"{number}.csv").write_text("\n".join([head, *rows]) + "\n")


def test_however_rows_are_divided_the_files_are_the_same(project: Path) -> None:
    good(*RUN, "one", cwd=project)
    file = project / "data" / "deals.csv"
    head, *rows = file.read_text().splitlines()
    file.unlink()
    divide(project, [rows[:3], rows[3:]], head)
    good(*RUN, "two", cwd=project)
    good(*RUN, "interpreter", "--engine", "interpreter", cwd=project)
    divide(project, [rows[::-2], [], rows[-2::-2]], head)
    good(*RUN, "three", cwd=project)
    two = results(project / "two")
    assert two == results(project / "interpreter") == results(project / "three")
    one = results(project / "one")
    one.pop("run.json"), two.pop("run.json")  # which names the files
    assert one == two


def test_an_explanation_names_the_file_and_is_verified_with_it(project: Path) -> None:
    file = project / "data" / "deals.csv"
    head, *rows = file.read_text().splitlines()
    file.unlink()
    divide(project, [rows[:2], rows[2:]], head)
    done = good(*ANA, "--format", "json", cwd=project)
    assert '"deals/1.csv"' in done.stdout
    (project / "ana.json").write_text(done.stdout)
    verify = ("verify", "ana.json", "--plan", "plan.plan", "--data", "data")
    assert "agrees with the plan and the data" in good(*verify, cwd=project).stderr
    divide(project, [rows[:2], [row.replace("71250.00", "71250.01") for row in rows[2:]]], head)
    assert "deals/1.csv" in bad(1, *verify, cwd=project).stdout


def test_of_large_files_only_some_rows_are_read(project: Path) -> None:
    file = project / "data" / "deals.csv"
    head, *rows = file.read_text().splitlines()
    file.unlink()
    ben = next(row for row in rows if "Ben" in row).partition(",")[2]
    divide(project, [rows, [f"Z-{number},{ben}" for number in range(40_000)]], head)
    done = good(*ANA, cwd=project)
    assert "D-103" in done.stdout and "0 of 40,000 rows of deals/1.csv" in done.stderr
    text = done.stdout
    for number in (0, 1):
        path = project / "data" / "deals" / f"{number}.csv"
        with duckdb.connect() as database:
            # One file has dates and the other texts; rows of both are found.
            columns = "* REPLACE (closed::DATE AS closed)" if number else "*"
            database.execute(
                f"COPY (SELECT {columns} FROM read_csv('{path}', all_varchar = true)) TO '{path.with_suffix('.parquet')}'"
            )
        path.unlink()
    done = good(*ANA, "--format", "json", cwd=project)
    read = json.loads(done.stdout)["data"]["files"]
    assert read["deals/1.parquet"]["rows"] == 40_000
    assert good(*ANA, cwd=project).stdout == text.replace(".csv", ".parquet").replace(
        "participants.parquet", "participants.csv"
    )
    good(*RUN, "paid", cwd=project)
    assert sorted(json.loads((project / "paid" / "run.json").read_text())["data"]["files"])[:2] == [
        "deals/0.parquet",
        "deals/1.parquet",
    ]
    assert "equals the payout in paid" in good(*ANA, "--paid", "paid", cwd=project).stderr
