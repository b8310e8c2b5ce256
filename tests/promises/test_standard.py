"""What every plan promises: proven or held in all plans there are, broken by plans that name somebody, and waived with a reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.cli.files import library_of
from planlang.promises.outcomes import Kept, kept_promises, run_promise
from planlang.promises.proven import proven
from planlang.promises.standard import PROOFS, TITLES, Every
from planlang.promises.tried import broken
from planlang.promises.worlds import Payable
from planlang.testing.outcome import Outcome
from tests.promises.test_proofs import PERCENT, SHARED, Made

ROOT = Path(__file__).parents[2]
PLANS = [
    path
    for path in sorted([*(ROOT / "stdlib_plans").rglob("*.plan"), *(ROOT / "tests" / "cases").glob("*.plan")])
    if re.search(r"^\s*plan\s", path.read_text("utf-8"), re.MULTILINE)
]
BY_NAME = Made(f'when     participant.id is not "ana"\n{PERCENT}', payout="if negative  collected\n")


def of(path: Path) -> Kept | None:
    """The promises of a plan that pays somebody."""
    text, name = path.read_text("utf-8"), str(path)
    graph = check_text(text, name, library_of(name)).graph
    return None if graph is None or graph.payout is None else kept_promises(text, name, library_of(name))


def test_every_plan_keeps_them_and_most_by_proof() -> None:
    """No false alarm in any plan of the repository, none of which waives anything. The few that aren't proven are tried here."""
    open_: list[str] = []
    for path in PLANS:
        kept = of(path)
        if kept is None:
            continue
        assert not any("paid-by-name" in one.rule for one in kept.accepted)
        for promise in kept.promises:
            if promise.about is not None and proven(kept.graph, promise) is None:
                open_.append(f"{path.stem}: {promise.about}")
                assert broken(kept.graph, promise, kept.worlds, "it.plan", 6).kind == "tested", open_[-1]
    assert open_ == [
        "spring_contest: order", "spring_contest: names", "ga-rank-ties: order", "ga-rank-ties: names",
        "leaderboard-rank-contradiction: order", "leaderboard-rank-contradiction: names",
        "oca-down-payment: names", "prowi-split-sdr-ae: names",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_what_is_proven_holds_when_tried(path: Path) -> None:
    kept = of(path)
    if kept is None:
        return
    for about in TITLES:
        every = Every(Payable(kept.graph, kept.worlds, str(path)), about)
        promise = next(one for one in kept.promises if one.about == about)
        verdict = broken(kept.graph, promise, kept.worlds, str(path), 60)
        assert verdict.kind != "broken", (verdict.differing, every)


def outcome(made: Made, about: str = "names", above: str = "") -> Outcome:
    text = made.text.replace("    payout for each", f"{above}    payout for each")
    kept = kept_promises(text, "it.plan")
    promise = next(one for one in kept.promises if one.about == about)
    return run_promise(promise, kept, "it.plan", 40)


def test_naming_somebody_is_found_with_two_people() -> None:
    found = outcome(BY_NAME)
    assert found.verdict == "broken" and not found.passed
    assert [one.rule for one in found.findings] == ["paid-by-name"]
    assert "is called ben, and ben ana" in found.lines[-1] and "given participant" in found.lines[0]
    amounts = re.findall(r"([\d,.]+) USD in|and ([\d,.]+) USD when", found.lines[-1])
    assert len(amounts) == 2 and amounts[0][0] != amounts[1][1]


POOL = """plan Pool "Equal parts" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {
        id:    text, key
        hours: count, from 1
    }

    measure Hours for the plan = total hours of everyone's participants in the plan

    bonus Equal for each participant once on 2025-12-31 {
        pay      100 USD * (participant.hours / Hours)
        rounded  each participant, remainder to the largest, among equals the first by participant.id
    }

    payout for each participant each year, by credit date {
        add  Equal
    }
    example "three" {
        given participant | hours
            ana | 5
            ben | 5
            cem | 5
        expect Equal for ana is 33.34 USD
    }
}
"""


def test_odd_cents_of_equal_shares_are_said_to_go_by_name() -> None:
    kept = kept_promises(POOL, "it.plan")
    promise = next(one for one in kept.promises if one.about == "names")
    (found,) = run_promise(promise, kept, "it.plan", 40).findings
    said = [(one.text, one.example) for one in found.repairs]
    assert (
        said[1][1] == "rounded  each participant"
        and "`rounded  each participant, remainder to the largest`" in said[1][0]
    )
    assert said[2][1] == "rounded  each participant, remainder to participant.lead"
    heir = ", remainder to the largest, among equals the first by participant.id"
    alone = kept_promises(POOL.replace(heir, "").replace("33.34", "33.33"), "it.plan")
    promise = next(one for one in alone.promises if one.about == "names")
    assert run_promise(promise, alone, "it.plan", 40).passed


WAIVER = "    # planlang: accept paid-by-name: the founder is paid by contract\n"


def test_a_waiver_says_why_and_is_shown() -> None:
    waived = outcome(BY_NAME, above=WAIVER)
    assert waived.verdict == "waived" and waived.passed and waived.skipped
    assert waived.said == "waived: the founder is paid by contract"
    assert outcome(BY_NAME, above="    # planlang: accept unused: no\n").verdict == "broken"


def test_a_waiver_of_what_is_proven_is_unused() -> None:
    proven_ = outcome(Made(PERCENT), above=WAIVER)
    assert proven_.verdict == "proven" and [one.rule for one in proven_.findings] == ["acceptance-unused"]
    checked = check_text(Made(PERCENT).text.replace("    payout for each", f"{WAIVER}    payout for each"), "it.plan")
    assert not checked.diagnostics or "acceptance-unused" not in {one.rule for one in checked.diagnostics}


def test_a_waiver_without_a_reason_is_none() -> None:
    wordless = WAIVER.replace(": the founder is paid by contract", ":")
    assert outcome(BY_NAME, above=wordless).verdict == "broken"
    checked = check_text(BY_NAME.text.replace("    payout for each", f"{wordless}    payout for each"), "it.plan")
    assert "acceptance-wrong" in {one.rule for one in checked.diagnostics}


def test_said_in_the_plan_it_is_not_tried_twice_and_not_waived() -> None:
    said = BY_NAME._replace(test="payout never depends on the names of participants")
    kept = kept_promises(said.text.replace("    payout for each", f"{WAIVER}    payout for each"), "it.plan")
    assert [one.about for one in kept.promises] == ["names", "order", "sums"]
    assert run_promise(kept.promises[0], kept, "it.plan", 40).verdict == "broken"


@pytest.mark.parametrize(
    ("made", "about"),
    [
        (Made(f'when     participant.id is one of "ana", "ben"\n{PERCENT}'), "names"),
        (BY_NAME, "names"),
    ],
    ids=["one of", "is not"],
)
def test_a_name_takes_the_proof_away(made: Made, about: str) -> None:
    kept = kept_promises(made.text, "it.plan")
    assert PROOFS[about](kept_promises(Made(PERCENT).text, "it.plan").graph) is not None
    assert PROOFS[about](kept.graph) is None


def test_one_pot_in_order_is_not_by_name() -> None:
    """First come, first served goes by days and deals, whoever they are of."""
    found = outcome(Made(SHARED))
    assert found.verdict == "proven"
