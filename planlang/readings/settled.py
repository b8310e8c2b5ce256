"""Plans whose open questions make no difference: read in every way that they allow, and proven to pay the same in all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.compile import CompileResult
from planlang.diagnostics.catalogue import head
from planlang.diagnostics.edits import Clash, edited
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import Span
from planlang.readings.answers import ORDERS, Origin, is_open
from planlang.readings.meaning import depends_on_order
from planlang.readings.proof import unlike
from planlang.semantics.library import Library
from planlang.slotted import frozen
from planlang.syntax import tree

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


class _Unproven(Exception):
    """Why the ways to read a plan are not proven to pay the same."""


def settled(text: str, origin: Origin, found: Sequence[Diagnostic]) -> Settled | str:
    """The plan, if its errors are open questions that make no difference; or why that is not proven."""
    errors = _errors(found)
    if not errors:
        return "nothing is open"
    try:
        ways = _ways(text, origin, errors, frozenset())
        first = next(ways)
        _order_is_idle(first)
        for number, way in enumerate(ways, 2):
            if number > MOST_WAYS:
                raise _Unproven(f"there are more than {MOST_WAYS} ways to read the plan")
            _order_is_idle(way)
            assert first.compiled.graph is not None and way.compiled.graph is not None
            apart = unlike([first.compiled.graph, way.compiled.graph])
            if apart:
                raise _Unproven(f"{_listed(apart)} {'is' if len(apart) == 1 else 'are'} worked out in different ways")
    except _Unproven as unproven:
        return str(unproven)
    return Settled(first.compiled, tuple(_note(one) for one in found))


def settled_plan(text: str, file: str, found: Sequence[Diagnostic], library: Library | None = None) -> Settled | None:
    """The plan, if its errors are open questions that make no difference."""
    if any(len(one.repairs) < 2 and one.rule not in ORDERS for one in _errors(found)):
        return None  # most plans with errors have another error, too
    plan = settled(text, Origin(file, library), found)
    return plan if isinstance(plan, Settled) else None


def _ways(text: str, origin: Origin, errors: Sequence[Diagnostic], orders: frozenset[str]) -> Iterator[_Way]:
    """The plan with each answer to its first question, and so on until nothing is open."""
    for error in errors:
        written = [origin.written(repair) for repair in error.repairs]
        if not is_open(error, origin):
            raise _Unproven(f"`{error.rule}` has to be settled by you")
        if not all(written):
            raise _Unproven(f"an answer to `{error.rule}` is yours to write")
    question = errors[0]
    if question.rule in ORDERS:
        credit = open_order(question, origin.compile(text))
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
        elif not left or source == text:
            raise _Unproven(f"the plan can't be read with an answer to `{question.rule}` in it")
        else:
            yield from _ways(source, origin, left, orders)


def _errors(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    return [one for one in found if head(one.rule).severity == "error"]


def open_order(question: Diagnostic, compiled: CompileResult) -> str | None:
    """The credit whose order is open."""
    place = question.primary
    if compiled.plan_tree is not None and isinstance(place, Span):
        for item in compiled.plan_tree.items:
            if isinstance(item, (tree.Credit, tree.Gathers)) and item.span.start <= place.start < item.span.end:
                return item.name
    return None


def _order_is_idle(way: _Way) -> None:
    graph = way.compiled.graph
    assert graph is not None
    for name in sorted(way.orders):
        table = next((credit.table for credit in graph.credits if credit.name == name), None)
        if table is None or depends_on_order(graph, table):
            raise _Unproven(f"something that is paid depends on the order of {name}")


def _listed(names: Sequence[str]) -> str:
    some = [*names[:2], f"{len(names) - 2} more"] if len(names) > 3 else list(names)
    return some[0] if len(some) == 1 else f"{', '.join(some[:-1])} and {some[-1]}"


def _note(one: Diagnostic) -> Diagnostic:
    """A question as a note, with the proof in words; anything else as it is."""
    if head(one.rule).severity != "error":
        return one
    first = " ".join((one.repairs[0].example or "").split())
    why = (
        "proven: whatever the data, nothing that this plan pays depends on that order"
        if one.rule in ORDERS
        else "proven: whatever the data, all of these answers pay the same"
    )
    return one.but(
        severity="note", consequence=None, notes=(*one.notes, f"{why}; so the plan is paid, read as `{first}`")
    )
