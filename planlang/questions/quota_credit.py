"""A credit without a quota credit, of which a rule asks for it: what is paid on counts, another amount of the row does, or a part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Completed, Edit, Repair, line_below
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

MOST_AMOUNTS = 2
PART = "50%"
"""What an answer is shown with that leaves the part to the author."""


def what_counts(low: Lowering, decl: tree.Credit | tree.Gathers) -> tuple[Repair, ...]:
    """The answers, put into each credit that says nothing of it; of a ledger that gathers, into those that it gathers."""
    lines = [_amount(one) for one in _without(low, decl, set())]
    measured = Repair("Or measure by the amount: `credit.amount`, `total amount of …`.")
    if not lines or any(line is None for line in lines):
        return (Repair("Say it in each credit, even when both are alike:", "quota credit  …"), measured)
    known = [line for line in lines if line is not None]
    first = known[0]
    return (
        Repair("What is paid on counts, too: say it in the credit:", _said(low, first), _below(low, known)),
        *(_others(low, decl, first) if len(known) == 1 else ()),
        Repair(
            "A part of it counts, such as half of a renewal:",
            "quota credit  … of …, rounded",
            completed=Completed(f"`{_plain(_said(low, first, PART))}`", _below(low, known, PART)),
        ),
        measured,
    )


def _without(low: Lowering, decl: object, seen: set[str]) -> Iterator[tree.Credit]:
    """The credits without it that a credit is, or gathers."""
    if isinstance(decl, tree.Gathers):
        for source in decl.sources:
            if source.name not in seen:
                seen.add(source.name)
                yield from _without(low, low.model.names.get(source.name), seen)
    elif isinstance(decl, tree.Credit) and not any(
        isinstance(line, tree.AmountLine) and line.word == "quota credit" for line in decl.lines
    ):
        yield decl


def _amount(decl: tree.Credit) -> tree.AmountLine | None:
    return next((line for line in decl.lines if isinstance(line, tree.AmountLine) and line.word == "amount"), None)


def _said(low: Lowering, line: tree.AmountLine, part: str | None = None) -> str:
    """The line as what counts: rounded as it is, with the same one to get the odd cents."""
    value = low.words(line.value)
    how = low.words(line)[len(low.words(line).partition(value)[0]) + len(value) :]
    if part is None:
        return f"quota credit  {value}{how}"
    simple = isinstance(line.value, tree.Column)
    return f"quota credit  {part} of {value if simple else f'({value})'}{how if line.rounded else ', rounded'}"


def _plain(words: str) -> str:
    return " ".join(words.split())


def _below(low: Lowering, lines: list[tree.AmountLine], part: str | None = None) -> tuple[Edit, ...]:
    return tuple(edit for line in lines for edit in line_below("", line.span, _said(low, line, part)).edits)


def _others(low: Lowering, decl: tree.Credit | tree.Gathers, line: tree.AmountLine) -> Iterator[Repair]:
    """Other amounts that each row has."""
    grain = decl.grain if isinstance(decl, tree.Credit) else None
    record = low.model.rows.get(grain.name or "") if grain is not None and grain.kind == "row" else None
    if record is None:
        return
    read = {".".join(one.parts) for one in (line.value, *tree.below(line.value)) if isinstance(one, tree.Column)}
    columns = (one for one in record.spec.columns if one.kind == "money" and not one.optional)
    amounts = [f"{record.spec.row}.{one.name}" for one in columns]
    for said in [one for one in amounts if one not in read][:MOST_AMOUNTS]:
        words = f"quota credit  {said}"
        yield Repair("Another amount of the row counts:", words, line_below("", line.span, words).edits)
