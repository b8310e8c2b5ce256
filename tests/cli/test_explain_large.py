"""``explain`` on data that are large: from a slice, with what that says of itself."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from planlang.explain.document import document_digest, render
from tests.cli.support import bad, good
from tests.explain.slices.comparing import to_parquet

ANA = ("explain", "plan.plan", "--data", "data", "--participant", "Ana", "--period", "2025-Q1")
MORE = 40_000


@pytest.fixture
def large(project: Path) -> Path:
    """The project with deals of somebody else, and a file so large that it is not read as a whole."""
    deals = project / "data" / "deals.csv"
    head, *rows = deals.read_text().splitlines()
    column = head.split(",")
    sample = next(row for row in rows if ",Ben," in f",{row},").split(",")
    made = []
    for number in range(MORE):
        made.append(
            ",".join(f"Z-{number}" if name == "id" else cell for name, cell in zip(column, sample, strict=True))
        )
    deals.write_text("\n".join([head, *rows, *made]) + "\n")
    return project


def test_only_the_rows_behind_it_are_read(large: Path) -> None:
    done = good(*ANA, cwd=large)
    assert "D-103" in done.stdout and f"of {MORE:,}"[:5] in done.stderr and "were not checked" in done.stderr
    whole = good(*ANA, "--whole", cwd=large)
    assert whole.stdout == done.stdout and whole.stderr == ""


def test_a_fault_elsewhere_is_found_when_asked_for(large: Path) -> None:
    deals = large / "data" / "deals.csv"
    deals.write_text(deals.read_text().replace("Z-77,", "Z-76,"))
    assert "D-103" in good(*ANA, cwd=large).stdout
    assert "Z-76" in bad(3, *ANA, "--check-all", cwd=large).stderr
    assert "Z-76" in bad(3, *ANA, "--whole", cwd=large).stderr


def test_it_verifies_with_the_data_and_not_with_others(large: Path) -> None:
    done = good(*ANA, "--format", "json", cwd=large)
    document = json.loads(done.stdout)
    assert document["data"]["files"]["deals.csv"]["rows"] > MORE
    document["data"]["files"]["deals.csv"]["rows"] = 1
    (large / "less.json").write_text(render(document | {"digest": document_digest(document)}))
    assert "deals.csv has 1 rows, and more" in bad(1, "verify", "less.json", cwd=large).stdout
    (large / "ana.json").write_text(done.stdout)
    verify = ("verify", "ana.json", "--plan", "plan.plan", "--data", "data")
    assert "agrees with the plan and the data" in good(*verify, cwd=large).stderr
    deals = large / "data" / "deals.csv"
    deals.write_text(deals.read_text().replace("Z-77,", "Z-77x,"))
    assert "deals.csv is another file" in bad(1, *verify, cwd=large).stdout


def test_it_equals_what_a_run_paid(large: Path) -> None:
    good("run", "plan.plan", "--data", "data", "--out", "out", cwd=large)
    assert "equals the payout in out" in good(*ANA, "--paid", "out", cwd=large).stderr
    assert "equals the payout in out" in good(*ANA, "--paid", "out", "--component", "Base", cwd=large).stderr
    payouts = large / "out" / "payouts.csv"
    text = payouts.read_text().replace("Ana,2025-Q1,Base,9487.50", "Ana,2025-Q1,Base,9487.51")
    payouts.write_text(text)
    wrong = bad(70, *ANA, "--paid", "out", cwd=large)
    assert "Base: explained 9,487.50 USD, paid 9,487.51 USD" in wrong.stderr
    deals = large / "data" / "deals.csv"
    deals.write_text(deals.read_text().replace("Z-77,", "Z-77x,"))
    assert "paid from other data" in bad(2, *ANA, "--paid", "out", cwd=large).stderr


def test_parquet(large: Path) -> None:
    (large / "p").mkdir()
    to_parquet(large / "data", large / "p")
    asked = [word if word != "data" else "p" for word in ANA]
    assert good(*asked, cwd=large).stdout == good(*ANA, cwd=large).stdout.replace(".csv", ".parquet")
    done = good(*asked, "--format", "json", cwd=large)
    assert "rows" in json.loads(done.stdout)["data"]["files"]["deals.parquet"]
    (large / "ana.json").write_text(done.stdout)
    assert "agrees" in good("verify", "ana.json", "--plan", "plan.plan", "--data", "p", cwd=large).stderr
    path = large / "p" / "deals.parquet"
    with duckdb.connect() as database:
        database.execute(f"COPY (SELECT * FROM '{path}' WHERE id <> 'Z-5') TO '{path}.new' (FORMAT parquet)")
    Path(f"{path}.new").replace(path)
    changed = bad(1, "verify", "ana.json", "--plan", "plan.plan", "--data", "p", cwd=large).stdout
    assert "deals.parquet is another file" in changed


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--participant", "Anna"], "did you mean `Ana`?"),
        (["--deal", "Z-3"], "nothing is paid to `Ana` on `Z-3`"),
        (["--deal", "D-13"], "there is no deal"),
        (["--period", "2031-Q1"], "2031-Q1"),
    ],
)
def test_questions_with_no_answer(large: Path, more: list[str], says: str) -> None:
    assert says in bad(2, *ANA, *more, cwd=large).stderr


def test_a_fault_behind_it_is_a_finding(large: Path) -> None:
    deals = large / "data" / "deals.csv"
    deals.write_text(deals.read_text().replace("71250.00", "71250.001"))
    assert "71250.001" in bad(3, *ANA, cwd=large).stderr
