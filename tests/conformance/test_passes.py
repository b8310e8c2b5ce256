"""Every rewrite of the compiler alone, all and none: the same cells."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given

from planlang.engines.sql.passes import ALL, EVERY, NONE
from planlang.engines.sql.program import Program
from tests.conformance import sources
from tests.conformance.bent import flat
from tests.conformance.comparing import compare, program_of
from tests.conformance.engines import duckdb, sessions
from tests.conformance.profiles import EVERYTHING, some
from tests.conformance.sources import Case
from tests.conformance.test_generated import compared
from tests.engines.strategies import graphs
from tests.servers import Engines

CHOICES = {"none": NONE, "all": EVERY, **{name: frozenset({name}) for name in ALL}}


@cache
def plans() -> tuple[Case, ...]:
    """A few plans that together have most operations."""
    return tuple(sources.spread()[: None if EVERYTHING else 6])


@cache
def unchanged(case: Case) -> Program:
    """A case compiled without any rewrite, which the choice ``none`` compares."""
    return program_of(duckdb(), case.graph, case.data, list(case.known), NONE)


SHOWN = {
    "proven": "stdlib_plans/quarterly_ae/quarterly_ae.plan",
    "zeros": "tests/cases/gtm-saleshead-hunter-marginal.plan",
}
"""Plans that a rewrite changes, where it changes none of the spread."""

BY_OTHERS = {
    "added",
    "alike",
    "bands",
    "ends",
    "errors",
    "grouped",
    "hoisted",
    "late",
    "numbered",
    "pieces",
    "together",
    "views",
}
"""Rewrites that change no plan when each of its columns is asked for: ``test_engine_passes`` has them in runs, which ask for results only,
``test_bands``, ``test_ends`` and ``test_pieces`` in graphs made for them."""


@pytest.mark.parametrize("choice", CHOICES)
def test_a_spread_of_plans(choice: str, engines: Engines) -> None:
    """Where a rewrite leaves a program as it is, there is nothing to compare that ``none`` does not."""
    passes, changed = CHOICES[choice], 0
    more = sources.of_plan(sources.ROOT / SHOWN[choice])[:1] if choice in SHOWN else ()
    for case in (*plans(), *more):
        with sessions(engines, "duckdb") as session:
            program = program_of(session, case.graph, case.data, list(case.known), passes)
            if choice == "none" or program != unchanged(case):
                compare(session, case.graph, case.data, case.known, passes=passes)
                changed += 1
    assert changed or choice in BY_OTHERS, f"no plan shows what {choice} does"


@pytest.mark.parametrize("choice", CHOICES)
@some(6)
@given(made=graphs())
def test_random_graphs(choice: str, made: Any, engines: Engines) -> None:
    graph, data = made
    with sessions(engines, "duckdb") as session:
        compared(session, graph, flat(data), passes=CHOICES[choice])
