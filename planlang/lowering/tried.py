"""A value as it is read from some row, or nothing where no way leads to it."""

from __future__ import annotations

from planlang.lowering.context import Poison, Typed
from planlang.lowering.scope import Scope
from planlang.lowering.values import optional_value
from planlang.syntax import tree


def tried(item: tree.Value, scope: Scope) -> Typed | None:
    """A value as it is read from here, which may be absent; ``None`` where nothing leads to it."""
    seen = len(scope.low.report.found)
    try:
        return optional_value(item, scope)
    except Poison:
        scope.low.report.back_to(seen)
        return None
