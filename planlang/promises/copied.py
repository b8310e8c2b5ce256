"""A case with more of the same: a deal several times over, or a person with all that is theirs."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from planlang.core.records import NUMERIC, RecordSpec
from planlang.readings.cases import NAMES
from planlang.readings.smaller import without
from planlang.readings.world import Case, Texts, World

MANY = 3
PLAIN = ("1000", "10000", "100000", "1000000", "10000000", "100000000")


def copied(case: Case, world: World, word: str, number: int, times: int, days: list[str] | None = None) -> Case | None:
    """The case with so many copies of a row, each with copies of all rows that point to it; ``None`` where a row has no name to change.

    With ``days`` the copies lie on these, in turns: in every column of days of the row and of its copies.
    """
    made = {row: [dict(texts) for texts in rows] for row, rows in case.items()}
    spec = next(one for one in world.records if one.row == word)
    for time in range(times):
        day = days[(time + 1) % len(days)] if days else None
        if not _copy(case, made, world, spec, number, time + 1, {}, day):
            return None
    return made


def _copy(
    case: Case, made: Case, world: World, spec: RecordSpec, number: int, time: int,
    called: dict[str, tuple[str, str]], day: str | None,
) -> bool:  # fmt: skip
    """Adds a copy of a row, with other names for what has been copied; ``called`` has the old and new name of a row of each record."""
    row: Texts = dict(case[spec.row][number])
    for column in spec.columns:
        text = row.get(column.name)
        if column.kind == "row" and column.row in called and called[column.row][0] == text:
            row[column.name] = called[column.row][1]
        elif column.kind == "date" and day is not None and text is not None and spec.valid is None:
            row[column.name] = day
    key = spec.key
    if key is not None and key.kind == "text":
        old = case[spec.row][number].get(key.name) or ""
        taken = {other.get(key.name) for other in made[spec.row]}
        names = NAMES if spec is world.roles.people else ()
        stem = f"{old}-" if old[-1:].isdigit() else old
        numbered = (f"{stem}{number}" for number in itertools.count(time + 1))
        new = next(one for one in itertools.chain(names, numbered) if one not in taken)
        row[key.name] = new
        called = {**called, spec.name: (old, new)}
    elif key is not None and key.kind != "row":
        return False
    made[spec.row].append(row)
    if spec.name not in called:
        return True
    return all(
        _copy(case, made, world, other, place, time, called, day)
        for other, place in _pointing(case, world, spec, called)
    )


def _pointing(
    case: Case, world: World, spec: RecordSpec, called: dict[str, tuple[str, str]]
) -> list[tuple[RecordSpec, int]]:
    """The rows that point to one; of what is part of a whole that isn't copied, the whole, which brings all its parts."""
    old = called[spec.name][0]
    whole = {part.name: of for part, of in world.roles.parts}
    specs = {one.name: one for one in world.records}
    found: list[tuple[RecordSpec, int]] = []
    for other in world.records:
        pointing = [column.name for column in other.columns if column.kind == "row" and column.row == spec.name]
        if other is spec or not pointing:
            continue
        for place, row in enumerate(case.get(other.row, [])):
            if not any(row.get(name) == old for name in pointing):
                continue
            root = specs[whole[other.name]] if other.name in whole else other
            if root.name in called or root is other or root.key is None:
                found.append((other, place))
                continue
            link = next(column.name for column in other.columns if column.row == root.name)
            rows = case.get(root.row, [])
            found += [(root, n) for n, one in enumerate(rows) if one.get(root.key.name) == row.get(link)]
    return list(dict.fromkeys(found))


def fewer(case: Case, world: World, word: str, still: Callable[[Case], bool]) -> Case:
    """The case with as few rows of a record as still do: half of them left out at once, then less and less."""
    size = len(case.get(word, [])) // 2
    while size:
        number = len(case[word])
        while number > 0:
            number = max(0, number - size)
            less = case
            for place in range(min(number + size, len(less[word])) - 1, number - 1, -1):
                less = without(less, world, word, place)
            if less[word] and still(less):
                case = less
        size //= 2
    return case


def all_alike(case: Case, world: World, word: str, still: Callable[[Case], bool]) -> Case:
    """The case with one plain value in all rows of a record, column by column, where they still do: many rows are read as one."""
    spec = next(one for one in world.records if one.row == word)
    for column in spec.columns:
        if column.key or column.kind not in (*NUMERIC, "date") or len(case[word]) < MANY:
            continue
        texts = [row.get(column.name) for row in case[word]]
        plain = PLAIN if column.kind == "money" else ("1",) if column.kind in ("count", "number") else ()
        for text in dict.fromkeys((*plain, *sorted((one for one in texts if one), key=len))):
            if all(one == text for one in texts):
                break
            other = {**case, word: [{**row, column.name: text} for row in case[word]]}
            if still(other):
                case = other
                break
    return case
