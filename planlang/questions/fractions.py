"""A credit in fractions of a cent: the statement prints it rounded, and rules go by that, or by the amount as it is.

The second is a measure of each credit, which stands wherever a rule reads the credit's amount. It is no answer where something reads the
amount that a measure can't stand for: another credit, a ledger that gathers, a condition of the rows summed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Repair
from planlang.questions.completions import free_name
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering, Typed


class _OfTheCredit(Exception):
    """Something that only the credit itself has, and no measure of it."""


def as_it_is(low: Lowering, decl: tree.Credit, line: tree.AmountLine, found: Typed) -> Repair | None:
    """The answer that rules go by the amount with its fraction; ``None`` where the plan reads it in another way, or not at all."""
    name = free_name(low, f"{decl.name}{'Exact' if line.word == 'amount' else 'CountedExact'}")
    field = line.word.replace(" ", "_")
    try:
        reads = [edit for item in low.model.statements for edit in _reads(low, decl, item, field, name)]
    except _OfTheCredit:
        return None
    if not reads or (found.scale.quotient and any(edit.words != name for edit in reads)):
        return None  # quotients that are not rounded can't be added up
    said = f"measure {name} for each credit of {decl.name} = {low.words(line.value)}"
    below = "\n\n" + " " * (decl.span.column - 1) + said
    return Repair(
        "Or print it rounded, and let rules go by the amount as it is:",
        f"{line.word}  {low.words(line.value)}, rounded\n{said}\n… {reads[0].words}",
        (*_rounded(low, line), Edit(decl.span.after(), below), *reads),
    )


def _rounded(low: Lowering, line: tree.AmountLine) -> tuple[Edit, ...]:
    return (Edit(line.span, f"{line.word}  {low.words(line.value)}, rounded"),)


def _reads(low: Lowering, decl: tree.Credit, item: tree.Statement, field: str, name: str) -> Iterator[Edit]:
    """What a statement reads of a credit's amounts, each with the measure in its place."""
    if isinstance(item, tree.Gathers) and any(one.name == decl.name for one in item.sources):
        raise _OfTheCredit
    grain = item.grain if isinstance(item, (tree.Rule, tree.Credit)) else None
    of_each = grain is not None and (grain.kind, grain.name) == ("credit", decl.name)
    if of_each and isinstance(item, tree.Credit):
        raise _OfTheCredit
    yield from _in(low, decl, item, field, name, of_each)


def _in(low: Lowering, decl: tree.Credit, item: tree.Node, field: str, name: str, of_each: bool) -> Iterator[Edit]:
    if isinstance(item, tree.Aggregate) and item.source == decl.name:
        if item.where is not None and any(_is_read(one, field) for one in (item.where, *tree.below(item.where))):
            raise _OfTheCredit
        if item.field == field:
            yield Edit(item.span, _total(low, item, name))
        return
    if of_each and _is_read(item, field):
        yield Edit(item.span, name)
    for part in tree.children(item):
        yield from _in(low, decl, part, field, name, of_each)


def _is_read(item: tree.Node, field: str) -> bool:
    return isinstance(item, tree.Column) and item.parts == ("credit", field)


def _total(low: Lowering, item: tree.Aggregate, name: str) -> str:
    """The same total of the measure, in the words that stand there."""
    if item.function not in ("total", "highest", "lowest", "average"):
        raise _OfTheCredit
    text, of = low.report.text_of(item.span), item.source_span
    said = re.sub(rf"\s{(item.field or '').replace('_', ' ')}\s+of\b", " of", text[item.span.start : of.start], count=1)
    return f"{said}{name}{text[of.end : item.span.end]}"
