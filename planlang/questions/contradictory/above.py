"""A manager of several people who are each credited with the whole of one deal: is it the manager's once, or once for each of them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair, instead
from planlang.questions.shares import shares_of
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
    if to is None or to.kind not in ("manager", "managers") or to.value is None:
        return
    if (
        amount is None
        or low.words(amount.value) != "credit.amount"
        or not isinstance(base, (tree.Credit, tree.Gathers))
    ):
        return
    if to.once_for is not None:
        _ask_shares_once(low, to, amount, base)
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


def _ask_shares_once(low: Lowering, to: tree.To, amount: tree.AmountLine, base: tree.Credit | tree.Gathers) -> None:
    """Asks what of a deal is a manager's once, where the people have shares of it: these differ, and no one of them is the deal."""
    record = low.model.rows.get(base.grain.name or "") if isinstance(base, tree.Credit) else None
    line = (
        next((one for one in base.lines if isinstance(one, tree.AmountLine)), None)
        if isinstance(base, tree.Credit)
        else None
    )
    if not isinstance(base, tree.Credit) or record is None or line is None or to.once_for == "credit":
        return
    row = to.once_for or ""
    if not shares_of(low, base, line.value, record) or row == record.spec.row:
        return
    assert to.value is not None and to.on is not None
    said = f"to  every manager above {low.words(to.value)} on {low.words(to.on)}"
    if to.levels is not None:
        said += f", at most {to.levels} level{'s' if to.levels != 1 else ''}"
    whole = low.words(line.value.whole) if isinstance(line.value, tree.Of) else f"{row}.…"
    low.report.add(
        "shared-above-open",
        f"{base.name} credits people with shares of one {row}, and nothing says which of the shares is their manager's once",
        to.span,
        f"once for each {row}",
        also=(Label(line.span, f"a share of the {row}"),),
        consequence=f"Two people with 60% and 40% of a {row} bring their manager 60%, 40% or all of it; a run stops there.",
        repairs=(
            Repair("Each of the shares, which together are what these people have of it:", said, (Edit(to.span, said),)),
            instead(f"All of the {row}, once:", amount.value.span, whole),
        ),
    )  # fmt: skip
