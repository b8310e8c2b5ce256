"""Each answer that is printed with a question can be pasted: its words stand in the plan then, and the question is gone.

A sample of the clauses of all plans is taken out in each run; every clause of every plan with the slow tests.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from planlang.check import check_text
from planlang.diagnostics.catalogue import head
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from tests.mutants.kinds import Site, defective
from tests.readings.systematic import ALL, Host, clauses, files, host_of, hosts
from tests.readings.test_systematic import _spread

MISPLACED = frozenset({"syntax", "syntax-row", "when-too-late"})
"""What is said of words that are right, and in the wrong place."""


def _asked(text: str, host: Host) -> list[Diagnostic]:
    found = check_text(text, host.plan.name, host.library, warned=False).diagnostics
    return [one for one in found if head(one.rule).severity == "error"]


def _words(text: str) -> str:
    """Words and signs alone: a formatter may set them otherwise."""
    return " ".join(text.split())


def _pasted(places: Iterable[tuple[Host, Site]]) -> int:
    """How many answers were pasted; fails where the question is asked again, or where other words were put in than are printed."""
    pasted = 0
    for host, site in places:
        text = defective(host.plan, site)
        for one in _asked(text, host):
            for repair in one.repairs:
                if not repair.edits or any(edit.place.file != host.plan.name for edit in repair.edits):
                    continue
                now = edited(text, repair.edits)
                said = f"{host.said(site)}: {one.rule}: {repair.text} {repair.example}"
                again = [(other.rule, other.message) for other in _asked(now, host)]
                assert (one.rule, one.message) not in again, f"{said}\nis asked again"
                assert MISPLACED.isdisjoint(rule for rule, _ in again), f"{said}\ncan't stand there: {again}"
                printed = (repair.example or "").splitlines()
                if "…" not in "".join(
                    printed
                ):  # there an answer shows what is left to its author, or lines that stay as they are
                    assert all(_words(line) in _words(now) for line in printed), (
                        f"{said}\nis not what stands in the plan"
                    )
                pasted += 1
    return pasted


def _places(name: str | None = None) -> list[tuple[Host, Site]]:
    return [(host, site) for host in hosts() if name in (None, host.plan.name) for _, site in clauses(host)]


@ALL
def test_an_answer_that_is_pasted_settles_its_question() -> None:
    assert _pasted(_spread(_places(), 120)) > 100


@pytest.mark.slow
@pytest.mark.parametrize("name", [path.name for path in files()])
def test_every_answer_that_is_pasted_settles_its_question(name: str) -> None:
    places = _places(name)
    assert _pasted(places) > 0 or not places


@pytest.mark.parametrize(
    ("plan", "line", "words"),
    [
        ("spring_contest.plan", "when     running count of everyone's Suites", " in the month"),
        ("services.plan", "bonus UtilisationBonus", "pay      tiers by Utilisation"),
    ],
)
def test_an_answer_stands_where_it_can_be_read(plan: str, line: str, words: str) -> None:
    """A window before `counting this credit`, an amount below `when`."""
    host = host_of(plan)
    at = host.plan.text.index(words, host.plan.text.index(line))
    site = next(site for _, site in clauses(host) if site[0][0] == at)
    assert _pasted([(host, site)]) >= 2


def test_where_the_amount_above_is_whole_its_bound_is_what_is_rounded() -> None:
    host = host_of("smb_ae.plan")
    at = host.plan.text.index("rounded     each month", host.plan.text.index("measure HalfOfBase"))
    site = ((at, at + len("rounded     each month"), ""),)
    (asked,) = _asked(defective(host.plan, site), host)
    assert [repair.example.rpartition(", ")[2] for repair in asked.repairs if repair.example] == ["rounded"]
    assert _pasted([(host, site)]) == 1
