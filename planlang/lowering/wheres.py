"""Which rows a total takes: what its `where` says of them, and of what they have in common with the row at hand."""

from __future__ import annotations

from planlang.core.graph import Operand, Ref
from planlang.lowering.conditions import condition
from planlang.lowering.context import Poison, Typed
from planlang.lowering.mismatches import mismatch
from planlang.lowering.running import Source
from planlang.lowering.scope import Scope
from planlang.lowering.values import value
from planlang.semantics import types
from planlang.slotted import evolve
from planlang.syntax import tree

NAMES = ("text", "member", "row", "yes/no", "date", *types.PERIODS)


def where_of(item: tree.Aggregate, source: Source, scope: Scope | None) -> tuple[str | None, list[tuple[str, Operand]]]:
    """The condition on the rows summed, and the columns that must be what they are here.

    Columns are read from the rows that are summed. One that can't be read from there is that of the row at hand (``scope``), with
    which rows may be compared by ``is``: `where deal.product is target.product` in a rule about targets. So is a bare name beside a column
    that refers to its own kind of row: `where participant.manager is participant` takes the people of the participant at hand.
    """
    if item.where is None:
        return None, []
    rows = evolve(source.scope, rule=None)
    together = isinstance(item.where, tree.Junction) and item.where.word == "and"
    parts = item.where.parts if isinstance(item.where, tree.Junction) and together else (item.where,)
    alike: list[tuple[str, Operand]] = []
    others: list[tree.Condition] = []
    there = frozenset(
        part.value.parts
        for part in parts
        if isinstance(part, tree.Known) and part.known and isinstance(part.value, tree.Column)
    )
    for part in parts:
        pair = None if scope is None else _alike(part, rows.knowing(there), scope)
        if pair is None:
            others.append(part)
        else:
            alike.append(pair)
    if not others:
        return None, alike
    left = others[0] if len(others) == 1 else item.where
    if len(others) < len(parts) and isinstance(left, tree.Junction):
        left = left.but(parts=tuple(others))
    operand, _ = condition(left, rows)
    assert isinstance(operand, Ref)
    return operand.column, alike


def _alike(part: tree.Condition, rows: Scope, scope: Scope) -> tuple[str, Operand] | None:
    """`column of the rows is column of the row at hand`, either way round; ``None`` where all can be read from the rows."""
    if not isinstance(part, tree.Compare) or part.relation != "is":
        return None
    if not isinstance(part.left, tree.Column) or not isinstance(part.right, tree.Column):
        return None
    left, right = _tried(part.left, rows), _tried(part.right, rows)
    if left is not None and right is not None:  # a row is never its own manager: the bare name is the one at hand
        own = (_is_own(part.left, left, right), _is_own(part.right, right, left))
        left, right = (None if own[0] else left), (None if own[1] else right)
    if (left is None) == (right is None):
        return None
    theirs = left if left is not None else right
    assert theirs is not None
    mine = value(part.right if left is not None else part.left, scope)
    kind = types.alike(theirs.type, mine.type)
    if isinstance(kind, str):
        raise mismatch(scope, kind, part, theirs, mine, "comparing")
    if kind.kind not in NAMES or not isinstance(theirs.operand, Ref):
        return None
    return theirs.operand.column, mine.operand


def _is_own(item: tree.Column, found: Typed, other: Typed) -> bool:
    """Whether a bare `participant` stands beside a column of participants that is read from the same participant."""
    said = other.says.split(".")
    alike = other.type.kind == "row" and other.type.row == found.type.row
    return alike and len(item.parts) == 1 and len(said) > 1 and said[0] == item.parts[0]


def _tried(item: tree.Column, scope: Scope) -> Typed | None:
    """A column as it is read from here; ``None`` where it can't be."""
    seen = len(scope.low.report.found)
    try:
        return value(item, scope)
    except Poison:
        scope.low.report.back_to(seen)
        return None
