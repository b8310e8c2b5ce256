"""A divisor that is 0 where there is nothing: a total of credits of a time in which nothing was sold, a quota less all of its relief."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from planlang.core.graph import Ratio
from planlang.core.printer import nothing
from planlang.diagnostics.model import Label, Repair, instead
from planlang.questions.suspicious.fixed import measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_nothing_to_divide_by(low: Lowering, below: Iterable[tree.Node]) -> None:
    """Warns of a quotient whose divisor the data may make 0, where the plan nowhere speaks of that."""
    for item in below:
        if not isinstance(item, tree.Binary) or item.op != "/":
            continue
        divisor = measured_by(low, item.right)
        words, by = low.words(item), low.words(item.right)
        if isinstance(divisor, tree.Aggregate) and _of_credits(low, divisor):
            why, says, case = (
                "is 0 where there is nothing to total",
                "a total that may be of nothing",
                "nothing was sold then",
            )
        elif _less_a_total(low, divisor):
            why, says, case = (
                "is 0 or less where as much is taken off",
                "a difference that may be nothing",
                "as much is taken off as there is",
            )
        else:
            continue
        if _spoken_of(low, divisor, item.right):
            continue
        counted = isinstance(divisor, tree.Aggregate) and divisor.function == "count"
        none = "0" if counted else f"0 {low.model.header.currency}"
        held = f"({by})" if isinstance(item.right, (tree.Aggregate, tree.Binary)) else by
        instead_of_it = f"({words} if {held} is above {none}, otherwise {_nothing_of(low, item)})"
        low.report.add(
            "nothing-to-divide-by",
            f"{by} {why}, and the plan does not say what holds then",
            item.right.span,
            "divided by it",
            also=() if divisor is item.right else (Label(divisor.span, says),),
            consequence=f"Nothing can be divided by 0: where {case}, a run stops, and pays nobody before that is settled.",
            repairs=(
                instead("Say what holds then, such as nothing:", item.span, instead_of_it),
                Repair("Or leave out whom it is so of:", f"when  {held} is above {none}"),
            ),
        )  # fmt: skip


def _nothing_of(low: Lowering, item: tree.Binary) -> str:
    """What a quotient is where it is nothing: an amount for a deal on average, a percentage of one total by another."""
    columns = (column for made in low.tables.values() for column in made.table.columns.values())
    units = [column.unit for column in columns if column.place == item.span and isinstance(column.op, Ratio)]
    return nothing(units[0]) if units else "…"


def _of_credits(low: Lowering, item: tree.Aggregate) -> bool:
    """Whether a value is a total of what is credited, of which there may be none in a time; a row at hand has its own."""
    if item.function not in ("total", "count") or item.running or item.window is None or item.window.kind == "row":
        return False
    return isinstance(low.model.names.get(item.source), (tree.Credit, tree.Gathers))


def _less_a_total(low: Lowering, item: tree.Node) -> bool:
    """Whether a value is an amount less what the data say, such as relief."""
    if not isinstance(item, tree.Binary) or item.op != "-":
        return False
    off = measured_by(low, item.right)
    return any(isinstance(one, tree.Aggregate) for one in (off, *tree.below(off)))


def _spoken_of(low: Lowering, divisor: tree.Node, by: tree.Node) -> bool:
    """Whether a condition of the plan holds the divisor against something, or what is like it: of the same credits, in a `when` or a choice.

    So does `(a / b) if known, otherwise …`.
    """
    return any(_speaks(low, item, divisor, by) for statement in low.model.statements for item in tree.below(statement))


def _speaks(low: Lowering, item: tree.Node, divisor: tree.Node, by: tree.Node) -> bool:
    if isinstance(item, (tree.Compare, tree.Between)):
        sides = [item.left, item.right] if isinstance(item, tree.Compare) else [item.left]
        return any(_like(low, side, divisor, by) for side in sides)
    if isinstance(item, (tree.Fallback, tree.Known)):
        return any(tree.same_text(one, by) for one in tree.below(item.value))
    if isinstance(item, (tree.When, tree.Choice)):
        return any(_totals_too(low, one, divisor) for one in tree.below(item.condition))
    return False


def _like(low: Lowering, side: tree.Node, divisor: tree.Node, by: tree.Node) -> bool:
    measured = measured_by(low, side)
    return measured is divisor or tree.same_text(side, by) or tree.same_text(measured, divisor)


def _totals_too(low: Lowering, item: tree.Node, divisor: tree.Node) -> bool:
    """Whether a condition is about a total of the same credits: of one person, who has sold something, or of everybody."""
    found = measured_by(low, item)
    if not isinstance(found, tree.Aggregate) or not isinstance(divisor, tree.Aggregate):
        return False
    return found.source == divisor.source
