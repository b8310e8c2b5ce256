"""Cells that hold numbers: plain decimals, and a stated reason for everything else.

A number is read as the integer and the power of ten that its text says; nothing is rounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from planlang import late
from planlang.core.records import ColumnSpec
from planlang.data.extent import MAX_DIGITS
from planlang.data.report import Refused, quoted, repair

Number = tuple[int, int]
"""A value: numerator, and the exponent of the ten that divides it."""

_PLAIN = re.compile(r"(-?[0-9]+)(?:\.([0-9]+))?").fullmatch
_EXPONENT = late.fullmatch(r"[-+]?[0-9]*\.?[0-9]*[eE][-+]?[0-9]+")
_CURRENCY = late.fullmatch(
    r"[-(]?\s*(?:[A-Z]{3}\s*|[$€£¥₹]\s*)-?[0-9][0-9.,]*\)?|-?[0-9][0-9.,]*\s*(?:[A-Z]{3}|[$€£¥₹])"
)
_COMMA = late.fullmatch(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_EUROPEAN = late.fullmatch(r"[-+]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),[0-9]+")
_SPACED = late.fullmatch(r"[-+]?[0-9]{1,3}(?:[\s'’_][0-9]{3})+(?:\.[0-9]+)?")
_POINTS = late.fullmatch(r"[-+]?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_BRACKETS = late.fullmatch(r"\([0-9.,]+\)")
_NOTHING = frozenset({"n/a", "na", "none", "null", "nil", "-", "--", "—", "–", "?", "tbd", "unknown", "#n/a"})

RULE = "not-a-plain-number"


def number_reader(column: ColumnSpec) -> Callable[[str], Number | Refused]:
    """How the cells of a numeric column are read."""
    if column.kind == "money":
        return _money(column)
    if column.kind == "count":
        return _count
    sign = {"percent": "%", "multiplier": "x"}.get(column.kind, "")
    return lambda text: _number(text, sign, column)


def thousands(text: str) -> bool:
    """Whether the point of a number may as well stand between thousands: `1.000` is one to some, and a thousand to others."""
    whole, _, decimals = text.lstrip("-").partition(".")
    return len(decimals) == 3 and len(whole) <= 3 and not whole.startswith("0")


def decimal_point(text: str) -> str:
    """The text of a number whose point stands before decimals, since its type says so: without the zero that makes them three."""
    return text[:-1] if text.endswith("0") and thousands(text) else text


def _money(column: ColumnSpec) -> Callable[[str], Number | Refused]:
    digits = column.digits
    zeros = ["0" * n for n in range(digits + 1)]

    def read(text: str) -> Number | Refused:
        match = _PLAIN(text)
        if match is None:
            return not_plain(text, column)
        whole, decimals = match.groups()
        if len(text) > MAX_DIGITS and _digits(text) > MAX_DIGITS:
            return _too_long(text)
        if decimals is None:
            return int(whole + zeros[digits]), digits
        if len(decimals) > digits:
            if decimals[digits:].strip("0"):
                return _too_fine(text, column)
            if thousands(text):
                return _either(text, digits)
            decimals = decimals[:digits]
        return int(whole + decimals + zeros[digits - len(decimals)]), digits

    return read


def _count(text: str) -> Number | Refused:
    match = _PLAIN(text)
    if match is None:
        return not_plain(text, None)
    if _digits(text) > MAX_DIGITS:
        return _too_long(text)
    if match[2] and match[2].strip("0"):
        return Refused(
            RULE,
            f"{quoted(text)} is not a whole number",
            "a count has no decimals",
            repair("Correct the value, or declare the column `number` in the plan."),
        )
    return _either(text, 0) if thousands(text) else (int(match[1]), 0)


def _number(text: str, sign: str, column: ColumnSpec) -> Number | Refused:
    bare = text[:-1] if sign and text.endswith(sign) else text
    match = _PLAIN(bare)
    if match is None:
        return not_plain(text, column)
    if _digits(bare) > MAX_DIGITS:
        return _too_long(text)
    decimals = (match[2] or "").rstrip("0")
    return int(match[1] + decimals), len(decimals) + (2 if sign == "%" else 0)  # 60 and 60% are both 60/100


def _digits(text: str) -> int:
    return len(text) - text.count(".") - text.count("-")


def _too_fine(text: str, column: ColumnSpec) -> Refused:
    currency = column.currency or "the currency"
    decimals = "no decimals" if column.digits == 0 else f"{column.digits} decimals"
    return Refused(
        "too-many-decimals",
        f"{quoted(text)} has more decimals than {currency} has",
        f"an amount in {currency} has at most {decimals}",
        repair("Export the amount rounded as your books have it; planlang doesn't round data."),
        consequence="Whoever rounds it decides who gets the rest, and no rule of the plan says how.",
    )


def _either(text: str, digits: int) -> Refused:
    whole, _, decimals = text.partition(".")
    small = f"{whole}.{decimals[:digits]}" if digits else whole
    return Refused(
        RULE,
        f"{quoted(text)} has a point that may stand between thousands, or before decimals",
        "some countries write a thousand so, and others one",
        repair(f"Write `{whole}{decimals}`, or `{small}`."),
        consequence="Read the other way it is a thousand times as much, or as little.",
    )


def _too_long(text: str) -> Refused:
    return Refused(
        RULE,
        f"{quoted(text)} has more digits than any amount",
        f"a number has at most {MAX_DIGITS} digits",
        repair("Correct the value."),
    )


def not_plain(text: str, column: ColumnSpec | None) -> Refused:
    """Why a text is not a number, as exactly as can be said."""
    message, label, mend = _reason(text, column)
    return Refused(RULE, message, label, repair(mend))


def _reason(text: str, column: ColumnSpec | None) -> tuple[str, str, str]:
    said, kind = quoted(text), column.kind if column else "count"
    lower = text.lower()
    if not text.isascii() and any(c.isdecimal() and not c.isascii() for c in text):
        return f"{said} is written with other digits than 0 to 9", "", "Write it with the digits 0 to 9."
    if text[:1] in "−–—" and text[1:2].isdigit():
        return f"{said} has a dash where the minus sign should be", "", f"Write `-{text[1:]}` with a plain hyphen."
    if lower in _NOTHING:
        return (
            f"{said} is not a number",
            "a word for nothing",
            "Leave the cell blank where there is no value, and declare the column `optional`.",
        )
    if text.startswith("#"):
        return (
            f"{said} is the error of a spreadsheet formula",
            "",
            "Mend the formula in the spreadsheet and export it again.",
        )
    if lower.lstrip("+-") in {"nan", "inf", "infinity"}:
        return (
            f"{said} is not a number",
            "what a program writes when it has none",
            "Correct the export: it divides by 0 or has no value there.",
        )
    if _EXPONENT(text):
        return (
            f"{said} is written with an exponent",
            "a spreadsheet does that to long numbers, and drops digits",
            "Write the number out in full.",
        )
    if _COMMA(text):
        return f"{said} has commas between its thousands", "", f"Write `{text.replace(',', '')}`."
    if _EUROPEAN(text):
        return f"{said} has a decimal comma", "", f"Write `{text.replace('.', '').replace(',', '.')}`."
    if _SPACED(text):
        return (
            f"{said} has signs between its thousands",
            "",
            f"Write `{''.join(c for c in text if c in '-.0123456789')}`.",
        )
    if _POINTS(text):
        return f"{said} has points between its thousands", "", f"Write `{text.replace('.', '')}`."
    if _BRACKETS(text):
        return (
            f"{said} is in brackets",
            "bookkeepers write negative amounts so; planlang doesn't guess",
            f"Write `-{text.strip('()').replace(',', '')}` if it is negative.",
        )
    if _CURRENCY(text):
        bare = "".join(c for c in text if c in "-.0123456789")
        return (
            f"{said} has a currency sign or code in it",
            "the plan says which currency the column is in",
            f"Write `{bare}`.",
        )
    if text.endswith("-") and _PLAIN(text[:-1]):
        return f"{said} has its minus sign at the end", "", f"Write `-{text[:-1]}`."
    if text.startswith("+") and _PLAIN(text[1:]):
        return f"{said} has a plus sign", "", f"Write `{text[1:]}`."
    if text.startswith((".", "-.")) or text.endswith("."):
        return f"{said} lacks a digit before or after its point", "", "Write `0.5`, or `5`."
    if text.endswith("%") and _PLAIN(text[:-1].strip()):
        if kind == "fraction":
            return (
                f"{said} is a percentage, and the column is declared `fraction`",
                "",
                "Declare the column `percent` in the plan if all its values are percentages.",
            )
        return (
            f"{said} is a percentage",
            "",
            f"Write a plain number, or declare the column `percent` in the plan (it is declared `{kind}`).",
        )
    if text[-1:] in "xX" and _PLAIN(text[:-1]):
        return (
            f"{said} is a multiplier",
            "",
            "Write it without the `x`, or declare the column `multiplier` in the plan.",
        )
    return f"{said} is not a number", "", "Correct the value: digits, and at most one point."
