"""How the documentation is built. The pages of the findings are made from the rule pages themselves."""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import planlang  # noqa: E402
from planlang.diagnostics import catalogue  # noqa: E402
from planlang.diagnostics.catalogue import Head, Rule  # noqa: E402
from planlang.diagnostics.explain_rule import HEADINGS  # noqa: E402

project = "planlang"
author = "the planlang authors"
copyright = author
version = release = planlang.__version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "preludes"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]
highlight_language = "text"

html_theme = "furo"
html_title = f"planlang {release}"
html_show_copyright = False
html_last_updated_fmt = None

FAMILIES = (
    ("P0", "Syntax"),
    ("P1", "Names, types and grain"),
    ("P2", "Tables and what they cover"),
    ("P3", "Questions a plan must answer"),
    ("P4", "Money, rounding and limits"),
    ("P5", "Time"),
    ("P6", "Data files"),
    ("P7", "Unused and unreachable"),
    ("P8", "Examples and tests"),
    ("P9", "Not built yet, and limits"),
)


def _family(head: Head) -> str:
    # P001 to P049 are syntax, P050 to P149 names and types: the hundreds don't say it all.
    if head.code < "P050":
        return "P0"
    return "P1" if head.code < "P150" else head.code[:2]


def _page(rule: Rule) -> str:
    parts = [f"# {rule.name} ({rule.code})", f"*{rule.severity}*: {rule.title}"]
    for section in rule.sections:
        if section.heading:
            parts.append(f"## {HEADINGS.get(section.heading, section.heading)}")
        parts.append(_fences(section.text))
    return "\n\n".join(parts) + "\n"


def _fences(text: str) -> str:
    """The name of a data file stands before its fence: Sphinx knows only the language."""
    lines: list[str] = []
    for line in text.splitlines():
        opening, _, file = line.strip().partition(" ")
        if opening.startswith("```") and opening.strip("`") and file:
            lines += [f"`{file.strip()}`:", "", opening]
        else:
            lines.append(line)
    return "\n".join(lines).replace("```plan", "```text").replace("```csv", "```text")


def _index(heads: tuple[Head, ...]) -> str:
    parts = [
        "# What planlang has to say",
        "Each finding has a name and a code; `planlang rule NAME` shows the same page in the terminal.",
    ]
    for prefix, title in FAMILIES:
        family = [head for head in heads if _family(head) == prefix]
        if family:
            rows = [f"| [{h.name}](rules/{h.name}.md) | {h.code} | {h.severity} | {h.title} |" for h in family]
            parts.append(f"## {title}")
            parts.append("\n".join(["| name | code | severity | |", "|---|---|---|---|", *rows]))
    if heads:
        toc = "\n".join(f"rules/{head.name}" for head in heads)
        parts.append(f"```{{toctree}}\n:hidden:\n\n{toc}\n```")
    return "\n\n".join(parts) + "\n"


def _write(path: Path, text: str) -> None:
    """Writes only what changed, so that Sphinx rebuilds no more than it must."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write_rule_pages(app: object) -> None:
    """docs/diagnostics: an index, and a page for each rule. Nothing in there is kept by hand."""
    out = HERE / "diagnostics"
    heads = catalogue.heads()
    _write(out / "index.md", _index(heads))
    for head in heads:
        _write(out / "rules" / f"{head.name}.md", _page(catalogue.rule(head.name)))
    for stale in (out / "rules").glob("*.md"):
        if stale.stem not in {head.name for head in heads}:
            stale.unlink()


def link_findings(app: object, name: str, source: list[str]) -> None:
    """A line that begins with ``Findings:`` names pages of the catalogue; parts of plans are shown as text."""
    known = {head.name for head in catalogue.heads()}

    def linked(line: str) -> str:
        if not line.startswith("Findings: "):
            return line
        return re.sub(
            r"`([a-z-]+)`", lambda m: f"[`{m[1]}`](diagnostics/rules/{m[1]}.md)" if m[1] in known else m[0], line
        )

    text = "\n".join(linked(line) for line in source[0].split("\n"))
    source[0] = re.sub(r"^```plan(?:-fragment)?$", "```text", text, flags=re.MULTILINE)


def setup(app: object) -> None:
    """Sphinx calls this."""
    app.connect("builder-inited", write_rule_pages)  # type: ignore[attr-defined]
    app.connect("source-read", link_findings)  # type: ignore[attr-defined]
