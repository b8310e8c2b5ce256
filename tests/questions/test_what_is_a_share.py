"""A percentage of a row is a share where it divides a deal or is somebody's, whatever its column is called."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from tests.questions.test_suspicious import PLAN

LINES = """    data lines, each row a line{each} {{
        {key}deal:     deal
        by:       participant
        {name}:   percent
        price:    money
        {check}
    }}

    credit Priced for each line {{
        to       {to}
        amount   {amount}, rounded
        dated    deal.closed
        ordered  by deal.closed, then deal.id, then line.{last}
    }}

    commission Rule for each credit of Priced {{
        pay      5% of credit.amount
        rounded  each credit
    }}"""
SHARES = ["odd-cents-open", "shares-unchecked"]


def _credited(name: str, amount: str, to: str = "deal.owner", check: str = "", each: str = "") -> list[str]:
    key, last = ("", "by") if each else ("id:       text, key\n        ", "id")
    made = LINES.format(
        each=each, key=key, name=name, check=check.format(name), to=to, amount=amount.format(name), last=last
    )
    found = check_text(PLAN.format(rules=made, names="Rule"), "page.plan").diagnostics
    return sorted(one.rule for one in found if one.rule != "unused")


@pytest.mark.parametrize("name", ["share", "split", "weight", "pct", "credited", "margin"])
@pytest.mark.parametrize(
    ("amount", "more", "found"),
    [
        ("line.{} of deal.amount", {}, SHARES),
        ("deal.amount * line.{}", {}, SHARES),
        ("80% of (line.{} of deal.amount)", {}, SHARES),
        ("line.{} of (deal.amount - line.price)", {}, SHARES),
        ("line.{} of deal.amount", {"each": ", one for each deal and each by", "to": "line.by"}, SHARES),
        ("line.{} of deal.amount", {"each": ", one for each deal"}, []),
        ("line.{} of line.price", {}, []),
        ("line.{} of (line.price - 10 USD)", {}, []),
        ("line.{} of line.price", {"to": "line.by"}, SHARES),
        ("line.price * line.{}", {"to": "line.by"}, []),
        ("line.{} of line.price", {"check": "reject unless for each deal: total {} of lines in the deal is 100%"}, SHARES[:1]),
        ("deal.amount if line.{} is above 50%, otherwise 0 USD", {}, []),
    ],
)  # fmt: skip
def test_what_is_a_share_is_what_divides_a_deal_whatever_it_is_called(
    name: str, amount: str, more: dict[str, str], found: list[str]
) -> None:
    assert _credited(name, amount, **more) == found


def test_a_rows_own_amount_and_person_may_be_said_to_be_no_share() -> None:
    made = LINES.format(
        each="", key="id:       text, key\n        ", name="pct", check="", to="line.by", amount="line.pct of line.price", last="id"
    )  # fmt: skip
    text = PLAN.format(rules=made, names="Rule")
    (asked,) = (one for one in check_text(text, "page.plan").diagnostics if one.rule == "shares-unchecked")
    (none,) = (one for one in asked.repairs if one.example == "line.price * line.pct")
    settled = check_text(edited(text, none.edits), "page.plan").diagnostics
    assert [one.rule for one in settled if one.rule != "unused"] == []
