"""What a column is made of, and which columns pay; what differs between graphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planlang.core import graph as g
from planlang.core.calendar import PERIODS, FiscalCalendar
from planlang.core.reads import Node, operands, other_columns, own_columns
from planlang.readings.canonical import ORDERED, Meanings, below, comes_from, meanings_of, read_by_rows


def depends_on_order(graph: g.Graph, table: str) -> bool:
    """Whether anything that is paid, or any other credit, depends on the order in which a table's rows come."""
    paid = [column for columns in paying_columns(graph).values() for column in columns]
    credits = [
        (credit.table, name) for credit in graph.credits for name in (credit.amount, credit.quota_credit) if name
    ]
    for name, column in cone(graph, [*paid, *credits]):
        if column:
            op = graph.tables[name].columns[column].op
            by_mark = isinstance(op, g.Allocate) and op.kind == "column"
            if isinstance(op, ORDERED) and not by_mark and comes_from(graph, name, table):
                return True
    return False


def _tables(op: g.Op) -> tuple[str, ...]:
    return (op.table,) if isinstance(op, (g.Lookup, g.Total)) else ()


def paying_columns(graph: g.Graph) -> dict[str, list[Node]]:
    """The columns that decide what each component pays, those of the payout itself and of what each balance has left, by name."""
    found: dict[str, list[Node]] = {}
    for component in graph.components:
        names = (component.result, component.applies, component.participant, component.date, component.covered)
        found[component.name] = [(component.table, name) for name in names if name is not None]
    if graph.payout is not None:
        info = graph.payout
        paid = {name for name, _ in info.components}
        found = {name: columns for name, columns in found.items() if name in paid}
        for name, column in info.components:
            found.setdefault(name, []).append((info.table, column))
        found["payout"] = [(info.table, info.result)]
        found.update((balance.name, [(info.table, balance.left)]) for balance in info.balances)
        if info.paid_in is not None:
            found["payout"] += [(info.table, info.paid_in.currency), (info.table, info.paid_in.amount)]
    return found


def different(graphs: Sequence[g.Graph]) -> list[str]:
    """The components (and ``payout``) that do not mean the same in all of these graphs; none is a proof that all pay the same."""
    meanings = meanings_of(graphs)
    made: list[dict[str, tuple[object, ...]]] = []
    for graph in graphs:
        checks = tuple(sorted(meanings.of(graph, check.table, check.column) for check in graph.checks))
        made.append(
            {
                name: (
                    checks,
                    graph.covers,
                    _calendar(graphs, graph, columns),
                    *(meanings.of(graph, *one) for one in columns),
                )
                for name, columns in paying_columns(graph).items()
            }
        )
    names = list(dict.fromkeys(name for one in made for name in one))
    return [name for name in names if len({one.get(name) for one in made}) > 1]


def _calendar(graphs: Sequence[g.Graph], graph: g.Graph, columns: Sequence[Node]) -> FiscalCalendar | None:
    """The calendar of one of several plans, where that makes a difference: months are the same in all years of calendar months."""
    calendar = graph.calendar
    if all(other.calendar == calendar for other in graphs):
        return calendar
    units: set[str | None] = {column.kind for record in graph.records for column in record.columns}
    for table, name in cone(graph, [*columns, *((check.table, check.column) for check in graph.checks)]):
        of = graph.tables[table]
        if isinstance(of.rows, g.Spine) and of.rows.unit is not None:
            units.add(of.rows.unit)
        if name:
            column = of.columns[name]
            units |= {column.unit.kind, *(one.unit.kind for one in operands(column.op) if isinstance(one, g.Const))}
            units |= {column.op.unit, column.op.coarser} if isinstance(column.op, g.OnCalendar) else set()
    periods = units & PERIODS
    return calendar if periods - {"month"} or (periods and calendar.months_of_weeks) else None


def same_rules(meanings: Meanings, part: g.Graph, whole: g.Graph) -> bool:
    """Whether all that rules and credits of a part of a plan come to means the same in the whole, which has the same data."""
    mine, theirs = _rules(part), _rules(whole)
    checks = [{meanings.of(graph, check.table, check.column) for check in graph.checks} for graph in (part, whole)]
    return (
        (part.covers, part.calendar) == (whole.covers, whole.calendar)
        and checks[0] == checks[1]
        and all(
            len(columns) == len(theirs.get(name, ()))
            and all(meanings.of(part, *a) == meanings.of(whole, *b) for a, b in zip(columns, theirs[name]))
            for name, columns in mine.items()
        )
    )


def _rules(graph: g.Graph) -> dict[str, list[Node]]:
    """What decides what each rule pays, and what each credit credits."""
    found = {f"rule {name}": columns for name, columns in paying_columns(graph).items() if name != "payout"}
    for credit in graph.credits:
        names = (credit.participant, credit.date, credit.amount, credit.covered)
        found[f"credit {credit.name}"] = [(credit.table, name) for name in names]
    return found


def decisive(graphs: Sequence[g.Graph], affected: Sequence[str]) -> list[str]:
    """Of what does not mean the same those that the rest follows from: without ``payout`` where it is the same sum of what is paid."""
    rules = [name for name in affected if name != "payout"]
    if not rules or len(rules) == len(affected):
        return list(affected)
    meanings = meanings_of(graphs)
    found = set()
    for graph in graphs:
        info = graph.payout
        if info is None:
            return list(affected)
        for name, column in info.components:
            if name in rules:
                meanings.given(graph, info.table, column, name)
        checks = tuple(sorted(meanings.of(graph, check.table, check.column) for check in graph.checks))
        own = () if info.paid_in is None else (info.paid_in.currency, info.paid_in.amount)
        paid = tuple(meanings.of(graph, info.table, name) for name in (info.result, *own))
        found.add((checks, graph.covers, graph.calendar, paid))
    return rules if len(found) == 1 else list(affected)


def cone(graph: g.Graph, columns: Iterable[Node]) -> set[Node]:
    """Every column that some columns are made of, themselves included; an empty name stands for the rows of a table."""
    found: set[Node] = set()
    waiting = list(columns)
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found.add(node)
        table, column = node
        of = graph.tables[table]
        if not column:
            waiting += [*read_by_rows(of.rows), *((name, "") for name in below(of.rows))]
            continue
        op = of.columns[column].op
        waiting += [(table, ""), *((table, name) for name in own_columns(op)), *other_columns(of, op)]
        waiting += [(name, "") for name in _tables(op)]
        if isinstance(op, g.Fold):
            waiting.append((table, op.state))
    return found


def constants(graph: g.Graph, nodes: Iterable[Node]) -> list[g.Const]:
    """The values of the plan that some columns are made of, in the order of their places."""
    found: dict[tuple[str, object], g.Const] = {}
    for table, column in sorted(nodes):
        if column:
            for operand in operands(graph.tables[table].columns[column].op):
                if isinstance(operand, g.Const) and operand.value is not None:
                    found.setdefault((operand.unit.kind, operand.value), operand)
    return sorted(found.values(), key=lambda const: (const.unit.kind, str(type(const.value)), const.value))


def cells(graph: g.Graph, nodes: Iterable[Node]) -> set[tuple[str, str]]:
    """The columns of input records that some columns are made of."""
    found = set()
    for table, column in nodes:
        rows = graph.tables[table].rows
        if column and isinstance(rows, g.Input):
            op = graph.tables[table].columns[column].op
            if isinstance(op, g.Cell):
                found.add((rows.record, op.column))
    return found
