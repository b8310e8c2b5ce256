"""One absurd amount in any column of any plan: refused with the row that has it, or paid as the interpreter pays; nothing is written else."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import planlang
from planlang.diagnostics.place import DataPlace
from tests.cli.support import PLANS, bad, good

DIGITS = 36
"""So many go into a column of amounts, and hardly into anything that is made of it."""


loaded_plan = cache(planlang.load)
"""A plan, loaded once: it is paid on other data each time."""


def amounts() -> Iterator[tuple[str, str, str]]:
    """Plans, and the files and columns of amounts and numbers that they read."""
    for plan in sorted(PLANS.glob("*/*.plan")):
        data = plan.parent / "data"
        if data.is_dir():
            for record in loaded_plan(plan).records:
                name = record.file or f"{record.name}.csv"
                for column in record.columns:
                    if column.kind in ("money", "number") and (data / name).is_file():
                        yield plan.parent.name, name, column.header


CASES = list(amounts())


def absurd(data: Path, name: str, header: str) -> None:
    """Puts the amount into the first row that has any."""
    with (data / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row[header])[header] = "9" * DIGITS
    with (data / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(("plan", "name", "header"), CASES, ids="-".join)
def test_the_row_is_named(plan: str, name: str, header: str, tmp_path: Path) -> None:
    (source,) = (PLANS / plan).glob("*.plan")
    data = tmp_path / "data"
    shutil.copytree(PLANS / plan / "data", data)
    absurd(data, name, header)
    loaded = loaded_plan(source)
    try:
        paid = loaded.run(data)
    except planlang.DataError as error:
        place = error.diagnostics[0].primary
        assert isinstance(place, DataPlace), str(error)
        assert error.diagnostics[0].rule in ("number-too-large", "value-out-of-bounds")
        assert (place.file, place.column) == (name, header)
        assert "9" * DIGITS in str(place.value)
    else:
        assert paid.lines.rows() == loaded.run(data, engine="interpreter").lines.rows()


def test_these_are_many() -> None:
    assert len(CASES) > 30 and len({plan for plan, _, _ in CASES}) > 8


@pytest.mark.parametrize("digits", [26, 33, 36])
def test_what_was_written_stays(digits: int, project: Path) -> None:
    good("run", "plan.plan", "--data", "data", "--out", "paid", cwd=project)
    before = {path.name: path.read_bytes() for path in (project / "paid").iterdir()}
    deals = project / "data" / "deals.csv"
    deals.write_text(deals.read_text().replace("42000.00", "9" * digits))
    done = bad(3, "run", "plan.plan", "--data", "data", "--out", "paid", cwd=project)
    assert "number-too-large" in done.stderr and "(deal D-101)" in done.stderr
    assert {path.name: path.read_bytes() for path in (project / "paid").iterdir()} == before
    assert sorted(path.name for path in project.iterdir()) == ["data", "paid", "plan.plan"]
