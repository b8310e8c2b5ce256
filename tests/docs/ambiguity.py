"""The page ``docs/ambiguity.md``: ``python -m tests.docs.ambiguity`` writes into it what planlang says, in 80 columns.

A block that is to be filled is marked by a comment that readers don't see: ``<!-- less in PLAN: these words => those words -->``, which
takes words out of a model plan and shows what is said then.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from planlang.check import check_text
from planlang.diagnostics.render_text import render_text
from planlang.readings import witnessed

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "ambiguity.md"
PIECE = re.compile(
    r"^<!-- less in (?P<plan>\w+): (?P<was>.+?) =>(?P<now>.*?)-->\n```text\n.*?^```$", re.MULTILINE | re.DOTALL
)


def refreshed(text: str) -> str:
    """The page with what planlang really says."""
    return PIECE.sub(_filled, text)


def _filled(piece: re.Match[str]) -> str:
    opening, _, _ = piece[0].partition("```text\n")
    return f"{opening}```text\n{said(piece['plan'], piece['was'], piece['now'].strip())}```"


def said(plan: str, was: str, now: str) -> str:
    """What is said of a model plan where some words are others."""
    file, text = less(plan, was, now)
    found = witnessed(text, file, check_text(text, file).diagnostics)
    shown = render_text(found, {file: text}, width=80)
    return "".join(f"{line.rstrip()}\n" for line in shown.splitlines())


def less(plan: str, was: str, now: str) -> tuple[str, str]:
    """The name and the text of a model plan where some words are others."""
    file = f"{plan}.plan"
    text = (ROOT / "stdlib_plans" / plan / file).read_text(encoding="utf-8")
    assert was in text, f"{file} has no {was!r}"
    return file, text.replace(was, now, 1)


def main() -> None:
    """Writes the page anew."""
    text = PAGE.read_text(encoding="utf-8")
    new = refreshed(text)
    if new != text:
        PAGE.write_text(new, encoding="utf-8")
        sys.stdout.write("docs/ambiguity.md rewritten\n")


if __name__ == "__main__":
    main()
