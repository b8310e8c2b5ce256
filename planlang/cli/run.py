"""``planlang run``: pay."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planlang.cli.options import Words, color_option, data_option, findings_option, out, say
from planlang.cli.options import command as _command
from planlang.cli.stop import wrong_usage

if TYPE_CHECKING:
    from planlang.run.result import Summary


@_command(
    "run",
    "planlang run plan.plan --data data\nplanlang run plan.plan --data data --period 2025-Q1\n"
    "planlang run plan.plan --data export --data lists --out paid --format parquet",
)
@click.argument("plan", metavar="PLAN")
@data_option()
@click.option("--period", metavar="PERIOD", help="Only this period, such as 2025-Q1 (or all within 2025).")
@click.option("--out", "directory", metavar="DIR", help="Write the results as files into this directory.")
@click.option("--format", "form", type=Words(["csv", "parquet"]), default="csv", help="The format of the files.")
@click.option("--keep-steps", is_flag=True, help="Also write the exact result of every step (tables `steps_…`).")
@click.option(
    "--engine", type=Words(["duckdb", "interpreter"]), help="What pays: duckdb (the default), or the interpreter."
)
@click.option("--memory", metavar="SIZE", help="How much memory DuckDB may take, such as 8GB, before it uses the disk.")
@click.option("--spill", metavar="DIR", help="The directory that DuckDB uses then.")
@click.option("--threads", type=click.IntRange(1, 1024), help="How many threads DuckDB may use.")
@findings_option
@color_option
def command(
    plan: str, data: tuple[str, ...], period: str | None, directory: str | None, form: str, keep_steps: bool,
    engine: str | None, memory: str | None, spill: str | None, threads: int | None, findings: str, color: str,
) -> None:  # fmt: skip
    """Pay: read the data, check it, and say what everybody gets.

    Without --out the payout table goes to stdout. With --out the directory gets credits, lines, payouts, uncredited and
    run.json, all of them or none. Exit code 1: the plan has findings; 3: the data is rejected.
    """
    from planlang.cli.compiled import compiled
    from planlang.cli.paying import data_directories, no_period
    from planlang.cli.progress import Progress
    from planlang.cli.running import Run, in_duckdb, in_interpreter
    from planlang.run.periods import NoSuchPeriod, selected

    if directory is None and keep_steps:
        raise wrong_usage("`--keep-steps` writes a file, so it needs `--out DIR`")
    if keep_steps and engine == "duckdb":
        raise wrong_usage("`--keep-steps` needs the interpreter: leave `--engine duckdb` out")
    if directory is not None and Path(directory).exists() and not Path(directory).is_dir():
        raise wrong_usage(f"`--out {directory}` is a file, not a directory")
    gc.disable()  # a run makes millions of values and no circles; looking for circles among them costs a tenth of it
    with Progress("checking the plan") as progress:
        ready = compiled(plan, color, findings)
        try:
            chosen = selected(ready.graph, period)
        except NoSuchPeriod as wrong:
            raise no_period(wrong) from None
        run = Run(
            ready, data_directories(data), chosen, None if directory is None else Path(directory),
            "csv" if form == "csv" else "parquet", color, findings, progress,
        )  # fmt: skip
        if keep_steps or engine == "interpreter":
            done = in_interpreter(run, keep_steps)
        else:
            done = in_duckdb(run, memory, spill, threads)
    if done.shown is not None:
        out(done.shown)
    _summary(done.summary, directory)


def _summary(result: Summary, directory: str | None) -> None:
    from planlang.run.money import amount_text

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
    if directory:
        say(f"written to {directory}")
