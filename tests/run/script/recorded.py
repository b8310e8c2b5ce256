"""What the scripts of some plans are: ``python -m tests.run.script.recorded`` writes them anew into ``golden``."""

from __future__ import annotations

from pathlib import Path

from planlang.compile import compile_text
from planlang.engines.sql.dialects import DIALECTS
from planlang.run.periods import selected
from planlang.run.script.script import script

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
RECORDED = ("crm_quarter", "crm_quarter_raw", "eight_answers", "quarterly_ae")
"""Enough to see what a change of the compiler does to scripts; a script of each model plan would be thousands of lines."""
PLANS = [
    *sorted(path for path in (ROOT / "stdlib_plans").rglob("*.plan") if path.stem in RECORDED),
    *sorted(HERE.rglob("*.plan")),
]


def name_of(plan: Path, dialect: str) -> str:
    """The recorded file."""
    return f"{plan.stem}.{dialect}.sql"


def printed(plan: Path, dialect: str) -> str:
    """What ``planlang compile`` prints."""
    text = plan.read_text(encoding="utf-8")
    graph = compile_text(text.encode(), plan.name).graph
    assert graph is not None
    return script(graph, text, DIALECTS[dialect](), selected(graph, None)).text()


def main() -> None:
    """Records all."""
    folder = HERE / "golden"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.sql"):
        old.unlink()
    for plan in PLANS:
        for dialect in DIALECTS:
            (folder / name_of(plan, dialect)).write_text(printed(plan, dialect), encoding="utf-8")


if __name__ == "__main__":
    main()
