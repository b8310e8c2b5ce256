"""The commands in the documentation are run, and say what the pages show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.console import PAGES, PIECE, ROOT, refreshed


def _shows_commands(page: Path) -> bool:
    return PIECE.search(page.read_text(encoding="utf-8")) is not None


@pytest.mark.parametrize("page", [p for p in PAGES if _shows_commands(p)], ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_say_what_the_page_shows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert refreshed(text) == text, "`python -m tests.docs.console` writes the output anew"


def test_the_tutorial_runs_commands() -> None:
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    assert len(list(PIECE.finditer(text))) >= 10
