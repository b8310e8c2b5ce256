"""From ``for each …`` to the row that a declaration is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from planlang.core.calendar import LONGER, PERIODS
from planlang.core.graph import Const, Ref, Unit
from planlang.diagnostics.model import Edit, Repair
from planlang.diagnostics.place import Span
from planlang.diagnostics.suggest import closest
from planlang.lowering.context import Lowering, Poison
from planlang.lowering.scope import Scope
from planlang.questions.grains import in_total
from planlang.semantics.records import no_key
from planlang.syntax import tree

_MEASURES = ("measure", "quota")


def scope_of(low: Lowering, grain: tree.Grain | None, rule: str, place: Span | None = None) -> Scope:
    """The scope of one row of a grain."""
    if grain is None:
        assert place is not None
        raise low.fail(
            "grain-open",
            f"nothing says what {rule} is worked out for",
            place,
            "for each what?",
            consequence="One result per deal, per month or per year are different payouts.",
            repairs=_grains(low, place, low.model.names.get(rule)),
        )
    if grain.kind == "credit":
        assert grain.name is not None
        decl = low.declared(grain.name, grain.span, "a credit")
        if not isinstance(decl, (tree.Credit, tree.Gathers)):
            raise not_a_credit(low, grain.name, grain.span)
        from planlang.slotted import evolve

        return evolve(low.credit(grain.name, grain.span).scope, rule=rule)
    if grain.kind == "row":
        return _row(low, grain, rule)
    person = grain.kind == "participant"
    table = low.spine(low.people(grain.span) if person else None, grain.each)
    words = "participant" if person else "plan"
    scope = Scope(low, table, "participant" if person else "plan", words, rule)
    if person:
        scope.person = Ref("participant")
    if grain.each is not None:
        scope.grain = f"participant's {grain.each}" if person else f"{grain.each} of the plan"
        scope.unit, scope.period = grain.each, Ref(grain.each)
    if grain.once_on is not None:
        scope.grain = f"{words} once on {grain.once_on.value.isoformat()}"
        scope.day = Const(grain.once_on.value.toordinal(), Unit("date"), grain.once_on.span)
    return scope


def not_a_credit(low: Lowering, name: str, place: Span) -> Exception:
    """Reports a name that stands where a credit's is needed."""
    credits = [n for n, decl in low.model.names.items() if isinstance(decl, (tree.Credit, tree.Gathers))]
    return low.fail(
        "not-a-credit",
        f"{name} is not a credit",
        place,
        repairs=(
            Repair(
                f"The credits of this plan are: {', '.join(credits)}."
                if credits
                else "Declare a credit first: `credit Bookings for each deal {`."
            ),
        ),
    )


def _grains(low: Lowering, place: Span, decl: object) -> tuple[Repair, ...]:
    credits = [name for name, decl in low.model.names.items() if isinstance(decl, (tree.Credit, tree.Gathers))]
    words = low.report.words(place)
    at = _end_of_name(place, words)
    measure = words.startswith(_MEASURES)
    payout = low.model.payout
    paid_each = payout.each if payout is not None and payout.each is not None else "quarter"
    found = [
        *((f"One result for each credit of {name}:", f"for each credit of {name}", None) for name in credits[:3]),
        *(
            (f"One result for each {row}:", f"for each {row}", None)
            for row in (_rows_read(low, decl) if measure else ())
        ),
        *(
            (f"One for each person and {unit}:", f"for each participant each {unit}", in_total(low, decl, at, unit))
            for unit in _periods(low, decl)
        ),
        *((f"One for each person, {once}:", f"for each participant {once}", None) for once in _once(low)),
        *((("One for each person:", "for each participant", None),) if measure else ()),
        *((("One for everybody together:", f"for the plan each {paid_each}", None),) if measure else ()),
    ]
    return tuple(
        Repair(text, grain, completed=total) if total is not None else Repair(text, grain, (Edit(at, f" {grain}"),))
        for text, grain, total in found
    )


def _periods(low: Lowering, decl: object) -> list[str]:
    """The periods that a result may be for: the usual ones, and those of which the plan speaks elsewhere, or the declaration itself."""
    windows = [one for one in _within(decl) if isinstance(one, tree.Window) and one.kind != "last"]
    spoken = {*(one.each for one in _grains_of(low)), *(one.unit for one in windows), *(one.inner for one in windows)}
    return [unit for unit in LONGER if unit in spoken or unit in ("month", "quarter", "year")]


def _once(low: Lowering) -> list[str]:
    """The single days for which other rules have a result."""
    days = (one.once_on.value for one in _grains_of(low) if one.once_on is not None)
    return list(dict.fromkeys(f"once on {day.isoformat()}" for day in days))


def _grains_of(low: Lowering) -> list[tree.Grain]:
    return [one.grain for one in low.model.names.values() if isinstance(one, tree.Rule) and one.grain is not None]


def _rows_read(low: Lowering, decl: object) -> list[str]:
    """The rows whose columns a declaration reads by their own name: `deal.margin` is of a deal."""
    read = {one.parts[0] for one in _within(decl) if isinstance(one, tree.Column)}
    return [row for row in low.model.rows if row in read and row != "participant"]


def _within(decl: object) -> Iterable[tree.Node]:
    return tree.below(decl) if isinstance(decl, tree.Rule) else ()


def _end_of_name(place: Span, words: str) -> Span:
    """Where `for each …` stands in the first line of a rule: behind its name and title, before the `=` of a value."""
    said = re.match(r'(?:[^="]|"[^"]*")*', words)
    more = len(said.group().rstrip()) if said is not None and said.end() < len(words) else len(words)
    end = place.start + more
    return Span(place.file, end, end, place.line, place.column + more, place.line, place.column + more)


def _row(low: Lowering, grain: tree.Grain, rule: str) -> Scope:
    record = low.model.rows.get(grain.name or "")
    if record is None:
        from planlang.questions.bare_words import of_heads

        meant = of_heads(low, grain.name or "", grain.each)
        near = closest(grain.name or "", [*low.model.rows, "participant", "credit of …"])
        raise low.fail(
            "unknown-row-name",
            f"no table of this plan has rows called `{grain.name}`",
            grain.span,
            repairs=meant
            or ((Repair(f"Did you mean `for each {near}`?"),) if near else ())
            or (Repair(f"Rows are called: {', '.join(low.model.rows) or 'nothing yet (declare data first)'}."),),
        )
    if grain.each is None:
        return row_scope(low, grain.name or "", rule)
    if record.spec.key is None:
        no_key(record.decl, low.report)
        raise Poison(record.spec.row)
    scope = Scope(
        low, low.spine(record, grain.each), "each", f"{record.spec.row} and {grain.each}", rule, record=record
    )
    scope.own, scope.unit, scope.period = Ref(record.spec.row), grain.each, Ref(grain.each)
    return scope


def row_scope(low: Lowering, word: str, rule: str | None) -> Scope:
    """The scope of one input row."""
    record = low.model.rows[word]
    scope = Scope(low, low.record_table(record), "row", word, rule, record=record)
    if record.decl.dated is not None and record.decl.dated in record.spec.by_name:
        scope.day = low.cell(record, record.decl.dated)[0]
    periods = [c for c in record.spec.columns if c.kind in PERIODS and not c.optional]
    if scope.day is None and record.spec.valid is None and len(periods) == 1:
        scope.unit, scope.period = periods[0].kind, low.cell(record, periods[0].name)[0]
    if word == "participant":
        scope.person = low.row_id(record)
    return scope
