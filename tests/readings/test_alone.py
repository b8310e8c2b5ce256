"""Questions that more of a plan is about than one rule: a case is looked for in one rule at a time, and holds in the whole plan."""

from __future__ import annotations

from pathlib import Path

import pytest

import planlang
from planlang.check import check_text
from planlang.diagnostics.model import Diagnostic
from planlang.readings import search, witnessed
from planlang.readings.alone import MOST_ALONE, alone
from planlang.readings.answers import Origin
from planlang.readings.parts import Parts
from planlang.slotted import frozen
from tests.readings.replayed import replayed

MODELS = Path(planlang.__file__).parents[1] / "stdlib_plans"
FILE = "plan.plan"


@frozen
class Less:
    """A model plan with other words in it, and the question that is asked then."""

    plan: str
    was: str
    now: str
    rule: str


AFTER = "amount   contract.after\n        dated    contract.due\n        ordered  by contract.due"
LESS = [
    Less("customer_success", ", halves to even", "", "halves-open"),
    Less("customer_success", f"{AFTER}, then contract.id", AFTER, "tie-break-open"),
    Less("customer_success", "3,000 USD for each participant each quarter", "3,000 USD each quarter", "limit-whose-open"),
    Less("customer_success", "in credit order, excess lost", "in credit order", "limit-excess-open"),
    Less("customer_success", "Due in the year through this quarter", "Due", "window-open"),
    Less("customer_success", "of the participant's Due in the year", "of Due in the year", "whose-open"),
    Less("customer_success", "\n        if negative  carried to the next quarter", "", "negative-open"),
    Less("smb_ae", ", halves away from zero", "", "halves-open"),
    Less("smb_ae", "participant's Monthly in the year through this month", "participant's Monthly", "window-open"),
    Less("smb_ae", "of the participant's Monthly", "of Monthly", "whose-open"),
    Less("smb_ae", "paid in the year", "paid", "window-open"),
]  # fmt: skip
MOST = 320_000
"""So much work is enough for each of them; a search by itself may take more."""


def _opened(less: Less) -> tuple[str, Diagnostic]:
    text = (MODELS / less.plan / f"{less.plan}.plan").read_text(encoding="utf-8")
    assert text.count(less.was) >= 1
    text = text.replace(less.was, less.now, 1)
    (asked,) = check_text(text, FILE).diagnostics
    assert asked.rule == less.rule
    return text, asked


@pytest.mark.parametrize("less", LESS, ids=lambda less: f"{less.plan}: {less.rule}: {' '.join(less.was.split())[:40]}")
def test_a_case_is_found_soon_and_holds(less: Less, monkeypatch: pytest.MonkeyPatch) -> None:
    text, asked = _opened(less)
    work = []
    run = search.Search.run

    def counted(self: search.Search) -> search.Found | None:
        found = run(self)
        work.append(self.work)
        return found

    monkeypatch.setattr(search.Search, "run", counted)
    (one,) = witnessed(text, FILE, [asked])
    assert one.witness is not None, one.notes
    replayed(one)
    assert len({(reading.expects, reading.refused) for reading in one.witness.readings}) > 1
    assert sum(work) <= MOST


def test_one_rule_is_read_with_what_it_needs_and_nothing_else() -> None:
    text, asked = _opened(LESS[0])
    found = list(alone(Parts(text, Origin(FILE), [asked]), asked))
    assert 2 <= len(found) <= 2 * MOST_ALONE
    for one in found:
        assert one.question.rule == asked.rule and one.question.repairs == asked.repairs and not one.part.others
        assert len(one.part.text) == len(text)
    sizes = [len(one.part.text.split()) for one in found]
    assert max(sizes) < len(text.split())
    assert "GrowthHeld" not in found[0].part.text
