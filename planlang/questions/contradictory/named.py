"""What a rule says of another one beside it: what settles which of the two is paid, and the answers that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.regions import meet
from planlang.diagnostics.model import Edit, Label, Repair, instead, line_above, line_below
from planlang.questions.contradictory.reaches import Reach, gates_of
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def settled_between(a: tree.Rule, b: tree.Rule) -> bool:
    """Whether one of two rules says what is paid where both apply."""
    return any(
        name.name == other.name
        for rule, other in ((a, b), (b, a))
        for step in rule.steps
        if isinstance(step, (tree.InAdditionTo, tree.OnlyAbove))
        for name in step.names
    )


def one_or_both(low: Lowering, a: tree.Rule, b: tree.Rule) -> tuple[Repair, ...]:
    """What may be paid where two rules apply, as lines of the plan; ``a`` is written first."""
    return (
        beside(f"Both are paid there, {b.name} in addition to {a.name}:", b, f"in addition to {a.name}"),
        _higher(a, b),
        _only(low, a, b),
        _only(low, b, a),
    )


def _only(low: Lowering, a: tree.Rule, b: tree.Rule) -> Repair:
    """The first is paid where both apply. Whether a rule applies is said by its `when` lines, so what else keeps rows out of it becomes one."""
    text, line = f"Only {a.name} is paid there:", f"when {a.name} does not apply"
    gates = [gate for gate in gates_of(a) if not isinstance(gate, tree.When)]
    own = beside(text, b, line)
    if not gates:
        return own
    moved = [f"when {low.words(gate.condition)}" for gate in gates]
    top = a.steps[0].span
    edits = [Edit(top.before(), "".join(f"{said}\n{' ' * (top.column - 1)}" for said in moved))]
    for gate in gates:
        edits.append(Edit(gate.span, low.words(gate.value) if isinstance(gate, tree.Choice) else ""))
    return Repair(f"{text[:-1]}, whose gate is then a `when` line:", "\n".join([*moved, line]), (*edits, *own.edits))


def once_or_twice(low: Lowering, a: tree.Rule, b: tree.Rule) -> tuple[Repair, ...]:
    """The same of two rules that pay the same, so that none is higher and it is all one which of them pays."""
    twice, _, once, _ = one_or_both(low, a, b)
    return evolve(once, text="It is paid once there:"), evolve(twice, text="It is paid twice there:")


def beside(text: str, rule: tree.Rule, line: str) -> Repair:
    """A line of a rule about another one, below those that say which rows it is about."""
    when = [step for step in rule.steps if isinstance(step, tree.When)]
    return line_below(text, when[-1].span, line) if when else line_above(text, rule.steps[0].span, line)


def _higher(a: tree.Rule, b: tree.Rule) -> Repair:
    """``b`` tops ``a`` up, in its last step but for when it is paid."""
    text = f"Only the higher of the two, {b.name} being what it has above {a.name}:"
    said = next((step for step in b.steps if isinstance(step, tree.OnlyAbove)), None)
    if said is not None:
        names = ", ".join(name.name for name in said.names)
        return instead(text, said.span, f"only what is above {names}, {a.name}")
    last = [step for step in b.steps if not isinstance(step, (tree.Paid, tree.Dated))][-1]
    return line_below(text, last.span, f"only what is above {a.name}")


def report_never_together(low: Lowering, reaches: list[Reach]) -> None:
    """Warns of a rule that says what is paid beside another one, where no row is certainly about both."""
    by_name = {reach.rule.name: reach for reach in reaches}
    for reach in reaches:
        for step in reach.rule.steps:
            for name in step.names if isinstance(step, (tree.InAdditionTo, tree.OnlyAbove)) else ():
                other = by_name.get(name.name)
                if other is None or any(meet(x, y) is not None for x in reach.boxes for y in other.boxes):
                    continue
                low.report.add(
                    "never-together",
                    f"no row is about both {name.name} and {reach.rule.name}",
                    step.span,
                    also=tuple(
                        Label(line.span, f"{one.rule.name} is about these")
                        for one in (other, reach)
                        for line in one.when
                    ),
                    consequence="The line says nothing today. Once a window or a bound is changed it would settle what nobody has looked at.",
                    repairs=(
                        Repair("Drop it."),
                        Repair(f"Or name the rule that is meant, which is not {name.name}."),
                    ),
                )
