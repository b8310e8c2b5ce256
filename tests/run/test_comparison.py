"""Two runs beside each other: what differs, to the cent, and what is behind it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal

import jsonschema
import pytest

import planlang
from planlang.cli.compare import command
from planlang.cli.compare_why import with_causes
from planlang.cli.stop import Stop
from planlang.run.comparison.differences import compare_runs
from planlang.run.comparison.files import render_csv, render_json, schema
from planlang.run.comparison.model import Comparison
from planlang.run.comparison.opened import NotComparable, open_results
from planlang.run.comparison.text import render_text
from tests.cli.support import ROOT

STARTER = ROOT / "planlang" / "cli" / "starter"
Edit = tuple[str, str, str]
"""A file of the project, a text in it, and what stands there instead."""
QUOTA: Edit = ("data/participants.csv", "Ben,80000.00", "Ben,60000.00")
AMOUNT: Edit = ("data/deals.csv", "71250.00", "76250.00")
OWNER: Edit = ("data/deals.csv", "D-105,Ben", "D-105,Ana")
WON: Edit = ("data/deals.csv", "D-104,Ben,Lost", "D-104,Ben,Won")
RATE: Edit = ("plan.plan", "from 100%           : 1.5x", "from 100%           : 2.0x")
LATER: Edit = ("data/deals.csv", "D-103,Ana,Won,2025-02-21", "D-103,Ana,Won,2025-04-02")
Runs = Callable[..., Path]


pytestmark = pytest.mark.xdist_group("comparison")
"""One worker makes what they read."""


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """The starter project with some edits, paid; the same edits once."""

    @cache
    def run(
        *edits: Edit, form: Literal["csv", "parquet"] = "csv", explained: bool = False, period: str = "2025"
    ) -> Path:
        root = tmp_path_factory.mktemp("run")
        project = Path(shutil.copytree(STARTER, root / "project"))
        for file, old, new in edits:
            text = (project / file).read_text("utf-8")
            assert old in text, old
            (project / file).write_text(text.replace(old, new), "utf-8")
        tables = {record: project / "data" / f"{record}.csv" for record in ("deals", "participants")}
        result = planlang.load(project / "plan.plan").run(**tables, period=period, engine="interpreter")
        result.write(root / "paid", form, explain_all=explained)
        return root / "paid"

    return run


def compared(before: Path, after: Path, who: str | None = None) -> Comparison:
    return compare_runs(open_results(str(before)), open_results(str(after)), who)


def test_every_difference_and_its_deals(paid: Runs) -> None:
    found = compared(paid(), paid(AMOUNT, OWNER, WON, QUOTA))
    ana, ben = found.payouts
    assert (ana.participant, ana.before, ana.after) == ("Ana", Fraction("9487.5"), Fraction("19837.5"))
    assert [(one.key, one.difference, one.because) for one in ana.changes] == [
        ("D-105", Fraction(9600), ("Bookings: 64,000.00 credited; before, to Ben",)),
        ("D-103", Fraction(750), ("Bookings: credit 76,250.00, was 71,250.00",)),
    ]
    assert [(one.key, one.because) for one in ben.changes] == [
        ("D-105", ("Bookings: 64,000.00 was credited; now, to Ana",)),
        ("D-104", ("Bookings: 18,000.00 credited; before, not so: deal.stage is Won (deal.stage is Lost)",)),
        ("D-102", ("the same credit, paid otherwise",)),
    ]
    assert found.after_total - found.before_total == ana.difference + ben.difference
    assert found.before_total == Fraction("19662.5") and found.count == 8 and not found.same
    alone = compared(found.before.directory, found.after.directory, "Ben")
    assert alone.payouts == (ben,) and alone.after_total - alone.before_total == ben.difference


def test_nothing_differs(paid: Runs, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = paid(), paid(form="parquet")
    found = compared(before, after)
    assert found.same and not found.payouts and not found.credits
    assert "plan    the same\ndata    the same\n" in render_text(found)
    assert command.main([str(before), str(after)], standalone_mode=False) == 0
    assert capsys.readouterr().err == "no payout differs: 19,662.50 USD in both\n"


def test_all_forms_add_up(paid: Runs) -> None:
    before, after = paid(), paid(AMOUNT, RATE, LATER)
    found = compared(before, after)
    rows = list(csv.DictReader(io.StringIO(render_csv(found))))
    total = found.after_total - found.before_total
    assert sum(Decimal(row["difference"]) for row in rows) == Decimal(total.numerator) / total.denominator
    document = json.loads(render_json(found))
    validator = jsonschema.Draft202012Validator(schema())
    assert not list(validator.iter_errors(document)) and list(validator.iter_errors({**document, "more": 1}))
    assert document["total"]["difference"] == str(sum(Decimal(row["difference"]) for row in rows))
    assert [line["key"] for one in document["payouts"] for line in one["lines"]] == [row["key"] for row in rows]
    page = render_text(found, 80)
    assert (
        page.count("dated 2025-04-02, was 2025-02-21") == 2
    )  # in the quarter that it left, and in that where it is now
    assert max(map(len, page.splitlines())) <= 80
    for row in rows:
        assert f"{Decimal(row['difference']):+,.2f}" in page
    mixed = compared(before, paid(AMOUNT, RATE, LATER, form="parquet"))
    assert [one.changes for one in mixed.payouts] == [one.changes for one in found.payouts]


def test_a_day_within_the_quarter_changes_no_pay_here(paid: Runs) -> None:
    found = compared(paid(), paid(("data/deals.csv", "Won,2025-02-21", "Won,2025-02-22")))
    assert found.same and found.credits == 1


def test_names_that_spreadsheets_would_run(paid: Runs) -> None:
    rename = (("data/deals.csv", "Ben", "=Ben"), ("data/participants.csv", "Ben", "=Ben"))
    before, after = paid(*rename), paid(*rename, QUOTA, form="parquet")
    found = compared(before, after)
    assert {one.participant for one in found.payouts} == {"=Ben"} and not found.credits
    assert all(line.startswith("'=Ben,") for line in render_csv(found).splitlines()[1:])


def test_why(paid: Runs) -> None:
    before, after = paid(explained=True), paid(AMOUNT, OWNER, QUOTA, RATE, explained=True)
    found = with_causes(compared(before, after), "never")
    ana, ben = (found.causes[one.participant, one.period] for one in found.payouts)
    assert ana == (
        "deals.csv row 4, amount: 76,250.00 USD, was 71,250.00 USD",
        "deals.csv row 6, D-105: takes part now, and did not before",
        "plan.plan:47 now says: from 100% : 2.0x",
        "plan.plan:47 said: from 100% : 1.5x",
    )
    assert "participants.csv row 3, quota: 60,000.00 USD, was 80,000.00 USD" in ben
    assert "deals.csv row 6 before, D-105: takes no part now" in ben
    for one in ana:
        assert one in render_text(found)
    with pytest.raises(Stop, match="made without `--explain-all`"):
        with_causes(compared(paid(), after), "never")


def test_a_rule_for_each_person_and_period(paid: Runs) -> None:
    """Such a line has no credit, so nothing is said about one; a long name leaves room for the amounts."""
    rule = """    bonus ForEverybodyWhoHasReachedTheTargetOfTheQuarter for each participant each quarter {
        pay      1% of participant.variable
        rounded  each quarter
    }

    payout for each participant each quarter, by credit date {
        add      ForEverybodyWhoHasReachedTheTargetOfTheQuarter
"""
    head = "    payout for each participant each quarter, by credit date {\n"
    bonus = ("plan.plan", head, rule)
    raised = (
        "data/participants.csv",
        "100000.00,10000.00",
        "90000.00,9000.00",
    )  # the rate stays, so Base does but for its tiers
    found = compared(paid(bonus), paid(bonus, raised), "Ana")
    changes = [one for payout in found.payouts if payout.component.startswith("For") for one in payout.changes]
    assert [(one.key, one.difference, one.because) for one in changes[:1]] == [("Ana / 2025-Q1", Fraction(-10), ())]
    page = render_text(found, 80)
    assert "ForEverybodyWhoHasReachedTheTargetOfThe…  " in page and "paid otherwise" in page


def test_somebody_new(paid: Runs) -> None:
    hired = (
        ("data/participants.csv", "Ben,", "Cy,50000.00,5000.00\nBen,"),
        ("data/deals.csv", "D-105,Ben", "D-105,Cy"),
    )
    found = with_causes(compared(paid(explained=True), paid(*hired, explained=True)), "never")
    assert found.causes["Cy", "2025-Q1"] == ("only one of the runs has such a participant",)
    assert found.causes["Ben", "2025-Q1"] == ("deals.csv row 6 before, D-105: takes no part now",)


def test_periods_that_one_run_pays(paid: Runs) -> None:
    quarter, year = paid(period="2025-Q1"), paid(AMOUNT)
    found = compared(quarter, year)
    assert found.after_only == ("2025-Q2", "2025-Q3", "2025-Q4") and found.before_total == Fraction("17662.5")
    assert "pays 2025-Q2, 2025-Q3, 2025-Q4; compared is the rest" in render_text(found)
    assert not compared(quarter, paid()).same
    with pytest.raises(NotComparable, match="no period is paid by both"):
        compared(quarter, paid(period="2025-Q2"))


def test_what_is_carried_on_is_compared_too(paid: Runs, tmp_path: Path) -> None:
    head = "participant,period,balance,brought_forward,came_in,taken_out,let_go,left\n"
    sides = []
    for name, left in (("before", "500.00"), ("after", "300.000")):
        table = f"{head}Ana,2025-Q1,Owed,0.00,500.00,0.00,0.00,{left}\nBen,2025-Q1,Owed,0.00,1.00,0.00,0.00,1.{'0' * len(left)}\n"
        sides.append(with_table(paid(), tmp_path / name, "balances", table))
    found = compared(*sides)
    assert not found.payouts and not found.same
    assert [one.amounts for one in found.others] == [(("left", Fraction(500), Fraction(300)),)]
    assert not list(jsonschema.Draft202012Validator(schema()).iter_errors(json.loads(render_json(found))))
    assert "balances that differ\n  Ana, 2025-Q1, Owed: left 300.00, was 500.00\n" in render_text(found)
    assert len(compared(paid(), sides[1]).others) == 2  # a run that has no such table had none of it


def with_table(run: Path, side: Path, table: str, text: str) -> Path:
    """A copy of a run that has written a table of this text."""
    shutil.copytree(run, side)
    (side / f"{table}.csv").write_text(text, "utf-8")
    said = json.loads((side / "run.json").read_text("utf-8"))
    rows, digest = text.count("\n") - 1, hashlib.sha256(text.encode()).hexdigest()
    said["files"][f"{table}.csv"] = {"rows": rows, "sha256": digest}
    (side / "run.json").write_text(json.dumps(said), "utf-8")
    return side


def test_rows_of_one_key_are_compared_together(paid: Runs, tmp_path: Path) -> None:
    head, row = "component,key,participant,part,due,amount,reason\n", "Base,D-101,Ana,half,2025-02-01,{},\n"
    one = with_table(paid(), tmp_path / "one", "due", head + row.format("10.00") + row.format("20.00"))
    other = with_table(paid(), tmp_path / "other", "due", head + row.format("10.00") + row.format("25.00"))
    assert [found.amounts for found in compared(one, other).others] == [(("amount", Fraction(30), Fraction(35)),)]


@pytest.mark.parametrize("amount", ["1e999999999", "1/3", "nan", "0x10", "9" * 70])
def test_what_is_no_amount_is_refused(amount: str, paid: Runs, tmp_path: Path) -> None:
    head, row = "component,key,participant,part,due,amount,reason\n", "Base,D-101,Ana,half,2025-02-01,{},\n"
    side = with_table(paid(), tmp_path / "side", "due", head + row.format(amount))
    with pytest.raises(NotComparable, match="is not an amount as a run writes it"):
        compared(paid(), side)


def test_what_is_refused(paid: Runs, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = paid(), paid(QUOTA)
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotComparable, match="holds no run"):
        compared(before, tmp_path / "empty")
    with pytest.raises(Stop) as stop:
        command.main([str(before), str(after), "--participant", "Anna"], standalone_mode=False)
    assert stop.value.code == 2 and stop.value.hints == ("did you mean `Ana`?",)
    assert command.main([str(before), str(after), "--format", "csv"], standalone_mode=False) == 1
    done = capsys.readouterr()
    assert done.out.startswith("participant,period,component,line,key,before,after,difference,because\nBen,")
    assert done.err == "+4,725.00 USD: 1 of 8 payouts differ, of 1 participant\n"
    before, after = (Path(shutil.copytree(one, tmp_path / one.parent.name)) for one in (before, after))
    lines = after / "lines.csv"
    lines.write_text(lines.read_text("utf-8").replace("1525.00", "1525.01").replace("2066.67", "2066.68"), "utf-8")
    with pytest.raises(NotComparable, match=r"lines.csv` is not what the run wrote"):
        compared(before, after)
    said = json.loads((before / "run.json").read_text("utf-8"))
    (before / "run.json").write_text(json.dumps({**said, "totals": {**said["totals"], "currency": "EUR"}}), "utf-8")
    with pytest.raises(NotComparable, match="in EUR"):
        compared(before, paid())
