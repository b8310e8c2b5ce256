"""The catalogue as it ships: every rule has its page, every page its rule."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import planlang
from planlang.diagnostics import catalogue
from planlang.diagnostics.catalogue import PageError, UnknownRule

PACKAGE = Path(planlang.__file__).parent
MAKERS = {"finding", "Diagnostic", "fail"}
IN_THE_CODE = pytest.mark.xdist_group("rules in the code")
RULE_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _makes(function: ast.expr) -> bool:
    """Whether a call of this makes a finding: ``finding(…)``, ``low.fail(…)``, ``report.add(…)``."""
    if isinstance(function, ast.Attribute) and function.attr == "add":
        return _name_of(function.value) == "report"
    return _name_of(function) in MAKERS


@cache
def _read() -> tuple[dict[str, Path], set[str]]:
    """The rule names that the package gives to `finding(…)` and `Diagnostic(…)`; and all strings of its code that could be
    rule names, since some go through helpers."""
    raised, strings = dict[str, Path](), set[str]()
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and RULE_NAME.fullmatch(node.value):
                strings.add(node.value)
            elif isinstance(node, ast.Call) and _makes(node.func):
                for argument in [*node.args[:1], *(k.value for k in node.keywords if k.arg == "rule")]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        raised[argument.value] = path
    return raised, strings


@IN_THE_CODE
def test_every_rule_in_the_code_has_a_page() -> None:
    known = set(catalogue.names())
    missing = {name: path.name for name, path in _read()[0].items() if name not in known}
    assert not missing, f"no page in planlang/diagnostics/rules for: {missing}"


@IN_THE_CODE
def test_every_page_is_of_a_rule_in_the_code() -> None:
    raised, strings = _read()
    unused = set(catalogue.names()) - strings - set(raised)
    assert not unused, f"pages that no code refers to: {sorted(unused)}"


def test_codes_are_unique() -> None:
    codes = Counter(head.code for head in catalogue.heads())
    twice = {code for code, times in codes.items() if times > 1}
    assert not twice, [(h.code, h.name) for h in catalogue.heads() if h.code in twice]


@pytest.mark.parametrize("name", catalogue.names())
def test_a_page_is_complete(name: str) -> None:
    rule = catalogue.rule(name)
    assert rule.name == name
    assert rule.code != "P000"
    assert len(rule.prose.split()) >= 8, "a page says in words what is wrong and why it matters"
    for heading in ("Bad", "Good"):
        assert rule.section(heading), f"no ## {heading}"
        assert rule.plans(heading) or rule.files(heading), f"## {heading} shows nothing"
    assert not rule.title.endswith("."), "a title is not a sentence of its own"


# The catalogue's own behaviour, on made-up pages


def test_a_rule_is_found_by_name_and_by_code(pages: Path) -> None:
    assert catalogue.rule("overlapping-rates") is catalogue.rule("overlapping-rates")
    assert catalogue.rule("P301").name == "overlapping-rates"
    assert catalogue.rule("p701").name == "unused-name"
    assert [rule.code for rule in catalogue.all_rules()] == ["P301", "P601", "P701"]


def test_a_page_is_read_whole(pages: Path) -> None:
    rule = catalogue.rule("overlapping-rates")
    assert rule.prose.startswith("Two rules *pay*")
    assert [section.heading for section in rule.sections] == ["", "Bad", "Good"]
    assert rule.plans("Bad") == ("plan Bad {\n    # ## not a heading\n}\n",)
    assert rule.files("Good") == {"deals.csv": "id,amount\nd1,1000.00\n"}
    assert rule.files("Bad") == {}


def test_data_files_are_named_after_their_fence_or_before_it(pages: Path) -> None:
    (pages / "late-row.md").write_text(
        "---\nname: late-row\ncode: P650\nseverity: error\ntitle: t\n---\nWords.\n"
        "## Data\n```csv people.csv\nid\n```\n"
        "## Bad\nIn `deals.csv`:\n\n```csv\nid\nd1\n```\n## Good\n```csv\nx\n```\n",
        encoding="utf-8",
    )
    rule = catalogue.rule("late-row")
    assert rule.head.found_by == "data"
    assert rule.files("Bad") == {"people.csv": "id\n", "deals.csv": "id\nd1\n"}
    assert rule.files("Good") == {"people.csv": "id\n"}


@pytest.mark.parametrize(
    ("asked", "near"),
    [("overlaping-rates", "overlapping-rates"), ("P310", "P301"), ("unused", "unused-name"), ("", None)],
)
def test_an_unknown_rule_says_what_may_have_been_meant(pages: Path, asked: str, near: str | None) -> None:
    with pytest.raises(UnknownRule) as raised:
        catalogue.rule(asked)
    assert (raised.value.near[:1] or (None,))[0] == near


@pytest.mark.parametrize("asked", ["../conftest", "a/b", "UNUSED NAME", "unused-name.md", "\x00"])
def test_no_name_leads_out_of_the_folder(pages: Path, asked: str) -> None:
    with pytest.raises(UnknownRule):
        catalogue.rule(asked)
    assert catalogue.head(asked).code == "P000"


def test_only_the_front_matter_is_read_for_a_head(pages: Path) -> None:
    (pages / "unused-name.md").write_text(
        "---\nname: unused-name\ncode: P701\nseverity: note\ntitle: t: with a colon\n---\nname: other\n",
        encoding="utf-8",
    )
    head = catalogue.head("unused-name")
    assert (head.severity, head.title) == ("note", "t: with a colon")


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("name: unused-name", "name: other-name", "calls it"),
        ("code: P701", "code: 701", "not a code"),
        ("severity: warning", "severity: warn", "severity"),
        ("title: something is declared and never used\n", "", "no `title`"),
        ("code: P701", "code P701", "key: value"),
    ],
)
def test_a_badly_written_page_is_reported(pages: Path, was: str, becomes: str, complaint: str) -> None:
    text = (pages / "unused-name.md").read_text(encoding="utf-8")
    with pytest.raises(PageError, match=complaint):
        catalogue.parse_page("unused-name", text.replace(was, becomes, 1))
