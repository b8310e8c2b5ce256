"""Lowering of tables whose rows stand in the data: rate cards, perhaps dated, perhaps one for each participant.

Which row of a card a value is in is found by putting the values among the rows of their cards, in order, and counting the rows
that come before. So bands from the data need no operation of their own.
"""

from __future__ import annotations

from planlang.core.graph import (
    Choose,
    Compare,
    Const,
    IsKnown,
    Logic,
    Lookup,
    Op,
    Operand,
    Ref,
    RowId,
    Running,
    Same,
    Stack,
    Stacked,
    Total,
    Unit,
)
from planlang.diagnostics.model import Repair
from planlang.lowering.card_rows import COUNT, DATE, FAR, ONE, YES_NO, ZERO, Card, last_day, number_of
from planlang.lowering.context import Lowering, Typed, scale_of_column, type_of_column
from planlang.lowering.grains import row_scope
from planlang.lowering.mismatches import mismatch
from planlang.lowering.scope import Scope
from planlang.lowering.tables import TableBuilder
from planlang.lowering.values import a_date, choose
from planlang.questions.days import on_which_day
from planlang.semantics import types
from planlang.semantics.model import Record
from planlang.slotted import evolve, frozen
from planlang.syntax import tree

TEXT = Unit("text")
BOUNDS = {"from": "below", "above": "through"}


def by_name(item: tree.TableBy, by: Typed, scope: Scope) -> Typed:
    """``table by deal.product, using data rates``: the one row with this name."""
    assert item.using is not None
    low = scope.low
    wanted = item.by.parts[-1] if isinstance(item.by, tree.Column) else "key"
    card = card_of(item.using, scope, {wanted})
    spec = card.record.spec.by_name.get(wanted)
    if spec is None:
        raise no_card(low, item.using, card.record, f"it has no column `{wanted}`", f"{wanted}:  text")
    ref, _ = low.cell(card.record, wanted)
    kind = types.alike(by.type, type_of_column(spec, low.model).required())
    if isinstance(kind, str):
        theirs = Typed(
            ref, type_of_column(spec, low.model), types.WHOLE, item.using.span, f"{card.record.spec.row}.{wanted}"
        )
        raise mismatch(scope, kind, item, by, theirs, "comparing")
    on = _on(card, low)
    match = (*card.match, (ref.column, by.operand))
    return _paid(item, scope, card, match, on, f"{card.record.spec.name} has no row for this {by.says}")


@frozen(eq=False, repr=False)
class Found:
    """The row of a card that a value is in: what tells it apart, where it begins (``from`` or ``above`` there), and whether the value
    is in it or at its end."""

    card: Card
    match: tuple[tuple[str, Operand], ...]
    low: str
    start: str
    end: str
    fits: Operand
    why: str


def reached(item: tree.Tiers, by: Typed, scope: Scope) -> Typed:
    """``tiers by M, all at the tier reached, using data rates``: the row that the value is in."""
    row = found_in(item, by, scope, scope.low.words(item)[:60])
    return _paid(item, scope, row.card, row.match, None, row.why, row.fits)


def found_in(item: tree.Tiers, by: Typed, scope: Scope, words: str, to_the_end: bool = False) -> Found:
    """Puts a value among the rows of its card. ``to_the_end``: what has just filled a row is still in it, as long as no other begins there."""
    assert item.using is not None
    low = scope.low
    card = card_of(item.using, scope, {"from", "above", "below", "through"})
    record, columns = card.record, card.record.spec.by_name
    days = record.spec.valid or ()
    lows = [word for word in BOUNDS if word in columns and word not in days]
    if len(lows) != 1 or BOUNDS[lows[0]] not in columns or BOUNDS[lows[0]] in days:
        what = "it has neither `from` and `below`, nor `above` and `through`"
        taken = [word for word in days if word in (*BOUNDS, *BOUNDS.values())]
        if taken:
            named = " and ".join(f"`{word}`" for word in taken)
            what = f"{what}, as {named} {'say' if len(taken) > 1 else 'says'} on which days a row holds"
            renamed = "\n".join(
                f'{name}: date, column "{word}"' for name, word in zip(("start", "end"), days) if word in taken
            )
            raise no_card(low, item.using, record, what, f"{renamed}\nfrom:   money\nbelow:  money, optional")
        raise no_card(low, item.using, record, what, "from:   money\nbelow:  money, optional")
    start, spec = low.cell(record, lows[0])
    bound = Typed(
        start, type_of_column(spec, low.model), scale_of_column(spec), item.using.span, f"{record.spec.row}.{lows[0]}"
    )
    end, _ = low.cell(record, BOUNDS[lows[0]])
    kind = types.alike(by.type, bound.type.required())
    if isinstance(kind, str):
        raise mismatch(scope, kind, item, by, bound, "comparing")
    version = version_of(card, scope, item)
    number = number_of(card, low, start.column, end.column, lows[0], item)
    place = among(card, scope, item, by, start.column, version, lows[0] == "from", words)
    match = (*card.match, *version, (number, place))
    why = f"{record.spec.name} has no row for this {low.words(item.by)}"
    there = scope.table.once(
        f"{words}: end", Lookup(record.spec.name, match, end.column, None, "none"), bound.type.unit(low.digits(bound.type)),
        f"where the row of {record.spec.name} ends", "cell", scope.rule, item.span,
    )  # fmt: skip
    known = _flag(scope, f"{words}: ends", IsKnown(there), f"the row of {record.spec.name} ends")
    value = by.operand
    last = scope.table.once(
        f"{words}: end or itself", Choose(((known, there),), value), bound.type.unit(low.digits(bound.type)),
        "where it ends, if it does", "cell", scope.rule, item.span,
    )  # fmt: skip
    inside = _flag(
        scope, f"{words}: before its end", Compare(value, "<" if lows[0] == "from" and not to_the_end else "<=", last),
        f"{by.says} lies before that",
    )  # fmt: skip
    open_end = _flag(scope, f"{words}: open", Logic("not", (known,)), "it has no end")
    fits = _flag(scope, f"{words}: inside", Logic("or", (open_end, inside)), f"{by.says} is in the row")
    return Found(card, match, lows[0], start.column, end.column, fits, why)


def _paid(
    item: tree.Node, scope: Scope, card: Card, match: tuple[tuple[str, Operand], ...],
    on: tuple[Operand, str, str] | None, why: str, fits: Operand | None = None,
) -> Typed:  # fmt: skip
    """What the row found pays; finding none is an error in the data."""
    low, rate = scope.low, card.rate
    assert isinstance(rate.operand, Ref)
    words = f"{rate.says} found for it"
    found = scope.table.once(
        f"{low.words(item)[:60]}: {rate.says}", Lookup(card.record.spec.name, match, rate.operand.column, on, "none"),
        rate.type.unit(low.digits(rate.type)), words, "cell", scope.rule, item.span,
    )  # fmt: skip
    known: Operand = _flag(
        scope, f"{low.words(item)[:60]}: there", IsKnown(found), f"{card.record.spec.name} has a row for it"
    )
    if fits is not None:
        known = _flag(
            scope, f"{low.words(item)[:60]}: covered", Logic("and", (known, fits)), f"{card.record.spec.name} covers it"
        )
    return choose(scope, item, [(known, evolve(rate, operand=found))], None, "rate", why, words)


def card_of(using: tree.Using, scope: Scope, keys: set[str]) -> Card:
    """What the table is, checked for columns that nothing would look at."""
    low = scope.low
    record = low.model.records.get(using.name)
    if record is None:
        raise low.fail(
            "unknown-name", f"no data table is called `{using.name}`", using.span,
            repairs=(Repair(f"The tables are: {', '.join(low.model.records)}."),),
        )  # fmt: skip
    spec = record.spec
    if spec.valid is None and using.on is not None:
        raise low.fail(
            "no-validity", f"the rows of {spec.name} don't say from when through when they hold", using.span,
            repairs=(Repair("Declare it:", f"data {spec.name}, each row a {spec.row}, valid from start through end {{"),),
        )  # fmt: skip
    if spec.valid is not None and using.on is None:
        raise low.fail(
            "card-date-open", f"{spec.name} changes over time, and nothing says of which day its rows are", using.span,
            consequence="A deal closed under the old rates and paid under the new ones would be paid at either.",
            repairs=on_which_day(low, scope, using.span, f", using data {spec.name}"),
        )  # fmt: skip
    rate = spec.by_name.get("rate")
    if rate is None or rate.optional:
        raise no_card(low, using, record, "it has no column `rate`", "rate:  percent")
    match: list[tuple[str, Operand]] = []
    for column in spec.columns:
        if column.kind == "row" and column.name not in keys and not column.optional:
            word = next(w for w, r in low.model.rows.items() if r.spec.name == column.row)
            mine, _ = scope.row(word, using.span)
            match.append((low.cell(record, column.name)[0].column, mine))
        elif column.name not in {*keys, "rate", *(spec.valid or ())} and not column.key:
            raise no_card(low, using, record, f"nothing says for which rows its column `{column.name}` holds", None)
    ref, _ = low.cell(record, "rate")
    kind = type_of_column(rate, low.model)
    day = a_date(using.on, scope) if using.on is not None else None
    typed = Typed(ref, kind, scale_of_column(rate), using.span, f"{spec.row}.rate")
    return Card(record, tuple(match), day, typed)


def no_card(low: Lowering, using: tree.Using, record: Record, why: str, column: str | None) -> Exception:
    return low.fail(
        "not-a-rate-card", f"{using.name} can't be used as a table: {why}", using.span,
        repairs=(Repair("Declare it:", column) if column else Repair(f"Take it out of {record.spec.name}, or make a table of its own for each."),),
    )  # fmt: skip


def _on(card: Card, low: Lowering) -> tuple[Operand, str, str] | None:
    if card.day is None or card.record.spec.valid is None:
        return None
    first, last = (low.cell(card.record, name)[0].column for name in card.record.spec.valid)
    return card.day.operand, first, last


def _flag(scope: Scope, name: str, op: Op, says: str) -> Ref:
    return scope.table.once(name, op, YES_NO, says, "condition", scope.rule)


def version_of(card: Card, scope: Scope, item: tree.Tiers | tree.Curve) -> tuple[tuple[str, Operand], ...]:
    """Of a dated card the version that holds on the day: by the day on which its rows begin to hold."""
    if card.day is None or card.record.spec.valid is None:
        return ()
    low = scope.low
    first = low.cell(card.record, card.record.spec.valid[0])[0].column
    last = last_day(card.record, low)
    name = f"{low.words(item)[:60]}: since"
    begun = scope.table.once(
        name, Total("highest", card.record.spec.name, first, card.match, (first, None, card.day.operand)), DATE,
        f"since when the rows of {card.record.spec.name} hold", "date", scope.rule, item.span,
    )  # fmt: skip
    known = _flag(scope, f"{name}, known", IsKnown(begun), f"there are rows of {card.record.spec.name} by then")
    since = scope.table.once(f"{name}, or never", Choose(((known, begun),), FAR), DATE, "since when, if ever", "date")
    until = scope.table.once(
        f"{name}, until", Total("highest", card.record.spec.name, last, (*card.match, (first, since))), DATE,
        f"until when the rows of {card.record.spec.name} hold", "date", scope.rule, item.span,
    )  # fmt: skip
    still = _flag(scope, f"{name}, until known", IsKnown(until), f"there are rows of {card.record.spec.name} then")
    end = scope.table.once(
        f"{name}, until or never", Choose(((still, until),), Const(1, DATE)), DATE, "until when", "date"
    )
    holds = _flag(scope, f"{name}, holds", Compare(end, ">=", card.day.operand), f"{card.day.says} is not after that")
    return (
        (
            first,
            scope.table.once(
                f"{name}, valid", Choose(((holds, since),), FAR), DATE, "since when the card of the day holds", "date"
            ),
        ),
    )


def among(
    card: Card, scope: Scope, item: tree.Tiers | tree.Curve, by: Typed, start: str, version: tuple[tuple[str, Operand], ...], included: bool,
    words: str,
) -> Operand:  # fmt: skip
    """How many rows of its card a value has passed: the values are put among the rows, in order."""
    low, record = scope.low, card.record
    theirs, rows = row_scope(low, record.spec.row, None).table, scope.table
    mine = rows.once("row", RowId(), TEXT, "the row", "key").column
    own = theirs.once("row", RowId(), TEXT, "the row", "key").column
    value = _as_column(rows, by, f"{words}: value", scope)
    table = TableBuilder(
        f"{scope.rule or rows.name}: {words}", Stack((rows.name, theirs.name)), f"{scope.grain} or {record.spec.row}"
    )
    while table.name in low.tables:
        table.table.name += " (2)"
    low.tables[table.name] = table

    def column(name: str, one: str, other: str, unit: Unit, says: str, role: str) -> str:
        return table.once(name, Stacked((one, other)), unit, says, role).column

    passed = theirs.once("a row of a card", Same(ONE), COUNT, "1 for a row of the card", "part").column
    none = rows.once("no row of a card", Same(ZERO), COUNT, "0 for a value", "part").column
    at = column(
        "value", value, start, theirs.column(Ref(start)).unit, f"{by.says}, and {record.spec.row} starts", "amount"
    )
    which = column("is a card's", none, passed, COUNT, "1 for a row of the card", "part")
    later = which
    if included:  # a row that begins just where the value is has been reached
        first = rows.once("after a row of a card", Same(ONE), COUNT, "1 for a value", "part").column
        zero = theirs.once("before a value", Same(ZERO), COUNT, "0 for a row of the card", "part").column
        later = column("comes later", first, zero, COUNT, "which comes first of those alike", "order")
    keys = []
    for number, (name, operand) in enumerate((*card.match, *version), 1):
        unit = theirs.column(Ref(name)).unit
        here = (
            operand.column
            if isinstance(operand, Ref)
            else rows.once(f"{words}: key {number}", Same(operand), unit, "key", "key").column
        )
        keys.append(column(f"key {number}", here, name, unit, theirs.column(Ref(name)).says, "key"))
    row = column("row", mine, own, TEXT, "the row", "key")
    count = table.once(
        "rows passed",
        Running(Ref(which), tuple(keys), (at, later, row), True),
        COUNT,
        f"rows of {record.spec.name} passed",
        "total",
    )
    match: tuple[tuple[str, Operand], ...] = ((which, ZERO), (row, Ref(mine)))
    return rows.once(
        f"{words}: rows passed",
        Lookup(table.name, match, count.column),
        COUNT,
        f"rows of {record.spec.name} that {by.says} has passed",
        "band",
        scope.rule,
        item.span,
    )


def _as_column(rows: TableBuilder, found: Typed, name: str, scope: Scope) -> str:
    if isinstance(found.operand, Ref):
        return found.operand.column
    unit = found.type.unit(scope.low.digits(found.type))
    return rows.once(name, Same(found.operand), unit, found.says, "amount", scope.rule).column
