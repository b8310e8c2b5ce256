"""Repairs that are proven to change no payout, made in a plan's text; everything else stays a suggestion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from planlang.check import CheckResult, check_text
from planlang.diagnostics.edits import Clash, edited
from planlang.diagnostics.model import Diagnostic, Repair
from planlang.diagnostics.order import has_errors, severity
from planlang.diagnostics.place import Span
from planlang.readings.answers import Origin
from planlang.readings.proof import unlike
from planlang.readings.settled import Settled, settled
from planlang.semantics.accepted import comments
from planlang.semantics.library import Library
from planlang.slotted import define, field, frozen
from planlang.syntax.formatting import format_plan
from planlang.syntax.parse import parse

Shown = Callable[[Sequence[Diagnostic], str], Sequence[Diagnostic]]
"""Which findings of a text are looked at: what a project does not want to see is not changed for it."""

OWN_COMMENT = "acceptance-unused"
"""The one finding that is about a comment, and whose repair takes it out."""


@frozen
class Left:
    """A finding that nothing was done about, and why."""

    diagnostic: Diagnostic
    why: str


@frozen
class Fixes:
    """A plan's text with repairs made: those that were made, in the order of the text as it was then, and what is left."""

    text: str
    made: tuple[Diagnostic, ...]
    left: tuple[Left, ...]


def fixes(text: str, file: str, library: Library | None, shown: Shown) -> Fixes:
    """Makes every repair that is proven to change no payout, one after the other, until there is none."""
    work = _Work(Origin(file, library), text, shown)
    in_shape = _formatted(text, file) == text
    work.run()
    if not work.made:
        return Fixes(text, (), tuple(work.left))
    after = _formatted(work.text, file) if in_shape else work.text
    if after != work.text and not _same(after, work.text, work.origin):
        after = work.text  # a bug of ours, which must not change what anybody is paid
    after = after.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else after
    return Fixes(after, tuple(work.made), tuple(work.left))


@define(eq=False, repr=False)
class _Work:
    """A text on its way."""

    origin: Origin
    text: str
    shown: Shown
    made: list[Diagnostic] = field(factory=list)
    left: list[Left] = field(factory=list)
    _refused: dict[tuple[str, str, str | None], str] = field(factory=dict)

    def run(self) -> None:
        """Repairs until nothing changes any more."""
        while True:
            self.left = []
            result = check_text(self.text, self.origin.file, self.origin.library)
            found = [one for one in self.shown(result.diagnostics, self.text) if one.repairs]
            found.sort(key=_start, reverse=True)  # from below, so that lines above stay where they are said to be
            if has_errors(result.diagnostics):
                if not self._answered(result, found):
                    return
            elif not any(self._repaired(one, result) for one in found):
                self.left.sort(key=lambda left: _start(left.diagnostic))
                return

    def _answered(self, result: CheckResult, found: Sequence[Diagnostic]) -> bool:
        """Whether what is open makes no difference; then the first answers stand in the text."""
        plan = settled(self.text, self.origin, result.diagnostics)
        errors = [one for one in result.diagnostics if severity(one) == "error"]
        if isinstance(plan, Settled) and all(one in found for one in errors):
            self.text = plan.compiled.source
            self.made += errors
            return True
        why = plan if isinstance(plan, str) else "it is not among the findings that are shown"
        self.left = [Left(one, why if severity(one) == "error" else "errors come first") for one in reversed(found)]
        return False

    def _repaired(self, one: Diagnostic, result: CheckResult) -> bool:
        """Whether a repair of a finding is proven to change nothing; then it stands in the text."""
        why = "what to do about it is yours to say"
        for repair in one.repairs:
            if self.origin.written(repair):
                key = (one.rule, one.message, repair.example)
                text, why = (None, self._refused[key]) if key in self._refused else self._tried(one, repair, result)
                self._refused[key] = why
                if text is not None:
                    self.text = text
                    self.made.append(one)
                    return True
        self.left.append(Left(one, why))
        return False

    def _tried(self, one: Diagnostic, repair: Repair, result: CheckResult) -> tuple[str | None, str]:
        """The text with a repair, if a run of it is proven to be the same; else why not."""
        try:
            text = edited(self.text, repair.edits)
        except Clash:
            return None, "its repair changes the same words twice"
        after = check_text(text, self.origin.file, self.origin.library)
        if after.graph is None or result.graph is None or has_errors(after.diagnostics):
            return None, "the plan can't be read with its repair"
        gone = _comments(self.text, self.origin.file) - _comments(text, self.origin.file)
        if gone and one.rule != OWN_COMMENT:
            return None, "its repair would take a comment out"
        apart = unlike([result.graph, after.graph])
        if apart:
            return None, f"its repair is not proven to change nothing: it may change {_listed(apart)}"
        return text, ""


def _same(text: str, other: str, origin: Origin) -> bool:
    """Whether runs of two texts are proven to be the same."""
    graphs = [check_text(one, origin.file, origin.library).graph for one in (text, other)]
    found = [graph for graph in graphs if graph is not None]
    return len(found) == 2 and not unlike(found)


def _start(one: Diagnostic) -> int:
    return one.primary.start if isinstance(one.primary, Span) else 0


def _comments(text: str, file: str) -> Counter[str]:
    parsed = parse(text, file)
    return Counter() if parsed.tree is None else Counter(comment for comment, _ in comments(parsed.tree))


def _formatted(text: str, file: str) -> str:
    parsed = parse(text, file)
    return text if parsed.tree is None else format_plan(parsed.tree, parsed.source)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (" and more" if len(names) > 3 else "")
