"""A customer's first order is counted from the plan's first day on: whoever bought before is taken for a new customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Repair, instead
from planlang.questions.suspicious.fixed import measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planlang.lowering.context import Lowering


def report_first_of_the_plan(low: Lowering, below: Iterable[tree.Node]) -> None:
    """Warns of `running count of the customer's Sales in the plan`, where a customer is nobody's store or team."""
    for item in below:
        if not isinstance(item, tree.Aggregate) or not item.running or item.function != "count" or item.window is None:
            continue
        record = low.model.rows.get(item.owner or "")
        named = _told_by_text(low, item) if item.owner == "everyone" and item.window.kind == "plan" else None
        if named is not None:
            _of_a_text(low, item, named)
        if item.window.kind != "plan" or record is None or _has_people(low, record.spec.row):
            continue
        word = record.spec.row
        before, _, after = low.words(item).partition(low.words(item.window))
        ever = f"{before}in the {word}{after}".replace(f"the {word}'s", "everyone's", 1)
        _warn(low, item, word, instead(f"All of the {word}'s that the data has, whenever dated:", item.span, ever))


CUSTOMERS = frozenset({"customer", "account", "client", "buyer", "logo"})
"""Words in the name of a column by which deals of one customer are told from others, where customers are no rows of their own."""


def _told_by_text(low: Lowering, item: tree.Aggregate) -> tree.Column | None:
    """The column by which a count takes the deals of the customer at hand: `where deal.customer is Customer`, a measure of that very column."""
    where = item.where
    if not isinstance(where, tree.Compare) or where.relation != "is":
        return None
    for one, other in ((where.left, where.right), (where.right, where.left)):
        if (
            isinstance(one, tree.Column)
            and isinstance(other, tree.Name)
            and tree.same_text(measured_by(low, other), one)
        ):
            return one if not CUSTOMERS.isdisjoint(one.parts[-1].split("_")) else None
    return None


def _of_a_text(low: Lowering, item: tree.Aggregate, column: tree.Column) -> None:
    word = column.parts[-1]
    own = f"data {word}s, each row a {word} {{ id: text, key }}"
    everyone = f"running count of everyone's {item.source} in the {word}"
    _warn(low, item, word, Repair(f"All of the {word}'s that the data has: with rows of their own, `{own}`:", everyone))


def _warn(low: Lowering, item: tree.Aggregate, word: str, ever: Repair) -> None:
    first = low.model.header.calendar.label("day", low.model.header.start)
    low.report.add(
        "first-of-the-plan",
        f"this counts a {word}'s from {first} on, whatever the data has of earlier days",
        item.span,
        f"the first of the plan, not of the {word}",
        consequence=f"A {word} of many years is taken for a new one, and paid for as one.",
        repairs=(
            ever,
            Repair(
                "Where the count is to begin with the plan, accept it, with the reason:",
                "# planlang: accept first-of-the-plan: a push for the first order of the year",
            ),
        ),
    )


def _has_people(low: Lowering, word: str) -> bool:
    """Whether people have such a row, as they have a store or a team: its first deals of a time are a contest."""
    people = low.model.people
    return people is not None and (
        word == people.spec.row
        or any(column.kind == "row" and column.row == _name(low, word) for column in people.spec.columns)
    )


def _name(low: Lowering, word: str) -> str:
    return low.model.rows[word].spec.name
