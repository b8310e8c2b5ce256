"""Says what is wrong where the parser can't go on: one finding, in plan words, with a right example."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic, Repair, instead
from planlang.diagnostics.suggest import closest
from planlang.syntax import groupings, synonyms
from planlang.syntax.constructs import GRID_ROW, STATEMENTS
from planlang.syntax.expected import acceptable
from planlang.syntax.natural import natural
from planlang.syntax.natural_heads import natural_head
from planlang.syntax.natural_lines import natural_line
from planlang.syntax.natural_trade import natural_trade
from planlang.syntax.ranks import ranked_deals
from planlang.syntax.rewritten import dash, label_of, one_currency, out_of_place, own_words, paid_in_parts, rounded_to
from planlang.syntax.spoken import VALUE_LINES, spoken
from planlang.syntax.spoken_bounds import spoken_bound
from planlang.syntax.spoken_times import spoken_time
from planlang.syntax.stopped import Stopped, line_end
from planlang.syntax.synonyms import NUMBER_OF

if TYPE_CHECKING:
    from planlang.syntax.driver import Driver

_LAST_WORD = re.compile(r"[A-Za-z0-9_.,$%€£]+[ \t]*$")
_OPEN_PHRASES = frozenset(
    ("lower_higher", "part_of", "part_up_to", "aggregate_where", "choice", "fallback", "converted", "place", "of")
)
_VALUES = _OPEN_PHRASES | {
    "_sum",
    "_term",
    "_operand",
    "_lower_or_higher",
    "THE_PART_OF",
    "PLUS",
    "MINUS",
    "TIMES_SIGN",
}
_ENDS_IN_DIGIT = re.compile(r"[0-9][ \t]*$")
_SIGNS = "+-*/"
_STEP_OF = {"+": "plus 100 USD", "-": "minus 100 USD", "*": "times 2", "/": "times 1 / 2"}
_NESTED = re.compile(
    r"(?:\b(?:when|where|if|only if|of|by|and|is|above|below|is at least|is at most|through|from)|[-+*/])[ \t]+"
    r"(the part of|the lower of|the higher of|month of service since|full months of service since|full years of service since|tiers by"
    r"|curve by"
    r"|table by|places by|place by|first match|highest match|every match)\b"
)
_AGGREGATE = re.compile(
    r"\b(?:running )?(?:total|count|highest|lowest|average)\b[^(),]*? of\b|\bthe \w+ of\b|\b(?:running )?count of\b"
)
_NUMBER_OF = re.compile(r"\bnumber[ \t]+of\b")
_TABLES = ("tiers", "curve", "table", "places", "first", "highest", "every")
_WORD_OF_A_ROW = re.compile(r"\b(?:is[ \t]+([a-z]+)[ \t]*|(the [a-z]+ of)[ \t]+)$")
_VALUE_AT_END = re.compile(r"(?:= +|^ *(?:pay|plus|minus|times|start with|take back|amount|quota credit) +)(\S.*)$")
_DAY_BEFORE = re.compile(r"\b(from|through|on)[ \t]+([a-z_]+(?:\.[a-z_0-9]+)+|[0-9]{4}-[0-9]{2}-[0-9]{2})[ \t]*$")
_LENGTH = re.compile(r"[-+][ \t]*[0-9]+ (?:day|month|quarter|half|year)s?\b")
_PHRASE_END = re.compile(r", (?!the month of hire)|[ \t]*[{#]| is (?:at|above|below|from|not|one)\b| is [0-9]")
_USING_END = re.compile(r"(?<=\w)[ \t]*(?=[-+*/{#)]|$)|,(?! (?:all at|each slice|straight|flat|lines|refused|using))")
_LIMIT_END = re.compile(rf"{_PHRASE_END.pattern}| (?:for )?each [a-z]| for everyone together")
"""In a limit, whose it is and per what stand behind its amount."""


def explain(driver: Driver, position: int, states: list[int]) -> Diagnostic:
    """One finding about the place where the text can't go on."""
    where = Stopped(driver, position, states)
    looks = (
        _unclosed_text, _not_ascii, _line_goes_on, spoken_bound, _mixed_and_or, spoken_time, natural_trade, _number_of, ranked_deals, dash,
        _reckoned_day, paid_in_parts, one_currency, natural_head, natural_line, natural, _open_phrase, spoken, rounded_to, out_of_place, _trade_word,
    )  # fmt: skip
    for look in looks:
        found = look(where)
        if found is not None:
            return found
    return _general(where)


def _unclosed_text(where: Stopped) -> Diagnostic | None:
    at = where.word_at
    if where.text[at] != '"' or '"' in where.text[at + 1 : line_end(where.text, at)]:
        return None
    repairs = (Repair('Write `"` where the text ends; a text stands on one line.', '"Account Executive"'),)
    return where.finding("unclosed", "This text has no closing quotation mark.", at, at + 1, "opened here", repairs)


def _not_ascii(where: Stopped) -> Diagnostic | None:
    letter = where.text[where.word_at]
    if letter.isascii() or not letter.isalnum():
        return None
    end = where.word_at
    while end < len(where.text) and (where.text[end].isalnum() or where.text[end] == "_"):
        end += 1
    start = where.word_at
    while start > 0 and (where.text[start - 1].isalnum() or where.text[start - 1] == "_"):
        start -= 1
    repairs = (
        Repair("Write the name with the letters a to z."),
        Repair("Give a column whose heading has other letters a plain name:", 'betrag: money, column "Beträge"'),
    )
    message = "Names are written with the letters a to z, digits and `_`."
    return where.finding("name-letters", message, start, end, "other letters", repairs)


def _line_goes_on(where: Stopped) -> Diagnostic | None:
    """A line that begins with a sign: nobody wrote that the one above goes on."""
    line = where.text.rfind("\n", 0, where.position) + 1
    sign = where.text[where.position]
    if sign not in _SIGNS or where.text[line : where.position].strip() or where.text[where.position + 1] not in " \t":
        return None
    repairs = (
        Repair("If the line above goes on here, put all of it in parentheses:", f"(credit.amount\n    {sign} 100 USD)"),
        Repair("Or let it end with the sign:", f"credit.amount {sign}\n    100 USD"),
        *((Repair("Or write it as a step of its own:", _STEP_OF[sign]),) if where.block == "a rule" else ()),
    )
    message = f"A line can't begin with `{sign}`, unless it goes on in parentheses."
    return where.finding("syntax", message, where.position, where.position + 1, "the line above has ended", repairs)


def _mixed_and_or(where: Stopped) -> Diagnostic | None:
    word = where.found
    if word not in ("and", "or"):
        return None
    other = "OR" if word == "and" else "AND"
    if other not in where.since("IF", "WHEN", "WHERE", "ONLY_IF", "COLON"):
        return None
    repairs = groupings.of_and_or(where) or (
        Repair("Both of the first, or the last:", "(deal.product is New and deal.prepaid is yes) or deal.rush is yes"),
        Repair(
            "The first, and one of the last two:", "deal.product is New and (deal.prepaid is yes or deal.rush is yes)"
        ),
    )
    message = "`and` and `or` stand in one condition, and it can be read two ways."
    return where.finding("mixed-and-or", message, where.word_at, where.found_end, "parentheses are needed", repairs)


def _open_phrase(where: Stopped) -> Diagnostic | None:
    """Habit 5: a phrase that ends in an open value stands alone or in parentheses."""
    kinds = where.since("NEWLINE")
    sign = where.text[where.position]
    word = where.found
    ends_open = any(k in _OPEN_PHRASES or k == "OF" for k in kinds[:3])
    if sign in _SIGNS and ends_open and where.text[where.position : where.position + 2] not in ("//", "/*", "--"):
        readings = groupings.of_sign(where, sign) or (
            Repair("Only the first part is meant:", f"(20% of credit.amount) {sign} 5 USD"),
            Repair("All of it is meant:", f"20% of (credit.amount {sign} 5 USD)"),
        )
        message = f"A `{sign}` after a phrase such as `20% of …` can be read two ways."
        return where.finding(
            "needs-parentheses", message, where.position, where.position + 1, "with or without this?", readings
        )
    total = groupings.of_where(where) if sign in _SIGNS and "WHERE" in kinds else None
    if total is not None:
        message = (
            f"A total with `where` stands alone or in parentheses, because a `{sign}` behind it can be read two ways."
        )
        return where.finding(
            "needs-parentheses", message, total[0], where.position, "parentheses are needed", (total[1],)
        )
    service = groupings.of_service(where) if sign in _SIGNS else None
    if service is not None:
        message = f"A phrase about months of service stands alone or in parentheses, because a `{sign}` behind it could be part of its date."
        return where.finding(
            "needs-parentheses", message, service[0], where.position, "parentheses are needed", (service[1],)
        )
    if word in ("of", "if", "converted") and _VALUES.intersection(kinds):
        readings = (
            groupings.of_choice(where)
            or groupings.of_share(where)
            or groupings.of_share_alone(where)
            or (
                Repair("Put the phrase in parentheses:", "credit.amount + (20% of deal.amount)"),
                Repair(
                    "Or the whole value before it:",
                    "(credit.amount + deal.fee) if deal.product is New, otherwise 0 USD",
                ),
            )
        )
        message = f"A phrase with `{word}` stands alone or in parentheses, because it can be read two ways."
        return where.finding(
            "needs-parentheses", message, where.word_at, where.found_end, "parentheses are needed", readings
        )
    return _nested_phrase(where) or _where_in_condition(where)


def _reckoned_day(where: Stopped) -> Diagnostic | None:
    """`from order.day - 6 months through …`: a day that is reckoned stands in parentheses where a window begins, ends, or is a day."""
    line = where.text.rfind("\n", 0, where.position) + 1
    before = _DAY_BEFORE.search(where.text[line : where.position])
    after = _LENGTH.match(where.text, where.position)
    if before is None or after is None:
        return None
    reckoned = f"{before[2]} {after[0]}"
    repairs = (Repair("Put the day in parentheses:", f"{before[1]} ({reckoned})"),)
    message = f"A day that is reckoned, such as `{reckoned}`, stands in parentheses here."
    return where.finding(
        "needs-parentheses", message, line + before.start(2), after.end(), "parentheses are needed", repairs
    )


def _nested_phrase(where: Stopped) -> Diagnostic | None:
    """Habit 5 again, for a phrase of several words: its first words were read as something shorter."""
    line = where.text.rfind("\n", 0, where.position) + 1
    end = line_end(where.text, where.position)
    nested = [m for m in _NESTED.finditer(where.text, line, end) if m.start(1) <= where.word_at]
    if not nested or ("," in where.text[nested[-1].end() : where.position] and where.found != "using"):
        return None
    start, words = nested[-1].start(1), nested[-1][1]
    head, brace, _ = where.text[start:end].partition("{")
    table = bool(brace) and words.split()[0] in _TABLES
    ends = _LIMIT_END if where.head in ("AT_MOST", "AT_LEAST") else _PHRASE_END
    if where.found == "using":  # the clauses before it belong to the table, and so does the name behind it
        ends = _USING_END
    whole = head + "{ … }" if table else _balanced(ends.split(where.text[start:end])[0].rstrip())
    said = "Put all of the phrase in parentheses:"
    place = None if table else where.driver.layout.span(start, start + len(whole))
    repairs = (Repair(said, f"({whole})") if place is None else instead(said, place, f"({whole})"),)
    message = f"A phrase that begins with `{words}` stands alone or in parentheses, because it is open at its end."
    return where.finding("needs-parentheses", message, start, start + len(words), "parentheses are needed", repairs)


def _balanced(text: str) -> str:
    """A phrase up to the parenthesis that closes what was opened before it."""
    depth = 0
    for at, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth < 0:
            return text[:at].rstrip()
    return text


def _where_in_condition(where: Stopped) -> Diagnostic | None:
    """`when count of … where … is above 1`: which `is` belongs to which?"""
    if where.found != "where":
        return None
    line = where.text.rfind("\n", 0, where.position) + 1
    phrases = [*_AGGREGATE.finditer(where.text, line, where.word_at)]
    if not phrases:
        return None
    phrase = phrases[-1]
    words = where.text[phrase.start() : where.word_at].strip()
    repairs = (groupings.of_total(where, phrase.start()),) if where.head in VALUE_LINES else ()
    repairs = repairs or (Repair("Put the total, with its `where`, in parentheses:", f"({words} where …) is …"),)
    message = "A total with `where` stands alone or in parentheses, because it is open at its end."
    return where.finding(
        "needs-parentheses", message, phrase.start(), where.found_end, "parentheses are needed", repairs
    )


def _number_of(where: Stopped) -> Diagnostic | None:
    """`number of deals`: could be read as a share, so what is wrong shows only behind it."""
    line = where.text.rfind("\n", 0, where.position) + 1
    found = list(_NUMBER_OF.finditer(where.text, line, where.found_end))
    if not found:
        return None
    repairs = tuple(Repair(sentence, example) for sentence, example in NUMBER_OF.meanings)
    start, end = found[-1].span()
    return where.finding("trade-word", NUMBER_OF.message, start, end, label_of("trade-word"), repairs)


def _trade_word(where: Stopped) -> Diagnostic | None:
    """The trade's word or sign at the place, or one that began just before it."""
    before = _LAST_WORD.search(where.text, max(0, where.position - 40), where.position)
    starts = [where.position, where.word_at]
    if before is not None and not where.text[before.start()].isalpha():
        starts.append(before.start())
    elif (
        before is not None
        and before.group()[0].isupper()
        and not _ENDS_IN_DIGIT.search(where.text, max(0, before.start() - 40), before.start())
    ):
        starts.append(before.start())  # `USD 5,000` and `Feb 10, 2025`
    elif before is not None and before.group().strip() == "median":
        starts.append(before.start())  # `median amount of …`: could be a row's name
    elif before is not None and (where.found == "(" or where.found in _TABLES):
        starts.append(before.start())  # `max(a, b)`, `cumulative tiers by …`
    best: tuple[synonyms.Synonym, int, int] | None = None
    word = _WORD_OF_A_ROW.search(where.text, max(0, where.position - 40), where.position)
    if word is not None:  # it could be the name of a row or of a column, until what follows shows that it isn't
        found = synonyms.find(where.text, word.start(word.lastindex or 0))
        best = None if found is None else (found[0], word.start(word.lastindex or 0), found[1])
    for start in starts:
        found = synonyms.find(where.text, start)
        reaches = found is not None and (found[1] > where.position or where.found in _TABLES)
        if found is not None and reaches and (best is None or found[1] - start > best[2] - best[1]):
            best = (found[0], start, found[1])
    if best is None:
        return None
    synonym, start, end = best
    repairs = own_words(where, synonym.rule, start, end)
    repairs = repairs or groupings.of_tiers(where, start, end, synonym.meanings)
    return where.finding(synonym.rule, synonym.message, start, end, label_of(synonym.rule), repairs)


def _general(where: Stopped) -> Diagnostic:
    construct = where.construct
    is_row = where.block in ("a table", "a matrix") and where.head not in STATEMENTS
    rule = "syntax-row" if is_row or construct is GRID_ROW else "syntax"
    expected = where.expected()
    label = f"expected {expected}" if expected else "nothing can stand here"
    repairs = (Repair("A right one, for comparison:", construct.example),) if construct.example else ()
    at_end = where.text[where.word_at] == "\n"
    found = "the end of the line" if at_end else f"`{where.found}`"
    if where.head is None and construct.title == "a line":
        if where.block == "the file":
            message = f"{found} can't begin a line here: a file holds plans, amendments and `use` lines."
            repairs = (Repair("Everything else stands inside a plan:", STATEMENTS["PLAN"].example),)
        else:
            message = f"{found} can't begin a line of {where.block}."
            phrases = where.driver.table.phrases
            meant = closest(
                where.found, (phrases[t].text for t in acceptable(where.driver.table, where.states) if t in phrases)
            )
            if meant is not None:
                repairs = (Repair("Perhaps this was meant:", meant),)
    elif at_end:
        message = f"The line ends too early: this is {construct.title}, and something is missing."
    else:
        message = f"{found} can't stand here: this is {construct.title}."
    end = where.found_end if where.found_end > where.word_at else where.word_at + 1
    return where.finding(rule, message[0].upper() + message[1:], where.word_at, end, label, repairs)
