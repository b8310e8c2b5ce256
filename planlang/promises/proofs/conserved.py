"""Whether every amount that a rule pays is in one payout, and payouts are the sum of their lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from planlang.core import graph as g
from planlang.promises.proofs.payouts import takes_all, takes_each


def adds_up(graph: g.Graph) -> str | None:
    """Why payouts add up to what the rules pay; ``None`` where that isn't proven."""
    info = graph.payout
    if info is None:
        return None
    columns = graph.tables[info.table].columns
    all_taken = True
    for name, column in info.components:
        component = next(one for one in graph.components if one.name == name)
        op = columns[column].op
        if not isinstance(op, g.Total) or not takes_each(graph, info, op, component):
            return None
        all_taken = all_taken and takes_all(graph, info, op, component)
    lines = [*(column for _, column in info.components), *(line.column for line in info.adjustments)]
    if _spread(columns, dict.fromkeys(lines, 1)) != _spread(columns, {info.result: 1}):
        return None
    if all_taken:
        return "each amount is taken once"
    return "what isn't taken is refused"


def _spread(columns: Mapping[str, g.Column], terms: Mapping[str, int]) -> dict[str, int]:
    """A sum of columns as a sum of those that are no sums themselves."""
    found: Counter[str] = Counter()
    todo = list(terms.items())
    while todo:
        name, times = todo.pop()
        op = columns[name].op
        parts: list[tuple[int, g.Operand]] | None = None
        if isinstance(op, g.Same):
            parts = [(1, op.value)]
        elif isinstance(op, g.Add):
            parts = list(op.terms)
        if parts is None or not all(isinstance(part, g.Ref) for _, part in parts):
            found[name] += times
        else:
            todo.extend((part.column, times * sign) for sign, part in parts if isinstance(part, g.Ref))
    return {name: times for name, times in found.items() if times}
