"""Phrases without parentheses that begin or end with something calculated: which part of it alone could belong to them.

``closed`` says whether parentheses stand around a node; the formatter, which writes them, takes none for there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planlang.syntax import tree

Closed = Callable[[tree.Node], bool]


def nothing_closed(node: tree.Node) -> bool:
    """No parentheses anywhere, as in a tree."""
    return False


def heads(end: tree.Value, closed: Closed = nothing_closed) -> list[tree.Value]:
    """What a phrase could end with alone, where it goes on with signs behind it: all before each sign, the shortest first.

    A plain number in front, as in `above 2 * Quota`, is a factor, which nobody takes for the end.
    """
    found: list[tree.Value] = []
    while isinstance(end, tree.Binary) and not closed(end):
        if not (end.op == "*" and isinstance(end.left, tree.NumberLit) and end.left.unit == "number"):
            found.append(end.left)
        end = end.left
    return found[::-1]


def goes_on(end: tree.Node) -> bool:
    """Whether the formatter puts what a phrase ends with in parentheses."""
    return isinstance(end, (tree.Of, tree.Binary)) and bool(heads(end.whole if isinstance(end, tree.Of) else end))


Tail = tuple[tree.Value, tuple[tree.Value, ...]]


def tails(item: tree.Choice | tree.Fallback, closed: Closed = nothing_closed) -> Iterator[Tail]:
    """What could be chosen alone in `A - B if …, otherwise C`: all behind each sign, the shortest first, each with what stands before it.

    Of products nothing is left either way where C is 0. And where the condition sees to it that something is divided by, all of the
    division is chosen.
    """
    if alike_made(item.value, item.otherwise):
        return
    for part, before in _tails(item.value, closed, _is_zero(item.otherwise), ()):
        if not any(_divides(one, item) for one in before):
            yield part, before


def _tails(value: tree.Value, closed: Closed, zero: bool, before: tuple[tree.Value, ...]) -> Iterator[Tail]:
    if closed(value):
        return
    if isinstance(value, tree.Of):
        yield from _tails(value.whole, closed, zero, (*before, value.share))
        if not zero:
            yield value.whole, (*before, value.share)
    elif isinstance(value, tree.Negate) and not zero:
        yield value.value, before
    elif isinstance(value, tree.Binary):
        product = value.op in "*/"
        if not product or not isinstance(value.right, tree.Binary):  # else it stands in parentheses
            yield from _tails(value.right, closed, zero and product, (*before, value.left))
        if not (zero and product):
            yield value.right, (*before, value.left)
        if isinstance(value.left, tree.Binary) and (value.left.op in "*/") is product:  # what is multiplied comes first
            yield from _tails(value.left, closed, zero and product, before)


def _divides(value: tree.Value, item: tree.Choice | tree.Fallback) -> bool:
    """Whether something is divided here by what the condition holds to be more than 0."""
    test = item.condition if isinstance(item, tree.Choice) else None
    if not isinstance(test, tree.Compare) or not isinstance(value, (tree.Binary, tree.Of, tree.Negate)):
        return False
    if isinstance(value, tree.Binary) and value.op == "/" and tree.same_text(value.right, test.left):
        return test.relation in ("is above", "is not") and _is_zero(test.right)
    return any(_divides(part, item) for part in tree.children(value))  # type: ignore[arg-type]


def alike_made(value: tree.Value, otherwise: tree.Value) -> bool:
    """Whether two choices are calculated in one way, so that each is chosen whole: shares, or the same with one part changed."""
    if isinstance(value, tree.Of) and isinstance(otherwise, tree.Of):
        return isinstance(value.whole, tree.Binary) or not isinstance(otherwise.whole, tree.Binary)
    if not isinstance(value, tree.Binary) or not isinstance(otherwise, tree.Binary) or value.op != otherwise.op:
        return False
    return tree.same_text(value.left, otherwise.left) or tree.same_text(value.right, otherwise.right)


def _is_zero(value: tree.Value) -> bool:
    return isinstance(value, (tree.NumberLit, tree.MoneyLit)) and value.value == 0


def last_day(value: tree.Value, closed: Closed = nothing_closed) -> tuple[tree.Value, tree.Value] | None:
    """A phrase that ends with a day, as `working days from A through B` does, at the end of a calculation; and that day."""
    if closed(value):
        return None
    if isinstance(value, tree.Binary):
        return last_day(value.right, closed)
    if isinstance(value, (tree.Of, tree.Negate)):
        return last_day(value.whole if isinstance(value, tree.Of) else value.value, closed)
    day = _day_of(value)
    return None if day is None or closed(day) else (value, day)


def _day_of(value: tree.Value) -> tree.Value | None:
    if isinstance(value, tree.DaysOf):
        return value.end
    if isinstance(value, tree.PeriodEdge):
        return value.of
    if isinstance(value, tree.DayNumber):
        return value.value
    if isinstance(value, tree.ServiceMonth):
        return value.until
    if (
        isinstance(value, tree.Aggregate)
        and value.window is not None
        and value.counting is None
        and value.where is None
    ):
        return value.window.end if value.window.end is not None else value.window.start
    return None


def last_compared(item: tree.Condition, closed: Closed = nothing_closed) -> tuple[tree.Value, tree.Value] | None:
    """What stands last in a condition, and what it is compared with; ``None`` where it ends with a word, or with one of several."""
    if closed(item):
        return None
    if isinstance(item, tree.Junction):
        return last_compared(item.parts[-1], closed)
    if isinstance(item, tree.Compare):
        return item.right, item.left
    if isinstance(item, tree.WithinDays):
        return item.anchor, item.left
    if isinstance(item, tree.Between):
        last = item.bounds.high if item.bounds.high is not None else item.bounds.low
        return None if last is None else (last, item.left)
    return None
