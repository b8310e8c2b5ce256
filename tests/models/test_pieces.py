"""Each piece is in a plan on its page, and reads a small export of its shape."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from planlang.compile import compile_text
from planlang.data.load import load
from planlang.engines.interpreter import Evaluator
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


def test_every_piece_is_used() -> None:
    used = set(re.findall(r'^use "stdlib/(\w+)"', PAGE, re.MULTILINE))
    used |= {"salesforce_opportunity"}  # by salesforce_split
    used |= {"holidays"}  # by the model plan services
    assert used == {piece.stem for piece in PIECES.glob("*.plan")}
    assert BLOCKS.keys() == PAID.keys()
