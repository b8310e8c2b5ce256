"""Look-ups: joins with queries that have one row at most for each row here."""

from __future__ import annotations

from collections.abc import Iterable

from planlang.core import graph as g
from planlang.core.reads import other_columns, own_columns
from planlang.engines.sql import exact as x
from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql, reads
from planlang.engines.sql.tables import Body, Join
from planlang.engines.sql.values import Column, Fault, NotCompiled, Value, all_faults, one_fault


def looked_up(frame: Frame, op: g.Lookup) -> Value:
    """A column of the one row that matches."""
    other = frame.compiler.body(op.table)
    there = Frame(frame.compiler, other, other.graph.columns[op.column] if other.graph else None)
    unique = _unique(frame, op, other)
    if not unique:
        from planlang.engines.sql.ops_totals import only_row

        only = g.Total("only", op.table, op.column, op.match, None, None)
        return only_row(frame, op, only)
    join, faults, absent_key = _join(frame, op, there)
    value = frame.compiler.value(op.table, op.column)
    hit = output(frame, join, "hit", (frame.dialect.integer(1),), "narrow", 1, 1, absent=True)
    sure = _sure(frame, op, other) and not absent_key
    join.met |= sure and "proven" in frame.compiler.passes
    found = list(faults)
    if op.missing == "error" and not sure:
        found.append(Fault(("(", hit, " IS NULL)")))
    lost = () if sure else (hit,)
    result = _fetched(frame, join, there, value, not sure)
    for fault in one_fault(frame.compiler.gather(op.table, value.faults)):
        flag = ("(CASE WHEN ", *fault.sql, " THEN 1 ELSE 0 END)")
        bad = output(frame, join, f"{frame.hint} fault", flag, "narrow", 0, 1, absent=True)
        found.append(Fault(("(", bad, " = 1)")))
    absent = value.absent or (op.missing == "none" and bool(lost))
    return Value(result.kind, result.exact, result.sql, absent, tuple(found))


def apart_by(frame: Frame, table: str, column: str | None) -> str | None:
    """What keeps a join apart from others of the same rows: tables that read each other must do it column by column.

    The cells of an input, and what is made of those of its row alone, depend on nothing.
    """
    if column is not None and _of_cells(frame.compiler.graph.tables[table], column):
        return None
    return column if frame.compiler.mutual(frame.body.name, table) else None


def _of_cells(spec: g.Table, column: str) -> bool:
    """Whether a column of an input is made of cells of its row alone."""
    if not isinstance(spec.rows, g.Input):
        return False
    todo, seen = [column], {column}
    while todo:
        op = spec.columns[todo.pop()].op
        if isinstance(op, (g.Running, g.Within, g.Level, g.Previous, g.Allocate)) or any(other_columns(spec, op)):
            return False
        todo.extend(name for name in own_columns(op) if name not in seen)
        seen.update(own_columns(op))
    return True


def _unique(frame: Frame, op: g.Lookup, other: Body) -> bool:
    """Whether the data checks make sure that one row at most matches."""
    assert other.graph is not None
    return _tell_apart(frame, other.graph, {name for name, _ in op.match}, op.on)


def _tell_apart(frame: Frame, table: g.Table, matched: set[str], on: tuple[g.Operand, str, str] | None) -> bool:
    """Whether some columns, with a day if there is one, tell the rows of a table apart."""
    rows = table.rows
    if isinstance(rows, g.Input):
        spec = frame.compiler.inputs[rows.record].record
        cells = {c.op.column: name for name, c in table.columns.items() if isinstance(c.op, g.Cell)}
        names = {column for column, name in cells.items() if name in matched}
        ids = {name for name, c in table.columns.items() if isinstance(c.op, g.RowId)}
        if on is None:
            return (
                bool(matched & ids)
                or (set(spec.identity) <= names and bool(spec.key or spec.one_for is not None) and spec.valid is None)
                or (spec.one_for is not None and spec.valid is None and set(spec.one_for) <= names)
            )
        if spec.valid is None:
            return False
        days = tuple(cells.get(name) for name in spec.valid)
        group = set(spec.one_for) if spec.one_for is not None else set(spec.identity) - set(spec.valid)
        return days == on[1:] and group <= names
    if isinstance(rows, g.Spine) and on is None:
        parts = {c.op.part for name, c in table.columns.items() if isinstance(c.op, g.SpineKey) and name in matched}
        wanted = ({"person"} if rows.people else set()) | ({"period"} if rows.unit else set())
        return wanted <= parts
    if isinstance(rows, g.Derive) and on is None:
        ops = [table.columns[name].op for name in matched]
        source = frame.compiler.graph.tables[rows.source]
        return _tell_apart(frame, source, {op.column for op in ops if isinstance(op, g.Carried)}, None)
    if isinstance(rows, g.Stack) and on is None:
        sources = [frame.compiler.graph.tables[name] for name in rows.sources]
        stacked = [op for name in matched if isinstance(op := table.columns[name].op, g.Stacked)]
        names_of = [{name for op in stacked if (name := op.columns[n])} for n in range(len(sources))]
        each = all(_tell_apart(frame, one, names, None) for one, names in zip(sources, names_of))
        return each and _share_no_row(frame.compiler.graph, sources)
    return False


def _share_no_row(graph: g.Graph, tables: list[g.Table]) -> bool:
    """Whether tables are parts of one, in each of which one column has another value."""
    found: set[tuple[str, str]] = set()
    values: list[object] = []
    for table in tables:
        rows = table.rows
        if not isinstance(rows, g.Derive) or rows.keep is None:
            return False
        op = graph.tables[rows.source].columns[rows.keep].op
        if not (isinstance(op, g.Compare) and op.relation == "==" and isinstance(op.left, g.Ref) and isinstance(op.right, g.Const)):  # fmt: skip
            return False
        found.add((rows.source, op.left.column))
        values.append(op.right.value)
    return len(found) == 1 and len(set(values)) == len(values)


def _sure(frame: Frame, op: g.Lookup, other: Body) -> bool:
    """Whether the data checks make sure that a row matches: a reference to a row of the record."""
    assert other.graph is not None
    rows = other.graph.rows
    if not isinstance(rows, g.Input) or op.on is not None or len(op.match) != 1:
        return False
    name, operand = op.match[0]
    value = frame.value(operand)
    column = other.graph.columns[name].op
    spec = frame.compiler.inputs[rows.record].record
    key = isinstance(column, g.RowId) or (isinstance(column, g.Cell) and spec.identity == (column.column,))
    return key and not value.absent and frame.compiler.refers(value.sql) == rows.record


def _join(frame: Frame, op: g.Lookup, there: Frame) -> tuple[Join, tuple[Fault, ...], bool]:
    """The join that a look-up needs; look-ups of several columns of the same row share it."""
    shared: tuple[object, ...] = ("lookup", op.table, op.match, op.on, apart_by(frame, op.table, op.column))
    known = frame.body.shared.get(shared)
    values = [frame.value(operand) for _, operand in op.match]
    found_by = [*(name for name, _ in op.match), *(op.on[1:] if op.on else ())]
    faults = [fault for value in values for fault in value.faults]
    faults.extend(anywhere(frame, op.table, found_by))
    if op.on is not None:
        faults.extend(frame.value(op.on[0]).faults)
    absent = any(value.absent for value in values) or (op.on is not None and frame.value(op.on[0]).absent)
    if isinstance(known, Join):
        return known, tuple(faults), absent
    outputs: dict[str, Sql] = {}
    keys = key_pairs(frame, there, op.match, outputs)
    ranges: tuple[tuple[Sql, str, str], ...] = ()
    if op.on is not None:
        day, first, last = op.on
        names = []
        for column in (first, last):
            name = frame.compiler.names.new(column)
            outputs[name] = there.key(there.own(column), column)
            names.append(name)
        ranges = ((frame.key(frame.value(day), "day"), names[0], names[1]),)
    join = Join(len(frame.body.joins), op.table, outputs, keys, ranges)
    frame.body.joins.append(join)
    frame.body.shared[shared] = join
    return join, tuple(faults), absent


def key_pairs(
    frame: Frame, there: Frame, match: tuple[tuple[str, g.Operand], ...], outputs: dict[str, Sql]
) -> tuple[tuple[Sql, str], ...]:
    """What is equal: a text here and an output there."""
    keys = []
    for column, operand in match:
        here, own = frame.value(operand), there.own(column)
        left, right = matching(frame, here, there, own, column)
        name = frame.compiler.names.new(column)
        outputs[name] = right
        keys.append((left, name))
    return tuple(keys)


def matching(frame: Frame, here: Value, there: Frame, own: Value, hint: str) -> tuple[Sql, Sql]:
    if here.kind != "number":
        return here.sql, own.sql
    if here.absent and here.sql:
        return here.sql, there.key(own, hint)
    left, right = frame.single(here.exact, hint), there.single(own.exact, hint)
    if left.divisors or right.divisors:
        raise NotCompiled("rows of tables are matched by a quotient", frame.place)
    one, other = frame.num(_times(left.top, right.den)), there.num(_times(right.top, left.den))
    return one.sql if one.bare else ("(", *one.sql, ")"), other.sql


def _times(top: x.Poly, factor: int) -> x.Poly:
    return {names: number * factor for names, number in top.items()}


def output(
    frame: Frame, join: Join, hint: str, sql: Sql, kind: SqlType, low: int = 0, high: int = 0, *,
    absent: bool = False, refers: str | None = None, alone: Sql = (),
) -> Name:  # fmt: skip
    """A column that a join brings; the one that is there, if there is one. ``alone``: what an aggregate is of one row."""
    shared = ("output", join.number, sql)
    known = frame.body.shared.get(shared)
    if isinstance(known, str):
        return Name(known)
    name = frame.compiler.names.new(hint)
    source = frame.compiler.names.new(f"{hint} there")
    join.outputs[source] = sql
    if alone:
        join.alone[source] = alone
    given = tuple(dict.fromkeys(n for text, _ in join.keys for n in reads(text)))
    given += tuple(n for text, _, _ in join.ranges for n in reads(text))
    given += tuple(n for _, text in join.asked for n in reads(text))
    column = Column(
        name, frame.body.name, kind, None, low, high, absent, refers, given=given, join=join.number, source=source,
        says=frame.column.says if frame.column else hint, place=frame.place,
    )  # fmt: skip
    frame.body.columns[name] = frame.compiler.columns[name] = column
    frame.body.shared[shared] = name
    return Name(name)


def _fetched(frame: Frame, join: Join, there: Frame, value: Value, maybe: bool) -> Value:
    """A value of the other table, through a join; ``maybe`` there is no row."""
    compiler = frame.compiler
    if value.kind != "number":
        refers = compiler.refers(value.sql)
        kind: SqlType = "text" if value.kind == "text" else "yes/no"
        name = output(frame, join, frame.hint, value.sql, kind, absent=value.absent or maybe, refers=refers)
        return Value(value.kind, sql=(name,), absent=value.absent)
    if value.absent and value.sql:
        return Value("number", sql=value.sql, absent=True)
    exact = there.positive(value.exact)
    num = there.num(exact.top)
    if exact.constant is not None and not maybe:
        return Value("number", exact)
    name = output(
        frame, join, frame.hint, there.typed(num), "wide" if num.wide else "narrow", num.low, num.high,
        absent=maybe or there.absent(exact),
    )  # fmt: skip
    divisors = []
    for divisor in exact.divisors:
        column = compiler.columns[divisor]
        over = output(
            frame, join, f"{frame.hint} divisor", (Name(divisor),), column.kind, column.low, column.high, absent=maybe
        )
        divisors.append(over.text)
    return Value("number", x.reduced({(name.text,): 1}, exact.den, divisors), absent=value.absent)


def anywhere(frame: Frame, table: str, columns: Iterable[str]) -> tuple[Fault, ...]:
    """What is wrong with some columns in any row of a table: by them its rows are found, so all must be known."""
    there = Frame(frame.compiler, frame.compiler.body(table))
    found = []
    for fault in one_fault(frame.compiler.gather(table, all_faults(there.own(column) for column in columns))):
        join = Join(len(frame.body.joins), table, {}, (), grouped=())
        frame.body.joins.append(join)
        flag = ("max(CASE WHEN ", *fault.sql, " THEN 1 ELSE 0 END)")
        name = output(frame, join, f"{frame.hint} fault", flag, "narrow", 0, 1, absent=True)
        found.append(Fault(("(coalesce(", name, ", 0) = 1)")))
    return tuple(found)
