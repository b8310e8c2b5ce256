"""Twenty fixtures that every compensation engine should have: where each stands. Their plans are run by ``test_plans`` and on every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS, CASES, MODELS = "tests/lowering", "tests/cases", "stdlib_plans"

FIXTURES = {
    "one table, eight answers": (f"{MODELS}/eight_answers/eight_answers.plan", "six deals"),
    "2,500 is paid 1.6%, blended": (f"{OURS}/golden_rates.plan", "blended, and a cent beside the bound"),
    "a draw and its recovery": (f"{OURS}/draw_and_recovery.plan", "as published, and on by the same rule"),
    "a bound, and a cent beside it": (f"{OURS}/golden_rates.plan", "blended, and a cent beside the bound"),
    "two deals of one day that cross": (f"{OURS}/golden_rates.plan", "two deals in one day"),
    "1,000 in three parts": (f"{OURS}/golden_money.plan", "1,000 in three equal parts"),
    "a refund after the tier was passed": (
        f"{OURS}/clawback_bases.plan", "half of the first deal comes back after the second passed the tier",
    ),
    "relief in the middle of a quarter": (
        f"{OURS}/golden_rates.plan", "a quota of 100,000, and 80,000 from 15 February on",
    ),
    "another plan, another owner": (f"{OURS}/golden_people.plan", "another plan on 16 March, and a deal handed over"),
    "two reports on one deal": (f"{OURS}/roll_up.plan", "a manager changes, and one leaves"),
    "cap, kicker and split, in their orders": (f"{OURS}/golden_money.plan", "cap, kicker and split"),
    "the year so far turns negative": (
        f"{OURS}/golden_money.plan", "the year so far falls below a tier, and a deal of June is booked in July",
    ),
    "exchange at close and at payment; yen and dinars": (f"{OURS}/currencies.plan", "euros, yen and dinars"),
    "a tie for the second place": (f"{OURS}/golden_money.plan", "a tie for the second place"),
    "cash of 40% and 60% in two years": (
        f"{OURS}/golden_money.plan", "40% of the cash in December, 60% in February of the next year",
    ),
    "missed in the first quarter, met in the year so far": (
        f"{OURS}/gate_met_later.plan", "missed, met, missed again",
    ),
    "quotas of zero, missing and negative": (f"{OURS}/golden_people.plan", "zero, missing and negative quotas"),
    "a leap day, and a hire in the middle of a month": (
        f"{OURS}/golden_people.plan", "hired on 15 February of a leap year",
    ),
    "a deal that is known when its month is closed": (
        f"{OURS}/golden_money.plan", "the year so far falls below a tier, and a deal of June is booked in July",
    ),
    "one batch or two": (
        f"{CASES}/xactly-attainment-inside-batch.plan", "two orders in March, and what the next batch sees",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fixture", FIXTURES)
def test_it_is_an_example_with_expectations(fixture: str) -> None:
    assert len(FIXTURES) == 20
    file, title = FIXTURES[fixture]
    _, found, rest = (ROOT / file).read_text(encoding="utf-8").partition(f'    example "{title}" {{\n')
    assert found and "        expect " in rest.partition("\n    }\n")[0]
