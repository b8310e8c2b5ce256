"""``planlang fmt``: one layout for all plans."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from planlang.cli.options import color_option, coloured, out, say
from planlang.cli.options import command as _command
from planlang.cli.stop import DONE, FINDINGS, wrong_usage


@_command(
    "fmt",
    "planlang fmt plan.plan\nplanlang fmt --check plans/           say which would change, change nothing\n"
    "planlang fmt --diff plan.plan         show what would change\nplanlang fmt - < plan.plan            from stdin to stdout",
)
@click.argument("paths", nargs=-1, metavar="[PLAN|DIR|-]...")
@click.option("--check", is_flag=True, help="Change nothing; list what would change; exit 1 if anything would.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change; exit 1 if anything would.")
@click.option("--stdin-filename", default="<stdin>", metavar="NAME", help="What to call the plan read from -.")
@color_option
def command(paths: tuple[str, ...], check: bool, diff: bool, stdin_filename: str, color: str) -> int:
    """Lay plans out in the one common way.

    Comments stay and the meaning never changes. A file that doesn't parse is left as it is (exit code 1).
    """
    from planlang.cli.changed import changes, replaced
    from planlang.cli.files import plans_of, read_plan
    from planlang.cli.findings import complain
    from planlang.syntax.formatting import format_plan
    from planlang.syntax.parse import parse

    plans = plans_of(paths)
    if len(plans) > 1 and "-" in plans:
        raise wrong_usage("`-` stands alone: files and the standard input can't be formatted together")
    changed, broken = 0, 0
    for path in plans:
        name, data = read_plan(path, stdin_filename)
        parsed = parse(data, name)
        if parsed.tree is None:
            broken += 1
            complain(parsed.diagnostics, {name: parsed.source}, color)
            continue
        text = format_plan(parsed.tree, parsed.source)
        same = text.encode() == data
        changed += not same
        if diff:
            out(changes(name, parsed.source, text, coloured(color, sys.stdout), "formatted"))
        elif check:
            if not same:
                out(f"{name}\n")
        elif path == "-":
            out(text)
        elif not same:
            replaced(Path(path), text)
    _tell(len(plans), changed, broken, check or diff, plans == ["-"])
    return FINDINGS if broken or (changed and (check or diff)) else DONE


def _tell(plans: int, changed: int, broken: int, only_look: bool, stdin: bool) -> None:
    if stdin and not only_look and not broken:
        return
    verb = "would change" if only_look else "changed"
    said = [f"{changed:,} {verb}", f"{plans - changed - broken:,} already in shape"]
    if broken:
        said.append(f"{broken:,} left alone: not plans as they stand")
    say(", ".join(said))
