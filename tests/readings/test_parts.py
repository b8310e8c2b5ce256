"""Open questions of long plans: each is looked at in its part of the plan, and what is found there holds in the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

import planlang
from benchmarks.many_rules import KINDS, SHORT, opened, plan
from planlang.check import check_text
from planlang.compile import CompileResult, compile_text
from planlang.diagnostics.model import Diagnostic, Label
from planlang.readings import questions, search, witnessed
from planlang.readings.answers import Origin
from planlang.readings.canonical import meanings_of
from planlang.readings.meaning import paying_columns
from planlang.readings.parts import Parts
from planlang.syntax import tree
from planlang.testing.examples import examples_of, run_example
from tests.readings.replayed import replayed

MODELS = Path(planlang.__file__).parents[1] / "stdlib_plans"
FILE = "plan.plan"


def _asked(text: str) -> tuple[Diagnostic, ...]:
    return check_text(text, FILE).diagnostics


@pytest.mark.parametrize("name", ["quarterly_ae", "enterprise_ae", "sales_manager", "crm_quarter"])
def test_what_is_left_in_a_part_means_what_it_means_in_the_whole(name: str) -> None:
    text = (MODELS / name / f"{name}.plan").read_text(encoding="utf-8")
    whole = compile_text(text, FILE)
    assert whole.graph is not None and whole.plan_tree is not None
    parts = Parts(text, Origin(FILE), ())
    seen = 0
    for item in whole.plan_tree.items:
        if not isinstance(item, tree.Rule):
            continue
        kept = parts.kept(Diagnostic("unused", "", (Label(item.span, "", True),)))
        if kept is None:
            continue
        left = parts.only(kept)
        assert len(left) == len(text)
        part = compile_text(left, FILE)
        assert part.graph is not None, part.diagnostics
        meanings = meanings_of([whole.graph, part.graph])
        for component, columns in paying_columns(part.graph).items():
            if component != "payout":
                mine = [meanings.of(part.graph, *column) for column in columns]
                assert mine == [meanings.of(whole.graph, *column) for column in paying_columns(whole.graph)[component]]
                seen += len(kept) < len(parts.named)
    assert seen, "no part is smaller than the plan"


def test_many_questions_of_a_long_plan_read_it_seldom_in_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    text = opened(plan(60, SHORT))
    sizes: list[int] = []
    compiled = Origin.compile

    def counted(self: Origin, source: str, warned: bool = False) -> CompileResult:
        sizes.append(len(source.split()))
        return compiled(self, source, warned)

    monkeypatch.setattr(Origin, "compile", counted)
    asked = _asked(text)
    found = witnessed(text, FILE, asked)
    shown = [one.witness for one in found if one.witness is not None]
    assert len(asked) == 12 and len(shown) == questions.MOST_QUESTIONS
    whole = len(text.split())
    assert sum(size > whole * 0.9 for size in sizes) <= 4  # not one for each question and answer
    assert found == witnessed(text, FILE, asked)
    for witness in shown:
        assert len({reading.expects for reading in witness.readings}) > 1
        for reading in witness.readings:
            made = compile_text(reading.plan, FILE)
            assert made.graph is not None and made.plan_tree is not None and len(reading.plan) > len(text)
            assert run_example(examples_of(made.plan_tree)[-1], made.graph, FILE, made.source).passed


def test_the_plan_of_a_reading_has_what_its_answer_asked_next_answered_too() -> None:
    """Rounded is each slice, and only the first answer leaves slices: the others answer where that is then, in the whole plan as in its part."""
    text = (MODELS / "crm_quarter" / "crm_quarter.plan").read_text(encoding="utf-8")
    less = text.replace("tiers by Attainment, each slice at its own tier", "tiers by Attainment", 1)
    (one,) = witnessed(less, FILE, _asked(less))
    assert one.witness is not None and len(one.witness.readings) == 3
    assert replayed(one) >= 3


def test_where_slices_are_rounded_shows_before_a_long_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_WORK", questions.FIRST_WORK)
    text = plan(10, KINDS).replace("        rounded  each credit\n", "")
    asked = [one for one in witnessed(text, FILE, _asked(text)) if "Staged" in one.message]
    assert len(asked) == 2 and all(one.witness is not None for one in asked)


def test_work_that_is_spent_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    text = opened(plan(5, SHORT))
    monkeypatch.setattr(search, "MOST_WORK", 0)
    (one,) = witnessed(text, FILE, _asked(text))
    assert one.witness is None and one.severity is None
    assert any("not proven" in note and "was spent" in note for note in one.notes)


def test_once_much_work_is_done_the_rest_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    text = opened(plan(15, SHORT))
    monkeypatch.setattr(questions, "WORK_FOR_MORE", 1)
    monkeypatch.setattr(questions, "FIRST_WORK", 10)
    first, *rest = witnessed(text, FILE, _asked(text))
    assert first.witness is not None and rest
    assert all(any("when the questions above are settled" in note for note in one.notes) for one in rest)
