"""Which findings ``planlang check`` shows: what a project has chosen, what plans accept, what was there already."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planlang.cli.config import Config, chosen_rules, not_errors, read_config
from planlang.cli.stop import wrong_usage
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.order import severity
from planlang.slotted import define

if TYPE_CHECKING:
    from planlang.semantics.accepted import Accepted


@define
class Choice:
    """What the configuration and the command line say together, and how many findings are left out for it."""

    config: Config
    baseline: Path | None
    today: datetime.date
    accepted: int = 0
    ignored: int = 0
    known: int = 0
    gone: int = 0

    def of(self, found: Sequence[Diagnostic], accepted: Sequence[Accepted], plan: str) -> list[Diagnostic]:
        """The findings of a plan that are to be shown, with the severities that were chosen."""
        back = [one.again(self.today) for one in accepted]
        self.accepted += back.count(None)
        shown = []
        for diagnostic in (*found, *(one for one in back if one is not None)):
            chosen = self.config.severity_of(diagnostic.rule, plan)
            one = diagnostic if chosen is None else diagnostic.but(severity=chosen)
            if self._left_out(one, plan):
                self.ignored += 1
            else:
                shown.append(one)
        return shown

    def _left_out(self, diagnostic: Diagnostic, plan: str) -> bool:
        if severity(diagnostic) == "error":
            return False
        select = self.config.select
        return self.config.ignored(diagnostic.rule, plan) or bool(select and diagnostic.rule not in select)

    def new(self, found: list[Diagnostic], sources: Mapping[str, str]) -> list[Diagnostic]:
        """Those that are not in the baseline, if there is one."""
        if self.baseline is None:
            return found
        from planlang.diagnostics.baseline import BadBaseline, new_ones, read_baseline

        try:
            known = read_baseline(self.baseline.read_text(encoding="utf-8"))
        except OSError as error:
            hint = f"planlang check --write-baseline {self.baseline}   makes one"
            raise wrong_usage(f"the baseline `{self.baseline}` can't be read: {error.strerror}", hint) from None
        except (BadBaseline, UnicodeDecodeError) as bad:
            raise wrong_usage(f"`{self.baseline}` is no baseline of planlang's: {bad}") from None
        stay, self.known, self.gone = new_ones(found, sources, known)
        return list(stay)

    @property
    def said(self) -> list[str]:
        """What was left out, in words."""
        lines = []
        if self.accepted:
            lines.append(f"{_findings(self.accepted)} accepted by comments in the plan")
        if self.ignored:
            lines.append(f"{_findings(self.ignored)} not chosen")
        if self.known:
            lines.append(f"{_findings(self.known)} known from the baseline")
        if self.gone:
            lines.append(f"{_findings(self.gone)} of the baseline no longer there; --write-baseline forgets them")
        return lines


def _findings(number: int) -> str:
    return f"{number:,} finding{'s' if number != 1 else ''}"


def choice(
    config: str | None, select: Sequence[str], ignore: Sequence[str], baseline: str | None, today: str | None
) -> Choice:
    """Reads the configuration, and what the command line says instead of it or besides."""
    read = read_config(config)
    words = [word for one in select for word in one.split(",") if word.strip()]
    less = [word for one in ignore for word in one.split(",") if word.strip()]
    return Choice(
        Config(
            chosen_rules(words, "--select") if words else read.select,
            read.ignore | not_errors(chosen_rules(less, "--ignore"), "--ignore"),
            read.severity,
            None,
            read.plans,
        ),
        Path(baseline) if baseline is not None else read.baseline,
        _day(today),
    )


def _day(text: str | None) -> datetime.date:
    if text is None:
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise wrong_usage(f"`--today {text}` is no day such as 2026-06-30") from None


def write_down(path: str, found: Sequence[Diagnostic], sources: Mapping[str, str]) -> None:
    """Writes a baseline, whole or not at all."""
    from planlang.diagnostics.baseline import write_baseline

    target = Path(path)
    new = target.with_name(f".{target.name}.new-{os.getpid()}")
    try:
        new.write_text(write_baseline(found, sources), encoding="utf-8")
        new.replace(target)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise wrong_usage(f"the baseline `{path}` can't be written: {error.strerror}") from None
