"""What the data checks make sure of: they have been made before a result counts, so nothing has to look at it again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planlang.core import graph as g
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql


def one_owner(frame: Frame, op: g.Allocate, owner: Sql, by: list[Sql]) -> bool:
    """Whether a ``reject unless (count of … where …) is 1`` makes sure that each group has one owner of the remainder.

    The check counts the rows of the same table (or of the one that it derives from) that match the key of a record's row, where
    the same condition holds; and every row here refers to a row of that record.
    """
    if "proven" not in frame.compiler.passes or len(op.by) != 1 or len(by) != 1:
        return False
    return any(_says_one(frame, check, owner, by[0]) for check in frame.compiler.graph.checks)


def whole_units(frame: Frame, flat: Exact, bound: int, by: list[Sql]) -> bool:
    """Whether a ``reject unless (total … ) is …`` makes sure that the parts of a group total a multiple of the unit of a rounding.

    The parts are a share times what is the same in the whole group, the shares of each group total a constant by the check, and that constant
    is a multiple. ``bound`` of the numerators of ``flat`` are one unit.
    """
    return next(_whole(frame, flat, bound, by), None) is not None


def share_of_all(frame: Frame, flat: Exact, bound: int, by: list[Sql]) -> tuple[str, int] | None:
    """A share, and what it is of a row beside which nobody of its group has any; ``None`` where none is known.

    As in ``whole_units``, of shares that are never negative: where one is their total, all others are 0, and so are their parts.
    """
    found = _whole(frame, flat, bound, by)
    never_negative = (one for one in found if frame.compiler.columns[one[0]].low >= 0)
    return next(((share, int(held)) for share, held in never_negative if held > 0 and held.denominator == 1), None)


def _whole(frame: Frame, flat: Exact, bound: int, by: list[Sql]) -> Iterator[tuple[str, Fraction]]:
    """The shares of which that is so, and what those of a group total."""
    if "proven" not in frame.compiler.passes or len(by) != 1 or len(flat.top) != 1 or flat.divisors:
        return
    keys = {part.text for part in by[0] if isinstance(part, Name)}
    ((names, factor),) = flat.top.items()
    for share, held in _shares(frame, by[0]):
        rest = [name for name in names if name != share]
        whole = names.count(share) == 1 and (held * factor / bound).denominator == 1
        if whole and all(frame.decided(name, keys) for name in rest):
            yield share, held


def most_rows(frame: Frame, by: list[Sql]) -> int:
    """How many rows a group has at most: where a data check says what shares of it total, no more than there is room for the least share."""
    rows = frame.body.rows
    if "proven" in frame.compiler.passes and len(by) == 1:
        for share, held in _shares(frame, by[0]):
            least = frame.compiler.columns[share].low
            if least > 0:
                rows = min(rows, int(held / least))
    return rows


def _shares(frame: Frame, by: Sql) -> Iterator[tuple[str, Fraction]]:
    """Columns whose totals in each group a data check makes sure of, and the totals of the whole numbers in them."""
    for check in frame.compiler.graph.checks:
        found = _of_group(frame, check, "total", by)
        if found is None or found[0].where or found[0].value is None:
            continue
        total, held = found
        share = frame.compiler.value(total.table, total.value or "")
        if share.kind != "number" or share.absent or share.faults or len(share.exact.top) != 1 or share.exact.divisors:
            continue
        ((names, size),) = share.exact.top.items()
        if len(names) == 1:
            yield names[0], held * share.exact.den / size


def _says_one(frame: Frame, check: g.DataCheck, owner: Sql, by: Sql) -> bool:
    found = _of_group(frame, check, "count", by)
    if found is None or found[1] != 1 or not found[0].where:
        return False
    where = frame.compiler.value(found[0].table, found[0].where)
    return where.sql == owner and not where.faults


def _of_group(frame: Frame, check: g.DataCheck, function: str, by: Sql) -> tuple[g.Total, Fraction] | None:
    """The total or count of the rows of each group that a check compares with a number, and the number.

    The rows are those of the same table (or of the one that it derives from), each refers to a row of the check's record, and what
    it refers to is what rows are grouped by here.
    """
    compiler = frame.compiler
    table = compiler.graph.tables[check.table]
    op = _plain(table, check.column)
    if not isinstance(op, g.Compare) or op.relation != "==" or not isinstance(op.left, g.Ref):
        return None
    if not isinstance(op.right, g.Const) or not isinstance(table.rows, g.Input):
        return None
    number = op.right.value
    if isinstance(number, bool) or not isinstance(number, (int, Fraction)):
        return None
    total = _plain(table, op.left.column)
    if not isinstance(total, g.Total) or total.function != function or total.between:
        return None
    if len(total.match) != 1 or not isinstance(total.match[0][1], g.Ref):
        return None
    key = _plain(table, total.match[0][1].column)
    spec = compiler.inputs[table.rows.record].record
    if not (isinstance(key, g.RowId) or (isinstance(key, g.Cell) and spec.identity == (key.column,))):
        return None
    matched = compiler.value(total.table, total.match[0][0])
    same_rows = frame.body.name == total.table or _derives(compiler.graph, frame.body.name, total.table)
    if not same_rows or matched.absent or matched.sql != by or compiler.refers(by) != table.rows.record:
        return None
    return total, Fraction(number)


def _derives(graph: g.Graph, table: str, source: str) -> bool:
    """Whether a table has all the rows of another, and no others."""
    rows = graph.tables[table].rows
    return isinstance(rows, g.Derive) and rows.keep is None and (
        rows.source == source or _derives(graph, rows.source, source)
    )  # fmt: skip


def _plain(table: g.Table, column: str) -> g.Op:
    """The operation behind a column, past columns that only give it another name."""
    op = table.columns[column].op
    while isinstance(op, g.Same) and isinstance(op.value, g.Ref):
        op = table.columns[op.value.column].op
    return op


def told_apart(graph: g.Graph, order: g.OrderCheck, identified: set[str]) -> bool:
    """Whether an order tells rows apart because it holds all that tells the rows of an input apart.

    ``identified`` are the records whose identity columns alone tell their rows apart.
    """
    cells: set[str] = set()
    base: str | None = None
    for name in (*order.by, *order.order):
        found = _cell(graph, order.table, name)
        if found is not None:
            base, cell = found
            cells.add(cell)
    if base is None or base not in identified:
        return False
    spec = next(record for record in graph.records if record.name == base)
    return bool(spec.identity) and set(spec.identity) <= cells


def _cell(graph: g.Graph, table: str, column: str) -> tuple[str, str] | None:
    """The input cell that a column of a derived table passes on: its record and the column there."""
    while True:
        spec = graph.tables[table]
        op = _plain(spec, column)
        if isinstance(op, g.Cell) and isinstance(spec.rows, g.Input):
            return spec.rows.record, op.column
        if not (isinstance(op, g.Carried) and isinstance(spec.rows, g.Derive)):
            return None
        table, column = spec.rows.source, op.column
