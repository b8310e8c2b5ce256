"""Whether a promise follows from the plan, whatever the data are."""

from __future__ import annotations

from planlang.core.graph import Graph, Ref
from planlang.lowering.promises import PromiseInfo
from planlang.promises.proofs.bounds import Bounds
from planlang.promises.proofs.holding import Holding
from planlang.promises.proofs.sums import never_falls
from planlang.promises.proofs.trends import Trends
from planlang.promises.standard import PROOFS


def proven(graph: Graph, promise: PromiseInfo) -> str | None:
    """Why a promise always holds, in a line; ``None`` where that isn't proven, which says nothing."""
    if promise.always is not None:
        return "the plan's own numbers decide it" if promise.always else None
    if promise.about is not None:
        return PROOFS[promise.about](graph)
    bounds = Bounds(graph)
    if promise.rises is not None:
        return never_falls(Trends(graph, bounds, promise.rises))
    if promise.table is None or promise.column is None:
        return None
    return Holding(graph, bounds, promise.table).always(Ref(promise.column))
