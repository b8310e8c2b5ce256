"""What a cap in proportion cuts is kept as it is rounded just below: what is paid and what is kept are what was earned."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import planlang
from planlang.check import check_text

PLAN = Path(__file__).parent / "kept_in_proportion.plan"
TEXT = PLAN.read_text()
HEAD = TEXT[: TEXT.index('    example "')] + "}\n"
ROUNDED = "        rounded  each credit, remainder to the largest\n"


def rules(text: str) -> set[str]:
    return {one.rule for one in check_text(text, "p.plan").diagnostics}


def test_it_is_rounded_just_below() -> None:
    assert ROUNDED in HEAD
    assert rules(HEAD) == set()
    assert "rounding-open" in rules(HEAD.replace(ROUNDED, ""))
    assert "rounding-open" in rules(HEAD.replace(ROUNDED, "        times    50%\n" + ROUNDED))


def test_paid_and_kept_are_what_was_earned(tmp_path: Path) -> None:
    amounts = [1, 1, 1, 333, 77777, -20, 5, 123.45]
    (tmp_path / "participants.csv").write_text("id\n" + "".join(f"p{n}\n" for n in range(3)))
    rows = "".join(f"d{n},p{n % 3},2025-01-10,{amount}\n" for n, amount in enumerate(amounts))
    (tmp_path / "deals.csv").write_text(f"id,owner,closed,amount\n{rows}")
    for step in ("remainder to the largest", "cut to 0.01 USD", "raised to 0.01 USD"):
        plan = tmp_path / "p.plan"
        text = HEAD.replace("remainder to the largest", step).replace(
            "add      Push", "add      Push\n        if negative  collected"
        )
        plan.write_text(text)
        result = planlang.load(plan).run(tmp_path, engine="interpreter", period="2025-Q1")
        paid = sum(Fraction(row["amount"]) for row in result.payouts.rows() if row["component"] == "Push")
        left = sum(Fraction(row["left"]) for row in result.balances.rows())
        short = -sum(Fraction(row["amount"]) for row in result.payouts.rows() if "what came back" in row["component"])
        earned = sum(round(Fraction(str(amount)) / 10, 2) for amount in amounts)
        assert paid + left - short == earned
        assert abs(paid - 100) < Fraction(5, 100)
    assert planlang.load(PLAN).name == "KeptPot"


def test_where_the_cap_cuts_nothing_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "participants.csv").write_text("id\nana\n")
    (tmp_path / "deals.csv").write_text("id,owner,closed,amount\nd1,ana,2025-01-10,555\n")
    (tmp_path / "p.plan").write_text(HEAD.replace("remainder to the largest", "nearest 1 USD, halves to even"))
    result = planlang.load(tmp_path / "p.plan").run(tmp_path, engine="interpreter", period="2025-Q1")
    assert [str(row["amount"]) for row in result.payouts.rows()] == ["56.00"]
    assert list(result.balances.rows()) == []
