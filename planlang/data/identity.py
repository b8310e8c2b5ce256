"""What tells rows apart: identity texts, rows that are there twice, and days on which two rows hold at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from planlang.core.calendar import FiscalCalendar, Unit
from planlang.core.decimals import decimal_text
from planlang.core.records import NUMERIC, PERIODS, ColumnSpec, RecordSpec
from planlang.core.values import Values
from planlang.data.cells import Read
from planlang.data.extent import ABSENT, JOIN
from planlang.data.report import Findings, quoted
from planlang.diagnostics.model import Label, Repair, finding


def texts(column: ColumnSpec, values: Values, calendar: FiscalCalendar) -> list[str]:
    """How each value is written in an identity: texts and members as they are, days and periods in ISO form."""
    items = values.items
    if column.kind in ("text", "one-of", "row") and None not in items:
        return items
    write = _writer(column, values, calendar)
    known = {item: ABSENT if item is None else write(item) for item in set(items)}
    return list(map(known.__getitem__, items))


def _writer(column: ColumnSpec, values: Values, calendar: FiscalCalendar) -> Callable[[Any], str]:
    kind, den = column.kind, values.den
    if kind == "date" or kind in PERIODS:
        unit: Unit = "day" if kind == "date" else kind  # type: ignore[assignment]
        return lambda item: calendar.label(unit, item)
    if kind in NUMERIC and isinstance(den, int):
        return lambda item: decimal_text(Fraction(item, den))
    if kind == "yes/no":
        return lambda item: "yes" if item else "no"
    return str


def identities(spec: RecordSpec, columns: dict[str, Read], calendar: FiscalCalendar) -> list[str | None]:
    """The identity text of each row, ``None`` where a part of it was refused."""
    parts = [texts(spec.by_name[name], columns[name].values, calendar) for name in spec.identity]
    ids: list[str | None] = list(parts[0]) if len(parts) == 1 else [JOIN.join(row) for row in zip(*parts, strict=True)]
    for name in spec.identity:
        for index in columns[name].bad:
            ids[index] = None
    if spec.key is None and spec.one_for is None and spec.valid is None:
        _tell_apart(spec, columns, calendar, ids)
    return ids


def _tell_apart(spec: RecordSpec, columns: dict[str, Read], calendar: FiscalCalendar, ids: list[str | None]) -> None:
    """Where a record without a key has rows alike in their identity, their other columns tell them apart.

    Two costs of one job are two rows; only rows alike in everything may be the same row twice, and are refused.
    """
    if len(set(ids)) == len(ids):
        return
    rows: dict[str, list[int]] = {}
    for index, text in enumerate(ids):
        if text is not None:
            rows.setdefault(text, []).append(index)
    rest = [name for name in spec.by_name if name not in spec.identity and name in columns]
    shared = [index for group in rows.values() if len(group) > 1 for index in group]
    if not shared or not rest:
        return
    parts = [texts(spec.by_name[name], columns[name].values, calendar) for name in rest]
    for index in shared:
        ids[index] = (
            None
            if any(index in columns[name].bad for name in rest)
            else JOIN.join([str(ids[index]), *(part[index] for part in parts)])
        )


def check_unique(spec: RecordSpec, ids: Sequence[str | None], lines: Sequence[int], found: Findings) -> None:
    """Every identity is there once."""
    if len(set(ids)) == len(ids) and None not in ids:
        return
    key = spec.key
    what = f"the key {quoted(key.header)}" if key else f"what tells {spec.name} apart ({', '.join(spec.identity)})"
    first: dict[str, int] = {}
    for index, text in enumerate(ids):
        if text is None:
            continue
        if (earlier := first.setdefault(text, index)) != index:
            found.add(
                finding(
                    "duplicate-row",
                    f"{quoted(text)} is there twice: {what} must be different in every row",
                    found.place(lines[index], key.header if key else None, text),
                    "again here",
                    also=(Label(found.place(lines[earlier], key.header if key else None, text), "first here"),),
                    consequence=f"One {spec.row} would be paid, or counted, twice.",
                    repairs=(Repair("Remove one of the rows, or correct what should be different."),),
                )
            )


def check_one_for(
    spec: RecordSpec, columns: dict[str, Read], lines: Sequence[int], calendar: FiscalCalendar, found: Findings
) -> None:
    """One row for each of the things that the record has one row for, or one at a time if rows have dates."""
    group = spec.one_for if spec.one_for is not None else tuple(n for n in spec.identity if n not in (spec.valid or ()))
    if spec.valid is None and (spec.one_for is None or set(spec.one_for) == set(spec.identity)):
        return
    if any(name not in columns for name in (*group, *(spec.valid or ()))):
        return
    bad = set().union(*(columns[name].bad for name in (*group, *(spec.valid or ()))))
    parts = [texts(spec.by_name[name], columns[name].values, calendar) for name in group]
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, thing in enumerate(zip(*parts, strict=True) if parts else ()):
        if index not in bad:
            groups.setdefault(thing, []).append(index)
    for thing, rows in groups.items():
        if len(rows) > 1:
            _one_at_a_time(spec, JOIN.join(thing), rows, columns, lines, calendar, found)


def _one_at_a_time(
    spec: RecordSpec,
    thing: str,
    rows: list[int],
    columns: dict[str, Read],
    lines: Sequence[int],
    calendar: FiscalCalendar,
    found: Findings,
) -> None:
    if spec.valid is None:
        check_unique(spec, [thing] * len(rows), [lines[i] for i in rows], found)
        return
    starts, ends = (columns[name].values.items for name in spec.valid)
    spans = sorted(
        ((starts[i] or 0, _FOREVER if ends[i] is None else ends[i], i) for i in rows),
        key=lambda s: (s[0], s[1], lines[s[2]]),
    )
    last = spans[0]
    for span in spans[1:]:
        if span[0] <= last[1] and span[0] <= span[1]:
            start = found.place(lines[span[2]], spec.by_name[spec.valid[0]].header)
            day = calendar.label("day", span[0]) if span[0] else "the beginning"
            found.add(
                finding(
                    "overlapping-validity",
                    f"two rows of {quoted(thing)} hold on the same day, {day}",
                    start,
                    "this one",
                    also=(
                        Label(
                            found.place(lines[last[2]], spec.by_name[spec.valid[1]].header),
                            "and this one, which has not ended",
                        ),
                    ),
                    consequence=f"Which {spec.row} counts on that day would be a matter of chance.",
                    repairs=(Repair("End the earlier row on the day before the later one starts."),),
                )
            )
        last = max(last, span, key=lambda s: s[1])


_FOREVER = 10**9


def check_validity(
    spec: RecordSpec, columns: dict[str, Read], lines: Sequence[int], calendar: FiscalCalendar, found: Findings
) -> None:
    """No row ends before it starts."""
    if spec.valid is None or any(name not in columns for name in spec.valid):
        return
    first, last = (spec.by_name[name] for name in spec.valid)
    starts, ends = columns[first.name].values.items, columns[last.name].values.items
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start is not None and end is not None and end < start:
            from_text, through_text = calendar.label("day", start), calendar.label("day", end)
            found.add(
                finding(
                    "validity-backwards",
                    f"this row ends on {through_text}, before it starts on {from_text}",
                    found.place(lines[index], last.header, through_text),
                    "",
                    also=(Label(found.place(lines[index], first.header, from_text), "it starts here"),),
                    repairs=(Repair("Correct one of the two dates; leave the end blank while there is none."),),
                )
            )
