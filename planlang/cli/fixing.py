"""``check --fix`` and ``--diff``: repairs that are proven to change no payout, and what is said of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from planlang.cli.changed import changes, replaced
from planlang.cli.chosen import Choice
from planlang.cli.options import coloured, out, say
from planlang.cli.stop import wrong_usage
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import Span
from planlang.semantics.library import Library
from planlang.slotted import define
from planlang.syntax.parse import parse

BOM = b"\xef\xbb\xbf"


def fixing_of(fix: bool, diff: bool, paths: Sequence[str], color: str, choice: Callable[[], Choice]) -> Fixing:
    """What changes plans, or shows how they would be; wrong usage where that can't be.

    ``choice`` gives what is chosen, anew each time, since it counts what it leaves out.
    """
    if fix and diff:
        raise wrong_usage("`--fix` writes and `--diff` only shows: say one of them")
    if fix and "-" in paths:
        raise wrong_usage("`--fix` changes files; for the standard input there is `--diff`")

    def shown(found: Sequence[Diagnostic], name: str, source: str) -> Sequence[Diagnostic]:
        chosen = choice()
        return chosen.new(chosen.of(found, (), name), {name: source})

    return Fixing(fix, color, shown)


@define
class Fixing:
    """Plans one after the other. ``write``: the files are changed, otherwise it is only shown how.

    ``shown`` gives the findings that are looked at; ``changed`` counts the plans that are (or would be) another text.
    """

    write: bool
    color: str
    shown: Callable[[Sequence[Diagnostic], str, str], Sequence[Diagnostic]]
    changed: int = 0

    def plan(self, path: str, name: str, data: bytes, library: Library) -> bytes:
        """The text of a plan to go on with: the new one where the file is written."""
        from planlang.readings.fixes import fixes

        parsed = parse(data, name)
        if parsed.tree is None:
            say(f"{name}: left as it is, since it can't be read as a plan")
            return data  # what is wrong with it is said by the check
        found = fixes(parsed.source, name, library, lambda some, source: self.shown(some, name, source))
        verb = "fixed" if self.write else "would fix"
        for one in found.made:
            say(f"{_place(one, name)}: {verb} {one.rule}: {one.message}")
        for left in found.left:
            say(f"{_place(left.diagnostic, name)}: left to you {left.diagnostic.rule}: {left.why}")
        if found.text == parsed.source:
            return data
        self.changed += 1
        if not self.write:
            out(changes(name, parsed.source, found.text, coloured(self.color, sys.stdout), "repaired"))
            return data
        new = (BOM if data.startswith(BOM) else b"") + found.text.encode()
        replaced(Path(path), new.decode())
        return new


def _place(one: Diagnostic, name: str) -> str:
    return f"{name}:{one.primary.line}" if isinstance(one.primary, Span) else name
