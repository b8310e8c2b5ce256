"""A count of credits where one deal may be credited to several people, or to one several times: each deal once, or each credit?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, instead
from planlang.questions.shares import shares_of, to_own_person
from planlang.questions.suspicious.shared import of_some, one_person, shared_by_several
from planlang.slotted import frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


@frozen(eq=False, repr=False)
class Several:
    """Why one row may be credited to several people: ``place`` says so; ``way`` is what those credits have in common, of a ``row``."""

    place: tree.Node
    words: str
    way: str
    row: str
    within: str | None = None


def ask_counted(low: Lowering, below: Iterable[tree.Node]) -> None:
    """Asks what a count of credits counts of a deal that several people are credited for, or one person several times.

    Not of a count within the deal, which is of the people, nor of one whose `where` speaks of the person, the credit or the share.
    """
    for item in below:
        if not isinstance(item, tree.Aggregate) or item.function != "count" or item.different is not None:
            continue
        decl = low.model.names.get(item.source)
        if not isinstance(decl, (tree.Credit, tree.Gathers)) or item.window is None:
            continue
        own = item.owner == "participant"
        several = again_for_one(low, decl) if own else several_for_one(low, decl)
        if several is None or of_some(low, item.where, several.within):
            continue
        if {item.window.row} & {several.row, several.within, "participant"} - {None}:
            continue
        words = low.words(item).partition("count of")[2]
        running = "running " if item.running else ""
        low.report.add(
            "count-of-shared-open",
            f"one {several.row} may be credited to {'a manager' if own else 'several people'}"
            f"{' several times' if own else ''}, and nothing says how often this counts it",
            item.span,
            "once, or for each of them?",
            also=(Label(several.place.span, several.words),),
            consequence=f"A {several.row} that two share would count as one, or as two.",
            repairs=(
                instead(f"Each {several.row} once:", item.span, f"{running}count of different {several.way} of{words}"),
                instead("Each credit:", item.span, f"{running}count of different credit.id of{words}"),
            ),
        )


def again_for_one(low: Lowering, decl: tree.Credit | tree.Gathers) -> Several | None:
    """Why one person may have several credits of one row: as the manager of several who are credited for it."""
    if isinstance(decl, tree.Gathers):
        return _any_of(low, decl, again_for_one)
    base = low.model.names.get(decl.grain.name or "") if decl.grain.kind == "credit" else None
    to = next((line for line in decl.lines if isinstance(line, tree.To)), None)
    if to is None or not isinstance(base, (tree.Credit, tree.Gathers)) or to.once_for not in (None, "credit"):
        return None
    return several_for_one(low, base) if to.kind in ("manager", "managers") else again_for_one(low, base)


def _any_of(
    low: Lowering, ledger: tree.Gathers, why: Callable[[Lowering, tree.Credit | tree.Gathers], Several | None]
) -> Several | None:
    """What holds of one of the credits that a ledger gathers, where all of them are of the same kind of row."""
    sources = [low.model.names.get(source.name) for source in ledger.sources]
    found = [why(low, one) for one in sources if isinstance(one, (tree.Credit, tree.Gathers))]
    return next((one for one in found if one is not None), None)


def several_for_one(low: Lowering, decl: tree.Credit | tree.Gathers) -> Several | None:
    """Why several people may be credited for one row; ``None`` where that isn't certain."""
    if isinstance(decl, tree.Gathers):
        return _any_of(low, decl, several_for_one)
    to = next((line for line in decl.lines if isinstance(line, tree.To)), None)
    if to is None:
        return None
    if decl.grain.kind == "credit":
        base = low.model.names.get(decl.grain.name or "")
        if not isinstance(base, (tree.Credit, tree.Gathers)) or to.once_for not in (None, "credit"):
            return None
        below = several_for_one(low, base)
        if below is not None or to.kind != "managers" or to.levels == 1:
            return below
        return _whole(low, to, "credited to each of them", base.grain.name if isinstance(base, tree.Credit) else None)
    if to.kind == "every":
        return None if one_person(to.where) else _whole(low, to, "credited to everybody who meets it", decl.grain.name)
    return _parts(low, decl)


def _whole(low: Lowering, place: tree.Node, words: str, row: str | None) -> Several | None:
    record = low.model.rows.get(row or "")
    key = record.spec.key if record is not None else None
    return Several(place, words, f"{row}.{key.name}", row or "") if key is not None else None


def _parts(low: Lowering, decl: tree.Credit) -> Several | None:
    """Rows that name a person each, and are credited with a part of another row, or with all of it."""
    record = low.model.rows.get(decl.grain.name or "")
    line = next((one for one in decl.lines if isinstance(one, tree.AmountLine) and one.word == "amount"), None)
    if record is None or line is None or not to_own_person(low, decl, record):
        return None
    if not shares_of(low, decl, line.value, record) and shared_by_several(low, decl) is None:
        return None
    people = low.model.people
    groups = [
        one for one in record.spec.columns if one.kind == "row" and (people is None or one.row != people.spec.name)
    ]
    if len(groups) != 1:
        return None
    row, of = record.spec.row, low.model.records[groups[0].row or ""].spec.row
    return Several(line, f"each {row} is credited to a person of its own", f"{row}.{groups[0].name}", of, row)
