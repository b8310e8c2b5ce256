"""Scripts: what is recorded of the model plans, and what databases say that run them from plain tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from planlang.compile import compile_text
from planlang.core.graph import Graph
from planlang.core.records import NUMERIC
from planlang.data.load import load
from planlang.engines.sql.dialects import DIALECTS
from planlang.run.pay import pay
from planlang.run.periods import selected
from planlang.run.script.assumptions import LADDER, assumed, named
from planlang.run.script.script import Script, script
from planlang.run.script.small import runs
from planlang.run.script.sources import Sources
from planlang.run.tables import Output
from tests.run.script.plaintables import plain_table
from tests.run.script.recorded import HERE, PLANS, ROOT, name_of, printed
from tests.servers import ENGINES, Engines

ODD = """plan Odd "Texts, periods and dates of all sorts" {
    currency     EUR
    calendar     years start in July, named by the year they end in, weeks start on Monday
    covers       credits dated from 2024-07-01 through 2025-06-30
    rounding     nearest 0.01 EUR, halves away from zero
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {
        id:   text, key
    }

    data targets, each row a target, one for each participant and each quarter {
        participant: participant
        quarter:     quarter
        month:       month, optional
        half:        half
        week:        week, optional
        year:        year
        amount:      money per quarter
    }

    data deals, each row a deal {
        who:    participant
        closed: date
        done:   date, optional
        what:   one of Big, Small, reads "b" as Big, reads "s" as Small
        won:    yes/no, reads "J" as yes, reads "" as no
        rate:   percent
        times:  multiplier
        many:   count
        amount: money, column "the amount; -- 'x'"
    }

    data sales, each row a sale {
        id:     text, key
        who:    participant
        closed: date
        amount: money
    }

    credit Sales for each sale {
        to       sale.who
        amount   sale.amount
        dated    sale.closed
        ordered  by sale.closed, then sale.id
    }

    commission Base for each credit of Sales {
        pay      3% of credit.amount
        rounded  each credit
    }

    payout for each participant each quarter, by credit date {
        add      Base
        if negative  collected
    }
}
"""

ODD_DATA = {
    "sales.csv": "id,who,closed,amount\n1,ana,2025-01-31,1000000.01\n",
    "participants.csv": "id\nana\nb'en\n",
    "targets.csv": "participant,quarter,month,half,week,year,amount\nana,2025-Q1,2024-07,2025-H1,2024-07-01,2025,1.50\n"
    "ana,2025-Q4,,2024-H2,,2024,-0.01\nb'en,2024-Q3,2025-06,2025-H2,2026-06-29,2026,3\n",
    "deals.csv": "who,closed,done,what,won,rate,times,many,the amount; -- 'x'\n"
    "ana,2024-07-01,,b,J,12.5,1.25x,3,10.10\nana,2024-07-01,2025-01-31,Small,no,60%,2,0,-0.05\n"
    "b'en,2025-06-30,2019-12-31,s,,0,0.5,7,0\n",
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_it_is_what_is_recorded(plan: Path, dialect: str) -> None:
    text = printed(plan, dialect)
    recorded = HERE / "golden" / name_of(plan, dialect)
    assert text == recorded.read_text(encoding="utf-8"), "`python -m tests.run.script.recorded` records it anew"
    assert ("not executed here" in text) == (dialect in ("snowflake", "bigquery"))


def compiled_model(name: str) -> tuple[Graph, str, Path]:
    folder = next(folder for folder in (HERE / name, ROOT / "stdlib_plans" / name) if folder.is_dir())
    text = (folder / f"{name}.plan").read_text(encoding="utf-8")
    graph = compile_text(text.encode(), f"{name}.plan").graph
    assert graph is not None
    return graph, text, folder / "data"


@contextmanager
def running(engines: Engines, engine: str) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """A plain session with a database, as people have it: not one of planlang's."""
    if engine == "duckdb":
        import duckdb

        with duckdb.connect(":memory:") as session:
            yield lambda sql: session.execute(sql).fetchall()
    elif engine == "postgres":
        import psycopg

        with psycopg.connect(engines.postgres(), autocommit=True) as connection:

            def ask(sql: str) -> list[tuple[Any, ...]]:
                cursor = connection.execute(sql)  # type: ignore[call-overload]
                return cursor.fetchall() if cursor.description else []

            yield ask
    else:
        session = engines.opened("spark")
        try:
            yield lambda sql: [tuple(row) for row in session.session.sql(sql).collect()]  # type: ignore[attr-defined]
        finally:
            session.close()


def plainly(output: Output) -> list[tuple[Any, ...]]:
    kinds = [column.kind for column in output.columns]
    return [tuple(_plain(cell, kind) for cell, kind in zip(row, kinds, strict=True)) for row in output.rows()]


def _plain(cell: Any, kind: str) -> Any:
    if cell is None or kind == "text":
        return cell
    return date.fromordinal(cell) if kind == "date" else Decimal(cell.numerator) / cell.denominator


def run_script(made: Script, ask: Callable[[str], list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    for step in made.steps:
        rows = ask(step.sql)
        if step.kind == "check":
            assert rows == [], step.title
        elif step.kind not in ("view", "statement"):
            found[step.kind] = rows
    return found


@pytest.mark.parametrize("bounds", ["assumed", "measured"])
@pytest.mark.parametrize("name", ["quarterly_ae", "eight_answers", "team", "smb_ae", "sdr"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_database_that_runs_it_says_what_the_interpreter_says(
    engines: Engines, engine: str, name: str, bounds: str
) -> None:
    if name == "sdr" and (bounds, engine) != ("assumed", "duckdb"):
        pytest.skip("what it is there for is the same everywhere: rounded numbers of more than 64 bits")
    if engine == "spark" and (name in ("eight_answers", "smb_ae") or bounds != "assumed"):
        pytest.skip("too slow on Spark: two of these scripts are run there, with assumed bounds")
    if engine == "spark" and not os.environ.get("PLANLANG_SLOW"):
        pytest.skip("slow on Spark: with PLANLANG_SLOW=1")
    graph, text, directory = compiled_model(name)
    dialect = DIALECTS[engine]()
    facts = None
    if bounds == "measured":
        import duckdb

        from planlang.data.engine.load import load_in_engine

        with duckdb.connect(":memory:") as session:
            tables = load_in_engine(session, graph.records, [directory], graph.calendar).tables
        assert tables is not None
        facts = dict(tables)
    made = script(graph, text, dialect, selected(graph, None), facts)
    data = load(graph.records, [directory], graph.calendar).data
    assert data is not None
    result = pay(graph, data)
    with running(engines, engine) as ask:
        for record in graph.records:
            ask(plain_table(record, directory, dialect))
        found = run_script(made, ask)
    outputs = [
        one
        for one in (result.credits, result.lines, result.payouts, result.due, result.balances, result.paid)
        if one is not None
    ]
    assert ("balances" in found) == (name == "smb_ae") and set(found) == {output.name for output in outputs}
    for output in outputs:
        assert found[output.name] == plainly(output)


@pytest.mark.parametrize("engine", [e for e in ENGINES if e.values[0] != "spark"])
def test_the_first_check_finds_what_is_not_as_assumed(engines: Engines, engine: str) -> None:
    graph, text, directory = compiled_model("quarterly_ae")
    dialect = DIALECTS[engine]()
    made = script(graph, text, dialect, selected(graph, None))
    quoted = dialect.quoted
    with running(engines, engine) as ask:
        for record in graph.records:
            ask(plain_table(record, directory, dialect))
        first = ask(f"SELECT {quoted('id')} FROM {quoted('deals')} ORDER BY 1 LIMIT 1")[0][0]
        ask(f"UPDATE {quoted('deals')} SET {quoted('amount')} = 99999999999.00 WHERE {quoted('id')} = '{first}'")
        ask(f"UPDATE {quoted('splits')} SET {quoted('to')} = 'nobody', {quoted('share')} = 33.33335")
        for step in made.steps:
            rows = ask(step.sql)
            if step.kind == "check":
                break
    assert {what for what, _ in rows} >= {
        "deals.amount: outside of what is assumed", "splits.to: no such row of participants",
        "splits.share: more decimals than are read",
    }  # fmt: skip


WRONG_LINKS = {
    "two managers on one day": ["('ana', 'eve', DATE '2026-02-01', DATE '2026-02-01')"],
    "somebody above themselves": ["('eve', 'ana', DATE '2026-05-01', DATE '2026-05-31')"],
    "more than 32 levels": [f"('x{n}', 'x{n + 1}', DATE '2026-01-01', NULL)" for n in range(33)],
}


@pytest.mark.parametrize("engine", [e for e in ENGINES if e.values[0] != "spark"])
@pytest.mark.parametrize("wrong", [None, *WRONG_LINKS])
def test_a_check_finds_links_that_are_wrong(engines: Engines, engine: str, wrong: str | None) -> None:
    graph, text, directory = compiled_model("team")
    dialect = DIALECTS[engine]()
    made = script(graph, text, dialect, selected(graph, None))
    found = []
    with running(engines, engine) as ask:
        for record in graph.records:
            ask(plain_table(record, directory, dialect))
        for row in WRONG_LINKS[wrong] if wrong is not None else []:
            ask(f'INSERT INTO "assignments" ("participant", "manager", "start", "end") VALUES {row}')
        for step in made.steps:
            rows = ask(step.sql)
            if step.title == "Must give no rows: that table is right.":
                found = [what for what, _ in rows]
                break
        else:
            raise AssertionError("there is no such check")
    assert wrong in found if wrong is not None else not found


def test_bounds_of_data_without_rows_let_no_row_pass(tmp_path: Path) -> None:
    import duckdb

    from planlang.data.engine.load import load_in_engine

    graph, _, directory = compiled_model("quarterly_ae")
    for file in directory.iterdir():
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with duckdb.connect(":memory:") as session:
        tables = load_in_engine(session, graph.records, [tmp_path], graph.calendar).tables
    assert tables is not None
    dialect = DIALECTS["duckdb"]()
    sources = Sources(dialect, named(graph.records, dict(tables)), graph.calendar)
    with duckdb.connect(":memory:") as session:
        for table in sources.tables:
            session.execute(plain_table(table.record, directory, dialect))
            session.execute(sources.view(table))
        wrong = {what for what, _ in session.execute(sources.check()).fetchall()}
    assert {"deals: more rows than are assumed", "deals.closed: outside of what is assumed"} <= wrong


def odd() -> Graph:
    result = compile_text(ODD.encode(), "odd.plan")
    assert result.graph is not None, result.diagnostics
    return result.graph


@pytest.mark.parametrize("engine", ENGINES)
def test_plain_columns_become_what_the_loader_reads(engines: Engines, engine: str, tmp_path: Path) -> None:
    graph = odd()
    for name, content in ODD_DATA.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    loaded = load(graph.records, [tmp_path], graph.calendar)
    assert loaded.data is not None, loaded.diagnostics
    dialect = DIALECTS[engine]()
    tables = named(graph.records, assumed(graph, LADDER[0]))
    sources = Sources(dialect, tables, graph.calendar)
    with running(engines, engine) as ask:
        for table in tables:
            record = table.record
            ask(plain_table(record, tmp_path, dialect))
            ask(sources.view(table))
            names = [dialect.quoted(table.facts.columns[spec.name].sql) for spec in record.columns]
            identity = dialect.quoted(table.facts.id)
            rows = ask(f"SELECT {', '.join([*names, identity])} FROM {dialect.quoted(table.facts.relation)}")
            want = loaded.data[record.name]
            assert sorted(row[-1] for row in rows) == want.ids
            found = {row[-1]: row for row in rows}
            for number, spec in enumerate(record.columns):
                values, den = want.columns[spec.name], table.facts.columns[spec.name].den
                for at, key in enumerate(want.ids):
                    cell = found[key][number]
                    value = Fraction(cell, den) if spec.kind in NUMERIC else cell
                    assert value == values.at(at), (spec.name, key)
        assert ask(sources.check()) == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nothing_a_user_writes_is_sql(dialect: str) -> None:
    graph, made = odd(), DIALECTS[dialect]()
    plain = made.quoted("the amount; -- 'x'")
    for line in script(graph, ODD, made, selected(graph, None)).text().splitlines():
        before, _, comment = line.replace(plain, "").replace("the amount; -- ", "").partition("--")
        assert ";" not in before.rstrip(";") and (not comment or comment.startswith(" ") or not before)


def test_runs_go_on_evenly() -> None:
    def spread(first: int, results: list[int]) -> list[tuple[int, int]]:
        return [(at + n, result + n * step) for at, many, result, step in runs(first, results) for n in range(many)]

    for results in ([], [5], [1, 1, 1, 2, 3, 4, 4, 9, 8, 7], list(range(2500)), [3] * 2500, [1, 5, 9, 13]):
        assert spread(7, results) == [(7 + n, result) for n, result in enumerate(results)]
    assert len(runs(0, [3] * 2500)) == 3
