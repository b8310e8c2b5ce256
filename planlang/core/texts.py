"""The text of a plan together with those of the modules that it uses, for digests: a change in either is another plan."""

from __future__ import annotations

from collections.abc import Iterable


def whole_text(text: str, modules: Iterable[tuple[str, str]]) -> str:
    """The plan's text, and below it each module's under its name, in the order of the names."""
    return text + "".join(f"\n# use {file}\n{said}" for file, said in sorted(modules))
