"""The rules' pages about data, run: what they call bad gives the finding, what they call good gives none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planlang.data.load import LoadResult, load
from planlang.data.write import write_outputs
from planlang.diagnostics import catalogue
from planlang.diagnostics.catalogue import Rule
from tests.data.shapes import CALENDAR, records_of, write

PAGES = [head.name for head in catalogue.heads() if re.fullmatch("P6[0-4][0-9]", head.code)]
DATA = [name for name in PAGES if catalogue.head(name).found_by == "data"]
RUN = [name for name in PAGES if catalogue.head(name).found_by == "run"]


def result(rule: Rule, heading: str, directory: Path) -> LoadResult:
    plan = (*rule.plans(heading), *rule.plans("Data"))[0]
    files = {**rule.files("Data"), **rule.files(heading)}
    return load(records_of(plan), [write(directory, dict(files))], CALENDAR)


def test_there_are_pages() -> None:
    assert len(DATA) > 15
    assert RUN == ["output-not-written"]


@pytest.mark.parametrize("name", DATA)
def test_data(name: str, tmp_path: Path) -> None:
    rule = catalogue.rule(name)
    (tmp_path / "bad").mkdir()
    (tmp_path / "good").mkdir()
    bad = result(rule, "Bad", tmp_path / "bad")
    assert name in {d.rule for d in bad.diagnostics}, [d.message for d in bad.diagnostics]
    good = result(rule, "Good", tmp_path / "good")
    assert good.data is not None, [d.message for d in good.diagnostics]
    assert all(record.ids for record in good.data.values())


@pytest.mark.parametrize("name", RUN)
@pytest.mark.parametrize("heading", ["Bad", "Good"])
def test_run(name: str, heading: str, tmp_path: Path) -> None:
    for file, text in catalogue.rule(name).files(heading).items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
    assert [d.rule for d in write_outputs(tmp_path / "out", {}, {}, "csv")] == ([name] if heading == "Bad" else [])
