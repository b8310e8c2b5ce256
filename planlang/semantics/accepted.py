"""Findings that the plan itself accepts: a comment beside a declaration, a line or a block says which, and why.

    # planlang: accept unused until 2026-06-30: the renewal team starts in summer

Only warnings and notes can be accepted: an error leaves open what somebody is paid, and no comment answers that.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence

from planlang.diagnostics.catalogue import UnknownRule, head, rule
from planlang.diagnostics.edits import lines_out
from planlang.diagnostics.model import Diagnostic, Edit, Repair, finding
from planlang.diagnostics.order import severity
from planlang.diagnostics.place import Span
from planlang.slotted import frozen
from planlang.syntax import tree

_MARK = re.compile(r"planlang\s*:")
_FORM = re.compile(r"planlang\s*:\s*accept\s+(?P<rule>[\w-]+)(?:\s+until\s+(?P<until>\S+?))?\s*:\s*(?P<reason>.+)")
_UNTIL = re.compile(r"\buntil +\d{4}-\d{2}-\d{2}\b")
_EXAMPLE = "# planlang: accept unused until 2026-06-30: the renewal team starts in summer"


@frozen
class Acceptance:
    """What a comment accepts: the rule's name, the stretch of the plan, why, and through which day."""

    rule: str
    span: Span
    reason: str
    until: datetime.date | None
    comment: str = ""

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding is one of those that are accepted, on whatever day."""
        place = diagnostic.primary
        return (
            diagnostic.rule == self.rule
            and isinstance(place, Span)
            and place.file == self.span.file
            and self.span.start <= place.start
            and place.end <= self.span.end
        )


@frozen
class Accepted:
    """A finding that is not shown, because of a comment; it is shown again when the comment's day has passed."""

    diagnostic: Diagnostic
    acceptance: Acceptance

    def again(self, today: datetime.date) -> Diagnostic | None:
        """The finding with what became of its acceptance, if that ended before ``today``."""
        until = self.acceptance.until
        if until is None or today <= until:
            return None
        note = f"It was accepted until {until.isoformat()}: {self.acceptance.reason}"
        return self.diagnostic.but(notes=(*self.diagnostic.notes, note))


def accept(
    file: tree.PlanFile, found: Sequence[Diagnostic], source: str = ""
) -> tuple[tuple[Diagnostic, ...], tuple[Accepted, ...]]:
    """The findings that stay, and those that comments accept; comments that accept nothing become findings."""
    acceptances, wrong = _read(file)
    if not acceptances and not wrong:
        return tuple(found), ()
    stay: list[Diagnostic] = []
    accepted: list[Accepted] = []
    used: set[Acceptance] = set()
    for diagnostic in found:
        by = next((a for a in acceptances if severity(diagnostic) != "error" and a.covers(diagnostic)), None)
        if by is None:
            stay.append(diagnostic)
        else:
            used.add(by)
            accepted.append(Accepted(diagnostic, by))
    # What only tests of the plan find is not looked for here, so that a comment about it is not idle.
    looked_for = [a for a in acceptances if a not in used and head(a.rule).found_by != "test"]
    idle = [] if any(severity(d) == "error" for d in found) else looked_for
    return (*stay, *wrong, *(unused(a, source) for a in idle)), tuple(accepted)


def acceptances(file: tree.PlanFile) -> tuple[Acceptance, ...]:
    """All that a file accepts."""
    return tuple(_read(file)[0])


def _read(file: tree.PlanFile) -> tuple[list[Acceptance], list[Diagnostic]]:
    acceptances: list[Acceptance] = []
    wrong: list[Diagnostic] = []
    for comment, span in comments(file):
        if not _MARK.match(comment):
            continue
        said = _FORM.fullmatch(comment)
        problem = _problem(said) if said is not None else "a comment to planlang says what it accepts, and why"
        if problem is not None or said is None:
            wrong.append(_wrong(problem or "", span))
            continue
        until = None if said["until"] is None else datetime.date.fromisoformat(said["until"])
        acceptances.append(Acceptance(rule(said["rule"]).name, span, said["reason"].strip(), until, comment))
    return acceptances, wrong


def _problem(said: re.Match[str]) -> str | None:
    try:
        known = rule(said["rule"])
    except UnknownRule as unknown:
        near = f"; did you mean `{unknown.near[0]}`?" if unknown.near else ""
        return f"there is no finding `{said['rule']}`{near}"
    if known.severity == "error":
        return f"`{known.name}` is an error, which has to be settled: nobody can be paid before"
    if said["until"] is not None:
        try:
            datetime.date.fromisoformat(said["until"])
        except ValueError:
            return f"`{said['until']}` is no day such as 2026-06-30"
    elif (late := _UNTIL.search(said["reason"])) is not None:
        return f"`{late[0]}` stands in the reason, where nothing ends: a day stands before the colon"
    return None


def comments(node: tree.Node) -> Iterator[tuple[str, Span]]:
    """Every comment of a statement, with the stretch of the plan that it stands beside."""
    if isinstance(node, tree.Statement):
        for comment in (*node.trivia.lead, *_some(node.trivia.trail), *_some_header(node)):
            yield comment, node.span
    for comment in getattr(node, "tail", ()):
        yield comment, _nothing(node.span)
    for child in tree.children(node):
        yield from comments(child)


def _some(comment: str | None) -> Iterable[str]:
    return () if comment is None else (comment,)


def _some_header(node: tree.Node) -> Iterable[str]:
    header = getattr(node, "header_trivia", None)
    return () if header is None else (*header.lead, *_some(header.trail))


def _nothing(span: Span) -> Span:
    """The end of a block, where a comment stands beside nothing."""
    return Span(span.file, span.end, span.end, span.end_line, span.end_column, span.end_line, span.end_column)


def _wrong(message: str, span: Span) -> Diagnostic:
    return finding(
        "acceptance-wrong",
        message,
        _start(span),
        "the comment beside this",
        consequence="The comment accepts nothing.",
        repairs=(Repair("Write it so, above or behind what it is about:", _EXAMPLE), Repair("Or remove it.")),
    )


def unused(acceptance: Acceptance, source: str) -> Diagnostic:
    """The finding that a comment accepts what is not there."""
    return finding(
        "acceptance-unused",
        f"the comment accepts `{acceptance.rule}`, and nothing like it is found here",
        _start(acceptance.span),
        "the comment beside this",
        repairs=(
            Repair(
                "Remove the comment, so that it can't hide what is found here one day.",
                edits=_without(acceptance, source),
            ),
        ),
    )


def _without(acceptance: Acceptance, source: str) -> tuple[Edit, ...]:
    """The comment out of the plan's text, where it stands there once."""
    places = list(re.finditer(rf"[ \t]*#[ \t]*{re.escape(acceptance.comment)}[ \t]*(?=\r?$)", source, re.MULTILINE))
    if len(places) != 1:
        return ()
    start, end = places[0].span()
    line = source.count("\n", 0, start) + 1
    column = start - (source.rfind("\n", 0, start) + 1) + 1
    place = Span(acceptance.span.file, start, end, line, column, line, column + end - start)
    return (lines_out(source, place) or Edit(place, ""),)


def _start(span: Span) -> Span:
    """The first line of a stretch: a whole declaration would be too much to show."""
    return (
        span
        if span.line == span.end_line
        else span.but(end=span.start + 1, end_line=span.line, end_column=span.column + 1)
    )
