"""Lines that are answered as a whole: caps and floors with their own amounts, `unless`, functions of spreadsheets, totals that leave out of what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic, Repair, instead
from planlang.syntax.natural import LABEL
from planlang.syntax.rewritten import plan_currency

if TYPE_CHECKING:
    from planlang.syntax.stopped import Stopped

_UNIT = r"(?:day|week|fortnight|month|quarter|half|year)"
_OWNER = r"(everyone's|the [a-z_]\w*'s)"
_WINDOW = rf"(?:in the (?:previous )?{_UNIT}(?: through this [a-z]+)?|in the plan)"
_NOT_PAID = "What is not paid otherwise is a gate, `only if`; which rows a rule is about says `when`, above the amount."

_CAP = re.compile(
    r"[ \t]*(?:capped(?: at| to)?|cap(?: is| of| at)?|(?:a )?max(?:imum)?(?: is| of| at)?|limit(?:ed)?(?: to| of| is)?|ceiling(?: of| at| is)?"
    r"|never (?:above|more than|over)|(?:no|not) more than|not to exceed|may not exceed|up to(?: a maximum of)?)[ \t]+"
)
_FLOOR = re.compile(
    r"[ \t]*(?:(?:a )?min(?:imum)?(?: is| of| at)?|floor(?:ed)?(?: of| at| is)?|never (?:below|less than|under)"
    r"|(?:no|not) less than|guaranteed?(?: at| of)?)[ \t]+"
)
_LIMITED = re.compile(
    r"([0-9][0-9,.]*(?: [A-Z]{3}|%)?(?: (?:of|\*) [\w.]+)?|[A-Za-z_][\w.]*)"
    r"(?:[ \t]+(?:each|per|a|every|in (?:any|a|each|the)|on (?:any|each))[ \t]+([a-z]+))?[ \t]*(,.*)?$"
)
_ROW_OF = re.compile(r"\bfor each (credit) of\b|\bfor each participant each (\w+)|\bfor each (participant) once\b")
_ITEMS = frozenset(
    [
        "deal",
        "sale",
        "order",
        "transaction",
        "credit",
        "policy",
        "contract",
        "invoice",
        "unit",
        "placement",
        "loan",
        "car",
    ]
)
_UNITS = ("day", "week", "fortnight", "month", "quarter", "half", "year")
_REST = re.compile(r", (?:excess lost|excess kept in [A-Z]\w*|shortfall forgiven|shortfall owed in [A-Z]\w*)$")
_UNLESS = re.compile(r"([ \t]*)(?:(.+?)[ \t]+)?(?:unless|except (?:if|when|where))[ \t]+(.+?)[ \t]*$")
_NOTHING = re.compile(
    r"([ \t]*)(?:pay )?(?:zero|nothing|no pay|no payout|no bonus|no commission|0|0 [A-Z]{3}) (?:if|when|unless) (.+?)[ \t]*$"
)
_CALL = re.compile(r"\b(?i:(max|min))[ \t]*\(")
_CREDIT = re.compile(r"^[ \t]*credit[ \t]+([A-Z]\w*)", re.MULTILINE)
_SOLD = re.compile(
    rf"(?<![\w'])(?:(?:the )?(?:total|sum)(?: of)? )?(?:all )?(?:{_OWNER} )?([A-Z]\w*)(?= {_WINDOW}(?:$|[ ,)]))"
)
_AGGREGATE = re.compile(r"\b(?:total|count|highest|lowest|average|the [a-z_]\w*)\b[\w. ]*\bof $")
_HIS = re.compile(r"\bthe ([a-z_]\w*)'s ([a-z_]\w*)\b")
_PRORATED = re.compile(
    r"[ \t]*(?:(pay|start with)[ \t]+(.+?),?[ \t]+)?(?:prorated?|pro-?rated?|pro[- ]rata)\b(?: (?:by|for|from|on|based on) .*)?$"
)
_PEOPLE = re.compile(r"^[ \t]*data[ \t]+participants\b[^{]*\{([^}]*)\}", re.MULTILINE)
_HIRED = re.compile(r"^[ \t]*([a-z_]*(?:hire|start|join|employ|begin)[a-z_]*):[ \t]+date\b", re.MULTILINE)
_ROUNDED = re.compile(
    r"[ \t]*(?:round|rounded|rounding)(?: it| off)?(?: (up|down))?(?: to)?(?: the)?(?: nearest)?(?: whole)? (cent|penny|dollar|euro|pound)s?$"
)
_FIRST = re.compile(
    rf"[ \t]*when (?:it is |this is |the deal is )?(?:the |a )?first (?:deal|sale|order|credit|transaction)"
    rf"(?: (?:of|for|by)(?: the| each)? ([a-z_]\w*))?(?: (?:in|of) the ({_UNIT}))?$"
)
_OF_CREDIT = re.compile(r"\bfor each credit of ([A-Z]\w*)")
_OPPOSITE = {
    "is at least": "is below",
    "is at most": "is above",
    "is below": "is at least",
    "is above": "is at most",
    "is known": "is missing",
    "is missing": "is known",
    "is not one of": "is one of",
    "is one of": "is not one of",
    "is not": "is",
    "is before": "is at least",
    "is after": "is at most",
}


def _said(where: Stopped) -> str:
    """The line, without a remark."""
    start, stop = where.line
    return where.text[start:stop].split("#")[0].rstrip()


def _whole(where: Stopped, message: str, *answers: tuple[str, str]) -> Diagnostic:
    """The line is answered as a whole; an answer that begins with `~` is only shown."""
    start, line = where.line[0], _said(where)
    first, last = start + len(line) - len(line.lstrip()), start + len(line)
    place = where.driver.layout.span(first, last)
    indent = " " * (place.column - 1)
    repairs = tuple(
        Repair(text, words[1:])
        if words.startswith("~")
        else Repair(text, words, instead(text, place, words.replace("\n", f"\n{indent}")).edits)
        for text, words in answers
    )
    return where.finding("trade-word", message, first, last, LABEL, repairs)


def row_of(where: Stopped) -> str | None:
    """What the rule or the payout has a result for, by the last head above."""
    heads = _ROW_OF.findall(where.text[: where.position])
    return next((word for word in heads[-1] if word), None) if heads else None


def limited(where: Stopped) -> Diagnostic | None:
    """`capped at 5,000 USD a quarter`, `minimum 500 USD`: a cap or a floor with its own amount."""
    line, row = _said(where), row_of(where)
    for pattern, word, rests in (
        (_CAP, "at most", ("excess lost", "excess kept in Kept")),
        (_FLOOR, "at least", ("shortfall forgiven", "shortfall owed in Owed")),
    ):
        begins = pattern.match(line)
        said = _LIMITED.match(line, begins.end()) if begins is not None else None
        if said is None or row is None or where.head is not None:
            continue
        per = "credit" if said[2] in _ITEMS else said[2] or row
        if per not in (*_UNITS, "credit", "participant", "plan") or (word == "at least" and per != row):
            continue
        whose = "" if per == row else "for each participant "
        order = ", in credit order" if whose and row == "credit" else ""
        limit = f"{word} {said[1]} {whose}each {per}{order}"
        rest = _REST.fullmatch(said[3] or "")
        message = (
            "A cap is `at most`, and says what happens to the rest."
            if word == "at most"
            else "A floor is `at least`, and says whether what it adds is owed."
        )
        if rest is not None:
            return _whole(where, message, ("With what it says:", limit + rest[0]))
        texts = (
            ("What is above it is lost:", "It is kept in a balance:")
            if word == "at most"
            else ("What it adds is not owed:", "It is owed, in a balance:")
        )
        return _whole(where, message, *((text, f"{limit}, {tail}") for text, tail in zip(texts, rests)))
    return None


def opposite(condition: str) -> str | None:
    """One comparison the other way round."""
    if re.search(r"\b(?:and|or|where|if)\b|[,(]", condition):
        return None
    for words, other in _OPPOSITE.items():
        if len(re.findall(rf"\b{words}\b", condition)) == 1:
            return re.sub(rf"\b{words}\b", other, condition)
    return (
        re.sub(r"\bis\b", "is not", condition)
        if len(re.findall(r"\bis\b(?! (?:within|from))", condition)) == 1
        else None
    )


def unless(where: Stopped) -> Diagnostic | None:
    """`unless …`, and `zero if …`: said the other way round."""
    line = _said(where)
    none = _NOTHING.match(line)
    if none is not None:
        other = none[2] if " unless " in line else opposite(none[2])
        return (
            None
            if other is None
            else _whole(
                where,
                _NOT_PAID,
                ("As a gate:", f"only if {other}, otherwise 0 {_currency(where)}"),
                ("Above the amount:", f"~when {other}"),
            )
        )
    said = _UNLESS.match(line)
    other = opposite(said[3]) if said is not None else None
    if said is None or other is None:
        return None
    message = "`unless` is said the other way round."
    step = said[2] or ""
    if not step:
        return _whole(
            where,
            message,
            ("Above the amount:", f"when {other}"),
            ("Below it, as a gate:", f"only if {other}, otherwise 0 {_currency(where)}"),
        )
    if step.split()[0] in ("times", "plus", "minus"):
        return _whole(where, message, ("Only when it does not hold:", f"{step.rstrip(',')} when {other}"))
    if step.split()[0] in ("pay", "take"):
        return _whole(where, message, ("Only rows in which it does not hold:", f"when {other}\n{step.rstrip(',')}"))
    return None


def _currency(where: Stopped) -> str:
    return plan_currency(where.text) or "USD"


def called(where: Stopped) -> Diagnostic | None:
    """`max(a, b)`: the higher of the two."""
    start, stop = where.line
    for call in _CALL.finditer(where.text, start, stop):
        depth, commas, at = 1, [], call.end()
        while at < stop and depth:
            depth += {"(": 1, ")": -1}.get(where.text[at], 0)
            if where.text[at] == "," and depth == 1 and where.text[at + 1] in " \t":
                commas.append(at)
            at += 1
        if depth or len(commas) != 1 or not call.start() <= where.position <= at + 1:
            continue
        first, second = where.text[call.end() : commas[0]].strip(), where.text[commas[0] + 1 : at - 1].strip()
        word = "higher" if call[1].lower() == "max" else "lower"
        place = where.driver.layout.span(call.start(), at)
        repairs = (instead(f"The {word} of the two:", place, f"(the {word} of {first} and {second})"),)
        message = "Plans have words for what spreadsheets have functions for."
        return where.finding("trade-word", message, call.start(), at, LABEL, repairs)
    return None


def sold(where: Stopped) -> Diagnostic | None:
    """`total Sales in the quarter`, `the participant's Sales in the month`: what is added up, and whose."""
    start, stop = where.line
    credits = set(_CREDIT.findall(where.text))
    for said in _SOLD.finditer(where.text, start, stop):
        name, owner = said[2], said[1]
        if name not in credits or not said.start() <= where.word_at <= said.end() + 1:
            continue
        if _AGGREGATE.search(where.text[start : said.start()]):
            continue  # what is added up stands before it
        place = where.driver.layout.span(said.start(), said.end())
        owners = (
            ((owner, "With what is added up:"),)
            if owner
            else (("the participant's", "Those of the one person at hand:"), ("everyone's", "Those of all together:"))
        )
        repairs = tuple(instead(text, place, f"total amount of {whose} {name}") for whose, text in owners)
        message = "A total says what is added up, of whose rows, and when: `total amount of the participant's Sales in the month`."
        return where.finding("trade-word", message, said.start(), said.end(), LABEL, repairs)
    return None


def his(where: Stopped) -> Diagnostic | None:
    """`the deal's amount`: a column of the row."""
    start, stop = where.line
    for said in _HIS.finditer(where.text, start, stop):
        row, column = said[1], said[2]
        is_row = re.search(rf"\beach row an? {row}\b", where.text)
        is_column = re.search(rf"[\n{{][ \t]*{column}[ \t]*:", where.text)
        is_table = re.search(rf"^[ \t]*data[ \t]+{column}\b", where.text, re.MULTILINE)
        if not is_row or not is_column or is_table or not said.start() <= where.word_at <= said.end() + 1:
            continue
        place = where.driver.layout.span(said.start(), said.end())
        message = "A column stands behind the word for its row and a dot."
        repairs = (instead("The column of the row:", place, f"{row}.{column}"),)
        return where.finding("trade-word", message, said.start(), said.end(), LABEL, repairs)
    return None


def of_the_line(where: Stopped) -> Diagnostic | None:
    """`prorated`, `round to the nearest dollar`, `when the first deal of the participant`: a step that is written out."""
    line, row = _said(where), row_of(where)
    unit = row if row in _UNITS else None
    prorated = _PRORATED.match(line)
    people = _PEOPLE.search(where.text)
    hired = _HIRED.search(people[1]) if people is not None else None
    if prorated is not None and unit is not None and hired is not None:
        part = f"calendar days of the {unit} from participant.{hired[1]} through the last day of the {unit} / calendar days of the {unit}"
        before = f"{prorated[1]} {prorated[2]}\n" if prorated[1] else ""
        message = "What is paid for a part of a period is multiplied by the days of it that somebody was there."
        working = part.replace("calendar", "working")
        return _whole(
            where,
            message,
            ("By calendar days:", f"{before}times {part}"),
            ("By working days:", f"~{before}times {working}"),
        )
    rounded = _ROUNDED.match(line)
    if rounded is not None and row is not None and where.head in (None, "ROUNDED"):
        message = "Rounding says what is rounded before it says how."
        if rounded[2] in ("cent", "penny"):
            return _whole(
                where,
                message,
                ("As the plan rounds everything:", f"rounded each {row}"),
                (
                    "Otherwise, with what happens to halves:",
                    f"~rounded each {row}, nearest 0.01 {_currency(where)}, halves up",
                ),
            )
        to = f"1 {_currency(where)}"
        if rounded[1]:
            return _whole(where, message, ("In whole units:", f"rounded each {row}, {rounded[1]} to {to}"))
        halves = (("Halves up:", "halves up"), ("Halves to the even one:", "halves to even"))
        return _whole(where, message, *((text, f"rounded each {row}, nearest {to}, {how}") for text, how in halves))
    first = _FIRST.match(line)
    credits = _OF_CREDIT.findall(where.text[: where.position])
    if first is not None and row == "credit" and credits:
        person = first[1] in (None, "participant", "rep", "seller", "agent")
        whose = "the participant's" if person else "everyone's"
        windows = (
            [f"in the {first[2]}"] if first[2] else ["in the year", "in the plan"] if person else [f"in the {first[1]}"]
        )
        message = "The first is the one whose running count is 1."
        return _whole(
            where,
            message,
            *(
                (
                    f"Counted {window}:",
                    f"when running count of {whose} {credits[-1]} {window} counting this credit is 1",
                )
                for window in windows
            ),
        )
    return None
