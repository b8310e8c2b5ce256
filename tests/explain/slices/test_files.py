"""Rows of CSV files found by the engine, and those that it leaves to Python's reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.data.engine.sources import open_lines
from planlang.data.files import DataFile, Place
from planlang.data.parquetfile import connect
from planlang.data.report import Findings
from planlang.slices.files import EngineRows, TextRows, open_rows
from tests.explain.worlds import model

PLAIN = "id,closed,product,amount\nd1,2025-01-10,New,1.00\nd2,2025-01-11,New,\nd3,2025-01-12,Upsell,3.00\n"
DEALS = next(spec for spec in model("quarterly_ae").graph.records if spec.name == "deals")


@pytest.mark.parametrize(
    ("text", "engine"),
    [
        (PLAIN, True),
        (PLAIN.replace("\n", "\r\n"), None),  # either will do
        (PLAIN.replace("d2", '"d2"').replace("New", '"Ne""w, or not"'), True),
        (PLAIN.replace("New", '"Ne\nw"'), False),
        (PLAIN.replace("d2,", "d2,,"), False),
    ],
)
def test_a_row_is_found_where_a_person_finds_it(text: str, engine: bool | None, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_bytes(text.encode())
    with connect() as database:
        if engine is not None:
            assert (open_lines(database, DEALS, path, "probe") is not None) == engine
        found = Findings("deals.csv")
        rows = open_rows(DEALS, Place("deals.csv", (DataFile("deals.csv", path),)), database, "t", found)
        if rows is None:
            assert found.found
            return
        assert engine is None or isinstance(rows, EngineRows if engine else TextRows)
        assert rows.counts == (3,)
        by_lines = {
            line: dict(zip(rows.names, cells, strict=True)) for line, cells in rows.by("id", ["d2", "d3", "d9"])
        }
        lines = text.splitlines() if engine else None
        for line, cells in by_lines.items():
            if lines is not None:
                assert str(cells["id"]) in lines[line - 1]
            assert cells["amount"] in ((None, "") if cells["id"] == "d2" else ("3.00",))
        assert sorted(str(cells["id"]) for cells in by_lines.values()) == ["d2", "d3"]
