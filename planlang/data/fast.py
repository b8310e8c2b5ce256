"""Short cuts for tables without a fault, which nearly all are.

Each looks at a whole file or column at once and answers only where the careful reader would answer the same;
otherwise it answers ``None`` and the careful reader does the work. The tests compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from planlang.core.records import ColumnSpec
from planlang.data.report import Cell
from planlang.data.words import MAX_KEY, MAX_TEXT

_SEP = "\x1f"
_AMOUNT = re.compile(r"-?[0-9]{1,30}\.[0-9][0-9](?:\x1f-?[0-9]{1,30}\.[0-9][0-9])*").fullmatch


def split_plain(text: str, longest: int) -> tuple[list[str], list[list[str]]] | None:
    """The header and the columns of a CSV text without quotation marks, blank lines and uneven rows."""
    if '"' in text:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            return None
    lines = text.removesuffix("\n").split("\n")
    commas = lines[0].count(",")
    if commas == 0 or {line.count(",") for line in lines} != {commas} or max(map(len, lines)) > longest:
        return None
    flat = ",".join(lines).split(",")
    wide = commas + 1
    return flat[:wide], [flat[wide + index :: wide] for index in range(wide)]


def plain_texts(cells: Sequence[Cell], identifies: bool) -> list[str] | None:
    """The cells themselves, where each is a text that may stand as it is."""
    joined = _joined(cells)
    if joined is None or not joined.replace(_SEP, "").isprintable():
        return None
    if joined[0] in " \x1f" or joined[-1] in " \x1f" or "\x1f\x1f" in joined:
        return None
    if " " in joined and (" \x1f" in joined or "\x1f " in joined):
        return None
    if max(map(len, cast(Sequence[str], cells))) > (MAX_KEY if identifies else MAX_TEXT):
        return None
    return list(cast(Sequence[str], cells))


def cents(column: ColumnSpec, cells: Sequence[Cell]) -> list[int] | None:
    """Amounts that all have two decimals, as integers, where the column has no bounds and two decimals."""
    if column.digits != 2 or column.limits is not None or (joined := _joined(cells)) is None or not _AMOUNT(joined):
        return None
    return list(map(int, joined.replace(".", "").split(_SEP)))


def _joined(cells: Sequence[Any]) -> str | None:
    try:
        joined = _SEP.join(cells)
    except TypeError:
        return None
    return joined if joined and joined.count(_SEP) == len(cells) - 1 else None
