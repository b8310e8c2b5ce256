"""Lowering of `paid in proportion to amount of invoices, out of order.amount`: a payment for each invoice.

What is paid with an invoice is what the part invoiced so far comes to, rounded, less the same before it. So the payments of an order
that is invoiced in full add up to all that was earned, whatever the parts; what is not invoiced yet is due.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import (
    Add,
    Carried,
    Choose,
    Column,
    Compare,
    Component,
    Const,
    Derive,
    Everyone,
    Extreme,
    Lookup,
    Multiply,
    Op,
    OrderCheck,
    Ratio,
    Reached,
    Ref,
    Round,
    Running,
    Total,
    Unit,
)
from planlang.diagnostics.model import Label, Repair, put_after
from planlang.lowering.context import Lowering, Poison, Typed
from planlang.lowering.grains import row_scope
from planlang.lowering.payments import Payment
from planlang.lowering.scope import Scope
from planlang.lowering.tables import TableBuilder
from planlang.lowering.values import number
from planlang.semantics import types
from planlang.semantics.model import Record
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps

YES_NO, DATE, ROW = Unit("yes/no"), Unit("date"), Unit("row")


def in_proportion(low: Lowering, decl: tree.Rule, steps: Steps, line: tree.Paid, earned: Component) -> list[Payment]:
    """The payments of a rule that is paid as something is invoiced, and what is left."""
    scope = steps.scope
    others = [step for step in decl.steps if isinstance(step, tree.Paid) and step is not line]
    if others:
        raise low.fail(
            "wrong-step",
            "what is paid in proportion is paid so altogether",
            others[0].span,
            also=(Label(line.span, "in proportion"),),
            repairs=(Repair("Keep one of the lines."), Repair("Or make two rules, one for each share.")),
        )
    record = _record(low, line)
    link, mine = _link(low, scope, line, record)
    rows = row_scope(low, record.spec.row, None)
    amount = rows.read((record.spec.row, line.proportion_field or ""), line.span)
    if not isinstance(rows.day, Ref) or not isinstance(amount.operand, Ref):
        raise low.fail(
            "undated",
            f"{record.spec.name} have no date, so nothing says when each part is paid",
            line.span,
            repairs=(Repair("Say which column it is:", f"data {record.spec.name}, each row …, dated by paid_on {{"),),
        )
    if amount.type.optional:
        raise low.fail(
            "absent-value",
            f"{amount.says} may be absent, and nothing says what that means here",
            line.span,
            repairs=(Repair("Drop `optional` from the column, and a blank is reported before anybody is paid."),),
        )
    whole = _whole(low, scope, line, record, amount)
    return _payments(low, decl, scope, line, earned, record, link, mine, rows.day, amount, whole)


def _record(low: Lowering, line: tree.Paid) -> Record:
    record = low.model.records.get(line.proportion_of or "")
    if record is None:
        raise low.fail(
            "unknown-name",
            f"no data table is called `{line.proportion_of}`",
            line.span,
            repairs=(Repair(f"The tables are: {', '.join(low.model.records)}."),),
        )
    return record


def _link(low: Lowering, scope: Scope, line: tree.Paid, record: Record) -> tuple[Ref, Ref]:
    """The column of the invoices that says of which order they are, and that order from here; there must be one such way."""
    people = low.model.people.spec.name if low.model.people is not None else None
    found: list[tuple[str, Ref, Ref]] = []
    for spec in record.spec.columns:
        if spec.row is None or spec.row == people or spec.optional:
            continue
        word = low.model.records[spec.row].spec.row
        seen = len(low.report.found)
        try:
            mine, _ = scope.row(word, line.span)
        except Poison:
            low.report.back_to(seen)
            continue
        if isinstance(mine, Ref):
            found.append((spec.name, low.cell(record, spec.name)[0], mine))
    if len(found) != 1:
        row = record.spec.row
        ways = " and ".join(f"`{row}.{name}`" for name, _, _ in found)
        why = f"{ways} both lead there" if found else f"no column of {record.spec.name} leads there"
        raise low.fail(
            "two-ways" if found else "out-of-reach",
            f"which {record.spec.name} a {scope.grain} is paid by can't be told: {why}",
            line.span,
            repairs=(
                Repair(
                    f"Give {record.spec.name} one column that refers to the row of the rule, such as `order: order`."
                ),
            ),
        )
    return found[0][1], found[0][2]


def _owed_for(low: Lowering, record: Record) -> str:
    """The word for the rows that invoices are of."""
    people = low.model.people.spec.name if low.model.people is not None else None
    rows = (spec.row for spec in record.spec.columns if spec.row not in (None, people) and not spec.optional)
    return next((low.model.records[row].spec.row for row in rows if row is not None), "deal")


def _whole(low: Lowering, scope: Scope, line: tree.Paid, record: Record, amount: Typed) -> Typed:
    said = low.words(line)
    if line.whole is None:
        raise low.fail(
            "proportion-open",
            f"`{said}` does not say out of what",
            line.span,
            "all of it is how much?",
            consequence="If it were all that is invoiced so far, the first invoice of a tenth would pay the whole commission.",
            repairs=tuple(
                put_after(text, line.span, f", out of {whole}", f"{said}, out of {whole}")
                for text, whole in (
                    ("What was credited makes it whole:", "credit.amount"),
                    (
                        "Or all that is invoiced in the end:",
                        f"(total {line.proportion_field} of {record.spec.name} in the {_owed_for(low, record)})",
                    ),
                )
            ),
        )
    whole = number(line.whole, scope, "an amount")
    kind = types.alike(whole.type, amount.type)
    if isinstance(kind, str):
        from planlang.lowering.mismatches import mismatch

        raise mismatch(scope, kind, line, amount, whole, "comparing")
    return whole


def _payments(
    low: Lowering,
    decl: tree.Rule,
    scope: Scope,
    line: tree.Paid,
    earned: Component,
    record: Record,
    link: Ref,
    mine: Ref,
    day: Ref,
    amount: Typed,
    whole: Typed,
) -> list[Payment]:
    header = low.model.header
    money = types.money(header.currency).unit(header.digits)
    own = low.row_id(record)
    rows = Everyone(scope.table.name, earned.applies, record.spec.name, own.column, ((mine.column, link.column),))
    label = f"{decl.name} by {record.spec.row}"
    table = TableBuilder(low.free_table(label), rows, f"{scope.grain} and {record.spec.row}")
    low.tables[table.name] = table
    place = line.span

    def carry(column: str) -> Ref:
        known: Column = scope.table.table.columns[column]
        return table.once(column, Carried(column), known.unit, known.says, known.role, known.rule, known.place)

    def add(name: str, op: Op, unit: Unit, role: str, says: str | None = None) -> Ref:
        return table.add(name, op, unit, says or name, role, decl.name, place)

    def read(cell: Ref) -> Ref:
        known: Column = low.record_table(record).column(cell)
        op = Lookup(record.spec.name, ((own.column, one),), cell.column)
        return table.once(known.says, op, known.unit, known.says, "cell", None, place)

    one = table.add(record.spec.row, Reached("person"), ROW, f"the {record.spec.row}", "key", None, place)
    assert isinstance(amount.operand, Ref)
    part, on, key = read(amount.operand), read(day), carry(earned.key)
    by, order = (key.column,), (on.column, one.column)
    low.orders.append(OrderCheck(table.name, by, order, place, low.words(line)[:100]))
    result = carry(earned.result)
    all_of_it = carry(whole.operand.column) if isinstance(whole.operand, Ref) else whole.operand
    what = whole.type.unit(header.digits)
    zero = Const(Fraction(0), what)
    positive = add("all of it is not negative", Compare(all_of_it, ">=", zero), YES_NO, "condition")
    unit = Const(Fraction(header.rounding.unit), money, header.rounding.span)
    sums: list[Ref] = []
    for inclusive, word in ((True, "with"), (False, "before")):
        here = f"{word} this {record.spec.row}"
        so_far = add(f"{amount.says} {here}", Running(part, by, order, inclusive), what, "total")
        least = add(f"{amount.says} {here}, at most all of it", Extreme("least", (so_far, all_of_it)), what, "limit")
        most = add(f"{amount.says} {here}, at least all of it", Extreme("greatest", (so_far, all_of_it)), what, "limit")
        within = add(f"{amount.says} {here}, of all", Choose(((positive, least),), most), what, "amount")
        share = add(f"the share {here}", Ratio(within, all_of_it), Unit("percent"), "rate")
        product = add(f"{decl.name} {here}", Multiply((result, share)), money, "amount")
        rounded = Round(product, unit, header.rounding.settled)
        sums.append(add(f"{decl.name} {here}, rounded", rounded, money, "rounding"))
    says = f"with this {record.spec.row}"
    paid = table.add("part of it", Add(((1, sums[0]), (-1, sums[1]))), money, says, "amount", decl.name, place)
    due = Typed(on, types.DATE, types.WHOLE, place, low.record_table(record).column(day).says)
    left = _left(low, decl, scope, line, earned, table, key, paid)
    return [Payment(f"with {record.spec.row}", paid, due, table=table), left]


def _left(
    low: Lowering,
    decl: tree.Rule,
    scope: Scope,
    line: tree.Paid,
    earned: Component,
    table: TableBuilder,
    key: Ref,
    paid: Ref,
) -> Payment:
    """What nothing has been invoiced for yet: due on a day that is not known."""
    header = low.model.header
    money = types.money(header.currency).unit(header.digits)
    part = TableBuilder(
        low.free_table(f"{decl.name} left"), Derive(scope.table.name, earned.applies), f"payment of {decl.name}"
    )
    low.tables[part.name] = part

    def carry(column: str) -> Ref:
        known = scope.table.table.columns[column]
        return part.once(column, Carried(column), known.unit, known.says, known.role, known.rule, known.place)

    op = Total("total", table.name, paid.column, ((key.column, carry(earned.key)),))
    so_far = part.add("paid so far", op, money, f"{decl.name} paid so far", "total", decl.name, line.span)
    left = Add(((1, carry(earned.result)), (-1, so_far)))
    says = f"{decl.name} not invoiced yet"
    rest = part.add("part of it", left, money, says, "amount", decl.name, line.span)
    return Payment("not invoiced yet", rest, None, table=part)
