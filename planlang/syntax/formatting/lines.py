"""Lines of a block: clauses of the header and of credits, steps of rules, columns of records.

A line is a word and what follows it; the words of a block are padded so that what follows stands in one column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from planlang.slotted import frozen
from planlang.syntax import tree as t
from planlang.syntax.formatting.doc import COMMA, Doc, Entry, cat, column_width, comma_list, join
from planlang.syntax.formatting.literals import calendar_line, literal, number, rounding, text
from planlang.syntax.formatting.tables import key_text
from planlang.syntax.formatting.values import Level, condition, field_words, operand, point, window, write

LONG_WORDS: dict[str, int] = {
    "take back": 1, "if negative": 2, "reject unless": 2, "in addition to": 1, "leaves a gap after": 1, "only what is above": 1,
    "gate and table measure differently": 0,
}  # fmt: skip
"""Words that don't push their neighbours to the right, with the least number of blanks after them."""


@frozen
class Worded:
    """A line: its word, what follows, and whether the word ends in a colon."""

    word: str
    rest: Doc


Writer = Callable[[Any], Worded]


def worded_entries(items: Sequence[t.Statement], least: int) -> list[Entry]:
    """The lines of a block, with what follows the words in one column; ``least`` is the least width of a word."""
    lines = [LINES[type(item)](item) for item in items]
    width = max(least, column_width(line.word for line in lines if line.word not in LONG_WORDS))
    gap = 1 if any(isinstance(item, t.ColumnDecl) for item in items) else 2
    entries = []
    for item, line in zip(items, lines, strict=True):
        blanks = max(width + gap - len(line.word), LONG_WORDS.get(line.word, gap))
        if line.word == "reject unless":
            blanks = LONG_WORDS[line.word]
        if line.rest[:1] in ((), (",",)):
            blanks = 0
        entries.append(Entry(cat(line.word, " " * blanks, line.rest), item.trivia))
    return entries


def comma(*parts: str | Doc) -> Doc:
    """``, clause``."""
    return cat(",", COMMA, *parts)


# --- header -----------------------------------------------------------------------------------


def _currency(line: t.CurrencyLine) -> Worded:
    return Worded("currency", (line.code,))


def _calendar(line: t.CalendarLine) -> Worded:
    first, *clauses = calendar_line(line)
    doc: Doc = (first,)
    for clause in clauses:
        doc = cat(doc, comma(clause))
    return Worded("calendar", doc)


def _covers(line: t.CoversLine) -> Worded:
    return Worded("covers", cat("credits dated from ", write(line.start), " through ", write(line.end)))


def _follows(line: t.FollowsLine) -> Worded:
    return Worded("follows", cat("payments and cancellations through ", write(line.end)))


def _rounding(line: t.RoundingLine) -> Worded:
    return Worded("rounding", (rounding(line.rounding),))


def _corrections(line: t.CorrectionsLine) -> Worded:
    rules = f"by the rules of the {line.rules_of} {line.rules_unit}"
    return Worded("corrections", cat(f"paid in the open {line.unit}", comma(rules)))


def _jurisdiction(line: t.JurisdictionLine) -> Worded:
    return Worded("jurisdiction", comma_list((text(place),) for place in line.places))


# --- data -------------------------------------------------------------------------------------


def _column_type(kind: t.ColumnType) -> Doc:
    if kind.kind == "one-of":
        return cat("one of ", comma_list(write(member) for member in kind.members))
    if kind.kind == "row":
        return (kind.row or "",)
    words = kind.kind
    if kind.currency is not None:
        words += f" in {kind.currency}"
    elif kind.currency_column is not None:
        words += f" in {'.'.join(kind.currency_column)}"
    return (words + (f" per {kind.per}" if kind.per is not None else ""),)


def _column(line: t.ColumnDecl) -> Worded:
    doc = _column_type(line.type)
    if line.key:
        doc = cat(doc, comma("key"))
    if line.optional:
        doc = cat(doc, comma("optional"))
    if line.header is not None:
        doc = cat(doc, comma(f"column {text(line.header)}"))
    for reads in line.reads:
        doc = cat(doc, comma(f"reads {text(reads.text)} as ", write(reads.value)))
    if line.bounds is not None:
        doc = cat(doc, comma(key_text(line.bounds)))
    return Worded(f"{line.name}:", doc)


def _reject(line: t.RejectUnless) -> Worded:
    each = f"for each {line.each}: " if line.each is not None else ""
    return Worded("reject unless", cat(each, condition(line.condition)))


# --- credits ----------------------------------------------------------------------------------


def _when(line: t.When) -> Worded:
    return Worded("when", condition(line.condition))


def _to(line: t.To) -> Worded:
    if line.kind == "every":
        where = condition(line.where) if line.where is not None else ()
        return Worded("to", cat("every participant where ", where))
    value = write(line.value) if line.value is not None else ()
    doc = cat({"manager": "the manager of ", "managers": "every manager above "}.get(line.kind, ""), value)
    if line.on is not None:
        doc = cat(doc, " on ", operand(line.on))
    if line.levels is not None:
        doc = cat(doc, comma(f"at most {line.levels} level{'' if line.levels == 1 else 's'}"))
    return Worded("to", cat(doc, _once_for(line.once_for)))


def _heir(item: t.Remainder) -> Doc:
    if item.kind == "column" and item.column is not None:
        return (literal(item.column) or "",)
    if not item.by:
        return (f"the {item.kind}",)
    keys = order_keys(item.by)
    if item.kind == "largest":
        return cat("the largest", comma("among equals the first by "), keys)
    return cat(f"the {item.kind} by ", keys)


def _amount(line: t.AmountLine) -> Worded:
    doc = write(line.value)
    if line.rounded:
        doc = cat(doc, comma("rounded"))
    if line.remainder is not None:
        doc = cat(doc, comma("odd cents to ", _heir(line.remainder)))
    return Worded(line.word, doc)


def _dated(line: t.Dated) -> Worded:
    return Worded("dated", write(line.value))


def order_keys(keys: Sequence[t.Value]) -> Doc:
    """``A, then B``."""
    return join((operand(key) for key in keys), (",", COMMA, "then "))


def _ordered(line: t.Ordered) -> Worded:
    return Worded("ordered", cat("by ", order_keys(line.keys)))


# --- steps ------------------------------------------------------------------------------------


def _start(line: t.Start) -> Worded:
    return Worded(line.word, cat(write(line.value), _once_for(line.once_for)))


def _once_for(word: str | None) -> Doc:
    return () if word is None else comma(f"once for each {word}")


def _take_back_all(line: t.TakeBackAll) -> Worded:
    return Worded("take back", cat(f"all that {line.rule.name} pays on the credit", comma("whenever paid")))


def _add(line: t.AddRules) -> Worded:
    return Worded("add", comma_list(write(name) for name in line.names))


def _only_when(when: t.Condition | None) -> Doc:
    return () if when is None else cat(" when ", condition(when))


def _change(line: t.Change) -> Worded:
    return Worded(line.word, cat(write(line.value), _once_for(line.once_for), _only_when(line.when)))


def _whose(word: str | None) -> str:
    if word is None:
        return ""
    return " for everyone together" if word == "everyone" else f" for each {word}"


def _minus_paid(line: t.MinusPaid) -> Worded:
    said = f"what this rule already paid{_whose(line.whose)}"
    return Worded("minus", (said,) if line.window is None else cat(f"{said} ", window(line.window)))


_EXCESS = {
    "lost": "excess lost", "kept": "excess kept in ", "forgiven": "shortfall forgiven", "owed": "shortfall owed in ",
}  # fmt: skip


def _limit(line: t.Limit) -> Worded:
    doc = write(line.value)
    doc = cat(doc, _whose(line.whose))
    if line.each is not None:
        doc = cat(doc, f" each {line.each}", cat(" of ", point(line.since)) if line.since is not None else ())
    doc = cat(doc, _only_when(line.when))
    if line.order is not None:
        doc = cat(doc, comma(line.order))
    if line.excess is not None:
        balance = line.excess.balance.name if line.excess.balance is not None else ""
        doc = cat(doc, comma(_EXCESS[line.excess.kind] + balance))
    return Worded(line.word, doc)


def _only_if(line: t.OnlyIf) -> Worded:
    doc = condition(line.condition)
    if line.held_in is not None:
        doc = cat(doc, comma(f"otherwise held in {line.held_in.name}"))
    elif line.otherwise is not None:
        doc = cat(doc, comma("otherwise ", write(line.otherwise)))
    return Worded("only if", doc)


def _in_addition(line: t.InAdditionTo) -> Worded:
    return Worded("in addition to", comma_list(write(name) for name in line.names))


def _leaves_gap(line: t.LeavesGap) -> Worded:
    return Worded("leaves a gap after", comma_list(write(name) for name in line.names))


def _measured_apart(line: t.MeasuredApart) -> Worded:
    return Worded("gate and table measure differently", ())


def _only_above(line: t.OnlyAbove) -> Worded:
    return Worded("only what is above", comma_list(write(name) for name in line.names))


def _rounded(line: t.Rounded) -> Worded:
    doc: Doc = () if line.each is None else (f"each {line.each}",)
    if line.rounding is not None:
        doc = cat(doc, comma(rounding(line.rounding)))
    if line.remainder is not None:
        if line.remainder.within is not None:
            doc = cat(doc, comma("within each ", operand(line.remainder.within)))
        elif line.remainder.everyone:
            doc = cat(doc, comma("among everyone"))
        doc = cat(doc, comma("remainder to ", _heir(line.remainder)))
    return Worded("rounded", doc)


def _if_negative(line: t.IfNegative) -> Worded:
    return Worded("if negative", (f"carried to the next {line.unit}" if line.answer == "carried" else line.answer,))


def _settle(line: t.Settle) -> Worded:
    doc = cat(line.balance.name, _only_when(line.when))
    if line.limit is not None:
        doc = cat(doc, comma("at most ", write(line.limit)))
    return Worded(line.word, cat(doc, comma("rounded")) if line.rounded else doc)


def _converts_to(line: t.ConvertsTo) -> Worded:
    into: Doc = (line.into,) if isinstance(line.into, str) else write(line.into, Level.SIMPLE)
    doc = cat(into, f" using {line.table}")
    if line.on is not None:
        doc = cat(doc, " on ", point(line.on))
    return Worded("converted to", cat(doc, comma("rounded")) if line.rounded else doc)


def _paid(line: t.Paid) -> Worded:
    if line.proportion_of is not None:
        said: Doc = (f"in proportion to {field_words(line.proportion_field or '')} of {line.proportion_of}",)
        return Worded("paid", said if line.whole is None else cat(said, comma("out of ", operand(line.whole))))
    doc = write(line.share, Level.SIMPLE) if line.share is not None else ("the rest",)
    if line.parts is None:
        return Worded("paid", cat(doc, " on ", operand(line.on) if line.on is not None else ()))
    doc = cat(doc, f" in {number(Decimal(line.parts))} equal parts each {line.each} after ")
    doc = cat(doc, operand(line.after) if line.after is not None else ())
    return Worded("paid", doc if line.remainder is None else cat(doc, comma("remainder to ", _heir(line.remainder))))


LINES: dict[type, Writer] = {
    t.CurrencyLine: _currency,
    t.CalendarLine: _calendar,
    t.CoversLine: _covers,
    t.FollowsLine: _follows,
    t.RoundingLine: _rounding,
    t.CorrectionsLine: _corrections,
    t.JurisdictionLine: _jurisdiction,
    t.ColumnDecl: _column,
    t.RejectUnless: _reject,
    t.When: _when,
    t.To: _to,
    t.AmountLine: _amount,
    t.Dated: _dated,
    t.Ordered: _ordered,
    t.Start: _start,
    t.TakeBackAll: _take_back_all,
    t.AddRules: _add,
    t.Change: _change,
    t.MinusPaid: _minus_paid,
    t.Limit: _limit,
    t.OnlyIf: _only_if,
    t.InAdditionTo: _in_addition,
    t.OnlyAbove: _only_above,
    t.LeavesGap: _leaves_gap,
    t.MeasuredApart: _measured_apart,
    t.Rounded: _rounded,
    t.IfNegative: _if_negative,
    t.Settle: _settle,
    t.ConvertsTo: _converts_to,
    t.Paid: _paid,
}
