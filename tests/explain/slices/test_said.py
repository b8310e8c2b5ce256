"""What explanations are compared by is all that their documents are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from planlang.explain.document import to_text
from planlang.explain.model import At, Explanation, Step
from planlang.slotted import Valued, evolve
from tests.explain.slices.comparing import said
from tests.explain.worlds import model

FACTS = {"facts", "graph", "by_id"}


def _others(value: Any) -> Iterator[Any]:
    """Other values in the place of one: of what is made of parts, each with one part changed."""
    if isinstance(value, bool):
        yield from (not value, int(value))
    elif isinstance(value, str):
        yield value + "'"
    elif value is None:
        yield "none"
    elif isinstance(value, dict):
        yield from ({**value, key: other} for key, one in value.items() for other in _others(one))
        yield {**value, "more": True}
    elif isinstance(value, tuple) and not hasattr(value, "_fields"):
        yield value[:-1] if value else ("one",)
        yield from ((*value[:at], other, *value[at + 1 :]) for at, one in enumerate(value) for other in _others(one))
    elif hasattr(value, "_fields"):
        for name in value._fields:
            for other in _others(getattr(value, name)):
                yield evolve(value, **{name: other}) if isinstance(value, Valued) else value._replace(**{name: other})
    else:
        yield value + 1


def _text(found: Explanation) -> str | None:
    try:
        return to_text(found, "a.plan", "sha256:1", "sha256:2")
    except Exception:  # nothing that a document could say
        return None


def _seen(one: Explanation, other: Explanation) -> bool:
    """Whether a difference between their documents, if there is one, is one of what is compared; says whether there is one."""
    texts = _text(one), _text(other)
    differ = None not in texts and texts[0] != texts[1]
    assert not differ or said(one) != said(other)
    return differ


@pytest.mark.parametrize("name", ["quarterly_ae", "eight_answers"])
def test_each_difference_of_a_document_is_seen(name: str) -> None:
    world = model(name)
    found = world.explain(*world.payouts()[0])
    by_form: dict[object, Step] = {}
    for step in found.steps:
        by_form.setdefault((step.op, step.rounding is None, len(step.margins)), step)
    changed: set[str] = set()
    for step in by_form.values():
        alone = evolve(found, steps=(step,), unpaid=())
        assert said(alone) == said(evolve(alone, steps=(step.but(at=At(step.at.table, step.at.column, 99)),)))
        for field in set(Step._fields) - {"at"}:
            others = [evolve(alone, steps=(step.but(**{field: other}),)) for other in _others(getattr(step, field))]
            if sum(_seen(alone, other) for other in others):
                changed.add(field)
    assert changed >= {"id", "rule", "says", "how", "inputs", "rounding", "result", "unit", "text", "place"}
    alone = evolve(found, steps=found.steps[-1:])
    assert found.unpaid or name != "quarterly_ae"
    for field in set(found._fields) - FACTS - {"steps", "calendar", *([] if found.unpaid else ["unpaid"])}:
        assert sum(_seen(alone, evolve(alone, **{field: other})) for other in _others(getattr(found, field))), field
