"""A gate that measures in one window of time, and a table behind it that measures the same in another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.questions.suspicious.fixed import measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_gate_elsewhere(low: Lowering, rule: tree.Rule, tables: list[tree.Tiers | tree.Curve]) -> None:
    """Warns where gate and table read the same total of the same credits, of different windows."""
    for step in rule.steps:
        if not isinstance(step, tree.OnlyIf) or not isinstance(step.condition, tree.Compare):
            continue
        for table in tables:
            pair = _differ(low, step.condition.left, table.by)
            if pair is None:
                continue
            gate, by = pair
            low.report.add(
                "gate-elsewhere",
                f"the gate looks at {low.words(gate)}, and the table at {low.words(by)}",
                step.span,
                "the gate",
                also=(Label(table.by.span, "the table"),),
                consequence="Somebody who passes the gate in one window can stand at the bottom of the table in the other, "
                "and the other way round.",
                repairs=(Repair("Measure both in one window, if one was meant."),),
            )
            return


def _differ(low: Lowering, gate: tree.Node, by: tree.Node) -> tuple[tree.Aggregate, tree.Aggregate] | None:
    for a in _totals(low, gate):
        for b in _totals(low, by):
            same = (
                a.function == b.function
                and a.field == b.field
                and a.owner == b.owner
                and a.source == b.source
                and tree.same_text(a.where, b.where)
            )
            if same and a.window is not None and b.window is not None and not tree.same_text(a.window, b.window):
                return a, b
    return None


def _totals(low: Lowering, item: tree.Node) -> Iterator[tree.Aggregate]:
    item = measured_by(low, item)
    if isinstance(item, tree.Aggregate):
        yield item
        return
    for child in tree.children(item):
        yield from _totals(low, child)
