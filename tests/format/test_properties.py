"""Formatting keeps what a plan says and every comment, and formatting twice is formatting once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.syntax.formatting import format_plan, format_text
from planlang.syntax.parse import parse
from planlang.syntax.tree import PlanFile, same_text
from tests.strategies import plans

PLANS = sorted(Path(__file__).parent.joinpath("plans").glob("*.plan"))
MODELS = sorted(Path(__file__).parents[2].joinpath("stdlib_plans").glob("*/*.plan"))
RELAXED = settings(deadline=None, suppress_health_check=list(HealthCheck))


def read(text: str) -> PlanFile:
    """The tree of a text that must parse."""
    parsed = parse(text, "x.plan")
    assert not parsed.diagnostics, (parsed.diagnostics, text)
    assert parsed.tree is not None
    return parsed.tree


def formatted(text: str) -> str:
    """The canonical form of a text that must parse."""
    result = format_text(text, "x.plan")
    assert result.text is not None, result.diagnostics
    return result.text


@given(plans.files)
@settings(RELAXED, max_examples=100)
def test_a_tree_survives_being_written_and_read(tree: PlanFile) -> None:
    written = format_plan(tree)
    again = read(written)
    assert same_text(again, tree), written
    assert format_plan(again, written) == written


@given(plans.value, plans.condition)
@settings(RELAXED, max_examples=150)
def test_parentheses_keep_every_value_whole(value: object, condition: object) -> None:
    heads = {"kind": "measure", "name": "M", "title": None, "grain": None}
    rule = plans.rule_of(value, **heads)
    promise = plans.promise_of(condition)
    tree = plans.file_of(rule, promise)
    written = format_plan(tree)
    assert same_text(read(written), tree), written


@pytest.mark.parametrize("path", PLANS + MODELS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_plans_keep_their_meaning(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    once = formatted(text)
    assert same_text(read(once), read(text))
    assert formatted(once) == once


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_model_texts_are_canonical(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert formatted(text) == text


def comments_of(text: str) -> list[str]:
    """The numbered comments of a text, in order."""
    return re.findall(r"# (c\d+c)", text)


@st.composite
def commented(draw: st.DrawFn) -> str:
    """A plan with comments between and behind its lines, some lines broken, and blank lines strewn in."""
    lines = draw(st.sampled_from(PLANS)).read_text(encoding="utf-8").splitlines()
    lines = lines[: draw(st.integers(1, len(lines)))] if draw(st.booleans()) else lines
    places = draw(
        st.lists(st.tuples(st.integers(0, len(lines)), st.sampled_from(["own", "trail", "blank"])), max_size=12)
    )
    for number, (place, kind) in enumerate(sorted(places, reverse=True)):
        if kind == "blank":
            lines.insert(place, "")
        elif kind == "own":
            lines.insert(place, f"   # c{number}c")
        elif place < len(lines) and lines[place] and "#" not in lines[place]:
            lines[place] += f"#c{number}c"
    return "\n".join(lines) + "\n"


@given(commented())
@settings(RELAXED, max_examples=40)
def test_every_comment_is_kept_once(text: str) -> None:
    if format_text(text, "x.plan").text is None:
        return
    once = formatted(text)
    assert sorted(comments_of(once)) == sorted(re.findall(r"#\s*(c\d+c)", text)), once
    assert same_text(read(once), read(text))
    assert formatted(once) == once


@given(commented(), st.randoms())
@settings(RELAXED, max_examples=20)
def test_layout_does_not_matter(text: str, random: object) -> None:
    """Blanks at either end of lines, tabs and other line ends come out the same."""
    loose = "\r\n".join(f"\t {line}  " for line in text.split("\n"))
    if format_text(text, "x.plan").text is not None:
        assert formatted(loose) == formatted(text)


@given(plans.files, plans.trivias)
@settings(RELAXED, max_examples=60)
def test_comments_of_generated_trees_are_kept(tree: PlanFile, trivias: object) -> None:
    """Comments at any statement of any plan are there once after being written, read and written again."""
    dressed, said = plans.dressed(tree, trivias)
    written = format_plan(dressed)
    again = read(written)
    assert same_text(again, tree)
    assert sorted(comments_of(written)) == sorted(said), written
    assert format_plan(again) == written
