"""Division, rounding and totals on every engine that runs here, against the interpreter and the definition in Fractions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pytest

from planlang.core.graph import Mode
from planlang.engines.interpreter.arithmetic import EXACT
from planlang.engines.sql.dialects.base import NARROW_LIMIT, WIDE_LIMIT, SqlType
from planlang.engines.sql.executors import EngineError, Executor
from tests.engines.oracle import slow_round
from tests.engines.strategies import MODES
from tests.servers import ENGINES, Engines

ALL: list[Mode] = [*MODES, "cut"] if "cut" not in MODES else [*MODES]
DIVISORS = [1, 2, 3, 7, 10, 100, 999_999, 1_000_000, 10**9 + 7, 2**53 + 1, NARROW_LIMIT]
WIDE_DIVISORS = [1, 2, 3, 10, 999_999, 1_000_000, 10**18, 2**64, 10**32 - 1, 10**37, WIDE_LIMIT - 1, WIDE_LIMIT]

Case = tuple[int, int]


def around(p: int, q: int, limit: int) -> Iterator[Case]:
    """The quotient, its neighbours and their negatives, as far as they fit."""
    for near in (p - 1, p, p + 1):
        for signed in (near, -near):
            if abs(signed) <= limit and 0 < q <= limit:
                yield signed, q


@cache
def cases(limit: int, most: int | None = None) -> list[Case]:
    """Quotients of all sizes: random ones, exact ones, exact halves with their neighbours, and the extremes."""
    rng = random.Random(f"{limit}, {most}")
    found: dict[Case, None] = {}
    bits = limit.bit_length()

    def sized() -> int:
        return min(rng.getrandbits(rng.randint(1, bits)), limit)

    for _ in range(100):
        q = max(1, sized())
        found |= dict.fromkeys(around(sized(), q, limit))
        whole = sized() // q
        found |= dict.fromkeys(around(whole * q, q, limit))
        even = q + q % 2
        found |= dict.fromkeys(around((sized() // even) * even + even // 2, even, limit))
        found |= dict.fromkeys(around((sized() // q) * q + q // 2, q, limit))
    for q in WIDE_DIVISORS if limit > NARROW_LIMIT else DIVISORS:
        for p in (0, 1, q // 2, q, 3 * q // 2, limit, limit - limit % q, limit - limit % q - q // 2, limit // 2):
            found |= dict.fromkeys(around(p, q, limit))
    return [case for case in found if most is None or abs(case[0]) // case[1] < most]


def expected(items: list[Case], mode: Mode) -> list[int]:
    return EXACT.rounded([p for p, _ in items], [q for _, q in items], mode)


@pytest.mark.parametrize("mode", ALL)
def test_the_interpreter_agrees_with_the_definition(mode: Mode) -> None:
    """What the engines are compared with below, in Fractions."""
    items = cases(WIDE_LIMIT)
    assert expected(items, mode) == [slow_round(Fraction(p, q), Fraction(1), mode) for p, q in items]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("p_kind", "q_kind", "wide", "most"),
    [
        ("narrow", "narrow", False, None),
        ("wide", "wide", True, None),
        ("wide", "wide", True, NARROW_LIMIT),
        ("wide", "wide", True, 10**31),
        ("wide", "narrow", True, None),
        ("narrow", "narrow", True, None),
    ],
    ids=["narrow", "wide", "wide, short quotient", "wide, quotient of 31 digits", "wide over narrow", "narrow as wide"],
)
def test_every_mode(
    engines: Engines, engine: str, p_kind: SqlType, q_kind: SqlType, wide: bool, most: int | None
) -> None:
    session = engines.session(engine)
    dialect = session.dialect
    items = [
        (p, q)
        for p, q in cases(WIDE_LIMIT if wide else NARROW_LIMIT, most)
        if (p_kind == "wide" or abs(p) <= NARROW_LIMIT) and (q_kind == "wide" or q <= NARROW_LIMIT)
    ]
    assert len(items) > 500
    table = engines.fresh()
    columns: list[tuple[str, SqlType]] = [("i", "narrow"), ("p", p_kind), ("q", q_kind)]
    session.create(table, columns, [range(len(items)), [p for p, _ in items], [q for _, q in items]])
    exprs = [dialect.quotient("p", "q", wide, most), *(dialect.rounded("p", "q", mode, wide, most) for mode in ALL)]
    rows = exact_rows(session, f"SELECT {named(exprs)} FROM {table} ORDER BY i")
    session.drop(table)
    wanted = [expected(items, "cut"), *(expected(items, mode) for mode in ALL)]
    for mode, got, right in zip(["quotient", *ALL], zip(*rows), wanted):
        wrong = [(item, mine, theirs) for item, mine, theirs in zip(items, right, got) if mine != theirs]
        assert not wrong, (mode, len(wrong), wrong[:3])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("wide", [False, True], ids=["narrow", "wide"])
def test_divisors_written_as_numbers(engines: Engines, engine: str, wide: bool) -> None:
    session = engines.session(engine)
    dialect = session.dialect
    divisors = WIDE_DIVISORS if wide else DIVISORS
    items = sorted({p for p, _ in cases(WIDE_LIMIT if wide else NARROW_LIMIT)})[::2]
    table = engines.fresh()
    session.create(table, [("p", "wide" if wide else "narrow")], [items])
    exprs = [dialect.rounded("p", dialect.plain(q), "half-even", wide) for q in divisors]
    rows = exact_rows(session, f"SELECT {named(exprs)} FROM {table} ORDER BY p")
    session.drop(table)
    for q, got in zip(divisors, zip(*rows)):
        assert list(got) == expected([(p, q) for p in items], "half-even"), q


@pytest.mark.parametrize("engine", ENGINES)
def test_signs(engines: Engines, engine: str) -> None:
    """Spark's ``abs`` and its sign ``-`` round a decimal of more than 34 digits."""
    session = engines.session(engine)
    dialect, table = session.dialect, engines.fresh()
    wide = sorted({p for p, _ in cases(WIDE_LIMIT)})
    narrow = [p if abs(p) <= NARROW_LIMIT else p % NARROW_LIMIT for p in wide]
    session.create(table, [("n", "narrow"), ("w", "wide")], [narrow, wide])
    exprs = [
        dialect.size("n", False),
        dialect.size("w", True),
        dialect.negative("n", False),
        dialect.negative("w", True),
    ]
    rows = exact_rows(session, f"SELECT {named(exprs)} FROM {table} ORDER BY w")
    session.drop(table)
    assert rows == [(abs(n), abs(w), -n, -w) for n, w in zip(narrow, wide)]


@pytest.mark.parametrize("engine", ENGINES)
def test_literals(engines: Engines, engine: str) -> None:
    """A literal alone has the width it needs, and beside a column it is the same number."""
    session = engines.session(engine)
    dialect = session.dialect
    numbers = [0, 1, -1, 2**31 - 1, 2**31, -(2**31) - 1, NARROW_LIMIT, -NARROW_LIMIT, 2**63, -(2**63) - 1]
    numbers += [WIDE_LIMIT, -WIDE_LIMIT]
    table = engines.fresh()
    session.create(table, [("zero", "wide")], [[0]])
    exprs = [dialect.integer(n) for n in numbers] + [f"zero + {dialect.plain(n)}" for n in numbers]
    # A literal is 32 bits wide in some databases: their product must not be.
    exprs.append(f"{dialect.integer(2**31 - 1)} * {dialect.integer(-(2**31))}")
    exprs += [dialect.cast(dialect.plain(5), wide) for wide in (False, True)]
    rows = exact_rows(session, f"SELECT {named(exprs)} FROM {table}")
    session.drop(table)
    assert rows == [(*numbers, *numbers, (2**31 - 1) * -(2**31), 5, 5)]


@pytest.mark.parametrize("engine", ENGINES)
def test_absent_values(engines: Engines, engine: str) -> None:
    session = engines.session(engine)
    kinds: list[SqlType] = ["narrow", "wide", "text", "yes/no"]
    exprs = [session.dialect.absent(kind) for kind in kinds]
    exprs += [session.dialect.yes_no(True), session.dialect.yes_no(False)]
    assert exact_rows(session, f"SELECT {named(exprs)}") == [(None, None, None, None, True, False)]


@pytest.mark.parametrize("engine", ENGINES)
def test_totals(engines: Engines, engine: str) -> None:
    """Of a group and of a window, up to the last number that fits, whatever its parts."""
    session = engines.session(engine)
    dialect, table = session.dialect, engines.fresh()
    groups = {
        1: [NARROW_LIMIT - 10, 7, 3],
        2: [-NARROW_LIMIT + 5, -5],
        3: [NARROW_LIMIT, NARROW_LIMIT, 1],
        4: [NARROW_LIMIT, -NARROW_LIMIT, None],
    }
    rows = [(g, i, n) for g, parts in groups.items() for i, n in enumerate(parts)]
    big = [None if n is None else n * (WIDE_LIMIT // NARROW_LIMIT // 4) for _, _, n in rows]
    columns: list[tuple[str, SqlType]] = [("g", "narrow"), ("i", "narrow"), ("n", "narrow"), ("w", "wide")]
    session.create(table, columns, [*map(list, zip(*rows)), big])
    over = "OVER (PARTITION BY g ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"

    whole = [dialect.total("n", True), dialect.total("w", True), dialect.count()]
    found = exact_rows(session, f"SELECT g, {named(whole)} FROM {table} GROUP BY g ORDER BY g")
    assert found == [
        (g, sum(filter(None, parts)), sum(filter(None, parts)) * (WIDE_LIMIT // NARROW_LIMIT // 4), len(parts))
        for g, parts in groups.items()
    ]

    running = [dialect.total("n", True, over), dialect.total("w", True, over), dialect.count(over)]
    found = exact_rows(session, f"SELECT g, i, {named(running)} FROM {table} ORDER BY g, i")
    assert [(row[2], row[4]) for row in found] == [
        (sum(filter(None, parts[: i + 1])), i + 1) for parts in groups.values() for i in range(len(parts))
    ]

    narrow = f"SELECT g, {dialect.total('n', False)} AS x FROM {table} WHERE g <= 2 GROUP BY g ORDER BY g"
    assert exact_rows(session, narrow) == [(1, NARROW_LIMIT), (2, -NARROW_LIMIT)]
    inside = f"SELECT {dialect.total('n', False, over)} AS x FROM {table} WHERE g <= 2 ORDER BY g, i"
    assert exact_rows(session, inside)[2] == (NARROW_LIMIT,)
    with pytest.raises(EngineError):
        session.fetch(f"SELECT {dialect.total('n', False)} AS x FROM {table} WHERE g = 3")
    session.drop(table)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sql", ["n + 1", "n * 2", "-n - 2", "n * n"], ids=["sum", "product", "difference", "square"])
def test_overflow_is_an_error(engines: Engines, engine: str, sql: str) -> None:
    """Intervals prove that it can't occur; should they be wrong, nothing wraps around."""
    session, table = engines.session(engine), engines.fresh()
    session.create(table, [("n", "narrow")], [[NARROW_LIMIT]])
    with pytest.raises(EngineError):
        session.fetch(f"SELECT {sql} AS x FROM {table}")
    session.drop(table)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_quotient_that_does_not_fit_is_an_error(engines: Engines, engine: str) -> None:
    """Where a wide quotient is to become narrow, and where a product of wide numbers has no room."""
    session, table = engines.session(engine), engines.fresh()
    session.create(table, [("w", "wide"), ("q", "narrow")], [[17 * 10**36], [3]])
    dialect = session.dialect
    with pytest.raises(EngineError):
        session.fetch(f"SELECT {dialect.cast(dialect.quotient('w', 'q', True), False)} AS x FROM {table}")
    if engine != "postgres":  # which has numbers of any length
        with pytest.raises(EngineError):
            session.fetch(f"SELECT w * w AS x FROM {table}")
    session.drop(table)


def named(exprs: list[str]) -> str:
    return ",\n".join(f"{sql} AS c{i}" for i, sql in enumerate(exprs))


def exact_rows(session: Executor, sql: str) -> list[tuple[object, ...]]:
    """The rows of a query whose types are all right, inside it too."""
    assert session.check_types(sql) == []
    assert session.floating(sql) == []
    return [*session.fetch(sql).rows]
