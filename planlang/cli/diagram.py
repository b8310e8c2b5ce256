"""``planlang diagram``: a picture of a plan."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from planlang.cli.options import Words, color_option, out, say
from planlang.cli.options import command as _command
from planlang.cli.stop import wrong_usage

FORMATS = ("dot", "svg", "png")


@_command(
    "diagram",
    "planlang diagram plan.plan                    as DOT text, to stdout\n"
    "planlang diagram plan.plan -o plan.svg        as a picture (needs the `dot` program)",
)
@click.argument("plan", metavar="PLAN")
@click.option("--format", "form", type=Words(FORMATS), help="dot (text), svg or png; else as the file's name ends.")
@click.option("-o", "--output", metavar="FILE", help="Write to this file instead of stdout.")
@color_option
def command(plan: str, form: str | None, output: str | None, color: str) -> None:
    """Draw how a plan goes from data over credits and measures to the payout."""
    from planlang.cli.compiled import compiled
    from planlang.render.diagram import diagram

    form = form or _ending(output)
    if form == "png" and output is None and sys.stdout.isatty():
        raise wrong_usage("a PNG picture is not for a terminal", "write it to a file: -o plan.png")
    dot = diagram(compiled(plan, color).graph)
    data = dot.encode() if form == "dot" else _picture(dot, form)
    if output is not None:
        try:
            Path(output).write_bytes(data)
        except OSError as error:
            raise wrong_usage(f"`{output}` can't be written: {error.strerror}") from None
        say(f"written to {output}")
    elif form == "png":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        out(data.decode())


def _ending(output: str | None) -> str:
    if output is None:
        return "dot"
    ending = Path(output).suffix.lower().removeprefix(".")
    if ending in FORMATS:
        return ending
    raise wrong_usage(f"what kind of picture is `{output}`?", "end its name in .dot, .svg or .png, or give --format")


def _picture(dot: str, form: str) -> bytes:
    from planlang.render.picture import PictureError, render_diagram

    try:
        return render_diagram(dot, form)
    except PictureError as error:
        hints = [repair.text + (f"   {repair.example}" if repair.example else "") for repair in error.repairs]
        raise wrong_usage(error.message, *hints) from None
