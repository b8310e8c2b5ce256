"""Years that begin on a day of a row's own, and whose rows are totalled or limited in them: the first year of one policy is not that of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Repair, instead
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.diagnostics.place import Span
    from planlang.lowering.context import Lowering

_OWNER = re.compile(r"(?:everyone's|the[ \t]+[a-z_]\w*'s)(?=\s+$)")
_LIMITED = re.compile(r"for (?:each [a-z_]\w*|everyone together)(?=\s+each\s+anniversary\b)")


def ask_year_of_total(low: Lowering, item: tree.Aggregate) -> None:
    """Asks where a total of several rows' years is one for each number of the year, such as of all policies that are in their first."""
    window = item.window
    row = _another(low, window.start, item.owner) if window is not None and window.start is not None else None
    if window is None or window.start is None or row is None:
        return
    text = low.report.text_of(item.span)
    said = _OWNER.search(text, item.span.start, item.source_span.start)
    words = f"the {row}'s"
    place = _place(text, item.span, said.span()) if said is not None else None
    _fail(
        low,
        window.start,
        item.span,
        row,
        f"… of {words} {item.source} in the anniversary year of {low.words(window.start)}",
        place,
        words,
    )


def ask_year_of_limit(low: Lowering, step: tree.Limit) -> None:
    """The same of a limit of each such year."""
    row = _another(low, step.since, step.whose or "everyone") if step.since is not None else None
    if step.since is None or row is None:
        return
    text = low.report.text_of(step.span)
    said = _LIMITED.search(text, step.span.start, step.span.end)
    words = f"for each {row}"
    place = _place(text, step.span, said.span()) if said is not None else None
    _fail(low, step.since, step.span, row, f"{words} each anniversary year of {low.words(step.since)}", place, words)


def _fail(low: Lowering, since: tree.Value, span: Span, row: str, example: str, place: Span | None, words: str) -> None:
    repair = Repair(f"Of each {row} by itself:", example)
    if place is not None:
        repair = Repair(repair.text, example, instead("", place, words).edits)
    raise low.fail(
        "whose-period-open",
        f"an anniversary year of {low.words(since)} is another one for each {row}, and what is added up is of several",
        span,
        f"of each {row}?",
        consequence=f"What is in the first year of one {row} would count with what is in the first year of another.",
        repairs=(repair,),
    )


def _place(text: str, whole: Span, at: tuple[int, int]) -> Span:
    """A stretch of the text of a span."""
    first, last = at
    line, column = text.count("\n", 0, first) + 1, first - text.rfind("\n", 0, first)
    return whole.but(start=first, end=last, line=line, column=column, end_line=line, end_column=column + last - first)


def _another(low: Lowering, since: tree.Value, owner: str | None) -> str | None:
    """The row that the years are of, where it is not the one whose rows these are."""
    for begins, ends in _rows(low, since):
        if owner is not None and owner not in (begins, ends):
            return begins
    return None


def _rows(low: Lowering, item: tree.Node) -> Iterator[tuple[str, str]]:
    """The rows that a day is read from: the one that a column begins with, and the one that has it."""
    if isinstance(item, tree.Column):
        record, last = low.model.rows.get(item.parts[0]), item.parts[0]
        for part in item.parts[1:-1]:
            column = record.spec.by_name.get(part) if record is not None else None
            record = low.model.records.get(column.row or "") if column is not None else None
            last = record.spec.row if record is not None else last
        if item.parts[0] in low.model.rows:
            yield item.parts[0], last
        return
    decl = low.model.names.get(item.name) if isinstance(item, tree.Name) else None
    if isinstance(decl, tree.Rule) and decl.grain is not None and decl.grain.kind in ("row", "participant"):
        row = decl.grain.name if decl.grain.kind == "row" else "participant"
        yield (row or "participant"), (row or "participant")
    for child in tree.children(item):
        yield from _rows(low, child)
