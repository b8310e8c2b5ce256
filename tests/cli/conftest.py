"""A project as ``planlang init`` makes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.support import good


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A directory with plan.plan and data/."""
    good("init", "work", cwd=tmp_path)
    return tmp_path / "work"
