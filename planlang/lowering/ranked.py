"""Lowering of what competes for places: the people that a rule is about, or some credits of a time.

Credits come one by one, so a rule for each of them says which others are in the running: whose, and of which time; and, where it
has conditions, whether the credits that these leave out have places, too.
"""

from __future__ import annotations

from planlang.core.graph import Logic, Operand, Ref
from planlang.diagnostics.model import Repair, instead
from planlang.lowering.running import partition_of
from planlang.lowering.scope import Scope
from planlang.questions.aggregates import ask_whose, ask_window
from planlang.questions.contests import ask_among, ask_left_out, ask_who_has_places
from planlang.semantics import types
from planlang.slotted import evolve
from planlang.syntax import tree


def competing(item: tree.Place | tree.Places, scope: Scope) -> Scope:
    """The scope of a place, whose ``among`` holds in the rows that have one; ``None`` where all have."""
    low, among = scope.low, item.among
    if among is None:
        if scope.kind == "credit":
            raise ask_among(low, item, scope.credit or "")
        if scope.kind == "participant" and scope.among is None:
            ask_who_has_places(low, item)
        return scope
    if scope.kind != "credit":
        raise low.fail(
            "places-of-credits",
            f"credits have places in a rule for each credit, and this is about a {scope.grain}",
            among.span,
            repairs=(
                Repair(f"Make it `for each credit of {among.rows.source}`."),
                Repair("Or rank what the rule is about: leave out `among …`."),
            ),
        )
    if among.rows.source != scope.credit:
        raise low.fail(
            "places-of-credits",
            f"a credit of {scope.credit} has no place among {among.rows.source}",
            among.rows.source_span,
            repairs=(instead(f"Among the credits of {scope.credit}:", among.rows.source_span, scope.credit or ""),),
        )
    if among.which is None:
        ask_left_out(low, among)
    return evolve(scope, among=_lines_above(among, scope) if among.which == "above" else None)


def contest_of(among: tree.Ranked, scope: Scope) -> tuple[str, ...]:
    """The columns that credits have in common which compete with each other: whose they are, and their time."""
    window = ask_window(scope.low, among.rows, scope)
    ask_whose(scope.low, among.rows, scope, window)
    return partition_of(among.rows, scope, window)


def _lines_above(among: tree.Ranked, scope: Scope) -> Operand:
    if not scope.above:
        raise scope.low.fail(
            "places-of-credits",
            "no `when` line stands above",
            among.span,
            repairs=(
                instead("Among all of them:", among.span, f"among all of {scope.low.words(among.rows)}"),
                Repair("Or move the `when` lines that say which credits are meant above this one."),
            ),
        )
    if len(scope.above) == 1:
        return Ref(scope.above[0])
    op = Logic("and", tuple(Ref(name) for name in scope.above))
    says = "the lines above hold"
    return scope.table.once(f"{scope.rule}: {says}", op, types.YESNO.unit(), says, "condition", scope.rule, among.span)
