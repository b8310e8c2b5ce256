"""What a payee gains by moving a deal to another day, by making two deals of one or one of two, by the order of one day.

Each try changes the data as an export would show it, goes through the loader and the plan's checks, and is paid by the
interpreter. A try that the plan refuses is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Literal

from planlang.analysis.curve import Refused
from planlang.analysis.origins import Place, amounts, credited_rows, dates
from planlang.analysis.varied import Watched, paid
from planlang.core.calendar import Unit
from planlang.core.dataset import Dataset
from planlang.core.decimals import decimal_text
from planlang.core.graph import Graph
from planlang.core.records import RecordSpec
from planlang.data.load import Grid, load_grids
from planlang.data.texts import Row, texts_of
from planlang.diagnostics.order import has_errors
from planlang.engines.interpreter import EXACT, Evaluator
from planlang.slotted import frozen

Sort = Literal["later", "earlier", "split", "merged", "reordered"]
Tables = dict[str, list[Row]]
MOST = 60
"""So many rows of a person are tried, the largest amounts first: each try is a whole run."""


EACH_OTHER = 8
"""So many rows of one day change places each with each other; of more only neighbours do."""


@frozen
class Move:
    """A change, in words, and what it pays the person: ``gain`` more than now, in all periods together."""

    sort: Sort
    says: str
    rows: tuple[str, ...]
    before: Fraction
    after: Fraction

    @property
    def gain(self) -> Fraction:
        """How much more is paid."""
        return self.after - self.before


@frozen
class Moves:
    """The changes that pay somebody more, the best first; ``tried`` of them were paid, ``refused`` by the plan or its data checks.

    ``whole`` is false where only the largest rows were tried.
    """

    found: tuple[Move, ...]
    tried: int
    refused: int
    whole: bool


@frozen
class _Try:
    sort: Sort
    says: str
    rows: tuple[str, ...]
    tables: Tables


def moves(graph: Graph, data: Dataset, person: str) -> Moves:
    """Tries all of them for a person. The data must be payable as it is."""
    watched = Watched([person])
    now = paid(graph, data, watched)
    assert isinstance(now, tuple), "the data is paid before it is changed"
    work = _Work(graph, data, person)
    found: list[Move] = []
    tried = refused = 0
    for one in work.tries():
        tried += 1
        changed = work.loaded(one.tables)
        after: tuple[Fraction, ...] | Refused = Refused("") if changed is None else paid(graph, changed, watched)
        if isinstance(after, Refused):
            refused += 1
        elif after[0] > now[0]:
            found.append(Move(one.sort, one.says, one.rows, now[0], after[0]))
    found.sort(key=lambda move: (-move.gain, move.sort, move.rows, move.says))
    return Moves(tuple(found), tried, refused, work.whole)


class _Work:
    """One person's rows, and the data as texts."""

    def __init__(self, graph: Graph, data: Dataset, person: str) -> None:
        self.graph = graph
        self.data = data
        self.texts = texts_of(data, graph.calendar)
        self.specs = {record.name: record for record in graph.records}
        self.own = credited_rows(Evaluator(graph, data, EXACT), person)
        self.whole = True

    def loaded(self, tables: Tables) -> Dataset | None:
        """Changed texts as data, if the loader takes them."""
        grids = [Grid(spec, tables[name], name, range(1, len(tables[name]) + 1)) for name, spec in self.specs.items()]
        result = load_grids(grids, self.graph.calendar)
        return None if has_errors(result.diagnostics) else result.data

    def tries(self) -> Iterator[_Try]:
        """All changes, one after the other."""
        money = amounts(self.graph)
        for place in dates(self.graph):
            rows = self._rows(place[0], money)
            yield from self._days(place, rows)
            yield from self._orders(place, rows)
        for record in dict.fromkeys(record for record, _ in money):
            if self.specs[record].key is not None:
                rows = self._rows(record, money)
                yield from self._splits(record, rows)
                yield from self._merges(record, rows)

    def _rows(self, record: str, money: Sequence[Place]) -> list[int]:
        """The person's rows of a record, the largest amounts first where there are too many."""
        rows = self.own.get(record, [])
        if len(rows) <= MOST:
            return rows
        self.whole = False
        columns = [self.data[record].columns[column] for name, column in money if name == record]
        size = {row: sum(abs(Fraction(c.at(row) or 0)) for c in columns) for row in rows}
        return sorted(sorted(rows, key=lambda row: (-size[row], row))[:MOST])

    def _name(self, record: str, row: int) -> str:
        return f"{self.specs[record].row} {self.data[record].ids[row]}"

    def _with(self, record: str, changes: dict[int, Row]) -> Tables:
        rows = [changes.get(number, row) for number, row in enumerate(self.texts[record])]
        return {**self.texts, record: rows}

    # --- another day ----------------------------------------------------------------------------

    def _days(self, place: Place, rows: list[int]) -> Iterator[_Try]:
        record, column = place
        calendar = self.graph.calendar
        first, last = self.graph.covers
        for row in rows:
            day = self.data[record].columns[column].items[row]
            if day is None:
                continue
            found: dict[int, Sort] = {}
            for unit in self._units():
                period = calendar.period(unit, day)
                found.setdefault(calendar.first_day(unit, period) - 1, "earlier")
                found.setdefault(calendar.last_day(unit, period) + 1, "later")
            for other, sort in found.items():
                if first <= other <= last:
                    text = calendar.label("day", other)
                    changed = {**self.texts[record][row], column: text}
                    says = f"{self._name(record, row)} on {text} instead of {calendar.label('day', day)}"
                    yield _Try(sort, says, (self.data[record].ids[row],), self._with(record, {row: changed}))

    def _units(self) -> list[Unit]:
        assert self.graph.payout is not None
        units: list[Unit] = [self.graph.payout.unit, "month", "quarter", "year"]
        return list(dict.fromkeys(units))

    # --- the order of one day -------------------------------------------------------------------

    def _orders(self, place: Place, rows: list[int]) -> Iterator[_Try]:
        """Two rows of one day exchange their keys, which is what orders them."""
        record, column = place
        key = self.specs[record].key
        if key is None:
            return
        days = self.data[record].columns[column].items
        for one, other in self._together(rows, days):
            a, b = self.texts[record][one], self.texts[record][other]
            names = {a[key.name]: b[key.name], b[key.name]: a[key.name]}
            changed = self._with(record, {one: {**a, key.name: b[key.name]}, other: {**b, key.name: a[key.name]}})
            says = f"{self._name(record, other)} before {self._name(record, one)}, on the same day"
            ids = (self.data[record].ids[other], self.data[record].ids[one])
            yield _Try("reordered", says, ids, {**changed, **self._pointing(record, names, changed)})

    def _together(self, rows: list[int], days: Sequence[object]) -> Iterator[tuple[int, int]]:
        """Two rows of one day, wherever in the data they stand: each with each other, but for days of very many."""
        by_day: dict[object, list[int]] = {}
        for row in rows:
            if days[row] is not None:
                by_day.setdefault(days[row], []).append(row)
        for same in by_day.values():
            if len(same) <= EACH_OTHER:
                yield from combinations(same, 2)
            else:
                self.whole = False
                yield from pairwise(same)

    def _children(self, record: str) -> Iterator[tuple[str, str]]:
        """The columns of other records that point to rows of this one."""
        for spec in self.graph.records:
            yield from ((spec.name, column.name) for column in spec.columns if column.row == record)

    def _pointing(self, record: str, names: dict[str | None, str | None], tables: Tables) -> Tables:
        changed: Tables = {}
        for child, column in self._children(record):
            rows = changed.get(child, tables[child])
            changed[child] = [
                {**row, column: names[row[column]]} if row.get(column) in names and row.get(column) else row
                for row in rows
            ]
        return changed

    # --- two for one, one for two ---------------------------------------------------------------

    def _money(self, spec: RecordSpec) -> list[str]:
        return [column.name for column in spec.columns if column.kind == "money"]

    def _splits(self, record: str, rows: list[int]) -> Iterator[_Try]:
        spec = self.specs[record]
        assert spec.key is not None
        for row in rows:
            whole = self.texts[record][row]
            halves: list[Row] = [dict(whole), dict(whole)]
            for column in self._money(spec):
                amount = Fraction(self.data[record].columns[column].at(row) or 0)
                unit = Fraction(1, 10**self.graph.digits)
                first = amount / 2 // unit * unit
                if amount and first in (0, amount):
                    break
                for half, part in zip(halves, (first, amount - first), strict=True):
                    half[column] = None if whole[column] is None else decimal_text(part)
            else:
                name = whole[spec.key.name]
                second = f"{name} (2)"
                halves[1][spec.key.name] = second
                tables = self._with(record, {row: halves[0]})
                tables[record] = [*tables[record], halves[1]]
                for child, column in self._children(record):
                    more = [{**one, column: second} for one in tables[child] if one.get(column) == name]
                    tables[child] = [*tables[child], *self._fresh(child, more)]
                yield _Try(
                    "split",
                    f"{self._name(record, row)} as two, half of it each{self._same(spec, whole)}",
                    (str(name),),
                    tables,
                )

    def _same(self, spec: RecordSpec, whole: Row) -> str:
        """Which numbers stay as they are in both halves: who splits a deal may have to split these, too."""
        kept = [c.name for c in spec.columns if c.kind in ("count", "number") and whole[c.name] not in (None, "0")]
        return f", with the same {' and '.join(kept)}" if kept else ""

    def _fresh(self, record: str, rows: list[Row]) -> list[Row]:
        """Copies of rows, under keys of their own."""
        key = self.specs[record].key
        return rows if key is None else [{**row, key.name: f"{row[key.name]} (2)"} for row in rows]

    def _merges(self, record: str, rows: list[int]) -> Iterator[_Try]:
        """Two rows that differ in their key, date and money only, and whose own rows are alike, become the later one."""
        spec = self.specs[record]
        assert spec.key is not None
        days = next((column for name, column in dates(self.graph) if name == record), None)
        free = {spec.key.name, *self._money(spec), *([days] if days else [])}
        alike: dict[tuple[object, ...], list[int]] = {}
        for row in rows:
            kept = tuple(text for name, text in self.texts[record][row].items() if name not in free)
            alike.setdefault((kept, self._below(record, row)), []).append(row)
        for group in alike.values():
            by_day = sorted(group, key=lambda row: (self.texts[record][row].get(days or "") or "", row))
            for one, other in pairwise(by_day):
                yield self._merge(record, one, other)

    def _below(self, record: str, row: int) -> tuple[object, ...]:
        """What the rows of other records say that point to a row, but for their keys."""
        name = self.data[record].ids[row]
        said: list[object] = []
        for child, column in self._children(record):
            key = self.specs[child].key
            left = {column, *([key.name] if key else [])}
            own = [
                tuple(t for n, t in sorted(one.items()) if n not in left)
                for one in self.texts[child]
                if one.get(column) == name
            ]
            said.append((child, tuple(sorted(own, key=str))))
        return tuple(said)

    def _merge(self, record: str, one: int, other: int) -> _Try:
        spec = self.specs[record]
        assert spec.key is not None
        both = dict(self.texts[record][other])
        for column in self._money(spec):
            values = self.data[record].columns[column]
            if both[column] is not None:
                both[column] = decimal_text(Fraction(values.at(one) or 0) + Fraction(values.at(other) or 0))
        gone = self.texts[record][one][spec.key.name]
        tables = self._with(record, {other: both})
        tables[record] = [row for number, row in enumerate(tables[record]) if number != one]
        for child, column in self._children(record):
            tables[child] = [row for row in tables[child] if row.get(column) != gone]
        day = next((both[column] for name, column in dates(self.graph) if name == record), None)
        says = f"{self._name(record, one)} and {self._name(record, other)} as one{f', on {day}' if day else ''}"
        return _Try("merged", says, (self.data[record].ids[one], self.data[record].ids[other]), tables)
