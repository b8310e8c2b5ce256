"""From the text of a plan to its syntax tree, with every mistake found on the way."""

from __future__ import annotations

import re

from planlang.diagnostics.model import Diagnostic, Repair, finding
from planlang.diagnostics.place import Span
from planlang.slotted import frozen
from planlang.syntax import (
    builder_aggregates,
    builder_balances,
    builder_calendar,
    builder_credits,
    builder_data,
    builder_rules,
    builder_tables,
    builder_values,
)
from planlang.syntax.builder import Builder
from planlang.syntax.driver import Driver
from planlang.syntax.layout import Layout, lay_out
from planlang.syntax.tree import PlanFile

# They register their functions when they are imported.
_ = (
    builder_aggregates,
    builder_balances,
    builder_calendar,
    builder_credits,
    builder_data,
    builder_rules,
    builder_tables,
    builder_values,
)

LARGEST = 2_000_000
"""Characters; a hundred times the longest compensation plan we know."""

_CONTROL = frozenset(
    map(chr, (*range(0x09), *range(0x0E, 0x20), 0x7F, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF))
)  # fmt: skip
"""Characters that nobody sees. A pattern for them would be a table of all characters, which takes longer to make than a plan to read."""


@frozen(eq=False, repr=False)
class ParseResult:
    """What came of a text.

    ``tree`` is the whole file, or ``None`` if anything could not be read; ``partial`` is then what
    could be. ``source`` is the decoded text, which every place in the diagnostics counts in.
    """

    tree: PlanFile | None
    diagnostics: tuple[Diagnostic, ...]
    source: str
    partial: PlanFile | None = None


def parse(text: str | bytes, file: str) -> ParseResult:
    """Read a plan; ``file`` is the name that places are given with. Never raises for what a plan says."""
    if isinstance(text, bytes):
        decoded = _decode(text, file)
        if isinstance(decoded, ParseResult):
            return decoded
        text = decoded
    source = text.removeprefix("\ufeff")
    refused = _refused(source, file)
    if refused is not None:
        return ParseResult(None, (refused,), source)
    layout = lay_out(source, file)
    builder = Builder(layout)
    tree = Driver(layout, builder).run()
    findings = sorted(builder.findings, key=_where)
    if findings or tree is None:
        return ParseResult(None, tuple(findings), source, tree)
    return ParseResult(tree, (), source)


def _where(found: Diagnostic) -> int:
    place = found.primary
    return place.start if isinstance(place, Span) else 0


def _decode(text: bytes, file: str) -> str | ParseResult:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        readable = text[: error.start].decode("utf-8").removeprefix("\ufeff")
        layout = Layout(file, readable, [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", readable))], {})
        repair = Repair("Save the file as UTF-8 text: in a spreadsheet or editor, “Save as … UTF-8”.")
        found = finding(
            "not-text",
            "This file is not text in UTF-8.",
            layout.span(len(readable), len(readable)),
            f"the byte 0x{text[error.start]:02x} is not UTF-8",
            repairs=(repair,),
        )
        return ParseResult(None, (found,), readable)


def _refused(source: str, file: str) -> Diagnostic | None:
    if len(source) > LARGEST:
        return finding(
            "too-big",
            f"This file has {len(source):,} characters; a plan may have {LARGEST:,}.",
            Span(file, 0, 0, 1, 1, 1, 1),
            repairs=(
                Repair("Move data out of the plan into a data file, or divide the plan and bring parts in by `use`."),
            ),
        )
    odd = [character for character in set(source) if character in _CONTROL or "\ud800" <= character <= "\udfff"]
    if not odd:
        return None
    at = min(map(source.index, odd))
    starts = [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", source))]
    return finding(
        "not-text",
        f"An invisible character (U+{ord(source[at]):04X}) stands in the plan.",
        Layout(file, source, starts, {}).span(at, at + 1),
        "an invisible character",
        repairs=(Repair("Delete it: remove the characters around it and type them again."),),
    )
