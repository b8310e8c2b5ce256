"""An amount of one period that meets an amount of another: which of the two is written otherwise than it is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Repair, instead, line_above
from planlang.diagnostics.place import Span
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering, Typed
    from planlang.lowering.scope import Scope


_COLUMN = re.compile(r"\b[a-z_]+(?:\.[a-z_]+)+\b")


def summed_over(item: tree.Node, declared: str, target: str, other: str) -> Repair:
    """The total over the period that the column is for."""
    text, words = f"Sum over the period that `{declared}` is for:", f"in the {target}"
    windows = [one.window for one in _aggregates(item) if one.window is not None]
    if len(windows) == 1 and (windows[0].kind, windows[0].unit) == ("in", other):
        return instead(text, windows[0].span, words)
    return Repair(text, words)


def added_up(scope: Scope, item: tree.Node, declared: Typed, short: str, long: str) -> Repair:
    """The column's amounts added up, by a measure of their own."""
    low, name, number = scope.low, "Target", 1
    while name in low.model.names or name in low.model.members:
        number += 1
        name = f"Target{number}"
    person = "the participant's " if scope.person is not None else ""
    column = _COLUMN.search(declared.says)
    if " * " in declared.says and column is not None and column[0] != declared.says:
        return Repair(
            f"Or, of so many {short}s, add up what each is for instead of multiplying:",
            f"measure {name} for each participant each {short} = {column[0]}\n"
            f"… total of {person}{name} in the {long} through this {short}",
        )
    measure = f"measure {name} for each participant each {short} = {declared.says}"
    total = f"total of {person}{name} in the {long}"
    text = f"Or add the {short}s up, with a measure of their own:"
    decl = low.around(item.span)
    edits: tuple[Edit, ...] = ()
    if decl is not None and person:
        edits = (*line_above("", head(decl, low.report), f"{measure}\n").edits, Edit(declared.span, f"({total})"))
    return Repair(text, f"{measure}\n({total})" if edits else f"{measure}\n… {total}", edits)


def declared_as(low: Lowering, declared: Typed, other: str) -> Repair:
    """The column declared for the other period."""
    text = f"Or, if the column really holds amounts of a {other}, declare it so: `money per {other}`."
    row, _, name = declared.says.partition(".")
    record = low.model.rows.get(row)
    column = record.spec.by_name.get(name) if record is not None else None
    place = column.place if column is not None else None
    if not isinstance(place, Span):
        return Repair(text)
    said = re.search(r"\bper\s+(\w+)", low.report.text_of(place)[place.start : place.end])
    if said is None:
        return Repair(text)
    start, end = place.start + said.start(1), place.start + said.end(1)
    at = place.column + said.start(1)
    word = Span(place.file, start, end, place.line, at, place.line, at + end - start)
    return Repair(text, None, (Edit(word, other),))


def _aggregates(item: tree.Node) -> Iterator[tree.Aggregate]:
    if isinstance(item, tree.Aggregate):
        yield item
    for part in tree.children(item):
        yield from _aggregates(part)
