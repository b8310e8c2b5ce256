"""What amendments are asked, and what they say where they don't fit the rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.check import check_text

PLAN = (Path(__file__).parent / "amendments.plan").read_text(encoding="utf-8")
BASE = PLAN[: PLAN.index("\namend ")]


def rules(amendment: str, plan: str = BASE) -> dict[str, str]:
    """The errors of the plan with an amendment: rule and repairs."""
    found = check_text(f"{plan}\n{amendment}", "plan.plan").diagnostics
    return {one.rule: " | ".join(repair.example or repair.text for repair in one.repairs) for one in found}


def test_a_table_that_a_running_rule_uses_is_asked_about_too() -> None:
    table = "table Rates {\n        below 5 USD: 5%\n        from  5 USD: 6%\n    }"
    found = rules(f"amend Amended from 2025-05-01, by deal.closed {{\n    {table}\n}}\n")
    assert set(found) == {"amended-running-open"}
    assert "running totals go on" in found["amended-running-open"]
    assert rules(f"amend Amended from 2025-05-01, by deal.closed, running totals go on {{\n    {table}\n}}\n") == {}


def test_a_month_has_no_deal_whose_date_could_decide() -> None:
    plan = BASE.replace("    spiff Push for each credit of Sales {", "    spiff Push for each participant each month {")
    restated = "    spiff Push for each participant each month {\n        pay      6 USD\n    }\n"
    found = rules(f"amend Amended from 2025-05-15, by deal.closed {{\n{restated}}}\n", plan)
    assert "by the last day of the month" in found["out-of-reach"]
    assert rules(f"amend Amended from 2025-05-15, by the last day of the month {{\n{restated}}}\n", plan) == {}


@pytest.mark.parametrize(
    ("items", "rule"),
    [
        ("    remove Sales\n", "not-amendable"),
        ("    remove Nothing\n", "unknown-name"),
        (
            "    remove Push\n    spiff Push for each credit of Sales {\n        pay      6 USD\n    }\n",
            "amendments-contradict",
        ),
        ("    bonus Push for each credit of Sales {\n        pay      6 USD\n    }\n", "amended-otherwise"),
    ],
)
def test_what_does_not_go(items: str, rule: str) -> None:
    assert rule in rules(f"amend Amended from 2025-05-01, by deal.closed {{\n{items}}}\n")


def test_what_a_ledger_gathers_from_a_day_on_is_said_in_the_plan() -> None:
    """The answer, put into the plan, is right."""
    lines = (
        "to       deal.owner",
        "amount   deal.amount",
        "dated    deal.closed",
        "ordered  by deal.closed, then deal.id",
    )
    body = "".join(f"        {line}\n" for line in lines)
    more = "".join(f"    credit {name} for each deal {{\n{body}    }}\n\n" for name in ("Old", "New"))
    all_of_them = "    credit All gathers Sales, Old, ordered by credit.date, then credit.id\n\n"
    paid = "    bonus Extra for each credit of All {\n        pay      1 USD\n    }\n\n"
    first = BASE.index("    spiff Push")
    plan = BASE[:first] + more + all_of_them + paid + BASE[first:].replace("add      ", "add      Extra, ", 1)
    amend = "    credit All gathers Sales, New, ordered by credit.date, then credit.id\n"
    found = rules(f"amend Amended from 2025-05-01, by deal.closed {{\n{amend}}}\n", plan)
    answer = found["not-amendable"].split(" | ")[0]
    assert "gathers Sales, NewLater, OldBefore, ordered by credit.date, then credit.id" in answer
    assert set(rules("", plan.replace(all_of_them, answer + "\n"))) <= {"credited-twice"}


CREDITS = (Path(__file__).parent / "amended_credits.plan").read_text(encoding="utf-8")
AMENDED = CREDITS[: CREDITS.index("\namend Moved from 2025-10-01")]


def amended(before: str, after: str, text: str = AMENDED) -> set[str]:
    """The findings where the last words like these of the amended credit are others."""
    assert before in text
    head, _, tail = text.rpartition(before)
    return {one.rule for one in check_text(f"{head}{after}{tail}", "plan.plan").diagnostics}


def test_a_restated_credit_stays_one_ledger() -> None:
    assert amended("deal.owner", "deal.owner") == set()
    assert amended("by deal.closed, then deal.id", "by deal.id") == {"amended-otherwise"}
    assert amended("        quota credit  50% of deal.amount, rounded\n", "") == {"amended-otherwise"}
    assert amended("deal.owner", "every participant where participant is deal.owner") == {"amended-otherwise"}
    assert amended("for each deal", "for each credit of Sales") >= {"amended-otherwise"}
    assert amended("deal.amount - deal.cost", "3") == {"kind-mismatch"}
    assert amended("50% of deal.amount, rounded", "33% of deal.amount") == {"credit-not-rounded"}


def test_what_is_known_in_one_version_is_not_known_in_all() -> None:
    assert amended("pay      credit.amount", "pay      credit.amount - deal.cost") == {"absent-value"}


PAYOUT = (Path(__file__).parent / "amended_payout.plan").read_text(encoding="utf-8")
TWICE = PAYOUT[: PAYOUT.index("\n# From July on")]


def test_a_restated_payout_is_one_payout() -> None:
    assert amended("release  Kept", "release  Kept", TWICE) == set()
    assert amended("if negative  carried to the next month", "if negative  forgiven", TWICE) == {"amended-otherwise"}
    assert amended("add      Base", "add      Base\n        rounded  each month", TWICE) == {"amended-otherwise"}
    assert amended("each participant each month", "each participant each quarter", TWICE) >= {"amended-otherwise"}
    assert amended("by the last day of the month", "by deal.closed", TWICE) >= {"out-of-reach"}
    later = (
        "\namend Restated from 2025-07-01, by the first day of the month {\n" + TWICE[TWICE.rindex("    payout for") :]
    )
    assert {one.rule for one in check_text(TWICE + later, "p.plan").diagnostics} == {"amendments-contradict"}


SHARES = """    data shares, each row a share {
        id:     text, key
        deal:   deal
        to:     participant
        part:   percent
        signed: date
    }

    credit Sales for each share {"""


def test_shares_of_one_deal_are_of_one_version() -> None:
    said = "share.part of deal.amount, rounded, odd cents to the last"
    split = AMENDED.replace("    credit Sales for each deal {", SHARES, 1).replace(
        "credit Sales for each deal {", "credit Sales for each share {"
    )
    split = split.replace(
        "deal.seller\n        amount        deal.amount\n", f"share.to\n        amount        {said}\n"
    )
    split = split.replace("deal.owner\n", "share.to\n").replace(
        "by deal.closed, then deal.id", "by deal.closed, then share.id"
    )
    assert "amended-otherwise" not in {one.rule for one in check_text(split, "plan.plan").diagnostics}
    assert "amended-otherwise" in amended("by deal.closed {", "by share.signed {", split)


@pytest.mark.parametrize("of", ["the rule", "its other version"])
def test_a_version_without_steps_is_said_to_have_none(of: str) -> None:
    empty, some = (
        "    spiff Push for each credit of Sales {\n    }\n",
        "    spiff Push for each credit of Sales {\n        pay      5 USD\n    }\n",
    )
    plan = BASE.replace(some, empty) if of == "the rule" else BASE
    restated = some.replace("5 USD", "6 USD") if of == "the rule" else empty
    assert set(rules(f"amend Amended from 2025-05-01, by deal.closed {{\n{restated}}}\n", plan)) == {"empty-rule"}


@pytest.mark.parametrize("of", ["the rule", "its other version"])
def test_a_version_that_does_not_say_what_it_is_for_is_asked_once(of: str) -> None:
    some = "    spiff Push for each credit of Sales {\n        pay      5 USD\n    }\n"
    less = some.replace(" for each credit of Sales", "")
    plan = BASE.replace(some, less) if of == "the rule" else BASE
    restated = (some if of == "the rule" else less).replace("5 USD", "6 USD")
    found = rules(f"amend Amended from 2025-05-01, by deal.closed {{\n{restated}}}\n", plan)
    assert set(found) == {"grain-open"}
    assert "for each credit of Sales" in found["grain-open"]


DRAWN = (Path(__file__).parent / "amended_balance.plan").read_text(encoding="utf-8")


def drawn(before: str, after: str) -> set[str]:
    return amended(before, after, DRAWN)


def test_a_restated_balance_opened_before_and_closes_later() -> None:
    assert "closes   on 2025-09-30, rest due" in DRAWN
    assert drawn("rest due", "rest due") == set()
    assert drawn("opens    at 100 USD", "opens    at 200 USD") == {"amended-otherwise"}
    assert drawn("closes   on 2025-09-30", "closes   on 2025-03-31") == {"amended-otherwise"}
    assert drawn(", rest due", "") == {"balance-rest-open"}
    assert drawn("from 2025-04-10", "from 2025-07-10") == {"amended-outside"}
    assert drawn("by the last day of the month {\n    balance", "by deal.closed {\n    balance") == {"out-of-reach"}
    kept = "    balance Kept for each participant {\n        opens    at 50 USD\n        closes   on 2025-12-31, rest lost\n    }\n"
    assert drawn("    example", f"{kept}\n    example") == {"amended-outside"}
    other = "    commission Draw for each credit of Sales {\n        pay  5 USD\n    }\n"
    assert drawn("    example", f"{other}\n    example") >= {"amended-otherwise"}
