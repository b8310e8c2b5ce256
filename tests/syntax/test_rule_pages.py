"""The pages of the syntax rules: each bad plan gives exactly its finding, each good one none."""

from __future__ import annotations

import pytest

from planlang.diagnostics import catalogue
from planlang.syntax.parse import parse

SYNTAX_RULES = [h.name for h in catalogue.heads() if "P001" <= h.code <= "P049"]


@pytest.mark.parametrize("name", SYNTAX_RULES)
def test_bad_and_good(name: str) -> None:
    page = catalogue.rule(name)
    for text in page.plans("Bad"):
        assert [d.rule for d in parse(text, "bad.plan").diagnostics] == [name]
    for text in page.plans("Good"):
        assert parse(text, "good.plan").diagnostics == ()


def test_there_are_pages() -> None:
    assert len(SYNTAX_RULES) >= 18
