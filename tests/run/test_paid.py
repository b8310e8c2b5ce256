"""What people are paid in their own currencies: converted last, rounded to what each currency has, alike on every engine."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

import planlang
from planlang.check import check_text
from planlang.run.comparison.differences import compare_runs
from planlang.run.comparison.opened import open_results
from planlang.run.comparison.text import render_text

PLAN = Path(__file__).parents[1] / "lowering" / "pay_currencies.plan"
LINE = "converted to  participant.currency using fx on the last day of the month, rounded"
DATA = {
    "participants": "id,currency\nana,EUR\nbo,JPY\ncy,USD\ndi,EUR\n",
    "fx": "from,to,start,end,rate\nUSD,EUR,2025-01-01,2025-01-31,0.9251\nUSD,JPY,2025-01-01,2025-01-31,151.37\n"
    "USD,EUR,2025-02-01,2025-02-28,0.91\n",
    "deals": "id,owner,closed,amount\nd1,ana,2025-01-10,1000\nd2,bo,2025-01-11,1000.10\nd3,cy,2025-02-12,500\nd4,di,2025-02-12,777\n",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name, text in DATA.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def named(code: str) -> set[str]:
    """The findings of the plan with another last line."""
    text = PLAN.read_text()
    assert LINE in text
    return {found.rule for found in check_text(text.replace(LINE, code), "p.plan").diagnostics}


@pytest.mark.parametrize("engine", ["interpreter", "duckdb"])
def test_each_is_paid_in_their_own_currency(engine: str, data: Path, tmp_path: Path) -> None:
    result = planlang.load(PLAN).run(data, engine=engine)  # type: ignore[arg-type]
    assert [tuple(row.values()) for row in result.paid.rows()] == [
        ("ana", "2025-01", Decimal("50.00"), "EUR", Decimal("46.26")),  # 46.255
        ("bo", "2025-01", Decimal("50.00"), "JPY", Decimal("7568")),  # 7,568.5, halves to even
        ("cy", "2025-02", Decimal("25.00"), "USD", Decimal("25.00")),
        ("di", "2025-02", Decimal("38.85"), "EUR", Decimal("35.35")),  # 35.3535
    ]
    # a page says what is paid, and the amount beside it is of the plan's currency, as payouts are
    found = result.explain("bo")
    assert (found.amount, found.text().splitlines()[2]) == (Decimal("50.00"), "paid: 7,568 JPY")
    assert result.explain("bo", component="Base").amount == Decimal("50.00")
    result.write(tmp_path / "out")
    said = json.loads((tmp_path / "out" / "run.json").read_text())["totals"]
    assert said["paid"] == {"EUR": "81.61", "JPY": "7568", "USD": "25.00"}
    assert said["payout"] == "163.85"
    assert (tmp_path / "out" / "paid.csv").read_text().splitlines()[1:3] == [
        "ana,2025-01,50.00,EUR,46.26",
        "bo,2025-01,50.00,JPY,7568",
    ]


@pytest.mark.parametrize("engine", ["interpreter", "duckdb"])
def test_each_amount_has_the_decimals_of_its_currency(engine: str, data: Path, tmp_path: Path) -> None:
    """As text; a column of a Parquet file has as many as the currency with most."""
    plan = tmp_path / "p.plan"
    plan.write_text(PLAN.read_text().replace("one of USD, EUR, JPY", "one of USD, EUR, JPY, KWD"))
    (data / "participants.csv").write_text(DATA["participants"].replace("di,EUR", "di,JPY").replace("bo,JPY", "bo,KWD"))
    rates = "USD,KWD,2025-01-01,2025-01-31,0.3079\nUSD,JPY,2025-02-01,2025-02-28,150\n"
    (data / "fx.csv").write_text(DATA["fx"] + rates)
    result = planlang.load(plan).run(data, engine=engine)  # type: ignore[arg-type]
    result.write(tmp_path / "out")
    written = (tmp_path / "out" / "paid.csv").read_text().splitlines()[1:]
    assert [line.split(",")[3:] for line in written] == [
        ["EUR", "46.26"], ["KWD", "15.395"], ["USD", "25.00"], ["JPY", "5828"]
    ]  # fmt: skip
    other = planlang.load(plan)
    (data / "fx.csv").write_text(DATA["fx"] + rates.replace("28,150", "28,160"))
    other.run(data, engine=engine).write(tmp_path / "later")  # type: ignore[arg-type]
    page = render_text(compare_runs(*(open_results(str(tmp_path / name)) for name in ("out", "later"))))
    assert "paid 6,216, was 5,828" in page


@pytest.mark.parametrize("engine", ["interpreter", "duckdb"])
def test_a_rate_that_is_missing_stops_the_run(engine: str, data: Path) -> None:
    (data / "fx.csv").write_text(DATA["fx"].replace("USD,JPY,2025-01-01", "USD,JPY,2025-01-31"))
    assert len(list(planlang.load(PLAN).run(data, engine=engine).paid.rows())) == 4  # type: ignore[arg-type]
    (data / "fx.csv").write_text("".join(line for line in DATA["fx"].splitlines(True) if "JPY" not in line))
    with pytest.raises(planlang.DataError, match="no rate from USD to JPY on"):
        planlang.load(PLAN).run(data, engine=engine)  # type: ignore[arg-type]


def test_a_page_says_the_rate(data: Path) -> None:
    page = planlang.load(PLAN).run(data).explain("bo", "2025-01").text()
    assert "paid: 7,568 JPY" in page
    assert "50.00 USD x 151.37" in page


def test_what_has_to_be_said() -> None:
    assert named("converted to  participant.currency using fx, rounded") == {"card-date-open"}
    assert named("converted to  participant.currency using fx on 2025-01-31") == {"rounding-open"}
    assert named("converted to  participant.id using fx on 2025-01-31, rounded") == {"wrong-kind"}
    assert named("converted to  ZZZ using fx on 2025-01-31, rounded") == {"unknown-currency"}
    assert named("converted to  GBP using rates on 2025-01-31, rounded") == {"unknown-name"}
    assert named("converted to  GBP using deals on 2025-01-31, rounded") == {"no-exchange-table"}
    assert named(f"{LINE}\n        at most  5,000 USD each month, excess lost") == {"wrong-step"}


def test_one_currency_for_everybody() -> None:
    assert named("converted to  GBP using fx on the last day of the month, rounded") == set()


def test_a_currency_that_there_is_not() -> None:
    text = PLAN.read_text().replace("one of USD, EUR, JPY", "one of USD, EUR, YEN, JPY")
    assert {found.rule for found in check_text(text, "p.plan").diagnostics} == {"unknown-currency"}


def test_a_plan_that_pays_in_its_own_currency_has_no_such_table(data: Path, tmp_path: Path) -> None:
    plan = tmp_path / "own.plan"
    text = PLAN.read_text().replace(LINE, "")
    plan.write_text(text[: text.index('    example "')] + "}\n")
    with pytest.raises(planlang.PlanlangError, match="own currency"):
        _ = planlang.load(plan).run(data).paid
