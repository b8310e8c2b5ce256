"""A project as ``planlang init`` makes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.support import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A directory with plan.plan and data/; that ``init`` makes just this is a test of its own."""
    return Path(shutil.copytree(ROOT / "planlang" / "cli" / "starter", tmp_path / "work"))
