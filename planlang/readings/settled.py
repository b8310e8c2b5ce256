"""Plans whose open questions make no difference: read in every way that they allow, and proven to pay the same in all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.compile import CompileResult
from planlang.core.graph import Graph
from planlang.diagnostics.catalogue import head
from planlang.diagnostics.edits import Clash, edited
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import Span
from planlang.readings.answers import ORDERS, Origin, first_answers, is_open
from planlang.readings.meaning import depends_on_order
from planlang.readings.parts import Parts
from planlang.readings.proof import unlike
from planlang.semantics.library import Library
from planlang.slotted import frozen
from planlang.syntax import tree

MOST_DEEP = 3
"""More questions than these are first looked at for one that surely makes a difference."""
MOST_WAYS = 48
"""In so many ways a plan is read at most."""


@frozen(eq=False, repr=False)
class Settled:
    """A plan that pays the same in whatever way it is read.

    ``compiled`` is the plan with the first answer to each question, ``notes`` what was found in the text as it stands: questions are notes.
    """

    compiled: CompileResult
    notes: tuple[Diagnostic, ...]


@frozen(eq=False, repr=False)
class _Way:
    """One way to answer everything; ``orders`` are the credits whose order was open."""

    compiled: CompileResult
    orders: frozenset[str]

    @property
    def graph(self) -> Graph:
        """The plan, which is whole."""
        assert self.compiled.graph is not None
        return self.compiled.graph


class _Unproven(Exception):
    """Why the ways to read a plan are not proven to pay the same."""


def settled(text: str, origin: Origin, found: Sequence[Diagnostic], parts: Parts | None = None) -> Settled | str:
    """The plan, if its errors are open questions that make no difference; or why that is not proven.

    Questions that have a part of the plan to themselves are proven one by one; all others in every way that they allow together.
    """
    errors = _errors(found)
    if not errors:
        return "nothing is open"
    try:
        _written(errors, origin)
        if len(errors) > 1:
            parts = parts or Parts(text, origin, errors)
            alone = all(_makes_none(one, parts, origin) for one in reversed(errors))
            in_first = _first_way(text, origin, errors)
            if alone and in_first is not None:
                return _settled(in_first, origin, found)
            if len(errors) > MOST_DEEP and in_first is not None:
                _is_refuted(text, origin, errors, in_first)
        ways = _ways(text, origin, errors, frozenset())
        first = next(ways)
        _order_is_idle(first)
        for number, way in enumerate(ways, 2):
            if number > MOST_WAYS:
                raise _Unproven(f"there are more than {MOST_WAYS} ways to read the plan")
            _order_is_idle(way)
            _alike(unlike([first.graph, way.graph]))
    except _Unproven as unproven:
        return str(unproven)
    return _settled(first, origin, found)


def _settled(first: _Way, origin: Origin, found: Sequence[Diagnostic]) -> Settled:
    return Settled(origin.compile(first.compiled.source, warned=True), tuple(noted(one) for one in found))


def _first_way(text: str, origin: Origin, errors: Sequence[Diagnostic]) -> _Way | None:
    """The plan with the first answer to everything, where that leaves nothing open."""
    try:
        compiled = origin.compile(edited(text, first_answers(errors, origin)[0]))
    except Clash:
        return None
    return _Way(compiled, frozenset()) if compiled.graph is not None else None


def _is_refuted(text: str, origin: Origin, errors: Sequence[Diagnostic], first: _Way) -> None:
    """Raises ``_Unproven`` where another answer to the last question is seen to make a difference: most plans need no more ways."""
    last = next((one for one in reversed(errors) if len(one.repairs) > 1), None)
    if last is None:
        return
    edits, _ = first_answers([one for one in errors if one is not last], origin)
    try:
        compiled = origin.compile(edited(text, [*edits, *last.repairs[1].edits]))
    except Clash:
        return
    if compiled.graph is not None:
        _alike(unlike([first.graph, compiled.graph]))


def makes_none(question: Diagnostic, parts: Parts, origin: Origin) -> bool:
    """Whether a question is proven to make no difference, however all others are answered: alone in its part of the plan."""
    try:
        return _makes_none(question, parts, origin)
    except (_Unproven, StopIteration):
        return False


def _makes_none(question: Diagnostic, parts: Parts, origin: Origin) -> bool:
    """As ``makes_none``; raises ``_Unproven`` where it makes one, or may make one."""
    part = parts.of(question)
    if part is None or part.others:
        return False
    ways = _ways(part.text, origin, [question], frozenset())
    first = next(ways)
    _order_is_idle(first)
    for number, way in enumerate(ways, 2):
        if number > MOST_WAYS:
            return False
        _order_is_idle(way)
        _alike(unlike([first.graph, way.graph]))
    return True


def _alike(apart: Sequence[str]) -> None:
    if apart:
        raise _Unproven(f"{_listed(apart)} {'is' if len(apart) == 1 else 'are'} worked out in different ways")


def settled_plan(text: str, file: str, found: Sequence[Diagnostic], library: Library | None = None) -> Settled | None:
    """The plan, if its errors are open questions that make no difference."""
    if any(len(one.repairs) < 2 and one.rule not in ORDERS for one in _errors(found)):
        return None  # most plans with errors have another error, too
    plan = settled(text, Origin(file, library), found)
    return plan if isinstance(plan, Settled) else None


def _ways(text: str, origin: Origin, errors: Sequence[Diagnostic], orders: frozenset[str]) -> Iterator[_Way]:
    """The plan with each answer to its first question, and so on until nothing is open."""
    _written(errors, origin)
    question = errors[0]
    if question.rule in ORDERS:
        credit = open_order(question, origin.compile(text).plan_tree)
        if credit is None:
            raise _Unproven("it is not known whose order is open")
        orders |= {credit}
    for repair in question.repairs:
        try:
            source = edited(text, repair.edits)
        except Clash:
            raise _Unproven("two answers change the same words") from None
        compiled = origin.compile(source)
        left = _errors(compiled.diagnostics)
        if compiled.graph is not None:
            yield _Way(compiled, orders)
        elif not left or source == text or _asked(question, left) >= _asked(question, errors):
            raise _Unproven(f"the plan can't be read with an answer to `{question.rule}` in it")
        else:
            yield from _ways(source, origin, left, orders)


def _asked(question: Diagnostic, errors: Sequence[Diagnostic]) -> int:
    """How often a question is asked. An answer after which it is asked as often as before answers nothing."""
    return sum((one.rule, one.message) == (question.rule, question.message) for one in errors)


def _written(errors: Sequence[Diagnostic], origin: Origin) -> None:
    for error in errors:
        if not is_open(error, origin):
            raise _Unproven(f"`{error.rule}` has to be settled by you")
        if not all(origin.written(repair) for repair in error.repairs):
            raise _Unproven(f"an answer to `{error.rule}` is yours to write")


def _errors(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    return [one for one in found if head(one.rule).severity == "error"]


def open_order(question: Diagnostic, plan: tree.Plan | None) -> str | None:
    """The credit whose order is open."""
    place = question.primary
    if plan is not None and isinstance(place, Span):
        for item in plan.items:
            if isinstance(item, (tree.Credit, tree.Gathers)) and item.span.start <= place.start < item.span.end:
                return item.name
    return None


def _order_is_idle(way: _Way) -> None:
    for name in sorted(way.orders):
        table = next((credit.table for credit in way.graph.credits if credit.name == name), None)
        if table is None or depends_on_order(way.graph, table):
            raise _Unproven(f"something that is paid depends on the order of {name}")


def _listed(names: Sequence[str]) -> str:
    some = [*names[:2], f"{len(names) - 2} more"] if len(names) > 3 else list(names)
    return some[0] if len(some) == 1 else f"{', '.join(some[:-1])} and {some[-1]}"


def noted(one: Diagnostic, paid: bool = True) -> Diagnostic:
    """A question as a note, with the proof in words; anything else as it is. ``paid``: nothing else keeps the plan from being paid."""
    if head(one.rule).severity != "error":
        return one
    first = " ".join((one.repairs[0].example or "").split())
    why = (
        "proven: whatever the data, nothing that this plan pays depends on that order"
        if one.rule in ORDERS
        else "proven: whatever the data, all of these answers pay the same"
    )
    so = f"so the plan is paid, read as `{first}`" if paid else f"so it may be read as `{first}` and needs no answer"
    return one.but(severity="note", consequence=None, notes=(*one.notes, f"{why}; {so}"))
