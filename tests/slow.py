"""Whether slow tests run."""

from __future__ import annotations

import os

import pytest


def asked_for(config: pytest.Config) -> bool:
    """By ``-m``, by name, or with ``PLANLANG_SLOW=1``."""
    if os.environ.get("PLANLANG_SLOW") or config.option.markexpr or config.option.keyword:
        return True
    return any("::" in argument for argument in config.args)
