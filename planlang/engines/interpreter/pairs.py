"""Rows with the people whom they reach: everybody above somebody, or everybody who meets a condition."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from planlang.core import graph as g
from planlang.core.hierarchy import Circle, Closure, TwoManagers, closure, linked
from planlang.diagnostics.model import Diagnostic, Label, Repair, finding
from planlang.diagnostics.place import NOWHERE
from planlang.engines.interpreter.exact import keys
from planlang.engines.interpreter.frame import Machine, Need, Work
from planlang.engines.interpreter.places import place_of
from planlang.engines.interpreter.refusal import Refusal


class Reach(NamedTuple):
    """Whom a row reaches, through whom and over how many levels; ``rows`` are those of the table that says so."""

    above: str
    through: str | None
    level: int | None
    rows: tuple[int, ...]


def pairs(machine: Machine, rows: g.RollUp | g.Everyone, kept: list[int]) -> Work[tuple[list[int], list[Reach]]]:
    """For each row of the new table its row of the source, and whom it reaches."""
    if isinstance(rows, g.RollUp):
        return (yield from _rolled_up(machine, rows, kept))
    return (yield from _everyone(machine, rows, kept))


def _rolled_up(machine: Machine, rows: g.RollUp, kept: list[int]) -> Work[tuple[list[int], list[Reach]]]:
    above = (yield from _closure(machine, rows)).above
    people = (yield Need(rows.source, rows.person, kept)).items
    days = (yield Need(rows.source, rows.day, kept)).items
    at: list[int] = []
    found: list[Reach] = []
    for row, person, day in zip(kept, people, days):
        if person is None or day is None:
            continue
        for one in above.get(person, ()):
            if one.first <= day <= one.last and (rows.levels is None or one.level <= rows.levels):
                at.append(row)
                found.append(Reach(one.above, one.through, one.level, one.rows))
    return at, found


def _closure(machine: Machine, rows: g.RollUp) -> Work[Closure]:
    key = ("closure", rows.links, rows.who, rows.manager, rows.valid)
    if key not in machine.indexes:
        people = (yield Need(rows.links, rows.who, None)).items
        managers = (yield Need(rows.links, rows.manager, None)).items
        first: list[Any] = [None] * len(people)
        last: list[Any] = [None] * len(people)
        if rows.valid is not None:
            first = (yield Need(rows.links, rows.valid[0], None)).items
            last = (yield Need(rows.links, rows.valid[1], None)).items
        machine.indexes[key] = closure(linked(people, managers, first, last))
    known: Closure = machine.indexes[key]
    if known.faults:
        raise Refusal(tuple(_fault(machine, rows, fault) for fault in known.faults))
    return known


def _fault(machine: Machine, rows: g.RollUp, fault: Circle | TwoManagers) -> Diagnostic:
    day = machine.graph.calendar.label("day", fault.day) if rows.valid is not None else None
    on = f" on {day}" if day is not None else ""
    first, *others = (place_of(machine, rows.links, row) for row in fault.rows)
    also = tuple(Label(place, "and this one") for place in others if place is not None)
    consequence = "nothing is paid to anyone until it is clear who stands above whom"
    if isinstance(fault, TwoManagers):
        return finding(
            "two-managers", f"{fault.person} has two managers{on}", first or NOWHERE, "this row", also=also,
            consequence=consequence,
            repairs=(Repair("end the first row on the day before the second begins"),),
        )  # fmt: skip
    ring = " reports to ".join([*fault.people, fault.people[0]])
    return finding(
        "management-circle", f"{ring}{on}: nobody is at the top", first or NOWHERE, "this row", also=also,
        consequence=consequence,
        repairs=(Repair("correct one of the rows; whoever is at the top has no manager"),),
    )  # fmt: skip


def _everyone(machine: Machine, rows: g.Everyone, kept: list[int]) -> Work[tuple[list[int], list[Reach]]]:
    who = (yield Need(rows.people, rows.who, None)).items
    theirs: list[list[Any]] = []
    mine: list[list[Any]] = []
    for left, right in rows.match:
        mine.append(keys((yield Need(rows.source, left, kept)), len(kept)))
        theirs.append(keys((yield Need(rows.people, right, None)), len(who)))
    by_key: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number in range(len(who)):
        by_key[tuple(column[number] for column in theirs)].append(number)
    at: list[int] = []
    found: list[Reach] = []
    for position, row in enumerate(kept):
        key = tuple(column[position] for column in mine)
        for number in () if None in key else by_key.get(key, ()):
            at.append(row)
            found.append(Reach(who[number], None, None, (number,)))
    return at, found
