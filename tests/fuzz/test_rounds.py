"""A few rounds of the fuzzer; ``make fuzz`` runs the rest."""

from __future__ import annotations

import signal

import pytest

from tests.fuzz.rounds import TooSlow, answer, at_most, case, seeds

EACH = 60


@pytest.mark.skipif(not hasattr(signal, "alarm"), reason="needs SIGALRM")
@pytest.mark.parametrize("start", range(8))
def test_rounds(start: int) -> None:
    failures = [found for number in range(EACH) if (found := answer(case(number, 1_000 + start), 30)) is not None]
    assert not failures, "\n\n".join(f"{found.case.seed}\n{found.what}\n{found.case.text}" for found in failures)


def test_cases_are_the_same_each_time_and_differ_from_their_seeds() -> None:
    texts = {seed.name: seed.text for seed in seeds()}
    files = {seed.name: seed.files for seed in seeds()}
    drawn = [case(number, 7) for number in range(50)]
    assert drawn == [case(number, 7) for number in range(50)]
    assert sum(one.text == texts[one.seed] and one.files == files[one.seed] for one in drawn) < 10


def test_what_takes_too_long_is_a_failure() -> None:
    with pytest.raises(TooSlow), at_most(1):
        while True:
            pass
