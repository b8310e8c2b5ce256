"""Every plan in the documentation checks, and pays what the page says; every part of one does in the plan around it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from planlang.compile import compile_text
from planlang.diagnostics.order import has_errors
from planlang.slotted import frozen
from planlang.testing.examples import examples_of, run_example

ROOT = Path(__file__).resolve().parents[2]
PRELUDES = ROOT / "docs" / "preludes"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(
    r"(?:^<!-- prelude: (?P<prelude>[a-z-]+)(?P<each>, line by line)? -->\n)?^```(?P<kind>plan(?:-fragment)?)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@frozen
class Shown:
    """A plan that a page shows, whole."""

    where: str
    text: str
    whole: bool


def shown() -> list[Shown]:
    """All plans of all pages, with what stands around them."""
    return [plan for page in PAGES for plan in plans_of(page)]


def plans_of(page: Path) -> list[Shown]:
    """The plans of a page."""
    text = page.read_text(encoding="utf-8")
    found = []
    for block in BLOCK.finditer(text):
        where = f"{page.relative_to(ROOT)}:{text.count(chr(10), 0, block.start('text')) + 1}"
        if block["kind"] == "plan":
            found.append(Shown(where, block["text"], True))
        elif block["prelude"] is None:
            raise AssertionError(f"{where}: a part of a plan says in a comment above it which plan it belongs to")
        elif block["each"]:
            lines = [line for line in block["text"].splitlines() if line.strip()]
            found.extend(Shown(f"{where}: {line}", around(block["prelude"], line), False) for line in lines)
        else:
            found.append(Shown(where, around(block["prelude"], block["text"]), False))
    return found


def around(prelude: str, part: str) -> str:
    """A part of a plan with the plan around it."""
    lines = part.splitlines()
    expects = [line for line in lines if line.startswith("expect ")]
    rest = "\n".join(line for line in lines if not line.startswith("expect "))
    text = (PRELUDES / f"{prelude}.plan").read_text(encoding="utf-8")
    if not expects:
        text = re.sub(r'^    example "shown" \{\n.*?^    \}\n', "", text, flags=re.MULTILINE | re.DOTALL)
    for name in ("base", "given"):
        text = text.replace(f"@{name}\n", (PRELUDES / f"{name}.part").read_text(encoding="utf-8"))
    return text.replace("@fragment", rest).replace("@line", rest.strip()).replace("@expect", "\n".join(expects))


compiled = cache(compile_text)
"""A plan of a page, compiled once for all who read it."""


def together(page: Path, *values: object, id: str | None = None) -> Any:
    """A parameter whose test goes to the worker that has the page's plans: they are compiled once, and worked out once for all engines."""
    return pytest.param(*(values or (page,)), id=id or page.stem, marks=pytest.mark.xdist_group(f"page {page.stem}"))


@pytest.mark.parametrize("plan", [together(page, plan, id=plan.where) for page in PAGES for plan in plans_of(page)])
def test_what_a_page_shows_is_so(plan: Shown) -> None:
    result = compiled(plan.text, plan.where)
    findings = [f"{one.rule}: {one.message}" for one in result.diagnostics]
    assert not has_errors(result.diagnostics), findings
    assert result.graph is not None and result.plan_tree is not None
    if plan.whole:
        assert findings == []
    for example in examples_of(result.plan_tree):
        outcome = run_example(example, result.graph, plan.where, result.source)
        assert outcome.passed, (outcome.differences, outcome.findings)


def test_the_pages_have_examples() -> None:
    assert len(shown()) > 50


def test_every_prelude_is_used() -> None:
    used = {block["prelude"] for page in PAGES for block in BLOCK.finditer(page.read_text(encoding="utf-8"))}
    assert {path.stem for path in PRELUDES.glob("*.plan")} <= used
