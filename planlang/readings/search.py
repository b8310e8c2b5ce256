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
from functools import partial

from planlang.core.dataset import Dataset
from planlang.core.reads import Node
from planlang.data.load import load_grids
from planlang.engines.interpreter import Evaluator
from planlang.readings.answers import Answer, Origin
from planlang.readings.cases import (
    NAMES,
    SHAPES,
    Case,
    Shape,
    Slot,
    World,
    back,
    happening,
    layout,
    numbered,
    turned,
)
from planlang.readings.filling import alike, crossed, filled, in_pairs, in_turns, later, plainest_first
from planlang.readings.outcomes import Outcome, Split, in_common, outcome, outcome_of, signature, split
from planlang.readings.pools import number_text
from planlang.readings.smaller import simpler
from planlang.slotted import define, field, frozen

EACH_SHAPE = 20
CROSSED = 6
DRAWN = 192
UNEVEN = 12
PAIRS = 150
LATER = 40
COSTLY = 1000
"""Where each case takes more work than this, larger ones don't wait for all of the smaller."""
NEAR = 200
FIRST_SHAPES = 3
PATIENCE = 120
"""So many more cases are looked at for one that tells more readings apart."""
MANY = 12
SHRINKS = 160
MOST_WORK = 500_000
"""So many columns and cells are computed at most in search of one case: a few seconds."""


@frozen(eq=False, repr=False)
class Found:
    """A case, how the readings fall apart on it, and what each gives."""

    case: Case
    split: Split
    outcomes: tuple[Outcome, ...]


@define(eq=False, repr=False)
class Search:
    """One search. ``enough`` are the kinds of difference that end it; ``parts_first``
    where the question is about things that are divided, ``uneven`` where it is about fractions of a cent, ``loose``
    where about what shares come to; ``decisive`` are
    those of the ``affected`` that the others follow from; ``tried`` counts the cases that every reading was run on, ``work``
    what that took, ``end`` where it stops (after ``most``), and ``cut`` says that it stopped there before a case was found
    that tells all readings apart; ``seed`` is a case that was found for a part of the plan; ``common`` are the columns of each reading
    that mean what they mean in the first.
    """

    world: World
    answers: Sequence[Answer]
    affected: Sequence[str]
    origin: Origin
    enough: frozenset[str] = frozenset({"paid"})
    parts_first: bool = False
    uneven: bool = False
    loose: bool = False
    decisive: Sequence[str] = ()
    tried: int = 0
    work: int = 0
    most: int = MOST_WORK
    end: int = 0
    cut: bool = False
    common: list[list[Node]] = field(factory=list)
    seed: Case | None = None

    def run(self) -> Found | None:
        """The smallest case found, if any."""
        best: Found | None = None
        self.end = min(self.most, MOST_WORK)
        for cases in self.sources():
            since = 0
            for case in cases:
                if self.spent:
                    break
                better = _better(best, self.test(case))
                since = 0 if better is not best else since + 1
                best = better
                if best is None or not self._good(best):
                    continue
                if best.split.groups == len(self.answers) or since >= PATIENCE:
                    break
            if best is not None and self._good(best):
                break
        self.cut = self.spent
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
        """What the readings pay for a case, if they differ."""
        outcomes = self.outcomes(case)
        if outcomes is None:
            return None
        apart = split(outcomes)
        return None if apart is None else Found(case, apart, tuple(outcomes))

    def outcomes(self, case: Case) -> list[Outcome] | None:
        """What each reading gives for a case; ``None`` where its data can't be read, or they all do the same."""
        plain = load_grids(self.world.grids(case, self.origin.file), self.world.calendar).data
        self.work += sum(len(row) for rows in case.values() for row in rows)
        if plain is None:
            return None
        self.tried += 1
        if self._one_calendar and not any(answer.turned for answer in self.answers):
            return self._apart(plain)
        other = load_grids(self.world.grids(turned(case, self.world), self.origin.file), self.world.calendar).data
        if other is None:
            return None
        called = partial(back, self.world, case)
        return self._paid(
            [
                outcome(answer.graph, other, called) if answer.turned else outcome(answer.graph, plain)
                for answer in self.answers
            ]
        )

    @property
    def _one_calendar(self) -> bool:
        return len({(answer.graph.calendar, answer.graph.covers) for answer in self.answers}) == 1

    def _apart(self, data: Dataset) -> list[Outcome] | None:
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
            self.work += sum(reader.work for reader in readers)
            return None
        return self._paid([outcome_of(reader) for reader in readers])

    def _paid(self, outcomes: list[Outcome]) -> list[Outcome]:
        self.work += sum(one.work for one in outcomes)
        return outcomes

    def sources(self) -> Iterator[Iterable[Case]]:
        """The cases, in the order in which they are looked at."""
        if self.seed is not None:
            yield [self.seed]
        if self.uneven:
            yield self._uneven()
        if self.loose:
            yield self._loose()
        shapes = sorted(SHAPES, key=lambda shape: self.parts_first and shape.parts == 1)
        first = 0
        while first < FIRST_SHAPES and (first == 0 or self.work <= COSTLY * self.tried):
            yield self._of_shape(shapes[first])
            first += 1
        others = [self._of_shape(shape) for shape in shapes[first:]]
        yield in_turns(
            [
                *others,
                self._later(),
                self._pairs(),
                self._many(),
                iter(self.world.examples),
                self._near(),
                self._drawn(),
            ]
        )

    def _of_shape(self, shape: Shape) -> Iterator[Case]:
        if shape.parts > 1 and not self.world.roles.parts:
            return
        case, slots = layout(self.world, shape)
        for values in alike(slots):
            yield filled(case, values)
        if shape.roots == 2 and shape.people == 1:
            for values in crossed(slots, CROSSED):
                yield filled(case, values)
        for values in plainest_first(slots, EACH_SHAPE):
            yield filled(case, values)

    def _loose(self) -> Iterator[Case]:
        """Shares that make more than a whole, and less; everything else at its plainest."""
        for shape in (Shape(2, 1, 2), Shape(1, 1)):
            for share in (Fraction(60, 100), Fraction(40, 100)):
                case, _ = layout(self.world, shape)
                for spec, _ in self.world.roles.parts:
                    for column in spec.columns:
                        text = number_text(share, column) if column.kind in ("percent", "fraction") else None
                        case[spec.row] = [{**row, column.name: text} if text else row for row in case[spec.row]]
                yield case

    def _later(self) -> Iterator[Case]:
        """Two things that happen, the second in a later month."""
        case, slots = layout(self.world, Shape(1, 2))
        for values in later(slots, LATER):
            yield filled(case, values)

    def _pairs(self) -> Iterator[Case]:
        """One of each, where two columns at once have another value: a place at which the plan changes, another person."""
        for people in (1, 2):
            case, slots = layout(self.world, Shape(people, 1))
            for values in in_pairs(slots, PAIRS):
                yield filled(case, values)

    def _near(self) -> Iterator[Case]:
        """The plan's own examples with another value in one cell of what is in question: one at which the plan changes, or none."""
        _, slots = layout(self.world, Shape(1, 1))
        values = {(row, column): texts for (row, _, column), texts in slots.items()}
        made = (
            filled(case, {(word, number, column): text})
            for case in self.world.examples
            for word, rows in case.items()
            for number, row in enumerate(rows)
            for column in row
            for text in values.get((word, column), ())
            if text != row[column]
        )
        return itertools.islice(made, NEAR)

    def _many(self) -> Iterator[Case]:
        """One more of each than a number that the plan counts to, and all alike."""
        for number in sorted(rate for rate in self.world.about.rates if rate.denominator == 1 and 3 <= rate <= MANY):
            for people in (1, min(int(number) + 1, len(NAMES))):
                case, slots = layout(self.world, Shape(people, int(number) + 1))
                yield case
                yield filled(case, {slot: values[0] for slot, values in slots.items()})

    def _uneven(self) -> Iterator[Case]:
        """Amounts that are no round part of anything, the last of them a large one; everything else at its plainest."""
        draw = random.Random(7)
        for roots in (2, 3, 4):
            case, slots = layout(self.world, Shape(1, roots))
            for _ in range(UNEVEN):
                made = {slot: self._off(slot, slots[slot], slot[1] < roots - 1, draw) for slot in slots}
                yield filled(case, {slot: text for slot, text in made.items() if text is not None})

    def _off(self, slot: Slot, values: Sequence[str | None], small: bool, draw: random.Random) -> str | None:
        """A part of one of the amounts that a cell may have, with cents; of people one of them as it is. ``None`` where it holds no amount."""
        column = next(spec for spec in self.world.records if spec.row == slot[0]).by_name[slot[2]]
        if column.kind not in ("money", "number"):
            return None
        amounts = sorted(Fraction(text) for text in values if text is not None and text[:1] not in "-0")
        if not any(slot[0] == spec.row for spec in happening(self.world)):
            return number_text(draw.choice(amounts), column) if amounts else None
        some = amounts[: len(amounts) // 2 + 1] if small else amounts[len(amounts) // 2 :]
        part = draw.choice(some) * draw.randrange(10, 100) / 97 if some else Fraction(0)
        return number_text(Fraction(round(part, column.digits)), column)

    def _drawn(self) -> Iterator[Case]:
        draw = random.Random(5)
        layouts = {}
        for number in range(DRAWN):
            shape = Shape(1 + number % 2, 2 + number % 4, 1 + number % 2 if self.world.roles.parts else 1)
            if shape not in layouts:
                layouts[shape] = layout(self.world, shape)
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


def _better(best: Found | None, found: Found | None) -> Found | None:
    if found is None:
        return best
    return found if best is None or found.split.rank > best.split.rank else best
