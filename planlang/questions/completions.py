"""Answers that are the author's to complete, filled in so that what they pay can be shown: with a balance that the plan has or could have.

A completion is no answer of its own. It takes what the plan itself suggests and says so, and the sentence that is offered keeps its blank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from planlang.diagnostics.model import Completed, Edit, line_above, line_below, put_after
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

Direction = Literal["owed", "kept"]


def excess_kept(low: Lowering, step: tree.Limit) -> Completed | None:
    """What a cap cuts, kept until there is room; a rule's own until the balance closes, since its payout has no room of its own."""
    payout = low.model.payout
    name = _known(low, "kept")
    if payout is None or name is not None:
        return _in(low, step, f", excess kept in {name}", f"`excess kept in {name}`") if name is not None else None
    name = free_name(low, "Kept")
    said = f"`excess kept in {name}`, a balance that opens at 0{_until(low, payout, ' and is paid out when it closes, on')}"
    edits = _declared(low, payout, name, "paid")
    if _is_step(payout, step):
        said += "; it is released first, as far as there is room"
        edits += line_above("", step.span, f"release  {name}").edits
    return _in(low, step, f", excess kept in {name}", said, edits)


def shortfall_owed(low: Lowering, step: tree.Limit) -> Completed | None:
    """What a floor adds, owed and repaid from whatever the payout has."""
    payout = low.model.payout
    name = _known(low, "owed")
    if payout is None or name is not None:
        return (
            _in(low, step, f", shortfall owed in {name}", f"`shortfall owed in {name}`") if name is not None else None
        )
    name = free_name(low, "Owed")
    said = f"`shortfall owed in {name}`, a balance that opens at 0{_until(low, payout, ', is repaid from each payout, and forgiven on')}"
    edits = _declared(low, payout, name, "forgiven")
    if _is_step(payout, step):
        edits += line_above("", step.span, f"repay  {name}").edits
    else:
        edits += line_below("", _sums(payout)[-1].span, f"repay  {name}").edits
    return _in(low, step, f", shortfall owed in {name}", said, edits)


def gate_held(low: Lowering, step: tree.OnlyIf) -> Completed | None:
    """What a gate holds back, released by the payout in which it is met; or when the balance closes, where payouts can't ask that."""
    payout = low.model.payout
    name = _known(low, "kept")
    if payout is None or name is not None:
        return (
            _in(low, step, f", otherwise held in {name}", f"`otherwise held in {name}`") if name is not None else None
        )
    name = free_name(low, "Held")
    said = f"`otherwise held in {name}`, a balance that opens at 0"
    met = low.words(step.condition)
    if _is_step(payout, step) or _asked_by(low, payout, step.condition):
        below = step.span if _is_step(payout, step) else _sums(payout)[-1].span
        edits = _declared(low, payout, name, "lost") + line_below("", below, f"release  {name} when {met}").edits
        said += _until(low, payout, f", is released when {met}, and lost on")
    else:
        edits = _declared(low, payout, name, "paid")
        said += _until(low, payout, " and is paid out when it closes, on")
    return _in(low, step, f", otherwise held in {name}", said, edits)


def credited_to_them(low: Lowering, item: tree.Aggregate, part: tree.Compare) -> Completed | None:
    """Rows of everyone's that a condition gives to the participant at hand: a credit of their own, of which the participant's are totalled."""
    source, rule, where = low.model.names.get(item.source), low.around(item.span), item.where
    if rule is None or where is None or item.owner != "everyone" or not isinstance(source, (tree.Credit, tree.Gathers)):
        return None
    parts = where.parts if isinstance(where, tree.Junction) and where.word == "and" else (where,)
    if not any(one is part for one in parts):
        return None  # it is one way of several
    keys = source.keys if isinstance(source, tree.Gathers) else ()
    for line in source.lines if isinstance(source, tree.Credit) else ():
        keys = line.keys if isinstance(line, tree.Ordered) else keys
    name = free_name(low, "Own")
    lines = [
        f"credit {name} for each credit of {item.source} {{",
        f"    to       every participant where {low.words(part)}",
        "    amount   credit.amount",
        *(["    quota credit  credit.quota_credit"] if item.field == "quota_credit" else []),
        "    dated    credit.date",
        f"    ordered  by {', then '.join(low.words(key) for key in keys)}, then credit.participant",
        "}\n",
    ]
    rest = " and ".join(low.words(one) for one in parts if one is not part)
    place, of = item.span, item.source_span
    said = low.report.text_of(place)[place.start : where.span.start].rstrip().removesuffix("where").rstrip()
    at = of.start - place.start
    said = said[:at].replace("everyone's", "the participant's") + name + said[at + len(item.source) :]
    whole = Edit(place, f"{said} where {rest}" if rest else said)
    indent = "\n" + " " * (rule.span.column - 1)
    declared = line_above("", head(rule, low.report), indent.join(lines)).edits
    said = " ".join(said.split())
    return Completed(f"`{said}`, a credit of each of {item.source} with that line", (whole, *declared))


def _in(low: Lowering, step: tree.Step, clause: str, said: str, edits: tuple[Edit, ...] = ()) -> Completed:
    return Completed(said, put_after("", step.span, clause, "").edits + edits)


def _declared(low: Lowering, payout: tree.Payout, name: str, rest: str) -> tuple[Edit, ...]:
    """A balance above the payout, nothing in it to begin with, that closes with the plan."""
    lines = [
        f"balance {name} for each participant {{",
        f"    opens   at 0 {low.model.header.currency}",
        f"    closes  on {_end(low, payout)}, rest {rest}",
        "}\n",
    ]
    indent = "\n" + " " * (payout.span.column - 1)
    return line_above("", head(payout, low.report), indent.join(lines)).edits


def _end(low: Lowering, payout: tree.Payout) -> str:
    """The last day of the plan; a year later where it has one payout, since what is carried on is carried beyond it."""
    header = low.model.header
    return header.calendar.label("day", header.end + (_LONGER if _once(low, payout) else 0))


_LONGER = 365


def _once(low: Lowering, payout: tree.Payout) -> bool:
    header, unit = low.model.header, payout.each
    return unit is not None and header.calendar.period(unit, header.start) == header.calendar.period(unit, header.end)


def _until(low: Lowering, payout: tree.Payout, said: str) -> str:
    """How a balance ends, in words."""
    return " and is carried on beyond the plan" if _once(low, payout) else f"{said} {_end(low, payout)}"


def _known(low: Lowering, which: Direction) -> str | None:
    """A balance of the plan that is owed, or kept, by what its steps say."""
    from planlang.questions.balances import uses

    for name, decl in low.model.names.items():
        if isinstance(decl, tree.Balance) and {way for _, way in uses(low, name)} == {which}:
            return name
    return None


def free_name(low: Lowering, name: str) -> str:
    """The name, or one like it, that nothing in the plan has."""
    unique, number = name, 1
    while unique in low.model.names or unique in low.model.members:
        number += 1
        unique = f"{name}{number}"
    return unique


def _is_step(payout: tree.Payout, step: tree.Step) -> bool:
    return any(one is step for one in payout.steps)


def _sums(payout: tree.Payout) -> list[tree.Step]:
    return [step for step in payout.steps if isinstance(step, tree.AddRules)] or list(payout.steps)


def _asked_by(low: Lowering, payout: tree.Payout, item: tree.Node) -> bool:
    """Whether a condition reads only measures that each payout has one of."""
    parts = tree.children(item)
    if isinstance(item, tree.Name):
        decl = low.model.names.get(item.name)
        grain = decl.grain if isinstance(decl, tree.Rule) else None
        return grain is not None and (grain.kind, grain.each) == ("participant", payout.each)
    return type(item).__name__.endswith("Lit") or (bool(parts) and all(_asked_by(low, payout, one) for one in parts))
