"""Made-up data for a plan, as Hypothesis draws it."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.core.records import ColumnSpec, RecordSpec
from planlang.data.load import load_grids
from planlang.diagnostics.order import has_errors
from planlang.engines.interpreter import Evaluator, check_data
from planlang.readings.cases import Shape, layout
from planlang.readings.filling import filled
from planlang.readings.pools import number_text, speaks
from planlang.readings.world import Case, Slot, World, world_of
from planlang.run.pay import refuse_negative
from planlang.run.result import Rejected
from planlang.slotted import frozen
from planlang.syntax import tree
from planlang.testing.grids import grids_of

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

LARGEST_COINS = 20_000_000
"""Amounts that no number of the plan suggests go up to 200,000.00 and are any number of cents."""


@frozen(eq=False, repr=False)
class Worlds:
    """The data that a plan can be tried on."""

    world: World
    specs: dict[str, RecordSpec]

    def cases(self, people: int = 1) -> SearchStrategy[Case]:
        """Small data first: fewer rows, plainer values; so many ``people`` at least."""
        from hypothesis import strategies as st

        parts = bool(self.world.roles.parts)

        @st.composite
        def case(draw: st.DrawFn) -> Case:
            shape = Shape(
                draw(st.integers(people, 2)), draw(st.integers(1, 4)), draw(st.integers(1, 2)) if parts else 1
            )  # fmt: skip
            plain, slots = self._layout(shape)
            values = {slot: draw(self._cell(slot, texts)) for slot, texts in slots.items()}
            return filled(plain, values)

        return case()

    def drawn(self, draw: random.Random, shape: Shape) -> Case:
        """A case of a shape, evenly from all."""
        plain, slots = self._layout(Shape(shape.people, shape.roots, shape.parts if self.world.roles.parts else 1))
        return filled(plain, {slot: draw.choice(texts) for slot, texts in slots.items()})

    @cache  # noqa: B019 - a plan has a few shapes, and lives as long as its worlds
    def _layout(self, shape: Shape) -> tuple[Case, dict[Slot, list[str | None]]]:
        return layout(self.world, shape)

    def _cell(self, slot: Slot, texts: list[str | None]) -> SearchStrategy[str | None]:
        from hypothesis import strategies as st

        named = st.sampled_from(texts)
        column = self.column(slot)
        if column.kind != "money" or not self._happens(slot[0]):
            return named
        unit = Fraction(1, 10**column.digits)
        any_amount = st.integers(1, LARGEST_COINS).map(lambda n: number_text(n * unit, column))
        return st.one_of(any_amount.filter(lambda text: text is not None), named)

    def column(self, slot: Slot) -> ColumnSpec:
        """The column that a slot is a cell of."""
        return self.specs[slot[0]].by_name[slot[2]]

    def target_coins(self, case: Case) -> int:
        """The largest amount that a case has of a person or a setting, such as a quota; else the largest that is drawn."""
        found = [
            int(Fraction(text) * 10**column.digits)
            for word, rows in case.items()
            if not self._happens(word)
            for column in self.specs[word].columns
            if column.kind == "money"
            for text in (row.get(column.name) for row in rows)
            if text is not None
        ]
        return min(max(found, default=0), 10**14) or LARGEST_COINS

    def _happens(self, word: str) -> bool:
        roles = self.world.roles
        return any(spec.row == word for spec in (*roles.roots, *(spec for spec, _ in roles.parts)))


@frozen
class Payable:
    """A plan with made-up data: read by the loader, checked by the plan, as files are."""

    graph: g.Graph
    worlds: Worlds
    file: str

    def data(self, case: Case) -> Dataset | None:
        """A case as checked rows; ``None`` where the loader refuses it."""
        loaded = load_grids(self.worlds.world.grids(case, self.file), self.graph.calendar)
        return None if has_errors(loaded.diagnostics) else loaded.data

    def reader(self, data: Dataset) -> Evaluator | None:
        """The rows with the plan; ``None`` where the plan refuses them, or pays what is negative without saying how."""
        reader = Evaluator(self.graph, data)
        if has_errors(check_data(reader)):
            return None
        info = self.graph.payout
        if info is not None and not info.negative_answered:
            try:
                refuse_negative(reader, info, range(reader.count(info.table)))
            except Rejected:
                return None
        return reader


def worlds_of(graph: g.Graph, plan: tree.Plan, file: str) -> Worlds:
    """What can be made up for a plan: every cell may vary, about everything that the plan speaks of."""
    constants = [
        operand
        for table in graph.tables.values()
        for column in table.columns.values()
        for operand in _constants(column.op)
    ]
    varied = frozenset((spec.name, column.name) for spec in graph.records for column in spec.columns)
    world = world_of(graph, speaks(graph, constants), varied, _examples(graph, plan, file), False)
    return Worlds(world, {spec.row: spec for spec in graph.records})


def _constants(op: g.Op) -> list[g.Const]:
    from planlang.core.reads import operands

    return [one for one in operands(op) if isinstance(one, g.Const)]


def _examples(graph: g.Graph, plan: tree.Plan, file: str) -> tuple[Case, ...]:
    """The data of the plan's own examples."""
    found: list[Case] = []
    for one in plan.items:
        if isinstance(one, tree.Example):
            made, wrong = grids_of(one.givens, graph.records, file)
            if not wrong:
                found.append({grid.spec.row: [dict(row) for row in grid.rows] for grid in made})
    return tuple(found)
