from __future__ import annotations

from pathlib import Path

import pytest

from planlang import resources


def test_model_plans_and_grammar_are_found() -> None:
    assert (resources.stdlib_plans() / "eight_answers" / "eight_answers.plan").is_file()
    assert (resources.grammar() / "planlang.lark").is_file()


def test_those_of_an_installed_planlang_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "planlang"
    for parent in (package, tmp_path):
        (parent / "grammar").mkdir(parents=True)
        (parent / "grammar" / "planlang.lark").write_text("")
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.grammar() == package / "grammar"
    with pytest.raises(FileNotFoundError):
        resources.stdlib_plans()
