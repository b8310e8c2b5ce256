"""Every operation once more, from the inputs as printed. Written from ``docs/explanation.md``, not from the engines."""

from __future__ import annotations

import calendar as months
import datetime
import math
from fractions import Fraction
from typing import Any

from planlang.explain.verify.values import Fiscal, Json, Unreadable, Value

Parts = list[tuple[str, Value]]


def rounded(value: Fraction, unit: Fraction, mode: str) -> Fraction:
    """To a multiple of ``unit``."""
    if unit <= 0:
        raise Unreadable("a rounding unit must be above 0")
    units = value / unit
    low = math.floor(units)
    part = units - low
    half = Fraction(1, 2)
    if part == 0:
        return value
    if mode == "exact":
        raise Unreadable("there is something to round")
    match mode:
        case "floor":
            up = False
        case "ceiling":
            up = True
        case "cut":
            up = value < 0
        case "raised":
            up = value > 0
        case _ if part != half:
            up = part > half
        case "half-even":
            up = low % 2 == 1
        case "half-away":
            up = value > 0
        case "half-toward":
            up = value < 0
        case "half-up":
            up = True
        case "half-down":
            up = False
        case _:
            raise Unreadable(f"no rounding is called {mode}")
    return (low + up) * unit


class Inputs:
    """The inputs of a step by part, in order."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def of(self, *names: str) -> list[Value]:
        return [value for part, value in self.parts if part in names]

    def numbers(self, *names: str) -> list[Fraction]:
        return [amount(value) for value in self.of(*names)]

    def one(self, name: str) -> Value:
        found = self.of(name)
        if len(found) != 1:
            raise Unreadable(f"it needs one {name}")
        return found[0]

    def number(self, name: str) -> Fraction:
        return amount(self.one(name))

    def order(self) -> list[str]:
        return [part for part, _ in self.parts]


def amount(value: Value) -> Fraction:
    if isinstance(value, Fraction):
        return value
    raise Unreadable("a number is needed")


def truth(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    raise Unreadable("yes or no is needed")


def expect(good: object, said: str) -> None:
    if not good:
        raise Unreadable(said)


def redo(op: str, how: Json, x: Inputs, rounding: Json | None, row: str, fiscal: Fiscal) -> Value:
    """The result that a step must have."""
    order = x.order()
    match op:
        case "cell":
            expect(order == ["cell"], "a data cell has one input")
            return x.one("cell")
        case "row":
            expect(order == ["row"] and x.one("row") == row, "it names another row")
            return row
        case "same":
            expect(order == ["value"], "it has one input")
            return x.one("value")
        case "add":
            expect(set(order) <= {"plus", "minus"}, "it has other inputs than terms")
            return sum(x.numbers("plus"), Fraction(0)) - sum(x.numbers("minus"), Fraction(0))
        case "multiply":
            expect(set(order) == {"factor"}, "it has other inputs than factors")
            return math.prod(x.numbers("factor"), start=Fraction(1))
        case "ratio":
            expect(order == ["top", "bottom"], "it has other inputs than two")
            expect(x.number("bottom") != 0, "nothing can be divided by 0")
            return x.number("top") / x.number("bottom")
        case "round":
            expect(order == ["value", "unit"] and rounding is not None, "a rounding has a value and a unit")
            return rounded(x.number("value"), x.number("unit"), str((rounding or {}).get("mode")))
        case "compare":
            expect(order == ["left", "right"], "a comparison has two sides")
            return compare(str(how.get("relation")), x.one("left"), x.one("right"))
        case "one of":
            expect(order[:1] == ["value"] and set(order[1:]) <= {"member"}, "it needs a value and members")
            return x.one("value") in x.of("member")
        case "known":
            expect(order == ["value"], "it has one input")
            return x.one("value") is not None
        case "logic":
            return logic(how, x)
        case "choose":
            return choose(how, x)
        case "extreme":
            expect(order and set(order) == {"value"}, "it needs values")
            return (min if how.get("which") == "least" else max)(x.numbers("value"))
        case "band":
            return Fraction(len([edge for edge in edges(x) if edge[1]]))
        case "cut":
            return cut(x)
        case "calendar":
            return on_calendar(how, [amount(value) for value in x.of("argument")], fiscal)
        case "lookup":
            return lookup(x)
        case "reached":
            return reached(how, x)
        case "total":
            return total(str(how.get("function")), x)
    return in_order(op, how, x, rounding)


def compare(relation: str, left: Value, right: Value) -> bool:
    if relation in ("==", "!="):
        return (left == right) == (relation == "==")
    a, b = amount(left), amount(right)
    return {"<": a < b, "<=": a <= b, ">=": a >= b, ">": a > b}[relation]


def logic(how: Json, x: Inputs) -> bool:
    word, parts = how.get("word"), [truth(value) for value in x.of("condition")]
    expect(parts and len(parts) == len(x.parts) and len(parts) <= how.get("of", 0), "it needs its conditions")
    if word == "not":
        expect(len(parts) == how.get("of") == 1, "not has one condition")
        return not parts[0]
    settles = word == "or"
    expect(settles not in parts[:-1], "a condition that settled it is not the last")
    expect(parts[-1] == settles or len(parts) == how.get("of"), "conditions are missing")
    return parts[-1]


def choose(how: Json, x: Inputs) -> Value:
    conditions = [truth(value) for value in x.of("condition")]
    case, of = how.get("case", 0), how.get("of", 0)
    if case:
        expect(x.order() == ["condition"] * case + ["then"] and case <= of, "its case is another")
        expect(not any(conditions[:-1]) and conditions[-1], "its case is another")
        return x.one("then")
    expect(x.order() == ["condition"] * of + ["otherwise"] and not any(conditions), "a case holds")
    return x.one("otherwise")


def edges(x: Inputs) -> list[tuple[Fraction, bool]]:
    """The edges of a band and whether each is passed."""
    (first, value), *rest = x.parts
    expect(first == "value" and all(part in ("from", "above") for part, _ in rest), "a band has a value and edges")
    at = amount(value)
    found = [(amount(edge), at >= amount(edge) if part == "from" else at > amount(edge)) for part, edge in rest]
    passed = [good for _, good in found]
    expect(passed == sorted(passed, reverse=True), "edges do not rise")
    return found


def cut(x: Inputs) -> Fraction:
    order = x.order()
    expect(order[:2] == ["before", "after"] and order[2:] in ([], ["low"], ["high"], ["low", "high"]), "inputs differ")

    def inside(value: Fraction) -> Fraction:
        value = max([value, *x.numbers("low")])
        return min([value, *x.numbers("high")])

    return inside(x.number("after")) - inside(x.number("before"))


def on_calendar(how: Json, a: list[Fraction], fiscal: Fiscal) -> Fraction:
    function, unit = how.get("function"), str(how.get("unit", "day"))
    n = [int(value) for value in a]
    expect(
        len(n) == (1 if function in ("period", "first_day", "last_day", "within", "day_of_month") else 2), "arguments"
    )
    expect(all(value.denominator == 1 for value in a), "a whole number is needed")
    match function:
        case "period":
            found = fiscal.period(unit, n[0])
        case "first_day":
            found = fiscal.first(unit, n[0])
        case "last_day":
            found = fiscal.last(unit, n[0])
        case "within":
            found = fiscal.period(str(how.get("coarser")), fiscal.first(unit, n[0]))
        case "shift" | "add_days":
            found = n[0] + n[1]
        case "add_months":
            date = datetime.date.fromordinal(n[0])
            year, month = divmod(date.year * 12 + date.month - 1 + n[1], 12)
            day = min(date.day, months.monthrange(year, month + 1)[1])
            found = datetime.date(year, month + 1, day).toordinal()
        case "days_between":
            found = n[1] - n[0]
        case "days_both":
            found = max(0, n[1] - n[0] + 1)
        case "day_of_month":
            found = datetime.date.fromordinal(n[0]).day
        case "month_number":
            since, until = datetime.date.fromordinal(n[0]), datetime.date.fromordinal(n[1])
            found = until.year * 12 + until.month - since.year * 12 - since.month
        case _:
            raise Unreadable("no such function")
    return Fraction(found)


def lookup(x: Inputs) -> Value:
    expect(set(x.order()) <= {"key", "found", "day", "first", "last", "value"}, "inputs differ")
    if not x.of("value"):
        expect(not x.of("found"), "a row was found")
        return None
    expect(x.of("key") == x.of("found"), "the row found has other keys")
    for day, first, last in zip(x.of("day"), x.of("first"), x.of("last"), strict=True):
        expect(first is None or amount(first) <= amount(day), "the row found is not valid yet")
        expect(last is None or amount(day) <= amount(last), "the row found is not valid any more")
    return x.one("value")


def reached(how: Json, x: Inputs) -> Value:
    """Up the links, each of which begins where the one before ended and holds on the day."""
    which, order = how.get("which"), x.order()
    if order == ["value"]:
        expect(which == "person", "nobody stands between")
        return x.one("value")
    dated = "day" in order
    link = ["found", "first", "last", "value"] if dated else ["found", "value"]
    levels = (len(order) - 1 - dated) // len(link)
    expect(levels > 0 and order == ["key", *["day"] * dated, *link * levels], "inputs differ")
    ends = x.of("value")
    expect(x.of("found") == [x.one("key"), *ends[:-1]], "a link begins with somebody else")
    for first, last in zip(x.of("first"), x.of("last"), strict=True):
        expect(first is None or amount(first) <= x.number("day"), "a link does not hold yet")
        expect(last is None or x.number("day") <= amount(last), "a link does not hold any more")
    return {"person": ends[-1], "through": x.of("found")[-1], "level": Fraction(levels)}[str(which)]


def total(function: str, x: Inputs) -> Value:
    expect(set(x.order()) <= {"key", "first", "last", "part", "row"}, "inputs differ")
    if function == "count":
        rows = x.of("row")
        expect(len(set(rows)) == len(rows) and not x.of("part"), "a row is counted twice")
        return Fraction(len(rows))
    expect(not x.of("row"), "inputs differ")
    if function == "only":
        expect(len(x.of("part")) <= 1, "there are several")
        return next(iter(x.of("part")), None)
    parts = [amount(value) for value in x.of("part") if value is not None]
    if function == "total":
        return sum(parts, Fraction(0))
    if not parts:
        return None
    return {"highest": max(parts), "lowest": min(parts), "average": sum(parts, Fraction(0)) / len(parts)}[function]


def in_order(op: str, how: Json, x: Inputs, rounding: Any) -> Value:
    """Operations that look at the rows before this one."""
    order, place = x.order(), how.get("place")
    before = sum(x.numbers("before"), Fraction(0))
    expect(
        place is None
        or bool(x.of("before")) == (place > (0 if op in ("previous", "fold") else 1))
        or op in ("running", "level"),
        "place",
    )
    match op:
        case "running":
            expect(order in ([], ["before"], ["this"], ["before", "this"]), "inputs differ")
            return before + sum(x.numbers("this"), Fraction(0))
        case "within":
            expect(order in (["this", "cap"], ["before", "this", "cap"]), "inputs differ")
            cap, run = x.number("cap"), before + x.number("this")
            return min(run, cap) - min(before, cap)
        case "level":
            if order in ([], ["before"]):
                return before
            moved = before + x.number("this")
            expect(order[-2:] in (["this", "floor"], ["this", "cap"]), "inputs differ")
            return max(moved, x.number("floor")) if order[-1] == "floor" else min(moved, x.number("cap"))
        case "previous":
            expect(order in ([], ["before"]), "inputs differ")
            return x.of("before")[0] if order else Fraction(0)
        case "fold":
            expect(order == (["before"] if place else ["first"]), "inputs differ")
            found = x.parts[0][1]
            return None if found is None and not place else amount(found)  # before the first row nothing may be known
        case "allocate":
            return allocate(how, x, rounding)
    raise Unreadable(f"no operation is called {op}")


def allocate(how: Json, x: Inputs, rounding: Any) -> Fraction:
    expect(rounding is not None and set(x.order()) <= {"this", "unit", "owner", "other"}, "inputs differ")
    this, unit, mode = x.number("this"), x.number("unit"), str(rounding["mode"])
    others = x.numbers("other")
    owner = bool(how.get("owner"))
    if how.get("kind") == "column":
        expect(truth(x.one("owner")) == owner, "the owner of the remainder is another")
        expect(owner or not others, "inputs differ")
    elif how.get("kind") == "largest":
        size, sizes = abs(this), [abs(other) for other in others]
        expect(all(other <= size for other in sizes) if owner else any(other >= size for other in sizes), "owner")
    if not owner:
        return rounded(this, unit, mode)
    whole = rounded(sum(others, this), unit, mode)
    return whole - sum((rounded(other, unit, mode) for other in others), Fraction(0))
