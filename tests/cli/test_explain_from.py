"""``run --explain-all``, and ``explain --from`` when plan and data are gone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.cli.support import bad, good

ANA = ("--participant", "Ana", "--period", "2025-Q1")


def test_the_same_without_plan_and_data(project: Path) -> None:
    run = good("run", "plan.plan", "--data", "data", "--out", "paid", "--explain-all", cwd=project)
    assert "written to paid" in run.stderr
    asked = [(), ("--full",), ("--format", "json"), ("--component", "Base"), ("--deal", "D-103")]
    before = [good("explain", "plan.plan", "--data", "data", *ANA, *more, cwd=project).stdout for more in asked]
    kept = json.loads((project / "paid" / "run.json").read_text("utf-8"))
    assert kept["explained"]["data"]["digest"] == kept["data"]["digest"]
    shutil.move(project / "plan.plan", project / "elsewhere.plan")
    shutil.move(project / "data", project / "elsewhere")
    for more, expected in zip(asked, before, strict=True):
        done = good("explain", "--from", "paid", *ANA, *more, cwd=project)
        assert done.stdout == expected
        assert ("equals the payout in paid" in done.stderr) == ("--deal" not in more)
    (project / "ana.json").write_text(before[2])
    verify = ("verify", "ana.json", "--plan", "elsewhere.plan", "--data", "elsewhere")
    assert "agrees with the plan and the data" not in good("verify", "ana.json", cwd=project).stderr
    shutil.move(project / "elsewhere.plan", project / "plan.plan")
    assert "agrees" in good(*verify[:2], "--plan", "plan.plan", "--data", "elsewhere", cwd=project).stderr


def test_a_payout_that_was_changed_is_told(project: Path) -> None:
    good("run", "plan.plan", "--data", "data", "--out", "paid", "--explain-all", "--format", "parquet", cwd=project)
    assert "Ana" in good("explain", "--from", "paid", *ANA, cwd=project).stdout
    good("run", "plan.plan", "--data", "data", "--out", "csv", cwd=project)
    (project / "paid" / "payouts.parquet").unlink()
    text = (project / "csv" / "payouts.csv").read_text("utf-8")
    (project / "paid" / "payouts.csv").write_text(text.replace("Ana,2025-Q1,Base,9487.50", "Ana,2025-Q1,Base,9487.51"))
    assert "Base: explained 9,487.50 USD" in bad(70, "explain", "--from", "paid", *ANA, cwd=project).stderr


def test_questions_with_no_answer(project: Path) -> None:
    good("run", "plan.plan", "--data", "data", "--out", "paid", "--explain-all", "--period", "2025-Q1", cwd=project)
    good("run", "plan.plan", "--data", "data", "--out", "bare", cwd=project)
    says = {
        ("--from", "paid", "--participant", "Anna"): "did you mean `Ana`?",
        ("--from", "paid", "--participant", "Ana", "--period", "2025-Q2"): "2025-Q2",
        (
            "--from",
            "paid",
            "--participant",
            "Ana",
            "--deal",
            "D-999",
        ): "says of nothing that is paid to `Ana` on `D-999`",
        ("--from", "paid", "--participant", "Ana", "--data", "data"): "leave out PLAN, --data",
        ("--from", "bare", "--participant", "Ana"): "was made without `--explain-all`",
        ("--from", "data", "--participant", "Ana"): "holds no run",
        ("--participant", "Ana"): "say which plan, or --from DIR",
    }
    for asked, said in says.items():
        assert said in bad(2, "explain", *asked, cwd=project).stderr
    assert "needs `--out DIR`" in bad(2, "run", "plan.plan", "--data", "data", "--explain-all", cwd=project).stderr


def test_modules_are_kept_with_the_plan(project: Path) -> None:
    plan = project / "plan.plan"
    text = plan.read_text("utf-8")
    name = next(line for line in text.splitlines() if line.startswith("plan "))
    (project / "house.plan").write_text(
        'defaults "House" {\n    corrections  paid in the open quarter, by the rules of the closed quarter\n}\n'
    )
    lines = [line for line in text.splitlines() if not line.strip().startswith("corrections")]
    assert name in lines and len(lines) == len(text.splitlines()) - 1
    plan.write_text('use "house"\n\n' + "\n".join(lines) + "\n")
    good("run", "plan.plan", "--data", "data", "--out", "paid", "--explain-all", cwd=project)
    before = good("explain", "plan.plan", "--data", "data", *ANA, "--format", "json", cwd=project).stdout
    plan.unlink()
    (project / "house.plan").unlink()
    assert good("explain", "--from", "paid", *ANA, "--format", "json", cwd=project).stdout == before
