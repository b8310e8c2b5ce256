"""How a command ends early: an exit code and plain words for it.

0 done; 1 findings, failed tests or differences; 2 wrong usage or configuration; 3 input data rejected;
70 a bug of ours. A command that is interrupted ends as the shell expects: 130 for Ctrl-C, 141 where nobody reads on.
"""

from __future__ import annotations

from collections.abc import Iterable

DONE = 0
FINDINGS = 1
USAGE = 2
DATA = 3
BUG = 70
INTERRUPTED = 130
UNREAD = 141


class Stop(Exception):
    """Ends the command with a code; ``message``, if any, goes to stderr, and ``hints`` below it."""

    def __init__(self, code: int, message: str = "", hints: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hints = tuple(hints)


def wrong_usage(message: str, *hints: str) -> Stop:
    """The command can't be done as asked: exit 2."""
    return Stop(USAGE, message, hints)


def unknown(what: str, word: str, known: Iterable[str], where: str = "") -> Stop:
    """A name nobody knows: exit 2, with what may have been meant, or what there is."""
    from planlang.diagnostics.suggest import closest_all

    names = list(dict.fromkeys(known))
    near = closest_all(word, names)
    message = f"there is no {what} `{word}`{' ' + where if where else ''}"
    if near:
        return wrong_usage(message, "did you mean " + " or ".join(f"`{name}`" for name in near) + "?")
    if names:
        shown = ", ".join(f"`{name}`" for name in names[:12])
        more = f" and {len(names) - 12:,} more" if len(names) > 12 else ""
        return wrong_usage(message, f"there is: {shown}{more}")
    return wrong_usage(message)
