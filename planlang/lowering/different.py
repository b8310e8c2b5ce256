"""``count of different order.customer of …``: of the rows that are alike in a column, the first counts, and no other."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import Compare, Const, Logic, Operand, Ref, Relation, Running, Unit
from planlang.diagnostics.model import Repair
from planlang.lowering.running import Source
from planlang.lowering.scope import Scope
from planlang.lowering.values import value
from planlang.lowering.wheres import NAMES
from planlang.lowering.windows import covers_whole
from planlang.syntax import tree

ONE = Const(Fraction(1), Unit("count"))
YES_NO = Unit("yes/no")


def first_of_each(
    item: tree.Aggregate, scope: Scope, source: Source, window: tree.Window, alike: tuple[str, ...], where: str | None
) -> str:
    """The condition that a row is the first of those that count and have the same in the column.

    They are told apart by all that picks the rows of the total (``alike``, and their period), so that a customer counts once for
    each person and quarter.
    """
    by = (*alike, *_window(item, scope, source, window), _column(item, source))
    return _first(item, source, by, _order(source), where)


def first_so_far(
    item: tree.Aggregate, source: Source, by: tuple[str, ...], order: tuple[str, ...], where: str | None
) -> str:
    """The same of a running count: the first in the order of the credits, among those that it runs over (``by``)."""
    return _first(item, source, (*by, _column(item, source)), order, where)


def _column(item: tree.Aggregate, source: Source) -> str:
    """The column whose different values are counted."""
    assert item.different is not None
    low = source.scope.low
    found = value(item.different, source.scope)
    if found.type.kind not in NAMES or not isinstance(found.operand, Ref):
        raise low.fail(
            "wrong-kind",
            f"`{low.words(item.different)}` is {found.type.words()}, and different names, dates or rows are counted",
            item.different.span,
            repairs=(Repair("Name a column with a text, a date, a member of a closed set, or a row."),),
        )
    return found.operand.column


def _first(item: tree.Aggregate, source: Source, by: tuple[str, ...], order: tuple[str, ...], where: str | None) -> str:
    assert item.different is not None
    rows = source.scope
    words = rows.low.words(item.different)
    short = rows.low.words(item)[:60]

    def add(name: str, op: Running | Compare | Logic, unit: Unit, says: str) -> Ref:
        return rows.table.once(f"{short}: {name}", op, unit, says, "condition", None, item.span)

    place = add(
        "which of its kind",
        Running(ONE, by, order, True, where),
        Unit("count"),
        f"which row with the same {words}",
    )
    first = add("is the first of its kind", Compare(place, "==", ONE), YES_NO, f"is the first with its {words}")
    if where is not None:
        first = add("counts", Logic("and", (Ref(where), first)), YES_NO, f"counts, and is the first with its {words}")
    return first.column


def _window(item: tree.Aggregate, scope: Scope, source: Source, window: tree.Window) -> list[str]:
    """The columns that divide the rows into windows as they are seen from the row at hand."""
    low, rows = scope.low, source.scope
    if window.kind in ("row", "anniversary") and scope.since is None:
        return []
    credit = rows.kind == "credit"
    if window.kind == "in" and window.unit is not None and scope.since is None:
        period = rows.period_of(window.unit, window.span)
        assert isinstance(period, Ref)
        return [period.column, *(["covered"] if credit and not covers_whole(low.model.header, window) else [])]
    if window.kind == "plan" and scope.since is None:
        if source.day is None and source.period is None:
            return []
        return [_in_plan(item, source, low.model.header.start, low.model.header.end, low.model.header.follows)]
    raise low.not_built(
        "counting what is different over this kind of window is",
        window.span,
        Repair(
            "`in the month`, `in the quarter`, `in the half`, `in the year`, `in the plan` and `in the deal` are built."
        ),
        Repair(
            "Of few kinds each may be counted by itself, and what is there be added:",
            f"1 if (count of … {low.words(window)} where … is …) is above 0, otherwise 0",
        ),
    )


def _in_plan(item: tree.Aggregate, source: Source, start: int, end: int, follows: int | None) -> str:
    rows = source.scope
    day: Operand = (
        Ref(source.day) if source.day is not None else rows.edge("last", (source.period or ("", "month"))[1], item.span)
    )
    bounds: tuple[tuple[str, Relation, int], ...] = (
        ("after the start of", ">=", start),
        ("before the end of", "<=", max(end, follows or end)),
    )
    parts: list[Operand] = []
    for word, relation, bound in bounds:
        says = f"dated {word} the plan"
        op = Compare(day, relation, Const(bound, Unit("date")))
        parts.append(rows.table.once(says, op, YES_NO, says, "condition"))
    return rows.table.once(
        "dated in the plan", Logic("and", tuple(parts)), YES_NO, "dated in the plan", "condition"
    ).column


def _order(source: Source) -> tuple[str, ...]:
    """An order of the rows in which any two differ: which of them is the first changes no count."""
    from planlang.lowering.rounding import row_id_of

    return (row_id_of(source.scope.table),)
