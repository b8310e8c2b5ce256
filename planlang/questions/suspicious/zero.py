"""A quota that may be 0 and is divided by, whatever it is called: there is no attainment of it, so that the run stops for whoever has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planlang.core.records import ColumnSpec, RecordSpec
from planlang.diagnostics.model import Label, Repair, put_after
from planlang.questions.known import column_of
from planlang.questions.suspicious.fixed import fixed, measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_quota_zero(low: Lowering, below: Iterable[tree.Node]) -> None:
    """Warns of a divisor that neither its column nor anything in the plan keeps from 0: one of each person's, or one that totals are held against."""
    for item in below:
        if not isinstance(item, tree.Binary) or item.op != "/":
            continue
        blank = _blank_is_zero(low, item.right)
        if blank is not None:
            _report_blank(low, item, blank)
            continue
        for column in _factors(low, item.right):
            found = column_of(low, column)
            record = low.model.records.get(found[0].name) if found is not None else None
            if found is None or record is None or not _may_be_zero(found[1]) or _spoken_of(low, column):
                continue
            if _happens(low, found[0]) or (found[0].row != "participant" and not any(_totals(low, item.left))):
                continue  # a ratio of what a deal or a unit has, such as its margin
            decl = record.columns[found[1].name]
            unit = f" {found[1].currency or low.model.header.currency}" if found[1].kind == "money" else ""
            least = f"above 0{unit}"
            says = ".".join(column.parts)
            low.report.add(
                "quota-may-be-zero",
                f"{says} may be 0 in the data, and the plan does not say what holds then",
                decl.span,
                "nothing keeps it above 0",
                also=(Label(item.span, "divided by it"),),
                consequence="Nothing can be divided by 0: a run stops where somebody has one, and pays nobody before that is settled.",
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


def _report_blank(low: Lowering, item: tree.Binary, blank: tree.Fallback) -> None:
    by, nothing = low.words(item.right), low.words(blank.otherwise)
    low.report.add(
        "quota-may-be-zero",
        f"{by} is {nothing} where nothing is known, and the plan does not say what holds then",
        item.right.span,
        "divided by it",
        also=(Label(blank.span, f"{nothing} stands for a blank"),),
        consequence="Nothing can be divided by 0: a run stops where somebody has none, and pays nobody before that is settled.",
        repairs=(
            Repair(
                "Say what holds then, wherever it is divided by:", f"… / {by} if {by} is above {nothing}, otherwise 0%"
            ),
            Repair(
                "Or let the quotient be what may not be known:", f"({low.words(item.left)} / …) if known, otherwise 0%"
            ),
        ),
    )


def _blank_is_zero(low: Lowering, item: tree.Node) -> tree.Fallback | None:
    """What makes a divisor 0 where a value is not known, and no condition of the plan speaks of that divisor."""
    found = measured_by(low, item)
    if not isinstance(found, tree.Fallback) or fixed(found.otherwise) != 0:
        return None
    for statement in low.model.statements:
        for one in tree.below(statement):
            sides = [one.left, one.right] if isinstance(one, tree.Compare) else []
            if isinstance(one, tree.Between):
                sides = [one.left]
            if any(measured_by(low, side) is found or tree.same_text(side, item) for side in sides):
                return None
    return found


def _happens(low: Lowering, spec: RecordSpec) -> bool:
    """Whether the rows of a table are deals and the like, and not what is laid down for somebody or something."""
    if spec.one_for is not None or spec.valid is not None or spec.row == "participant":
        return False
    credits = [item for item in low.model.plan.items if isinstance(item, tree.Credit)]
    return any(one.grain.name == spec.row for one in credits) or any(one.kind == "date" for one in spec.columns)


def _totals(low: Lowering, item: tree.Node) -> Iterator[tree.Aggregate]:
    """The totals of which a value is made, by whatever measures."""
    item = measured_by(low, item)
    if isinstance(item, tree.Aggregate):
        yield item
    else:
        for child in tree.children(item):
            yield from _totals(low, child)


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
        for item in tree.below(statement):
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
        return isinstance(decl, tree.Rule) and any(_reads(low, one, column, seen) for one in tree.below(decl))
    return any(_reads(low, child, column, seen) for child in tree.children(item))
