# ruff: noqa: E501 - a table is read line by line
"""Headers, data, credits, payouts and examples as somebody writes them who has read a plan once, each answered with the plan's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic
from planlang.syntax.natural import LONGEST, found_in, wording

if TYPE_CHECKING:
    from planlang.syntax.stopped import Stopped

_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_KIND = r"(credit|commission|bonus|spiff|measure|quota|override|clawback|salary|balance|table)"
_MONTH = r"(january|february|march|april|may|june|july|august|september|october|november|december)"
_COVERS = "What a plan pays for is said by the days of its credits, both included."
_YEAR = "The calendar says in which month years start."
_COLUMN = "A column is `name: kind`, and clauses behind commas; every cell is needed unless it is `optional`."
_TIME = "A column has days, and no times of the day."
_SET = "A closed set is `one of` its members, which are capitalised and stand without marks."
_TABLE = "A table of the data says what each of its rows is called: `data deals, each row a deal {`."
_NAME = "What a plan declares is capitalised, and a title may follow in quotation marks; tables, rows and columns of the data are small."
_CREDIT = "A credit says `to` whom, the `amount`, the day (`dated`) and the order (`ordered by`)."
_ORDER = "Keys of an order follow each other with `, then`."
_PAYOUT = "A payout says for whom, how often, and which day decides: `payout for each participant each month, by credit date {`."
_ADDS = "A payout adds its rules by their names, with commas."
_EXPECT = "An expectation names what, for whom, on which row and in which period: `expect Base for ana on d1 in 2025-01 is 5 USD`."
_GRID = "The cells of a row stand between bars, and a key with a blank in quotation marks."

HEADER = (
    wording(rf"^ *(?:covers|period|term|plan period|effective)(?: credits)?(?: dated)?(?: from)? {_DAY} (?:through|to|until|till|-) {_DAY}", _COVERS, ("", r"covers credits dated from \1 through \2")),
    wording(r"^ *(?:covers|period|plan year|year)(?: the year)? ([0-9]{4})(?= *$)", _COVERS, ("The calendar year:", r"covers credits dated from \1-01-01 through \1-12-31")),
    wording(rf"(?i)^ *(?:calendar|fiscal) (?:fiscal )?years?,? (?:starts?|begins?|starting|beginning)(?: in| on| with)? {_MONTH}(?: 1)?", _YEAR, ("", r"calendar years start in \u1")),
    wording(r"\bnearest (?:cent|cents|penny)\b", "Rounding names its unit as an amount.", ("", "nearest 0.01 {currency}")),
    wording(r"\bnearest (?:dollar|euro|pound|whole (?:dollar|euro|pound))\b", "Rounding names its unit as an amount.", ("", "nearest 1 {currency}")),
    wording(r"^ *corrections .*$", "What becomes known late is paid in the open period, by the rules of that one or of its own.", ("By the rules that held then:", "corrections paid in the open month, by the rules of the closed month"), ("By the rules of now:", "corrections paid in the open month, by the rules of the open month")),
    wording(r"(?i)^ *currency (?:us |u\.s\. )?(?:dollars?|\$)", "A currency is named by its three letters.", ("", "currency USD")),
    wording(r"(?i)^ *currency euros?", "A currency is named by its three letters.", ("", "currency EUR")),
)  # fmt: skip

DATA = (
    wording(r",? (?:required|mandatory|not optional|not blank)\b", _COLUMN, ("Every cell is:", "")),
    wording(r"(?<=:) ([A-Z]{3})(?= *(?:,|$))", _COLUMN, ("In the plan's currency:", " money"), ("In another one:", r" money in \1")),
    wording(r"(?<=money), (?:positive|greater than 0|more than 0)(?= *(?:,|$))", _COLUMN, ("", ", above 0 {currency}")),
    wording(r"(?<=money), (?:non-?negative|not negative|nonnegative)(?= *(?:,|$))", _COLUMN, ("", ", from 0 {currency}")),
    wording(r", positive(?= *(?:,|$))", _COLUMN, ("", ", above 0")),
    wording(r", (?:min|minimum|at least) ([0-9][0-9.,]*(?:%| [A-Z]{3})?)", _COLUMN, ("", r", from \1")),
    wording(r", (?:max|maximum|at most) ([0-9][0-9.,]*(?:%| [A-Z]{3})?)", _COLUMN, ("", r", through \1")),
    wording(r"(?<=:) (?:date ?(?:and|&|/|\+|-) ?time|timestamp with(?:out)? time ?zones?)(?= *(?:,|$))", _TIME, ("The day alone, as it was in the time zone that the plan means:", " date"), ("If the time decides who was first, a text of one form, which an order goes by:", " text")),
    wording(r"(?<=:) (?:yes or no|yes, no|y/n|true/false)(?= *(?:,|$))", "What is so or not is yes/no.", ("", " yes/no")),
    wording(r"(?<=:) (?:enum|set|either|choice|any|one)?(?: of)? ?\(?((?:\"[^\"]*\"|[A-Za-z]\w*)(?:(?:, ?| or |,? or |\|)(?:\"[^\"]*\"|[A-Za-z]\w*))+)\)?(?= *$)", _SET, ("", r" one of \m1")),
    wording(r", default (\S+)", "A column has no default: it may be blank, and where it is read the plan says what that means (`if known, otherwise …`).", ("", ", optional")),
    wording(r"^ *key ([a-z_]\w*): ([a-z_]\w*)", _COLUMN, ("", r"\1: \2, key")),
    wording(r"^ *([A-Z]\w*)(?= *:)", _NAME, ("", r"\l1")),
)  # fmt: skip

HEADS = (
    wording(r"^ *(?:data|table|input) ([A-Za-z_]\w*)s(?=,? (?:each|one|every|with|of|\{)(?! row an? [a-z_]\w*)).*\{", _TABLE, ("", r"data \l1s, each row a \l1 {")),
    wording(r"^ *(?:table|input|data) ([A-Za-z_]\w*)(?=, each row an? )", _TABLE, ("", r"data \l1")),
    wording(r", (?:dated|by)(?: on| at| from)? ([a-z_]\w*)(?= *[,{])", "The day of a row is a column: `, dated by closed`.", ("", r", dated by \1"), heads=frozenset(("DATA",))),
    wording(r"(, one for each [a-z_]\w*(?: and each [a-z_]\w*)*)(?:,| and)(?: each)? ([a-z_]\w*)", "What there is one for goes on with `and each`.", ("", r"\1 and each \2")),
    wording(r", one (?:per|for every|row per|row for each) ", "What there is one for begins with `one for each`.", ("", ", one for each ")),
    wording(rf"^ *{_KIND} ([a-z]\w*)(?= (?:for|=|\{{|\"))", _NAME, ("", r"\1 \u2")),
    wording(rf"^ *{_KIND} (\"[^\"]*\") (?=for )", _NAME, ("", r"\1 \c2 \2 ")),
    wording(r"^ *(?:rule|incentive|component|payment|pay|reward) ([A-Z]\w*)(?= for )", "A rule that pays is a commission, a bonus, a spiff, an override, a clawback or a salary.", ("", r"commission \1")),
    wording(r"^ *credit ([A-Z]\w*) (?:for|from|of) (?:all |the )?([a-z_]\w*)s *\{", _CREDIT, ("", r"credit \1 for each \2 {")),
    wording(r"\bfor each ([A-Z]\w*)(?= *[{=])", "A rule for each of them says that they are credits.", ("", r"for each credit of \1")),
    wording(r"(?<=\S) (?:when|where|if) ([^{]+?) *(?=\{)", "Which rows a rule is about stands in a line of its own, below its head.", ("", r"~when \1")),
    wording(r"^ *balance ([A-Z]\w*) *\{", "A balance is each person's.", ("", r"balance \1 for each participant {")),
    wording(r"^ *payout(?: for)?(?: each| every)? (week|fortnight|month|quarter|half|year) *\{", _PAYOUT, ("", r"payout for each participant each \1, by credit date {")),
    wording(r"^ *payout(?: for each participant)? *\{", _PAYOUT, ("Each month, for instance:", "payout for each participant each month, by credit date {")),
    wording(r", by (?:the )?(?:date|day|close date|closing date|deal date|payment date)(?= *\{)", _PAYOUT, ("", ", by credit date")),
)  # fmt: skip

CREDITS = (
    wording(r"^ *(?:credited to|credit to|credit|for|payee|recipient|who)(?= [a-z])", _CREDIT, ("", "to")),
    wording(r"^ *(?:value|credited amount|base)(?= [a-z0-9(])", _CREDIT, ("", "amount")),
    wording(r"^ *(?:date|on|day|dated (?:by|on|at))(?= [a-z])", _CREDIT, ("", "dated")),
    wording(r"^ *(?:sorted by|order by|ordered|sort by|in order of)(?= [a-z])", _CREDIT, ("", "ordered by")),
    wording(r"(?<=[a-z_]), (?=[a-z_]\w*\.)", _ORDER, ("", ", then "), heads=frozenset(("ORDERED_BY",))),
    wording(r", rounded (?:each|to|up|down)\b[^,#]*", "A credit is rounded as the plan rounds.", ("", ", rounded")),
)  # fmt: skip

PAYOUTS = (
    wording(r"\badd ([A-Z]\w*(?:, [A-Z]\w*)*),? (?:and|\+) ([A-Z]\w*)", _ADDS, ("", r"add \1, \2")),
    wording(r"^ *(?:total|sum|sum of|pays) (?=[A-Z])", _ADDS, ("", "add ")),
    wording(r"\bif negative, (?=[a-z])", "What becomes of a payout below zero follows without a comma.", ("", "if negative ")),
    wording(r"\bif negative (?:carr(?:y|ied) (?:forward|over)|rolled over|carry|carried)(?= *$)", "What is carried goes to the next period.", ("Each month, for instance:", "if negative carried to the next month")),
    wording(r"^ *(?:starts|begins|opening|start) at(?= )", "A balance `opens at` an amount.", ("", "opens at")),
    wording(r"^ *(?:ends|expires|settles|closes at) on(?= )", "A balance `closes on` a day.", ("", "closes on")),
)  # fmt: skip

EXAMPLES = (
    wording(r"^ *(?:expects|expected|assert|should be)(?= [A-Zp])", _EXPECT, ("", "expect")),
    wording(r"^ *expects? ((?:paid )?(?:[A-Z]\w*|payout)) (?:of|from) ", _EXPECT, ("", r"expect \1 for ")),
    wording(r"^ *expects? (?:the )?total (payout|[A-Z]\w*)", _EXPECT, ("", r"expect \1")),
    wording(r"^ *expects? ([a-z]\w*)(?:'s)? ([A-Z]\w*)(?= (?:is|in|on) )", _EXPECT, ("", r"expect \2 for \1")),
    wording(r"\bis (?:about|approximately|around|roughly) ([0-9][0-9,.]*(?:%|x| [A-Z]{3})?)", "A number that the source has rounded says so.", ("", r"is \1, rounded")),
    wording(r"\bin (?:January|February|March|April|May|June|July|August|September|October|November|December),? ([0-9]{4})\b", "A month is written year-month.", ("For instance:", r"~in \1-01")),
    wording(r"\bin (Q[1-4]|H[12]),?(?: ([0-9]{4}))?\b", "A period is written with its year.", ("For instance:", r"~in 2025-\1")),
    wording(r"^ *\| *(.+?) *\| *$", _GRID, ("", r"\1")),
    wording(r"(^ *|\| *)([A-Z]\w*(?: [A-Z]\w*)+)(?= *(?:\||$))", _GRID, ("", r'\1"\2"')),
)  # fmt: skip

_BLOCKS = {
    "a plan": (*HEADER, *HEADS),
    "a data table": DATA,
    "a credit": CREDITS,
    "the payout": PAYOUTS,
    "a balance": PAYOUTS,
    "an example": EXAMPLES,
}


def natural_head(where: Stopped) -> Diagnostic | None:
    """The first of them that the reading stopped in, of what may stand in the block."""
    start, stop = where.line
    if stop - start > LONGEST:
        return None
    return found_in(where, _BLOCKS.get(where.block, ()), grids=True)
