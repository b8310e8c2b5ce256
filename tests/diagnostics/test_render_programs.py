"""Findings for build servers and review sites: SARIF against its schema, GitHub's commands, JUnit's XML; and baselines.

``sarif-2.1.0.json`` is the standard's schema (OASIS, Static Analysis Results Interchange Format 2.1.0), as the npm package
``@microsoft/jest-sarif`` (MIT) carries it.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.diagnostics.baseline import BadBaseline, new_ones, read_baseline, write_baseline
from planlang.diagnostics.model import Diagnostic, Label, Repair, finding
from planlang.diagnostics.place import DataPlace
from planlang.diagnostics.render_github import render_github
from planlang.diagnostics.render_junit import render_junit
from planlang.diagnostics.render_sarif import render_sarif
from tests.diagnostics.places import place

SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0.json").read_text("utf-8"))
SARIF = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
PLAN = "plan Small {\n    pay x\n    pay x\n}\n"
ERROR = finding(
    "application-open", "100% open: a, b", place(PLAN, "pay x"), "this",
    also=(Label(place(PLAN, "Small"), "that"),), consequence="paid twice", repairs=(Repair("say which", "when no"),),
)  # fmt: skip
WARNING = finding("unused", "never used", place(PLAN, "Small"))
IN_DATA = finding("number-form", "it is\nempty", DataPlace("my deals.csv", 7, "amount", "é\x1b"))
NO_PLACE = Diagnostic("never-paid", "nowhere")
ALL = (ERROR, WARNING, IN_DATA, NO_PLACE)


def test_sarif_is_valid_and_says_where() -> None:
    said = json.loads(render_sarif(ALL, "1.2.3"))
    SARIF.validate(said)
    run = said["runs"][0]
    codes = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [result["ruleId"] for result in run["results"]] == [codes[r["ruleIndex"]] for r in run["results"]]
    first = next(result for result in run["results"] if result["ruleId"] == "P300")
    assert first["level"] == "error" and first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "ae.plan"},
        "region": {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 10},
    }
    assert first["relatedLocations"][0]["message"] == {"text": "that"}
    data = next(result for result in run["results"] if "row" not in result and "my" in json.dumps(result))
    assert data["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "my%20deals.csv"
    SARIF.validate(json.loads(render_sarif([], "1.2.3")))


@given(st.text(), st.text(), st.text(min_size=1))
def test_whatever_is_said_sarif_and_junit_can_be_read(message: str, file: str, value: str) -> None:
    found = [Diagnostic("unused", message, (Label(DataPlace(file, 1, value, value), value, True),))]
    SARIF.validate(json.loads(render_sarif(found, "1.2.3")))
    ElementTree.fromstring(render_junit(found, []))
    assert len(render_github(found).splitlines()) == 1


def test_github_commands_are_one_line_and_escaped() -> None:
    lines = render_github(ALL).splitlines()
    assert len(lines) == 4
    error = next(line for line in lines if line.startswith("::error file=ae.plan"))
    assert error.endswith("title=P300 application-open::100%25 open: a, b%0Apaid twice%0A- say which%0Awhen no")
    assert "line=2,endLine=2,col=5,endColumn=10" in error
    assert any(line.startswith("::warning title=") for line in lines)


def test_junit_has_a_case_for_each_plan() -> None:
    suite = ElementTree.fromstring(render_junit(ALL, ["ae.plan", "fine.plan"]))[0]
    assert suite.attrib["tests"] == "3" and suite.attrib["failures"] == "2"
    by_name = {case.attrib["name"]: case for case in suite}
    assert list(by_name["fine.plan"]) == []
    failure = by_name["ae.plan"].find("failure")
    assert failure is not None and "P300" in (failure.text or "")
    assert "unused" in (by_name["ae.plan"].findtext("system-out") or "")


def test_a_chosen_severity_shows_everywhere() -> None:
    raised = WARNING.but(severity="error")
    assert json.loads(render_sarif([raised], "1"))["runs"][0]["results"][0]["level"] == "error"
    assert render_github([raised]).startswith("::error ")
    assert "<failure" in render_junit([raised], ["ae.plan"])


def test_a_baseline_remembers_warnings_and_never_errors() -> None:
    sources = {"ae.plan": PLAN}
    text = write_baseline(ALL, sources)
    known = read_baseline(text)
    stay, hidden, gone = new_ones(ALL, sources, known)
    assert set(stay) == {ERROR, IN_DATA} and (hidden, gone) == (2, 0)
    moved = {"ae.plan": "# a line above\n" + PLAN}
    again = finding("unused", "never used", place(moved["ae.plan"], "Small"))
    assert new_ones([again, NO_PLACE], moved, known) == ((), 2, 0)
    assert new_ones([again, again, NO_PLACE], moved, known) == ((again,), 2, 0)
    assert new_ones([], moved, known) == ((), 0, 2)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "planlang/baseline/2"}', "[" * 100_000,
     '{"format": "planlang/baseline/1", "findings": [{"rule": "x", "file": "y", "line": "z", "count": -1}]}',
     '{"format": "planlang/baseline/1", "findings": [7]}'],
)  # fmt: skip
def test_what_is_no_baseline(text: str) -> None:
    with pytest.raises(BadBaseline):
        read_baseline(text)
    assert Counter() == read_baseline('{"format": "planlang/baseline/1", "findings": []}')


def test_the_schema_is_one() -> None:
    SARIF.check_schema(SCHEMA)
