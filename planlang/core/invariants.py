"""What holds of every core graph, whatever plan it came from: a broken one is a bug of ours, found here by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from planlang.core import graph as g
from planlang.core.kinds import column_violations
from planlang.core.reads import Node, other_columns, own_columns


def violations(graph: g.Graph) -> list[str]:
    """Everything that is wrong with a graph, as sentences for us; empty when it is sound."""
    found = [*_names(graph), *_rows(graph)]
    if not found:  # what follows relies on the tables and columns that are named being there
        for table in graph.tables.values():
            for column in table.columns.values():
                found += [f"{table.name}.{column.name}: {what}" for what in _places(graph, table, column)]
    if not found:
        for table in graph.tables.values():
            for column in table.columns.values():
                found += [f"{table.name}.{column.name}: {what}" for what in column_violations(graph, table, column)]
        found += _order(graph)
        found += _cycles(graph)
        found += _loops(graph)
    return [*found, *_meaning(graph)]


# --- names and rows ---------------------------------------------------------------------------


def _names(graph: g.Graph) -> Iterator[str]:
    for key, table in graph.tables.items():
        if key != table.name:
            yield f"table {table.name} is filed under {key}"
        for name, column in table.columns.items():
            if name != column.name:
                yield f"{table.name}.{column.name} is filed under {name}"
    for what, names in (
        ("record", [record.name for record in graph.records]),
        ("credit", [credit.name for credit in graph.credits]),
        ("measure", [measure.name for measure in graph.measures]),
        ("component", [component.name for component in graph.components]),
    ):
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"two {what}s are called {name}"


def _rows(graph: g.Graph) -> Iterator[str]:
    records = {record.name for record in graph.records}
    for table in graph.tables.values():
        rows = table.rows
        if isinstance(rows, g.Input):
            if rows.record not in records:
                yield f"{table.name}: there is no record {rows.record}"
            continue
        for source in _row_tables(rows):
            if source not in graph.tables:
                yield f"{table.name}: there is no table {source}"
        if isinstance(rows, g.Stack) and (not rows.sources or len(set(rows.sources)) < len(rows.sources)):
            yield f"{table.name}: stacks no table, or one twice"
        if isinstance(rows, g.Spine) and rows.unit is not None and rows.first > rows.last:
            yield f"{table.name}: its first period comes after its last"
        for source, name, kind in _row_columns(rows):
            of = graph.tables.get(source)
            if of is not None and name not in of.columns:
                yield f"{table.name}: {source} has no column {name}"
            elif of is not None and of.columns[name].unit.kind != kind:
                yield f"{table.name}: {source}.{name} is not a {kind}"


def _row_tables(rows: g.Rows) -> tuple[str, ...]:
    if isinstance(rows, g.Derive):
        return (rows.source,)
    if isinstance(rows, g.Stack):
        return rows.sources
    if isinstance(rows, g.RollUp):
        return rows.source, rows.links
    if isinstance(rows, g.Everyone):
        return rows.source, rows.people
    return (rows.people,) if isinstance(rows, g.Spine) and rows.people else ()


def _row_columns(rows: g.Rows) -> list[tuple[str, str, str]]:
    if isinstance(rows, g.Derive) and rows.keep:
        return [(rows.source, rows.keep, "yes/no")]
    if isinstance(rows, g.Spine) and rows.people and rows.valid:
        return [(rows.people, name, "date") for name in rows.valid if name]
    if isinstance(rows, (g.RollUp, g.Everyone)):
        found = [(rows.source, rows.keep, "yes/no")] if rows.keep else []
        if isinstance(rows, g.RollUp):
            found += [
                (rows.source, rows.person, "row"),
                (rows.source, rows.day, "date"),
                (rows.links, rows.manager, "row"),
            ]
            found += [(rows.links, name, "date") for name in rows.valid or ()]
        return found
    return []


# --- what an operation names ------------------------------------------------------------------


def _places(graph: g.Graph, table: g.Table, column: g.Column) -> Iterator[str]:
    """Whether the operation may stand in this sort of table, and all that it names exists."""
    op, rows = column.op, table.rows
    if isinstance(op, g.Cell):
        if not isinstance(rows, g.Input):
            yield "a cell outside an input table"
        elif op.column not in next(record for record in graph.records if record.name == rows.record).by_name:
            yield f"the record {rows.record} has no column {op.column}"
    for kind, home, word in (
        (g.Carried, (g.Derive, g.RollUp, g.Everyone), "carried"), (g.Stacked, g.Stack, "stacked"),
        (g.SpineKey, g.Spine, "a spine's key"), (g.Reached, (g.RollUp, g.Everyone), "whom it reaches"),
    ):  # fmt: skip
        if isinstance(op, kind) and not isinstance(rows, home):
            yield f"{word} in a table of another sort"
    if isinstance(op, g.Stacked) and isinstance(rows, g.Stack) and len(op.columns) != len(rows.sources):
        yield "not one column for each stacked table"
    if isinstance(op, g.SpineKey) and isinstance(rows, g.Spine):
        there = rows.people if op.part == "person" else rows.unit
        if there is None:
            yield f"the {op.part} of a spine that has none"
    if isinstance(op, (g.Lookup, g.Total)) and op.table not in graph.tables:
        yield f"there is no table {op.table}"
        return
    for name in own_columns(op):
        if name not in table.columns:
            yield f"there is no column {name}"
    if isinstance(op, g.Fold) and op.state not in table.columns:
        yield f"there is no column {op.state}"
    for source, name in other_columns(table, op):
        if name not in graph.tables[source].columns:
            yield f"{source} has no column {name}"


# --- order and cycles -------------------------------------------------------------------------


def _order(graph: g.Graph) -> Iterator[str]:
    for table in graph.tables.values():
        seen: set[str] = set()
        for column in table.columns.values():
            reads = [*own_columns(column.op)]
            reads += [name for source, name in other_columns(table, column.op) if source == table.name]
            for name in dict.fromkeys(reads):
                if name not in seen:
                    yield f"{table.name}.{column.name} reads {name}, which comes after it"
            seen.add(column.name)


def _reads(tables: Mapping[str, g.Table], node: Node) -> list[Node]:
    table = tables[node[0]]
    if not node[1]:
        made = [(source, "") for source in _row_tables(table.rows)]
        return made + [(source, name) for source, name, _ in _row_columns(table.rows)]
    op = table.columns[node[1]].op
    reads = [(table.name, ""), *((table.name, name) for name in own_columns(op)), *other_columns(table, op)]
    if isinstance(op, (g.Lookup, g.Total)):
        reads.append((op.table, ""))
    return [*dict.fromkeys(reads)]


def _cycles(graph: g.Graph) -> Iterator[str]:
    """A walk with a stack of its own: plans may be thousands of columns deep."""
    done: set[Node] = set()
    for of in graph.tables.values():
        for start in [(of.name, ""), *((of.name, name) for name in of.columns)]:
            if start in done:
                continue
            path: dict[Node, Iterator[Node]] = {start: iter(_reads(graph.tables, start))}
            while path:
                node, rest = next(reversed(path.items()))
                following = next(rest, None)
                if following is None:
                    path.popitem()
                    done.add(node)
                elif following in path:
                    names = [*path][[*path].index(following) :]
                    parts = (f"{table}.{column}" if column else f"rows of {table}" for table, column in names)
                    yield "these depend on each other: " + ", ".join(parts)
                    done.update(names)
                elif following not in done:
                    path[following] = iter(_reads(graph.tables, following))


BY_THE_ROW = (
    g.Same, g.Add, g.Multiply, g.Ratio, g.Round, g.Compare, g.OneOf, g.Logic, g.IsKnown, g.Choose, g.Extreme, g.Band, g.Cut,
    g.OnCalendar, g.Fold,
)  # fmt: skip
"""Operations that need no row but their own, and may therefore stand between a fold and its state."""


def looped(table: g.Table, fold: str) -> list[str]:
    """The columns between a fold and its state, both left out: those that read it and that the state is made of."""
    op = table.columns[fold].op
    assert isinstance(op, g.Fold)
    behind: set[str] = set()
    todo = [op.state]
    while todo:
        name = todo.pop()
        if name not in behind and name in table.columns:
            behind.add(name)
            todo.extend(own_columns(table.columns[name].op))
    reading = {fold}
    found = []
    for name, column in table.columns.items():
        if name in behind and not reading.isdisjoint(own_columns(column.op)):
            reading.add(name)
            found.append(name)
    return found


def circling(tables: Mapping[str, g.Table], home: str, state: str) -> list[g.Column]:
    """Columns of any table that stand between folds of one and a state there, and need other rows than their own."""
    folds = {(home, name) for name, column in tables[home].columns.items() if isinstance(column.op, g.Fold)}
    reads: dict[Node, list[Node]] = {}
    todo: list[Node] = [(home, state)]
    while todo:
        node = todo.pop()
        if node not in reads:
            reads[node] = [] if node in folds else _reads(tables, node)
            todo.extend(reads[node])
    readers: dict[Node, list[Node]] = {}
    for node, read in reads.items():
        for one in read:
            readers.setdefault(one, []).append(node)
    between, todo = set[Node](), [reader for fold in folds for reader in readers.get(fold, ())]
    while todo:
        node = todo.pop()
        if node not in between:
            between.add(node)
            todo.extend(readers.get(node, ()))
    columns = [(table, tables[table].columns[name]) for table, name in sorted(between) if name]
    return [column for table, column in columns if table != home or not isinstance(column.op, BY_THE_ROW)]


def _loops(graph: g.Graph) -> Iterator[str]:
    for table in graph.tables.values():
        for fold, column in table.columns.items():
            if isinstance(column.op, g.Fold):
                for name in looped(table, fold):
                    if not isinstance(table.columns[name].op, BY_THE_ROW):
                        yield f"{table.name}.{name} stands in the loop of {fold} and reads other rows"


# --- what the tables mean ---------------------------------------------------------------------


def _meaning(graph: g.Graph) -> Iterator[str]:
    for what, table, columns in _infos(graph):
        of = graph.tables.get(table)
        if of is None:
            yield f"{what}: there is no table {table}"
            continue
        for name, kind in columns:
            if name is not None and name not in of.columns:
                yield f"{what}: {table} has no column {name}"
            elif name is not None and kind is not None and of.columns[name].unit.kind != kind:
                yield f"{what}: {table}.{name} is not a {kind}"
    for component in graph.components:
        if not component.lines:
            yield f"component {component.name} has no lines"
    if graph.payout is not None:
        paid, known = [name for name, _ in graph.payout.components], {c.name for c in graph.components}
        yield from (f"payout: there is no component {name}" for name in paid if name not in known)
    for credit in graph.credits:
        for source in credit.sources:
            if source not in graph.tables:
                yield f"credit {credit.name}: there is no table {source}"
            else:
                yield from (
                    f"credit {credit.name}: {source} has no column {condition.column}"
                    for condition in credit.conditions
                    if len(credit.sources) == 1 and condition.column not in graph.tables[source].columns
                )


Wanted = Iterable[tuple[str | None, str | None]]


def _infos(graph: g.Graph) -> Iterator[tuple[str, str, Wanted]]:
    """What each declaration says of which table's columns, with the kind they must have, where there is one."""
    for credit in graph.credits:
        plain = (credit.id, credit.participant, credit.quota_credit, *credit.order)
        columns = [(name, None) for name in plain] + [(credit.date, "date"), (credit.amount, None)]
        yield f"credit {credit.name}", credit.table, [*columns, (credit.covered, "yes/no")]
    for measure in graph.measures:
        yield f"measure {measure.name}", measure.table, [(measure.value, None), (measure.before, None)]
    for component in graph.components:
        of = f"component {component.name}"
        yes = [component.applies, component.covered, *(condition.column for condition in component.conditions)]
        yield of, component.table, [(name, "yes/no") for name in yes]
        yield of, component.table, [(component.participant, None), (component.date, "date"), (component.key, None)]
        amounts = [component.result, *(line.column for line in component.lines)]
        yield of, component.table, [(name, "money") for name in amounts]
    if graph.payout is not None:
        pay = graph.payout
        amounts = [*(column for _, column in pay.components), *(line.column for line in pay.adjustments), pay.result]
        yield "payout", pay.table, [(name, "money") for name in amounts]
        yield "payout", pay.table, [(pay.participant, None), (pay.period, None)]
        if pay.paid_in is not None:
            yield "payout", pay.table, [(pay.paid_in.currency, None), (pay.paid_in.amount, "number")]
        for balance in pay.balances:
            amounts = [balance.brought, balance.came_in, balance.taken_out, balance.let_go, balance.left]
            yield f"balance {balance.name}", pay.table, [(name, "money") for name in amounts]
    for check in graph.checks:
        yield f"check {check.says}", check.table, [(check.column, "yes/no")]
    for order in graph.orders:
        yield f"order {order.says}", order.table, [(name, None) for name in (*order.by, *order.order)]
