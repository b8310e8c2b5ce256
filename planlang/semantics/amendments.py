"""Amendments: what each restates or removes, from which day, and whether they go together."""

from __future__ import annotations

from itertools import pairwise

from planlang.diagnostics.model import Edit, Label, Repair
from planlang.diagnostics.suggest import closest
from planlang.semantics import amended_balance, amended_ledger
from planlang.semantics.amended_kind import as_one_or_two
from planlang.semantics.amended_payout import PAYOUT, as_amended, fits
from planlang.semantics.model import Change, Model, head, what
from planlang.semantics.report import Report
from planlang.syntax import tree


def read_amendments(model: Model, amends: tuple[tree.Amend, ...], report: Report) -> None:
    """Enters what the amendments of a plan change; whatever contradicts the plan or another amendment is reported."""
    for amend in amends:
        if amend.name != model.plan.name:
            near = closest(amend.name, [model.plan.name])
            report.add(
                "unknown-name",
                f"the plan is called {model.plan.name}, and this amends {amend.name}",
                head(amend, report),
                repairs=(Repair(f"Did you mean `amend {near or model.plan.name} …`?"),),
            )
            continue
        _covered(model, amend, report)
        for item in amend.items:
            _change(model, amend, item, report)
    for changes in model.changes.values():
        changes.sort(key=lambda one: one.start)
        for one, following in pairwise(changes):
            _together(one, following, report)
    if model.payout is not None and PAYOUT in model.changes:
        model.payout = as_amended(model.payout, model.changes[PAYOUT], report)
    for name, changes in model.changes.items():
        before = model.names.get(name)
        if isinstance(before, tree.Balance):
            amended_balance.as_amended(model, before, changes, report)
        elif isinstance(before, tree.Gathers):
            amended_ledger.as_amended(model, before, changes, report)


def _covered(model: Model, amend: tree.Amend, report: Report) -> None:
    day = amend.start.value.toordinal()
    last = max(model.header.end, model.header.follows or model.header.end)
    if model.header.start < day <= last:
        return
    before = day <= model.header.start
    report.add(
        "amended-outside",
        "this amendment is about everything that the plan covers" if before else "this amendment is about nothing that the plan covers",
        amend.start.span,
        consequence="What it restates never held." if before else "Nobody is paid by it.",
        repairs=(Repair("Correct the day."), Repair("Or write it into the plan itself." if before else "Or say that the plan covers more.")),
    )  # fmt: skip


def _change(model: Model, amend: tree.Amend, item: tree.Statement, report: Report) -> None:
    if isinstance(item, (tree.Example, tree.Promise)):
        return  # they are tests of the whole plan, and stand among its own
    if isinstance(item, tree.Payout) and model.payout is not None:
        if fits(model.payout, item, amend, report):
            model.changes.setdefault(PAYOUT, []).append(Change(amend, item, head(item, report)))
        return
    amendable = (tree.Rule, tree.Credit, tree.Gathers, tree.TableDecl, tree.Balance, tree.Remove)
    name = item.name if isinstance(item, amendable) else None
    if name is None:
        report.add(
            "not-amendable",
            "an amendment restates credits, measures, rules, tables, balances and the payout, and nothing else",
            head(item, report),
            consequence="Data and the header hold for the whole plan.",
            repairs=(Repair("Say it in the plan of another year."),),
        )
        return
    before = model.names.get(name)
    if before is None:
        near = closest(name, model.names)
        report.add(
            "unknown-name",
            f"nothing in this plan is called {name}, so there is nothing to amend",
            head(item, report),
            repairs=(
                Repair(f"Did you mean {near}?"),
            ) if near else (Repair("Something new is declared in the plan, with a condition on the date:", "when  deal.closed is from 2025-03-01"),),
        )  # fmt: skip
        return
    if isinstance(item, tree.Remove):
        if not isinstance(before, tree.Rule) or not before.pays:
            report.add(
                "not-amendable",
                f"{name} is a {what(before)}, which others may read, so it can't be removed",
                head(item, report),
                also=(Label(head(before, report), "declared here"),),
                repairs=(Repair("Restate it, or remove the rules that pay."),),
            )
            return
        model.changes.setdefault(name, []).append(Change(amend, None, head(item, report)))
        return
    assert isinstance(item, (tree.Rule, tree.Credit, tree.Gathers, tree.TableDecl, tree.Balance))
    grains = (_grain(before), _grain(item))
    if type(item) is not type(before) or what(item) != what(before) or (None not in grains and len({*grains}) > 1):
        report.add(
            "amended-otherwise",
            f"{name} is restated as something else than it was",
            head(item, report),
            _words(item),
            also=(Label(head(before, report), _words(before)),),
            consequence="What is read of it elsewhere in the plan would no longer mean the same.",
            repairs=as_one_or_two(model, amend, item, before, report) or (
                Repair("Restate it as the same kind of rule or credit, for the same rows."),
                Repair(f"Or remove it (`remove {name}`), and declare a new rule in the plan with a condition on the date."),
            ),
        )  # fmt: skip
        return
    if (
        isinstance(item, tree.Rule)
        and isinstance(before, tree.Rule)
        and item.grain is None
        and before.grain is not None
    ):
        _ask_grain(item, before, before.grain, report)
        return
    model.changes.setdefault(name, []).append(Change(amend, item, head(item, report)))


def _ask_grain(item: tree.Rule, before: tree.Rule, grain: tree.Grain, report: Report) -> None:
    place, words = head(item, report), report.words(grain.span)
    report.add(
        "grain-open",
        f"nothing says what {item.name} is worked out for from that day on",
        place,
        "for each what?",
        also=(Label(head(before, report), _words(before)),),
        consequence="What is restated is restated whole, so that it can be read alone.",
        repairs=(
            Repair(
                "As before:", words, () if "=" in report.words(place) else (Edit(place.after(), f" {words}"),)
            ),
        ),
    )  # fmt: skip


def _grain(item: object) -> object:
    grain = item.grain if isinstance(item, (tree.Rule, tree.Credit)) else None
    return None if grain is None else (grain.kind, grain.name, grain.each, grain.once_on and grain.once_on.value)


def _words(item: tree.Rule | tree.TableDecl | tree.Statement) -> str:
    if not isinstance(item, tree.Rule):
        return f"a {what(item)}"  # type: ignore[arg-type]
    grain = item.grain
    each = (
        ""
        if grain is None
        else f" for each {f'credit of {grain.name}' if grain.kind == 'credit' else grain.name or grain.kind}"
    )
    return f"a {item.kind}{each}{f' each {grain.each}' if grain is not None and grain.each else ''}"


def _together(one: Change, following: Change, report: Report) -> None:
    """Two amendments of the same declaration must start on different days, told by the same date."""
    if one.start == following.start:
        message = "two amendments restate it from the same day"
        consequence = "Nothing says which of them holds."
        repairs = (
            *(
                Repair(text, edits=(Edit(change.decl.span, ""),))
                for text, change in (("Keep the first:", following), ("Keep the second:", one))
                if change.decl is not None
            ),
            Repair("Or let the later one start later."),
        )
    elif report.words(one.amend.by.span) != report.words(following.amend.by.span):
        message = "two amendments of it go by different dates"
        consequence = "A row could belong to both, or to neither."
        repairs = (Repair("Go by the same date in both:", f", by {report.words(one.amend.by.span)}"),)
    else:
        return
    report.add(
        "amendments-contradict",
        message,
        following.place,
        also=(Label(one.place, "the other"),),
        consequence=consequence,
        repairs=repairs,
    )
