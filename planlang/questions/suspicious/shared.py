"""A total of everybody's credits where one deal is credited whole to several people: it counts the deal once for each of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING

from planlang.core.regions import meet
from planlang.diagnostics.model import Label, Repair, instead
from planlang.lowering.ways import ways
from planlang.questions.contradictory.relations import all_rows_where
from planlang.questions.contradictory.spoken import Spoken
from planlang.semantics.model import Record
from planlang.slotted import evolve, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


@frozen(eq=False, repr=False)
class Shared:
    """Why several people are credited with the whole of one row: ``place`` says so, in a few ``words``.

    ``record`` has the rows that are credited several times, ``column`` what is credited of each. ``within``: the word for rows that are
    each credited to one person, of which several are of one of those. ``single`` is a credit that the ledger gathers, and that has each once.
    """

    place: tree.Node
    words: str
    record: Record
    column: str
    within: str | None = None
    single: str | None = None
    conditions: bool = False


def report_counted_for_each(low: Lowering, below: Iterable[tree.Node]) -> None:
    """Warns of totals of everybody's credits that count a deal once for each person who is credited with the whole of it."""
    for item in below:
        if not isinstance(item, tree.Aggregate) or item.function != "total" or item.owner == "participant":
            continue
        decl, window = low.model.names.get(item.source), item.window
        if not isinstance(decl, (tree.Credit, tree.Gathers)) or window is None or of_some(low, item.where):
            continue
        shared = shared_by_several(low, decl, (item.field or "amount").replace("_", " "))
        if shared is None or {window.row, item.owner} & {"participant", shared.within} - {None}:
            continue
        row, name = shared.record.spec.row, decl.name
        low.report.add(
            "counted-for-each",
            f"{name} may credit several people with the whole of one {row}, and this total counts the {row} for each of them",
            item.span,
            f"a {row} several times",
            also=(Label(shared.place.span, shared.words),),
            consequence=f"A {row} of 100 for which three people are credited counts as 300.",
            repairs=(
                _once(low, item, shared),
                Repair(
                    f"If each person's credit of a {row} is to count, accept it, with the reason:",
                    "# planlang: accept counted-for-each: each of them has a goal of their own",
                ),
            ),
        )


def of_some(low: Lowering, where: tree.Node | None, within: str | None = None) -> bool:
    """Whether a condition may pick one of those who are credited for a row: it speaks of a person, a credit or a measure.

    Or of a row ``within`` that, of which each is credited to a person: the one that is marked as primary.
    """
    return where is not None and any(
        (isinstance(item, tree.Name) and item.name in low.model.names)
        or (isinstance(item, tree.Column) and item.parts[0] in ("participant", "credit", within))
        for item in tree.below(where)
    )


def shared_by_several(low: Lowering, decl: tree.Credit | tree.Gathers, word: str = "amount") -> Shared | None:
    """Why a credit may have several people credited with the same whole amount of one row; ``None`` where that isn't certain."""
    if isinstance(decl, tree.Gathers):
        return _gathered(low, decl, word)
    to, amount = _line(decl, tree.To), _amount(decl, word)
    of = _credited(low, decl, word)
    if not isinstance(to, tree.To) or amount is None or of is None:
        return _share_above(low, decl, to, amount)
    record, column = of
    conditions = _line(decl, tree.When) is not None
    if to.kind == "every" and not one_person(to.where):
        return Shared(to, "credited whole to everybody who meets it", record, column, conditions=conditions)
    if to.kind == "managers" and to.levels != 1:
        return Shared(to, "credited whole to each of them", record, column, conditions=conditions)
    if decl.grain.kind == "credit":
        base = low.model.names.get(decl.grain.name or "")
        if not isinstance(base, (tree.Credit, tree.Gathers)) or to.once_for not in (None, "credit"):
            return None
        return shared_by_several(low, base, _of_credit(amount) or word) if _of_credit(amount) else None
    start = low.model.rows.get(decl.grain.name or "")
    if to.kind != "person" or start is None or record is start or _one_for_each(start, record):
        return None
    words = f"each {start.spec.row} is credited with the whole {record.spec.row}"
    return Shared(amount, words, record, column, within=start.spec.row, conditions=conditions)


def _share_above(
    low: Lowering, decl: tree.Credit, to: tree.Statement | None, amount: tree.AmountLine | None
) -> Shared | None:
    """Why a share of a row is credited whole to several: it goes all the way up, or some levels."""
    base = low.model.names.get(decl.grain.name or "") if decl.grain.kind == "credit" else None
    if not isinstance(to, tree.To) or to.kind != "managers" or to.levels == 1 or not isinstance(base, tree.Credit):
        return None
    record = low.model.rows.get(base.grain.name or "") if base.grain.kind == "row" else None
    if record is None or _of_credit(amount) is None:
        return None
    conditions = _line(decl, tree.When) is not None
    return Shared(to, "credited whole to each of them", record, "", single=base.name, conditions=conditions)


def _gathered(low: Lowering, ledger: tree.Gathers, word: str) -> Shared | None:
    """What one of the credits shares, or two that credit the same rows to different people."""
    sources = [low.model.names.get(source.name) for source in ledger.sources]
    for source in sources:
        shared = shared_by_several(low, source, word) if isinstance(source, (tree.Credit, tree.Gathers)) else None
        if shared is not None:
            return shared
    for a, b in itertools.combinations([one for one in sources if isinstance(one, tree.Credit)], 2):
        of = _credited(low, a, word)
        if of is None or of != _credited(low, b, word) or not (_from(a, b, word) or same_rows(low, a, b)):
            continue
        first = b if a.grain.kind == "credit" else a
        words = f"{a.name} and {b.name} credit the same {of[0].spec.row}"
        return Shared(ledger, words, *of, single=first.name)
    return None


def _from(a: tree.Credit, b: tree.Credit, word: str) -> bool:
    """Whether one of two credits is made from the other, and passes its amount on."""
    return any(
        one.grain.kind == "credit" and one.grain.name == other.name and _of_credit(_amount(one, word)) == word
        for one, other in ((a, b), (b, a))
    )


def same_rows(low: Lowering, a: tree.Credit, b: tree.Credit) -> bool:
    """Whether two credits of the same rows certainly both take in some row, each for its own person."""
    if a.grain.kind != "row" or not tree.same_text(a.grain, b.grain):
        return False
    if tree.same_text(_line(a, tree.To), _line(b, tree.To)):
        return False  # the same row twice for the same person is another matter
    from planlang.lowering.credits import source_scope

    spoken: dict[str, Spoken] = {}
    scope = source_scope(low, a.grain, a.name)
    first, second = (
        all_rows_where(
            tuple(line.condition for line in credit.lines if isinstance(line, tree.When)), evolve(scope), spoken
        )
        for credit in (a, b)
    )
    return first is not None and second is not None and any(meet(x, y) is not None for x in first for y in second)


def _credited(low: Lowering, decl: tree.Credit, word: str) -> tuple[Record, str] | None:
    """The table and the column that a credit gives as they are: neither a share of it nor something worked out."""
    amount = _amount(decl, word)
    if amount is None or not isinstance(amount.value, tree.Column):
        return None
    inner = _of_credit(amount)
    if inner is not None:
        base = low.model.names.get(decl.grain.name or "")
        while isinstance(base, tree.Gathers):
            base = low.model.names.get(base.sources[0].name)
        return _credited(low, base, inner) if isinstance(base, tree.Credit) else None
    parts = amount.value.parts
    record = low.model.rows.get(parts[0])
    for part in parts[1:-1]:
        column = record.spec.by_name.get(part) if record is not None else None
        record = low.model.records.get(column.row or "") if column is not None else None
    return (record, parts[-1]) if record is not None and record is not low.model.people else None


def _amount(decl: tree.Credit, word: str) -> tree.AmountLine | None:
    return next((line for line in decl.lines if isinstance(line, tree.AmountLine) and line.word == word), None)


def _of_credit(amount: tree.AmountLine | None) -> str | None:
    """Which amount of the credit that it is made from a line passes on."""
    value = amount.value if amount is not None else None
    if isinstance(value, tree.Column) and len(value.parts) == 2 and value.parts[0] == "credit":
        return value.parts[1].replace("_", " ")
    return None


def one_person(where: tree.Node | None) -> bool:
    """Whether a condition names the one who is credited: `participant is deal.owner`."""
    if isinstance(where, tree.Junction) and where.word == "and":
        return any(one_person(part) for part in where.parts)
    sides = (where.left, where.right) if isinstance(where, tree.Compare) and where.relation == "is" else ()
    return any(
        isinstance(side, tree.Column) and side.parts in (("participant",), ("participant", "id")) for side in sides
    )


def _one_for_each(start: Record, record: Record) -> bool:
    """Whether rows of a table are told apart by the row of another that they refer to."""
    return {start.spec.by_name[name].row for name in start.spec.identity} == {record.spec.name}


def _once(low: Lowering, item: tree.Aggregate, shared: Shared) -> Repair:
    """The same total with each row counted once: of one of the credits, of the row at hand, or of the rows themselves."""
    row, words = shared.record.spec.row, low.words(item)
    text = f"Each {row} once:"
    if shared.single is not None:
        said = words.replace(item.source, shared.single)
        return instead(f"Each {row} once, by {shared.single} alone:", item.span, said)
    if item.window is not None and item.window.row == row and item.where is None and not item.running:
        return instead(text, item.span, f"{row}.{shared.column}")
    people = low.model.people
    whose = "everyone's " if people is not None and ways(low, shared.record, people) else ""
    after = words.partition(item.source)[2]
    said = f"total {shared.column} of {whose}{shared.record.spec.name}{after}"
    if item.running or item.owner not in (None, "everyone"):
        return Repair(f"Each {row} once: credit it to one person in a credit of its own, and total that.")
    if shared.conditions:
        return Repair(f"Each {row} once, with what the credit says after `when`:", f"{said} where …")
    if shared.record.decl.dated is None and item.window is not None and item.window.kind not in ("row", "plan"):
        return Repair(f"{text[:-1]}, with the date of `data {shared.record.spec.name}` said by `dated by`:", said)
    return instead(text, item.span, said)


def _line(credit: tree.Credit, kind: type[tree.Statement]) -> tree.Statement | None:
    return next((line for line in credit.lines if isinstance(line, kind)), None)
