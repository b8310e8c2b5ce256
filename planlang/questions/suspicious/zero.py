"""A quota that may be 0 and is divided by: there is no attainment of it, so that the run stops for whoever has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planlang.core.records import ColumnSpec
from planlang.diagnostics.model import Label, Repair, put_after
from planlang.questions.contradictory.gates import is_quota
from planlang.questions.suspicious.fixed import fixed, measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_quota_zero(low: Lowering, below: Iterable[tree.Node]) -> None:
    """Warns of a quota in the data that a value is divided by, where neither its column nor anything in the plan speaks of one of 0."""
    for item in below:
        if not isinstance(item, tree.Binary) or item.op != "/":
            continue
        for column in _factors(low, item.right):
            record = low.model.rows.get(column.parts[0]) if len(column.parts) == 2 and is_quota(column) else None
            spec = record.spec.by_name.get(column.parts[1]) if record is not None else None
            if record is None or spec is None or not _may_be_zero(spec) or _spoken_of(low, column):
                continue
            decl = record.columns[spec.name]
            unit = f" {spec.currency or low.model.header.currency}" if spec.kind == "money" else ""
            least = f"above 0{unit}"
            says = ".".join(column.parts)
            low.report.add(
                "quota-may-be-zero",
                f"{says} may be 0 in the data, and the plan does not say what holds then",
                decl.span,
                "nothing keeps it above 0",
                also=(Label(item.span, "divided by it"),),
                consequence="There is no attainment of a quota of 0: a run stops where somebody has one, and pays nobody before that is settled.",
                repairs=(
                    put_after("No such row is taken:", decl.span, f", {least}", f"{low.words(decl)}, {least}")
                    if decl.bounds is None
                    else Repair("Let the column begin above 0:", least),
                    Repair(
                        "Or say what holds then, wherever it is divided by:",
                        f"… / {says} if {says} is {least}, otherwise 0%",
                    ),
                ),
            )


def _factors(low: Lowering, item: tree.Node) -> Iterator[tree.Column]:
    """The columns by which a divisor is 0: itself, or what it is a multiple or a part of."""
    item = measured_by(low, item)
    if isinstance(item, tree.Column):
        yield item
    elif isinstance(item, tree.Binary) and item.op in "*/":
        yield from _factors(low, item.left)
        if item.op == "*":
            yield from _factors(low, item.right)
    elif isinstance(item, tree.Of):
        yield from _factors(low, item.whole)


def _may_be_zero(spec: ColumnSpec) -> bool:
    if spec.kind not in ("money", "number", "count"):
        return False
    limits = spec.limits
    return limits is None or limits.low is None or limits.low < 0 or (limits.low == 0 and limits.low_included)


def _spoken_of(low: Lowering, column: tree.Column) -> bool:
    """Whether a condition holds the column against a fixed value, or the plan says what holds where what it divides can't be computed."""
    for statement in low.model.statements:
        for item in _below(statement):
            if isinstance(item, tree.Compare):
                sides = ((item.left, item.right), (item.right, item.left))
                spoken = any(_is(low, one, column) and fixed(other) is not None for one, other in sides)
                if spoken and not (item.relation == "is at least" and fixed(item.right) == 0):  # 0 is at least 0
                    return True
            elif isinstance(item, tree.Between):
                if _is(low, item.left, column):
                    return True
            elif isinstance(item, (tree.Fallback, tree.Known)) and _reads(low, item.value, column, set()):
                return True
    return False


def _is(low: Lowering, item: tree.Node, column: tree.Column) -> bool:
    return any(one.parts[-1] == column.parts[-1] for one in _factors(low, item))


def _reads(low: Lowering, item: tree.Node, column: tree.Column, seen: set[str]) -> bool:
    """Whether a value is made of the column, by whatever measures."""
    if isinstance(item, tree.Column) and item.parts[-1] == column.parts[-1]:
        return True
    if isinstance(item, tree.Name) and item.name not in seen:
        seen.add(item.name)
        decl = low.model.names.get(item.name)
        return isinstance(decl, tree.Rule) and any(_reads(low, one, column, seen) for one in _below(decl))
    return any(_reads(low, child, column, seen) for child in tree.children(item))


def _below(item: tree.Node) -> Iterator[tree.Node]:
    for child in tree.children(item):
        yield child
        yield from _below(child)
