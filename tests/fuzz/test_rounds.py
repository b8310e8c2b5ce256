"""A few rounds of the fuzzer; ``make fuzz`` runs the rest."""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.data.load import load
from planlang.run.pay import pay
from tests.fuzz.rounds import TooSlow, answer, at_most, case, seeds

EACH = 60


@pytest.mark.skipif(not hasattr(signal, "alarm"), reason="needs SIGALRM")
@pytest.mark.parametrize("start", range(8))
def test_rounds(start: int) -> None:
    failures = [found for number in range(EACH) if (found := answer(case(number, 1_000 + start), 30)) is not None]
    assert not failures, "\n\n".join(f"{found.case.seed}\n{found.what}\n{found.case.text}" for found in failures)


def test_seeds_with_data_are_paid_as_they_are() -> None:
    """A seed that no longer checks or loads would be a fuzzer of error messages only."""
    made = [seed for seed in seeds() if "fuzz/seeds" in seed.name]
    assert len(made) >= 10
    for seed in made:
        graph = compile_text(seed.text, "seed.plan").graph
        assert graph is not None, seed.name
        with tempfile.TemporaryDirectory() as name:
            for file, data in seed.files.items():
                (Path(name) / file).write_bytes(data)
            loaded = load(graph.records, [Path(name)], graph.calendar)
        assert loaded.data is not None, seed.name
        assert pay(graph, loaded.data).payouts


def test_cases_are_the_same_each_time_and_differ_from_their_seeds() -> None:
    texts = {seed.name: seed.text for seed in seeds()}
    files = {seed.name: seed.files for seed in seeds()}
    drawn = [case(number, 7) for number in range(50)]
    assert drawn == [case(number, 7) for number in range(50)]
    assert sum(one.text == texts[one.seed] and one.files == files[one.seed] for one in drawn) < 10


def test_some_cases_have_modules_and_some_have_tables_in_several_files() -> None:
    drawn = [case(number, 7) for number in range(600)]
    texts = {seed.name: seed.modules for seed in seeds()}
    assert any(one.modules and one.modules != texts[one.seed] for one in drawn)
    assert any("/" in name for one in drawn for name in one.files)


def test_what_takes_too_long_is_a_failure() -> None:
    with pytest.raises(TooSlow), at_most(1):
        while True:
            pass
