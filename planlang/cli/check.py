"""``planlang check``: the findings of plans."""

from __future__ import annotations

import gc
import sys

import click

from planlang.cli.options import Words, color_option, data_option, say
from planlang.cli.options import command as _command
from planlang.cli.stop import DONE, FINDINGS, wrong_usage


@_command(
    "check",
    "planlang check plan.plan\nplanlang check                        all plans here and below\n"
    "planlang check - < plan.plan          from the standard input\nplanlang check --format concise plans/\n"
    "planlang check --fix plans/             make the repairs that change no payout\n"
    "planlang check --save-case cases/ plan.plan   each answer to an open question, as a plan to run\n"
    "planlang check --write-baseline planlang-baseline.json",
)
@click.argument("paths", nargs=-1, metavar="[PLAN|DIR|-]...")
@click.option(
    "--format", "form", type=Words(["full", "concise", "json", "sarif", "github", "junit"]), default="full",
    help="full: with the lines concerned; concise: one line each; json, sarif, github, junit: for programs.",
)  # fmt: skip
@click.option("--select", multiple=True, metavar="RULES", help="Of warnings and notes only these: names, codes, or P7.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Leave these warnings and notes out.")
@click.option("--baseline", metavar="FILE", help="Leave out warnings and notes that this file remembers.")
@click.option("--write-baseline", metavar="FILE", help="Remember all warnings and notes in this file.")
@click.option("--config", metavar="FILE", help="Read this instead of the planlang.toml here or above.")
@click.option("--today", metavar="DATE", help="The day on which comments that accept a finding may have ended.")
@click.option("--stdin-filename", default="<stdin>", metavar="NAME", help="What to call the plan read from -.")
@data_option(required=False)
@click.option(
    "--fix", is_flag=True, help="Make the repairs that are proven to change no payout; the rest stays for you."
)
@click.option(
    "--diff", is_flag=True, help="Show what --fix would change, and change nothing; exit 1 if anything would."
)
@click.option(
    "--save-case",
    metavar="FILE|DIR",
    help="Save the cases of open questions: examples in a file, or plans to run in DIR/.",
)
@click.option("--no-cases", is_flag=True, help="Don't look for cases that show what open questions are about.")
@color_option
def command(
    paths: tuple[str, ...], form: str, select: tuple[str, ...], ignore: tuple[str, ...], baseline: str | None,
    write_baseline: str | None, config: str | None, today: str | None, stdin_filename: str, data: tuple[str, ...],
    fix: bool, diff: bool, save_case: str | None, no_cases: bool, color: str,
) -> int:  # fmt: skip
    """Say what is wrong with plans, or left open in them.

    For a plan that can be read in two ways it looks for the smallest case on which they pay differently, runs each reading on it,
    and shows what each pays; with --data also what hangs on it there.

    Errors are always shown: they keep people from being paid. Exit code 0: nothing wrong; 1: findings (warnings alone
    don't count), or with --diff something to fix; 2: wrong usage.
    """
    gc.disable()  # what a check makes hangs together until its end: looking for circles in it costs a tenth of the time
    from planlang.check import check_text
    from planlang.cli.files import config_file, library_of, plans_of, read_plan
    from planlang.diagnostics.model import PAIRS, Diagnostic
    from planlang.diagnostics.order import has_errors, summary

    if save_case is not None and (no_cases or diff):
        raise wrong_usage("`--save-case` saves what `--no-cases` and `--diff` don't look for")
    plans = plans_of(paths)
    fixing = None
    if fix or diff:
        from planlang.cli.chosen import choice
        from planlang.cli.fixing import fixing_of

        fixing = fixing_of(fix, diff, plans, color, lambda: choice(config, select, ignore, baseline, today))
    results = []
    modules = 0
    for path in plans:
        name, text = read_plan(path, stdin_filename)
        library = library_of(path) if b"use" in text else None  # hardly a plan does
        result = check_text(text, name, library)
        if result.module and path not in paths:  # found in a directory: it is checked with the plans that use it
            modules += 1
            continue
        if fixing is not None and not result.module:
            changed = fixing.plan(path, name, text, library_of(path))
            result = check_text(changed, name, library) if changed != text else result
        if has_errors(result.diagnostics) or any(one.rule in PAIRS for one in result.diagnostics):
            from planlang.cli.opened import with_cases  # the interpreter is read only where something is open

            gc.enable()  # many cases are paid there
            result = with_cases(result, name, data, library_of(path), not (no_cases or diff))
        results.append((name, result))
    found: list[Diagnostic] = [one for _, result in results for one in result.diagnostics]
    sources = {name: result.source for name, result in results}
    for _, result in results:
        sources.update(result.modules)
    left_out: list[str] = []
    asked = any((select, ignore, baseline, write_baseline, config, today))
    if found or asked or any(result.accepted for _, result in results) or config_file() is not None:
        from planlang.cli.chosen import choice, write_down  # most checks find nothing, and have nothing to choose

        chosen = choice(config, select, ignore, baseline, today)
        found = [one for name, result in results for one in chosen.of(result.diagnostics, result.accepted, name)]
        if write_baseline is not None:
            write_down(write_baseline, found, sources)
        else:
            found = chosen.new(found, sources)
        left_out = chosen.said
    if fixing is not None and diff:
        return FINDINGS if fixing.changed or has_errors(found) else DONE
    if found or form != "full":
        from planlang.cli.findings import show  # the renderers are read only where there is something to show

        show(found, sources, form, color, sys.stdout)
    number = f"{len(results):,} plans" if len(results) != 1 else "1 plan"
    number += f" (and {modules:,} file{'s' if modules != 1 else ''} for plans to use)" if modules else ""
    if found:
        if form != "full":
            say(f"{summary(found)} in {number}")
    else:
        say(f"no findings in {number}")
    for line in left_out:
        say(line)
    if save_case is not None:
        from planlang.cli.saving import save_cases

        save_cases(save_case, found, [result.modules for _, result in results])
    return FINDINGS if has_errors(found) else DONE
