# ruff: noqa: E501 - a table is read line by line
"""The trade's words and the spreadsheet's signs, each answered with our words for all it may mean.

Vendors use the same word for opposite things, so an answer never picks one meaning: it names each.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from planlang.syntax.amounts import COINS, NUMBER, PERCENT, POINTS, SIGNS, TIMES


class Synonym(NamedTuple):
    """A spelling (a regular expression) that plans don't use, and what it may mean."""

    pattern: re.Pattern[str]
    rule: str
    message: str
    meanings: tuple[tuple[str, str | None], ...]


def _words(words: str, message: str, *meanings: tuple[str, str | None], rule: str = "trade-word") -> Synonym:
    alternatives = "|".join(w.replace(" ", r"[ \t]+") for w in words.split(" | "))
    pattern = re.compile(rf"(?:{alternatives})(?![A-Za-z0-9_])", re.IGNORECASE)
    return Synonym(pattern, rule, message, meanings)


def _sign(pattern: str, rule: str, message: str, *meanings: tuple[str, str | None]) -> Synonym:
    return Synonym(re.compile(pattern), rule, message, meanings)


_SLICE = (
    "Each part of the amount is paid at the tier that it falls in:",
    "tiers by Attainment, each slice at its own tier {",
)
_REACHED = (
    "The whole amount is paid at the one tier that is reached:",
    "tiers by Attainment, all at the tier reached {",
)
_RETRO = (
    "Back to the first dollar, at every credit: pay the running total at the tier reached, less what was paid.",
    "pay SalesSoFar counting this credit\ntimes tiers by SalesSoFar counting this credit, all at the tier reached {\n"
    "rounded each credit\nminus what this rule already paid in the quarter",
)
_RUNNING = (
    "The measure adds up credit by credit:",
    "measure SalesSoFar for each credit of Sales = running total amount of the participant's Sales in the quarter",
)
_TO_DATE = (
    "The measure adds up over the months of the year:",
    "total amount of the participant's Sales in the year through this month",
)
_CAP = (
    "A cap on what a rule pays:",
    "at most 5,000 USD for each participant each quarter, in credit order, excess lost",
)
_FLOOR = ("An amount that is paid at least:", "at least 3,000 USD each month, shortfall forgiven")
_DRAW = (
    "An advance that is repaid: a floor whose shortfall is owed, and a balance.",
    "at least 3,000 USD each month, shortfall owed in DrawOwed",
)
_ABOVE = ("More than the value, not the value itself:", "is above 5,000 USD")
_AT_LEAST = ("The value or more:", "is at least 5,000 USD")
_BELOW = ("Less than the value, not the value itself:", "is below 5,000 USD")
_AT_MOST = ("The value or less:", "is at most 5,000 USD")
_BAND_BELOW = ("The upper end belongs to the next row:", "from 0 USD below 1,000 USD: 1%")
_BAND_THROUGH = ("The upper end belongs to this row:", "above 0 USD through 1,000 USD: 1%")
_OTHERWISE = ("Say the other case after a comma:", "5% if deal.product is New, otherwise 2%")

NUMBER_OF = _words(
    "number of", "Rows are counted with `count of`, which says whose and when.",
    ("For example:", "count of the participant's Sales in the month"), ("All of them:", "count of everyone's participants in the plan"),
)  # fmt: skip

RIGHT = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
"""A number as plans write it: where one can't stand, a `:` before it may be missing, and its form is not what is wrong."""
AMOUNT = NUMBER
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"

SYNONYMS: tuple[Synonym, ...] = (
    # --- how numbers, amounts and dates are written ---
    _sign(r"[0-9][0-9.,]*[eE][+-]?[0-9]+", "scientific-number", "A plan writes numbers out, not in powers of ten.",
          ("Write all the digits:", "1,000,000 USD")),
    _sign(rf"(?:US|C|CA|A|NZ|S|HK)?[{SIGNS}][ \t]?{AMOUNT}(?:[ \t]*{TIMES})?|{AMOUNT}(?:[ \t]*{TIMES})?[ \t]?[{SIGNS}]", "currency-sign",
          "An amount names its currency by its three letters, because a sign such as `$` is shared by many.",
          ("Write the amount, a space and the currency:", "5,000 USD")),
    _sign(rf"[{SIGNS}]", "currency-sign",
          "An amount names its currency by its three letters, because a sign such as `$` is shared by many.",
          ("Write the amount, a space and the currency:", "5,000 USD")),
    _sign(rf"{AMOUNT}(?:[ \t]*{TIMES})?[ \t]+{COINS}", "currency-sign", "An amount names its currency by its three letters.",
          ("Write the amount, a space and the currency:", "5,000 USD")),
    _sign(rf"[A-Z]{{3}}[ \t]+{AMOUNT}(?:[ \t]*{TIMES})?", "currency-sign", "The currency stands after the amount.",
          ("Write the amount, a space and the currency:", "5,000 USD")),
    _sign(rf"{AMOUNT}[A-Z]{{3}}(?![A-Za-z0-9_])", "currency-sign", "A space stands between the amount and the currency.",
          ("Write the amount, a space and the currency:", "5,000 USD")),
    _sign(rf"{AMOUNT}[ \t]*{TIMES}", "number-form", "A plan writes numbers out: all their digits, and no word or letter for thousands or millions.",
          ("Write all the digits, with a comma before each three:", "5,000 USD"), ("", "1,500,000 USD")),
    _sign(rf"{AMOUNT}[ \t]*{PERCENT}", "number-form", "A percentage is written with the sign.", ("Write the sign at the number:", "2%")),
    _sign(rf"{AMOUNT}[ \t]*{POINTS}", "number-form", "A hundredth of a percent is written as a percentage.", ("25 of them:", "0.25%")),
    _sign(rf"{AMOUNT}[ \t]+times(?![A-Za-z0-9_])", "number-form", "So many times a value is a product.",
          ("In a value:", "3 * participant.variable"), ("As a step, below the amount:", "times 1.5x")),
    _sign(rf"{AMOUNT}[ \t]*(?:\.\.\.?|…|–|—|-)[ \t]*{AMOUNT}(?![0-9]*-)", "range-words",
          "A range says with words which row owns its ends, because a dash doesn't.", _BAND_BELOW, _BAND_THROUGH),
    _sign(r"(?:\.\.\.?|…|–|—)", "range-words",
          "A range says with words which row owns its ends, because a dash doesn't.", _BAND_BELOW, _BAND_THROUGH),
    _sign(r"[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}|(?![0-9]{4}-[0-9]{2}-[0-9]{2})[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}",
          "date-form", "A date is written year-month-day, because 1/2 is January in one country and February in another.",
          ("Write four digits, two and two:", "2025-02-10")),
    _sign(rf"(?i:(?:{_MONTHS})[a-z]*\.?[ \t]+[0-9]{{1,2}}(?:st|nd|rd|th)?,?[ \t]+[0-9]{{4}}"
          rf"|[0-9]{{1,2}}\.?[ \t]+(?:{_MONTHS})[a-z]*\.?,?[ \t]+[0-9]{{4}})",
          "date-form", "A date is written year-month-day.", ("Write four digits, two and two:", "2025-02-10")),
    _sign(rf"{AMOUNT}[ \t]+%", "number-form", "No space stands before `%`.", ("Write the sign at the number:", "2%")),
    _sign(rf"{AMOUNT}[ \t]+x(?![A-Za-z0-9_])", "number-form", "No space stands before the `x` of a multiplier.",
          ("Write it at the number:", "1.5x")),
    _sign(rf"(?!{RIGHT}(?![0-9.,]))"
          r"(?:[0-9]+(?:\.[0-9]{3})*,[0-9]+|[0-9]{1,3}(?:,[0-9]+)+(?:\.[0-9]*)?|[0-9]+\.[0-9.,]*|\.[0-9]+)", "number-form",
          "A number has a comma before each group of exactly three digits, and a point before decimals.",
          ("One and a half:", "1.5"), ("One thousand five hundred:", "1,500")),
    _sign(r"[0-9]{1,3}(?:'[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?: [0-9]{3})+(?![0-9])", "number-form",
          "A number has a comma before each group of exactly three digits, and a point before decimals.", ("One thousand five hundred:", "1,500")),
    # --- signs of programs and spreadsheets ---
    _sign(r">=|=>|≥", "comparison-sign", "Plans compare with words.", _AT_LEAST),
    _sign(r"<=|=<|≤", "comparison-sign", "Plans compare with words.", _AT_MOST),
    _sign(r"<>|!==?|≠", "comparison-sign", "Plans compare with words.", ("Different from:", "deal.product is not New")),
    _sign(r"===?|=", "comparison-sign", "Plans compare with words; `=` stands only after the name of a measure.",
          ("Equal to:", "deal.product is New")),
    _sign(r">", "comparison-sign", "Plans compare with words.", _ABOVE, ("In a table:", "above 150%: 2.0x")),
    _sign(r"<", "comparison-sign", "Plans compare with words.", _BELOW, ("In a table:", "below 50%: 0.5x")),
    _sign(r"\+[ \t]*:", "range-words", "The last row says where it begins.", ("Everything from the value on:", "from 150%: 2.0x"),
          ("Everything after the value:", "above 150%: 2.0x")),
    _sign(r"&&?", "comparison-sign", "Conditions are joined with words.", ("Both must hold:", "deal.product is New and deal.prepaid is yes")),
    _sign(r"\|\|", "comparison-sign", "Conditions are joined with words.", ("One must hold:", "deal.product is New or deal.prepaid is yes")),
    _sign(r"[“”„«»‘’‚`']", "quote-mark", "Texts stand between straight double quotation marks.",
          ("A text:", '"Account Executive"'), ("A member of a set or a name needs none:", "deal.product is New")),
    _sign(r"[×·]", "comparison-sign", "A product is written with `*` or `times`.", ("In a value:", "credit.amount * participant.rate")),
    _sign(r"[÷]", "comparison-sign", "A quotient is written with `/`.", ("In a value:", "participant.quota / 12")),
    _sign(r"[−]", "comparison-sign", "Minus is written with the plain `-`.", ("In a value:", "deal.amount - deal.cost")),
    _sign(r";", "trade-word", "A statement ends with its line; no `;` is needed.", ("Delete it.", None)),
    _sign(r"//|/\*|--", "trade-word", "A note that means nothing begins with `#`.", ("Write the note so:", "# as agreed")),
    # --- how a rate table is read ---
    _words("marginal | marginally | progressive | progressively | graduated | incremental | incrementally | stepped | step-wise",
           "This word is used for more than one way to read a rate table.", _SLICE, _REACHED),
    _words("step | steps | split | splits | straight | sliding | tiered | banded",
           "The trade uses this word for opposite ways to read a rate table.", _SLICE, _REACHED,
           ("Straight lines between points:", "curve by Attainment, straight lines between points {")),
    _words("cumulative | cumulatively | accumulated",
           "`cumulative` is said of rate tables and of totals.", _SLICE, _REACHED, _RETRO, _RUNNING, _TO_DATE),
    _words("retroactive | retroactively | retro | first-dollar | first dollar | dollar one | dollar-one | back to dollar one",
           "Retroactive pay is written with the steps that it consists of.", _RETRO, _REACHED),
    _words("cliff | all or nothing | all-or-nothing", "A cliff is a gate, or a table read as one tier.",
           ("Nothing below the line:", "only if Attainment is at least 80%, otherwise 0 USD"), _REACHED),
    _words("flat after | flat above | thereafter | onwards | and up | and above | and over",
           "The last row says where it begins.", ("Everything from the value on:", "from 150%: 2.0x"),
           ("Everything after the value:", "above 150%: 2.0x")),
    _words("accelerator | accelerated | accelerate | decelerator | kicker | multiplier",
           "An accelerator is a rate table, or a step that multiplies.", _SLICE, _REACHED,
           ("One factor, when a condition holds:", "times 1.25x when deal.prepaid is yes")),
    # --- limits ---
    _words("uncapped | no cap | unlimited", "What has no cap needs no line.",
           ("Delete the line: without `at most` nothing is cut.", None)),
    _words("cap | capped at | capped | maximum | max | ceiling | limit | limited to | never above | never more than | no more than | not more than",
           "A cap says `at most`, for whom, for which period, and what happens to the rest.", _CAP,
           ("The smaller of two values:", "the lower of credit.amount and 5,000 USD"), ("In a condition:", "is at most 5,000 USD")),
    _words("floor | minimum | min | never below | never less than | no less than | not less than",
           "A floor says `at least`, for which period, and what happens to the shortfall.", _FLOOR,
           ("The larger of two values:", "the higher of credit.amount and 500 USD"),
           ("Rounding toward the lower number:", "rounded each credit, down to 0.01 USD")),
    _words("draw | recoverable draw | advance", "A draw is a floor whose shortfall is owed.", _DRAW,
           ("A draw that is never repaid:", "at least 3,000 USD each month, shortfall forgiven")),
    _words("guarantee | guaranteed | non-recoverable draw", "Guarantees differ in whether they are repaid.", _FLOOR, _DRAW),
    _words("threshold | hurdle | gate | trigger", "A threshold is a gate, or the first row of a table.",
           ("Nothing below the line:", "only if Attainment is at least 80%, otherwise 0 USD"),
           ("No pay for what is below it:", "from 0% below 80%: 0x")),
    # --- periods ---
    _words("ytd | year to date | year-to-date", "Say through when: up to the end of the month, or credit by credit.", _TO_DATE, _RUNNING),
    _words("qtd | quarter to date | quarter-to-date | mtd | month to date | month-to-date",
           "Say through when: up to the end of the month, or credit by credit.",
           ("Over the months of the quarter:", "total amount of the participant's Sales in the quarter through this month"), _RUNNING),
    _words("per credit | per deal | per month | per quarter | per year | per participant | per person | per | every month | every quarter | every year | every",
           "What is repeated begins with `each`.", ("Once for each of them:", "each month"), ("In the head of a rule:", "for each credit of Bookings")),
    _words("monthly | quarterly | annually | yearly", "What is repeated begins with `each`.", ("Once for each of them:", "each month")),
    _words("weekly | daily", "What is repeated begins with `each`.", ("Once for each of them:", "each week")),
    _words("fortnightly | biweekly | bi-weekly | bi-week | pay period", "Two weeks are a fortnight, and the calendar says when one starts.", ("Once for each of them:", "each fortnight"),
           ("In the header:", "calendar  years start in January, a fortnight starts on 2025-01-06")),
    # --- comparisons ---
    _words("more than | greater than | larger than | higher than | over | exceeds | exceeding | in excess of",
           "One word says whether the value itself is meant.", _ABOVE, _AT_LEAST, ("In a table:", "above 150%: 2.0x")),
    _words("greater than or equal to | no fewer than | at or above", "This is `at least`.", _AT_LEAST),
    _words("less than or equal to | at or below", "This is `at most`.", _AT_MOST),
    _words("less than | lower than | smaller than | under | fewer than", "One word says whether the value itself is meant.", _BELOW, _AT_MOST, ("In a table:", "below 50%: 0.5x")),
    _words(r"at most | up to and including | up to | until | till | to(?!\s+(?:the|zero)(?![A-Za-z0-9_]))", "Say whether the end itself belongs to the row.",
           _BAND_BELOW, _BAND_THROUGH, ("In a condition:", "is at most 5,000 USD")),
    _words("at least | starting at | starting from", "Say where the row begins.", ("The value belongs to the row:", "from 50% below 100%: 1.0x"),
           ("In a condition:", "is at least 50%"), ("The values of a column:", "from 0 USD")),
    _words("between", "Say whether each end belongs to it.", ("In a condition, both ends:", "is from 50% through 100%"),
           ("In a table:", "from 50% below 100%: 1.0x")),
    _words("equals | equal to | equal", "Plans say `is`.", ("Equal to:", "deal.product is New")),
    # `in the quarter`, `in proportion` and `in 11 equal parts` are ours.
    _words(r"is in | in(?!\s+(?:the|proportion|credit|this|last|[0-9]))", "A set is written with `is one of`.", ("One of several:", "deal.product is one of New, Upsell"), rule="trade-word"),
    _words("is null | null | nil | empty | blank | not known", "What is absent is `missing`.", ("Absent:", "deal.left is missing"), ("Present:", "deal.left is known")),
    _words("primary key | unique | not null", "A column that tells rows apart is a `key`; every cell is needed unless the column is `optional`.",
           ("The column that tells rows apart:", "id: text, key"), ("One that may be blank:", "closed: date, optional")),
    _words("true", "Plans say yes and no.", ("Yes:", "deal.prepaid is yes")),
    _words("false", "Plans say yes and no.", ("No:", "deal.prepaid is no")),
    _sign(r"day[ \t]+of[ \t]+[a-z_]+\.[a-z_]+", "trade-word", "A row that has a month or quarter is of it, so the period needs no column.",
          ("Of the row's own month:", "the last day of the month"), ("Of its quarter:", "the first day of the quarter")),
    _words("the later of | the latest of | the greater of | the larger of | the greatest of | the bigger of",
           "Of two amounts, numbers or days a plan takes the higher or the lower.",
           ("The larger of two values, the later of two days:", "the higher of participant.hired and 2025-01-01")),
    _words("the earlier of | the earliest of | the lesser of | the smaller of | the smallest of | the least of",
           "Of two amounts, numbers or days a plan takes the higher or the lower.",
           ("The smaller of two values, the earlier of two days:", "the lower of deal.amount and 5,000 USD")),
    _sign(r"[a-z_]+(?:'s|s')(?=[ \t]+[A-Z])", "trade-word", "Whose rows a total is of begins with `the`.",
          ("Those of the one person at hand:", "total amount of the participant's Sales in the month"),
          ("Those of all together:", "total amount of everyone's Sales in the month")),
    # --- functions of spreadsheets ---
    _sign(r"(?i:max)[ \t]*\(", "trade-word", "Plans have words for what spreadsheets have functions for.",
          ("The larger of two values:", "the higher of credit.amount and 500 USD"),
          ("The largest of several rows:", "highest amount of the participant's Sales in the month if known, otherwise 0 USD")),
    _sign(r"(?i:min)[ \t]*\(", "trade-word", "Plans have words for what spreadsheets have functions for.",
          ("The smaller of two values:", "the lower of credit.amount and 5,000 USD"),
          ("The smallest of several rows:", "lowest amount of the participant's Sales in the month if known, otherwise 0 USD")),
    _sign(r"(?i:ifs?)[ \t]*\(", "trade-word", "A choice says the value first.", _OTHERWISE,
          ("Several cases:", "first match {\n    when deal.product is New: 5%\n    otherwise: 2%\n}")),
    _sign(r"(?i:round|roundup|rounddown|floor|ceiling|int|trunc)[ \t]*\(", "trade-word", "Rounding is a step of its own.",
          ("A step:", "rounded each credit, nearest 0.01 USD, halves up"), ("To whole numbers:", "rounded each month, down to 1")),
    _sign(r"(?i:sumifs?)[ \t]*\(", "trade-word", "A sum over rows is `total`, and says whose and when.",
          ("For example:", "total amount of the participant's Sales in the month where deal.product is New")),
    _sign(r"(?i:countifs?)[ \t]*\(", "trade-word", "Rows are counted with `count of`, which says whose and when.",
          ("For example:", "count of the participant's Sales in the month where deal.product is New")),
    _sign(r"(?i:[vhx]?lookup|index|match)[ \t]*\(", "trade-word", "What is looked up is a table of the plan, or a row of the data.",
          ("Bands:", "tiers by Attainment, all at the tier reached {"), ("Names:", "table by deal.product {"),
          ("The one row of a person and period:", "the amount of the participant's quotas in the month if known, otherwise 0 USD")),
    # --- how choices are said ---
    _words("else if | elif | elsif", "Several cases are rows of a table.", ("One row for each case:", "first match {\n    when deal.product is New: 5%\n    otherwise: 2%\n}")),
    _words("else", "The other case is `, otherwise`.", _OTHERWISE),
    _words("otherwise", "A comma stands before `otherwise`.", _OTHERWISE),
    _words("then", "A choice says the value first.", _OTHERWISE, ("Only some rows:", "when deal.product is New"), ("In an order:", "ordered by deal.closed, then deal.id")),
    _words("unless", "`unless` is said the other way round.", ("Only when it does not hold:", "when deal.product is not New"), _OTHERWISE),
    _words("if", "A choice says the value first; a line that is only about some rows says `when`.", _OTHERWISE, ("Only some rows:", "when deal.product is New"),
           ("If the value is on the line above, parentheses hold both:", "(credit.amount\n    if deal.product is New, otherwise 0 USD)")),
    _words("pays | payable | earn | earns | receive | receives", "The first amount of a rule is `pay`.", ("The amount:", "pay 2% of credit.amount")),
    _words("multiply by | multiplied by", "A step multiplies with `times`.", ("A step:", "times 1.25x"), ("In a value:", "credit.amount * 2")),
    _words("divided by | divide by", "A quotient is written with `/`.", ("In a value:", "participant.quota / 12")),
    _words("subtract | less | deduct", "A step takes off with `minus`.", ("A step:", "minus 5 USD"), ("In a value:", "deal.amount - deal.cost")),
    _words("sum of | sum", "A sum over rows is `total`, and says whose and when.", ("For example:", "total amount of the participant's Sales in the month")),
    _words("avg | mean", "The mean over rows is `average`.", ("For example:", "average amount of the participant's Sales in the month")),
    _words("median of | median [a-z_]+ of | median", "The median is the middle one of rows that have places (see The median, in the idioms).",
           ("The places:", "measure Place for each peer = place by peer.return, highest first, ties broken by peer.name"),
           ("The last of the upper half:", "(lowest return of peers in the plan where Place is at most Upper) if known, otherwise 0%")),
    _words("weekday | the weekday | day of week | day of the week | saturday | sunday | weekend", "What is no working day has none in it, from the day through itself.",
           ("On a Saturday, a Sunday or a holiday:", "when working days from deal.closed through deal.closed is 0 days")),
    _words("anniversary of | the anniversary of", "Years that begin on a day of somebody's own are a window; full years are counted.",
           ("All of such a year:", "total amount of the participant's Sales in the anniversary year of participant.hired"),
           ("Years that are over:", "full years of service since participant.hired")),
    _words("clawed back | claw back | chargeback | recover | recapture", "What was paid is taken back by a rule.", ("Part of it:", "take back 50% of Base"), ("All of it:", "take back all that Base pays on the credit, whenever paid")),
    _words("carried forward | carry forward | carryover | rollover", "What is carried to a later period is in a balance.", ("A shortfall:", "shortfall owed in DrawOwed"), ("An excess:", "excess kept in Kept"), ("A negative payout:", "if negative carried to the next month")),
)  # fmt: skip


def find(text: str, position: int) -> tuple[Synonym, int] | None:
    """The first entry that stands at ``position``, and where it ends; the longest spelling wins."""
    best: tuple[Synonym, int] | None = None
    limit = min(len(text), position + 80)
    for synonym in SYNONYMS:
        match = synonym.pattern.match(text, position, limit)
        if match is not None and (best is None or match.end() > best[1]):
            best = (synonym, match.end())
    return best
