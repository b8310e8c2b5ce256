"""``planlang test``: examples of plans and fixture directories."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from planlang.cli.options import Words, color_option, coloured, out, say
from planlang.cli.options import command as _command
from planlang.cli.stop import DONE, FINDINGS, wrong_usage

if TYPE_CHECKING:
    from planlang.testing.outcome import Outcome


@_command(
    "test",
    "planlang test                         all plans here and below, and directories of expected results\n"
    'planlang test plan.plan\nplanlang test plan.plan -k "straddles"',
)
@click.argument("paths", nargs=-1, metavar="[PLAN|DIR]...")
@click.option("-k", "pattern", metavar="PATTERN", help="Only tests whose name has this text in it (letter case aside).")
@click.option(
    "--cases",
    type=click.IntRange(1, 100_000),
    default=100,
    help="How many made-up cases each `test` of a plan is tried on.",
)
@click.option(
    "--format", "form", type=Words(["text", "json", "junit"]), default="text",
    help="Lines to read; everything, as JSON; or JUnit's XML for build servers.",
)  # fmt: skip
@color_option
def command(paths: tuple[str, ...], pattern: str | None, cases: int, form: str, color: str) -> int:
    """Run the examples and tests of plans, and directories with `data/` and `expected/`.

    Each cell that differs is shown with what was expected and the command that explains it. What a plan promises, in a `test` line or as
    every plan does, is proven or tried on made-up cases: one that breaks is shown with the smallest case that breaks it.
    Exit code 0: all passed; 1: some failed; 2: there is no test.
    """
    from planlang.cli.collect import collect
    from planlang.cli.findings import complain
    from planlang.testing.fixtures import BadFixture
    from planlang.testing.report import lines_of, summary

    try:
        collection = collect(paths, cases)
        tests = [test for test in collection.tests if pattern is None or pattern.casefold() in test.name.casefold()]
    except BadFixture as bad:
        raise wrong_usage(str(bad)) from None
    if not tests and not collection.broken:
        raise _nothing(collection.names, pattern)
    colour = coloured(color, sys.stdout)
    outcomes: list[tuple[str, Outcome]] = []
    where = ""
    text = form == "text"
    for broken in collection.broken:
        complain(broken.diagnostics, broken.sources, color)
    for test in tests:
        if text and test.group != where:
            where = test.group
            out(f"{where}\n")
        try:
            outcome = test.run()
        except BadFixture as bad:
            raise wrong_usage(str(bad)) from None
        outcomes.append((test.group, outcome))
        if text:
            out(lines_of(outcome, colour))
        if outcome.findings:
            complain(outcome.findings, test.sources, color)
    if not text:
        from planlang.testing.documents import as_json, as_junit

        out((as_json if form == "json" else as_junit)(outcomes, [broken.path for broken in collection.broken]))
    if collection.broken:
        number = len(collection.broken)
        say(f"{number} {'plan has' if number == 1 else 'plans have'} open findings, so their tests did not run")
    missing = sum(outcome.missing for _, outcome in outcomes)
    if missing:
        say(
            f"{missing:,} {'promise was' if missing == 1 else 'promises were'} not tried, because Hypothesis is not installed: "
            "pip install 'planlang[promises]'"
        )
    say(summary([outcome for _, outcome in outcomes]))
    return DONE if not collection.broken and all(outcome.passed for _, outcome in outcomes) else FINDINGS


def _nothing(names: list[str], pattern: str | None) -> Exception:
    if names and pattern is not None:
        from planlang.diagnostics.suggest import closest

        near = closest(pattern, names)
        hints = [f"did you mean `-k {near!r}`?"] if near else []
        return wrong_usage(f"no test has `{pattern}` in its name", *hints, f"there are {len(names)} tests")
    return wrong_usage(
        "there is no example, no `test`, and no directory with `data/` and `expected/`",
        'a plan\'s example looks like this:   example "one deal" { given …   expect payout for ana in 2025-Q1 is … }',
    )
