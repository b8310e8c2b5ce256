"""The checks of the data that a plan states, before anything is paid."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from planlang.core import graph as g
from planlang.core.calendar import PERIODS
from planlang.core.printer import shown
from planlang.diagnostics.model import Diagnostic, Label, Repair, finding
from planlang.diagnostics.place import DataPlace, Span
from planlang.engines.interpreter.evaluator import Evaluator
from planlang.engines.interpreter.exact import sort_keys
from planlang.engines.interpreter.refusal import Refusal, capped

_SAMPLE = 1000
"""So many rows show which column has the most values."""


def check_data(evaluator: Evaluator) -> tuple[Diagnostic, ...]:
    """Every row that a ``reject unless`` of the plan rejects, and every two rows whose order nothing decides."""
    return check_rows(evaluator, None)


def check_rows(evaluator: Evaluator, of: Mapping[str, Collection[int]] | None) -> tuple[Diagnostic, ...]:
    """The same for some rows of some tables (``None``: all rows of all)."""

    def rows(table: str) -> Sequence[int]:
        return range(evaluator.count(table)) if of is None else sorted(of.get(table, ()))

    found: list[Diagnostic] = []
    for check in evaluator.graph.checks:
        try:
            found.extend(_rejected(evaluator, check, rows(check.table)))
        except Refusal as refusal:
            found.extend(refusal.diagnostics)
    for order in evaluator.graph.orders:
        try:
            found.extend(_ties(evaluator, order, rows(order.table)))
        except Refusal as refusal:
            found.extend(refusal.diagnostics)
    return tuple(dict.fromkeys(found))


def _rejected(evaluator: Evaluator, check: g.DataCheck, of: Sequence[int]) -> tuple[Diagnostic, ...]:
    """The rows where a check's condition doesn't hold."""
    if not of:
        return ()
    grain = evaluator.graph.tables[check.table].grain
    answers = evaluator.column(check.table, check.column, of).items
    if all(answers):
        return ()
    rows = [row for row, holds in zip(of, answers) if not holds]

    def one(row: int) -> Diagnostic:
        why = _failures(evaluator, check.table, g.Ref(check.column), row, True)
        text = "; ".join(why)
        message = f"{grain} {evaluator.row_id(check.table, row)}: the plan rejects the data unless {check.says}"
        at: DataPlace | Span = evaluator.place(check.table, row) or check.place
        cell = next((c for c in _compared(evaluator, check, row) if c is not None), None)
        return finding(
            "data-rejected", message, cell or at, text,
            also=(Label(check.place, "the check"),) if at is not check.place else (),
            consequence="nothing is paid to anyone until the data meets the check",
            repairs=(Repair("correct the data"), Repair("change the check, if the data is right")),
        )  # fmt: skip

    return capped(rows, one)


def _compared(evaluator: Evaluator, check: g.DataCheck, row: int) -> list[DataPlace | None]:
    """The cell of the file that the check is about, if the check compares just that."""
    op = evaluator.graph.tables[check.table].columns[check.column].op
    if isinstance(op, g.Compare) and isinstance(op.left, g.Ref):
        return [evaluator.origin(check.table, op.left.column, row)]
    return []


def _failures(evaluator: Evaluator, table: str, condition: g.Operand, row: int, wanted: bool) -> list[str]:
    """Why a condition isn't as wanted: what was compared, and by how much it failed."""
    if isinstance(condition, g.Const):
        return []
    column = evaluator.graph.tables[table].columns[condition.column]
    if bool(evaluator.value(table, condition.column, row)) is wanted:
        return []
    op = column.op
    if isinstance(op, g.Logic):
        inner = wanted if op.word != "not" else not wanted
        parts: list[str] = []
        for part in op.parts:
            parts.extend(_failures(evaluator, table, part, row, inner))
            if parts and (op.word == "and") is wanted and op.word != "not":
                break  # the first part that settles it: later ones may not even have a value
        return parts
    if isinstance(op, g.Same):
        return _failures(evaluator, table, op.value, row, wanted)
    if isinstance(op, g.Compare):
        return [_compare(evaluator, table, op, row)]
    if isinstance(op, (g.OneOf, g.IsKnown)):
        return [_told(evaluator, table, op.value, row)]
    return [f"{column.says} is {'no' if wanted else 'yes'}"]


def _compare(evaluator: Evaluator, table: str, op: g.Compare, row: int) -> str:
    """``total share of splits in the deal is 99%, 1% below 100%``."""
    left, right = (_value(evaluator, table, operand, row) for operand in (op.left, op.right))
    calendar = evaluator.graph.calendar
    told = _told(evaluator, table, op.left, row)
    against = shown(right, _unit(evaluator, table, op.right), calendar)
    if isinstance(op.right, g.Ref):
        against = f"{evaluator.graph.tables[table].columns[op.right.column].says}, {against}"
    if isinstance(left, (bool, str)) or isinstance(right, str) or left is None or right is None:
        return f"{told}, compared with {against}"
    unit = _unit(evaluator, table, op.left)
    if left == right:
        return f"{told}, equal to {against}"
    if unit.kind == "date" or unit.kind in PERIODS:
        return f"{told}, {'before' if left < right else 'after'} {against}"
    return f"{told}, {shown(abs(left - right), unit, calendar)} {'below' if left < right else 'above'} {against}"


def _told(evaluator: Evaluator, table: str, operand: g.Operand, row: int) -> str:
    value = shown(_value(evaluator, table, operand, row), _unit(evaluator, table, operand), evaluator.graph.calendar)
    if isinstance(operand, g.Const):
        return value
    return f"{evaluator.graph.tables[table].columns[operand.column].says} is {value}"


def _value(evaluator: Evaluator, table: str, operand: g.Operand, row: int) -> Any:
    return operand.value if isinstance(operand, g.Const) else evaluator.value(table, operand.column, row)


def _unit(evaluator: Evaluator, table: str, operand: g.Operand) -> g.Unit:
    return operand.unit if isinstance(operand, g.Const) else evaluator.graph.tables[table].columns[operand.column].unit


def _told_apart(columns: list[list[Any]], size: int) -> bool:
    """Whether no two rows are alike. A row whose value in some column is its own is like no other; few are left to compare."""
    if not columns:
        return size < 2
    telling = max(columns, key=lambda column: len(set(column[:_SAMPLE])))
    times = Counter(telling)
    if len(times) == size:
        return True
    left = [row for row, n in enumerate(map(times.__getitem__, telling)) if n > 1]
    return len(set(zip(*(map(column.__getitem__, left) for column in columns)))) == len(left)


def _ties(evaluator: Evaluator, check: g.OrderCheck, of: Sequence[int]) -> tuple[Diagnostic, ...]:
    """The rows of a partition that the order columns don't tell apart; each group of them once."""
    table = evaluator.graph.tables[check.table]
    if not of:
        return ()
    columns = [sort_keys(evaluator.column(check.table, name, of)) for name in (*check.by, *check.order)]
    if _told_apart(columns, len(of)):
        return ()
    rows = list(zip(*columns)) if columns else [()] * len(of)
    alike: defaultdict[Any, list[int]] = defaultdict(list)
    for row, key in zip(of, rows):
        alike[key].append(row)
    groups = {numbers[0]: numbers for numbers in alike.values() if len(numbers) > 1}
    ordered = ", then ".join(table.columns[name].says for name in check.order)

    def one(row: int) -> Diagnostic:
        numbers = groups[row]
        names = " and ".join(evaluator.row_id(check.table, r) for r in numbers[:3])
        more = f" and {len(numbers) - 3:,} more" if len(numbers) > 3 else ""
        also = [Label(place, "and this one") for r in numbers[1:4] if (place := evaluator.place(check.table, r))]
        also.append(Label(check.place, check.says))
        return finding(
            "order-tie", f"{table.grain} {names}{more}: nothing decides which comes first (ordered by {ordered})",
            evaluator.place(check.table, row) or check.place, "this row", also=tuple(also),
            consequence="who gets which rate would depend on the order of the file",
            repairs=(
                Repair("correct the data, if a row is there twice"),
                Repair("add a column to `ordered by` that tells the rows apart"),
            ),
        )  # fmt: skip

    return capped(list(groups), one)
