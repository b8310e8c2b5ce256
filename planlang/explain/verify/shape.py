"""Whether a document has the shape that its schema asks for: every key, no other, and only what may stand there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Check = Callable[[Any, str], Iterator[str]]

KINDS = "money percent multiplier number count days date month quarter half year text yes/no member row"
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
UNITS = "day month quarter half year"


def text(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{at} must be a text"


def yes_no(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{at} must be true or false"


def whole(least: int, most: int = 10**18) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield f"{at} must be a whole number from {least}"

    return check


def one_of(words: str, *more: str) -> Check:
    admissible = {*words.split(), *more}

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str) or value not in admissible:
            yield f"{at} can't be {value!r}"

    return check


def exactly(only: object) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if type(value) is not type(only) or value != only:
            yield f"{at} must be {only!r}"

    return check


def like(pattern: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield f"{at} can't be {value!r}"

    return check


def maybe(check: Check) -> Check:
    return lambda value, at: iter(()) if value is None else check(value, at)


def many(check: Check) -> Check:
    def each(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{at} must be a list"
            return
        for index, item in enumerate(value):
            yield from check(item, f"{at}[{index}]")

    return each


def record(fields: dict[str, Check], optional: bool = False, also: dict[str, Check] | None = None) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at} must be an object"
            return
        yield from (f"{at} has no {name}" for name in fields if name not in value and not optional)
        for name, item in value.items():
            known = fields.get(name) or (also or {}).get(name)
            if known is None:
                yield f"{at} must not have {name!r}"
            else:
                yield from known(item, f"{at}.{name}")

    return check


def exact(value: Any, at: str) -> Iterator[str]:
    if value is not None and not isinstance(value, (str, bool)):
        yield f"{at} must be a text, true, false or null"


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


def origin(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in ORIGINS:
        yield f"{at} must say where the value is from, once"
        return
    name, item = next(iter(value.items()))
    yield from ORIGINS[name](item, f"{at}.{name}")


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


def step(value: Any, at: str) -> Iterator[str]:
    problems = list(STEP(value, at))
    yield from problems
    if not problems:
        needed, also = set(NEEDED.get(value["op"], "").split()), set(ALSO.get(value["op"], "").split())
        if not needed <= set(value["how"]) <= needed | also:
            yield f"{at}.how is not that of {value['op']}"


DIGEST = like("sha256:[0-9a-f]{64}")
FILE = record({"digest": DIGEST, "rows": whole(0)})


def files(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at} must be an object"
        return
    for name, item in value.items():
        yield from FILE(item, f"{at}.{name}")


def data(value: Any, at: str) -> Iterator[str]:
    """The digest of all data; or of what was read of some files."""
    sliced = isinstance(value, dict) and "files" in value
    yield from record({"files": files} if sliced else {"digest": DIGEST})(value, at)


WEEKS = record(
    {
        "edge": one_of("start end"),
        "rule": one_of("first last nearest"),
        "weekday": one_of("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
        "month": whole(1, 12),
        "day": maybe(whole(1, 31)),
        "quarter": many(whole(1, 11)),
        "extra": whole(1, 12),
    }
)


def calendar(value: Any, at: str) -> Iterator[str]:
    """Years that start in a month; or that have whole weeks."""
    named: dict[str, Check] = {"named": one_of("start end")}
    of_weeks = isinstance(value, dict) and "weeks" in value
    yield from record({**named, "weeks": WEEKS} if of_weeks else {**named, "start_month": whole(1, 12)})(value, at)
    if of_weeks and isinstance(value["weeks"], dict) and isinstance(value["weeks"].get("quarter"), list):
        quarter = value["weeks"]["quarter"]
        if len(quarter) != 3 or any(type(n) is not int for n in quarter) or sum(quarter) != 13:
            yield f"{at}.weeks.quarter must be the weeks of three months"
        if (value["weeks"].get("rule") == "nearest") != isinstance(value["weeks"].get("day"), int):
            yield f"{at}.weeks.day is for the nearest weekday only"


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
