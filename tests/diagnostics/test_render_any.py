"""Whatever is found wherever: it is shown, in the width that was asked for, and nothing acts on the terminal."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.diagnostics.cells import text_width
from planlang.diagnostics.model import Diagnostic, Label, Repair
from planlang.diagnostics.place import DataPlace, Span
from planlang.diagnostics.render_json import render_json
from planlang.diagnostics.render_line import render_line
from planlang.diagnostics.render_text import render_text

pytestmark = pytest.mark.usefixtures("pages")

WORDS = st.text(
    st.one_of(st.sampled_from("ab .,{}\t\n\r\x1b\x00\u0301\u202e\u200d東é\ud800\u2028"), st.characters(codec=None)),
    max_size=60,
)
FILES = st.sampled_from(["a.plan", "b.plan", "deals.csv"])
SOURCES = st.text(st.sampled_from("ab {\t\n\r東\u0301\x1b"), max_size=300)


@st.composite
def spans(draw: st.DrawFn, source: str) -> Span:
    """Mostly true places of the source, sometimes any."""
    if draw(st.integers(0, 9)) == 0:
        numbers = st.integers(1, 50)
        line, end_line = draw(numbers), draw(numbers)
        return Span(draw(FILES), 0, 1, line, draw(numbers), end_line, draw(numbers))
    start = draw(st.integers(0, len(source)))
    end = draw(st.integers(start, len(source)))

    def position(offset: int) -> tuple[int, int]:
        before = source[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1

    return Span("a.plan", start, end, *position(start), *position(end))


@st.composite
def findings(draw: st.DrawFn, source: str) -> Diagnostic:
    data = st.builds(DataPlace, FILES, st.none() | st.integers(1, 9), st.none() | WORDS, st.none() | WORDS)
    places = draw(st.lists(st.one_of(spans(source), data), max_size=5))
    first = draw(st.integers(0, 4))
    return Diagnostic(
        draw(st.sampled_from(["overlapping-rates", "unused-name", "not-an-amount", "no-page"])),
        draw(WORDS.filter(bool)),
        tuple(Label(place, draw(WORDS), number == first) for number, place in enumerate(places)),
        draw(st.none() | WORDS),
        tuple(draw(st.lists(st.builds(Repair, WORDS.filter(bool), st.none()), max_size=2))),
        tuple(draw(st.lists(WORDS, max_size=2))),
    )


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_everything_can_be_shown(data: st.DataObject) -> None:
    source = data.draw(SOURCES)
    found = data.draw(st.lists(findings(source), max_size=4))
    width = data.draw(st.sampled_from([40, 60, 80, 100]))
    sources = {"a.plan": source}
    said = render_text(found, sources, width=width)
    for line in said.split("\n"):
        assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in line), repr(line)
        # The name of a place is never cut, because people click on it.
        if "--> " not in line and "::: " not in line:
            assert text_width(line) <= width, line
    assert len(render_line(found).splitlines()) == len(found)
    assert len(json.loads(render_json(found))["diagnostics"]) == len(found)
    coloured = render_text(found, sources, width=width, colour=True)
    assert len(coloured.split("\n")) == len(said.split("\n"))
