"""The part of a plan that one open question is about.

A question changes what its declaration means, and those that mention it; what these need besides must stay. All other rules, credits and
measures are blanked out of the text, so that every place in it stays where it is. What is left is a plan that pays the same by the rules
that are left, and is read in a moment however long the whole is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from planlang.diagnostics.catalogue import head
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import Span
from planlang.readings.answers import Origin, edits_of
from planlang.slotted import frozen
from planlang.syntax import tree
from planlang.syntax.parse import parse

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INK = re.compile(r"[^\r\n]")
_DECLARED = (tree.Credit, tree.Gathers, tree.Rule)
_SAYING_NOTHING = (tree.Example, tree.Promise, tree.ClauseLine)
"""What a plan may have or not without paying otherwise."""


@frozen(eq=False, repr=False)
class Part:
    """A text with a question in it, and what else is open there."""

    text: str
    others: tuple[Diagnostic, ...]


class Parts:
    """The parts of one plan, each made once. ``read`` is the text as it was parsed, where that was done."""

    def __init__(
        self, text: str, origin: Origin, errors: Sequence[Diagnostic], read: tree.PlanFile | None = None
    ) -> None:
        self.text, self.origin, self.errors = text, origin, errors
        self._known: dict[int, Part | None] = {}
        file = read or parse(text, origin.file).tree
        plans = [item for item in file.items if isinstance(item, tree.Plan)] if file is not None else []
        alone = file is not None and len(file.items) == len(plans) == 1
        self.plan = plans[0] if alone else origin.compile(text).plan_tree
        self.one_file = alone
        self._whole = alone and not any(_spread(item) for item in plans[0].items)
        items = self.plan.items if self.plan is not None else ()
        self.named = {item.name: item for item in items if isinstance(item, _DECLARED)}
        self.says = {name: self.words(item.span) & {*self.named, "payout"} for name, item in self.named.items()}

    def of(self, question: Diagnostic) -> Part | None:
        """The part that a question is about; ``None`` where that is the whole plan, or not certain."""
        if id(question) not in self._known:
            self._known[id(question)] = self._part(question)
        return self._known[id(question)]

    @property
    def sums(self) -> bool:
        """Whether the payout adds up what rules pay, and does nothing else."""
        payout = next((item for item in self.plan.items if isinstance(item, tree.Payout)), None) if self.plan else None
        return payout is not None and all(isinstance(step, tree.AddRules) for step in payout.steps)

    def _part(self, question: Diagnostic) -> Part | None:
        kept = self.kept(question)
        if kept is None or self.plan is None or len(kept) == len(self.named):
            return None
        text = self.only(kept)
        found = [one for one in self.origin.compile(text).diagnostics if head(one.rule).severity == "error"]
        there = {same(one) for one in found}
        if same(question) not in there or not there <= {same(one) for one in self.errors}:
            return None
        return Part(text, tuple(one for one in self.errors if one is not question and same(one) in there))

    def only(self, kept: set[str]) -> str:
        """The text with these credits and rules and no others."""
        text = self.text
        for item in self.plan.items if self.plan is not None else ():
            gone = isinstance(item, _DECLARED) and item.name not in kept
            if gone or isinstance(item, _SAYING_NOTHING):
                text = blank(text, item.span.start, item.span.end)
            elif isinstance(item, tree.Payout):
                text = _adding(text, item, kept)
        return text

    def kept(self, question: Diagnostic) -> set[str] | None:
        """The declarations that a question is about, that mention these, and that any of them needs."""
        if not self._whole or self.plan is None:
            return None
        payout = next((item for item in self.plan.items if isinstance(item, tree.Payout)), None)
        places = [question.primary, *(edit.place for repair in question.repairs for edit in edits_of(repair))]
        kept = set()
        for place in places:
            name = next((name for name, item in self.named.items() if inside(place, item.span)), None)
            if name is not None:
                kept.add(name)
            elif payout is None or not inside(place, payout.span) or place is question.primary:
                return None
        if not kept:
            return None
        kept = closed(kept, {name: {one for one, says in self.says.items() if name in says} for name in self.named})
        # An answer may name what nothing else here does, such as the credit that a rule is for.
        for repair in question.repairs:
            kept |= {word for edit in edits_of(repair) for word in _WORD.findall(edit.words)} & self.named.keys()
        added = set()
        for step in payout.steps if payout is not None else ():
            if isinstance(step, tree.AddRules):
                added |= {name.name for name in step.names}
            else:
                kept |= self.words(step.span) & self.named.keys()
        kept = closed(kept, self.says)
        return None if "payout" in kept or not added & kept else kept

    def words(self, span: Span) -> set[str]:
        """The words in a stretch of the text."""
        return set(_WORD.findall(self.text, span.start, span.end))


def _spread(item: tree.Node) -> bool:
    """What reaches beyond its own lines: other files, and what is carried from one payout to the next."""
    return isinstance(item, (tree.Use, tree.Balance))


def inside(place: object, span: Span) -> bool:
    """Whether a place lies in a stretch of the text."""
    return isinstance(place, Span) and place.file == span.file and span.start <= place.start and place.end <= span.end


def closed(names: Iterable[str], leads: dict[str, set[str]]) -> set[str]:
    """The names with all that they lead to."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += leads.get(name, ())
    return found


def same(one: Diagnostic) -> tuple[object, ...]:
    """What tells findings of one text apart, and finds them again in a part of it."""
    return (one.rule, one.message, one.primary)


def blank(text: str, start: int, end: int) -> str:
    """The text with spaces in a stretch of it; lines end where they did."""
    return text[:start] + _INK.sub(" ", text[start:end]) + text[end:]


def _adding(text: str, payout: tree.Payout, kept: set[str]) -> str:
    """The payout with only some rules in its sums, each sum on one line; what stands below in the text keeps its offset, not its line."""
    for step in payout.steps:
        if not isinstance(step, tree.AddRules):
            continue
        left = [name for name in step.names if name.name in kept]
        start = step.names[0].span.start if left else step.span.start
        end = step.names[-1].span.end
        after = text
        text = text[:start] + " " * (end - start) + text[end:]
        for name in left:
            comma = "," if name is not left[-1] else ""
            at = name.span
            text = text[: at.start] + after[at.start : at.end] + comma + text[at.end + len(comma) :]
    return text
