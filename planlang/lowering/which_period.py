"""Whose month `the last day of the month` is in a `where`: that of each row summed, or that of the row at hand."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.model import Repair, instead
from planlang.lowering.context import Poison, Typed
from planlang.lowering.running import Source
from planlang.lowering.scope import Scope
from planlang.lowering.tried import tried
from planlang.syntax import tree

Bare = (tree.PeriodEdge, tree.PeriodHere, tree.DaysOf)


def ask_whose_period(item: tree.Aggregate, part: tree.Condition, source: Source, scope: Scope) -> None:
    """Asks where a row summed and the row at hand may lie in different months, and a condition compares a row with one of them.

    Nothing is asked of `the month is 2025-03`, which nobody says of the row at hand.
    """
    if not _compares_rows(part):
        return
    for phrase in _bare(part):
        unit = phrase.unit
        assert unit is not None  # `calendar days from … through …` is of no period
        here = tried(tree.PeriodHere(phrase.span, unit), scope)
        if here is None or _in_the_same(item.window, unit, scope):
            continue
        theirs = tried(tree.PeriodHere(phrase.span, unit), source.scope)
        raise _whose(item, phrase, theirs, source, scope)


def _bare(item: tree.Node) -> Iterator[tree.PeriodEdge | tree.PeriodHere | tree.DaysOf]:
    """The phrases that mean a period without saying of which day, but for what another total says of its own rows."""
    if isinstance(item, Bare) and item.unit is not None and getattr(item, "of", None) is None:
        yield item
    if not isinstance(item, tree.Aggregate):
        for child in tree.children(item):
            yield from _bare(child)


def _compares_rows(item: tree.Node) -> bool:
    """Whether a condition reads anything of a row: a column, a measure."""
    return isinstance(item, (tree.Column, tree.Name)) or any(_compares_rows(child) for child in tree.children(item))


def _in_the_same(window: tree.Window | None, unit: str, scope: Scope) -> bool:
    """Whether the window takes only rows of one month with the row at hand, so that there is only one."""
    if window is None or window.kind != "in" or window.unit is None:
        return False
    return window.unit == unit or scope.low.model.header.calendar.nests(window.unit, unit)


def _whose(
    item: tree.Aggregate,
    phrase: tree.PeriodEdge | tree.PeriodHere | tree.DaysOf,
    theirs: Typed | None,
    source: Source,
    scope: Scope,
) -> Poison:
    low, unit, words = scope.low, phrase.unit, scope.low.words(phrase)
    row = source.scope.grain
    said = f"`{words}` is of the {unit} at hand, with which the rows summed can't be compared"
    if theirs is not None:
        said = f"`{words}` is of the {unit} in which each {row} that is summed lies, or of the {unit} at hand"
    return low.fail(
        "whose-period-open",
        said,
        phrase.span,
        f"whose {unit} is it?",
        consequence="Other rows would count, and other amounts be paid for them.",
        repairs=(*_theirs(phrase, theirs, source, scope), _at_hand(item, unit, source, scope)),
    )


def _theirs(phrase: tree.Node, theirs: Typed | None, source: Source, scope: Scope) -> tuple[Repair, ...]:
    """That of each row summed: the period of its day, which has a name."""
    record, low = source.scope.record, scope.low
    day = "credit.date" if source.scope.kind == "credit" else None
    if record is not None and record.decl.dated is not None:
        day = f"{record.spec.row}.{record.decl.dated}"
    if theirs is None or day is None:
        return ()
    text = f"That of each {source.scope.grain}:"
    if isinstance(phrase, tree.PeriodEdge):
        return (instead(text, phrase.span, f"{low.words(phrase)} of {day}"),)
    return (Repair(text, f"the first day of the {getattr(phrase, 'unit', '')} of {day}"),)


def _at_hand(item: tree.Aggregate, unit: str | None, source: Source, scope: Scope) -> Repair:
    """That of the row at hand: a value of each row in each month can be compared with both."""
    low, record = scope.low, source.scope.record
    holds = low.words(item.where) if item.where is not None else "…"
    if isinstance(item.where, tree.Junction) and item.where.word == "or":
        holds = f"({holds})"
    text = f"That of the {unit} at hand: give each of the rows a value in each {unit}, and total that:"
    if record is None or source.scope.kind == "each" or record.spec.key is None:
        return Repair(text, f"measure There for each … each {unit} = … if {holds}, otherwise …")
    owner = "" if item.owner is None else "everyone's " if item.owner == "everyone" else f"the {item.owner}'s "
    counts = item.function == "count"
    value = "1" if counts else f"{record.spec.row}.{item.field}"
    money = not counts and source.value is not None and source.value.type.kind == "money"
    nothing = f"0 {low.model.header.currency}" if money else "0"
    return Repair(
        text,
        f"measure There for each {record.spec.row} each {unit} = {value} if {_window(item, source, scope)}{holds}, otherwise {nothing}\n"
        f"… total of {owner}There in the {unit}",
    )


def _window(item: tree.Aggregate, source: Source, scope: Scope) -> str:
    """The window as a condition of the row: a total of values that each row has in each month has no other."""
    window, record = item.window, source.scope.record
    if window is None or window.kind == "plan":
        return ""
    dated = record.decl.dated if record is not None else None
    own = f"{record.spec.row}.{dated}" if record is not None and dated is not None else "…"
    if window.kind == "between" and window.start is not None and window.end is not None:
        first, last = (
            words if isinstance(day, (tree.Column, tree.DateLit)) else f"({words})"
            for day, words in ((one, scope.low.words(one)) for one in (window.start, window.end))
        )
        return f"{own} is from {first} through {last} and "
    return f"{own} is … and "
