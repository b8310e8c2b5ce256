# ruff: noqa: E501 - a table is read line by line
"""Lines as somebody writes them who has read a plan once: heads of rules, steps, limits, payments and rows, each answered with the plan's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic, instead
from planlang.syntax.natural import LABEL, LONGEST, found_in, wording

if TYPE_CHECKING:
    from planlang.syntax.stopped import Stopped

_UNIT = r"(day|week|fortnight|month|quarter|half|year)"
_ITEM = r"(?:deal|sale|order|transaction|credit|policy|contract|invoice|unit|placement|loan|car)"
_PAYS = r"([0-9][0-9,.]*(?:%|x| [A-Z]{3})?)"
_MEASURES = frozenset(("MEASURE", "QUOTA"))
_RULES = frozenset(("MEASURE", "QUOTA", "COMMISSION", "BONUS", "SPIFF", "OVERRIDE", "CLAWBACK", "SALARY"))
_LIMITS = frozenset(("AT_MOST", "AT_LEAST"))
_PAID = frozenset(("PAID_STEP", "PAID_THE_REST"))
_HEAD = "The head of a rule says for each what it has a result: `for each participant each month`, `for each credit of Sales`, `for the plan each month`."
_WHOSE_LIMIT = "A limit says whose it is, and per what: `for each participant each quarter`, `each credit`."
_WHEN_PAID = "When it is paid is said by a share and a day."
_PARTS = "What is paid bit by bit is paid in equal parts."
_GATE = "A gate is `only if`, and says what is paid otherwise."
_ROWS = "A row says what it is for, then `:` and what it pays."
_LAST = "What is paid for everything else is the row `otherwise`, or one without an upper end."
_APPLIED = "The tiers apply to each slice, or to all of it."
_CASES = "Cases are rows below `first match`."

LINES = (
    wording(r"\bfor (?:everyone|everybody|all|all participants|the (?:whole )?(?:company|organi[sz]ation|firm|team))(?= each | *=| *\{)", _HEAD, ("What is one for all together:", "for the plan"), heads=_RULES),
    wording(rf"\bfor each participant(?:,| in| for| per| by)+ (?:each |every )?{_UNIT}\b", _HEAD, ("", r"for each participant each \1"), heads=_RULES),
    wording(rf"\bper participant(?:,| per| each| and| in| a)* {_UNIT}\b|\bfor each participant (?:every|a) {_UNIT}\b", _HEAD, ("", r"for each participant each \1\2"), heads=_RULES),
    # --- steps ---
    wording(r"^ *add(?= [0-9(]| [a-z_]+\.)", "A step adds an amount with `plus`; `add` is for the rules of a payout.", ("", "plus")),
    wording(r"(?<=\S) *: *$", "A line with `when` ends without a sign; the lines below it are about such rows.", ("", ""), heads=frozenset(("WHEN",))),
    wording(r"^ *only (?:when|where|for|pay if|pays if)\b", _GATE, ("", "only if")),
    wording(rf"(?<=\S) (?:for each|each|per|for every|a) {_ITEM}(?= *$)", "For each what it is paid stands in the head of the rule.", ("", ""), heads=frozenset(("PAY",))),
    wording(r"\btimes by ([a-z_]\w*(?:\.[a-z_]\w*)+)(?= *\{)", "A table by names is `table by`, one by bounds is `tiers by`.", ("By names:", r"times table by \1"), ("By bounds:", r"~times tiers by \1, all at the tier reached {")),
    wording(r"\b(?:case|cases|switch|choose|choice|any of|one of)(?= *\{)", _CASES, ("The first that holds:", "first match"), ("All that hold, added up:", "every match")),
    wording(r"\bmatrix (?:by|of) (.+?) (?:and|by|x) (.+?)(?= *\{)", "A matrix says what stands down, and what across.", ("", r"matrix, \1 down, \2 across")),
    wording(r", each (?:slice|band|part|portion|dollar|tier|bracket) (?:at|in) (?:its|their) (?:own )?(?:rate|band|bracket|level|percentage|tier)\b", _APPLIED, ("", ", each slice at its own tier")),
    wording(r", (?:all|everything|the whole|the whole amount|all of it|whole) at the (?:rate|band|bracket|level|percentage|highest tier|top tier|tier) (?:reached|attained|achieved|it reaches)\b", _APPLIED, ("", ", all at the tier reached")),
    # --- rounding ---
    wording(rf"\brounded (down|up)(?: to (?:the nearest )?(?:whole )?[a-z]+)? each ({_UNIT[1:-1]}|credit|participant)\b", "Rounding says what is rounded before it says how.", ("To whole numbers:", r"rounded each \2, \1 to 1"), ("To whole percents:", r"rounded each \2, \1 to 1%")),
    wording(rf"\brounded each ({_UNIT[1:-1]}|credit|participant), (down|up)(?= *$)", "Rounding down or up says to which unit.", ("To whole numbers:", r"rounded each \1, \2 to 1"), ("To whole percents:", r"rounded each \1, \2 to 1%"), ("To the cent:", r"rounded each \1, \2 to 0.01 USD")),
    # --- limits ---
    wording(rf"\bfor each participant (?:in the|in a|in each|per|a|every|in any) {_UNIT}\b", _WHOSE_LIMIT, ("", r"for each participant each \1"), heads=_LIMITS),
    wording(rf"(?<=[0-9A-Za-z)])(?<!for) (?:each|per|a|every) participant (?:each|per|a|every|in the|in a) {_UNIT}\b", _WHOSE_LIMIT, ("", r" for each participant each \1"), heads=_LIMITS),
    wording(rf"\b(?:per|in any|in each|a|every|in a) {_UNIT}\b(?= *(?:,|$))", _WHOSE_LIMIT, ("", r"each \1"), heads=_LIMITS),
    wording(rf"\b(?:per|for each|a|every|on each|on any) {_ITEM}\b(?= *(?:,|$))", _WHOSE_LIMIT, ("", "each credit"), heads=_LIMITS),
    # --- payments ---
    wording(r"\bpaid (?:on|at|upon) ([a-z_]\w*(?:\.[a-z_]\w*)+|[0-9]{4}-[0-9]{2}-[0-9]{2})", _WHEN_PAID, ("", r"paid 100% on \1")),
    wording(r"\bpaid (?:when|once|as soon as|if|after) ([a-z_]\w*(?:\.[a-z_]\w*)+)(?: is known)?(?= *$)", _WHEN_PAID, ("", r"paid 100% on \1")),
    wording(r"\bpaid ([0-9.]+%) (?:at|upon|when|once) ([a-z_]\w*(?:\.[a-z_]\w*)+)(?: is known)?", _WHEN_PAID, ("", r"paid \1 on \2")),
    wording(r"\bpaid ([0-9]+ [a-z]+) after ([a-z_]\w*(?:\.[a-z_]\w*)+)", _WHEN_PAID, ("", r"paid 100% on (\2 + \1)")),
    wording(r"\bpaid ([0-9.]+%) ([0-9]+ [a-z]+) after ([a-z_]\w*(?:\.[a-z_]\w*)+)", _WHEN_PAID, ("", r"paid \1 on (\3 + \2)")),
    wording(rf"\bpaid (?:([0-9.]+%) )?in the (?:next|following) {_UNIT}\b", _WHEN_PAID, ("On its last day:", r"paid 100% on (the last day of the \2 of (credit.date + 1 \2))")),
    wording(r"\b(in [0-9]+ equal parts),? (?:on|from|after|starting on|beginning on) ([a-z_]\w*(?:\.[a-z_]\w*)+|[0-9]{4}-[0-9]{2}-[0-9]{2})(?= *$)", _PARTS, ("The first a month after that day:", r"\1 each month after \2, remainder to the last")),
    wording(r"\b(on [a-z_]\w*(?:\.[a-z_]\w*)+) if known, otherwise never\b", "A part whose day is blank waits until it is known, and is not paid before.", ("", r"\1")),
    wording(r"\b(in [0-9]+ equal) (?:instal?lments|payments|portions|shares|amounts|pieces)\b", _PARTS, ("", r"\1 parts")),
    wording(r"\bpaid (?:monthly |equally |evenly |spread )*(?:over|across|in) ([0-9]+) (?:equal )?(?:monthly )?(month|week|quarter|year|instal?lment|payment)s?\b(?! equal)", _PARTS, ("", r"paid 100% in \1 equal parts each month after credit.date, remainder to the last")),
)  # fmt: skip

ROWS = (
    wording(r"^ *(?:others?|else|default|all others?|anything else|everything else|the rest|rest|any other|none)(?= *:)", _LAST, ("", "otherwise")),
    wording(rf"^ *(?:at least|min|minimum) {_PAYS}(?= *:)", _ROWS, ("", r"from \1")),
    wording(rf"^ *{_PAYS} *(?:and above|and up|and over|or more|or above|or greater|or higher|or over|onwards?)(?= *:)", _LAST, ("With the value itself:", r"from \1")),
    wording(rf"^ *{_PAYS} *\+(?= *:)", _LAST, ("With the value itself:", r"from \1"), rule="range-words"),
    wording(rf"^ *(?:more than|over|greater than) {_PAYS}(?= *:)", _ROWS, ("Without the value itself:", r"above \1"), ("With it:", r"from \1")),
    wording(rf"^ *(?:less than|under) {_PAYS}(?= *:)", _ROWS, ("Without the value itself:", r"below \1"), ("With it:", r"through \1")),
    wording(rf"^( *(?:[A-Z]\w*(?:, [A-Z]\w*)*|otherwise|(?:from|above|below|through|at) {_PAYS}(?: (?:below|through) {_PAYS})?)) {_PAYS} *$", _ROWS, ("", r"\1: \4"), rule="syntax-row"),
    wording(r"^ *if (?=.+:)", "A row with a condition begins with `when`.", ("", "when ")),
    wording(r"^ *([a-z_]\w*\.[a-z_.]+|[A-Z]\w*) is (?=.+:)", "A row with a condition begins with `when`.", ("", r"when \1 is ")),
)  # fmt: skip

_SO_FAR = re.compile(r"\bin the (year|half|quarter|month)[ \t]+(?:so far|to date|until now|up to now)\b")
_GRAIN = re.compile(r"\beach (day|week|fortnight|month|quarter|half|year)\b")
_FIRST_NEXT = re.compile(rf"[ \t]*(?:the )?(first|next)[ \t]+{_PAYS.replace(' ', '[ ]')}[ \t]*:[ \t]*([^#\n]+)")
_YES_NO = re.compile(
    r"\b(?:where|when|if|only if|and|or)[ \t]+((?:[a-z_]\w*\.)+([a-z_]\w*))[ \t]*(?=,|\)|$|#|and\b|or\b)"
)


def natural_line(where: Stopped) -> Diagnostic | None:
    """The first of them that the reading stopped in."""
    start, stop = where.line
    if stop - start > LONGEST:
        return None
    if (where.block == "a table" and where.head is None) or where.in_band:
        return _first_next(where) or found_in(where, ROWS)
    return _so_far(where) or _yes_no(where) or found_in(where, LINES)


def _so_far(where: Stopped) -> Diagnostic | None:
    """`in the year so far`: through the period that the rule is for."""
    start, stop = where.line
    said = next(
        (one for one in _SO_FAR.finditer(where.text, start, stop) if one.start() <= where.word_at <= one.end()), None
    )
    grain = _GRAIN.search(where.text, start, stop)
    if said is None or grain is None or grain[1] == said[1]:
        return None
    place = where.driver.layout.span(said.start(), said.end())
    answer = instead("Through the period that is worked out:", place, f"in the {said[1]} through this {grain[1]}")
    message = "What is meant so far is said by the period through which it goes."
    return where.finding("trade-word", message, said.start(), said.end(), LABEL, (answer,))


def _yes_no(where: Stopped) -> Diagnostic | None:
    """`when deal.multiyear`: a column of yes and no is compared, as any other."""
    start, stop = where.line
    for said in _YES_NO.finditer(where.text, start, stop):
        declared = re.search(rf"[\n{{][ \t\n]*{said[2]}[ \t]*:[ \t]*yes/no", where.text)
        alone = said[0].startswith("if") and "otherwise" not in where.text[start:stop]
        if declared is not None and not alone and said.start() <= where.word_at <= said.end() + 1:
            place = where.driver.layout.span(said.start(1), said.end(1))
            answers = tuple(
                instead(text, place, f"{said[1]} is {word}")
                for text, word in (("Where it is so:", "yes"), ("Where it is not:", "no"))
            )
            message = "A column of yes and no says which of them is meant."
            return where.finding("trade-word", message, said.start(1), said.end(1), "yes or no?", answers)
    return None


def _first_next(where: Stopped) -> Diagnostic | None:
    """`first 1,000 USD: 5%` and `next 2,000 USD: 4%`: rows say where they begin and end, so the widths are added up."""
    start, stop = where.line
    said = _FIRST_NEXT.match(where.text, start, stop)
    if said is None:
        return None
    unit = re.sub(r"[0-9.,]+", "", said[2])
    above = where.text[where.text.rfind("{", 0, start) + 1 : start].splitlines()
    rows = [one for one in map(_FIRST_NEXT.match, above) if one is not None]
    widths = [_digits(one[2]) for one in (*rows, said)]
    if None in widths:
        return None
    low, high = sum(width or 0 for width in widths[:-1]), sum(width or 0 for width in widths)
    counted = not unit
    row = f"from {low + 1:,} through {high:,}" if counted else f"from {low:,}{unit} below {high:,}{unit}"
    first = start + len(said[0]) - len(said[0].lstrip())
    place = where.driver.layout.span(first, first + len(said[0].strip()))
    answer = instead("With the widths above it added up:", place, f"{row}: {said[3].strip()}")
    message = "A row says where it begins and where it ends."
    return where.finding("syntax-row", message, first, first + len(said[0].strip()), "from where?", (answer,))


def _digits(said: str) -> int | None:
    digits = re.match(r"[0-9,]+(?![.0-9])", said)
    return int(digits[0].replace(",", "")) if digits is not None else None
