"""Made-up data for a plan, as Hypothesis draws it."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from planlang.core import graph as g
from planlang.core.calendar import Unit
from planlang.core.dataset import Dataset
from planlang.core.records import ColumnSpec, RecordSpec
from planlang.data.load import load_grids
from planlang.diagnostics.order import has_errors
from planlang.engines.interpreter import Evaluator, check_data
from planlang.readings.cases import NAMES, Shape, layout
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
MOST_DAYS = 12
MOST_SPOKEN = 4


@frozen(eq=False, repr=False)
class Worlds:
    """The data that a plan can be tried on."""

    world: World
    specs: dict[str, RecordSpec]
    edges: tuple[int, ...] = ()
    """The amounts, in coins, at which bands of the plan begin: a handful, of all sizes."""

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
        plain, slots = self._shaped(shape)
        return filled(plain, {slot: draw.choice(texts) for slot, texts in slots.items()})

    def plain(self, shape: Shape) -> Case:
        """The plainest case of a shape: what happens is of one kind, in one month."""
        return self._shaped(shape)[0]

    def _shaped(self, shape: Shape) -> tuple[Case, dict[Slot, list[str | None]]]:
        return self._layout(Shape(shape.people, shape.roots, shape.parts if self.world.roles.parts else 1))

    @cache  # noqa: B019 - a plan has a few shapes, and lives as long as its worlds
    def _layout(self, shape: Shape) -> tuple[Case, dict[Slot, list[str | None]]]:
        return layout(self.world, shape)

    def _cell(self, slot: Slot, texts: list[str | None]) -> SearchStrategy[str | None]:
        from hypothesis import strategies as st

        named = st.sampled_from(texts)
        column = self.column(slot)
        if column.kind != "money" or not self.happens(slot[0]):
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
            if not self.happens(word)
            for column in self.specs[word].columns
            if column.kind == "money"
            for text in (row.get(column.name) for row in rows)
            if text is not None
        ]
        return min(max(found, default=0), 10**14) or LARGEST_COINS

    @property
    def names(self) -> list[str]:
        """The texts in the plan that may be names of people: those that no column has as a member."""
        members = {member for spec in self.world.records for column in spec.columns for member in column.members}
        return sorted(self.world.about.texts - members)[:MOST_SPOKEN]

    def choices(self, case: Case) -> dict[Slot, list[str | None]]:
        """What else the cells of a case may have: as in the case made of so many rows."""
        roles = self.world.roles
        people = len(case.get(roles.people.row, [])) if roles.people is not None else 1
        roots = max((len(case.get(spec.row, [])) for spec in roles.roots), default=1)
        parts = max((len(case.get(spec.row, [])) for spec, _ in roles.parts), default=1)
        shape = Shape(min(max(people, 1), len(NAMES)), max(roots, 1), max(1, parts // max(roots, 1)))
        slots = self._layout(shape)[1]
        return {slot: texts for slot, texts in slots.items() if slot[1] < len(case.get(slot[0], []))}

    def copyable(self) -> list[str]:
        """The rows of which there may be many: people, and what happens."""
        people = self.world.roles.people
        return [*(spec.row for spec in self.world.roles.roots), *([people.row] if people is not None else [])]

    def paydays(self) -> list[str]:
        """A day in each period that is paid; none where there is but one."""
        if self.world.paid is None:
            return []
        calendar, (first, last) = self.world.calendar, self.world.about.covers
        unit: Unit = self.world.paid  # type: ignore[assignment]
        numbers = range(calendar.period(unit, first), calendar.period(unit, last) + 1)
        days = [max(first, calendar.first_day(unit, number)) for number in numbers]
        return [calendar.label("day", day) for day in days[:MOST_DAYS]] if len(days) > 1 else []

    def divides(self, word: str) -> bool:
        """Whether rows of a record are parts of something."""
        return any(spec.row == word for spec, _ in self.world.roles.parts)

    def happens(self, word: str) -> bool:
        """Whether rows of a record are what happens, and not people or settings."""
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
    return Worlds(world, {spec.row: spec for spec in graph.records}, _edges(graph))


def _edges(graph: g.Graph) -> tuple[int, ...]:
    bands = [
        column.op
        for table in graph.tables.values()
        for column in table.columns.values()
        if isinstance(column.op, (g.Band, g.Cut))
    ]
    found = sorted(
        {
            int(abs(const.value) * 10**graph.digits)
            for op in bands
            for const in _constants(op)
            if const.unit.kind == "money" and isinstance(const.value, Fraction) and const.value
        }
    )
    return tuple(found[:: max(1, -(-len(found) // MOST_SPOKEN))])


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
