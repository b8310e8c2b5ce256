"""Outcomes for programs: JSON in a versioned format (``schema/tests-1.json``), and JUnit's XML for build servers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planlang.diagnostics.render_json import findings_data
from planlang.diagnostics.render_junit import attribute, suites, text
from planlang.testing.outcome import Outcome
from planlang.testing.report import lines_of

FORMAT = "planlang/tests/1"
SCHEMA = Path(__file__).parent / "schema" / "tests-1.json"

Ran = Sequence[tuple[str, Outcome]]
"""Outcomes with the plan or directory that each belongs to."""


def as_json(ran: Ran, broken: Sequence[str]) -> str:
    """All outcomes; ``broken`` are plans whose tests did not run, because findings are open in them."""
    said = {
        "format": FORMAT,
        "counts": {word: sum(_result(one) == word for _, one in ran) for word in ("passed", "failed", "skipped")},
        "broken": list(broken),
        "tests": [_test(group, outcome) for group, outcome in ran],
    }
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def as_junit(ran: Ran, broken: Sequence[str]) -> str:
    """A suite for each plan and directory. A plan whose tests did not run is a case with an error."""
    groups: dict[str, list[Outcome]] = {}
    for group, outcome in ran:
        groups.setdefault(group, []).append(outcome)
    rows = {group: [_case(group, one) for one in outcomes] for group, outcomes in groups.items()}
    for plan in broken:
        error = '<error message="findings are open in the plan, so its tests did not run"/>'
        case = f'<testcase name="the plan" classname={attribute(plan)}>\n{error}\n</testcase>\n'
        rows.setdefault(plan, []).append(case)
    return suites("planlang test", rows)


def _result(outcome: Outcome) -> str:
    return "skipped" if outcome.skipped else "passed" if outcome.passed else "failed"


def _test(group: str, outcome: Outcome) -> dict[str, Any]:
    return {
        "of": group,
        "title": outcome.title,
        "where": outcome.where,
        "result": _result(outcome),
        "verdict": outcome.verdict or None,
        "cases": outcome.checked if outcome.verdict else None,
        "said": outcome.said or None,
        "case": list(outcome.lines),
        "differences": [
            {
                "what": one.what, "expected": one.expected, "actual": one.actual, "difference": one.difference or None,
                "note": one.note or None, "why": one.why or None,
            }
            for one in outcome.differences
        ],
        "findings": findings_data(outcome.findings),
    }  # fmt: skip


def _case(group: str, outcome: Outcome) -> str:
    opening = f"<testcase name={attribute(outcome.title)} classname={attribute(group)}"
    if outcome.skipped:
        return f"{opening}>\n<skipped message={attribute(outcome.said)}/>\n</testcase>\n"
    if not outcome.passed:
        shown = lines_of(outcome)
        findings = "\n".join(f"{one.rule}: {one.message}" for one in outcome.findings)
        return f'{opening}>\n<failure message="failed">{text(shown + findings)}</failure>\n</testcase>\n'
    said = f">\n<system-out>{text(outcome.said)}</system-out>\n</testcase>\n" if outcome.said else "/>\n"
    return opening + said
