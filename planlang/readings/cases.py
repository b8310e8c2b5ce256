"""Small data for a plan: rows of its own records, each cell with the values that it may have, the plainest first."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

from planlang.core.records import NUMERIC, PERIODS, ColumnSpec, RecordSpec
from planlang.readings.pools import Speaks, amounts, number_text, pool, spoken_of
from planlang.readings.world import Case, Slot, Texts, World
from planlang.slotted import frozen

NAMES = ("ana", "ben", "cem", "dan", "eva")
BASE = {"money": Fraction(100_000), "number": Fraction(10), "count": Fraction(1)}
PARTS = {("year", "quarter"): (4,), ("year", "month"): (4, 12), ("quarter", "month"): (3,)}
"""How many parts a target has where it is for a longer time than what is paid."""
CARDS = (("from", "below"), ("above", "through"))
"""The columns of a table in the data whose rows are bands."""
MOST_PERIODS = 24


@frozen
class Shape:
    """How many rows a case has: people, things that happen, and parts of each."""

    people: int
    roots: int
    parts: int = 1


SHAPES = (
    Shape(1, 1), Shape(1, 2), Shape(2, 1), Shape(2, 2), Shape(2, 1, 2), Shape(1, 3), Shape(2, 2, 2), Shape(2, 3),
)  # fmt: skip


def layout(world: World, shape: Shape) -> tuple[Case, dict[Slot, list[str | None]]]:
    """The case of a shape with the plainest value in each cell, and the values that the cells in question may have."""
    build = _Build(world, shape)
    build.all()
    return build.case, build.slots


class _Build:
    def __init__(self, world: World, shape: Shape) -> None:
        self.world, self.shape = world, shape
        self.specs = {spec.name: spec for spec in world.records}
        self.case: Case = {spec.row: [] for spec in world.records}
        self.slots: dict[Slot, list[str | None]] = {}
        self.bases = self._bases()

    def all(self) -> None:
        """Makes every row; what others point to comes first."""
        roles, shape = self.world.roles, self.shape
        if roles.people is not None:
            for number in range(3 if self.world.versions else shape.people):
                self._row(roles.people, number, {})
        for spec in roles.settings:
            self._setting(spec)
        for spec in sorted(roles.roots, key=lambda root: self._depth(root, ())):
            for number in range(shape.roots):
                self._row(spec, number, {})
        for spec, of in roles.parts:
            whole = self.specs[of]
            column = next(c for c in spec.columns if c.kind == "row" and c.row == of)
            for number in range(shape.roots * shape.parts):
                root, part = divmod(number, shape.parts)
                self._row(spec, number, {column.name: self._key_text(whole, root)}, part)

    def _depth(self, spec: RecordSpec, above: tuple[str, ...]) -> int:
        """How far down others must stand first that this record points to."""
        targets = [c.row for c in spec.columns if c.kind == "row" and c.row and c.row not in (*above, spec.name)]
        return max((1 + self._depth(self.specs[name], (*above, spec.name)) for name in targets), default=0)

    def _bases(self) -> list[Fraction]:
        """The targets that the people of the case have: what attainment bands are shares of."""
        people = self.world.roles.people
        if people is None:
            return []
        found = []
        for column in people.columns:
            if column.kind == "money":
                text = self._of_example(people, column, 0)
                whole = Fraction(text) if text is not None else BASE["money"]
                found += [whole, *(whole / part for part in PARTS.get((column.per or "", self.world.paid or ""), ()))]
        return list(dict.fromkeys(base for base in found if base > 0))

    def _of_example(self, spec: RecordSpec, column: ColumnSpec, number: int) -> str | None:
        """What the plan's own examples have there."""
        for case in self.world.examples:
            rows = [row for row in case.get(spec.row, []) if row.get(column.name) is not None]
            if rows:
                return rows[min(number, len(rows) - 1)][column.name]
        return None

    def _row(self, spec: RecordSpec, number: int, fixed: Texts, part: int = 0) -> None:
        row: Texts = {}
        for column in spec.columns:
            slot = (spec.row, number, column.name)
            if column.name in fixed:
                row[column.name] = fixed[column.name]
                continue
            values = self._values(spec, column, number, part)
            row[column.name] = values[0] if values else None
            if (spec.name, column.name) in self.world.varied and len(values) > 1:
                self.slots[slot] = values
        self.case[spec.row].append(row)

    def _values(self, spec: RecordSpec, column: ColumnSpec, number: int, part: int) -> list[str | None]:
        world, shape = self.world, self.shape
        if column.key and column.kind != "row":
            return [self._key_text(spec, number)]
        if (spec.name, column.name) in world.texts:
            return [world.texts[spec.name, column.name]]
        if column.kind == "row":
            return self._targets(spec, column, number, part)
        if spec.valid is not None and column.name in spec.valid:
            first, last = world.about.covers
            first -= 365 if world.about.back else 0
            day = first if column.name == spec.valid[0] else last
            return [world.calendar.label("day", day), *([None] if column.optional else [])]
        if self._divides(spec):
            if column.kind in ("percent", "fraction"):
                return [_share(column, shape.parts)]
            if column.kind == "yes/no":
                return ["yes" if part == 0 else "no"]
        if spec is world.roles.people or any(spec is one for one in world.roles.settings):
            known = self._of_example(spec, column, number)
            values = [known] if known is not None else []
            if column.kind in NUMERIC:
                base = BASE.get(column.kind, Fraction(1)) if known is None else Fraction(known.rstrip("%x"))
                base = base / 100 if known is not None and known.endswith("%") else base
                times = [Fraction(1), Fraction(1, 2), Fraction(2), Fraction(0)]
                times += () if world.roles.roots else _times(world.about)  # where nothing happens, results say it all
                spoken = [base * k for k in times] + spoken_of(column, world.about)
                if column.kind == "money" and not world.roles.roots and spec is not world.roles.people:
                    spoken += amounts(world.about, tuple(self.bases))
                sound = dict.fromkeys(number_text(value, column) for value in spoken)
                return [*(t for t in sound if t is not None), *([None] if column.optional else [])]
            if column.kind in PERIODS and not values:
                values = [world.calendar.label(column.kind, world.calendar.period(column.kind, world.about.covers[0]))]  # type: ignore[arg-type]
            more = pool(column, world.about, self.bases, number)
            return list(dict.fromkeys([*values, *more]))
        if column.kind in PERIODS:
            day = world.about.covers[0]
            return [world.calendar.label(column.kind, world.calendar.period(column.kind, day))]  # type: ignore[arg-type]
        if column.kind == "date":
            days = pool(column, world.about, self.bases, 0 if world.together else number)
            return sorted(days, key=lambda text: text is not None)  # nothing is cancelled unless that shows something
        position = number if column.kind == "text" else 0
        return pool(column, world.about, self.bases, position, self._beside(spec, column))

    def _beside(self, spec: RecordSpec, column: ColumnSpec) -> list[Fraction]:
        """The plainest of the other amounts in the row, which this one may be compared with: what renews with what was due."""
        if column.kind != "money":
            return []
        others = [one for one in spec.columns if one.kind == "money" and one is not column]
        values = [
            pool(one, self.world.about, self.bases, 0) for one in others if (spec.name, one.name) in self.world.varied
        ]
        return [Fraction(first) for first, *_ in values if first is not None]

    def _targets(self, spec: RecordSpec, column: ColumnSpec, number: int, part: int) -> list[str | None]:
        target = self.specs[column.row or ""]
        there = self._keys(target) or self._to_come(target)
        none: list[str | None] = [None] if column.optional else []
        if target is spec:  # a person's manager is another person
            others = [key for n, key in enumerate(NAMES[: self.shape.people]) if n != number]
            return [*none, *others]
        if not there:
            return none
        if target is self.world.roles.people:
            first = (number // self.shape.parts + part if self._divides(spec) else number) % len(there)
            return [*there[first:], *there[:first], *none]
        first = number % len(there)
        return [*there[first:], *there[:first], *none]

    def _divides(self, spec: RecordSpec) -> bool:
        return any(spec is one for one, _ in self.world.roles.parts)

    def _keys(self, spec: RecordSpec) -> list[str]:
        """The identity texts of the rows so far."""
        found = []
        for row in self.case[spec.row]:
            parts = [row.get(name) or "none" for name in spec.identity]
            found.append(parts[0] if len(parts) == 1 else " / ".join(parts))
        return found

    def _to_come(self, spec: RecordSpec) -> list[str]:
        """The keys of a table that people point to, and whose rows are made after theirs, since they may point to people, too."""
        return [self._key_text(spec, number) for number in range(self.shape.people)] if self._of_people(spec) else []

    def _of_people(self, spec: RecordSpec) -> bool:
        """Whether a table is what people are of: teams, stores, territories."""
        people = self.world.roles.people
        setting = (
            spec.key is not None and spec.one_for is None and any(spec is one for one in self.world.roles.settings)
        )
        return setting and people is not None and any(column.row == spec.name for column in people.columns)

    def _key_text(self, spec: RecordSpec, number: int) -> str:
        key = spec.key
        if spec is self.world.roles.people:
            return NAMES[number]
        if key is not None and key.kind == "one-of":
            return key.members[number % len(key.members)]
        if key is not None and key.kind not in ("text", "row"):
            values = pool(key, self.world.about, self.bases, number)
            return values[number % len(values)] or "" if values else str(number + 1)
        return f"{spec.row[:1]}{number + 1}"

    def _setting(self, spec: RecordSpec) -> None:
        """The rows of a table that must be there: one for each of what it says, or else one, or one for each person."""
        bounds = next((two for two in CARDS if two[0] in spec.by_name and two[1] in spec.by_name), None)
        if bounds is not None and spec.by_name[bounds[0]].kind in NUMERIC:
            self._card(spec, *bounds)
            return
        if spec.one_for is not None:
            names = [name for name in spec.one_for if name not in (spec.valid or ())]
            axes = [self._axis(spec.by_name[name]) for name in names]
            for number, combination in enumerate(itertools.islice(itertools.product(*axes), MOST_PERIODS * 3)):
                self._said(spec, number, dict(zip(names, combination)))
            return
        people = self.world.roles.people
        mine = next((c for c in spec.columns if c.kind == "row" and people is not None and c.row == people.name), None)
        members = next((c for c in spec.columns if c.kind == "one-of" and not c.key), None)
        above = next((c for c in spec.columns if mine is not None and c is not mine and c.row == mine.row), None)
        if mine is not None and above is not None and not self.world.versions:
            for number in range(self.shape.people - 1):  # the last is above all others: nobody stands above themselves
                self._said(spec, number, {mine.name: NAMES[number], above.name: NAMES[self.shape.people - 1]})
        elif mine is not None:
            for number in range(self.shape.people):
                self._said(spec, number, {mine.name: NAMES[number]})
        elif self._of_people(spec):
            for number in range(self.shape.people):
                self._said(spec, number, {})
        elif members is not None:
            values = pool(members, self.world.about, self.bases, 0)
            for number, member in enumerate(values[:2]):
                self._said(spec, number, {members.name: member})
        else:
            self._said(spec, 0, {})

    def _card(self, spec: RecordSpec, low: str, high: str) -> None:
        """The rows of a table whose rows are bands: two that meet, for each of what else they say, the second of them open if it may be."""
        names = [name for name in spec.one_for or () if name not in (low, high, *(spec.valid or ()))]
        start, change, end = (
            number_text(BASE.get(spec.by_name[low].kind, Fraction(1)) * part, spec.by_name[low])
            for part in (Fraction(0), Fraction(1, 10), Fraction(10))
        )
        bands = ((start, change), (change, None if spec.by_name[high].optional else end))
        pays = [c for c in spec.columns if c.kind in NUMERIC and c.name not in (low, high) and not c.key]
        number = 0
        for combination in itertools.islice(itertools.product(*(self._axis(spec.by_name[n]) for n in names)), 2):
            for which, (begins, ends) in enumerate(bands):
                fixed: Texts = {**dict(zip(names, combination)), low: begins, high: ends}
                if which:
                    fixed |= {column.name: self._values(spec, column, 0, 0)[1] for column in pays}
                self._said(spec, number, fixed)
                number += 1

    def _said(self, spec: RecordSpec, number: int, fixed: Texts) -> None:
        """A row of a table that must be there; of what is valid for a time two, one after the other, where versions are asked for."""
        if spec.valid is None or not self.world.versions:
            self._row(spec, number, fixed)
            return
        calendar, (first, last) = self.world.calendar, self.world.about.covers
        change = changes_on(self.world)
        start, end = spec.valid
        taken = [text for text in fixed.values() if text in NAMES]
        for which, (begins, ends) in enumerate(((first, change - 1), (change, last))):
            other = dict(fixed)
            for column in spec.columns:
                if column.name in fixed or column.key or column.name in spec.valid:
                    continue
                values = [text for text in self._values(spec, column, number, 0) if text not in taken]
                if len(values) > 1:
                    other[column.name] = values[which]
            other[start], other[end] = calendar.label("day", begins), calendar.label("day", ends)
            self._row(spec, 2 * number + which, other)

    def _axis(self, column: ColumnSpec) -> list[str]:
        calendar = self.world.calendar
        first, last = self.world.about.covers
        if column.kind in PERIODS:
            unit = column.kind
            numbers = range(calendar.period(unit, first), calendar.period(unit, last) + 1)  # type: ignore[arg-type]
            return [calendar.label(unit, number) for number in numbers][:MOST_PERIODS]  # type: ignore[arg-type]
        if column.kind == "row":
            target = self.specs[column.row or ""]
            return self._keys(target)
        return [text for text in pool(column, self.world.about, self.bases, 0) if text is not None]


def changes_on(world: World) -> int:
    """The day from which what is valid for a time has another version: the first of the second month."""
    calendar, (first, last) = world.calendar, world.about.covers
    change = calendar.first_day("month", calendar.period("month", first) + 1)
    return change if change <= last else first + (last - first + 1) // 2


def _times(about: Speaks) -> list[Fraction]:
    """How often an amount may lie in another one for the plan to pay differently: a share of it, or more than it by a share."""
    shares = [rate for rate in about.rates if rate <= 5]
    return list(
        dict.fromkeys([*shares, *(1 + rate for rate in shares if rate < 1), *(1 - rate for rate in shares if rate < 1)])
    )


def _share(column: ColumnSpec, parts: int) -> str:
    """The share of each of one or two parts, which are all of it together; there are never more."""
    if parts == 1:
        return "100%" if column.kind == "percent" else "1"
    return "50%" if column.kind == "percent" else "0.5"


def plain_values(world: World, people: int, roots: int) -> dict[Slot, str | None]:
    """The plainest value of each cell of people, settings and what happens."""
    build = _Build(world, Shape(max(1, min(people, len(NAMES))), max(1, roots)))
    build.all()
    parts = [spec.row for spec, _ in world.roles.parts]
    return {
        (row, number, column): text
        for row, rows in build.case.items()
        if row not in parts
        for number, texts in enumerate(rows)
        for column, text in texts.items()
    }


def short(key: str, taken: Sequence[str]) -> str:
    """The first part of a row's key, where that tells it apart from the others."""
    first = key.split(" / ")[0]
    return first if sum(other.split(" / ")[0] == first for other in taken) == 1 else key
