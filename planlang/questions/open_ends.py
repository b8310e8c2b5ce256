"""A phrase that is open at its end, and goes on with a sign: `the part of A above B * C` can be read two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import instead
from planlang.questions.tables import bracketed
from planlang.semantics import types
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def goes_on(low: Lowering, bound: tree.Value) -> tree.Value | None:
    """The first of several values that are calculated with at the end of a phrase, where nothing stands around them and it could be the end alone.

    A plain number in front, as in `above 2 * Quota`, is a factor.
    """
    if not isinstance(bound, tree.Binary) or bracketed(low, bound.span)[0] != bound.span:
        return None
    first: tree.Value = bound
    while isinstance(first, tree.Binary) and bracketed(low, first.span)[0] == first.span:
        first = first.left
    return None if isinstance(first, tree.NumberLit) and first.unit == "number" else first


def ask_part(
    low: Lowering, item: tree.PartOf, bound: tree.Node, first: tree.Node, whole: types.Type, end: types.Type
) -> None:
    """Asks whether a part ends at all that stands there, or at the first of it, where both are amounts of one kind."""
    if isinstance(types.alike(whole, end), str):
        return
    closes, _ = bracketed(low, first.span)
    text = low.report.text_of(item.span)
    part, rest = text[item.span.start : closes.end], text[closes.end : item.span.end].strip()
    raise low.fail(
        "needs-parentheses",
        f"`{' '.join(rest.split())}` could belong to where the part ends, or be done with the part",
        bound.span,
        "with the part, or its end?",
        consequence="Of 120 above 100 * 2 nothing is left, and twice what is above 100 is 40.",
        repairs=(
            instead("All of it is where the part ends:", bound.span, f"({low.words(bound)})"),
            instead("It is done with the part:", item.span, f"({' '.join(part.split())}) {' '.join(rest.split())}"),
        ),
    )
