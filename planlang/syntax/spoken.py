"""Lines as somebody says them who knows the trade and not yet the plan's words: each answered with the line that was meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic, Repair, instead
from planlang.syntax.expected import acceptable
from planlang.syntax.rewritten import plan_currency

if TYPE_CHECKING:
    from planlang.syntax.stopped import Stopped

_STEP_IF = re.compile(r"[ \t]*((?:times|plus|minus)[ \t]+(?:(?!\bif\b|\bwhen\b).)+?)[ \t]+if[ \t]+(.+)")
_COMPARES = frozenset(("at", "above", "below", "before", "after", "from", "within", "one", "known", "missing"))
_SECOND = re.compile(r"[ \t]+(?:least|most|of)\b")
_CURVE = re.compile(r"\bcurve by [^,{]+?(?=[ \t]*$)")
_LAST_PERIOD = re.compile(r"\bin the last[ \t]+$")
_UNITS = frozenset(("day", "month", "quarter", "half", "year"))
VALUE_LINES = frozenset(("PAY", "START_WITH", "TAKE_BACK", "PLUS_STEP", "MINUS_STEP", "MEASURE", "QUOTA"))
_ROW_OF_RULE = re.compile(
    r"\bfor each (credit) of\b|\bfor each participant each (\w+)|\bfor each (participant)\b[^{\n]*\{|\bfor each (\w+) \{"
)
_PART = re.compile(r"(?:(?:=|\b(?:pay|start with|plus|minus))[ \t]+)(\S+ of )?([\w.]+)[ \t]*$")
_CHAIN = re.compile(
    r"(?:[ \t]*(?:pay|start with|times|plus|minus)[ \t]+|[^=\n]*=[ \t]*)(.+? if .+?), (.+? if .+?), otherwise (.+?)[ \t]*$"
    r"|[ \t]*pay[ \t]+(.+? if .+?), (.+? if .+?)[ \t]*$"
)
_EVERY = re.compile(r"for (?:every|each)(?: full| complete)? ([0-9][0-9,.]*(?: [A-Z]{3})?)")
_DECLARED = re.compile(r"^\s*(measure|quota|commission|bonus|spiff|override|clawback|salary)\b", re.MULTILINE)
_MONEY_AT_END = re.compile(r"[0-9][0-9,.]*[ \t]+([A-Z]{3})$")
_BARE_BOUND = re.compile(r"[ \t]*(\S+(?:[ \t]+[A-Z]{3}|[ \t]+days?)?)[ \t]+$")
_TOTALLED = re.compile(r"\b(?:running[ \t]+)?(total|highest|lowest|average)[ \t]+$")
_OF_ROWS = re.compile(r"([a-z_]+)\.([a-z_0-9]+)([ \t]+of[ \t]+(?:(?:the[ \t]+)?\w+'s[ \t]+)?)(\w+)")
_HELD = re.compile(r"=[ \t]*(.+)")
_HEIR = re.compile(r"[ \t]*by[ \t]+([^,#\n]+)(, then [^#\n]+)?")
_WORD = "not a plan's words"
_LONGEST = 240
"""Choices that nobody writes into one line are not looked into: the search for them is not linear."""


def spoken(where: Stopped) -> Diagnostic | None:
    """The first of them that the place is."""
    for look in (
        _when_behind,
        _step_if,
        _comparison,
        _curve_alone,
        _rows_in_a_line,
        _last_period,
        _times_in_value,
        _rounded,
        _above,
        _choices,
        _every,
        _bare_bound,
        _yes_or_no,
        _total_of_column,
        _largest_by,
    ):
        found = look(where)
        if found is not None:
            return found
    return None


def _rest(where: Stopped) -> str:
    """What follows the place on its line."""
    return where.text[where.word_at : where.line[1]].split("#")[0].rstrip()


def _step_if(where: Stopped) -> Diagnostic | None:
    start, stop = where.line
    line = where.text[start:stop].split("#")[0].rstrip()
    said = _STEP_IF.fullmatch(line)
    if said is None or _rest(where) or "otherwise" in line:
        return None
    first = start + said.start(1)
    place = where.driver.layout.span(first, start + len(line))
    repairs = (
        instead("A step that is for some rows only ends with `when`:", place, f"{said[1]} when {said[2]}"),
        Repair("Or a choice of two values says the other one, too:", f"{said[1]} if {said[2]}, otherwise …"),
    )
    message = "A step that is done in some rows only says `when`; `if` chooses between two values."
    return where.finding("trade-word", message, first, start + len(line), _WORD, repairs)


def _comparison(where: Stopped) -> Diagnostic | None:
    if where.found not in _COMPARES or where.in_band:
        return None
    if not any(kind == "IS" or kind.startswith("IS_") for kind in acceptable(where.driver.table, where.states)):
        return None
    end = where.found_end
    if where.found in ("at", "one"):
        behind = _SECOND.match(where.text, end)
        if behind is None:
            return None
        end = behind.end()
    words = " ".join(where.text[where.word_at : end].split())
    repairs = (instead("Put `is` before it:", where.driver.layout.span(where.word_at, end), f"is {words}"),)
    return where.finding("trade-word", "A comparison begins with `is`.", where.word_at, end, _WORD, repairs)


def _curve_alone(where: Stopped) -> Diagnostic | None:
    start, _ = where.line
    first = where.text.rfind("\n", 0, where.position) + 1
    said = _CURVE.search(where.text[first : where.word_at])
    if where.found != "{" or said is None or start < first:
        return None
    place = where.driver.layout.span(first + said.end(), where.word_at)
    words = ", straight lines between points"
    repairs = (instead("Straight from point to point:", place, f"{words} "),)
    repairs = (Repair(repairs[0].text, f"{said[0]}{words} {{", repairs[0].edits),)
    message = "A curve says how its points are joined."
    return where.finding("trade-word", message, first + said.start(), where.found_end, _WORD, repairs)


def _rows_in_a_line(where: Stopped) -> Diagnostic | None:
    line = where.text.rfind("\n", 0, where.position) + 1
    opened, closed = where.text.rfind("{", line, where.position), where.text.find("}", where.position, where.line[1])
    if where.block != "a table" or opened < 0 or closed < 0 or where.text[where.position] != ",":
        return None
    rows = [row.strip() for row in re.split(r",(?=[^,:]+:)", where.text[opened + 1 : closed])]
    if len(rows) < 2 or not all(":" in row for row in rows):
        return None
    place = where.driver.layout.span(opened, closed + 1)
    written = "\n".join(("{", *(f"    {row}" for row in rows), "}"))
    message = "Each row of a table stands on a line of its own."
    return where.finding(
        "syntax-row", message, opened, closed + 1, "several rows", (instead("One below the other:", place, written),)
    )


def _last_period(where: Stopped) -> Diagnostic | None:
    line, _ = where.line
    before = _LAST_PERIOD.search(where.text[line : where.word_at])
    if where.found not in _UNITS or before is None:
        return None
    first = line + before.start()
    place = where.driver.layout.span(first, where.found_end)
    repairs = (
        instead(f"The {where.found} before this one:", place, f"in the previous {where.found}"),
        Repair(
            "Several, this one among them:",
            f"in the last 3 {where.found}s" if where.found != "half" else "in the last 2 quarters",
        ),
    )
    return where.finding(
        "trade-word", "The last one could be this one or the one before.", first, where.found_end, _WORD, repairs
    )


def _times_in_value(where: Stopped) -> Diagnostic | None:
    if (
        where.found != "times"
        or where.head not in VALUE_LINES
        or where.text[where.line[0] : where.word_at].rstrip()[-1:].isdigit()
    ):
        return None
    place = where.driver.layout.span(where.word_at, where.found_end)
    repairs = (
        instead("In a value:", place, "*"),
        Repair("Or as a step, on the line below:", _rest(where)),
    )
    message = "`times` begins a step on a line of its own; in a value a product is written with `*`."
    return where.finding("trade-word", message, where.word_at, where.found_end, _WORD, repairs)


def _rounded(where: Stopped) -> Diagnostic | None:
    if where.head != "ROUNDED" or where.found not in ("down", "up", "nearest", "cut", "raised"):
        return None
    headers = [*_ROW_OF_RULE.finditer(where.text, 0, where.position)]
    if not headers or not re.match(r"(?:nearest|(?:down|up|cut|raised) to)[ \t]+[0-9]", _rest(where)):
        return None
    row = next(word for word in headers[-1].groups() if word)
    how = _rest(where) + (", halves up" if where.found == "nearest" and "halves" not in _rest(where) else "")
    place = where.driver.layout.span(where.word_at, where.word_at + len(_rest(where)))
    answer = instead("Say what is rounded first:", place, f"each {row}, {how}")
    answer = Repair(answer.text, f"rounded  each {row}, {how}", answer.edits)
    message = "Rounding says what is rounded before it says how."
    return where.finding("trade-word", message, where.word_at, where.word_at + len(_rest(where)), _WORD, (answer,))


def _above(where: Stopped) -> Diagnostic | None:
    line, _ = where.line
    said = _PART.search(where.text[line : where.word_at])
    if where.found != "above" or said is None or where.head not in VALUE_LINES or "," in _rest(where):
        return None
    first, end = line + said.start(2), where.word_at + len(_rest(where))
    words = f"the part of {said[2]} {_rest(where)}"
    place = where.driver.layout.span(first, end)
    answer = instead("What of it lies above:", place, f"({words})")
    return where.finding("trade-word", "What is above a bound is a part of an amount.", first, end, _WORD, (answer,))


def _choices(where: Stopped) -> Diagnostic | None:
    line, stop = where.line
    if stop - line > _LONGEST:
        return None
    said = _CHAIN.fullmatch(where.text[line:stop].split("#")[0].rstrip())
    if where.head not in ("PAY", "START_WITH", "TIMES", "PLUS_STEP", "MINUS_STEP", "MEASURE", "QUOTA") or said is None:
        return None
    cases = [case.split(" if ", 1) for case in said.groups()[:2] if case] or [
        case.split(" if ", 1) for case in said.groups()[3:]
    ]
    rows = [f"    when {condition}: {amount}" for amount, condition in cases]
    begins = where.text[line:stop].partition("=")[0].strip() + " = "
    if where.head not in ("MEASURE", "QUOTA"):
        begins = f"{where.head.removesuffix('_STEP').lower().replace('_', ' ')}  "
    written = "\n".join((f"{begins}first match {{", *rows, f"    otherwise: {said[3] or '…'}", "}"))
    message = "Several cases are rows of a table; the first that holds is taken."
    return where.finding(
        "trade-word", message, where.word_at, where.found_end, _WORD, (Repair("One row for each case:", written),)
    )


def _every(where: Stopped) -> Diagnostic | None:
    said = _EVERY.match(_rest(where))
    if said is None or where.head not in VALUE_LINES:
        return None
    repairs = (
        Repair(
            "Count the full steps in a measure that is rounded down:",
            f"measure Steps for each participant each month {{\n    start with  MonthSales / {said[1]}\n    rounded     each month, down to 1\n}}",
        ),
        Repair("And pay for each of them:", f"pay {_each(where)} * Steps"),
    )
    message = (
        "So much for every full step is a count of steps, and an amount for each (see Every full step, in the idioms)."
    )
    return where.finding("trade-word", message, where.word_at, where.word_at + said.end(), _WORD, repairs)


def _bare_bound(where: Stopped) -> Diagnostic | None:
    """`2 through 3: 10%`: where such a row begins is said by a word, as where it ends."""
    if not where.in_band or where.found not in ("through", "below"):
        return None
    line, stop = where.line
    said = _BARE_BOUND.fullmatch(where.text[line : where.word_at])
    if said is None:
        return None
    first = line + said.start(1)
    place = where.driver.layout.span(first, first)
    row = f"{said[1]} {where.text[where.word_at : stop].split('#')[0].rstrip()}"
    repairs = tuple(
        Repair(text, f"{word} {row}", instead(text, place, f"{word} ").edits)
        for text, word in (("With the value that it begins with:", "from"), ("Without it:", "above"))
    )
    message = "A row with two ends says with `from` or `above` where it begins."
    return where.finding("syntax-row", message, first, where.found_end, "with this value or without?", repairs)


def _yes_or_no(where: Stopped) -> Diagnostic | None:
    """`measure New for each deal = deal.product is New`: what a measure counts is a number."""
    line, stop = where.line
    said = _HELD.search(where.text, line, stop)
    if where.found != "is" or where.head not in ("MEASURE", "QUOTA") or said is None or " if " in said[1]:
        return None
    condition = said[1].split("#")[0].rstrip()
    end = said.start(1) + len(condition)
    answer = instead(
        "1 where it holds, which can be counted and compared:",
        where.driver.layout.span(said.start(1), end),
        f"1 if {condition}, otherwise 0",
    )
    message = "A measure is an amount, a number or a share; whether something holds is 1 or 0."
    return where.finding("syntax", message, said.start(1), end, "a condition", (answer,))


def _total_of_column(where: Stopped) -> Diagnostic | None:
    """`total deal.list of the participant's Deals`: a column of a table stands alone, and of credits it is a measure of each."""
    line, _ = where.line
    before = _TOTALLED.search(where.text[line : where.word_at])
    said = _OF_ROWS.match(where.text, where.word_at)
    if before is None or said is None:
        return None
    row, column, whose, source = said.groups()
    if source[0].isupper():
        name = f"Its{column.title().replace('_', '')}"
        text = "Of credits, make it a measure of each, and total that:"
        answer = Repair(
            text, f"measure {name} for each credit of {source} = {row}.{column}\n… {before[1]}{whose}{name} …"
        )
    else:
        place = where.driver.layout.span(where.word_at, where.word_at + len(row) + 1 + len(column))
        answer = instead("A column of the rows that are added up stands alone:", place, column)
        answer = Repair(answer.text, f"{before[1]} {column}{whose}{source}", answer.edits)
    end = where.word_at + len(row) + 1 + len(column)
    message = f"What is added up is a column of {source}, by its name, or a measure of each of them."
    return where.finding("trade-word", message, where.word_at, end, _WORD, (answer,))


def _said_before(where: Stopped) -> str:
    return where.text[where.line[0] : where.word_at].rstrip()


def _nothing(where: Stopped) -> str:
    """Nothing of what stands on the line: of its own currency or the plan's, or no percentage."""
    said = _said_before(where)
    if said.endswith("%") or re.search(r"[0-9]x$", said):
        return f"0{said[-1]}"
    own = _MONEY_AT_END.search(said)
    return f"0 {own[1] if own is not None else plan_currency(where.text) or 'USD'}"


def _each(where: Stopped) -> str:
    """The amount that is paid for each step, as it was said, or one to fill in."""
    own = _MONEY_AT_END.search(_said_before(where))
    return own[0] if own is not None else f"100 {plan_currency(where.text) or 'USD'}"


def _when_behind(where: Stopped) -> Diagnostic | None:
    """`pay 5 USD when …`: which rows a rule is about stands above the amount."""
    if where.found != "when" or where.head not in ("PAY", "START_WITH", "TAKE_BACK"):
        return None
    condition = where.text[where.found_end : where.line[1]].split("#")[0].strip()
    otherwise = f"… if {condition}, otherwise {_nothing(where)}"
    declared = _DECLARED.findall(where.text, 0, where.position)
    if declared and declared[-1] in ("measure", "quota"):
        message = f"A {declared[-1]} has a value in every row; only the steps below the amount, such as `times`, are for some of them."
        repairs: tuple[Repair, ...] = (Repair("So much, and otherwise something else:", otherwise),)
        return where.finding("syntax", message, where.word_at, where.found_end, "not behind the first amount", repairs)
    repairs = (
        Repair("Only such rows, on a line of its own above the amount:", f"when {condition}"),
        Repair("Or so much, and otherwise something else:", otherwise),
    )
    message = "`when` stands above the amount, or behind the steps below it such as `times` and `plus`."
    return where.finding("syntax", message, where.word_at, where.found_end, "not behind the first amount", repairs)


def _largest_by(where: Stopped) -> Diagnostic | None:
    """`remainder to the largest by participant.quota`: the last, where those who share stand in the order of their quotas."""
    start, stop = where.line
    before, behind = where.text[start : where.word_at], where.text[where.word_at : stop].split("#")[0].rstrip()
    said, key = re.search(r"\bremainder to (the largest)[ \t]*$", before), _HEIR.fullmatch(behind)
    if said is None or key is None:
        return None
    first, end = start + said.start(1), where.word_at + len(behind)
    order = f"{key[1].rstrip()}{key[2] or ', then participant.id'}"
    place = where.driver.layout.span(first, end)
    repairs = (
        instead("The one who has the most comes last in that order:", place, f"the last by {order}"),
        instead("The one who has the least comes first:", place, f"the first by {order}"),
        instead("The one whose result is the largest:", place, "the largest"),
    )
    message = "`the largest` is the one with the largest result; by anything else those who share stand in an order, which has a first and a last."
    return where.finding("trade-word", message, first, end, _WORD, repairs)
