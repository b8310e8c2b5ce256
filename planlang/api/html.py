"""Small pieces of HTML for notebooks. Every text goes through ``text``, whatever it holds."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from planlang.diagnostics.cells import clean

_RIGHT = ' style="text-align: right"'
_LEFT = ' style="text-align: left"'


def text(value: object) -> str:
    """A value as text that is nothing but text; control characters are made visible."""
    return html.escape(clean(str(value)))


def heading(value: str) -> str:
    """A line above a table."""
    return f"<p><strong>{text(value)}</strong></p>"


def note(value: str) -> str:
    """A line below a table."""
    return f"<p><small>{text(value)}</small></p>"


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[bool]) -> str:
    """A table; ``right`` are the columns of numbers."""
    sides = [_RIGHT if one else _LEFT for one in right]
    head = "".join(f"<th{side}>{text(name)}</th>" for name, side in zip(headers, sides, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{side}>{text(cell)}</td>" for cell, side in zip(row, sides, strict=True)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def page(value: str) -> str:
    """A text laid out in lines, as it is."""
    lines = "\n".join(text(line) for line in value.split("\n"))
    return f'<pre style="line-height: 1.3; overflow-x: auto">{lines}</pre>'
