"""The readable text of a core graph: what ``planlang core PLAN`` prints."""

from __future__ import annotations

import datetime
from fractions import Fraction
from functools import singledispatch

from planlang.core import graph as g
from planlang.core.calendar import PERIODS, FiscalCalendar
from planlang.core.decimals import grouped, places
from planlang.core.values import Scalar
from planlang.core.weeks import WEEKDAYS


def print_graph(graph: g.Graph) -> str:
    """All tables with their rows, grain and columns, one column a line; then what the tables mean."""
    calendar = graph.calendar
    lines = [f'plan {graph.name} "{graph.title}"']
    covers = " through ".join(datetime.date.fromordinal(day).isoformat() for day in graph.covers)
    named = f", named by their {calendar.named}" if calendar.spans else ""
    lines.append(f"  {graph.currency}, {graph.digits} digits; {_years(calendar)}{named}{_weeks(calendar)}")
    lines += [f"  by default from {one.place.file}, line {one.place.line}: {one.says}" for one in graph.defaults]
    lines.append(f"  covers {covers}")
    for table in graph.tables.values():
        lines += ["", *_table(table, calendar)]
    meaning = _meaning(graph)
    if meaning:
        lines += ["", *meaning]
    return "\n".join(lines) + "\n"


def _years(calendar: FiscalCalendar) -> str:
    weeks = calendar.weeks
    if weeks is None:
        return f"years start in month {calendar.start_month}"
    months = "-".join(str(n) for n in weeks.quarter)
    day = f"{WEEKDAYS[weeks.weekday]} nearest to day {weeks.day} of month {weeks.month}"
    if weeks.rule != "nearest":
        day = f"{weeks.rule} {WEEKDAYS[weeks.weekday]} of month {weeks.month}"
    return f"years {weeks.edge} on the {day}, quarters of {months} weeks, a 53rd in month {weeks.extra}"


def _weeks(calendar: FiscalCalendar) -> str:
    said = "" if calendar.week_start is None else f"; weeks start on {WEEKDAYS[calendar.week_start]}"
    if calendar.fortnight is None:
        return said
    return f"{said}; a fortnight starts on {datetime.date.fromordinal(calendar.fortnight).isoformat()}"


def _table(table: g.Table, calendar: FiscalCalendar) -> list[str]:
    lines = [f"table {table.name} = {rows_text(table.rows, calendar)}    # one row: {table.grain}"]
    cells = [
        (c.name, op_text(c.op, calendar), unit_text(c.unit), f"line {c.place.line}" if c.place else "-")
        for c in table.columns.values()
    ]
    name, op, unit = (max((len(cell[i]) for cell in cells), default=0) for i in range(3))
    name, op = min(name, 40), min(op, 60)
    for cell in cells:
        lines.append(f"  {cell[0]:<{name}} = {cell[1]:<{op}} : {cell[2]:<{unit}}  {cell[3]}")
    return lines


def rows_text(rows: g.Rows, calendar: FiscalCalendar) -> str:
    """How a table's rows come about."""
    if isinstance(rows, g.Input):
        return f"input {rows.record}"
    if isinstance(rows, g.Derive):
        return f"derive {rows.source}" + (f" keep {_name(rows.keep)}" if rows.keep else "")
    if isinstance(rows, g.Stack):
        return f"stack {', '.join(rows.sources)}"
    if isinstance(rows, (g.RollUp, g.Everyone)):
        keep = f" keep {_name(rows.keep)}" if rows.keep else ""
        if isinstance(rows, g.Everyone):
            pairs = "".join(f" where {_name(mine)} = {_name(theirs)}" for mine, theirs in rows.match)
            return f"each {rows.source}{keep} with each {rows.people}{pairs}"
        most = f", at most {rows.levels} levels" if rows.levels is not None else ""
        return f"roll up {rows.source}{keep} from {_name(rows.person)} on {_name(rows.day)} by {rows.links}{most}"
    parts = [rows.people] if rows.people else []
    if rows.unit:
        ends = (calendar.label(rows.unit, rows.first), calendar.label(rows.unit, rows.last))
        parts.append(f"{rows.unit}s {ends[0]} to {ends[1]}")
    valid = f" valid {' to '.join(_name(name) if name else '…' for name in rows.valid)}" if rows.valid else ""
    return f"spine {' x '.join(parts) or 'plan'}{valid}"


def _meaning(graph: g.Graph) -> list[str]:
    lines: list[str] = []
    for credit in graph.credits:
        order = _names(credit.order)
        lines.append(f"credit {credit.name} = {credit.table} from {', '.join(credit.sources)} ordered by {order}")
    for measure in graph.measures:
        before = f" before {measure.before}" if measure.before else ""
        lines.append(f"{measure.kind} {measure.name} = {measure.table}.{measure.value}{before}")
    for component in graph.components:
        applies = f" when {component.applies}" if component.applies else ""
        parts = " + ".join(f"{line.column} ({line.kind})" for line in component.lines)
        lines.append(f"{component.kind} {component.name} = {component.table}.{component.result}{applies} = {parts}")
    if graph.payout:
        pay = graph.payout
        parts = " + ".join([*(column for _, column in pay.components), *(line.column for line in pay.adjustments)])
        lines.append(f"payout = {pay.table}.{pay.result} = {parts}")
    for check in graph.checks:
        lines.append(f"check {check.table}.{check.column}: {check.says}")
    for order_check in graph.orders:
        lines.append(f"order {order_check.table} by ({_names(order_check.by)}): {_names(order_check.order)}")
    return lines


# --- values and units -------------------------------------------------------------------------


def unit_text(unit: g.Unit) -> str:
    """``money USD``."""
    return " ".join(part for part in (unit.kind, unit.currency) if part)


def shown(value: Scalar, unit: g.Unit, calendar: FiscalCalendar) -> str:
    """A value as a person writes it, exact: a quotient that has no end as decimals stays a quotient."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if unit.kind == "date":
        return datetime.date.fromordinal(int(value)).isoformat()
    if unit.kind in PERIODS and value == int(value):
        return calendar.label(unit.kind, int(value))  # type: ignore[arg-type]
    number = Fraction(value)
    if unit.kind == "percent":
        return f"{_decimal(number * 100, 0)}%"
    if unit.kind == "multiplier":
        return f"{_decimal(number, 0)}x"
    if unit.kind == "money":
        return f"{_decimal(number, 2 if unit.digits is None else unit.digits)} {unit.currency or ''}".rstrip()
    if unit.kind == "days":
        return f"{_decimal(number, 0)} {'day' if number == 1 else 'days'}"
    return _decimal(number, 0)


def nothing(unit: g.Unit) -> str:
    """0 of a unit as a plan writes it: ``0 USD``, ``0%``."""
    said = {"money": f"0 {unit.currency}", "percent": "0%", "multiplier": "0x", "days": "0 days"}
    return said.get(unit.kind, "0")


def _decimal(number: Fraction, digits: int) -> str:
    """With at least so many decimals, and as many more as it takes; ``1,000/3`` where no number of them would do."""
    needed = places(number)
    if needed is None:
        return f"{number.numerator:,}/{number.denominator:,}"
    return grouped(number, max(digits, needed))


# --- operations -------------------------------------------------------------------------------


def operand_text(operand: g.Operand, calendar: FiscalCalendar) -> str:
    """A column's name, or a constant."""
    if isinstance(operand, g.Ref):
        return _name(operand.column)
    if isinstance(operand.value, str):
        return f'"{operand.value}"'
    return shown(operand.value, operand.unit, calendar)


def _name(column: str) -> str:
    """A column's name inside an operation, in quotes if it isn't one word."""
    return f"`{column}`" if " " in column else column


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(_name(column) for column in columns)


@singledispatch
def op_text(op: object, calendar: FiscalCalendar) -> str:
    """An operation in short infix form."""
    raise NotImplementedError(type(op).__name__)


@op_text.register
def _(op: g.Cell, calendar: FiscalCalendar) -> str:
    return f"cell {_name(op.column)}"


@op_text.register
def _(op: g.Carried, calendar: FiscalCalendar) -> str:
    return f"carried {_name(op.column)}"


@op_text.register
def _(op: g.Stacked, calendar: FiscalCalendar) -> str:
    return f"stacked {', '.join(_name(column) if column else 'none' for column in op.columns)}"


@op_text.register
def _(op: g.SpineKey, calendar: FiscalCalendar) -> str:
    return f"the {op.part}"


@op_text.register
def _(op: g.Reached, calendar: FiscalCalendar) -> str:
    return f"reached {op.part}"


@op_text.register
def _(op: g.RowId, calendar: FiscalCalendar) -> str:
    return "row id"


@op_text.register
def _(op: g.Same, calendar: FiscalCalendar) -> str:
    return operand_text(op.value, calendar)


@op_text.register
def _(op: g.Add, calendar: FiscalCalendar) -> str:
    text = " ".join(f"{'+' if sign > 0 else '-'} {operand_text(term, calendar)}" for sign, term in op.terms)
    return text.removeprefix("+ ")


@op_text.register
def _(op: g.Multiply, calendar: FiscalCalendar) -> str:
    return " * ".join(operand_text(factor, calendar) for factor in op.factors)


@op_text.register
def _(op: g.Ratio, calendar: FiscalCalendar) -> str:
    return f"{operand_text(op.top, calendar)} / {operand_text(op.bottom, calendar)}"


@op_text.register
def _(op: g.Round, calendar: FiscalCalendar) -> str:
    return f"round {operand_text(op.value, calendar)} to {operand_text(op.unit, calendar)} {op.mode}"


@op_text.register
def _(op: g.Compare, calendar: FiscalCalendar) -> str:
    return f"{operand_text(op.left, calendar)} {op.relation} {operand_text(op.right, calendar)}"


@op_text.register
def _(op: g.OneOf, calendar: FiscalCalendar) -> str:
    return f"{operand_text(op.value, calendar)} in {{{_list(op.members, calendar)}}}"


@op_text.register
def _(op: g.Logic, calendar: FiscalCalendar) -> str:
    if op.word == "not":
        return f"not {operand_text(op.parts[0], calendar)}"
    return f" {op.word} ".join(operand_text(part, calendar) for part in op.parts)


@op_text.register
def _(op: g.IsKnown, calendar: FiscalCalendar) -> str:
    return f"known {operand_text(op.value, calendar)}"


@op_text.register
def _(op: g.Choose, calendar: FiscalCalendar) -> str:
    refused = f'refused "{op.refused}"' if op.refused else "refused"

    def branch(value: g.Operand | None) -> str:
        return refused if value is None else operand_text(value, calendar)

    cases = [f"{operand_text(condition, calendar)}: {branch(value)}" for condition, value in op.cases]
    return f"choose {{{'; '.join([*cases, f'otherwise: {branch(op.otherwise)}'])}}}"


@op_text.register
def _(op: g.Extreme, calendar: FiscalCalendar) -> str:
    return f"{op.which}({_list(op.values, calendar)})"


@op_text.register
def _(op: g.Band, calendar: FiscalCalendar) -> str:
    edges = ", ".join(f"{'from' if e.included else 'above'} {operand_text(e.bound, calendar)}" for e in op.edges)
    return f"band of {operand_text(op.value, calendar)} [{edges}]"


@op_text.register
def _(op: g.Cut, calendar: FiscalCalendar) -> str:
    low, high = ("…" if bound is None else operand_text(bound, calendar) for bound in (op.low, op.high))
    return f"{operand_text(op.before, calendar)} -> {operand_text(op.after, calendar)} within [{low}, {high}]"


@op_text.register
def _(op: g.OnCalendar, calendar: FiscalCalendar) -> str:
    units = " ".join(part for part in (op.unit, f"in {op.coarser}" if op.coarser else None) if part)
    return f"{op.function}{f'[{units}]' if units else ''}({_list(op.arguments, calendar)})"


@op_text.register
def _(op: g.Lookup, calendar: FiscalCalendar) -> str:
    on = f" on {operand_text(op.on[0], calendar)} in {_name(op.on[1])} to {_name(op.on[2])}" if op.on else ""
    missing = " or none" if op.missing == "none" else ""
    return f"{_name(op.table)}.{_name(op.column)} where {_match(op.match, calendar)}{on}{missing}"


@op_text.register
def _(op: g.Total, calendar: FiscalCalendar) -> str:
    value = f"{_name(op.table)}.{_name(op.value)}" if op.value else _name(op.table)
    text = f"{op.function} {value} where {_match(op.match, calendar)}"
    if op.between:
        low, high = ("…" if bound is None else operand_text(bound, calendar) for bound in op.between[1:])
        text += f", {_name(op.between[0])} in [{low}, {high}]"
    return text + (f", {_name(op.where)}" if op.where else "")


@op_text.register
def _(op: g.Running, calendar: FiscalCalendar) -> str:
    ends = "through" if op.inclusive else "before"
    return f"running {operand_text(op.value, calendar)} {ends} this{_over(op.by, op.order, op.where)}"


@op_text.register
def _(op: g.Within, calendar: FiscalCalendar) -> str:
    return f"{operand_text(op.value, calendar)} within {operand_text(op.cap, calendar)}{_over(op.by, op.order)}"


@op_text.register
def _(op: g.Level, calendar: FiscalCalendar) -> str:
    flow, bound = operand_text(op.flow, calendar), operand_text(op.bound, calendar)
    return f"level of {flow} {op.kind} {bound}{_over(op.by, op.order, op.where)}"


@op_text.register
def _(op: g.Previous, calendar: FiscalCalendar) -> str:
    return f"previous {operand_text(op.value, calendar)}{_over(op.by, op.order, op.where)}"


@op_text.register
def _(op: g.Fold, calendar: FiscalCalendar) -> str:
    closed = f", also {_name(op.closed)}" if op.closed else ""
    return (
        f"{_name(op.state)} of the row before, first {operand_text(op.first, calendar)}{_over(op.by, op.order)}{closed}"
    )


@op_text.register
def _(op: g.Allocate, calendar: FiscalCalendar) -> str:
    unit = operand_text(op.unit, calendar)
    owner = _name(op.owner) if op.owner else f"the {op.kind}"
    return (
        f"allocate {operand_text(op.value, calendar)} to {unit} {op.mode}, remainder to {owner}{_over(op.by, op.order)}"
    )


def _list(operands: tuple[g.Operand, ...] | tuple[g.Const, ...], calendar: FiscalCalendar) -> str:
    return ", ".join(operand_text(operand, calendar) for operand in operands)


def _match(match: tuple[tuple[str, g.Operand], ...], calendar: FiscalCalendar) -> str:
    return " and ".join(f"{_name(column)} = {operand_text(operand, calendar)}" for column, operand in match) or "all"


def _over(by: tuple[str, ...], order: tuple[str, ...], where: str | None = None) -> str:
    condition = f" where {_name(where)}" if where else ""
    return f"{condition} by ({_names(by)}) order ({_names(order)})"
