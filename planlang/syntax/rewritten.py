"""Answers with what stands in the plan: `$50,000` is answered with `50,000 USD` and not with another amount.

Only where a spelling means one thing, or where each thing that it may mean can be offered; elsewhere the general example stays.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic, Edit, Repair, instead
from planlang.syntax.amounts import amount, multiple, number, percentage
from planlang.syntax.constructs import HOMES, ROW_OF_BLOCK, STATEMENTS
from planlang.syntax.lexer import read_token

if TYPE_CHECKING:
    from planlang.syntax.stopped import Stopped

_LABEL = "written otherwise in a plan"
_LABELS = {"trade-word": "not a plan's words", "number-form": "not how a plan writes numbers"}
_CONVERTED_TO = re.compile(r"\bconverted[ \t]+to[ \t]+\Z")
_PARTS = re.compile(r"[ \t]*paid[ \t]+(in [0-9]+ equal parts[^#\n]*)")
_CODE_BEHIND = re.compile(r"[ \t]*[A-Z]{3}\b")
_PLAN_CURRENCY = re.compile(r"(?:^|[\n{])[ \t]*currency[ \t]+([A-Z]{3})\b")
_NUMBERS = re.compile(r"[0-9]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_VALUE = r"[0-9][0-9.,]*(?:%|x|[ \t]+[A-Z]{3})?"
_TO = r"(?:-|–|—|\.\.\.?|…|to|up[ \t]+to|until|till)"
_RANGE = re.compile(
    rf"[ \t]*(?:from[ \t]+)?(?P<low>{_VALUE})?[ \t]*{_TO}[ \t]*(?P<high>{_VALUE})[ \t]*:[ \t]*(?P<pays>[^#\n]+)"
)


def _spelled(where: Stopped, rule: str, start: int, end: int) -> tuple[Repair, ...]:
    """An amount, a percentage or a number, reckoned out and in the plan's form."""
    found = where.text[start:end]
    code = _CODE_BEHIND.match(where.text, end)
    answers = [
        ("Write the sign at the number:", percentage(found)),
        ("Write it like this:", multiple(found, where.text[end:])),
    ]
    if rule == "currency-sign" or found[-1:].isalpha():
        if code is not None:  # `5k USD`
            end = code.end()
        spelled = amount(where.text[start:end], plan_currency(where.text))
        answers.append(("Write the amount, a space and the currency:", spelled))
    known = [(text, words) for text, words in answers if words is not None][:1] or number(found)
    place = where.driver.layout.span(start, end)
    return tuple(instead(text, place, words) for text, words in known)


def plan_currency(text: str) -> str | None:
    """The currency that a plan's header names."""
    declared = _PLAN_CURRENCY.search(text)
    return declared[1] if declared is not None else None


def dates(found: str) -> tuple[Repair, ...]:
    """A date in each order of its parts in which it is one."""
    numbers = _NUMBERS.findall(found)
    month = next(
        (place for place, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name}", found, re.IGNORECASE)), None
    )
    if month is not None and len(numbers) == 2:
        return _days([(f"{month}", numbers[0], numbers[1], "Write four digits, two and two:")])
    if len(numbers) != 3:
        return ()
    if len(numbers[0]) == 4:
        return _days([(numbers[1], numbers[2], numbers[0], "Write four digits, two and two:")])
    first, second, year = numbers
    if len(year) != 4:
        return ()
    return _days(
        [(first, second, year, "If the month stands first:"), (second, first, year, "If the day stands first:")]
    )


def _days(readings: list[tuple[str, str, str, str]]) -> tuple[Repair, ...]:
    days: dict[str, str] = {}
    for month, day, year, said in readings:
        try:
            days.setdefault(datetime.date(int(year), int(month), int(day)).isoformat(), said)
        except ValueError:
            continue
    if len(days) == 1:
        return tuple(Repair("Write four digits, two and two:", day) for day in days)
    return tuple(Repair(said, day) for day, said in days.items())


def _band(where: Stopped) -> tuple[Repair, ...]:
    """A row of a table that says `to` or a dash, with each owner of its ends."""
    start, stop = where.line
    match = _RANGE.match(where.text, start, stop)
    if match is None:
        return ()
    first = start + len(match[0]) - len(match[0].lstrip())
    place = where.driver.layout.span(first, first + len(match[0].strip()))
    low, high, pays = match["low"], match["high"], match["pays"].strip()
    unit = re.sub(r"[0-9.,]+", "", high)
    if low is not None and re.fullmatch(r"[0-9.,]+", low):
        low += unit  # `0 - 50%` and `1 - 1,000 USD`: the unit is said once
    first_row = where.text[:start].rstrip().endswith("{")
    begins = f"{'from' if first_row else 'above'} {low} " if low else ""
    owned = f"{begins}through {high}: {pays}"
    return (
        instead(
            "The upper end belongs to the next row:", place, f"{f'from {low} ' if low else ''}below {high}: {pays}"
        ),
        Repair("The upper end belongs to this row:", owned, (Edit(place, owned), *_next_after(where, stop, high))),
    )


def _next_after(where: Stopped, stop: int, high: str) -> tuple[Edit, ...]:
    """The row below, where it begins with the value that this one owns: it begins behind it."""
    below = re.compile(rf"[ \t]*(?:#[^\n]*)?\n[ \t]*(from)[ \t]+{re.escape(high)}(?![0-9.,])").match(where.text, stop)
    return (Edit(where.driver.layout.span(below.start(1), below.end(1)), "above"),) if below is not None else ()


def label_of(rule: str) -> str:
    """What is said at the place itself."""
    return _LABELS.get(rule, _LABEL)


def own_words(where: Stopped, rule: str, start: int, end: int) -> tuple[Repair, ...]:
    """The answers with what stands there, where they can be told from it."""
    found = where.text[start:end]
    if rule == "date-form":
        place = where.driver.layout.span(start, end)
        return tuple(instead(one.text, place, one.example or "") for one in dates(found))
    if rule in ("currency-sign", "number-form", "scientific-number"):
        return _spelled(where, rule, start, end)
    return _band(where) if where.in_band else ()


def dash(where: Stopped) -> Diagnostic | None:
    """A dash between two values: in a row of a table a range, elsewhere a minus that a word processor has made longer."""
    sign, (start, _), at = where.text[where.position], where.line, where.position
    if sign in "-–—" and where.in_band and (repairs := _band(where)):
        message = "A range says with words which row owns its ends, because a dash doesn't."
        return where.finding("range-words", message, at, at + 1, _LABEL, repairs)
    if sign not in "–—" or where.in_band or not where.text[start:at].strip():
        return None
    repairs = (
        Repair("Subtracted:", "deal.amount - deal.cost"),
        Repair("A range says with words which row owns its ends:", "from 0 USD below 1,000 USD: 1%"),
    )
    return where.finding("comparison-sign", "Minus is written with the plain `-`.", at, at + 1, _LABEL, repairs)


def rounded_to(where: Stopped) -> Diagnostic | None:
    """`rounded to cents`: `to` is no bound here."""
    if where.head not in ("ROUNDED", "ROUNDING") or where.found not in ("to", "up", "half"):
        return None
    repairs: tuple[Repair, ...] = (
        Repair("As the plan rounds everything:", "rounded each credit"),
        Repair("Otherwise, with what happens to halves:", "rounded each credit, nearest 0.01 USD, halves up"),
    )
    if where.head == "ROUNDING":
        repairs = (Repair("With what happens to halves:", "rounding nearest 0.01 USD, halves to even"),)
    message = "Rounding says what is rounded, to the nearest of which amount, and where halves go."
    return where.finding("trade-word", message, where.word_at, where.found_end, label_of("trade-word"), repairs)


def out_of_place(where: Stopped) -> Diagnostic | None:
    """A line that is right somewhere else: `reject unless` outside its data table, `to` outside its credit."""
    if where.head is not None or where.block in ROW_OF_BLOCK or where.block == "the file":
        return None
    token = read_token(where.driver.table, where.text, where.word_at, STATEMENTS)
    home = HOMES.get(token.kind) if token is not None else None
    if token is None or home is None or where.block in home:
        return None
    repairs = (
        Repair(f"Put it into {home}:", STATEMENTS[token.kind].example),
        Repair("Or the block that it belongs to is closed too early: a `}` too many above."),
    )
    words = " ".join(token.text.split())
    message = f"A line with `{words}` stands in {home}, not in {where.block}."
    return where.finding("syntax", message, token.start, token.end, "not here", repairs)


def one_currency(where: Stopped) -> Diagnostic | None:
    """`converted to participant.currency`: a plan has one currency, which it names."""
    if not _CONVERTED_TO.search(where.text[: where.position][-16:]) or not where.found[:1].islower():
        return None
    repairs = (Repair("The plan names it; several are a plan for each:", "converted to GBP using fx on credit.date"),)
    said = "What an amount is converted to is one currency."
    return where.finding("syntax", said, where.word_at, where.found_end, "not a currency", repairs)


def paid_in_parts(where: Stopped) -> Diagnostic | None:
    """`paid in 12 equal parts …`: how much of it is, comes first."""
    parts = _PARTS.match(where.text, where.line[0])
    if parts is None:
        return None
    repairs = (
        Repair("All of it:", f"paid 100% {parts[1].strip()}"),
        Repair("What other lines leave:", f"paid the rest {parts[1].strip()}"),
    )
    message = "Nothing says how much is paid in parts."
    return where.finding("syntax", message, where.word_at, where.found_end, "how much, first", repairs)
