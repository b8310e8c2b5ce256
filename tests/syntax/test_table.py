"""The shipped table is the grammar's, and the driver reads what Lark's own parser reads."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from planlang.syntax import build, parse
from planlang.syntax.builder import BUILDERS
from planlang.syntax.layout import lay_out
from planlang.syntax.lexer import read_token
from planlang.syntax.table import table
from tests.questions.test_open_ends import OPEN_AT_THE_BEGINNING, OPEN_AT_THE_END
from tests.syntax.corpus import EVERYTHING, page_plans

GRAMMAR = build.GRAMMAR.read_text(encoding="utf-8")


LARK = pytest.mark.xdist_group("lark")
"""Lark takes seconds to make its tables: one worker does."""


@pytest.fixture(scope="module")
def built() -> dict[str, Any]:
    return build.build(GRAMMAR)  # raises on a conflict


@pytest.fixture(scope="module")
def lark_parser() -> Any:
    return build.lark_parser(GRAMMAR)


@LARK
def test_the_table_is_not_stale(built: dict[str, Any]) -> None:
    assert build.TABLE.read_text(encoding="utf-8") == build.as_text(built), "run python -m planlang.syntax.build"


@LARK
def test_every_terminal_is_named(built: dict[str, Any]) -> None:
    assert all(re.fullmatch(r"[A-Z][A-Z_]*|\$END", name) for name in built["terminals"])
    assert not [name for name in built["terminals"] if name.startswith("__")]


def test_every_terminal_is_used() -> None:
    declared = set(re.findall(r"^([A-Z][A-Z_]*)(?:\.[0-9]+)?:", GRAMMAR, re.MULTILINE))
    assert declared <= set(table().terminals)


def test_every_rule_has_a_builder() -> None:
    wanted = {p.reads for p in table().productions() if not p.reads.startswith("_")}
    assert wanted <= set(BUILDERS)
    assert set(BUILDERS) <= wanted, "a builder without a rule"


def test_no_two_phrases_are_written_alike_in_one_state() -> None:
    by_text: dict[str, list[str]] = {}
    for phrase in table().phrases.values():
        by_text.setdefault(phrase.text, []).append(phrase.name)
    doubles = [names for names in by_text.values() if len(names) > 1]
    for state in range(len(table()._states)):
        accepted = table().actions(state)
        assert not [names for names in doubles if len(accepted.keys() & set(names)) > 1]


@pytest.mark.parametrize("name", sorted(table().phrases))
def test_phrase(name: str) -> None:
    phrase = table().phrases[name]
    only = {name}
    found = read_token(table(), phrase.text + " ", 0, only)
    assert found is not None and found.end == len(phrase.text)
    spaced = re.sub(r" ", " \t ", phrase.text)
    assert read_token(table(), spaced + "\n", 0, only) is not None
    if phrase.text[-1].isalpha():
        for after in ("x", "_", "9", ".x", "'s"):
            assert read_token(table(), phrase.text + after + " ", 0, only) is None
    if " " in phrase.text:
        assert read_token(table(), phrase.text.rsplit(" ", 1)[0] + " ", 0, only) is None


SHAPES = {
    "NEWLINE": (["\n"], [" "]),
    "MONEY": (["5 USD", "5,000.00  USD", "1,234,567 EUR"], ["5", "5USD", "5,00 USD", "5 usd", "5 USDX", "1e5 USD"]),
    "DATE": (["2025-02-10"], ["2025-2-10", "2025-02-100", "25-02-10"]),
    "PERIOD": (["2025-Q1", "2025-H2", "2025-03"], ["2025-Q", "2025-03-01", "2025-003"]),
    "WEEKS": (["4-4-5 weeks"], ["4-4-5", "44-4-5 weeks"]),
    "PERCENT": (["2%", "1,000.5%"], ["2", "2 %", "1,00%"]),
    "MULTIPLIER": (["1.5x", "2x"], ["1.5", "1.5 x", "2xy"]),
    "DURATION": (["90 days", "2 weeks", "1 month", "2 halves"], ["90", "90days", "90 weekss", "90 daysx"]),
    "NUMBER": (["7", "1,000", "0.5"], ["7x", "7%", "1e9", "5k", "5.", "1.2.3", "x"]),
    "TEXT": (['"a b"', '""', '"#"'], ['"a', "'a'"]),
    "CORNER": ([r"Growth \ Margin", r"down\across"], ["Growth | Margin", r"\ Margin"]),
    "REF": (["deal.amount", "a.b.c"], ["deal", "Deal.amount", "deal.", "deal.Amount"]),
    "POSSESSIVE": (["the team's"], ["the team", "the Team's", "team's"]),
    "WEEKDAY": (["Saturday"], ["Sat", "Saturdays", "saturday"]),
    "MONTH_NAME": (["January"], ["Janus", "Januaryx", "january"]),
    "CURRENCY_CODE": (["USD"], ["US", "USDX", "usd"]),
    "NAME": (["Bookings", "A1_b"], ["bookings", "1A"]),
    "UNIT": (["month", "half"], ["months", "half_", "month.x"]),
    "WORD": (["deal", "or_", "_x9"], ["Deal", "deal.amount", "deal's"]),
    "LIST_COMMA": ([', "a"', ", Big", ", yes", ", 2025-03"], [", key", ", yesterday"]),
}


@pytest.mark.parametrize("name", sorted(table().shapes))
def test_shape(name: str) -> None:
    right, wrong = SHAPES[name]
    for text in right:
        found = read_token(table(), text + " ", 0, {name})
        assert found is not None, text
        assert found.end == len(text) or name == "LIST_COMMA"
    for text in wrong:
        assert read_token(table(), text + " ", 0, {name}) is None, text


def _lark_accepts(parser: Any, text: str) -> bool:
    from lark.exceptions import UnexpectedInput

    try:
        parser.parse(lay_out(text, "x").text)
    except UnexpectedInput:
        return False
    return True


@LARK
def test_the_corpus_is_read_as_lark_reads_it(lark_parser: Any) -> None:
    assert _lark_accepts(lark_parser, EVERYTHING)
    assert parse.parse(EVERYTHING, "x").diagnostics == ()
    for text in page_plans():
        found = parse.parse(text, "x").diagnostics
        if not any(d.rule in ("too-deep", "not-text", "repeated-clause", "too-big") for d in found):
            assert _lark_accepts(lark_parser, text) == (not found), text


@LARK
def test_mutations_are_read_as_lark_reads_them(lark_parser: Any) -> None:
    chance = random.Random(20250210)
    words = re.findall(r'"[^"\n]*"|[\w.%\']+|\n|\S', EVERYTHING)
    lines = [line for line in EVERYTHING.splitlines() if line.strip()]
    accepted = 0
    for _ in range(80):
        copy = lines.copy()
        at = chance.randrange(len(copy))
        pieces = re.findall(r'"[^"\n]*"|[\w.%\']+|[ ]+|\S', copy[at])
        spot = chance.randrange(len(pieces))
        kind = chance.randrange(3)
        if kind == 0:
            del pieces[spot]
        elif kind == 1:
            pieces.insert(spot, " " + chance.choice(words).strip("\n") + " ")
        else:
            pieces[spot] = " " + chance.choice(words).strip("\n") + " "
        copy[at] = "".join(pieces)
        text = "\n".join(copy) + "\n"
        found = [d for d in parse.parse(text, "x").diagnostics if "read as arithmetic" not in d.message]
        building = ("is not a day", "is not a period", "twice", "length of time", "whole number", "already says")
        found = [d for d in found if not any(words in d.message for words in building)]
        assert _lark_accepts(lark_parser, text) == (not found), copy[at]
        accepted += not found
    assert 3 < accepted < 77


CALCULATED = {"_operand", "_sum", "_term", "_factor", "_value", "_point"}
"""What a sign can stand beside."""


def _open(parser: Any, end: int) -> set[str]:
    """The values that begin (0) or end (-1) with something that could be calculated with, by the grammar alone."""
    rules: dict[str, list[list[str]]] = {}
    for rule in parser.rules:
        rules.setdefault(rule.alias or rule.origin.name, []).append([symbol.name for symbol in rule.expansion])
        if rule.alias:
            rules.setdefault(rule.origin.name, []).append([rule.alias])
    ends, values = set(CALCULATED), {"_value"}
    while more := {name for name, ways in rules.items() if any(way and way[end] in ends for way in ways)} - ends:
        ends |= more
    while more := {way[0] for name in values for way in rules.get(name, ()) if len(way) == 1} - values:
        values |= more
    phrases = {name for name in values & rules.keys() if not name.startswith("_")} - {"sum", "product", "negate"}
    return {name for name in phrases if any(len(way) > 1 and way[end] in ends for way in rules[name])}


@LARK
def test_every_phrase_that_is_open_at_an_end_is_tried_with_a_sign_there(lark_parser: Any) -> None:
    assert _open(lark_parser, -1) == OPEN_AT_THE_END.keys(), "tests/questions/test_open_ends.py tries each of them"
    assert _open(lark_parser, 0) == OPEN_AT_THE_BEGINNING.keys()
