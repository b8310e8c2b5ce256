"""Each piece is in a plan on its page, and reads a small export of its shape."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from planlang.compile import compile_text
from planlang.data.load import load
from planlang.engines.interpreter import Evaluator
from planlang.testing.examples import examples_of, run_example
from tests.models.support import PLANS

PIECES = PLANS / "pieces"
PAGE = (PIECES / "README.md").read_text(encoding="utf-8")
PLAN = re.compile(r"^```plan\n(.*?^plan (\w+) .*?)^```", re.DOTALL | re.MULTILINE)
BLOCKS = {name: text for text, name in PLAN.findall(PAGE)}
PAID = {
    "Salesforce": ("salesforce", {"0055e00000USER1AAX": "1800.00", "0055e00000USER2AAX": "1225.02",
                                  "0055e00000USER3AAX": "605.00"}),
    "HubSpot": ("hubspot", {"70000001": "3840.00", "70000002": "500.02"}),
    "Invoiced": ("netsuite", {"301": "1200.00", "302": "390.02", "303": "0.00"}),
    "PlainDeals": ("crm", {"ana": "2880.00", "bo": "0.00"}),
}  # fmt: skip
CALENDAR = """use "stdlib/{piece}"
use "stdlib/roster"

plan Fiscal "5% of every deal" {{
    currency     USD
    covers       credits dated from 2023-10-01 through 2026-09-30
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data sales, each row a sale {{
        id:     text, key
        seller: participant
        sold:   date
        amount: money, from 0 USD
    }}

    credit Sales for each sale {{
        to       sale.seller
        amount   sale.amount
        dated    sale.sold
        ordered  by sale.sold, then sale.id
    }}

    commission Base for each credit of Sales {{
        pay      5% of credit.amount
        rounded  each credit
    }}

    payout for each participant each month, by credit date {{
        add      Base
    }}

    example "a day of it" {{
        given participant | name  | hired
            ana           | "Ana" | 2023-10-01
        given sale | seller | sold  | amount
            s1     | ana    | {day} | 100 USD
        expect payout for ana in {period} is 5 USD
    }}
}}
"""


@pytest.mark.parametrize("name", BLOCKS)
def test_the_export_is_read_and_paid(name: str) -> None:
    found = compile_text(BLOCKS[name], "page.plan")
    assert found.graph is not None and found.diagnostics == (), found.diagnostics
    folder, wanted = PAID[name]
    loaded = load(found.graph.records, [PIECES / "exports" / folder], found.graph.calendar)
    assert loaded.data is not None, loaded.diagnostics
    evaluator = Evaluator(found.graph, loaded.data)
    table = "participant x quarter"
    paid = {evaluator.row_id(table, n): evaluator.column(table, "payout").at(n) for n in range(evaluator.count(table))}
    assert paid == {f"{person} / 2026-Q1": Decimal(amount) for person, amount in wanted.items()}


CALENDARS = {
    "calendar_february": ("2026-01-31", "2026"),
    "calendar_july": ("2025-07-01", "2026-Q1"),
    "calendar_october": ("2025-10-01", "2026-Q1"),
    "calendar_445": ("2025-12-28", "2026-P01"),
    "calendar_retail": ("2024-02-03", "2023-P12"),
}
"""For each calendar a day, and a period that it lies in."""


@pytest.mark.parametrize("piece", CALENDARS)
def test_a_calendar_comes_from_its_piece(piece: str) -> None:
    day, period = CALENDARS[piece]
    found = compile_text(CALENDAR.format(piece=piece, day=day, period=period), "fiscal.plan")
    assert [one.rule for one in found.diagnostics] == ["from-defaults"]
    assert found.graph is not None and found.plan_tree is not None
    (example,) = examples_of(found.plan_tree)
    outcome = run_example(example, found.graph, "fiscal.plan", found.source)
    assert outcome.passed, (outcome.differences, outcome.findings)
    assert set(CALENDARS) == {path.stem for path in PIECES.glob("calendar_*.plan")}


def test_every_piece_is_used() -> None:
    used = set(re.findall(r'^use "stdlib/(\w+)"', PAGE, re.MULTILINE))
    used |= {"salesforce_opportunity"}  # by salesforce_split
    used |= {"holidays"}  # by the model plan services
    used |= set(re.findall(r'^\| `use "stdlib/(calendar_\w+)"` \|', PAGE, re.MULTILINE))
    assert used == {piece.stem for piece in PIECES.glob("*.plan")}
    assert BLOCKS.keys() == PAID.keys()
