"""The questions of contests: what becomes of those who tie, and who has a place at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair, instead, line_below, put_after
from planlang.diagnostics.place import Span
from planlang.questions.suspicious.fixed import fixed
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
                _rounded(low, item, put_after(text, at, f", ties {ties}", f"{said}, ties {ties}"))
                for text, ties in (PRIZES if prizes else PLACES)
            ),
            Repair("Only one of them is first, and something else says who:", f"{said}, ties broken by …"),
        ),
    )


def _rounded(low: Lowering, item: tree.Place | tree.Places, answer: Repair) -> Repair:
    """Prizes that are split are rounded below, in a rule that pays them as they are and has no line that says so."""
    rule = _rule_around(low, item.span) if "split" in (answer.example or "") else None
    start = next((step for step in rule.steps if isinstance(step, tree.Start)), None) if rule is not None else None
    if (
        rule is None
        or rule.grain is None
        or start is None
        or any(isinstance(step, tree.Rounded) for step in rule.steps)
    ):
        return answer
    if not _inside(item.span, start.span):
        return answer
    each = "credit" if rule.grain.kind == "credit" else rule.grain.each or "participant"
    line = f"rounded  each {each}"
    return Repair(answer.text, f"{answer.example}\n{line}", (*answer.edits, *line_below("", start.span, line).edits))


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


def ask_who_has_places(low: Lowering, item: tree.Place | tree.Places) -> None:
    """Asks whether people have places whom the rule's other conditions leave out, where a place is itself one of its conditions.

    Not where the others are the same for everybody, such as a month, nor where whoever they leave out stands behind those whom they don't.
    """
    rule = _rule_around(low, item.span)
    lines = [] if rule is None else [step for step in rule.steps if isinstance(step, tree.When)]
    own = next((line for line in lines if _inside(item.span, line.span)), None)
    start = None if rule is None else next((step for step in rule.steps if isinstance(step, tree.Start)), None)
    if rule is None or own is None or start is None:
        return
    here = next(part for part in _parts(own.condition) if _inside(item.span, part.span))
    parts = [part for line in lines for part in _parts(line.condition) if part is not here]
    others = [part for part in parts if _of_a_person(part) and not _behind_them(part, item)]
    if not others:
        return
    name, said = _unused(low, "Place"), low.words(item)
    gate = f"only if  {low.words(here)}, otherwise 0 {low.model.header.currency}"
    beside = [low.words(part) for part in _parts(own.condition) if part is not here]
    indent = " " * (rule.span.column - 1)
    measure = f"measure {name} {low.words(rule.grain) if rule.grain is not None else ''} = {said}"
    raise low.fail(
        "left-out-open",
        f"the rule is not about everybody, and nothing says whether the others have places by {low.words(item.by)}",
        item.span,
        "and those whom the rule leaves out?",
        also=tuple(Label(part.span, "leaves some out") for part in others[:3]),
        consequence="Somebody whom the rule is not about could take a place, so that fewer are paid, or nobody.",
        repairs=(
            Repair(
                "They have none; who takes part is said by `when`, and the place is a gate:",
                gate,
                (
                    Edit(own.span, f"when  {' and '.join(beside)}" if beside else ""),
                    *line_below("", start.span, gate).edits,
                ),
            ),
            Repair(
                "They have places, too, in a measure for everybody:",
                f"{measure}\nwhen  {low.words(here).replace(f'({said})', name)}",
                (
                    Edit(rule.span.before(), f"{measure}\n\n{indent}"),
                    Edit(_with_parentheses(low, item.span), name),
                ),
            ),
        ),
    )


def _of_a_person(part: tree.Node) -> bool:
    """Whether a condition may differ from person to person: it reads more than the time."""
    return any(isinstance(one, (tree.Column, tree.Name, tree.Aggregate)) for one in (part, *tree.below(part)))


def _behind_them(part: tree.Condition, item: tree.Place | tree.Places) -> bool:
    """Whether whoever does not meet a condition stands behind all who do: it bounds what places go by."""
    best = ("is at least", "is above") if item.first == "highest" else ("is at most", "is below")
    bound = isinstance(part, tree.Compare) and part.relation in best and fixed(part.right) is not None
    return bound and isinstance(part, tree.Compare) and tree.same_text(part.left, item.by)


def _with_parentheses(low: Lowering, place: Span) -> Span:
    """A value with the parentheses around it, which a name needs no more."""
    text = low.report.text_of(place)
    if text[place.start - 1 : place.start] + text[place.end : place.end + 1] != "()":
        return place
    end, column = place.end + 1, place.end_column + 1
    return Span(place.file, place.start - 1, end, place.line, place.column - 1, place.end_line, column)


def _unused(low: Lowering, name: str) -> str:
    """A name that the plan has not given yet."""
    return next(one for one in (name, *(f"{name}{n}" for n in range(2, 1000))) if one not in low.model.names)


def _rule_around(low: Lowering, place: Span) -> tree.Rule | None:
    found: tree.Node | None = low.around(place)
    while found is not None and not isinstance(found, tree.Rule):
        found = next((one for one in tree.children(found) if _inside(place, one.span)), None)
    return found


def _parts(item: tree.Condition) -> tuple[tree.Condition, ...]:
    return item.parts if isinstance(item, tree.Junction) and item.word == "and" else (item,)


def _inside(place: Span, whole: Span) -> bool:
    return whole.start <= place.start and place.end <= whole.end
