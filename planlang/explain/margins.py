"""By how much something did not come out otherwise: a failed condition, a band not reached, a limit with room left."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.calendar import PERIODS
from planlang.core.graph import Unit
from planlang.core.values import Scalar
from planlang.explain.model import Input, Margin

DAYS = Unit("days")
COUNT = Unit("count")
_COUNTED = {"date": DAYS, **dict.fromkeys(PERIODS, COUNT)}


def margins(op: str, how: dict[str, object], inputs: list[Input], result: Scalar, says: str) -> tuple[Margin, ...]:
    """The margins of a step."""
    match op:
        case "compare":
            return _compare(how, inputs, result)
        case "band":
            at, *edges = inputs
            assert isinstance(result, (int, Fraction))
            return tuple(_margin("short", edge.name, edge, at) for edge in edges[int(result) :])
        case "cut":
            low = next((found for found in inputs if found.part == "low"), None)
            before, after = inputs[0], inputs[1]
            if low is not None and _number(before) <= _number(low) and _number(after) <= _number(low) and result == 0:
                return (_margin("short", says, low, after),)
        case "within":
            return _within(inputs, result)
        case "extreme":
            if len(inputs) == 2:
                first, second = inputs
                low, high = (first, second) if how["which"] == "least" else (second, first)
                if _number(low) <= _number(high):
                    kind = "left" if how["which"] == "least" else "above"
                    return (_margin(kind, second.name, high, low),)
                return (_margin("cut" if how["which"] == "least" else "raised", second.name, low, high),)
    return ()


def _compare(how: dict[str, object], inputs: list[Input], result: Scalar) -> tuple[Margin, ...]:
    left, right = inputs
    values = (left.value, right.value)
    if result is not False or how["relation"] == "!=" or any(isinstance(v, (str, bool)) or v is None for v in values):
        return ()
    high, low = (left, right) if _number(left) >= _number(right) else (right, left)
    return (_margin("short", right.name, high, low),)


def _within(inputs: list[Input], result: Scalar) -> tuple[Margin, ...]:
    this, cap = inputs[-2], inputs[-1]
    run = _number(this) + (_number(inputs[0]) if len(inputs) == 3 else 0)
    assert isinstance(result, (int, Fraction))
    found = []
    if _number(this) != result:
        found.append(Margin("cut", cap.name, _number(this) - result, this.unit))
    if run < _number(cap):
        found.append(Margin("left", cap.name, _number(cap) - run, cap.unit))
    return tuple(found)


def _margin(kind: str, of: str, high: Input, low: Input) -> Margin:
    unit = _COUNTED.get(high.unit.kind, high.unit)
    return Margin(kind, of, _number(high) - _number(low), unit)  # type: ignore[arg-type]


def _number(found: Input) -> Fraction:
    assert isinstance(found.value, (int, Fraction))
    return Fraction(found.value)
