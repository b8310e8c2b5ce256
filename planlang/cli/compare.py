"""``planlang compare``: two runs beside each other."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from planlang.cli.options import Words, color_option, out, say, width_of
from planlang.cli.options import command as _command
from planlang.cli.stop import DONE, FINDINGS, unknown, wrong_usage

if TYPE_CHECKING:
    from planlang.run.comparison.model import Comparison


@_command(
    "compare",
    "planlang compare march-first march-again\n"
    "planlang compare march-first march-again --participant Ana --why\n"
    "planlang compare march-first march-again --format csv > differences.csv",
)
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option("--participant", metavar="NAME", help="Only this person's pay.")
@click.option(
    "--why", is_flag=True,
    help="Also name the cells of the data and the lines of the plan that differ behind it; both runs need --explain-all.",
)  # fmt: skip
@click.option("--full", is_flag=True, help="In the text, show every line of a payout that differs.")
@click.option(
    "--format", "form", type=Words(["text", "json", "csv"]), default="text",
    help="A page to read; everything; or a table with a row for each line that differs.",
)  # fmt: skip
@color_option
def command(before: str, after: str, participant: str | None, why: bool, full: bool, form: str, color: str) -> int:
    """Show whose pay differs between two runs, by how much, and on which deals.

    BEFORE and AFTER are directories that `planlang run --out` wrote, as CSV or Parquet: of two versions of a plan, or of
    data before and after a correction. Compared are the periods that both pay, exactly.

    Exit code 0: nothing differs; 1: something does; 2: they can't be compared.
    """
    from planlang.run.comparison.differences import compare_runs
    from planlang.run.comparison.opened import NotComparable, open_results

    try:
        runs = open_results(before), open_results(after)
        found = compare_runs(*runs, participant)
        if participant is not None and not found.count:
            raise unknown("participant", participant, _people(found), f"in `{before}` or `{after}`")
        if why:
            from planlang.cli.compare_why import with_causes

            found = with_causes(found, color)
    except NotComparable as no:
        raise wrong_usage(str(no)) from None
    out(_shown(found, form, full))
    _summary(found, why)
    return DONE if found.same else FINDINGS


def _shown(found: Comparison, form: str, full: bool) -> str:
    if form == "text":
        from planlang.run.comparison.text import render_text

        return render_text(found, width_of(sys.stdout), full=full)
    from planlang.run.comparison.files import render_csv, render_json

    return render_csv(found) if form == "csv" else render_json(found)


def _people(found: Comparison) -> list[str]:
    from planlang.run.comparison.differences import participants

    return participants(found.before, found.after)


def _summary(found: Comparison, why: bool) -> None:
    from planlang.run.comparison.text import signed
    from planlang.run.money import amount_text

    total, currency = found.after_total, found.after.currency
    paid = f"{amount_text(total, found.digits)} {currency}"
    people = len({one.participant for one in found.payouts})
    if found.payouts:
        more = signed(total - found.before_total, found.digits)
        say(
            f"{more} {currency}: {len(found.payouts):,} of {found.count:,} payouts differ, of {people:,} participant{'s' if people != 1 else ''}"
        )
    else:
        say(f"no payout differs: {paid} in both")
    if found.credits:
        say(f"credits that differ and change no pay: {found.credits:,}")
    if found.payouts and not why and found.before.explained and found.after.explained:
        say("--why names the cells of the data and the lines of the plan behind it")
