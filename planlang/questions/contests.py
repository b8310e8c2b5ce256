"""The question of contests: what becomes of those who tie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, instead, put_after
from planlang.diagnostics.place import Span
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

PRIZES = (
    ("They share the prizes of the places that they fill:", "split the prizes of the places they fill"),
    ("Each gets the better prize:", "all get the better prize"),
)
PLACES = (
    ("Both are first, and the next is third:", "take the better place"),
    ("Both are second:", "take the worse place"),
    ("Both are first, and the next is second:", "take the next place"),
)


def ask_ties(low: Lowering, item: tree.Place | tree.Places) -> Exception:
    """Asks which places those get who have the same."""
    prizes = isinstance(item, tree.Places)
    by = low.words(item.by)
    said = low.words(item) if not prizes else low.words(item).partition(" {")[0]
    at = _behind(low, item)
    return low.fail(
        "ties-open",
        f"two may have the same {by}, and nothing says who gets {'the prize' if prizes else 'the place'}",
        item.by.span,
        "and when several have the same?",
        consequence="Two who are first could get a first prize each, share the first and the second, or only one be first.",
        repairs=(
            *(
                put_after(text, at, f", ties {ties}", f"{said}, ties {ties}")
                for text, ties in (PRIZES if prizes else PLACES)
            ),
            Repair("Only one of them is first, and something else says who:", f"{said}, ties broken by …"),
        ),
    )


def _behind(low: Lowering, item: tree.Place | tree.Places) -> Span:
    """Where the words about ties go: behind the direction, or whom the contest is within."""
    if item.within is not None:
        return item.within.span.after()
    by = item.by.span
    end = low.report.text_of(by).index("first", by.end) + len("first")
    return Span(by.file, end, end, by.end_line, by.end_column, by.end_line, by.end_column)


def ask_among(low: Lowering, item: tree.Place | tree.Places, credit: str) -> Exception:
    """Asks which credits compete with each other."""
    by = low.words(item.by)
    ways = (
        ("The participant's of the month:", "the participant's", "in the month"),
        ("The participant's of the quarter:", "the participant's", "in the quarter"),
        ("Everybody's of the quarter:", "everyone's", "in the quarter"),
        ("Everybody's of all that the plan covers:", "everyone's", "in the plan"),
    )
    return low.fail(
        "places-of-credits",
        f"credits have a place by {by}, and nothing says among which credits",
        item.by.span,
        "among whose, and of which time?",
        consequence="Each person's largest of a quarter would win, or only the largest of all.",
        repairs=tuple(
            put_after(
                text, item.by.span, f" among {whose} {credit} {window}", f"by {by} among {whose} {credit} {window}"
            )
            for text, whose, window in ways
        ),
    )


def ask_left_out(low: Lowering, among: tree.Ranked) -> None:
    """Asks whether the credits that other conditions of the rule leave out have places, too."""
    rule = _rule_around(low, among.span)
    lines = [] if rule is None else [step for step in rule.steps if isinstance(step, tree.When)]
    others = [part for line in lines for part in _parts(line.condition) if not _inside(among.span, part.span)]
    if not others:
        return
    rows, first = low.words(among.rows), lines[0].span
    above = first.start < among.span.start and not _inside(among.span, first)
    raise low.fail(
        "left-out-open",
        f"the rule is not about all of {rows}, and nothing says whether the others have places",
        among.span,
        "and those that the rule leaves out?",
        also=tuple(Label(part.span, "leaves some out") for part in others[:3]),
        consequence="The largest new deal would win where it is the largest of the new ones, or only where it is the largest of all.",
        repairs=(
            instead("They have none:", among.span, f"among {rows} where the lines above hold")
            if above
            else Repair(
                "They have none (the other conditions are `when` lines above it):", "where the lines above hold"
            ),
            instead("They have places, too:", among.span, f"among all of {rows}"),
        ),
    )


def _rule_around(low: Lowering, place: Span) -> tree.Rule | None:
    found: tree.Node | None = low.around(place)
    while found is not None and not isinstance(found, tree.Rule):
        found = next((one for one in tree.children(found) if _inside(place, one.span)), None)
    return found


def _parts(item: tree.Condition) -> tuple[tree.Condition, ...]:
    return item.parts if isinstance(item, tree.Junction) and item.word == "and" else (item,)


def _inside(place: Span, whole: Span) -> bool:
    return whole.start <= place.start and place.end <= whole.end
