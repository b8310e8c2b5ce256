"""What small data for a plan is made from, whatever its shape: the records and their roles, and what a question is about."""

from __future__ import annotations

from collections.abc import Mapping

from planlang.core import graph as g
from planlang.core.calendar import FiscalCalendar
from planlang.core.records import NUMERIC, RecordSpec
from planlang.data.load import Grid
from planlang.readings.pools import Speaks
from planlang.readings.roles import Roles, currencies_of, roles_of
from planlang.slotted import field, frozen

Texts = dict[str, str | None]
Case = dict[str, list[Texts]]
"""The rows of each record, by its word for a row; texts as a data file has them."""

Slot = tuple[str, int, str]
"""A cell of a case: the row's word, its number, the column."""


@frozen(eq=False, repr=False)
class World:
    """What cases of a plan are made from: roles, what the question is about, and settings as the plan's examples have them.

    ``varied`` are the columns that the part of the plan in question reads; all other cells stay as they are. With ``versions``
    what is valid for a time has another version from the second month on. ``texts`` are those that a column must have, ``named`` the
    words of the question, ``paid`` is how often the plan pays.
    """

    records: tuple[RecordSpec, ...]
    calendar: FiscalCalendar
    roles: Roles
    about: Speaks
    varied: frozenset[tuple[str, str]]
    examples: tuple[Case, ...] = field(default=())
    together: bool = False
    versions: bool = False
    texts: Mapping[tuple[str, str], str] = field(factory=dict)
    named: frozenset[str] = frozenset()
    paid: str | None = None

    @property
    def bare(self) -> frozenset[str]:
        """The tables of settings that none of the plan's examples has a row of, so that it can do without; not those in question."""
        free = [spec for spec in self.roles.settings if self.named.isdisjoint((spec.name, spec.row))]
        some = [spec.row for spec in free if not any(case.get(spec.row) for case in self.examples)]
        return frozenset(some) if self.examples else frozenset()

    def grids(self, case: Mapping[str, list[Texts]], file: str) -> list[Grid]:
        """A case as the loader takes it."""
        return [
            Grid(spec, case.get(spec.row, []), file, [1 + n for n in range(len(case.get(spec.row, [])))])
            for spec in self.records
        ]


def world_of(
    graph: g.Graph,
    about: Speaks,
    varied: frozenset[tuple[str, str]],
    examples: tuple[Case, ...],
    together: bool,
    versions: bool = False,
    named: frozenset[str] = frozenset(),
) -> World:
    """The world of a plan; ``together``: things happen on one day, so that their order is decided by something else."""
    roles = roles_of(graph)
    return World(
        graph.records,
        graph.calendar,
        roles,
        about,
        varied,
        tuple(_fullest_first(case, roles.people) for case in examples),
        together,
        versions,
        currencies_of(graph),
        named,
        graph.payout.unit if graph.payout is not None else None,
    )


def _fullest_first(case: Case, people: RecordSpec | None) -> Case:
    """A case with the people first who have least that is 0: cases of one person are made like the first, and nobody is paid on no quota."""
    if people is None:
        return case
    numbers = [column.name for column in people.columns if column.kind in NUMERIC]

    def zeros(row: Texts) -> int:
        return sum(not any(digit in "123456789" for digit in row.get(name) or "") for name in numbers)

    return {**case, people.row: sorted(case.get(people.row, []), key=zeros)}


def happening(world: World) -> list[RecordSpec]:
    """The records of what happens, and of its parts."""
    return [*world.roles.roots, *(spec for spec, _ in world.roles.parts)]
