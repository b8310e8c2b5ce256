"""The question of contests: what becomes of those who tie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Repair, put_after
from planlang.diagnostics.place import Span
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

PRIZES = (
    ("They share the prizes of the places that they fill:", "split the prizes of the places they fill"),
    ("Each gets the better prize:", "all get the better prize"),
)
PLACES = (
    ("Both are first, and the next is third:", "take the better place"),
    ("Both are second:", "take the worse place"),
    ("Both are first, and the next is second:", "take the next place"),
)


def ask_ties(low: Lowering, item: tree.Place | tree.Places) -> Exception:
    """Asks which places those get who have the same."""
    prizes = isinstance(item, tree.Places)
    by = low.words(item.by)
    said = low.words(item) if not prizes else low.words(item).partition(" {")[0]
    at = _behind(low, item)
    return low.fail(
        "ties-open",
        f"two may have the same {by}, and nothing says who gets {'the prize' if prizes else 'the place'}",
        item.by.span,
        "and when several have the same?",
        consequence="Two who are first could get a first prize each, share the first and the second, or only one be first.",
        repairs=(
            *(
                put_after(text, at, f", ties {ties}", f"{said}, ties {ties}")
                for text, ties in (PRIZES if prizes else PLACES)
            ),
            Repair("Only one of them is first, and something else says who:", f"{said}, ties broken by …"),
        ),
    )


def _behind(low: Lowering, item: tree.Place | tree.Places) -> Span:
    """Where the words about ties go: behind the direction, or whom the contest is within."""
    if item.within is not None:
        return item.within.span.after()
    by = item.by.span
    end = low.report.text_of(by).index("first", by.end) + len("first")
    return Span(by.file, end, end, by.end_line, by.end_column, by.end_line, by.end_column)
