"""Findings on their way to a person or a program."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import IO

from planlang.cli.options import coloured, width_of
from planlang.diagnostics.model import Diagnostic, Label
from planlang.diagnostics.place import DataPlace, Span


def show(
    found: Iterable[Diagnostic],
    sources: Mapping[str, str],
    form: str,
    color: str,
    stream: IO[str],
) -> None:
    """Writes findings in one of the formats of ``planlang check``."""
    if form == "json":
        from planlang.diagnostics.render_json import render_json

        stream.write(render_json(found))
    elif form == "concise":
        from planlang.diagnostics.render_line import render_line

        stream.write(render_line(found))
    elif form == "sarif":
        from planlang import __version__
        from planlang.diagnostics.render_sarif import render_sarif

        stream.write(render_sarif(found, __version__))
    elif form == "github":
        from planlang.diagnostics.render_github import render_github

        stream.write(render_github(found))
    elif form == "junit":
        from planlang.diagnostics.render_junit import render_junit

        stream.write(render_junit(found, list(sources)))
    else:
        from planlang.diagnostics.render_text import render_text

        stream.write(render_text(found, sources, width=width_of(stream), colour=coloured(color, stream)))


def complain(found: Iterable[Diagnostic], sources: Mapping[str, str], color: str, form: str = "full") -> None:
    """Findings that keep a command from its work: to stderr; in a form for programs to stdout, where nothing else will be."""
    sys.stdout.flush()
    if form != "full":
        show(found, sources, form, color, sys.stdout)
        return
    from planlang.diagnostics.render_text import render_text

    text = render_text(found, sources, width=width_of(sys.stderr), colour=coloured(color, sys.stderr))
    sys.stderr.write(text.replace("; --format json lists all", "; --findings json lists all"))


def renamed(found: Iterable[Diagnostic], old: str, new: str) -> tuple[Diagnostic, ...]:
    """The same findings where a plan file goes by another name."""
    if old == new:
        return tuple(found)

    def place(where: Span | DataPlace) -> Span | DataPlace:
        return where.but(file=new) if isinstance(where, Span) and where.file == old else where

    def label(one: Label) -> Label:
        return one.but(place=place(one.place))

    return tuple(d.but(labels=tuple(label(one) for one in d.labels)) for d in found)
