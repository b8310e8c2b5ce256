"""How many examples: few while people work, many at night."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

EVERYTHING = bool(os.environ.get("PLANLANG_CONFORMANCE"))
"""Spark and generated plans take long. They get some cases, and all or many when this says so."""


def some(count: int) -> settings:
    """So many examples; fifty times as many where everything is asked for."""
    return settings(
        max_examples=count * (50 if EVERYTHING else 1),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # making a graph smaller takes minutes
    )
