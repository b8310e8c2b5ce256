"""Documents: their schema, their digest, and that no number in them is a float."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from planlang.explain.document import document_digest, render, schema, to_text
from planlang.explain.verify import digest_of, verify, verify_text
from tests.explain.worlds import World, by_hand, model

WORLDS = [by_hand, lambda: model("quarterly_ae"), lambda: model("eight_answers")]


@pytest.fixture(params=range(len(WORLDS)), ids=["by hand", "quarterly_ae", "eight_answers"])
def world(request: pytest.FixtureRequest) -> World:
    return WORLDS[request.param]()


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_schema_lets_nothing_else_in() -> None:
    def objects(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("type") == "object":
                more = part["additionalProperties"]
                assert more is False or more["additionalProperties"] is False  # the files of a slice have any names
            for inner in part.values():
                objects(inner)
        elif isinstance(part, list):
            for inner in part:
                objects(inner)

    objects(schema())


def test_documents_keep_to_the_schema_and_verify(world: World) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    for who, when in world.payouts():
        document = world.document(world.explain(who, when))
        assert list(validator.iter_errors(document)) == []
        text = render(document)
        assert verify_text(text) == []
        assert verify_text(text, world.texts, world.files, world.digest) == []
        assert verify(json.loads(text), world.texts[world.file], world.files) == []


def test_the_two_digests_agree() -> None:
    document = by_hand().document(by_hand().explain("Ana"))
    assert document["digest"] == document_digest(document) == digest_of(document)


def test_the_text_that_is_encoded_once_is_that_of_the_document() -> None:
    world = by_hand()
    found = world.explain("Ana")
    document = world.document(found)
    text = to_text(found, document["plan"]["file"], document["plan"]["digest"], document["data"]["digest"])
    assert text == render(document)


ODD = 'a, "b": c\x1f, \x1f: \ud800 \u2028 \\x1f \x00 ä'


def test_no_text_within_a_document_is_taken_for_its_layout() -> None:
    document = {"z": ODD, "a": [{"y": ODD, "b": [1, ODD]}, ODD], "none": [], "m": {ODD: None}}
    spaced = [json.dumps(item, ensure_ascii=False, sort_keys=True) for item in (*document["a"], document["m"], ODD)]  # type: ignore[misc]
    one, other, inner, odd = spaced
    assert render(document) == f'{{\n "a": [\n  {one},\n  {other}\n ],\n "m": {inner},\n "none": [],\n "z": {odd}\n}}\n'
    assert document_digest(document) == digest_of(document)


def test_parts_of_a_payout_verify_too(world: World) -> None:
    assert world.graph.payout is not None
    who, when = world.payouts()[0]
    for component, _ in world.graph.payout.components:
        document = world.document(world.explain(who, when, component=component))
        assert verify_text(render(document), world.texts, world.files, world.digest) == []
    deal = world.data["deals"].ids[0]
    document = world.document(world.explain(who, when, deal=deal))
    assert verify_text(render(document), world.texts, world.files, world.digest) == []


def test_there_are_no_floats() -> None:
    text = render(by_hand().document(by_hand().explain("Cy")))

    def refuse(number: str) -> float:
        raise AssertionError(number)

    assert json.loads(text, parse_float=refuse)
    assert '"value": "13333.332"' in text
