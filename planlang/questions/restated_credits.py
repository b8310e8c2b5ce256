"""A credit that an amendment restates as what one ledger can't go on with: a line as one version has it, or two credits, each in its days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Repair, line_above, line_below
from planlang.questions.completions import free_name
from planlang.semantics.amended_alike import in_all
from planlang.semantics.model import Record, head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.versions import Version


def as_one_has_it(
    low: Lowering, versions: Sequence[Version], kind: type[tree.To | tree.Ordered | tree.AmountLine]
) -> tuple[Repair, ...]:
    """A line as one version has it in all; of amounts it is the quota credit, which not all of them have."""
    said = [_line(version.decl, kind) for version in versions]
    amounts = [_amount(version.decl).span for version in versions]
    return in_all([None if one is None else one.span for one in said], amounts, low.report)


def counts_all(low: Lowering, versions: Sequence[Version]) -> tuple[Repair, ...]:
    """Where a version says nothing of quota, its whole amount may count."""
    edits: list[Edit] = []
    for version in versions:
        if _line(version.decl, tree.AmountLine) is None:
            line = _amount(version.decl)
            edits += line_below("", line.span, low.words(line).replace("amount", "quota credit", 1)).edits
    said = edits[0].words.strip()
    return (Repair("What is credited counts, where nothing is said of it:", said, tuple(edits)),)


def _line(
    form: tree.Credit, kind: type[tree.To | tree.Ordered | tree.AmountLine]
) -> tree.To | tree.Ordered | tree.AmountLine | None:
    some = [one for one in form.lines if isinstance(one, kind)]
    return next((one for one in some if not isinstance(one, tree.AmountLine) or one.word == "quota credit"), None)


def _amount(form: tree.Credit) -> tree.AmountLine:
    return next(one for one in form.lines if isinstance(one, tree.AmountLine) and one.word == "amount")


def two_credits(low: Lowering, decl: tree.Credit, versions: Sequence[Version]) -> tuple[Repair, ...]:
    """Two credits of the plan, gathered: left to the author where it is amended more than once, or has no order that both could have."""
    amend, form = versions[1].amend, versions[1].decl
    text = "Or both in the plan, each in its days, and gathered:"
    order = next((one for one in decl.lines if isinstance(one, tree.Ordered)), None)
    if amend is None or order is None or len(versions) != 2 or not isinstance(amend.by, tree.Column):
        return (Repair(text, f"credit {decl.name} gathers …, ordered by …"),)
    day, start = low.words(amend.by), amend.start.value.isoformat()
    older, newer = (free_name(low, f"{decl.name}{word}") for word in ("Before", "After"))
    pad = " " * (decl.span.column - 1)
    before, after = f"when  {day} is before {start}", f"when  {day} is at least {start}"
    keys = ", then ".join(dict.fromkeys([*(low.words(key) for key in order.keys), "credit.id"]))
    gathers = f"credit {decl.name} gathers {older}, {newer}, ordered by {keys}"
    at, first, said = head(form, low.report), form.lines[0].span, low.report.text_of(form.span)
    restated = (
        f"{said[at.start : at.end].replace(form.name, newer, 1)}{said[at.end : first.start]}"
        f"{after}\n{' ' * (first.column - 1)}{said[first.start : form.span.end]}"
    )
    own = head(decl, low.report)
    edits = (
        Edit(own, low.report.text_of(own)[own.start : own.end].replace(decl.name, older, 1)),
        *line_above("", decl.lines[0].span, before).edits,
        Edit(decl.span.after(), f"\n\n{pad}{restated}\n\n{pad}{gathers}"),
        Edit(amend.span if len(amend.items) == 1 else form.span, ""),
    )
    grains = [low.words(one.grain) for one in (decl, form)]
    lines = [
        f"credit {name} {grain} {{\n    {when}\n    …\n}}"
        for name, grain, when in zip((older, newer), grains, (before, after))
    ]
    return (Repair(text, "\n".join([*lines, gathers]), edits),)


def by_a_day_of_the_whole(low: Lowering, record: Record, amend: tree.Amend) -> tuple[Repair, ...]:
    """The days of what is divided, which all of its shares have in common."""
    found = []
    for name in (one.row for one in record.spec.columns if one.kind == "row"):
        whole = next((one for one in low.model.rows.values() if one.spec.name == name), None)
        if whole is None or whole is low.model.people:
            continue
        for day in (one for one in whole.spec.columns if one.kind == "date" and not one.optional):
            said = f"{whole.spec.row}.{day.name}"
            found.append(
                Repair(
                    f"By a day that all shares of the {whole.spec.row} have in common:",
                    said,
                    (Edit(amend.by.span, said),),
                )
            )
    return tuple(found) or (Repair("Go by a date of what is divided, such as `deal.closed`."),)
