"""What is counted, or has a place, though nobody would say so: a return as one more deal, and who has sold nothing as a winner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, instead, line_above
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


def report_prize_for_nothing(low: Lowering, rule: tree.Rule) -> None:
    """Warns of prizes for the most sold, in each period, that go to whoever is there where nobody has sold anything."""
    if rule.grain is None or rule.grain.kind != "participant" or rule.grain.each is None:
        return
    start = next((step for step in rule.steps if isinstance(step, tree.Start)), None)
    places = start.value if start is not None else None
    if start is None or not isinstance(places, tree.Places) or places.among is not None or places.first != "highest":
        return
    by = places.by
    measure = low.model.names.get(by.name) if isinstance(by, tree.Name) else None
    total = measure.value if isinstance(measure, tree.Rule) else by
    if not isinstance(total, tree.Aggregate) or total.function not in ("total", "count"):
        return
    words = low.words(by)
    if any(isinstance(step, (tree.When, tree.OnlyIf)) and words in low.words(step.condition) for step in rule.steps):
        return
    nothing = "0" if total.function == "count" else f"0 {low.model.header.currency}"
    asked = isinstance(by, tree.Name) and isinstance(measure, tree.Rule)
    low.report.add(
        "prize-for-nothing",
        f"whoever has no {words} has a place, too, and in a {rule.grain.each} in which nobody has any, all of them share the prizes",
        places.span,
        "also of nothing",
        consequence="A contest of one month pays its prizes in each period that the plan covers.",
        repairs=(
            *(
                (line_above("Leave out who has none:", start.span, f"when     {words} is above {nothing}"),)
                if asked
                else (Repair("Leave out who has none, with a measure of it:", f"when … is above {nothing}"),)
            ),
            Repair(
                "If everybody has a place, accept it, with the reason:",
                "# planlang: accept prize-for-nothing: the data has sales in every period",
            ),
        ),
    )
