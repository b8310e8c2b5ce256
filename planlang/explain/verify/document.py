"""One pass over a document: every step again, and everything that the steps say about each other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from planlang.explain.verify import shape, sources, wording
from planlang.explain.verify.arithmetic import Inputs, redo
from planlang.explain.verify.sources import DataRows, Plan
from planlang.explain.verify.values import Fiscal, Json, Unreadable, Value, read, shown, write, write_number
from planlang.explain.verify.written import Written, sha

MOST = 50
"""So many problems are reported; a document with one is rejected."""


def verify_text(
    text: str,
    plan_text: str | Mapping[str, str] | None = None,
    data: Mapping[str, DataRows] | None = None,
    data_digest: str | Mapping[str, tuple[str, int]] | None = None,
) -> list[str]:
    """The problems of an explanation as it stands in a file; none: it holds. The layout of the file counts too."""
    try:
        document = json.loads(text, object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        return [f"not a JSON document: {error}"]
    written = Written(document)
    problems = _verified(written, plan_text, data, data_digest)
    if not problems and written.laid_out() != text:
        problems.append("the file is not written as it must be")
    return problems


def verify(
    document: Json,
    plan_text: str | Mapping[str, str] | None = None,
    data: Mapping[str, DataRows] | None = None,
    data_digest: str | Mapping[str, tuple[str, int]] | None = None,
) -> list[str]:
    """The problems of an explanation; none: it holds.

    ``plan_text`` is the plan's text, or the texts of its files by name; ``data`` the rows of its data files (see ``read_rows``);
    ``data_digest`` the digest of all data, where it is known; for an explanation from a slice the digest of each file's bytes and its number
    of rows.
    """
    return _verified(Written(document), plan_text, data, data_digest)


def _verified(
    written: Written,
    plan_text: str | Mapping[str, str] | None,
    data: Mapping[str, DataRows] | None,
    data_digest: str | Mapping[str, tuple[str, int]] | None,
) -> list[str]:
    document = written.document
    problems = [f"document{problem}" for problem in shape.DOCUMENT(document)[:MOST]]
    if problems:
        return problems
    if document["digest"] != written.digest():
        problems.append("the digest is that of another document")
    texts = {document["plan"]["file"]: plan_text} if isinstance(plan_text, str) else plan_text
    try:
        verifier = _Verifier(document, Plan(texts) if texts is not None else None, data)
        for problem in verifier.problems():
            problems.append(problem)
            if len(problems) >= MOST:
                break
        if texts is not None and document["plan"]["digest"] != sha(_whole(texts, document["plan"]["file"])):
            problems.append("the plan is another one: its digest differs")
    except Unreadable as error:
        problems.append(str(error))
    if isinstance(data_digest, str) and document["data"].get("digest", data_digest) != data_digest:
        problems.append("the data are others: their digest differs")
    if "files" in document["data"]:
        problems.extend(_slice(document, data_digest if isinstance(data_digest, Mapping) else None))
    return problems


def _whole(texts: Mapping[str, str], file: str) -> str:
    """A plan's text, and below it those of the modules that it uses, each under its name."""
    modules = sorted((name, text) for name, text in texts.items() if name != file)
    return texts.get(file, "") + "".join(f"\n# use {name}\n{text}" for name, text in modules)


def _slice(document: Json, files: Mapping[str, tuple[str, int]] | None) -> Iterator[str]:
    """What is wrong with what a document says of large files: whether they are these, and whether they hold what it uses."""
    origins = [
        found["from"]["data"] for step in document["steps"] for found in step["inputs"] if "data" in found["from"]
    ]
    used: dict[str, set[int]] = {}
    for origin in origins:
        used.setdefault(origin["file"], set()).add(origin["row"])
    stated = document["data"]["files"]
    yield from (f"nothing says that {name} was read" for name in sorted(used) if name not in stated)
    for name, said in sorted(stated.items()):
        if len(used.get(name, ())) > said["rows"]:
            yield f"{name} has {said['rows']} rows, and more of them are used"
        if files is not None and files.get(name) != (said["digest"], said["rows"]):
            yield f"{name} is another file: its digest or its number of rows differs"


def digest_of(document: Json) -> str:
    """SHA-256 of the canonical JSON of all but the digest."""
    return Written(document).digest()


BROKEN = (Unreadable, LookupError, TypeError, ValueError, ArithmeticError)
"""What goes wrong in a step that is not what its operation needs."""


class _Verifier:
    """One pass over the steps of a document."""

    def __init__(self, document: Json, plan: Plan | None, data: Mapping[str, DataRows] | None) -> None:
        self.document, self.plan, self.data = document, plan, data
        self.fiscal = Fiscal(document["calendar"])
        self.seen: dict[str, Json] = {}
        self.values: dict[str, Value] = {}
        self.used: set[str] = set()
        self.digits: dict[tuple[str, str | None], int] = {}
        self.known: dict[tuple[object, ...], tuple[Value, tuple[str, ...]]] = {}
        self.columns: dict[str, tuple[str, object]] = {}
        self.rows: dict[tuple[str, str, str], int] = {}

    def problems(self) -> Iterator[str]:
        for step in self.document["steps"]:
            if step["id"] in self.seen:
                yield f"{step['id']}: there are two such steps"
            try:
                for problem in self._step(step):
                    yield f"{step['id']}: {problem}"
            except BROKEN as error:
                yield f"{step['id']}: {error}"
            self.seen[step["id"]] = step
        for check in (self._head, self._unpaid):
            try:
                yield from check()
            except BROKEN as error:
                yield f"document: {error}"
        last = self.document["steps"][-1]["id"]
        yield from (f"{name}: nothing uses this step" for name in self.seen if name not in self.used and name != last)
        if self.plan is not None:
            yield from self.plan.header(self.document)
            for place in self.document.get("defaults", []):
                yield from self.plan.place(place, self.fiscal)

    def _value(self, json: Json, what: str) -> Iterator[str]:
        for problem in self._read(json)[1]:
            yield f"{what}: {problem}"

    def _read(self, json: Json) -> tuple[Value, tuple[str, ...]]:
        """A value and what is wrong with how it is written; most stand in a document more than once."""
        unit = json["unit"]
        key = (json["value"], type(json["value"]), json["shown"], unit["kind"], unit["currency"], unit["digits"])
        known = self.known.get(key)
        if known is None:
            value, problems = read(json["value"], unit, self.fiscal), []
            if write(value, unit, self.fiscal) != json["value"]:
                problems.append(f"{json['value']!r} is not written as it must be")
            if shown(value, unit, self.fiscal) != json["shown"]:
                problems.append(f"{json['value']!r} is shown as {json['shown']!r}")
            digits = unit["digits"]
            if digits is not None and self.digits.setdefault((unit["kind"], unit["currency"]), digits) != digits:
                problems.append(f"{json['shown']} has other decimals than the rest")
            if unit["currency"] is not None and unit["kind"] != "money":
                problems.append("only money has a currency")
            known = self.known[key] = (value, tuple(problems))
        return known

    def _step(self, step: Json) -> Iterator[str]:
        name, _, row = step["id"].partition("@")
        yield from self._value(step["result"], "result")
        result = self._read(step["result"])[0]
        values: list[Value] = []
        for found in step["inputs"]:
            yield from self._value(found, found["part"])
            values.append(self._read(found)[0])
            yield from self._input(step, found, values[-1])
        self.values[step["id"]] = result
        inputs = Inputs([(found["part"], value) for found, value in zip(step["inputs"], values, strict=True)])
        if step["op"] in ("person", "period"):
            if [found["part"] for found in step["inputs"]] != ["row"] or not _names(
                str(values[0]), step["result"]["shown"]
            ):
                yield "it is not of its row"
            if values[0] != row:
                yield "it names another row"
        elif (again := redo(step["op"], step["how"], inputs, step["rounding"], row, self.fiscal)) != result:
            unit = step["result"]["unit"]
            yield f"its inputs give {shown(again, unit, self.fiscal)}, not {shown(result, unit, self.fiscal)}"
        yield from self._texts(wording.Step(step, values, result, self.fiscal))
        yield from self._rounding(step, inputs)
        yield from self._carried(step, inputs)
        yield from self._alike(name, step)
        if step["plan"] is not None and self.plan is not None:
            yield from self.plan.place(step["plan"], self.fiscal)
        if step["rule"] is not None and self.plan is not None:
            problem = self.plan.rule(step["rule"])
            if problem:
                yield problem

    def _input(self, step: Json, found: Json, value: Value) -> Iterator[str]:
        (kind, origin), name = next(iter(found["from"].items())), found["name"]
        if kind in ("step", "carried"):
            self.used.add(origin)
            earlier = self.seen.get(origin)
            if earlier is None:
                yield f"it uses {origin}, which is no earlier step"
                return
            shown_as = earlier["result"] if kind == "step" else earlier["carried"]
            if shown_as is None or any(shown_as[key] != found[key] for key in ("value", "shown", "unit")):
                yield f"{found['shown']} is not what {origin} gives"
            if name != earlier["says"] + ("" if kind == "step" else " so far"):
                yield f"{name!r} is not what {origin} says"
            if kind == "carried" and (step["op"] != "within" or found["part"] != "before"):
                yield "only a limit goes on from what an earlier row left"
            if (
                found["part"] == "before"
                and not _same_column(origin, step)
                and step["op"] in ("running", "within", "level")
            ):
                yield f"{origin} is not the row before"
            if found["part"] == "before" and step["op"] in ("running", "within", "level"):
                yield from self._follows(step, earlier)
        elif kind == "plan":
            if name != origin["text"]:
                yield f"{name!r} is not the plan's text"
            if self.plan is not None:
                yield from self.plan.place(origin, self.fiscal)
                problem = self.plan.constant(found, value, self.fiscal)
                if problem:
                    yield problem
        elif kind == "form":
            if name != found["shown"]:
                yield f"{name!r} is not {found['shown']!r}"
        elif kind == "row":
            if name != "row" or value != origin or found["unit"] != {"kind": "text", "currency": None, "digits": None}:
                yield f"{name!r} is not a row"
        else:
            yield from self._cell(step, found, origin, value)

    def _follows(self, step: Json, earlier: Json) -> Iterator[str]:
        """Places count up by one along the rows; a row that doesn't count stays at the place before it."""
        counts = any(found["part"] == "this" for found in step["inputs"])
        if step["how"]["place"] != earlier["how"]["place"] + counts and step["op"] != "running":
            yield "its place is not the next"
        if step["op"] == "running" and step["how"]["place"] - earlier["how"]["place"] not in (0, 1):
            yield "its place is not the next"

    def _cell(self, step: Json, found: Json, address: Json, value: Value) -> Iterator[str]:
        if step["op"] != "cell" or found["name"] != address["column"] or found["unit"] != step["result"]["unit"]:
            yield "it is not the cell of its step"
        row = step["id"].partition("@")[2]
        table = step["id"].partition(".")[0]  # an example has the rows of several tables in one file
        if self.rows.setdefault((address["file"], table, row), address["row"]) != address["row"]:
            yield f"{row} is in another row of {address['file']}"
        if self.data is not None:
            problem = sources.cell(address, step["how"], value, found["unit"], self.data, self.fiscal)
            if problem:
                yield problem
            elif sources.other_row(row, self.data[address["file"]], address["row"]):
                yield f"{address['file']} row {address['row']} is not {row}"
        if self.plan is not None and "reads" in step["how"]:
            said = "\n".join(self.plan.texts.values())
            yield from (f"the plan does not read {alias!r}" for alias in step["how"]["reads"] if alias not in said)

    def _texts(self, step: wording.Step) -> Iterator[str]:
        rows = wording.margins(step)
        stated = [(m["kind"], self._read(m)[0], m["unit"], m["of"]) for m in step.json["margins"]]
        for margin in step.json["margins"]:
            yield from self._value(margin, "margin")
        if stated != rows:
            yield "the distances are others: " + "; ".join(
                f"{of}: {shown(by, unit, self.fiscal)}" for _, by, unit, of in rows
            )
        if step.json["formula"] != wording.formula(step):
            yield f"the formula must be {wording.formula(step)!r}"
        if step.json["sentence"] != wording.sentence(step, rows):
            yield f"the sentence must be {wording.sentence(step, rows)!r}"

    def _rounding(self, step: Json, inputs: Inputs) -> Iterator[str]:
        rounding = step["rounding"]
        if (rounding is not None) != (step["op"] in ("round", "allocate")):
            yield "it rounds, or does not"
        elif rounding is not None:
            exact = inputs.number("value" if step["op"] == "round" else "this")
            if rounding["exact"] != write_number(exact) or rounding["unit"] != write_number(inputs.number("unit")):
                yield "the rounding is another"

    def _carried(self, step: Json, inputs: Inputs) -> Iterator[str]:
        carried = step["carried"]
        if (carried is not None) != (step["op"] == "within"):
            yield "it carries something, or does not"
        elif carried is not None:
            yield from self._value(carried, "carried")
            total = sum(inputs.numbers("before", "this"))
            if carried["unit"] != step["result"]["unit"] or carried["value"] != write_number(total):  # type: ignore[arg-type]
                yield "what it carries is another amount"

    def _alike(self, name: str, step: Json) -> Iterator[str]:
        """Steps of one column are the same step for different rows."""
        fixed: tuple[str, object] = (
            step["id"],
            [step["rule"], step["says"], step["plan"], step["op"], step["result"]["unit"]],
        )
        before = self.columns.setdefault(name, fixed)
        if before[1] != fixed[1]:
            yield f"it is not of the same making as {before[0]}"

    def _head(self) -> Iterator[str]:
        document, last = self.document, self.document["steps"][-1]
        who, when = document["participant"], document["period"]
        if document["result"] != last["result"] or document["step"] != last["id"]:
            yield "the result is not that of the last step"
        row = last["id"].partition("@")[2]
        if document["row"] is None:
            if row != (f"{who} / {when}" if when else who):
                yield f"the last step is not about {who} in {when}"
            if document["component"] is not None and not _about(document["component"], last):
                yield f"the last step is not {document['component']}"
        else:
            paying = document["component"] or "the plan"
            if last["says"] != f"all that {paying} pays {who} on {row} in {when}" or row != document["row"]:
                yield f"the last step is not about {document['row']}"
        plan_file = document["plan"]["file"]
        if self.plan is None:
            places = [s["plan"]["file"] for s in self.seen.values() if s["plan"]]
            if places and plan_file not in places:
                yield f"no step is from {plan_file}"

    def _unpaid(self) -> Iterator[str]:
        for note in self.document["unpaid"]:
            self.used |= {note["step"], *note["because"]}
            step = self.seen.get(note["step"])
            if step is None or any(name not in self.seen for name in note["because"]):
                yield f"{note['rule']}: a step that says why it did not pay is missing"
                continue
            row = note["step"].partition("@")[2]
            if self.values[note["step"]] != 0 or note["row"] not in ("", row):
                yield f"{note['step']}: it did pay, or is of another row"
            if not _about(note["rule"], step):
                yield f"{note['rule']}: no step is of this rule"
            for name in note["because"]:
                if self.values[name] is not False or name.partition("@")[2] != row:
                    yield f"{name}: it did not fail"
            if self.plan is not None:
                problem = self.plan.rule(note["rule"])
                if problem:
                    yield problem


def _names(row: str, text: str) -> bool:
    return row == text or row.startswith(f"{text} / ") or row.endswith(f" / {text}")


def _about(rule: str, step: Json) -> bool:
    """Whether a step is a rule's, or is made of it."""
    return rule == step["rule"] or rule in re.split(r"[^\w]+", step["says"])


def _same_column(origin: str, step: Json) -> bool:
    return origin.partition("@")[0] == str(step["id"]).partition("@")[0]


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_float(text: str) -> Any:
    raise ValueError(f"{text} is not a whole number")
