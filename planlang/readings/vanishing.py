"""What is 0 where a measure does not move, so that nothing depends on where it stands.

An amount that is divided by how a measure moves is a share of what moves it: a credit that moves attainment by nothing has nothing to pay.
Then it makes no difference to which tier the point belongs that the measure stands on. What is left out here stops no run that has come so
far: all that it would read was read before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional, Union

if TYPE_CHECKING:
    from planlang.readings.terms import Part, Terms

Read = Union[int, tuple[Any, ...]]
"""What a run may stop at: a meaning, one that is divided by, a row that may not be there."""
Case = tuple[int, Optional["Part"]]
NOTHING: frozenset[int] = frozenset()


def without_idle(terms: Terms, cases: list[Case], otherwise: Part | None) -> list[Case]:
    """A choice's cases without the last ones that give what there is otherwise: whether they hold makes no difference."""
    kept = _vanished(terms, cases, otherwise)
    while kept and otherwise is not None and kept[-1][1] == otherwise:
        *before, (condition, _) = kept
        if not _past(terms, (one for one, _ in before)) >= stops(terms, condition):
            break
        kept.pop()
    return kept


def _vanished(terms: Terms, cases: list[Case], otherwise: Part | None) -> list[Case]:
    """The cases with what there is otherwise, which is 0, where they give a share of what is 0 by then."""
    kept: list[Case] = []
    zeros = NOTHING
    for number, (condition, value) in enumerate(cases):
        if zeros and _zero(otherwise) and value is not None and _share_of(terms, value, zeros):
            so_far = _past(terms, (one for one, _ in cases[: number + 1]))
            value = otherwise if so_far >= stops(terms, value) else value
        kept.append((condition, value))
        zeros |= _told(terms, condition, "!=")
    return kept


def never_after(terms: Terms, parts: list[int]) -> int | None:
    """After how many conditions the next can't hold: they say that something is 0, and it says that a share of it isn't."""
    zeros = NOTHING
    for number, part in enumerate(parts):
        form = terms.known[part].form
        if zeros and form[0] == "Compare" and form[2] == "!=" and _zero(form[3]) and _share_of(terms, form[1], zeros):
            return number if _past(terms, parts[:number]) >= stops(terms, part) else None
        zeros |= _told(terms, part, "==")
    return None


def _told(terms: Terms, condition: int, relation: str) -> frozenset[int]:
    """What is 0 after a comparison with 0."""
    form = terms.known[condition].form
    compared = form[0] == "Compare" and form[2] == relation and _zero(form[3])
    return zero_with(terms, form[1]) if compared else NOTHING


def zero_with(terms: Terms, part: Part) -> frozenset[int]:
    """What is 0 in each row in which a meaning is."""
    if not isinstance(part, int):
        return NOTHING
    form = terms.known[part].form
    more = NOTHING
    if form[0] == "Ratio":
        more = zero_with(terms, form[1])
    elif form[0] == "Product" and len(form[1]) == 1:
        more = zero_with(terms, form[1][0])
    elif form[0] == "Sum" and not form[2]:
        more = _moved(terms, form[1])
    return more | {part}


def _moved(terms: Terms, signed: tuple[tuple[int, Any], ...]) -> frozenset[int]:
    """Of a running total less itself without this row, what the row adds; both may be over the same."""
    if len(signed) != 2 or signed[0][1] != -signed[1][1]:
        return NOTHING
    one, other = (terms.known[term].form for term, _ in signed)
    if one[0] == other[0] == "Ratio" and one[2] == other[2] and isinstance(one[1], int) and isinstance(other[1], int):
        one, other = (terms.known[top].form for top in (one[1], other[1]))
    if one[0] != "Running" or other[0] != "Running":
        return NOTHING
    _, rows, value, by, order, counted, where = one
    alike = other[1:] == (rows, value, by, order, not counted, None) and where is None
    return frozenset({int(value)}) if alike and isinstance(value, int) else NOTHING


def _share_of(terms: Terms, part: Part, zeros: frozenset[int]) -> bool:
    """Whether a meaning is one of those that are 0, or a multiple of one."""
    if not isinstance(part, int):
        return False
    form = terms.known[part].form
    return part in zeros or (form[0] == "Product" and not zeros.isdisjoint(form[1]))


def _zero(part: Part | None) -> bool:
    return part is not None and not isinstance(part, int) and part.type == "Fraction" and part.value == 0


# --- what may stop a run ------------------------------------------------------------------------------


def stops(terms: Terms, part: Part | None) -> frozenset[Read]:
    """What a run may stop at that reads a meaning."""
    if not isinstance(part, int) or terms.safe(part):
        return frozenset()
    form = terms.known[part].form
    if form[0] == "Lookup" and terms.safe(form[3], *(here for _, here in form[2])):
        return frozenset({_row(form)})
    strict = _strict(form)
    if strict is None:
        return frozenset({part})
    found: set[Read] = {("over", form[2])} if form[0] == "Ratio" else set()
    return frozenset(found.union(*(stops(terms, one) for one in strict)))


def _past(terms: Terms, parts: Any) -> set[Read]:
    """What a run has come past that has read some meanings."""
    found: set[Read] = set()
    waiting = [part for part in parts if isinstance(part, int)]
    while waiting:
        part = int(waiting.pop())
        if part in found:
            continue
        found.add(part)
        form = terms.known[part].form
        if form[0] == "Ratio":
            found.add(("over", form[2]))
        elif form[0] == "Lookup":
            found.add(_row(form))
        more = _strict(form) or ()
        if form[0] == "Running" and form[5] and form[6] is None:
            more = (form[2],)
        elif form[0] == "Logic":
            more = form[2][:1]
        waiting += [one for one in more if isinstance(one, int)]
    return found


def _row(form: tuple[Any, ...]) -> Read:
    """The row that is looked up, whatever is read in it."""
    return ("row", *form[1:3], *form[4:])


def _strict(form: tuple[Any, ...]) -> tuple[Part, ...] | None:
    """What an operation reads, where it reads all of it always and stops at nothing but a division."""
    name = form[0]
    if name == "Sum":
        return tuple(term for term, _ in form[1])
    if name == "Product":
        return tuple(form[1])
    if name in ("Ratio", "Band"):
        return (form[1], form[2]) if name == "Ratio" else (form[1], *(bound for bound, _ in form[2]))
    return (form[1], form[3]) if name == "Compare" else None
