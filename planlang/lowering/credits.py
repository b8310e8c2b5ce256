"""Lowering of credits: who is credited with how much, when and in which order."""

from __future__ import annotations

from planlang.core.graph import (
    Carried,
    Compare,
    Condition,
    Const,
    CreditInfo,
    Derive,
    Logic,
    Operand,
    OrderCheck,
    Ref,
    Relation,
    RowId,
    Same,
    Stack,
    Unit,
)
from planlang.diagnostics.model import Repair
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.credit_lines import all_kept, of_the_pair, said_of
from planlang.lowering.credit_table import CreditTable
from planlang.lowering.grains import not_a_credit
from planlang.lowering.reach import Pairs, all_of, every_participant, everybody_above, made_from, once_for
from planlang.lowering.scope import Scope
from planlang.lowering.tables import TableBuilder
from planlang.lowering.values import value
from planlang.questions.credits import ask_order
from planlang.semantics import types
from planlang.semantics.model import head
from planlang.slotted import evolve
from planlang.syntax import tree

YES_NO = Unit("yes/no")


def lower_credit(low: Lowering, name: str) -> CreditTable:
    """Lowers the credit of that name."""
    decl = low.model.names.get(name)
    if isinstance(decl, tree.Gathers):
        return _gathered(low, decl)
    assert isinstance(decl, tree.Credit)
    return _credit(low, decl)


def source_scope(low: Lowering, grain: tree.Grain, rule: str) -> Scope:
    """The row that a declaration `for each …` is about."""
    from planlang.lowering.grains import scope_of

    return scope_of(low, grain, rule)


def _credit(low: Lowering, decl: tree.Credit) -> CreditTable:
    row = source_scope(low, decl.grain, decl.name)
    said = said_of(low, decl, row)
    if low.model.changes:
        from planlang.lowering.credit_versions import said_in_all

        said = said_in_all(low, decl, said, row)
    source, to, person, day, amounts = said.source, said.to, said.person, said.day, said.amounts
    written, keys, conditions, known = said.written, said.keys, said.conditions, said.known
    kept = all_kept(source, decl, said.keep)
    made_of = source.table.name
    pairs = _pairs(low, decl, to, source, person, day, kept)
    if pairs is not None:
        if to.once_for not in (None, "credit"):  # each credit is one of its own
            once_for(pairs, decl, to, source, amounts, keys)
        conditions += pairs.conditions
        person, day = pairs.person, pairs.bring(source, day)
        amounts = {word: pairs.fields.get(word) or pairs.bring(source, found) for word, found in amounts.items()}
        brought = iter([pairs.bring(source, key) for key in keys])
        keys = [_pair_field(pairs, k) if of_the_pair(k, to, source) else next(brought) for k in written]
        home = made_from(pairs, source)
        kept, source = all_of(pairs.scope, decl, pairs.keep), pairs.scope
    assert person is not None
    table = TableBuilder(decl.name, Derive(source.table.name, kept), f"credit of {decl.name}")
    low.tables[decl.name] = table
    scope = Scope(low, table, "credit", f"credit of {decl.name}", decl.name, credit=decl.name, known=known)
    fields = {"id": _id(low, table)}
    fields["participant"] = _own(scope, source, person, "participant", "the participant credited", "key")
    fields["date"] = _own(scope, source, day, "date", "the date of the credit", "date")
    for word, found in amounts.items():
        fields[word] = _own(scope, source, found, word.replace("_", " "), word.replace("_", " "), "credit")
    if pairs is not None:
        for word in ("through", "level"):
            if word in pairs.fields:
                fields[word] = _own(scope, source, pairs.fields[word], word, pairs.fields[word].says, "key")
    order = tuple(_column(scope, source, key, f"order {n}") for n, key in enumerate(keys, 1))
    credit = _finish(low, decl, scope, source, [], fields, order, tuple(conditions), (made_of,))
    if pairs is not None:
        own = table.once("made from", Carried(home), Unit("text"), "the row it is made from", "key")
        credit.info = credit.info.but(made_from=own.column)
    return credit


def _pair_field(pairs: Pairs, key: tree.Value) -> Typed:
    assert isinstance(key, tree.Column)
    return pairs.fields[key.parts[1]]


def _pairs(
    low: Lowering, decl: tree.Credit, to: tree.To, source: Scope, person: Typed | None, day: Typed, kept: str | None
) -> Pairs | None:
    """The rows with the people whom they reach, where a credit goes to several."""
    if to.kind == "every":
        return every_participant(low, decl, to, source, day, kept)
    if to.kind == "managers":
        assert person is not None
        return everybody_above(low, decl, to, source, person, kept)
    return None


def _gathered(low: Lowering, decl: tree.Gathers) -> CreditTable:
    credits = []
    for item in decl.sources:
        other = low.declared(item.name, item.span, "a credit")
        if not isinstance(other, (tree.Credit, tree.Gathers)):
            raise not_a_credit(low, item.name, item.span)
        credits.append(low.credit(item.name, item.span))
    table = TableBuilder(decl.name, Stack(tuple(c.scope.table.name for c in credits)), f"credit of {decl.name}")
    low.tables[decl.name] = table
    scope = Scope(low, table, "credit", f"credit of {decl.name}", decl.name, credit=decl.name)
    fields = {"id": _id(low, table)}
    for name in ("participant", "date", "amount", "quota_credit"):
        parts = [c.fields[name] for c in credits if name in c.fields]
        if len(parts) < len(credits):
            continue
        for part in parts[1:]:
            kind = types.alike(parts[0].type, part.type)
            if isinstance(kind, str):
                raise low.fail(
                    "kind-mismatch",
                    f"{decl.name} gathers credits whose {name.replace('_', ' ')} are different kinds of amount",
                    decl.span,
                    repairs=(Repair("Gather credits of the same kind and currency."),),
                )
        role = "date" if name == "date" else "key" if name == "participant" else "credit"
        fields[name] = scope.stacked(parts, name.replace("_", " "), role)
    credit = _finish(low, decl, scope, None, credits, fields, (), (), tuple(c.scope.table.name for c in credits))
    low.credits[decl.name] = credit
    keys = [value(k, scope) for k in decl.keys]
    ask_order(low, decl.name, decl, decl, scope)
    order = tuple(_column(scope, scope, key, f"order {n}") for n, key in enumerate(keys, 1))
    credit.info = credit.info.but(order=order)
    credit.ordered = order
    _check_order(low, decl, scope, order)
    return credit


def _finish(
    low: Lowering,
    decl: tree.Credit | tree.Gathers,
    scope: Scope,
    source: Scope | None,
    gathered: list[CreditTable],
    fields: dict[str, Typed],
    order: tuple[str, ...],
    conditions: tuple[Condition, ...],
    sources: tuple[str, ...],
) -> CreditTable:
    participant, date = fields["participant"].operand, fields["date"].operand
    scope.person, scope.day = participant, date
    header = low.model.header
    place = head(decl, low.report)
    bounds = (
        _dated(scope, date, "from", ">=", header.start),
        _dated(scope, date, "through", "<=", header.end),
    )
    covered = scope.table.once("covered", Logic("and", bounds), YES_NO, "dated in what the plan covers", "condition")

    def name_of(key: str) -> str:
        operand = fields[key].operand
        assert isinstance(operand, Ref)
        return operand.column

    info = CreditInfo(
        decl.name,
        scope.table.name,
        sources,
        conditions,
        name_of("id"),
        name_of("participant"),
        name_of("date"),
        name_of("amount"),
        name_of("quota_credit") if "quota_credit" in fields else None,
        order,
        covered.column,
        place,
    )
    if order:
        _check_order(low, decl, scope, order)
    return CreditTable(decl.name, low, scope, source, gathered, fields, info, decl, order)


def _dated(scope: Scope, date: Operand, word: str, relation: Relation, day: int) -> Operand:
    says = f"dated {word} {scope.low.model.header.calendar.label('day', day)}"
    op = Compare(date, relation, Const(day, Unit("date")))
    return scope.table.once(says, op, YES_NO, says, "condition")


def _check_order(low: Lowering, decl: tree.Credit | tree.Gathers, scope: Scope, order: tuple[str, ...]) -> None:
    person = scope.person
    by = (person.column,) if isinstance(person, Ref) else ()
    line = next((x for x in decl.lines if isinstance(x, tree.Ordered)), decl) if isinstance(decl, tree.Credit) else decl
    low.orders.append(OrderCheck(scope.table.name, by, order, line.span, low.words(line)[:100]))


def _id(low: Lowering, table: TableBuilder) -> Typed:
    ref = table.once("id", RowId(), Unit("text"), "the credit", "key")
    return Typed(ref, types.TEXT, types.WHOLE, low.model.plan.span, "credit.id")


def _own(scope: Scope, source: Scope, found: Typed, name: str, says: str, role: str) -> Typed:
    """A column of the credit with a value of its source row."""
    if isinstance(found.operand, Const):
        unit = found.type.unit(scope.low.model.header.digits if found.type.kind == "money" else None)
        ref = scope.table.add(name, Same(found.operand), unit, says, role, scope.rule, found.span)
        return evolve(found, operand=ref)
    return scope.carry(source.table, found, name, role)


def _column(scope: Scope, source: Scope, key: Typed, name: str) -> str:
    found = key if scope is source else scope.carry(source.table, key)
    if isinstance(found.operand, Ref):
        return found.operand.column
    digits = scope.low.model.header.digits if found.type.kind == "money" else None
    return scope.table.add(
        name, Same(found.operand), found.type.unit(digits), found.says, "order", scope.rule, found.span
    ).column
