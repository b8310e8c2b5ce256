"""Did you mean: the known word nearest to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 80
_MOST = 5_000
_ALIKE = 3 / 5


def closest_all(word: str, candidates: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Up to ``most`` candidates that look like ``word``, the nearest first.

    Letter case counts for little: ``bookings`` finds ``Bookings`` before anything else. Very long
    words and very long lists are cut, so that a broken input costs no time.
    """
    if not word or len(word) > _LONGEST:
        return ()
    known: dict[str, list[str]] = {}
    for candidate in sorted(set(candidates))[:_MOST]:
        if candidate != word and len(candidate) <= _LONGEST:
            known.setdefault(candidate.casefold(), []).append(candidate)
    folded = word.casefold()
    found = list(known.get(folded, ()))

    for near in nearest(folded, known, most + 1):
        found.extend(name for name in known[near] if name not in found)
    return tuple(found[:most])


def nearest(word: str, candidates: Iterable[str], most: int) -> list[str]:
    """The words that ``difflib.get_close_matches`` gives, the nearest first.

    It compares every candidate to the end. Here those that may be nearest come first, and the rest need no comparing once as many are
    found that no other can be nearer: among thousands of names that differ in their last digits that is nearly all of them.
    """
    from difflib import SequenceMatcher  # only when a word is not known: start-up stays cheap

    matcher = SequenceMatcher(b=word)
    possible = []
    for candidate in candidates:
        matcher.set_seq1(candidate)
        if matcher.real_quick_ratio() >= _ALIKE and (at_most := matcher.quick_ratio()) >= _ALIKE:
            possible.append((at_most, candidate))
    possible.sort(reverse=True)
    found: list[tuple[float, str]] = []
    for at_most, candidate in possible:
        if len(found) == most and at_most < found[-1][0]:
            break
        matcher.set_seq1(candidate)
        if (ratio := matcher.ratio()) >= _ALIKE:
            found = sorted([*found, (ratio, candidate)], reverse=True)[:most]
    return [candidate for _, candidate in found]


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that ``word`` was most probably meant to be, or ``None``."""
    found = closest_all(word, candidates, 1)
    return found[0] if found else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """``did you mean `region`?``, or nothing: ready to be a label's text."""
    found = closest(word, candidates)
    return f"did you mean `{found}`?" if found else ""
