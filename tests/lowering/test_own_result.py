"""Tiers by a rule's own result, worked out another way: an amount fills one tier after the other, or goes back through them."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.core.values import Scalar
from planlang.engines.interpreter.evaluator import Evaluator
from planlang.testing.examples import example_data, examples_of, run_example
from tests import forked

CASE = Path(__file__).parents[1] / "cases" / "techcommunity-share-on-own-output.plan"
HEAD = CASE.read_text(encoding="utf-8").partition("        given deal")[0]
RATES = {
    "One": (Fraction(3, 10), Fraction(2, 10), Fraction(2, 10)),
    "Two": (Fraction(4, 10), Fraction(3, 10), Fraction(2, 10)),
}
ENDS = (Fraction(90_000), Fraction(150_000))


def plan(rows: list[tuple[str, int, str]], head: str = HEAD) -> str:
    """The published case with other deals."""
    lines = ["        given deal | owner | closed     | amount      | category"]
    lines += [
        f"            {key} | ana | 2025-01-{n + 1:02} | {amount:,} USD | {kind}"
        for n, (key, amount, kind) in enumerate(rows)
    ]
    return head + "\n".join(lines) + "\n        expect Kept for ana on d0 is 0 USD\n    }\n}\n"


def filled(stood: Fraction, amount: Fraction, kind: str) -> Fraction:
    """What an amount brings from where the result stood."""
    now, rest, rates = stood, amount, RATES[kind]
    while rest > 0:
        tier = sum(now >= end for end in ENDS)
        room = (ENDS[tier] - now) / rates[tier] if tier < len(ENDS) else rest
        now, rest = now + min(rest, room) * rates[tier], rest - min(rest, room)
    while rest < 0:
        tier = sum(now > end for end in ENDS)
        room = (now - ENDS[tier - 1]) / rates[tier] if tier else -rest
        now, rest = now - min(-rest, room) * rates[tier], rest + min(-rest, room)
    return now - stood


def kept(text: str) -> list[Scalar]:
    """The results in the order of the deals."""
    made = compile_text(text, "made.plan")
    assert made.graph is not None and made.plan_tree is not None, made.diagnostics
    data = example_data(examples_of(made.plan_tree)[0], made.graph, "made.plan").data
    assert data is not None
    measure = next(m for m in made.graph.measures if m.name == "Kept")
    reader = Evaluator(made.graph, data)
    return [reader.value(measure.table, measure.value, row) for row in range(reader.count(measure.table))]


@pytest.mark.parametrize("seed", range(12))
def test_fills_one_tier_after_the_other(seed: int) -> None:
    chance = random.Random(seed)
    rows: list[tuple[str, int, str]] = []
    stood, wanted = Fraction(0), []
    for n in range(9):
        kind = chance.choice(("One", "Two"))
        amount = chance.randrange(-120_000, 260_000) if stood > 60_000 else chance.randrange(0, 260_000)
        brings = filled(stood, Fraction(amount), kind)
        if stood + brings < 0:
            continue
        exact = Decimal(brings.numerator) / Decimal(brings.denominator)
        brings = Fraction(exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN))
        rows.append((f"d{n}", amount, kind))
        wanted.append(brings)
        stood += brings
    assert any(stood_at > ENDS[0] for stood_at in (sum(wanted[:n], Fraction(0)) for n in range(len(wanted) + 1)))
    assert kept(plan(rows)) == wanted


def test_a_result_does_not_leave_the_tiers() -> None:
    made = compile_text(plan([("d0", 1_000, "One"), ("d1", -1_001, "One")]), "made.plan")
    assert made.graph is not None and made.plan_tree is not None
    outcome = run_example(examples_of(made.plan_tree)[0], made.graph, "made.plan", made.source)
    assert [found.rule for found in outcome.findings] == ["reached-refused-row"]


def test_a_rate_of_the_data_is_above_0() -> None:
    text = plan([("d0", 1_000, "One")], HEAD.replace("One: 30%", "One: 0%"))
    made = compile_text(text, "made.plan")
    assert made.graph is not None and made.plan_tree is not None
    outcome = run_example(examples_of(made.plan_tree)[0], made.graph, "made.plan", made.source)
    assert [found.rule for found in outcome.findings] == ["reached-refused-row"]


@pytest.mark.parametrize(
    ("was", "now", "rule"),
    [
        ("each slice at its own tier", "all at the tier reached", "own-result-form"),
        ("Kept in the plan, each", "Kept in the plan counting this credit, each", "own-result-form"),
        (
            "        rounded     each credit\n    }\n\n    measure KeptSoFar",
            "    }\n\n    measure KeptSoFar",
            "rounding-open",
        ),
        (
            "        rounded     each credit\n",
            "        rounded     each credit\n        plus        1 USD\n",
            "own-result-form",
        ),
        ("150,000 USD                  : 20%", "150,000 USD                  : -20%", "own-result-rate"),
        ("150,000 USD                  : 20%", "150,000 USD                  : 20 USD", "kind-mismatch"),
        (": RateMiddle", ": refused", "own-result-rate"),
        ("the participant's Kept in the plan, each", "Kept in the plan, each", "whose-open"),
        ("the participant's Kept in the plan, each", "the participant's Kept, each", "window-open"),
        (
            "by running total of the participant's Kept in the plan,",
            "by total of the participant's Kept in the plan,",
            "cycle",
        ),
    ],
)
def test_other_forms_are_refused(was: str, now: str, rule: str) -> None:
    text = CASE.read_text(encoding="utf-8")
    assert was in text
    found = compile_text(text.replace(was, now, 1), "made.plan").diagnostics
    assert [one.rule for one in found] == [rule]


def test_it_can_be_redone_by_hand_and_by_the_verifier(tmp_path: Path) -> None:
    def planlang(*words: str) -> str:
        done = forked.run("planlang", words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    asked = ("explain", str(CASE), "--example", "six commissions", "--participant", "ana")
    page = planlang(*asked, "--deal", "d4")
    assert "Kept so far, before d4: 74,000.00" in page
    assert "53,333.333333… x 30%" in page
    document = tmp_path / "ana.json"
    document.write_text(planlang(*asked, "--format", "json"), encoding="utf-8")
    planlang("verify", str(document), "--plan", str(CASE))


BEFORE = (Path(__file__).parent / "own_result_before.plan").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "instead", "rules"),
    [
        ("not counting this credit, all", "not counting this credit, all", []),
        ("not counting this credit, all", "counting this credit, all", ["own-result-form"]),
        ("rounded each credit", "at most 500 USD each credit, excess lost", ["own-result-form"]),
        ("rounded each credit", "paid 100% on deal.closed", ["rounding-open"]),
        ("times tiers by", "times 2 * tiers by", ["own-result-form"]),
    ],
)
def test_the_tier_reached_before_has_one_form(written: str, instead: str, rules: list[str]) -> None:
    """A cap below it would make the result another one, and counting the credit the rate would depend on itself."""
    text = BEFORE.replace(",\n            all", ", all").replace("times    ", "times ").replace("rounded  ", "rounded ")
    assert written in text
    found = compile_text(text.replace(written, instead), "made.plan").diagnostics
    assert [one.rule for one in found if one.rule != "unused"] == rules


def test_the_tier_reached_before_inside_of_a_larger_value_is_refused() -> None:
    """What the next credit goes on from is the whole result, and no part of it."""
    start = BEFORE.index("tiers by running total")
    end = BEFORE.index("}", start) + 1
    text = BEFORE[:start] + "(" + BEFORE[start:end] + ") * 2" + BEFORE[end:]
    found = compile_text(text, "made.plan").diagnostics
    assert [one.rule for one in found if one.rule != "unused"] == ["own-result-form"]
