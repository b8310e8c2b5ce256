"""Of data too large for the interpreter as a whole, a refused run still names the rows at fault."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from planlang.cli import running
from planlang.cli.run import command
from planlang.cli.stop import Stop

AE = Path(__file__).parents[2] / "stdlib_plans" / "quarterly_ae"


def said(plan: Path, data: Path, most: int, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.setattr(running, "MOST_ROWS", most)
    done = CliRunner().invoke(command, [str(plan), "--data", str(data)])
    assert isinstance(done.exception, Stop), done.exception or done.output
    return str(done.exception), done.output


FAULTS = {
    "shares": "data-rejected",
    "a quota": "data-rejected",
    "shares and a quota": "data-rejected",
    "two splits alike": "order-tie",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_same_findings(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    shutil.copytree(AE / "data", data)
    splits, people = data / "splits.csv", data / "participants.csv"
    if "shares" in fault:
        splits.write_text(splits.read_text().replace("d1,Ana,60", "d1,Ana,59").replace("d2,Ana,100", "d2,Ana,99"))
    if "quota" in fault:
        people.write_text(people.read_text().replace("100000.00", "0.00"))
    if "alike" in fault:
        splits.write_text(splits.read_text().rstrip("\n") + "\nd2,Ana,0,no\n")
    expected = said(AE / "quarterly_ae.plan", data, 2_000_000, monkeypatch)
    assert FAULTS[fault] in expected[1]
    assert said(AE / "quarterly_ae.plan", data, 0, monkeypatch) == expected


FLAT = """\
plan Flat "Flat" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-03-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {
        id: text, key
    }

    data deals, each row a deal {
        id:     text, key
        closed: date
        owner:  participant
        amount: money
    }

    credit Bookings for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    commission Base for each credit of Bookings {
        pay      5% of credit.amount
        rounded  each credit
    }

    payout for each participant each quarter, by credit date {
        add      Base
    }
}
"""


def test_negative_payouts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = tmp_path / "flat.plan"
    plan.write_text(FLAT)
    (tmp_path / "participants.csv").write_text("id\nana\nbo\ncy\n")
    rows = ["d1,2025-01-10,ana,-100.00", "d2,2025-01-11,bo,100.00", "d3,2025-01-12,cy,-1.00"]
    (tmp_path / "deals.csv").write_text("\n".join(["id,closed,owner,amount", *rows]) + "\n")
    expected = said(plan, tmp_path, 2_000_000, monkeypatch)
    assert "negative-payout" in expected[1] and "the payout of ana in 2025-Q1 is -5.00 USD" in expected[1]
    assert said(plan, tmp_path, 0, monkeypatch) == expected


def test_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    shutil.copytree(AE / "data", data)
    splits, deals = data / "splits.csv", data / "deals.csv"
    more = [f"x{number}" for number in range(50)]
    deals.write_text(deals.read_text() + "".join(f"{key},2025-01-10,New,1.00\n" for key in more))
    splits.write_text(splits.read_text() + "".join(f"{key},Ana,99,yes\n" for key in more))
    what, output = said(AE / "quarterly_ae.plan", data, 0, monkeypatch)
    assert "50 rows of deals are at fault; findings are about 20 of them" in output
    assert "deal x0: the plan rejects the data unless" in output and "20 errors" in output
    assert "the data is rejected" in what
