"""Whatever the text is, the parser answers soon and never raises."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.syntax.parse import ParseResult, parse
from planlang.syntax.table import table
from tests.syntax.corpus import EVERYTHING, in_rule

HOSTILE: dict[str, tuple[str | bytes, str | None]] = {
    "not UTF-8": (b"plan \xff", "not-text"),
    "UTF-16": ("plan P {\n}\n".encode("utf-16"), "not-text"),
    "NUL": ("plan \0", "not-text"),
    "zero width": ("plan\u200b P {\n}\n", "not-text"),
    "surrogate": ("plan \ud800", "not-text"),
    "10 MB": ("x" * 10_000_000, "too-big"),
    "a long name": (in_rule("pay " + "a" * 100_000), "too-big"),
    "digits": (in_rule("pay " + "9" * 100_000), "number-form"),
    "a power of ten": (in_rule("pay 1e999999999"), "scientific-number"),
    "parentheses": (in_rule("pay " + "(" * 10_000 + "1" + ")" * 10_000), "too-deep"),
    "minus signs": (in_rule("pay " + "-" * 10_000 + "1"), "too-deep"),
    "a long sum": (in_rule("pay " + "+".join("1" * 10_000)), "too-deep"),
    "a chain of choices": (in_rule("pay " + "1 if a.b is yes, otherwise " * 5_000 + "1"), "too-deep"),
    "open plans": ("plan P {\n" * 5_000, "unclosed"),
    "opening braces": ("{" * 100_000, "syntax"),
    "closing braces": ("}" * 100_000, "unclosed"),
    "quotation marks": (in_rule("pay " + '"' * 100_001), None),
    "commas": (in_rule("pay " + "1," * 100_000), None),
    "dots": (in_rule("pay " + "a." * 100_000), None),
    "backslashes": (in_rule("pay " + "a" * 1_000 + "\\" * 100_000), None),
    "articles": (in_rule("pay " + "the " * 50_000), None),
    "choices without otherwise": (in_rule("pay " + "1 if A, " * 10_000), None),
    "spread words": (in_rule("pay " + ("the" + " " * 50) * 5_000), None),
    "line ends": ("\n" * 200_000, ""),
    "blanks": (" " * 1_000_000, ""),
    "comments": ("#" * 1_000_000, ""),
    "empty": ("", ""),
    "tabs": ("\tplan\tP\t{\n\t}\n", ""),
    "no last line end": ("plan P {\n}", ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str) -> None:
    text, rule = HOSTILE[name]
    before = time.process_time()
    result = parse(text, "h.plan")
    assert time.process_time() - before < 5
    if rule == "":
        assert result.tree is not None
    else:
        assert result.tree is None
        assert rule is None or result.diagnostics[0].rule == rule
    assert len(result.diagnostics) <= 101
    assert all(len(d.message) < 300 for d in result.diagnostics)


def test_time_is_linear() -> None:
    def seconds(rows: int) -> float:
        text = 'plan P {\n example "x" {\n  given a | b\n' + "  x | 1\n" * rows + " }\n}\n"
        before = time.process_time()
        assert parse(text, "x").tree is not None
        return time.process_time() - before

    seconds(200)
    small, large = min(seconds(1_000) for _ in range(3)), seconds(8_000)
    assert large < small * 8 * 3


def check(result: ParseResult) -> None:
    assert (result.tree is None) == bool(result.diagnostics)
    for found in result.diagnostics:
        assert found.message and found.labels


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    check(parse(text, "f.plan"))
    check(parse(in_rule(text), "f.plan"))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    check(parse(data, "f.plan"))


SCRAPS = [
    *sorted({p.text for p in table().phrases.values()}),
    "\n",
    "{\n",
    "5 USD",
    "2%",
    "a.b",
    "Big",
    "x",
    '"t"',
    "7",
]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(SCRAPS), max_size=40))
def test_any_words_of_the_language(words: list[str]) -> None:
    check(parse(" ".join(words), "f.plan"))
    check(parse(in_rule(" ".join(words)), "f.plan"))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(EVERYTHING)), st.integers(0, 60), st.sampled_from(SCRAPS))
def test_any_cut(start: int, length: int, scrap: str) -> None:
    check(parse(EVERYTHING[:start] + scrap + EVERYTHING[start + length :], "f.plan"))
