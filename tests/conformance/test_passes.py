"""Every rewrite of the compiler alone, all and none: the same cells."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from planlang.engines.sql.passes import ALL, EVERY, NONE
from tests.conformance import sources
from tests.conformance.bent import flat
from tests.conformance.comparing import compare
from tests.conformance.engines import sessions
from tests.conformance.profiles import EVERYTHING, some
from tests.conformance.test_generated import compared
from tests.engines.strategies import graphs
from tests.servers import Engines

CHOICES = {"none": NONE, "all": EVERY, **{name: frozenset({name}) for name in ALL}}


@pytest.mark.parametrize("choice", CHOICES)
def test_a_spread_of_plans(choice: str, engines: Engines) -> None:
    for case in sources.spread()[: None if EVERYTHING else 6]:
        with sessions(engines, "duckdb") as session:
            compare(session, case.graph, case.data, case.known, passes=CHOICES[choice])


@pytest.mark.parametrize("choice", CHOICES)
@some(6)
@given(made=graphs())
def test_random_graphs(choice: str, made: Any, engines: Engines) -> None:
    graph, data = made
    with sessions(engines, "duckdb") as session:
        compared(session, graph, flat(data), passes=CHOICES[choice])
