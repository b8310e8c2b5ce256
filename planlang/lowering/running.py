"""Running totals, and measures that move with them credit by credit."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from planlang.core.graph import Const, Operand, OrderCheck, Ref, Running, Same, Unit
from planlang.diagnostics.model import Repair
from planlang.lowering.anniversaries import anniversary_year
from planlang.lowering.context import Poison, Typed
from planlang.lowering.references import crossing_open
from planlang.lowering.scope import Scope
from planlang.lowering.values import value
from planlang.lowering.windows import covers_whole
from planlang.questions.aggregates import ask_rounding
from planlang.semantics import types
from planlang.semantics.model import Record
from planlang.slotted import define, evolve
from planlang.syntax import tree


@define(eq=False, repr=False)
class Source:
    """What an aggregate sums over: a scope for its rows, the value summed, and how rows belong to people and days."""

    scope: Scope
    value: Typed | None
    noun: str
    day: str | None
    record: Record | None = None
    period: tuple[str, str] | None = None


def running(item: tree.Aggregate, scope: Scope, source: Source, window: tree.Window) -> Typed:
    """A total that moves with each credit."""
    from planlang.lowering.wheres import where_of

    low = scope.low
    if scope.kind != "credit" or source.scope.table is not scope.table:
        raise low.fail(
            "running-elsewhere",
            f"a running total of {item.source} moves with its credits, and this is about a {scope.grain}",
            item.span,
            repairs=(
                Repair(f"Make it `for each credit of {item.source}`."),
                Repair("Or take the total of the window:", low.words(item).replace("running ", "")),
            ),
        )
    counting = item.counting or scope.counting
    if counting is None:
        raise crossing_open(scope, low.words(item), item.span)
    where, alike = where_of(item, source, scope)
    by = (*partition_of(item, scope, window), *(column for column, _ in alike))
    credit = low.credit(scope.credit or "", item.span)
    if not credit.ordered:
        raise Poison(item.source)  # the credit has been asked for its order
    if item.function not in ("total", "count"):
        from planlang.lowering.extremes import running_extreme

        if item.owner != "participant":
            low.orders.append(OrderCheck(scope.table.name, by, credit.ordered, item.span, low.words(item)[:100]))
        return running_extreme(item, scope, source.value, by, credit.ordered, counting == "counting", where)

    what = source.value
    operand: Operand = Const(Fraction(1), Unit("count"))
    kind, scale = types.COUNT, types.WHOLE
    if what is not None and item.function == "total":
        ask_rounding(low, item, what)
        operand, kind, scale = what.operand, what.type, what.scale
    if kind.kind == "money" and window.unit is not None:
        kind = evolve(kind, per=None, either=(), over=window.unit)
    if item.owner != "participant":  # the credits' own order tells one person's credits apart only
        low.orders.append(OrderCheck(scope.table.name, by, credit.ordered, item.span, low.words(item)[:100]))
    inclusive = counting == "counting"
    words = low.words(item).replace(" not counting this credit", "").replace(" counting this credit", "")
    says = f"{words}, {'with' if inclusive else 'before'} this credit"
    digits = low.digits(kind)
    if item.different is not None:
        from planlang.lowering.different import first_so_far

        where = first_so_far(item, source, by, credit.ordered, where)
    op = Running(operand, by, credit.ordered, inclusive, where)
    ref = scope.table.once(
        _short(words, 60) + (", with" if inclusive else ", before") + " this credit",
        op,
        kind.unit(digits),
        says,
        "total",
        scope.rule,
        item.span,
    )
    return Typed(ref, kind, scale, item.span, says)


def partition_of(item: tree.Aggregate, scope: Scope, window: tree.Window) -> tuple[str, ...]:
    """The columns that credits have in common which a running total runs over: whose they are, and their window."""
    low = scope.low
    by: list[str] = []
    if item.owner == "participant":
        assert isinstance(scope.person, Ref)
        by.append(scope.person.column)
    elif item.owner not in (None, "everyone"):
        from planlang.lowering.owners import belongs

        by.append(column_of(scope, belongs(scope, item.owner or "", item.span), item.owner or ""))
    if window.kind == "row":  # whenever dated, as for other totals of the same row
        assert window.row is not None
        by.append(column_of(scope, scope.row(window.row, window.span)[0], window.row))
    elif window.kind == "in" and window.unit is not None:
        period = scope.period_of(window.unit, window.span)
        assert isinstance(period, Ref)
        by.append(period.column)
        if not covers_whole(low.model.header, window):
            by.append("covered")  # credits before what the plan covers don't count toward it
    elif window.kind == "plan":
        by.append("covered")
    elif window.kind == "anniversary" and window.start is not None:
        by.append(anniversary_year(scope, window.start, window).column)
    else:
        raise low.not_built(
            "running totals over this kind of window are",
            window.span,
            Repair(
                "`in the month`, `in the quarter`, `in the half`, `in the year`, `in the plan` and `in the deal` are built."
            ),
        )
    if scope.since is not None:  # an amendment at which running totals start again
        by.append(scope.since[0].column)
    return tuple(by)


def column_of(scope: Scope, row: Operand, word: str) -> str:
    """The column that says which deal or team a credit is of."""
    if isinstance(row, Ref):
        return row.column
    return scope.table.once(word, Same(row), Unit("row"), f"the {word}", "key").column


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


Moving = Literal["counting", "not counting"]


def moves(item: tree.Node, scope: Scope) -> bool:
    """Whether a value changes from before to after each credit: it is made of a running total."""
    if isinstance(item, tree.Aggregate):
        return item.running and item.counting is None
    if isinstance(item, tree.Name):
        decl = scope.low.model.names.get(item.name)
        if isinstance(decl, tree.Rule) and item.counting is None:
            try:
                return scope.low.rule(item.name, item.span).before is not None
            except Exception:
                return False
        return False
    return any(moves(part, scope) for part in tree.children(item))


def lower_value(item: tree.Value, scope: Scope, counting: Moving | None) -> Typed:
    """Lowers a value with running totals read before or after the credit."""
    return value(item, evolve(scope, counting=counting) if counting is not None else scope)
