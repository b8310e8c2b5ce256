"""Ranked deals in the words of plan documents: `the top 3 deals`, `the first 10 deals`, and a `where` behind `among`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic, Repair
from planlang.syntax.rewritten import label_of

if TYPE_CHECKING:
    from planlang.syntax.stopped import Stopped

_NUMBER = re.compile(r"[0-9]+\Z")
_BEFORE_NUMBER = re.compile(r"\b(top|largest|biggest|smallest|first)[ \t]+\Z")
_NUMBER_BEFORE = re.compile(r"\b[0-9]+[ \t]+\Z")
_SUPERLATIVE = re.compile(r"(?:largest|biggest|highest|smallest|lowest)\Z")
_SUPERLATIVE_BEHIND = re.compile(r"[ \t]+(?:largest|biggest|highest|smallest|lowest)\b")
_AMONG = re.compile(r"\bamong (?:all of )?[^,(){}]*\Z")
_TOP = re.compile(
    r"(?:\b(?:is|are|ranks?|finish(?:es)?)[ \t]+)?(?:\b(?:in|among|within)[ \t]+)?(?:\bthe[ \t]+)?"
    r"\btop[ \t]+([0-9]+)(?:[ \t]+[a-z_]+)??[ \t]+(?:by|in|of)[ \t]+([A-Z]\w*)"
)
_PLACE = "(place by credit.amount among the participant's Sales in the quarter, highest first, ties take the better place) is at most 3"
_COUNT = "running count of everyone's Sales in the quarter counting this credit is at most 10"


def ranked_deals(where: Stopped) -> Diagnostic | None:
    """The largest or first so many, which are a place and a count; or which credits compete, said by a condition."""
    best = _best_people(where)
    if best is not None:
        return best
    before = where.text[max(0, where.position - 200) : where.position]
    if where.found == "where" and _AMONG.search(before):
        said = "Which credits compete is said by `when` lines above, so that a credit without a place is paid nothing."
        line = "when (place by … among … in the quarter where the lines above hold, …) is at most 3"
        repairs = (
            Repair("Only the new ones compete:", f"when deal.product is New\n{line}"),
            Repair("Or rank all of them:", "among all of the participant's Sales in the quarter"),
        )
        return where.finding("syntax", said, where.word_at, where.found_end, "not here", repairs)
    number = _NUMBER.match(where.found) is not None
    word = _BEFORE_NUMBER.search(before) if number else None
    behind = number and _SUPERLATIVE_BEHIND.match(where.text, where.found_end) is not None
    if word is None and not behind and not (_SUPERLATIVE.match(where.found) and _NUMBER_BEFORE.search(before)):
        return None
    start = where.position - (len(before) - word.start()) if word is not None else where.word_at
    repairs = (
        Repair("The largest are those with a place by their amount:", f"when {_PLACE}"),
        Repair("The first are counted:", f"when {_COUNT}"),
    )
    said = "Of ranked deals a plan says among which they are, and what becomes of equal ones."
    return where.finding("trade-word", said, start, where.found_end, label_of("trade-word"), repairs)


def _best_people(where: Stopped) -> Diagnostic | None:
    """`participant is in the top 3 by Total`: the best are those whose place is so much or better."""
    start, stop = where.line
    said = next(
        (one for one in _TOP.finditer(where.text, start, stop) if one.start() <= where.word_at <= one.end()), None
    )
    if said is None:
        return None
    most, by = said.groups()
    place = f"(place by {by}, highest first, ties take the better place) is at most {most}"
    alone = f"(place by {by}, highest first, ties take the worse place) is at most {most}"
    repairs = (
        Repair("The best have a place; of those who are equal, all of them:", f"when {place}"),
        Repair("Or only as many as there are places for:", f"when {alone}"),
        Repair(
            "Prizes by place are a table:",
            f"pay places by {by}, highest first, ties split the prizes of the places they fill {{",
        ),
    )
    message = "Who is among the best has a place among them, and a plan says what becomes of equal ones."
    return where.finding("trade-word", message, said.start(), said.end(), label_of("trade-word"), repairs)
