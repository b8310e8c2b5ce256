"""Data that the plan can't pay: every offending row of a column, as diagnostics in one exception.

A refusal ends the evaluation, so it is an exception inside the engine; what it carries is data, as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from planlang.core import graph as g
from planlang.core.printer import nothing, shown
from planlang.core.values import Scalar
from planlang.diagnostics.model import Diagnostic, Label, Repair, finding
from planlang.diagnostics.place import NOWHERE, DataPlace, Span
from planlang.engines.interpreter.frame import Frame, Machine
from planlang.engines.interpreter.places import origin, place_of, values_at

MOST = 200
"""How many rows a refusal names; the last note says how many there are."""


class Refusal(Exception):
    """The data can't be paid by this plan; ``diagnostics`` says why, row by row."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(d.message for d in diagnostics[:3]))
        self.diagnostics = diagnostics


def capped(rows: Sequence[int], make: Callable[[int], Diagnostic]) -> tuple[Diagnostic, ...]:
    """A diagnostic for each of the first rows; the last one says how many there are in all."""
    found = [make(row) for row in rows[:MOST]]
    if len(rows) > MOST:
        found[-1] = _with_note(found[-1], f"{len(rows):,} rows have this problem; the first {MOST} are listed")
    return tuple(found)


def _with_note(diagnostic: Diagnostic, note: str) -> Diagnostic:
    return Diagnostic(
        diagnostic.rule, diagnostic.message, diagnostic.labels, diagnostic.consequence, diagnostic.repairs,
        (*diagnostic.notes, note),
    )  # fmt: skip


def _refusal(
    frame: Frame, rows: Iterable[int], rule: str, message: Callable[[int, str], str], *,
    place: Callable[[int], DataPlace | None] | None = None, label: Callable[[int], str] = lambda row: "",
    also: Callable[[int], tuple[Label, ...]] = lambda row: (), repairs: tuple[Repair, ...] = (),
) -> Refusal:  # fmt: skip
    """One diagnostic a row: the data place first, then the place in the plan."""
    machine, table = frame.machine, frame.table.name

    def one(row: int) -> Diagnostic:
        at: DataPlace | Span | None = place(row) if place else None
        at = at or place_of(machine, table, row)
        plan = frame.column.place
        labels = also(row)
        if plan is not None and at is not None:
            labels = (Label(plan, frame.column.says), *labels)
        text = message(row, f"{frame.table.grain} {machine.ids(table)[row]}")
        consequence = "nothing is paid to anyone until this row can be paid"
        return finding(rule, text, at or plan or NOWHERE, label(row), also=labels, consequence=consequence,
                       repairs=repairs)  # fmt: skip

    return Refusal(capped(list(rows), one))


def refused(frame: Frame, op: g.Choose, positions: Sequence[int]) -> Refusal:
    """Rows that reach a branch that the plan refuses."""
    if frame.column.role == "exchange":
        return _no_rate(frame, op, positions)
    subjects = _subjects(frame.table, op)
    words = op.refused or "no case of the plan holds"

    def seen(row: int) -> str:
        return values_at(frame.machine, frame.table, subjects, row)

    def message(row: int, name: str) -> str:
        return f"{name}: the plan refuses such a row: {words}"

    def place(row: int) -> DataPlace | None:
        found = (origin(frame.machine, frame.table.name, column, row) for column in subjects)
        return next((at for at in found if at is not None), None)

    repairs = (
        Repair("correct the value in the data, if it is wrong"),
        Repair("say in the plan what such a row is paid, instead of `refused`"),
    )
    rows = [frame.row(p) for p in positions]
    return _refusal(frame, rows, "reached-refused-row", message, place=place, label=seen, repairs=repairs)


def _no_rate(frame: Frame, op: g.Choose, positions: Sequence[int]) -> Refusal:
    """Amounts that can't be converted: no row of the table of rates holds on the day."""
    machine, table = frame.machine, frame.table
    _, rate = op.cases[-1]
    assert isinstance(rate, g.Ref)
    lookup = table.columns[rate.column].op
    assert isinstance(lookup, g.Lookup) and lookup.on is not None
    pair = [operand for _, operand in lookup.match]
    on = lookup.on[0]

    def message(row: int, name: str) -> str:
        source, target, day = (_operand(machine, table, operand, row) for operand in (*pair, on))
        return f"{name}: {lookup.table} has no rate from {source} to {target} on {day}"

    def place(row: int) -> DataPlace | None:
        return origin(machine, table.name, on.column, row) if isinstance(on, g.Ref) else None

    repairs = (
        Repair(f"add a row to {lookup.table} for that day, or make one of its rows hold longer"),
        Repair("correct the currency or the day in the data, if one of them is wrong"),
    )
    rows = [frame.row(p) for p in positions]
    return _refusal(frame, rows, "missing-rate", message, place=place, label=lambda row: "the day", repairs=repairs)


def _subjects(table: g.Table, op: g.Choose) -> tuple[str, ...]:
    """The columns that a choice depends on: what its conditions compare."""
    found: dict[str, None] = {}
    for condition, _ in op.cases:
        _collect(table, condition, found, 0)
    return tuple(found)[:3]


def _collect(table: g.Table, operand: g.Operand, found: dict[str, None], depth: int) -> None:
    if isinstance(operand, g.Const) or depth > 20:
        return
    below = table.columns[operand.column].op
    if isinstance(below, g.Compare):
        parts: tuple[g.Operand, ...] = (below.left, below.right)
    elif isinstance(below, g.Logic):
        parts = below.parts
    elif isinstance(below, (g.OneOf, g.IsKnown, g.Same, g.Band)):
        parts = (below.value,)
    elif isinstance(below, g.Cut):
        parts = (below.after,)
    else:
        found[operand.column] = None
        return
    for part in parts:
        _collect(table, part, found, depth + 1)


def divided_by_zero(frame: Frame, op: g.Ratio, positions: Iterable[int]) -> Refusal:
    """Rows whose divisor is 0."""
    bottom, machine, table = op.bottom, frame.machine, frame.table

    def message(row: int, name: str) -> str:
        by = table.columns[bottom.column].says if isinstance(bottom, g.Ref) else "the divisor"
        return f"{name}: {frame.column.says} can't be calculated, because {by} is 0"

    def place(row: int) -> DataPlace | None:
        return origin(machine, table.name, bottom.column, row) if isinstance(bottom, g.Ref) else None

    repairs = tuple(_of_no_zero(frame, table.columns[bottom.column])) if isinstance(bottom, g.Ref) else ()
    rows = [frame.row(p) for p in positions]
    return _refusal(
        frame, rows, "divided-by-zero", message, place=place, label=lambda row: "this is 0", repairs=repairs
    )


def _of_no_zero(frame: Frame, bottom: g.Column) -> Iterator[Repair]:
    """What keeps a divisor from 0: the data, where it stands there, or a condition on what is divided."""
    none = nothing(bottom.unit)
    if _IN_THE_DATA.fullmatch(bottom.says):
        text = "correct the value in the data, or reject such rows"
        yield Repair(text, f"reject unless  {bottom.says} is above {none}")
    by = bottom.says if " " not in bottom.says else f"({bottom.says})"
    text = "say in the plan what holds when it is 0, as it is where there is nothing to add up"
    yield Repair(text, f"({frame.column.says}) if {by} is above {none}, otherwise {nothing(frame.column.unit)}")


_IN_THE_DATA = re.compile(r"\w+(\.\w+)+")
"""How a column of the data is said: `participant.quota`."""


def no_row(frame: Frame, op: g.Lookup, positions: Sequence[int]) -> Refusal:
    """Rows for which a look-up finds nothing."""
    wanted = _wanted(frame, op)
    grain = frame.machine.graph.tables[op.table].grain

    def message(row: int, name: str) -> str:
        return f"{name}: there is no {grain} with {wanted(row)}"

    repairs = (
        Repair(f"add the {grain} to the data"),
        Repair("say in the plan what holds when there is none", "… if known, otherwise 0 USD"),
    )
    rows = [frame.row(p) for p in positions]
    return _refusal(frame, rows, "not-one-row", message, repairs=repairs)


def several_rows(frame: Frame, op: g.Lookup | g.Total, bad: Sequence[tuple[int, list[int]]]) -> Refusal:
    """Rows that should find one row and find several."""
    machine, table = frame.machine, op.table
    wanted = _wanted(frame, op)
    grain = machine.graph.tables[table].grain
    found = {frame.row(p): rows for p, rows in bad}

    def message(row: int, name: str) -> str:
        return f"{name}: there are {len(found[row]):,} rows of {grain} with {wanted(row)}, where the plan needs one"

    def also(row: int) -> tuple[Label, ...]:
        places = (place_of(machine, table, hit) for hit in found[row][:5])
        return tuple(Label(place, "one of them") for place in places if place is not None)

    repairs = (
        Repair("correct the data, so that only one is left"),
        Repair("say in the plan which rows are meant, or that they are added up"),
    )
    return _refusal(frame, found, "not-one-row", message, also=also, repairs=repairs)


def _wanted(frame: Frame, op: g.Lookup | g.Total) -> Callable[[int], str]:
    """What a look-up looks for, in words: ``participant ana on 2025-02-10``."""
    machine, target = frame.machine, frame.machine.graph.tables[op.table]
    days: list[tuple[str, g.Operand | None]] = []
    if isinstance(op, g.Lookup):
        days = [("on", op.on[0])] if op.on else []
    elif op.between:
        days = [("from", op.between[1]), ("through", op.between[2])]

    def words(row: int) -> str:
        matched = [
            f"{target.columns[column].says} {_operand(machine, frame.table, operand, row)}"
            for column, operand in op.match
        ]
        told = [f"{word} {_operand(machine, frame.table, day, row)}" for word, day in days if day is not None]
        return " ".join([" and ".join(matched) or "anything", *told])

    return words


def _operand(machine: Machine, table: g.Table, operand: g.Operand, row: int) -> str:
    if isinstance(operand, g.Const):
        return shown(operand.value, operand.unit, machine.graph.calendar)
    value: Scalar = machine.peek(table.name, operand.column, row)
    return shown(value, table.columns[operand.column].unit, machine.graph.calendar)


def no_one_owner(frame: Frame, op: g.Allocate, bad: Sequence[tuple[list[int], list[int]]]) -> Refusal:
    """Groups (their rows, and those of them that own the remainder) without exactly one owner."""
    machine, table = frame.machine, frame.table
    groups = {rows[0]: (rows, owners) for rows, owners in bad}
    by = ", ".join(table.columns[column].says for column in op.by)

    def message(row: int, name: str) -> str:
        owners = groups[row][1]
        key = ", ".join(_operand(machine, table, g.Ref(column), row) for column in op.by)
        count = f"{len(owners):,} rows own" if owners else "no row owns"
        return f"{by} {key}: {count} the odd cents of {frame.column.says}, where exactly one must"

    def meant(row: int) -> list[int]:
        numbers, owners = groups[row]
        return (owners or numbers)[:5]

    def label(row: int) -> str:
        return "owns the remainder" if groups[row][1] else "one of the rows that share"

    def place(row: int) -> DataPlace | None:
        return place_of(machine, table.name, meant(row)[0])

    def also(row: int) -> tuple[Label, ...]:
        places = (place_of(machine, table.name, other) for other in meant(row)[1:])
        return tuple(Label(place, label(row)) for place in places if place is not None)

    repairs = (
        Repair("mark exactly one row of each group in the data"),
        Repair("let the plan choose the owner", "odd cents to the largest"),
    )
    return _refusal(frame, groups, "remainder-owner", message, place=place, label=label, also=also, repairs=repairs)


def not_exact(frame: Frame, op: g.Round | g.Allocate, positions: list[int], rows: list[int] | None = None) -> Refusal:
    """Rows whose value isn't a multiple of the unit, where the plan says it must be."""
    known = frame.rows if rows is None and isinstance(op, g.Round) else rows
    unit = shown(op.unit.value, op.unit.unit, frame.machine.graph.calendar)

    def message(row: int, name: str) -> str:
        value = _operand(frame.machine, frame.table, op.value, row)
        return f"{name}: {frame.column.says} is {value}, which isn't a multiple of {unit}"

    repairs = (
        Repair("correct the data, so that it comes out even"),
        Repair("say in the plan how to round", "rounding nearest 0.01 USD, halves to even"),
    )
    numbers = [p if known is None else known[p] for p in positions]
    return _refusal(frame, numbers, "reached-refused-row", message, repairs=repairs)


def not_whole(frame: Frame, operand: g.Operand, positions: list[int]) -> Refusal:
    """Rows where a number of days or months isn't whole."""

    def message(row: int, name: str) -> str:
        value = _operand(frame.machine, frame.table, operand, row)
        return f"{name}: {frame.column.says} needs a whole number, and {value} isn't one"

    def place(row: int) -> DataPlace | None:
        return origin(frame.machine, frame.table.name, operand.column, row) if isinstance(operand, g.Ref) else None

    return _refusal(frame, [frame.row(p) for p in positions], "reached-refused-row", message, place=place)


def no_such_date(frame: Frame, op: g.OnCalendar, positions: list[int]) -> Refusal:
    """Rows whose date would lie before year 1 or after year 9999."""

    def message(row: int, name: str) -> str:
        return f"{name}: {frame.column.says} lies outside the years 1 to 9999"

    return _refusal(frame, [frame.row(p) for p in positions], "date-out-of-range", message)
