"""``planlang rule``: the page of a finding, offline."""

from __future__ import annotations

import sys
from typing import Literal

import click

from planlang.cli.options import Words, out, width_of
from planlang.cli.options import command as _command
from planlang.cli.stop import wrong_usage


@_command("rule", "planlang rule unknown-name\nplanlang rule P301\nplanlang rule --all")
@click.argument("name", required=False)
@click.option("--all", "every", is_flag=True, help="List all rules, one a line.")
@click.option("--format", "form", type=Words(["text", "json"]), default="text", help="Text, or JSON for programs.")
def command(name: str | None, every: bool, form: Literal["text", "json"]) -> None:
    """Tell about a finding: what it means, what would happen, and what may be answered.

    NAME is a finding's name or its code.
    """
    from planlang.diagnostics import catalogue
    from planlang.diagnostics.explain_rule import render_rule, render_rules

    if every == (name is not None):
        raise wrong_usage("give the name or code of a rule, or --all", "for example: planlang rule unknown-name")
    if name is None:
        out(render_rules(catalogue.heads(), form))
        return
    try:
        rule = catalogue.rule(name)
    except catalogue.UnknownRule as unknown:
        near = [f"did you mean {' or '.join(f'`{n}`' for n in unknown.near)}?"] if unknown.near else []
        raise wrong_usage(
            f"there is no rule `{unknown.asked}`", *near, "planlang rule --all lists all of them"
        ) from None
    out(render_rule(rule, form, width=min(width_of(sys.stdout), 100)))
