"""The plan once for each answer to a question: the answer's words are put into its text, which is compiled."""

from __future__ import annotations

from collections.abc import Sequence

from planlang.compile import CompileResult, compile_text
from planlang.core.graph import Graph
from planlang.diagnostics.catalogue import head
from planlang.diagnostics.edits import Clash, edited
from planlang.diagnostics.model import Diagnostic, Edit, Repair
from planlang.semantics.library import Library
from planlang.slotted import field, frozen
from planlang.syntax import tree

ROUNDS = 6
"""How often an answer may be followed by another question."""

KEPT = 12
"""So many texts stay compiled: the answers to one question are read where they are proven alike, and again where they are shown."""

ORDERS = frozenset({"order-open", "tie-break-open"})
"""Questions whose one answer names a key. Until it stands there, rows that are alike may come in either order."""

UNFIT = "not shown: "
"""So begins what is said of an answer that does not fit the rest of the plan."""

ALIKE = "where it is asked again, it is answered alike"
"""What is said of the same question in other places."""

FAULTS = frozenset(
    {
        "cap-below-zero", "duplicate-name", "fixed-measure", "floor-of-several", "mixed-and-or", "needs-parentheses", "percent-or-number",
        "period-mismatch", "said-twice", "undated", "weights-not-whole",
    }
)  # fmt: skip
"""What is wrong with a plan, though it can be read in several ways. An answer that leads to one of these does not fit the plan."""


@frozen(eq=False, repr=False)
class Origin:
    """Where a plan comes from: what its file is called, and where its `use` finds modules. What was compiled last is kept."""

    file: str
    library: Library | None = None
    kept: dict[tuple[str, bool], CompileResult] = field(factory=dict)

    def compile(self, text: str, warned: bool = False) -> CompileResult:
        """Compiles a text as if it stood there; what is suspicious in it is only looked for where that is asked."""
        known = self.kept.pop((text, warned), None)
        if known is None:
            known = compile_text(text, self.file, self.library, warned)
            if len(self.kept) >= KEPT:
                del self.kept[next(iter(self.kept))]
        self.kept[text, warned] = known
        return known

    def written(self, repair: Repair) -> bool:
        """Whether a repair is an edit of this file."""
        return self._here(repair.edits)

    def readable(self, repair: Repair) -> bool:
        """Whether the plan can be read with a repair in it, which its author may still have to complete in words of their own."""
        return self._here(edits_of(repair))

    def _here(self, edits: Sequence[Edit]) -> bool:
        return bool(edits) and all(edit.place.file == self.file for edit in edits)


def edits_of(repair: Repair) -> tuple[Edit, ...]:
    """What puts an answer into the plan, completed where something of it is left to the author."""
    return repair.edits or (repair.completed.edits if repair.completed is not None else ())


@frozen(eq=False, repr=False)
class Answer:
    """A plan with one answer in it: ``number`` is that of the repair.

    ``turned``: the rows' keys are read from last to first, so that the other row comes first. ``completed``: a part of the answer is
    left to the author, and was filled in to read it. ``followed``: it left something open that was answered, too.
    """

    text: str
    number: int | None
    words: str | None
    source: str
    graph: Graph
    plan: tree.Plan | None = None
    turned: bool = False
    completed: bool = False
    followed: bool = False


def is_open(found: Diagnostic, origin: Origin) -> bool:
    """Whether a finding is a question with several answers that the plan can be read with."""
    readable = sum(1 for repair in found.repairs if origin.readable(repair))
    return head(found.rule).severity == "error" and (readable > 1 or (readable == 1 and found.rule in ORDERS))


def answers_of(
    text: str, origin: Origin, question: Diagnostic, others: Sequence[Diagnostic]
) -> tuple[list[Answer], list[str]]:
    """The readings of a plan, and what must be said of how they came about.

    Every other question is answered in the first way that it allows; an answer that does not fit the rest of the plan is left out.
    """
    settled, said = first_answers(others, origin)
    found: list[Answer] = []
    asked_next: dict[str, list[str]] = {}
    for number, repair in enumerate(question.repairs):
        if not origin.readable(repair):
            continue
        try:
            source = edited(text, [*settled, *edits_of(repair)])
        except Clash:
            continue
        compiled, why, following = followed(source, origin, again=(question.rule, number))
        for behind in dict.fromkeys(following):
            asked_next.setdefault(behind, []).append(repair.text.rstrip(":."))
        if compiled is not None and compiled.graph is not None:
            made = (compiled.source, compiled.graph, compiled.plan_tree)
            filled, said_text = not repair.edits, repair.text.rstrip(":")
            found.append(Answer(said_text, number, repair.example, *made, completed=filled, followed=bool(following)))
            if filled:
                said.append(_completed(repair))
        elif why:
            said.append(f"{UNFIT}{_lower(repair.text.rstrip(':.'))}, because {why}")
    said.extend(_next(behind, after, len(found)) for behind, after in asked_next.items())
    if question.rule in ORDERS and len(found) == 1:
        (one,) = found
        found = [
            Answer("If the rows come in the order of their keys", None, None, one.source, one.graph, one.plan),
            Answer("If they come the other way round", None, None, one.source, one.graph, one.plan, turned=True),
        ]
    return found, list(dict.fromkeys(said))


def _next(said: str, after: Sequence[str], answers: int) -> str:
    """How a question was answered that is only asked once another one is answered, and by which answers to that it is."""
    if len(after) == answers:
        return said
    *others, last = (f"“{one}”" for one in after)
    return f"{said}, which is asked next after {', '.join(others)}{' and ' if others else ''}{last}"


def first_answers(
    others: Sequence[Diagnostic], origin: Origin, again: tuple[str, int] | None = None
) -> tuple[list[Edit], list[str]]:
    """The edits that answer questions in the first way that each allows, and what must be said of that.

    ``again``: what was asked and answered, and by which of its repairs; where it is asked once more it is answered alike.
    """
    edits: list[Edit] = []
    said: list[str] = []
    for other in others:
        alike = _alike(other, origin, again)
        first = alike or first_written(other, origin)
        if first is not None:
            edits.extend(edits_of(first))
            said.append(ALIKE if alike is not None else _said(other, first))
    return edits, said


def _alike(found: Diagnostic, origin: Origin, again: tuple[str, int] | None) -> Repair | None:
    """The same answer to the same question in another place: both bounds of a table are 10x, not one of them 10%."""
    if again is None or found.rule != again[0] or again[1] >= len(found.repairs):
        return None
    repair = found.repairs[again[1]]
    return repair if origin.readable(repair) else None


def first_written(found: Diagnostic, origin: Origin) -> Repair | None:
    """The first answer that can be put into the plan; one that had to be completed only where there is no other."""
    whole = (repair for repair in found.repairs if origin.written(repair))
    return next(whole, next((repair for repair in found.repairs if origin.readable(repair)), None))


def _said(other: Diagnostic, first: Repair) -> str:
    place = other.primary
    line = f"line {place.line}: " if place is not None and hasattr(place, "line") else ""
    if not first.edits and first.completed is not None:
        return f"{line}{other.rule} is answered by {first.completed.words}"
    return f"{line}{other.rule} is answered by `{_plain(first.example)}`" if first.example else f"{line}{first.text}"


def _completed(repair: Repair) -> str:
    """How an answer was read that is left to the author to complete."""
    said = f"`{_plain(repair.example)}`" if repair.example else f"“{repair.text.rstrip(':.')}”"
    return f"{said} is read as {repair.completed.words}" if repair.completed is not None else said


def _plain(words: str | None) -> str:
    return " ".join((words or "").split())


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def followed(
    source: str, origin: Origin, again: tuple[str, int] | None = None
) -> tuple[CompileResult | None, str, list[str]]:
    """A plan without errors, or why there is none; what an answer leaves open is answered in the first way, too, and it is said how."""
    settled: list[str] = []
    for _ in range(ROUNDS):
        compiled = origin.compile(source)
        if compiled.graph is not None:
            return compiled, "", settled
        errors = [found for found in compiled.diagnostics if head(found.rule).severity == "error"]
        edits, more = first_answers(errors, origin, again)
        unfit = (
            error
            for error in errors
            if _alike(error, origin, again) is None and (error.rule in FAULTS or first_written(error, origin) is None)
        )
        stuck = next(unfit, None)
        if stuck is not None or not edits:
            return None, stuck.message if stuck is not None else "", []
        try:
            source = edited(source, edits)
        except Clash:
            return None, "two answers change the same words", []
        settled.extend(more)
    return None, "it leaves too much open", []
