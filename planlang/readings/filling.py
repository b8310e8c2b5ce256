"""The cells of a case that may hold one of several values, and the orders in which they are filled."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Set

from planlang.readings.world import Case, Slot


def alike(slots: Mapping[Slot, list[str | None]]) -> Iterator[dict[Slot, str | None]]:
    """Ways to fill one column of a table with the same value in every row, all others being at their plainest."""
    columns = dict.fromkeys((row, column) for row, _, column in slots)
    for row, column in columns:
        mine = [slot for slot in slots if (slot[0], slot[2]) == (row, column)]
        for index in range(max(len(slots[slot]) for slot in mine)):
            yield {slot: slots[slot][min(index, len(slots[slot]) - 1)] for slot in mine}


def crossed(slots: Mapping[Slot, list[str | None]], most: int) -> Iterator[dict[Slot, str | None]]:
    """Ways to fill the numbers of two rows: one at which the plan changes, and a small odd one before or after it."""
    for row, _, column in [slot for slot in slots if slot[1] == 1]:
        first, second = (row, 0, column), (row, 1, column)
        values = [text for text in slots.get(first, ()) if text is not None and text[-1].isdigit() and "-" not in text]
        if len(values) < 2 * most:
            continue
        for large, small in itertools.product(values[:most], values[-most:]):
            yield {first: small, second: large}
            yield {first: large, second: small}


def later(slots: Mapping[Slot, list[str | None]], most: int) -> Iterator[dict[Slot, str | None]]:
    """Ways to fill the numbers of two rows of which the second comes in another month: what the first leaves, the second may meet."""
    dates = [slot for slot in slots if slot[1] == 1 and _dated(slots[slot])]
    for row, _, column in dates:
        first = slots.get((row, 0, column)) or slots[row, 1, column]
        months = [text for text in slots[row, 1, column] if text is not None and text[:7] > (first[0] or "")[:7]]
        numbers = [slot for slot in slots if slot[:2] == (row, 1) and _numeric(slots[slot])]
        for _, _, number in numbers:
            mine, other = (slots.get((row, n, number), []) for n in (0, 1))
            pairs = sorted(itertools.product(range(len(mine)), range(len(other))), key=lambda two: (sum(two), two))
            for one, two in pairs[:most]:
                for month in months[1:3]:
                    yield {(row, 0, number): mine[one], (row, 1, number): other[two], (row, 1, column): month}


def _dated(values: list[str | None]) -> bool:
    return any(text is not None and text[4:5] == "-" and text[7:8] == "-" for text in values)


def _numeric(values: list[str | None]) -> bool:
    return any(text is not None and text[-1:].isdigit() for text in values) and not _dated(values)


def in_pairs(slots: Mapping[Slot, list[str | None]], most: int) -> Iterator[dict[Slot, str | None]]:
    """Ways to fill two cells at once, the plainest first; as many of each two, and at most so many."""
    pairs = list(itertools.combinations(slots, 2))
    each = most // len(pairs) if pairs else 0
    for first, second in pairs:
        both = itertools.product(range(1, len(slots[first])), range(1, len(slots[second])))
        for one, other in sorted(both, key=lambda two: (two[0] + two[1], two))[: max(each, 1)]:
            yield {first: slots[first][one], second: slots[second][other]}


def plainest_first(slots: Mapping[Slot, list[str | None]], most: int) -> Iterator[dict[Slot, str | None]]:
    """Ways to fill the cells, those with the fewest and plainest changes first; at most so many."""
    names = list(slots)
    made = 0
    for cost in itertools.count():
        some = False
        for indexes in _with_sum(cost, [len(slots[name]) for name in names]):
            some = True
            yield {name: slots[name][index] for name, index in zip(names, indexes)}
            made += 1
            if made >= most:
                return
        if not some:
            return


def _with_sum(total: int, sizes: list[int]) -> Iterator[tuple[int, ...]]:
    if not sizes:
        if total == 0:
            yield ()
        return
    rest = sum(size - 1 for size in sizes[1:])
    for index in range(min(total, sizes[0] - 1), max(0, total - rest) - 1, -1):
        for more in _with_sum(total - index, sizes[1:]):
            yield (index, *more)


def first_as_in(
    slots: Mapping[Slot, list[str | None]], case: Case, pointing: Set[tuple[str, str]]
) -> dict[Slot, list[str | None]]:
    """The cells with a value first that a case has in its first row, where that is another one than the plainest.

    A day that need not be there is in each later row no earlier than the days that are.
    """
    other = {}
    for (row, number, column), values in slots.items():
        text = case[row][0].get(column) if number == 0 and case.get(row) else values[0]
        if text != values[0] and (text in values or (text is not None and (row, column) not in pointing)):
            other[row, column] = text
    there: dict[tuple[str, int], str] = {}
    for (row, number, _), values in slots.items():
        if values[0] is not None and _dated(values):
            there[row, number] = max(values[0], there.get((row, number), ""))
    made = {}
    for slot, values in slots.items():
        text = other.get((slot[0], slot[2]), values[0])
        if slot[1] and text is not None and values[0] is None and _dated(values):
            text = max(text, there.get(slot[:2], text))
        made[slot] = [text, *(one for one in values if one != text)]
    return made


def filled(case: Case, values: Mapping[Slot, str | None]) -> Case:
    """The case with other values in some cells."""
    made = {row: [dict(texts) for texts in rows] for row, rows in case.items()}
    for (row, number, column), text in values.items():
        made[row][number][column] = text
    return made


def in_turns(sources: Iterable[Iterator[Case]]) -> Iterator[Case]:
    """A case of each source, then another of each, so that none waits until another one has no more."""
    left = list(sources)
    while left:
        for source in list(left):
            case = next(source, None)
            if case is None:
                left.remove(source)
            else:
                yield case
