"""What people share and rounding leaves: who of them is the last, or the first of equals?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Repair
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.steps import Steps

RANKS = ("date", "count", "number")
"""Kinds of columns by which people can stand in an order that means something."""


def ask_heir_of_people(steps: Steps, step: tree.Rounded, remainder: tree.Remainder, alike: bool) -> Exception:
    """Asks which of several people comes last, or which of those whose results are the largest: else it would go by names.

    ``alike``: all have the same, so that nobody's is the largest.
    """
    low = steps.low
    people = low.model.people
    row = people.spec.row if people is not None else "participant"
    columns = people.spec.columns if people is not None else ()
    key = people.spec.key.name if people is not None and people.spec.key is not None else "id"
    ranks = [f"{row}.{one.name}" for one in columns if one.kind in RANKS and not one.optional and not one.key]
    marks = [f"{row}.{one.name}" for one in columns if one.kind == "yes/no"]
    head = low.words(step).partition(", remainder to")[0]
    among = low.words(remainder).partition(", remainder to")[0]
    tie = remainder.kind == "largest" and not alike
    if tie:  # what the rule reads makes them equal: it won't tell them apart
        above = low.words(steps.decl)
        ranks = [one for one in ranks if not re.search(rf"\b{re.escape(one)}\b", above)]
    place = "largest, among equals the first" if tie else "last" if alike else remainder.kind
    said = f"nothing says in which order one {row} comes {remainder.kind}, and what rounding leaves goes to the {remainder.kind}"
    if remainder.kind == "largest":
        said = "nothing says who gets what rounding leaves where the largest results are equal"
        if alike:
            said = "all have the same, so nobody has the largest, and nothing says who gets what rounding leaves"

    def to(text: str, who: str) -> Repair:
        said = f", remainder to {who}"
        return Repair(text, f"{head}{said}", (Edit(remainder.span, f"{among}{said}"),))

    by = f"Of equals to the first by a column, by {key}" if tie else f"To the {place} by a column, by {key}"
    named = "Of equals by what they are called" if tie else "By what they are called"
    return low.fail(
        "remainder-order-open",
        said,
        remainder.span,
        "who of them?" if tie else "who?",
        consequence="The cent would go by what people are called: who has another name is paid another amount.",
        repairs=(
            *(() if remainder.kind == "largest" else (_to_the_largest(to, ranks, f"{row}.{key}"),)),
            *(to(f"{by} where two have the same:", f"the {place} by {one}, then {row}.{key}") for one in ranks[:2]),
            to(f"{named}, if it may go by names:", f"the {place} by {row}.{key}"),
            *(to("To the one whom a column of the data marks:", one) for one in marks[:2]),
            *(() if ranks or marks else (_each_alone(step, remainder, head),)),
            *(
                (
                    Repair(
                        f"Or to one whom the data marks: declare a yes/no column of the {row}, and name it.",
                        f"{head}, remainder to …",
                    ),
                )
                if not marks
                else ()
            ),
        ),
    )


def _each_alone(step: tree.Rounded, remainder: tree.Remainder, head: str) -> Repair:
    """Nobody gets what rounding leaves, where the data have nothing but names to go by."""
    said = head.partition(", within each ")[0].partition(", among everyone")[0]
    return Repair("To nobody: each result is rounded by itself:", said, (Edit(remainder.span, ""),))


def _to_the_largest(to: Callable[[str, str], Repair], ranks: Sequence[str], named: str) -> Repair:
    """To the largest, which says who of equals, too."""
    order = ", then ".join([*ranks[:1], named])
    return to("To the one with the largest result:", f"the largest, among equals the first by {order}")


def ask_among(steps: Steps, step: tree.Rounded, remainder: tree.Remainder) -> None:
    """Asks who share what rounding leaves where the amount is made of something that each store has: those of a store, or everybody."""
    low = steps.low
    above = [one for one in getattr(steps.decl, "steps", ()) if one.span.start < step.span.start]
    found: dict[str, None] = {}
    for one in above:
        _shared(low, one, found, set())
    if not found:
        return
    head, _, heir = low.words(step).partition(", remainder to")
    to = f", remainder to{heir}"

    def among(text: str, who: str) -> Repair:
        return Repair(text, f"{head}, {who}{to}", (Edit(remainder.span, f", {who}{to}"),))

    raise low.fail(
        "remainder-among-open",
        f"the amount is made of what each {next(iter(found)).rpartition('.')[2]} has, and nothing says who share what rounding leaves",
        remainder.span,
        "among whom?",
        consequence="Cents that one pot leaves would go to somebody who shares in another.",
        repairs=(
            *(among(f"Those of each {path.rpartition('.')[2]}, so that each pot adds up:", f"within each {path}") for path in found),
            among("Everybody together:", "among everyone"),
        ),
    )  # fmt: skip


def _shared(low: Lowering, item: tree.Node, found: dict[str, None], seen: set[str]) -> None:
    """The rows that several people lead to, such as their store, whose columns or measures an amount is made of."""
    if isinstance(item, tree.Column):
        if item.parts[0] == "participant" and len(item.parts) > 2:
            found[".".join(item.parts[:-1])] = None
        return
    if isinstance(item, tree.Aggregate):
        if item.owner not in (None, "participant", "everyone"):
            _way_to(low, item.owner or "", found)
        elif item.owner is None or item.function == "only":
            _by_a_word(low, item, found)
        return
    if isinstance(item, tree.Name) and item.name not in seen:
        seen.add(item.name)
        rule = low.model.names.get(item.name)
        if not isinstance(rule, tree.Rule) or rule.grain is None:
            return
        if rule.grain.kind == "row":
            _way_to(low, rule.grain.name or "", found)
        elif rule.grain.kind == "participant":
            for one in (*rule.steps, *((rule.value,) if rule.value is not None else ())):
                _shared(low, one, found, seen)
        return
    for child in tree.children(item):
        _shared(low, child, found, seen)


def _by_a_word(low: Lowering, item: tree.Aggregate, found: dict[str, None]) -> None:
    """Rows of the data that are picked by what several people have, such as the pot of a team that is only a text: `pot.team is participant.team`."""
    record, people = low.model.records.get(item.source), low.model.people
    if record is None or people is None or record is people:
        return
    for one in (item.where, *tree.below(item.where)) if item.where is not None else ():
        if not isinstance(one, tree.Compare) or one.relation != "is":
            continue
        for side, other in ((one.left, one.right), (one.right, one.left)):
            if isinstance(side, tree.Column) and isinstance(other, tree.Column) and other.parts[0] == record.spec.row:
                column = people.spec.by_name.get(side.parts[-1])
                mine = side.parts[0] == people.spec.row and len(side.parts) == 2
                if mine and column is not None and not column.key:
                    found[".".join(side.parts)] = None


def _way_to(low: Lowering, word: str, found: dict[str, None]) -> None:
    from planlang.lowering.ways import ways

    people, record = low.model.people, low.model.rows.get(word)
    if people is None or record is None or record is people:
        return
    along = ways(low, people, record)
    if along:
        found[".".join((people.spec.row, *along[0]))] = None
