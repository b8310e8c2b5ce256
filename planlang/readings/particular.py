"""Cases for questions of a kind: fractions of a cent, what shares come to, what people share, whose something is; and cases near examples."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from planlang.core.records import PERIODS
from planlang.data.times import period_reader
from planlang.readings.cases import NAMES, Shape, changes_on, layout
from planlang.readings.filling import filled
from planlang.readings.pools import ROUND, number_text
from planlang.readings.renamed import a_year_before, doubled
from planlang.readings.world import Case, Slot, World, happening

UNEVEN = 12
NEAR = 200
WITHOUT = 40
MANY = 12
ODD_CENTS = 100
MOST = 40
"""So many of one kind are made at most; of more than ``MANY`` one person has all of them, or two have half each."""
OLDEST = 60
PLACES = 5


def loose(world: World) -> Iterator[Case]:
    """Shares that make more than a whole, and less; everything else at its plainest."""
    for shape in (Shape(2, 1, 2), Shape(1, 1)):
        for share in (Fraction(60, 100), Fraction(40, 100)):
            case, _ = layout(world, shape)
            for spec, _ in world.roles.parts:
                for column in spec.columns:
                    text = number_text(share, column) if column.kind in ("percent", "fraction") else None
                    case[spec.row] = [{**row, column.name: text} if text else row for row in case[spec.row]]
            yield case


def of_three(world: World) -> Iterator[Case]:
    """Three people with as much each, and with uneven amounts; what people have stands the other way round than their names, too.

    Where all have as much, one column of theirs alone does, since another may decide how much they have.
    """
    people, draw = world.roles.people, random.Random(7)
    case, slots = layout(world, Shape(3, 3))
    word = people.row if people is not None else ""
    turned = {slot: values[(2 - slot[1]) % len(values)] for slot, values in slots.items() if slot[0] == word}
    one_by_one = [
        {slot: text for slot, text in turned.items() if slot[2] == name} for name in dict.fromkeys(s[2] for s in turned)
    ]
    yield filled(case, {})
    yield from (filled(case, one) for one in one_by_one)
    for _ in range(UNEVEN):
        yield filled(case, turned)
        drawn = {slot: _off(world, slot, values, True, draw) for slot, values in slots.items() if slot[0] != word}
        made = {slot: text for slot, text in drawn.items() if text is not None}
        turned = {**turned, **made}
        same = {(row, number, name): made.get((row, 0, name), text) for (row, number, name), text in made.items()}
        yield from (filled(case, {**one, **same}) for one in one_by_one)


def handed_over(world: World) -> Iterator[Case]:
    """The plan's own examples where what happened to somebody happened to somebody else, who is like them in all else."""
    people = world.roles.people
    if people is None or people.key is None:
        return
    for case in world.examples:
        known = case.get(people.row, [])
        if not known:
            continue
        yield doubled(case, world)
        other = {**known[0], people.key.name: "eve"}
        for spec in happening(world):
            mine = [column.name for column in spec.columns if column.kind == "row" and column.row == people.name]
            for number, name in itertools.product(range(len(case.get(spec.row, []))), mine):
                yield filled({**case, people.row: [*known, other]}, {(spec.row, number, name): "eve"})


def of_one_thing(world: World, slots: dict[Slot, list[str | None]]) -> dict[Slot, list[str | None]]:
    """What happened to several people first is about the same other things, such as the product that a rule is about."""
    known = {world.roles.people.name} if world.roles.people is not None else set()
    known |= {spec.name for spec in world.roles.roots}
    things = {
        (spec.row, column.name)
        for spec in world.roles.roots
        for column in spec.columns
        if column.kind == "row" and column.row not in known
    }
    found = {}
    for slot, values in slots.items():
        row, number, name = slot
        first = slots.get((row, 0, name), values)[0]
        like = (row, name) in things and number > 0 and first in values
        found[slot] = [first, *(text for text in values if text != first)] if like else values
    return found


def near(world: World) -> Iterator[Case]:
    """The plan's own examples with another value in one cell of what is in question: one at which the plan changes, or none."""
    _, slots = layout(world, Shape(1, 1))
    values = {(row, column): texts for (row, _, column), texts in slots.items()}
    made = (
        filled(case, {(word, number, column): text})
        for case in world.examples
        for word, rows in case.items()
        for number, row in enumerate(rows)
        for column in row
        for text in values.get((word, column), ())
        if text != row[column]
    )
    return itertools.islice(made, NEAR)


def absent(world: World, case: Case, slots: dict[Slot, list[str | None]]) -> Iterator[Case]:
    """What is near a case, without the rows of a table that may say nothing of somebody: a score, a goal, an exception."""
    happened = {root.row for root in world.roles.roots}
    for spec in world.roles.settings:
        if (spec.one_for is None and spec.valid is None) or not case[spec.row]:
            continue
        without = {**case, spec.row: []}
        yield without
        for slot, values in slots.items():
            if slot[0] in happened:
                yield from (filled(without, {slot: value}) for value in values[1:WITHOUT])


def elsewhen(world: World, case: Case) -> Iterator[Case]:
    """A case in which what people have for a period is there for another one only: the first of several, or the next, or the one before."""
    calendar = world.calendar
    for spec in world.roles.settings:
        for column in spec.columns:
            rows, name = case[spec.row], column.name
            if column.kind not in PERIODS or (spec.name, name) not in world.varied or not rows:
                continue
            first = rows[0][name]
            only = [row for row in rows if row[name] == first]
            if len(only) < len(rows):
                yield {**case, spec.row: only}
            number = period_reader(column, calendar)(first or "")
            for step in (1, -1) if isinstance(number, int) else ():
                other = calendar.label(column.kind, number + step)  # type: ignore[arg-type, operator]
                yield {**case, spec.row: [{**row, name: other} for row in only]}


def halves(case: Case, slots: dict[Slot, list[str | None]]) -> Iterator[Case]:
    """One of each, an amount of which has cents; everything else at its plainest."""
    for slot, values in slots.items():
        for text in sorted((text for text in values if text is not None and "." in text), key=len):
            yield filled(case, {slot: text})


def happening_later(world: World, case: Case, slots: dict[Slot, list[str | None]]) -> Iterator[Case]:
    """One of each with the days in it that may be there, after those that are; alone, and with one value more that is another."""
    days = {(spec.row, column.name) for spec in world.records for column in spec.columns if column.kind == "date"}
    after: dict[Slot, list[str]] = {}
    for (row, number, name), values in slots.items():
        if values[0] is None and (row, name) in days:
            there = [text for other, text in case[row][number].items() if text is not None and (row, other) in days]
            after[row, number, name] = [text for text in values if text is not None and text > max(there, default="")]
    others = {slot: values[1:3] for slot, values in slots.items() if (slot[0], slot[2]) not in days}
    for which in range(max(map(len, after.values()), default=0)):
        later = {slot: texts[min(which, len(texts) - 1)] for slot, texts in after.items() if texts}
        yield filled(case, later)
        for slot, values in others.items():
            yield from (filled(case, {**later, slot: value}) for value in values)


def changing_within(world: World, case: Case) -> Iterator[Case]:
    """A case in which what is valid for a time changes within a month, after what happens in it and before its last day."""
    if not world.versions:
        return
    first, change = world.about.covers[0], changes_on(world)
    within = first + (change - first) * 2 // 3
    days = {world.calendar.label("day", change - n): world.calendar.label("day", within - n) for n in (0, 1)}
    moved = dict(case)
    for spec in world.records:
        if spec.valid is not None:
            moved[spec.row] = [
                {name: days.get(text or "", text) if name in spec.valid else text for name, text in row.items()}
                for row in case[spec.row]
            ]
    yield moved


def year_ago(world: World, laid: Callable[[Shape], tuple[Case, dict[Slot, list[str | None]]]]) -> Iterator[Case]:
    """Two things that happen, the second a year before the first, where the plan looks back: as much as then, and more by what the plan names."""
    if not world.about.back:
        return
    start = world.calendar.label("day", world.about.covers[0])
    roots = {spec.row: spec for spec in world.roles.roots}
    grown = [1 + rate for rate in world.about.rates if rate <= 1]
    for people in (1, 2):
        case, slots = laid(Shape(people, 2))
        ago: dict[Slot, str | None] = {
            slot: before
            for slot, values in slots.items()
            if slot[0] in roots and slot[1] == 1 and roots[slot[0]].by_name[slot[2]].kind == "date"
            for before in [text for text in values if text is not None and text < start][:1]
        }
        if not ago:
            continue
        owned = {
            (spec.row, column.name)
            for spec in happening(world)
            for column in spec.columns
            if world.roles.people is not None and column.row == world.roles.people.name
        }
        ago |= {slot: case[slot[0]][0][slot[2]] for slot in slots if (slot[0], slot[2]) in owned}
        yield filled(case, ago)
        amounts = [slot for slot in slots if slot[0] in roots and roots[slot[0]].by_name[slot[2]].kind == "money"]
        for now, column in [(slot, roots[slot[0]].by_name[slot[2]]) for slot in amounts if slot[1] == 0]:
            for times in dict.fromkeys((*grown, Fraction(2))):
                much = number_text(ROUND[-1] * times, column)
                other = {slot: number_text(ROUND[-1], column) for slot in amounts}
                if much is not None and None not in other.values():
                    yield filled(case, {**ago, **other, now: much})


def once_before(world: World) -> Iterator[Case]:
    """The plan's own examples with what happens there once more a year before, to each of the people; as much, and a tenth of it."""
    people = world.roles.people
    if not world.about.back or people is None or people.key is None:
        return
    for case in world.examples:
        count = {spec.row: len(case.get(spec.row, [])) for spec in happening(world)}
        for person in case.get(people.row, []):
            made = a_year_before(case, world, person[people.key.name] or "")
            yield made
            less: dict[Slot, str | None] = {}
            for spec in happening(world):
                for column in (one for one in spec.columns if one.kind == "money"):
                    for number in range(count[spec.row], len(made.get(spec.row, []))):
                        text = made[spec.row][number].get(column.name)
                        tenth = number_text(Fraction(text) / 10, column) if text is not None else None
                        less |= {(spec.row, number, column.name): tenth} if tenth is not None else {}
            if less:
                yield filled(made, less)


def outranked(world: World) -> Iterator[Case]:
    """One more person than the plan has places, each with less than the one before; one of the first is of another kind, such as another role."""
    people = world.roles.people
    kinds = [column for column in people.columns if column.kind == "one-of"] if people is not None else []
    if people is None or not kinds:
        return
    for number in [int(rate) for rate in world.about.numbers if rate.denominator == 1 and 1 <= rate <= PLACES]:
        case, _ = layout(world, Shape(number + 1, number + 1))
        made: dict[Slot, str | None] = {}
        for spec in world.roles.roots:
            for column in (one for one in spec.columns if one.kind == "money"):
                for at in range(len(case[spec.row])):
                    made[spec.row, at, column.name] = number_text(ROUND[0] * (number + 1 - at), column)
            for column in (one for one in spec.columns if one.row == people.name and people.key is not None):
                for at, person in enumerate(case[people.row][: len(case[spec.row])]):
                    made[spec.row, at, column.name] = person[people.key.name]  # type: ignore[union-attr]
        if None in made.values():
            continue
        for column in kinds:
            for member in column.members:
                others = {(people.row, at, column.name): member for at in range(1, number + 1)}
                for first in column.members:
                    if first != member:
                        yield filled(case, {**made, **others, (people.row, 0, column.name): first})


def under_one(world: World) -> Iterator[Case]:
    """Two people who share what happens, and a third who is above both: with amounts as they are, and with greater ones."""
    people = world.roles.people
    above = [column.name for column in people.columns if column.row == people.name] if people is not None else []
    if people is None or not above or not world.roles.parts:
        return
    case, slots = layout(world, Shape(3, 1, 2))
    *_, third = case[people.row]
    key = next((column.name for column in people.columns if column.key), None)
    if key is None:
        return
    for name in above:
        managed = {(people.row, number, name): third[key] for number in (0, 1)} | {(people.row, 2, name): None}
        yield filled(case, managed)
        for slot, values in slots.items():
            if slot[0] in {root.row for root in world.roles.roots}:
                yield from (filled(case, {**managed, slot: value}) for value in values[1:3])


def aged(world: World, laid: Callable[[Shape], tuple[Case, dict[Slot, list[str | None]]]]) -> Iterator[Case]:
    """One of each, one day of it so many years or months before the others as the plan names: the second year of a policy."""
    if not world.about.months:
        return
    case, slots = laid(Shape(1, 1))
    days = {(spec.row, column.name) for spec in world.records for column in spec.columns if column.kind == "date"}
    ages = [int(rate) for rate in world.about.numbers if rate.denominator == 1 and rate <= OLDEST]
    for slot in [slot for slot in slots if (slot[0], slot[2]) in days and case[slot[0]][slot[1]][slot[2]] is not None]:
        there = datetime.date.fromisoformat(case[slot[0]][slot[1]][slot[2]] or "")
        for age, unit in itertools.product(dict.fromkeys((1, *ages)), (12, 1)):
            months = there.year * 12 + there.month - 1 - age * unit
            yield filled(case, {slot: there.replace(months // 12, months % 12 + 1, min(there.day, 28)).isoformat()})


def of_kinds(
    world: World, laid: Callable[[Shape], tuple[Case, dict[Slot, list[str | None]]]]
) -> Iterator[Iterator[Case]]:
    """What is near the case that pays, in ways that no plain value comes to; each is laid out when its turn comes."""
    one = Shape(1, 1)
    yield absent(world, *laid(one))
    yield elsewhen(world, laid(one)[0])
    yield changing_within(world, laid(one)[0])
    yield year_ago(world, laid)
    yield once_before(world)
    yield happening_later(world, *laid(one))
    yield aged(world, laid)
    yield under_one(world)


def many(world: World, laid: Callable[[Shape], tuple[Case, dict[Slot, list[str | None]]]]) -> Iterator[Case]:
    """One more of each than a number that the plan counts to, and all alike; ``laid`` gives the rows of a shape as in a case that pays."""
    for number in sorted(rate for rate in world.about.rates if rate.denominator == 1 and 3 <= rate <= MOST):
        for people in (1, min(int(number) + 1, len(NAMES)) if number <= MANY else 2):
            case, slots = laid(Shape(people, int(number) + 1))
            yield case
            yield filled(case, {slot: values[0] for slot, values in slots.items()})
            if people > 1:  # nobody has as much as another one: a plan may refuse people who are alike
                yield filled(case, _rising(world, case))
            there = {slot: values[1] for slot, values in slots.items() if values[0] is None and len(values) > 1}
            case = filled(
                case, there
            )  # where nothing pays before there are so many, nothing is known of what must be there
            if there:
                yield case
            days = {(s.row, c.name) for s in world.records for c in s.columns if c.kind == "date"}
            first = {(row, name): case[row][0][name] for row, _, name in slots if (row, name) in days}
            yield filled(case, {slot: first[slot[0], slot[2]] for slot in slots if (slot[0], slot[2]) in first})


def told_apart(world: World, case: Case) -> Case:
    """A case in which nobody has as much as another one, where another rule of the plan may refuse people who are alike."""
    found: dict[Slot, str | None] = {}
    for spec in happening(world):
        for column in (one for one in spec.columns if one.kind == "money"):
            for number, row in enumerate(case.get(spec.row, [])):
                text = row.get(column.name)
                other = number_text(Fraction(text) + number, column) if text is not None else None
                found[spec.row, number, column.name] = other if other is not None else text
    return filled(case, found)


def _rising(world: World, case: Case) -> dict[Slot, str | None]:
    """A thousand for the first of what happens, two for the second, and so on."""
    found: dict[Slot, str | None] = {}
    for spec in happening(world):
        for column in (one for one in spec.columns if one.kind == "money"):
            for number, row in enumerate(case[spec.row]):
                text = number_text(ROUND[0] * (number + 1), column)
                found[spec.row, number, column.name] = text if text is not None else row[column.name]
    return found


def odd_cents(world: World, laid_out: Callable[[Shape], tuple[Case, dict[Slot, list[str | None]]]]) -> Iterator[Case]:
    """One of each, and one amount of what happens with each number of cents behind it; everything else as in the case that pays."""
    case, slots = laid_out(Shape(1, 1))
    roots = {spec.row: spec for spec in world.roles.roots}
    amounts = [slot for slot in slots if slot[0] in roots and roots[slot[0]].by_name[slot[2]].kind == "money"]
    cent = Fraction(1, 10**world.about.digits)
    for number, (row, place, name) in itertools.product(range(1, ODD_CENTS), amounts):
        text = case[row][place][name]
        odd = number_text(Fraction(text) + number * cent, roots[row].by_name[name]) if text is not None else None
        if odd is not None:
            yield filled(case, {(row, place, name): odd})


def uneven(
    world: World, laid_out: Callable[[Shape], tuple[Case, dict[Slot, list[str | None]]]], parts: int = 1
) -> Iterator[Case]:
    """Amounts that are no round part of anything, the last of them a large one; everything else as in the case that pays.

    With ``parts`` several people have one each of what happens.
    """
    draw = random.Random(7)
    for roots in (2, 3, 4):
        case, slots = laid_out(Shape(parts, roots, parts))
        for _ in range(UNEVEN):
            made = {slot: _off(world, slot, slots[slot], slot[1] < roots - 1, draw) for slot in slots}
            yield filled(case, {slot: text for slot, text in made.items() if text is not None})


def _off(world: World, slot: Slot, values: Sequence[str | None], small: bool, draw: random.Random) -> str | None:
    """A part of one of the amounts that a cell may have, with cents; of people one of them as it is. ``None`` where it holds no amount."""
    column = next(spec for spec in world.records if spec.row == slot[0]).by_name[slot[2]]
    if column.kind not in ("money", "number"):
        return None
    amounts = sorted(Fraction(text) for text in values if text is not None and text[:1] not in "-0")
    if not any(slot[0] == spec.row for spec in happening(world)):
        return number_text(draw.choice(amounts), column) if amounts else None
    some = amounts[: len(amounts) // 2 + 1] if small else amounts[len(amounts) // 2 :]
    part = draw.choice(some) * draw.randrange(10, 100) / 97 if some else Fraction(0)
    return number_text(Fraction(round(part, column.digits)), column)
