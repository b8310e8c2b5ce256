"""Credit to several people: everybody above somebody, or every participant who meets a condition.

Between the rows that a credit is made of and the credit stands a table with a row for each of them and each person reached. What
the credit says of amount, date and order is read from the row; what it says of the people, from there.
"""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import (
    Carried,
    Choose,
    Compare,
    Condition,
    Const,
    CreditInfo,
    Everyone,
    IsKnown,
    Logic,
    Lookup,
    Operand,
    Reached,
    Ref,
    RollUp,
    RowId,
    Running,
    Same,
    Total,
    Unit,
)
from planlang.diagnostics.model import Repair
from planlang.lowering.conditions import condition
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.credit_table import CreditTable
from planlang.lowering.managers import hierarchy
from planlang.lowering.scope import Scope
from planlang.lowering.tables import TableBuilder
from planlang.lowering.values import a_date, value
from planlang.semantics import types
from planlang.semantics.types import Type
from planlang.slotted import define, evolve, field
from planlang.syntax import tree

YES_NO = Unit("yes/no")
PERSON = Type("row", row="participant")


@define(eq=False, repr=False)
class Pairs:
    """The table between: ``scope`` is a row of it, ``keep`` which of its rows are credited, ``fields`` what it adds to the credit."""

    scope: Scope
    person: Typed
    fields: dict[str, Typed]
    keep: list[Operand] = field(factory=list)
    conditions: list[Condition] = field(factory=list)

    def bring(self, source: Scope, found: Typed) -> Typed:
        """A value of the row that a pair is made of."""
        return self.scope.carry(source.table, found)


def everybody_above(
    low: Lowering, decl: tree.Credit, to: tree.To, source: Scope, person: Typed, kept: str | None
) -> Pairs:
    """``to every manager above X on DATE``: a row for each of them, the nearest first."""
    assert to.on is not None
    day = a_date(to.on, source)
    record, who = hierarchy(low, to)
    manager, _ = low.cell(record, "manager")
    valid: tuple[str, str] | None = None
    if record.spec.valid is not None and record is not low.model.people:
        first, last = (low.cell(record, column)[0].column for column in record.spec.valid)
        valid = (first, last)
    rows = RollUp(
        source.table.name, kept, _column(source, decl, person, "from whom"), _column(source, decl, day, "on which day"),
        record.spec.name, who, manager.column, valid, to.levels,
    )  # fmt: skip
    scope = _between(low, decl, source, TableBuilder(f"{decl.name} above", rows, f"{source.grain} and manager"))
    says = f"a manager above {person.says} on {day.says}"
    found = _reached(scope, to, "person", PERSON, says)
    scope.person = found.operand
    fields = {
        "through": _reached(scope, to, "through", PERSON, f"the person below {says} through whom the credit came up"),
        "level": _reached(scope, to, "level", types.COUNT, f"how many levels the manager stands above {person.says}"),
    }
    pairs = Pairs(scope, found, fields)
    pairs.conditions.append(_somebody(pairs, source, decl, to, f"{person.says} has a manager on {day.says}"))
    return pairs


def every_participant(
    low: Lowering, decl: tree.Credit, to: tree.To, source: Scope, day: Typed, kept: str | None
) -> Pairs:
    """``to every participant where COND``: a row for each participant, those left out whom the condition leaves out."""
    assert to.where is not None
    people = low.people(to.span)
    match: list[tuple[str, str]] = []
    rest: list[tree.Condition] = []
    parts = to.where.parts if isinstance(to.where, tree.Junction) and to.where.word == "and" else (to.where,)
    for part in parts:
        pair = _told_by(low, decl, part, source)
        if pair is None:
            rest.append(part)
        else:
            match.append(pair)
    rows = Everyone(source.table.name, kept, people.spec.name, low.row_id(people).column, tuple(match))
    scope = _between(low, decl, source, TableBuilder(f"{decl.name} everyone", rows, f"{source.grain} and participant"))
    found = _reached(scope, to, "person", PERSON, "a participant")
    scope.person = found.operand
    pairs = Pairs(scope, found, {})
    for part in rest:
        operand, known = condition(part, scope)
        scope.known |= known
        pairs.keep.append(operand)
    pairs.keep.extend(_there(scope, pairs.bring(source, day), to))
    says = f"there is a participant where {low.words(to.where)}"
    pairs.conditions.append(_somebody(pairs, source, decl, to, says))
    return pairs


def _told_by(low: Lowering, decl: tree.Credit, part: tree.Condition, source: Scope) -> tuple[str, str] | None:
    """``participant.territory is deal.territory``: by which columns the people are found; ``None`` for any other condition."""
    if not isinstance(part, tree.Compare) or part.relation != "is":
        return None
    people = low.people(part.span)
    for theirs, mine in ((part.left, part.right), (part.right, part.left)):
        if not isinstance(theirs, tree.Column) or theirs.parts[0] != "participant" or len(theirs.parts) != 2:
            continue
        spec = people.spec.by_name.get(theirs.parts[1])
        if spec is None or spec.optional or spec.kind not in ("text", "one-of", "row"):
            continue
        if isinstance(mine, tree.Column) and mine.parts[0] != "participant":
            other = value(mine, source)
            kind = Type("member", members=spec.members) if spec.kind == "one-of" else Type(spec.kind)
            if other.type.kind == kind.kind and not other.type.optional:
                return _column(source, decl, other, low.words(mine)), low.cell(people, spec.name)[0].column
    return None


def _there(scope: Scope, day: Typed, to: tree.To) -> list[Operand]:
    """Of participants who are some from a day through a day, only those who are one on the day of the credit."""
    people = scope.low.people(to.span)
    if people.spec.valid is None:
        return []
    found: list[Operand] = []
    for name, before in zip(people.spec.valid, (True, False), strict=True):
        ref, spec = scope.low.cell(people, name)
        assert scope.person is not None
        own = scope.low.row_id(people).column
        column = f"participant.{name}"
        lookup = Lookup(people.spec.name, ((own, scope.person),), ref.column)
        at: Operand = scope.table.once(column, lookup, Unit("date"), column, "cell")
        if spec.optional:  # who has no such day is there on every one
            known = scope.table.once(f"{column} is known", IsKnown(at), YES_NO, f"{column} is known", "condition")
            choice = Choose(((known, at),), day.operand)
            at = scope.table.once(f"{column}, or the day", choice, Unit("date"), f"{column} if known", "date")
        says = f"{day.says} is not {'before' if before else 'after'} {column}"
        op = Compare(day.operand, ">=" if before else "<=", at)
        holds = scope.table.once(says, op, YES_NO, says, "condition")
        found.append(holds)
    return found


def _somebody(pairs: Pairs, source: Scope, decl: tree.Credit, to: tree.To, says: str) -> Condition:
    """Whether anybody is reached, for saying why a row is not credited."""
    mine = source.table.once("row", RowId(), Unit("text"), "the row", "key")
    keep = all_of(pairs.scope, decl, pairs.keep)
    op = Total("count", pairs.scope.table.name, None, ((made_from(pairs, source), mine),), None, keep)
    count = source.table.once(f"{decl.name}: how many", op, Unit("count"), "how many people are credited", "total")
    one = Const(Fraction(1), Unit("count"))
    some = source.table.once(f"{decl.name}: somebody", Compare(count, ">=", one), YES_NO, says, "condition")
    return Condition(some.column, says, to.span)


def once_for(
    pairs: Pairs, decl: tree.Credit, to: tree.To, source: Scope, amounts: dict[str, Typed], order: list[Typed]
) -> None:
    """``once for each deal``: of several credits of a person for one deal only the first, and all of them must be alike."""
    assert to.once_for is not None
    scope, low = pairs.scope, source.low
    key, _ = source.row(to.once_for, to.span)
    if not isinstance(key, Ref):
        raise low.fail(
            "out-of-reach", f"there is no one {to.once_for} for a {source.grain}", to.span,
            repairs=(Repair("Name the rows that the credits are made from."),),
        )  # fmt: skip
    deal = pairs.bring(source, Typed(key, Type("row", row=to.once_for), types.WHOLE, to.span, to.once_for)).operand
    assert isinstance(deal, Ref) and isinstance(pairs.person.operand, Ref)
    by = (deal.column, pairs.person.operand.column)
    columns = [pairs.bring(source, one).operand for one in order]
    terms = tuple(one.column for one in columns if isinstance(one, Ref))
    one = Const(Fraction(1), Unit("count"))
    place = scope.table.add(
        f"{decl.name}: place among credits of the {to.once_for}", Running(one, by, terms, True), Unit("count"),
        f"which credit of the {to.once_for}", "total", decl.name, to.span,
    )  # fmt: skip
    pairs.keep.append(
        scope.table.add(
            f"{decl.name}: first of the {to.once_for}",
            Compare(place, "==", one),
            YES_NO,
            f"the first credit of the {to.once_for}",
            "condition",
            decl.name,
            to.span,
        )
    )
    for word, found in amounts.items():
        amount = pairs.bring(source, found)
        assert isinstance(amount.operand, Ref)
        unit = scope.table.column(amount.operand).unit
        match: tuple[tuple[str, Operand], ...] = tuple((name, Ref(name)) for name in by)
        ends = [
            scope.table.once(
                f"{decl.name}: {which} {word}",
                Total(which, scope.table.name, amount.operand.column, match),
                unit,
                f"the {which} {word.replace('_', ' ')} of the {to.once_for}",
                "total",
                decl.name,
                to.span,
            )
            for which in ("lowest", "highest")
        ]
        alike = scope.table.once(
            f"{decl.name}: one {word}", Compare(ends[0], "==", ends[1]), YES_NO,
            f"all credits of the {to.once_for} are of one amount", "condition", decl.name, to.span,
        )  # fmt: skip
        refused = (
            f"people below are credited with different amounts of one {to.once_for}, so no one of them can count once"
        )
        ref = scope.table.add(
            f"{decl.name}: {word} once", Choose(((alike, amount.operand),), None, refused), unit,
            f"{word.replace('_', ' ')}, once for each {to.once_for}", "credit", decl.name, to.span,
        )  # fmt: skip
        pairs.fields[word] = evolve(amount, operand=ref)


def made_from(pairs: Pairs, source: Scope) -> str:
    """The column with the identity of the row that a pair is made of."""
    row = source.table.once("row", RowId(), Unit("text"), "the row", "key")
    name = "made from"
    return pairs.scope.table.once(name, Carried(row.column), Unit("text"), "the row it is made from", "key").column


def all_of(scope: Scope, decl: tree.Credit, keep: list[Operand]) -> str | None:
    """One column for several conditions."""
    if not keep:
        return None
    if len(keep) == 1 and isinstance(keep[0], Ref):
        return keep[0].column
    op = Logic("and", tuple(keep))
    return scope.table.once(
        f"{decl.name}: reached", op, YES_NO, f"credited by {decl.name}", "condition", decl.name, decl.span
    ).column


def _reached(scope: Scope, to: tree.To, part: str, kind: Type, says: str) -> Typed:
    name = {"person": "person reached", "through": "through", "level": "level"}[part]
    ref = scope.table.once(name, Reached(part), kind.unit(), says, "key", scope.rule, to.span)  # type: ignore[arg-type]
    return Typed(ref, kind, types.WHOLE, to.span, says)


def _column(source: Scope, decl: tree.Credit, found: Typed, what: str) -> str:
    if isinstance(found.operand, Ref):
        return found.operand.column
    name = f"{decl.name}: {what}"
    return source.table.once(
        name, Same(found.operand), found.type.unit(), found.says, "key", decl.name, found.span
    ).column


def _between(low: Lowering, decl: tree.Credit, source: Scope, table: TableBuilder) -> Scope:
    """The row of the table between, from which the row that it is made of can be read as from a credit of it."""
    low.tables[table.name] = table
    scope = Scope(low, table, "credit", table.table.grain, decl.name, credit=table.name, known=source.known)
    fields: dict[str, Typed] = {}
    if source.kind == "credit" and source.credit is not None:
        fields = {
            name: scope.carry(source.table, one) for name, one in low.credit(source.credit, decl.span).fields.items()
        }
    info = CreditInfo(table.name, table.name, (source.table.name,), (), "", "", "", "", None, (), "", decl.span)
    low.between[table.name] = CreditTable(table.name, low, scope, source, [], fields, info, decl)
    return scope
