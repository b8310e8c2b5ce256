"""Rates of one table that are written in different ways: ``0.5`` or ``50%`` beside ``1.2x``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.decimals import decimal_text
from planlang.diagnostics.model import Label, instead
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

Written = tuple[tree.Value, tree.NumberLit]
"""A value of a table, and the number that it is but for its sign."""


def ask_rates_alike(low: Lowering, rows: Sequence[tree.Node]) -> None:
    """Asks what a bare number among rates is a number of, and warns of percentages among multiples, which are as exact."""
    written = [found for row in rows for found in _rates(row)]
    if len({number.unit for _, number in written}) < 2:
        return
    bare = [one for one in written if one[1].unit == "number"]
    for one in bare:
        _ask(low, one, next(other for other in written if other[1].unit != "number"))
    multiple = next((one for one in written if one[1].unit == "multiplier"), None)
    if multiple is not None and not bare:
        _warn(low, [one for one in written if one[1].unit == "percent"], multiple)


def _rates(row: tree.Node) -> list[Written]:
    """The numbers of a row. 0 is nothing, however it is written."""
    found: list[Written] = []
    cells = row.cells if isinstance(row, tree.MatrixRow) else (row.value,) if isinstance(row, tree.Row) else ()
    for value in cells:
        number = value.value if isinstance(value, tree.Negate) else value
        if isinstance(number, tree.NumberLit) and number.value != 0 and not isinstance(value, tree.Refused):
            found.append((value, number))
    return found


def _ask(low: Lowering, one: Written, other: Written) -> None:
    value, number = one
    said, sign = low.words(value), "-" if isinstance(value, tree.Negate) else ""
    plain, hundredfold = Fraction(number.value), Fraction(number.value) * 100
    share, percent = f"{sign}{decimal_text(hundredfold)}%", f"{sign}{decimal_text(plain)}%"
    multiple = f"{sign}{decimal_text(plain)}x"
    as_written = multiple if other[1].unit == "multiplier" else share
    low.report.add(
        "percent-or-number",
        f"`{said}` is a bare number among rates such as `{low.words(other[0])}`",
        value.span,
        also=(Label(other[0].span, "a multiple" if other[1].unit == "multiplier" else "a percentage"),),
        consequence=f"It could be {share} or {percent}, and one of them pays a hundred times the other.",
        repairs=(
            instead(f"If {share} of it is meant:", value.span, as_written),
            instead(f"If {percent} is meant:", value.span, percent),
        ),
    )


def _warn(low: Lowering, percentages: list[Written], multiple: Written) -> None:
    for value, number in percentages:
        said, sign = low.words(value), "-" if isinstance(value, tree.Negate) else ""
        share = Fraction(number.value) / 100
        low.report.add(
            "mixed-rates",
            f"`{said}` stands among rates that are written as multiples, such as `{low.words(multiple[0])}`",
            value.span,
            also=(Label(multiple[0].span, "a multiple"),),
            consequence=f"{said} is {sign}{decimal_text(share)}x: the row pays that much of what a row of 1x pays.",
            repairs=(instead("Write it as the others are:", value.span, f"{sign}{decimal_text(share)}x"),),
        )
