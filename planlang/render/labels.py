"""What a diagram says about each declaration: a heading, and lines in the plan's own words."""

from __future__ import annotations

from collections.abc import Sequence

from planlang.core import graph as g
from planlang.core.printer import operand_text
from planlang.core.records import ColumnSpec, RecordSpec
from planlang.render.bands import bands
from planlang.render.declarations import Declaration, columns_of
from planlang.slotted import frozen


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
    clauses = [("to", credit.participant), ("amount", credit.amount)]
    clauses += [("quota credit", credit.quota_credit)] if credit.quota_credit is not None else []
    for word, name in [*clauses, ("dated", credit.date)]:
        lines.append((word, _says(graph, credit.table, name).removeprefix(f"{word} ")))
    if credit.order:
        order = (_says(graph, credit.table, name) for name in credit.order)
        lines.append(("ordered", "by " + ", then ".join(order)))
    return Label(f"credit {credit.name}", "", tuple(lines))


def _measure(graph: g.Graph, measure: g.MeasureInfo) -> Label:
    says = _says(graph, measure.table, measure.value)
    lines = [("", says)] if says not in (measure.name, measure.value) else []
    lines += bands(graph, columns_of(graph, Declaration("measure", measure.name)))
    return Label(f"{measure.kind} {measure.name}", _each(graph, measure.table), tuple(dict.fromkeys(lines)))


def _each(graph: g.Graph, table: str) -> str:
    return f"for each {graph.tables[table].grain}"


# --- what pays --------------------------------------------------------------------------------


def _component(graph: g.Graph, component: g.Component) -> Label:
    columns = columns_of(graph, Declaration("component", component.name))
    lines = [("when", condition.says) for condition in component.conditions]
    rest = [(line.kind, line.says) for line in component.lines if line.kind not in ("amount", "rounding")]
    said = [text for _, text in (*lines, *rest)]
    lines += [("amount", text) for text in _amounts(component, columns, said)]
    lines += bands(graph, columns)
    roundings = (column.op for _, column in columns if isinstance(column.op, g.Round))
    lines += [("rounded", f"{op.mode} to {operand_text(op.unit, graph.calendar)}") for op in roundings]
    title = f' "{component.title}"' if component.title else ""
    heading = f"{component.kind} {component.name}{title}"
    return Label(heading, _each(graph, component.table), tuple(dict.fromkeys([*lines, *rest])))


def _amounts(component: g.Component, columns: Sequence[tuple[g.Table, g.Column]], said: Sequence[str]) -> list[str]:
    """What the rule pays or changes its amount by, without what stands inside something else that is said."""
    found = [
        column.says.removeprefix(f"{component.name}: ")
        for table, column in columns
        if column.rule == component.name and column.role == "amount" and table.name == component.table
    ]
    generic = (f"{component.name} where the rule applies", "all slices")
    texts = [text for text in dict.fromkeys(found) if text not in generic]
    return [text for text in texts if not any(text in other and text != other for other in (*texts, *said))]


def _payout(graph: g.Graph, payout: g.PayoutInfo) -> Label:
    lines = [("add", name) for name, _ in payout.components]
    lines += [(line.kind, line.says) for line in payout.adjustments]
    return Label("payout", f"for each participant each {payout.unit}", tuple(lines))
