"""Lowering of credits that amendments restate: each version in the rows of its days, and one choice between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planlang.core.graph import Choose, Condition, Logic, Operand, Ref, Unit
from planlang.diagnostics.model import Label
from planlang.lowering.alike import same_within
from planlang.lowering.credit_lines import Said, ref_of, said_of
from planlang.lowering.mismatches import mismatch
from planlang.lowering.values import computed, same
from planlang.lowering.versions import Version, as_amended, days_of, versions_of
from planlang.questions.credits import divided_by
from planlang.questions.restated_credits import as_one_has_it, by_a_day_of_the_whole, counts_all, two_credits
from planlang.semantics import types
from planlang.semantics.model import head
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering, Typed
    from planlang.lowering.scope import Scope

YES_NO = Unit("yes/no")


def said_in_all(low: Lowering, decl: tree.Credit, first: Said, source: Scope) -> Said:
    """What all versions of a credit say of a row, of which one holds; ``first`` is what the plan itself says."""
    versions = versions_of(low, decl)
    if len(versions) == 1:
        return first
    holds = days_of(low, source, decl, versions)
    every = [first]
    for version in versions[1:]:
        low.restated = version.tables
        every.append(said_of(low, version.decl, source))
    low.restated = {}
    _alike(low, decl, versions, every)
    _whole_groups(low, decl, source, versions, holds)
    keep, conditions = _conditions(decl, source, versions, holds, every)
    known = first.known.intersection(*(one.known for one in every))

    def chosen(values: Sequence[Typed], what: str) -> Typed:
        return _chosen(low, decl, source, versions, holds, values, what)

    person = chosen([one.person for one in every if one.person is not None], "to whom")
    day = chosen([one.day for one in every], "dated")
    amounts = {
        word: chosen([one.amounts[word] for one in every], word.replace("_", " ")) for word in first.amounts
    }  # fmt: skip
    return evolve(
        first, source=source.knowing(known), known=known, keep=keep, conditions=conditions, person=person, day=day, amounts=amounts
    )  # fmt: skip


def _alike(low: Lowering, decl: tree.Credit, versions: Sequence[Version], every: Sequence[Said]) -> None:
    """One ledger has one order, and the same amounts in all its rows; and what reaches several people makes rows of its own."""
    first = every[0]
    for version, one in zip(versions[1:], every[1:], strict=True):
        own: tree.Credit = version.decl
        if any(said.to.kind in ("every", "managers") for said in (first, one)):
            problem = "goes to several people, and which rows that makes can't change from day to day"
            same = (*as_one_has_it(low, versions, tree.To), *two_credits(low, decl, versions))
        elif [low.words(key) for key in one.written] != [low.words(key) for key in first.written]:
            problem = "is ordered by something else than before, and one ledger has one order"
            same = as_one_has_it(low, versions, tree.Ordered)
        elif set(one.amounts) != set(first.amounts):
            problem = "has a quota credit in one version and none in the other"
            same = (*as_one_has_it(low, versions, tree.AmountLine), *counts_all(low, versions))
        else:
            continue
        raise low.fail(
            "amended-otherwise",
            f"{decl.name} {problem}",
            head(own, low.report),
            also=(Label(head(decl, low.report), "as in the plan"),),
            consequence="What is read of it elsewhere in the plan would no longer mean the same.",
            repairs=same,
        )


def _whole_groups(
    low: Lowering, decl: tree.Credit, source: Scope, versions: Sequence[Version], holds: Sequence[Ref]
) -> None:
    """Shares of one deal must be of one version: odd cents are given to one of all of them."""
    record = source.record
    forms: list[tree.Credit] = [version.decl for version in versions]
    lines = [line for form in forms for line in form.lines if isinstance(line, tree.AmountLine) and line.remainder]
    if not lines or record is None:
        return
    group = divided_by(low, record)
    if all(same_within(low.tables, source.table, one, group) for one in holds):
        return
    amend = versions[1].amend
    assert amend is not None
    raise low.fail(
        "amended-otherwise",
        f"shares of what {decl.name} divides may lie on both sides of the amendment, and nothing says who gets the odd cents of each",
        amend.by.span,
        also=(Label(lines[0].span, "divided here"),),
        consequence="A cent could be credited twice, or to nobody.",
        repairs=by_a_day_of_the_whole(low, record, amend),
    )


def _conditions(
    decl: tree.Credit, source: Scope, versions: Sequence[Version], holds: Sequence[Ref], every: Sequence[Said]
) -> tuple[list[Operand], list[Condition]]:
    """The conditions of each version in the rows of its days; in other rows they are met."""
    keep: list[Operand] = []
    conditions: list[Condition] = []
    for holding, one in zip(holds, every, strict=True):
        when = source.table.column(holding).says
        other = source.table.once(
            f"not {when}", Logic("not", (holding,)), YES_NO, f"not {when}", "condition", decl.name
        )
        for condition in one.conditions:
            says = f"{condition.says}, where {when}"
            op = Logic("or", (other, Ref(condition.column)))
            column = source.table.once(says, op, YES_NO, says, "condition", decl.name, condition.place)
            keep.append(column)
            conditions.append(Condition(ref_of(source, column, decl.name), says, condition.place))
    return keep, conditions


def _chosen(
    low: Lowering, decl: tree.Credit, source: Scope, versions: Sequence[Version], holds: Sequence[Ref],
    values: Sequence[Typed], what: str,
) -> Typed:  # fmt: skip
    """Of the versions' values that of the version that holds."""
    kind, scale = values[0].type, values[0].scale
    cases: list[tuple[Operand, Operand | None]] = []
    for version, holding, found in zip(versions, holds, values, strict=True):
        joint = types.alike(kind, found.type)
        if isinstance(joint, str):
            raise mismatch(source, joint, version.decl, values[0], found, "choosing between")
        kind, scale = joint, types.joined(scale, found.scale)
        says = f"{decl.name}, {what}, {as_amended(low, version)}"
        cases.append((holding, same(source, found, says, "amount", says, head(version.decl, low.report))))
    says = f"{decl.name}: {what}, in the version of the day"
    op = Choose(tuple(cases[:-1]), cases[-1][1])
    return evolve(computed(source, decl, op, kind, scale, "amount", says), span=head(decl, low.report))
