"""The diagram of a plan: its core graph at the level of the plan's own words, as Graphviz DOT text."""

from __future__ import annotations

import re

from planlang.core import graph as g
from planlang.render.declarations import Declaration, declarations, dependencies
from planlang.render.labels import Label, labels

CLUSTERS: tuple[tuple[str, str, str], ...] = (
    ("data", "data", "#eef3f8"),
    ("credit", "crediting", "#edf7ee"),
    ("measure", "attainment", "#fdf6e3"),
    ("component", "components", "#f9eeee"),
    ("payout", "payout", "#f1edf7"),
)
"""The kinds of declaration, what a group of them is called, and its colour."""

_FONT = "Helvetica"
_LONGEST = 72
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def diagram(graph: g.Graph) -> str:
    """DOT text with every declaration of the plan and every reading of one by another; the same bytes each time."""
    said = labels(graph)
    everything = declarations(graph)
    lines = [
        f"digraph {quoted(graph.name)} {{",
        f"    graph [rankdir=LR, labelloc=t, label={quoted_text(_title(graph))}, fontname={quoted(_FONT)}, compound=true];",
        f"    node [shape=plain, fontname={quoted(_FONT)}, fontsize=11];",
        '    edge [color="#555555", arrowsize=0.7];',
    ]
    for kind, heading, colour in CLUSTERS:
        members = [found for found in everything if found.kind == kind]
        if not members:
            continue
        lines += ["", f"    subgraph {quoted('cluster_' + kind)} {{"]
        lines.append(
            f'        label={quoted_text(heading)}; style="rounded,filled"; color="#cccccc"; fillcolor="{colour}";'
        )
        lines += [f"        {_id(found)} [label={_table(said[found])}];" for found in members]
        lines.append("    }")
    edges = dependencies(graph)
    if edges:
        lines.append("")
    lines += [f"    {_id(read)} -> {_id(reader)};" for read, reader in edges]
    return "\n".join([*lines, "}"]) + "\n"


def _title(graph: g.Graph) -> str:
    return f"{graph.name}: {graph.title}" if graph.title else graph.name


def _id(found: Declaration) -> str:
    return quoted(found.kind if found.kind == "payout" else f"{found.kind} {found.name}")


def _table(label: Label) -> str:
    """A label as a table: the heading over its lines."""
    rows = [f'<TR><TD COLSPAN="2" ALIGN="LEFT"><B>{escaped(label.heading)}</B></TD></TR>']
    if label.each:
        rows.append(f'<TR><TD COLSPAN="2" ALIGN="LEFT"><I>{escaped(label.each)}</I></TD></TR>')
    for number, (word, says) in enumerate(label.lines):
        rows.append("<HR/>" if number == 0 else "")
        if word:
            rows.append(
                f'<TR><TD ALIGN="LEFT" VALIGN="TOP">{_wrapped(word)}</TD><TD ALIGN="LEFT">{_wrapped(says)}</TD></TR>'
            )
        else:
            rows.append(f'<TR><TD COLSPAN="2" ALIGN="LEFT">{_wrapped(says)}</TD></TR>')
    head = '<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#888888" BGCOLOR="white" STYLE="ROUNDED">'
    return f"<{head}{''.join(rows)}</TABLE>>"


def _wrapped(text: str) -> str:
    """Long text on several lines, broken at blanks, each flush left."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= _LONGEST:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) < 2:
        return escaped(text)
    return "".join(f'{escaped(line)}<BR ALIGN="LEFT"/>' for line in lines)


def escaped(text: str) -> str:
    """Text inside an HTML-like label: nothing in it is markup, and nothing in it breaks the label."""
    clean = _NOT_XML.sub("\ufffd", " ".join(text.split()))
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        clean = clean.replace(character, entity)
    return clean or " "


def quoted(text: str) -> str:
    """A DOT identifier: any text between quotation marks."""
    clean = _NOT_XML.sub("\ufffd", " ".join(text.split()))
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quoted_text(text: str) -> str:
    """A DOT label in quotation marks: like an identifier, and ``&`` begins no entity."""
    return quoted(text.replace("&", "&amp;"))
