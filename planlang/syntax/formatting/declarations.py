"""Declarations: headers, blocks, and how far they stand apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from planlang.syntax import tree as t
from planlang.syntax.formatting.doc import EQUALS, INDENT, WIDTH, Block, Doc, Entry, cat, column_width, comma_list, flat
from planlang.syntax.formatting.lines import comma, order_keys, worded_entries
from planlang.syntax.formatting.literals import text
from planlang.syntax.formatting.tables import grid, is_number, rows_block
from planlang.syntax.formatting.values import condition, operand, write

Writer = Callable[[Any], Doc]

HEADER = (
    t.CurrencyLine, t.CalendarLine, t.CoversLine, t.FollowsLine, t.RoundingLine, t.CorrectionsLine,
    t.JurisdictionLine,
)  # fmt: skip
_HEADER_WORD = 9
_STEP_WORD = 7
_BARE_CELL = re.compile(r"[a-z_][A-Za-z0-9_]*")
_BARE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+(?:\.[0-9]+)?")
_QUOTED_CELLS = frozenset({"none", "yes", "no", "and", "or", "given", "expect"})


def _title(title: str | None) -> str:
    return f" {text(title)}" if title is not None else ""


def _steps(items: Sequence[t.Statement], tail: tuple[str, ...]) -> Block:
    return Block(tuple(worded_entries(items, _STEP_WORD)), tail)


def _grain(grain: t.Grain) -> str:
    words = {
        "credit": f"for each credit of {grain.name}",
        "row": f"for each {grain.name}",
        "participant": "for each participant",
        "plan": "for the plan",
    }[grain.kind]
    if grain.once_on is not None:
        words += f" once on {grain.once_on.value.isoformat()}"
    return words + (f" each {grain.each}" if grain.each is not None else "")


def _clause(item: t.ClauseLine) -> Doc:
    return (f"clause {text(item.heading)} {text(item.text)}",)


def _data(item: t.Data) -> Doc:
    article = "an" if item.row[:1].lower() in "aeio" else "a"
    doc: Doc = cat(f"data {item.name}", comma(f"each row {article} {item.row}"))
    if item.file is not None:
        doc = cat(doc, comma(f"from file {text(item.file)}"))
    if item.valid is not None:
        doc = cat(doc, comma(f"valid from {item.valid[0]} through {item.valid[1]}"))
    if item.dated is not None:
        doc = cat(doc, comma(f"dated by {item.dated}"))
    if item.one_for is not None:
        doc = cat(doc, comma("one for " + " and ".join(f"each {thing}" for thing in item.one_for)))
    return cat(doc, Block(tuple(worded_entries(item.lines, 0)), item.tail))


def _credit(item: t.Credit) -> Doc:
    return (f"credit {item.name} {_grain(item.grain)}", _steps(item.lines, item.tail))


def _gathers(item: t.Gathers) -> Doc:
    doc = cat(f"credit {item.name} gathers ", comma_list(source.name for source in item.sources))
    return cat(doc, comma("ordered by ", order_keys(item.keys))) if item.keys else doc


def _rule_head(item: t.Rule, name_width: int = 0, head_width: int = 0) -> str:
    head = f"{item.kind} {item.name.ljust(name_width)}{_title(item.title)}".rstrip()
    if item.grain is not None:
        head = f"{item.kind} {item.name.ljust(name_width)}{_title(item.title)} {_grain(item.grain)}"
    return head.ljust(head_width)


def _rule(item: t.Rule, name_width: int = 0, head_width: int = 0) -> Doc:
    if item.value is None:
        return (_rule_head(item), _steps(item.steps, item.tail))
    return cat(_rule_head(item, name_width, head_width), " =", EQUALS, write(item.value))


def _table(item: t.TableDecl) -> Doc:
    return (f"table {item.name}", rows_block(item.rows, item.tail))


def _balance(item: t.Balance) -> Doc:
    entries = []
    if item.opens is not None:
        entries.append(Entry(cat("opens".ljust(_STEP_WORD + 2), "at ", write(item.opens))))
    if item.closes is not None:
        doc = cat("closes".ljust(_STEP_WORD + 2), "on ", write(item.closes))
        entries.append(Entry(doc if item.rest is None else cat(doc, comma(f"rest {item.rest}"))))
    if item.lapses is not None:
        payouts = "more payout" if item.lapses == 1 else "more payouts"
        entries.append(
            Entry(cat("lapses".ljust(_STEP_WORD + 2), f"after {item.lapses} {payouts}", comma("oldest taken first")))
        )
    return (f"balance {item.name} {_grain(item.grain)}", Block(tuple(entries), item.tail))


def _payout(item: t.Payout) -> Doc:
    doc: Doc = ("payout for each participant" + (f" each {item.each}" if item.each is not None else ""),)
    if item.by_credit_date:
        doc = cat(doc, comma("by credit date"))
    return cat(doc, _steps(item.steps, item.tail))


# --- examples and tests -----------------------------------------------------------------------


def _cell(cell: t.Value | None) -> str:
    if cell is None:
        return "none"
    if isinstance(cell, t.TextLit) and _BARE_CELL.fullmatch(cell.value) and cell.value not in _QUOTED_CELLS:
        return cell.value
    return flat(write(cell)) or ""


def _given(item: t.Given) -> list[Entry]:
    """The heading, and below it the rows, deeper by one level but with their bars in line."""
    rows = [row.cells for row in item.rows]
    firsts = ["given " + item.row, *("    " + _cell(row[0] if row else None) for row in rows)]
    lines = [[(column, False) for column in item.columns]]
    lines += [[(_cell(cell), is_number(cell)) for cell in row[1:]] for row in rows]
    texts = grid(lines, firsts)
    entries = [Entry((texts[0],), item.trivia)]
    for written, row in zip(texts[1:], item.rows, strict=True):
        entries.append(Entry((written.lstrip(),), row.trivia, deeper=True))
    return entries


def _record_key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else text(key)


def _subject(item: t.Expect) -> str:
    return ("paid " if item.paid else "") + (item.subject.name if item.subject is not None else "payout")


def _expect(item: t.Statement, subject_width: int) -> Doc:
    if not isinstance(item, t.Expect):
        assert isinstance(item, t.ExpectRejected)
        return (f"expect data rejected {text(item.text)}",)
    words = [f"expect {_subject(item).ljust(subject_width)}"]
    words += [f"for {_record_key(item.participant)}"] if item.participant is not None else []
    words += [f"on {_record_key(item.on)}"] if item.on is not None else []
    head = " ".join(words)
    if item.period is not None:
        head += " in " + (flat(write(item.period)) or "")
    return cat(f"{head} is ", operand(item.value), *([", rounded"] if item.rounded else []))


def _example(item: t.Example) -> Doc:
    entries = [entry for given in item.givens for entry in _given(given)]
    width = column_width(_subject(one) for one in item.expects if isinstance(one, t.Expect))
    entries += [Entry(_expect(one, width), one.trivia) for one in item.expects]
    return (f"example {text(item.title)}", Block(tuple(entries), item.tail))


def _promise(item: t.Promise) -> Doc:
    head = f"test {text(item.title)}: "
    if item.rising is not None:
        falls: Doc = ("payout never falls when ",)
        if item.tolerance is not None:
            falls = cat("payout never falls by more than ", write(item.tolerance), " when ")
        return cat(head, falls, write(item.rising), " rises")
    if item.about is not None:
        words = next(words for words, about in t.PROMISED.items() if about == item.about)
        return cat(head, f"{words} ", operand(item.bound)) if item.bound is not None else (head + words,)
    of = f" of {item.credit}" if item.credit is not None else ""
    each = f"for each {item.each}{of}: " if item.each is not None else ""
    return cat(head, each, condition(item.condition) if item.condition is not None else ())


# --- files ------------------------------------------------------------------------------------


def _use(item: t.Use) -> Doc:
    return (f"use {text(item.path)}",)


def _plan(item: t.Plan) -> Doc:
    return (f"plan {item.name}{_title(item.title)}", Block(tuple(entries_of(item.items)), item.tail))


def _amend(item: t.Amend) -> Doc:
    head = cat(f"amend {item.name} from {item.start.value.isoformat()}", comma("by ", write(item.by)))
    if item.running is not None:
        head = cat(head, comma(f"running totals {item.running}"))
    return cat(head, Block(tuple(entries_of(item.items)), item.tail))


def _defaults(item: t.Defaults) -> Doc:
    return (f"defaults{_title(item.title)}", Block(tuple(worded_entries(list(item.items), _HEADER_WORD)), item.tail))


def _remove(item: t.Remove) -> Doc:
    return (f"remove {item.name}",)


DECLARATIONS: dict[type, Writer] = {
    t.ClauseLine: _clause,
    t.Data: _data,
    t.Credit: _credit,
    t.Gathers: _gathers,
    t.Rule: _rule,
    t.TableDecl: _table,
    t.Balance: _balance,
    t.Payout: _payout,
    t.Example: _example,
    t.Promise: _promise,
    t.Use: _use,
    t.Plan: _plan,
    t.Amend: _amend,
    t.Defaults: _defaults,
    t.Remove: _remove,
}


def _group(item: t.Statement) -> str:
    """What may stand together without a blank line: lines of the header, one-line rules, tests, and so on."""
    if isinstance(item, HEADER):
        return "header"
    if isinstance(item, t.Rule):
        return "rule" if item.value is not None and is_line(item) else ""
    if isinstance(item, t.ClauseLine | t.Gathers | t.Promise | t.Use | t.Remove):
        return type(item).__name__
    return ""


def is_line(item: t.Rule) -> bool:
    """Whether a rule ``= VALUE`` stands on one line of a plan."""
    doc = _rule(item)
    length = sum(len(piece) if isinstance(piece, str) else 1 for piece in doc)
    return length + INDENT <= WIDTH and not any(isinstance(piece, Block) for piece in doc)


def _like(item: t.Statement) -> tuple[Any, ...]:
    """Neighbouring one-line rules of the same kind stand with their names in line."""
    return (item.kind, item.title is None) if isinstance(item, t.Rule) and _group(item) == "rule" else (id(item),)


def _shape(item: t.Rule) -> tuple[Any, ...] | None:
    grain = item.grain
    return None if grain is None else (grain.kind, grain.name, grain.each is None, grain.once_on is None)


def _rules_together(rules: Sequence[t.Rule]) -> list[Doc]:
    """One-line rules below each other: names in line, and equals signs too where the grains are alike."""
    names = column_width(rule.name for rule in rules)
    alike = len({_shape(rule) for rule in rules}) == 1
    heads = column_width(_rule_head(rule, names) for rule in rules) if alike else 0
    docs = [_rule(rule, names, heads) for rule in rules]
    lengths = [sum(len(piece) if isinstance(piece, str) else 1 for piece in doc) for doc in docs]
    return docs if max(lengths) + INDENT <= WIDTH else [_rule(rule) for rule in rules]


def entries_of(items: Sequence[t.Statement]) -> list[Entry]:
    """Declarations one after the other, blocks always apart, lines as their author grouped them."""
    headers = [item for item in items if isinstance(item, HEADER)]
    header_entries = dict(zip(map(id, headers), worded_entries(headers, _HEADER_WORD), strict=True))
    docs: dict[int, Doc] = {}
    runs: list[list[t.Statement]] = []
    for item in items:
        close = runs and _like(runs[-1][-1]) == _like(item) and not item.trivia.blank_before
        if close:
            runs[-1].append(item)
        else:
            runs.append([item])
    for run in runs:
        rules = [item for item in run if isinstance(item, t.Rule)]
        if len(rules) > 1:
            docs |= dict(zip(map(id, rules), _rules_together(rules), strict=True))
    entries: list[Entry] = []
    before: str | None = None
    for item in items:
        group = _group(item)
        apart = before is not None and (group != before or group == "")
        if isinstance(item, HEADER):
            doc = header_entries[id(item)].doc
        else:
            doc = docs.get(id(item)) or DECLARATIONS[type(item)](item)
        entries.append(Entry(doc, item.trivia, apart=apart))
        before = group
    return entries
