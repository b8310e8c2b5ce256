"""Numbers whose few texts stand in a column again and again are looked at once each, and nobody sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.data.engine import measure
from tests.data.engine.same import load_both
from tests.data.shapes import CALENDAR, column, record

SPLITS = record(
    "splits",
    "split",
    column("key", "text", key=True),
    column("share", "percent", optional=True),
    column("factor", "multiplier"),
)

SHARES = {
    "plain": ["60%", "40%", "50%"],
    "bare": ["60", "40", ""],
    "decimals": ["33.3%", "33.25%", "33.45", "0"],
    "trailing zeros": ["12.500%", "12.5%"],
    "like fractions": ["0.6", "0.4", "1"],
    "no number": ["60%", "forty"],
    "thousands": ["1,000%", "5%"],
    "wide": ["9" * 37 + "%", "0.25%"],
    "wider": ["9" * 38 + "%", "0.125%"],
    "blank": ["", ""],
    "below": ["-5%", "5%"],
}


@pytest.mark.parametrize("shares", list(SHARES.values()), ids=list(SHARES))
def test_each_text_once(shares: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "FORMED_ROWS", 1)
    monkeypatch.setattr(measure, "REPEATED", 0)
    seen = []
    real = measure._find_repeated

    def noted(probe, rows, found):  # type: ignore[no-untyped-def]
        found = list(found)
        real(probe, rows, found)
        seen.extend(one for one in found if one.once is not None)

    monkeypatch.setattr(measure, "_find_repeated", noted)
    rows = "".join(f'k{number},"{share}",1.5x\n' for number, share in enumerate(shares * 3))
    (tmp_path / "splits.csv").write_text("key,share,factor\n" + rows)
    load_both([SPLITS], [tmp_path], CALENDAR)
    assert [one.cell.column.name for one in seen] == ["share", "factor"]
