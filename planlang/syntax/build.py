"""Turn ``grammar/planlang.lark`` into the table that the parser runs on.

``python -m planlang.syntax.build`` writes ``table.json``; ``--check`` only says whether it is up to
date. This is the one module that imports Lark, which a run of planlang never needs.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from lark import Lark
from lark.grammar import Rule
from lark.lexer import PatternRE, PatternStr, TerminalDef
from lark.parsers.lalr_analysis import LALR_Analyzer, Shift

GRAMMAR = Path(__file__).resolve().parents[2] / "grammar" / "planlang.lark"
TABLE = Path(__file__).with_name("table.json")

_DIGIT = "0123456789"
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWER = "abcdefghijklmnopqrstuvwxyz_"

SHAPE_STARTS = {
    "NEWLINE": "\n",
    "MONEY": _DIGIT,
    "DATE": _DIGIT,
    "PERIOD": _DIGIT,
    "WEEKS": _DIGIT,
    "PERCENT": _DIGIT,
    "MULTIPLIER": _DIGIT,
    "DURATION": _DIGIT,
    "NUMBER": _DIGIT,
    "TEXT": '"',
    "CORNER": _UPPER + _LOWER,
    "REF": _LOWER,
    "POSSESSIVE": "t",
    "WEEKDAY": "MTWFS",
    "MONTH_NAME": _UPPER,
    "CURRENCY_CODE": _UPPER,
    "NAME": _UPPER,
    "UNIT": "dwfmqhy",
    "WORD": _LOWER,
    "LIST_COMMA": ",",
}
"""The characters with which each shape can begin, so that the lexer tries few shapes."""

PHRASE_PRIORITY = 10


def phrase_words(text: str) -> list[str]:
    """The words and signs of a phrase: ``, odd cents to`` is four."""
    return re.findall(r"[A-Za-z0-9_']+|[^\sA-Za-z0-9_']", text)


def phrase_pattern(text: str) -> str:
    """A regular expression for a phrase: any blanks between its words, a word boundary at its end."""
    words = phrase_words(text)
    pattern = re.escape(words[0])
    for before, word in pairwise(words):
        gap = "[ \\t]+" if before[-1].isalnum() and word[0].isalnum() else "[ \\t]*"
        pattern += gap + re.escape(word)
    return pattern + ("(?![A-Za-z0-9_']|\\.[A-Za-z_])" if words[-1][-1].isalnum() else "")


def _loosen(terminal: TerminalDef) -> None:
    if isinstance(terminal.pattern, PatternStr):
        text = terminal.pattern.value
        terminal.pattern = PatternRE(phrase_pattern(text))
        terminal.priority = PHRASE_PRIORITY * len(phrase_words(text))


def lark_parser(grammar: str) -> Lark:
    """Lark's own LALR parser for the grammar, with our reading of phrases: what ours is compared with."""
    return Lark(
        grammar,
        start="file",
        parser="lalr",
        lexer="contextual",
        keep_all_tokens=True,
        maybe_placeholders=True,
        edit_terminals=_loosen,
    )


def build(grammar: str) -> dict[str, Any]:
    """The table as plain data; raises Lark's ``GrammarError`` on any conflict."""
    plain = Lark(grammar, start="file", parser="lalr", keep_all_tokens=True, maybe_placeholders=True)
    analyzer = LALR_Analyzer(plain.parser.parser_conf, strict=True)
    analyzer.compute_lalr()  # type: ignore[no-untyped-call]
    table = analyzer.parse_table
    phrases: dict[str, str] = {}
    shapes: dict[str, list[Any]] = {}
    for terminal in sorted(plain.terminals, key=lambda t: t.name):
        if terminal.name.startswith("__"):
            continue  # the blanks that are skipped
        if isinstance(terminal.pattern, PatternStr):
            phrases[terminal.name] = terminal.pattern.value
        else:
            starts = SHAPE_STARTS[terminal.name]
            shapes[terminal.name] = [terminal.pattern.value, terminal.priority, starts]
    terminals = ["$END", *sorted([*phrases, *shapes])]
    origins = sorted({rule.origin.name for rule in plain.rules} | {"file"})
    rules = sorted(plain.rules, key=_rule_key)
    return _encode(table, terminals, origins, rules) | {
        "terminals": terminals,
        "phrases": phrases,
        "shapes": shapes,
        "origins": origins,
    }


def _rule_key(rule: Rule) -> tuple[str, int, str]:
    return rule.origin.name, rule.order, " ".join(s.name for s in rule.expansion)


def _encode(table: Any, terminals: list[str], origins: list[str], rules: list[Rule]) -> dict[str, Any]:
    """Actions as (rules with their look-ahead sets, shifts, row of gotos), with equal parts stored once.

    States are numbered in the order in which they are met, so that the table does not depend on
    the order in which Lark happened to build them.
    """
    terminal_at = {name: i for i, name in enumerate(terminals)}
    origin_at = {name: i for i, name in enumerate(origins)}
    rule_at = {id(rule): i for i, rule in enumerate(rules)}
    same_rule = {rule: i for i, rule in enumerate(rules)}
    number: dict[Any, int] = {}
    order: list[Any] = []

    def state_number(state: Any) -> int:
        if state not in number:
            number[state] = len(order)
            order.append(state)
        return number[state]

    sets: dict[tuple[int, ...], int] = {}
    gotos: dict[tuple[int, ...], int] = {}
    states: list[list[Any]] = []
    state_number(table.start_states["file"])
    for state in order:  # grows while it is walked
        reduces: dict[int, list[int]] = {}
        shifts: list[int] = []
        goto: list[int] = []
        for symbol, (action, argument) in sorted(table.states[state].items()):
            if symbol in origin_at:
                goto += [origin_at[symbol], state_number(argument)]
            elif action is Shift:
                shifts += [terminal_at[symbol], state_number(argument)]
            else:
                index = rule_at.get(id(argument), same_rule.get(argument, -1))
                reduces.setdefault(index, []).append(terminal_at[symbol])
        flat: list[int] = []
        for rule, lookahead in sorted(reduces.items()):
            flat += [rule, sets.setdefault(tuple(lookahead), len(sets))]
        states.append([flat, shifts, [gotos.setdefault(tuple(goto), len(gotos))]])
    return {
        "rules": [
            f"{rule.alias or rule.origin.name} {rule.origin.name} {len(rule.expansion)} {_holes(rule)}".rstrip()
            for rule in rules
        ],
        "sets": [_numbers(s) for s in sets],
        "gotos": [_numbers(g) for g in gotos],
        "states": ["|".join(map(_numbers, state)) for state in states],
        "end": number[table.end_states["file"]],
    }


def _numbers(row: Iterable[int]) -> str:
    # Text is loaded several times faster than lists, and most states are never visited.
    return " ".join(map(str, row))


def _holes(rule: Rule) -> str:
    """Where an optional part is absent: its place among the children gets ``None``."""
    return _numbers(i for i, absent in enumerate(rule.options.empty_indices) if absent)


def as_text(table: dict[str, Any]) -> str:
    """The table as it is shipped."""
    return json.dumps(table, separators=(",", ":"), sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write the table, or with ``--check`` say whether the shipped one is stale."""
    text = as_text(build(GRAMMAR.read_text(encoding="utf-8")))
    if "--check" in arguments:
        fresh = TABLE.exists() and TABLE.read_text(encoding="utf-8") == text
        print("up to date" if fresh else "stale: run python -m planlang.syntax.build", file=sys.stderr)
        return 0 if fresh else 1
    TABLE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
