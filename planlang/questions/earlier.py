"""What a result of the period before can't be where it goes round in a circle, and what has to be said for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def refuse_other_rows(low: Lowering, decl: tree.Rule, item: tree.Aggregate, why: str) -> Exception:
    """What is read a period later must be worked out from its own row."""
    return low.fail(
        "cycle",
        f"{decl.name} depends on its own result of the period before, and {why}",
        item.span,
        also=(Label(head(decl, low.report), "goes on from its own result"),),
        consequence="From period to period only what is worked out for each participant and period, in its own row, can go on.",
        repairs=(
            Repair(
                "Let the circle pass through measures and rules of the same grain only: a rate by last month's pay is paid on the month's total."
            ),
        ),
    )


def refuse_unknown(low: Lowering, decl: tree.Rule, item: tree.Aggregate) -> Exception:
    """A measure that is read a period before by something else that it needs itself, or that has no kind."""
    return low.fail(
        "cycle",
        f"{decl.name} depends on what it was in the period before, and nothing says what it is",
        item.span,
        also=(Label(head(decl, low.report), "declared here"),),
        repairs=(
            Repair(
                "Read it in its own declaration, and name it elsewhere:",
                f"measure {decl.name} … = {low.words(item)} + …",
            ),
            Repair("Or read the result of a rule that pays, which is an amount."),
        ),
    )


def ask_rounded(low: Lowering, decl: tree.Rule) -> Exception:
    """A measure that gets more decimals with each period."""
    grain = decl.grain.each if decl.grain is not None else None
    return low.fail(
        "rounding-open",
        f"{decl.name} goes on from its own value, and nothing says where that is rounded",
        head(decl, low.report),
        f"what does the next {grain} go on from?",
        consequence="It would get more decimals with each period; each later one depends on how it is rounded.",
        repairs=(Repair("Write it as steps, the last of which rounds it:", f"rounded  each {grain}, nearest 0.01"),),
    )
