"""Mutations of plans and of data files: small enough to get deep into the checker, now and then large enough to be absurd."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

TOKEN = re.compile(
    r'"[^"\n]*"|[0-9][0-9,]*(?:\.[0-9]+)?(?:%|x|[ \t]+[A-Z]{3}\b)?|[0-9]{4}-[0-9]{2}-[0-9]{2}|[a-z_]\w*(?:\.\w+)+|[A-Z]\w*|[a-z_]\w*|\s+|.',
    re.DOTALL,
)
NUMBERS = (
    "0", "1", "7", "0%", "50%", "100%", "0x", "1.5x", "0 USD", "1,000 USD", "1,000.005 USD", "1 JPY", "9" * 40, "9" * 30 + " USD", "0.0000001%", "2025-02-29",
    "2025-02-28", "0001-01-01", "9999-12-31", "2025-Q1", "2025-Q5", "2025-13", "90 days", "12 months", "0 months", "400 years", "99999999999999 days",
    "1e999", "1,00", "$5", "-5", "3.",
)  # fmt: skip
WORDS = (
    "each", "of", "total amount of", "running total amount of the participant's", "count of everyone's", "in the quarter", "in the year through this month",
    "in the previous quarter", "in the last 12 months", "in the plan", "in the deal", "in the same quarter of the previous year", "for each participant each month",
    "for each participant", "for the plan", "for the plan each year", "for each deal", "for each credit of Bookings", "for each participant once on 2025-03-31",
    "counting this credit", "not counting this credit", "all at the tier reached", "each slice at its own tier", "straight lines between points", "optional", "key",
    "if known, otherwise", "is known", "is missing", "is", "is not", "is at least", "is above", "is one of", "is within 90 days after", "otherwise", "refused",
    "excess lost", "in credit order", "for everyone together", "where", "when", "if", "and", "or", "the lower of", "the higher of", "the part of", "above", "below",
    "from", "through", "rounded each credit", "rounded each slice", "at most", "at least", "times", "plus", "minus", "pay", "take back", "only if",
    "minus what this rule already paid in the year", "dated", "yes", "no", "credit.amount", "credit.date", "credit.participant", "deal.amount", "deal.closed",
    "participant.quota", "participant.manager", "participant.manager.manager.quota", "credit.quota_credit", "credit.through", "the first day of the quarter",
    "calendar days of the month", "month of service since", "the day number of", "highest amount of", "average amount of", "first match", "table by", "matrix",
    "curve by", "weighted", "converted to EUR using fx on", "the manager of", "everyone's", "the participant's", "the team's", "money per quarter", "count",
    "percent", "fraction", "date", "text", "yes/no", "month", "participant", "one of New, Renewal", "valid from a through b", "gathers", "using", "*", "/", "+", "-",
)  # fmt: skip
NOISE = ("\x00", "\ufeff", "\u200b", "\t", "\r", "\r\n", "\x85", "\u2028", "\ud800", "é", "🙂", "\\", "'", '"', "{", "}", "(", ")", "|", "#", "=", "\x1b[31m")
CELLS = (
    "", "NaN", "nan", "Infinity", "1e999999999", "1e5", "1,000", "$5", "5.", ".5", "-0", "0.001", "٣", "60%", "0.6", "101", "-1", "9" * 400, "x" * 5_000,
    "2025-02-29", "2024-02-29", "0000-00-00", "2025-1-5", "01/02/2025", "2025-02-10T00:00", "9999-12-31", "0001-01-01", "none", "null", "=1+1", "ana", "d1", "yes",
    "no", "New", " ana ", "ANA", "\u00a05", "1\u00a0000", "(5)", "5-", "+5", "0x10", "true", "\x1f", '"', '""', '"a', 'a"b', "a,b", "\r", "\n", "\x00", "\ufeff",
)  # fmt: skip


def kind_of(token: str) -> str:
    """Tokens of a kind may stand for each other."""
    if token.isspace():
        return "space"
    first = token[0]
    if first.isdigit():
        return "number"
    if first == '"':
        return "text"
    if first.isupper():
        return "name"
    if "." in token and token[0].isalpha():
        return "column"
    return "word" if first.isalpha() or first == "_" else "sign"


class Plans:
    """Mutates plans, with parts of all of them."""

    def __init__(self, plans: Sequence[str]) -> None:
        self.plans = plans
        self.pools: dict[str, list[str]] = {}
        seen: set[str] = set()
        for plan in plans:
            for token in TOKEN.findall(plan):
                if token not in seen:
                    seen.add(token)
                    self.pools.setdefault(kind_of(token), []).append(token)
        self.lines = sorted({line for plan in plans for line in plan.splitlines() if line.strip()})
        self.blocks = [block for plan in plans for block in re.findall(r"^    [a-z].*?\{\n(?:.*\n)*?    \}\n", plan, re.MULTILINE)]

    def mutated(self, text: str, chance: random.Random) -> str:
        """The plan with one mutation, or a few."""
        for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 6))):
            text = self._once(text, chance)
        return text

    def _once(self, text: str, chance: random.Random) -> str:
        draw = chance.random()
        if draw < 0.55:
            return self._token(text, chance)
        if draw < 0.85:
            return self._line(text, chance)
        if draw < 0.93:
            return self._character(text, chance)
        return self._spliced(text, chance)

    def _token(self, text: str, chance: random.Random) -> str:
        tokens = TOKEN.findall(text)
        places = [n for n, token in enumerate(tokens) if not token.isspace()]
        if not places:
            return text
        at = chance.choice(places)
        draw = chance.random()
        if draw < 0.5:
            tokens[at] = chance.choice(self.pools[kind_of(tokens[at])])
        elif draw < 0.6:
            tokens[at] = chance.choice(NUMBERS)
        elif draw < 0.7:
            tokens[at] = chance.choice(WORDS)
        elif draw < 0.8:
            tokens[at] = ""
        elif draw < 0.9:
            tokens.insert(at, f" {chance.choice(WORDS)} ")
        else:
            other = chance.choice(places)
            tokens[at], tokens[other] = tokens[other], tokens[at]
        return "".join(tokens)

    def _line(self, text: str, chance: random.Random) -> str:
        lines = text.splitlines(keepends=True)
        if not lines:
            return text
        at = chance.randrange(len(lines))
        draw = chance.random()
        if draw < 0.3:
            del lines[at]
        elif draw < 0.5:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif draw < 0.6:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif draw < 0.8:
            lines.insert(at, chance.choice(self.lines) + "\n")
        else:
            lines[at] = chance.choice(self.lines) + "\n"
        return "".join(lines)

    def _character(self, text: str, chance: random.Random) -> str:
        at = chance.randrange(len(text) + 1)
        draw = chance.random()
        if draw < 0.4:
            return text[:at] + chance.choice(NOISE) + text[at:]
        if draw < 0.8:
            return text[:at] + text[at + 1 :]
        if draw < 0.9:
            return text[:at]
        return text[:at] + chance.choice("(-{[ ,.a1") * chance.choice((3, 50, 3_000)) + text[at:]

    def _spliced(self, text: str, chance: random.Random) -> str:
        if chance.random() < 0.7 and self.blocks:
            ends = [m.end() for m in re.finditer(r"^    \}\n", text, re.MULTILINE)] or [0]
            at = chance.choice(ends)
            return text[:at] + chance.choice(self.blocks) + text[at:]
        other = chance.choice(self.plans)
        a, b = chance.randrange(len(text) + 1), chance.randrange(len(other) + 1)
        return text[:a] + other[b : b + chance.randrange(400)] + (text[a:] if chance.random() < 0.7 else "")


def mutated_file(data: bytes, chance: random.Random) -> bytes:
    """A data file with a few cells, rows or bytes changed."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        draw = chance.random()
        if draw < 0.6:
            data = _cell(data, chance)
        elif draw < 0.8:
            data = _row(data, chance)
        else:
            data = _bytes(data, chance)
    return data


def _cell(data: bytes, chance: random.Random) -> bytes:
    rows = data.split(b"\n")
    at = chance.randrange(len(rows))
    cells = rows[at].split(b",")
    cells[chance.randrange(len(cells))] = chance.choice(CELLS).encode("utf-8", "surrogatepass")
    rows[at] = b",".join(cells)
    return b"\n".join(rows)


def _row(data: bytes, chance: random.Random) -> bytes:
    rows = data.split(b"\n")
    at = chance.randrange(len(rows))
    draw = chance.random()
    if draw < 0.25:
        del rows[at]
    elif draw < 0.5:
        rows.insert(at, rows[chance.randrange(len(rows))])
    elif draw < 0.6:
        rows[at] += b",x" * chance.choice((1, 2, 500))
    elif draw < 0.7:
        rows[at] = rows[at].rpartition(b",")[0]
    elif draw < 0.8:
        other = chance.randrange(len(rows))
        rows[at], rows[other] = rows[other], rows[at]
    elif draw < 0.9:
        rows.insert(at, b"")
    else:
        swap = chance.choice((b";", b"\t", b"|"))
        rows = [row.replace(b",", swap) for row in rows]
    return b"\n".join(rows)


def _bytes(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    draw = chance.random()
    if draw < 0.2:
        return data[:at]
    if draw < 0.4:
        return data[:at] + data[at + 1 :]
    if draw < 0.6:
        return data[:at] + bytes([chance.randrange(256)]) + data[at:]
    if draw < 0.7:
        return b"\xef\xbb\xbf" + data
    if draw < 0.8:
        return data.replace(b"\n", b"\r\n")
    if draw < 0.9:
        return data[:at] + b'"' + data[at:]
    return data[:at] + chance.choice((b"x", b"9", b"\n", b",", b'"')) * chance.choice((100, 70_000)) + data[at:]
