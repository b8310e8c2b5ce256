"""What a diagram says about each declaration: a heading, and lines in the plan's own words."""

from __future__ import annotations

from collections.abc import Iterator

from attr import frozen

from planlang.core import graph as g
from planlang.core.printer import operand_text
from planlang.core.records import ColumnSpec, RecordSpec
from planlang.render.declarations import Declaration, columns_of


@frozen
class Label:
    """A heading, what it is for each of, and lines of two cells: a word and what it says."""

    heading: str
    each: str
    lines: tuple[tuple[str, str], ...]


def labels(graph: g.Graph) -> dict[Declaration, Label]:
    """The label of every declaration."""
    found: dict[Declaration, Label] = {}
    for record in graph.records:
        found[Declaration("data", record.name)] = _record(graph, record)
    for credit in graph.credits:
        found[Declaration("credit", credit.name)] = _credit(graph, credit)
    for measure in graph.measures:
        found[Declaration("measure", measure.name)] = _measure(graph, measure)
    for component in graph.components:
        found[Declaration("component", component.name)] = _component(graph, component)
    if graph.payout is not None:
        found[Declaration("payout", "payout")] = _payout(graph, graph.payout)
    return found


def _says(graph: g.Graph, table: str, name: str) -> str:
    """What a column says, or the column that it is the same as."""
    column = graph.tables[table].columns.get(name)
    if column is None:
        return name
    if isinstance(column.op, g.Same) and isinstance(column.op.value, g.Ref):
        return _says(graph, table, column.op.value.column)
    return column.says


# --- data, crediting, attainment --------------------------------------------------------------


def _record(graph: g.Graph, record: RecordSpec) -> Label:
    lines = [(column.name, _column_words(column)) for column in record.columns]
    tables = {name for name, table in graph.tables.items() if table.rows == g.Input(record.name)}
    lines += [("reject unless", check.says) for check in graph.checks if check.table in tables]
    valid = f", valid from {record.valid[0]} through {record.valid[1]}" if record.valid else ""
    return Label(f"data {record.name}", f"each row a {record.row}{valid}", tuple(lines))


def _column_words(column: ColumnSpec) -> str:
    words = column.kind.replace("-", " ")
    if column.kind == "one-of":
        words = f"one of {', '.join(column.members)}"
    elif column.kind == "row":
        words = f"in {column.row}"
    elif column.kind == "money" and column.currency_column:
        words = f"money in {column.currency_column}"
    elif column.kind == "money" and column.currency:
        words = f"money in {column.currency}"
    words += f" per {column.per}" if column.per else ""
    return words + (", key" if column.key else "") + (", optional" if column.optional else "")


def _credit(graph: g.Graph, credit: g.CreditInfo) -> Label:
    lines = [("when", condition.says) for condition in credit.conditions]
    lines.append(("to", _says(graph, credit.table, credit.participant)))
    lines.append(("amount", _says(graph, credit.table, credit.amount)))
    if credit.quota_credit is not None:
        lines.append(("quota credit", _says(graph, credit.table, credit.quota_credit)))
    lines.append(("dated", _says(graph, credit.table, credit.date)))
    if credit.order:
        order = (_says(graph, credit.table, name) for name in credit.order)
        lines.append(("ordered", "by " + ", then ".join(order)))
    return Label(f"credit {credit.name}", "", tuple(lines))


def _measure(graph: g.Graph, measure: g.MeasureInfo) -> Label:
    says = _says(graph, measure.table, measure.value)
    lines = [("", says)] if says not in (measure.name, measure.value) else []
    lines += list(_tables(graph, Declaration("measure", measure.name)))
    return Label(f"{measure.kind} {measure.name}", _each(graph, measure.table), tuple(lines))


def _each(graph: g.Graph, table: str) -> str:
    return f"for each {graph.tables[table].grain}"


# --- what pays --------------------------------------------------------------------------------


def _component(graph: g.Graph, component: g.Component) -> Label:
    lines = [("when", condition.says) for condition in component.conditions]
    lines += _tables(graph, Declaration("component", component.name))
    lines += [(line.kind, line.says) for line in component.lines]
    title = f" “{component.title}”" if component.title else ""
    heading = f"{component.kind} {component.name}{title}"
    return Label(heading, _each(graph, component.table), tuple(dict.fromkeys(lines)))


def _payout(graph: g.Graph, payout: g.PayoutInfo) -> Label:
    lines = [("add", name) for name, _ in payout.components]
    lines += [(line.kind, line.says) for line in payout.adjustments]
    return Label("payout", f"for each participant each {payout.unit}", tuple(lines))


def _tables(graph: g.Graph, declaration: Declaration) -> Iterator[tuple[str, str]]:
    """The bands that a declaration reads a value from, each with its value where the plan says it."""
    columns = columns_of(graph, declaration)
    for table, column in columns:
        if isinstance(column.op, g.Cut):
            yield "slice", _slice(graph, table, column)
        elif isinstance(column.op, g.Band) and not _has_choice(graph, table, column):
            edges = (
                f"{'from' if edge.included else 'above'} {operand_text(edge.bound, graph.calendar)}"
                for edge in column.op.edges
            )
            yield "tiers", f"{column.says}: {', '.join(edges)}"
        elif isinstance(column.op, g.Choose) and any(_in_band(table, condition) for condition, _ in column.op.cases):
            yield from _cases(graph, table, column.op)


def _slice(graph: g.Graph, table: g.Table, column: g.Column) -> str:
    """A slice's bounds, and what it is multiplied by."""
    part = g.Ref(column.name)
    for other in table.columns.values():
        if isinstance(other.op, g.Multiply) and part in other.op.factors:
            rates = [operand_text(factor, graph.calendar) for factor in other.op.factors if isinstance(factor, g.Const)]
            if rates:
                return f"{column.says}: {' × '.join(rates)}"
    return column.says


def _in_band(table: g.Table, condition: g.Operand) -> bool:
    """Whether a condition says that a value is in one band of a table."""
    if not isinstance(condition, g.Ref):
        return False
    op = table.columns[condition.column].op
    sides = (op.left, op.right) if isinstance(op, g.Compare) else ()
    return any(isinstance(side, g.Ref) and isinstance(table.columns[side.column].op, g.Band) for side in sides)


def _has_choice(graph: g.Graph, table: g.Table, band: g.Column) -> bool:
    """Whether the bands are listed elsewhere, as the cases of a choice."""
    return any(
        isinstance(column.op, g.Choose)
        and any(_in_band(table, condition) and _of_band(table, condition, band) for condition, _ in column.op.cases)
        for column in table.columns.values()
    )


def _of_band(table: g.Table, condition: g.Operand, band: g.Column) -> bool:
    if not isinstance(condition, g.Ref):
        return False
    op = table.columns[condition.column].op
    return isinstance(op, g.Compare) and g.Ref(band.name) in (op.left, op.right)


def _cases(graph: g.Graph, table: g.Table, op: g.Choose) -> Iterator[tuple[str, str]]:
    for condition, value in op.cases:
        if isinstance(condition, g.Ref) and _in_band(table, condition):
            said = table.columns[condition.column].says
            yield "tier", f"{said}: {'refused' if value is None else _value(graph, table, value)}"


def _value(graph: g.Graph, table: g.Table, value: g.Operand) -> str:
    if isinstance(value, g.Ref):
        return _says(graph, table.name, value.column)
    return operand_text(value, graph.calendar)
