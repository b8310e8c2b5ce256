"""An analysis as a page to read."""

from __future__ import annotations

from fractions import Fraction
from textwrap import wrap

from planlang.analysis.moves import Moves
from planlang.analysis.report import Report, Stretch
from planlang.core.dataset import Dataset
from planlang.core.decimals import grouped, places
from planlang.core.graph import Graph

WIDTH = 80
SHOWN = 8
"""So many moves are shown; the JSON has all."""


def render_text(graph: Graph, data: Dataset, report: Report, moves: Moves | None) -> str:
    """The pieces of a payout as a table, then what is remarkable about them, then what pays more."""
    page = _Page(graph, data, report)
    lines = [*page.head(), *page.table(), *page.remarks()]
    if moves is not None:
        lines += page.moves(moves)
    return "\n".join(part for line in lines for part in _wrapped(line.rstrip())) + "\n"


class _Page:
    def __init__(self, graph: Graph, data: Dataset, report: Report) -> None:
        self.graph = graph
        self.report = report
        spec = data[report.cell.record].spec
        self.what = f"{spec.row}.{report.cell.column} of {data[report.cell.record].ids[report.cell.row]}"

    def money(self, value: Fraction) -> str:
        """With the coin's decimals, or as many as an amount in the data has."""
        return grouped(value, max(self.graph.digits, places(value) or 0))

    def head(self) -> list[str]:
        report = self.report
        paid = "" if report.paid is None else f", which pays {self.money(report.paid)} {self.graph.currency}"
        return [
            self.graph.title or self.graph.name,
            f"{report.person}, as {self.what} goes from {self.money(report.low)} to {self.money(report.high)}"
            f" {self.graph.currency} and all else stays",
            f"it is {self.money(report.now)}{paid}",
            "",
        ]

    def table(self) -> list[str]:
        names = list(dict.fromkeys(name for one in self.report.stretches for name, *_ in one.measures))
        rows = [["from", "to", "of the next", "pays, from", "to", *names]]
        notes: list[str] = []
        for one in self.report.stretches:
            measures = {name: f"{percent(low)} to {percent(high)}" for name, low, high in one.measures}
            pays = tuple("" if paid is None else self.money(paid) for paid in one.paid)
            rate = one.why if one.rate is None else f"{percent(one.rate, 4)}"
            rows.append([*map(self.money, one.coins), rate, *pays, *(measures.get(n, "") for n in names)])
        lines = _aligned(rows)
        if _wide(lines):  # reasons stand below, and then the measures
            for row, one in zip(rows[1:], self.report.stretches, strict=True):
                if one.rate is None:
                    if one.why not in notes:
                        notes.append(one.why)
                    row[2] = f"({notes.index(one.why) + 1})"
            lines = _aligned([row[:5] for row in rows])
            lines += [f"({number}) {why}" for number, why in enumerate(notes, 1)]
            beside = _aligned([row[:2] + row[5:] for row in rows])
            if not _wide(beside):
                lines += ["", *beside] if names else []
            else:
                for column in range(5, 5 + len(names)):
                    lines += ["", *_aligned([[*row[:2], row[column]] for row in rows])]
        if not self.report.whole:
            lines.append("there are more stretches than were looked at: ask for a shorter one")
        return [*lines, ""]

    def remarks(self) -> list[str]:
        report = self.report
        lines: list[str] = []
        for jump in report.jumps:
            sides = ((jump.below, "just below"), (jump.exactly, "there"), (jump.above, "just above"))
            said = ", ".join(f"{self.money(paid)} {where}" for paid, where in sides if paid is not None)
            lines.append(f"cliff at {self.money(jump.at)}: {said}")
        lines += [f"dead zone: {self._between(one)} pays nothing more" for one in report.flat]
        lines += [f"selling more pays less: {self._between(one)} {percent(one.rate, 4)}" for one in report.falling]
        best = report.steepest
        if best is not None and best.rate:
            lines.append(f"the most for the next {self.graph.currency}: {percent(best.rate, 4)}, {self._between(best)}")
        if report.stretches and (report.stretches[-1].rate or 0) > 0:
            lines.append(f"at {self.money(report.high)} it still rises")
        return [*lines, ""] if lines else []

    def _between(self, one: Stretch) -> str:
        first, last = map(self.money, one.coins)
        return f"from {first} to {last}"

    def moves(self, moves: Moves) -> list[str]:
        lines = [f"What would pay more, of {moves.tried:,} changes tried"]
        if moves.refused:
            lines[0] += f" ({moves.refused:,} of them the plan refuses)"
        if not moves.whole:
            lines[0] += "; of many deals only the largest"
        for one in moves.found[:SHOWN]:
            lines.append(f"  {('+' + self.money(one.gain)).rjust(14)}  {one.says}")
        if len(moves.found) > SHOWN:
            lines.append(f"  and {len(moves.found) - SHOWN:,} more; --format json has them all")
        if not moves.found:
            lines.append("  nothing")
        return lines


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def _wide(lines: list[str]) -> bool:
    return any(len(line) > WIDTH for line in lines)


def _wrapped(line: str) -> list[str]:
    """A sentence over as many lines as it needs; a line of a table fits."""
    return wrap(line, WIDTH, subsequent_indent="    ", break_long_words=False) if len(line) > WIDTH else [line]


def percent(value: Fraction | None, digits: int = 2) -> str:
    """A rate in per cent: exactly where that is short, else cut, with a sign that says so."""
    rate = (value or Fraction(0)) * 100
    needed = places(rate)
    if needed is not None and needed <= digits:
        return f"{grouped(rate, needed)}%"
    cut = Fraction(abs(rate) * 10**digits // 1, 10**digits)
    return f"{'-' if rate < 0 else ''}{grouped(cut, digits)}…%"
