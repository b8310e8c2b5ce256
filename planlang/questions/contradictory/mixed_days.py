"""Working days divided by calendar days, or the other way round: a share of a period that is no share of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair
from planlang.questions.suspicious.fixed import measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def ask_mixed_days(low: Lowering, below: Iterable[tree.Node]) -> None:
    """Asks which days a share goes by where those above and those below are not of one kind, whatever measures they are in."""
    for item in below:
        if not isinstance(item, tree.Binary) or item.op != "/":
            continue
        above, under = list(_days(low, item.left)), list(_days(low, item.right))
        pair = next(((a, b) for a in above if a.start is not None for b in under if a.working != b.working), None)
        if pair is None or any(a.working == b.working for a in above for b in under):
            continue
        both = sorted(pair, key=lambda one: one.working)
        if any(found.rule == "days-mixed" and found.primary == pair[0].span for found in low.report.found):
            continue
        low.report.add(
            "days-mixed",
            f"{_kind(pair[0])} days are divided by {_kind(pair[1])} days",
            pair[0].span,
            f"{_kind(pair[0])} days",
            also=(Label(pair[1].span, f"{_kind(pair[1])} days"),),
            consequence="Who was there all the time has less than the whole, or more, and in each month another part of it.",
            repairs=tuple(
                _alike(low, text, word, other)
                for text, word, other in (
                    ("All days, above and below:", "calendar", both[1]),
                    ("Mondays to Fridays, but for holidays, above and below:", "working", both[0]),
                )
            ),
        )


def _alike(low: Lowering, text: str, word: str, other: tree.DaysOf) -> Repair:
    """The days of the other kind become days of this one."""
    words = low.words(other)
    said = f"{word}{words[len(_kind(other)) :]}"
    return Repair(text, said, (Edit(other.span, said),))


def _kind(item: tree.DaysOf) -> str:
    return "working" if item.working else "calendar"


def _days(low: Lowering, item: tree.Node) -> Iterator[tree.DaysOf]:
    """The days that a product is made of, by whatever measures."""
    item = measured_by(low, item)
    if isinstance(item, tree.DaysOf):
        yield item
    elif isinstance(item, tree.Binary) and item.op in ("*", "+", "-"):
        yield from _days(low, item.left)
        yield from _days(low, item.right)
    elif isinstance(item, tree.Of):
        yield from _days(low, item.whole)
