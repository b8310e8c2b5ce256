"""Aggregates: LEFT JOINs of queries that have one row for each thing asked about."""

from __future__ import annotations

from planlang.core import graph as g
from planlang.engines.sql import exact as x
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql, fits, reads
from planlang.engines.sql.ops_lookup import anywhere, apart_by, key_pairs, matching, output
from planlang.engines.sql.ops_outermost import apart, outermost
from planlang.engines.sql.tables import Join
from planlang.engines.sql.values import Fault, Value, both, either, one_fault


def totalled(frame: Frame, op: g.Total) -> Value:
    """An aggregate over rows of another, or the same, table."""
    other = frame.compiler.body(op.table)
    there = Frame(frame.compiler, other, other.graph.columns.get(op.value or "") if other.graph else None)
    if op.where is None or op.function not in ("total", "count") or "filtered" not in frame.compiler.passes:
        join, faults = _grouped(frame, op, there)
        return _aggregate(frame, op, there, join, faults)
    # Rows that don't count add 0, so that totals of the same rows under different conditions are one query.
    held = there.own(op.where)
    every = g.Total(op.function, op.table, op.value, op.match, op.between, None)
    join, faults = _grouped(frame, every, there, apart=op.where)
    found = [Fault(("(coalesce(", name, ", 0) = 1)")) for name in _flags(frame, op, join, held.faults)]
    return _aggregate(frame, every, there, join, (*faults, *found), held.sql)


def only_row(frame: Frame, op: g.Lookup, only: g.Total) -> Value:
    """A look-up in a table whose rows may not be unique: the only row, on the day if there is one."""
    other = frame.compiler.body(op.table)
    there = Frame(frame.compiler, other, other.graph.columns[op.column] if other.graph else None)
    join, faults = _grouped(frame, only, there, op.on)
    result = _aggregate(frame, only, there, join, faults)
    if op.missing == "error":
        number = _count(frame, join)
        lost = Fault(("(coalesce(", number, ", 0) = 0)"))
        return Value(result.kind, result.exact, result.sql, result.absent, (*result.faults, lost))
    return result


def _grouped(
    frame: Frame,
    op: g.Total,
    there: Frame,
    on: tuple[g.Operand, str, str] | None = None,
    apart: str | None = None,
) -> tuple[Join, tuple[Fault, ...]]:
    """A join of a query with a row for each thing asked for; aggregates of the same rows share it."""
    shared: tuple[object, ...] = (
        "total", op.table, op.match, op.between, op.where, on,
        apart_by(frame, op.table, op.value), apart_by(frame, op.table, apart or op.where),
    )  # fmt: skip
    asked_values = [frame.value(operand) for _, operand in op.match]
    days = [] if op.between is None else [day for day in op.between[1:] if day is not None]
    asked_values += [frame.value(day) for day in days] + ([frame.value(on[0])] if on else [])
    faults = tuple(fault for value in asked_values for fault in value.faults)
    found_by = [*(name for name, _ in op.match), *((op.between[0],) if op.between else ()), *(on[1:] if on else ())]
    faults += anywhere(frame, op.table, found_by)
    known = frame.body.shared.get(shared)
    if isinstance(known, Join):
        return known, (*faults, *frame.body.shared.get((*shared, "faults"), ()))  # type: ignore[misc]
    if op.where is not None:
        more = _somewhere(frame, op, there)
        frame.body.shared[(*shared, "faults")] = more
        faults += more
    where = None if op.where is None else there.own(op.where).sql
    join = _made(frame, op, there, on, where)
    frame.body.joins.append(join)
    frame.body.shared[shared] = join
    return join, faults


def _somewhere(frame: Frame, op: g.Total, there: Frame) -> tuple[Fault, ...]:
    """Whether a row counts must be known of every row that matches: a count of those of which it isn't."""
    assert op.where is not None
    found = []
    for fault in one_fault(frame.compiler.gather(op.table, there.own(op.where).faults)):
        plain = g.Total("count", op.table, None, op.match, op.between, None)
        join = _made(frame, plain, there, None, fault.sql)
        frame.body.joins.append(join)
        found.append(Fault(("(coalesce(", _count(frame, join), ", 0) > 0)")))
    return tuple(found)


def _made(
    frame: Frame, op: g.Total, there: Frame, on: tuple[g.Operand, str, str] | None, where: Sql | None
) -> Join:  # fmt: skip
    if on is not None or not _same_days(frame, op):
        return _windowed(frame, op, there, on, where)
    for edge, relation in zip((op.between or ("", None, None))[1:], _RELATIONS):
        if edge is not None and op.between is not None:
            test = frame.compiler.compared(there, there.own(op.between[0]), relation, frame.value(edge))
            where = test if where is None else both([where, test])
    where = None if where == (frame.dialect.yes_no(True),) else where
    outputs: dict[str, Sql] = {}
    keys = key_pairs(frame, there, op.match, outputs)
    return Join(len(frame.body.joins), op.table, outputs, keys, where=where, grouped=tuple(outputs))


_RELATIONS: tuple[g.Relation, g.Relation] = (">=", "<=")


def _same_days(frame: Frame, op: g.Total) -> bool:
    """Whether the days asked about are the same for every row; then they are a condition, and no question is asked of its own."""
    if op.between is None:
        return True
    values = [frame.value(edge) for edge in op.between[1:] if edge is not None]
    constant = all(value.exact.constant is not None and not value.absent for value in values)
    return constant and "filtered" in frame.compiler.passes


def _windowed(
    frame: Frame, op: g.Total, there: Frame, on: tuple[g.Operand, str, str] | None, where: Sql | None
) -> Join:
    """With days: the different questions first, then the rows that each of them asks about."""
    asked: list[tuple[str, Sql]] = []
    meets: list[Sql] = []
    keys: list[tuple[Sql, str]] = []
    outputs: dict[str, Sql] = {}
    loose: set[str] = set()

    def question(text: Sql, hint: str) -> Name:
        name = frame.compiler.names.new(f"asked {hint}")
        asked.append((name, text))
        outputs[name] = (Name(name),)
        keys.append((text, name))
        return Name(name)

    for column, operand in op.match:
        left, right = matching(frame, frame.value(operand), there, there.own(column), column)
        meets.append((question(left, column), " = ", *right))
    if op.between is not None:
        day = there.key(there.own(op.between[0]), "day")
        for edge, relation in zip(op.between[1:], (">=", "<=")):
            if edge is None:
                continue
            value = frame.value(edge)
            bound = question(frame.key(value, "day"), "day")
            meets.append((*day, f" {relation} ", bound))
            if value.absent:  # open on that side
                loose.add(bound.text)
                meets[-1] = ("(", *meets[-1], " OR (", bound, " IS NULL AND ", *day, " IS NOT NULL))")
    if on is not None:
        at = question(frame.key(frame.value(on[0]), "day"), "day")
        for column, relation in ((on[1], " <= "), (on[2], " >= ")):
            limit = there.own(column)
            end = there.key(limit, column)
            held: Sql = (*end, relation, at)
            meets.append(either([held, ("(", *end, " IS NULL)")]) if limit.absent else held)
    meeting: list[str | Name] = []
    for number, meet in enumerate(meets):
        meeting += [" AND ", *meet] if number else [*meet]
    return Join(
        len(frame.body.joins), op.table, outputs, tuple(keys), where=where, grouped=tuple(outputs), asked=tuple(asked),
        asked_on=tuple(meeting) or ("TRUE",), loose=frozenset(loose),
    )  # fmt: skip


def _count(frame: Frame, join: Join, held: Sql = ()) -> Name:
    rows = frame.compiler.body(join.table or "").rows
    text: Sql = (frame.dialect.count(),)
    one: Sql = ("1",)
    if held:
        one = ("CASE WHEN ", *held, " THEN 1 ELSE 0 END")
        text = frame.total(one, False)
    return output(frame, join, f"{frame.hint} rows", text, "narrow", 0, rows, absent=True, alone=one)


def _flags(frame: Frame, op: g.Total, join: Join, faults: tuple[Fault, ...], held: Sql = ()) -> list[Name]:
    """Whether something is wrong with a row of the group."""
    found = []
    for fault in one_fault(frame.compiler.gather(op.table, faults)):
        wrong = both([held, fault.sql]) if held else fault.sql
        flag = ("max(CASE WHEN ", *wrong, " THEN 1 ELSE 0 END)")
        found.append(output(frame, join, f"{frame.hint} fault", flag, "narrow", 0, 1, absent=True))
    return found


def _aggregate(
    frame: Frame, op: g.Total, there: Frame, join: Join, faults: tuple[Fault, ...], held: Sql = ()
) -> Value:  # fmt: skip
    """The aggregate of a group; ``held`` says which rows of it add something to a total or count."""
    zero = frame.dialect.integer(0)
    rows = max(there.body.rows, 1)
    if op.function == "count" or op.value is None:
        raw = _count(frame, join, held)
        name = frame.define(frame.hint, "narrow", ("coalesce(", raw, ", ", zero, ")"), 0, rows)
        return Value("number", x.column(name.text), faults=faults)
    value = frame.compiler.value(op.table, op.value)
    found = [*faults]
    found += [Fault(("(coalesce(", name, ", 0) = 1)")) for name in _flags(frame, op, join, value.faults, held)]
    if op.function == "only":
        number = _count(frame, join)
        found.append(Fault(("(coalesce(", number, ", 0) > 1)")))
    if value.kind != "number" or (value.absent and value.sql):
        return _picked(frame, op, there, join, value, tuple(found))
    matched = {name for column, _ in op.match for name in reads(there.key(there.own(column), column))}
    exact = there.positive(value.exact)
    if op.function in ("highest", "lowest") and apart(there, exact, matched):
        return outermost(frame, op, there, join, value, tuple(found))
    if op.function == "only":  # whatever it stands over
        flat, divisors = Exact(exact.top, exact.den), exact.divisors
    else:
        flat, divisors = there.flat(value, matched, "a total")
    num = there.num(flat.top)
    over = []
    for divisor in divisors:  # the same in all rows of a group
        column = frame.compiler.columns[divisor]
        text: Sql = ("max(", Name(divisor), ")")
        over.append(
            output(frame, join, f"{frame.hint} divisor", text, column.kind, column.low, column.high, absent=True).text
        )
    if op.function in ("total", "average"):
        total = _sum(frame, there, join, flat, rows, held)
        if op.function == "average":
            number = _count(frame, join)
            column = frame.compiler.columns[number.text]
            if not total.top:  # 0 where there are rows
                sql: Sql = ("(CASE WHEN ", number, " > 0 THEN ", zero, " END)")
                none_or_0 = frame.define(frame.hint, "narrow", sql, 0, 0, absent=True)
                return Value("number", x.column(none_or_0.text), absent=True, faults=tuple(found))
            counted = frame.define(f"{frame.hint} rows", "narrow", (number,), 1, max(column.high, 1), absent=True)
            over.append(counted.text)
            return Value("number", x.reduced(total.top, total.den, over), absent=True, faults=tuple(found))
        ((names, factor),) = total.top.items() if total.top else (((), 0),)
        if not total.top:
            return Value("number", total, faults=tuple(found))
        over = [_one_without_rows(frame, divisor) for divisor in over]
        column = frame.compiler.columns[names[0]]
        none = frame.typed(frame.arithmetic.literal(0))
        name = frame.define(
            frame.hint, column.kind, ("coalesce(", Name(names[0]), ", ", *none, ")"), column.low, column.high,
        )  # fmt: skip
        return Value("number", x.reduced({(name.text,): factor}, total.den, over), faults=tuple(found))
    word = {"highest": "max(", "lowest": "min(", "only": "min("}[op.function]
    name = output(
        frame, join, frame.hint, (word, *there.typed(num), ")"), "wide" if num.wide else "narrow", num.low, num.high,
        absent=True,
    )  # fmt: skip
    return Value("number", x.reduced({(name.text,): 1}, flat.den, over), absent=True, faults=tuple(found))


def _one_without_rows(frame: Frame, divisor: str) -> str:
    """A divisor of a total: 1 where there are no rows, as their total is 0 over it."""
    column = frame.compiler.columns[divisor]
    one = frame.arithmetic.literal(1)
    typed = frame.typed(frame.arithmetic.widened(one) if column.kind == "wide" else one)
    sql: Sql = ("coalesce(", Name(divisor), ", ", *typed, ")")
    low, high = min(column.low, 1), max(column.high, 1)
    return frame.define(f"{frame.hint} divisor", column.kind, sql, low, high).text


def _sum(frame: Frame, there: Frame, join: Join, flat: Exact, rows: int, held: Sql) -> Exact:
    if not flat.top:
        return flat
    num = there.num(flat.top)
    low, high = min(num.low, 0) * rows, max(num.high, 0) * rows
    frame.arithmetic.check(low, high, num.sql)
    wide = not fits(low, high)
    each = there.typed(there.arithmetic.widened(num) if wide else num)
    if held and held != (frame.dialect.yes_no(True),):
        zero = there.typed(
            there.arithmetic.widened(there.arithmetic.literal(0)) if wide else there.arithmetic.literal(0)
        )
        each = ("CASE WHEN ", *held, " THEN ", *each, " ELSE ", *zero, " END")
    name = output(
        frame,
        join,
        f"{frame.hint} total",
        there.total(each, wide),
        "wide" if wide else "narrow",
        low,
        high,
        absent=True,
        alone=each,
    )
    return Exact({(name.text,): 1}, flat.den)


def _picked(
    frame: Frame, op: g.Total, there: Frame, join: Join, value: Value, faults: tuple[Fault, ...]
) -> Value:  # fmt: skip
    """The greatest, least or only text or yes/no."""
    word = "max" if op.function == "highest" else "min"
    if value.kind == "text":
        text: Sql = (f"{word}(", *_comparable(frame, value.sql), ")")
        name = output(frame, join, frame.hint, text, "text", absent=True, refers=frame.compiler.refers(value.sql))
        return Value("text", sql=(name,), absent=True, faults=faults)
    if value.kind == "number":
        return Value("number", sql=value.sql, absent=True, faults=faults)
    flag: Sql = (f"{word}(CASE WHEN ", *value.sql, " THEN 1 WHEN NOT ", *value.sql, " THEN 0 END)")
    name = output(frame, join, frame.hint, flag, "narrow", 0, 1, absent=True)
    held = frame.define(frame.hint, "yes/no", ("(", name, " = 1)"), absent=True)
    return Value("yes/no", sql=(held,), absent=True, faults=faults)


def _comparable(frame: Frame, sql: Sql) -> Sql:
    before, after = frame.dialect.comparable("\0").split("\0")
    return (before, *sql, after)
