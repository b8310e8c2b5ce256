"""``planlang init``: a small project to start from."""

from __future__ import annotations

from pathlib import Path

import click

from planlang.cli.options import command as _command
from planlang.cli.options import say
from planlang.cli.stop import wrong_usage

STARTER = Path(__file__).parent / "starter"
FILES = {
    "plan.plan": "an account-executive plan with comments and an example",
    "data/participants.csv": "two people",
    "data/deals.csv": "seven deals",
}


@_command("init", "planlang init                         in this directory\nplanlang init my-plans")
@click.argument("directory", required=False, default=".", metavar="[DIR]")
def command(directory: str) -> None:
    """Make a small project to start from: a plan, data and an example.

    Nothing that is there already is changed.
    """
    target = Path(directory)
    there = [name for name in FILES if (target / name).exists()]
    if there:
        raise wrong_usage(f"`{target / there[0]}` is there already; nothing was changed", "give another directory")
    try:
        for name in FILES:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            with (target / name).open("xb") as file:
                file.write((STARTER / name).read_bytes())
    except OSError as error:
        raise wrong_usage(f"can't write into `{directory}`: {error.strerror}") from None
    _next_steps(directory)


def _next_steps(directory: str) -> None:
    where = "here" if directory == "." else f"in {directory}"
    say(f"made a small project {where}:")
    for name, what in FILES.items():
        say(f"  {name:<22}  {what}")
    say("next:")
    if directory != ".":
        say(f"  cd {directory}")
    for line in (
        "planlang check                                                what is wrong or left open",
        "planlang test                                                 does the plan's example hold",
        "planlang run plan.plan --data data                            who gets how much",
        "planlang explain plan.plan --data data --participant Ana --period 2025-Q1",
    ):
        say(f"  {line}")
