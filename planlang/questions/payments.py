"""Questions about when a result is paid: whether its parts are all of it, who gets the odd cent, and what a date decides."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.decimals import decimal_text, places
from planlang.diagnostics.model import Edit, Label, Repair, instead
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering, Typed

MOST_PARTS = 120
"""So many equal parts at most: ten years of months."""


def check_shares(low: Lowering, decl: tree.Rule, lines: list[tree.Paid]) -> list[Fraction | None]:
    """The share of each `paid` line, ``None`` for the rest; together they must be all of the result."""
    shares: list[Fraction | None] = []
    for line in lines:
        if line.share is None:
            shares.append(None)
        elif isinstance(line.share, tree.NumberLit) and line.share.unit in ("percent", "number"):
            shares.append(Fraction(line.share.value) / (100 if line.share.unit == "percent" else 1))
        else:
            raise low.fail(
                "payments-incomplete",
                f"`{low.words(line.share)}` is no share that the plan itself states, so nothing says that the parts are all of {decl.name}",
                line.share.span,
                consequence="Less than what was earned could be paid, or more.",
                repairs=(Repair("Write a percentage:", "paid  50% on deal.collected"),),
            )
    rest = [line for line, share in zip(lines, shares, strict=True) if share is None]
    if len(rest) > 1 or (rest and lines[-1] is not rest[0]):
        other = lines[-1] if len(rest) == 1 else rest[-1]
        raise low.fail(
            "payments-incomplete",
            "`paid the rest` is what the other lines leave, so it comes last, and once",
            rest[0].span,
            also=(Label(other.span, "another"),),
            repairs=(Repair("Move it to the end, and give the others a percentage."),),
        )
    known = sum((share for share in shares if share is not None), Fraction(0))
    if any(share is not None and share <= 0 for share in shares) or known > 1 or (rest and known == 1):
        _not_all(low, decl, lines, f"the parts before the rest come to {_percent(known)}" if rest else "", known)
    elif not rest and known != 1:
        _not_all(low, decl, lines, "", known)
    return shares


def _not_all(low: Lowering, decl: tree.Rule, lines: list[tree.Paid], said: str, known: Fraction) -> None:
    last = lines[-1]
    raise low.fail(
        "payments-incomplete",
        said or f"the parts in which {decl.name} is paid come to {_percent(known)}, not to 100%",
        last.span,
        also=tuple(Label(line.span, "a part") for line in lines[:-1]),
        consequence="What is earned would be paid in part, or more than once.",
        repairs=(
            *_takers(low, lines),
            Repair("Or correct the percentages."),
        ),
    )


def _takers(low: Lowering, lines: list[tree.Paid]) -> tuple[Repair, ...]:
    """Who pays what the other payments leave: the last, or, written last, another one."""
    plain = all(line.on is not None and line.share is not None and line.parts is None for line in lines)
    found: list[Repair] = []
    for taker in reversed(lines):
        day = taker.on or taker.after
        words = f"paid  the rest on {low.words(day) if day is not None else '…'}"
        others = [line for line in lines if line is not taker]
        edits = [*(Edit(at.span, low.words(line)) for at, line in zip(lines, others)), Edit(lines[-1].span, words)]
        text = (
            "The last pays what the others leave:"
            if taker is lines[-1]
            else f"Or that of {low.words(day) if day is not None else '…'} does:"
        )
        if plain:
            found.append(
                Repair(text, words, tuple(edit for edit in edits if low.report.words(edit.place) != edit.words))
            )
        elif taker is lines[-1]:
            found.append(Repair(text, words))
    return tuple(found)


def _percent(share: Fraction) -> str:
    return f"{decimal_text(share * 100, places(share * 100) or 0)}%"


def ask_parts(low: Lowering, decl: tree.Rule, lines: list[tree.Paid]) -> int:
    """Which line takes what rounding leaves: the one that pays the rest, or that has a remainder; asked for otherwise."""
    for line in lines:
        if line.parts is not None:
            _check_parts(low, line)
    if lines[-1].share is None or len(lines) == 1:
        return len(lines) - 1
    takers = [number for number, line in enumerate(lines) if line.parts is not None]
    if takers:
        return takers[-1]
    raise low.fail(
        "payment-cents-open",
        f"nothing says which payment of {decl.name} gets the odd cent",
        lines[-1].span,
        also=tuple(Label(line.span, "a part") for line in lines[:-1]),
        consequence="Half of 100.01 is 50.005: rounded, the two parts pay 100.00 or 100.02.",
        repairs=(*_takers(low, lines),),
    )


def _check_parts(low: Lowering, line: tree.Paid) -> None:
    after = low.words(line.after) if line.after is not None else "…"
    share = "the rest" if line.share is None else low.words(line.share)
    written = f"paid  {share} in {line.parts} equal parts each {line.each} after {after}, remainder to the last"
    if line.parts is not None and not 2 <= line.parts <= MOST_PARTS:
        raise low.fail(
            "payment-parts",
            f"{line.parts} equal parts are not between 2 and {MOST_PARTS}",
            line.span,
            repairs=(Repair("For one part, say the day:", f"paid  {share} on {after}"),),
        )
    if line.remainder is None or line.remainder.kind != "last":
        raise low.fail(
            "payment-cents-open",
            "equal parts of an amount seldom come out in whole cents, and "
            + (
                "nothing says which part gets the rest"
                if line.remainder is None
                else "only the last part can get the rest"
            ),
            line.span,
            consequence="625.00 in 11 parts is 56.8181…: eleven rounded parts pay two cents more or less than was earned.",
            repairs=(Repair("The last part pays what the others leave:", written),),
        )


def paid_last(low: Lowering, line: tree.Paid, following: tuple[tree.Step, ...], pays: bool) -> None:
    """When a result is paid is said below the steps that make it, of a rule that pays."""
    if not pays:
        raise low.fail(
            "wrong-step",
            "a measure is not paid, so it has no `paid` line",
            line.span,
            repairs=(Repair("Say it in the rule that pays."),),
        )
    after = next((step for step in following if not isinstance(step, (tree.Paid, tree.Dated))), None)
    if after is not None:
        raise low.fail(
            "wrong-step",
            "what is paid when is said last, and here the amount still changes below it",
            line.span,
            also=(Label(after.span, "changes the amount"),),
            repairs=(Repair("Move the `paid` lines to the end of the rule."),),
        )


def ask_date(low: Lowering, decl: tree.Rule, line: tree.Paid, date: tree.Value, found: Typed) -> None:
    """A payment's day must be a date; an absent one is fine, and means that it is not paid yet."""
    if found.type.kind in ("date", "unknown"):
        return
    raise low.fail(
        "wrong-kind",
        f"a payment has a date, and `{found.says}` is {found.type.words()}",
        date.span,
        also=(Label(head(decl, low.report), "paid in parts"),),
        repairs=(Repair("Name a column of dates:", "paid  100% on deal.collected"),),
    )


def ask_taken_back(low: Lowering, step: tree.Start) -> None:
    """Asks whether a rule that is paid in parts is taken back as it was paid, or all that it earned."""
    for name in _names(step.value):
        decl = low.model.names.get(name.name)
        if not isinstance(decl, tree.Rule) or not any(isinstance(s, (tree.Paid, tree.TakeBackAll)) for s in decl.steps):
            continue
        raise low.fail(
            "paid-in-parts-open",
            f"{name.name} is paid in parts, and `{low.words(step)}` takes back what it earned, paid or not",
            step.span,
            also=(Label(head(decl, low.report), "paid in parts"),),
            consequence="Of 1,000.00 earned, 500.00 may be paid by then: the one goes by 1,000.00, the other by 500.00.",
            repairs=(
                instead(
                    "What was paid, and what is still to be paid on the day that it would be:",
                    step.span,
                    f"take back  all that {name.name} pays on the credit, whenever paid",
                ),
                Repair(
                    "What was paid by then; what is due later is still paid:",
                    low.words(step).replace(name.name, f"total paid of {name.name} in the credit"),
                    (Edit(name.span, f"total paid of {name.name} in the credit"),),
                ),
            ),
        )


def _names(item: tree.Node) -> list[tree.Name]:
    if isinstance(item, tree.Name):
        return [item]
    return [name for part in tree.children(item) for name in _names(part)]
