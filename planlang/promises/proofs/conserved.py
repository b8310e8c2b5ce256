"""Whether every amount that a rule pays is in one payout, and payouts are the sum of their lines."""

from __future__ import annotations

from planlang.core import graph as g
from planlang.core.payouts import spread, takes_all, takes_each


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
    if spread(columns, dict.fromkeys(lines, 1)) != spread(columns, {info.result: 1}):
        return None
    if all_taken:
        return "each amount is taken once"
    return "what isn't taken is refused"
