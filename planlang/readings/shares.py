"""How large a quotient can be: a part of something is at most all of it, whatever the data.

What was kept of what was due is at most 100% where no row keeps more than was due in it; nor is what some rows come to more than all
of them, where none takes away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.regions import Spans, span

if TYPE_CHECKING:
    from planlang.readings.terms import Part, Terms


def quotient(terms: Terms, top: Part, bottom: Part) -> Spans:
    """Where a quotient lies that there is: what it is divided by is not 0 then."""
    over = not _below_0(terms, bottom)
    low = 0 if over and not _below_0(terms, top) else None
    high = 1 if over and at_most(terms, top, bottom) else None
    return span(low, True, high, True)


def at_most(terms: Terms, one: Part, other: Part) -> bool:
    """Whether a meaning is never more than another one, where both have a value; ``False`` where that is not known."""
    if one == other:
        return True
    if not isinstance(one, int) or not isinstance(other, int):
        return False
    mine, whole = terms.known[one].form, terms.known[other].form
    if mine[0] == "Extreme" and mine[1] == "least" and any(at_most(terms, part, other) for part in mine[2]):
        return True
    if whole[0] == "Extreme" and whole[1] == "greatest" and any(at_most(terms, one, part) for part in whole[2]):
        return True
    if mine[0] == whole[0] == "Carried":
        return (
            mine[1] == whole[1]
            and len(mine) == len(whole)
            and all(at_most(terms, *two) for two in zip(mine[2:], whole[2:]))
        )
    if mine[0] == whole[0] == "Total":
        _, rows, function, value, match, days, where = mine
        _, their_rows, their_function, their_value, *there, their_where = whole
        if (rows, function, [match, days]) != (their_rows, their_function, there) or function != "total":
            return False
        some = where == their_where or (their_where is None and not _below_0(terms, their_value))
        return some and value is not None and their_value is not None and at_most(terms, value, their_value)
    return False


def _below_0(terms: Terms, part: Part | None) -> bool:
    return part is None or not terms.range(part).less(span(0, True, None, False)).empty


def divides(terms: Terms, condition: int, value: Part | None) -> bool:
    """Whether a quotient can't stop a run where a condition holds, which says that what it is divided by is not 0."""
    if not isinstance(value, int):
        return False
    form, said = terms.known[value].form, terms.known[condition].form
    if form[0] != "Ratio" or said[0] != "Compare" or said[1] != form[2] or said[2] not in (">", "!="):
        return False
    zero = said[3]
    at_zero = not isinstance(zero, int) and zero.type == "Fraction" and zero.value == 0
    return at_zero and terms.safe(form[1], form[2])
