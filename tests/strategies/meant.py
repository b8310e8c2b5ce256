"""What made-up plans mean on purpose and the check asks about, said."""

from __future__ import annotations

from functools import lru_cache

from planlang.compile import compile_text
from planlang.diagnostics.edits import edited


@lru_cache(maxsize=64)
def as_meant(text: str) -> str:
    """The text of a plan, with the line of each gate that is said to measure otherwise than its table."""
    if "only if" not in text and "when" not in text:
        return text
    asked = [one for one in compile_text(text, "made.plan").diagnostics if one.rule == "gate-elsewhere"]
    return edited(text, [edit for one in asked for edit in one.repairs[0].edits])
