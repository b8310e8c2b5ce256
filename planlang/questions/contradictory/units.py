"""So much for each deal that a person is credited for, where people share deals: does a shared deal count whole for each of them, or in part?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair, instead
from planlang.questions.contradictory.flat import Split, split_of
from planlang.questions.contradictory.following import of_a_share
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def ask_units(low: Lowering, rule: tree.Rule, asked: set[int]) -> None:
    """Asks what a count of a person's own credits counts of a shared deal, where it is paid by the unit.

    Not where it is only held against a goal: who has sold ten deals has sold them, whoever helped.
    """
    values = [step.value for step in rule.steps if isinstance(step, (tree.Start, tree.Change))]
    first = values[0] if values else None
    for value in values:
        factors = _factors(value)
        other = [first] if value is not first and first is not None else []
        money = any(isinstance(one, tree.MoneyLit) for one in (*factors, *other))
        for one in factors:
            found = _counted(low, one)
            if found is None or found[0].span.start in asked or not (money or value is first):
                continue
            asked.add(found[0].span.start)
            decl = low.model.names.get(found[0].source)
            split = split_of(low, decl) if isinstance(decl, (tree.Credit, tree.Gathers)) else None
            where = found[0].where
            if split is not None and not (where is not None and of_a_share(where, split.own)):
                _ask(low, found[1] or rule, found[0], split)


def _factors(value: tree.Node) -> list[tree.Node]:
    """What an amount is a product of; of a part of a number, the number."""
    if isinstance(value, tree.Binary) and value.op == "*":
        return [*_factors(value.left), *_factors(value.right)]
    if isinstance(value, tree.Of):
        return [*_factors(value.share), *_factors(value.whole)]
    return _factors(value.value) if isinstance(value, tree.PartOf) else [value]


def _counted(low: Lowering, item: tree.Node) -> tuple[tree.Aggregate, tree.Rule | None] | None:
    """A count of the participant's own credits, and the measure that it stands in, if it has a name."""
    measure = low.model.names.get(item.name) if isinstance(item, tree.Name) else None
    if isinstance(measure, tree.Rule) and not measure.pays and measure.value is not None:
        inner = _counted(low, measure.value) if not isinstance(measure.value, tree.Name) else None
        return None if inner is None else (inner[0], measure)
    if not isinstance(item, tree.Aggregate) or item.function != "count" or item.running or item.different is not None:
        return None
    own = item.owner == "participant" and item.window is not None and item.window.kind != "row"
    return (item, None) if own and item.source[:1].isupper() else None


def _ask(low: Lowering, above: tree.Rule, item: tree.Aggregate, split: Split) -> None:
    after = low.words(item).partition("count of")[2]
    share = split.shared.removesuffix(" of …") if split.shared.endswith(" of …") else split.shared.replace("…", "1")
    name = next(one for one in ("Part", f"PartOf{item.source}", f"PartOf{item.source}2") if one not in low.model.names)
    measure = f"measure {name} for each credit of {item.source} = {share}"
    total = f"total of {after.replace(item.source, name, 1).strip()}"
    put = f"{measure}\n\n{' ' * (above.span.column - 1)}"
    low.report.add(
        "flat-shared-open",
        f"several people may share one {split.row}, and nothing says whether it counts whole for each of them where so much is paid for each",
        item.span,
        "whole, or in part?",
        also=(Label(split.line.span, f"a share of the {split.row}"),),
        consequence=f"At 100 USD for each, a {split.row} that two people share would pay them 100 USD together, or 200 USD.",
        repairs=(
            Repair(
                "In part, as it is shared:",
                f"{measure}\n… {total}",
                (Edit(above.span.before(), put), Edit(item.span, total)),
            ),
            instead("Whole for each of them:", item.span, f"count of different credit.id of{after}"),
        ),
    )
