"""Which rows a total takes: what its `where` says of them, and of what they have in common with the row at hand."""

from __future__ import annotations

from planlang.core.graph import Operand, Ref, Same
from planlang.diagnostics.model import Repair, instead
from planlang.lowering.conditions import before_this, condition
from planlang.lowering.context import Lowering, Poison, Typed
from planlang.lowering.mismatches import mismatch
from planlang.lowering.running import Source
from planlang.lowering.scope import Scope
from planlang.lowering.tried import tried
from planlang.lowering.values import value
from planlang.lowering.which_period import ask_whose_period
from planlang.questions.completions import credited_to_them
from planlang.questions.open_ends import ask_where
from planlang.semantics import types
from planlang.slotted import evolve
from planlang.syntax import tree

NAMES = ("text", "member", "row", "yes/no", "date", *types.PERIODS)


def where_of(item: tree.Aggregate, source: Source, scope: Scope) -> tuple[str | None, list[tuple[str, Operand]]]:
    """The condition on the rows summed, and the columns that must be what they are here.

    Columns are read from the rows that are summed. One that can't be read from there is that of the row at hand (``scope``), with
    which rows may be compared by ``is``: `where deal.product is target.product` in a rule about targets, or `where order.region is Region`.
    So is a bare name beside a column that refers to such rows: `where participant.manager is participant` takes the people of the
    participant at hand, and `where order.customer is customer` the orders of the customer at hand.
    """
    if item.where is None:
        return None, []
    rows = evolve(source.scope, rule=None)
    together = isinstance(item.where, tree.Junction) and item.where.word == "and"
    parts = item.where.parts if isinstance(item.where, tree.Junction) and together else (item.where,)
    alike: list[tuple[str, Operand]] = []
    others: list[tree.Condition] = []
    there = frozenset(
        part.value.parts
        for part in parts
        if isinstance(part, tree.Known) and part.known and isinstance(part.value, tree.Column)
    )
    for part in parts:
        _ask_whose_column(item, part, rows, scope)
        ask_whose_period(item, part, source, scope)
        pair = _alike(part, rows.knowing(there), scope)
        if pair is None:
            others.append(part)
        else:
            if item.running:
                _run_alike(item, part, pair, rows)
            alike.append(pair)
    if not others:
        return None, alike
    left = others[0] if len(others) == 1 else item.where
    if len(others) < len(parts) and isinstance(left, tree.Junction):
        left = left.but(parts=tuple(others))
    operand, _ = condition(left, rows)
    assert isinstance(operand, Ref)
    ask_where(item, types.COUNT if item.function == "count" or source.value is None else source.value.type, rows)
    return operand.column, alike


def _alike(part: tree.Condition, rows: Scope, scope: Scope) -> tuple[str, Operand] | None:
    """`column of the rows is column of the row at hand`, either way round; ``None`` where all can be read from the rows."""
    if not isinstance(part, tree.Compare):
        return None
    if not isinstance(part.left, (tree.Column, tree.Name)) or not isinstance(part.right, (tree.Column, tree.Name)):
        return None
    left, right = tried(part.left, rows), tried(part.right, rows)
    if left is not None and right is not None:  # nobody compares a row with itself: the bare name is the one at hand
        own = (
            _is_own(part.left, left, part.right, right, rows) or _stands_for(part.left, left, part.right, right, rows),
            _is_own(part.right, right, part.left, left, rows)
            or _is_whoever(part, left, right, scope)
            or _stands_for(part.right, right, part.left, left, rows),
        )
        left, right = (None if own[0] else left), (None if own[1] else right)
    if (left is None) == (right is None):
        return None
    if left is None and _is_bare(part.right) and _of_a_person(part.left, scope) and part.left != part.right:
        raise _whose_measure(part, rows, scope)
    written, mine = (part.left, part.right) if left is not None else (part.right, part.left)
    theirs = value(written, rows)
    if theirs.type.kind == "member" and isinstance(mine, tree.Name) and mine.name in theirs.type.members:
        return None
    here = value(mine, scope)
    kind = types.alike(theirs.type, here.type)
    if isinstance(kind, str):
        raise mismatch(scope, kind, part, theirs, here, "comparing")
    if part.relation != "is" or kind.kind not in NAMES or not isinstance(theirs.operand, Ref):
        raise _by_is_only(part, mine, theirs, scope)
    return theirs.operand.column, here.operand


def _by_is_only(part: tree.Compare, mine: tree.Column | tree.Name, theirs: Typed, scope: Scope) -> Poison:
    """What can't be asked of the row at hand: rows are summed by what is the same in them, and by nothing else of another row."""
    by = "by `is` only"
    if part.relation == "is":
        by = "by what is a name, a text, a date or a row, and not by numbers"
        other = Repair("Compare with a column of a closed set or of texts, or with a number that the plan writes.")
    elif part.relation == "is not":
        other = Repair(
            "Take those in which it is the same from all of them: a measure of all, less one of those `where … is …`."
        )
    elif theirs.type.kind == "date":
        other = before_this(scope.low.words(mine))
    else:
        other = Repair("Compare with something that is the same in all rows, such as an amount that the plan writes.")
    return scope.low.fail(
        "out-of-reach",
        f"`{scope.low.words(mine)}` is of the row at hand, with which the rows summed can be compared {by}",
        part.span,
        f"`{theirs.says}` is of the rows that are summed",
        repairs=(other,),
    )


def _is_own(item: tree.Value, found: Typed, beside: tree.Value, other: Typed, rows: Scope) -> bool:
    """Whether a bare `participant` stands beside a column that refers to such rows: the same column, or one of the same participant.

    `deal.owner.manager is participant` is one: whose manager it is, is the very participant that the bare word would be.
    """
    if not isinstance(item, tree.Column) or len(item.parts) != 1:
        return False
    if other.type.kind != "row" or other.type.row != found.type.row:
        return False
    said = other.says.split(".")
    if len(said) > 1 and (found.operand == other.operand or said[0] == item.parts[0]):
        return True
    return isinstance(beside, tree.Column) and any(
        (way := tried(beside.but(parts=beside.parts[:length]), rows)) is not None and way.operand == found.operand
        for length in range(2, len(beside.parts))
    )


def _is_bare(item: tree.Value) -> bool:
    return isinstance(item, tree.Column) and len(item.parts) == 1


def _is_whoever(part: tree.Compare, left: Typed, right: Typed, scope: Scope) -> bool:
    """Whether a measure for each participant stands beside a bare `participant`: what is said first is of the rows summed, the other at hand.

    `where Boss is participant` takes the people whose boss is the one at hand, `where participant is Boss` the boss of the one at hand.
    """
    if left.type.kind != "row" or left.type.row != right.type.row:
        return False
    return any(
        isinstance(one, tree.Name) and _of_a_person(one, scope) and _is_bare(other)
        for one, other in ((part.left, part.right), (part.right, part.left))
    )


def _whose_measure(part: tree.Compare, rows: Scope, scope: Scope) -> Poison:
    """`total quota of everyone's participants in the plan where Boss is participant`, where only a participant's quarter has a Boss."""
    low = scope.low
    assert isinstance(part.left, tree.Name)
    name, word = part.left.name, low.words(part.right)
    unit = scope.unit or "quarter"
    return low.fail(
        "whose-column-open",
        f"{name} can't be read from the {rows.grain}s that are summed, so this would be the {name} of the {word} at hand",
        part.span,
        "whose is it?",
        consequence="Other rows would count, and other people be paid for them.",
        repairs=(
            Repair(
                f"Of those whose {name} is the {word} at hand: total a measure that has a {name}, too:",
                f"measure Own for each participant each {unit} = …\n… total of everyone's Own in the {unit} where {name} is {word}",
            ),
            instead(f"Of the one who is the {name} of the {word} at hand:", part.span, f"{word} is {name}"),
        ),
    )


def _stands_for(item: tree.Value, found: Typed, other: tree.Value, beside: Typed, rows: Scope) -> bool:
    """Whether a measure is just the column beside it, so that it would be compared with itself if it were read from the same row."""
    if not isinstance(item, tree.Name) or not isinstance(other, tree.Column):
        return False
    if _is_text_of(item, other, rows.low):
        return True
    return isinstance(beside.operand, Ref) and made_of(found.operand, rows) == made_of(beside.operand, rows)


def made_of(operand: Operand, scope: Scope) -> Operand:
    """The column that a column is only another name of."""
    while isinstance(operand, Ref) and isinstance(op := scope.table.column(operand).op, Same):
        operand = op.value
    return operand


def _run_alike(item: tree.Aggregate, part: tree.Condition, pair: tuple[str, Operand], rows: Scope) -> None:
    """A running total goes on among credits that are alike in a column; two columns are no order to run in."""
    low = rows.low
    if made_of(Ref(pair[0]), rows) == made_of(pair[1], rows) or _named_beside_itself(part, low):
        return
    raise low.fail(
        "out-of-reach",
        f"a running total runs over credits that are alike in a column, and `{low.words(part)}` compares two columns",
        part.span,
        "one is of the credits that are summed, the other of the credit at hand",
        repairs=(
            Repair("Take the total of the window:", low.words(item).replace("running ", "")),
            Repair(
                "Or credit such rows to the person that is meant, and let the total run over theirs:",
                "running total … of the participant's …",
            ),
        ),
    )


def _named_beside_itself(part: tree.Condition, low: Lowering) -> bool:
    """`deal.region is Region`, where that is the measure's whole text."""
    return isinstance(part, tree.Compare) and (
        _is_text_of(part.left, part.right, low) or _is_text_of(part.right, part.left, low)
    )


def _is_text_of(item: tree.Value, other: tree.Value, low: Lowering) -> bool:
    rule = low.model.names.get(item.name) if isinstance(item, tree.Name) else None
    return (
        isinstance(rule, tree.Rule)
        and isinstance(rule.value, tree.Column)
        and isinstance(other, tree.Column)
        and rule.value.parts == other.parts
    )


def _ask_whose_column(item: tree.Aggregate, part: tree.Condition, rows: Scope, scope: Scope) -> None:
    """`where deal.region is participant.region`, of everyone's rows and seen by one participant: which of the two people is it?"""
    if isinstance(part, tree.Junction):
        for one in part.parts:
            _ask_whose_column(item, one, rows, scope)
        return
    if not isinstance(part, tree.Compare) or item.owner == "participant" or scope.person is None:
        return
    for side, other in ((part.left, part.right), (part.right, part.left)):
        if not isinstance(other, tree.Column) or other.parts[0] == "participant":
            continue
        _ask_which_person(part, side, other, rows, scope)
        if not _of_a_person(side, scope) or tried(side, rows) is None:
            continue  # then it is certainly that of the row at hand
        low = scope.low
        words, credit = low.words(side), rows.kind == "credit"
        theirs = "the participant credited" if credit else f"the participant that a {rows.grain} leads to"
        rest = ".".join(side.parts[1:]) if isinstance(side, tree.Column) else "…"
        way = f"credit.participant.{rest}" if credit else f"{rows.grain}.….{rest}"
        raise low.fail(
            "whose-column-open",
            f"`{words}` is that of {theirs}, or that of the participant at hand",
            side.span,
            "whose is it?",
            consequence="Other rows would count, and other people be paid for them.",
            repairs=(
                instead(f"That of {theirs}:", side.span, way)
                if credit and isinstance(side, tree.Column)
                else Repair(f"That of {theirs}, by the column that leads there:", way),
                Repair(
                    "That of the participant at hand: credit such rows to them, and total the participant's:",
                    f"to every participant where participant.{rest} is {low.words(other)}",
                    completed=credited_to_them(low, item, part) if isinstance(side, tree.Column) else None,
                ),
            ),
        )


def _ask_which_person(part: tree.Compare, side: tree.Value, other: tree.Column, rows: Scope, scope: Scope) -> None:
    """`where deal.helper is participant`, of everyone's credits: the one who is credited, or the one at hand?"""
    if not isinstance(side, tree.Column) or side.parts != ("participant",):
        return
    credited, named = tried(side, rows), tried(other, rows)
    if credited is None or named is None or named.type.row != "participant":
        return
    if _is_own(side, credited, other, named, rows):
        return
    low, is_credit = scope.low, rows.kind == "credit"
    theirs = "the participant credited" if is_credit else f"the participant that a {rows.grain} leads to"
    raise low.fail(
        "whose-column-open",
        f"`participant` is {theirs}, or the participant at hand",
        side.span,
        "who is it?",
        consequence="Other rows would count, and other people be paid for them.",
        repairs=(
            instead(f"{theirs[0].upper()}{theirs[1:]}:", side.span, "credit.participant")
            if is_credit
            else Repair(f"{theirs[0].upper()}{theirs[1:]}, by the column that leads there:", f"{rows.grain}.…"),
            Repair(
                "The participant at hand: credit such rows to them, and total the participant's:",
                f"to  {low.words(other)}",
            ),
        ),
    )


def _of_a_person(side: tree.Value, scope: Scope) -> bool:
    """Whether it is a column of participants, or a measure for each of them."""
    if isinstance(side, tree.Column):
        return side.parts[0] == "participant" and len(side.parts) > 1
    rule = scope.low.model.names.get(side.name) if isinstance(side, tree.Name) else None
    return isinstance(rule, tree.Rule) and rule.grain is not None and rule.grain.kind == "participant"
