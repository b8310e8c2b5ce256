"""``check`` and ``fmt``: findings, formats, streams, the standard input, files that stay as they are."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.cli.support import bad, good, planlang

MISTAKE = "deal.amuont"


def broken(project: Path) -> Path:
    """The project's plan with a misspelt column."""
    plan = project / "plan.plan"
    plan.write_text(plan.read_text().replace("amount        deal.amount", f"amount        {MISTAKE}"))
    return plan


def test_no_findings(project: Path) -> None:
    done = good("check", "plan.plan", cwd=project)
    assert done.stdout == "" and done.stderr == "no findings in 1 plan\n"


def test_no_argument_means_all_plans_here_and_below(project: Path) -> None:
    (project / "more").mkdir()
    (project / "more" / "other.plan").write_text((project / "plan.plan").read_text())
    (project / ".hidden").mkdir()
    (project / ".hidden" / "no.plan").write_text("not a plan")
    assert good("check", cwd=project).stderr == "no findings in 2 plans\n"
    assert good("check", "more", cwd=project).stderr == "no findings in 1 plan\n"


def test_what_plans_use_is_no_plan(project: Path) -> None:
    (project / "rates.plan").write_text("table Rates {\n    from 0% : 1x\n}\n")
    assert good("check", cwd=project).stderr == "no findings in 1 plan (and 1 file for plans to use)\n"
    assert "one-plan" in bad(1, "check", "rates.plan", cwd=project).stdout
    assert good("test", cwd=project).stderr.endswith(" passed\n")  # the file for plans to use is no test
    (project / "rates.plan").write_text("table Rates {\n    from 0% 1x\n}\n")
    assert "rates.plan:2" in bad(1, "check", cwd=project).stdout


def test_nowhere_a_plan(tmp_path: Path) -> None:
    done = bad(2, "check", cwd=tmp_path)
    assert "there is no .plan file in `.`" in done.stderr and "planlang init" in done.stderr


def test_findings_go_to_stdout_with_the_lines_concerned(project: Path) -> None:
    broken(project)
    done = bad(1, "check", "plan.plan", cwd=project)
    assert "did you mean" in done.stdout.lower() and "--> plan.plan:" in done.stdout
    assert done.stdout.startswith("error[P")
    assert "\x1b" not in done.stdout


def test_concise_findings_are_one_a_line(project: Path) -> None:
    broken(project)
    done = bad(1, "check", "--format", "concise", cwd=project)
    assert all(line.startswith("plan.plan:") for line in done.stdout.splitlines())
    assert "in 1 plan" in done.stderr


def test_json_findings(project: Path) -> None:
    broken(project)
    said = json.loads(bad(1, "check", "--format", "json", cwd=project).stdout)
    assert said["counts"]["error"] == len(said["diagnostics"]) >= 1
    assert said["diagnostics"][0]["labels"][0]["place"]["file"] == "plan.plan"
    assert json.loads(good("check", "--format", "json", "-", cwd=project, stdin=VALID).stdout)["diagnostics"] == []


@pytest.mark.parametrize(
    ("arguments", "environment", "coloured"),
    [
        (["--color", "always"], {}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour(project: Path, arguments: list[str], environment: dict[str, str], coloured: bool) -> None:
    broken(project)
    done = planlang("check", "plan.plan", *arguments, cwd=project, env=environment)
    assert done.returncode == 1 and ("\x1b[" in done.stdout) is coloured


VALID = (Path(__file__).resolve().parents[2] / "planlang" / "cli" / "starter" / "plan.plan").read_text()


def test_the_standard_input(tmp_path: Path) -> None:
    assert good("check", "-", cwd=tmp_path, stdin=VALID).stderr == "no findings in 1 plan\n"
    done = bad(1, "check", "-", "--stdin-filename", "mine.plan", cwd=tmp_path, stdin="plan")
    assert "mine.plan" in done.stdout
    assert "<stdin>" in bad(1, "check", "-", cwd=tmp_path, stdin="plan").stdout


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"plan \x00 {", b"\xef\xbb\xbf", b"{" * 5000, b"plan X"])
def test_what_is_no_plan_gives_findings(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.plan").write_bytes(content)
    for command in (["check"], ["core"], ["diagram"], ["test"], ["run", "--data", "."]):
        done = bad(1, command[0], "x.plan", *command[1:], cwd=tmp_path)
        assert "error[P" in done.stdout + done.stderr
    planlang("fmt", "x.plan", cwd=tmp_path)
    assert (tmp_path / "x.plan").read_bytes().strip(b"\xef\xbb\xbf") == content.strip(b"\xef\xbb\xbf")


# --- fmt ---


def test_fmt_rewrites_and_then_has_nothing_to_do(project: Path) -> None:
    plan = project / "plan.plan"
    neat = plan.read_text()
    plan.write_text(neat.replace("    currency     USD", "  currency USD").replace("        ", "     "))
    assert good("fmt", "plan.plan", cwd=project).stderr == "1 changed, 0 already in shape\n"
    assert plan.read_text() == neat
    assert good("fmt", "plan.plan", cwd=project).stderr == "0 changed, 1 already in shape\n"


def test_fmt_check_and_diff_change_nothing(project: Path) -> None:
    plan = project / "plan.plan"
    untidy = plan.read_text().replace("    currency     USD", "  currency USD")
    plan.write_text(untidy)
    assert bad(1, "fmt", "--check", cwd=project).stdout == "plan.plan\n"
    diff = bad(1, "fmt", "--diff", cwd=project)
    assert "-  currency USD\n+    currency     USD" in diff.stdout
    assert plan.read_text() == untidy


def test_fmt_of_the_standard_input(tmp_path: Path) -> None:
    done = good("fmt", "-", cwd=tmp_path, stdin=VALID.replace("    currency     USD", "currency USD"))
    assert done.stdout == VALID and done.stderr == ""
    assert bad(1, "fmt", "-", cwd=tmp_path, stdin="plan X {").stdout == ""


def test_fmt_leaves_what_does_not_parse(project: Path) -> None:
    (project / "bad.plan").write_text("plan Bad {\n  nonsense here\n}\n")
    done = bad(1, "fmt", cwd=project)
    assert (project / "bad.plan").read_text() == "plan Bad {\n  nonsense here\n}\n"
    assert "left alone" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no such links and permissions")
def test_fmt_keeps_links_and_permissions(project: Path) -> None:
    plan, link = project / "plan.plan", project / "link.plan"
    plan.write_text(plan.read_text().replace("    currency     USD", "  currency USD"))
    plan.chmod(0o640)
    os.symlink("plan.plan", link)
    good("fmt", "link.plan", cwd=project)
    assert link.is_symlink() and plan.stat().st_mode & 0o777 == 0o640
    assert plan.read_text() == VALID
