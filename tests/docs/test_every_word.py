"""Every word of the language stands in an example of the reference that is run: no phrase is only talked about."""

from __future__ import annotations

import re
from functools import cache

from planlang.syntax.builder import BUILDERS, Builder
from planlang.syntax.driver import Driver
from planlang.syntax.layout import lay_out
from planlang.syntax.lexer import Token
from planlang.syntax.table import Production, table
from tests.docs.test_examples import BLOCK, PRELUDES, ROOT

REFERENCE = ROOT / "docs" / "language.md"

NOT_SHOWN = {
    "COMMA_AFTER": "a bound of a column of days: read, and answered by `bound-not-a-number`",
    "COMMA_BEFORE": "a bound of a column of days: read, and answered by `bound-not-a-number`",
}
"""Phrases that no plan may use where they stand, and why they are read."""


class Watching(Driver):
    """Notes the words and forms that a text uses."""

    words: set[tuple[str, int]]
    forms: set[str]

    def _shift(self, token: Token) -> None:
        self.words.add((token.kind, token.start))
        super()._shift(token)

    def _reduce(self, production: Production) -> None:
        self.forms.add(production.reads)
        super()._reduce(production)


@cache
def used() -> tuple[frozenset[str], frozenset[str]]:
    """The words that readers see in an example, and all forms in the examples with the plan around them."""
    words: set[str] = set()
    forms: set[str] = set()
    for block in BLOCK.finditer(REFERENCE.read_text(encoding="utf-8")):
        seen = [line.strip() for line in block["text"].splitlines() if line.strip()]
        parts = seen if block["each"] else [block["text"]]
        for part in parts:
            text = _little_around(block["prelude"], part) if block["prelude"] else part
            layout = lay_out(text, "shown.plan")
            driver = Watching(layout, Builder(layout))
            driver.words, driver.forms = set(), set()
            assert driver.run() is not None, part
            forms |= driver.forms
            words |= {kind for kind, start in driver.words if _line_at(text, start).endswith(tuple(seen))}
    return frozenset(words), frozenset(forms)


def _little_around(prelude: str, part: str) -> str:
    """A part of a plan with as much around it as the parser needs, which asks for no data; the examples are run elsewhere."""
    lines = part.splitlines()
    expects = [line for line in lines if line.startswith("expect ")]
    rest = "\n".join(line for line in lines if not line.startswith("expect "))
    text = (PRELUDES / f"{prelude}.plan").read_text(encoding="utf-8")
    text = text.replace("@base\n", "plan Shown {\n").replace("@given\n", "").replace("@expect", "\n".join(expects))
    return text.replace("@fragment", rest).replace("@line", rest.strip())


def _line_at(text: str, place: int) -> str:
    return text[text.rfind("\n", 0, place) + 1 : (text + "\n").index("\n", place)].strip()


def test_every_phrase_stands_in_an_example_that_is_run() -> None:
    words, _ = used()
    phrases = {name: phrase.text for name, phrase in table().phrases.items()}
    assert len(phrases) > 250
    missing = {phrases[name] for name in set(phrases) - words - set(NOT_SHOWN)}
    assert not missing, f"no example of docs/language.md uses: {sorted(missing)}"
    assert not set(NOT_SHOWN) & words


def test_every_form_of_the_tree_stands_in_an_example_that_is_run() -> None:
    _, forms = used()
    missing = {name for name in BUILDERS if re.match("[a-z]", name)} - forms
    assert not missing, f"no example of docs/language.md has: {sorted(missing)}"


def test_every_section_with_an_example_names_its_findings() -> None:
    """Error messages are part of an entry: those that its words can give."""
    sections = re.split(r"^(?=#{2,3} )", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    without = [
        part.splitlines()[0].lstrip("# ")
        for part in sections
        if "```plan" in part and not re.search(r"^Findings: `", part, re.MULTILINE)
    ]
    assert without == ["The examples on this page"]
