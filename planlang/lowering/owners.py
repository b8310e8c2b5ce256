"""Whose rows a total is of: the participant's, everyone's, or those of a team, a store or another row."""

from __future__ import annotations

from planlang.core.graph import Operand, Ref
from planlang.diagnostics.model import Repair, instead
from planlang.diagnostics.place import Span
from planlang.lowering.context import Lowering, Poison
from planlang.lowering.running import Source
from planlang.lowering.scope import Scope
from planlang.lowering.ways import ways
from planlang.semantics.model import Record
from planlang.syntax import tree


def whose(item: tree.Aggregate, scope: Scope, source: Source) -> list[tuple[str, Operand]]:
    """The column of the rows summed that says whose they are, and who it is here."""
    if item.owner in (None, "everyone"):
        return []
    if item.owner != "participant":
        return [_of_row(item, item.owner or "", scope, source)]
    theirs = _their_person(item, source, scope.low)
    if scope.person is None:
        raise scope.low.fail(
            "no-person-here",
            f"there is no one participant for a {scope.grain}",
            item.span,
            repairs=(
                *_of_the_same(item, scope, source),
                *(
                    (Repair("Say whose they are instead:", f"the {scope.record.spec.row}'s"),)
                    if scope.kind == "each" and scope.record is not None
                    else ()
                ),
                Repair("Say `everyone's`, or make it `for each participant`."),
            ),
        )
    return [(theirs, scope.person)]


def _of_the_same(item: tree.Aggregate, scope: Scope, source: Source) -> tuple[Repair, ...]:
    """An answer for a row of the data that names somebody: those rows that name the same."""
    low, mine, theirs = scope.low, scope.record, source.scope.record
    if scope.kind not in ("row", "each") or mine is None or theirs is None or source.scope.kind not in ("row", "each"):
        return ()
    people = low.people(item.span)
    found = [ways(low, record, people) for record in (mine, theirs)]
    if any(len(one) != 1 for one in found) or mine is theirs:
        return ()
    own, other = (f"{record.spec.row}.{_dotted(one[0])}" for record, one in zip((mine, theirs), found))
    everyones = low.words(item).replace("the participant's", "everyone's", 1)
    same = f"{'and' if item.where is not None else 'where'} {other} is {own}"
    return (instead("Those of whom the row names:", item.span, f"({everyones} {same})"),)


def _their_person(item: tree.Aggregate, source: Source, low: Lowering) -> str:
    rows, person = source.scope, source.scope.person
    record = rows.record if rows.kind in ("row", "each") else None
    if record is not None:
        people = low.people(item.span)
        columns = [c for c in record.spec.columns if c.row == people.spec.name]
        chosen = [c for c in columns if c.name == "participant"] or columns
        if record is not people:
            if len(chosen) != 1:
                by = [(c.name,) for c in columns] or ways(low, record, people)
                raise low.fail(
                    "two-ways" if chosen else "out-of-reach",
                    f"`{record.spec.row}` does not say whose it is: it has "
                    f"{'several columns' if chosen else 'no column'} of type `participant`",
                    item.span,
                    repairs=_whose_column(item, [".".join((record.spec.row, *way)) for way in by], low),
                )
            found = rows.read((record.spec.row, chosen[0].name), item.span).operand
            assert isinstance(found, Ref)
            return found.column
    if isinstance(person, Ref):
        return person.column
    raise low.fail(
        "no-person-here",
        f"a {rows.grain} belongs to nobody",
        item.span,
        repairs=(Repair(f"Say `everyone's {item.source}`."),),
    )


def _whose_column(item: tree.Aggregate, columns: list[str], low: Lowering) -> tuple[Repair, ...]:
    """How to say by which of its columns a row is somebody's."""
    named = Repair("Name the column for whose row it is `participant`.")
    if not columns or item.where is not None:
        return (named,)
    everyones = low.words(item).replace("the participant's", "everyone's", 1)
    said = (Repair("Say by which column:", f"({everyones} where {column} is participant)") for column in columns[:3])
    return (*said, Repair(f"Or always mean the same: {named.text[0].lower()}{named.text[1:]}"))


def _of_row(item: tree.Aggregate, word: str, scope: Scope, source: Source) -> tuple[str, Operand]:
    """``the team's``: rows that belong to the same team as this row does."""
    theirs, mine = belongs(source.scope, word, item.span), belongs(scope, word, item.span)
    if not isinstance(theirs, Ref):
        raise scope.low.fail(
            "out-of-reach",
            f"{source.noun} don't lead to one {word}",
            item.span,
            repairs=(Repair("Name a row that they belong to."),),
        )
    return theirs.column, mine


def belongs(scope: Scope, word: str, place: Span) -> Operand:
    """The row of that name to which this one belongs.

    What is credited, and what is worked out for a person, belongs to where the person belongs; a row to what its columns say. A
    credit whose own row says it too, and not by way of a person, could belong to either.
    """
    low = scope.low
    record = low.model.rows.get(word)
    if record is None or scope.kind not in ("credit", "participant", "each"):
        return scope.row(word, place)[0]  # an unknown word is reported there
    if scope.kind == "each":
        start = scope.record
        assert start is not None
        if start is not record and not any(_without_people(low, start, way, place) for way in ways(low, start, record)):
            raise _no_way(scope, start.spec.row, record, place)  # the store of a district's head is not the district's
        return scope.row(word, place)[0]
    by_person = _by_person(scope, record, place)
    if scope.kind == "participant":
        if by_person is None:
            raise _no_way(scope, "participant", record, place)
        return by_person
    if by_person is None:
        return scope.row(word, place)[0]
    _ask_which(scope, record, place)
    return by_person


def told_apart(scope: Scope, record: Record, place: Span) -> None:
    """Asks whose value of each such row a rule for each credit reads, where the credit's row says one and the participant has one, too."""
    own = scope.low.credit(scope.credit or "", place).source
    if own is not None and own.record is record:
        return  # the row itself, and not one that it leads to
    if record is not scope.low.people(place) and ways(scope.low, scope.low.people(place), record):
        _ask_which(scope, record, place)


def _ask_which(scope: Scope, record: Record, place: Span) -> None:
    low, word = scope.low, record.spec.row
    direct = _said_by_row(scope, record, place)
    if direct is not None:
        raise low.fail(
            "two-ways",
            f"the {word} of a {scope.grain} is that of the participant credited, or that which its {direct} says",
            place,
            consequence=f"Somebody who sells for another {word} than their own would count there, or here.",
            repairs=_of_a_measure(scope, word, direct, place)
            or (
                Repair(
                    f"As the {direct} says: total the rows instead of the credits:",
                    f"total … of the {word}'s {low.model.rows[direct].spec.name}",
                ),
                Repair(
                    "As the participant says: total a measure for each participant:",
                    f"total of the {word}'s … in the …",
                ),
            ),
        )


def _of_a_measure(scope: Scope, word: str, direct: str, place: Span) -> tuple[Repair, ...]:
    """Answers where it is the value of a measure, by its name, that belongs to the one or to the other."""
    name = scope.low.report.words(place)
    decl = scope.low.model.names.get(name)
    if not isinstance(decl, tree.Rule) or decl.grain is None:
        return ()
    each = f" each {decl.grain.each}" if decl.grain.each else ""
    as_row = "".join(part.title() for part in direct.split("_"))
    return (
        Repair(
            f"As the {direct} says, in a measure of each {direct}, which the rule reads:",
            f"measure {name}Of{as_row} for each {direct}{each} = {name}",
        ),
        Repair(
            "As the participant says, in a measure of each participant:",
            f"measure Own{name} for each participant{each} = {name}",
        ),
    )


def _by_person(scope: Scope, record: Record, place: Span) -> Operand | None:
    people = scope.low.people(place)
    if record is people:
        return scope.person
    found = ways(scope.low, people, record)
    nearest = [way for way in found if len(way) == len(found[0])]
    if len(nearest) > 1:
        word = record.spec.row
        raise scope.low.fail(
            "two-ways",
            f"the {word} of a participant could be {' or '.join(f'`participant.{_dotted(way)}`' for way in nearest)}",
            place,
            consequence=f"Two {record.spec.name} would count, and the plan does not say which.",
            repairs=(
                Repair(
                    "Total the rows that one of them is a column of, in a measure for each "
                    f"{word}, and read that for the {word} that is meant."
                ),
            ),
        )
    return scope.read(("participant", *nearest[0]), place).operand if nearest else None


def _dotted(way: tuple[str, ...]) -> str:
    return ".".join(way)


def _said_by_row(scope: Scope, record: Record, place: Span) -> str | None:
    """The row that a credit is made from, where it says the other row by itself and not by way of a person."""
    low = scope.low
    credit = low.credit(scope.credit or "", place)
    made_from = [credit]
    while made_from:
        one = made_from.pop()
        made_from.extend(one.gathered)
        if one.source is None:
            continue
        if one.source.record is None:
            made_from.append(low.credit(one.source.credit or "", place))
            continue
        start = one.source.record
        if any(_without_people(low, start, way, place) for way in ways(low, start, record)):
            return start.spec.row
    return None


def _without_people(low: Lowering, start: Record, way: tuple[str, ...], place: Span) -> bool:
    """Whether a way along references leads past no participant."""
    people, here = low.people(place), start
    for step in way:
        here = low.model.records[here.spec.by_name[step].row or ""]
        if here is people:
            return False
    return True


def _no_way(scope: Scope, row: str, record: Record, place: Span) -> Poison:
    return scope.low.fail(
        "out-of-reach",
        f"a {row} does not lead to one {record.spec.row}",
        place,
        consequence=f"Nothing says which {record.spec.row} is meant.",
        repairs=(Repair(f"Add a column of type `{record.spec.row}` to {scope.low.model.rows[row].spec.name}."),),
    )
