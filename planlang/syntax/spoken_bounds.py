"""Bounds as they are spoken of: `between 5 and 10`, `over 5,000 USD`, `until 2025-03-31`; each answered with both readings, in the plan's words."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic, Edit, Repair, instead
from planlang.syntax.amounts import amount
from planlang.syntax.rewritten import plan_currency

if TYPE_CHECKING:
    from planlang.syntax.stopped import Stopped

_WORD = "not a plan's words"
_NUMBER = r"(?:[0-9][0-9,.-]*[0-9]%?|[0-9]%?)(?:[ \t]+(?:[A-Z]{3}\b|days?\b|weeks?\b|months?\b|years?\b)|x\b)?"
_ITEM = rf"{_NUMBER}|the (?:first|last) day of the [a-z]+|[A-Za-z_]\w*(?:\.\w+)+|[A-Z]\w*|\([^()]*\)"
_VALUE = rf"(?:{_ITEM})(?:[ \t]+[-+*/][ \t]+(?:{_ITEM}))*"
_IS = r"(?:\bis[ \t]+)?"
_BETWEEN = re.compile(rf"{_IS}\bbetween[ \t]+(?P<low>{_VALUE})[ \t]+and[ \t]+(?P<high>{_VALUE})")
_TO = re.compile(rf"{_IS}\b(?:from[ \t]+)?(?P<low>{_VALUE})[ \t]+(?:to|until|till|up to)[ \t]+(?P<high>{_VALUE})")
_FAR = re.compile(
    rf"{_IS}\b(?P<word>less than|under|fewer than|more than|over|at most|at least)[ \t]+(?P<n>[0-9]+)[ \t]+(?P<unit>day|week|month|year)s?"
    rf"[ \t]+(?P<side>after|before)[ \t]+(?P<day>{_VALUE})"
)
_ABOVE = re.compile(
    rf"{_IS}\b(?:more than|greater than|larger than|higher than|over|exceeds|exceeding|in excess of|(?<!of service )since|"
    rf"later than)[ \t]+(?P<at>{_VALUE})"
)
_BELOW = re.compile(
    rf"{_IS}\b(?:less than|lower than|smaller than|fewer than|under|earlier than|up to|until|till|by|to)[ \t]+(?P<at>{_VALUE})"
)
_NOT_BEYOND = re.compile(
    rf"{_IS}\b(?:(?:no|not|never)[ \t]+(?:any[ \t]+)?(?P<word>more|greater|larger|higher|later|less|lower|smaller|fewer|earlier|sooner)[ \t]+than"
    rf"|(?:not|never)[ \t]+(?P<end>after|before|above|below|over|under|beyond|past))[ \t]+(?P<at>{_VALUE})"
)
_MOST = frozenset(("more", "greater", "larger", "higher", "later", "after", "above", "over", "beyond", "past"))
_ON_OR = re.compile(rf"{_IS}\bon or (?P<side>after|before)[ \t]+(?P<at>{_VALUE})")
_SIGN = re.compile(r"(?<=[0-9])(?:[ \t]+[A-Z]{3}|[ \t]+[a-z]+|%|x)$")
_BARE = re.compile(r"[0-9][0-9,.]*$")
_TIERS = re.compile(r"\btiers by [^\n{}]*$")
_DASH = re.compile(r"[-–—]")
_BLANK = re.compile(r"[ \t]+")
_NEAR = 200
"""So far around the place is looked: a line may be as long as the file."""
_ROWS = 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_CONDITION = re.compile(r"\b(?:only if|when|where|if|and|or|unless|test \"[^\"]*\":)[ \t]")
_ROW = re.compile(r"[ \t]*(?P<band>[^:#\n{}]*?)[ \t]*:[ \t]")
_BAND = re.compile(
    rf"(?:(?:from|between)[ \t]+)?(?P<low>{_VALUE})[ \t]*(?:-|–|—|to|up to|until|and)[ \t]*(?P<high>{_VALUE})"
)
_FIRST = re.compile(rf"(?P<word>up to|until|to|under|less than)[ \t]+(?P<at>{_VALUE})")
_LAST = re.compile(rf"(?P<word>over|more than|greater than)[ \t]+(?P<at>{_VALUE})")
_PLUS = re.compile(rf"(?P<at>{_VALUE})[ \t]*(?:\+|and more|and up|or more)")
_OPEN_PLUS = re.compile(
    r"(?:\bis[ \t]+)?(?:\b(?:at least|over|above|from)[ \t]+)?(?P<at>[0-9][0-9.,]*(?:[ \t]?[kKmM](?![a-z]))?(?:%|x\b|[ \t]*[A-Z]{3})?)"
    r"[ \t]*\+(?P<code>[ \t]*[A-Z]{3}\b)?"
)
_GOES_ON = re.compile(r"[ \t]*(?:$|#|[,)]|(?:and|or)\b)")
_MEMBER = re.compile(r'[A-Z]\w*|"[^"]*"')
_MEMBERS = re.compile(
    rf"(?:{_MEMBER.pattern})(?:(?:,?[ \t]+(?:or|and)[ \t]+|,[ \t]*|[ \t]*[/|&][ \t]*)(?:{_MEMBER.pattern}))+"
)
_SURE = re.compile(rf"(?:at least|starting at)[ \t]+(?P<at>{_VALUE})")
_FROM = re.compile(rf"from[ \t]+(?P<at>{_VALUE})(?P<more>(?:[ \t]+(?:below|before|through)[ \t]+{_VALUE})?)")
_SHORT = re.compile(r"[0-9][ \t]?[kKmM](?![a-z])")
_ALONE = frozenset(("less than", "more than", "greater than"))
"""Words of a row that say enough unless another row of the table leaves its ends open."""


def spoken_bound(where: Stopped) -> Diagnostic | None:
    """A bound of a condition, or of a row of a table, that leaves open whose the end is."""
    if where.in_band:
        return _row(where)
    if where.block == "a grid" or where.head == "GIVEN":
        return None
    more = _and_more(where)
    if more is not None:
        return more
    for pattern, answers in (
        (_NOT_BEYOND, _not_beyond),
        (_BETWEEN, _range),
        (_FAR, _far),
        (_TO, _range),
        (_ON_OR, _on_or),
        (_ABOVE, _above),
        (_BELOW, _below),
    ):
        said = _at(where, pattern)
        if said is None:
            continue
        start = said.start() + (len(said[0]) - len(said[0].lstrip()))
        place = where.driver.layout.span(start, said.end())
        repairs = tuple(instead(text, place, words) for text, words in answers(said))
        message = (
            "A bound says whether the value itself is meant."
            if len(repairs) > 1
            else "A comparison says `is at least` or `is at most`."
        )
        return where.finding("trade-word", message, start, said.end(), _WORD, repairs)
    return None


def _at(where: Stopped, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """What is spoken of where the reading stops, or just before it, in a condition."""
    start, stop = where.line
    first, last = max(start, where.word_at - _NEAR), min(stop, where.word_at + _NEAR)
    for found in pattern.finditer(where.text, first, last):
        if found.start() <= where.word_at < found.end() and _CONDITION.search(where.text, start, found.start() + 1):
            return found
    return None


def _and_more(where: Stopped) -> Diagnostic | None:
    """`is 10,000 USD+`: a line that ends with a sign goes on in the next, so the reading may have stopped there."""
    layout, (start, stop) = where.driver.layout, where.line
    for found in _OPEN_PLUS.finditer(where.text, start, min(stop, start + 2 * _NEAR)):
        line, _ = layout.line_column(found.end() - 1)
        end = layout.line_starts[line] if line < len(layout.line_starts) else stop
        if not _GOES_ON.match(where.text[found.end() : min(end, stop)]):
            continue
        if not _CONDITION.search(where.text, start, found.start() + 1):
            continue
        at = f"{found['at']}{found['code'] or ''}"
        written = amount(at, plan_currency(where.text)) if _SHORT.search(at) else None
        answer = instead("So much or more:", layout.span(*found.span()), f"is at least {written or at}")
        message = "A comparison with a bound says `is at least`, which includes it."
        return where.finding("trade-word", message, *found.span(), _WORD, (answer,))
    return None


def _is_day(value: str) -> bool:
    return _DAY.match(value) is not None


def _alike(low: str, high: str) -> str:
    """A bare number with the currency or the sign of the one that it stands beside: `5 to 10%`."""
    sign = _SIGN.search(high)
    return f"{low}{sign[0]}" if sign is not None and _BARE.match(low) else low


def _range(said: re.Match[str]) -> tuple[tuple[str, str], ...]:
    low, high = _alike(said["low"], said["high"]), said["high"]
    before = "before" if _is_day(high) else "below"
    return (
        ("Both ends belong to it:", f"is from {low} through {high}"),
        ("The upper end doesn't:", f"is from {low} {before} {high}"),
    )


def _above(said: re.Match[str]) -> tuple[tuple[str, str], ...]:
    at = said["at"]
    return (
        ("More than the value, not the value itself:", f"is {'after' if _is_day(at) else 'above'} {at}"),
        ("The value or more:", f"is at least {at}"),
    )


def _below(said: re.Match[str]) -> tuple[tuple[str, str], ...]:
    at = said["at"]
    return (
        ("The value or less:", f"is at most {at}"),
        ("Less than the value, not the value itself:", f"is {'before' if _is_day(at) else 'below'} {at}"),
    )


def _on_or(said: re.Match[str]) -> tuple[tuple[str, str], ...]:
    word = "at least" if said["side"] == "after" else "at most"
    return (("The day itself counts:", f"is {word} {said['at']}"),)


def _not_beyond(said: re.Match[str]) -> tuple[tuple[str, str], ...]:
    """`no later than`, `not below`: the value itself is meant, too."""
    most = (said["word"] or said["end"]) in _MOST
    return (("The value itself counts:", f"is {'at most' if most else 'at least'} {said['at']}"),)


def _far(said: re.Match[str]) -> tuple[tuple[str, str], ...]:
    """So long after a day, and less or more."""
    count, unit, side, day = int(said["n"]), said["unit"], said["side"], said["day"]

    def long(number: int) -> str:
        return f"{number} {unit}{'' if number == 1 else 's'}"

    if said["word"] in ("less than", "under", "fewer than", "at most"):
        short = (
            (f"Not that day itself, the {count}th:", f"is within {long(count - 1)} {side} {day}")
            if unit == "day" and count > 1
            else None
        )
        whole = ("That day, too:", f"is within {long(count)} {side} {day}")
        return (whole,) if said["word"] == "at most" or short is None else (whole, short)
    edge = f"{day} {'+' if side == 'after' else '-'} {long(count)}"
    apart, least = ("is after", "is at least") if side == "after" else ("is before", "is at most")
    whole = ("That day, too:", f"{least} {edge}")
    return (
        (whole,)
        if said["word"] == "at least"
        else (("Later than that day:" if side == "after" else "Earlier than that day:", f"{apart} {edge}"), whole)
    )


def _row(where: Stopped) -> Diagnostic | None:
    """A row of a table whose ends aren't said: both ways to say those of all its rows."""
    start, stop = where.line
    here = _ROW.match(where.text, start, min(stop, start + _NEAR))
    if here is not None and _MEMBERS.fullmatch(here["band"]):
        names = ", ".join(_MEMBER.findall(here["band"]))
        answer = instead("A row for each of them:", where.driver.layout.span(*here.span("band")), names)
        return where.finding(
            "trade-word", "A row for several names has commas between them.", *here.span("band"), _WORD, (answer,)
        )
    if here is not None and _PLUS.fullmatch(here["band"]) and not _SHORT.search(here["band"]):
        at = _PLUS.fullmatch(here["band"])
        assert at is not None
        alone = instead("So much or more:", where.driver.layout.span(*here.span("band")), f"from {at['at']}")
    else:
        alone = None
    if here is None or _both(here["band"], None) is None:
        return None
    opening, closing = where.text.rfind("{", 0, start), where.text.find("}", stop)
    rows: list[tuple[int, int, tuple[str, str]]] = []
    end: str | None = None
    for line in itertools.islice(re.finditer(r"[^\n]+", where.text[opening + 1 : closing]), _ROWS):
        begins = opening + 1 + line.start()
        row = _ROW.match(where.text, begins, min(begins + _NEAR, opening + 1 + line.end()))
        both = _both(row["band"], end) if row is not None else None
        if (
            row is not None
            and row["band"] == "otherwise"
            and end is not None
            and _TIERS.search(where.text, max(0, opening - _NEAR), opening)
        ):
            both = _both(f"over {end}", None)  # tiers have no row for what is left, but a highest one
        if row is not None and both is not None:
            rows.append((*row.span("band"), both))
            end = _upper(row["band"])
    mine = next((both for begins, _, both in rows if begins == here.start("band")), None)
    if mine is None or not any(_is_open(where.text[begins:ends]) for begins, ends, _ in rows):
        if alone is None:
            return None
        message = "A row that has no upper end begins with `from`, which includes the value."
        return where.finding("range-words", message, *here.span("band"), _WORD, (alone,))
    span, rest = where.driver.layout.span, where.text[here.end("band") : stop].split("#")[0].rstrip()
    repairs = tuple(
        Repair(text, f"{mine[way]}{rest}", tuple(Edit(span(begins, ends), both[way]) for begins, ends, both in rows))
        for way, text in enumerate(("The upper end belongs to the next row:", "It belongs to its row:"))
    )
    if _DASH.search(here["band"]):
        message = "A range says with words which row owns its ends, because a dash doesn't."
        return where.finding("range-words", message, *here.span("band"), _WORD, repairs)
    return where.finding("trade-word", "A row says whether its ends belong to it.", *here.span("band"), _WORD, repairs)


def _is_open(band: str) -> bool:
    """Whether a row by itself leaves open whose an end is."""
    one = _FIRST.fullmatch(band) or _LAST.fullmatch(band)
    return _BAND.fullmatch(band) is not None or (one is not None and one["word"] not in _ALONE)


def _upper(band: str) -> str | None:
    said = _BAND.fullmatch(band) or _FIRST.fullmatch(band)
    return None if said is None else said.groupdict().get("high") or said["at"]


def _both(band: str, end: str | None) -> tuple[str, str] | None:
    """The bounds of a row where its upper end belongs to the next one, and where that is its own; ``end`` is the end of the row before."""
    said = _BAND.fullmatch(band)
    if said is not None:
        low, high = _alike(said["low"], said["high"]), said["high"]
        begins = (
            "from"
            if not _same(low, _alike(end, high) if end is not None else None)
            else "after"
            if _is_day(low)
            else "above"
        )
        return f"from {low} {_before(high)} {high}", f"{begins} {low} through {high}"
    said = _FIRST.fullmatch(band)
    if said is not None:
        return f"{_before(said['at'])} {said['at']}", f"through {said['at']}"
    said = _LAST.fullmatch(band) or _PLUS.fullmatch(band)
    if said is not None:
        at = said["at"]
        return f"from {at}", f"{'after' if _is_day(at) else 'above'} {at}"
    said = _FROM.fullmatch(band)
    if said is not None:  # a row in the plan's words, behind one whose end is open
        after = "after" if _is_day(said["at"]) else "above"
        return (band, f"{after} {said['at']}{said['more']}") if _same(said["at"], end) else None
    said = _SURE.fullmatch(band)
    return None if said is None else (f"from {said['at']}", f"from {said['at']}")


def _same(value: str, end: str | None) -> bool:
    return end is not None and _BLANK.sub("", value) == _BLANK.sub("", end)


def _before(value: str) -> str:
    return "before" if _is_day(value) else "below"
