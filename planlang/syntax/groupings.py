"""The two ways in which a line without parentheses can be read, each with what stands there and parentheses around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Repair, instead

if TYPE_CHECKING:
    from planlang.syntax.stopped import Stopped

_BEGINS = re.compile(r"\b(?:only if|when|where|if)[ \t]+")
_ENDS = re.compile(r"[ \t]*(?:,[ \t]|[{#:]|$)", re.MULTILINE)
_NO_CONDITIONS = re.compile(r"\bthe (?:lower|higher) of\b")
_JOINED = re.compile(r"[ \t]+(and|or)[ \t]+")
_VALUE_AT_END = re.compile(
    r"(?:= +|^[ \t]*(?:pay|plus|minus|times|start with|take back|amount|quota credit)[ \t]+)(\S.*)$"
)
_TIERS_BY = re.compile(r"\btiers by [^,{]+,[ \t]*$")
_APPLIED = re.compile(r"^tiers by [^,]+, (each slice at its own tier|all at the tier reached)")
_TOTAL = re.compile(r"\b(?:running )?(?:total|count|highest|lowest|average|the \w+)\b(?!')(?: [a-z_ ]+)? of\b")
_SHARED = re.compile(r"of [^\s,(){#+*/]+(?=,[ \t]|[ \t]*$)")
_SHARE = re.compile(r"(\S+ of) (\S+|\([^()]*\))")
_PART = re.compile(r"[\w.]+%?$")
_WHOLE = re.compile(r"[ \t]*(\((?:[^()]|\([^()]*\))*\)|[0-9][0-9,.]*[ \t]+[A-Z]{3}\b|[\w.]+%?)")
_TOTAL_TO_ITS_END = re.compile(
    r"[ \t]*((?:running )?(?:total|count|highest|lowest|average)\b.*?)(?=[ \t]+(?:[-+*/][ \t]|above\b|up to\b|and\b|if\b|is\b)|[,{})#]|$)",
    re.MULTILINE,
)
_SERVICE = re.compile(
    r"(?:full (?:months|years) of service since|month of service since) [^()+*/,]*(?:\([^()]*\)[^()+*/,]*)?$"
)
_LENGTH = re.compile(r"[-+][ \t]*[0-9]+ (?:day|month|quarter|half|year)s?\b")
_ADDED = re.compile(r"(.+) ([-+]) (\S+)")


def of_and_or(where: Stopped) -> tuple[Repair, ...]:
    """A condition with `and` and `or`, once with each of them first; nothing where it is not told from the line."""
    start, stop = where.line
    begins = [m.end() for m in _BEGINS.finditer(where.text, start, where.word_at)]
    ends = _ENDS.search(where.text, where.found_end)
    if not begins or ends is None:
        return ()
    first, last = begins[-1], min(ends.start(), stop)
    words = where.text[first:last]
    pieces = _JOINED.split(words)
    if _NO_CONDITIONS.search(words) or '"' in words or "(" in words or len(set(pieces[1::2])) != 2:
        return ()
    place = where.driver.layout.span(first, last)
    both = "Both of the first, or the last:", "The first, and one of the last two:"
    said = (
        both if pieces[1::2] == ["and", "or"] else ("What `and` joins goes together:", "What `or` joins goes together:")
    )
    return tuple(instead(text, place, _joined(pieces, word)) for text, word in zip(said, ("and", "or")))


def _joined(pieces: list[str], inner: str) -> str:
    """The parts that one word joins in parentheses, and what the other joins."""
    outer = "or" if inner == "and" else "and"
    groups: list[list[str]] = [[pieces[0]]]
    for word, part in zip(pieces[1::2], pieces[2::2]):
        if word == inner:
            groups[-1].append(part)
        else:
            groups.append([part])
    return f" {outer} ".join(f"({f' {inner} '.join(g)})" if len(g) > 1 else g[0] for g in groups)


def of_sign(where: Stopped, sign: str) -> tuple[Repair, ...]:
    """`20% of A + B`: of the first, or of both."""
    start, stop = where.line
    value = _VALUE_AT_END.search(where.text[start : where.position].rstrip())
    share = _SHARE.fullmatch(value[1]) if value is not None else None
    rest = where.text[where.position + 1 : stop].split("#")[0].strip()
    if value is None or share is None or not rest:
        return ()
    if re.search(r"[,({]|\bof\b", rest):
        share_alone = where.driver.layout.span(start + value.start(1), start + value.end(1))
        return (
            Repair("Only the first part is meant:", f"({value[1]}) {sign} …", (Edit(share_alone, f"({value[1]})"),)),
            Repair("All of it is meant:", f"{share[1]} ({share[2]} {sign} …)"),
        )
    end = where.text.rindex(rest, where.position, stop) + len(rest)
    place = where.driver.layout.span(start + value.start(1), end)
    return (
        instead("Only the first part is meant:", place, f"({value[1]}) {sign} {rest}"),
        instead("All of it is meant:", place, f"{share[1]} ({share[2]} {sign} {rest})"),
    )


def of_tiers(where: Stopped, start: int, end: int, meanings: tuple[tuple[str, str | None], ...]) -> tuple[Repair, ...]:
    """What a word may mean; behind `tiers by …,` with those ways to apply a table put into the plan that it may stand for."""
    line, _ = where.line
    behind = _TIERS_BY.search(where.text[line:start])
    place = where.driver.layout.span(start, end)
    found = []
    for sentence, example in meanings:
        way = _APPLIED.match(example or "")
        if behind is None or way is None or "\n" in (example or ""):
            found.append(Repair(sentence, example))
        else:
            found.append(Repair(sentence, f"{behind[0].strip()} {way[1]} {{", (Edit(place, way[1]),)))
    return tuple(found)


def of_choice(where: Stopped) -> tuple[Repair, ...]:
    """`A + B if C, otherwise D`: all before the `if`, or the last part of it."""
    start, stop = where.line
    value = _VALUE_AT_END.search(where.text[start : where.word_at].rstrip())
    if where.found != "if" or value is None or value[1].count("(") != value[1].count(")"):
        return ()
    rest = where.text[where.word_at : stop].split("#")[0].strip()
    place = where.driver.layout.span(start + value.start(1), where.word_at + len(rest))
    added = _ADDED.fullmatch(value[1])
    found = [instead("Put all before it in parentheses:", place, f"({value[1]}) {rest}")]
    if added is not None:
        found.append(instead("Or only its last part is chosen:", place, f"{added[1]} {added[2]} ({added[3]} {rest})"))
    return tuple(found)


def of_share(where: Stopped) -> tuple[Repair, ...]:
    """`A - 6% of B`: of B alone, or all before it."""
    start, stop = where.line
    value = _VALUE_AT_END.search(where.text[start : where.word_at].rstrip())
    added = _ADDED.fullmatch(value[1]) if value is not None else None
    rest = _SHARED.match(where.text[where.word_at : stop].split("#")[0].rstrip())
    if (
        where.found != "of"
        or value is None
        or added is None
        or rest is None
        or value[1].count("(") != value[1].count(")")
    ):
        return ()
    place = where.driver.layout.span(start + value.start(1), where.word_at + len(rest[0]))
    first, sign, last = added.groups()
    return (
        instead("Only the last part is a share:", place, f"{first} {sign} ({last} {rest[0]})"),
        instead("Or all before it is one:", place, f"({first} {sign} {last}) {rest[0]}"),
    )


def of_where(where: Stopped) -> tuple[int, Repair] | None:
    """`count of … where … + 5`: where the total begins, and it in parentheses."""
    start, _ = where.line
    words = where.text[start : where.position].rstrip()
    found = [one for one in _TOTAL.finditer(words) if " where " in words[one.start() :]]
    if not found:
        return None
    at = found[-1].start()
    place = where.driver.layout.span(start + at, start + len(words))
    return start + at, instead("Put the total, with its `where`, in parentheses:", place, f"({words[at:]})")


def of_share_alone(where: Stopped) -> tuple[Repair, ...]:
    """`A - 20% of B` somewhere within a value: the share is of what stands behind it alone."""
    start, stop = where.line
    part = _PART.search(where.text[start : where.word_at].rstrip())
    behind = where.text[where.found_end : stop]
    whole = _TOTAL_TO_ITS_END.match(behind) or _WHOLE.match(behind)
    if where.found != "of" or part is None or whole is None:
        return ()
    place = where.driver.layout.span(start + part.start(), where.found_end + whole.end(1))
    return (instead("Put the share, and what it is of, in parentheses:", place, f"({part[0]} of {whole[1].rstrip()})"),)


def of_service(where: Stopped) -> tuple[int, Repair] | None:
    """`full months of service since DATE / 12`: where the phrase begins, and it in parentheses."""
    start, _ = where.line
    words = where.text[start : where.position].rstrip()
    found = _SERVICE.search(words)
    if found is None:
        return None
    at = start + found.start()
    length = _LENGTH.match(where.text, where.position)
    if length is not None:
        day = found[0].split(" ")[-1]
        reckoned = where.driver.layout.span(start + len(words) - len(day), length.end())
        return at, instead("Put the day in parentheses:", reckoned, f"({day} {length[0]})")
    place = where.driver.layout.span(at, start + len(words))
    return at, instead("Put all of the phrase in parentheses:", place, f"({found[0]})")


def of_total(where: Stopped, at: int) -> Repair:
    """`5% of total … where …`: the total, from where it begins to the end of the line or to a comma."""
    _, stop = where.line
    words = re.split(r",[ \t]|#", where.text[at:stop])[0].rstrip()
    place = where.driver.layout.span(at, at + len(words))
    return instead("Put the total, with its `where`, in parentheses:", place, f"({words})")
