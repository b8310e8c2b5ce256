"""What one form of a credit says of a row: whether it is credited, to whom, how much, when, and in which order."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import Allocate, Condition, Const, Logic, Operand, OrderCheck, Ref, Round, Same, Unit
from planlang.diagnostics.model import Label, Repair
from planlang.lowering.components import foreign_result
from planlang.lowering.conditions import NOTHING, Known, condition
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.heirs import first_of
from planlang.lowering.managers import ask_day, manager_of
from planlang.lowering.scope import Scope
from planlang.lowering.values import a_date, number, value
from planlang.questions.credits import ask_amount, ask_heir, ask_order, ask_the_rest, keys_of_the_row
from planlang.questions.unreachable import report_never_applies
from planlang.semantics import types
from planlang.slotted import define, evolve
from planlang.syntax import tree

YES_NO = Unit("yes/no")


@define(eq=False, repr=False)
class Said:
    """What a credit says of the row ``source``. ``person`` is ``None`` where it goes to everybody who meets a condition.

    ``known`` is what its conditions make sure of. ``keep`` must all hold where the row is credited, and ``conditions`` explain it. ``keys`` are
    the values of what is ``written`` in its order, but for those that only the people whom it reaches have.
    """

    source: Scope
    known: Known
    keep: list[Operand]
    conditions: list[Condition]
    to: tree.To
    person: Typed | None
    day: Typed
    amounts: dict[str, Typed]
    written: tuple[tree.Value, ...]
    keys: list[Typed]


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


def said_of(low: Lowering, decl: tree.Credit, source: Scope) -> Said:
    """Reads the lines of a credit."""
    known = NOTHING
    conditions: list[Condition] = []
    keep: list[Operand] = []
    for line in decl.lines:
        if isinstance(line, tree.When):
            operand, gained = condition(line.condition, source.knowing(known))
            known |= gained
            keep.append(operand)
            conditions.append(Condition(ref_of(source, operand, decl.name), low.words(line.condition), line.span))
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
    written, keys, asked = _order(low, decl, to, source)
    if source.record is not None and not asked:  # an order that tells all credits apart tells those of a deal apart
        ask_heir(low, decl, source.record)
    return Said(source, known, keep, conditions, to, person, day, amounts, written, keys)


def _order(
    low: Lowering, decl: tree.Credit, to: tree.To, source: Scope
) -> tuple[tuple[tree.Value, ...], list[Typed], bool]:
    """What a credit is ordered by, the values of the keys that can be read from the row that it is made from, and whether it is asked about."""
    line = _line(decl, tree.Ordered, low)
    if not isinstance(line, tree.Ordered):
        return (), [], ask_order(low, decl.name, decl, None, source)
    there = tuple(key for key in line.keys if not of_the_pair(key, to, source))
    keys = [value(key, source) for key in there]
    return line.keys, keys, ask_order(low, decl.name, decl, line.but(keys=there), source)


def of_the_pair(key: tree.Value, to: tree.To, source: Scope) -> bool:
    """Whether an order goes by `credit.level` or `credit.through` of the very credit, which the row that it is made from has not."""
    if to.kind != "managers" or not isinstance(key, tree.Column) or key.parts not in _OF_PAIRS:
        return False
    return source.credit is None or key.parts[1] not in source.low.credit(source.credit, key.span).fields


def ref_of(source: Scope, operand: Operand, name: str) -> str:
    if isinstance(operand, Ref):
        return operand.column
    return source.table.add(f"{name}: condition", Same(operand), YES_NO, "condition", "condition", name).column


def all_kept(source: Scope, decl: tree.Credit, keep: list[Operand]) -> str | None:
    if not keep:
        return None
    if len(keep) == 1:
        return ref_of(source, keep[0], decl.name)
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
            Condition(ref_of(source, known, decl.name), f"{person.says} has a manager on that date", to.span)
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
    mode = rounding.settled
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
                        Repair(
                            "Name a yes/no column that is yes in exactly one row, `the largest`, `the first` or `the last`."
                        ),
                    ),
                )
            owner = flag.operand.column
        order = _among_the_shares(low, decl, line, source, group)
        kind = line.remainder.kind
        if kind == "first":
            kind, owner = "column", first_of(source.table, name, group, order, decl.name, line.span)
        op = Allocate(found.operand, unit, mode, group, owner, kind, order)
    ref = source.table.add(name, op, found.type.unit(digits), words, "credit", decl.name, line.span)
    return Typed(ref, found.type, types.exact_scale(Fraction(rounding.unit)), line.span, words)


def _among_the_shares(
    low: Lowering, decl: tree.Credit, line: tree.AmountLine, source: Scope, group: tuple[str, ...]
) -> tuple[str, ...]:
    """The order of the rows that share a deal: the credit's own, as far as it tells them apart; it must, if the rows' identity doesn't."""
    if source.record is None:
        return ()
    row = low.row_id(source.record).column
    if line.remainder is None or line.remainder.kind == "column":
        return (row,)
    keys, apart = keys_of_the_row(low, decl, source.record)
    found = tuple(key.operand.column for key in (value(one, source) for one in keys) if isinstance(key.operand, Ref))
    if found and not apart:
        ordered = next(one for one in decl.lines if isinstance(one, tree.Ordered))
        low.orders.append(OrderCheck(source.table.name, group, found, ordered.span, low.words(ordered)[:100]))
    return (*found, row)
