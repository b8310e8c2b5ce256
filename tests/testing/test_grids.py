"""Grids of examples become the texts that a file would have."""

from __future__ import annotations

import pytest

from planlang.core.records import ColumnSpec, RecordSpec
from planlang.syntax import tree
from planlang.syntax.parse import parse
from planlang.testing.examples import examples_of
from planlang.testing.grids import grids_of

DEALS = RecordSpec(
    "deals",
    "deal",
    (
        ColumnSpec("id", "text", "Deal Id", key=True),
        ColumnSpec("owner", "row", "owner", row="participants"),
        ColumnSpec("amount", "money", "Amount", currency="USD", optional=True),
        ColumnSpec("share", "percent", "share", optional=True),
        ColumnSpec("part", "fraction", "part", optional=True),
        ColumnSpec("factor", "multiplier", "factor", optional=True),
        ColumnSpec("pieces", "count", "pieces", optional=True),
        ColumnSpec("closed", "date", "closed", optional=True),
        ColumnSpec("when", "quarter", "when", optional=True),
        ColumnSpec("new", "yes/no", "new", optional=True),
        ColumnSpec("kind", "one-of", "kind", members=("New", "Renewal"), optional=True),
        ColumnSpec("note", "text", "note", optional=True),
    ),
    ("id",),
)
SCORES = RecordSpec("scores", "score", (ColumnSpec("points", "number", "points"),), ("points",))


def given(text: str) -> tuple[tree.Given, ...]:
    """The grids of an example."""
    body = "\n".join("            " + line for line in text.strip().splitlines())
    parsed = parse(f'plan P "p" {{\n    example "e" {{\n{body}\n    }}\n}}\n', "p.plan")
    assert parsed.tree is not None, [finding.message for finding in parsed.diagnostics]
    (plan,) = parsed.tree.items
    assert isinstance(plan, tree.Plan)
    (example,) = examples_of(plan)
    return example.givens


def read(text: str) -> tuple[dict[str, list[dict[str, str | None]]], list[str]]:
    """The rows by record, and what is wrong with them."""
    grids, found = grids_of(given(text), (DEALS, SCORES), "p.plan")
    return {grid.spec.name: [dict(row) for row in grid.rows] for grid in grids}, [one.message for one in found]


def cell(column: str, text: str) -> str | None:
    """What one cell becomes."""
    rows, found = read(f"given deal | {column}\n    d1 | {text}")
    assert not found, found
    return rows["deals"][0].get(column)


@pytest.mark.parametrize(
    ("column", "text", "becomes"),
    [
        ("owner", "ana", "ana"),
        ("owner", '"Ana Lee"', "Ana Lee"),
        ("amount", "1,000.50 USD", "1000.50"),
        ("amount", "-5 USD", "-5"),
        ("amount", "none", None),
        ("share", "60%", "60%"),
        ("share", "0.5%", "0.5%"),
        ("part", "0.6", "0.6"),
        ("part", "60%", "0.60"),
        ("factor", "1.50x", "1.50x"),
        ("pieces", "7", "7"),
        ("closed", "2025-02-10", "2025-02-10"),
        ("when", "2025-Q1", "2025-Q1"),
        ("new", "yes", "yes"),
        ("kind", "Renewal", "Renewal"),
        ("note", '"none"', "none"),
        ("note", "7", "7"),
    ],
)
def test_a_literal_becomes_the_loaders_text(column: str, text: str, becomes: str | None) -> None:
    assert cell(column, text) == becomes


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        ("amount", "1,000", "`amount` of a deal is an amount in USD"),
        ("amount", "1,000 EUR", "`amount` of a deal is an amount in USD"),
        ("share", "0.6", "`share` of a deal is a percentage"),
        ("closed", "2025-Q1", "`closed` of a deal is a date"),
        ("when", "2025-02", "`when` of a deal is a quarter"),
        ("new", "New", "`new` of a deal is yes or no"),
        ("id", "d2", "`id` is the first cell of each row already"),
        ("amnt", "5 USD", "a deal has no column `amnt`"),
    ],
)
def test_what_a_column_cannot_hold_is_a_finding(column: str, text: str, says: str) -> None:
    _, found = read(f"given deal | {column}\n    d1 | {text}")
    assert any(says in message for message in found), found


def test_the_first_cell_is_the_key_or_a_label() -> None:
    rows, found = read("given deal | owner\n    d1 | ana\ngiven score | points\n    s1 | 4")
    assert not found
    assert rows == {"deals": [{"id": "d1", "owner": "ana"}], "scores": [{"points": "4"}]}


def test_tables_without_a_grid_are_empty() -> None:
    assert read("given deal | owner\n    d1 | ana")[0]["scores"] == []


def test_an_unknown_row_word_gets_a_suggestion() -> None:
    _, found = read("given deel | owner\n    d1 | ana")
    assert found == ["no data has rows called `deel`"]


def test_a_row_of_another_length() -> None:
    _, found = read("given deal | owner | amount\n    d1 | ana")
    assert len(found) == 1


def test_grids_of_one_table_add_up() -> None:
    rows, _ = read("given deal | owner\n    d1 | ana\ngiven deal | owner | pieces\n    d2 | bo | 2")
    assert rows["deals"] == [{"id": "d1", "owner": "ana"}, {"id": "d2", "owner": "bo", "pieces": "2"}]


def test_a_row_without_a_key_needs_its_columns_named() -> None:
    """The only cell would be a name for the example, and the row's own column blank."""
    grids, found = grids_of(given("given score\n    12"), (DEALS, SCORES), "p.plan")
    assert [one.rule for one in found] == ["example-grid"]
    assert [repair.example for repair in found[0].repairs] == ["given score | points"]
    assert all(not grid.rows for grid in grids)
    assert read("given score | points\n    a | 12")[1] == []


POTS = RecordSpec(
    "pots", "pot", (ColumnSpec("day", "date", "day"), ColumnSpec("amount", "money", "amount", currency="USD")), ("day",)
)


def test_what_identifies_a_row_without_a_key_is_named_too() -> None:
    """The day is not the first cell because it tells the rows apart."""
    _, found = grids_of(given("given pot | amount\n    2025-01-10 | 600 USD"), (POTS,), "p.plan")
    assert [one.rule for one in found] == ["example-grid"]
    assert "nothing is said of the day of a pot" in found[0].message
    assert [repair.example for repair in found[0].repairs] == ["given pot | day | amount"]
    assert grids_of(given("given pot | day | amount\n    p1 | 2025-01-10 | 600 USD"), (POTS,), "p.plan")[1] == []
