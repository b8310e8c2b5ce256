"""Lowering of credits: who is credited with how much, when and in which order."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import (
    Allocate,
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
    Round,
    RowId,
    Same,
    Stack,
    Unit,
)
from planlang.diagnostics.model import Label, Repair
from planlang.lowering.components import foreign_result
from planlang.lowering.conditions import NOTHING, condition
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.credit_table import CreditTable
from planlang.lowering.grains import not_a_credit
from planlang.lowering.managers import ask_day, manager_of
from planlang.lowering.reach import Pairs, all_of, every_participant, everybody_above, made_from, once_for
from planlang.lowering.scope import Scope
from planlang.lowering.tables import TableBuilder
from planlang.lowering.values import a_date, number, value
from planlang.questions.credits import ask_amount, ask_order, ask_the_rest
from planlang.questions.unreachable import report_never_applies
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


_OF_PAIRS = (("credit", "level"), ("credit", "through"))


def _line(decl: tree.Credit, kind: type, low: Lowering, word: str | None = None) -> tree.Statement | None:
    lines = [
        line
        for line in decl.lines
        if isinstance(line, kind) and (word is None or (isinstance(line, tree.AmountLine) and line.word == word))
    ]
    if len(lines) > 1:
        low.fail(
            "said-twice",
            "this credit says it twice",
            lines[1].span,
            also=(Label(lines[0].span, "the first"),),
            repairs=(Repair("Keep the one that is meant."),),
        )
    return lines[0] if lines else None


def _credit(low: Lowering, decl: tree.Credit) -> CreditTable:
    source = source_scope(low, decl.grain, decl.name)
    known = NOTHING
    conditions: list[Condition] = []
    keep: list[Operand] = []
    for line in decl.lines:
        if isinstance(line, tree.When):
            operand, gained = condition(line.condition, source.knowing(known))
            known |= gained
            keep.append(operand)
            conditions.append(Condition(_ref(source, operand, decl.name), low.words(line.condition), line.span))
    source = source.knowing(known)
    to, date, amount = (
        _line(decl, kind, low, word)
        for kind, word in ((tree.To, None), (tree.Dated, None), (tree.AmountLine, "amount"))
    )
    missing = [word for word, line in (("to", to), ("amount", amount), ("dated", date)) if line is None]
    if missing:
        ask_the_rest(low, decl, missing, source)
    assert isinstance(to, tree.To) and isinstance(date, tree.Dated) and isinstance(amount, tree.AmountLine)
    person = _person(low, to, source, decl, keep, conditions) if to.kind != "every" else None
    day = a_date(date.value, source)
    report_never_applies(decl.name, [line for line in decl.lines if isinstance(line, tree.When)], source, day.operand)
    amounts = {"amount": _amount(low, decl, amount, source)}
    quota = _line(decl, tree.AmountLine, low, "quota credit")
    if isinstance(quota, tree.AmountLine):
        amounts["quota_credit"] = _amount(low, decl, quota, source)
    written, keys = _order(low, decl, to, source)
    kept = _all(source, decl, keep)
    made_of = source.table.name
    pairs = _pairs(low, decl, to, source, person, day, kept)
    if pairs is not None:
        if to.once_for is not None:
            once_for(pairs, decl, to, source, amounts, keys)
        conditions += pairs.conditions
        person, day = pairs.person, pairs.bring(source, day)
        amounts = {word: pairs.fields.get(word) or pairs.bring(source, found) for word, found in amounts.items()}
        brought = iter([pairs.bring(source, key) for key in keys])
        keys = [_pair_field(pairs, k) if _of_the_pair(k, to, source) else next(brought) for k in written]
        row = made_from(pairs, source)
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
        own = table.once("made from", Carried(row), Unit("text"), "the row it is made from", "key")
        credit.info = credit.info.but(made_from=own.column)
    return credit


def _order(low: Lowering, decl: tree.Credit, to: tree.To, source: Scope) -> tuple[tuple[tree.Value, ...], list[Typed]]:
    """What a credit is ordered by, and the values of the keys that can be read from the row that it is made from."""
    line = _line(decl, tree.Ordered, low)
    if not isinstance(line, tree.Ordered):
        ask_order(low, decl.name, decl, None, source)
        return (), []
    there = tuple(key for key in line.keys if not _of_the_pair(key, to, source))
    keys = [value(key, source) for key in there]
    ask_order(low, decl.name, decl, line.but(keys=there), source)
    return line.keys, keys


def _of_the_pair(key: tree.Value, to: tree.To, source: Scope) -> bool:
    """Whether an order goes by `credit.level` or `credit.through` of the very credit, which the row that it is made from has not."""
    if to.kind != "managers" or not isinstance(key, tree.Column) or key.parts not in _OF_PAIRS:
        return False
    return source.credit is None or key.parts[1] not in source.low.credit(source.credit, key.span).fields


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


def _ref(source: Scope, operand: Operand, name: str) -> str:
    if isinstance(operand, Ref):
        return operand.column
    return source.table.add(f"{name}: condition", Same(operand), YES_NO, "condition", "condition", name).column


def _all(source: Scope, decl: tree.Credit, keep: list[Operand]) -> str | None:
    if not keep:
        return None
    if len(keep) == 1:
        return _ref(source, keep[0], decl.name)
    op = Logic("and", tuple(keep))
    return source.table.add(
        f"{decl.name}: credited", op, YES_NO, f"credited by {decl.name}", "condition", decl.name, decl.span
    ).column


def _person(
    low: Lowering, to: tree.To, source: Scope, decl: tree.Credit, keep: list[Operand], conditions: list[Condition]
) -> Typed:
    assert to.value is not None
    low.people(to.span)
    person = value(to.value, source)
    if person.type.kind != "row" or person.type.row != "participant":
        if person.type.kind == "unknown":
            return person
        raise low.fail(
            "wrong-kind",
            f"a credit goes to a participant, and `{person.says}` is {person.type.words()}",
            to.value.span,
            repairs=(Repair("Name a column of type `participant`."),),
        )
    if to.kind == "person":
        return person
    if to.kind == "managers":
        ask_day(low, person, to, source)
        return person
    manager, known = manager_of(low, person, to, source, decl.name)
    if known is not None:
        keep.append(known)
        conditions.append(
            Condition(_ref(source, known, decl.name), f"{person.says} has a manager on that date", to.span)
        )
    return manager


def _amount(low: Lowering, decl: tree.Credit, line: tree.AmountLine, source: Scope) -> Typed:
    found = number(line.value, source, "an amount")
    if found.type.kind == "days":
        raise low.fail(
            "wrong-kind",
            "days are not an amount to credit",
            line.span,
            repairs=(Repair("Credit money, units or a number."),),
        )
    foreign_result(low, found, line.value)
    group = ask_amount(low, decl, line, found, source)
    rounding = low.model.header.rounding
    if not line.rounded:  # money that may come out in fractions has been asked for
        return (
            evolve(found, scale=types.exact_scale(Fraction(1, 10**low.model.header.digits)))
            if found.type.kind == "money"
            else found
        )
    digits = low.model.header.digits
    if found.type.kind != "money":
        raise low.fail(
            "wrong-kind",
            "the plan's rounding is for money, and this amount is not money",
            line.span,
            repairs=(Repair("Drop `rounded`, or credit money."),),
        )
    unit = Const(Fraction(rounding.unit), found.type.unit(digits), rounding.span)
    mode = rounding.mode or "half-even"
    words = low.words(line)
    name = f"{decl.name}: {line.word}"
    op: Round | Allocate
    if line.remainder is None:
        op = Round(found.operand, unit, mode)
    else:
        owner: str | None = None
        if line.remainder.kind == "column":
            assert line.remainder.column is not None
            flag = value(line.remainder.column, source)
            if flag.type.kind != "yes/no" or not isinstance(flag.operand, Ref):
                raise low.fail(
                    "wrong-kind",
                    "who gets the odd cents is a yes/no column",
                    line.remainder.span,
                    repairs=(
                        Repair("Name a yes/no column that is yes in exactly one row, `the largest` or `the last`."),
                    ),
                )
            owner = flag.operand.column
        order = tuple(k.column for k in (low.row_id(source.record),)) if source.record is not None else ()
        op = Allocate(found.operand, unit, mode, group, owner, line.remainder.kind, order)
    ref = source.table.add(name, op, found.type.unit(digits), words, "credit", decl.name, line.span)
    return Typed(ref, found.type, types.exact_scale(Fraction(rounding.unit)), line.span, words)


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
