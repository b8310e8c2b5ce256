"""The whole script: what it is and assumes, conversions, checks, the plan's statements, results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planlang import __version__
from planlang.core.graph import Graph
from planlang.engines.sql.compiler import Overflow
from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.inputs import TableFacts
from planlang.engines.sql.passes import EVERY
from planlang.engines.sql.program import Program, compiled
from planlang.engines.sql.values import NotCompiled
from planlang.run.credited import credited_tables
from planlang.run.engine.checks import checks
from planlang.run.engine.select import Cellar, NotInEngine, Query
from planlang.run.engine.tables import RunQueries
from planlang.run.engine.wanted import wanted
from planlang.run.script.assumptions import LADDER, Named, assumed, inputs, named
from planlang.run.script.plain import Plain
from planlang.run.script.small import statement
from planlang.run.script.sources import Sources
from planlang.run.write import plan_digest
from planlang.slotted import frozen

NAMES = {
    "duckdb": "DuckDB", "postgres": "PostgreSQL 15 or later", "spark": "Apache Spark 4", "snowflake": "Snowflake",
    "bigquery": "BigQuery",
}  # fmt: skip

_COUNTS = {2: "Two", 3: "Three", 4: "Four"}


@frozen
class Step:
    """One statement or query. ``title`` says in a comment what it is for; a query is either a check or a result by name."""

    kind: str
    title: str
    sql: str


@frozen
class Script:
    """A script as its statements; ``head`` are the lines of the comment that opens it."""

    dialect: Dialect
    head: tuple[str, ...]
    steps: tuple[Step, ...]

    def text(self) -> str:
        """The script as it is printed."""
        comment = self.dialect.comment
        parts = ["\n".join(comment(line) if line else "--" for line in self.head)]
        parts += [f"{comment(step.title)}\n{step.sql};" for step in self.steps]
        return "\n\n".join(parts) + "\n"


def script(
    graph: Graph, plan_text: str, dialect: Dialect, chosen: Sequence[int], facts: Mapping[str, TableFacts] | None = None
) -> Script:
    """A plan as a script; ``facts`` are the bounds of data at hand, without which some are assumed.

    Raises ``compiler.Overflow`` where a number could leave 38 digits, and ``NotInEngine``.
    """
    if facts is not None:
        tables = named(graph.records, facts)
        program = _program(graph, tables, dialect)
    else:
        tables, program = _assumed(graph, dialect)
    sources = Sources(dialect, tables, graph.calendar)
    queries = RunQueries(graph, Cellar(program, dialect), chosen, _days(graph, chosen))
    steps = [Step("statement", why, f"SET {name} = {value}") for name, value, why in dialect.settings]
    steps += [
        Step("view", f"The data {table.record.name}, in whole numbers.", sources.view(table)) for table in tables
    ]  # fmt: skip
    steps.append(Step("check", "Must give no rows: the data is what this script takes it for.", sources.check()))
    for prepared in program.prepared:
        steps.append(Step("statement", f"A table {prepared.says}.", statement(prepared, dialect)))
        if prepared.doubts:
            steps.append(Step("check", "Must give no rows: that table is right.", _union(prepared.doubts, dialect)))
    for one in program.statements:
        steps.append(Step("statement", f"The plan: {one.name}.", dialect.create_table(one.name, one.select)))
        if dialect.name == "postgres":
            steps.append(Step("statement", "Nobody else counts its rows.", f"ANALYZE {dialect.quoted(one.name)}"))
    identified = {record.name for record in graph.records if record.identity}
    wrong = [(check.what, check.sql) for check in checks(graph, queries.cellar, queries, identified)]
    if wrong:
        steps.append(Step("check", "Must give no rows: everybody can be paid.", _union(wrong, dialect)))
    more = [query for query in (queries.due(), queries.balances(), queries.paid_in()) if query is not None]
    for query in (queries.credits(), queries.lines(), queries.payouts(), *more):
        steps.append(Step(query.name, f"Result: {query.name}.", _shown(query, dialect)))
    checked = sum(step.kind == "check" for step in steps)
    return Script(dialect, _head(graph, plan_text, dialect, sources, facts is not None, checked), tuple(steps))


def _assumed(graph: Graph, dialect: Dialect) -> tuple[list[Named], Program]:
    """The most generous bounds with which rounded numbers stay within 64 bits; where there are none, with which they can be worked out."""
    for brief in (True, False):
        for sizes in LADDER:
            tables = named(graph.records, assumed(graph, sizes))
            try:
                return tables, _program(graph, tables, dialect, brief)
            except Overflow as overflow:
                last = overflow
    raise last


def _program(graph: Graph, tables: Sequence[Named], dialect: Dialect, brief: bool = False) -> Program:
    try:
        passes = EVERY - {"gathered", "alike"}  # each credit is read better by itself
        return compiled(
            graph, inputs(tables), dialect, wanted(graph), credited_tables(graph), passes=passes, brief=brief
        )
    except NotCompiled as wrong:
        raise NotInEngine(wrong.why) from None


def _days(graph: Graph, chosen: Sequence[int]) -> tuple[int, int]:
    """The days of the chosen periods and one on either side, so that queries look at what lies outside."""
    first, last = graph.covers
    if graph.payout is not None and chosen:
        calendar, unit = graph.calendar, graph.payout.unit
        first, last = min(first, calendar.first_day(unit, chosen[0])), max(last, calendar.last_day(unit, chosen[-1]))
        first = calendar.first_day(unit, calendar.period(unit, first))
        last = calendar.last_day(unit, calendar.period(unit, last))
    return first - 1, last + 1


def _union(doubts: Sequence[tuple[str, str]], dialect: Dialect) -> str:
    parts = [
        f"SELECT {dialect.text(what)} AS wrong, count(*) AS found FROM (\n{sql}\n) AS doubtful" for what, sql in doubts
    ]
    return "SELECT wrong, found FROM (\n" + "\nUNION ALL\n".join(parts) + "\n) AS doubts WHERE found > 0"


def _shown(query: Query, dialect: Dialect) -> str:
    """A result with plain types: dates, decimals."""
    plain = Plain(dialect)
    items = []
    for column in query.columns:
        name = f"result.{column.name}"
        if column.kind == "date":
            items.append(f"{plain.day(name)} AS {column.name}")
        elif column.kind == "money":
            items.append(f"{plain.money(name, column.digits)} AS {column.name}")
        else:
            items.append(name)
    order = ", ".join(query.order)
    return f"SELECT {', '.join(items)}\nFROM (\n{query.sql}\n) AS result\nORDER BY {order}"


def _head(
    graph: Graph, plan_text: str, dialect: Dialect, sources: Sources, measured: bool, checked: int
) -> tuple[str, ...]:
    lines = [f"Plan {graph.name}: {graph.title}", f"{plan_digest(plan_text)}, compiled by planlang {__version__}"]
    if dialect.executed:
        lines.append(f"For {NAMES[dialect.name]}.")
    else:
        lines.append(f"For {NAMES[dialect.name]}: not executed here. No test of planlang has run it; try it on data")
        lines.append("whose results you know first.")
    kept = "tables in the current database: take an empty one" if dialect.name == "spark" else "temporary"
    lines += [
        "", f"Run it from top to bottom in one session. What it makes is {kept}.",
        f"{_COUNTS.get(checked, checked)} queries must give no rows; where one does, the results after it don't count.",
        "Not looked at here, but by `planlang run`: how texts are spelt, and rows that hold on the same days.", "",
        "It reads these tables, which it takes for the data files of the plan with their headers as columns:",
    ]  # fmt: skip
    for table in sources.tables:
        rows = f"{table.facts.rows:,} rows at most"
        lines += [f"{dialect.quoted(table.source)}, {rows}:", *(f"- {line}" for line in sources.described(table))]
    lines += ["", *dialect.advice] if dialect.advice else []
    source = "read from the data given with --data" if measured else "assumed; --data DIR reads them from data"
    lines += ["", f"The bounds of numbers are {source}. Within them no number leaves its type, and none is",
              "a floating-point number; the first check looks for what lies outside."]  # fmt: skip
    return tuple(lines)
