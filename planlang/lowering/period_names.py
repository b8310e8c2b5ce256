"""A period that is named beside one: without its year (`the quarter is Q4`, `deal.closed is Q4`), or by its first day (`the week is 2025-01-06`)."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import TYPE_CHECKING, Literal

from planlang.diagnostics.model import Repair, instead
from planlang.lowering.periods import spine_range
from planlang.lowering.values import literal
from planlang.semantics import types
from planlang.semantics.types import Type
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Poison, Typed
    from planlang.lowering.scope import Scope

Named = Literal["month", "quarter", "half"]
_PART = re.compile(r"([QH])([1-4])")
_MONTHS = [name[:3] for name in calendar.month_name]
_MOST = 4
"""Of a plan that covers many years the first few are offered."""


def without_year(item: tree.Condition, said: tree.Value, left: Typed, scope: Scope) -> Poison | None:
    """What to say of a period without a year that stands beside ``left``; ``None`` where ``said`` is something else."""
    found = _named(said, left.type.kind, scope)
    if found is None:
        return None
    unit, ending = found
    header = scope.low.model.header
    first, last = spine_range(header, unit)
    periods = [number for number in range(first, last + 1) if header.calendar.label(unit, number).endswith(ending)]
    low, kind = scope.low, left.type.kind
    compared = low.words(item.left) if isinstance(item, (tree.Compare, tree.OneOf, tree.Between)) else left.says
    labels = [header.calendar.label(unit, number) for number in periods[:_MOST]]
    example = labels[0] if labels else header.calendar.label(unit, first)
    if kind == "date":
        days = [_days(scope, unit, number) for number in periods[:_MOST]]
        repairs = tuple(
            instead(f"Of the days of {label}:", item.span, f"{compared} {day}") for label, day in zip(labels, days)
        )
    else:
        repairs = tuple(instead(f"That of {label[:4]}:", said.span, label) for label in labels)
        if len(labels) > 1 and isinstance(item, tree.Compare) and item.relation == "is":
            every = f"{compared} is one of {', '.join(labels)}"
            repairs = (*repairs, instead("Whichever of the years that the plan covers:", item.span, every))
    return low.fail(
        "unknown-name" if isinstance(said, tree.Name) else "kind-mismatch",
        f"`{low.words(said)}` says no year: a {unit} is written like {example}",
        said.span,
        "of which year?",
        repairs=repairs or (Repair(f"Write a {unit} that the plan covers:", example),),
    )


def by_first_day(item: tree.DateLit, unit: str, scope: Scope) -> Typed:
    """The week, or the fortnight, that goes by a date, its first day."""
    year, day = scope.low.model.header.calendar, item.value.toordinal()
    period = year.period(unit, day)  # type: ignore[arg-type]
    first = year.label(unit, period)  # type: ignore[arg-type]
    if first != item.value.isoformat():
        raise scope.low.fail(
            "kind-mismatch",
            f"a {unit} goes by its first day, and {item.value} is not the first day of a {unit}",
            item.span,
            repairs=(instead(f"Of the {unit} in which it lies:", item.span, first),),
        )
    return literal(item, scope, Type(unit), period, types.WHOLE)


def _named(said: tree.Value, kind: str, scope: Scope) -> tuple[Named, str] | None:
    """The unit that is named, and how a period of it is written behind the year."""
    if isinstance(said, tree.NumberLit):
        whole = said.unit == "number" and said.value % 1 == 0
        if not whole or not 1 <= said.value <= {"month": 12, "quarter": 4, "half": 2}.get(kind, 0):
            return None
        if kind == "month":
            return "month", f"-{int(said.value):02d}"
        return ("quarter", f"-Q{said.value}") if kind == "quarter" else ("half", f"-H{said.value}")
    if not isinstance(said, tree.Name) or said.name in scope.low.model.names or said.counting is not None:
        return None
    part = _PART.fullmatch(said.name)
    unit: Named = "month" if part is None else "quarter" if part[1] == "Q" else "half"
    if kind not in (unit, "date") or (part is None and said.name[:3] not in _MONTHS[1:]):
        return None
    if part is None and said.name not in (*calendar.month_name, *calendar.month_abbr):
        return None
    return unit, f"-{said.name}" if part is not None else f"-{_MONTHS.index(said.name[:3]):02d}"


def _days(scope: Scope, unit: Named, number: int) -> str:
    year = scope.low.model.header.calendar
    edges = (year.first_day(unit, number), year.last_day(unit, number))
    first, last = (datetime.date.fromordinal(day).isoformat() for day in edges)
    return f"is from {first} through {last}"
