"""``planlang check``: the findings of plans."""

from __future__ import annotations

import sys

import click

from planlang.cli.options import Words, color_option, say
from planlang.cli.options import command as _command
from planlang.cli.stop import DONE, FINDINGS


@_command(
    "check",
    "planlang check plan.plan\nplanlang check                        all plans here and below\n"
    "planlang check - < plan.plan          from the standard input\nplanlang check --format concise plans/",
)
@click.argument("paths", nargs=-1, metavar="[PLAN|DIR|-]...")
@click.option(
    "--format", "form", type=Words(["full", "concise", "json"]), default="full",
    help="full: with the lines concerned; concise: one line each; json: for programs.",
)  # fmt: skip
@click.option("--stdin-filename", default="<stdin>", metavar="NAME", help="What to call the plan read from -.")
@color_option
def command(paths: tuple[str, ...], form: str, stdin_filename: str, color: str) -> int:
    """Say what is wrong with plans, or left open in them.

    Exit code 0: nothing wrong; 1: findings (warnings alone don't count).
    """
    from planlang.check import check_text
    from planlang.cli.files import plans_of, read_plan
    from planlang.diagnostics.model import Diagnostic
    from planlang.diagnostics.order import has_errors, summary

    plans = plans_of(paths)
    found: list[Diagnostic] = []
    sources: dict[str, str] = {}
    for path in plans:
        name, text = read_plan(path, stdin_filename)
        result = check_text(text, name)
        found.extend(result.diagnostics)
        sources[name] = result.source
    if found or form != "full":
        from planlang.cli.findings import show  # the renderers are read only where there is something to show

        show(found, sources, form, color, sys.stdout)
    number = f"{len(plans):,} plans" if len(plans) != 1 else "1 plan"
    if found:
        if form != "full":
            say(f"{summary(found)} in {number}")
    else:
        say(f"no findings in {number}")
    return FINDINGS if has_errors(found) else DONE
