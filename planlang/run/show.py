"""The payout table as a person reads it: a line for each participant and period, a column for each component."""

from __future__ import annotations

from fractions import Fraction

from planlang.run.money import amount_text
from planlang.run.result import Summary
from planlang.run.tables import Output

_GAP = "  "


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
    widths = [max(text_width(line[column]) for line in shown) for column in range(len(shown[0]))]
    rule = _GAP.join("-" * width for width in widths)
    texts = [_line(line, widths, words) for line in shown]
    return "\n".join([texts[0], rule, *texts[1:-1], rule, texts[-1]]) + "\n"


def _line(line: list[str], widths: list[int], words: int) -> str:
    from planlang.diagnostics.cells import text_width

    parts = []
    for number, (cell, width) in enumerate(zip(line, widths, strict=True)):
        blank = " " * (width - text_width(cell))
        parts.append(cell + blank if number < words else blank + cell)
    return _GAP.join(parts).rstrip()
