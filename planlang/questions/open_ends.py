"""A phrase that is open where it begins or ends, beside a sign: `the part of A above B * C` can be read two ways.

Each is asked only where both readings mean something: where the part alone is a value of the kind that the phrase needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import instead
from planlang.questions.tables import bracketed
from planlang.semantics import types
from planlang.syntax import tree
from planlang.syntax.ends import alike_made, heads, last_compared, last_day, tails

if TYPE_CHECKING:
    from collections.abc import Callable

    from planlang.lowering.context import Lowering, Poison
    from planlang.lowering.scope import Scope
    from planlang.syntax.ends import Closed

_RULE = "needs-parentheses"


def ask_part(item: tree.PartOf, whole: types.Type, scope: Scope) -> None:
    """Asks whether a part ends at all that stands there, or at the first of it."""
    end = item.up_to if item.up_to is not None else item.above
    if end is not None:
        _ask_end(
            item, end, whole, scope, "All of it is where the part ends:", "It is done with the part:",
            "Of 120 above 100 * 2 nothing is left, and twice what is above 100 is 40.",
        )  # fmt: skip


def ask_last(item: tree.LowerHigher, kind: types.Type, scope: Scope) -> None:
    """Asks whether a sign is done with the last of several values, or with the lower or higher of them."""
    much = (
        "The lower of 100 and 150 / 2 is 75, and half of the lower of them is 50."
        if item.which == "lower"
        else "The higher of 100 and 50 / 2 is 100, and half of the higher of them is 50."
    )
    _ask_end(
        item, item.values[-1], kind, scope, "All of it is the last of the values:",
        f"It is done with the {item.which} of them:", much,
    )  # fmt: skip


def ask_otherwise(item: tree.Choice | tree.Fallback, kind: types.Type, scope: Scope) -> None:
    """Asks whether a sign is done with what stands behind `otherwise`, or with whatever was chosen."""
    if not alike_made(item.value, item.otherwise):
        _ask_end(
            item, item.otherwise, kind, scope, "It is done only with what stands behind `otherwise`:",
            "It is done with whichever is chosen:", "Where the first of the two is chosen, it is done or not.",
        )  # fmt: skip


def ask_chosen(
    item: tree.Choice | tree.Fallback,
    otherwise: types.Type,
    scope: Scope,
    absent: Callable[[tree.Value], bool] | None = None,
) -> None:
    """Asks of `A - B if …, otherwise C` whether all before the `if` is chosen, or the last part of it.

    Before `if known` only the last part can be meant that may be ``absent``, where nothing before it may be.
    """
    low = scope.low
    fitting = [
        part
        for part, others in tails(item, closed_in(low))
        if not isinstance(part, tree.DurationLit)
        and _goes_with(_type(part, scope), otherwise)
        and (absent is None or (absent(part) and not any(absent(one) for one in others)))
    ]
    if not fitting:
        return
    text = low.report.text_of(item.span)
    first, _ = bracketed(low, item.value.span)
    behind, everything = " ".join(text[first.end : item.span.end].split()), f"({low.words(item.value)})"
    apart: list[tuple[str, str]] = []
    for part in fitting:
        opens, _ = bracketed(low, part.span)
        before, rest = (
            " ".join(one.split()) for one in (text[first.start : opens.start], text[opens.start : item.span.end])
        )
        if not apart:  # the last of it is
            apart.append((before, f"{before} ({rest})"))
        elif part.span.end == item.value.span.end:  # more of it, as it is calculated
            apart.append((before, f"{before} (({low.words(part)}) {behind})"))
    words, alone = apart[0]
    all_fits = _goes_with(_type(item.value, scope), otherwise)
    raise low.fail(
        _RULE,
        f"`{words}` could be chosen with what follows it, or stand before the choice",
        item.value.span,
        "chosen, or before the choice?",
        consequence=f"Where the other value is chosen, `{words}` is part of it or not.",
        repairs=(
            *((instead("All before it is chosen:", item.span, f"{everything} {behind}"),) if all_fits else ()),
            instead("Only the last part of it is:", item.span, alone),
            *(instead(f"All behind `{before}` is:", item.span, phrase) for before, phrase in apart[1:]),
        ),
    )


def ask_where(item: tree.Aggregate, found: types.Type, rows: Scope) -> None:
    """Asks whether what stands behind a sign belongs to the condition of a total, or is done with the total."""
    low = rows.low
    compared = last_compared(item.where, closed_in(low)) if item.where is not None else None
    if compared is None:
        return
    end, beside = compared
    made = end.whole if isinstance(end, tree.Of) and not closed_in(low)(end) else end
    if not isinstance(made, tree.Binary) or not heads(made, closed_in(low)):
        return
    kind = _type(beside, rows)
    if _does(made.op, found, types.DAYS if isinstance(made.right, tree.DurationLit) else _type(made.right, rows)):
        _ask_end(
            item, end, kind, rows, "It belongs to the condition:", "It is done with the total:",
            "Other rows would count, or the total be another one.",
        )  # fmt: skip


def ask_day(item: tree.Binary, scope: Scope) -> None:
    """Asks of `working days from A through B + 3 days` whether the days go with the day that it ends with, or with all of it."""
    low = scope.low
    found = last_day(item.left, closed_in(low))
    months = isinstance(item.right, tree.DurationLit) and item.right.unit in ("month", "year")
    if found is None or not (months or _type(item.right, scope).kind == "days"):
        return
    phrase, day = found
    kind = _type(item.left, scope).kind
    outer = kind == "date" or (kind == "days" and not months)
    text = low.report.text_of(item.span)
    added = _first_factor(item.right, closed_in(low))
    whole = item.span.to(bracketed(low, added.span)[0])  # without what it would be multiplied with, or divided by
    rest = " ".join(text[bracketed(low, item.left.span)[0].end : whole.end].split())
    before = " ".join(text[item.span.start : day.span.start].split())
    reckoned = f"{before} ({low.words(day)} {rest})"
    inner = instead("It is reckoned from that day:", whole, reckoned if added is item.right else f"({reckoned})")
    all_of_it = instead("It is done with all before it:", item.span, f"({low.words(item.left)}) {rest}")
    raise low.fail(
        _RULE,
        f"`{rest}` could be reckoned from `{low.words(day)}`, or done with all of `{low.words(phrase)}`"
        if outer
        else f"a day that is reckoned, such as `{low.words(day)} {rest}`, stands in parentheses here",
        item.span,
        "another day, or done with all of it?" if outer else "parentheses are needed",
        consequence=_what_differs(phrase) if outer else None,
        repairs=(inner, all_of_it) if outer else (inner,),
    )


def _first_factor(item: tree.Value, closed: Closed) -> tree.Value:
    """What a product or quotient begins with: of `1 day / 12` the day."""
    while isinstance(item, tree.Binary) and not closed(item):
        item = item.left
    return item


def _what_differs(phrase: tree.Value) -> str:
    if isinstance(phrase, tree.PeriodEdge):
        return "30 days after January 31 lie in a month that ends on March 31; 30 days after the last day of January is March 2."
    return "Of the days that are added not all may count, or other rows lie in the window."


def closed_in(low: Lowering) -> Closed:
    """Whether parentheses stand around a node in the plan's text."""
    return lambda node: bracketed(low, node.span)[0] != node.span


def _ask_end(
    item: tree.Node, end: tree.Value, kind: types.Type, scope: Scope, inner: str, outer: str, much: str
) -> None:
    """Raises the question of what a phrase ends with, where the first part of it alone would do as well."""
    low = scope.low
    closed, share = closed_in(low), None
    whole = end
    if isinstance(end, tree.Of) and not closed(end):
        share, whole = _type(end.share, scope), end.whole
    for part in heads(whole, closed):
        own = _type(part, scope)
        made = own if share is None else types.product(share, own)
        if isinstance(made, str) or not _goes_with(made, kind):
            continue
        raise _two_ends(item, end, part, low, (inner, outer, much))


def _two_ends(item: tree.Node, end: tree.Value, part: tree.Value, low: Lowering, said: tuple[str, str, str]) -> Poison:
    closes, _ = bracketed(low, part.span)
    text = low.report.text_of(item.span)
    phrase = " ".join(text[item.span.start : closes.end].split())
    rest = " ".join(text[closes.end : item.span.end].split())
    alone = low.words(part) if closes == part.span else bracketed(low, part.span)[1]
    return low.fail(
        _RULE,
        f"`{rest}` could be done with `{alone}` alone, or with all of `{phrase}`",
        end.span,
        "done with the last part, or with all of it?",
        consequence=said[2],
        repairs=(
            instead(said[0], end.span, f"({low.words(end)})"),
            instead(said[1], item.span, f"({phrase}) {rest}"),
        ),
    )


def _type(item: tree.Value, scope: Scope) -> types.Type:
    """The type of what is lowered anyway as part of more, whether or not it may be absent."""
    from planlang.lowering.values import optional_value

    return optional_value(item, scope).type


def _goes_with(a: types.Type, b: types.Type) -> bool:
    """Whether one could stand for the other; a count stands for no share."""
    shares = {"percent", "multiplier"}
    if (a.kind == "count" and b.kind in shares) or (b.kind == "count" and a.kind in shares):
        return False
    return not isinstance(types.alike(a.required(), b.required()), str)


def _does(sign: str, a: types.Type, b: types.Type) -> bool:
    """Whether two values can be calculated with."""
    if sign in "+-":
        return _goes_with(a, b) or (a.kind == "date" and b.kind in ("days", "date"))
    return not isinstance(types.product(a, b) if sign == "*" else types.quotient(a, b), str)
