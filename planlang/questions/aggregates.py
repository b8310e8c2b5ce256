"""Questions about totals: over which window, whose, and whether what is summed has been rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from planlang.core.calendar import DAYS
from planlang.diagnostics.model import Edit, Repair, instead, line_above, line_below
from planlang.lowering.ways import ways
from planlang.semantics.model import Record, head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering, Typed
    from planlang.lowering.scope import Scope

UNITS = ("month", "quarter", "half", "year")


def ask_window(low: Lowering, item: tree.Aggregate, scope: Scope) -> tree.Window:
    """The window of an aggregate; without one it is an error that lists what it could be."""
    if item.window is not None:
        return item.window
    words = low.words(item)
    before, where, condition = words.partition(" where ")
    counting = f" {item.counting} this credit" if item.counting is not None else ""
    before = before.removesuffix(counting)
    answers = _windows(item, scope)
    raise low.fail(
        "window-open",
        f"`{words}` does not say over which time" if scope.record is None else f"`{words}` does not say of which rows",
        item.span,
        f"{', '.join(window for window, _ in answers[:-1])} or {answers[-1][0]}?" if len(answers) > 1 else "",
        consequence="The same rule pays on one month's sales, on the quarter's, or on everything so far.",
        repairs=tuple(
            instead(f"Over {plain}:", item.span, f"{before} {window}{counting}{where}{condition}")
            for window, plain in answers
        ),
    )


def _windows(item: tree.Aggregate, scope: Scope) -> list[tuple[str, str]]:
    """The windows that an aggregate could have from here, each in plain words."""
    found: list[tuple[str, str]] = []
    if scope.record is not None:
        found.append((f"in the {scope.record.spec.row}", f"the rows of the same {scope.record.spec.row}"))
    own = scope.unit if scope.day is None else "day"
    nests = scope.low.model.header.calendar.nests
    if own in DAYS:
        found.append((f"in the {own}", f"this {own}"))
    for unit in UNITS if own is not None else ():
        if own is None or (unit != own and not nests(own, unit)):
            continue
        if unit != "half":
            found.append((f"in the {unit}", f"this {unit}" if unit == own else f"the {unit} that this one lies in"))
    if own in DAYS and not nests(own, "year"):
        found.append((f"in the plan through this {own}", f"all that the plan covers so far, this {own} included"))
    elif own is not None and own != "year" and not item.running:
        part = own if own in (*DAYS, *UNITS) else "month"
        found.append((f"in the year through this {part}", f"the year so far, this {part} included"))
    found.append(("in the plan", "all that the plan covers"))
    return found


def ask_whose(low: Lowering, item: tree.Aggregate, scope: Scope, window: tree.Window) -> None:
    """Asks whose rows are summed, where neither the window says it nor what the rows are: all of them, if they are nobody's."""
    if item.owner is not None or window.kind == "row" or scope.kind == "plan":
        return
    record, people = _rows(low, item.source), low.model.people
    if record == "plan" or (record is not None and record is not people and not _to_people(low, record)):
        return
    words = low.words(item)
    named = words.startswith(item.source)  # of places: `among Sales in the quarter`
    with_owner = "{} " + words if named else words.replace(f"of {item.source}", "of {} " + item.source)
    everyones = with_owner.format("everyone's")
    if scope.kind == "each" and scope.record is not None:
        own = f"This {scope.record.spec.row}'s only:", with_owner.format(f"the {scope.record.spec.row}'s")
    elif isinstance(record, Record) and record is not people and (through := _through(low, record, item)):
        own = "This participant's only:", f"({everyones} where {through} is participant)"
    else:
        own = "This participant's only:", with_owner.format("the participant's")
    raise low.fail(
        "whose-open",
        f"`{words}` does not say whose",
        item.span,
        "one person's or everybody's?",
        consequence="Each person would be paid on their own, or each on everybody's together.",
        repairs=(
            instead(own[0], item.span, own[1]),
            instead("Everybody's together:", item.span, everyones),
        ),
    )


def _rows(low: Lowering, source: str) -> Record | Literal["plan"] | None:
    """The table whose rows are summed, or have the results that are; ``plan`` where these are of everybody together."""
    decl = low.model.names.get(source)
    if not isinstance(decl, tree.Rule) or decl.grain is None:
        return low.model.records.get(source)
    if decl.grain.kind == "row":
        return low.model.rows.get(decl.grain.name or "")
    return "plan" if decl.grain.kind == "plan" else None


def _to_people(low: Lowering, record: Record) -> list[tuple[str, ...]]:
    """The ways that lead from a row to a participant."""
    return ways(low, record, low.model.people) if low.model.people is not None else []


def _through(low: Lowering, record: Record, item: tree.Aggregate) -> str | None:
    """How a condition names the participant to whom a row leads by way of others, where one way does."""
    found = _to_people(low, record)
    if item.where is not None or len(found) != 1 or len(found[0]) == 1:
        return None
    return ".".join((record.spec.row, *found[0]))


def _row(low: Lowering, item: tree.Aggregate) -> str:
    from planlang.questions.limits import row_words

    rule = low.rules.get(item.source)
    words = row_words(rule.scope) if rule is not None else ()
    return words[0] if words else "credit"


def _to(low: Lowering, summed: Typed, fine: bool) -> str:
    """To what each is rounded: a cent and a hundredth, or a hundredth part of these, which as good as keeps them as they are."""
    kind, parts = summed.type.kind, "0.0001" if fine else "0.01"
    if kind == "money" and not fine:
        return ""  # the plan's own
    digits = low.model.header.digits
    money = f"0.{'0' * (digits + 1)}1 {summed.type.currency or low.model.header.currency}"
    unit = money if kind == "money" else f"{parts}%" if kind == "percent" else parts
    return f", nearest {unit}, halves to even"


def _rounded_each(low: Lowering, item: tree.Aggregate, summed: Typed, fine: bool = False) -> str:
    """The last step that rounds each of them; a measure that is one value gets lines."""
    line = f"rounded  each {_row(low, item)}{_to(low, summed, fine)}"
    decl = low.model.names.get(item.source)
    if not isinstance(decl, tree.Rule) or decl.value is None or decl.grain is None:
        return line
    grain, value = low.words(decl.grain), _lines_of(low, decl, decl.value)
    return f"{decl.kind} {decl.name} {grain} {{\n    start with  {value}\n    {line.replace('  ', '     ', 1)}\n}}"


def _lines_of(low: Lowering, decl: tree.Rule, value: tree.Value) -> str:
    """The words of a measure's one value, as a step of it: the rows of a table are lines, one deeper than they stood."""
    text = low.report.text_of(value.span)[value.span.start : value.span.end]
    if "{" not in text:
        return low.words(value)
    first, *rows = text.split("\n")
    outer = " " * (decl.span.column - 1)
    return "\n".join([first, *(f"    {row.removeprefix(outer)}" for row in rows)])


def ask_rounding(low: Lowering, item: tree.Aggregate, summed: Typed) -> None:
    """Refuses to total quotients that were not rounded: where to round changes the cents."""
    if item.function in ("count", "only", "highest", "lowest") or not summed.scale.quotient:
        return
    if summed.scale.settled:  # a third of each row is a third of the total: the divisor is the plan's own
        return
    low.report.add(
        "total-of-unrounded",
        f"`{summed.says}` is a quotient that has not been rounded, and its divisor may differ from row to row",
        item.span,
        "where is it rounded?",
        consequence="Rounding each row and then adding, or adding and then rounding, pays different cents.",
        repairs=(
            Repair(
                f"Round each of them before they are added, as the last step of {summed.says}:",
                _rounded_each(low, item, summed),
                _rounded_there(low, item, summed),
            ),
            Repair(
                "Or total what is above and what is below the line, and divide the totals.",
                None,
                _divided(low, item, summed),
            ),
            Repair(
                "Or add them nearly as they are, each to a hundredth of that, so that only what comes of the total is rounded for good:",
                _rounded_each(low, item, summed, fine=True),
                _rounded_there(low, item, summed, fine=True),
            ),
        ),
    )


def _rounded_there(low: Lowering, item: tree.Aggregate, summed: Typed, fine: bool = False) -> tuple[Edit, ...]:
    """The rounding below the last step of what is summed, or its one value as lines."""
    decl = low.model.names.get(item.source)
    if not isinstance(decl, tree.Rule):
        return ()
    words = _rounded_each(low, item, summed, fine)
    if decl.value is None and decl.steps:
        return line_below("", decl.steps[-1].span, words).edits
    indent = "\n" + " " * (decl.span.column - 1)
    return (Edit(decl.span, words.replace("\n", indent)),) if decl.grain is not None else ()


def _divided(low: Lowering, item: tree.Aggregate, summed: Typed) -> tuple[Edit, ...]:
    """Two measures, of what is above and of what is below the line, and their totals divided, where there is something to divide by."""
    decl = low.model.names.get(item.source)
    if not isinstance(decl, tree.Rule) or decl.kind != "measure" or decl.grain is None or item.field is not None:
        return ()
    if summed.type.kind != "money" or item.where is not None:
        return ()
    first = decl.steps[0] if len(decl.steps) == 1 else None
    value = decl.value if decl.value is not None else first.value if isinstance(first, tree.Start) else None
    above, below = (f"{decl.name}{word}" for word in ("Above", "Below"))
    if not isinstance(value, tree.Binary) or value.op != "/" or {above, below} & low.model.names.keys():
        return ()
    grain, total = low.words(decl.grain), low.words(item)
    lines = "\n".join(
        f"{' ' * (decl.span.column - 1) if number else ''}measure {name} {grain} = {low.words(part)}"
        for number, (name, part) in enumerate(((above, value.left), (below, value.right)))
    )
    top, bottom = total.replace(decl.name, above), total.replace(decl.name, below)
    none = f"0 {low.model.header.currency}"
    words = f"(({top} / {bottom}) if ({bottom}) is above 0, otherwise {none})"
    return (*line_above("", head(decl, low.report), f"{lines}\n").edits, Edit(item.span, words))
