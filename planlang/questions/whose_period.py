"""Whose month a `where` means: that of each row summed, or that of the row at hand; each as words that the plan can say it with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.calendar import MONTHS
from planlang.diagnostics.model import Edit, Repair, instead, line_above
from planlang.questions.completions import free_name
from planlang.semantics.model import Record, head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.running import Source
    from planlang.lowering.scope import Scope

Phrase = tree.PeriodEdge | tree.PeriodHere | tree.DaysOf


def whose_period(
    item: tree.Aggregate, phrase: Phrase, theirs: bool, source: Source, scope: Scope
) -> tuple[Repair, ...]:
    """The answers; ``theirs`` says whether each row that is summed lies in such a period."""
    return (*(_theirs(item, phrase, source, scope) if theirs else ()), _at_hand(item, phrase.unit, source, scope))


def _theirs(item: tree.Aggregate, phrase: Phrase, source: Source, scope: Scope) -> tuple[Repair, ...]:
    """That of each row summed: the period of its day, which has a name, or a value of the row by itself, which sees no other."""
    day = "credit.date" if source.scope.kind == "credit" else _day(source.scope.record)
    if day is None:
        return ()
    text, low = f"That of each {source.scope.grain}:", scope.low
    if isinstance(phrase, tree.PeriodEdge):
        words, goes_on = f"{low.words(phrase)} of {day}", low.report.text_of(phrase.span)[phrase.span.end :].lstrip()
        return (instead(text, phrase.span, f"({words})" if goes_on[:1] in ("+", "-") else words),)
    said, window = f"the first day of the {phrase.unit} of {day}", item.window
    if not _alone(item, source):
        return (Repair(text, said),)
    name = free_name(low, "There")
    line = _measure(item, name, "", "", source, scope)
    again = f"total of {_owner(item)}{name}{f' {low.words(window)}' if window is not None else ''}"
    return (Repair(text, f"{line}\n… {again}", _edits(item, line, again, scope)),)


def _at_hand(item: tree.Aggregate, unit: str | None, source: Source, scope: Scope) -> Repair:
    """That of the row at hand: a value of each row in each month can be compared with both."""
    low, record = scope.low, source.scope.record
    text = f"That of the {unit} at hand: give each of the rows a value in each {unit}, and total that:"
    if record is None or source.scope.kind == "each" or record.spec.key is None:
        holds = low.words(item.where) if item.where is not None else "…"
        return Repair(text, f"measure There for each … each {unit} = … if {holds}, otherwise …")
    name, window = free_name(low, "There"), _window(item, source, scope)
    line = _measure(
        item, name, f" each {unit}", window if window is not None else f"{_day(record) or '…'} is … and ", source, scope
    )
    again = f"total of {_owner(item)}{name} in the {unit}"
    edits = _edits(item, line, again, scope) if window is not None and _alone(item, source) else ()
    return Repair(text, f"{line}\n… {again}", edits)


def _measure(item: tree.Aggregate, name: str, each: str, window: str, source: Source, scope: Scope) -> str:
    """The value that a row has where the condition holds, and nothing where it doesn't."""
    low, record = scope.low, source.scope.record
    assert record is not None
    holds = low.words(item.where) if item.where is not None else "…"
    if window and isinstance(item.where, tree.Junction) and item.where.word == "or":
        holds = f"({holds})"
    counts = item.function == "count"
    value = "1" if counts else f"{record.spec.row}.{item.field}"
    money = not counts and source.value is not None and source.value.type.kind == "money"
    nothing = f"0 {low.model.header.currency}" if money else "0"
    return f"measure {name} for each {record.spec.row}{each} = {value} if {window}{holds}, otherwise {nothing}"


def _owner(item: tree.Aggregate) -> str:
    return "" if item.owner is None else "everyone's " if item.owner == "everyone" else f"the {item.owner}'s "


def _edits(item: tree.Aggregate, line: str, again: str, scope: Scope) -> tuple[Edit, ...]:
    """The measure above the rule, and its total in the place of what was summed; none where that is no rule of this file."""
    low = scope.low
    decl = low.model.names.get(scope.rule or "")
    if not isinstance(decl, tree.Rule) or decl.span.file != item.span.file:
        return ()
    return (*line_above("", head(decl, low.report), f"{line}\n").edits, Edit(item.span, again))


def _alone(item: tree.Aggregate, source: Source) -> bool:
    """Whether what is summed can be a value of each row by itself: its condition reads columns of the row, and nothing else."""
    record = source.scope.record
    if record is None or source.scope.kind != "row" or record.spec.key is None or item.where is None:
        return False
    if item.function not in ("total", "count") or item.running or item.different or item.paid:
        return False
    return all(
        isinstance(one, tree.Column) and one.parts[0] == record.spec.row
        for one in (item.where, *tree.below(item.where))
        if isinstance(one, (tree.Column, tree.Name, tree.Aggregate))
    )


def _day(record: Record | None) -> str | None:
    """The day of a row, in words."""
    return f"{record.spec.row}.{record.decl.dated}" if record is not None and record.decl.dated is not None else None


def _window(item: tree.Aggregate, source: Source, scope: Scope) -> str | None:
    """The window as a condition of the row: a total of values that each row has in each month has no other. ``None`` where it has no words."""
    window, day = item.window, _day(source.scope.record)
    if window is None or window.kind == "plan":
        return ""
    days = _days(window, scope)
    return f"{day} is from {days[0]} through {days[1]} and " if day is not None and days is not None else None


def _days(window: tree.Window, scope: Scope) -> tuple[str, str] | None:
    """The first and the last day of a window, as seen from the row at hand."""
    from planlang.lowering.windows import covers_whole

    header, unit = scope.low.model.header, window.unit
    if window.kind == "between" and window.start is not None and window.end is not None:
        start, end = (
            words if isinstance(day, (tree.Column, tree.DateLit)) else f"({words})"
            for day, words in ((one, scope.low.words(one)) for one in (window.start, window.end))
        )
        return start, end
    first = f"the first day of the {unit}"
    if window.kind in ("in", "through") and unit is not None and covers_whole(header, window):
        return first, f"the last day of the {window.inner or unit}"
    if unit not in MONTHS or header.calendar.months_of_weeks:
        return None  # a first day so many months earlier is the first of a month only where months are the calendar's
    if window.kind == "last" and window.count is not None:
        back = (window.count - 1) * MONTHS[unit]
        return f"({first} - {back} months)" if back else first, f"the last day of the {unit}"
    if window.kind == "previous":
        return f"({first} - {MONTHS[unit]} months)", f"({first} - 1 day)"
    return None
