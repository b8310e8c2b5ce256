"""``planlang compile``: a plan as an SQL script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from planlang.cli.options import Words, color_option, data_option, findings_option, out
from planlang.cli.options import command as _command
from planlang.cli.stop import wrong_usage

if TYPE_CHECKING:
    from planlang.cli.compiled import Compiled
    from planlang.engines.sql.inputs import TableFacts


@_command(
    "compile",
    "planlang compile plan.plan --dialect postgres\nplanlang compile plan.plan --dialect snowflake > plan.sql\n"
    "planlang compile plan.plan --dialect spark --data data --period 2025-Q1",
)
@click.argument("plan", metavar="PLAN")
@click.option(
    "--dialect", type=Words(["duckdb", "postgres", "spark", "snowflake", "bigquery"]), default="duckdb",
    help="Whose SQL: duckdb (the default), postgres, spark, snowflake or bigquery.",
)  # fmt: skip
@data_option(required=False)
@click.option("--period", metavar="PERIOD", help="Only this period, such as 2025-Q1 (or all within 2025).")
@findings_option
@color_option
def command(plan: str, dialect: str, data: tuple[str, ...], period: str | None, findings: str, color: str) -> None:
    """Print a plan as an SQL script: conversions, checks, the plan's queries with its lines as comments, results.

    Without --data it says what it assumes of numbers and dates; with it these are the bounds of the data.
    """
    from planlang.cli.compiled import compiled
    from planlang.cli.paying import no_period
    from planlang.engines.sql.compiler import Overflow
    from planlang.engines.sql.dialects import DIALECTS
    from planlang.run.engine.select import NotInEngine
    from planlang.run.periods import NoSuchPeriod, selected
    from planlang.run.script.script import script

    ready = compiled(plan, color, findings)
    try:
        chosen = selected(ready.graph, period)
    except NoSuchPeriod as wrong:
        raise no_period(wrong) from None
    facts = _measured(ready, data, color, findings) if data else None
    try:
        made = script(ready.graph, ready.whole, DIALECTS[dialect](), chosen, facts)
    except NotInEngine as why:
        raise wrong_usage(f"this plan is no SQL: {why}") from None
    except Overflow as overflow:
        line = f", line {overflow.column.place.line}" if overflow.column.place else ""
        hint = () if data else ("with `--data DIR` the bounds are those of the data, not assumed ones",)
        raise wrong_usage(f"{overflow.column.says}{line}: {overflow.cause}, which no database holds", *hint) from None
    except ValueError as error:  # a name that the database can't have
        raise wrong_usage(str(error)) from None
    out(made.text())


def _measured(ready: Compiled, data: tuple[str, ...], color: str, findings: str) -> dict[str, TableFacts]:
    """The bounds of data, which is read and checked."""
    from planlang.cli.paying import data_sources, reject
    from planlang.data.engine.load import load_in_engine
    from planlang.engines.sql.executors.duckdb_executor import DuckDBExecutor
    from planlang.run.result import Rejected

    graph, sources = ready.graph, data_sources(data, ready.graph)
    executor = DuckDBExecutor()
    try:
        loaded = load_in_engine(
            executor.connection, graph.records, sources.directories, graph.calendar, given=sources.given
        )
    finally:
        executor.close()
    if loaded.tables is None:
        if loaded.diagnostics:
            reject(Rejected(loaded.diagnostics), ready.sources, color, findings)
        raise wrong_usage("a column of the data holds numbers of more than 38 digits over one denominator")
    return dict(loaded.tables)
