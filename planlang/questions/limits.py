"""Questions about rounding, limits and gates: where, whose, per what, and what gives."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Completed, Edit, Label, Repair, instead, line_above, line_below, put_after
from planlang.questions import completions
from planlang.questions.presence import say_who_is_there, unsaid_days
from planlang.questions.todate import rounded_in_total, rounded_to_date, where_made
from planlang.semantics.model import head
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering, Typed
    from planlang.lowering.scope import Scope


_WINDOWS = ("month", "quarter", "half", "year", "plan", "anniversary year")


def row_words(scope: Scope) -> tuple[str, ...]:
    """The words that mean "each row of this rule" in `rounded each …` and in limits."""
    if scope.kind == "credit":
        return ("credit",)
    if scope.kind == "row":
        return (scope.record.spec.row,) if scope.record is not None else ()
    if scope.unit is not None:
        return (scope.unit,)
    return ("participant",) if scope.kind == "participant" else ("plan",)


def ask_rounding_missing(low: Lowering, decl: tree.Rule, scope: Scope, result: Typed) -> None:
    """Asks where an amount that is paid is rounded."""
    unit = low.model.header.rounding.unit
    if result.type.kind == "unknown":
        return
    if result.scale.whole(Fraction(unit)) or decl.name in low.fractions:
        return
    each = row_words(scope)[0]
    slices = next(
        (
            s
            for s in decl.steps
            if isinstance(s, tree.Change) and isinstance(s.value, tree.Tiers) and s.value.application == "slice"
        ),
        None,
    )
    last = where_made(decl)
    answers = [line_below(f"Each {each}'s result, at the end of the rule:", last, f"rounded  each {each}")]
    if slices is not None:
        answers.append(line_below("Each slice of it, right below the tiers:", slices.span, "rounded  each slice"))
    if any(isinstance(s, tree.Start) and _to_date(s.value) for s in decl.steps):
        true_up = next((s.span for s in decl.steps if isinstance(s, tree.MinusPaid)), None)
        text, line = "The amount so far, so that each payment is what it grew by:", f"rounded  each {each}"
        answers = [line_above(text, true_up, line) if true_up is not None else line_below(text, last, line)]
    elif (to_date := rounded_to_date(low, decl, scope)) is not None:
        answers.append(to_date)
    elif not result.scale.quotient and (total := rounded_in_total(low, decl, scope)) is not None:
        answers.append(total)
    above = next((s for s in reversed(decl.steps) if isinstance(s, tree.Rounded) and s.span != last), None)
    whole = "a cent" if Fraction(unit) == Fraction(1, 100) else f"{unit} {low.model.header.currency}"
    low.report.add(
        "rounding-open",
        f"{decl.name} may come out in fractions of {whole}, and nothing says where they are rounded"
        if above is None
        else f"{decl.name} may come out in fractions of {whole} below where it is rounded",
        head(decl, low.report),
        "what is paid must be whole",
        also=() if above is None else (Label(above.span, "rounded here, and then changed again"),),
        consequence="Three deals of 10.10 at 5% pay 1.50 when each is rounded and 1.52 when the running total is.",
        repairs=tuple(answers),
    )


def _to_date(item: tree.Node) -> bool:
    """Whether an amount is one that grows with each credit."""
    if isinstance(item, (tree.Name, tree.Aggregate)) and item.counting is not None:
        return True
    return any(_to_date(part) for part in tree.children(item))


def ask_rounded_each(
    low: Lowering, step: tree.Rounded, decl: tree.Node, scope: Scope, slices: bool, quotient: bool
) -> str:
    """What each result that is rounded is; left open it is an error that lists the answers. Quotients are not added up unrounded."""
    words = row_words(scope)
    if step.each is not None:
        return step.each
    answers = [*words, *(["slice"] if slices else [])]
    rule = decl if isinstance(decl, tree.Rule) and decl.pays else None
    to_date = rounded_to_date(low, rule, scope, step) if rule is not None else None
    if to_date is None and rule is not None and not quotient and not any(_to_date(one) for one in rule.steps):
        to_date = rounded_in_total(low, rule, scope, step)
    raise low.fail(
        "rounding-place-open",
        "nothing says what is rounded",
        step.span,
        "rounded each what?",
        consequence="Rounding each slice, each deal or each month's total pays different cents.",
        repairs=(
            *(instead(f"Each {word}:", step.span, f"rounded  each {word}") for word in answers),
            *((to_date,) if to_date is not None else ()),
        ),
    )


def ask_limit(low: Lowering, step: tree.Limit, scope: Scope, to_date: bool = False) -> None:
    """Asks whose a limit is, per what, in which order it is used up, and what happens to the rest."""
    words = low.words(step.value)
    fine = scope.kind in ("credit", "row")
    own = row_words(scope)
    if step.each is None:
        # A limit of each row is nobody's but the row's, and `for each credit` says per what in the words of whose it is.
        own_limit = evolve(step, whose=None) if fine else step
        window = own_limit if step.whose in own else step
        units = own + tuple(
            u
            for u in ("month", "quarter", "year")
            if u not in own and (scope.unit is None or low.model.header.calendar.nests(scope.unit, u))
        )
        raise low.fail(
            "limit-per-what-open",
            f"`{low.words(step)}` does not say per what",
            step.span,
            f"each {', '.join(units[:-1])} or {units[-1]}?" if len(units) > 1 else "",
            consequence=f"{words} a deal and {words} a year are very different limits.",
            repairs=tuple(
                instead(
                    f"Each {u}:",
                    step.span,
                    limit_words(low, own_limit, u)
                    if u in own
                    else limit_words(low, window, u, "participant" if fine else None, "in credit order"),
                )
                for u in units
            ),
        )
    if fine and step.each not in own and step.whose is None:
        raise low.fail(
            "limit-whose-open",
            f"`{low.words(step)}` does not say whose limit it is",
            step.span,
            "one person's, or everybody's together?",
            consequence="One pot for everybody is used up by the first few deals; a limit for each person is not.",
            repairs=tuple(
                instead(text, step.span, limit_words(low, step, step.each, whose, "in credit order"))
                for text, whose in (
                    ("Each participant's own:", "participant"),
                    ("One pot for everybody:", "everyone"),
                )
            ),
        )
    if fine and step.each not in own and step.order is None and step.word == "at most":
        raise low.fail(
            "limit-order-open",
            f"`{low.words(step)}` does not say which credits the limit cuts",
            step.span,
            consequence="The statement of each deal, and what a later cancellation takes back, depend on it.",
            repairs=tuple(
                instead(
                    text,
                    step.span,
                    limit_words(low, step, step.each, step.whose, order)
                    + (_rounded_below(low, step, own[0]) if order == "in proportion" else ""),
                )
                for text, order in (
                    ("The first credits fill it, later ones are cut:", "in credit order"),
                    ("All are cut by the same share:", "in proportion"),
                )
                if order == "in credit order" or step.whose in ("participant", "everyone")
            ),
        )
    if step.word == "at most" and step.excess is None and not to_date:
        raise low.fail(
            "limit-excess-open",
            f"`{low.words(step)}` does not say what happens to the excess",
            step.span,
            consequence="It could be lost, or kept for a later period.",
            repairs=(
                put_after("It is lost:", step.span, ", excess lost", f"{low.words(step)}, excess lost"),
                Repair(
                    "It is kept in a balance:",
                    f"{low.words(step)}, excess kept in …",
                    completed=completions.excess_kept(low, step),
                ),
            ),
        )
    if step.word == "at least" and step.excess is None and not to_date:
        said = low.words(step)
        head_words, _, condition = said.partition(" when ")
        tail = f" when {condition}" if condition else ""
        raise low.fail(
            "limit-shortfall-open",
            f"`{said}` does not say whether what is added up to it is owed back",
            step.span,
            consequence="A guarantee is the person's to keep; a draw comes off later pay.",
            repairs=(
                instead("It is the person's to keep:", step.span, f"{head_words}{tail}, shortfall forgiven"),
                Repair(
                    "It is owed, and repaid from later pay:",
                    f"{head_words}{tail}, shortfall owed in …",
                    completed=completions.shortfall_owed(low, step),
                ),
            ),
        )


def _rounded_below(low: Lowering, step: tree.Limit, each: str) -> str:
    """The line that rounds what a cap has cut by the same share, where the rule has none below it."""
    rule = low.around(step.span)
    steps = rule.steps if isinstance(rule, tree.Rule) else ()
    if any(isinstance(one, tree.Rounded) and one.span.start > step.span.start for one in steps):
        return ""
    return f"\n{' ' * (step.span.column - 1)}rounded  each {each}"


def limit_words(
    low: Lowering, step: tree.Limit, each: str | None, whose: str | None = None, order: str | None = None
) -> str:
    """A limit with answers in it; what it says already stays, and of the rest the first thing that may be meant is taken."""
    owner = step.whose or whose
    of = "" if owner is None else " for everyone together" if owner == "everyone" else f" for each {owner}"
    since = f" of {low.words(step.since)}" if step.since is not None else ""
    holds = f" when {low.words(step.when)}" if step.when is not None else ""
    order = None if owner is None and each not in _WINDOWS else step.order or order
    cut = f", {order}" if step.word == "at most" and order else ""
    if step.excess is not None:
        rest = f", {low.words(step.excess).removeprefix(',').strip()}"
    else:
        rest = ", shortfall forgiven" if step.word == "at least" else ", excess lost"
    amount = low.words(step.value)
    if low.report.text_of(step.span)[: step.value.span.start].rstrip().endswith("("):
        amount = f"({amount})"
    return f"{step.word}  {amount}{of} each {each}{since}{holds}{cut}{rest}"


def reads_a_day(low: Lowering, item: tree.Node, days: set[tuple[str, ...]], seen: set[str]) -> bool:
    """Whether a value is made of one of these columns, by whatever measures."""
    if isinstance(item, tree.Column) and item.parts[-2:] in days:
        return True
    if isinstance(item, tree.Name) and item.name not in seen:
        seen.add(item.name)
        decl = low.model.names.get(item.name)
        return isinstance(decl, tree.Rule) and any(reads_a_day(low, one, days, seen) for one in tree.children(decl))
    return any(reads_a_day(low, child, days, seen) for child in tree.children(item))


def warn_for_everybody(low: Lowering, step: tree.Limit, scope: Scope, bound: Typed) -> None:
    """Warns of a floor that is paid to people who are not there yet, or not any more: nothing says from when on somebody has rows."""
    dates = unsaid_days(low)
    if scope.kind != "participant" or scope.unit is None or step.when is not None or not dates:
        return
    if getattr(bound.operand, "value", None) == 0:
        return
    row = "participant"
    if reads_a_day(low, step.value, {(row, name) for name in dates}, set()):
        return  # what it comes to goes by when somebody is there
    low.report.add(
        "floor-for-everybody",
        f"this floor is paid to every {row} in each {scope.unit} of the plan, also before they come and after they leave",
        step.span,
        consequence=f"Whoever is hired in June would be paid `{low.words(step.value)}` from January on.",
        repairs=(
            say_who_is_there(low, dates),
            Repair("Or when the floor holds:", f"{low.words(step)} when …"),
        ),
    )


def refuse_shared_floor(low: Lowering, step: tree.Limit, scope: Scope) -> Exception:
    """A floor under several results together adds an amount that belongs to none of them."""
    words = low.words(step.value)
    payout = low.model.payout
    sums: tuple[tree.Step, ...] = ()
    if payout is not None and payout.each == step.each and step.excess is not None and step.excess.balance is None:
        sums = tuple(one for one in payout.steps if isinstance(one, tree.AddRules))
    floor = f"at least  {words} each {step.each}, shortfall forgiven"
    own = row_words(scope)[0]
    return low.fail(
        "floor-of-several",
        f"`{low.words(step)}` is a floor under several results, and what it adds belongs to none of them",
        step.span,
        consequence="The statement would show an amount that no deal earned, and a return could not take it back.",
        repairs=(
            Repair(
                "Say it in the payout:",
                f"at least  {words} each {step.each}, shortfall …",
                completed=Completed(
                    f"`{floor.replace('  ', ' ')}`, and nothing in the rule",
                    (Edit(step.span, ""), *line_below("", sums[-1].span, floor).edits),
                )
                if sums
                else None,
            ),
            Repair(
                "Or in a rule of its own, that pays what is missing:",
                f"bonus TopUp for each participant each {step.each} {{\n    pay  the higher of 0 {low.model.header.currency} "
                f"and ({words} - (total of the participant's … in the {step.each}))\n}}",
            ),
            instead(
                f"Or under each result by itself, `each {own}`:",
                step.span,
                f"at least  {words} each {own}, shortfall forgiven",
            ),
        ),
    )


def ask_gate(low: Lowering, step: tree.OnlyIf) -> None:
    """Asks what is paid when a gate is not met."""
    if step.otherwise is not None or step.held_in is not None:
        return
    words = low.words(step)
    nothing = f"0 {low.model.header.currency}"
    raise low.fail(
        "gate-otherwise-open",
        "nothing says what happens when the gate is not met",
        step.span,
        consequence="The amount could be lost, reduced, or kept until the gate is met later.",
        repairs=(
            put_after("It is lost:", step.span, f", otherwise {nothing}", f"{words}, otherwise {nothing}"),
            Repair(
                "It is kept in a balance until then:",
                f"{words}, otherwise held in …",
                completed=completions.gate_held(low, step),
            ),
        ),
    )
