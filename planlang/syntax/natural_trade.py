# ruff: noqa: E501 - a table is read line by line
"""Lines in the words of the trade or of a spreadsheet that mean one thing where they stand: each answered with its own amounts in the plan's words.

What a word alone may mean is listed in `synonyms`; here the whole line is looked at, so that the answer can be put in its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic
from planlang.syntax.natural import LONGEST, found_in, wording
from planlang.syntax.natural_whole import called, his, limited, of_the_line, sold, unless

if TYPE_CHECKING:
    from planlang.syntax.stopped import Stopped

_UNIT = r"(day|week|fortnight|month|quarter|half|year)"
_OWNER = r"(everyone's|the [a-z_]\w*'s)"
_WINDOW = rf"(in the (?:previous )?(?:{_UNIT[1:-1]})(?: through this [a-z]+)?|in the plan)"
_AMOUNT = r"((?:[0-9][0-9,.]*(?:%|x| [A-Z]{3})?|[A-Za-z_][\w.]*))"
_COMPARE = "Plans compare with words."
_CHOICE = "A choice says the value first, then `if`, and the other value behind `, otherwise`."
_STEP = "A step begins with `times`, `plus` or `minus`."
_ROOM = "A limit says what happens to the rest: `excess lost` or `kept in` a balance, `shortfall forgiven` or `owed in` one."
_RANK = "A rank is a place, and says which end is the first and what ties take."
_TIMES = "A running measure is read counting this credit, or not counting it."
_CURVE = "A curve says how its points are joined."
_FILTER = "Which rows are totalled is said with `where`, behind the time."
_SERVICE = "Months that are over are counted between two days."
_ONCE = "A rule that pays each of them once names the day."
_PER = "What is repeated begins with `each`."
_PAID = "When it is paid is said by a share and a day, on a line for each part."
_NEGATIVE = "A payout below zero is `carried to the next` period, `collected` or `forgiven`."
_QUOTIENT = "A quotient is written with `/`."

_CONDITIONS = (
    wording(r" ?(?:\bis )?(?:>=|=>|≥) ?", _COMPARE, ("", " is at least "), rule="comparison-sign"),
    wording(r" ?(?:\bis )?(?:<=|=<|≤) ?", _COMPARE, ("", " is at most "), rule="comparison-sign"),
    wording(r" ?(?:\bis )?(?:<>|!==?|≠) ?", _COMPARE, ("", " is not "), rule="comparison-sign"),
    wording(r" ?(?:\bis )?> ?", _COMPARE, ("", " is above "), rule="comparison-sign"),
    wording(r" ?(?:\bis )?< ?", _COMPARE, ("", " is below "), rule="comparison-sign"),
    wording(r" ?={1,3} ?", _COMPARE, ("", " is "), rule="comparison-sign"),
)  # fmt: skip
_CONDITION = re.compile(r"\b(?:only if|when|where|if|and|or|unless)[ \t]+(?:\([ \t]*)?[A-Za-z_(][\w.() \t]*$")

_ROWS = (
    wording(r"^ *(?:>=|=>|≥) ?(?=[0-9])", _COMPARE, ("", "from "), rule="comparison-sign"),
    wording(r"^ *(?:<=|=<|≤) ?(?=[0-9])", _COMPARE, ("", "through "), rule="comparison-sign"),
    wording(r"^ *> ?(?=[0-9])", _COMPARE, ("", "above "), rule="comparison-sign"),
    wording(r"^ *< ?(?=[0-9])", _COMPARE, ("", "below "), rule="comparison-sign"),
    wording(r"^ *(?:place |rank |#)?([0-9]+)(?:st|nd|rd|th)(?: place)?(?= *:)", "A place is written as a number.", ("", r"\1")),
)  # fmt: skip

_LINES = (
    # --- choices ---
    wording(r"^ *if (.+?),?(?: then)? pay (.+?),? (?:else|otherwise)(?:,? pay)? (.+?) *(?=#|$)", _CHOICE, ("", r"pay \2 if \1, otherwise \3")),
    wording(r"^ *if ([^,]+?),? (?:then )?pay (?!.*(?:else|otherwise))(.+?) *(?=#|$)", "Which rows a rule is about stands on a line of its own, above the amount.", ("", "when \\1\npay \\2")),
    wording(r",? (?:else|otherwise),? pay (?=\S)", _CHOICE, ("", ", otherwise ")),
    wording(r"^ *pay ([0-9.]+%) of ([\w.]+) (?:when|if|where) ([^,]+?), (?:(?:and|or|else|otherwise),? )?([0-9.]+%)(?: otherwise| if not| else)? *(?=#|$)", _CHOICE, ("", r"pay \1 of \2 if \3, otherwise \4 of \2")),
    wording(r"\b(pay|start with|times|plus|minus) (?:(?:match|choose|cases?|the first|one of) ?)?(?=\{)", "Cases are rows below `first match`.", ("The first that holds:", r"\1 first match "), ("All that hold, added up:", r"\1 every match ")),
    # --- steps ---
    wording(r"^ *(?:less|deduct|deducting|subtract|subtracting|take off|net of)(?= [0-9A-Za-z(])", _STEP, ("", "minus")),
    wording(r"^ *(?:multiplied|multiply|multiplier|factor|boost)(?: it| all)?(?: by| of)? ([0-9.]+)x?(?= *$| when )", _STEP, ("", r"times \1x")),
    wording(r"^ *(?:multiplied|multiply)(?: it| all)? by(?= [A-Za-z0-9(])", _STEP, ("", "times")),
    wording(r"^ *(?:divided|divide)(?: it| all)? by (\S.*?) *(?=#|$)", _STEP, ("", r"times 1 / \1")),
    wording(r" divided by (?=[A-Za-z0-9(])", _QUOTIENT, ("", " / ")),
    wording(rf"(?<=[=(]\x20)([A-Z]\w*) (?:as (?:a )?(?:percentage|percent|share|%) of|relative to|compared (?:to|with)|vs\.?|versus) {_AMOUNT}", _QUOTIENT, ("", r"\1 / \2")),
    wording(r"(?<=[A-Za-z_%)]) [x×] (?=[A-Za-z0-9(])", "A product is written with `*`.", ("", " * "), rule="comparison-sign"),
    # --- what is left of a limit ---
    wording(r",?(?: the)? (?:excess|rest|remainder|surplus)(?: is)? (?:forfeited|forfeit|cut|dropped|waived|not paid|forgotten|ignored|gone|disregarded|lapses)\b", _ROOM, ("", ", excess lost")),
    wording(r",?(?: the)? (?:excess|rest|remainder|surplus)(?: is)? (?:carried|rolled|banked|saved|deferred|held|kept)(?: forward| over| back)?(?= *(?:$|#))", _ROOM, ("In a balance of this name:", ", excess kept in Kept")),
    wording(r",?(?: the)? (?:shortfall|difference|rest)(?: is)? (?:recovered|recoverable|repaid|repayable|owed|carried|deducted|advanced|reconciled)(?: forward| over| back| later)?(?= *(?:$|#))", _ROOM, ("In a balance of this name:", ", shortfall owed in Owed")),
    wording(r",?(?: the)? (?:shortfall|difference|rest)(?: is)? (?:waived|not recovered|unrecoverable|non-?recoverable|not recoverable|not repaid|not owed|written off|lost|ignored)\b", _ROOM, ("", ", shortfall forgiven")),
    # --- totals, ranks and time ---
    wording(rf"\b((?:total|count|highest|lowest|average)\b[\w ]*? of )?{_OWNER} ([A-Za-z_]\w*) where ([^,(){{}}]+?) {_WINDOW}(?= *(?:$|[,)#/*+-]))", _FILTER, ("", r"\1\2 \3 \5 where \4")),
    wording(rf"\bcount of {_OWNER} ([A-Z]\w*) (?:of )?(above|below|at least|at most) {_AMOUNT} {_WINDOW}", _FILTER, ("", r"count of \1 \2 \5 where credit.amount is \3 \4")),
    wording(r"\b(?:the )?(?:rank|ranking|ranked|position)(?: of| in| by)+ ([A-Z]\w*|[a-z_]\w*\.\w+)", _RANK, ("The highest is first:", r"place by \1, highest first, ties take the better place"), ("The lowest is first:", r"place by \1, lowest first, ties take the better place")),
    wording(r"\b(places? by [\w.]+)(?= *\{|, ties\b)", _RANK, ("The highest is first:", r"\1, highest first"), ("The lowest is first:", r"\1, lowest first")),
    wording(r"\b(tiers by [A-Z]\w*) (?:before|excluding|without|prior to|not including|ahead of) (?:this|the) (?:credit|deal|sale|order|transaction)\b", _TIMES, ("", r"\1 not counting this credit")),
    wording(r"\b(tiers by [A-Z]\w*) (?:after|including|with) (?:this|the) (?:credit|deal|sale|order|transaction)\b", _TIMES, ("", r"\1 counting this credit")),
    wording(r"\b(curve by [^,{]+),? (?:linear|linearly|interpolated|interpolating|linearly interpolated|(?:with )?(?:straight[- ]line|linear) interpolation|straight lines?|straight line between points|lines between points)(?= *[,{])", _CURVE, ("", r"\1, straight lines between points")),
    wording(r"\b(?:number of )?(?:full |whole |complete )?months between ([^,]+?) and (\S+)", _SERVICE, ("", r"full months from \1 to \2")),
    wording(r"\b(?:number of )?(?:full |whole |complete )?years between ([^,]+?) and (\S+)", _SERVICE, ("", r"full years from \1 to \2")),
    wording(r"(?<!full\x20)(?<!of\x20service\x20)\b(?:number of )?months since ([\w.]+)", _SERVICE, ("Months that are over:", r"full months of service since \1"), ("The number of the month:", r"month of service since \1, the month of hire is 1")),
    wording(rf" (?:for each of|for every one of|for each|per) {_OWNER} ([A-Za-z_]\w*) {_WINDOW}", "So much for each is a product with a count.", ("", r" * count of \1 \2 \3")),
    wording(r",? (?:shared|split|divided) (?:equally|evenly) (?:among|between|by)(?: all)?(?: the)? (?:participants|everyone|everybody|reps|people|members|employees)\b", "An equal share is a quotient: by how many it is divided is a count.", ("", " / (count of everyone's participants in the plan)")),
    wording(r"\b(?:the )?(?:total )?(?:number|count) of(?: all)?(?: the)? (?:participants|people|reps|employees)\b(?! in the)", "Rows are counted with `count of`, which says whose and when.", ("", "(count of everyone's participants in the plan)")),
    # --- rounding ---
    wording(r", (?:to the )?nearest (?:whole )?(?:dollar|euro|pound)s?(?= *$)", "Rounding names its unit as an amount, and says where halves go.", ("Halves up:", ", nearest 1 {currency}, halves up"), ("Halves to the even one:", ", nearest 1 {currency}, halves to even")),
    # --- payments ---
    wording(r"^ *paid ([0-9.]+%) (?:on|upon|at|when) ([a-z_]\w*\.[\w.]+)(?: is known)?,? (?:and )?([0-9.]+%) (?:on|upon|at|when) ([a-z_]\w*\.[\w.]+)(?: is known)?(?= *$)", _PAID, ("", "paid \\1 on \\2\npaid \\3 on \\4")),
    wording(r"^ *paid ([0-9.]+%) (?:on|upon|at|when) ([a-z_]\w*\.[\w.]+)(?: is known)?,? (?:and )?(?:the )?(?:rest|remainder|balance) (?:on|upon|at|when) ([a-z_]\w*\.[\w.]+)(?: is known)?(?= *$)", _PAID, ("", "paid \\1 on \\2\npaid the rest on \\3")),
    wording(r"^ *(?:the )?(?:rest|remainder|balance) (?:paid )?(?:on|upon|at|when) ([a-z_]\w*\.[\w.]+)(?: is known)?(?= *$)", _PAID, ("", r"paid the rest on \1")),
    wording(rf"\bpaid (?:([0-9.]+%) )?(?:on |at )?(?:the )?(last|first) day of the (?:next|following) {_UNIT}\b", _PAID, ("", r"paid 100% on (the \2 day of the \3 of (credit.date + 1 \3))")),
    wording(rf"\bpaid (?:on |at )?(?:the )?end of the {_UNIT}\b", _PAID, ("", r"paid 100% on the last day of the \1 of credit.date")),
)  # fmt: skip

_HEADS = (
    wording(r"\bfor each participant,?(?: paid| once| per)* (?:on|at|by) ([0-9]{4}-[0-9]{2}-[0-9]{2})(?= *\{)", _ONCE, ("", r"for each participant once on \1")),
    wording(r"\bfor each participant,?(?: paid| once)*,? (?:at|on|by)? ?(?:the )?(?:year(?:-| )end|end of the (?:plan )?year|end of the plan)(?= *\{)", _ONCE, ("One result for each year:", "for each participant each year"), ("On a day that is named:", "~for each participant once on 2025-12-31 {")),
    wording(r"\bfor each participant,? (?:paid )?monthly(?= *[{=])", _PER, ("", "for each participant each month")),
    wording(r"\bfor each participant,? (?:paid )?quarterly(?= *[{=])", _PER, ("", "for each participant each quarter")),
    wording(r"\bfor each participant,? (?:paid )?(?:annually|yearly)(?= *[{=])", _PER, ("", "for each participant each year")),
    wording(r"\bfor each participant,? (?:paid )?weekly(?= *[{=])", _PER, ("", "for each participant each week")),
    wording(r"^ *(?:fee|deduction|charge|award|prize|accelerator|kicker|guarantee) ([A-Z]\w*)(?= for )", "A rule that pays is a commission, a bonus, a spiff, an override, a clawback or a salary.", ("", r"bonus \1")),
)  # fmt: skip

_PAYOUT = (
    wording(r"^ *(?:if )?(?:negative|below zero|below 0|less than zero)(?: amounts?| payouts?)?(?: are| is| becomes?|,)* (?:zero|nothing|0|set to zero|set to 0|floored at zero|floored at 0|lost|waived|written off|forgiven)(?= *$)", _NEGATIVE, ("", "if negative forgiven")),
    wording(r"^ *(?:if )?(?:negative|below zero|below 0|less than zero)(?: amounts?| payouts?)?(?: are| is|,)* (?:owed|due|paid back|repaid|collected|billed)(?= *$)", _NEGATIVE, ("", "if negative collected")),
    wording(r"^ *(?:never|not) (?:below|negative|under|less than)(?: (?:0|zero)(?: [A-Z]{3})?)?(?= *$)", _NEGATIVE, ("The rest is forgotten:", "if negative forgiven"), ("It comes off the next one:", "~if negative carried to the next month")),
)  # fmt: skip


def natural_trade(where: Stopped) -> Diagnostic | None:
    """The first of them that the reading stopped in."""
    start, stop = where.line
    if stop - start > LONGEST or where.head == "GIVEN" or where.block == "an example":
        return None
    if where.in_band or (where.block == "a table" and where.head is None):
        return found_in(where, _ROWS)
    signs = found_in(where, _CONDITIONS) if _CONDITION.search(where.text[start : where.word_at]) else None
    if where.block == "a plan":
        return found_in(where, _HEADS) or signs or found_in(where, _LINES) or sold(where) or called(where) or his(where)
    limits = (
        (of_the_line(where) or limited(where) or unless(where)) if where.block in ("a rule", "the payout") else None
    )
    payout = found_in(where, _PAYOUT) if where.block == "the payout" else None
    return payout or limits or signs or found_in(where, _LINES) or sold(where) or called(where) or his(where)
