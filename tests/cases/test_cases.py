"""Published worked examples, each a plan whose examples pay what was published.

Each plan must be in shape, check without a finding, and pay its examples. Where the list of published cases lies beside
the checkout, every number of a case must be expected by its plan (or be named below with the reason why not).
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planlang.compile import compile_text
from planlang.syntax import tree
from planlang.syntax.formatting.api import format_text
from planlang.testing.examples import examples_of, run_example

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PLANS = sorted(HERE.glob("*.plan"))
PUBLISHED = ROOT.parent / "shared" / "cases" / "cases.jsonl"

NOT_EXPECTED: dict[str, tuple[set[str], str]] = {
    "apple-252177894-crossing": (
        {"2000", "1000", "10", "15"},
        "slices and their rates; the second example has them as deals",
    ),
    "seanmmasters-hire-proration": (
        {"469", "44", "10.666667", "6.666667"},
        "thousands, printed loosely; and the reading not taken",
    ),
    "worldatwork-margin-modifier": ({"150000", "138000", "90000"}, "the reading not taken"),
}
"""Numbers of a case that its plan can't expect as they are printed, and why."""


def ids() -> list[str]:
    """The names of the plans."""
    return [path.stem for path in PLANS]


@pytest.fixture(scope="module")
def published() -> dict[str, dict[str, Any]]:
    if not PUBLISHED.exists():
        pytest.skip("the list of published cases is not beside this checkout")
    lines = PUBLISHED.read_text(encoding="utf-8").splitlines()
    return {case["id"]: case for case in (json.loads(line) for line in lines if line.strip())}


@pytest.mark.parametrize("path", PLANS, ids=ids())
def test_pays_what_was_published(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    result = compile_text(text, path.name)
    assert result.diagnostics == ()
    assert result.graph is not None and result.plan_tree is not None
    examples = examples_of(result.plan_tree)
    assert examples
    for example in examples:
        outcome = run_example(example, result.graph, path.name, result.source)
        assert outcome.passed, f"{outcome.title}: {outcome.differences} {outcome.findings}"
        assert outcome.checked > 0


@pytest.mark.parametrize("path", PLANS, ids=ids())
def test_is_in_shape_and_names_its_case(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_text(text, path.name).text == text
    assert text.startswith(f"# Case {path.stem}. Source: ")


def test_every_case_is_written_or_listed(published: dict[str, dict[str, Any]]) -> None:
    listed = set(re.findall(r"^\| `([a-z0-9-]+)` \|", (HERE / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(ids()) & listed == set()
    assert set(ids()) | listed == set(published)


@pytest.mark.parametrize("path", PLANS, ids=ids())
def test_expects_the_published_numbers(path: Path, published: dict[str, dict[str, Any]]) -> None:
    case = published[path.stem]
    wanted = case["recomputed"] if isinstance(case["recomputed"], (dict, list)) else case["expected"]
    excused = {Decimal(number) for number in NOT_EXPECTED.get(path.stem, (set(), ""))[0]}
    tolerance = Decimal(str(case["tolerance"]))
    said = expected_numbers(path)
    missing = [n for n in numbers(wanted) if n not in excused and not any(abs(n - s) <= tolerance for s in said)]
    assert missing == []


def numbers(value: Any) -> list[Decimal]:
    """All numbers of a published result; whether something is so is none."""
    if isinstance(value, dict):
        return [n for part in value.values() for n in numbers(part)]
    if isinstance(value, list):
        return [n for part in value for n in numbers(part)]
    return [] if isinstance(value, (bool, str)) or value is None else [Decimal(str(value))]


def expected_numbers(path: Path) -> set[Decimal]:
    """The numbers that a plan's examples expect; a percentage counts both ways, as 10 and as 0.1."""
    plan = compile_text(path.read_text(encoding="utf-8"), path.name).plan_tree
    assert plan is not None
    found: set[Decimal] = set()
    for example in examples_of(plan):
        for expect in example.expects:
            if isinstance(expect, tree.Expect):
                found |= literal(expect.value)
    return found


def literal(value: tree.Value) -> set[Decimal]:
    """A literal as numbers."""
    if isinstance(value, tree.Negate):
        return {-n for n in literal(value.value)}
    if isinstance(value, tree.NumberLit) and value.unit == "percent":
        return {value.value, value.value / 100}
    if isinstance(value, (tree.NumberLit, tree.MoneyLit)):
        return {value.value}
    return set()
