"""Texts of plans that a command changes: shown, or written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import click

from planlang.cli.stop import wrong_usage


def changes(name: str, before: str, after: str, colour: bool, what: str) -> str:
    """The lines that differ, as `diff -u` shows them; `what` says what the new text is."""
    from difflib import unified_diff

    colours = {"+": "green", "-": "red", "@": "cyan"}
    lines = []
    for line in unified_diff(before.splitlines(), after.splitlines(), name, name, "as it is", what, lineterm=""):
        shade = colours.get(line[:1]) if colour else None
        lines.append(click.style(line, fg=shade) if shade else line)
    return "".join(line + "\n" for line in lines)


def replaced(path: Path, text: str) -> None:
    """Writes the whole file or leaves it as it is; its permissions stay, and a link stays a link."""
    target = path.resolve()
    beside = target.with_name(f".{target.name}.planlang-tmp")
    try:
        beside.write_bytes(text.encode())
        beside.chmod(target.stat().st_mode & 0o7777)
        os.replace(beside, target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise wrong_usage(f"`{path}` can't be written: {error.strerror}") from None
