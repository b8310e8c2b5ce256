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

    ``said`` stands behind the title: how a promise was tried. ``lines`` stand below: the case that breaks it. A test that could not
    be tried is ``skipped``.
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


EMPTY = "nothing"
"""What a cell shows where a row is not there."""
