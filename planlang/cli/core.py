"""``planlang core``: the graph of a plan, printed."""

from __future__ import annotations

import click

from planlang.cli.options import color_option, out
from planlang.cli.options import command as _command


@_command("core", "planlang core plan.plan")
@click.argument("plan", metavar="PLAN")
@color_option
def command(plan: str, color: str) -> None:
    """Print the graph of small operations that a plan amounts to: tables, columns, and what each does."""
    from planlang.cli.compiled import compiled
    from planlang.core.printer import print_graph

    out(print_graph(compiled(plan, color).graph))
