"""Whether a value follows what one person is credited with of a row that several share: half of the deal, half of the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.slotted import frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


@frozen(eq=False, repr=False)
class Shares:
    """What is asked about: credits of which several share a row. ``own``: the columns of each share alone; ``seen``: the measures on the way.

    ``by`` is what the row is divided by, in equal parts.
    """

    low: Lowering
    own: frozenset[tuple[str, ...]]
    by: tree.Value | None = None
    seen: tuple[str, ...] = ()


def of_a_share(item: tree.Node, own: frozenset[tuple[str, ...]]) -> bool:
    """Whether something reads a column of the row that is one person's share: `split.primary`, `split.bonus`, but not `split.deal`."""
    return any(isinstance(one, tree.Column) and one.parts in own for one in (item, *tree.below(item)))


def follows(shares: Shares, item: tree.Node, factor: bool = False) -> bool:
    """Whether a value is in proportion to what is credited, or nothing; of a ``factor`` of an amount that alone is asked.

    Totals are of the person, or of what was made of the deal, and follow what they are of.
    """
    if of_a_share(item, shares.own):
        return True
    match item:
        case tree.NumberLit() | tree.MoneyLit():
            return item.value == 0 and not factor
        case tree.Column():
            return item.parts in (("credit", "amount"), ("credit", "quota_credit"))
        case tree.Aggregate():
            return (item.window is not None and item.window.kind == "row") or not factor
        case tree.Name():
            return _named(shares, item.name, factor)
        case tree.Of():
            return follows(shares, item.share, factor) or follows(shares, item.whole, factor)
        case tree.Binary(op="/") if tree.same_text(item.right, shares.by):
            return True
        case tree.Binary(op="*" | "/"):
            return follows(shares, item.left, factor) or follows(shares, item.right, factor)
        case tree.Binary():
            return follows(shares, item.left, factor) and follows(shares, item.right, factor)
        case tree.Choice() | tree.Fallback():
            return follows(shares, item.value, factor) and follows(shares, item.otherwise, factor)
        case tree.LowerHigher():
            return any(follows(shares, one, factor) for one in item.values)
        case tree.Negate() | tree.PartOf() | tree.Converted():
            return follows(shares, item.value, factor)
        case tree.Curve():
            return follows(shares, item.by, factor)
        case tree.Places():
            return True  # the place is the credit's own
        case tree.Tiers() | tree.TableBy() | tree.Match():
            return _rows(shares, item, factor)
    return False


def _rows(shares: Shares, item: tree.Tiers | tree.TableBy | tree.Match, factor: bool) -> bool:
    """Whether each row of a table follows; a table of other amounts, or of rates, does not."""
    rows = item.rows
    using = None if isinstance(item, tree.Match) else item.using
    if using is not None:
        decl = shares.low.model.names.get(using.name)
        rows = decl.rows if isinstance(decl, tree.TableDecl) else ()
    values = [row.value for row in rows if not isinstance(row.value, tree.Refused)]
    return bool(values) and all(follows(shares, one, factor) for one in values)


def _named(shares: Shares, name: str, factor: bool) -> bool:
    """Whether a measure follows, by its own steps; what a rule pays is asked about in that rule."""
    decl = shares.low.model.names.get(name)
    if not isinstance(decl, tree.Rule) or name in shares.seen:
        return True
    if decl.pays:
        return not factor
    if decl.grain is not None and decl.grain.kind != "credit" and factor:
        return False
    inner = Shares(shares.low, shares.own, shares.by, (*shares.seen, name))
    if decl.value is not None:
        return follows(inner, decl.value, factor)
    steps = [step for step in decl.steps if isinstance(step, (tree.Start, tree.Change))]
    return any(
        (isinstance(step, tree.Start) and step.once_for is not None)
        or (not (isinstance(step, tree.Change) and step.word != "times") and follows(inner, step.value, factor))
        for step in steps
    )
