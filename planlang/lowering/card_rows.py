"""The rows of a card: what tells cards apart, and that the rows of one meet and its versions don't overlap."""

from __future__ import annotations

import datetime
from fractions import Fraction

from planlang.core.graph import (
    Choose,
    Compare,
    Const,
    DataCheck,
    IsKnown,
    Logic,
    OnCalendar,
    Operand,
    Previous,
    Ref,
    Running,
    Total,
    Unit,
)
from planlang.lowering.context import Lowering, Typed
from planlang.semantics.model import Record
from planlang.slotted import frozen
from planlang.syntax import tree

YES_NO, COUNT, DATE = Unit("yes/no"), Unit("count"), Unit("date")
ONE, ZERO = Const(Fraction(1), COUNT), Const(Fraction(0), COUNT)
FAR = Const(datetime.date(9999, 12, 31).toordinal(), DATE)


@frozen(eq=False, repr=False)
class Card:
    """A table of the data as rows of a table of the plan: whose card it is, what it is valid for, and what it pays."""

    record: Record
    match: tuple[tuple[str, Operand], ...]
    day: Typed | None
    rate: Typed


def last_day(record: Record, low: Lowering) -> str:
    """The last day on which a row holds, where an open end is far away."""
    assert record.spec.valid is not None
    table = low.record_table(record)
    last, spec = low.cell(record, record.spec.valid[1])
    if not spec.optional:
        return last.column
    known = table.once(
        f"{record.spec.row} ends", IsKnown(last), YES_NO, f"{record.spec.row}.{spec.name} is known", "condition"
    )
    return table.once(f"{record.spec.row} end", Choose(((known, last),), FAR), DATE, "its last day", "date").column


def point_numbers(card: Card, low: Lowering, at: str) -> str:
    """Which point of its curve a row is, from the lowest; and checks that a curve has two points at least, at different places."""
    record = card.record
    table, row = low.record_table(record), record.spec.row
    if f"{row} number" in table.table.columns:
        return f"{row} number"
    theirs = tuple(column for column, _ in card.match)
    by = (*theirs, *((low.cell(record, record.spec.valid[0])[0].column,) if record.spec.valid is not None else ()))
    number = table.add(f"{row} number", Running(ONE, by, (at,), True), COUNT, f"which {row} of its curve", "total")
    match: tuple[tuple[str, Operand], ...] = tuple((column, Ref(column)) for column in by)
    for name, relation, keys, says in (
        ("alike", "==", (*match, (at, Ref(at))), f"no two points of a curve stand at the same place ({at})"),
        ("points", ">", match, "a curve has two points at least"),
    ):
        count = table.once(
            f"{row} {name}", Total("count", record.spec.name, None, keys), COUNT, f"{name} of the curve", "total"
        )
        sound = table.once(f"{row} {name} sound", Compare(count, relation, ONE), YES_NO, says, "condition")  # type: ignore[arg-type]
        low.checks.append(DataCheck(record.spec.name, sound.column, says, record.decl.span))
    if record.spec.valid is not None:
        _versions(record, low, theirs)
    return number.column


def number_of(card: Card, low: Lowering, start: str, end: str, word: str, item: tree.Tiers) -> str:
    """Which row of its card a row is, from the lowest; and checks that rows meet and versions don't overlap."""
    record = card.record
    table, row, name = low.record_table(record), record.spec.row, record.spec.name
    theirs = tuple(column for column, _ in card.match)
    by = (*theirs, *((low.cell(record, record.spec.valid[0])[0].column,) if record.spec.valid is not None else ()))
    if f"{row} number" in table.table.columns:
        return f"{row} number"
    number = table.add(f"{row} number", Running(ONE, by, (start,), True), COUNT, f"which {row} of its card", "total")
    unit = table.column(Ref(start)).unit
    known = table.once(f"{row} has an end", IsKnown(Ref(end)), YES_NO, f"{end} is known", "condition")
    close = table.once(f"{row} up to", Choose(((known, Ref(end)),), Ref(start)), unit, f"{end}, if known", "edge")
    before = table.once(
        f"{row} before ends", Previous(close, by, (start,)), unit, f"where the {row} before ends", "edge"
    )
    first = table.once(
        f"{row} is first", Compare(number, "==", ONE), YES_NO, f"it is the first {row} of its card", "condition"
    )
    meets = table.once(
        f"{row} meets",
        Compare(before, "==", Ref(start)),
        YES_NO,
        f"{start} is where the {row} before ends",
        "condition",
    )
    rises = table.once(f"{row} rises", Compare(close, ">", Ref(start)), YES_NO, f"{end} is above {start}", "condition")
    open_end = table.once(f"{row} is open", Logic("not", (known,)), YES_NO, f"{end} is blank", "condition")
    says = f"the rows of a card meet: each begins where the one before ends ({start}, {end})"
    joined = table.once(f"{row} joins", Logic("or", (first, meets)), YES_NO, says, "condition")
    low.checks.append(DataCheck(name, joined.column, says, record.decl.span))
    says = f"a row of a card ends above where it begins ({start}, {end})"
    sound = table.once(f"{row} is a band", Logic("or", (open_end, rises)), YES_NO, says, "condition")
    low.checks.append(DataCheck(name, sound.column, says, record.decl.span))
    if record.spec.valid is not None:
        _versions(record, low, theirs)
    return number.column


def _versions(record: Record, low: Lowering, theirs: tuple[str, ...]) -> None:
    """Rows of one card that begin to hold on one day are one version: they end on one day, and the next begins after it."""
    assert record.spec.valid is not None
    table, name, row = low.record_table(record), record.spec.name, record.spec.row
    first, last = low.cell(record, record.spec.valid[0])[0].column, last_day(record, low)
    match: tuple[tuple[str, Operand], ...] = tuple((column, Ref(column)) for column in theirs)
    latest = table.once(
        f"{row} version ends",
        Total("highest", name, last, (*match, (first, Ref(first)))),
        DATE,
        "until when the version holds",
        "date",
    )
    end = table.once(
        f"{row} version end",
        Choose(((table.once(f"{row} version known", IsKnown(latest), YES_NO, "it ends", "condition"), latest),), FAR),
        DATE,
        "until when",
        "date",
    )
    says = "all rows of a version of a card end on one day"
    same = table.once(f"{row} one end", Compare(Ref(last), "==", end), YES_NO, says, "condition")
    low.checks.append(DataCheck(name, same.column, says, record.decl.span))
    after = table.once(
        f"{row} day after", OnCalendar("add_days", (Ref(first), ONE)), DATE, f"the day after {first}", "date"
    )
    more = table.once(
        f"{row} later versions",
        Total("count", name, None, match, (first, after, Ref(last))),
        COUNT,
        "versions that begin before this one ends",
        "total",
    )
    says = "no other version of a card begins before this one ends"
    none = table.once(f"{row} alone", Compare(more, "==", ZERO), YES_NO, says, "condition")
    low.checks.append(DataCheck(name, none.column, says, record.decl.span))
