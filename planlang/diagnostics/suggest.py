"""Did you mean: the known word nearest to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 80
_MOST = 5_000


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

    from difflib import get_close_matches  # only when a word is not known: start-up stays cheap

    for near in get_close_matches(folded, known, n=most + 1):
        found.extend(name for name in known[near] if name not in found)
    return tuple(found[:most])


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that ``word`` was most probably meant to be, or ``None``."""
    found = closest_all(word, candidates, 1)
    return found[0] if found else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """``did you mean `region`?``, or nothing: ready to be a label's text."""
    found = closest(word, candidates)
    return f"did you mean `{found}`?" if found else ""
