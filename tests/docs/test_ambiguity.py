"""The page about open questions shows what planlang says, word for word, in 80 columns."""

from __future__ import annotations

import re

import pytest

from planlang.check import check_text
from planlang.diagnostics.render_text import render_text
from tests.docs.ambiguity import PAGE, PIECE, _filled, less

TEXT = PAGE.read_text(encoding="utf-8")
PIECES = list(PIECE.finditer(TEXT))


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece["was"][:40])
def test_the_page_shows_what_is_said(piece: re.Match[str]) -> None:
    assert _filled(piece) == piece[0], "`python -m tests.docs.ambiguity` writes the page anew"


def test_the_page_shows_twenty() -> None:
    assert len(PIECES) >= 20
    assert len({re.search(r"\[P\d+\]", piece[0])[0] for piece in PIECES}) >= 18  # type: ignore[index]


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece["was"][:40])
def test_colour_adds_nothing_and_eighty_columns_do(piece: re.Match[str]) -> None:
    """What is said without its case, since looking for that takes longer than all the rest; with it the page itself is looked at."""
    plain, coloured = (shown(piece, color) for color in (False, True))
    assert plain != coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    for line in (*plain.splitlines(), *piece[0].partition("```text")[2].splitlines()):
        # What may not be broken: plan text that has no comma.
        assert len(line) <= 80 or ", " not in line.strip(), line


def shown(piece: re.Match[str], color: bool) -> str:
    """What a check says, with or without colour."""
    file, text = less(piece["plan"], piece["was"], piece["now"].strip())
    return render_text(check_text(text, file).diagnostics, {file: text}, width=80, colour=color)


def test_a_long_answer_is_shown_on_lines_that_a_plan_may_have() -> None:
    limit = "at most  5,000 USD for each participant each quarter, in credit order, excess lost"
    broken = "at most  5,000 USD for each participant each quarter,\n                 in credit order, excess lost\n"
    assert broken in TEXT
    file, text = less("quarterly_ae", limit, broken.strip())
    assert check_text(text, file).diagnostics == ()
