"""Cases that are smaller or plainer than one: a row less, a rounder number."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planlang.core.decimals import decimal_text, places
from planlang.core.records import NUMERIC
from planlang.readings.cases import plain_values
from planlang.readings.filling import filled
from planlang.readings.world import Case, World, happening


def simpler(case: Case, world: World) -> Iterator[Case]:
    """Cases with a row less, or a plainer value in one cell."""
    for spec in reversed(world.records):
        for number in range(len(case.get(spec.row, [])) - 1, -1, -1):
            yield without(case, world, spec.row, number)
    people = len(case["participant"]) if world.roles.people is not None else 0
    plain = plain_values(world, people, max((len(case.get(spec.row, [])) for spec in world.roles.roots), default=0))
    for spec in world.records:
        for number, row in enumerate(case.get(spec.row, [])):
            for column in spec.columns:
                text = row.get(column.name)
                slot = (spec.row, number, column.name)
                if column.key or text is None:
                    continue
                if column.kind in NUMERIC and spec in happening(world):
                    for plainer in _smaller_number(text) if column.kind in ("number", "count") else _plainer(text):
                        yield filled(case, {slot: plainer})
                elif column.kind != "row" and plain.get(slot, text) != text:
                    yield filled(case, {slot: plain[slot]})
                if column.optional:
                    yield filled(case, {slot: None})


def without(case: Case, world: World, word: str, number: int) -> Case:
    """The case without a row and those that point to it."""
    spec = next(spec for spec in world.records if spec.row == word)
    gone: dict[str, set[str]] = {spec.name: {_identity(case[word][number], spec.identity)}}
    made = {row: [dict(texts) for texts in rows] for row, rows in case.items()}
    del made[word][number]
    changed = True
    while changed:
        changed = False
        for other in world.records:
            kept = []
            for row in made.get(other.row, []):
                lost = any(
                    column.kind == "row" and row.get(column.name) in gone.get(column.row or "", set())
                    for column in other.columns
                )
                if lost:
                    gone.setdefault(other.name, set()).add(_identity(row, other.identity))
                    changed = True
                else:
                    kept.append(row)
            made[other.row] = kept
    return made


def _identity(row: dict[str, str | None], names: tuple[str, ...]) -> str:
    parts = [row.get(name) or "none" for name in names]
    return parts[0] if len(parts) == 1 else " / ".join(parts)


def _smaller_number(text: str) -> Iterator[str]:
    """Small whole numbers instead of one, the smallest first: years, units and points are no amounts."""
    value = Fraction(text)
    for number in (1, 2, 3, 4, 5, 6, 10, 12):
        if value > number or (value > 0 and value.denominator > 1):
            yield str(number)


def _plainer(text: str) -> Iterator[str]:
    """Rounder numbers near one, the roundest first; each is plainer, so that it ends."""
    sign = text[-1] if text[-1] in "%x" else ""
    value = Fraction(text.rstrip("%x"))
    own, size = _effort(value), abs(value)
    if not size:
        return
    power = Fraction(10) ** (len(str(int(size))) - 1)
    near = [Fraction(1000), *(Fraction(10) ** n for n in range(4, len(str(int(size))) - 1))]
    near += [power * k for k in (1, 2, 5, 10)]
    for digits in (1, 2, 3):
        unit = power / 10 ** (digits - 1)
        near += [unit * (size // unit), unit * (size // unit + 1)]
    seen = {value}
    for plain in [*near, Fraction(round(size))]:
        signed = plain if value > 0 else -plain
        if signed not in seen and signed and _effort(signed) < own:
            seen.add(signed)
            yield decimal_text(signed) + sign


def _effort(value: Fraction) -> tuple[int, int, int, int]:
    """How much there is to read in a number: decimals, digits that are not final zeros, which digits, how far from thousands."""
    decimals = places(value) or 0
    digits = str(abs((value * 10**decimals).numerator)).rstrip("0")
    size = abs(len(str(int(abs(value)))) - 4)
    return (decimals, len(digits), 0 if digits in ("1", "2", "5") else 1, size)
