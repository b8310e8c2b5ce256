"""A rule that is called like a member of a closed set: what it could be called, wherever the plan names it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair
from planlang.semantics.model import head, what
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.diagnostics.place import Span
    from planlang.semantics.model import Model
    from planlang.semantics.report import Report

MOST_LINES = 6
"""So many of the lines that change are shown."""


def report_shadowing(
    model: Model, report: Report, item: tree.Rule | tree.Balance, member: tree.Name, amended: Sequence[tree.Statement]
) -> None:
    """Reports it, with the lines that change when it gets a name of its own, also where it is restated or removed."""
    word = what(item)
    report.add(
        "name-shadows-member",
        f"{item.name} is both a {word} and a member of a closed set",
        head(item, report),
        f"the {word} {item.name}",
        also=(Label(member.span, "the member"),),
        consequence=f"A condition such as `is {item.name}` could compare with either.",
        repairs=(_renamed(model, report, item, amended),),
    )


def _renamed(model: Model, report: Report, item: tree.Rule | tree.Balance, amended: Sequence[tree.Statement]) -> Repair:
    name, number = f"{item.name}{what(item).capitalize()}", 1
    while name in model.names or name in model.members:
        number += 1
        name = f"{item.name}{what(item).capitalize()}{number}"
    places = sorted(
        {place.start: place for place in _places(model, report, item, amended)}.values(), key=lambda one: one.start
    )
    lines: dict[int, list[Span]] = {}
    for place in places:
        lines.setdefault(place.line, []).append(place)
    shown = [_line(report, spans, name) for spans in list(lines.values())[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        shown.append("…")
    others = list(map(str, lines))[1:]
    where = f", here and in line{'s' if len(others) > 1 else ''} {', '.join(others)}" if others else ""
    edits = tuple(Edit(place, name) for place in places) if len({p.file for p in places}) == 1 else ()
    return Repair(f"Give the {what(item)} a name of its own{where}:", "\n".join(shown), edits)


def _line(report: Report, spans: list[Span], name: str) -> str:
    """The line with these names changed."""
    text = report.text_of(spans[0])
    start = text.rfind("\n", 0, spans[0].start) + 1
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    for span in reversed(spans):
        line = line[: span.start - start] + name + line[span.end - start :]
    return line.strip()


def _places(
    model: Model, report: Report, item: tree.Rule | tree.Balance, amended: Sequence[tree.Statement]
) -> Iterator[Span]:
    """Where the plan names the rule, and not the member."""
    again = [
        one for one in amended if isinstance(one, (tree.Rule, tree.Balance, tree.Remove)) and one.name == item.name
    ]
    for declared in (item, *again):
        if isinstance(declared, tree.Rule):
            yield declared.name_span
            continue
        first = head(declared, report)
        at = first.start + report.text_of(first)[first.start : first.end].index(item.name)
        yield first.but(start=at, end=at + len(item.name), column=first.column + at - first.start)
    for statement in (*model.statements, *amended):
        if not isinstance(statement, tree.Data):
            yield from _named(statement, item.name)


def _named(node: tree.Node, name: str) -> Iterator[Span]:
    members: tuple[tree.Node, ...] = ()
    if isinstance(node, tree.Compare) and node.relation in ("is", "is not"):
        members = (node.left, node.right)
    elif isinstance(node, (tree.OneOf, tree.Members)):
        members = node.members if isinstance(node, tree.OneOf) else node.values
    elif isinstance(node, tree.Expect):
        members = (node.value,)
    elif isinstance(node, tree.Given):
        return
    elif isinstance(node, tree.Aggregate) and node.source == name:
        yield node.source_span
    for below in tree.children(node):
        if isinstance(below, tree.Name):
            if below.name == name and not any(below is one for one in members):
                yield below.span
        else:
            yield from _named(below, name)
