"""The texts that a step must have, and the margins, from its values: the verifier's own copy of the specification's templates."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from planlang.explain.verify.values import PERIODS, Fiscal, Json, Unreadable, Value, plain, shown

WORDS = {"<": "is below", "<=": "is at most", "==": "is", "!=": "is not", ">=": "is at least", ">": "is above"}
HALVES = {
    "half-even": "halves to even", "half-away": "halves away from 0", "half-toward": "halves toward 0", "half-up": "halves up",
    "half-down": "halves down", "cut": "cut", "raised": "raised", "ceiling": "up", "floor": "down", "exact": "nothing to round",
}  # fmt: skip
OF = {"highest": "highest of", "lowest": "lowest of", "average": "average of", "only": "the only one of"}
YES_NO = ("compare", "one of", "logic", "known")
Row = tuple[str, Value, Json, str]
"""Kind, value, unit and what it is of: a margin."""


class Step:
    """A step of the document with its values read."""

    def __init__(self, json: Json, values: list[Value], result: Value, fiscal: Fiscal) -> None:
        self.json, self.values, self.result, self.fiscal = json, values, result, fiscal
        self.op: str = json["op"]
        self.how: Json = json["how"]
        self.inputs: list[Json] = json["inputs"]

    def pick(self, *parts: str) -> list[tuple[Json, Value]]:
        return [(i, v) for i, v in zip(self.inputs, self.values, strict=True) if i["part"] in parts]

    def figures(self, *parts: str) -> list[str]:
        return [plain(v, i["unit"], self.fiscal) for i, v in self.pick(*parts)]

    def names(self, *parts: str) -> list[str]:
        return [i["name"] for i, _ in self.pick(*parts)]

    def show(self, value: Value, unit: Json) -> str:
        return shown(value, unit, self.fiscal)

    @property
    def outcome(self) -> str:
        return plain(self.result, self.json["result"]["unit"], self.fiscal)


def margins(s: Step) -> list[Row]:
    """The margins that a step must state."""

    def apart(kind: str, of: str, high: int, low: int) -> Row:
        a, b = s.values[high], s.values[low]
        if not isinstance(a, Fraction) or not isinstance(b, Fraction):
            raise Unreadable("a number is needed")
        return kind, a - b, counted(s.inputs[high]["unit"]), of

    match s.op:
        case "compare":
            left, right = s.values
            if (
                s.result is False
                and s.how["relation"] != "!="
                and isinstance(left, Fraction)
                and isinstance(right, Fraction)
            ):
                return [apart("short", s.inputs[1]["name"], *((0, 1) if left >= right else (1, 0)))]
        case "band":
            passed = int(s.result) if isinstance(s.result, Fraction) else 0
            return [apart("short", s.inputs[n]["name"], n, 0) for n in range(passed + 1, len(s.inputs))]
        case "cut":
            low = next((n for n, found in enumerate(s.inputs) if found["part"] == "low"), None)
            if low is not None and s.result == 0 and all(v <= s.values[low] for v in s.values[:2]):  # type: ignore[operator]
                return [apart("short", s.json["says"], low, 1)]
        case "extreme" if len(s.values) == 2:
            other = s.inputs[1]["name"]
            rises = s.values[0] <= s.values[1]  # type: ignore[operator]
            if s.how["which"] == "least":
                return [apart("left", other, 1, 0) if rises else apart("cut", other, 0, 1)]
            return [apart("above", other, 0, 1) if s.values[1] <= s.values[0] else apart("raised", other, 1, 0)]  # type: ignore[operator]
        case "within":
            return limit(s)
    return []


def limit(s: Step) -> list[Row]:
    (this, taken), (cap, most) = s.pick("this")[0], s.pick("cap")[0]
    used = sum((v for _, v in s.pick("before") if isinstance(v, Fraction)), Fraction(0))
    if not isinstance(taken, Fraction) or not isinstance(most, Fraction) or not isinstance(s.result, Fraction):
        raise Unreadable("a number is needed")
    found: list[Row] = []
    if taken != s.result:
        found.append(("cut", taken - s.result, this["unit"], cap["name"]))
    if used + taken < most:
        found.append(("left", most - used - taken, cap["unit"], cap["name"]))
    return found


def counted(unit: Json) -> Json:
    """The unit of a distance: days between dates, a count between periods."""
    kind = "days" if unit["kind"] == "date" else "count" if unit["kind"] in PERIODS else None
    return {"kind": kind, "currency": None, "digits": None} if kind else unit


def sum_of(parts: list[tuple[str, str]]) -> str:
    said: list[str] = []
    for sign, text in parts:
        if not said:
            said = [f"-({text})" if sign == "-" and text[:1] == "-" else ("-" if sign == "-" else "") + text]
        else:
            said += [sign, f"({text})" if text[:1] == "-" else text]
    return " ".join(said) or "0"


def formula(s: Step) -> str:
    return f"{left_side(s)} = {s.outcome}"


def left_side(s: Step) -> str:
    how, f = s.how, s.figures

    def one(part: str) -> str:
        return (f(part) or ["0"])[0]

    match s.op:
        case "cell":
            data = s.inputs[0]["from"]["data"]
            return f"{data['file']} row {data['row']}, column {data['column']}"
        case "person" | "period" | "row" | "same" | "previous" | "fold":
            return (f("row", "value", "before", "first") or ["nothing before"])[0]
        case "add":
            return sum_of(
                [({"plus": "+"}.get(i["part"], "-"), t) for i, t in zip(s.inputs, f("plus", "minus"), strict=True)]
            )
        case "multiply":
            return " x ".join(f("factor"))
        case "ratio":
            return " / ".join(f("top") + f("bottom"))
        case "round":
            return f"{one('value')} {rounding(s)}"
        case "compare":
            return f"{one('left')} {WORDS[how['relation']]} {one('right')}"
        case "one of":
            return f"{one('value')} is one of " + ", ".join(f("member"))
        case "logic":
            return "not " + one("condition") if how["word"] == "not" else f" {how['word']} ".join(f("condition"))
        case "known":
            return one("value") + " is known"
        case "choose":
            return f"case {how['case']} of {how['of']}" if how["case"] else f"none of {how['of']}, otherwise"
        case "extreme":
            return f"the {how['which']} of " + ", ".join(f("value"))
        case "band":
            bounds = [f"{i['part']} {plain(v, i['unit'], s.fiscal)}" for i, v in s.pick("from", "above")]
            return f"{one('value')} among " + ", ".join(bounds)
        case "cut":
            bounds = [f"{i['part']} {plain(v, i['unit'], s.fiscal)}" for i, v in s.pick("low", "high")]
            return f"from {one('before')} to {one('after')}, the part with " + (", ".join(bounds) or "no end")
        case "calendar":
            return on_calendar(how, f("argument"))
        case "lookup":
            keys = f("key") + ["on " + day for day in f("day")]
            return f"{(f('value') or ['nothing'])[0]} in {how['table']} for {', '.join(keys)}"
        case "reached":
            if not f("key"):
                return f"{one('value')} in {how['table']}"
            way = " to ".join(f("key") + f("value"))
            return f"{how['which']} by {how['table']}, {way}" + "".join(" on " + day for day in f("day"))
        case "total":
            return totalled(s)
        case "running":
            return f"row {how['place']}: " + sum_of([("+", t) for t in f("before", "this")])
        case "within":
            return f"row {how['place']}: {one('this')} after {one('before')} used of {one('cap')}"
        case "level":
            bound = "".join(", at least " + t for t in f("floor")) + "".join(", at most " + t for t in f("cap"))
            return f"row {how['place']}: " + sum_of([("+", t) for t in f("before", "this")]) + bound
        case _:
            others = "".join(" and " + t for t in f("other"))
            return f"{one('this')}{others} {rounding(s)}, " + ("less the others" if how["owner"] else "by itself")


def totalled(s: Step) -> str:
    parts, function = s.figures("part", "row"), s.how["function"]
    window = "".join(
        f" {word} {t}"
        for part, word in (("key", "for"), ("first", "from"), ("last", "through"))
        for t in s.figures(part)
    )
    if function == "count":
        return f"{rows(len(parts))} of {s.how['table']}{window}"
    if function == "total":
        return sum_of([("+", t) for t in parts]) + window
    return f"{OF[function]} {', '.join(parts) or 'nothing'}{window}"


def on_calendar(how: Json, a: list[str]) -> str:
    unit, coarser, function = how.get("unit"), how.get("coarser"), how["function"]
    if function == "shift":
        return f"{unit} {a[0]} and {a[1]} later"
    if function in ("add_days", "add_months"):
        return f"{a[0]} and {a[1]} {function.partition('_')[2]} later"
    if function in ("days_between", "days_both"):
        return f"days from {a[0]} {'to' if function == 'days_between' else 'through'} {a[1]}"
    if function == "month_number":
        months = "months of the plan's calendar" if unit else "months"
        return f"{months} from that of {a[0]} to that of {a[1]}"
    return {
        "period": f"the {unit} of ", "first_day": f"the first day of {unit} ", "last_day": f"the last day of {unit} ",
        "within": f"the {coarser} of {unit} ", "day_of_month": "the day of the month of ",
    }[function] + a[0]  # fmt: skip


def rounding(s: Step) -> str:
    return f"to {s.figures('unit')[0]}, {HALVES[s.json['rounding']['mode']]}"


def sentence(s: Step, stated: list[Row]) -> str:
    says, how, names = s.json["says"], s.how, s.names
    said = []
    for kind, by, unit, of in stated:
        text = shown(by, unit, s.fiscal)
        if kind == "short":
            said.append(f"short by {text}" if s.op in YES_NO else f"{of} not reached, short by {text}")
        else:
            word = {"left": "left under", "cut": "cut by", "above": "above", "raised": "added to reach"}[kind]
            said.append(f"{text} {word} {of}")
    tail = "; ".join(said)
    if s.op in YES_NO:
        return f"{says}: {s.outcome}" + (f", {tail}." if tail else ".")
    return f"{says} is {meaning(s, how, names)}" + (f"; {tail}." if tail else ".")


def meaning(s: Step, how: Json, names: Callable[..., list[str]]) -> str:
    match s.op:
        case "cell":
            data = s.inputs[0]["from"]["data"]
            return f"in {data['file']}, row {data['row']}, column {data['column']}"
        case "add":
            return sum_of([("+" if i["part"] == "plus" else "-", i["name"]) for i in s.inputs])
        case "multiply":
            return " x ".join(names("factor"))
        case "ratio":
            return " / ".join(names("top", "bottom"))
        case "round":
            return f"{names('value')[0]}, rounded {rounding(s)}"
        case "choose":
            if how["case"]:
                return f"{names('then')[0]}, because {names('condition')[-1]}"
            return f"{names('otherwise')[0]}, because no condition holds"
        case "extreme":
            return f"the {how['which']} of " + ", ".join(names("value"))
        case "band":
            return f"band {s.outcome} of 0 to {len(s.inputs) - 1} for {names('value')[0]}"
        case "cut":
            return f"the part of {names('after')[0]} that lies in it"
        case "lookup":
            return f"{names('value')[0]} of {', '.join(s.figures('key'))}" if names("value") else "absent"
        case "reached":
            return f"the {how['which']} found in {how['table']}"
        case "total":
            return f"the {how['function']} of {rows(len(names('part', 'row')))} of {how['table']}"
        case "running":
            return f"row {how['place']}: what was before and this"
        case "within":
            return f"row {how['place']}: what of {names('this')[0]} fits under {names('cap')[0]}"
        case "level":
            return f"row {how['place']}: what was before and this, within its bound"
        case "allocate":
            return f"{names('this')[0]}, rounded {rounding(s)}" + (", with the remainder" if how["owner"] else "")
        case "fold":
            return names("before", "first")[0] + (" of the row before" if how["place"] else ", to begin with")
        case "same" | "previous":
            return (names("value", "before") or ["nothing before"])[0]
        case _:
            return s.outcome


def rows(number: int) -> str:
    return f"{number} row" + ("" if number == 1 else "s")
