"""The commands that pages show, run: ``python -m tests.docs.console`` writes their output into the pages.

A block to be run is marked by a comment that readers don't see. ``<!-- run -->`` runs in a directory of its own that all
blocks of a page share (``cd`` lasts), ``<!-- run in the checkout -->`` in this checkout. ``<!-- replace in plan.plan: this => that -->`` does
what the text tells the reader to do, and ``<!-- do: … -->`` runs a command that the page doesn't show. Where a page shows ``…`` any lines may stand.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import forked

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PIECE = re.compile(
    r"^<!-- (?P<mark>run|run in the checkout) -->\n```console\n(?P<text>.*?)^```$"
    r"|^<!-- do: (?P<hidden>.+?) -->$"
    r"|^<!-- replace in (?P<file>\S+): (?P<old>.+?) => (?P<new>.*?) -->$",
    re.MULTILINE | re.DOTALL,
)
ELSE = "…"


def refreshed(text: str) -> str:
    """A page with the output that its commands really have."""
    with tempfile.TemporaryDirectory() as name:
        directory = here = Path(name)
        parts: list[str] = []
        end = 0
        for piece in PIECE.finditer(text):
            parts.append(text[end : piece.start()])
            end = piece.end()
            if piece["hidden"]:
                _step(f"$ {piece['hidden']}", "", here)
                parts.append(piece[0])
                continue
            if piece["file"]:
                _replace(directory / piece["file"], piece["old"], piece["new"])
                parts.append(piece[0])
                continue
            shown = ""
            for command, said in _steps(piece["text"]):
                if command.startswith("$ cd "):
                    here = here / command[5:].strip()
                    shown += command
                else:
                    shown += _step(command, said, ROOT if piece["mark"] == "run in the checkout" else here)
            parts.append(f"<!-- {piece['mark']} -->\n```console\n{shown}```")
        return "".join([*parts, text[end:]])


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} has {text.count(old)} times {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def _steps(text: str) -> list[tuple[str, str]]:
    """Each command of a block and the output that the page shows."""
    found: list[tuple[str, str]] = []
    lines = text.splitlines(keepends=True)
    while lines:
        command = lines.pop(0)
        assert command.startswith("$ "), f"not a command: {command}"
        while command.endswith("\\\n"):
            command += lines.pop(0)
        said = ""
        while lines and not lines[0].startswith("$ "):
            said += lines.pop(0)
        found.append((command, said))
    return found


def _step(command: str, said: str, where: Path) -> str:
    """One command with its output; what the page shows stays if it only leaves lines out."""
    settings = {"NO_COLOR": "1", "COLUMNS": "100"}
    line = command[2:].replace("\\\n", " ").strip()
    if line.startswith("planlang ") and not re.search(r"[|&;<>()$`*?!~#\\]", line):  # nothing that a shell does
        done = forked.run("planlang", shlex.split(line)[1:], where, env=forked.environment(settings), joined=True)
    else:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {"PATH": path, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **settings}
        line = re.sub(r"^planlang ", f"{sys.executable} -m planlang ", line)
        done = subprocess.run(
            ["bash", "-c", line], cwd=where, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8",
        )  # fmt: skip
    assert done.returncode != 70, done.stdout
    actual = "".join(f"{line}\n".replace(" \n", "\n") for line in done.stdout.splitlines())
    return command + (said if _matches(said, actual) else actual)


def _matches(said: str, actual: str) -> bool:
    pattern = "".join(r"(?:.*\n)*?" if line == ELSE else re.escape(line) + r"\n" for line in said.splitlines())
    return re.fullmatch(pattern, actual) is not None


def main() -> None:
    """Writes the pages anew."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        new = refreshed(text)
        if new != text:
            page.write_text(new, encoding="utf-8")
            sys.stdout.write(f"{page.relative_to(ROOT)} rewritten\n")


if __name__ == "__main__":
    main()
