"""Where a table's rows come from, and the operations that pass values of those on."""

from __future__ import annotations

from planlang.core import graph as g
from planlang.core.calendar import PERIODS
from planlang.core.records import Kind
from planlang.engines.sql import exact as x
from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame, is_text
from planlang.engines.sql.inputs import ColumnFacts, column_type
from planlang.engines.sql.numbers import Name, Sql
from planlang.engines.sql.tables import FromSpine, FromStack
from planlang.engines.sql.values import Column, Value, one_fault


def base(
    frame: Frame, hint: str, kind: SqlType, source: str, low: int, high: int, absent: bool, refers: str | None
) -> Name:
    """A column of what a table's rows are."""
    shared = ("base", source)
    known = frame.body.shared.get(shared)
    if isinstance(known, str):
        return Name(known)
    name = frame.compiler.names.new(hint)
    column = Column(
        name, frame.body.name, kind, None, low, high, absent, refers, source=source,
        says=frame.column.says if frame.column else hint, place=frame.place,
    )  # fmt: skip
    frame.body.columns[name] = frame.compiler.columns[name] = column
    frame.body.shared[shared] = name
    return Name(name)


def cell(frame: Frame, op: g.Cell) -> Value:
    """A column of the record."""
    assert frame.body.graph is not None and isinstance(frame.body.graph.rows, g.Input)
    facts = frame.compiler.inputs[frame.body.graph.rows.record]
    column = facts.columns[op.column]
    spec = facts.record.by_name[op.column]
    kind = column_type(column)
    low, high = _bounds(frame, column, spec.kind)
    name = base(frame, frame.hint, kind, column.sql, low, high, column.absent, spec.row)
    frame.arithmetic.check(low, high, (name,))
    if kind == "text" or kind == "yes/no":
        frame.compiler.columns[name.text].form = column.form
        return Value(kind, sql=(name,), absent=column.absent)
    return Value("number", x.column(name.text, column.den), absent=column.absent)


def _bounds(frame: Frame, column: ColumnFacts, kind: Kind) -> tuple[int, int]:
    """Where the numbers of an input column lie. Without any: at a day or period that makes no calendar longer."""
    if column.low is not None and column.high is not None:
        return column.low, column.high
    first = frame.compiler.graph.covers[0]
    if kind == "date":
        return first, first
    if kind in PERIODS:
        number = frame.compiler.graph.calendar.period(kind, first)  # type: ignore[arg-type]
        return number, number
    return 0, 0


def carried(frame: Frame, op: g.Carried) -> Value:
    """The source row's value: the same columns."""
    rows = frame.body.graph.rows if frame.body.graph is not None else None
    if isinstance(rows, (g.RollUp, g.Everyone)):
        from planlang.engines.sql import ops_pairs

        return ops_pairs.carried(frame, frame.compiler.value(rows.source, op.column), rows.source)
    assert isinstance(rows, g.Derive)
    return frame.compiler.value(rows.source, op.column)


def stacked(frame: Frame, op: g.Stacked) -> Value:
    """The stacked row's value: one column for the values of all tables."""
    source = frame.body.source
    assert isinstance(source, FromStack) and frame.column is not None
    there = [Frame(frame.compiler, frame.compiler.body(table)) for table in source.tables]
    values = [None if name is None else one.own(name) for one, name in zip(there, op.columns)]
    known = [value for value in values if value is not None]
    absent = len(known) < len(values) or any(value.absent for value in known)
    faults = []
    for number, value in enumerate(values):
        for fault in one_fault(frame.compiler.gather(source.tables[number], value.faults)) if value else ():
            texts = [fault.sql if n == number else (frame.dialect.yes_no(False),) for n in range(len(values))]
            name = _stacked(frame, source, f"{frame.hint} fault", "yes/no", texts, 0, 0, False)
            faults.append(type(fault)((name,)))
    unit = frame.column.unit
    if is_text(unit) or unit.kind == "yes/no":
        kind: SqlType = "text" if is_text(unit) else "yes/no"
        none: Sql = (frame.dialect.absent(kind),)
        refers = {frame.compiler.refers(value.sql) for value in known}
        texts = [none if value is None else value.sql for value in values]
        name = _stacked(
            frame, source, frame.hint, kind, texts, 0, 0, absent, refers.pop() if len(refers) == 1 else None
        )
        return Value("text" if kind == "text" else "yes/no", sql=(name,), absent=absent, faults=tuple(faults))
    exacts = [
        one.positive(value.exact) if value is not None and not (value.absent and value.sql) else None
        for one, value in zip(there, values)
    ]
    found = _one_number(frame, source, there, exacts, absent)
    return Value("number", found, absent=absent, faults=tuple(faults))


def _one_number(frame: Frame, source: FromStack, there: list[Frame], exacts: list[Exact | None], absent: bool) -> Exact:
    from math import lcm

    den = lcm(*(exact.den for exact in exacts if exact is not None)) if any(exacts) else 1
    nums = [
        None if exact is None else one.num({names: factor * (den // exact.den) for names, factor in exact.top.items()})
        for one, exact in zip(there, exacts)
    ]
    some = [num for num in nums if num is not None]
    wide = any(num.wide for num in some)
    none: Sql = (frame.dialect.absent("wide" if wide else "narrow"),)
    texts = [none if num is None else frame.typed(frame.arithmetic.widened(num) if wide else num) for num in nums]
    low, high = min((num.low for num in some), default=0), max((num.high for num in some), default=0)
    top = _stacked(frame, source, frame.hint, "wide" if wide else "narrow", texts, low, high, absent)
    if not any(exact is not None and exact.divisors for exact in exacts):
        return x.column(top.text, den)
    below = [
        one.num({exact.divisors: 1}) if exact is not None and exact.divisors else frame.arithmetic.literal(1)
        for one, exact in zip(there, exacts)
    ]
    wide = any(num.wide for num in below)
    texts = [frame.typed(frame.arithmetic.widened(num) if wide else num) for num in below]
    most = max(num.high for num in below)
    over = _stacked(frame, source, f"{frame.hint} divisor", "wide" if wide else "narrow", texts, 1, most, False)
    return x.reduced({(top.text,): 1}, den, (over.text,))


def _stacked(
    frame: Frame, source: FromStack, hint: str, kind: SqlType, texts: list[Sql], low: int, high: int, absent: bool,
    refers: str | None = None,
) -> Name:  # fmt: skip
    shared = ("stacked", tuple(texts), kind)
    known = frame.body.shared.get(shared)
    if isinstance(known, str):
        return Name(known)
    name = base(frame, hint, kind, f"stacked {len(source.columns)}", low, high, absent, refers)
    source.columns[name.text] = tuple(texts)
    frame.body.shared[shared] = name.text
    return name


def spine_key(frame: Frame, op: g.SpineKey) -> Value:
    """The person or the period."""
    source, rows = frame.body.source, frame.body.graph.rows if frame.body.graph else None
    assert isinstance(source, FromSpine) and isinstance(rows, g.Spine)
    if op.part == "period":
        if source.periods is None:
            return Value("number", x.constant(0))
        name = base(frame, frame.hint, "narrow", "period", rows.first, rows.last, False, None)
        return Value("number", x.column(name.text))
    return person(frame)


def person(frame: Frame) -> Value:
    """The identity of a spine's person."""
    source = frame.body.source
    assert isinstance(source, FromSpine) and source.people is not None
    people = frame.compiler.body(source.people)
    there = identity(Frame(frame.compiler, people))
    record = people.graph.rows.record if people.graph and isinstance(people.graph.rows, g.Input) else None
    name = base(frame, "participant", "text", "person", 0, 0, False, record or frame.compiler.refers(there.sql))
    source.carried[name.text] = there.sql
    return Value("text", sql=(name,))


def row_number(frame: Frame) -> Name | None:
    """The number of an input's row, where the loader has numbered them."""
    assert frame.body.graph is not None and isinstance(frame.body.graph.rows, g.Input)
    facts = frame.compiler.inputs[frame.body.graph.rows.record]
    number = getattr(facts, "number", None)
    if number is None:
        return None
    return base(frame, f"{facts.record.row} number", "narrow", number, 0, max(facts.rows - 1, 0), False, None)


def row_identity(frame: Frame, op: g.RowId) -> Value:
    """The text that tells rows apart."""
    return identity(frame)


def identity(frame: Frame) -> Value:
    """The text that tells the rows of a table apart."""
    compiler, body = frame.compiler, frame.body
    assert body.graph is not None
    rows = body.graph.rows
    if isinstance(rows, g.Input):
        facts = compiler.inputs[rows.record]
        from planlang.engines.sql.passes.late import late_identity

        late = late_identity(frame, facts)
        if late is not None:
            return Value("text", sql=late)
        name = base(frame, f"{body.sql} id", "text", facts.id, 0, 0, False, rows.record)
        return Value("text", sql=(name,))
    if isinstance(rows, g.Derive):
        return identity(Frame(compiler, compiler.body(rows.source)))
    if isinstance(rows, g.Stack):
        source = body.source
        assert isinstance(source, FromStack)
        texts: list[Sql] = []
        for table in source.tables:
            own = identity(Frame(compiler, compiler.body(table))).sql
            texts.append(
                own if len(source.tables) == 1 else concatenated(frame, own, (frame.dialect.text(f" / {table}"),))
            )
        return Value("text", sql=(_stacked(frame, source, f"{body.sql} id", "text", texts, 0, 0, False),))
    if isinstance(rows, (g.RollUp, g.Everyone)):
        left, right = _pair(frame, rows)
        whole = concatenated(frame, left.sql, (frame.dialect.text(" / "),), right.sql)
        return Value("text", sql=(frame.define(f"{body.sql} id", "text", whole),))
    parts: list[Sql] = []
    if rows.people is not None:
        parts.append(person(frame).sql)
    if rows.unit is not None:
        parts.append((base(frame, f"{rows.unit} label", "text", "label", 0, 0, False, None),))
    if not parts:
        return Value("text", sql=(frame.dialect.text("plan"),))
    if len(parts) == 1:
        return Value("text", sql=parts[0])
    sql = concatenated(frame, parts[0], (frame.dialect.text(" / "),), parts[1])
    return Value("text", sql=(frame.define(f"{body.sql} id", "text", sql),))


def _pair(frame: Frame, rows: g.RollUp | g.Everyone) -> tuple[Value, Value]:
    """The identity of the row that a row comes from, and of the person whom it reaches."""
    from planlang.engines.sql import ops_pairs

    there = Frame(frame.compiler, frame.compiler.body(rows.source))
    return ops_pairs.carried(frame, identity(there), rows.source), ops_pairs.reached(frame, g.Reached("person"))


def concatenated(frame: Frame, *texts: Sql) -> Sql:
    """Texts one after the other."""
    template = frame.dialect.concatenated(*("\0" for _ in texts))
    parts: list[str | Name] = []
    for number, piece in enumerate(template.split("\0")):
        parts.append(piece)
        if number < len(texts):
            parts.extend(texts[number])
    return tuple(part for part in parts if part != "")


def row_order(frame: Frame, descending: bool = False) -> list[Sql]:
    """Terms of ORDER BY for the order that a table's rows have in the reference: by identity, table after table in a stack."""
    return [frame.term(frame.key(value, "row"), value, descending) for value in _in_order(frame)]


def _in_order(frame: Frame) -> list[Value]:
    """The values that a table's rows are in the order of."""
    compiler, body = frame.compiler, frame.body
    assert body.graph is not None
    rows = body.graph.rows
    if isinstance(rows, g.Derive):
        return _in_order(Frame(compiler, compiler.body(rows.source)))
    if isinstance(rows, (g.RollUp, g.Everyone)):
        from planlang.engines.sql import ops_pairs

        there = _in_order(Frame(compiler, compiler.body(rows.source)))
        last = ops_pairs.reached(frame, g.Reached("level" if isinstance(rows, g.RollUp) else "person"))
        return [*(ops_pairs.carried(frame, value, rows.source) for value in there), last]
    terms: list[Value] = []
    if isinstance(rows, g.Stack):
        source = body.source
        assert isinstance(source, FromStack)
        if len(source.tables) > 1:
            numbers: list[Sql] = [(frame.dialect.integer(n),) for n in range(len(source.tables))]
            which = _stacked(frame, source, f"{body.sql} part", "narrow", numbers, 0, len(numbers), False)
            terms.append(Value("number", x.column(which.text)))
        terms.append(identity(frame))
    elif isinstance(rows, g.Spine):
        if rows.people is not None:
            terms.append(person(frame))
        if rows.unit is not None:
            terms.append(spine_key(frame, g.SpineKey("period")))
    else:
        terms.append(identity(frame))
    return terms
