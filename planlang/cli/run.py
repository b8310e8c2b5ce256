"""``planlang run``: pay."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planlang.cli.options import Words, color_option, data_option, findings_option, out, say
from planlang.cli.options import command as _command
from planlang.cli.stop import wrong_usage
from planlang.engines.sql.executors.base import MOST_THREADS

if TYPE_CHECKING:
    from planlang.cli.audit import Audit
    from planlang.run.result import Summary


@_command(
    "run",
    "planlang run plan.plan --data data\nplanlang run plan.plan --data data --period 2025-Q1\n"
    "planlang run plan.plan --data export --data lists --out paid --format parquet\n"
    "planlang run plan.plan --data 'postgres://reader@db.example/crm?schema=sales' --data lists\n"
    "planlang run plan.plan --data data --engine postgres --database postgres://pay@localhost/sales",
)
@click.argument("plan", metavar="PLAN")
@data_option()
@click.option("--period", metavar="PERIOD", help="Only this period, such as 2025-Q1 (or all within 2025).")
@click.option("--out", "directory", metavar="DIR", help="Write the results as files into this directory.")
@click.option("--format", "form", type=Words(["csv", "parquet"]), default="csv", help="The format of the files.")
@click.option("--keep-steps", is_flag=True, help="Also write the exact result of every step (tables `steps_…`).")
@click.option(
    "--explain-all",
    is_flag=True,
    help="Also write all explanations as one table, for `planlang explain --from DIR`.",
)
@click.option(
    "--engine",
    type=Words(["duckdb", "postgres", "spark", "interpreter"]),
    help="What pays: duckdb (the default), postgres, spark, or the interpreter.",
)
@click.option("--database", metavar="ADDRESS", help="Which PostgreSQL, such as postgres://user@host/name.")
@click.option("--master", metavar="MASTER", help="Which Spark, such as local[4] or spark://host:7077; else local[*].")
@click.option(
    "--memory", metavar="SIZE", help="How much memory the engine may take, such as 8GB, before it uses the disk."
)
@click.option("--spill", metavar="DIR", help="The directory that DuckDB uses then, and where Spark keeps its tables.")
@click.option("--threads", type=click.IntRange(1, MOST_THREADS), help="How many threads the engine may use.")
@click.option(
    "--audit",
    "audited",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help="Recompute N payouts, drawn at random, by the interpreter; a difference fails the run.",
)
@click.option("--audit-seed", type=click.IntRange(0), metavar="S", help="Draw those that this number draws.")
@findings_option
@color_option
def command(
    plan: str, data: tuple[str, ...], period: str | None, directory: str | None, form: str, keep_steps: bool,
    explain_all: bool, engine: str | None, database: str | None, master: str | None, memory: str | None, spill: str | None,
    threads: int | None, audited: int | None, audit_seed: int | None, findings: str, color: str,
) -> None:  # fmt: skip
    """Pay: read the data, check it, and say what everybody gets.

    Without --out the payout table goes to stdout. With --out the directory gets credits, lines, payouts, uncredited and
    run.json, all of them or none. Exit code 1: the plan has findings; 3: the data is rejected.
    """
    from planlang.cli.compiled import compiled
    from planlang.cli.paying import data_sources, no_period
    from planlang.cli.progress import Progress
    from planlang.cli.running import Engine, Run, in_engine, in_interpreter
    from planlang.run.periods import NoSuchPeriod, selected

    if directory is None and keep_steps:
        raise wrong_usage("`--keep-steps` writes a file, so it needs `--out DIR`")
    if directory is None and explain_all:
        raise wrong_usage("`--explain-all` writes files, so it needs `--out DIR`")
    if keep_steps and engine not in (None, "interpreter"):
        raise wrong_usage(f"`--keep-steps` needs the interpreter: leave `--engine {engine}` out")
    interpreted = keep_steps or engine == "interpreter"
    if interpreted and audited is not None:
        raise wrong_usage("`--audit` compares an engine with the interpreter, and here the interpreter pays")
    _together(engine or "duckdb", database, master, audited, audit_seed)
    if directory == "":
        raise wrong_usage("`--out` is empty", "name a directory to write into")
    if directory is not None and os.path.exists(directory) and not os.path.isdir(directory):
        raise wrong_usage(f"`--out {directory}` is a file, not a directory")
    gc.disable()  # a run makes millions of values and no circles; looking for circles among them costs a tenth of it
    with Progress("checking the plan") as progress:
        ready = compiled(plan, color, findings)
        try:
            chosen = selected(ready.graph, period)
        except NoSuchPeriod as wrong:
            raise no_period(wrong) from None
        run = Run(
            ready, data_sources(data, ready.graph), chosen, None if directory is None else Path(directory),
            "csv" if form == "csv" else "parquet", color, findings, progress, explain_all,
        )  # fmt: skip
        if interpreted:
            done = in_interpreter(run, keep_steps)
        else:
            payer = Engine(engine or "duckdb", database or master, memory, spill, threads)
            done = in_engine(run, payer, _audit(audited, audit_seed))
    if done.shown is not None:
        out(done.shown)
    _summary(done.summary, directory)


def _audit(count: int | None, seed: int | None) -> Audit | None:
    if count is None:
        return None
    from planlang.cli.audit import Audit

    return Audit.of(count, seed)


def _together(
    engine: str, database: str | None, master: str | None, audited: int | None, audit_seed: int | None
) -> None:
    """Options that mean something only beside another one."""
    if engine == "postgres" and database is None:
        raise wrong_usage("`--engine postgres` needs to know which: --database postgres://user@host/name")
    if database is not None and engine != "postgres":
        raise wrong_usage("`--database` goes with `--engine postgres`")
    if master is not None and engine != "spark":
        raise wrong_usage("`--master` goes with `--engine spark`")
    if audit_seed is not None and audited is None:
        raise wrong_usage("`--audit-seed` goes with `--audit N`")


def _summary(result: Summary, directory: str | None) -> None:
    from planlang.run.money import amount_text
    from planlang.semantics.currencies import DIGITS

    sys.stdout.flush()
    periods = result.periods
    when = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}" if periods else "no period"
    people, paid = result.people, result.paid
    who = f"{people:,} participant{'s' if people != 1 else ''}"
    who = who if paid == people else f"{paid:,} of {who}"
    total = amount_text(result.total, result.digits)
    say(f"{result.plan}, {when}: {total} {result.currency} to {who}")
    for count in result.counts:
        left = f"{count.uncredited:,} not" if count.uncredited else "all of them"
        where = ""
        if count.uncredited:
            where = " (see uncredited)" if directory else " (--out DIR writes them with their reasons)"
        said = f"{count.credited:,} credited, {left}{where}" if count.uncredited else left + " credited"
        say(f"{count.rows:,} {count.data}: {said}")
    if result.paid_in:
        said = ", ".join(f"{amount_text(amount, DIGITS[code])} {code}" for code, amount in result.paid_in)
        say(f"paid as {said}" + (" (see paid)" if directory else " (--out DIR lists it)"))
    if result.due:
        said = "see due" if directory else "--out DIR lists it"
        say(f"earned and not paid yet: {amount_text(result.due, result.digits)} {result.currency} ({said})")
    if directory:
        say(f"written to {directory}")
