"""An amount of each person's that is held against totals of two lengths of time, and of which the data does not say of what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.questions.known import column_of
from planlang.questions.suspicious.fixed import measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_two_periods(low: Lowering, rules: list[tree.Rule]) -> None:
    """Warns of a quota that a quarter's sales are divided by, and a year's, too: one of the two is hardly meant."""
    seen: dict[tuple[str, ...], dict[str, tree.Node]] = {}
    for rule in rules:
        for item, total, column in _held_against(low, rule):
            found = column_of(low, column)
            window = total.window
            if found is None or window is None or window.kind not in ("in", "through") or window.unit is None:
                continue
            if found[0].row != "participant" or found[1].kind != "money" or found[1].per is not None:
                continue
            seen.setdefault(column.parts, {}).setdefault(window.unit, item)
    for parts, units in seen.items():
        if len(units) < 2:
            continue
        (one, first), (other, second), *_ = units.items()
        assert low.model.people is not None  # whose column it is
        decl = low.model.people.columns[parts[-1]]
        says = ".".join(parts)
        low.report.add(
            "amount-of-two-periods",
            f"{says} is held against what is sold in a {one}, and in a {other}, and nothing says of which time it is",
            second.span,
            f"of a {other} here",
            also=(Label(first.span, f"of a {one} here"), Label(decl.span, "an amount of no time")),
            consequence=f"Who sells as much in each {one} reaches it in one of the two only, or many times over in the other.",
            repairs=tuple(
                Repair(
                    f"It is for a {unit}; the other then asks for so many of them:", f"{parts[-1]}: money per {unit}"
                )
                for unit in (one, other)
            ),
        )


def _held_against(low: Lowering, rule: tree.Rule) -> Iterator[tuple[tree.Node, tree.Aggregate, tree.Column]]:
    """Quotients and comparisons of a total of what is credited, and a column as it stands."""
    for item in tree.below(rule):
        if not isinstance(item, (tree.Compare, tree.Binary)) or (isinstance(item, tree.Binary) and item.op != "/"):
            continue
        total, column = measured_by(low, item.left), item.right
        if not isinstance(total, tree.Aggregate) or total.function != "total" or not isinstance(column, tree.Column):
            continue
        if isinstance(low.model.names.get(total.source), (tree.Credit, tree.Gathers)):
            yield item, total, column
