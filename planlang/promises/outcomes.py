"""Runs the ``test`` lines of a plan, and what every plan promises: each is proven, or tried on made-up cases.

What breaks one is shown as a case of the plan's own rows. What every plan promises may be waived by a comment that says why.
"""

from __future__ import annotations

import re
from fractions import Fraction

from planlang.check import check_text
from planlang.core.graph import Graph
from planlang.diagnostics.model import Diagnostic, Repair, finding
from planlang.lowering.promises import PromiseInfo
from planlang.promises.proven import proven
from planlang.promises.rising import Fall
from planlang.promises.standard import WAIVED_AS, Differing, standard_promises
from planlang.promises.tried import NoHypothesis, Verdict, tried
from planlang.promises.worlds import Worlds, worlds_of
from planlang.readings.words import grids
from planlang.run.money import amount_text
from planlang.semantics.accepted import Acceptance, acceptances, unused
from planlang.semantics.library import Library
from planlang.slotted import frozen
from planlang.syntax.parse import parse
from planlang.testing.outcome import Outcome

_REMAINDER = re.compile(r"(rounded +each \w+)[^\n#]*, remainder to the (?:largest|first|last)\b")
"""A step that gives odd cents to the first or last of equal shares."""
NOT_INSTALLED = "not proven, and not tried: Hypothesis is not installed"


@frozen(eq=False)
class Kept:
    """A plan with columns for its promises, the data that it is tried on, and what comments accept."""

    graph: Graph
    promises: tuple[PromiseInfo, ...]
    worlds: Worlds
    accepted: tuple[Acceptance, ...] = ()
    source: str = ""


def kept_promises(text: str, file: str, library: Library | None = None) -> Kept:
    """The promises of a plan without errors: its own first, then those of every plan."""
    promises: list[PromiseInfo] = []
    checked = check_text(text, file, library, promises)
    assert checked.graph is not None and checked.plan is not None, "the plan was checked before"
    accepted: tuple[Acceptance, ...] = ()
    if "planlang" in text and (parsed := parse(text, file).tree) is not None:
        accepted = acceptances(parsed)
    promises += standard_promises(checked.graph, promises)
    return Kept(checked.graph, tuple(promises), worlds_of(checked.graph, checked.plan, file), accepted, text)


def run_promise(promise: PromiseInfo, kept: Kept, path: str, cases: int) -> Outcome:
    """Proves or tries one promise."""
    where = f"{path}:{promise.place.line}"
    waiver = _waiver(promise, kept)
    if waiver is not None and proven(kept.graph, promise) is None:
        return Outcome(promise.title, where, True, 0, said=f"waived: {waiver.reason}", skipped=True, verdict="waived")
    try:
        verdict = tried(kept.graph, promise, kept.worlds, path, cases)
    except NoHypothesis:
        return Outcome(
            promise.title, where, True, 0, said=NOT_INSTALLED, skipped=True, verdict="untested", missing=True
        )
    findings: tuple[Diagnostic, ...] = (unused(waiver, kept.source),) if waiver is not None else ()
    if verdict.differing is not None and promise.standard and promise.about in WAIVED_AS:
        findings = (_by_name(promise, verdict.differing, kept),)
    lines = tuple(_broken(promise, verdict, kept)) if not verdict.kept else ()
    return Outcome(
        promise.title, where, verdict.kept, verdict.cases, findings=findings, said=_said(verdict), lines=lines,
        skipped=verdict.kind == "untested", verdict="broken" if verdict.kind == "never" else verdict.kind,
    )  # fmt: skip


def _waiver(promise: PromiseInfo, kept: Kept) -> Acceptance | None:
    """The comment that accepts it if this is broken."""
    rule = WAIVED_AS.get(promise.about or "") if promise.standard else None
    if rule is None:
        return None
    would_be = finding(rule, "", promise.place)
    return next((one for one in kept.accepted if one.covers(would_be)), None)


def _said(verdict: Verdict) -> str:
    if verdict.kind == "proven":
        return f"proven: {verdict.why}"
    if verdict.kind == "tested":
        return f"held in {verdict.cases:,} made-up case{'' if verdict.cases == 1 else 's'}; not proven"
    if verdict.kind == "untested":
        return "not tried: no made-up data could be paid"
    return ""


def _broken(promise: PromiseInfo, verdict: Verdict, kept: Kept) -> list[str]:
    if verdict.case is None:
        return ["the plan's own numbers decide it: it never holds"]
    lines = grids(verdict.case, kept.graph)
    if verdict.differing is not None:
        return [*lines, _differs(verdict.differing, kept.graph)]
    if verdict.fall is None:
        rows = ", ".join(row or "the plan" for row in verdict.rows[:3])
        more = f" and {len(verdict.rows) - 3:,} more" if len(verdict.rows) > 3 else ""
        return [*lines, f"does not hold for {rows}{more}"]
    return [*lines, *_fell(promise, verdict.fall, kept.graph)]


def _differs(found: Differing, graph: Graph) -> str:
    if not found.person:
        return found.when
    now, then = (f"{amount_text(amount, graph.digits)} {graph.currency}" for amount in (found.now, found.then))
    return f"{found.person} is paid {now} in {found.period}, and {then} {found.when}"


def _by_name(promise: PromiseInfo, found: Differing, kept: Kept) -> Diagnostic:
    cents = _REMAINDER.search(kept.source)
    return finding(
        "paid-by-name",
        _differs(found, kept.graph),
        promise.place,
        consequence="People with the same data are paid differently.",
        repairs=(
            Repair("Go by something that the data say of people, such as their role, and not by their names."),
            *(
                (
                    Repair(
                        f"Odd cents that `{cents[0]}` gives to one of equal shares go by name. Round each share by itself:",
                        cents[1],
                    ),
                    Repair(
                        "Or give them to one whom a yes/no column says:", f"{cents[1]}, remainder to participant.lead"
                    ),
                )
                if cents is not None
                else ()
            ),
            Repair("If it is meant, say why, above the payout:", "# planlang: accept paid-by-name: …"),
        ),
    )


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
