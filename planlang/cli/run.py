"""``planlang run``: pay."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planlang.cli.options import Words, color_option, data_option, findings_option, out, say
from planlang.cli.options import command as _command
from planlang.cli.stop import USAGE, Stop, wrong_usage

if TYPE_CHECKING:
    from planlang.run.result import RunResult


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
@findings_option
@color_option
def command(
    plan: str, data: tuple[str, ...], period: str | None, directory: str | None, form: str, keep_steps: bool,
    findings: str, color: str,
) -> None:  # fmt: skip
    """Pay: read the data, check it, and say what everybody gets.

    Without --out the payout table goes to stdout. With --out the directory gets credits, lines, payouts, uncredited and
    run.json, all of them or none. Exit code 1: the plan has findings; 3: the data is rejected.
    """
    from planlang.cli.compiled import compiled
    from planlang.cli.findings import complain
    from planlang.cli.paying import load_data, no_period, reject
    from planlang.cli.progress import Progress
    from planlang.run.pay import pay_with, reader_of
    from planlang.run.periods import NoSuchPeriod, selected
    from planlang.run.result import Rejected
    from planlang.run.steps import steps_tables
    from planlang.run.write import write_run

    if directory is None and keep_steps:
        raise wrong_usage("`--keep-steps` writes a file, so it needs `--out DIR`")
    if directory is not None and Path(directory).exists() and not Path(directory).is_dir():
        raise wrong_usage(f"`--out {directory}` is a file, not a directory")
    gc.disable()  # a run makes millions of values and no circles; looking for circles among them costs a tenth of it
    with Progress("checking the plan") as progress:
        ready = compiled(plan, color, findings)
        try:
            chosen = selected(ready.graph, period)
        except NoSuchPeriod as wrong:
            raise no_period(wrong) from None
        progress.step("reading the data")
        dataset, digest = load_data(ready.graph, data, ready.sources, color, findings)
        progress.step("paying")
        try:
            reader = reader_of(ready.graph, dataset)
            result = pay_with(reader, chosen)
        except Rejected as rejected:
            reject(rejected, ready.sources, color, findings)
        if directory is not None:
            progress.step("writing")
            more = steps_tables(reader) if keep_steps else None
            failed = write_run(Path(directory), result, ready.text, digest, "csv" if form == "csv" else "parquet", more)
            if failed:
                complain(failed, {}, color)
                raise Stop(USAGE)
    if directory is None:
        from planlang.run.show import payout_table

        out(payout_table(result))
    _summary(result, directory)


def _summary(result: RunResult, directory: str | None) -> None:
    from planlang.run.money import amount_text

    sys.stdout.flush()
    periods = result.periods
    when = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}" if periods else "no period"
    payouts = result.payouts
    people = len(set(payouts["participant"].items))
    paid = len({name for name, amount in zip(payouts["participant"].items, payouts["amount"].items) if amount})
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
