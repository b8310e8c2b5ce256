"""Limits taken in order from some of many: reached, passed, fallen below again, of each their own. What they leave alone is not kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.engines.sql.evaluate import every_column
from planlang.engines.sql.inputs import from_dataset
from tests.conformance.comparing import PASSES, compare, program_of
from tests.conformance.engines import sessions
from tests.conformance.profiles import some
from tests.engines.build import NUMBER, TEXT, col, const, graph, input_table, plain, ref, span
from tests.servers import Engines

CAPS = {"a": -1, "b": 0, "c": 10, "d": 1000}


def made(rows: list[tuple[str, int]]) -> tuple[g.Graph, Dataset]:
    """Amounts of somebody in order, under a limit of their own and under one for everybody."""
    who, amounts = ([row[0] for row in rows], [row[1] for row in rows])
    data, units = plain(
        who=(TEXT, who), place=(NUMBER, list(range(len(rows)))), amount=(NUMBER, amounts), cap=(NUMBER, [CAPS[one] for one in who])
    )  # fmt: skip
    window = ("who",), ("place",)
    limits = (
        col("own", g.Within(ref("amount"), ref("cap"), *window)),
        col("same", g.Within(ref("amount"), const(7), *window)),
        col("both", g.Add(((1, ref("own")), (1, ref("same"))))),
    )
    order = g.OrderCheck("rows", *window, span(), "the order of rows")
    return graph(input_table(data, units, *limits), data={"rows": data}, orders=(order,)), {"rows": data}


@some(25)
@given(rows=st.lists(st.tuples(st.sampled_from(sorted(CAPS)), st.integers(-6, 9)), min_size=1, max_size=25))
def test_amounts(rows: list[tuple[str, int]], engines: Engines) -> None:
    built, data = made(rows)
    with sessions(engines, "duckdb") as session:
        compare(session, built, data, passes=PASSES)


def test_only_rows_that_something_is_taken_of_are_kept(engines: Engines) -> None:
    built, data = made([("c", 6), ("c", 4), ("c", 3), ("c", -8), ("d", 900), ("d", 101), ("d", 0), ("d", -1)])
    with sessions(engines, "duckdb") as session:
        program = program_of(session, built, data, every_column(built))
        loaded = from_dataset(data)
        for one in loaded:
            session.create(one.table.relation, one.types, one.cells)
        for statement in program.statements:
            session.keep(statement.name, statement.select)
        names = [statement.name for statement in program.statements]
        rows = [session.fetch(f"SELECT * FROM {session.dialect.quoted(name)}").rows for name in names if "few" in name]
        for name in (*names, *(one.table.relation for one in loaded)):
            session.drop(name)
    # With their own limits: 6 4 0 -5 and 900 100 0 0; with everybody's: 6 1 0 -2 and 7 0 0 0.
    assert sorted(map(len, rows)) == [4, 6]
