"""Seeded defects: for each kind, where a sound plan can have it, and the text with it.

A defect is what people do to plans: a digit dropped, two rows swapped, a clause forgotten, a rule copied for the next campaign. Each
is an edit of the text at a place that the syntax tree names, outside examples and tests.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Callable, Iterator

from planlang.slotted import frozen
from planlang.syntax import tree

Edit = tuple[int, int, str]
"""A stretch of the text, and what stands there instead."""
Site = tuple[Edit, ...]
"""The edits that make one defect."""


@frozen
class Plan:
    """A sound plan: its text, its tree, and the nodes in which defects are made."""

    name: str
    text: str
    plan: tree.Plan
    nodes: tuple[tree.Node, ...]

    def words(self, node: tree.Node) -> str:
        """A node as it is written."""
        return self.text[node.span.start : node.span.end]

    def of(self, *kinds: type) -> Iterator[tree.Node]:
        """All nodes of some kinds."""
        return (node for node in self.nodes if isinstance(node, kinds))


KINDS: dict[str, Callable[[Plan], Iterator[Site]]] = {}


def _kind(name: str) -> Callable[[Callable[[Plan], Iterator[Site]]], Callable[[Plan], Iterator[Site]]]:
    def keep(made: Callable[[Plan], Iterator[Site]]) -> Callable[[Plan], Iterator[Site]]:
        KINDS[name] = made
        return made

    return keep


def nodes_of(plan: tree.Plan) -> tuple[tree.Node, ...]:
    """The nodes of a plan in the order written, without its examples and tests."""

    def below(item: tree.Node) -> Iterator[tree.Node]:
        yield item
        for child in tree.children(item):
            yield from below(child)

    kept = (item for item in plan.items if not isinstance(item, (tree.Example, tree.Promise)))
    return tuple(node for item in kept for node in below(item))


def defective(plan: Plan, site: Site) -> str:
    """The text with the edits made."""
    text = plan.text
    for start, end, instead in sorted(site, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def _instead(node: tree.Node, text: str) -> Edit:
    return (node.span.start, node.span.end, text)


def _without(plan: Plan, kinds: tuple[type, ...], clause: str) -> Iterator[Site]:
    """The first match of a pattern taken out of each node of some kinds."""
    for node in plan.of(*kinds):
        found = re.search(clause, plan.words(node))
        if found is not None:
            start = node.span.start + found.start()
            yield ((start, start + len(found.group()), ""),)


def _tables(plan: Plan) -> Iterator[tuple[tree.Row, ...]]:
    for node in plan.of(tree.Tiers, tree.TableDecl):
        assert isinstance(node, (tree.Tiers, tree.TableDecl))
        if len(node.rows) > 1 and all(isinstance(row.key, tree.Bounds) for row in node.rows):
            yield node.rows


def _bounds(plan: Plan) -> Iterator[tree.Node]:
    for rows in _tables(plan):
        for row in rows:
            assert isinstance(row.key, tree.Bounds)
            if isinstance(row.key.low, (tree.NumberLit, tree.MoneyLit)) and row.key.low.value > 1:
                yield row.key.low


@_kind("a bound of one row is another number")
def _wrong_bound(plan: Plan) -> Iterator[Site]:
    for bound in _bounds(plan):
        words = plan.words(bound)
        digit = re.search(r"[1-8]", words)
        if digit is not None:
            at = bound.span.start + digit.start()
            yield ((at, at + 1, str(int(digit.group()) + 1)),)


@_kind("a boundary belongs to both rows or to none")
def _boundary(plan: Plan) -> Iterator[Site]:
    for rows in _tables(plan):
        for row in rows[1:]:
            start = row.key.span.start
            if plan.text.startswith("from", start):
                yield ((start, start + 4, "above"),)
            elif plan.text.startswith("above", start):
                yield ((start, start + 5, "from"),)


@_kind("a row is missing")
def _missing_row(plan: Plan) -> Iterator[Site]:
    for rows in _tables(plan):
        yield from ((_instead(row, ""),) for row in rows)


@_kind("the values of two rows are swapped")
def _swapped(plan: Plan) -> Iterator[Site]:
    for rows in _tables(plan):
        for a, b in itertools.pairwise(rows):
            if plan.words(a.value) != plan.words(b.value):
                yield (_instead(a.value, plan.words(b.value)), _instead(b.value, plan.words(a.value)))


@_kind("a rate in a table lost its percent sign")
def _sign(plan: Plan) -> Iterator[Site]:
    for rows in _tables(plan):
        for row in rows:
            if isinstance(row.value, tree.NumberLit) and row.value.unit == "percent" and row.value.value:
                yield (_instead(row.value, plan.words(row.value).rstrip("%").strip()),)


@_kind("a rate in a table is a hundred times too high")
def _hundred(plan: Plan) -> Iterator[Site]:
    for rows in _tables(plan):
        for row in rows:
            if isinstance(row.value, tree.NumberLit) and row.value.unit == "percent" and 0 < row.value.value < 30:
                yield (_instead(row.value, f"{row.value.value * 100:f}%"),)


@_kind("the rate of a rule lost its percent sign")
def _rule_sign(plan: Plan) -> Iterator[Site]:
    for node in plan.of(tree.Of):
        assert isinstance(node, tree.Of)
        if isinstance(node.share, tree.NumberLit) and node.share.unit == "percent":
            amount, rate = plan.words(node.whole), plan.words(node.share).rstrip("%").strip()
            yield (_instead(node, f"{amount} * {rate}"),)


@_kind("a rate is another number")
def _digit(plan: Plan) -> Iterator[Site]:
    for node in plan.of(tree.Of):
        assert isinstance(node, tree.Of)
        if isinstance(node.share, tree.NumberLit):
            yield (_instead(node.share, f"{node.share.value + 1:f}%"),)


@_kind("a table applies in the other way")
def _application(plan: Plan) -> Iterator[Site]:
    for node in plan.of(tree.Tiers):
        assert isinstance(node, tree.Tiers)
        text, start = plan.words(node), node.span.start
        a, b = "each slice at its own tier", "all at the tier reached"
        for one, other in ((a, b), (b, a)):
            if one in text:
                at = start + text.index(one)
                yield ((at, at + len(one), other),)
                break


@_kind("a table doesn't say how it applies")
def _no_application(plan: Plan) -> Iterator[Site]:
    return _without(plan, (tree.Tiers,), r", (each slice at its own tier|all at the tier reached)")


@_kind("a limit doesn't say of what")
def _cap_scope(plan: Plan) -> Iterator[Site]:
    return _without(plan, (tree.Limit,), r" (for each participant )?each (?!anniversary|participant)\w+")


@_kind("a limit doesn't say what becomes of the rest")
def _excess(plan: Plan) -> Iterator[Site]:
    return _without(plan, (tree.Limit,), r", (excess|shortfall) (lost|forgiven|kept in \w+|owed in \w+)")


@_kind("a gate doesn't say otherwise what")
def _otherwise(plan: Plan) -> Iterator[Site]:
    return _without(plan, (tree.OnlyIf,), r", otherwise .*")


@_kind("nothing is rounded")
def _rounding(plan: Plan) -> Iterator[Site]:
    return (((_instead(node, "")),) for node in plan.of(tree.Rounded))


@_kind("halves are left open")
def _halves(plan: Plan) -> Iterator[Site]:
    return _without(plan, (tree.RoundingLine,), r", halves .*")


@_kind("the order has no tie-break")
def _tie(plan: Plan) -> Iterator[Site]:
    return _without(plan, (tree.Ordered,), r", then .*")


@_kind("nobody gets the odd cents")
def _odd(plan: Plan) -> Iterator[Site]:
    return _without(plan, (tree.AmountLine, tree.Rounded, tree.Paid), r", (odd cents|remainder) to .*")


@_kind("a deal that crosses is not decided")
def _crossing(plan: Plan) -> Iterator[Site]:
    return _without(plan, (tree.Tiers,), r" (not )?counting this credit")


@_kind("a total has no window")
def _window(plan: Plan) -> Iterator[Site]:
    return _without(plan, (tree.Aggregate,), r" in the (month|quarter|year)( through this \w+)?$")


@_kind("a total is of another window")
def _other_window(plan: Plan) -> Iterator[Site]:
    for node in plan.of(tree.Aggregate):
        found = re.search(r"in the (month|quarter)$", plan.words(node))
        if found is not None:
            yield ((node.span.start + found.start(1), node.span.end, "year"),)


@_kind("a condition is missing")
def _condition(plan: Plan) -> Iterator[Site]:
    return ((_instead(node, ""),) for node in plan.of(tree.When))


@_kind("a comparison leaves its bound out, or takes it in")
def _comparison(plan: Plan) -> Iterator[Site]:
    words = {"is at least": "is above", "is above": "is at least", "is at most": "is below", "is below": "is at most"}
    for node in plan.of(tree.Compare):
        assert isinstance(node, tree.Compare)
        if node.relation in words and not isinstance(node.right, tree.DateLit):
            at = plan.text.index(node.relation, node.left.span.end)
            yield ((at, at + len(node.relation), words[node.relation]),)


@_kind("a window of dates is of another year")
def _year(plan: Plan) -> Iterator[Site]:
    return _shifted(plan, 365)


@_kind("a window of dates is shifted by half a year")
def _months(plan: Plan) -> Iterator[Site]:
    return _shifted(plan, 183)


def _shifted(plan: Plan, days: int) -> Iterator[Site]:
    for node in plan.of(tree.Between):
        assert isinstance(node, tree.Between)
        ends = (node.bounds.low, node.bounds.high)
        if all(isinstance(end, tree.DateLit) for end in ends):
            yield tuple(
                _instead(end, (end.value + datetime.timedelta(days=days)).isoformat())
                for end in ends
                if isinstance(end, tree.DateLit)
            )


@_kind("a rule stands twice, under another name")
def _copied(plan: Plan) -> Iterator[Site]:
    for node in plan.of(tree.Rule):
        assert isinstance(node, tree.Rule)
        adds = next((n for n in plan.of(tree.AddRules) if node.name in re.findall(r"\w+", plan.words(n))), None)
        if node.pays and adds is not None:
            at = node.name_span.start - node.span.start
            copy = plan.words(node)[:at] + f"{node.name}Again" + plan.words(node)[at + len(node.name) :]
            yield (
                (node.span.end, node.span.end, f"\n\n    {copy}"),
                (adds.span.end, adds.span.end, f", {node.name}Again"),
            )


@_kind("the payout doesn't add a rule")
def _not_added(plan: Plan) -> Iterator[Site]:
    for node in plan.of(tree.AddRules):
        assert isinstance(node, tree.AddRules)
        if len(node.names) > 1:
            yield ((node.names[-2].span.end, node.names[-1].span.end, ""),)
