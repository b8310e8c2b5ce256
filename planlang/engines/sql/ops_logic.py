"""Conditions and choices."""

from __future__ import annotations

from planlang.core import graph as g
from planlang.core.values import RELATIONS
from planlang.engines.sql import exact as x
from planlang.engines.sql.bounds import remember
from planlang.engines.sql.exact import Exact, Poly
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql
from planlang.engines.sql.passes.decided import beside, decided
from planlang.engines.sql.values import Fault, Test, Value, all_faults, both, either, listed, negated
from planlang.slotted import evolve

_SQL = {"==": "=", "!=": "<>"}
_TURNED: dict[g.Relation, g.Relation] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def compared(frame: Frame, left: Value, relation: g.Relation, right: Value) -> Sql:
    """A comparison in brackets: of numbers cross-multiplied."""
    if left.kind == "yes/no" and not left.absent and not right.absent and right.sql in _constants(frame):
        wanted = (right.sql == (frame.dialect.yes_no(True),)) is (relation == "==")
        return left.sql if wanted else negated(left.sql)
    if left.kind != "number" or right.kind != "number":
        return _same(frame, left.sql, relation, right.sql, left.absent or right.absent)
    if (left.absent and left.sql) or (right.absent and right.sql):  # an absent constant
        return _same(frame, _one(frame, left), relation, _one(frame, right), True)
    if (left.absent or right.absent) and relation in ("==", "!="):
        tops, _, _ = x.common([left.exact, right.exact])
        return _same(frame, _bracketed(frame, tops[0]), relation, _bracketed(frame, tops[1]), True)
    columns = frame.compiler.columns
    difference = x.added([(1, left.exact), (-1, right.exact)])
    known = difference.constant
    if known is not None:
        return (frame.dialect.yes_no(RELATIONS[relation](known, 0)),)
    # Terms with a minus go to the other side; unsure divisors are turned to be above 0.
    if not all(columns[name].positive for name in difference.divisors):
        difference = frame.positive(difference)
    sure = decided(frame, difference, relation)
    if sure is not None:
        return (frame.dialect.yes_no(sure),)
    above: Poly = {names: factor for names, factor in difference.top.items() if factor > 0}
    below: Poly = {names: -factor for names, factor in difference.top.items() if factor < 0}
    if not any(names for names in above) and any(names for names in below):
        above, below, relation = below, above, _TURNED[relation]
    one, other = frame.num(above), frame.num(below)
    return ("(", *one.sql, f" {_SQL.get(relation, relation)} ", *other.sql, ")")


def _constants(frame: Frame) -> tuple[Sql, Sql]:
    return (frame.dialect.yes_no(True),), (frame.dialect.yes_no(False),)


def _one(frame: Frame, value: Value) -> Sql:
    if not value.sql:
        return frame.key(value, frame.hint)
    return value.sql


def _bracketed(frame: Frame, top: Poly) -> Sql:
    return ("(", *frame.num(top).sql, ")")


def _same(frame: Frame, left: Sql, relation: g.Relation, right: Sql, absent: bool) -> Sql:
    if absent and relation in ("==", "!="):
        word = " IS NOT DISTINCT FROM " if relation == "==" else " IS DISTINCT FROM "
        return ("(", *left, word, *right, ")")
    return ("(", *left, f" {_SQL.get(relation, relation)} ", *right, ")")


def compare(frame: Frame, op: g.Compare) -> Value:
    """A comparison."""
    left, right = frame.value(op.left), frame.value(op.right)
    test = None
    if left.kind == right.kind == "number" and not (left.absent or right.absent):
        test = Test(x.added([(1, left.exact), (-1, right.exact)]), op.relation)
    sql = frame.condition(frame.hint, compared(frame, left, op.relation, right))
    return Value("yes/no", sql=sql, faults=all_faults((left, right)), test=test)


def one_of(frame: Frame, op: g.OneOf) -> Value:
    """Whether a value is one of some."""
    value = frame.value(op.value)
    members = [frame.constant(member) for member in op.members]
    if not members:
        return Value("yes/no", sql=(frame.dialect.yes_no(False),), faults=value.faults)
    if value.kind == "number":
        held = either([compared(frame, value, "==", member) for member in members])
    else:
        held = ("(", *value.sql, " IN (", *listed([member.sql for member in members]), "))")
        if value.absent:
            held = ("coalesce(", *held, ", FALSE)")
    return Value("yes/no", sql=frame.condition(frame.hint, held), faults=value.faults)


def is_known(frame: Frame, op: g.IsKnown) -> Value:
    """Whether an optional value is there."""
    value = frame.value(op.value)
    if not value.absent:
        return Value("yes/no", sql=(frame.dialect.yes_no(True),), faults=value.faults)
    known = value.sql
    if not known:
        top = frame.top(value.exact)
        known = (top,) if top is not None else (frame.dialect.integer(0),)
    sql = ("(", *known, " IS NOT NULL)")
    return Value("yes/no", sql=frame.condition(frame.hint, sql), faults=value.faults)


def logic(frame: Frame, op: g.Logic) -> Value:
    """``and``, ``or``, ``not``; what is wrong with a later part matters only where the earlier ones leave it open."""
    values = [frame.value(part) for part in op.parts]
    if op.word == "not":
        yes, no = _constants(frame)
        turned = no if values[0].sql == yes else yes if values[0].sql == no else negated(values[0].sql)
        return Value("yes/no", sql=frame.condition(frame.hint, turned), faults=values[0].faults)
    settles = op.word == "or"  # the answer that no later part can change
    faults: list[Fault] = []
    earlier: list[Sql] = []
    parts: list[Sql] = []
    for value, sure in zip(values, beside(frame, values, settles)):
        for fault in value.faults:
            faults.append(Fault(both([*earlier, fault.sql])) if earlier else fault)
        if sure is not None:
            value = Value("yes/no", sql=(frame.dialect.yes_no(sure),))
        if value.sql == (frame.dialect.yes_no(settles),):
            return Value(
                "yes/no",
                sql=value.sql if not parts else _all(frame, settles, [*parts, value.sql]),
                faults=tuple(faults),
            )
        if value.sql == (frame.dialect.yes_no(not settles),):
            continue
        parts.append(value.sql)
        earlier.append(negated(value.sql) if settles else value.sql)
    return Value("yes/no", sql=_all(frame, settles, parts), faults=tuple(faults))


def _all(frame: Frame, settles: bool, parts: list[Sql]) -> Sql:
    """Parts joined by ``or`` (if yes settles it) or ``and``."""
    if (frame.dialect.yes_no(settles),) in parts:
        return (frame.dialect.yes_no(settles),)
    if not parts:
        return (frame.dialect.yes_no(not settles),)
    return frame.condition(frame.hint, (either if settles else both)(parts))


def choose(frame: Frame, op: g.Choose) -> Value:
    """The value of the first case that holds."""
    cases: list[tuple[Sql, Value]] = []
    faults: list[Fault] = []
    earlier: list[Sql] = []
    zeros: set[str] = set()
    settled = False
    for condition, operand in op.cases:
        held = frame.value(condition)
        _add(faults, earlier, held.faults)
        if held.sql == (frame.dialect.yes_no(False),):
            continue  # of any value that there is; where there is none, nothing is chosen
        value = None if operand is None else frame.value(operand)
        here = both([*earlier, held.sql])
        if value is None:
            faults.append(Fault(here))
        else:
            value = _there(frame, condition, operand, _without(frame, value, zeros))
            known = _not_zero(held)
            _add(faults, [here], [f for f in value.faults if f.zero is None or f.zero not in known])
            settled = held.sql == (frame.dialect.yes_no(True),)
            cases.append((() if settled else held.sql, value))
        if settled or held.sql == (frame.dialect.yes_no(True),):
            settled = True
            break
        zeros |= _zero_otherwise(held)
        earlier.append(negated(held.sql))
    if not settled:
        if op.otherwise is None:
            faults.append(Fault(both(earlier) if earlier else (frame.dialect.yes_no(True),)))
        else:
            last = _without(frame, frame.value(op.otherwise), zeros)
            _add(faults, earlier, last.faults)
            cases.append(((), last))
    return _cases(frame, cases, tuple(faults), zeros)


def _there(frame: Frame, condition: g.Operand, operand: g.Operand | None, value: Value) -> Value:
    """What is chosen where it is known is there."""
    assert frame.body.graph is not None
    held = frame.body.graph.columns[condition.column].op if isinstance(condition, g.Ref) else None
    if value.kind == "number" and not value.sql and isinstance(held, g.IsKnown) and held.value == operand:
        return evolve(value, absent=False)
    return value


def _add(faults: list[Fault], earlier: list[Sql], more: tuple[Fault, ...] | list[Fault]) -> None:
    for fault in more:
        faults.append(Fault(both([*earlier, fault.sql])) if earlier else fault)


def _not_zero(held: Value) -> tuple[str, ...]:
    """Columns that aren't 0 where a condition holds."""
    test = held.test
    if test is None or test.relation not in ("!=", ">", "<") or len(test.difference.top) != 1:
        return ()
    ((names, _),) = test.difference.top.items()
    return names


def _zero_otherwise(held: Value) -> set[str]:
    """Columns that are 0 where a condition does not hold."""
    test = held.test
    if test is None or test.relation != "!=" or len(test.difference.top) != 1:
        return set()
    ((names, _),) = test.difference.top.items()
    return set(names) if len(set(names)) == 1 else set()


def _without(frame: Frame, value: Value, zeros: set[str]) -> Value:
    """A value where some columns are known to be 0."""
    if value.kind != "number" or value.absent or not zeros or any(name in zeros for name in value.exact.divisors):
        return value
    top = {names: factor for names, factor in value.exact.top.items() if not frame.compiler.vanished(names, zeros)}
    return Value("number", x.reduced(top, value.exact.den, value.exact.divisors), faults=value.faults)


def _cases(frame: Frame, cases: list[tuple[Sql, Value]], faults: tuple[Fault, ...], zeros: set[str]) -> Value:
    if not cases:
        return Value("number", x.constant(0), faults=faults)
    kind = next((value.kind for _, value in cases if not value.absent or value.kind != "number"), cases[0][1].kind)
    absent = any(value.absent for _, value in cases)
    if not cases[0][0]:  # no case can hold, or none is left before this one
        first = cases[0][1]
        return Value(first.kind, first.exact, first.sql, first.absent, faults)
    if kind == "number":
        return _numbers(frame, cases, faults, zeros, absent)
    if all(value.sql == cases[0][1].sql for _, value in cases):
        return Value(kind, sql=cases[0][1].sql, absent=absent, faults=faults)
    sql = _case(cases, [value.sql for _, value in cases])
    refers = {frame.compiler.refers(value.sql) for _, value in cases}
    name = frame.define(
        frame.hint, "text" if kind == "text" else "yes/no", sql, absent=absent,
        refers=refers.pop() if len(refers) == 1 else None,
    )  # fmt: skip
    return Value(kind, sql=(name,), absent=absent, faults=faults)


def _case(cases: list[tuple[Sql, Value]], texts: list[Sql]) -> Sql:
    parts: list[str | Name] = ["CASE"]
    for (held, _), text in zip(cases, texts):
        parts += [" WHEN ", *held, " THEN ", *text] if held else [" ELSE ", *text]
    return ("(", *parts, " END)")


def _numbers(
    frame: Frame, cases: list[tuple[Sql, Value]], faults: tuple[Fault, ...], zeros: set[str], absent: bool
) -> Value:
    exacts = [value.exact for _, value in cases]
    if not absent and _all_alike(frame, exacts, zeros):
        return Value("number", exacts[0], faults=faults)
    there = [frame.positive(value.exact) for _, value in cases if not (value.absent and value.sql)]
    tops, den, divisors = x.common(there)
    nums = [frame.num(top) for top in tops]
    wide = any(num.wide for num in nums)
    texts: list[Sql] = []
    left = iter(nums)
    for _, value in cases:
        if value.absent and value.sql:  # an absent constant
            texts.append((frame.dialect.absent("wide" if wide else "narrow"),))
        else:
            num = next(left)
            texts.append(frame.arithmetic.typed(frame.arithmetic.widened(num) if wide else num).sql)
    if not nums:
        return Value("number", sql=texts[0], absent=True, faults=faults)
    low, high = min(num.low for num in nums), max(num.high for num in nums)
    name = frame.define(frame.hint, "wide" if wide else "narrow", _case(cases, texts), low, high, absent=absent)
    exact = x.reduced({(name.text,): 1}, den, divisors)
    ends = [frame.bounds(one) for one in there]
    remember(frame, exact, min(least for least, _ in ends), max(most for _, most in ends))
    if not absent and zeros and all(not top for top in tops[1:]):
        frame.compiler.vanishes(name.text, {(zero,): 1 for zero in zeros} if len(zeros) == 1 else {(): 1})
    return Value("number", exact, absent=absent, faults=faults)


def _all_alike(frame: Frame, exacts: list[Exact], zeros: set[str]) -> bool:
    """Whether no case distinction is needed: all the same, or the first is 0 by itself where the others are."""
    first = exacts[0]
    if all(exact == first for exact in exacts[1:]):
        return True
    if any(exact.top for exact in exacts[1:]) or len(exacts) < 2 or any(name in zeros for name in first.divisors):
        return False
    return bool(zeros) and all(frame.compiler.vanished(names, zeros) for names in first.top)
