"""Texts, members and yes or no in SQL, by the rules of ``planlang.data.words``.

Which characters nobody can see is asked of Python, once for each odd character that a column holds: the Unicode tables of
two programs are never the same.
"""

from __future__ import annotations

import itertools

from planlang.core.forms import TextForm
from planlang.core.records import ColumnSpec
from planlang.data.engine.shapes import Cell
from planlang.data.engine.sqltext import literal, one_of
from planlang.data.words import MAX_KEY, MAX_TEXT, unprintable
from planlang.duck import duckdb
from planlang.slotted import frozen

_PLAIN = "[!-~](?:[ -~]*[!-~])?"
YES = tuple("".join(letters) for letters in itertools.product("yY", "eE", "sS"))
NO = tuple("".join(letters) for letters in itertools.product("nN", "oO"))


@frozen
class Odd:
    """Characters that some texts of a column hold: those that are refused, and those that may not stand at an end."""

    refused: str = ""
    spaces: str = ""


def most(column: ColumnSpec, identifies: bool) -> int:
    """How long a text of this column may be."""
    return MAX_KEY if identifies or column.kind == "row" else MAX_TEXT


def not_simple(cell: Cell, identifies: bool) -> str:
    """Whether a text is anything but letters, digits and ``-._~``; ``NULL`` where it is blank.

    These are what an address on the web need not spell otherwise, and asking for that costs half of what a pattern does.
    """
    return f"(url_encode({cell.text}) <> {cell.text} OR strlen({cell.text}) > {most(cell.column, identifies)})"


def has_form(cell: Cell, form: TextForm) -> str:
    """Whether a text has a form; then it is simple, too. ``NULL`` where it is blank.

    GLOB looks at each character once; the same as a regular expression takes half as long again.
    """
    return f"({cell.text} GLOB {literal(form.pattern)})"


def suspect(cell: Cell, identifies: bool) -> str:
    """Whether a text needs a closer look; ``NULL`` where it is blank."""
    limit = most(cell.column, identifies)
    return f"NOT (strlen({cell.text}) <= {limit} AND regexp_full_match({cell.text}, {literal(_PLAIN)}))"


def odd_characters(database: duckdb.DuckDBPyConnection, source: str, cell: Cell, identifies: bool) -> Odd:
    """The characters beyond plain ones in the texts of a column, sorted by what Python's rules say of them."""
    found = database.execute(
        f"SELECT DISTINCT unnest(regexp_extract_all(t, '[^!-~]')) FROM (SELECT {cell.text} AS t FROM {source})"
        f" WHERE {suspect(Cell(cell.column, 't', 't', 't', 'text'), identifies)}"
    ).fetchall()
    characters = sorted(row[0] for row in found)
    strict = identifies or cell.column.kind == "row"
    return Odd("".join(c for c in characters if unprintable(c, strict)), "".join(c for c in characters if c.isspace()))


def refused(cell: Cell, identifies: bool, odd: Odd) -> str:
    """Whether a text is refused, exactly; ``NULL`` where it is blank."""
    why = [f"length({cell.text}) > {most(cell.column, identifies)}"]
    if odd.refused:
        why.append(f"regexp_matches({cell.text}, '{_set(odd.refused)}')")
    if odd.spaces:
        spaces = _set(odd.spaces)
        why.append(f"regexp_matches({cell.text}, '\\A{spaces}|{spaces}\\z')")
    return f"({' OR '.join(why)})"


def _set(characters: str) -> str:
    return "[" + "".join(f"\\x{{{ord(c):x}}}" for c in characters) + "]"


def not_a_member(cell: Cell) -> str:
    """Whether a cell is none of the members that a column may hold; ``NULL`` where it is blank."""
    members = [m for m in dict.fromkeys(cell.column.members) if m and m == m.strip()]
    return f"NOT ({one_of(cell.text, members)})" if members else f"({cell.text} IS NOT NULL)"


def members_type(cell: Cell) -> str | None:
    """An SQL type of the members that a column may hold, to which a cast is cheaper than comparisons; ``None`` where none is."""
    members = [m for m in dict.fromkeys(cell.column.members) if m and m == m.strip()]
    return f"ENUM({', '.join(map(literal, members))})" if members and not any("\0" in m for m in members) else None


def neither_yes_nor_no(cell: Cell) -> str:
    """Whether a cell is no form of yes or no; ``NULL`` where it is blank."""
    return f"NOT ({one_of(cell.text, YES + NO)})"
