"""Regular expressions that few runs need: compiled when they are first asked, which takes longer than importing the module around them."""

from __future__ import annotations

import re
from collections.abc import Callable


def fullmatch(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """What ``re.compile(pattern).fullmatch`` is."""
    made: Callable[[str], re.Match[str] | None] | None = None

    def ask(text: str) -> re.Match[str] | None:
        nonlocal made
        if made is None:
            made = re.compile(pattern).fullmatch
        return made(text)

    return ask
