"""A count of several people's credits where one deal may be credited to more than one of them: each deal once, or for each person?"""

from __future__ import annotations

from collections.abc import Iterable
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
    """Asks what a count of everybody's credits counts of a deal that several people are credited for.

    Not of a count within the deal, which is of the people, nor of one whose `where` speaks of the person or the credit, nor of a running
    one, which counts credits as they come.
    """
    for item in below:
        if not isinstance(item, tree.Aggregate) or item.function != "count" or item.owner == "participant":
            continue
        decl = low.model.names.get(item.source)
        if item.different is not None or item.running or item.window is None or of_some(low, item.where):
            continue
        several = several_for_one(low, decl) if isinstance(decl, tree.Credit) else None
        if several is None or {item.window.row} & {several.row, several.within, "participant"} - {None}:
            continue
        words = low.words(item).removeprefix("count of")
        low.report.add(
            "count-of-shared-open",
            f"several people may be credited for one {several.row}, and nothing says how often this counts it",
            item.span,
            "once, or for each of them?",
            also=(Label(several.place.span, several.words),),
            consequence=f"A {several.row} that two share would count as one, or as two.",
            repairs=(
                instead(f"Each {several.row} once:", item.span, f"count of different {several.way} of{words}"),
                instead("Each person's credit:", item.span, f"count of different credit.id of{words}"),
            ),
        )


def several_for_one(low: Lowering, decl: tree.Credit) -> Several | None:
    """Why several people may be credited for one row; ``None`` where that isn't certain."""
    to = next((line for line in decl.lines if isinstance(line, tree.To)), None)
    if to is None:
        return None
    if decl.grain.kind == "credit":
        base = low.model.names.get(decl.grain.name or "")
        if not isinstance(base, tree.Credit) or to.once_for is not None:
            return None
        below = several_for_one(low, base)
        if below is not None or to.kind != "managers" or to.levels == 1:
            return below
        return _whole(low, to, "credited to each of them", base.grain.name or "")
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
