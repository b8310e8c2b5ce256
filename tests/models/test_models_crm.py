"""The CRM plan pays the published export and the generated one as the oracle does, cell by cell."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.models import oracle_crm
from tests.models.support import PLANS, PUBLISHED_CRM, cells, lines, planlang, rows, script

PLAN = PLANS / "crm_quarter" / "crm_quarter.plan"
RAW_PLAN = PLANS / "crm_quarter" / "crm_quarter_raw.plan"


pytestmark = pytest.mark.xdist_group("crm models")
"""One worker makes what they read."""


@pytest.fixture(scope="module", params=["generated", "published"])
def inputs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An export and the roster made from it."""
    work = tmp_path_factory.mktemp(request.param)
    export = work / "export"
    if request.param == "published":
        if not PUBLISHED_CRM.is_dir():
            pytest.skip("the published CRM export is not beside this repository")
        export = PUBLISHED_CRM
    else:
        script("stdlib_plans/crm_quarter/generate.py", "--out", export)
    script("stdlib_plans/crm_quarter/roster.py", "--export", export, "--out", work / "roster")
    return export, work / "roster"


def test_every_cell_is_the_oracles(inputs: tuple[Path, Path], tmp_path: Path) -> None:
    export, roster = inputs
    done = planlang("run", PLAN, "--data", export, "--data", roster, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    expected = oracle_crm.pay(export, roster)
    paid = cells(tmp_path / "out" / "payouts.csv")
    assert paid == expected.payouts
    assert lines(tmp_path / "out" / "lines.csv") == {key: amount for key, amount in paid.items() if amount}


def test_no_opportunity_disappears(inputs: tuple[Path, Path], tmp_path: Path) -> None:
    export, roster = inputs
    done = planlang("run", PLAN, "--data", export, "--data", roster, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    expected = oracle_crm.pay(export, roster)
    pipeline = {row["opportunity_id"] for row in rows(export / "sales_pipeline.csv")}
    assert expected.credited | expected.uncredited == pipeline
    left = rows(tmp_path / "out" / "uncredited.csv")
    assert all(row["reason"] for row in left)
    named = [set(row.values()) & pipeline for row in left]
    assert all(len(found) == 1 for found in named)
    assert {key for found in named for key in found} == expected.uncredited
    assert len(left) == len(expected.uncredited)


def test_one_quarter_alone(inputs: tuple[Path, Path], tmp_path: Path) -> None:
    export, roster = inputs
    done = planlang("run", PLAN, "--data", export, "--data", roster, "--period", "2017-Q2", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    expected = oracle_crm.pay(export, roster).payouts
    second = {key: amount for key, amount in expected.items() if key[1] == "2017-Q2"}
    assert cells(tmp_path / "out" / "payouts.csv") == second


def test_the_first_draft_of_the_plan_is_refused_with_every_fault(inputs: tuple[Path, Path], tmp_path: Path) -> None:
    export, roster = inputs
    done = planlang("run", RAW_PLAN, "--data", export, "--data", roster, "--out", tmp_path / "out")
    assert done.returncode == 3, done.stderr
    assert not (tmp_path / "out").exists()
    assert "sales_pipeline.csv" in done.stderr
    for fault in ("GTXPro", "account", "close_date", "close_value"):
        assert fault in done.stderr


def test_plans_check_and_examples_hold() -> None:
    for plan in (PLAN, RAW_PLAN):
        done = planlang("check", plan)
        assert done.returncode == 0, done.stderr + done.stdout
    done = planlang("test", PLAN)
    assert done.returncode == 0, done.stderr + done.stdout


def test_the_generated_export_has_the_faults_of_the_published_one(tmp_path: Path) -> None:
    for seed, name in enumerate("ab"):
        script("stdlib_plans/crm_quarter/generate.py", "--out", tmp_path / name, env={"PYTHONHASHSEED": str(seed)})
    names = ("accounts.csv", "products.csv", "sales_pipeline.csv", "sales_teams.csv")
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    pipeline = rows(tmp_path / "a" / "sales_pipeline.csv")
    assert len(pipeline) == 3000 == len({row["opportunity_id"] for row in pipeline})
    listed = {row["product"] for row in rows(tmp_path / "a" / "products.csv")}
    assert {row["product"] for row in pipeline} - listed == {"GTXPro"}
    still_open = [row for row in pipeline if row["deal_stage"] in ("Engaging", "Prospecting")]
    assert any(not row["account"] for row in still_open) and any(row["account"] for row in still_open)
    assert all(not row["close_date"] and not row["close_value"] for row in still_open)
    closed = [row for row in pipeline if row["deal_stage"] in ("Won", "Lost")]
    assert all(row["account"] and row["close_date"] and row["close_value"] for row in closed)
    winners = {row["sales_agent"] for row in pipeline if row["deal_stage"] == "Won"}
    assert {row["sales_agent"] for row in rows(tmp_path / "a" / "sales_teams.csv")} - winners
    assert "technolgy" in {row["sector"] for row in rows(tmp_path / "a" / "accounts.csv")}


def test_the_generated_quarter_reaches_every_limit(tmp_path: Path) -> None:
    script("stdlib_plans/crm_quarter/generate.py", "--out", tmp_path)
    script("stdlib_plans/crm_quarter/roster.py", "--export", tmp_path, "--out", tmp_path)
    paid = oracle_crm.pay(tmp_path, tmp_path).payouts
    assert max(amount for (_, _, part), amount in paid.items() if part == "Base") == Decimal(12000)
    assert max(amount for (_, _, part), amount in paid.items() if part == "ServerPush") == Decimal(1500)
    assert max(amount for (_, _, part), amount in paid.items() if part == "Team") > 0


def test_nobody_in_the_generated_export_is_in_the_published_one(tmp_path: Path) -> None:
    if not PUBLISHED_CRM.is_dir():
        pytest.skip("the published CRM export is not beside this repository")
    script("stdlib_plans/crm_quarter/generate.py", "--out", tmp_path, "--opportunities", 8800)
    for name, columns in (("accounts.csv", ["account"]), ("sales_teams.csv", ["sales_agent", "manager"])):
        ours, theirs = ({row[c] for row in rows(d / name) for c in columns} for d in (tmp_path, PUBLISHED_CRM))
        assert not ours & theirs


def write_csv(path: Path, text: str) -> None:
    """A table written with bars, as in a plan's example."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())


def test_the_oracle_agrees_with_the_plans_hand_checked_example(tmp_path: Path) -> None:
    write_csv(tmp_path / "participants.csv", "name|role|manager|quota\nmo|Manager||160000\nal|Agent|mo|80000")
    write_csv(tmp_path / "products.csv", "product|series|sales_price\nGTX Pro|GTX|1\nserver|GTK|1")
    write_csv(tmp_path / "accounts.csv", "account\nacme")
    write_csv(
        tmp_path / "sales_pipeline.csv",
        """
        opportunity_id | sales_agent | product | account | deal_stage | engage_date | close_date | close_value
        d1 | al | GTXPro  | acme | Won      | | 2017-04-10 | 90000
        d2 | al | server  | acme | Won      | | 2017-05-02 | 60000
        d3 | al | GTX Pro | acme | Won      | | 2017-06-01 | 20003
        d4 | al | GTX Pro | acme | Lost     | | 2017-06-02 | 0
        d5 | al | GTX Pro |      | Engaging | |            |
        """,
    )
    result = oracle_crm.pay(tmp_path, tmp_path)
    paid = {key: amount for key, amount in result.payouts.items() if amount}
    assert paid == {
        ("al", "2017-Q2", "Base"): Decimal("12000.00"),
        ("al", "2017-Q2", "ServerPush"): Decimal("1500.00"),
        ("mo", "2017-Q2", "Team"): Decimal("1700.03"),
    }
    assert result.uncredited == {"d4", "d5"}
