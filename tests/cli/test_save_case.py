"""``check --save-case``: what is shown of a question, as examples to paste and as plans that pass."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from planlang.check import check_text
from planlang.cli.collect import collect
from planlang.cli.saving import save_cases
from planlang.cli.stop import Stop
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.readings import witnessed
from planlang.semantics.library import Library
from tests.cli.support import bad
from tests.readings.test_proofs import OPEN

TEXT = next(one.text for one in OPEN if one.name == "two rows with two rates")
ORDER = next(one.text for one in OPEN if one.name == "an order that a tier reads")

ROSTER = TEXT[TEXT.index("    data participants") : TEXT.index("    data deals")]
USING = 'use "parts/roster"\n\n' + TEXT.replace(ROSTER, "")

EACH = 4
"""What is run of a plan with one example: that, and the three promises of every plan."""


def asked(text: str, name: str = "plan.plan") -> tuple[Diagnostic, ...]:
    """The findings of a plan, with their cases."""
    return witnessed(text, name, check_text(text, name).diagnostics)


def test_a_plan_for_each_answer_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    some = [*asked(TEXT), *asked(TEXT, "other/plan.plan"), *asked(ORDER, "order.plan")]
    save_cases(f"{tmp_path}/cases/", some)
    saved = sorted(path.name for path in (tmp_path / "cases").iterdir())
    readings = [reading for one in some for reading in (one.witness.readings if one.witness is not None else ())]
    assert len(saved) == len(readings) == 6
    said = capsys.readouterr().err
    assert all(f"cases/{name}" in said for name in saved)
    tests = collect([f"{tmp_path}/cases"]).tests
    assert len(tests) == 6 * EACH and all(test.run().passed for test in tests)
    assert sorted((tmp_path / "cases" / name).read_text().count("example ") for name in saved) == [1] * 6


def test_examples_can_be_pasted(tmp_path: Path) -> None:
    file = tmp_path / "cases.txt"
    found = asked(TEXT)
    save_cases(str(file), found)
    (one,) = (one for one in found if one.witness is not None)
    assert one.witness is not None
    examples = [part[part.index("example ") :] for part in file.read_text().split("\n\n") if "example " in part]
    assert [part.rstrip() for part in examples] == [reading.example for reading in one.witness.readings]
    for number, example in enumerate(examples):
        plan = edited(TEXT, one.repairs[number].edits).rstrip().removesuffix("}")
        (tmp_path / f"{number}.plan").write_text(f"{plan}{example}\n}}\n")
    tests = collect([str(tmp_path)]).tests
    assert len(tests) == 2 * EACH and all(test.run().passed for test in tests)


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    found = asked(TEXT)
    folder = tmp_path / "cases"
    folder.mkdir()
    (second,) = [folder / f"plan-{one.primary.line}-{one.rule}-2.plan" for one in found if one.witness is not None]  # type: ignore[union-attr]
    second.write_text("mine")
    for target in (str(folder), str(second)):
        with pytest.raises(Stop) as stopped:
            save_cases(target, found)
        assert stopped.value.code == 2 and "is there already; nothing was written" in stopped.value.message
    assert [path.read_text() for path in folder.iterdir()] == ["mine"]


def test_where_it_can_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stopped:
        save_cases(str(tmp_path / "nowhere" / "cases.txt"), asked(TEXT))
    assert stopped.value.code == 2 and "can't be written" in stopped.value.message


def test_where_no_question_is_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_cases(str(tmp_path / "cases.txt"), ())
    assert "there is no case to save" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "plan.plan").write_text(TEXT)
    done = bad(1, "check", "--save-case", "cases.txt", "plan.plan", cwd=tmp_path)
    assert "bands-overlap" in done.stdout and "the case is written to cases.txt" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.txt", "plan.plan"]


def test_modules_that_a_plan_uses_come_with_it(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "roster.plan").write_text(dedent(ROSTER))
    library = Library(tmp_path)
    checked = check_text(USING, "plan.plan", library)
    found = witnessed(USING, "plan.plan", checked.diagnostics, None, library)
    save_cases(f"{tmp_path}/cases/", found, [checked.modules])
    assert (tmp_path / "cases" / "parts" / "roster.plan").read_text() == dedent(ROSTER)
    tests = collect([f"{tmp_path}/cases"]).tests
    assert len(tests) >= 2 and all(test.run().passed for test in tests)
    with pytest.raises(Stop) as stopped:
        save_cases(f"{tmp_path}/other/", found, [checked.modules, {"parts/roster.plan": "another"}])
    assert "is not the same" in stopped.value.message and not (tmp_path / "other").exists()
