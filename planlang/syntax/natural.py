# ruff: noqa: E501 - a table is read line by line
"""Values as somebody writes them who has read a plan once: each answered with the plan's words, put into the line that stands there.

An entry is a shape of words of which the reading stopped within, and of which only one thing can be meant; what may mean two has two answers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from planlang.diagnostics.model import Diagnostic, Repair, instead
from planlang.syntax.rewritten import plan_currency

if TYPE_CHECKING:
    from planlang.syntax.stopped import Stopped

LABEL = "not a plan's words"
LONGEST = 400
"""What nobody says in one line is not looked into."""
_BLANKS = re.compile(r" ([?*])?")
_UNIT = r"(day|week|fortnight|month|quarter|half|year)"
_REF = r"([a-z_]\w*(?:\.[a-z_]\w*)+)"
_OWNER = r"(everyone's|the [a-z_]\w*'s)"
_AMOUNT = r"((?:[0-9][0-9,.]*(?:%|x| [A-Z]{3})?|[A-Za-z_][\w.]*))"


class Wording(NamedTuple):
    """A shape of words, what is said of it, and what may be put in its place: a sentence and the words, with `\\1` for what was said."""

    pattern: re.Pattern[str]
    message: str
    answers: tuple[tuple[str, str], ...]
    heads: frozenset[str] | None = None
    rule: str = "trade-word"


def wording(
    pattern: str, message: str, *answers: tuple[str, str], heads: frozenset[str] | None = None, rule: str = "trade-word"
) -> Wording:
    """One of them; a blank in the pattern stands for any number of blanks, and an answer that begins with `~` is only shown."""
    return Wording(
        re.compile(_BLANKS.sub(lambda blank: r"[ \t]*" if blank[1] else r"[ \t]+", pattern)),
        message,
        answers,
        heads,
        rule,
    )


_CONDITIONS = frozenset(("WHEN", "ONLY_IF", "REJECT_UNLESS", "TEST"))
_MEASURES = frozenset(("MEASURE", "QUOTA"))
_OF_TWO = "Of two amounts, numbers or days a plan takes the higher or the lower."
_WINDOW = "A window of time begins with `in the`."
_BEFORE = "The period before this one is the previous one."
_PART = "What lies above a bound, or up to one, is a part of an amount."
_TOTALLED = (
    "A total says what is added up, of whose rows, and when: `total amount of the participant's Sales in the month`."
)
_WHOSE = "Whose rows a total is of stands before them: `the participant's`, `everyone's`, `the team's`."
_EXTREME = "The largest of several rows is the `highest`, the smallest the `lowest`, of amounts and of days."
_CHOICE = "A choice says the value first, then `if`, and the other value behind `, otherwise`."
_DAYS = "Days are counted from one day through another, both of which count."
_SERVICE = "Service is counted in months that are over, or by the number of the month."
_ONE = r"(?:[A-Z]\w*|\"[^\"]*\"|[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:%|x| [A-Z]{3})?(?![\w.]))"
_LIST = rf"({_ONE}(?:(?:,? or |,? and |, | ?[/|] ?|, or ){_ONE})+)(?= *(?:$|[):#]|,(?! *{_ONE})))"
_SET = "One of several is `is one of`, with commas."
_IS = "A comparison with a bound says `is at least` or `is at most`, which include it."
# What a value may follow. A member of a closed set follows `is`, and is no measure.
_FIRST = r"(?:^|(?<=[=(*/+-]\x20)|(?<=\()|(?<=%\x20of\x20)|(?<=\x20(?:least|above|below)\x20)|(?<=\x20most\x20)|(?:(?<=\x20and\x20)|(?<=\x20or\x20))(?=[A-Z]\w* in the [^,()]* is )|(?<=(?:lower|igher)\x20of\x20))"

VALUES: tuple[Wording, ...] = (
    wording(r"\bthe (?:greater|greatest|larger|largest|bigger|biggest|maximum|max|later|latest) of (.+?) and\b", _OF_TWO, ("The larger of two values, the later of two days:", r"the higher of \1 and")),
    wording(r"\bthe (?:lesser|least|smaller|smallest|minimum|min|earlier|earliest) of (.+?) and\b", _OF_TWO, ("The smaller of two values, the earlier of two days:", r"the lower of \1 and")),
    # --- windows ---
    wording(rf"(?<!through\x20)(?:\b(?:in|during|within|over|for) )?\b(?:this|the current|the present) {_UNIT}\b(?! (?:so far|to date))", _WINDOW, ("", r"in the \1")),
    wording(rf"\b(?:during|within|over|throughout|across) the {_UNIT}\b(?! (?:so far|to date))", _WINDOW, ("", r"in the \1")),
    wording(rf"\b(?:in|for|during|within) the (?:prior|preceding|past) {_UNIT}\b|\b(?:in |for |during |of )?(?:prior|previous|preceding) {_UNIT}\b(?!'s)", _BEFORE, ("", r"in the previous \1\2")),
    wording(rf"\bin the {_UNIT} (?:before(?: (?:it|this|this one|that))?|just ended)\b", _BEFORE, ("", r"in the previous \1")),
    wording(rf"\bin the same {_UNIT} (?:of |in |a )?(?:the )?(?:last|prior|previous|preceding)? ?year(?: ago| before| earlier)?\b", "The same period a year before is that of the previous year.", ("", r"in the same \1 of the previous year")),
    # --- totals ---
    wording(r"\bthe ((?:running )?(?:total|average|highest|lowest)) (?=(?:[a-z_]\w* )?of )", "A total begins without `the`.", ("", r"\1 ")),
    wording(rf"\bthe (count of (?:different )?){_OWNER}", "A count begins without `the`.", ("", r"\1\2")),
    wording(rf"\b(?:the )?sum (?:of )?(?:the )?([a-z_]\w*) of {_OWNER}", _TOTALLED, ("", r"total \1 of \2")),
    wording(rf"\b(?:the )?(?:total|sum) of {_OWNER} ([A-Za-z_]\w*)(?:'s|') ([a-z_]\w*)", _TOTALLED, ("", r"total \3 of \1 \2")),
    wording(rf"\b(?:the )?(total|average|highest|lowest) of {_OWNER} ([A-Za-z_]\w*) ([a-z_]\w*)(?= in | from |$)", _TOTALLED, ("", r"\1 \4 of \2 \3")),
    wording(rf"\b(?:the )?sum of {_OWNER} ([A-Za-z_]\w*) ([a-z_]\w*)(?= in | from |$)", _TOTALLED, ("", r"total \3 of \1 \2")),
    wording(r"\b((?:running )?(?:total|average|highest|lowest)) ([a-z_]\w*) of (?:all |the )*([A-Za-z_]\w*) (?:of|for|by|from) (?:the|each|that) ([a-z_]\w*)\b(?!')", _WHOSE, ("", r"\1 \2 of the \4's \3")),
    wording(r"\b((?:running )?count) of (?:all |the )*([A-Za-z_]\w*) (?:of|for|by|from) (?:the|each|that) ([a-z_]\w*)\b(?!')", _WHOSE, ("", r"\1 of the \3's \2")),
    wording(r"\btotal ([A-Z]\w*) (?:of|for|by) the ([a-z_]\w*)\b(?!')", _TOTALLED, ("", r"total amount of the \2's \1")),
    wording(rf"\b(?:total|sum) {_OWNER} ([A-Z]\w*)", _TOTALLED, ("", r"total amount of \1 \2")),
    wording(rf"\b(total|average|highest|lowest) \(?((?:[a-z_]\w*\.)?[a-z_]\w*) ([-+*/]) ((?:[a-z_]\w*\.)?[a-z_]\w*)\)? of {_OWNER} ([A-Za-z_]\w*)", "What is reckoned from the columns of a row is a measure of each row first.", ("The measure, and its total:", r"~measure Margin for each deal = \2 \3 \4")),
    wording(r"\bof (?!everyone's)([a-z_]\w*)'s(?= [A-Za-z_])", _WHOSE, ("", r"of the \1's")),
    wording(r"\bof (?:all(?: the)?|every|everybody's|all people's|all participants'|the company's|the plan's) (?=[A-Za-z_]\w*)", _WHOSE, ("Everybody's together:", "of everyone's ")),
    wording(r"\bcount of (?:the )?(?:number of )?(?:distinct|unique) (?=[a-z_]\w*\.)", "What is counted once each is counted as different.", ("", "count of different ")),
    wording(r"\bnumber of (?:distinct|unique|different) (?=[a-z_]\w*\.)", "What is counted once each is counted as different.", ("", "count of different ")),
    wording(r"\b(?:the )?(?:largest|biggest|greatest|maximum|max|latest|newest) ([a-z_]\w*) of(?= (?:the|everyone's))", _EXTREME, ("", r"highest \1 of")),
    wording(r"\b(?:the )?(?:smallest|least|minimum|min|earliest|oldest) ([a-z_]\w*) of(?= (?:the|everyone's))", _EXTREME, ("", r"lowest \1 of")),
    wording(rf"{_FIRST}([A-Z]\w*) (in the (?:previous |same )?{_UNIT}(?: of the previous year| through this [a-z]+)?|in the last [0-9]+ [a-z]+)(?= |$|\))", "A measure of another time is a total of it, and says whose.", ("", r"total of the participant's \1 \2")),
    wording(r"(?<=[a-z]) when (?=[^,{]+$)", "Which rows are totalled is said with `where`.", ("", " where "), heads=_MEASURES),
    wording(rf",? (?:excluding|except|without|but not) (?:those where |where |when |if )?{_REF} is (?!not )", "Which rows are totalled is said with `where`, and what is left out with `is not`.", ("", r" where \1 is not ")),
    wording(r"\bthe [a-z_]\w*\.([a-z_]\w*)'s", "Whose rows they are is said by the word for a row.", ("", r"the \1's")),
    wording(r"\bcount of different ([a-z_]\w*) of\b", "What differs is a column, with the word for its row.", ("For instance:", r"~count of different deal.\1 of")),
    # --- parts ---
    wording(r"\bthe (?:part|portion|amount|share) of ([A-Za-z_][\w.]*) (?:over|exceeding|beyond|past|in excess of|greater than|more than)(?= )", _PART, ("", r"the part of \1 above")),
    wording(r"\bthe (?:portion|amount|share) of ([A-Za-z_][\w.]*) above(?= )", _PART, ("", r"the part of \1 above")),
    wording(rf"\bthe (?:part|portion|amount) of ([A-Za-z_][\w.]*) (?:between|from) {_AMOUNT} (?:and|to|through) {_AMOUNT}", _PART, ("", r"the part of \1 above \2 up to \3")),
    wording(r"\bthe (?:excess|surplus|overage) of ([A-Za-z_][\w.]*) (?:over|above|beyond)(?= )", _PART, ("", r"the part of \1 above")),
    wording(rf"(?<=[=(]\x20)([A-Za-z_][\w.]*) (?:over|in excess of|exceeding|beyond) {_AMOUNT}", _PART, ("", r"(the part of \1 above \2)")),
    wording(rf"(?<=[=(]\x20)([A-Za-z_][\w.]*) up to {_AMOUNT}(?! *:)", _PART, ("", r"(the part of \1 up to \2)")),
    # --- choices and conditions ---
    wording(r"\bif (.+?),? then (.+?),? (?:else|otherwise) (.+?) *(?=#|$)", _CHOICE, ("", r"\2 if \1, otherwise \3")),
    wording(r",? (?:or )?else (?=\S)", _CHOICE, ("", ", otherwise ")),
    wording(r"(?<=\x20if\x20)([^,]+), ((?:[0-9][0-9,.]*(?:%|x| [A-Z]{3})?|[A-Za-z_][\w.]*)) otherwise\b", _CHOICE, ("", r"\1, otherwise \2")),
    wording(rf"\bis {_AMOUNT} (?:or|and) (?:more|greater|above|higher|over|up|better|later|after)\b", _IS, ("", r"is at least \1")),
    wording(rf"\bis {_AMOUNT} (?:or|and) (?:less|fewer|below|lower|under|earlier|before)\b", _IS, ("", r"is at most \1")),
    wording(r"\b(?:is )?(?:equal to or (?:above|greater than|more than)|meets or exceeds|meets|reaches|achieves|hits|attains)(?= )", _IS, ("", "is at least")),
    wording(rf"\b(?:is )?not (?:(?:one|any|either) of|in|either|neither|any) \(?{_LIST}\)?", _SET, ("", r"is not one of \s1")),
    wording(rf"\bis not {_LIST}", _SET, ("", r"is not one of \s1")),
    wording(rf"\bis (?:(?:one|any|either) of|in|either|any) \(?{_LIST}\)?", _SET, ("", r"is one of \s1")),
    wording(rf"\bis {_LIST}", _SET, ("", r"is one of \s1")),
    wording(rf"(?<=\w) ?: {_LIST}", _SET, ("", r" is one of \s1"), heads=_CONDITIONS),
    wording(rf"\bnot {_REF} is (?!not )", "What is not so says `is not`.", ("", r"\1 is not ")),
    wording(rf"{_REF} isn't(?= )", "What is not so says `is not`.", ("", r"\1 is not")),
    wording(rf"\bis within ([0-9]+ [a-z]+) (?:of|from|since) {_REF}", "A time within so many days lies after a day, or before it.", ("After it:", r"is within \1 after \2"), ("Before it:", r"is within \1 before \2")),
    wording(rf"{_REF} is (?:in|within|during) the {_UNIT}\b", "A day lies between two days.", ("", r"\1 is from the first day of the \2 through the last day of the \2")),
    # --- days and service ---
    wording(rf"(?<!working\x20)(?<!business\x20)\b(?:number of )?(?:calendar )?days in the {_UNIT}\b", "The days of a period are its calendar days, or its working days.", ("", r"calendar days of the \1")),
    wording(rf"\b(?:number of )?(?:working|business|work) days in the {_UNIT}\b", "The days of a period are its calendar days, or its working days.", ("", r"working days of the \1")),
    wording(r"\b((?:calendar|working) days(?: of the [a-z]+)?) from (\S+|\([^()]*\)) (?:to|until|till|up to)(?= )", _DAYS, ("", r"\1 from \2 through")),
    wording(r"\b(?:(calendar|working) )?days since (\S+)", _DAYS, ("Up to the end of the month, for instance:", r"calendar days from \2 through the last day of the month")),
    wording(r"(?<!full\x20)\b(?:number of )?months of service since (\S+)", _SERVICE, ("Months that are over:", r"full months of service since \1"), ("The number of the month:", r"month of service since \1, the month of hire is 1")),
    wording(r"\b(?:number of )?(?:full |whole |complete |completed )?years(?: of service)? since (\S+)", "Years of service are those that are over.", ("", r"full years of service since \1")),
    wording(r"\bthe (?:number of the )?(?:month|calendar month)(?: number|'s number| of the year)\b", "Months are compared by their names, or counted from a day.", ("By name:", "~1 if the month is one of 2025-01, 2025-02, otherwise 0"), ("Counted, with 1 for the first:", "~month of service since 2025-01-01, the month of hire is 1")),
    wording(r"\bthe (?:number of the )?quarter(?: number|'s number| of the year)\b|\bis the (?:first|second|third|fourth|last) (?:quarter|month|half)\b", "Quarters and months are compared by their names.", ("For instance:", "~1 if the quarter is 2025-Q1, otherwise 0")),
    # --- rounding in a value ---
    wording(r",? rounded (?:down|up|to)\b[^#\n]*|,? rounded *(?=$|#)", "Rounding is a step of its own, in a measure with braces.", ("The measure, in lines:", "="), heads=_MEASURES),
)  # fmt: skip


def natural(where: Stopped) -> Diagnostic | None:
    """The first of them that the reading stopped in."""
    return found_in(where, VALUES)


def found_in(where: Stopped, wordings: tuple[Wording, ...], grids: bool = False) -> Diagnostic | None:
    """The first of some wordings that the place where the reading stopped lies in, or just behind; in examples only with ``grids``."""
    if not grids and (where.head == "GIVEN" or where.block == "an example"):
        return None
    start, stop = where.line
    if stop - start > LONGEST:
        return None
    text = where.text[start:stop].split("#")[0]
    for one in wordings:
        if one.heads is not None and where.head not in one.heads:
            continue
        for said in one.pattern.finditer(text):
            first, last = start + said.start(), start + said.end()
            if _words(one.answers[0][1], said, "USD").split() == said[0].split():
                continue  # it is said as the plan says it, and something else is wrong there
            if first <= where.word_at <= last + 1 or first <= where.position <= last:
                return _answered(where, one, said, first, last)
    return None


def _answered(where: Stopped, one: Wording, said: re.Match[str], first: int, last: int) -> Diagnostic:
    blank = len(said[0]) - len(said[0].lstrip(" \t"))
    if one.answers[0][1] == "=":
        repairs: tuple[Repair, ...] = (_in_lines(where, said[0].strip(" ,\t"), first),)
    else:
        currency = plan_currency(where.text) or "USD"
        words = [(text, _words(template, said, currency)) for text, template in one.answers]
        repairs = tuple(_repair(where, text, new, first + (blank if _keeps(new) else 0), last) for text, new in words)
    return where.finding(one.rule, one.message, first + blank, max(last, first + blank + 1), LABEL, repairs)


def _keeps(words: str) -> bool:
    """Whether the blanks before what was said stay: not before a comma, nor where nothing is put in or blanks are."""
    return words[:1] not in ("", " ", ",")


def _words(template: str, said: re.Match[str], currency: str) -> str:
    """What is put in: the template with the parts of what was said, `\\u1` capitalised, `\\l1` small, `\\c1` as one capitalised word,
    `\\m1` as members of a set, and `\\s1` as a list of what is named."""
    words = re.sub(r"\\([ulcms]?)([0-9])", lambda at: _made(at[1], said.group(int(at[2])) or ""), template)
    return words.replace("{currency}", currency)


def _made(how: str, part: str) -> str:
    """A part of what was said, as it is put in."""
    if how == "m":
        return ", ".join(_member(one) for one in re.split(r",?[ \t]+or[ \t]+|,[ \t]*|\|", part))
    if how == "s":
        return ", ".join(re.findall(_ONE, part))
    if how == "c":
        return _member(part)
    first = part[:1].upper() if how == "u" else part[:1].lower() if how == "l" else part[:1]
    return first + part[1:]


def _member(said: str) -> str:
    """A member of a set: capitalised words in one, without marks."""
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", said))


def _repair(where: Stopped, text: str, words: str, first: int, last: int) -> Repair:
    if words.startswith("~"):
        return Repair(text, words[1:])
    start, stop = where.line
    line = f"{where.text[start:first]}{words}{where.text[last:stop]}".split("#")[0].strip()
    shown = " ".join((line if len(line) < 110 else words.strip()).split())
    text = text or "Write it like this:"
    if "\n" in words:  # lines one below the other, each as far in as the first
        column = where.driver.layout.span(
            start + len(where.text[start:stop]) - len(where.text[start:stop].lstrip()), last
        ).column
        shown, words = words.strip(), words.replace("\n", "\n" + " " * (column - 1))
    return Repair(text, shown, instead(text, where.driver.layout.span(first, last), words).edits)


def _in_lines(where: Stopped, rounding: str, first: int) -> Repair:
    """`measure A for … = B, rounded down to 1%`, in lines."""
    start, _ = where.line
    head, _, value = where.text[start:first].strip().partition("=")
    grain = re.search(r"\beach (\w+)[ \t]*$", head.strip())
    unit = grain[1] if grain is not None else "credit" if "for each credit of" in head else "participant"
    how = rounding.removeprefix("rounded").strip()
    how = f", {how}" if re.fullmatch(r"(?:down|up) to \S+(?: [A-Z]{3})?", how) else ""
    example = f"{head.strip()} {{\n    start with  {value.strip(' ,')}\n    rounded     each {unit}{how}\n}}"
    return Repair("The measure, in lines:", example)
