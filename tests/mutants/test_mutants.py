"""A sample of the seeded defects (``make mutants`` runs 200): the kinds that a check always catches are caught by it."""

from __future__ import annotations

from functools import cache

import pytest

from tests.mutants.kinds import KINDS
from tests.mutants.run import ALWAYS, Mutant, caught_by, listed, mutants, plans


@cache
def sample() -> dict[str, Mutant]:
    """A defect of each kind."""
    found = mutants(len(KINDS))
    assert [mutant.kind for mutant in found] == list(KINDS)
    return {mutant.kind: mutant for mutant in found}


def test_each_kind_is_seeded_once_in_the_sample_and_the_same_way_each_time() -> None:
    assert list(sample()) == list(KINDS)
    assert [mutant.where for mutant in mutants(len(KINDS))] == [mutant.where for mutant in sample().values()]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind in ALWAYS])
def test_the_check_finds_it_by_its_name(kind: str) -> None:
    mutant = sample()[kind]
    caught = set(caught_by(mutant))
    assert caught & ALWAYS[mutant.kind], f"{mutant.where}: {caught}"


def test_most_of_the_others_are_caught_by_the_plans_own_examples() -> None:
    others = [one for one in sample().values() if one.kind not in ALWAYS]
    silent = [one.where for one in others if not caught_by(one)]
    assert len(silent) * 2 < len(others), silent


def test_what_nothing_catches_is_looked_up_in_the_docs() -> None:
    assert listed("netsuite-floor-then-rate.plan") and listed("smb_ae.plan")
    assert not listed("quarterly_ae.plan") and not listed("Plan")
    assert {name for name in (plan.name for plan in plans()) if listed(name)} >= {
        "spring_contest.plan",
        "sales_manager.plan",
    }
