"""Cases of fractions of a cent: amounts of a few cents, and amounts, no round part of anything, that go beyond what the plan names."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction

from planlang.readings.cases import Shape
from planlang.readings.filling import filled
from planlang.readings.pools import ROUND, number_text
from planlang.readings.world import Case, Slot, World, happening

FEW = 12
"""So many cases are made of each shape, of at most so many cents."""

Laid = Callable[[Shape], tuple[Case, dict[Slot, list[str | None]]]]


def crumbs(world: World, laid: Laid) -> Iterator[Case]:
    """Amounts of a few cents, whole and in two parts: where a cent is a large part of what is measured, rounding it shows."""
    draw = random.Random(11)
    money = {(s.row, c.name): c for s in happening(world) for c in s.columns if c.kind == "money"}
    for shape in (Shape(1, 1), Shape(1, 2), *([Shape(2, 1, 2)] if world.roles.parts else [])):
        case, slots = laid(shape)
        mine = [slot for slot in slots if (slot[0], slot[2]) in money]
        for _ in range(FEW if mine else 0):
            cents = {slot: Fraction(draw.randrange(1, FEW), 10 ** money[slot[0], slot[2]].digits) for slot in mine}
            made = {slot: number_text(much, money[slot[0], slot[2]]) for slot, much in cents.items()}
            yield filled(case, {slot: text for slot, text in made.items() if text is not None})


def beyond(world: World, laid: Laid) -> Iterator[Case]:
    """A small odd amount, and then one above the largest that the plan and its people name, so that it lies in several bands.

    Once as the case that pays, and once with the days in it that may be there.
    """
    draw = random.Random(13)
    money = {(s.row, c.name): c for s in happening(world) for c in s.columns if c.kind == "money"}
    case, slots = laid(Shape(1, 2))
    there = {slot: values[1] for slot, values in slots.items() if values[0] is None and len(values) > 1}
    for (row, number, name), values in slots.items():
        column = money.get((row, name))
        if column is None or number == 0:
            continue
        amounts = sorted(Fraction(text) for text in values if text is not None and text[:1] not in "-0")
        for much in amounts[-FEW // 2 :]:
            two = [much * draw.randrange(*part) / 97 for part in ((5, 60), (100, 200))]
            texts = [number_text(Fraction(round(one, column.digits)), column) for one in two]
            if None not in texts:
                made = {(row, which, name): text for which, text in enumerate(texts)}
                yield filled(case, made)
                yield filled(case, {**there, **made})


def late(world: World, laid: Laid) -> Iterator[tuple[Case, Slot, Fraction]]:
    """One thing that happens as late as may be, to somebody of round amounts, the cell of an amount of it, and twice what they have.

    A twelfth of a round amount has fractions of a cent, which have come to more by then.
    """
    case, slots = laid(Shape(1, 1))
    columns = {(spec.row, column.name): column for spec in world.records for column in spec.columns}
    mine = {spec.row for spec in happening(world)}
    person = world.roles.people.row if world.roles.people is not None else ""
    last: dict[Slot, str | None] = {}
    for slot, values in slots.items():
        if slot[0] in mine and columns[slot[0], slot[2]].kind == "date" and values[0] is not None:
            last[slot] = max(text for text in values if text is not None)
    money = [slot for slot in slots if columns[slot[0], slot[2]].kind == "money"]
    for much in (ROUND[1], ROUND[3]):
        texts = {slot: number_text(much, columns[slot[0], slot[2]]) for slot in money if slot[0] == person}
        made = filled(case, {**last, **{slot: text for slot, text in texts.items() if text is not None}})
        yield from ((made, slot, 2 * much) for slot in money if slot[0] in mine)
