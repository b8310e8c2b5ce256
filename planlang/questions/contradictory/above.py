"""A manager of several people who are each credited with the whole of one deal: is it the manager's once, or once for each of them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair
from planlang.questions.suspicious.shared import shared_by_several
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def ask_shared_above(low: Lowering, credit: tree.Credit) -> None:
    """Asks how often a manager is credited for a deal with which several of their people are credited whole.

    Not where the people have shares of it, which together are the deal.
    """
    to = next((line for line in credit.lines if isinstance(line, tree.To)), None)
    amount = next((line for line in credit.lines if isinstance(line, tree.AmountLine)), None)
    base = low.model.names.get(credit.grain.name or "") if credit.grain.kind == "credit" else None
    if to is None or to.kind not in ("manager", "managers") or to.once_for is not None or to.value is None:
        return
    if (
        amount is None
        or low.words(amount.value) != "credit.amount"
        or not isinstance(base, (tree.Credit, tree.Gathers))
    ):
        return
    shared = shared_by_several(low, base)
    if shared is None or (to.on is None):
        return
    row = shared.record.spec.row
    levels = 1 if to.kind == "manager" else to.levels
    said = f"to  every manager above {low.words(to.value)} on {low.words(to.on)}"
    if levels is not None:
        said += f", at most {levels} level{'s' if levels != 1 else ''}"

    def once(text: str, word: str) -> Repair:
        line = f"{said}, once for each {word}"
        return Repair(text, line, (Edit(to.span, line),))

    low.report.add(
        "shared-above-open",
        f"{base.name} may credit several people with the whole of one {row}, and nothing says how often their manager is credited with it",
        to.span,
        "once, or for each of them?",
        also=(Label(shared.place.span, shared.words),),
        consequence=f"Two people on a {row} of 100 would bring their manager 100 or 200.",
        repairs=(
            once(f"Each {row} once:", row),
            once("For each of the people:", "credit"),
        ),
    )
