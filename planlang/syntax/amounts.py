"""Amounts and percentages as the trade spells them, reckoned exactly: `$1.5M` is `1,500,000 USD`, `25 bps` is `0.25%`."""

from __future__ import annotations

import re
from decimal import Decimal

NUMBER = r"[0-9][0-9.,]*"
SIGNS = "$€£¥₹"
TIMES = r"(?:thousand|million|billion|mio|bn|BN|Bn|mn|MN|Mn|mm|MM|[kKmMbB])(?![A-Za-z0-9_])"
"""How often a number is taken, behind it."""
COINS = r"(?:dollars?|euros?|pounds?|cents?)(?![A-Za-z0-9_])"
PERCENT = r"(?:percent|per[ \t]+cent|pct\.?|percentage[ \t]+points?|pp)(?![A-Za-z0-9_])"
POINTS = r"(?:bps?|basis[ \t]+points?)(?![A-Za-z0-9_])"

_TIMES = {"t": 3, "k": 3, "m": 6, "b": 9}  # by the first letter, as a power of ten
_MOST_DIGITS = 25
"""More digits than that are answered in general words; Decimal would round some of them."""
_SIGN_OF = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_DOLLARS = frozenset(
    (
        "USD",
        "CAD",
        "AUD",
        "NZD",
        "SGD",
        "HKD",
        "TWD",
        "MXN",
        "ARS",
        "CLP",
        "COP",
        "BRL",
        "BSD",
        "BBD",
        "BMD",
        "BZD",
        "FJD",
        "JMD",
    )
)
_POUNDS = frozenset(("GBP", "EGP", "LBP", "SYP", "SDG", "SSP", "FKP", "GIP", "SHP"))
_YEN = frozenset(("JPY", "CNY"))
_CENTS = _DOLLARS | {"EUR"}
THOUSANDTHS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
"""Currencies with three decimals."""
_SPELLED = re.compile(
    rf"(?P<before>(?:US|C|CA|A|NZ|S|HK)?[{SIGNS}]|[A-Z]{{3}}(?=[ \t]))?[ \t]*"
    r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    rf"(?:[ \t]*(?P<times>{TIMES}))?(?:[ \t]*(?P<behind>[{SIGNS}]|[A-Z]{{3}}\b|{COINS}))?"
)
_RATE = re.compile(rf"(?P<number>{NUMBER})[ \t]*(?:(?P<points>{POINTS})|%|{PERCENT})")
_MANY = re.compile(rf"(?P<number>{NUMBER})[ \t]*(?P<word>x|times)")
_VALUE = re.compile(r"[ \t]*(?:[a-z_]+\.[a-z]|[A-Z(]|(?:total|the|count)\b)")
_POWER = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)[eE]\+?(?P<power>[0-9]|1[0-2])")
_RIGHT = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_POINTED = re.compile(r"([1-9][0-9]{0,2})\.000")
_WHOLE = re.compile(r"[0-9]{1,3}(?:[.' ][0-9]{3})+(?P<decimals>,[0-9]+)?")


def amount(found: str, own: str | None) -> str | None:
    """An amount, with the currency that it names, or that of the plan (``own``)."""
    match = _SPELLED.fullmatch(found.strip())
    if match is None or _many_digits(found):
        return None
    value, cents = _number(match["number"]), (match["behind"] or "").startswith("cent")
    if match["times"]:
        value = value.scaleb(_TIMES[match["times"][0].lower()])
    if cents:
        value = value.scaleb(-2)
    shown = _written(value, match["number"], bool(match["times"]) or cents)
    return f"{shown} {_currency(match['before'], match['behind'], own)}"


def _currency(before: str | None, behind: str | None, own: str | None) -> str:
    """The currency that a sign or a word means; a sign that several share means the plan's, where it is one of them."""
    named = before or behind or ""
    letters = re.fullmatch(r"[A-Z]{3}", named)
    if letters is not None:
        return named
    prefixed = {"C": "CAD", "CA": "CAD", "A": "AUD", "NZ": "NZD", "S": "SGD", "HK": "HKD", "US": "USD"}
    if named[:-1] in prefixed and named.endswith("$"):
        return prefixed[named[:-1]]
    if named.startswith("euro"):
        return "EUR"
    shared, usual = {
        "$": (_DOLLARS, "USD"), "d": (_DOLLARS, "USD"), "£": (_POUNDS, "GBP"), "p": (_POUNDS, "GBP"), "¥": (_YEN, "JPY"),
        "c": (_CENTS, own or "USD"),
    }.get(named[:1], (frozenset(), _SIGN_OF.get(named[:1], own or "USD")))  # fmt: skip
    return own if own is not None and own in shared else usual


def percentage(found: str) -> str | None:
    """`10 percent`, `10 %` and `25 bps` with the sign at the number."""
    match = _RATE.fullmatch(found.strip())
    if match is None or _RIGHT.fullmatch(match["number"]) is None or _many_digits(found):
        return None
    if not match["points"]:
        return f"{match['number']}%"
    value = _number(match["number"]).scaleb(-2)
    return f"{_written(value, match['number'], True)}%"


def multiple(found: str, behind: str) -> str | None:
    """`1.5 x` as a multiple; `3 times` a value, which stands ``behind`` it, as a product."""
    match = _MANY.fullmatch(found.strip())
    if match is None or _RIGHT.fullmatch(match["number"]) is None:
        return None
    product = match["word"] == "times" or _VALUE.match(behind) is not None
    return f"{match['number']} *" if product else f"{match['number']}x"


def number(found: str) -> tuple[tuple[str, str], ...]:
    """A number with other signs between its digits: each that it may be, and what that would mean."""
    text = found.strip()
    if _many_digits(text):
        return ()
    power = _POWER.fullmatch(text)
    if power is not None:
        return (("Write all the digits:", f"{_number(power['number']).scaleb(int(power['power'])):,f}"),)
    grouped = _WHOLE.fullmatch(text)
    if grouped is not None and (grouped["decimals"] or text.count(".") != 1):
        whole = text[: len(text) - len(grouped["decimals"] or "")]
        digits = re.sub(r"[.' ]", "", whole)
        decimals = (grouped["decimals"] or "").replace(",", ".")
        return (("Commas between thousands, a point before decimals:", f"{int(digits):,}{decimals}"),)
    if re.fullmatch(r"\.[0-9]+", text):
        return (("A digit stands before the point:", f"0{text}"),)
    comma = re.fullmatch(r"([0-9]+),([0-9]+)", text)
    if comma is not None:
        return (
            ("If the comma stands before decimals:", f"{comma[1]}.{comma[2]}"),
            ("If it stands between thousands:", f"{int(comma[1] + comma[2]):,}"),
        )
    return ()


def thousand_or_one(found: str, currency: str | None) -> tuple[tuple[str, str], ...]:
    """What `50.000 USD` may mean, and a bare `50.000`: the point stands between thousands in some countries.

    Decimals that are not all 0 are left alone, such as a price of 2.125 USD or of 257.950 USD for each; so is a number that begins with 0.
    """
    grouped = _POINTED.fullmatch(found)
    if grouped is None or currency in THOUSANDTHS:
        return ()
    behind = f" {currency}" if currency else ""
    return (
        ("If it stands between thousands:", f"{grouped[1]},000{behind}"),
        ("If it stands before decimals:", f"{grouped[1]}{behind}"),
    )


def _many_digits(text: str) -> bool:
    return sum(letter.isdigit() for letter in text) > _MOST_DIGITS


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _written(value: Decimal, text: str, reckoned: bool) -> str:
    """All digits, with a comma before each three; decimals as they were written, where nothing was reckoned."""
    if not reckoned:
        return f"{value:,}" if "." in text else f"{value:,f}"
    shown = f"{value:,f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
