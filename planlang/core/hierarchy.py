"""Who stands above whom: the closure of dated links from people to their managers, by the reference code for every engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

ALWAYS, FOREVER = 0, 4_000_000
"""Day numbers before and after all dates: a link without an end."""


class Link(NamedTuple):
    """Somebody reports to a manager from a day through a day; ``row`` is the row of the table that says so."""

    person: str
    manager: str
    first: int
    last: int
    row: int


class Above(NamedTuple):
    """Somebody stands above a person from a day through a day.

    ``through`` is the person one level below them on the way, ``level`` 1 for the direct manager; ``rows`` are those of the links, from
    the person up.
    """

    above: str
    through: str
    level: int
    first: int
    last: int
    rows: tuple[int, ...]


class Circle(NamedTuple):
    """Somebody stands above themselves on some day: the people from there up, and the rows that say so."""

    people: tuple[str, ...]
    day: int
    rows: tuple[int, ...]


class TwoManagers(NamedTuple):
    """Two rows give one person a manager on the same day."""

    person: str
    day: int
    rows: tuple[int, int]


class Closure(NamedTuple):
    """For each person who stands above them, nearest first and then by day; and what is wrong with the links."""

    above: dict[str, list[Above]]
    faults: tuple[Circle | TwoManagers, ...]


def linked(
    people: Iterable[object], managers: Iterable[object], first: Iterable[object], last: Iterable[object]
) -> list[Link]:
    """Links from the columns of a table; a row without a manager is none."""
    return [
        Link(str(person), str(manager), ALWAYS if a is None else int(a), FOREVER if b is None else int(b), row)  # type: ignore[call-overload]
        for row, (person, manager, a, b) in enumerate(zip(people, managers, first, last, strict=True))
        if person is not None and manager is not None
    ]


def closure(links: Iterable[Link]) -> Closure:
    """All who stand above each person, over as many levels as there are."""
    of: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.first <= link.last:
            of[link.person].append(link)
    faults: list[Circle | TwoManagers] = []
    for own in of.values():
        own.sort(key=lambda link: (link.first, link.row))
        faults += [
            TwoManagers(a.person, b.first, (a.row, b.row)) for a, b in pairwise(own) if b.first <= a.last
        ]  # fmt: skip
    if faults:
        return Closure({}, tuple(faults))
    circles = _circles(of)
    if circles:
        return Closure({}, circles)
    return Closure({person: _above(person, of) for person in of}, ())


def _above(person: str, of: dict[str, list[Link]]) -> list[Above]:
    found: list[Above] = []
    level, here = 0, [Above(person, person, 0, ALWAYS, FOREVER, ())]
    while here:
        level += 1
        here = [
            Above(link.manager, one.above, level, max(one.first, link.first), min(one.last, link.last), (*one.rows, link.row))
            for one in here
            for link in of.get(one.above, ())
            if max(one.first, link.first) <= min(one.last, link.last)
        ]  # fmt: skip
        found += here
    return found


def _circles(of: dict[str, list[Link]]) -> tuple[Circle, ...]:
    """Each circle once, from the person who comes first in it. Links change on few days; on each of those everybody has one manager."""
    days = sorted({link.first for own in of.values() for link in own})
    found: dict[frozenset[int], Circle] = {}
    sound: set[tuple[str, int]] = set()
    for day in days:
        up = {person: link for person, own in of.items() for link in own if link.first <= day <= link.last}
        for start in up:
            path: list[str] = []
            at: str | None = start
            while at is not None and at in up and (at, day) not in sound and at not in path:
                path.append(at)
                at = up[at].manager
            if at in path:
                ring = path[path.index(at) :]
                first = ring.index(min(ring))
                ring = [*ring[first:], *ring[:first]]
                rows = tuple(up[person].row for person in ring)
                found.setdefault(frozenset(rows), Circle(tuple(ring), day, rows))
            sound.update((person, day) for person in path)
    return tuple(found.values())
