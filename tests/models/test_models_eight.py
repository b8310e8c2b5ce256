"""One table, eight answers: all eight come out, in one run."""

from __future__ import annotations

from pathlib import Path

from tests.models.support import PLANS, cells, planlang

HERE = PLANS / "eight_answers"
ANSWERS = {"One": 164, "Two": 181, "Three": 234, "Four": 239, "Five": 271, "Six": 285, "Seven": 356, "Eight": 485}


def test_the_expected_file_has_the_eight_answers() -> None:
    expected = {("ana", "2025-Q1", name): amount for name, amount in ANSWERS.items()}
    assert cells(HERE / "expected" / "payouts.csv") == expected


def test_the_six_deals_pay_the_eight_answers(tmp_path: Path) -> None:
    done = planlang("run", HERE / "eight_answers.plan", "--data", HERE / "data", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert cells(tmp_path / "out" / "payouts.csv") == cells(HERE / "expected" / "payouts.csv")


def test_check_and_test() -> None:
    for command in (("check", HERE / "eight_answers.plan"), ("test", HERE)):
        done = planlang(*command)
        assert done.returncode == 0, done.stderr + done.stdout
