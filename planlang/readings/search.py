"""The smallest case on which the readings of a plan pay differently.

One deal first, then two; plain values first. What that does not find is looked for, by turns, among larger cases, in cells changed
two at a time, among cases drawn by a fixed rule, and among the plan's own examples and what is near them. Whatever is found is made
smaller as long as the readings still differ.
Nothing here depends on the clock, so the same plan gives the same case.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from planlang.analysis.varied import Cell
from planlang.core.dataset import Dataset
from planlang.core.reads import Node
from planlang.data.load import Reread
from planlang.engines.interpreter import Evaluator
from planlang.readings import cents, particular
from planlang.readings.answers import Answer, Origin
from planlang.readings.breaks import between
from planlang.readings.cases import SHAPES, Shape, layout
from planlang.readings.climbing import climbed
from planlang.readings.filling import alike, crossed, filled, first_as_in, in_pairs, in_turns, later, plainest_first
from planlang.readings.found import Found, better
from planlang.readings.outcomes import (
    Outcome,
    alike_by_name,
    in_common,
    not_paid_by_all,
    outcome_of,
    paid_by,
    signature,
    some_pays,
    split,
)
from planlang.readings.pools import number_text
from planlang.readings.renamed import named_back, numbered, turned
from planlang.readings.smaller import simpler
from planlang.readings.world import Case, Slot, World
from planlang.slotted import define, field

EACH_SHAPE = 20
CROSSED = 6
DRAWN = 192
PAIRS = 150
LATER = 40
COSTLY = 1000
"""Where each case takes more work than this, larger ones don't wait for all of the smaller."""
FIRST_SHAPES = 3
PATIENCE = 120
"""So many more cases are looked at for one that tells more readings apart."""
MANY_ROWS = 8
"""Tables that may be empty are, where they would have more rows than this."""
SHRINKS = 160
MOST_WORK = 400_000
"""So many columns and cells are computed at most in search of one case: a few seconds."""


@define(eq=False, repr=False)
class Search:
    """One search. ``enough`` are the kinds of difference that end it; ``parts_first``
    where the question is about things that are divided, ``uneven`` where it is about fractions of a cent, ``loose``
    where about what shares come to, ``pots`` where about what people share; ``decisive`` are
    those of the ``affected`` that the others follow from; ``tried`` counts the cases that every reading was run on, ``work``
    what that took, ``end`` where it stops (after ``most``), and ``cut`` says that it stopped there before a case was found
    that tells all readings apart; ``seed`` is a case that was found for a part of the plan; ``common`` are the columns of each reading
    that mean what they mean in the first. ``halves``: it is about halves of a cent. ``paying`` is the first case in which any of it pays,
    where the plainest doesn't: larger cases are made like it. ``crowd``: it is about whose
    something is, ``places``: about who has places. ``known`` are the cases that were
    looked at: shapes overlap, and a second look tells nothing new. ``edges``: it is about what only binds where much or little is paid;
    ``paid`` is then what the first reading pays in the case looked at last.
    """

    world: World
    answers: Sequence[Answer]
    affected: Sequence[str]
    origin: Origin
    enough: frozenset[str] = frozenset({"paid"})
    parts_first: bool = False
    uneven: bool = False
    loose: bool = False
    pots: bool = False
    decisive: Sequence[str] = ()
    tried: int = 0
    work: int = 0
    most: int = MOST_WORK
    end: int = 0
    cut: bool = False
    common: list[list[Node]] = field(factory=list)
    seed: Case | None = None
    halves: bool = False
    crowd: bool = False
    places: bool = False
    paying: Case | None = None
    data: Reread = field(init=False)
    unpaid: frozenset[str] = field(init=False)
    known: dict[str, Fraction | None] = field(factory=dict)
    edges: bool = False
    paid: Fraction | None = None

    def __post_init__(self) -> None:
        self.data = Reread(self.world.calendar)
        self.unpaid = not_paid_by_all([answer.graph for answer in self.answers])

    def run(self) -> Found | None:
        """The smallest case found, if any."""
        best: Found | None = None
        self.end = min(self.most, MOST_WORK)
        for cases in self.sources():
            since = 0
            for case in cases:
                if self.spent:
                    break
                now = better(best, self.test(case))
                since = 0 if now is not best else since + 1
                best = now
                if best is None or not self._good(best):
                    continue
                if best.split.groups == len(self.answers) or since >= PATIENCE:
                    break
            if best is not None and self._good(best):
                break
        seen = best is not None and self.seed is not None and best.split.kind in {*self.enough, "refused"}
        self.cut = self.spent and not seen
        if best is None or self.loose:
            return best  # 60% and 60% say more than the rounder 1,000%
        return self._smaller(best)

    @property
    def spent(self) -> bool:
        """Whether the work that a search may take is done. It is counted, not timed, so that every machine finds the same."""
        return self.work >= self.end

    def _good(self, found: Found) -> bool:
        return found.split.kind in self.enough

    def test(self, case: Case) -> Found | None:
        """What the readings pay for a case, if they differ; nothing for one that was looked at before."""
        said = repr(case)
        self.paid = None
        if said in self.known:
            self.paid = self.known[said]
            return None
        outcomes = self.outcomes(case)
        self.known[said] = self.paid
        if outcomes is None:
            return None
        apart = split([one.without(self.unpaid) for one in outcomes])
        return None if apart is None else Found(case, apart, tuple(outcomes))

    def outcomes(self, case: Case) -> list[Outcome] | None:
        """What each reading gives for a case; ``None`` where its data can't be read, or they all do the same."""
        plain = self.data.data(self.world.grids(case, self.origin.file))
        self.work += sum(len(row) for rows in case.values() for row in rows)
        if plain is None:
            return None
        self.tried += 1
        if self._one_calendar and not any(answer.turned for answer in self.answers):
            return self._apart(case, plain)
        other = self.data.data(self.world.grids(turned(case, self.world), self.origin.file))
        if other is None:
            return None
        return self._ordered(case, plain, other)

    def _ordered(self, case: Case, plain: Dataset, other: Dataset) -> list[Outcome] | None:
        """What rows give in one order and in the other; ``None`` where each of them comes to the same in both."""
        called = named_back(self.world, case)
        readers = [Evaluator(answer.graph, other if answer.turned else plain) for answer in self.answers]
        names = [called if answer.turned else str for answer in self.answers]
        if self._one_calendar and alike_by_name(readers, names):
            return self._alike(case, readers, ())
        return self._paid(case, [outcome_of(reader, name, trial=True) for reader, name in zip(readers, names)])

    def _pays(self, case: Case, pays: bool) -> None:
        if self.paying is None and pays:
            self.paying = case

    @property
    def _rules(self) -> set[str]:
        return {one.name for one in self.answers[0].graph.components}

    @property
    def _carries(self) -> bool:
        """Whether what is carried on differs, too: an example of the plan may well have something to carry."""
        paid = [answer.graph.payout for answer in self.answers]
        return any(one.name in self.affected for info in paid if info is not None for one in info.balances)

    @property
    def _one_calendar(self) -> bool:
        return len({(answer.graph.calendar, answer.graph.covers) for answer in self.answers}) == 1

    def _apart(self, case: Case, data: Dataset) -> list[Outcome] | None:
        """What each reading gives; ``None`` where what is in question comes to the same in all. What they have in common is computed once."""
        wanted = self.decisive or self.affected
        if not self.common:
            self.common = in_common([answer.graph for answer in self.answers], wanted)
        readers = [Evaluator(answer.graph, data) for answer in self.answers]
        signs = []
        for reader, common in zip(readers, self.common):
            reader.shares(readers[0], common)
            signs.append(signature(reader, wanted))
        if all(other == signs[0] for other in signs[1:]):
            return self._alike(case, readers, wanted)
        return self._paid(case, [outcome_of(reader, trial=True) for reader in readers])

    def _alike(self, case: Case, readers: Sequence[Evaluator], wanted: Sequence[str]) -> list[Outcome] | None:
        self.work += sum(reader.work for reader in readers)
        self._pays(case, self.paying is None and some_pays(readers[0], wanted))
        self.paid = paid_by(readers[0], wanted) if self.edges else None
        return None

    def _paid(self, case: Case, outcomes: list[Outcome]) -> list[Outcome]:
        asked = self.decisive or self.affected
        first = {key: amount for key, amount in outcomes[0].payouts.items() if key[0] in asked}
        mine = self._rules & set(asked) or self._rules
        self._pays(case, bool(first or (not self._rules & set(asked) and outcomes[0].payouts)))
        if self.edges and outcomes[0].refused is None:
            self.paid = sum((much for key, much in outcomes[0].payouts.items() if key[0] in mine), Fraction(0))
        self.work += sum(one.work for one in outcomes)
        return outcomes

    def sources(self) -> Iterator[Iterable[Case]]:
        """The cases, in the order in which they are looked at."""
        if self.seed is not None:
            yield [self.seed, particular.told_apart(self.world, self.seed)]
        if self.uneven:
            yield itertools.chain(self._plainest(), self._until_paid(), particular.uneven(self.world, self._layout))
            yield itertools.chain(cents.crumbs(self.world, self._layout), cents.beyond(self.world, self._layout))
            if self.most >= MOST_WORK:
                yield self._between_steps()
        if self.halves:
            yield particular.halves(*self._layout(Shape(1, 1)))
        if self.loose:
            yield particular.loose(self.world)
        if self.places:
            yield particular.outranked(self.world)
        if self.pots:
            yield itertools.chain(particular.of_three(self.world), particular.uneven(self.world, self._layout, 2))
        if self.parts_first and not self.world.roles.parts:
            yield itertools.chain(self._plainest(), self._until_paid(), particular.odd_cents(self.world, self._layout))
        own = [
            iter(self.world.examples),
            *([particular.handed_over(self.world)] if self.crowd else []),
            particular.near(self.world),
        ]
        if self.affected and not any(one.name in self.affected for one in self.answers[0].graph.components):
            yield itertools.chain(*own)  # what is carried on differs: somebody must have something to carry, as there
            own = []
        if self._carries and self.most >= MOST_WORK:
            yield itertools.chain(self._plainest(), self._until_paid(), self.world.examples)
        if self.edges and self.most >= MOST_WORK:
            yield itertools.chain(self._plainest(), self._until_paid())
            yield from (climbed(*self._layout(Shape(1, 1)), lambda: self.paid, up) for up in (True, False))
        shapes = sorted(SHAPES, key=self._later_shape)
        first = 0
        while first < FIRST_SHAPES and (first == 0 or self.work <= COSTLY * self.tried):
            of_shape = self._of_shape(shapes[first])
            yield of_shape if first else itertools.chain(self._plainest(), of_shape)
            if first == 0:
                if self.paying is None:
                    yield self._until_paid()
                yield self._around()
                yield from particular.of_kinds(self.world, self._layout)
            first += 1
        others = [self._of_shape(shape) for shape in shapes[first:]]
        if self.world.bare:
            others += [self._of_shape(shape, full=True) for shape in shapes[:FIRST_SHAPES]]
        if self.parts_first and self.world.roles.parts:
            yield particular.uneven(self.world, self._layout, 2)
        many = particular.many(self.world, self._layout)
        yield in_turns([*others, self._later(), self._pairs(), many, *own, self._drawn()])

    def _later_shape(self, shape: Shape) -> tuple[bool, bool, bool]:
        """What comes after other shapes: where parts or several people are asked about, those without; both of these have something then."""
        one, mine = shape.people == 1, shape.roots < 2
        return self.parts_first and shape.parts == 1, self.crowd and one, self.crowd and mine

    def _plainest(self) -> Iterator[Case]:
        """One of each, and then with all days in it that may be there: of leaving, of a cancellation."""
        case, slots = self._layout(Shape(1, 1))
        yield case
        yield filled(case, {slot: values[1] for slot, values in slots.items() if values[0] is None})

    def _of_shape(self, shape: Shape, full: bool = False) -> Iterator[Case]:
        if shape.parts > 1 and not self.world.roles.parts:
            return
        case, slots = self._layout(shape, full)
        for values in alike(slots):
            yield filled(case, values)
        if shape.roots == 2 and shape.people == 1:
            for values in crossed(slots, CROSSED):
                yield filled(case, values)
        for values in plainest_first(slots, EACH_SHAPE):
            yield filled(case, values)

    def _layout(self, shape: Shape, full: bool = False) -> tuple[Case, dict[Slot, list[str | None]]]:
        """The case of a shape, and what its cells may hold: first what the case has that pays. ``full``: with tables that may be empty."""
        case, slots = layout(self.world, shape)
        if not full:
            bare = {row for row in self.world.bare if len(case[row]) > MANY_ROWS}
            case = {row: [] if row in bare else rows for row, rows in case.items()}
            slots = {slot: values for slot, values in slots.items() if slot[0] not in bare}
        slots = first_as_in(slots, self.paying, self._pointing) if self.paying is not None else slots
        slots = particular.of_one_thing(self.world, slots) if self.crowd else slots
        return filled(case, {slot: values[0] for slot, values in slots.items()}), slots

    @property
    def _pointing(self) -> set[tuple[str, str]]:
        """The columns that point to rows, which are other rows in other cases."""
        return {
            (spec.row, column.name) for spec in self.world.records for column in spec.columns if column.kind == "row"
        }

    def _until_paid(self) -> Iterator[Case]:
        """Cases in which something may be paid at last: the plan's own examples, and where two things are otherwise."""
        if not self._unpaid():
            return
        yield from self.world.examples
        for people in (1, 2):
            case, slots = layout(self.world, Shape(people, 1))
            for values in in_pairs(slots, PAIRS):
                if not self._unpaid():
                    return
                yield filled(case, values)

    def _unpaid(self) -> bool:
        return self.paying is None

    def _around(self) -> Iterator[Case]:
        """What is near the case that pays, where it is not the plainest."""
        case, slots = self._layout(Shape(1, 1))
        if self.paying is not None and case != layout(self.world, Shape(1, 1))[0]:
            for values in plainest_first(slots, EACH_SHAPE):
                yield filled(case, values)

    def _between_steps(self) -> Iterator[Case]:
        """Cases with an amount at which some readings have taken a step that others haven't."""
        specs = {spec.row: spec for spec in self.world.records}
        graphs = [answer.graph for answer in self.answers]
        for case, (row, number, name), most in cents.late(self.world, self._layout):
            data = self.data.data(self.world.grids(case, self.origin.file))
            people = self.world.roles.people
            if data is None or people is None or people.key is None or graphs[0].payout is None:
                continue
            column = specs[row].by_name[name]
            names = [text for one in case[people.row] if (text := one[people.key.name]) is not None]
            found, runs = between(graphs, data, names, Cell(specs[row].name, name, number), most, column.digits)
            self.work += runs * self.work // max(self.tried * len(graphs), 1)
            yield from (filled(case, {(row, number, name): number_text(much, column)}) for much in found)

    def _later(self) -> Iterator[Case]:
        """Two things that happen, the second in a later month."""
        case, slots = self._layout(Shape(1, 2), full=True)
        for values in later(slots, LATER):
            yield filled(case, values)

    def _pairs(self) -> Iterator[Case]:
        """One of each, where two columns at once have another value: a place at which the plan changes, another person."""
        for people in (1, 2):
            case, slots = self._layout(Shape(people, 1), full=True)
            for values in in_pairs(slots, PAIRS):
                yield filled(case, values)

    def _drawn(self) -> Iterator[Case]:
        draw = random.Random(5)
        layouts = {}
        for number in range(DRAWN):
            shape = Shape(1 + number % 2, 2 + number % 4, 1 + number % 2 if self.world.roles.parts else 1)
            if shape not in layouts:
                layouts[shape] = self._layout(shape, full=True)
            case, slots = layouts[shape]
            yield filled(case, {slot: draw.choice(values) for slot, values in slots.items()})

    # --- making it smaller ----------------------------------------------------------------------

    def _smaller(self, found: Found) -> Found:
        left = SHRINKS
        self.end = self.work + MOST_WORK
        best = found
        changed = True
        while changed and left > 0:
            changed = False
            for case in simpler(best.case, self.world):
                if left <= 0 or self.spent:
                    left = 0
                    break
                left -= 1
                tested = self.test(case)
                if tested is not None and tested.split.rank >= best.split.rank:
                    best, changed = tested, True
                    break
        tidy = self.test(numbered(best.case, self.world))
        return tidy if tidy is not None and tidy.split.rank >= best.split.rank else best
