"""A word in a value that is no row of the plan: a column without its row, `true`, `nothing`; each answered with what a plan says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Repair, instead
from planlang.diagnostics.place import Span

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering, Poison
    from planlang.lowering.scope import Scope
    from planlang.semantics.types import Type
    from planlang.syntax import tree

_NOTHING = frozenset(("nothing", "zero", "none", "nil"))
_YES_NO = {"true": "yes", "false": "no"}
_PEOPLE = frozenset(
    [
        "rep",
        "seller",
        "salesperson",
        "agent",
        "employee",
        "person",
        "payee",
        "member",
        "associate",
        "manager",
        "worker",
        "partner",
        "dealer",
        "advisor",
        "broker",
        "producer",
    ]
)
_NAMED = frozenset(("text", "yes/no", "member", "row"))
_UNITS = frozenset(("day", "week", "fortnight", "month", "quarter", "half", "year"))
_SIGN_BEHIND = re.compile(r"[ \t]*[-+*/](?![-/*])")
_BEFORE = re.compile(r"\bis(?: not)?[ \t]+$")
_TOTAL = re.compile(
    r"\b(?:running )?(?:total|count|highest|lowest|average)\b(?:[ \t]+[a-z_ ]+)?[ \t]+of\b(?:(?!\bof\b).)*?\bwhere\b"
)


def of_columns(scope: Scope, word: str, place: Span) -> tuple[Repair, ...]:
    """Answers for a word in a value."""
    low = scope.low
    if word in _YES_NO:
        return (instead("Plans say yes and no:", place, _YES_NO[word]),)
    if word in _NOTHING:
        currency = low.model.header.currency or "USD"
        return (
            instead("Nothing is an amount of 0:", place, f"0 {currency}"),
            Repair("Where a rate or a number is meant:", "0%"),
        )
    found = [record.spec.row for record in low.model.rows.values() if word in record.columns]
    text = "A column stands with the word for its row:"
    answers = tuple(instead(text if not at else "Or:", place, f"{row}.{word}") for at, row in enumerate(found[:3]))
    if answers and word in ("amount", "date"):
        answers = (*answers, Repair("Or, in a rule for each credit, what is credited, and its day:", f"credit.{word}"))
    return answers


def of_heads(low: Lowering, word: str, each: str | None) -> tuple[Repair, ...]:
    """Answers for what a rule is said to have a result for: a period is everybody's, or each person's."""
    if word in _UNITS and each is None:
        return (
            Repair(f"One for everybody together in each {word}:", f"for the plan each {word}"),
            Repair("One for each person:", f"for each participant each {word}"),
        )
    if word in _PEOPLE and "participant" in low.model.rows:
        period = f" each {each}" if each else ""
        return (Repair("The people who are paid are called so:", f"for each participant{period}"),)
    return ()


def where_ends(item: tree.Value, kind: Type, scope: Scope) -> Poison | None:
    """`… where deal.product is New / Sold`: a name, a text or yes can't be reckoned with, so the total ends before the sign."""
    if kind.kind not in _NAMED:
        return None
    text, at = scope.low.report.text_of(item.span), item.span
    line = text.rfind("\n", 0, at.start) + 1
    if _SIGN_BEHIND.match(text, at.end) is None or _BEFORE.search(text[line : at.start]) is None:
        return None
    begun = [*_TOTAL.finditer(text, line, at.start)]
    if not begun:
        return None
    start = begun[-1].start()
    place = Span(at.file, start, at.end, at.line, at.column - (at.start - start), at.end_line, at.end_column)
    words = text[start : at.end]
    return scope.low.fail(
        "needs-parentheses",
        f"`{text[at.start : at.end]}` ends the condition, and what stands behind it is done with the total",
        place,
        "parentheses are needed",
        repairs=(instead("Put the total, with its `where`, in parentheses:", place, f"({words})"),),
    )
