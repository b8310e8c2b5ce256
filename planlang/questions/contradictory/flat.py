"""An amount that does not follow a person's share of a deal, such as 100 USD for each credit: shared as the deal is, or whole for each of them?"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair, put_after
from planlang.questions.contradictory.following import Shares, follows, of_a_share
from planlang.questions.shares import shares_of
from planlang.questions.suspicious.shared import one_person, same_rows
from planlang.slotted import frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


@frozen(eq=False, repr=False)
class Split:
    """That people share what a ``row`` has: ``line`` says so.

    ``shared`` is how the plan says a share, with ``…`` for what is shared; ``own`` are columns that each share has for itself;
    ``by``: in how many equal parts.
    """

    line: tree.AmountLine
    row: str
    shared: str
    own: frozenset[tuple[str, ...]] = frozenset()
    by: tree.Value | None = None


_SIMPLE = (tree.MoneyLit, tree.NumberLit, tree.Column, tree.Name)
_LISTED = (tree.Tiers, tree.Curve, tree.TableBy, tree.Matrix, tree.Match, tree.Weighted)


def ask_flat(low: Lowering, rule: tree.Rule) -> None:
    """Asks whether an amount of a rule is shared by those who share a deal, or is whole for each of them."""
    decl = (
        low.model.names.get(rule.grain.name or "") if rule.grain is not None and rule.grain.kind == "credit" else None
    )
    split = split_of(low, decl) if isinstance(decl, (tree.Credit, tree.Gathers)) else None
    if split is None or any(isinstance(step, tree.MinusPaid) for step in rule.steps):
        return  # what is paid to date is a difference of totals
    shares = Shares(low, split.own, split.by)
    if any(isinstance(step, tree.When) and of_a_share(step, split.own) for step in rule.steps):
        return  # of those who share a deal it picks some
    shared, flat = False, None
    for step in reversed(rule.steps):
        if isinstance(step, tree.Change) and step.word == "times":
            shared = shared or (step.when is None and follows(shares, step.value, factor=True))
        elif isinstance(step, (tree.Start, tree.Change)) and step.once_for is None:
            picked = isinstance(step, tree.Change) and step.when is not None and of_a_share(step.when, split.own)
            if not shared and not picked and not follows(shares, step.value):
                flat = step
    if flat is not None:
        _ask(low, rule, flat, split)


def _ask(low: Lowering, rule: tree.Rule, step: tree.Start | tree.Change, split: Split) -> None:
    said, amount, each = low.words(step), low.words(step.value), ", once for each credit"
    listed = isinstance(step.value, _LISTED) and "{" in amount
    short = f"{amount.partition('{')[0]}{{ … }}" if listed else amount
    low.report.add(
        "flat-shared-open",
        f"several people may share one {split.row}, and nothing says whether this amount is shared, too, or paid whole to each of them",
        step.value.span,
        "shared, or whole for each of them?",
        also=(Label(split.line.span, f"a share of the {split.row}"),),
        consequence=f"100 USD for a {split.row} that two people share would pay them 100 USD together, or 200 USD.",
        repairs=(
            _as_shared(low, rule, step, split),
            put_after("Whole for each of them:", step.value.span, each, said.replace(amount, short + each, 1)),
        ),
    )


def _as_shared(low: Lowering, rule: tree.Rule, step: tree.Start | tree.Change, split: Split) -> Repair:
    """The amount with the share that the credit has, and rounded where the rule rounds nothing yet."""
    said, amount, indent = low.words(step), low.words(step.value), "\n" + " " * (step.span.column - 1)
    if isinstance(step, tree.Start) and isinstance(step.value, _LISTED):
        factor = (
            split.shared.removesuffix(" of …") if split.shared.endswith(" of …") else split.shared.replace("…", "1")
        )
        lines, edits = [f"times    {factor}"], []
        below = f"{indent}times    {factor}"
    else:
        value = split.shared.replace("…", amount if isinstance(step.value, _SIMPLE) else f"({amount})")
        lines, edits = [said.replace(amount, value, 1)], [Edit(step.value.span, value)]
        below = ""
    if not any(isinstance(one, tree.Rounded) for one in rule.steps):
        lines.append("rounded  each credit")
        below += f"{indent}rounded  each credit"
    if below:
        last = step if lines[0].startswith("times") else _last_amount(rule)
        edits.append(Edit(last.span.after(), below))
    return Repair(f"Shared as the {split.row} is:", "\n".join(lines), tuple(edits))


def _last_amount(rule: tree.Rule) -> tree.Step:
    """The last step that makes the amount, below which it may be rounded."""
    return [step for step in rule.steps if isinstance(step, (tree.Start, tree.Change))][-1]


def split_of(low: Lowering, decl: tree.Credit | tree.Gathers) -> Split | None:
    """How several people are credited with shares of one row; ``None`` where each is credited with all of it, or where that isn't certain."""
    if isinstance(decl, tree.Gathers):
        sources = [low.model.names.get(source.name) for source in decl.sources]
        credits = [one for one in sources if isinstance(one, (tree.Credit, tree.Gathers))]
        found = next((one for one in (split_of(low, each) for each in credits) if one is not None), None)
        return found or _parts_of(low, [one for one in credits if isinstance(one, tree.Credit)])
    line = _amount(decl)
    if line is None:
        return None
    if decl.grain.kind == "credit":
        base = low.model.names.get(decl.grain.name or "")
        passed = any(
            isinstance(one, tree.Column) and one.parts == ("credit", "amount")
            for one in (line.value, *tree.below(line.value))
        )
        return split_of(low, base) if passed and isinstance(base, (tree.Credit, tree.Gathers)) else None
    record = low.model.rows.get(decl.grain.name or "")
    to = next((one for one in decl.lines if isinstance(one, tree.To)), None)
    if record is None or to is None:
        return None
    if to.kind == "every":
        return None if one_person(to.where) else _divided(low, line, record.spec.row)
    people = low.model.people
    groups = [
        one for one in record.spec.columns if one.kind == "row" and (people is None or one.row != people.spec.name)
    ]
    if not groups or set(record.spec.identity) <= {one.name for one in groups}:
        return None
    of = low.model.records[groups[0].row or ""].spec.row
    spec, who = record.spec, people.spec.name if people is not None else None
    own = frozenset((spec.row, one.name) for one in spec.columns if one.row in (None, who))
    shares = shares_of(low, decl, line.value, record)
    if len(shares) == 1:
        return Split(line, of, f"{'.'.join(shares[0].parts)} of …", own)
    return _divided(low, line, of, own)


def _divided(
    low: Lowering, line: tree.AmountLine, row: str, own: frozenset[tuple[str, ...]] = frozenset()
) -> Split | None:
    """An amount that is divided by how many share it, or by anything else that is the same for all of them."""
    value = line.value
    if not isinstance(value, tree.Binary) or value.op != "/" or not isinstance(value.left, tree.Column):
        return None
    if value.left.parts in own or value.left.parts[0] == "participant":
        return None
    return Split(line, row, f"… / {low.words(value.right)}", own, value.right)


def _parts_of(low: Lowering, credits: list[tree.Credit]) -> Split | None:
    """Two credits of the same rows, each of which gives its own person a percentage of what the row has."""
    for a, b in itertools.combinations(credits, 2):
        lines = [_amount(one) for one in (a, b)]
        parts = [line.value for line in lines if line is not None and isinstance(line.value, tree.Of)]
        if len(parts) < 2 or not all(isinstance(one.share, tree.NumberLit) and _part(one.share) for one in parts):
            continue
        whole = parts[0].whole
        if isinstance(whole, tree.Column) and tree.same_text(whole, parts[1].whole) and same_rows(low, a, b):
            assert lines[1] is not None
            return Split(lines[1], whole.parts[0], f"… * (credit.amount / {low.words(whole)})")
    return None


def _part(share: tree.NumberLit) -> bool:
    return share.value < (100 if share.unit == "percent" else 1)


def _amount(decl: tree.Credit) -> tree.AmountLine | None:
    return next((one for one in decl.lines if isinstance(one, tree.AmountLine) and one.word == "amount"), None)
