"""Which rows of the data were credited, and why the others were not: together they are all of them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from planlang.core.graph import CreditInfo, Derive, Graph, Input, PayoutInfo
from planlang.core.values import Values
from planlang.run.reasons import reason
from planlang.run.result import Count, RunFault
from planlang.run.tables import Output, OutputColumn, joined
from planlang.slotted import frozen

if TYPE_CHECKING:
    from planlang.explain.model import Reader


def credit_table(reader: Reader, info: PayoutInfo | None, periods: Container[int]) -> Output:
    """All credits dated in some payout periods, credit by credit, by date and id."""
    from planlang.engines.interpreter.sorting import by_column  # which an engine's run has no use for

    graph = reader.graph
    names: list[str] = []
    parts: list[list[Values]] = []
    for credit in graph.credits:
        rows = list(range(reader.count(credit.table)))
        covered = reader.column(credit.table, credit.covered, rows).items
        days = reader.column(credit.table, credit.date, rows).items
        chosen = {day for day in set(days) if info is None or graph.calendar.period(info.unit, day) in periods}
        if len(chosen) < len(set(days)) or not all(covered):
            rows = [row for row in rows if covered[row] and days[row] in chosen]
        names_of = dict(zip(rows, reader.column(credit.table, credit.id, rows).items, strict=True))
        rows = by_column(sorted(rows, key=names_of.__getitem__), days)
        ids = [names_of[row] for row in rows]
        people = reader.column(credit.table, credit.participant, rows).items
        amount = reader.column(credit.table, credit.amount, rows)
        absent = Values([None] * len(rows), 1)
        quota = reader.column(credit.table, credit.quota_credit, rows) if credit.quota_credit else absent
        names.extend([credit.name] * len(rows))
        parts.append([Values(ids), Values(people), Values([days[row] for row in rows]), amount, quota])
    columns = [joined([part[number] for part in parts]) for number in range(5)]
    texts = ("key", "participant")
    return Output(
        "credits",
        (
            OutputColumn("credit", "text", Values(names)),
            *(OutputColumn(name, "text", Values(columns[n].items)) for n, name in enumerate(texts)),
            OutputColumn("date", "date", Values(columns[2].items)),
            OutputColumn("amount", "money", columns[3], graph.digits),
            OutputColumn("quota_credit", "money", columns[4], graph.digits),
        ),
    )


def credited_tables(graph: Graph) -> list[str]:
    """The input tables whose rows are credited, in the order of the plan."""
    found = dict.fromkeys(source for credit in graph.credits for source in credit.sources)
    return [name for name in found if isinstance(graph.tables[name].rows, Input)]


def ids_of(reader: Reader, tables: Iterable[str]) -> list[str]:
    """The names of all rows of tables of the data, and of the rows they refer to."""
    found: dict[str, None] = {}
    for table in tables:
        rows = reader.graph.tables[table].rows
        assert isinstance(rows, Input)
        record = reader.data[rows.record]
        found.update(dict.fromkeys(record.ids))
        for column in record.spec.columns:
            if column.kind == "row" and column.name in record.columns:
                found.update(dict.fromkeys(str(item) for item in record.columns[column.name].items if item is not None))
    return list(found)


def reasons_of(reader: Reader, row: str) -> list[str]:
    """For a row of the data that no credit counts, what it is and why not."""
    output, _ = uncredited_table(reader)
    return [f"{data} {key} was not credited: {reason}" for data, key, reason in output.rows() if key == row]


def uncredited_table(reader: Reader) -> tuple[Output, tuple[Count, ...]]:
    """The rows that no credit counts, with the reasons, and how many rows there are of each kind."""
    graph = reader.graph
    data: list[str] = []
    keys: list[str] = []
    reasons: list[str] = []
    counts: list[Count] = []
    for table in credited_tables(graph):
        rows = graph.tables[table].rows
        assert isinstance(rows, Input)
        made = [(credit, _Made.of(reader, credit, table)) for credit in graph.credits if table in credit.sources]
        total = reader.count(table)
        counted = set().union(*(one.counted() for _, one in made))
        left = [row for row in range(total) if row not in counted] if len(counted) < total else []
        found = [(credit, one.places()) for credit, one in made if left]
        for row in left:
            said = [
                _said(credit, len(made) > 1) + reason(reader, credit, table, row, places.get(row))
                for credit, places in found
            ]
            data.append(rows.record)
            keys.append(reader.row_id(table, row))
            reasons.append("; ".join(said))
        counts.append(Count(rows.record, total, len(counted), total - len(counted)))
    if sum(count.uncredited for count in counts) != len(keys):
        raise RunFault("credited and uncredited rows are not all rows")
    names = ("data", "key", "reason")
    texts = (data, keys, reasons)
    columns = tuple(OutputColumn(n, "text", Values(t)) for n, t in zip(names, texts, strict=True))
    return Output("uncredited", columns), tuple(counts)


def _said(credit: CreditInfo, several: bool) -> str:
    return f"{credit.name}: " if several else ""


@frozen
class _Made:
    """What a credit made of a table's rows: for each of its own rows the one that it was made from, and if it counts."""

    sources: list[int | None]
    covered: list[bool]

    @classmethod
    def of(cls, reader: Reader, credit: CreditInfo, table: str) -> _Made:
        rows = list(range(reader.count(credit.table)))
        covered = reader.column(credit.table, credit.covered, rows).items
        return cls(_sources(reader, credit.table, table, rows), covered)

    def counted(self) -> set[int]:
        """The rows of which something was made that the plan covers."""
        covered = self.covered
        some = self.sources
        if not all(covered):
            some = [source for source, holds in zip(self.sources, covered, strict=True) if holds]
        return {source for source in some if source is not None}

    def places(self) -> dict[int, int]:
        """For each row the one that it became, rather one that the plan covers."""
        found: dict[int, int] = {}
        for row, (source, covered) in enumerate(zip(self.sources, self.covered, strict=True)):
            if source is not None and (source not in found or covered):
                found[source] = row
        return found


def _sources(reader: Reader, made: str, table: str, rows: list[int]) -> list[int | None]:
    """The row of ``table`` that each row was made from; ``None`` where it comes from elsewhere."""
    kind = reader.graph.tables[made].rows
    if isinstance(kind, Derive) and kind.source == table and rows:
        # The rows that were kept, in their order: much faster than to ask for each.
        every = list(range(reader.count(table)))
        keep = reader.column(table, kind.keep, every).items if kind.keep is not None else [True] * len(every)
        kept: list[int | None] = [row for row, holds in zip(every, keep, strict=True) if holds]
        if len(kept) == len(rows) and all(reader.source(made, row) == (table, kept[row]) for row in (0, rows[-1])):
            return kept
    found: list[int | None] = []
    for row in rows:
        where, source = made, row
        while where != table and not isinstance(reader.graph.tables[where].rows, Input):
            where, source = reader.source(where, source)
        found.append(source if where == table else None)
    return found
