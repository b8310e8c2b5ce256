"""What a proof rests on, tried on made-up data: columns of one meaning have the same values, and what is known of a meaning is so."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import planlang
from planlang.compile import compile_text
from planlang.core.calendar import PERIODS
from planlang.core.graph import Graph
from planlang.core.values import Scalar
from planlang.engines.interpreter import Evaluator, Refusal
from planlang.promises.worlds import Payable, worlds_of
from planlang.readings.canonical import Meanings, meanings_of
from planlang.readings.cases import Shape
from planlang.semantics.library import Library

ROOT = Path(planlang.__file__).parents[1]
PLANS = [
    *(ROOT / "stdlib_plans" / name / f"{name}.plan" for name in ("quarterly_ae", "eight_answers", "sdr", "spring_contest")),
    *(ROOT / "tests" / "cases" / f"{name}.plan" for name in ("oracle-tier-boundary-exact", "gtm-linear-se", "core8-partial-clawback")),
]  # fmt: skip
EACH = 6


def compiled(path: Path) -> tuple[Graph, Payable]:
    """A plan's graph, and data to try it on."""
    made = compile_text(path.read_text(encoding="utf-8"), path.name, Library(path.parent))
    assert made.graph is not None and made.plan_tree is not None
    return made.graph, Payable(made.graph, worlds_of(made.graph, made.plan_tree, path.name), path.name)


def values(reader: Evaluator, table: str, column: str) -> tuple[Scalar, ...] | None:
    """A column's values; ``None`` where the run would stop.

    Raises ``RuntimeError`` for a column that a plan reads only in rows in which something is known.
    """
    try:
        found = reader.column(table, column)
    except Refusal:
        return None
    return tuple(found.at(row) for row in range(len(found.items)))


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_what_a_meaning_says_holds(path: Path) -> None:
    graph, payable = compiled(path)
    meanings = meanings_of([graph])
    draw = random.Random(11)
    tried = 0
    for number in range(EACH):
        data = payable.data(payable.worlds.drawn(draw, Shape(1 + number % 2, 1 + number, 2)))
        if data is not None:
            tried += 1
            holds(graph, meanings, Evaluator(graph, data))
    assert tried


def holds(graph: Graph, meanings: Meanings, reader: Evaluator) -> None:
    """Every column has the values that its meaning promises."""
    seen: dict[tuple[int, int], tuple[Scalar, ...] | None] = {}
    for table in graph.tables.values():
        rows = meanings.rows(graph, table.name)
        for name in table.columns:
            number = meanings.of(graph, table.name, name)
            try:
                made = values(reader, table.name, name)
            except RuntimeError:
                continue
            assert seen.setdefault((rows, number), made) == made, (table.name, name)
            known = meanings.terms.known[number]
            assert made is not None or not known.safe, f"{table.name}.{name} was to be safe"
            kind = table.columns[name].unit.kind
            for value in made or ():
                if kind in PERIODS and isinstance(value, int):
                    value = graph.calendar.first_day(kind, value)  # type: ignore[arg-type]
                if known.form[0] == "Fixed":
                    assert value == known.form[1].value, (table.name, name)
                if known.range.parts and not isinstance(value, (str, type(None))):
                    assert any(low <= (0, value, 0) < high for low, high in known.range.parts), (
                        table.name,
                        name,
                        value,
                    )


def test_the_plans_have_columns_that_are_simpler_than_they_look() -> None:
    forms = set()
    for path in PLANS[:3]:
        graph, _ = compiled(path)
        meanings = meanings_of([graph])
        for table in graph.tables.values():
            forms |= {meanings.terms.known[meanings.of(graph, table.name, name)].form[0] for name in table.columns}
    assert {"Fixed", "Sum", "Product", "Steps", "Cell", "Total"} <= forms
