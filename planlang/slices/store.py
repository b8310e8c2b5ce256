"""The rows that have been fetched so far, as a data set."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Protocol

from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import NEXT_FILE, Dataset, RecordData
from planlang.data.load import load_rows
from planlang.data.raw import RawTable
from planlang.data.report import Cell as Text
from planlang.data.report import Findings
from planlang.diagnostics.model import Diagnostic
from planlang.slices.asking import Ask
from planlang.slices.files import Rows
from planlang.slotted import define, field


@define
class Fetched:
    """The rows of one record that are here; ``asked`` are the texts for which all rows are, by column."""

    file: str
    rows: Rows
    files: tuple[str, ...] = ()
    keyed: bool = False
    found: dict[int, tuple[Text, ...]] = field(factory=dict)
    asked: defaultdict[str, set[str]] = field(factory=lambda: defaultdict(set))
    whole: bool = False
    made: RecordData | None = None

    def read(self) -> list[tuple[str, int, int]]:
        """Of each file its name, how many rows of it are here, and how many it has."""
        here = Counter(line // NEXT_FILE for line in self.found)
        return [
            (file, here[number], count)
            for number, (file, count) in enumerate(zip(self.files or (self.file,), self.rows.counts, strict=True))
        ]

    def has(self, ask: Ask) -> bool:
        """Whether all rows of an ask are here."""
        return self.whole or (ask.column is not None and ask.texts <= self.asked[ask.column])

    def fetch(self, column: str | None, texts: Iterable[str]) -> None:
        """Gets the rows of an ask that may not be here."""
        before = len(self.found)
        if column is None:
            self.found = dict(self.rows.every())
            self.whole = True
        else:
            left = set(texts) - self.asked[column]
            if left and not self.whole:
                self.found.update(self.rows.by(column, left))
            self.asked[column] |= left
        if len(self.found) > before:
            self.made = None


class AnyStore(Protocol):
    """Where rows are fetched to."""

    @property
    def findings(self) -> tuple[Diagnostic, ...]: ...
    def has(self, ask: Ask) -> bool: ...
    def fetch(self, asks: Iterable[Ask]) -> None: ...
    def dataset(self) -> Dataset | None: ...


@define
class Store:
    """All records, with as many of their rows as have been fetched."""

    calendar: FiscalCalendar
    records: dict[str, Fetched]
    findings: tuple[Diagnostic, ...] = ()

    def has(self, ask: Ask) -> bool:
        """Whether all rows of an ask are here."""
        return self.records[ask.record].has(ask)

    def fetch(self, asks: Iterable[Ask]) -> None:
        """Gets all rows of some asks: one look at a file for each column they ask by."""
        together: dict[tuple[str, str | None], set[str]] = {}
        for ask in asks:
            together.setdefault((ask.record, ask.column), set()).update(ask.texts)
        for (record, column), texts in sorted(together.items(), key=lambda item: item[0][1] is not None):
            self.records[record].fetch(column, texts)

    def dataset(self) -> Dataset | None:
        """The rows that are here, checked; ``None`` where ``findings`` says what is wrong with one of them."""
        data: Dataset = {}
        findings: list[Diagnostic] = []
        for name, one in self.records.items():
            if one.made is None:
                found = Findings(one.file)
                found.files = one.files
                lines = sorted(one.found)
                rows = [one.found[line] for line in lines]
                cells = list(zip(*rows, strict=True)) if rows else [()] * len(one.rows.names)
                columns = {column: list(texts) for column, texts in zip(one.rows.names, cells, strict=True)}
                one.made = load_rows(
                    one.rows.spec, RawTable(one.file, columns, lines, keyed=one.keyed), found, self.calendar
                )
                findings.extend(found.all())
            if one.made is not None:
                data[name] = one.made
        self.findings = tuple(findings)
        return None if findings else data
