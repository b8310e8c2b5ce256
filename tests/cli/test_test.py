"""``test``: examples, fixture directories, differences, selection, promises."""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import CliRunner

from planlang.testing.documents import SCHEMA
from tests.cli.support import PLANS, bad, good

EXPECT = "        expect payout for ana in 2025-Q1 is 9,000.00 USD\n"


def expecting(project: Path, line: str) -> None:
    """The project's plan with another last expectation."""
    plan = project / "plan.plan"
    assert EXPECT in plan.read_text()
    plan.write_text(plan.read_text().replace(EXPECT, f"        {line}\n"))


def test_examples_pass(project: Path) -> None:
    done = good("test", "plan.plan", cwd=project)
    lines = done.stdout.splitlines()
    assert lines[:2] == ["plan.plan", "  ok    a deal that straddles 100%"]
    assert lines[2:] == [
        "  ok    the order of the data doesn't matter   (proven: no order leaves a tie)",
        "  ok    same data, same pay   (proven: no rule names a person, or sorts by name)",
        "  ok    payouts add up to what rules pay   (proven: each amount is taken once)",
    ]
    assert done.stderr == "4 tests: 4 passed\n"
    assert good("test", cwd=project).stdout == done.stdout


@pytest.mark.parametrize(
    "line",
    [
        "expect Base for ana in 2025-Q1 is 9,000.00 USD",
        "expect Base for ana in 2025-01 is 9,000.00 USD",
        "expect Base for ana in 2025-Q2 is 0.00 USD",
        "expect Base for ana is 9,000.00 USD",
        "expect payout for ana is 9,000.00 USD",
        "expect payout for ana in 2025-Q4 is 0 USD",
        "expect Attainment for ana on d1 is 90%",
        "expect Attainment for ana on d2 is 110%",
    ],
)
def test_what_may_be_expected(project: Path, line: str) -> None:
    expecting(project, line)
    good("test", cwd=project)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("expect Base for ana on d2 is 2,500.01 USD", "-0.01"),
        ("expect payout for ana in 2025-Q1 is 0 USD", "+9,000.00"),
        ("expect Attainment for ana on d2 is 100%", "+10%"),
        ("expect Attainment for ana is 110%", "has 2 such rows"),
        ("expect Base for ana on d3 is 1 USD", "no row of Base comes from `d3`"),
        ("expect Base for anna is 1 USD", "did you mean `ana`?"),
        ("expect Base for ana in 2024-Q1 is 0 USD", "outside what the plan covers"),
        ("expect Base for ana is 9,000", "this is money"),
        ('expect data rejected "participant.quota"', "accepted"),
    ],
)
def test_what_is_not_so(project: Path, line: str, says: str) -> None:
    expecting(project, line)
    done = bad(1, "test", cwd=project)
    assert says in done.stdout + done.stderr
    assert "1 failed" in done.stderr or "open findings" in done.stderr


def with_a_lost_deal(project: Path, line: str) -> None:
    """The example has a third deal, which is lost, and another last expectation."""
    expecting(project, line)
    plan = project / "plan.plan"
    row = next(one for one in plan.read_text().splitlines() if one.strip().startswith("d2 "))
    lost = row.replace("d2 ", "d3 ").replace("Won ", "Lost")
    plan.write_text(plan.read_text().replace(row, f"{row}\n{lost}"))


@pytest.mark.parametrize("line", ["Base for ana on d3 is 0 USD", "Bookings on d3 is 0 USD", "Base on d3 is 0 USD"])
def test_nothing_is_paid_on_a_row_that_is_not_credited(project: Path, line: str) -> None:
    with_a_lost_deal(project, f"expect {line}")
    good("test", cwd=project)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Base for ana on d3 is 1 USD", "deals d3 was not credited: not so: deal.stage is Won (deal.stage is Lost)"),
        ("Attainment for ana on d3 is 0%", "no row of Attainment comes from `d3`; deals d3 was not credited"),
        ("payout for ana on d3 is 0 USD", "payout has no results for rows such as `d3`"),
        ("Base for ana on d33 is 0 USD", "did you mean `d3`?"),
    ],
)
def test_why_nothing_came_of_a_row(project: Path, line: str, says: str) -> None:
    with_a_lost_deal(project, f"expect {line}")
    assert says in bad(1, "test", cwd=project).stdout


def test_a_total_that_is_short_names_the_rows_that_nobody_was_credited_for(project: Path) -> None:
    """A deal dated outside what the plan covers pays nothing: an example that expects it to is told why."""
    with_a_lost_deal(project, "expect payout for ana is 9,999 USD")
    plan = project / "plan.plan"
    plan.write_text(plan.read_text().replace("2025-01-10", "2024-12-31"))
    said = bad(1, "test", cwd=project).stdout
    assert "deals d1 was not credited: dated 2024-12-31, before the plan covers" in said
    assert "deals d3 was not credited: not so: deal.stage is Won" in said
    assert said.count("was not credited") == 2


def test_a_difference_shows_both_amounts_and_the_command_that_explains(project: Path) -> None:
    expecting(project, "expect Base for ana on d2 is 2,500.01 USD")
    text = bad(1, "test", cwd=project).stdout
    assert "FAIL" in text and "plan.plan:" in text
    (line,) = [one for one in text.splitlines() if one.strip().startswith("Base for ana on d2")]
    assert re.split(r"   +", line.strip())[1:] == ["2,500.01 USD", "2,500.00 USD", "-0.01"]
    assert (
        "why: planlang explain plan.plan --example 'a deal that straddles 100%' "
        "--participant ana --component Base --deal d2" in text
    )


@pytest.mark.parametrize("words", ["participant.quota", "above 0 USD"])
def test_rejected_data_as_expected(project: Path, words: str) -> None:
    plan = project / "plan.plan"
    text = plan.read_text()
    head, _, tail = text.partition('    example "a deal')
    example = (
        '    example "no quota" {\n        given participant | quota | variable\n'
        f'            ana | 0 USD | 1 USD\n        expect data rejected "{words}"\n    }}\n'
    )
    plan.write_text(head + example + '\n    example "a deal' + tail)
    assert good("test", cwd=project).stderr == "5 tests: 5 passed\n"
    plan.write_text(plan.read_text().replace(f'rejected "{words}"', 'rejected "deal.amount"'))
    done = bad(1, "test", cwd=project)
    assert "no finding speaks of it" in done.stdout


def test_rejected_data_not_expected(project: Path) -> None:
    plan = project / "plan.plan"
    plan.write_text(plan.read_text().replace("ana           | 100,000 USD", "ana           | 0 USD      "))
    done = bad(1, "test", cwd=project)
    assert "the data is rejected" in done.stdout and "participant.quota is above 0 USD" in done.stderr


def test_selection(project: Path) -> None:
    assert good("test", "-k", "STRADDLES", cwd=project).stderr == "1 test: 1 passed\n"
    done = bad(2, "test", "-k", "stradles", cwd=project)
    assert "no test has `stradles` in its name" in done.stderr and done.stdout == ""


def test_no_tests_at_all(project: Path) -> None:
    plan = project / "plan.plan"
    head, _, _ = plan.read_text().partition("    payout for")
    plan.write_text(head + "}\n")
    assert "there is no example" in bad(2, "test", cwd=project).stderr


def test_a_plan_without_tests_is_held_to_what_all_promise(project: Path) -> None:
    plan = project / "plan.plan"
    head, _, _ = plan.read_text().partition("    # The plan's own test")
    plan.write_text(head + "}\n")
    assert good("test", cwd=project).stderr == "3 tests: 3 passed\n"


def test_promises_are_tried_and_called_not_proven(project: Path) -> None:
    plan = project / "plan.plan"
    text = plan.read_text().rstrip()
    assert text.endswith("}")
    plan.write_text(text[:-1] + '    test "more never pays less": payout never falls when deal.amount rises\n}\n')
    done = good("test", "--cases", 5, cwd=project)
    assert "ok    more never pays less   (held in " in done.stdout and "made-up cases; not proven)" in done.stdout
    assert done.stderr == "5 tests: 5 passed\n"
    plan.write_text(
        plan.read_text().replace(
            "payout never falls when deal.amount rises", "total of everyone's Base in the plan is at most 1 USD"
        )
    )
    done = bad(1, "test", "--cases", 5, cwd=project)
    assert "FAIL  more never pays less" in done.stdout and "given deal" in done.stdout


def test_a_plan_with_findings_fails(project: Path) -> None:
    plan = project / "plan.plan"
    plan.write_text(plan.read_text().replace("tiers by Attainment", "tiers by Atainment"))
    done = bad(1, "test", cwd=project)
    assert "did you mean" in done.stderr.lower() and "1 plan has open findings" in done.stderr


def test_a_fixture_directory(project: Path) -> None:
    good("run", "plan.plan", "--data", "data", "--out", "paid", cwd=project)
    expected = project / "expected"
    expected.mkdir()
    for name in ("payouts", "lines", "credits", "uncredited"):
        (expected / f"{name}.csv").write_bytes((project / "paid" / f"{name}.csv").read_bytes())
    assert good("test", cwd=project).stderr == "5 tests: 5 passed\n"
    payouts = expected / "payouts.csv"
    amount = payouts.read_text().splitlines()[1].split(",")[-1]
    payouts.write_text(payouts.read_text().replace(amount, "1.00", 1))
    done = bad(1, "test", cwd=project)
    assert "payouts: Ana, 2025-Q1, Base" in done.stdout and "1.00" in done.stdout
    assert "why: planlang explain plan.plan --data data --participant Ana --period 2025-Q1" in done.stdout
    assert done.stderr == "5 tests: 4 passed, 1 failed\n"


def test_a_fixture_whose_data_is_rejected(project: Path) -> None:
    (project / "expected").mkdir()
    (project / "expected" / "payouts.csv").write_text("participant,period,component,amount\n")
    deals = project / "data" / "deals.csv"
    deals.write_text(deals.read_text().replace("42000.00", "42k"))
    done = bad(1, "test", cwd=project)
    assert "the data is rejected" in done.stdout and "42k" in done.stderr


def test_a_fixture_without_data(tmp_path: Path) -> None:
    good("init", cwd=tmp_path)
    (tmp_path / "more" / "expected").mkdir(parents=True)
    done = bad(2, "test", cwd=tmp_path)
    assert "no .plan file" in done.stderr


def test_the_model_plans() -> None:
    done = good("test", PLANS, "--cases", 5)
    assert "stdlib_plans/eight_answers/eight_answers.plan" in done.stdout.replace("\\", "/")
    assert "failed" not in done.stderr


PROMISES = """
    test "bounded": payout is never above 1 USD
    test "ordered": payout never depends on the order of the data
"""


def test_formats_for_programs(project: Path) -> None:
    plan = project / "plan.plan"
    text = plan.read_text().rstrip()
    plan.write_text(text[:-1] + PROMISES + "}\n")
    (project / "broken.plan").write_text(text.replace("tiers by Attainment", "tiers by Atainment"))
    said = json.loads(bad(1, "test", "--cases", 5, "--format", "json", cwd=project).stdout)
    jsonschema.validate(said, json.loads(SCHEMA.read_text("utf-8")))
    assert said["counts"] == {"passed": 4, "failed": 1, "skipped": 0} and said["broken"] == ["broken.plan"]
    by_title = {one["title"]: one for one in said["tests"]}
    assert by_title["a deal that straddles 100%"]["verdict"] is None
    assert by_title["bounded"]["verdict"] == "broken" and "does not hold for" in by_title["bounded"]["case"][-1]
    assert by_title["ordered"]["verdict"] == "proven" and by_title["ordered"]["said"].startswith("proven: ")
    tree = ElementTree.fromstring(bad(1, "test", "--cases", 5, "--format", "junit", cwd=project).stdout)
    assert tree.attrib == {"name": "planlang test", "tests": "6", "failures": "1", "errors": "1", "skipped": "0"}
    (failed,) = [case for case in tree.iter("testcase") if case.find("failure") is not None]
    assert failed.attrib == {"name": "bounded", "classname": "plan.plan"}


def test_without_hypothesis_it_says_what_is_missing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = project / "plan.plan"
    plan.write_text(plan.read_text().rstrip()[:-1] + PROMISES.replace("above 1 USD", "above 500,000,000 USD") + "}\n")
    monkeypatch.chdir(project)
    monkeypatch.setattr("planlang.promises.tried.Aimed.search", lambda self: None)  # which needs no Hypothesis
    for name in [name for name in sys.modules if name.partition(".")[0] == "hypothesis"]:
        monkeypatch.setitem(sys.modules, name, None)
    done = CliRunner().invoke(import_module("planlang.cli.test").command, ["plan.plan"], standalone_mode=False)
    assert "skip  bounded   (not proven, and not tried: Hypothesis is not installed)" in done.stdout
    assert "ok    ordered" in done.stdout and "(proven: no order leaves a tie)" in done.stdout
    assert (
        "1 promise was not tried, because Hypothesis is not installed: pip install 'planlang[promises]'" in done.stderr
    )
    assert done.stderr.endswith("5 tests: 4 passed, 1 skipped\n")
