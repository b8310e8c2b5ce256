"""Questions about totals: over which window, whose, and whether what is summed has been rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Repair, instead
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
    answers = _windows(item, scope)
    raise low.fail(
        "window-open",
        f"`{words}` does not say over which time" if scope.record is None else f"`{words}` does not say of which rows",
        item.span,
        f"{', '.join(window for window, _ in answers[:-1])} or {answers[-1][0]}?" if len(answers) > 1 else "",
        consequence="The same rule pays on one month's sales, on the quarter's, or on everything so far.",
        repairs=tuple(
            instead(f"Over {plain}:", item.span, f"{before} {window}{where}{condition}") for window, plain in answers
        ),
    )


def _windows(item: tree.Aggregate, scope: Scope) -> list[tuple[str, str]]:
    """The windows that an aggregate could have from here, each in plain words."""
    found: list[tuple[str, str]] = []
    if scope.record is not None:
        found.append((f"in the {scope.record.spec.row}", f"the rows of the same {scope.record.spec.row}"))
    own = scope.unit if scope.day is None else "day"
    for unit in UNITS if own is not None else ():
        if own in UNITS and UNITS.index(own) > UNITS.index(unit):
            continue
        if unit != "half":
            found.append((f"in the {unit}", f"this {unit}" if unit == own else f"the {unit} that this one lies in"))
    if own is not None and own != "year" and not item.running:
        part = own if own in UNITS else "month"
        found.append((f"in the year through this {part}", f"the year so far, this {part} included"))
    found.append(("in the plan", "all that the plan covers"))
    return found


def ask_whose(low: Lowering, item: tree.Aggregate, scope: Scope, window: tree.Window) -> None:
    """Asks whose rows are summed, where the window does not say."""
    if item.owner is not None or window.kind == "row":
        return
    people = low.model.people
    if scope.kind == "plan" and item.source in low.model.records:
        return
    if people is not None and item.source in low.model.records and item.source != people.spec.name:
        record = low.model.records[item.source]
        if not any(c.row == people.spec.name for c in record.spec.columns):
            return
    words = low.words(item)
    with_owner = words.replace(f"of {item.source}", "of {} " + item.source)
    raise low.fail(
        "whose-open",
        f"`{words}` does not say whose",
        item.span,
        "one person's or everybody's?",
        consequence="Each person would be paid on their own, or each on everybody's together.",
        repairs=(
            instead("This participant's only:", item.span, with_owner.format("the participant's")),
            instead("Everybody's together:", item.span, with_owner.format("everyone's")),
        ),
    )


def _row(low: Lowering, item: tree.Aggregate) -> str:
    from planlang.questions.limits import row_words

    rule = low.rules.get(item.source)
    words = row_words(rule.scope) if rule is not None else ()
    return words[0] if words else "credit"


def _rounded_each(low: Lowering, item: tree.Aggregate, summed: Typed) -> str:
    """The last step that rounds each of them; a measure that is one value gets lines."""
    to = {"percent": ", nearest 0.01%, halves to even", "number": ", nearest 0.01, halves to even"}
    line = f"rounded  each {_row(low, item)}{to.get(summed.type.kind, '')}"
    decl = low.model.names.get(item.source)
    if not isinstance(decl, tree.Rule) or decl.value is None or decl.grain is None:
        return line
    grain, value = low.words(decl.grain), low.words(decl.value)
    return f"{decl.kind} {decl.name} {grain} {{\n    start with  {value}\n    {line.replace('  ', '     ', 1)}\n}}"


def ask_rounding(low: Lowering, item: tree.Aggregate, summed: Typed) -> None:
    """Refuses to total quotients that were not rounded: where to round changes the cents."""
    if item.function in ("count", "only", "highest", "lowest") or not summed.scale.quotient:
        return
    if summed.scale.unit is not None:  # a third of each row is a third of the total: the divisor is the plan's own
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
            ),
            Repair("Or total what is above and what is below the line, and divide the totals."),
        ),
    )
