"""The payout table as a person reads it: a line for each participant and period, a column for each component."""

from __future__ import annotations

from fractions import Fraction

from planlang.run.money import amount_text
from planlang.run.result import Summary
from planlang.run.tables import Output

_GAP = "  "
_HEAD_LINES = 4
"""About so many lines hold a heading; a component may be named by a whole line of the plan."""


def payout_table(result: Summary, payouts: Output) -> str:
    """All payouts with their totals; amounts in the plan's currency, which the head names."""
    components = [name for name, _ in result.totals]
    cells: dict[tuple[str, str], dict[str, Fraction]] = {}
    for participant, period, component, amount in payouts.rows():
        cells.setdefault((participant, period), {})[component] = amount
    nothing = Fraction(0)
    several = len(result.periods) > 1
    head = ["participant", *(["period"] if several else []), *components, f"total {result.currency}"]
    lines = [head]
    for (participant, period), amounts in cells.items():
        row = [amounts.get(name, nothing) for name in components]
        words = [participant, *([period] if several else [])]
        lines.append([*words, *(amount_text(value, result.digits) for value in (*row, sum(row, nothing)))])
    sums = [amount for _, amount in result.totals]
    ends = ["total", *([""] if several else [])]
    lines.append([*ends, *(amount_text(value, result.digits) for value in (*sums, result.total))])
    return _laid_out(lines, len(head) - len(components) - 1)


def _laid_out(lines: list[list[str]], words: int) -> str:
    from planlang.diagnostics.cells import clean, text_width

    shown = [[clean(cell) for cell in line] for line in lines]
    values = [max(text_width(line[column]) for line in shown[1:]) for column in range(len(shown[0]))]
    heads = [_heading(name, width) for name, width in zip(shown[0], values, strict=True)]
    widths = [max(width, *map(text_width, head)) for head, width in zip(heads, values, strict=True)]
    tall = max(map(len, heads))
    above = [[""] * (tall - len(head)) + head for head in heads]
    rule = _GAP.join("-" * width for width in widths)
    top = [_line([head[number] for head in above], widths, words) for number in range(tall)]
    texts = [_line(line, widths, words) for line in shown[1:]]
    return "\n".join([*top, rule, *texts[:-1], rule, texts[-1]]) + "\n"


def _heading(name: str, width: int) -> list[str]:
    """A column's name, broken at blanks so that the table is no wider than its amounts ask for."""
    from planlang.diagnostics.cells import text_width, wrap

    longest = max(map(text_width, name.split()), default=0)
    return wrap(name, max(width, longest, text_width(name) // _HEAD_LINES + 4))


def _line(line: list[str], widths: list[int], words: int) -> str:
    from planlang.diagnostics.cells import text_width

    parts = []
    for number, (cell, width) in enumerate(zip(line, widths, strict=True)):
        blank = " " * (width - text_width(cell))
        parts.append(cell + blank if number < words else blank + cell)
    return _GAP.join(parts).rstrip()
