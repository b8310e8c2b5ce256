"""What a rule or a measure came to in the period before, where that goes round in a circle: a bonus that depends on last month's.

``total of the participant's Bonus in the previous month`` is a total of other rows where Bonus does not depend on what reads it. Where it does,
each row still needs no row but earlier ones, and it is a ``Fold``, whose state is the result. What it is before the first period is
what a total of no rows is: 0, or absent for the highest and the lowest.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import Const, Fold, Same
from planlang.core.invariants import circling
from planlang.diagnostics.model import Diagnostic
from planlang.lowering.context import Lowering, Poison, Typed
from planlang.lowering.scope import Scope
from planlang.questions.earlier import ask_rounded, refuse_other_rows, refuse_unknown
from planlang.semantics import types
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.rules import RuleTable

_KINDS = (types.COUNT, types.NUMBER, types.PERCENT, types.Type("multiplier"), types.DAYS)


def goes_round(item: tree.Aggregate, scope: Scope) -> bool:
    """Whether an aggregate is the result of the period before of something that depends on what is being lowered."""
    low, decl = scope.low, scope.low.model.names.get(item.source)
    if not isinstance(decl, tree.Rule) or decl.grain is None or item.window is None or scope.unit is None:
        return False
    alone = not (item.running or item.paid or item.where or item.different or item.counting or item.field)
    alike = (decl.grain.kind, decl.grain.each) == (scope.kind, scope.unit) and scope.kind in ("participant", "plan")
    whose = item.owner == ("participant" if scope.kind == "participant" else None)
    before = item.window.kind == "previous" and item.window.unit == scope.unit
    values = item.function in ("total", "highest", "lowest", "average")
    return alone and alike and whose and before and values and not set(low.stack).isdisjoint(_behind(low, item.source))


def _behind(low: Lowering, name: str) -> set[str]:
    """All declarations that one names, directly or not, itself included."""
    found, todo = {name}, [name]
    while todo:
        decl = low.model.names.get(todo.pop())
        for node in (decl, *tree.below(decl)) if isinstance(decl, tree.Node) else ():
            for field in node._fields:
                value = getattr(node, field)
                if isinstance(value, str) and value in low.model.names and value not in found:
                    found.add(value)
                    todo.append(value)
    return found


def earlier(item: tree.Aggregate, scope: Scope) -> Typed:
    """The result of the period before."""
    low, name = scope.low, item.source
    decl = low.model.names[name]
    assert isinstance(decl, tree.Rule) and scope.unit is not None
    if any(isinstance(step, tree.Dated) for step in decl.steps):
        raise refuse_other_rows(low, decl, item, "its results have days of their own")
    if low.model.changes:
        from planlang.lowering.versions import versions_of

        if len(versions_of(low, decl)) > 1:
            raise low.not_built("the own result of a rule that is amended, a period before, is", item.span)
    kind, scale = _is(low, decl, item)
    if item.function != "total":
        kind = evolve(kind, optional=True)
    elif kind.kind == "money":
        kind = evolve(kind, over=scope.unit)
    words = low.words(item)
    unit = kind.unit(low.digits(kind))
    first = Const(Fraction(0) if item.function == "total" else None, unit)
    by = ("participant",) if scope.kind == "participant" else ()
    op = Fold(_state(name), first, by, (scope.unit,))
    says = words if len(words) <= 60 else words[:57] + "…"
    low.earlier.setdefault(name, []).append(item)
    return Typed(scope.table.once(says, op, unit, words, "total", scope.rule, item.span), kind, scale, item.span, words)


def _is(low: Lowering, decl: tree.Rule, item: tree.Aggregate) -> tuple[types.Type, types.Scale]:
    """What the result is, of which nothing is lowered yet: what a rule pays is money, a measure has been tried."""
    if decl.pays:
        return types.money(low.model.header.currency), types.exact_scale(Fraction(low.model.header.rounding.unit))
    known = low.tried.get(decl.name)
    if known is None:
        raise refuse_unknown(low, decl, item)
    return known


def try_kinds(low: Lowering, decl: tree.Rule, scope: Scope, attempt: Callable[[], RuleTable]) -> None:
    """Finds out what a measure is that reads its own earlier value: what it comes to if that is taken to be so.

    What else the measure reads is lowered first, so that nothing but its own columns are tried; these are taken back.
    """
    own = (node for node in tree.below(decl) if isinstance(node, tree.Aggregate) and node.source == decl.name)
    if decl.pays or not any(item.window is not None and item.window.kind == "previous" for item in own):
        return
    for name in sorted(_behind(low, decl.name) - set(low.stack)):
        if isinstance(low.model.names.get(name), tree.Rule):
            with suppress(Poison):  # said already, and again where it is read
                low.rule(name, decl.name_span)
    always: list[Diagnostic] | None = None
    for kind in (types.money(low.model.header.currency), *_KINDS):
        found, said = _tried(low, decl.name, scope, attempt, kind, types.NOTHING)
        if all(one.rule != "kind-mismatch" for one in said):  # else it is no such thing
            always = said if always is None else [one for one in always if one in said]
        if found is not None and found.type.kind == kind.kind:
            again, _ = _tried(low, decl.name, scope, attempt, kind, found.scale)
            if again is None or again.scale != found.scale or not found.scale.decimal:
                raise ask_rounded(low, decl)
            low.tried[decl.name] = (evolve(kind, ratio=found.type.ratio), found.scale)
            return
    if always:  # whatever it may be: that is what is wrong, and not that nothing says what it is
        low.report.found.extend(always)
        raise Poison("measure")


def _tried(
    low: Lowering, name: str, scope: Scope, attempt: Callable[[], RuleTable], kind: types.Type, scale: types.Scale
) -> tuple[Typed | None, list[Diagnostic]]:
    """What a measure comes to if its own earlier value is taken to be something, and what there is to say of it then; all is taken back."""
    seen, columns = len(low.report.found), scope.table.mark()
    unsound, checks, orders = set(low.unsound), len(low.checks), len(low.orders)
    low.tried[name] = (kind, scale)
    try:
        return attempt().value, low.report.found[seen:]
    except Poison:
        return None, low.report.found[seen:]
    finally:
        del low.tried[name]
        low.earlier.pop(name, None)
        low.report.back_to(seen)
        low.unsound.intersection_update(unsound)
        del low.checks[checks:], low.orders[orders:]
        scope.table.back_to(columns)


def carry(low: Lowering) -> None:
    """Gives each result that is read a period later the column that is looked for, once all of them are lowered."""
    read = [made for name in low.earlier if (made := low.rules.get(name)) is not None]
    if len(read) < len(low.earlier):
        return  # of some nothing is known, which has been said
    for made in read:
        table, says, value = made.scope.table, _state(made.name), made.value
        unit = value.type.unit(low.digits(value.type))
        column = table.add(says, Same(value.operand), unit, says, "total", made.name, made.decl.name_span)
        assert column.column == says, "what goes from row to row is looked for by its name"
    tables = {name: builder.table for name, builder in low.tables.items()}
    for made in read:
        for other in circling(tables, made.scope.table.name, _state(made.name))[:1]:
            why = f"`{other.says}` is worked out from other rows"
            refuse_other_rows(low, made.decl, low.earlier[made.name][0], why)


def _state(name: str) -> str:
    return f"{name}, for the period after"
