"""What came of a test: passed, failed with its differences, or not tried."""

from __future__ import annotations

from planlang.diagnostics.model import Diagnostic
from planlang.slotted import frozen


@frozen
class Difference:
    """One cell that is not as expected.

    ``note`` says what else there is to know; ``why`` is the command that shows how it came about.
    """

    what: str
    expected: str
    actual: str
    difference: str = ""
    note: str = ""
    why: str = ""


@frozen
class Outcome:
    """One test. ``where`` is ``plan.plan:80`` or a directory; ``findings`` are those that kept it from running.

    ``verdict`` is what became of a promise: ``proven``, ``tested``, ``broken``, ``waived`` or ``untested``; ``checked`` counts the cases.
    ``said`` stands behind the title: how. ``lines`` stand below: the case that breaks it. A test that could not be tried is ``skipped``;
    ``missing`` where that is because what it is tried with is not installed.
    """

    title: str
    where: str
    passed: bool
    checked: int
    differences: tuple[Difference, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    said: str = ""
    lines: tuple[str, ...] = ()
    skipped: bool = False
    verdict: str = ""
    missing: bool = False


EMPTY = "nothing"
"""What a cell shows where a row is not there."""
