"""Cells of CSV files as DuckDB writes them: the same as ``planlang.data.outputs`` writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planlang.data.outputs import FORMULA_STARTS, QUOTED_SIGNS, harmless, made_plain

_STARTS = ("0", "9"), ("A", "Z"), ("a", "z")
"""From where to where there are characters that no formula starts with; hardly a text starts with another one."""


def text_cell(column: str, words: Sequence[str] = (), telling: bool = False) -> str:
    """An expression: the cell for the text of a column, which stands here as its quoted name.

    ``words`` are all texts that it can hold, where they are known. ``telling``: an empty text is quoted, since a blank is none, and a number
    below 0 is no formula.

    Most texts start with a letter or digit and need no quotation marks. To look for each sign by itself takes a third of the time of a pattern.
    """
    if words and not telling and all(_is_plain(word) for word in words):
        return f"coalesce({column}::VARCHAR, '')"
    signs = "".join(map(_escaped, QUOTED_SIGNS))
    formula = f"regexp_matches(ltrim({column}, ''''), '^(?:{'|'.join(map(_escaped, FORMULA_STARTS))})')"
    quoting = f"regexp_matches({column}, '[{signs}]')"
    if telling:
        formula += f" AND NOT regexp_matches({column}, '^-[0-9./]+$')"
        quoting = f"{column} = '' OR {quoting}"
    cell = f"CASE WHEN {formula} THEN '''' || {column} ELSE {column} END"
    quoted = f"'\"' || replace({made_plain(cell)}, '\"', '\"\"') || '\"'"
    starts = " OR ".join(f"ascii({column}) BETWEEN {ord(low)} AND {ord(high)}" for low, high in _STARTS)
    plain = " AND ".join((f"({starts})", *(f"NOT contains({column}, {_character(sign)})" for sign in QUOTED_SIGNS)))
    return f"CASE WHEN {column} IS NULL THEN '' WHEN {plain} THEN {column} WHEN {quoting} THEN {quoted} ELSE {cell} END"


def line(cells: Iterable[str]) -> str:
    """An expression: a line of such cells, none of which is ever NULL. A chain of ``||`` copies what it has with each cell."""
    between = ", ',', "
    return f"concat({between.join(cells)})"


def _is_plain(word: str) -> bool:
    return harmless(word) == word and not any(sign in word for sign in QUOTED_SIGNS)


def _character(sign: str) -> str:
    return f"'{sign}'" if sign.isprintable() else f"chr({ord(sign)})"


def _escaped(sign: str) -> str:
    codes = {"\t": "\\t", "\r": "\\r", "\n": "\\n"}
    return codes.get(sign, "\\" + sign if sign.isascii() else sign)
