"""Whether the parts of something add up to all of it: credit that is divided, or given in full to one."""

from __future__ import annotations

from fractions import Fraction

from planlang.core import graph as g
from planlang.core.reads import Node

FULL = "each gives one credit, of all of it"
PARTS = "the shares are checked to be 100%, and the odd cents go to one of them"


def divided_whole(graph: g.Graph, table: str, total: g.Operand, whole: g.Operand) -> str | None:
    """Why the total over the rows that belong to a row of ``table`` is ``whole`` there; ``None`` where that isn't proven."""
    if not isinstance(total, g.Ref) or not isinstance(whole, g.Ref):
        return None
    home = graph.tables[table]
    op = _plain(home, total.column)
    if not (isinstance(op, g.Total) and op.function == "total" and op.value and len(op.match) == 1):
        return None
    ((column, key),) = op.match
    if op.between is not None or op.where is not None or not _is_key(graph, home, key):
        return None
    parts, link = _traced(graph, op.table, op.value), _traced(graph, op.table, column)
    if parts is None or link is None or parts[0] != link[0]:
        return None
    if parts[0] == table:
        given = _name(home, parts[1]) == _name(home, whole.column)
        return FULL if given and _is_key(graph, home, g.Ref(link[1])) else None
    source = graph.tables[parts[0]]
    allocated = _plain(source, parts[1])
    if not isinstance(allocated, g.Allocate) or {_name(source, by) for by in allocated.by} != {link[1]}:
        return None
    share = _share(graph, source, allocated.value, (table, _name(home, whole.column)), link[1])
    if share is None or not _shares_are_whole(graph, table, (source.name, share), link[1], key):
        return None
    from planlang.promises.proofs.holding import multiple

    return PARTS if multiple(graph, table, whole.column, Fraction(allocated.unit.value)) else None  # type: ignore[arg-type]


def _share(graph: g.Graph, source: g.Table, value: g.Operand, whole: Node, link: str) -> str | None:
    """The column that is multiplied by the whole, which is looked up by the link."""
    op = _plain(source, value.column) if isinstance(value, g.Ref) else None
    if not isinstance(op, g.Multiply) or len(op.factors) != 2:
        return None
    for part, of in (op.factors, op.factors[::-1]):
        if not isinstance(part, g.Ref) or not isinstance(of, g.Ref):
            continue
        found = _plain(source, of.column)
        if isinstance(found, g.Lookup) and (found.table, found.column) == whole and found.on is None:
            if len(found.match) != 1 or not _is_key(graph, graph.tables[found.table], g.Ref(found.match[0][0])):
                continue
            by = found.match[0][1]
            if isinstance(by, g.Ref) and _name(source, by.column) == link:
                return _name(source, part.column)
    return None


def _shares_are_whole(graph: g.Graph, table: str, share: Node, link: str, key: g.Operand) -> bool:
    """Whether the plan refuses data in which the shares of a row are not 100%."""
    home = graph.tables[table]
    for check in graph.checks:
        if check.table != table:
            continue
        op = _plain(home, check.column)
        if not (isinstance(op, g.Compare) and op.relation == "==" and isinstance(op.left, g.Ref)):
            continue
        total = _plain(home, op.left.column)
        one = isinstance(op.right, g.Const) and not isinstance(op.right.value, bool) and op.right.value == 1
        if not one or not isinstance(total, g.Total) or total.function != "total" or total.table != share[0]:
            continue
        source = graph.tables[share[0]]
        same = total.value is not None and _name(source, total.value) == share[1]
        linked = len(total.match) == 1 and _name(source, total.match[0][0]) == link and total.match[0][1] == key
        if same and linked and total.between is None and total.where is None:
            return True
    return False


def _is_key(graph: g.Graph, table: g.Table, operand: g.Operand) -> bool:
    """Whether an operand is what alone tells the rows of an input table apart."""
    if not isinstance(table.rows, g.Input) or not isinstance(operand, g.Ref):
        return False
    spec = next(record for record in graph.records if record.name == table.rows.record)
    op = _plain(table, operand.column)
    if isinstance(op, g.RowId):
        return True
    return spec.key is not None and spec.valid is None and op == g.Cell(spec.key.name)


def _traced(graph: g.Graph, table: str, column: str) -> Node | None:
    """Where a column is from, past tables that have one row for each row of another; ``None`` if some have none."""
    while True:
        home = graph.tables[table]
        column = _name(home, column)
        op = home.columns[column].op
        if not isinstance(home.rows, g.Derive):
            return table, column
        if home.rows.keep is not None or not isinstance(op, g.Carried):
            return None
        table, column = home.rows.source, op.column


def _name(table: g.Table, column: str) -> str:
    """The column itself, past other names for it."""
    op = table.columns[column].op
    while isinstance(op, g.Same) and isinstance(op.value, g.Ref):
        column = op.value.column
        op = table.columns[column].op
    return column


def _plain(table: g.Table, column: str) -> g.Op:
    return table.columns[_name(table, column)].op
