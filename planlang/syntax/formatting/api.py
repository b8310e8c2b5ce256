"""Formatting a tree or a text, and showing what it would change."""

from __future__ import annotations

import difflib

from planlang.diagnostics.model import Diagnostic
from planlang.slotted import frozen
from planlang.syntax.formatting.declarations import entries_of
from planlang.syntax.formatting.doc import Line, Page, comment_text
from planlang.syntax.tree import PlanFile


@frozen
class FormatResult:
    """The canonical text, or ``None`` with the reasons why the file can't be read."""

    text: str | None
    diagnostics: tuple[Diagnostic, ...]


def format_plan(tree: PlanFile, source: str = "") -> str:
    """The canonical text of a plan file. ``source`` is not needed: the tree and its comments say it all."""
    page = Page()
    page.block(entries_of(tree.items), (), 0)
    if tree.tail and page.lines:
        page.lines.append(Line(0, ""))
    page.lines += [Line(0, comment_text(comment)) for comment in tree.tail]
    return page.text()


def format_text(text: str, file: str) -> FormatResult:
    """The canonical form of a plan's text; nothing if it doesn't parse."""
    from planlang.syntax.parse import parse

    parsed = parse(text, file)
    if parsed.diagnostics or parsed.tree is None:
        return FormatResult(None, tuple(parsed.diagnostics))
    return FormatResult(format_plan(parsed.tree, text), ())


def unified_diff(before: str, after: str, file: str) -> str:
    """What formatting would change, as a unified diff; empty if nothing."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), file, f"{file} (formatted)"
    )
    shown = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(shown)
