"""A name that has several values for one row of the rule that reads it."""

from __future__ import annotations

import re

from planlang.diagnostics.model import Edit, Label, Repair
from planlang.diagnostics.place import Span
from planlang.lowering.scope import Scope
from planlang.syntax import tree


def too_fine(scope: Scope, home: Scope, name: str, place: Span, declared: Span) -> Exception:
    """Says so. ``declared`` is the head of the name's declaration, whose values are those of ``home``."""
    whose = "everyone's" if scope.kind == "plan" or home.kind == "each" else "the participant's"
    as_a_whole = _as_a_whole(scope, home, name, place)
    return scope.low.fail(
        "too-fine",
        f"{name} has a value for each {home.grain}, and this is about a {scope.grain}",
        place,
        f"which {home.grain}?",
        also=(Label(declared, f"for each {home.grain}"),),
        consequence=f"There may be many values of {name} for one {scope.grain}; taking one, or each, would count twice or not at all.",
        repairs=(
            as_a_whole
            or Repair("Sum them, saying which:", f"total of {whose} {name} in the {scope.unit or 'quarter'}"),
            *(
                (Repair("Or make this rule about each of them:", f"for each {home.grain}"),)
                if home.kind == "credit" and scope.rule != "payout"
                else ()
            ),
        ),
    )


def _as_a_whole(scope: Scope, home: Scope, name: str, place: Span) -> Repair | None:
    """What moves with each credit, measured for the period as a whole: a sum of attainments would mean nothing."""
    low, unit = scope.low, scope.unit
    decl = low.model.names.get(name)
    if not isinstance(decl, tree.Rule) or decl.value is None or scope.kind != "participant" or home.kind != "credit":
        return None
    span = decl.value.span
    text = low.report.text_of(span)[span.start : span.end]
    whole = re.sub(r"\brunning (?=total|count)", "", text)
    if whole == text or unit is None or f"in the {unit}" not in whole:
        return None
    new = f"{name}Of{unit.capitalize()}"
    if new in low.model.names or new in low.model.members:
        return None
    lines = f"measure {new} for each participant each {unit} =", "    " + " ".join(whole.split())
    below = "\n" + "".join("\n" + " " * (decl.span.column - 1) + line for line in lines)
    return Repair(
        f"Measure the {unit} as a whole, and name that here:",
        "\n".join(lines),
        (Edit(decl.span.after(), below), Edit(place, new)),
    )
