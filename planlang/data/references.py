"""References: what a row points to must be there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from planlang.core.records import ColumnSpec
from planlang.data.cells import Read
from planlang.data.report import Findings, Refused, quoted
from planlang.data.words import MOST_SUGGESTIONS
from planlang.diagnostics.model import Repair
from planlang.diagnostics.suggest import closest


def check_references(
    column: ColumnSpec, read: Read, lines: Sequence[int], known: set[str], target_file: str, found: Findings
) -> None:
    """Every value of a reference column is the identity of a row of the record it points into.

    All that name one row hold the same text object then, not a copy each: what is grouped by it later compares nothing.
    """
    texts = read.values.items
    named = list(map({text: text for text in known}.get, texts))
    unknown = {text for text, name in zip(texts, named) if name is None and text is not None} if None in named else ()
    if not unknown:
        texts[:] = named
        return
    folded = {_folded(text): text for text in sorted(known, reverse=True)}
    why: dict[str, Refused] = {}
    for index, text in enumerate(read.values.items):
        if text in unknown:
            if text not in why:
                why[text] = _refused(column, text, known, folded, target_file, len(why) < MOST_SUGGESTIONS)
            read.bad.add(index)
            found.cell(why[text], column, lines[index], text)


def _folded(text: str) -> str:
    """A text without what the eye overlooks: case, spaces, and how accents are composed."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _refused(
    column: ColumnSpec, text: str, known: Iterable[str], folded: dict[str, str], target_file: str, search: bool
) -> Refused:
    near = folded.get(_folded(text)) or (closest(text, known) if search else None)
    repairs: list[Repair] = []
    label = ""
    if near is not None:
        label = f"did you mean {quoted(near)}?"
        if unicodedata.normalize("NFC", near) == unicodedata.normalize("NFC", text):
            label = f"{quoted(near)} looks the same, but its letters are composed of other characters"
        repairs.append(
            Repair(f"If it is {quoted(near)}, say so in the plan:", f'{column.name}: …, reads "{text}" as "{near}"')
        )
    repairs.append(Repair(f"Or add a row for it to {target_file}, or correct it."))
    return Refused("unknown-row", f"{target_file} has no row {quoted(text)}", label, tuple(repairs))
