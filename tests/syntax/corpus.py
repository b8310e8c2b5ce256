"""Plans and broken plans that several tests share."""

from __future__ import annotations

from pathlib import Path

from planlang.diagnostics import catalogue

PLANS = Path(__file__).parent / "plans"
EVERYTHING = (PLANS / "everything.plan").read_text(encoding="utf-8")


def in_rule(*lines: str) -> str:
    """A plan whose one rule has these lines; the first stands on line 3."""
    body = "".join(f"        {line}\n" for line in lines)
    return "plan P {\n    commission C for each credit of S {\n" + body + "    }\n}\n"


def in_table(*rows: str) -> str:
    """A plan whose one table has these rows; the first stands on line 3."""
    body = "".join(f"        {row}\n" for row in rows)
    return "plan P {\n    table T {\n" + body + "    }\n}\n"


def page_plans() -> list[str]:
    """The plans of the syntax rules' pages, good and bad."""
    found: list[str] = []
    for head in catalogue.heads():
        if "P001" <= head.code <= "P049":
            page = catalogue.rule(head.name)
            found += [*page.plans("Bad"), *page.plans("Good")]
    return found
