"""Lowering of conditions, and what a condition makes sure of: after ``deal.closed is known`` it is."""

from __future__ import annotations

from planlang.core.calendar import DAYS
from planlang.core.graph import Add, Compare, Const, IsKnown, Logic, OnCalendar, OneOf, Operand, Ref, Relation, Unit
from planlang.diagnostics.model import Label, Repair
from planlang.diagnostics.suggest import closest
from planlang.lowering.context import Poison, Typed, constant
from planlang.lowering.mismatches import bare_number, mismatch
from planlang.lowering.scope import Scope
from planlang.lowering.there import all_known, known_as
from planlang.lowering.values import a_date, days_of, months_of, optional_value, value
from planlang.semantics import types
from planlang.semantics.types import Type
from planlang.slotted import evolve
from planlang.syntax import tree

Known = frozenset[tuple[str, ...]]
NOTHING: Known = frozenset()
YES_NO = Unit("yes/no")

RELATIONS: dict[str, Relation] = {
    "is": "==", "is not": "!=", "is at least": ">=", "is at most": "<=", "is above": ">", "is below": "<", "is after": ">", "is before": "<",
}  # fmt: skip


BOUNDS: dict[str, Relation] = {"from": ">=", "above": ">", "after": ">", "through": "<=", "below": "<", "before": "<"}


def condition(item: tree.Condition, scope: Scope) -> tuple[Operand, Known]:
    """Lowers a condition to a yes/no column; also gives the optional columns that are known where it holds."""
    if isinstance(item, tree.Junction):
        return _junction(item, scope)
    if isinstance(item, tree.Known):
        return _known(item, scope)
    if isinstance(item, tree.Compare):
        return _compare(item, scope), NOTHING
    if isinstance(item, tree.Between):
        return _between(item.left, item.bounds, item, scope), NOTHING
    if isinstance(item, tree.OneOf):
        return _one_of(item, scope), NOTHING
    if isinstance(item, tree.Applies):
        from planlang.lowering.beside import applies

        return applies(item, scope), NOTHING
    return _within_days(item, scope), NOTHING


def holds(item: tree.Node, scope: Scope, op: object, says: str | None = None) -> Operand:
    """A yes/no column for a condition."""
    words = says or scope.low.words(item)
    name = f"{scope.rule}: {words}" if scope.rule else words
    return scope.table.once(name, op, YES_NO, words, "condition", scope.rule, item.span)  # type: ignore[arg-type]


def _junction(item: tree.Junction, scope: Scope) -> tuple[Operand, Known]:
    parts: list[Operand] = []
    known: Known = (
        NOTHING  # what is there where the parts so far leave it open: after `x is known and`, `x is missing or`
    )
    shared: Known | None = None
    for part in item.parts:
        operand, gained = condition(part, scope.knowing(known))
        parts.append(operand)
        if item.word == "and":
            known |= gained
        else:
            shared = gained if shared is None else shared & gained
            known |= there_otherwise(part, scope)
    return holds(item, scope, Logic(item.word, tuple(parts))), known if item.word == "and" else shared or NOTHING


def there_otherwise(item: tree.Condition, scope: Scope) -> Known:
    """The optional columns that are known where a condition does not hold: those that it says are missing."""
    if isinstance(item, tree.Known) and not item.known:
        return all_known(item.value, optional_value(item.value, scope), scope)
    if isinstance(item, tree.Junction) and item.word == "or":
        return NOTHING.union(*(there_otherwise(part, scope) for part in item.parts))
    return NOTHING


def _known(item: tree.Known, scope: Scope) -> tuple[Operand, Known]:
    found = optional_value(item.value, scope)
    path = known_as(item.value, found, scope)
    if not found.type.optional and path not in scope.known:
        raise scope.low.fail(
            "always-known",
            f"`{found.says}` is always there, so the condition says nothing",
            item.span,
            repairs=(Repair("Drop the condition, or declare the column `optional`."),),
        )
    operand = holds(item, scope, IsKnown(found.operand), f"{found.says} is known" if item.known else None)
    if item.known:
        return operand, all_known(item.value, found, scope)
    return holds(item, scope, Logic("not", (operand,))), NOTHING


def _compare(item: tree.Compare, scope: Scope) -> Operand:
    left = value(item.left, scope)
    right = _right(item.right, left, item, scope)
    kind = types.alike(left.type, right.type)
    if isinstance(kind, str):
        raise mismatch(scope, kind, item, left, right, "comparing")
    bare_number(scope, left, right, item, "comparing")
    ordered = kind.numeric or kind.kind == "date" or kind.kind in types.PERIODS or kind.kind == "unknown"
    if item.relation not in ("is", "is not") and not ordered:
        raise scope.low.fail(
            "wrong-kind",
            f"{left.type.words()} is not above or below anything",
            item.span,
            repairs=(Repair("Compare with `is`, `is not` or `is one of …`."),),
        )
    if isinstance(left.operand, Ref) and left.operand == right.operand:
        raise _with_itself(item, left, right, scope)
    if _so_much_off(left, right, scope) or _so_much_off(right, left, scope):
        raise scope.low.fail(
            "compared-with-itself",
            f"`{left.says}` and `{right.says}` are of the same row, and always as far from each other",
            item.span,
            consequence="The condition says nothing: it holds for every row, or for none.",
            repairs=(
                Repair(
                    "Say what it is compared with; in a `where`, both sides are read from the rows that are summed."
                ),
                Repair(
                    "If the row before this one is meant, a running total looks back in the order of the credit:",
                    "running highest amount of everyone's … in the … not counting this credit",
                ),
            ),
        )
    return holds(item, scope, Compare(left.operand, RELATIONS[item.relation], right.operand))


def _so_much_off(one: Typed, other: Typed, scope: Scope) -> bool:
    """Whether a value is another of the same row, less or more by what the plan writes: `step.number is step.number - 1`."""
    if not isinstance(one.operand, Ref) or not isinstance(other.operand, Ref):
        return False
    op = scope.table.column(other.operand).op
    if isinstance(op, Add):
        rest = [term for _, term in op.terms if term != one.operand]
        return len(rest) < len(op.terms) and all(_written(term, scope) for term in rest)
    if not isinstance(op, OnCalendar) or op.function not in ("add_days", "add_months"):
        return False
    return op.arguments[0] == one.operand and _written(op.arguments[1], scope)


def _written(operand: Operand, scope: Scope) -> bool:
    """Whether a number is what the plan writes, or the negative of it."""
    if isinstance(operand, Const):
        return True
    op = scope.table.column(operand).op
    return isinstance(op, Add) and all(isinstance(term, Const) for _, term in op.terms)


def _with_itself(item: tree.Compare | tree.WithinDays, left: Typed, right: Typed, scope: Scope) -> Poison:
    """Both sides are one value, so that the condition holds in every row, or in none."""
    same = left.says == right.says
    return scope.low.fail(
        "compared-with-itself",
        f"`{left.says}` is compared with itself"
        if same
        else f"`{right.says}` is here the same as `{left.says}`, always",
        item.span,
        consequence="The condition says nothing: it holds for every row, or for none.",
        repairs=(
            Repair("Say what it is compared with; in a `where`, both sides are read from the rows that are summed."),
            Repair(
                f"If the row at hand is meant, name it alone (`{left.says} is {left.type.row}`); a running total says whose it is:",
                f"running total … of the {left.type.row}'s …",
            )
            if left.type.kind == "row"
            else before_this(left.says)
            if left.type.kind == "date"
            else _measure_of_this(item, left.says, scope),
        ),
    )


def _measure_of_this(item: tree.Node, column: str, scope: Scope) -> Repair:
    """The row at hand is seen through a measure of it, declared for what the rule around the condition is for."""
    around = scope.low.around(item.span)
    grain = around.grain if isinstance(around, tree.Rule) else None
    example = f"measure … for each … = {column}"
    if grain is not None and (
        grain.kind == "credit" or (grain.kind == "participant" and column.startswith("participant."))
    ):
        name = f"Own{column.rpartition('.')[2].replace('_', ' ').title().replace(' ', '')}"
        example = f"measure {name} {scope.low.words(grain)} = {column}\n… where {column} is {name}"
    return Repair("If the row at hand is meant, compare with a measure of it:", example)


def before_this(day: str) -> Repair:
    """How days are counted from the row at hand: by a window, since a `where` compares with it by `is` only."""
    return Repair(
        "Days counted from the row at hand are a window:", f"from ({day} - 12 months) through ({day} - 1 day)"
    )


def _right(item: tree.Value, left: Typed, whole: tree.Condition, scope: Scope) -> Typed:
    """The right side of a comparison; a Capitalised name beside a closed set is a member of it, a number beside a year one."""
    if left.type.kind == "member" and isinstance(item, tree.Name):
        return member(item, left, scope)
    if left.type.kind == "member" and isinstance(item, tree.Binary):
        from planlang.lowering.mismatches import refuse_slashes

        refuse_slashes(item, left, whole, scope)
    if left.type.kind == "year" and isinstance(item, tree.NumberLit) and item.unit == "number" and item.value % 1 == 0:
        return value(tree.PeriodLit(item.span, int(item.value), "year", 1), scope)
    if left.type.kind in DAYS and isinstance(item, tree.DateLit):
        from planlang.lowering.period_names import by_first_day

        return by_first_day(item, left.type.kind, scope)
    if left.type.kind in ("month", "quarter", "half", "date") and isinstance(item, (tree.Name, tree.NumberLit)):
        from planlang.lowering.period_names import without_year

        wrong = without_year(whole, item, left, scope)
        if wrong is not None:
            raise wrong
    return value(item, scope)


def member(item: tree.Name, left: Typed, scope: Scope) -> Typed:
    """A member of the closed set that a column takes its values from."""
    if item.name not in left.type.members:
        near = closest(item.name, left.type.members)
        raise scope.low.fail(
            "unknown-member",
            f"`{left.says}` is never {item.name}",
            item.span,
            "not a member of the set",
            repairs=(Repair(f"Did you mean {near}?"),)
            if near
            else (Repair(f"It is one of: {', '.join(left.type.members)}."),),
        )
    kind = Type("member", members=left.type.members)
    return Typed(Const(item.name, kind.unit(), item.span), kind, types.WHOLE, item.span, item.name)


def _one_of(item: tree.OneOf, scope: Scope) -> Operand:
    left = value(item.left, scope)
    members: list[Typed] = []
    for part in item.members:
        right = _right(part, left, item, scope)
        kind = types.alike(left.type, right.type)
        if isinstance(kind, str):
            raise mismatch(scope, kind, item, left, right, "comparing")
        bare_number(scope, left, right, item, "comparing")
        if constant(right) is None:
            raise scope.low.fail(
                "not-a-constant",
                "`is one of` lists fixed values",
                part.span,
                repairs=(Repair("Compare with `is … or … is …`."),),
            )
        members.append(right)
    says = f"{left.says} is one of {', '.join(m.says for m in members)}"
    operand = holds(item, scope, _any_of(left, members, item, scope), says)
    return holds(item, scope, Logic("not", (operand,))) if item.negated else operand


def _any_of(left: Typed, members: list[Typed], item: tree.OneOf, scope: Scope) -> OneOf | Logic:
    """Names and texts are looked up in a list; numbers, days and periods are compared one by one, as their units want it."""
    found = [one.operand for one in members]
    kind = left.type
    if not (kind.numeric or kind.kind == "date" or kind.kind in types.PERIODS):
        return OneOf(left.operand, tuple(one for one in found if isinstance(one, Const)))
    each = [
        holds(part, scope, Compare(left.operand, "==", one.operand), f"{left.says} is {one.says}")
        for part, one in zip(item.members, members, strict=True)
    ]
    return Logic("or", tuple(each))


def _between(left_item: tree.Value, bounds: tree.Bounds, item: tree.Condition, scope: Scope) -> Operand:
    left = value(left_item, scope)
    parts: list[Operand] = []
    for word, bound in ((bounds.low_word, bounds.low), (bounds.high_word, bounds.high)):
        if bound is None or word is None:
            continue
        right = _right(bound, left, item, scope)
        kind = types.alike(left.type, right.type)
        if isinstance(kind, str):
            raise mismatch(scope, kind, item, left, right, "comparing")
        bare_number(scope, left, right, item, "comparing")
        relation = BOUNDS[word]
        said = {
            "from": "is at least",
            "above": "is above",
            "after": "is after",
            "through": "is at most",
            "below": "is below",
            "before": "is before",
        }[word]
        parts.append(
            holds(bound, scope, Compare(left.operand, relation, right.operand), f"{left.says} {said} {right.says}")
        )
    low, high = (bounds.low, bounds.high)
    if low is not None and high is not None:
        _check_order(_right(low, left, item, scope), _right(high, left, item, scope), bounds, item, scope)
    return parts[0] if len(parts) == 1 else holds(item, scope, Logic("and", tuple(parts)))


def _check_order(low: Typed, high: Typed, bounds: tree.Bounds, item: tree.Node, scope: Scope) -> None:
    a, b = constant(low), constant(high)
    if a is None or b is None:
        return
    open_point = bounds.low_word != "from" or bounds.high_word not in ("through",)
    if a.value > b.value or (a.value == b.value and open_point):  # type: ignore[operator]
        raise scope.low.fail(
            "never-holds",
            "this condition can never hold: its end comes before its start",
            item.span,
            also=(Label(low.span, "start"), Label(high.span, "end")),
            consequence="Whatever depends on it would never be paid.",
            repairs=(Repair("Write the lower bound first and the higher second."),),
        )


def _within_days(item: tree.WithinDays, scope: Scope) -> Operand:
    left, anchor = a_date(item.left, scope), a_date(item.anchor, scope)
    if isinstance(left.operand, Ref) and left.operand == anchor.operand:
        raise _with_itself(item, left, anchor, scope)
    if item.negated:
        return holds(item, scope, Logic("not", (_within_days(evolve(item, negated=False), scope),)))
    inside = scope.low.words(item).replace(" is not within ", " is within ")  # also of what is then turned round
    length = days_of(item.duration)
    if length is None:
        return _within_months(item, scope, left, anchor, inside)
    first, second = (anchor, left) if item.direction == "after" else (left, anchor)
    days = scope.table.once(
        f"days from {first.says} to {second.says}",
        OnCalendar("days_between", (first.operand, second.operand)),
        Unit("days"),
        f"days from {first.says} to {second.says}",
        "date",
        scope.rule,
        item.span,
    )
    from fractions import Fraction

    zero = Const(Fraction(0), Unit("days"))
    most = Const(Fraction(length), Unit("days"), item.duration.span)
    says = f"{left.says} is not {'before' if item.direction == 'after' else 'after'} {anchor.says}"
    return holds(
        item,
        scope,
        Logic(
            "and",
            (
                holds(item.anchor, scope, Compare(days, ">=", zero), says),
                holds(item.duration, scope, Compare(days, "<=", most), f"at most {length} days"),
            ),
        ),
        inside,
    )


def _within_months(item: tree.WithinDays, scope: Scope, left: Typed, anchor: Typed, inside: str) -> Operand:
    """From the day itself through the same day of the month so many months later, or the last day of a shorter month."""
    from fractions import Fraction

    after = item.direction == "after"
    months = Const(Fraction(months_of(item.duration) * (1 if after else -1)), Unit("count"), item.duration.span)
    words = f"{scope.low.words(item.duration)} {item.direction} {anchor.says}"
    end = scope.table.once(
        words, OnCalendar("add_months", (anchor.operand, months)), Unit("date"), words, "date", scope.rule, item.span
    )
    near, far = (anchor.operand, end) if after else (end, anchor.operand)
    names = (anchor.says, words) if after else (words, anchor.says)
    return holds(
        item,
        scope,
        Logic(
            "and",
            (
                holds(item.anchor, scope, Compare(left.operand, ">=", near), f"{left.says} is not before {names[0]}"),
                holds(item.duration, scope, Compare(left.operand, "<=", far), f"{left.says} is not after {names[1]}"),
            ),
        ),
        inside,
    )


def required(found: Typed) -> Typed:
    """A value known to be there."""
    return evolve(found, type=found.type.required())
