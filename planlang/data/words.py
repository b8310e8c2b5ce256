"""Cells that hold words: texts, yes and no, members of a closed set."""

from __future__ import annotations

from collections.abc import Callable

from planlang.core.records import ColumnSpec
from planlang.data.report import Refused, listed, quoted, repair
from planlang.diagnostics.model import Repair
from planlang.diagnostics.suggest import closest

MAX_TEXT = 10_000
"""The longest text, in characters."""
MAX_KEY = 500
"""The longest text that identifies a row or points to one."""
MOST_SUGGESTIONS = 50
"""How many unknown spellings of one column are looked up; the others only get the plain answer."""

RULE = "unusable-text"


def text_reader(column: ColumnSpec, identifies: bool) -> Callable[[str], str | Refused]:
    """How the cells of a text column, or of a reference, are read: as they are, or not at all."""
    most = MAX_KEY if identifies else MAX_TEXT

    def read(text: str) -> str | Refused:
        if len(text) > most:
            what = "that tells rows apart" if identifies else ""
            return Refused(
                RULE,
                f"a text {what} of {len(text):,} characters".replace("  ", " "),
                f"at most {most:,} are read",
                repair("Shorten it."),
            )
        if not text.isprintable() and (bad := unprintable(text, identifies)):
            return Refused(
                RULE,
                f"{quoted(text)} holds a character that nobody can see",
                f"U+{ord(bad):04X}",
                repair("Remove it: two names that look alike must be alike."),
            )
        return text

    return read


def unprintable(text: str, identifies: bool) -> str | None:
    """The first character that has no business in a text: a control character, or in an identity anything invisible."""
    for c in text:
        if not c.isprintable() and c != " ":
            control = ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000
            if identifies or (control and c not in "\t\n\r"):
                return c
    return None


def read_yes_no(text: str) -> bool | Refused:
    """``yes`` or ``no``, in any letter case."""
    lower = text.lower()
    if lower in ("yes", "no"):
        return lower == "yes"
    meant = {
        "true": "yes",
        "t": "yes",
        "y": "yes",
        "1": "yes",
        "x": "yes",
        "false": "no",
        "f": "no",
        "n": "no",
        "0": "no",
    }.get(lower)
    return Refused(
        "not-yes-or-no",
        f"{quoted(text)} is neither yes nor no",
        "",
        (
            Repair("Say in the plan what it stands for.", f'…: yes/no, reads "{text}" as {meant}')
            if meant
            else Repair("Write `yes` or `no`."),
        ),
    )


def member_reader(column: ColumnSpec) -> Callable[[str], str | Refused]:
    """How the cells of a closed set are read: a member exactly as the plan spells it."""
    members = frozenset(column.members)
    asked = 0

    def read(text: str) -> str | Refused:
        nonlocal asked
        if text in members:
            return text
        asked += 1
        near = closest(text, column.members) if asked <= MOST_SUGGESTIONS else None
        repairs = (
            [
                Repair(
                    f"If {quoted(text)} means {near}, say so in the plan:",
                    f'{column.name}: …, reads "{text}" as {near}',
                )
            ]
            if near
            else [
                Repair(
                    "If it stands for one of them, say so in the plan:",
                    f'{column.name}: …, reads "{text}" as {column.members[0]}',
                )
            ]
            if column.members and len(text) <= 60
            else []
        )
        repairs.append(Repair("Or correct it in the file, or add it to the set in the plan."))
        return Refused(
            "value-not-in-set",
            f"{quoted(text)} is not one of {listed(column.members)}",
            f"did you mean `{near}`?" if near else "",
            tuple(repairs),
        )

    return read
