"""Names, texts and data that look like SQL: they change no query, and every cell is still the interpreter's."""

from __future__ import annotations

import re
from typing import Any

import pytest

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.core.values import Values
from planlang.engines.sql.dialects import DIALECTS
from planlang.engines.sql.evaluate import every_column, sql_text
from tests.conformance.comparing import compare
from tests.conformance.engines import FAST, sessions
from tests.engines.build import FLAG, NUMBER, TEXT, col, const, graph, input_table, numbers, record, ref, table
from tests.servers import ENGINES, Engines

HOSTILE = (
    "'; DROP TABLE in_1; --", 'a"b', '"; DELETE FROM "in_1"; --', "*/ SELECT 1; /*", "-- x", "/* x", "back\\slash", "end\\",
    "\\'; --", "new\nline; DROP", "carriage\rreturn", "tab\there", "select", "FROM", "group by", "null", "NULL", "", " ",
    "ünïcödé 名前 🙂", "e\u0301 and é", "\u202eright to left", "\u2028line separator", "a" * 70, "ä" * 70, "${x}", "{{x}}", "%s %(x)s",
    "$1", "?", ":x", "$$", "$tag$", "`tick`", "[bracket]", "@x", "#x", "0x1F", "1e400", "E'x'", "U&'\\0041'", "in_1", "at", "asked",
    "one", "j0", "id", "c1", "x'y''z", "\x7f", "\ufeffbom",
)  # fmt: skip


def made() -> tuple[g.Graph, Dataset]:
    """Tables and columns of these names, texts of the plan and of the data, in all sorts of operations."""
    texts = [text for text in HOSTILE for _ in range(2)]
    ids = [f"{text}{number}" for number, text in enumerate(texts)]
    units = {"id; --": TEXT, 'na"me': TEXT, "select 1": NUMBER, "x*/": NUMBER}
    data = {
        "de'als": record("de'als", ids, units, {
            "id; --": Values(ids), 'na"me': Values(list(texts)), "select 1": numbers(list(range(len(texts)))),
            "x*/": numbers([n * n - 300 for n in range(len(texts))]),
        }),
    }  # fmt: skip
    name, number = ref('na"me'), ref("select 1")
    window: dict[str, Any] = {"by": ('na"me',), "order": ("x*/", "id; --")}
    base = input_table(data["de'als"], units)
    for at, text in enumerate(HOSTILE):
        for column in (
            col(f"{text} is", g.Compare(name, "==", const(text, TEXT)), FLAG),
            col(text, g.Choose(((ref(f"{text} is"), const(at)),), number)),
            col(f"{text} before", g.Compare(name, "<", const(text, TEXT)), FLAG),
            col(f"{text} as text", g.Choose(((ref(f"{text} is"), name),), const(text, TEXT)), TEXT),
        ):
            base.columns[column.name] = column
    for column in (
        col("'one of'", g.OneOf(name, tuple(const(text, TEXT) for text in HOSTILE[:20])), FLAG),
        col("so far; --", g.Running(number, **window, inclusive=True)),
        col("previous */", g.Previous(number, **window)),
        col("last\n", g.Total("highest", "de'als", 'na"me', (('na"me', name),)), TEXT),
        col("all -- of it", g.Total("total", "de'als", "x*/", (('na"me', name),), None, "'one of'")),
    ):
        base.columns[column.name] = column
    kept = table('kept"; DROP', g.Derive("de'als", "'one of'"), col("name", g.Carried('na"me'), TEXT),
                 col("id", g.RowId(), TEXT), col("sum", g.Carried("so far; --")))  # fmt: skip
    both = table("stack; '", g.Stack(("de'als", 'kept"; DROP')), col("name", g.Stacked(('na"me', "name")), TEXT),
                 col("id", g.RowId(), TEXT),
                 col("count", g.Total("count", 'kept"; DROP', None, (("name", ref("name")),))))  # fmt: skip
    return graph(base, kept, both, data=data), data


@pytest.mark.parametrize("engine", FAST)
def test_every_cell_is_the_same(engine: str, engines: Engines) -> None:
    made_graph, data = made()
    with sessions(engines, engine) as session:
        assert compare(session, made_graph, data, plans=engine == "duckdb") > 20_000


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_every_cell_is_the_same_on_spark(engines: Engines) -> None:
    made_graph, data = made()
    # its planner takes long for many columns; every text is in the data of those that are left
    columns = [node for node in every_column(made_graph) if node[1] in HOSTILE or not node[1].startswith(HOSTILE)]
    columns += [("de'als", f"{text} as text") for text in HOSTILE]
    with sessions(engines, "spark") as session:
        assert compare(session, made_graph, data, wanted=columns[::4], plans=False) > 1_000


def bare(text: str, dialect: str) -> str:
    """A query without its literals, quoted names and comments. Reads as the dialect does: Spark's backslash escapes."""
    inside = r"(?:[^'\\]|\\.)*" if dialect in ("spark", "bigquery") else r"(?:[^']|'')*"
    if dialect == "snowflake":
        inside = r"(?:[^'\\]|''|\\.)*"
    name = r"`[^`]*`" if dialect in ("spark", "bigquery") else r'"[^"]*"'
    return re.sub(rf"'{inside}'|{name}|--[^\n]*", " ", text, flags=re.DOTALL)


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_what_is_hostile_stands_in_literals_and_comments_only(dialect: str) -> None:
    made_graph, data = made()
    text = sql_text(made_graph, data, DIALECTS[dialect](), every_column(made_graph))
    left = bare(text, dialect)
    assert re.fullmatch(r"[A-Za-z0-9_\s(),.=<>+*/%|:;-]*", left), sorted(
        set(re.sub(r"[A-Za-z0-9_\s(),.=<>+*/%|:;-]", "", left))
    )
    words = set(re.findall(r"[A-Za-z_]+", left))
    assert not words & {"DROP", "DELETE", "bracket", "slash", "x", "hex"}, words
    assert left.count(";") == text.count(";\n\n") + 1


@pytest.mark.parametrize("engine", ENGINES)
def test_thousands_of_columns(engine: str, engines: Engines) -> None:
    count = {"duckdb": 3_000, "postgres": 900, "spark": 200}[engine]  # a row of PostgreSQL has 8,160 bytes
    units = {"id": TEXT, **{f"c{n}": NUMBER for n in range(count)}}
    columns = {name: numbers([len(name), 7, -n]) for n, name in enumerate(units) if name != "id"}
    data = {"rows": record("rows", ["a", "b", "c"], units, {"id": Values(["a", "b", "c"]), **columns})}
    base = input_table(data["rows"], units)
    wanted = []
    for n in range(1, len(columns), 7):
        column = col(f"sum {n}", g.Add(((1, ref(f"c{n}")), (-1, ref(f"c{n - 1}")))))
        base.columns[column.name] = column
        wanted.append(("rows", column.name))
    with sessions(engines, engine, as_users=True) as session:
        compare(session, graph(base, data=data), data, wanted=wanted, plans=engine == "duckdb")
