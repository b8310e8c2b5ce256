"""Whether a later version of a rule comes to no less than the one before it, for the same total so far: only its rates are higher.

Then a rule that pays a total so far less what it already paid takes nothing back where an amendment restates it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from planlang.questions.suspicious.fixed import fixed
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def read_by(low: Lowering, item: tree.Node) -> set[str]:
    """The names of all that a declaration reads, and of what these read."""
    found: set[str] = set()
    waiting: list[tree.Node] = [item]
    while waiting:
        for part in tree.below(waiting.pop()):
            for name in (getattr(part, "name", None), getattr(part, "source", None)):
                if isinstance(name, str) and name in low.model.names and name not in found:
                    found.add(name)
                    waiting.append(low.model.names[name])
    return found


def only_raised(versions: Sequence[tree.Rule]) -> bool:
    """Whether each version of a rule says what the one before it says, but for rates that are higher."""
    return all(_raised(a.steps, b.steps) for a, b in itertools.pairwise(versions))


def _raised(a: Any, b: Any, rate: bool = False) -> bool:
    """Whether two parts of a rule say the same, or the later one a higher rate where there is one."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(_raised(one, other, rate) for one, other in zip(a, b))
    if tree.same_text(a, b):
        return True
    if rate and (before := fixed(a)) is not None and (after := fixed(b)) is not None:
        return 0 <= before <= after
    if type(a) is not type(b):
        return False
    if isinstance(a, tree.Of):
        return _raised(a.share, b.share, True) and _raised(a.whole, b.whole)
    if isinstance(a, tree.Binary):
        return a.op == b.op == "*" and _raised(a.left, b.left, True) and _raised(a.right, b.right, True)
    if isinstance(a, tree.Start):
        return bool(a.word == b.word) and _raised(a.value, b.value)
    if isinstance(a, tree.Change):
        same = a.word == b.word and a.word in ("times", "plus") and tree.same_text(a.when, b.when)
        return bool(same) and _raised(a.value, b.value, True)
    if isinstance(a, (tree.Tiers, tree.Curve)):
        heads = [(one.by, one.using, getattr(one, "application", None), getattr(one, "beyond", None)) for one in (a, b)]
        return tree.same_text(*heads) and _raised(a.rows, b.rows, True)
    return isinstance(a, tree.Row) and tree.same_text(a.key, b.key) and _raised(a.value, b.value, True)
