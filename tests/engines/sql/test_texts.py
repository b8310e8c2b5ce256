"""Texts, names and comments on every engine: nothing in them is anything but text, and they sort by code point."""

from __future__ import annotations

import pytest

from planlang.engines.sql.dialects import DIALECTS
from planlang.engines.sql.executors import EngineError
from tests.servers import ENGINES, Engines

HOSTILE = [
    "", " ", "  ", "a", "A", "b", "B", "Z", "aa", "a b", "a-b", "a_b", "ä", "Ä", "é", "e\u0301", "ß", "ss", "İ", "ı",
    "'", "''", "\\'", "\\", "\\\\", "\\n", "a\nb", "a\r\nb", "\t", '"', "`", "``", "';--", "'; DROP TABLE x; --", "/* */",
    "*/", "--", "$1", "${spark.app.name}", "${env:HOME}", "$$", "%s", "%", "{0}", "?", ":a", "@a", "\\u0041", "\\x41",
    "\\0", "NULL", "null", "true", "1", "01", "1e5", "-0", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}",
    "\N{RIGHT-TO-LEFT OVERRIDE}x", "\N{LINE SEPARATOR}", "\x7f", "\x85", "\x01", "\x1a", "\ue000", "\uffff", "\ufffd",
    "\N{GRINNING FACE}", "\U0010ffff", "日本", "नमस्ते", "E'\\x'", "r'x'", "x" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_values_come_back_and_sort_by_code_point(engines: Engines, engine: str) -> None:
    session, table = engines.session(engine), engines.fresh()
    session.create(table, [("t", "text"), ("i", "narrow")], [[*HOSTILE, None], range(len(HOSTILE) + 1)])
    dialect = session.dialect
    up = session.fetch(f"SELECT t FROM {table} ORDER BY {dialect.ordered('t', True, True)}").rows
    assert [row[0] for row in up] == [None, *sorted(HOSTILE)]
    down = session.fetch(f"SELECT t FROM {table} ORDER BY {dialect.ordered('t', True, True, descending=True)}").rows
    assert [row[0] for row in down] == [*sorted(HOSTILE, reverse=True), None]

    order = f"ORDER BY {dialect.ordered('t', True, False)}"
    ranked = f"SELECT i, row_number() OVER ({order}) AS n FROM {table} WHERE t IS NOT NULL"
    places = dict(session.fetch(ranked).rows)
    assert [places[i] for i in range(len(HOSTILE))] == [1 + sorted(HOSTILE).index(text) for text in HOSTILE]

    least, most = (f"{name}({dialect.comparable('t')})" for name in ("min", "max"))
    assert session.fetch(f"SELECT {least} AS a, {most} AS b FROM {table}").rows == [(min(HOSTILE), max(HOSTILE))]
    greater = f"SELECT count(*) AS n FROM {table} WHERE {dialect.comparable('t')} > {dialect.text('a')}"
    assert session.fetch(greater).rows == [(sum(text > "a" for text in HOSTILE),)]
    session.drop(table)


@pytest.mark.parametrize("engine", ENGINES)
def test_literals_come_back(engines: Engines, engine: str) -> None:
    session, table = engines.session(engine), engines.fresh()
    dialect = session.dialect
    exprs = ", ".join(f"{dialect.text(text)} AS c{i}" for i, text in enumerate(HOSTILE))
    assert session.fetch(f"SELECT {exprs}").rows == [tuple(HOSTILE)]

    session.create(table, [("t", "text"), ("i", "narrow")], [HOSTILE, range(len(HOSTILE))])
    whens = " ".join(f"WHEN t = {dialect.text(text)} THEN {i}" for i, text in enumerate(HOSTILE))
    assert session.fetch(f"SELECT count(*) AS n FROM {table} WHERE i = CASE {whens} END").rows == [(len(HOSTILE),)]
    pairs = dialect.concatenated(dialect.text("<\\'"), "t", dialect.text("'>"))
    rows = session.fetch(f"SELECT {pairs} AS x FROM {table} ORDER BY i").rows
    assert [row[0] for row in rows] == [f"<\\'{text}'>" for text in HOSTILE]
    session.drop(table)


@pytest.mark.parametrize("engine", ENGINES)
def test_nul(engines: Engines, engine: str) -> None:
    """PostgreSQL has no such text and says so; elsewhere it is a character like others."""
    session, table = engines.session(engine), engines.fresh()
    if engine == "postgres":
        with pytest.raises(ValueError, match="NUL"):
            session.dialect.text("a\0b")
        with pytest.raises(EngineError):
            session.create(table, [("t", "text")], [["a\0b"]])
        session.drop(table)
        return
    assert session.fetch(f"SELECT {session.dialect.text(chr(0))} AS x").rows == [("\0",)]
    assert session.fetch(f"SELECT {session.dialect.text('a' + chr(0) + 'b')} AS x").rows == [("a\0b",)]


@pytest.mark.parametrize("engine", ENGINES)
def test_names(engines: Engines, engine: str) -> None:
    """Columns of users' files are called anything."""
    session, table = engines.session(engine), engines.fresh()
    names = [text[:60] for text in HOSTILE if text.strip() and "\x01" not in text and len(text[:60].encode()) < 64]
    names = [*dict.fromkeys([*names, "select", "limit", "Amount", "x" * 60])]
    if engine == "duckdb":  # whose names differ by more than case
        names = [*{name.casefold(): name for name in names}.values()]
    quoted = [session.dialect.quoted(name) for name in names]
    made = ", ".join(f"{i} AS {name}" for i, name in enumerate(quoted))
    session.keep(table, f"SELECT {made}") if engine != "spark" else session.execute(
        f"CREATE TEMPORARY VIEW {table} AS SELECT {made}"
    )
    found = session.fetch(f"SELECT {', '.join(quoted)} FROM {table}")
    assert found.names == tuple(names)
    assert found.rows == [tuple(range(len(names)))]
    session.drop(table)


@pytest.mark.parametrize("engine", ENGINES)
def test_comments_end_with_their_line(engines: Engines, engine: str) -> None:
    session = engines.session(engine)
    lines = "\n".join(session.dialect.comment(text) + f"\n{' + ' if i else ''}1" for i, text in enumerate(HOSTILE))
    assert session.fetch(f"SELECT {lines} AS x").rows == [(len(HOSTILE),)]


@pytest.mark.parametrize("name", DIALECTS)
def test_a_comment_is_one_line(name: str) -> None:
    for text in [*HOSTILE, "a\0b", "a\x0bb\x0cc\x1cd\x1de\x1ef\u2028g\u2029h\x85i"]:
        comment = DIALECTS[name]().comment(text)
        assert comment.startswith("--")
        assert len(comment.splitlines()) == 1
        assert "\0" not in comment


def test_a_name_too_long_for_postgres_is_refused() -> None:
    with pytest.raises(ValueError, match="not a PostgreSQL name"):
        DIALECTS["postgres"]().quoted("ä" * 32)
