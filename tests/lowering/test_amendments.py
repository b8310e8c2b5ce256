"""What amendments are asked, and what they say where they don't fit the rule."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import planlang
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


LEDGER = (Path(__file__).parent / "amended_ledger.plan").read_text(encoding="utf-8")
PARTS = """    credit {name} for each credit of {of} {{
        when          {when}
        to            credit.participant
        amount        credit.amount
        quota credit  credit.quota_credit
        dated         credit.date
        ordered       by credit.date, then credit.id
    }}

"""


def test_a_restated_ledger_pays_what_a_plan_pays_that_says_it_by_conditions() -> None:
    gathers = "    credit Sales gathers Booked, Returned, ordered by"
    assert gathers in LEDGER
    said = PARTS.format(name="Later", of="Upgraded", when="credit.date is at least 2025-07-01")
    said += PARTS.format(name="Sooner", of="Returned", when="credit.date is before 2025-10-01")
    by_conditions = LEDGER[: LEDGER.index("\namend")].replace(
        gathers, said + "    credit Sales gathers Booked, Later, Sooner, ordered by"
    )
    chance = random.Random(5)
    days = [f"2025-{month:02d}-{day:02d}" for month in range(4, 13) for day in (1, 15, 30)]
    deals = [
        {"id": f"d{n}", "owner": chance.choice(("ana", "bo")), "closed": chance.choice(days),
         "upgrade": chance.choice(("yes", "no")), "amount": chance.randrange(9_000)}
        for n in range(40)
    ]  # fmt: skip
    returns = [
        {"id": f"r{n}", "deal": f"d{n}", "day": chance.choice(days), "amount": chance.randrange(500)} for n in range(20)
    ]
    data = {"participants": [{"id": "ana"}, {"id": "bo"}], "deals": deals, "returns": returns}
    found = [
        [(row["participant"], row["period"], row["amount"]) for row in planlang.load(text).run(**data, engine=engine).payouts.rows()]
        for text in (by_conditions, LEDGER)
        for engine in ("interpreter", "duckdb")
    ]  # fmt: skip
    assert len(found[0]) > 10
    assert all(one == found[0] for one in found)


def test_a_restated_ledger_keeps_its_order_and_is_told_by_a_day_of_its_credits() -> None:
    def found(old: str, new: str) -> set[str]:
        assert old in LEDGER
        return {one.rule for one in check_text(LEDGER.replace(old, new), "plan.plan").diagnostics}

    again = "Returned, Upgraded, ordered by credit.date, then credit.id"
    assert found(again, again) == set()
    assert found(again, "Returned, Upgraded, ordered by credit.id") == {"amended-otherwise"}
    assert found("from 2025-07-01, by credit.date", "from 2025-07-01, by deal.closed") == {"amendments-contradict"}
    assert found("Booked, Upgraded, ordered", "Booked, Nothing, ordered") >= {"unknown-name"}


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
    head, _, tail = split.rpartition("by deal.closed {")
    found = check_text(f"{head}by share.signed {{{tail}", "plan.plan").diagnostics
    (one,) = (one for one in found if one.rule == "amended-otherwise")
    assert [repair.example for repair in one.repairs] == ["deal.closed"]


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
