"""What made-up plans mean on purpose and the check asks about, said."""

from __future__ import annotations

from functools import lru_cache

from planlang.compile import compile_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic, Edit

MEANT = {
    "gate-elsewhere": "gate and table measure differently",
    "both-pay": "in addition to",
    "neither-pays": "leaves a gap after",
}
ROUNDS = 8


@lru_cache(maxsize=64)
def as_meant(text: str) -> str:
    """The text of a plan, with a line for each gate that measures otherwise than its table, and for rules that overlap or leave a hole."""
    for _ in range(ROUNDS):
        edits = [
            edit for one in compile_text(text, "made.plan").diagnostics if one.rule in MEANT for edit in _said(one)
        ]
        if not edits:
            break
        text = edited(text, edits[:1])
    return text


def _said(asked: Diagnostic) -> tuple[Edit, ...]:
    """The answer that all is meant as it is written."""
    return next(r.edits for r in asked.repairs if any(MEANT[asked.rule] in edit.words for edit in r.edits))
