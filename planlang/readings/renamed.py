"""The same case with other names: what happens in the other order, numbered without a gap, or to somebody else, too."""

from __future__ import annotations

from collections.abc import Callable

from planlang.readings.world import Case, World, happening


def turned(case: Case, world: World) -> Case:
    """The same where the keys of what happens are given out from last to first: who came first comes last."""
    return _renamed(case, world, lambda keys: list(reversed(keys)))


def back(world: World, case: Case, key: str) -> str:
    """What a row of the turned case is called in the case itself."""
    return named_back(world, case)(key)


def named_back(world: World, case: Case) -> Callable[[str], str]:
    """The same for all rows of a case."""
    names: dict[str, str] = {}
    for spec in happening(world):
        if spec.key is not None and spec.key.kind == "text":
            keys = [row[spec.key.name] or "" for row in case.get(spec.row, [])]
            names.update(zip(keys, reversed(keys)))
    return lambda key: " / ".join(names.get(part, part) for part in key.split(" / "))


def numbered(case: Case, world: World) -> Case:
    """The same with keys numbered without a gap, in the order that they have."""
    return _renamed(case, world, lambda keys: [f"{key[:1]}{n + 1}" for n, key in enumerate(keys)])


def doubled(case: Case, world: World) -> Case:
    """The same with somebody else, whom all happens to that happens to the first."""
    people = world.roles.people
    key = people.key if people is not None else None
    if people is None or key is None or not case.get(people.row):
        return case
    first = case[people.row][0]
    names = {(people.name, first[key.name]): "eve"}
    for spec in happening(world):
        rows = case.get(spec.row, [])
        if spec.key is not None:
            names |= {
                (spec.name, row[spec.key.name]): f"{spec.row[:1]}{len(rows) + n + 1}" for n, row in enumerate(rows)
            }
    made = dict(case)
    for spec in (people, *happening(world)):
        rows = [first] if spec is people else case.get(spec.row, [])
        columns = {column.name: spec.name if column.key else column.row or "" for column in spec.columns}
        again = [{name: names.get((columns[name], text), text) for name, text in row.items()} for row in rows]
        made[spec.row] = [*case.get(spec.row, []), *again]
    return made


def a_year_before(case: Case, world: World, person: str) -> Case:
    """The same with all that happens once more a year before, to somebody; what is valid for a time is so a year longer."""
    names = {
        (spec.name, row[spec.key.name] or ""): f"{spec.row[:1]}{len(case[spec.row]) + n + 1}"
        for spec in happening(world)
        if spec.key is not None
        for n, row in enumerate(case.get(spec.row, []))
    }
    people = world.roles.people.name if world.roles.people is not None else ""
    made = dict(case)
    for spec in happening(world):
        columns = spec.by_name
        again = []
        for row in case.get(spec.row, []):
            other = dict(row)
            for name, text in row.items():
                column = columns[name]
                target = spec.name if column.key else column.row or ""
                if text is not None and column.kind == "date":
                    other[name] = _year_less(text)
                elif text is not None and column.kind == "row" and target == people:
                    other[name] = person
                elif text is not None:
                    other[name] = names.get((target, text), text)
            again.append(other)
        made[spec.row] = [*case.get(spec.row, []), *again]
    for spec in world.records:
        if spec.valid is not None:
            start = spec.valid[0]
            rows = made.get(spec.row, [])
            made[spec.row] = [{**row, start: _year_less(text) if (text := row.get(start)) else text} for row in rows]
    return made


def _year_less(day: str) -> str:
    year, rest = day.split("-", 1)
    return f"{int(year) - 1}-{'02-28' if rest == '02-29' else rest}"


def _renamed(case: Case, world: World, rename: Callable[[list[str]], list[str]]) -> Case:
    renamed: dict[str, dict[str, str]] = {}
    for spec in happening(world):
        if spec.key is not None and spec.key.kind == "text":
            keys = [row[spec.key.name] or "" for row in case.get(spec.row, [])]
            renamed[spec.name] = dict(zip(keys, rename(keys)))
    made = {name: [dict(row) for row in rows] for name, rows in case.items()}
    for spec in world.records:
        for row in made.get(spec.row, []):
            for column in spec.columns:
                text = row.get(column.name)
                names = renamed.get(spec.name if column.key else (column.row or ""), {})
                if text is not None and (column.key or column.kind == "row") and text in names:
                    row[column.name] = names[text]
    return made
