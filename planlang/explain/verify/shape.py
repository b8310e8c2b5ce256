"""Whether a document has the shape that its schema asks for: every key, no other, and only what may stand there.

A check gives what is wrong with a value, each with the way from the value to the place: ``.unit.kind can't be 'mony'``. Nearly all
values are right, so nothing is written for those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

Problems = Sequence[str]
Check = Callable[[Any], Problems]

KINDS = "money percent multiplier number count days date week fortnight month quarter half year text yes/no member row"
PARTS = (
    "cell row value plus minus factor top bottom unit left right member condition then otherwise from above before after low"
    " high argument key found day first last part this cap floor owner other"
)
OPS = (
    "cell person period row same add multiply ratio round compare logic known choose extreme band cut calendar lookup reached total"
    " running within level previous fold allocate"
)
MODES = "half-even half-away half-toward half-up half-down cut raised ceiling floor exact"
FUNCTIONS = (
    "period first_day last_day within shift add_days add_months days_between days_both day_of_month month_number total count"
    " highest lowest average only"
)
HOLDS = "money number percent fraction multiplier count date month quarter half year text yes/no one-of row"
UNITS = "day week fortnight month quarter half year"


def text(value: Any) -> Problems:
    return () if isinstance(value, str) else (" must be a text",)


def yes_no(value: Any) -> Problems:
    return () if isinstance(value, bool) else (" must be true or false",)


def whole(least: int, most: int = 10**18) -> Check:
    def check(value: Any) -> Problems:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return ()
        return (f" must be a whole number from {least}",)

    return check


def one_of(words: str, *more: str) -> Check:
    admissible = {*words.split(), *more}

    def check(value: Any) -> Problems:
        return () if isinstance(value, str) and value in admissible else (f" can't be {value!r}",)

    return check


def exactly(only: object) -> Check:
    def check(value: Any) -> Problems:
        return () if type(value) is type(only) and value == only else (f" must be {only!r}",)

    return check


def like(pattern: str) -> Check:
    fits = re.compile(pattern).fullmatch

    def check(value: Any) -> Problems:
        return () if isinstance(value, str) and fits(value) else (f" can't be {value!r}",)

    return check


def maybe(check: Check) -> Check:
    return lambda value: () if value is None else check(value)


def many(check: Check) -> Check:
    def each(value: Any) -> Problems:
        if not isinstance(value, list):
            return (" must be a list",)
        found: list[str] = []
        for index, item in enumerate(value):
            if problems := check(item):
                found.extend(f"[{index}]{problem}" for problem in problems)
        return found

    return each


def record(fields: dict[str, Check], optional: bool = False, also: dict[str, Check] | None = None) -> Check:
    admissible = {**fields, **(also or {})}
    needed = {} if optional else fields

    def check(value: Any) -> Problems:
        if not isinstance(value, dict):
            return (" must be an object",)
        found = [] if needed.keys() <= value.keys() else [f" has no {name}" for name in needed if name not in value]
        for name, item in value.items():
            known = admissible.get(name)
            if known is None:
                found.append(f" must not have {name!r}")
            elif problems := known(item):
                found.extend(f".{name}{problem}" for problem in problems)
        return found

    return check


def exact(value: Any) -> Problems:
    return () if value is None or isinstance(value, (str, bool)) else (" must be a text, true, false or null",)


UNIT = record({"kind": one_of(KINDS), "currency": maybe(like("[A-Z]{3}")), "digits": maybe(whole(0, 12))})
VALUED: dict[str, Check] = {"value": exact, "shown": text, "unit": UNIT}
PLACE = record(
    {
        "file": text,
        "start": whole(0),
        "end": whole(0),
        "line": whole(1),
        "column": whole(1),
        "end_line": whole(1),
        "end_column": whole(1),
        "text": text,
    }
)
ADDRESS = record({"file": text, "row": whole(1), "column": text})
ORIGINS: dict[str, Check] = {
    "step": text,
    "carried": text,
    "data": ADDRESS,
    "plan": PLACE,
    "form": exactly(True),
    "row": text,
}


def origin(value: Any) -> Problems:
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in ORIGINS:
        return (" must say where the value is from, once",)
    name, item = next(iter(value.items()))
    return [f".{name}{problem}" for problem in ORIGINS[name](item)]


HOW = record(
    {
        "holds": one_of(HOLDS),
        "reads": many(text),
        "relation": one_of("< <= == != >= >"),
        "word": one_of("and or not"),
        "of": whole(0),
        "case": whole(0),
        "which": one_of("least greatest person through level"),
        "function": one_of(FUNCTIONS),
        "unit": one_of(UNITS),
        "coarser": one_of(UNITS),
        "table": text,
        "place": whole(0),
        "kind": one_of("column largest last"),
        "owner": yes_no,
    },
    optional=True,
)
NEEDED = {
    "cell": "holds",
    "compare": "relation",
    "logic": "word of",
    "choose": "case of",
    "extreme": "which",
    "calendar": "function",
    "lookup": "table",
    "reached": "which table",
    "total": "function table",
    "running": "place",
    "within": "place",
    "level": "place",
    "previous": "place",
    "fold": "place",
    "allocate": "kind owner",
}
ALSO = {"cell": "reads", "calendar": "unit coarser"}
STEP = record(
    {
        "id": text,
        "rule": maybe(text),
        "says": text,
        "sentence": text,
        "plan": maybe(PLACE),
        "op": one_of(OPS, "one of"),
        "how": HOW,
        "inputs": many(record({"part": one_of(PARTS), "name": text, "from": origin, **VALUED})),
        "formula": text,
        "rounding": maybe(record({"unit": text, "mode": one_of(MODES), "exact": text})),
        "margins": many(record({"kind": one_of("short left cut above raised"), "of": text, **VALUED})),
        "carried": maybe(record(VALUED)),
        "result": record(VALUED),
    }
)


HOW_OF = {
    op: (set(NEEDED.get(op, "").split()), set((NEEDED.get(op, "") + " " + ALSO.get(op, "")).split()))
    for op in (*OPS.split(), "one of")
}


def step(value: Any) -> Problems:
    problems = STEP(value)
    if not problems:
        needed, admissible = HOW_OF[value["op"]]
        if not needed <= value["how"].keys() <= admissible:
            return (f".how is not that of {value['op']}",)
    return problems


DIGEST = like("sha256:[0-9a-f]{64}")
FILE = record({"digest": DIGEST, "rows": whole(0)})


def files(value: Any) -> Problems:
    if not isinstance(value, dict):
        return (" must be an object",)
    return [f".{name}{problem}" for name, item in value.items() for problem in FILE(item)]


def data(value: Any) -> Problems:
    """The digest of all data; or of what was read of some files."""
    sliced = isinstance(value, dict) and "files" in value
    return record({"files": files} if sliced else {"digest": DIGEST})(value)


WEEKDAY = one_of("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
WEEKS = record(
    {
        "edge": one_of("start end"),
        "rule": one_of("first last nearest"),
        "weekday": WEEKDAY,
        "month": whole(1, 12),
        "day": maybe(whole(1, 31)),
        "quarter": many(whole(1, 11)),
        "extra": whole(1, 12),
    }
)


def calendar(value: Any) -> Problems:
    """Years that start in a month; or that have whole weeks. Where weeks and fortnights start, if the plan says it."""
    named: dict[str, Check] = {"named": one_of("start end")}
    of_weeks = isinstance(value, dict) and "weeks" in value
    years: dict[str, Check] = {"weeks": WEEKS} if of_weeks else {"start_month": whole(1, 12)}
    starts: dict[str, Check] = {"week_start": WEEKDAY, "fortnight": like("[0-9]{4}-[0-9]{2}-[0-9]{2}")}
    found = [*record({**named, **years}, also=starts)(value)]
    if of_weeks and isinstance(value["weeks"], dict) and isinstance(value["weeks"].get("quarter"), list):
        quarter = value["weeks"]["quarter"]
        if len(quarter) != 3 or any(type(n) is not int for n in quarter) or sum(quarter) != 13:
            found.append(".weeks.quarter must be the weeks of three months")
        if (value["weeks"].get("rule") == "nearest") != isinstance(value["weeks"].get("day"), int):
            found.append(".weeks.day is for the nearest weekday only")
    return found


DOCUMENT = record(
    {
        "format": exactly("planlang/explanation/1"),
        "plan": record({"name": text, "title": text, "file": text, "digest": DIGEST}),
        "calendar": calendar,
        "data": data,
        "participant": text,
        "period": text,
        "component": maybe(text),
        "row": maybe(text),
        "step": text,
        "result": record(VALUED),
        "unpaid": many(record({"rule": text, "row": text, "step": text, "because": many(text)})),
        "steps": many(step),
        "digest": DIGEST,
    },
    also={"defaults": many(PLACE)},
)
