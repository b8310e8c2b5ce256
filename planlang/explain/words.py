"""A step in words and in plain arithmetic. ``docs/explanation.md`` is the specification; the verifier has its own copy of it."""

from __future__ import annotations

from planlang.core.calendar import FiscalCalendar
from planlang.explain.model import FromData, Input, Step
from planlang.explain.numbers import plain, shown

RELATIONS = {"<": "is below", "<=": "is at most", "==": "is", "!=": "is not", ">=": "is at least", ">": "is above"}
MODES = {
    "half-even": "halves to even",
    "half-away": "halves away from 0",
    "half-toward": "halves toward 0",
    "half-up": "halves up",
    "half-down": "halves down",
    "cut": "cut",
    "raised": "raised",
    "ceiling": "up",
    "floor": "down",
    "exact": "nothing to round",
}
FUNCTIONS = {"highest": "highest of", "lowest": "lowest of", "average": "average of", "only": "the only one of"}
LIMITS = {"left": "left under", "cut": "cut by", "above": "above", "raised": "added to reach"}
YES_NO = frozenset({"compare", "one of", "logic", "known"})


class Worded:
    """The texts of one step."""

    def __init__(self, step: Step, calendar: FiscalCalendar) -> None:
        self.step = step
        self.calendar = calendar
        self.result = plain(step.result, step.unit, calendar)

    def all(self, *parts: str) -> list[str]:
        """The inputs of these parts, as they stand in a formula."""
        return [self.plain(found) for found in self.step.inputs if found.part in parts]

    def one(self, part: str) -> str:
        return next(iter(self.all(part)), "0")

    def plain(self, found: Input) -> str:
        return plain(found.value, found.unit, self.calendar)

    def names(self, *parts: str) -> list[str]:
        return [found.name for found in self.step.inputs if found.part in parts]

    def rounding(self) -> str:
        assert self.step.rounding is not None
        return f"to {self.one('unit')}, {MODES[self.step.rounding.mode]}"

    def margins(self) -> str:
        """By how much it failed, or what a limit has left or took."""
        said = []
        for margin in self.step.margins:
            by = shown(margin.by, margin.unit, self.calendar)
            if margin.kind == "short":
                said.append(f"short by {by}" if self.step.op in YES_NO else f"{margin.of} not reached, short by {by}")
            else:
                said.append(f"{by} {LIMITS[margin.kind]} {margin.of}")
        return "; ".join(said)


def signed(parts: list[tuple[str, str]]) -> str:
    """``a + b - c``; a negative number after a sign stands in parentheses."""
    if not parts:
        return "0"
    text = ""
    for sign, value in parts:
        value = f"({value})" if value.startswith("-") and (text or sign == "-") else value
        text += f" {sign} {value}" if text else value if sign == "+" else f"-{value}"
    return text


def formula(step: Step, calendar: FiscalCalendar) -> str:
    """The step in plain arithmetic, ending in its result."""
    return f"{_left(Worded(step, calendar))} = {plain(step.result, step.unit, calendar)}"


def _left(w: Worded) -> str:
    step, how = w.step, w.step.how
    match step.op:
        case "cell":
            return _cell(step)
        case "participant" | "person" | "period" | "row" | "same" | "previous" | "fold":
            return w.all("row", "value", "before", "first")[0] if step.inputs else "nothing before"
        case "add":
            return signed([("+" if i.part == "plus" else "-", w.plain(i)) for i in step.inputs])
        case "multiply":
            return " x ".join(w.all("factor"))
        case "ratio":
            return f"{w.one('top')} / {w.one('bottom')}"
        case "round":
            return f"{w.one('value')} {w.rounding()}"
        case "compare":
            return f"{w.one('left')} {RELATIONS[str(how['relation'])]} {w.one('right')}"
        case "one of":
            return f"{w.one('value')} is one of {', '.join(w.all('member'))}"
        case "logic":
            word = str(how["word"])
            return f"not {w.one('condition')}" if word == "not" else f" {word} ".join(w.all("condition"))
        case "known":
            return f"{w.one('value')} is known"
        case "choose":
            return f"case {how['case']} of {how['of']}" if how["case"] else f"none of {how['of']}, otherwise"
        case "extreme":
            return f"the {how['which']} of {', '.join(w.all('value'))}"
        case "band":
            edges = [f"{i.part} {w.plain(i)}" for i in step.inputs if i.part in ("from", "above")]
            return f"{w.one('value')} among {', '.join(edges)}"
        case "cut":
            ends = [f"{i.part} {w.plain(i)}" for i in step.inputs if i.part in ("low", "high")]
            return f"from {w.one('before')} to {w.one('after')}, the part with {', '.join(ends) or 'no end'}"
        case "calendar":
            return _calendar(str(how["function"]), how, w.all("argument"))
        case _:
            return _across(w)


def _cell(step: Step) -> str:
    origin = step.inputs[0].origin
    assert isinstance(origin, FromData)
    return f"{origin.file} row {origin.row}, column {origin.column}"


def _calendar(function: str, how: dict[str, object], a: list[str]) -> str:
    match function:
        case "period":
            return f"the {how['unit']} of {a[0]}"
        case "first_day" | "last_day":
            return f"the {function[:-4]} day of {how['unit']} {a[0]}"
        case "within":
            return f"the {how['coarser']} of {how['unit']} {a[0]}"
        case "shift":
            return f"{how['unit']} {a[0]} and {a[1]} later"
        case "add_days" | "add_months":
            return f"{a[0]} and {a[1]} {function[4:]} later"
        case "days_between":
            return f"days from {a[0]} to {a[1]}"
        case "days_both":
            return f"days from {a[0]} through {a[1]}"
        case "day_of_month":
            return f"the day of the month of {a[0]}"
        case _:
            months = "months of the plan's calendar" if how.get("unit") else "months"
            return f"{months} from that of {a[0]} to that of {a[1]}"


def _across(w: Worded) -> str:
    step, how = w.step, w.step.how
    match step.op:
        case "lookup":
            keys = ", ".join([*w.all("key"), *(f"on {day}" for day in w.all("day"))])
            return f"{w.all('value')[0] if w.all('value') else 'nothing'} in {how['table']} for {keys}"
        case "reached":
            if not w.all("key"):
                return f"{w.one('value')} in {how['table']}"
            chain = " to ".join([*w.all("key"), *w.all("value")])
            return f"{how['which']} by {how['table']}, {chain}{''.join(f' on {day}' for day in w.all('day'))}"
        case "total":
            window = "".join(f" for {key}" for key in w.all("key"))
            window += "".join(f" from {day}" for day in w.all("first")) + "".join(
                f" through {day}" for day in w.all("last")
            )
            parts, function = w.all("part", "row"), str(how["function"])
            if function == "count":
                return f"{_rows(len(parts))} of {how['table']}{window}"
            if function == "total":
                return f"{signed([('+', part) for part in parts])}{window}"
            return f"{FUNCTIONS[function]} {', '.join(parts) or 'nothing'}{window}"
        case "running":
            return f"row {how['place']}: {signed([('+', part) for part in w.all('before', 'this')])}"
        case "within":
            return f"row {how['place']}: {w.one('this')} after {w.one('before')} used of {w.one('cap')}"
        case "level":
            bound = "".join(f", at least {b}" for b in w.all("floor")) + "".join(f", at most {b}" for b in w.all("cap"))
            return f"row {how['place']}: {signed([('+', part) for part in w.all('before', 'this')])}{bound}"
        case _:
            others = "".join(f" and {other}" for other in w.all("other"))
            return f"{w.one('this')}{others} {w.rounding()}, {'less the others' if how['owner'] else 'by itself'}"


def sentence(step: Step, calendar: FiscalCalendar) -> str:
    """The step in one sentence, in the plan's words."""
    w = Worded(step, calendar)
    margins = w.margins()
    if step.op in YES_NO:
        return f"{step.says}: {w.result}{', ' + margins if margins else ''}."
    return f"{step.says} is {_means(w)}{'; ' + margins if margins else ''}."


def _means(w: Worded) -> str:
    step, how, names = w.step, w.step.how, w.names
    match step.op:
        case "cell":
            origin = step.inputs[0].origin
            assert isinstance(origin, FromData)
            return f"in {origin.file}, row {origin.row}, column {origin.column}"
        case "add":
            return signed([("+" if i.part == "plus" else "-", i.name) for i in step.inputs])
        case "multiply":
            return " x ".join(names("factor"))
        case "ratio":
            return " / ".join(names("top", "bottom"))
        case "round":
            return f"{names('value')[0]}, rounded {w.rounding()}"
        case "choose":
            if not how["case"]:
                return f"{' '.join(names('otherwise'))}, because no condition holds"
            return f"{names('then')[0]}, because {names('condition')[-1]}"
        case "extreme":
            return f"the {how['which']} of {', '.join(names('value'))}"
        case "band":
            return f"band {w.result} of 0 to {len(step.inputs) - 1} for {names('value')[0]}"
        case "cut":
            return f"the part of {names('after')[0]} that lies in it"
        case "lookup":
            return f"{names('value')[0]} of {', '.join(w.all('key'))}" if names("value") else "absent"
        case "reached":
            return f"the {how['which']} found in {how['table']}"
        case "total":
            return f"the {how['function']} of {_rows(len(names('part', 'row')))} of {how['table']}"
        case "running":
            return f"row {how['place']}: what was before and this"
        case "within":
            return f"row {how['place']}: what of {names('this')[0]} fits under {names('cap')[0]}"
        case "level":
            return f"row {how['place']}: what was before and this, within its bound"
        case "allocate":
            return f"{names('this')[0]}, rounded {w.rounding()}{', with the remainder' if how['owner'] else ''}"
        case "fold":
            return f"{names('before', 'first')[0]}{' of the row before' if how['place'] else ', to begin with'}"
        case "same" | "previous":
            return names("value", "before")[0] if step.inputs else "nothing before"
        case _:
            return w.result


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
