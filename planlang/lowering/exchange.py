"""Lowering of conversions from one currency to another, at the rate that a table of the data has for the day."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import (
    Choose,
    Compare,
    Const,
    DataCheck,
    IsKnown,
    Logic,
    Lookup,
    Multiply,
    OneOf,
    Operand,
    Ref,
    Round,
    Unit,
)
from planlang.diagnostics.model import Label, Repair, instead
from planlang.diagnostics.suggest import closest
from planlang.lowering.context import Lowering, Poison, Typed
from planlang.lowering.scope import Scope
from planlang.lowering.tables import TableBuilder
from planlang.lowering.values import a_date, computed, lowers, number
from planlang.questions.days import days_at_hand, on_which_day
from planlang.semantics import types
from planlang.semantics.currencies import DIGITS
from planlang.semantics.model import Record
from planlang.slotted import evolve
from planlang.syntax import tree

YES_NO, TEXT, NUMBER = Unit("yes/no"), Unit("text"), Unit("number")


@lowers(tree.Converted)
def _converted(item: tree.Converted, scope: Scope) -> Typed:
    low = scope.low
    amount = number(item.value, scope, "an amount")
    if amount.type.kind == "unknown":
        return amount
    if amount.type.kind != "money":
        raise low.fail(
            "wrong-kind",
            f"only amounts have a currency, and `{amount.says}` is {amount.type.words()}",
            item.value.span,
            repairs=(Repair("Convert an amount of money."),),
        )
    record = exchange_table(item, low)
    kind = evolve(amount.type, currency=item.currency)
    if amount.type.currency == item.currency:
        raise _nothing_converted(item, amount, low)
    day = rate_day(item, scope)
    source = _currency(amount, item, scope)
    rate = rate_of(item, scope, record, source, Const(item.currency, TEXT), day)
    scale = types.multiplied(amount.scale, rate.scale)
    return computed(scope, item, Multiply((amount.operand, rate.operand)), kind, scale)


def rate_day(item: tree.Converted | tree.ConvertsTo, scope: Scope) -> Typed:
    """The day of whose rate a conversion is: it has to be said."""
    if item.on is not None:
        return a_date(item.on, scope)
    low = scope.low
    said = " ".join(low.words(item).split())
    using = f"using {item.table}"
    raise low.fail(
        "card-date-open",
        f"{item.table} changes over time, and nothing says of which day the rate is",
        item.span,
        consequence="Between the day of the sale and the day of the payment a currency moves, and the pay with it.",
        repairs=on_which_day(low, scope, item.span, low.words(item))
        if isinstance(item, tree.Converted)
        else tuple(
            instead("Say it:", item.span, said.replace(using, f"{using} on {day}", 1))
            for day in days_at_hand(low, scope)
        ),
    )


def _nothing_converted(item: tree.Converted, amount: Typed, low: Lowering) -> Poison:
    """An amount that is in the wanted currency already; said once of a column, wherever it is converted."""
    parts = item.value.parts if isinstance(item.value, tree.Column) else ()
    record = low.model.rows.get(parts[-2]) if len(parts) > 1 else None
    decl = record.columns.get(parts[-1]) if record is not None else None
    if decl is not None and decl.span in low.unsound:
        return Poison("conversion")
    if decl is not None:
        low.unsound.add(decl.span)
    return low.fail(
        "nothing-converted",
        f"`{amount.says}` is in {item.currency} already, so nothing is converted",
        item.span,
        also=() if decl is None else (Label(decl.span, f"in {item.currency}, as the plan is"),),
        consequence=f"Amounts in other currencies that the data has there would be paid as if they were in {item.currency}.",
        repairs=(
            Repair("If the data says the currency of each row:", "amount:  money in deal.currency"),
            instead("Or leave it as it is:", item.span, low.words(item.value)),
        ),
    )


def _currency(amount: Typed, item: tree.Converted, scope: Scope) -> Operand:
    """The currency that an amount is in: written in the plan, or in a column beside it."""
    currency = amount.type.currency or ""
    if not amount.type.by_row:
        return Const(currency, TEXT)
    return scope.read(tuple(currency.split(".")), item.value.span).operand


def rate_of(
    item: tree.Node, scope: Scope, record: Record, source: Operand, into: Operand, day: Typed, says: str = ""
) -> Typed:
    """The rate of the day from one currency to another, each written in the plan or in a column; 1 where they are the same."""
    low = scope.low
    assert record.spec.valid is not None
    first, last = (low.cell(record, name)[0].column for name in record.spec.valid)
    match: tuple[tuple[str, Operand], ...] = (
        (low.cell(record, "from")[0].column, source),
        (low.cell(record, "to")[0].column, into),
    )
    column = low.cell(record, "rate")[0].column
    goal = says or str(getattr(into, "value", ""))
    words = f"{record.spec.row} to {goal} on {day.says}"
    found = scope.table.once(
        words, Lookup(record.spec.name, match, column, (day.operand, first, last), "none"), NUMBER, words, "cell",
        None, item.span,
    )  # fmt: skip
    known = scope.table.once(f"{words} is known", IsKnown(found), YES_NO, f"{words} is known", "condition")
    cases: list[tuple[Operand, Operand]] = [(known, found)]
    either = source if isinstance(source, Ref) else into
    if isinstance(either, Ref):
        other = into if either is source else source
        said = goal if either is source else str(getattr(source, "value", ""))
        equal = f"{scope.table.column(either).says} is {said}"
        same = scope.table.once(equal, Compare(either, "==", other), YES_NO, equal, "condition", None, item.span)
        cases.insert(0, (same, Const(Fraction(1), NUMBER)))
    op = Choose(tuple(cases), None, f"{record.spec.name} has no rate for it")
    ref = scope.table.once(f"{words}, if it differs", op, NUMBER, words, "exchange", scope.rule, item.span)
    return Typed(ref, types.NUMBER, types.DECIMAL, item.span, words)


def exchange_table(item: tree.Converted | tree.ConvertsTo, low: Lowering) -> Record:
    """The table of exchange rates, which must have what such a table needs."""
    record = low.model.records.get(item.table)
    if record is None:
        near = closest(item.table, low.model.records)
        raise low.fail(
            "unknown-name",
            f"no data table is called `{item.table}`",
            item.span,
            repairs=(Repair(f"Did you mean {near}?"),) if near else _example(item.table),
        )
    columns = record.spec.by_name
    lacks = [
        f"`{name}: {kind}`"
        for name, kind in (("from", "text"), ("to", "text"), ("rate", "number"))
        if name not in columns or columns[name].kind != kind or columns[name].optional
    ]
    if record.spec.valid is None:
        lacks.append("the days on which a rate holds")
    if lacks:
        raise low.fail(
            "no-exchange-table",
            f"{item.table} can't convert amounts: it lacks {', '.join(lacks)}",
            item.span,
            repairs=_example(item.table),
        )
    return record


def _example(table: str) -> tuple[Repair, ...]:
    return (
        Repair(
            "Declare a table of rates, one row for each pair of currencies and stretch of days:",
            f"data {table}, each row a rate, valid from start through end {{\n    from:   text\n    to:     text\n"
            "    start:  date\n    end:    date\n    rate:   number\n}",
        ),
    )


def check_currencies(low: Lowering, record: Record) -> None:
    """Amounts whose currency stands in another column: that is a currency, and the amount has no more decimals than it has."""
    for spec in record.spec.columns:
        if spec.currency_column is None or (record.spec.name, spec.name) in low.model.unreadable:
            continue
        amount, _ = low.cell(record, spec.name)
        currency, _ = low.cell(record, spec.currency_column)
        table = low.record_table(record)
        says = f"{record.spec.row}.{spec.currency_column}"

        sound = _one_of(table, currency, says, sorted(DIGITS))
        parts: list[Operand] = [sound]
        whole: list[tuple[Operand, Operand]] = []
        for digits in (0, 2):
            unit = Const(Fraction(1, 10**digits), NUMBER)
            cut = table.once(
                f"{record.spec.row}.{spec.name} to {digits} decimals", Round(amount, unit, "cut"), NUMBER,
                f"{record.spec.row}.{spec.name}, cut to {digits} decimals", "rounding",
            )  # fmt: skip
            same = table.once(
                f"{record.spec.row}.{spec.name} has {digits} decimals at most", Compare(amount, "==", cut), YES_NO,
                f"{record.spec.row}.{spec.name} has {digits} decimals at most", "condition",
            )  # fmt: skip
            whole.append(
                (_one_of(table, currency, says, sorted(code for code, n in DIGITS.items() if n == digits)), same)
            )
        fits = table.once(
            f"{record.spec.row}.{spec.name} fits its currency", Choose(tuple(whole), Const(True, YES_NO)), YES_NO,
            f"{record.spec.row}.{spec.name} has no more decimals than its currency", "condition",
        )  # fmt: skip
        parts.append(fits)
        said = f"{says} is the code of a currency, and {record.spec.row}.{spec.name} has no more decimals than that currency"
        check = table.once(said, Logic("and", tuple(parts)), YES_NO, said, "condition")
        low.checks.append(DataCheck(table.name, check.column, said, spec.place or record.decl.span))


def _one_of(table: TableBuilder, currency: Operand, name: str, codes: list[str]) -> Operand:
    said = f"{name} is one of {', '.join(codes)}" if len(codes) < 20 else f"{name} is one of {len(codes)} codes"
    members = tuple(Const(code, TEXT) for code in codes)
    return table.once(said, OneOf(currency, members), YES_NO, said, "condition")


def foreign(low: Lowering, currency: str) -> bool:
    """Whether the plan speaks of another currency anywhere: in a column, or as what something is converted to."""
    if any(column.currency == currency for record in low.model.records.values() for column in record.spec.columns):
        return True
    return any(_converts(item, currency) for item in low.model.plan.items)


def _converts(item: tree.Node, currency: str) -> bool:
    if isinstance(item, tree.Converted) and item.currency == currency:
        return True
    if isinstance(item, tree.ConvertsTo) and item.into == currency:
        return True
    return any(_converts(part, currency) for part in tree.children(item))
