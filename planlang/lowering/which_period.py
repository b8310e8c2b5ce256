"""Whose month `the last day of the month` is in a `where`: that of each row summed, or that of the row at hand."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.lowering.context import Poison, Typed
from planlang.lowering.running import Source
from planlang.lowering.scope import Scope
from planlang.lowering.tried import tried
from planlang.questions.whose_period import whose_period
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
    unit, words = phrase.unit, scope.low.words(phrase)
    row = source.scope.grain
    said = f"`{words}` is of the {unit} at hand, with which the rows summed can't be compared"
    if theirs is not None:
        said = f"`{words}` is of the {unit} in which each {row} that is summed lies, or of the {unit} at hand"
    return scope.low.fail(
        "whose-period-open",
        said,
        phrase.span,
        f"whose {unit} is it?",
        consequence="Other rows would count, and other amounts be paid for them.",
        repairs=whose_period(item, phrase, theirs is not None, source, scope),
    )
