"""Every test of the reference loader again, each load compared with the engine's."""

from __future__ import annotations

import pytest

from tests.data import shapes, test_cells, test_files, test_jsonl, test_pages, test_parquet, test_rows
from tests.data.engine.same import grids_both, load_both
from tests.data.test_cells import *  # noqa: F403
from tests.data.test_cells import test_what_is_refused as test_which_cells_are_refused  # noqa: F401
from tests.data.test_files import *  # noqa: F403
from tests.data.test_jsonl import *  # noqa: F403
from tests.data.test_jsonl import test_no_rows as test_no_rows_of_json  # noqa: F401
from tests.data.test_pages import *  # noqa: F403
from tests.data.test_parquet import *  # noqa: F403
from tests.data.test_rows import *  # noqa: F403

MODULES = (shapes, test_cells, test_files, test_jsonl, test_pages, test_parquet, test_rows)


@pytest.fixture(autouse=True)
def both(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever loads, loads both ways."""
    for module in MODULES:
        if hasattr(module, "load"):
            monkeypatch.setattr(module, "load", load_both)
        if hasattr(module, "load_grids"):
            monkeypatch.setattr(module, "load_grids", grids_both)
