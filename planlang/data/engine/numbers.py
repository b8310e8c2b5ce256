"""Numbers in SQL, by the rules of ``planlang.data.numbers``: whole numerators over a power of ten, nothing rounded."""

from __future__ import annotations

from math import ceil, floor

from planlang.core.records import ColumnSpec, Limits
from planlang.data.engine.shapes import Cell
from planlang.data.engine.sqltext import literal
from planlang.data.extent import MAX_DIGITS
from planlang.slotted import frozen

_SIGNS = {"percent": "%", "multiplier": "x"}
BIGINT = 2**63 - 1
HUGEINT = 10**MAX_DIGITS - 1


@frozen
class Scaled:
    """How a column's numerators are made.

    ``decimals`` are the decimals of the file's numbers that a numerator holds; ``power`` is the exponent of the denominator,
    which for percentages is two more. ``low`` and ``high`` are the numerators' bounds.
    """

    decimals: int
    power: int
    low: int | None
    high: int | None

    @property
    def den(self) -> int:
        """The denominator."""
        return int(10**self.power)

    @property
    def widest(self) -> int:
        """The greatest numerator, whatever its sign."""
        return max(abs(self.low or 0), abs(self.high or 0))


def decimals_of(cell: Cell) -> int | None:
    """How many decimals numerators of the column hold, or ``None`` where that depends on its texts."""
    column = cell.column
    if column.kind == "money":
        return column.digits
    if column.kind == "count":
        return 0
    return None if cell.form == "text" else cell.scale


def power(column: ColumnSpec, decimals: int) -> int:
    """The exponent of the denominator."""
    return decimals + 2 if column.kind == "percent" else decimals


def bare(cell: Cell) -> str:
    """The text of a number without the sign that its kind may have at the end."""
    sign = _SIGNS.get(cell.column.kind)
    return f"rtrim({cell.text}, '{sign}')" if sign else cell.text  # its shape allows one at most


def refused(cell: Cell) -> str | None:
    """Whether a cell is no number that the column may hold; ``None`` where its type rules that out."""
    if cell.form == "decimal":
        decimals = decimals_of(cell) or 0
        if cell.scale <= decimals:
            return None
        width = min(38, cell.width - cell.scale + decimals + 1)
        return f"({cell.given} <> CAST({cell.given} AS DECIMAL({width}, {decimals})))"
    if cell.form == "whole":
        return None
    kind, text = cell.column.kind, cell.text
    most = decimals_of(cell)
    fraction = r"(?:\.[0-9]+)?" if most is None else rf"(?:\.[0-9]{{1,{most}}}0*)?" if most else r"(?:\.0+)?"
    sign = _SIGNS.get(kind)
    shape = rf"-?[0-9]+{fraction}" + (f"{sign}?" if sign else "")
    if most is not None and most < 3:
        shape = _without_thousands(most)
    plain = f"regexp_full_match({text}, {literal(shape)})"
    digits = f"strlen(translate({text}, '.-{sign or ''}', ''))"
    # A CASE and no OR, both sides of which would be worked out for every text.
    return f"NOT ({plain} AND CASE WHEN strlen({text}) <= {MAX_DIGITS} THEN true ELSE {digits} <= {MAX_DIGITS} END)"


def _without_thousands(most: int) -> str:
    """The shape of a number of so many decimals, and zeros behind them; three with a few digits before the point may be thousands."""
    few = rf"[0-9]{{1,{most}}}0{{0,{2 - most}}}" if most else "0{1,2}"
    many, three = rf"[0-9]{{{most}}}0{{{4 - most},}}", rf"[0-9]{{{most}}}0{{{3 - most}}}"
    return rf"-?(?:[0-9]+(?:\.(?:{few}|{many}))?|(?:0[0-9]*|[0-9]{{4,}})\.{three})"


def decimals_needed(cell: Cell) -> str:
    """How many decimals the number of a text needs."""
    return f"strlen(rtrim(split_part({bare(cell)}, '.', 2), '0'))"


def numerator(cell: Cell, decimals: int, widest: int | None) -> str:
    """The numerator of a cell. ``widest`` is the greatest, if that is known: what it fits decides the type."""
    to = "BIGINT" if widest is not None and widest <= BIGINT else "HUGEINT"
    if cell.form == "whole":
        return f"CAST({cell.given} AS {to})" + (f" * {10**decimals}::{to}" if decimals else "")
    if cell.form == "decimal":
        if not decimals:
            return f"CAST({cell.given} AS {to})"
        room = (widest or HUGEINT) * 10**cell.scale
        factor = f"CAST({10**decimals} AS DECIMAL({decimals + 1}, 0))"
        if cell.width <= 18 and decimals < 18 and room < 10**18:
            return f"CAST({cell.given} * {factor} AS {to})"
        if widest is not None and decimals < 38 and room < 10**38:
            return f"CAST(CAST({cell.given} AS DECIMAL(38, {cell.scale})) * {factor} AS {to})"
        return _written(f"CAST({cell.given} AS VARCHAR)", decimals, to)
    if is_short(cell, decimals):
        factor = f"CAST({10**decimals} AS DECIMAL({decimals + 1}, 0))"
        cast = (
            cell.cast
            if cell.cast and decimals == decimals_of(cell)
            else f"TRY_CAST({bare(cell)} AS DECIMAL(18, {decimals}))"
        )
        return f"CAST({cast} * {factor} AS BIGINT)"
    return _written(bare(cell), decimals, to)


def is_short(cell: Cell, decimals: int) -> bool:
    """Whether all texts of a column are so short that nothing overflows where they are taken for decimals."""
    return cell.longest is not None and cell.longest + 2 * decimals < 18


def _written(text: str, decimals: int, to: str) -> str:
    if not decimals:
        return f"TRY_CAST(split_part({text}, '.', 1) AS {to})"
    return f"TRY_CAST(split_part({text}, '.', 1) || rpad(split_part({text}, '.', 2), {decimals}, '0') AS {to})"


def within(limits: Limits, den: int) -> tuple[int | None, int | None]:
    """The least and the greatest numerator that the plan's bounds allow."""
    low = high = None
    if limits.low is not None:
        low = ceil(limits.low * den) if limits.low_included else floor(limits.low * den) + 1
    if limits.high is not None:
        high = floor(limits.high * den) if limits.high_included else ceil(limits.high * den) - 1
    return low, high


def outside(limits: Limits, den: int, numerators: str) -> str:
    """Whether a numerator is outside the plan's bounds."""
    low, high = within(limits, den)
    parts = [f"{numerators} < {low}"] if low is not None else []
    parts += [f"{numerators} > {high}"] if high is not None else []
    return f"({' OR '.join(parts)})" if parts else "false"
