"""The pages of the documentation say what is there: every phrase, every command, every model plan."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planlang.diagnostics import catalogue

ROOT = Path(__file__).resolve().parents[2]
PHRASE = re.compile(r'^[A-Z_]+(?:\.\d+)?: "([^"]+)"$', re.MULTILINE)


def _flat(path: str) -> str:
    return re.sub(r"\s+", " ", (ROOT / path).read_text(encoding="utf-8"))


def _code(path: str) -> str:
    """What a page shows as code: prose may use the words of a phrase and mean something else."""
    text = (ROOT / path).read_text(encoding="utf-8")
    spans = re.findall(r"^```.*?^```|`[^`]+`", text, re.MULTILINE | re.DOTALL)
    return re.sub(r"\s+", " ", " ".join(spans))


def test_the_reference_has_every_phrase_of_the_grammar() -> None:
    phrases = PHRASE.findall((ROOT / "grammar" / "planlang.lark").read_text(encoding="utf-8"))
    assert len(phrases) > 150
    reference = _code("docs/language.md")
    missing = [
        phrase for phrase in phrases if not re.search(rf"(?:\b|(?=\W)){re.escape(phrase)}(?![A-Za-z])", reference)
    ]
    assert not missing, f"docs/language.md doesn't say: {missing}"


def test_the_readme_and_the_changelog_name_every_command() -> None:
    main = (ROOT / "planlang" / "cli" / "main.py").read_text(encoding="utf-8")
    commands = re.findall(r'^    "([a-z]+)": "', main, re.MULTILINE)
    assert len(commands) >= 10
    for page in ("README.md", "CHANGELOG.md"):
        said = _flat(page)
        missing = [name for name in commands if not re.search(rf"`(?:planlang )?{name}\b", said)]
        assert not missing, f"{page} doesn't name: {missing}"


def test_every_finding_is_named_where_it_belongs() -> None:
    lines = [
        line
        for page in ("language", "data", "findings")
        for line in (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8").splitlines()
    ]
    said = {name for line in lines if line.startswith("Findings: ") for name in re.findall(r"`([a-z-]+)`", line)}
    known = {head.name for head in catalogue.heads()}
    assert said - known == set()
    assert known - said == {"not-built-yet"}


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{p.name}" for p in sorted((ROOT / "docs").glob("*.md")))])
def test_links_and_included_files_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    here = (ROOT / page).parent
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text) + re.findall(r"\{literalinclude\} (\S+)", text)
    for target in targets:
        if "://" not in target:
            assert (here / target).exists(), f"{page} points at {target}"


@pytest.mark.parametrize("package", ["lowering", "promises/proofs", "readings", "engines/sql"])
def test_the_architecture_names_each_module(package: str) -> None:
    said = _flat("docs/architecture.md")
    modules = {path.stem for path in (ROOT / "planlang" / package).glob("*.py")} - {"__init__"}
    assert not {name for name in modules if f"`{name}`" not in said and not name.startswith("ops_")}
