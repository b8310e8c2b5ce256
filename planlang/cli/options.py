"""Options and arguments that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import IO, Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Words(click.Choice[str]):
    """A choice among words that answers a slip with the word that was probably meant."""

    name = "words"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        known = [str(word) for word in self.choices]
        if value in known:
            return str(value)
        from planlang.diagnostics.suggest import did_you_mean

        hint = did_you_mean(str(value), known)
        said = f"`{value}` is not one of {', '.join(known)}" + (f"; {hint}" if hint else "")
        raise click.BadParameter(said, ctx=ctx, param=param)


class ExamplesFirst(click.Command):
    """A command whose help opens with examples: its epilog is shown before its options."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        if self.epilog:
            formatter.write_paragraph()
            formatter.write_text(
                "\b\nExamples:\n" + "\n".join(f"  {line}" for line in self.epilog.strip().splitlines())
            )
        self.format_options(ctx, formatter)


def command(name: str, examples: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command of ours, with its examples one a line."""
    return click.command(name, cls=ExamplesFirst, epilog=examples, context_settings=SETTINGS)


def color_option(function: F) -> F:
    """``--color auto|always|never``; ``auto`` looks at the terminal, NO_COLOR and FORCE_COLOR."""
    return click.option(
        "--color", type=Words(["auto", "always", "never"]), default="auto", help="Whether to use colour."
    )(function)


def data_option(required: bool = True) -> Callable[[F], F]:
    """``--data DATA``, as often as needed."""
    return click.option(
        "--data", "data", multiple=True, required=required, metavar="DATA",
        help="A directory with the data files, or a database with the tables: postgres://user@host/name?schema=sales, a SQLite "
        "or DuckDB file; may be given more than once.",
    )  # fmt: skip


def findings_option(function: F) -> F:
    """``--findings full|concise|json``: how a command that can't do its work lists what is wrong."""
    return click.option(
        "--findings", type=Words(["full", "concise", "json"]), default="full",
        help="How to list what is wrong with plan or data: in full on stderr; one a line, or as JSON, on stdout.",
    )(function)  # fmt: skip


def coloured(choice: str, stream: IO[str]) -> bool:
    """Whether to write colour to a stream."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width_of(stream: IO[str]) -> int:
    """How wide to write: the terminal's width where there is one, else always the same."""
    if not stream.isatty():
        return 100
    import shutil

    return max(40, min(shutil.get_terminal_size((100, 24)).columns, 120))


def out(text: str) -> None:
    """Data, to stdout."""
    sys.stdout.write(text)


def say(text: str) -> None:
    """A message, to stderr, after whatever went to stdout before it."""
    sys.stdout.flush()
    sys.stderr.write(text + "\n")
