"""The Python examples of the documentation run, and give what the pages show."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from tests.cli.support import good
from tests.docs.console import PAGES, ROOT

BLOCK = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWING = [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", SHOWING, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_give_what_the_page_shows(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good("init", ".", cwd=tmp_path)
    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")
    blocks = "".join(f"{block[1]}\n" for block in BLOCK.finditer(text))
    test = doctest.DocTestParser().get_doctest(blocks, {}, page.name, str(page), 0)
    said: list[str] = []
    failed = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=said.append)
    assert not failed.failed, "".join(said)
    assert failed.attempted > 0


def test_there_are_examples() -> None:
    assert ROOT / "docs" / "python.md" in SHOWING
