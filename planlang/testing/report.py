"""Outcomes as text: a line for each test, and below a failed one its differences."""

from __future__ import annotations

from collections.abc import Sequence

from planlang.diagnostics.cells import clean, text_width
from planlang.testing.outcome import Difference, Outcome

MOST = 20
WIDTH = 80
_HEAD = ("", "expected", "actual", "difference")


def lines_of(outcome: Outcome, colour: bool = False) -> str:
    """One test: ``ok`` or ``FAIL``, its title, and what differs."""
    word = _painted("ok  ", "32", colour) if outcome.passed else _painted("FAIL", "1;31", colour)
    if outcome.skipped:
        word = "skip"
    lines = [f"  {word}  {clean(outcome.title)}" + ("" if outcome.passed else f"   {outcome.where}")]
    if outcome.said:
        said = f"({clean(outcome.said)})"
        # Behind the title as long as the line fits a narrow terminal.
        if 8 + text_width(clean(outcome.title)) + 3 + text_width(said) <= WIDTH:
            lines[0] += f"   {said}"
        else:
            lines.append(f"          {said}")
    lines.extend(f"          {clean(line)}".rstrip() for line in outcome.lines)
    if outcome.findings and not outcome.differences and not outcome.verdict:
        number = len(outcome.findings)
        lines.append(f"          the data is rejected: {number:,} finding{'s' if number != 1 else ''}")
    lines.extend(f"          {line}" for line in _table(outcome.differences[:MOST]))
    for one in outcome.differences[:MOST]:
        if one.note:
            lines.append(f"          {clean(one.what)}: {clean(one.note)}")
    why = next((one.why for one in outcome.differences if one.why), None)
    if why:
        lines.append(f"          why: {clean(why)}")
    more = len(outcome.differences) - MOST
    if more > 0:
        lines.append(f"          and {more:,} more differences")
    return "\n".join(lines) + "\n"


def summary(outcomes: Sequence[Outcome]) -> str:
    """``4 tests: 3 passed, 1 failed``."""
    skipped = sum(outcome.skipped for outcome in outcomes)
    passed = sum(outcome.passed for outcome in outcomes) - skipped
    failed = len(outcomes) - passed - skipped
    parts = [f"{passed:,} passed"] if passed else []
    if failed:
        parts.append(f"{failed:,} failed")
    if skipped:
        parts.append(f"{skipped:,} skipped")
    return f"{len(outcomes):,} test{'s' if len(outcomes) != 1 else ''}" + (f": {', '.join(parts)}" if parts else "")


def _table(differences: Sequence[Difference]) -> list[str]:
    shown = [one for one in differences if one.actual or not one.note]
    if not shown:
        return []
    rows = [_HEAD, *((one.what, one.expected, one.actual, one.difference) for one in shown)]
    cells = [[clean(cell) for cell in row] for row in rows]
    widths = [max(text_width(row[column]) for row in cells) for column in range(len(_HEAD))]
    return [_row(row, widths) for row in cells]


def _row(row: Sequence[str], widths: Sequence[int]) -> str:
    first = row[0] + " " * (widths[0] - text_width(row[0]))
    rest = (" " * (width - text_width(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True))
    return "   ".join((first, *rest)).rstrip()


def _painted(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text
