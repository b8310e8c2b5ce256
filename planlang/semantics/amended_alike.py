"""What an amendment may not change while the plan goes on: then it holds as the plan has it, or as the amendment has it, in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Repair, line_below
from planlang.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planlang.diagnostics.place import Span
    from planlang.semantics.report import Report

AS_BEFORE, AS_RESTATED = "As in the plan, from that day on, too:", "As restated here, from the beginning on:"


def in_both(before: Span, form: Span, report: Report) -> tuple[Repair, ...]:
    """The words of one version in the place of those of the other."""
    return in_all((before, form), (before, form), report)


def in_all(said: Sequence[Span | None], below: Sequence[Span], report: Report) -> tuple[Repair, ...]:
    """What one version says in all of them, for each way in which one does, the plan first; where a version has none, it stands ``below``."""
    words = [None if one is None else report.words(one) for one in said]
    texts = [None if one is None else report.text_of(one)[one.start : one.end] for one in said]
    found = []
    if len(set(words)) == 1:
        return ()  # they say the same already
    for option, text in dict(zip(words, texts)).items():
        edits: list[Edit] = []
        for one, own, place in zip(said, words, below):
            if own != option:
                edits += line_below("", place, text or "").edits if one is None else (Edit(one, text or ""),)
        found.append(
            Repair(AS_BEFORE if option == words[0] else AS_RESTATED, option or "without such a line", tuple(edits))
        )
    return tuple(found)


def keys_in_all(forms: Sequence[Sequence[tree.Value]], report: Report) -> tuple[Repair, ...]:
    """The order of one version in all; nothing where one has none."""
    if not all(forms):
        return ()
    spans = [keys[0].span.to(keys[-1].span) for keys in forms]
    return in_all(spans, spans, report)
