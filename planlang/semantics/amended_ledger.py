"""A gathered ledger that amendments restate: it stays one ledger, and which credits it gathers goes by their day.

A credit that every version gathers is in it as it is. Of one that only some gather those are in it whose day lies in the days of such a version:
a credit of its own, for each of these, as a plan would write it that says both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.semantics.amended_alike import keys_in_all
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.semantics.model import Change, Model
    from planlang.semantics.report import Report

Stretch = tuple["tree.Amend | None", "tree.Amend | None"]
"""Days, from the day of one amendment to before that of another; ``None``: from the beginning, to the end."""


def as_amended(model: Model, before: tree.Gathers, changes: Sequence[Change], report: Report) -> None:
    """Puts the ledger that gathers what its versions gather in the place of the plan's own."""
    forms = [before]
    for change in changes:
        assert isinstance(change.decl, tree.Gathers)
        forms.append(change.decl)
    if not all(_alike(form, forms, report) for form in forms[1:]):
        return
    sources: dict[str, tree.Name] = {source.name: source for form in reversed(forms) for source in form.sources}
    made: list[tree.Credit] = []
    gathered: list[tree.Name] = []
    for name in dict.fromkeys(source.name for form in forms for source in form.sources):
        inside = [any(source.name == name for source in form.sources) for form in forms]
        if all(inside):
            gathered.append(sources[name])
            continue
        for stretch in _stretches(inside, changes):
            part = _part(model, sources[name], stretch)
            made.append(part)
            gathered.append(tree.Name(sources[name].span, part.name))
    found = before.but(sources=tuple(gathered))
    model.names.update({part.name: part for part in made}, **{before.name: found})
    items = tuple(found if item is before else item for item in model.plan.items)
    model.plan = model.plan.but(items=(*items, *made))


def _alike(form: tree.Gathers, forms: Sequence[tree.Gathers], report: Report) -> bool:
    """One ledger has one order."""
    before = forms[0]
    if [report.words(key.span) for key in form.keys] == [report.words(key.span) for key in before.keys]:
        return True
    report.add(
        "amended-otherwise",
        f"{form.name} is ordered by something else than before, and one ledger has one order",
        head(form, report),
        also=(Label(head(before, report), "as in the plan"),),
        consequence="What is read of it elsewhere in the plan would no longer mean the same.",
        repairs=keys_in_all([one.keys for one in forms], report) or (Repair("Order it alike in both."),),
    )
    return False


def _stretches(inside: Sequence[bool], changes: Sequence[Change]) -> Iterator[Stretch]:
    """The days of versions that gather a credit, as far as they follow one another."""
    edges: list[tree.Amend | None] = [None, *(change.amend for change in changes), None]
    first: int | None = None
    for version, held in enumerate((*inside, False)):
        if held and first is None:
            first = version
        elif not held and first is not None:
            yield edges[first], edges[version]
            first = None


def _part(model: Model, source: tree.Name, stretch: Stretch) -> tree.Credit:
    """Those of a credit whose day lies in some days, as a credit."""
    first, last = stretch
    lines: list[tree.When] = []
    says = source.name
    for amend, relation, word in ((first, "is at least", "from"), (last, "is before", "before")):
        if amend is not None:
            place = amend.start.span.to(amend.by.span)
            lines.append(tree.When(place, tree.NO_TRIVIA, tree.Compare(place, amend.by, relation, amend.start)))  # type: ignore[arg-type]
            says += f" {word} {amend.start.value.isoformat()}"
    place = source.span

    def field(name: str) -> tree.Column:
        return tree.Column(place, ("credit", name))

    amounts = [tree.AmountLine(place, tree.NO_TRIVIA, "amount", field("amount"), False, None)]
    if _retires_quota(model, source.name):
        quota = tree.AmountLine(place, tree.NO_TRIVIA, "quota credit", field("quota_credit"), False, None)
        amounts.append(quota)
    return tree.Credit(
        place,
        tree.NO_TRIVIA,
        says,
        tree.Grain(place, "credit", source.name),
        (
            *lines,
            tree.To(place, tree.NO_TRIVIA, "person", field("participant")),
            *amounts,
            tree.Dated(place, tree.NO_TRIVIA, field("date")),
            tree.Ordered(place, tree.NO_TRIVIA, (field("date"), field("id"))),
        ),
    )


def _retires_quota(model: Model, name: str) -> bool:
    """Whether a credit has a quota credit; one that gathers, where all of them have."""
    seen, todo = {name}, [name]
    while todo:
        decl = model.names.get(todo.pop())
        if isinstance(decl, tree.Gathers):
            more = {source.name for source in decl.sources} - seen
            seen |= more
            todo += more
        elif not isinstance(decl, tree.Credit) or not any(
            isinstance(line, tree.AmountLine) and line.word == "quota credit" for line in decl.lines
        ):
            return False
    return True
