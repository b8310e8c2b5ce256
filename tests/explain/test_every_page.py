"""Each example of each plan in the repository has a page for everybody, in both lengths, whose arithmetic comes to what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.engines.interpreter import Evaluator, Refusal
from planlang.explain.model import Explanation
from planlang.explain.steps import explain
from planlang.explain.text import render_text
from planlang.run.result import Rejected
from planlang.testing.examples import example_data, examples_of
from tests.explain.test_working import arithmetic, typed

ROOT = Path(__file__).parents[2]
FOLDERS = {"cases": 300, "published": 300, "lowering": 300}
"""The plans of the tests, and how many pages there are at least."""
MOST = 6
"""So many payouts of an example are explained."""


def explanations(path: Path) -> Iterator[Explanation]:
    """Of the payouts of a plan's examples."""
    text = path.read_text("utf-8")
    compiled = compile_text(text, path.name)
    graph = compiled.graph
    if graph is None or graph.payout is None:
        return
    payout = graph.payout
    for example in examples_of(compiled.plan_tree):  # type: ignore[arg-type]
        try:
            data = example_data(example, graph, path.name).data
        except Rejected:
            continue  # an example of what the plan refuses
        assert data is not None
        reader = Evaluator(graph, data)
        for row in range(min(reader.count(payout.table), MOST)):
            who = str(reader.value(payout.table, payout.participant, row))
            when = None if payout.unit is None else reader.value(payout.table, payout.period, row)
            try:
                found = explain(reader, who, None if when is None else int(when), plan_text={path.name: text})
            except Refusal:
                continue
            if found is not None:
                yield found


RIGHT = re.compile(r"(.*?) {2,}(-?[\d,]+(?:\.\d+)?)(?: [A-Z]{3})?")
"""A line with an amount at its right end, which belongs to a column that is added up."""
WIDE, ALONE = 100, 40
"""How wide a page is, and how far right an amount begins that stands alone, below what it is of."""
CREDITS = re.compile(r"\d[\d,]* credits?")


def columns(page: str) -> Iterator[tuple[str, list[Fraction], Fraction]]:
    """The columns of a page: what they are of, their amounts, and what stands below them.

    Those with endless fractions, which are cut, are left out. Of a rule that is paid in parts only the payments are added up, not what was earned.
    """
    chapter, title, deepest = "", "", 0
    parts: list[Fraction] = []
    for line in page.splitlines():
        depth = len(line) - len(line.lstrip())
        if depth == 0:
            chapter, title, parts, deepest = line.partition("  ")[0], line.partition("  ")[0], [], WIDE
        elif depth == 2 and chapter == "How it was paid":
            title, parts, deepest = line.strip(), [], WIDE
        elif "  earned " in line:
            deepest = 4
        found = RIGHT.fullmatch(line.rstrip())
        if (
            found is None
            or (deepest if found[1].strip() else 0) < depth < ALONE
            or not chapter.startswith(("What counted", "How it was paid", "Total"))
        ):
            title = "" if line.endswith("…") else title
            continue
        name, amount = found[1].strip(), Fraction(found[2].replace(",", ""))
        if title and (name.endswith(" in all") or CREDITS.fullmatch(name) or name == "paid"):
            yield title, parts, amount
        else:
            parts.append(amount)


def test_a_column_that_does_not_add_up_is_found() -> None:
    page = (
        "How it was paid\n  Base    p.plan:3\n    d1  2 x 3.00   6.00\n    d2  4.00   4.00\n    Base in all   11.00\n"
    )
    assert list(columns(page)) == [("Base    p.plan:3", [6, 4], 11)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_example_has_a_page(folder: str) -> None:
    pages = 0
    for path in sorted((ROOT / "tests" / folder).glob("*.plan")):
        for found in explanations(path):
            for full in (False, True):
                page = render_text(found, full=full)
                assert max(map(len, page.splitlines())) <= 100, path.name
                for title, parts, total in columns(page):
                    assert sum(parts) == total, (path.name, title, parts, total)
            for text, value in arithmetic(found):
                assert typed(text) == value, (path.name, text)
            pages += 1
    assert pages >= FOLDERS[folder]
