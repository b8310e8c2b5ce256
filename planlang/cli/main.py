"""The ``planlang`` command: a group whose commands are imported only when used."""

from __future__ import annotations

# ruff: noqa: E402
import gc

_COLLECTING = gc.isenabled()
gc.disable()  # as in `no_collecting`

import atexit
import contextlib
import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from planlang import interrupts
from planlang.cli import streams
from planlang.cli.collecting import no_collecting
from planlang.cli.stop import BUG, INTERRUPTED, UNREAD, USAGE, Stop, wrong_usage

if _COLLECTING:
    gc.freeze()  # what has been imported stays, and need not be looked at again
    gc.enable()

COMMANDS: dict[str, str] = {
    "init": "Make a small project to start from: a plan, data and an example.",
    "check": "Say what is wrong with a plan, or left open in it.",
    "fmt": "Lay plans out in the one common way.",
    "test": "Run the examples of plans, and directories of expected results.",
    "run": "Pay: read the data, check it, and write what everybody gets.",
    "explain": "Show how one person's pay came about, step by step.",
    "compare": "Show whose pay differs between two runs, and by how much.",
    "analyse": "Show what one person is paid as one amount changes.",
    "verify": "Recompute every step of an explanation, independently.",
    "diagram": "Draw how a plan goes from data to payout.",
    "compile": "Print a plan as an SQL script for a database.",
    "core": "Print the graph of small operations that a plan amounts to.",
    "rule": "Tell about a finding: what it means, what may be answered.",
    "version": "Print the version.",
}

EPILOG = """\b
Examples:
  planlang init                               a small project in this directory
  planlang check plan.plan                    what is wrong or left open
  planlang run plan.plan --data data          who gets how much
  planlang explain plan.plan --data data --participant ana
"""

EXITS = """Exit codes: 0 done; 1 findings, failed tests or differences; 2 wrong usage or configuration; 3 input data rejected;
70 a bug of planlang. Data goes to stdout, messages to stderr."""


DUCKDB_INTERRUPTED = "Query interrupted"
"""What DuckDB makes of a Ctrl-C that meets it at work: a ``RuntimeError`` with these words."""


class LazyGroup(click.Group):
    """A group that knows its commands' names and first lines, and imports a command only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        with no_collecting():
            command: click.Command = import_module(f"planlang.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text("Sales-compensation plans that say exactly who gets what, and why.")
        formatter.write_paragraph()
        formatter.write_text(EPILOG)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        formatter.write_text(EXITS)


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from planlang import __version__

        click.echo(f"planlang {__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """The planlang command."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    streams.prepare()
    interrupts.take()
    try:
        code = _run()
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = _unread()
    except OSError as error:
        code = _full(error)
    _leave(code)


def _leave(code: int) -> NoReturn:
    """Ends the process. Python would first take all objects apart, one by one, whose memory the system takes back at once."""
    if sys.gettrace() or sys.getprofile():  # somebody measures, and wants to say what was found
        sys.exit(code)
    atexit._run_exitfuncs()
    os._exit(code)


def _run() -> int:
    try:
        if (odd := streams.unreadable(sys.argv[1:])) is not None:
            raise wrong_usage(f"`{odd}` is not UTF-8; planlang reads and writes no other names", "rename it")
        result = cli.main(prog_name="planlang", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except Stop as stop:
        say_stop(stop)
        return stop.code
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as mistake:
        mistake.show()
        return USAGE
    except (KeyboardInterrupt, click.exceptions.Abort):
        return _interrupted()
    except (BrokenPipeError, SystemExit):  # click leaves by the latter when nobody reads on
        return _unread()
    except OSError as error:
        if (said := streams.said(error)) is None:
            return _bug(error)
        say_stop(wrong_usage(said))
        return USAGE
    except RuntimeError as stopped:
        return _interrupted() if str(stopped) == DUCKDB_INTERRUPTED else _bug(stopped)
    except Exception as bug:
        return _bug(bug)


def say_stop(stop: Stop) -> None:
    """The words of a ``Stop`` on stderr."""
    if stop.message:
        click.echo(f"planlang: {stop.message}", err=True)
        for hint in stop.hints:
            click.echo(f"  {hint}", err=True)


def _interrupted() -> int:
    click.echo("\ninterrupted", err=True)
    return INTERRUPTED


def _unread() -> int:
    streams.silence()
    return UNREAD


def _full(error: OSError) -> int:
    """One of the streams takes no more: said on stderr, if that is not the one."""
    with contextlib.suppress(OSError):
        say_stop(wrong_usage(streams.said(error) or str(error), "what was written of it is not whole"))
        sys.stderr.flush()
    streams.silence()
    return USAGE


def _bug(bug: Exception) -> int:
    if os.environ.get("PLANLANG_DEBUG"):
        import traceback

        traceback.print_exception(bug)
    from planlang import __version__

    said = " ".join(str(bug).split())[:200]
    click.echo(
        f"planlang {__version__} failed: this is a bug of planlang, not a mistake of yours.\n"
        f"  {type(bug).__name__}{': ' + said if said else ''}\n"
        "  Please report it with this message, the command you typed and, if you may share it, the plan.\n"
        "  PLANLANG_DEBUG=1 before the command shows where it happened; leave names and amounts out of what you share.",
        err=True,
    )
    return BUG
