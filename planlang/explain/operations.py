"""What one cell of the graph was made from: for each operation, its inputs and what it is besides them.

Only what matters is followed: the branch of a choice that was taken and the conditions before it, the
parts of a condition up to the one that settled it, the row that a look-up found. Nothing is computed here except what a limit leaves over.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any, NamedTuple

from planlang.core import graph as g
from planlang.core.dataset import placed
from planlang.core.values import Scalar
from planlang.explain.model import At, FromData, FromRow, Reader
from planlang.slotted import define, field

Target = At | g.Const | FromData | FromRow


class Need(NamedTuple):
    """An input to fetch: as which part, from where; ``carried``: what that step leaves over instead of its result."""

    part: str
    target: Target
    carried: bool = False


@define
class Made:
    """How a cell came about."""

    op: str
    needs: list[Need]
    how: dict[str, object] = field(factory=dict)


TEXT = g.Unit("text")


def settle(reader: Reader, at: At) -> At | g.Const:
    """The cell that a carried or stacked column shows: the same value where it was made."""
    while True:
        op = reader.graph.tables[at.table].columns[at.column].op
        if isinstance(op, g.Carried):
            table, row = reader.source(at.table, at.row)
            at = At(table, op.column, row)
        elif isinstance(op, g.Stacked):
            table, row = reader.source(at.table, at.row)
            rows = reader.graph.tables[at.table].rows
            assert isinstance(rows, g.Stack)
            name = op.columns[rows.sources.index(table)]
            if name is None:
                return g.Const(None, reader.graph.tables[at.table].columns[at.column].unit)
            at = At(table, name, row)
        else:
            return at


def made(reader: Reader, at: At) -> Made:
    """How a cell came about; ``at`` must be settled."""
    return _made(reader.graph.tables[at.table].columns[at.column].op, reader, at)


def operand(reader: Reader, at: At, of: g.Operand) -> At | g.Const:
    """The cell or constant that an operand of a column of this row means."""
    if isinstance(of, g.Const):
        return of
    return settle(reader, At(at.table, of.column, at.row))


def read(reader: Reader, at: At, of: g.Operand) -> Scalar:
    """The value of an operand."""
    return of.value if isinstance(of, g.Const) else reader.value(at.table, of.column, at.row)


def counted(reader: Reader, at: At) -> tuple[list[int], bool]:
    """The rows before this one that an operation in order counts, and whether this one counts too."""
    rows = [row for _, found in reader.behind(at.table, at.column, at.row) for row in found]
    if rows and rows[-1] == at.row:
        return rows[:-1], True
    return (rows[: rows.index(at.row)], True) if at.row in rows else (rows, False)


@singledispatch
def _made(op: g.Op, reader: Reader, at: At) -> Made:
    raise TypeError(f"no explanation of {type(op).__name__}")


@_made.register
def _(op: g.Cell, reader: Reader, at: At) -> Made:
    rows = reader.graph.tables[at.table].rows
    assert isinstance(rows, g.Input)
    data = reader.data[rows.record]
    spec = data.spec.by_name[op.column]
    how: dict[str, object] = {"holds": spec.kind}
    value = reader.value(at.table, at.column, at.row)
    shown = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    reads = sorted(spelling for spelling, text in spec.reads if text == shown)
    if reads:
        how["reads"] = reads
    file, line = placed(data.lines[at.row], data.file, data.files)
    return Made("cell", [Need("cell", FromData(file, line, spec.header))], how)


@_made.register
def _(op: g.SpineKey, reader: Reader, at: At) -> Made:
    return Made(op.part, [Need("row", FromRow(reader.row_id(at.table, at.row)))])


@_made.register
def _(op: g.Reached, reader: Reader, at: At) -> Made:
    rows = reader.graph.tables[at.table].rows
    found = [At(table, "", row) for table, some in reader.behind(at.table, at.column, at.row) for row in some]
    if isinstance(rows, g.Everyone):
        needs = [Need("value", settle(reader, At(one.table, rows.who, one.row))) for one in found]
        return Made("reached", needs, {"which": op.part, "table": rows.people})
    assert isinstance(rows, g.RollUp)
    table, row = reader.source(at.table, at.row)
    needs = [Need("key", settle(reader, At(table, rows.person, row)))]
    if rows.valid is not None:
        needs.append(Need("day", settle(reader, At(table, rows.day, row))))
    for one in found:
        needs.append(Need("found", settle(reader, At(one.table, rows.who, one.row))))
        if rows.valid is not None:
            needs.append(Need("first", settle(reader, At(one.table, rows.valid[0], one.row))))
            needs.append(Need("last", settle(reader, At(one.table, rows.valid[1], one.row))))
        needs.append(Need("value", settle(reader, At(one.table, rows.manager, one.row))))
    return Made("reached", needs, {"which": op.part, "table": rows.links})


@_made.register
def _(op: g.RowId, reader: Reader, at: At) -> Made:
    return Made("row", [Need("row", FromRow(reader.row_id(at.table, at.row)))])


@_made.register
def _(op: g.Same, reader: Reader, at: At) -> Made:
    return Made("same", [Need("value", operand(reader, at, op.value))])


@_made.register
def _(op: g.Add, reader: Reader, at: At) -> Made:
    return Made("add", [Need("plus" if sign > 0 else "minus", operand(reader, at, term)) for sign, term in op.terms])


@_made.register
def _(op: g.Multiply, reader: Reader, at: At) -> Made:
    return Made("multiply", [Need("factor", operand(reader, at, factor)) for factor in op.factors])


@_made.register
def _(op: g.Ratio, reader: Reader, at: At) -> Made:
    return Made("ratio", [Need("top", operand(reader, at, op.top)), Need("bottom", operand(reader, at, op.bottom))])


@_made.register
def _(op: g.Round, reader: Reader, at: At) -> Made:
    needs = [Need("value", operand(reader, at, op.value)), Need("unit", op.unit)]
    return Made("round", needs, {"mode": op.mode})


@_made.register
def _(op: g.Compare, reader: Reader, at: At) -> Made:
    needs = [Need("left", operand(reader, at, op.left)), Need("right", operand(reader, at, op.right))]
    return Made("compare", needs, {"relation": op.relation})


@_made.register
def _(op: g.OneOf, reader: Reader, at: At) -> Made:
    return Made("one of", [Need("value", operand(reader, at, op.value)), *(Need("member", m) for m in op.members)])


@_made.register
def _(op: g.Logic, reader: Reader, at: At) -> Made:
    needs: list[Need] = []
    for part in op.parts:
        needs.append(Need("condition", operand(reader, at, part)))
        if op.word != "not" and bool(read(reader, at, part)) == (op.word == "or"):
            break
    return Made("logic", needs, {"word": op.word, "of": len(op.parts)})


@_made.register
def _(op: g.IsKnown, reader: Reader, at: At) -> Made:
    return Made("known", [Need("value", operand(reader, at, op.value))])


@_made.register
def _(op: g.Choose, reader: Reader, at: At) -> Made:
    needs: list[Need] = []
    for index, (condition, value) in enumerate(op.cases):
        needs.append(Need("condition", operand(reader, at, condition)))
        if read(reader, at, condition) is True and value is not None:
            needs.append(Need("then", operand(reader, at, value)))
            return Made("choose", needs, {"case": index + 1, "of": len(op.cases)})
    if op.otherwise is not None:
        needs.append(Need("otherwise", operand(reader, at, op.otherwise)))
    return Made("choose", needs, {"case": 0, "of": len(op.cases)})


@_made.register
def _(op: g.Extreme, reader: Reader, at: At) -> Made:
    return Made("extreme", [Need("value", operand(reader, at, value)) for value in op.values], {"which": op.which})


@_made.register
def _(op: g.Band, reader: Reader, at: At) -> Made:
    needs = [Need("value", operand(reader, at, op.value))]
    needs += [Need("from" if edge.included else "above", operand(reader, at, edge.bound)) for edge in op.edges]
    return Made("band", needs)


@_made.register
def _(op: g.Cut, reader: Reader, at: At) -> Made:
    needs = [Need("before", operand(reader, at, op.before)), Need("after", operand(reader, at, op.after))]
    if op.low is not None:
        needs.append(Need("low", operand(reader, at, op.low)))
    if op.high is not None:
        needs.append(Need("high", operand(reader, at, op.high)))
    return Made("cut", needs)


@_made.register
def _(op: g.OnCalendar, reader: Reader, at: At) -> Made:
    how: dict[str, object] = {"function": op.function}
    if op.unit is not None:
        how["unit"] = op.unit
    if op.coarser is not None:
        how["coarser"] = op.coarser
    return Made("calendar", [Need("argument", operand(reader, at, argument)) for argument in op.arguments], how)


@_made.register
def _(op: g.Lookup, reader: Reader, at: At) -> Made:
    found = [At(table, "", row) for table, rows in reader.behind(at.table, at.column, at.row) for row in rows]
    needs = []
    for column, key in op.match:
        needs.append(Need("key", operand(reader, at, key)))
        needs += [Need("found", settle(reader, At(row.table, column, row.row))) for row in found]
    if op.on is not None:
        needs.append(Need("day", operand(reader, at, op.on[0])))
        for row in found:
            needs.append(Need("first", settle(reader, At(row.table, op.on[1], row.row))))
            needs.append(Need("last", settle(reader, At(row.table, op.on[2], row.row))))
    needs += [Need("value", settle(reader, At(row.table, op.column, row.row))) for row in found]
    return Made("lookup", needs, {"table": op.table})


@_made.register
def _(op: g.Total, reader: Reader, at: At) -> Made:
    needs = [Need("key", operand(reader, at, key)) for _, key in op.match]
    if op.between is not None:
        _, first, last = op.between
        needs += [Need("first", operand(reader, at, first))] if first is not None else []
        needs += [Need("last", operand(reader, at, last))] if last is not None else []
    for table, rows in reader.behind(at.table, at.column, at.row):
        for row in rows:
            if op.value is None:
                needs.append(Need("row", FromRow(f"{table}@{reader.row_id(table, row)}")))
            else:
                needs.append(Need("part", settle(reader, At(table, op.value, row))))
    return Made("total", needs, {"function": op.function, "table": op.table})


@_made.register
def _(op: g.Running, reader: Reader, at: At) -> Made:
    earlier, counts = counted(reader, at)
    needs: list[Need] = []
    if earlier:
        needs.append(Need("before", At(at.table, at.column, earlier[-1])))
        if not op.inclusive:
            needs.append(Need("this", operand(reader, At(at.table, at.column, earlier[-1]), op.value)))
    if op.inclusive and counts:
        needs.append(Need("this", operand(reader, at, op.value)))
    return Made("running", needs, {"place": len(earlier) + (op.inclusive and counts)})


@_made.register
def _(op: g.Within, reader: Reader, at: At) -> Made:
    earlier, _ = counted(reader, at)
    needs = [Need("before", At(at.table, at.column, earlier[-1]), carried=True)] if earlier else []
    needs += [Need("this", operand(reader, at, op.value)), Need("cap", operand(reader, at, op.cap))]
    return Made("within", needs, {"place": len(earlier) + 1})


@_made.register
def _(op: g.Level, reader: Reader, at: At) -> Made:
    earlier, counts = counted(reader, at)
    needs = [Need("before", At(at.table, at.column, earlier[-1]))] if earlier else []
    if counts:
        needs += [Need("this", operand(reader, at, op.flow)), Need(op.kind, operand(reader, at, op.bound))]
    return Made("level", needs, {"place": len(earlier) + counts})


@_made.register
def _(op: g.Previous, reader: Reader, at: At) -> Made:
    earlier, _ = counted(reader, at)
    needs = [Need("before", operand(reader, At(at.table, at.column, earlier[-1]), op.value))] if earlier else []
    return Made("previous", needs, {"place": len(earlier)})


@_made.register
def _(op: g.Fold, reader: Reader, at: At) -> Made:
    earlier, _ = counted(reader, at)
    if earlier:
        need = Need("before", settle(reader, At(at.table, op.state, earlier[-1])))
    else:
        need = Need("first", operand(reader, at, op.first))
    return Made("fold", [need], {"place": len(earlier)})


@_made.register
def _(op: g.Allocate, reader: Reader, at: At) -> Made:
    rows = [row for _, found in reader.behind(at.table, at.column, at.row) for row in found]
    needs = [Need("this", operand(reader, at, op.value)), Need("unit", op.unit)]
    if op.kind == "column":
        assert op.owner is not None
        owns = reader.value(at.table, op.owner, at.row) is True
        needs.append(Need("owner", settle(reader, At(at.table, op.owner, at.row))))
    elif op.kind == "last":
        owns = rows[-1] == at.row
    else:
        values = [read(reader, At(at.table, at.column, row), op.value) for row in rows]
        sizes: list[Any] = [abs(value) for value in values]  # type: ignore[arg-type]
        owns = rows[sizes.index(max(sizes))] == at.row
    if owns or op.kind == "largest":
        others = [At(at.table, at.column, row) for row in rows if row != at.row]
        needs += [Need("other", operand(reader, other, op.value)) for other in others]
    return Made("allocate", needs, {"mode": op.mode, "kind": op.kind, "owner": owns})
