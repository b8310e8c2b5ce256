"""Findings for a person at a terminal: the lines they concern, what happens, and what to write.

Many findings of one rule about one column of a data file are shown as one, with a count and the
first rows; the other formats list them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from planlang.diagnostics.canvas import Role, Row
from planlang.diagnostics.catalogue import head
from planlang.diagnostics.cells import clean, wrap
from planlang.diagnostics.excerpt import Mark, Source, excerpt, last_line
from planlang.diagnostics.model import Diagnostic, Label
from planlang.diagnostics.order import in_order, severity, summary
from planlang.diagnostics.place import NOWHERE, DataPlace, Span

if TYPE_CHECKING:
    from planlang.diagnostics.witness import Exposure, Reading, Witness

WIDTH = 80
_NARROWEST = 40
_ROWS = 5
_LONGEST_VALUE = 60


def render_text(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, str],
    *,
    width: int = WIDTH,
    colour: bool = False,
) -> str:
    """All findings, in their order, and how many there are. Nothing to say gives the empty text.

    ``sources`` holds the text of the plan files by the names the places use. A file that isn't
    there is named without an excerpt.
    """
    found = in_order(diagnostics)
    if not found:
        return ""
    text = _Text({name: Source(source) for name, source in sources.items()}, max(width, _NARROWEST))
    lines: list[str] = []
    for group in _groups(found):
        lines.extend(row.render(colour) for row in text.finding(group))
        lines.append("")
    lines.append(summary(found))
    return "\n".join(lines) + "\n"


def describe_place(place: Span | DataPlace) -> str:
    """A place in words: ``plan.plan:3:5``, or ``deals.csv row 12, column amount: "1,000"``."""
    if isinstance(place, Span):
        return clean(f"{place.file}:{place.line}:{place.column}")
    said = place.file
    if place.row is not None:
        said += f" row {place.row}"
    if place.key is not None:
        said += f" ({_quoted(place.key)})"
    if place.column is not None:
        said += f", column {place.column}" if place.row is not None else f" column {place.column}"
    if place.value is not None:
        said += f": {_quoted(place.value)}"
    return clean(said)


def exposed(exposure: Exposure) -> str:
    """``7 rows, 4 people, 41,120.00 USD between the readings``."""
    rows = f"{exposure.rows:,} {'row' if exposure.rows == 1 else 'rows'}"
    people = f"{exposure.people:,} {'person' if exposure.people == 1 else 'people'}"
    if not exposure.rows and not exposure.people:
        return f"in {exposure.data} all readings pay the same"
    return f"{rows} and {people} in {exposure.data} are paid differently, {exposure.apart} between the readings"


def _quoted(value: str) -> str:
    if len(value) > _LONGEST_VALUE:
        return f'"{value[:_LONGEST_VALUE]}…" ({len(value):,} characters)'
    return f'"{value}"'


def _groups(diagnostics: Sequence[Diagnostic]) -> Iterator[list[Diagnostic]]:
    """The findings one by one, but those of one rule about one column of a data file together."""
    groups: dict[object, list[Diagnostic]] = {}
    for number, diagnostic in enumerate(diagnostics):
        place = diagnostic.primary
        key: object = number
        if isinstance(place, DataPlace) and place.row is not None:
            key = (diagnostic.rule, place.file, place.column)
        groups.setdefault(key, []).append(diagnostic)
    yield from groups.values()


class _Text:
    def __init__(self, sources: Mapping[str, Source], width: int) -> None:
        self._sources = sources
        self._width = width

    def finding(self, group: Sequence[Diagnostic]) -> Iterator[Row]:
        """One finding, or several of a kind of which the first speaks for all."""
        first, more = group[0], len(group) - 1
        rule, grave = head(first.rule), severity(first)
        message = first.message
        if more:
            message += f" (and {more:,} more {'row' if more == 1 else 'rows'} like it)"
        opening = f"{grave}[{rule.code}] {rule.name}: "
        for number, line in enumerate(wrap(opening + message, self._width - 4)):
            row = Row("    " if number else "")
            marked = len(f"{grave}[{rule.code}]") if not number else 0
            row.add(line[:marked], grave).add(line[marked:], "strong")
            yield row

        margin = self._margin(first)
        for place_rows in self._places(first, margin, grave):
            yield from place_rows
        yield from self._others(group, margin)
        if self._has_excerpt(first) and (first.consequence or first.repairs or first.notes):
            yield Row(" " * (margin + 1)).add("|", "frame")
        yield from self._advice(first, margin)

    # Places

    def _has_excerpt(self, diagnostic: Diagnostic) -> bool:
        places = (label.place for label in diagnostic.labels)
        return any(isinstance(place, Span) and place.file in self._sources for place in places)

    def _margin(self, diagnostic: Diagnostic) -> int:
        numbers = [1]
        for label in diagnostic.labels:
            if isinstance(label.place, Span) and label.place.file in self._sources:
                numbers.append(last_line(self._sources[label.place.file], label.place))
        return len(str(max(numbers)))

    def _places(self, diagnostic: Diagnostic, margin: int, severity: Role) -> Iterator[list[Row]]:
        """The labels, file by file, the one with the primary place first."""
        labels = sorted(diagnostic.labels, key=lambda label: label is not diagnostic.primary_label)
        by_file: dict[tuple[str, bool], list[Label]] = {}
        for label in labels:
            if label.place != NOWHERE:
                by_file.setdefault((label.place.file, isinstance(label.place, Span)), []).append(label)
        arrow = "-->"
        for of_file in by_file.values():
            if isinstance(of_file[0].place, Span):
                yield self._plan_places(diagnostic, of_file, arrow, margin, severity)
            else:
                yield self._data_places(of_file, arrow, margin)
            arrow = ":::"

    def _plan_places(
        self, diagnostic: Diagnostic, labels: Sequence[Label], arrow: str, margin: int, severity: Role
    ) -> list[Row]:
        rows = [self._arrow(arrow, margin, describe_place(labels[0].place))]
        marks = [
            Mark(label.place, label.text, label is diagnostic.primary_label)
            for label in labels
            if isinstance(label.place, Span)
        ]
        source = self._sources.get(labels[0].place.file)
        if source is not None:
            return rows + excerpt(source, marks, margin, self._width, severity)
        for number, mark in enumerate(marks):
            if number:
                rows.append(self._arrow(":::", margin, describe_place(mark.span)))
            rows.extend(self._under(mark.text, margin))
        return rows

    def _data_places(self, labels: Sequence[Label], arrow: str, margin: int) -> list[Row]:
        rows: list[Row] = []
        for label in labels:
            rows.append(self._arrow(arrow, margin, describe_place(label.place)))
            rows.extend(self._under(label.text, margin))
            arrow = ":::"
        return rows

    def _arrow(self, arrow: str, margin: int, text: str) -> Row:
        return Row(" " * margin).add(arrow, "frame").add(" " + text)

    def _under(self, text: str, margin: int) -> list[Row]:
        indent = " " * (margin + 4)
        return [Row(indent + line) for line in wrap(text, self._width - len(indent))] if text else []

    def _others(self, group: Sequence[Diagnostic], margin: int) -> Iterator[Row]:
        """The further rows of a group, and which values they hold."""
        if len(group) == 1:
            return
        places = [d.primary for d in group]
        for place in places[1:_ROWS]:
            if place is not None:
                yield self._arrow("-->", margin, describe_place(place))
        if len(group) > _ROWS:
            more = len(group) - _ROWS
            rows = "row" if more == 1 else "rows"
            yield Row(" " * (margin + 4)).add(f"… and {more:,} more {rows}; --format json lists all")
            values = Counter(p.value for p in places if isinstance(p, DataPlace) and p.value is not None)
            commonest = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
            said = ", ".join(f"{_quoted(value)} in {count:,}" for value, count in commonest[:_ROWS])
            if said:
                if len(values) > _ROWS:
                    said += f", and {len(values) - _ROWS:,} more"
                yield from self._said("values: ", said, margin)

    # Advice

    def _advice(self, diagnostic: Diagnostic, margin: int) -> Iterator[Row]:
        if diagnostic.consequence:
            yield from self._said("why it matters: ", diagnostic.consequence, margin)
        witness = diagnostic.witness
        if witness is not None:
            yield from self._case(witness, margin)
        if diagnostic.exposure is not None:
            yield from self._said("in your data: ", exposed(diagnostic.exposure), margin)
        if len(diagnostic.repairs) == 1:
            yield from self._said("to settle it: ", diagnostic.repairs[0].text, margin)
            yield from self._example(diagnostic.repairs[0].example, margin + 7)
        elif diagnostic.repairs:
            yield from self._said("", "to settle it, one of:", margin)
            for number, repair in enumerate(diagnostic.repairs):
                yield from self._item(repair.text, margin)
                yield from self._example(repair.example, margin + 11)
                for reading in witness.readings if witness is not None else ():
                    if reading.answer == number:
                        yield from self._pays(reading, margin)
        for note in diagnostic.notes:
            yield from self._said("note: ", note, margin)

    def _case(self, witness: Witness, margin: int) -> Iterator[Row]:
        """The rows of a case, and the readings that are not answers of their own."""
        run = "each reading" if len(witness.readings) > 1 else "the plan"
        yield from self._said("for example, ", f"with this data ({run} was run on it):", margin)
        yield from self._example("\n".join(witness.given), margin + 7)
        for reading in witness.readings:
            if reading.answer is None:
                yield from self._item(f"{reading.text}:", margin)
                yield from self._pays(reading, margin)
        if witness.apart is not None:
            yield from self._said("", f"the readings are {witness.apart} apart on it", margin)
        for said in witness.settled:
            yield from self._said("here ", said, margin)

    def _pays(self, reading: Reading, margin: int) -> Iterator[Row]:
        """What a reading pays."""
        indent = " " * (margin + 7)
        lines = reading.expects if reading.refused is None else (f"the run stops: {reading.refused}",)
        for number, said in enumerate(lines):
            for more, line in enumerate(wrap(said, self._width - len(indent) - 5)):
                opening = "then " if not number and not more else "     "
                yield Row(indent).add(opening, "strong").add(line)

    def _item(self, text: str, margin: int) -> Iterator[Row]:
        for number, line in enumerate(wrap(text, self._width - margin - 7)):
            yield Row(" " * (margin + 5) + ("  " if number else "- ") + line)

    def _said(self, opening: str, text: str, margin: int) -> Iterator[Row]:
        indent = " " * (margin + 1)
        for number, line in enumerate(wrap(opening + text, self._width - margin - 5)):
            if number:
                yield Row(f"{indent}    {line}")
            else:
                row = Row(indent).add("=", "frame").add(" ")
                yield row.add(line[: len(opening)], "strong").add(line[len(opening) :])

    def _example(self, example: str | None, indent: int) -> Iterator[Row]:
        """Plan text is shown as it can be written: a line that is too long goes on after a comma, as lines of plans may."""
        for line in (example or "").expandtabs(4).splitlines():
            for piece in _after_commas(clean(line), self._width - indent):
                yield Row(" " * indent + piece)


def _after_commas(line: str, width: int) -> Iterator[str]:
    """A line of a plan as lines no longer than that, where its commas allow it."""
    deeper = " " * (len(line) - len(line.lstrip()) + 4)
    while len(line) > width:
        at = line.rfind(", ", len(deeper), width)
        at = line.find(", ", width) if at < 0 else at
        if at < 0 or line.count('"', 0, at) % 2:
            break
        yield line[: at + 1]
        line = deeper + line[at + 2 :]
    yield line
