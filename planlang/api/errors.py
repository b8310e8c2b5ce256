"""What planlang raises: errors that carry findings, and say them as ``planlang check`` and ``planlang run`` do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planlang.diagnostics.model import Diagnostic

WIDTH = 100


class PlanlangError(Exception):
    """Anything that planlang raises for what a user can mend."""


class _WithFindings(PlanlangError):
    """An error with findings."""

    def __init__(self, diagnostics: Iterable[Diagnostic], sources: Mapping[str, str]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        """The findings: each has its ``rule``, ``message``, ``labels`` (places), ``consequence``, ``repairs`` and ``notes``."""
        self._sources = dict(sources)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        from planlang.diagnostics.render_text import render_text

        text = render_text(self.diagnostics, self._sources, width=WIDTH)
        return text.replace("; --format json lists all", "; `.diagnostics` has all of them").rstrip("\n")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.diagnostics, self._sources)


class PlanError(_WithFindings):
    """A plan has errors or leaves something open, so nobody can be paid by it."""


class DataError(_WithFindings):
    """Data is rejected: nobody was paid. The findings name the file (or the record of a frame), row, column and value."""


class WriteError(_WithFindings):
    """A result could not be written; what was there before is as it was."""


class StaleError(PlanlangError):
    """A file that a result was made from has changed since, so that the result's tables can't be read any more: run again."""


class NotFoundError(PlanlangError, LookupError):
    """The plan has no such period, participant or rule, or the data no such row."""

    def __init__(self, what: str, name: str, known: Iterable[str], where: str) -> None:
        from planlang.diagnostics.suggest import closest_all

        names = sorted(set(known))
        near = closest_all(name, names)
        hint = f"; did you mean {' or '.join(f'`{one}`' for one in near)}?" if near else ""
        if not near and names:
            hint = f"; there is {', '.join(names[:8])}" + (f" and {len(names) - 8:,} more" if len(names) > 8 else "")
        super().__init__(f"there is no {what} `{name}` {where}{hint}")
