"""What a stated jurisdiction asks of a letter: each clause and term is asked where it applies, and not where it is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from planlang.check import check_text
from planlang.diagnostics.model import Diagnostic
from planlang.questions.suspicious.law import LAW, Clause
from tests.questions.test_suspicious import PLAN

BASE = "commission Base for each credit of Sales {\npay 5% of credit.amount\nrounded each credit\n}"
BACK = "clawback Back for each credit of Sales {{\nwhen deal.returned is known{within}\ntake back Base\ndated deal.returned\n}}"
DRAW = "balance Draw for each participant {\nopens at 0 USD\ncloses on 2025-12-31, rest forgiven\n}"


def _check(
    places: str,
    *clauses: str,
    clawback: str | None = None,
    draw: bool = False,
    each: str = "month",
    norm: str = "participant.norm",
    kind: str = "clawback",
) -> list[Diagnostic]:
    header = "\n".join((f"jurisdiction {places}", *(f"clause {clause}" for clause in clauses)))
    rules = [
        BASE,
        *([BACK.format(within=clawback).replace("clawback Back", f"{kind} Back")] if clawback is not None else ()),
        *([DRAW] if draw else ()),
    ]
    steps = "Base" + (", Back\nif negative collected" if clawback is not None else "")
    steps += "\nrepay Draw\nat least 9 USD each month, shortfall owed in Draw" if draw else ""
    text = PLAN.format(rules="\n\n".join(rules), names=steps).replace("currency     USD", f"{header}\ncurrency     USD")
    text = text.replace("shipped: date", "shipped: date\nreturned: date, optional")
    text = text.replace("quota:", "norm:").replace("participant.quota", norm)
    text = text.replace("key\n        variable", "key\nfrom: date\nto: date, optional\n        variable")
    text = text.replace("each row a participant {", "each row a participant, valid from from through to {")
    text = text.replace("payout for each participant each quarter", f"payout for each participant each {each}")
    return [one for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


def _said(found: list[Diagnostic]) -> list[str]:
    return [one.message for one in found]


SIGNED = '"Acknowledgement" "I have received a signed copy."'
LATER = '"Afterwards" "When this plan has expired, it goes on until there is another."'
EARNED = '"Earned" "Commission is earned when the customer has paid."'
GONE = '"Termination" "Nothing is paid for later deals."'
WITHIN = " and deal.returned is within 90 days after deal.closed"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (partial(_check, '"California"', SIGNED, LATER), []),
        (partial(_check, '"california"', SIGNED, LATER, EARNED, clawback=WITHIN), []),
        (partial(_check, '"California"', LATER), ['California: no clause about "Acknowledgement"']),
        (partial(_check, '"California"', SIGNED), ['California: no clause about "After the plan ends"']),
        (partial(_check, '"California"', SIGNED, LATER, clawback=WITHIN), ['California: no clause about "When pay is earned"']),
        (partial(_check, '"California"', SIGNED, LATER, EARNED, clawback=""), ["California: Back takes back without an end"]),
        (partial(_check, '"New York"', SIGNED, GONE), []),
        (partial(_check, '"New York"', SIGNED), ['New York: no clause about "Termination"']),
        (partial(_check, '"New York"', SIGNED, GONE, draw=True), ['New York: no clause about "Reconciliation"']),
        (partial(_check, '"New York"', SIGNED, GONE, each="quarter"), ["New York: this plan pays each quarter"]),
        (partial(_check, '"Massachusetts"', '"Pay" "Paid at the sole discretion of the board."'),
         ['Massachusetts: the clause "Pay" leaves pay to somebody\'s discretion']),
        (partial(_check, '"Massachusetts"', '"Pay" "A rep must be employed to be paid."'),
         ['Massachusetts: the clause "Pay" pays only who is still employed']),
        (partial(_check, '"Massachusetts"', '"Pay" "Paid by the rules of this plan."'), []),
        (partial(_check, '"Germany"', '"Works council" "Agreed in May."', '"Quotas" "Set by 15 January."'), []),
        (partial(_check, '"Germany"', '"Quotas" "Set by 15 January."'), ['Germany: no clause about "Works council"']),
        (partial(_check, '"Germany"', '"Betriebsrat" "Agreed in May."'), ['Germany: no clause about "Targets"']),
        (partial(_check, '"Germany"', '"Betriebsrat" "Agreed in May."', norm="5,000 USD"), []),
        (partial(_check, '"Denmark"', clawback=WITHIN, kind="commission"), ['Denmark: no clause about "Clawback"']),
        (partial(_check, '"Denmark"'), []),
        (partial(_check, '"Denmark"', clawback=WITHIN), ['Denmark: no clause about "Clawback"']),
        (partial(_check, '"Denmark", "Atlantis"'), ["planlang knows nothing to ask of a letter in Atlantis"]),
    ],
)  # fmt: skip
def test_what_a_place_asks_for(found: Callable[[], list[Diagnostic]], expected: list[str]) -> None:
    assert _said(found()) == expected


def test_every_warning_names_its_source_and_says_that_it_is_no_advice() -> None:
    found = _check('"New York", "Germany"', draw=True)
    assert len(found) == 5
    for one in found:
        assert any(note.startswith("source: ") for note in one.notes)
        assert any("ask counsel" in note for note in one.notes)


def test_the_clause_that_is_offered_settles_the_warning() -> None:
    for rules in LAW.values():
        for rule in rules:
            if isinstance(rule, Clause):
                said = f"{rule.heading} {rule.example}".lower()
                assert any(word in said for word in rule.words), rule.heading


def test_a_second_line_is_refused() -> None:
    found = _check('"Denmark"\njurisdiction "Germany"')
    assert [one.rule for one in found] == ["duplicate-header"]


@pytest.mark.parametrize(
    ("clause", "cap", "found"),
    [
        ("Commissions are uncapped.", True, ["capped-after-all"]),
        ("There is no cap on commissions.", True, ["capped-after-all"]),
        ("Commissions are uncapped.", False, []),
        ("Commissions are capped as stated.", True, []),
    ],
)
def test_a_clause_that_calls_capped_pay_uncapped(clause: str, cap: bool, found: list[str]) -> None:
    limit = "\nat most 5,000 USD each credit, excess lost" if cap else ""
    text = PLAN.format(rules=BASE.replace("\n}", f"{limit}\n}}"), names="Base")
    text = text.replace("currency     USD", f'clause "Pay" "{clause}"\ncurrency     USD')
    assert [one.rule for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"] == found
