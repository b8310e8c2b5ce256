"""``analyse``: pages, JSON, and what it answers to wrong questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.support import PLANS, bad, good

EIGHT = PLANS / "eight_answers"
ON = ("analyse", EIGHT / "eight_answers.plan", "--data", EIGHT / "data", "--participant", "ana")


def test_a_page() -> None:
    said = good(*ON, "--row", "d6", "--through", "20,000").stdout
    assert "cliff at 2,800.00: 1,437.00 just below, 1,653.00 there, 1,653.00 just above" in said
    assert "14,800.00  20,000.00" in said and "reached-refused-row" in said
    assert "+96.00  deal d5 and deal d6 as one" in said
    assert "What would pay more" not in good(*ON, "--no-moves").stdout


def test_json_and_an_example(project: Path) -> None:
    said = json.loads(good(*ON, "--format", "json").stdout)
    assert said["format"] == "planlang/analysis/1" and said["cell"] == {
        "data": "deals",
        "column": "amount",
        "row": "d6",
    }
    plan = PLANS / "quarterly_ae" / "quarterly_ae.plan"
    page = good("analyse", plan, "--example", "a deal that straddles 100%", "--participant", "ana").stdout
    assert "dead zone" in page


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--participant", "anna"), "did you mean `ana`"),
        (("--vary", "deal.amuont"), "did you mean `deal.amount`"),
        (("--row", "d99"), "there is no deal `d99`"),
        (("--through", "lots"), "is no amount"),
        (("--through", "0"), "has to be less"),
        (("--example", "x"), "either --data DIR or --example"),
        (("--at", "80%"), "no measure of this plan divides"),
        (("--at", "lots"), "is no percentage"),
        (("--at", "80%", "--row", "d6"), "of one person's pay"),
    ],
)
def test_wrong_questions(more: tuple[str, ...], says: str) -> None:
    assert says in bad(2, *ON, *more).stderr


def test_everybody_and_tables_to_plot() -> None:
    plan = PLANS / "quarterly_ae" / "quarterly_ae.plan"
    everybody = ("analyse", plan, "--data", PLANS / "quarterly_ae" / "data")
    page = good(*everybody, "--at", "80%,100%").stdout
    assert "together" in page and "at 100%" in page
    assert "did you mean `Attainment`" in bad(2, *everybody, "--at", "80%", "--measure", "Atainment").stderr
    assert good(*everybody, "--format", "csv").stdout.startswith("participant,from,to,rate\n")
    assert good(*ON, "--row", "d6", "--format", "csv").stdout.startswith(
        "from,to,pays_from,pays_to,rate,first,last,paid_first,paid_last\n0,1000,897,1057,0.16,0,999.99,897,1057\n"
    )
