"""What ``planlang rule NAME`` prints: the rule's page, for a terminal or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from planlang.diagnostics.catalogue import Head, Rule
from planlang.diagnostics.cells import wrap

FORMAT = "planlang/rule/1"
RULES_FORMAT = "planlang/rules/1"

HEADINGS = {"Bad": "An example that gives it", "Good": "The same, settled"}
"""What the sections of a page are called where people read them."""


def render_rule(rule: Rule, format: Literal["text", "json"] = "text", *, width: int = 80) -> str:
    """The whole page of one rule."""
    if format == "json":
        return _json(rule_data(rule))
    return "\n".join(_page(rule, width)) + "\n"


def render_rules(heads: Iterable[Head], format: Literal["text", "json"] = "text") -> str:
    """A list of rules: one a line, or as JSON."""
    heads = tuple(heads)
    if format == "json":
        return _json({"format": RULES_FORMAT, "rules": [_head_data(head) for head in heads]})
    widest = max((len(head.name) for head in heads), default=0)
    return "".join(f"{h.code}  {h.name:<{widest}}  {h.severity:<7}  {h.title}\n" for h in heads)


def rule_data(rule: Rule) -> dict[str, Any]:
    """A rule as plain dictionaries and lists."""
    return {
        "format": FORMAT,
        **_head_data(rule.head),
        "prose": rule.prose,
        "sections": [
            {
                "heading": section.heading,
                "text": section.text,
                "blocks": [
                    {"language": block.language, "file": block.file, "text": block.text} for block in section.blocks
                ],
            }
            for section in rule.sections[1:]
        ],
    }


def _head_data(head: Head) -> dict[str, str]:
    return {"name": head.name, "code": head.code, "severity": head.severity, "title": head.title}


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _page(rule: Rule, width: int) -> Iterator[str]:
    yield f"{rule.name} ({rule.code}, {rule.severity})"
    yield from wrap(rule.title, width)
    for section in rule.sections:
        yield ""
        if section.heading:
            heading = HEADINGS.get(section.heading, section.heading)
            yield heading
            yield "-" * len(heading)
        yield from _text(section.text, width)


def _text(text: str, width: int) -> Iterator[str]:
    """Markdown as a terminal reads best: paragraphs wrapped, fenced blocks set in."""
    paragraph: list[str] = []
    fence = ""
    for line in text.splitlines():
        bare = line.strip()
        if fence:
            if bare.startswith(fence) and not bare.strip("`"):
                fence = ""
            else:
                yield f"    {line}".rstrip()
            continue
        starts = bare.startswith("```")
        item = bare.startswith(("- ", "* ", "|"))
        if paragraph and (not bare or starts or item):
            yield from _paragraph(" ".join(paragraph), width)
            paragraph = []
        if starts:
            fence = bare[: len(bare) - len(bare.lstrip("`"))]
            file = bare.strip("`").partition(" ")[2].strip()
            if file:
                yield f"  {file}"
        elif not bare:
            yield ""
        elif bare.startswith("|"):
            yield line.rstrip()
        else:
            paragraph.append(bare.replace("**", ""))
    if paragraph:
        yield from _paragraph(" ".join(paragraph), width)


def _paragraph(text: str, width: int) -> Iterator[str]:
    if text.startswith(("- ", "* ")):
        for number, line in enumerate(wrap(text[2:], width - 2)):
            yield ("  " if number else "- ") + line
    else:
        yield from wrap(text, width)
