"""Runs the ``test`` lines of a plan: each is tried on made-up cases, and what breaks it is shown as a case of the plan's own rows."""

from __future__ import annotations

from fractions import Fraction

from planlang.check import check_text
from planlang.core.graph import Graph
from planlang.lowering.promises import PromiseInfo
from planlang.promises.rising import Fall
from planlang.promises.tried import NoHypothesis, Verdict, tried
from planlang.promises.worlds import Worlds, worlds_of
from planlang.readings.words import grids
from planlang.run.money import amount_text
from planlang.semantics.library import Library
from planlang.slotted import frozen
from planlang.testing.outcome import Outcome


@frozen(eq=False)
class Kept:
    """A plan with columns for its promises, and the data that it is tried on."""

    graph: Graph
    promises: tuple[PromiseInfo, ...]
    worlds: Worlds


def kept_promises(text: str, file: str, library: Library | None = None) -> Kept:
    """The promises of a plan without errors."""
    promises: list[PromiseInfo] = []
    checked = check_text(text, file, library, promises)
    assert checked.graph is not None and checked.plan is not None, "the plan was checked before"
    return Kept(checked.graph, tuple(promises), worlds_of(checked.graph, checked.plan, file))


def run_promise(promise: PromiseInfo, kept: Kept, path: str, cases: int) -> Outcome:
    """Tries one promise."""
    where = f"{path}:{promise.place.line}"
    try:
        verdict = tried(kept.graph, promise, kept.worlds, path, cases)
    except NoHypothesis:
        said = "not tried: pip install 'planlang[promises]'"
        return Outcome(promise.title, where, True, 0, said=said, skipped=True)
    lines = tuple(_broken(promise, verdict, kept)) if not verdict.kept else ()
    return Outcome(
        promise.title, where, verdict.kept, verdict.cases, said=_said(verdict), lines=lines,
        skipped=verdict.kind == "untested",
    )  # fmt: skip


def _said(verdict: Verdict) -> str:
    if verdict.kind == "proven":
        return "proven: the plan's own numbers decide it"
    if verdict.kind == "tested":
        return f"held in {verdict.cases:,} made-up cases; not proven"
    if verdict.kind == "untested":
        return "not tried: no made-up data could be paid"
    return ""


def _broken(promise: PromiseInfo, verdict: Verdict, kept: Kept) -> list[str]:
    if verdict.case is None:
        return ["the plan's own numbers decide it: it never holds"]
    lines = grids(verdict.case, kept.graph)
    if verdict.fall is None:
        rows = ", ".join(row or "the plan" for row in verdict.rows[:3])
        more = f" and {len(verdict.rows) - 3:,} more" if len(verdict.rows) > 3 else ""
        return [*lines, f"does not hold for {rows}{more}"]
    return [*lines, *_fell(promise, verdict.fall, kept.graph)]


def _fell(promise: PromiseInfo, fall: Fall, graph: Graph) -> list[str]:
    def money(value: Fraction) -> str:
        return amount_text(value, graph.digits)

    spec = next(record for record in graph.records if record.name == fall.data)
    less = fall.before - fall.after
    lines = [
        f"{fall.person} is paid {money(fall.before)} {graph.currency}, and {money(fall.after)} {graph.currency} when "
        f"{spec.row}.{fall.column} of {fall.row} is {money(fall.to)} instead of {money(fall.from_)}"
    ]
    if less <= Fraction(10, 10**graph.digits) and not promise.tolerance:
        lines.append(
            "that much comes of rounding results one by one: round what they add up to so far, and pay the differences,"
        )
        lines.append(
            f"or say that it doesn't matter: payout never falls by more than {money(less * 5)} {graph.currency} when "
            f"{spec.row}.{fall.column} rises"
        )
    return lines
