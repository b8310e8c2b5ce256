"""Collecting findings about one plan."""

from __future__ import annotations

from collections.abc import Mapping

from planlang.diagnostics.model import Diagnostic, Label, Repair, finding
from planlang.diagnostics.place import DataPlace, Span


class Report:
    """The findings so far; the same finding at the same place is kept once."""

    def __init__(self, source: str, modules: Mapping[str, str] | None = None) -> None:
        self.source = source
        self.modules = modules or {}
        self.found: list[Diagnostic] = []
        self._seen: set[tuple[str, object, str]] = set()

    def add(
        self,
        rule: str,
        message: str,
        place: Span | DataPlace,
        text: str = "",
        *,
        also: tuple[Label, ...] = (),
        consequence: str | None = None,
        repairs: tuple[Repair, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> None:
        """Adds a finding whose primary place is ``place``."""
        key = (rule, place, message)
        if key not in self._seen:
            self._seen.add(key)
            self.found.append(
                finding(rule, message, place, text, also=also, consequence=consequence, repairs=repairs, notes=notes)
            )

    def text_of(self, span: Span) -> str:
        """The text of the file that a place is in: the plan's, or that of a module it uses."""
        return self.modules.get(span.file, self.source)

    def back_to(self, count: int) -> None:
        """Forgets what was found after the first so many, so that it can be found again: by lowering the same once more."""
        for gone in self.found[count:]:
            self._seen.discard((gone.rule, gone.primary, gone.message))
        del self.found[count:]

    def words(self, span: Span) -> str:
        """The plan's text there, on one line and without comments."""
        said = self.text_of(span)[span.start : span.end]
        lines = (line.split("#")[0] if '"' not in line else line for line in said.splitlines())
        return " ".join(" ".join(lines).split())
