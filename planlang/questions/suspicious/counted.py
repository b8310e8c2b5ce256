"""What is counted, or has a place, though nobody would say so: a return as one more deal, and who has sold nothing as a winner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, instead, line_above
from planlang.questions.suspicious.fixed import measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_returns_counted(low: Lowering, below: Iterable[tree.Node]) -> None:
    """Warns of a count of a ledger that gathers returns: each of them counts as one, as a sale does."""
    for item in below:
        if not isinstance(item, tree.Aggregate) or item.function != "count" or item.different is not None:
            continue
        ledger = low.model.names.get(item.source)
        if not isinstance(ledger, tree.Gathers) or item.where is not None:
            continue
        credits = [low.model.names.get(one.name) for one in ledger.sources]
        back = [one for one in credits if isinstance(one, tree.Credit) and _negative(one)]
        sold = [one for one in credits if isinstance(one, (tree.Credit, tree.Gathers)) and one not in back]
        if not back or not sold:
            continue
        name = back[0].name
        low.report.add(
            "returns-counted",
            f"{ledger.name} gathers {name}, whose amounts are negative, and this counts each of them as one more",
            item.span,
            "with the returns",
            also=(Label(back[0].span, f"{name} takes back"),),
            consequence="Of two deals, one of which comes back, three are counted.",
            repairs=(
                *(instead("Only what was sold:", item.source_span, one.name) for one in sold[:1]),
                Repair(
                    f"Where what came back is to come off, count it by itself: `count of … {sold[0].name} … - count of … {name} …`."
                ),
                Repair(
                    "If they are to be counted, accept it, with the reason:",
                    "# planlang: accept returns-counted: every movement is worked on",
                ),
            ),
        )


def _negative(credit: tree.Credit) -> bool:
    """Whether a credit's amount is what something else is, with a minus."""
    return any(
        isinstance(line, tree.AmountLine) and line.word == "amount" and isinstance(line.value, tree.Negate)
        for line in credit.lines
    )


def ranks(low: Lowering, item: tree.Node) -> tree.Places | tree.Place | None:
    """What puts people in order: prizes by places, or a place as a value, by its measure's name, too."""
    item = measured_by(low, item) if isinstance(item, tree.Name) else item
    return item if isinstance(item, (tree.Places, tree.Place)) else None


def report_prize_for_nothing(low: Lowering, rule: tree.Rule, below: Iterable[tree.Node]) -> None:
    """Warns of prizes for the most sold, in each period, that go to whoever is there where nobody has sold anything."""
    if rule.grain is None or rule.grain.kind != "participant" or rule.grain.each is None:
        return
    start = next((step for step in rule.steps if isinstance(step, tree.Start)), None)
    found = next(((item, rank) for item in below if (rank := ranks(low, item)) is not None), None)
    if start is None or found is None:
        return
    item, rank = found
    if rank.among is not None or rank.first != "highest" or rank.ties == "take the worse place":
        return
    by = rank.by
    total = _sold(low, by)
    if total is None or (isinstance(rank, tree.Place) and _pays_of(low, start.value)):
        return
    spoken_of = [
        one for step in rule.steps if isinstance(step, (tree.When, tree.OnlyIf)) for one in _beside(step.condition)
    ]
    if any((sold := _sold(low, one)) is not None and tree.same_text(sold, total) for one in spoken_of):
        return
    nothing = "0" if total.function == "count" else f"0 {low.model.header.currency}"
    nothing = nothing if not isinstance(measured_by(low, by), tree.Binary) else "0%"
    asked = isinstance(by, tree.Name)
    best = "all of them share the prizes" if isinstance(rank, tree.Places) else "their places are the best there are"
    low.report.add(
        "prize-for-nothing",
        f"whoever has no {low.words(by)} has a place, too, and in a {rule.grain.each} in which nobody has any, {best}",
        item.span,
        "also of nothing",
        also=() if item is rank or not isinstance(item, tree.Name) else (Label(rank.span, "puts everybody in order"),),
        consequence=f"A prize of one {rule.grain.each} is paid in each {rule.grain.each} that the plan covers, also to people who sold nothing.",
        repairs=(
            *(
                (line_above("Leave out who has none:", start.span, f"when     {low.words(by)} is above {nothing}"),)
                if asked
                else (Repair("Leave out who has none, with a measure of it:", f"when … is above {nothing}"),)
            ),
            Repair(
                "If everybody has a place, accept it, with the reason:",
                "# planlang: accept prize-for-nothing: the data has sales in every period",
            ),
        ),
    )


def _beside(item: tree.Node) -> list[tree.Node]:
    """What a condition speaks of, but for what a place in it goes by."""
    inner = [] if isinstance(item, tree.Place) else tree.children(item)
    return [found for child in inner for found in (child, *_beside(child))]


def _sold(low: Lowering, by: tree.Node) -> tree.Aggregate | None:
    """The total, or count, that people are put in order by, or that is a share of a quota."""
    item = measured_by(low, by)
    if isinstance(item, tree.Binary) and item.op == "/":
        item = measured_by(low, item.left)
    return item if isinstance(item, tree.Aggregate) and item.function in ("total", "count") else None


def _pays_of(low: Lowering, item: tree.Node) -> bool:
    """Whether an amount is made of what was sold, so that nothing is paid where nothing was."""
    return any(
        isinstance(measured_by(low, one), (tree.Aggregate, tree.Binary)) or low.words(one) == "credit.amount"
        for one in (item, *tree.below(item))
        if isinstance(one, (tree.Name, tree.Aggregate, tree.Column))
    )
