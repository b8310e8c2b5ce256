"""Targets, balances, clawbacks, shares and ledgers that are definite and hardly meant; and near-misses, which are silent."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from tests.questions.test_suspicious import PLAN

MEASURES = """    measure Sold for each participant each quarter = total amount of the participant's Sales in the quarter

    measure Reached for each participant each quarter = Sold / participant.quota

    measure Margin for each participant each quarter = Sold / participant.variable
"""
BASE = "commission Base for each credit of Sales {\npay 5% of credit.amount\nrounded each credit\n}"


def _found(*items: str, payout: str = "") -> list[str]:
    names = ", ".join(item.split()[1] for item in items if item.split()[0] in ("commission", "bonus", "clawback"))
    text = PLAN.format(rules="\n\n".join((MEASURES, *items)), names=f"{names}\n{payout}")
    text = text.replace("shipped: date", "shipped: date\nreturned: date, optional")
    text = text.replace("variable: money per quarter", "variable: money per quarter, above 0 USD")
    text = text.replace("key\n        variable", "key\npledge: money\nfrom: date\nto: date, optional\n        variable")
    text = text.replace("each row a participant {", "each row a participant, valid from from through to {")
    return [one.rule for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


def _bonus(name: str, steps: str) -> str:
    return f"bonus {name} for each participant each quarter {{\n{steps}\nrounded each quarter\n}}"


def _curve(at_full: str, *, pay: str = "participant.target", by: str = "Reached") -> str:
    rows = f"below 50%: 0%\nat 50%: 50%\n{at_full}\nat 150%: 150%\nabove 150%: 150%"
    return _bonus("Bonus", f"pay {pay}\ntimes curve by {by}, straight lines between points {{\n{rows}\n}}")


def _steps(rows: str) -> str:
    rows = rows.replace("; ", "\n")
    return _bonus("Bonus", f"pay participant.target\ntimes tiers by Reached, all at the tier reached {{\n{rows}\n}}")


@pytest.mark.parametrize(
    ("rule", "missed"),
    [
        (_curve("at 100%: 90%"), True),
        (_curve("at 100%: 90%", pay="60% of participant.target"), True),
        (_curve("at 120%: 120%"), False),
        (_curve("at 120%: 100%"), True),
        (_curve("at 100%: 100%"), False),
        (_curve("at 100%: 90%", pay="participant.variable"), True),
        (_curve("at 100%: 70%", pay="participant.variable"), False),
        (_curve("at 100%: 90%", by="Margin"), True),
        (_curve("at 100%: 90%", by="(participant.quota / participant.variable)"), False),
        (_steps("below 80%: 0%; from 80% through 100%: 95%; above 100%: 130%"), True),
        (_steps("below 80%: 0%; from 80% below 100%: 95%; from 100%: 100%"), False),
        (_steps("below 80%: 0%; from 80% below 100%: 80%; from 100%: 110%").replace("target", "variable"), False),
        (_steps("below 80%: 0%; from 80% through 100%: 95%; above 100%: 130%").replace("target", "variable"), True),
        (_steps("below 80%: 0%; from 80% through 100%: 100%; above 100%: 130%"), False),
        (_steps("below 100%: 0%; from 100% below 120%: 5%; from 120%: 10%"), False),
        (_steps("below 100%: 0%; from 100% below 120%: 10%; from 120%: 150%"), True),
    ],
)
def test_what_a_table_gives_at_exactly_full_quota(rule: str, missed: bool) -> None:
    assert _found(rule) == (["target-missed"] if missed else [])


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("pay 60% of participant.target", "pay 30% of participant.target", True),
        ("pay 60% of participant.variable", "pay 60% of participant.variable", True),
        ("pay 60% of participant.target", "pay 40% of participant.target", False),
        ("pay 60% of participant.pledge", "pay 45% of participant.pledge", True),
        ("pay 5% of participant.pledge", "pay 10% of participant.pledge", False),
        ("pay participant.target", "pay 30% of participant.target", False),
        ("pay 60% of participant.target", "when Reached is at least 120%\npay 20% of participant.target", False),
    ],
)
def test_parts_of_a_target(first: str, second: str, found: bool) -> None:
    rules = (_bonus("One", f"{first}\ntimes Reached"), _bonus("Two", second))
    assert _found(*rules) == (["parts-of-target"] if found else [])


KEPT, OWED = "at most 9 USD each quarter, excess kept in B", "at least 9 USD each quarter, shortfall owed in B"


@pytest.mark.parametrize(
    ("rest", "payout", "found"),
    [
        ("lost", KEPT, True),
        ("paid", KEPT, False),
        ("lost", f"release B\n{KEPT}", False),
        ("lost", "only if Reached is at least 50%, otherwise held in B", True),
        ("lost", "only if Reached is at least 50%, otherwise held in B\nrelease B when Reached is at least 50%", False),
        ("forgiven", OWED, True),
        ("due", OWED, False),
        ("forgiven", f"repay B\n{OWED}", False),
    ],
)
def test_what_goes_into_a_balance_and_never_comes_out(rest: str, payout: str, found: bool) -> None:
    balance = f"balance B for each participant {{\nopens at 0 USD\ncloses on 2025-12-31, rest {rest}\n}}"
    assert _found(BASE, balance, payout=payout) == (["never-settled"] if found else [])


FULL = "at most 0 USD each quarter, excess kept in B"


@pytest.mark.parametrize(
    ("payout", "found"),
    [
        ("release B\nonly if Reached + (B / 1 USD) is at least 50%, otherwise held in B", True),
        ("release B\nat most 9 USD + B each quarter, excess kept in B", True),
        ("release B\nat most 9 USD each quarter, excess kept in B\nplus B", False),
        ("release B, at most 9 USD\nat most 9 USD + B each quarter, excess kept in B", False),
        ("release B when Reached is at least 50%\nat most 9 USD + B each quarter, excess kept in B", False),
        (f"{FULL}\nrelease B when B is at least 50 USD", False),
    ],
)
def test_a_balance_that_is_read_below_what_empties_it(payout: str, found: bool) -> None:
    balance = "balance B for each participant {\nopens at 0 USD\ncloses on 2025-12-31, rest paid\n}"
    assert _found(BASE, balance, payout=f"{payout}\nif negative collected") == (["balance-emptied"] if found else [])


@pytest.mark.parametrize(("dated", "found"), [("", True), ("dated deal.returned", False), ("dated credit.date", False)])
def test_the_day_of_a_clawback(dated: str, found: bool) -> None:
    steps = f"when deal.returned is known\ntake back Base\n{dated}"
    clawback = f"clawback Back for each credit of Sales {{\n{steps}\n}}"
    assert _found(BASE, clawback, payout="if negative collected") == (["clawback-backdated"] if found else [])


SPLITS = """data splits, each row a split {{
        id:    text, key
        deal:  deal
        to:    participant
        share: {kind}
        {check}
    }}

    credit Shared for each split {{
        to       split.to
        amount   split.share of deal.amount, rounded, odd cents to the largest
        dated    deal.closed
        ordered  by deal.closed, then split.id
    }}

    commission Base for each credit of Shared {{
        pay      5% of credit.amount
        rounded  each credit
    }}"""


@pytest.mark.parametrize(
    ("kind", "check", "found"),
    [
        ("percent", "", True),
        ("fraction", "reject unless split.share is above 0", True),
        ("percent", "reject unless for each deal: total share of splits in the deal is 100%", False),
        ("percent", "reject unless for each deal: total share of splits in the deal is at most 150%", False),
    ],
)
def test_what_the_shares_of_a_deal_come_to(kind: str, check: str, found: bool) -> None:
    splits, rule = SPLITS.format(kind=kind, check=check).split("    commission")
    assert _found(splits, f"commission{rule}") == (["shares-unchecked"] if found else [])
    open_cents = splits.replace(", odd cents to the largest", "")
    both = ["odd-cents-open", "shares-unchecked"] if found else ["odd-cents-open"]
    assert sorted(_found(open_cents, f"commission{rule}")) == both


CREDIT = "credit {name} for each deal {{\n{when}\nto {to}\namount {amount}\ndated {dated}\nordered by {dated}, then deal.id\n}}"


def _credit(
    name: str, when: str = "", to: str = "deal.owner", amount: str = "deal.amount", dated: str = "deal.closed"
) -> str:
    return CREDIT.format(name=name, when=when, to=to, amount=amount, dated=dated)


LEDGER = "credit All gathers One, Two, ordered by credit.date, then credit.id"
OF_ALL = "commission Rule for each credit of All {\npay 5% of credit.amount\nrounded each credit\n}"


@pytest.mark.parametrize(
    ("one", "two", "found"),
    [
        (_credit("One"), _credit("Two", "when deal.product is New"), True),
        (_credit("One", "when deal.product is not New"), _credit("Two", "when deal.product is New"), False),
        (_credit("One"), _credit("Two", amount="-deal.amount", dated="deal.shipped"), False),
        (_credit("One", "when deal.amount is at most 5 USD"), _credit("Two", "when deal.amount is at least 5 USD"), True),
        (_credit("One", "when deal.amount is below 5 USD"), _credit("Two", "when deal.amount is at least 5 USD"), False),
    ],
)  # fmt: skip
def test_a_ledger_that_has_rows_twice(one: str, two: str, found: bool) -> None:
    payout = "if negative collected" if "-deal" in two else ""
    assert _found(one, two, LEDGER, OF_ALL, payout=payout) == (["credited-twice"] if found else [])


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ("Upsell, Renewal", True),
        ("Renewal", False),
    ],
)
def test_rules_for_two_credits_that_share_rows(second: str, found: bool) -> None:
    members = f"one of {second}" if "," in second else second
    credits = (
        _credit("One", "when deal.product is one of New, Upsell"),
        _credit("Two", f"when deal.product is {members}"),
    )
    rules = [OF_ALL.replace("All", name).replace("Rule", f"For{name}") for name in ("One", "Two")]
    assert _found(*credits, *rules) == (["both-pay"] if found else [])


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ("when deal.product is New\npay 5% of credit.amount\ntimes 1.2x when deal.product is Upsell", "never-applies"),
        ("when deal.product is not New\npay 5% of credit.amount\ntimes 1.2x when deal.product is Upsell", None),
        ("pay 5% of credit.amount\ntimes 15 when deal.product is New", "unit-slip"),
        ("pay 5% of credit.amount\ntimes 1.5% when deal.product is New", "unit-slip"),
        ("pay 5% of credit.amount\ntimes 110% when deal.product is New", None),
        ("pay 5% of credit.amount\ntimes 50% when deal.product is New", None),
        ("pay 5% of credit.amount\ntimes 3x when deal.product is New", None),
    ],
)
def test_steps_under_a_condition(steps: str, found: str | None) -> None:
    rule = f"commission Base for each credit of Sales {{\n{steps}\nrounded each credit\n}}"
    assert _found(rule) == ([found] if found else [])


@pytest.mark.parametrize(
    ("gate", "rows", "found"),
    [
        ("only if Reached is at least 100%, otherwise 0 USD", "below 100%: 3%; from 100%: 5%", True),
        ("only if Reached is at least 100%, otherwise 0 USD", "below 100%: 0%; from 100%: 5%", False),
        ("only if Reached is at least 100%, otherwise 0 USD", "through 100%: 3%; above 100%: 5%", False),
        ("only if Reached is above 100%, otherwise 0 USD", "through 100%: 3%; above 100%: 5%", True),
    ],
)
def test_rows_that_a_gate_keeps_everybody_from(gate: str, rows: str, found: bool) -> None:
    table = "times tiers by Reached, all at the tier reached {\n" + rows.replace("; ", "\n") + "\n}"
    rule = _bonus("Bonus", f"pay Sold\n{gate}\n{table}")
    assert _found(rule) == (["band-unreachable"] if found else [])


def test_a_balance_that_a_rule_fills_between_is_not_empty() -> None:
    balance = "balance B for each participant {\nopens at 0 USD\ncloses on 2025-12-31, rest paid\n}"
    payout = "release B\nadd Extra\nonly if Reached + (B / 1 USD) is at least 50%, otherwise held in B\nif negative collected"
    for most, found in (
        ("at most 5 USD each quarter, excess kept in B", []),
        ("at most 5 USD each quarter, excess lost", ["balance-emptied"]),
    ):
        rules = (BASE, balance, f"spiff Extra for each participant each quarter {{\npay 9 USD\n{most}\n}}")
        assert [one for one in _found(*rules, payout=payout) if one == "balance-emptied"] == found
