"""Any one character of an explanation changed, and it is rejected: by its digest, or by plan and data if the digest was mended."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

import pytest

from planlang.explain.document import render
from planlang.explain.verify import digest_of, verify, verify_text
from tests.explain.worlds import World, by_hand, model

ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCXYZ .,:;-/"{}[]%@_ \n'
EACH = 300


def mutated(text: str, chance: random.Random) -> str:
    """The text with one character replaced, dropped or put in."""
    at = chance.randrange(len(text))
    kind = chance.random()
    if kind < 0.7:
        old = text[at]
        pool = "0123456789" if old.isdigit() else "abcdefghijklmnopqrstuvwxyz" if old.isalpha() else ALPHABET
        return text[:at] + chance.choice([c for c in pool if c != old]) + text[at + 1 :]
    return text[:at] + (chance.choice(ALPHABET) if kind < 0.85 else "") + text[at + (kind >= 0.85) :]


@cache
def cases() -> list[tuple[str, World, dict[str, Any]]]:
    hand, compiled = by_hand(), model("quarterly_ae")
    return [
        ("manager", hand, hand.document(hand.explain("Bo"))),
        ("spiff", hand, hand.document(hand.explain("Ana", component="NewProductPush"))),
        ("one deal", compiled, compiled.document(compiled.explain("Cy", deal="d1"))),
        ("compiled manager", compiled, compiled.document(compiled.explain("Bo"))),
    ]


@pytest.mark.parametrize("which", range(4), ids=["manager", "spiff", "one deal", "compiled manager"])
def test_one_character_changed_anywhere(which: int) -> None:
    _, _, document = cases()[which]
    text = render(document)
    chance = random.Random(which)
    for _ in range(EACH):
        changed = mutated(text, chance)
        assert changed == text or verify_text(changed)


@pytest.mark.parametrize("which", range(4), ids=["manager", "spiff", "one deal", "compiled manager"])
def test_one_character_changed_and_the_digest_mended(which: int) -> None:
    _, world, document = cases()[which]
    text = render(document)
    chance = random.Random(100 + which)
    rest = {key: value for key, value in document.items() if key != "digest"}
    for _ in range(EACH):
        try:
            forged = json.loads(mutated(text, chance))
        except ValueError:
            continue
        if not isinstance(forged, dict) or {k: v for k, v in forged.items() if k != "digest"} == rest:
            continue
        forged["digest"] = digest_of(forged)
        assert verify(forged, world.texts, world.files, world.digest), "accepted"


@pytest.mark.parametrize("which", range(4), ids=["manager", "spiff", "one deal", "compiled manager"])
def test_every_number_changed_and_the_digest_mended(which: int) -> None:
    """One digit of each field that has any. Only how many conditions there are can be another, where those looked at settle it."""
    _, world, document = cases()[which]
    chance, accepted = random.Random(200 + which), set()
    paths = [path for path in leaves(document) if path != ("digest",)]
    for path in chance.sample(paths, min(EACH, len(paths))):
        forged = json.loads(json.dumps(document))
        inside = forged
        for key in path[:-1]:
            inside = inside[key]
        old = str(inside[path[-1]])
        digits = [at for at, sign in enumerate(old) if sign.isdigit()]
        if not digits or isinstance(inside[path[-1]], bool):
            continue
        at = chance.choice(digits)
        new = old[:at] + chance.choice([sign for sign in "123456789" if sign != old[at]]) + old[at + 1 :]
        inside[path[-1]] = int(new) if isinstance(inside[path[-1]], int) else new
        forged["digest"] = digest_of(forged)
        if not verify(forged, world.texts, world.files, world.digest):
            how = forged["steps"][path[1]]["how"]
            accepted.add((*path[2:], how.get("word", "choose"), forged["steps"][path[1]]["op"]))
    assert accepted <= {("how", "of", "and", "logic"), ("how", "of", "or", "logic"), ("how", "of", "choose", "choose")}


FIELDS = (
    "value",
    "shown",
    "formula",
    "sentence",
    "name",
    "says",
    "text",
    "id",
    "line",
    "row",
    "column",
    "file",
    "digits",
    "currency",
)


def leaves(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all texts, numbers and yes/no in a document."""
    if isinstance(part, dict):
        return [found for key, value in part.items() for found in leaves(value, (*path, key))]
    if isinstance(part, list):
        return [found for index, value in enumerate(part) for found in leaves(value, (*path, index))]
    return [path]


def test_every_class_of_field_is_covered() -> None:
    """Each kind of field, in several places, changed in each of several ways, with the digest mended."""
    _, world, document = cases()[0]
    chance = random.Random(7)
    by_class: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for path in leaves(document):
        by_class.setdefault(tuple(key for key in path if isinstance(key, str)), []).append(path)
    assert len(by_class) > 60
    for name, paths in by_class.items():
        if name == ("digest",):
            continue
        for path in chance.sample(paths, min(3, len(paths))):
            forged = json.loads(json.dumps(document))
            inside = forged
            for key in path[:-1]:
                inside = inside[key]
            old = inside[path[-1]]
            inside[path[-1]] = another(old, chance)
            forged["digest"] = digest_of(forged)
            assert verify(forged, world.texts, world.files, world.digest), (path, old, inside[path[-1]])


def another(value: Any, chance: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return "x"
    if not value:
        return "x"
    at = chance.randrange(len(value))
    return value[:at] + ("7" if value[at] != "7" else "8") + value[at + 1 :]


def test_a_broken_document_is_rejected_and_never_raises() -> None:
    for text in ("", "{", "[]", "null", "1.5", '{"a": 1, "a": 1}', "NaN", "[" * 100_000, '{"steps": 3}', "\ud800"):
        assert verify_text(text)


def test_the_layout_of_the_file_counts() -> None:
    document = by_hand().document(by_hand().explain("Bo"))
    text = render(document)
    assert verify_text(text + "\n") and verify_text(text.replace(": ", ":", 1)) and verify_text(json.dumps(document))


def test_steps_that_nothing_uses_and_other_orders_are_rejected() -> None:
    document = by_hand().document(by_hand().explain("Bo"))
    for change in ("unused", "swapped", "twice"):
        forged = json.loads(json.dumps(document))
        steps = forged["steps"]
        if change == "unused":
            steps[-1]["inputs"].pop()
        elif change == "swapped":
            steps.insert(0, steps.pop(-2))
        else:
            steps.insert(0, steps[0])
        forged["digest"] = digest_of(forged)
        assert verify(forged), change
