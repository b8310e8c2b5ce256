"""The page about open questions shows what planlang says, word for word, in 80 columns."""

from __future__ import annotations

import pytest

from tests.docs.ambiguity import PAGE, PIECE, _filled

TEXT = PAGE.read_text(encoding="utf-8")
PIECES = list(PIECE.finditer(TEXT))


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece["was"][:40])
def test_the_page_shows_what_is_said(piece: object) -> None:
    import re

    assert isinstance(piece, re.Match)
    assert _filled(piece) == piece[0], "`python -m tests.docs.ambiguity` writes the page anew"


def test_the_page_shows_some() -> None:
    assert len(PIECES) >= 10
