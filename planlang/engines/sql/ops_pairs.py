"""Rows with the people whom they reach: each row of a table beside the rows of a small table that is prepared.

Who stands above whom is worked out once by the reference code, over as many levels as there are; the query only looks up whom a
row's person reports to on its day. So there is no recursion in it, on any engine. Only a script, which has no data yet, makes that table by
a recursive query (``closing``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core import graph as g
from planlang.engines.sql import exact as x
from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql
from planlang.engines.sql.tables import FromSpine, Prepared
from planlang.engines.sql.values import Column, Fault, NotCompiled, Value, WrongData, one_fault

if TYPE_CHECKING:
    from planlang.core.hierarchy import Above
    from planlang.engines.sql.compiler import Compiler

ABOVE: tuple[tuple[str, SqlType], ...] = (
    ("for_person", "text"), ("above", "text"), ("through", "text"), ("level", "narrow"), ("from_day", "narrow"),
    ("through_day", "narrow"),
)  # fmt: skip
"""The columns of the prepared table of everybody above everybody."""

_EVERYBODY = "of everybody, with what they are found by"


def source(compiler: Compiler, rows: g.RollUp | g.Everyone) -> tuple[FromSpine, int, tuple[Fault, ...]]:
    """Where the rows come from, how many there may be, and what may be wrong with what decides it."""
    there = Frame(compiler, compiler.body(rows.source))
    size = there.body.rows
    keep = None if rows.keep is None else compiler.value(rows.source, rows.keep)
    tests: list[Sql] = [] if keep is None else [keep.sql]
    asked: list[Value] = []
    if isinstance(rows, g.RollUp):
        relation, most = _above(compiler, rows)
        person, day = there.own(rows.person), there.own(rows.day)
        asked = [person, day]
        at = there.key(day, "day")
        tests += [
            (*person.sql, " = ", Name("for_person")),
            (Name("from_day"), " <= ", *at),
            (Name("through_day"), " >= ", *at),
        ]
        if rows.levels is not None:
            tests.append((Name("level"), f" <= {rows.levels}"))
        size *= max(most, 1)
    else:
        relation, most = _people(compiler, rows)
        for number, (mine, _) in enumerate(rows.match):
            value = there.own(mine)
            if value.kind != "text":
                raise NotCompiled("people are told apart by something else than a text", there.place)
            asked.append(value)
            tests.append((*value.sql, " = ", Name(_key(number))))
        size *= max(most, 1)
    # a column alone without brackets: Spark reads `t WHERE (c)` as the table t called WHERE, with a column called c
    text = tuple(
        part for n, test in enumerate(tests)
        for part in (*([" AND "] if n else []), *(test if len(test) == 1 else ("(", *test, ")")))
    )  # fmt: skip
    faults = [] if keep is None else list(keep.faults)
    for value in asked:
        faults += [f if keep is None else Fault(("(", *keep.sql, " AND ", *f.sql, ")")) for f in value.faults]
    return FromSpine(rows.source, relation, where=text), size, tuple(dict.fromkeys(faults))


def _key(number: int) -> str:
    return f"key_{number}"


def _above(compiler: Compiler, rows: g.RollUp) -> tuple[str, int]:
    """The prepared table of who stands above whom, and how many levels there are."""
    from planlang.core.hierarchy import closure, linked
    from planlang.engines.sql import closing

    names = (rows.who, rows.manager, *(rows.valid or ()))
    if compiler.known is None:
        return _closed(compiler, rows, names), min(rows.levels or closing.MOST, closing.MOST)
    columns = _cells(compiler, rows.links, names)
    nothing: list[object] = [None] * len(columns[0])
    first, last = columns[2:] if rows.valid is not None else (nothing, nothing)
    found = closure(linked(columns[0], columns[1], first, last))
    if found.faults:
        raise WrongData("who stands above whom", None)
    every: list[tuple[str, Above]] = [(person, one) for person, above in found.above.items() for one in above]
    cells = (
        tuple(person for person, _ in every), tuple(one.above for _, one in every), tuple(one.through for _, one in every),
        tuple(one.level for _, one in every), tuple(one.first for _, one in every), tuple(one.last for _, one in every),
    )  # fmt: skip
    relation = compiler.made_of("above", ABOVE, cells, (rows.links, *names), closing.SAYS).name
    return relation, max((one.level for _, one in every), default=1)


def _closed(compiler: Compiler, rows: g.RollUp, names: tuple[str, ...]) -> str:
    """The same table by a query, where there is no data yet."""
    from planlang.engines.sql import closing

    relation, found = _of_input(compiler, rows.links, names)
    first, last = found[2:] if rows.valid is not None else (None, None)
    links = (found[0], found[1], first, last)
    key, columns = ("above", (rows.links, *names)), tuple(name for name, _ in ABOVE)
    if key not in compiler.made:
        name = compiler.names.new("above")
        query = closing.query(compiler.dialect, relation, links, columns)
        doubts = closing.doubts(compiler.dialect, relation, links, name, columns)
        compiler.made[key] = Prepared(name, ABOVE, (), closing.SAYS, query, doubts)
    return compiler.made[key].name


def _people(compiler: Compiler, rows: g.Everyone) -> tuple[str, int]:
    """The prepared table of everybody, with what they are found by; and how many there are."""
    names = (rows.who, *(theirs for _, theirs in rows.match))
    keys: list[tuple[str, SqlType]] = [(_key(number), "text") for number in range(len(rows.match))]
    if compiler.known is None:
        return _everybody(compiler, rows, names, keys)
    who, *found_by = _cells(compiler, rows.people, names)
    some = [n for n in range(len(who)) if all(column[n] is not None for column in found_by)]  # absent equals nothing
    cells = tuple(tuple(str(column[n]) for n in some) for column in (who, *found_by))
    made = compiler.made_of("everyone", (("above", "text"), *keys), cells, (rows.people, *names), _EVERYBODY)
    return made.name, len(who)


def _everybody(
    compiler: Compiler, rows: g.Everyone, names: tuple[str, ...], keys: list[tuple[str, SqlType]]
) -> tuple[str, int]:
    """The same table by a query, where there is no data yet."""
    quoted = compiler.dialect.quoted
    relation, (who, *found_by) = _of_input(compiler, rows.people, names)
    items = [f"{quoted(name)} AS {quoted(made)}" for name, (made, _) in zip((who, *found_by), [("above", ""), *keys])]
    there = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in found_by) or "TRUE"
    query = f"SELECT {', '.join(items)}\nFROM {quoted(relation)}\nWHERE {there}"
    columns: tuple[tuple[str, SqlType], ...] = (("above", "text"), *keys)
    made = compiler.made_of("everyone", columns, (), (rows.people, *names), _EVERYBODY, query)
    return made.name, compiler.body(rows.people).rows


def _cells(compiler: Compiler, table: str, columns: tuple[str, ...]) -> list[list[object]]:
    """The cells of an input table's columns."""
    record, names = _record(compiler, table, columns)
    assert compiler.known is not None
    return [list(column) for column in compiler.known(record, names)]


def _of_input(compiler: Compiler, table: str, columns: tuple[str, ...]) -> tuple[str, list[str]]:
    """The relation of an input table, and what its columns are called there."""
    record, names = _record(compiler, table, columns)
    facts = compiler.inputs[record]
    return facts.relation, [facts.id if name is None else facts.columns[name].sql for name in names]


def _record(compiler: Compiler, table: str, columns: tuple[str, ...]) -> tuple[str, list[str | None]]:
    """The record that an input table is, and its columns; the identity of a row is no cell (``None``)."""
    spec = compiler.graph.tables[table]
    ops = [spec.columns[name].op for name in columns]
    if not isinstance(spec.rows, g.Input):
        raise NotCompiled("who reaches whom is said by no data", None)
    return spec.rows.record, [op.column if isinstance(op, g.Cell) else None for op in ops]


def reached(frame: Frame, op: g.Reached) -> Value:
    """Whom the row reaches, and how."""
    rows = frame.body.graph.rows if frame.body.graph else None
    assert isinstance(rows, (g.RollUp, g.Everyone))
    if op.part == "level":
        name = _prepared(frame, "level", "narrow", "level", 1, max(frame.body.rows, 1), None)
        return Value("number", x.column(name.text))
    people = next((record for record in frame.compiler.inputs if _is_people(frame, rows, record)), None)
    source = "above" if op.part == "person" else "through"
    return Value("text", sql=(_prepared(frame, op.part, "text", source, 0, 0, people),))


def _is_people(frame: Frame, rows: g.RollUp | g.Everyone, record: str) -> bool:
    if isinstance(rows, g.Everyone):
        of = frame.compiler.graph.tables[rows.people].rows
        return isinstance(of, g.Input) and of.record == record
    op = frame.compiler.graph.tables[rows.links].columns[rows.manager].op
    table = frame.compiler.graph.tables[rows.links].rows
    if not isinstance(op, g.Cell) or not isinstance(table, g.Input):
        return False
    return frame.compiler.inputs[table.record].record.by_name[op.column].row == record


def _prepared(frame: Frame, hint: str, kind: SqlType, source: str, low: int, high: int, refers: str | None) -> Name:
    """A column of the prepared table."""
    shared = ("reached", source)
    known = frame.body.shared.get(shared)
    if isinstance(known, str):
        return Name(known)
    name = frame.compiler.names.new(hint)
    column = Column(name, frame.body.name, kind, None, low, high, False, refers, source=source, says=hint, place=frame.place)  # fmt: skip
    frame.body.columns[name] = frame.compiler.columns[name] = column
    frame.body.shared[shared] = name
    return Name(name)


def carried(frame: Frame, value: Value, table: str) -> Value:
    """A value of the row that this row comes from: column by column, so that what cancels goes on doing so."""
    faults = tuple(
        Fault((_brought(frame, "fault", "yes/no", fault.sql, 0, 0, False, None),))
        for fault in one_fault(frame.compiler.gather(table, value.faults))
    )
    if value.kind != "number":
        refers = frame.compiler.refers(value.sql)
        kind: SqlType = "text" if value.kind == "text" else "yes/no"
        name = _brought(frame, frame.hint, kind, value.sql, 0, 0, value.absent, refers)
        return Value(value.kind, sql=(name,), absent=value.absent, faults=faults)
    if value.absent and value.sql:
        return Value("number", value.exact, value.sql, True, faults)
    names: dict[str, str] = {}
    for column in value.exact.columns:
        of = frame.compiler.columns[column]
        names[column] = _brought(
            frame, of.says or column, of.kind, (Name(column),), of.low, of.high, of.absent, None
        ).text
    exact = value.exact
    top = {tuple(sorted(names[name] for name in product)): factor for product, factor in exact.top.items()}
    found = Exact(top, exact.den, tuple(sorted(names[name] for name in exact.divisors)))
    return Value("number", found, absent=value.absent, faults=faults)


def _brought(
    frame: Frame, hint: str, kind: SqlType, sql: Sql, low: int, high: int, absent: bool, refers: str | None
) -> Name:
    """A text over the columns of the source as a column here."""
    source = frame.body.source
    assert isinstance(source, FromSpine)
    shared = ("brought", sql)
    known = frame.body.shared.get(shared)
    if isinstance(known, str):
        return Name(known)
    name = frame.compiler.names.new(hint)
    column = Column(name, frame.body.name, kind, None, low, high, absent, refers, source=name, says=hint, place=frame.place)  # fmt: skip
    frame.body.columns[name] = frame.compiler.columns[name] = column
    frame.body.shared[shared] = name
    source.carried[name] = sql
    return Name(name)
