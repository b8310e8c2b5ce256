"""Values and conditions in words, with parentheses exactly where the grammar's levels ask for them."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from planlang.syntax import tree as t
from planlang.syntax.ends import alike_made, goes_on, last_day, tails
from planlang.syntax.formatting.doc import COMMA, INSIDE, PRODUCT, SUM, WORD, Doc, cat, comma_list, join, whole
from planlang.syntax.formatting.literals import literal


class Level(IntEnum):
    """How tightly a phrase holds together; a looser one stands in a tighter place only in parentheses."""

    VALUE = 0
    OPERAND = 1
    SUM = 2
    TERM = 3
    FACTOR = 4
    ATOM = 5
    SIMPLE = 6


Writer = Callable[[Any], Doc]
WRITERS: dict[type, Writer] = {}
"""How each kind of value that isn't a literal is written; ``tables`` adds its own."""

_LEVELS: dict[type, Level] = {
    t.Of: Level.OPERAND,
    t.Negate: Level.FACTOR,
    t.DaysOf: Level.ATOM,
    t.PeriodEdge: Level.ATOM,
    t.PeriodHere: Level.ATOM,
    t.DayNumber: Level.ATOM,
}
_BINARY: dict[str, tuple[Level, Level, Level]] = {
    "+": (Level.SUM, Level.SUM, Level.TERM),
    "-": (Level.SUM, Level.SUM, Level.TERM),
    "*": (Level.TERM, Level.TERM, Level.FACTOR),
    "/": (Level.TERM, Level.TERM, Level.FACTOR),
}


def level(value: t.Node) -> Level:
    """How tightly a value holds together."""
    if literal(value) is not None:
        return Level.SIMPLE
    if isinstance(value, t.Binary):
        return _BINARY[value.op][0]
    if isinstance(value, t.Aggregate):
        return Level.ATOM if value.where is None else Level.VALUE
    return _LEVELS.get(type(value), Level.VALUE)


def write(value: t.Node, at: Level = Level.VALUE) -> Doc:
    """A value where the grammar asks for a level."""
    written = literal(value)
    doc = (written,) if written is not None else WRITERS[type(value)](value)
    return cat("(", whole(doc), ")") if level(value) < at else doc


def operand(value: t.Node) -> Doc:
    """A value where a sum or ``share of whole`` may stand bare."""
    return write(value, Level.OPERAND)


def point(value: t.Node) -> Doc:
    """A day, after ``on``, ``from`` or ``since``: a date, column, name or edge of a period stands bare."""
    name = isinstance(value, t.Name) and value.counting is None
    bare = name or isinstance(value, t.DateLit | t.Column | t.PeriodEdge)
    return write(value) if bare else cat("(", whole(write(value)), ")")


def _negate(value: t.Negate) -> Doc:
    return cat("-", write(value.value, Level.FACTOR))


def _binary(value: t.Binary) -> Doc:
    at, left, right = _BINARY[value.op]
    place = SUM if at is Level.SUM else PRODUCT
    if at is Level.SUM and last_day(value.left) is not None:
        left = Level.SIMPLE
    return cat(write(value.left, left), f" {value.op}", place, write(value.right, right))


def _of(value: t.Of) -> Doc:
    whole_at = Level.OPERAND if isinstance(value.whole, t.Of) else Level.TERM
    return cat(write(value.share, Level.SIMPLE), " of ", write(value.whole, whole_at))


def _choice(value: t.Choice) -> Doc:
    chosen = cat(_chosen(value), INSIDE, "if ", condition(value.condition))
    return cat(chosen, ",", COMMA, "otherwise ", _otherwise(value))


def _fallback(value: t.Fallback) -> Doc:
    return cat(_chosen(value), INSIDE, "if known,", COMMA, "otherwise ", _otherwise(value))


def _chosen(value: t.Choice | t.Fallback) -> Doc:
    """What is calculated before `if`, in parentheses where the last part of it could be chosen alone."""
    return _end(value.value, any(tails(value)))


def _otherwise(value: t.Choice | t.Fallback) -> Doc:
    if level(value.otherwise) < Level.OPERAND:
        return write(value.otherwise)
    return _end(value.otherwise, goes_on(value.otherwise) and not alike_made(value.value, value.otherwise))


def _lower_higher(value: t.LowerHigher) -> Doc:
    *others, last = value.values
    written = [*(operand(part) for part in others), _end(last)]
    return cat(f"the {value.which} of ", join(written, (WORD, "and ")))


def _part_of(value: t.PartOf) -> Doc:
    doc = cat("the part of ", operand(value.value))
    if value.above is not None:
        doc = cat(doc, " above ", operand(value.above) if value.up_to is not None else _end(value.above))
    return doc if value.up_to is None else cat(doc, " up to ", _end(value.up_to))


def _end(value: t.Node, closed: bool | None = None) -> Doc:
    """Where a phrase ends: what is calculated there stands in parentheses, but for a plain number of times."""
    bare = not goes_on(value) if closed is None else not closed
    return operand(value) if bare else cat("(", whole(write(value)), ")")


def _end_of_where(value: t.Node) -> Doc:
    """The same where a condition ends with it; of a day that is reckoned there is no other reading."""
    day = isinstance(value, t.Binary) and isinstance(value.right, t.DurationLit)
    return _end(value, goes_on(value) and not day)


def plural(unit: str, count: int) -> str:
    """``12 months``."""
    several = "halves" if unit == "half" else f"{unit}s"
    return f"{count} {unit if count == 1 else several}"


def window(item: t.Window) -> Doc:
    """Which rows: ``in the quarter``, ``from D through D``."""
    simple = {
        "in": f"in the {item.unit}",
        "through": f"in the {item.unit or 'plan'} through this {item.inner}",
        "previous": f"in the previous {item.unit}",
        "same": f"in the same {item.inner} of the previous {item.unit}",
        "plan": "in the plan",
        "row": f"in the {item.row}",
    }
    if item.kind in simple:
        return (simple[item.kind],)
    if item.kind == "last":
        return (f"in the last {plural(item.unit or 'month', item.count or 0)}",)
    start = point(item.start) if item.start is not None else ()
    if item.kind == "between":
        return cat("from ", start, " through ", point(item.end) if item.end is not None else ())
    return cat("in the anniversary year of " if item.kind == "anniversary" else "on ", start)


def field_words(field: str) -> str:
    """A column of a credit as it is asked for: ``quota credit`` is two words."""
    return "quota credit" if field == "quota_credit" else field


def _rows(value: t.Aggregate) -> Doc:
    """Whose rows of what, and over which time."""
    whose = {None: "", "everyone": "everyone's "}.get(value.owner, f"the {value.owner}'s ")
    doc: Doc = (whose + value.source,)
    return doc if value.window is None else cat(doc, " ", window(value.window))


def _aggregate(value: t.Aggregate) -> Doc:
    words: list[str] = ["the" if value.function == "only" else value.function]
    if value.running:
        words.insert(0, "running")
    if value.different is not None:
        words += ["of different", ".".join(value.different.parts)]
    words += ["paid"] if value.paid else []
    words += [field_words(value.field)] if value.field is not None else []
    doc = cat(" ".join(words), " of ", _rows(value))
    if value.counting is not None:
        doc = cat(doc, f" {value.counting} this credit")
    return doc if value.where is None else cat(doc, WORD, "where ", condition(value.where, _end_of_where))


def _converted(value: t.Converted) -> Doc:
    doc = cat(operand(value.value), f" converted to {value.currency} using {value.table}")
    return doc if value.on is None else cat(doc, " on ", point(value.on))


def _days_of(value: t.DaysOf) -> Doc:
    doc: Doc = ("working days" if value.working else "calendar days",)
    if value.unit is not None:
        doc = cat(doc, f" of the {value.unit}")
    if value.start is None or value.end is None:
        return doc
    return cat(doc, " from ", point(value.start), " through ", point(value.end))


def _period_edge(value: t.PeriodEdge) -> Doc:
    doc: Doc = (f"the {value.edge} day of the {value.unit}",)
    return doc if value.of is None else cat(doc, " of ", point(value.of))


def _period_here(value: t.PeriodHere) -> Doc:
    return (f"the {value.unit}",)


def _day_number(value: t.DayNumber) -> Doc:
    return cat("the day number of ", point(value.value))


def _service_month(value: t.ServiceMonth) -> Doc:
    if value.until is not None:
        return cat(f"full {'years' if value.years else 'months'} from ", point(value.since), " to ", point(value.until))
    what = "full years" if value.years else "full months" if value.full else "month"
    doc = cat(f"{what} of service since ", point(value.since))
    return doc if value.first is None else cat(doc, ",", COMMA, f"the month of hire is {value.first}")


def ties(said: str, broken: t.TieBreak | None) -> Doc:
    """``ties take the better place``, ``ties broken by deal.closed, earliest first``."""
    if broken is None:
        return (f"ties {said}",)
    said = f", {broken.first} first" if broken.first is not None else ""
    return cat("ties broken by ", operand(broken.by), said)


def ranked(value: t.Place | t.Places) -> Doc:
    """By what places go, among whom, and what becomes of ties."""
    head = operand(value.by) if value.among is None else cat(operand(value.by), WORD, _ranked(value.among))
    head = cat(head, ",", COMMA, f"{value.first} first")
    if value.within is not None:
        head = cat(head, ",", COMMA, "within each ", operand(value.within))
    return head if value.ties is None else cat(head, ",", COMMA, ties(value.ties, value.broken))


def _ranked(value: t.Ranked) -> Doc:
    doc = cat("among all of " if value.which == "all" else "among ", _rows(value.rows))
    return cat(doc, WORD, "where the lines above hold") if value.which == "above" else doc


def _place(value: t.Place) -> Doc:
    return cat("place by ", ranked(value))


# --- conditions -------------------------------------------------------------------------------


Last = Callable[[t.Node], Doc]


def condition(item: t.Node, last: Last = operand) -> Doc:
    """A condition; ``last`` writes the value that it ends with."""
    return CONDITIONS[type(item)](item, last)


def _part(item: t.Node, last: Last) -> Doc:
    return cat("(", condition(item), ")") if isinstance(item, t.Junction) else condition(item, last)


def _junction(item: t.Junction, last: Last) -> Doc:
    *others, end = item.parts
    return join((*(_part(part, operand) for part in others), _part(end, last)), (COMMA, f"{item.word} "))


def _compare(item: t.Compare, last: Last) -> Doc:
    return cat(operand(item.left), f" {item.relation} ", last(item.right))


def _between(item: t.Between, last: Last) -> Doc:
    bounds = item.bounds
    doc = cat(operand(item.left), " is")
    if bounds.low is not None:
        doc = cat(doc, f" {bounds.low_word} ", (operand if bounds.high is not None else last)(bounds.low))
    if bounds.high is not None:
        doc = cat(doc, f" {bounds.high_word} ", last(bounds.high))
    return doc


def _one_of(item: t.OneOf, last: Last) -> Doc:
    words = " is not one of " if item.negated else " is one of "
    return cat(operand(item.left), words, comma_list(write(member) for member in item.members))


def _known(item: t.Known, last: Last) -> Doc:
    return cat(operand(item.value), " is known" if item.known else " is missing")


def _applies(item: t.Applies, last: Last) -> Doc:
    return cat(write(item.rule), " applies" if item.applies else " does not apply")


def _within_days(item: t.WithinDays, last: Last) -> Doc:
    said = " is not within " if item.negated else " is within "
    return cat(operand(item.left), said, write(item.duration), f" {item.direction} ", last(item.anchor))


CONDITIONS: dict[type, Callable[[Any, Last], Doc]] = {
    t.Junction: _junction,
    t.Compare: _compare,
    t.Between: _between,
    t.OneOf: _one_of,
    t.Known: _known,
    t.Applies: _applies,
    t.WithinDays: _within_days,
}
WRITERS |= {
    t.Negate: _negate,
    t.Binary: _binary,
    t.Of: _of,
    t.Choice: _choice,
    t.Fallback: _fallback,
    t.LowerHigher: _lower_higher,
    t.PartOf: _part_of,
    t.Aggregate: _aggregate,
    t.Converted: _converted,
    t.DaysOf: _days_of,
    t.PeriodEdge: _period_edge,
    t.PeriodHere: _period_here,
    t.DayNumber: _day_number,
    t.ServiceMonth: _service_month,
    t.Place: _place,
}
