"""One line a finding, and JSON; and what `planlang rule` prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from planlang.diagnostics import catalogue
from planlang.diagnostics.explain_rule import render_rule, render_rules
from planlang.diagnostics.model import Diagnostic, Label, Repair, finding
from planlang.diagnostics.place import DataPlace
from planlang.diagnostics.render_json import SCHEMA, render_json
from planlang.diagnostics.render_line import render_line
from tests.diagnostics.places import place

pytestmark = pytest.mark.usefixtures("pages")

PLAN = "plan Small {\n    pay x\n}\n"
SCHEMA_DATA: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
SHAPE = jsonschema.validators.validator_for(SCHEMA_DATA)(SCHEMA_DATA)

IN_PLAN = finding(
    "overlapping-rates",
    "both pay",
    place(PLAN, "pay x"),
    "this",
    also=(Label(place(PLAN, "Small"), "that"),),
    consequence="paid twice",
    repairs=(Repair("say which", "when no"), Repair("leave one out")),
    notes=("a note",),
)
IN_DATA = finding("not-an-amount", "it is\nempty", DataPlace("deals.csv", 7, "amount", "é\x1b"))
NO_PLACE = Diagnostic("unused-name", "nowhere")


def test_lines() -> None:
    assert render_line([IN_DATA, IN_PLAN, NO_PLACE]) == (
        "warning P701 unused-name: nowhere\n"
        "ae.plan:2:5: error P301 overlapping-rates: both pay\n"
        'deals.csv:7:1: error P601 not-an-amount: it is empty (column amount: "é\u241b")\n'
    )
    assert render_line([]) == ""


def test_lines_list_every_row() -> None:
    many = [finding("not-an-amount", "m", DataPlace("d.csv", row, "a", "x")) for row in range(2, 102)]
    assert len(render_line(many).splitlines()) == 100
    assert len(json.loads(render_json(many))["diagnostics"]) == 100


def test_json_says_everything() -> None:
    said = json.loads(render_json([IN_DATA, IN_PLAN, NO_PLACE]))
    SHAPE.validate(said)
    assert said["format"] == "planlang/diagnostics/1"
    assert said["counts"] == {"error": 2, "warning": 1, "note": 0}
    _, in_plan, in_data = said["diagnostics"]
    assert in_plan == {
        "rule": "overlapping-rates",
        "code": "P301",
        "severity": "error",
        "title": "two rules set the rate of the same deal",
        "message": "both pay",
        "labels": [
            {
                "primary": True,
                "text": "this",
                "place": {
                    "kind": "plan",
                    "file": "ae.plan",
                    "start": 17,
                    "end": 22,
                    "line": 2,
                    "column": 5,
                    "end_line": 2,
                    "end_column": 10,
                },
            },
            {
                "primary": False,
                "text": "that",
                "place": {
                    "kind": "plan",
                    "file": "ae.plan",
                    "start": 5,
                    "end": 10,
                    "line": 1,
                    "column": 6,
                    "end_line": 1,
                    "end_column": 11,
                },
            },
        ],
        "consequence": "paid twice",
        "repairs": [
            {"text": "say which", "example": "when no", "edits": []},
            {"text": "leave one out", "example": None, "edits": []},
        ],
        "notes": ["a note"],
        "case": None,
        "exposure": None,
    }
    assert in_data["labels"][0]["place"] == {
        "kind": "data",
        "file": "deals.csv",
        "row": 7,
        "column": "amount",
        "value": "é\x1b",
    }


def test_one_label_is_primary_even_when_two_are_about_one_place() -> None:
    where = place(PLAN, "Small")
    said = json.loads(render_json([finding("unused-name", "m", where, "a", also=(Label(where, "b"),))]))
    assert [label["primary"] for label in said["diagnostics"][0]["labels"]] == [True, False]
    bare = Diagnostic("unused-name", "m", (Label(where, "a"), Label(where, "b")))
    said = json.loads(render_json([bare]))
    assert [label["primary"] for label in said["diagnostics"][0]["labels"]] == [True, False]


def test_json_can_always_be_written() -> None:
    broken = finding("not-an-amount", "m", DataPlace("d.csv", 2, "a", "\ud800"))
    said = render_json([broken])
    said.encode("utf-8")
    assert json.loads(said)["diagnostics"][0]["labels"][0]["place"]["value"] == "\ud800"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("counts"),
        lambda d: d.update(format="planlang/diagnostics/2"),
        lambda d: d["diagnostics"][0].update(severity="bad"),
        lambda d: d["diagnostics"][0].pop("rule"),
        lambda d: d["diagnostics"][0]["labels"][0]["place"].update(line=0),
        lambda d: d["diagnostics"][0]["labels"][0]["place"].update(extra=1),
    ],
)
def test_the_schema_rejects_what_is_not_said_so(spoil: Any) -> None:
    said = json.loads(render_json([IN_PLAN]))
    spoil(said)
    with pytest.raises(jsonschema.ValidationError):
        SHAPE.validate(said)


def test_a_rule_as_text() -> None:
    assert render_rule(catalogue.rule("P301")) == (
        "overlapping-rates (P301, error)\n"
        "two rules set the rate of the same deal\n"
        "\n"
        "Two rules *pay* the same deal, and nothing says which of them wins. This\n"
        "paragraph is long enough that it must be wrapped at eighty columns.\n"
        "\n"
        "- first point\n"
        "- second point\n"
        "\n"
        "An example that gives it\n"
        "------------------------\n"
        "    plan Bad {\n"
        "        # ## not a heading\n"
        "    }\n"
        "\n"
        "The same, settled\n"
        "-----------------\n"
        "    plan Good {\n"
        "    }\n"
        "\n"
        "  deals.csv\n"
        "    id,amount\n"
        "    d1,1000.00\n"
    )


def test_a_rule_as_json(pages: Path) -> None:
    said = json.loads(render_rule(catalogue.rule("P301"), "json"))
    assert said["format"] == "planlang/rule/1"
    assert (said["name"], said["code"], said["severity"]) == ("overlapping-rates", "P301", "error")
    assert [section["heading"] for section in said["sections"]] == ["Bad", "Good"]
    assert said["sections"][1]["blocks"][1]["file"] == "deals.csv"


def test_all_rules_in_a_list() -> None:
    assert render_rules(catalogue.heads()) == (
        "P301  overlapping-rates  error    two rules set the rate of the same deal\n"
        "P601  not-an-amount      error    a cell of a money column is not an amount\n"
        "P701  unused-name        warning  something is declared and never used\n"
    )
    said = json.loads(render_rules(catalogue.heads(), "json"))
    assert [rule["code"] for rule in said["rules"]] == ["P301", "P601", "P701"]


def test_the_schema_is_one() -> None:
    SHAPE.check_schema(SCHEMA_DATA)
