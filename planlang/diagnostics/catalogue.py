"""The catalogue of rules: one page for each kind of finding, ``rules/<name>.md``.

A page is the one place where a rule's code, severity, title and documentation live; the renderers,
``planlang rule`` and the docs site all read it. A page opens with its front matter::

    ---
    name: overlapping-rates
    code: P301
    severity: error
    title: two rules set the rate of the same deal
    ---

after which comes prose, then sections. ``## Bad`` and ``## Good`` hold whole plans in fenced
``plan`` blocks, which the tests check. A rule about data files also fences the files, each named
after its fence: ````` ```csv deals.csv`````. Files in a section ``## Data`` belong to both.

A page can say in its front matter what it takes to see the fault: ``found by: check`` (the plan's
text), ``file`` (its bytes), ``data``, ``run`` or ``test``. Left out, it is ``data`` for the codes
P600 to P699, ``test`` for P800 to P899, and ``check`` for the others.

Nothing is read before it is asked for, and then one file at a time.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from planlang.diagnostics.suggest import closest_all
from planlang.slotted import frozen

Severity = Literal["error", "warning", "note"]
FoundBy = Literal["check", "file", "data", "run", "test"]

RULES = Path(__file__).parent / "rules"

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CODE = re.compile(r"P[0-9]{3}")
_FILE = re.compile(r"[\w-]+\.(?:csv|jsonl)")
_FOUND_BY = {"P6": "data", "P8": "test"}


class PageError(Exception):
    """A rule's page is not written as pages are. A bug of ours, never the user's."""


class UnknownRule(LookupError):
    """Nobody knows a rule of this name or code; ``near`` are those that look like it."""

    def __init__(self, asked: str, near: tuple[str, ...]) -> None:
        super().__init__(f"there is no rule {asked!r}")
        self.asked = asked
        self.near = near


@frozen
class Block:
    """A fenced block of a page: its language, the file name it carries (or none), its text."""

    language: str
    file: str | None
    text: str


@frozen
class Section:
    """A ``##`` section of a page; the prose before the first one has the heading ``""``."""

    heading: str
    text: str
    blocks: tuple[Block, ...]


@frozen
class Head:
    """What a renderer needs of a rule: its front matter."""

    name: str
    code: str
    severity: Severity
    title: str
    found_by: FoundBy = "check"


@frozen
class Rule:
    """A rule and its whole page."""

    head: Head
    sections: tuple[Section, ...]

    @property
    def name(self) -> str:
        return self.head.name

    @property
    def code(self) -> str:
        return self.head.code

    @property
    def severity(self) -> Severity:
        return self.head.severity

    @property
    def title(self) -> str:
        return self.head.title

    @property
    def prose(self) -> str:
        """The page's own words before its first section."""
        return self.sections[0].text

    def section(self, heading: str) -> Section | None:
        """The section of this heading, if the page has one."""
        return next((s for s in self.sections if s.heading == heading), None)

    def plans(self, heading: str) -> tuple[str, ...]:
        """The plan texts of a section: ``rule.plans("Bad")``."""
        section = self.section(heading)
        return tuple(b.text for b in section.blocks if b.language == "plan") if section else ()

    def files(self, heading: str) -> dict[str, str]:
        """The data files that a section shows, by name, with those of the section ``Data``."""
        sections = (self.section("Data"), self.section(heading))
        return {b.file: b.text for section in sections if section for b in section.blocks if b.file}


def names() -> tuple[str, ...]:
    """The names of all rules, in alphabetical order; no page is opened."""
    return tuple(sorted(page.stem for page in RULES.glob("*.md")))


@cache
def head(name: str) -> Head:
    """The front matter of a rule. Its page is read up to there and no further.

    A rule that has no page (a bug that the test suite finds) does not keep a finding from the
    user: it goes out as an error with the code P000.
    """
    lines: list[str] = []
    try:
        if not _NAME.fullmatch(name):
            raise FileNotFoundError(name)
        with (RULES / f"{name}.md").open(encoding="utf-8") as page:
            for line in page:
                if lines and line.rstrip() == "---":
                    break
                lines.append(line)
    except FileNotFoundError:
        return Head(name, "P000", "error", name.replace("-", " "))
    return _head(name, lines)


@cache
def rule(name_or_code: str) -> Rule:
    """The rule of this name (``overlapping-rates``) or code (``P301``).

    Raises ``UnknownRule``, which carries what may have been meant.
    """
    asked = name_or_code.strip()
    name = asked.lower()
    if _CODE.fullmatch(asked.upper()):
        name = next((h.name for h in heads() if h.code == asked.upper()), "")
    if not _NAME.fullmatch(name) or not os.path.isfile(RULES / f"{name}.md"):
        known = [*names(), *(h.code for h in heads())]
        raise UnknownRule(asked, closest_all(asked, known))
    return parse_page(name, (RULES / f"{name}.md").read_text(encoding="utf-8"))


def heads() -> tuple[Head, ...]:
    """The front matter of all rules, by code."""
    return tuple(sorted((head(name) for name in names()), key=lambda h: (h.code, h.name)))


def all_rules() -> tuple[Rule, ...]:
    """All rules with their pages, by code."""
    return tuple(rule(h.name) for h in heads())


def parse_page(name: str, text: str) -> Rule:
    """Reads a page. ``name`` is its file's name without ``.md``."""
    lines = text.splitlines()
    try:
        end = lines.index("---", 1)
    except ValueError:
        raise PageError(f"{name}.md: the front matter does not end in a line ---") from None
    return Rule(_head(name, lines[:end]), _sections(lines[end + 1 :]))


def _head(name: str, lines: list[str]) -> Head:
    if not lines or lines[0].strip() != "---":
        raise PageError(f"{name}.md: the page does not open with a line ---")
    said: dict[str, str] = {}
    for line in lines[1:]:
        key, colon, value = line.partition(":")
        if line.strip():
            if not colon:
                raise PageError(f"{name}.md: not `key: value` in the front matter: {line.strip()!r}")
            said[key.strip()] = value.strip().strip('"').strip()
    for key in ("name", "code", "severity", "title"):
        if not said.get(key):
            raise PageError(f"{name}.md: the front matter has no `{key}`")
    if said["name"] != name:
        raise PageError(f"{name}.md: its front matter calls it {said['name']!r}")
    if not _CODE.fullmatch(said["code"]):
        raise PageError(f"{name}.md: {said['code']!r} is not a code like P301")
    if said["severity"] not in get_args(Severity):
        raise PageError(f"{name}.md: severity {said['severity']!r} is none of {get_args(Severity)}")
    found_by = said.get("found by") or _FOUND_BY.get(said["code"][:2], "check")
    if found_by not in get_args(FoundBy):
        raise PageError(f"{name}.md: found by {found_by!r} is none of {get_args(FoundBy)}")
    severity = cast(Severity, said["severity"])
    return Head(name, said["code"], severity, said["title"], cast(FoundBy, found_by))


def _sections(lines: list[str]) -> tuple[Section, ...]:
    found: list[tuple[str, list[str]]] = [("", [])]
    fence = ""
    for line in lines:
        mark = _fence(line)
        if fence:
            if mark.startswith(fence) and not line.strip().strip("`"):
                fence = ""
        elif mark:
            fence = mark
        elif line.startswith("## "):
            found.append((line[3:].strip(), []))
            continue
        found[-1][1].append(line)
    return tuple(Section(heading, "\n".join(text).strip(), _blocks(text)) for heading, text in found)


def _fence(line: str) -> str:
    stripped = line.strip()
    ticks = len(stripped) - len(stripped.lstrip("`"))
    return "`" * ticks if ticks >= 3 else ""


def _blocks(lines: list[str]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    fence, info, body, said = "", "", list[str](), ""
    for line in lines:
        mark = _fence(line)
        if not fence and mark:
            fence, info, body = mark, line.strip().strip("`").strip(), []
            named = _FILE.search(said)  # a line before the fence may name the file too
            if " " not in info and info != "plan" and named:
                info += f" {named[0]}"
        elif fence and mark.startswith(fence) and not line.strip().strip("`"):
            language, _, file = info.partition(" ")
            blocks.append(Block(language, file.strip() or None, "\n".join(body) + "\n"))
            fence, said = "", ""
        elif fence:
            body.append(line)
        elif line.strip():
            said = line
    return tuple(blocks)
