"""Mutations of plans and of data files: small enough to get deep into the checker, now and then large enough to be absurd."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

TOKEN = re.compile(
    r'"[^"\n]*"|#[^\n]*|[0-9]{4}-(?:[QH][0-9]|[0-9]{2}(?:-[0-9]{2})?)|[0-9][0-9,]*(?:\.[0-9]+)?(?:%|x\b|[ \t]+[A-Z]{3}\b)?'
    r"|[a-z_]\w*(?:\.\w+)+|[A-Z]\w*|[a-z_]\w*|\s+|.",
    re.DOTALL,
)
NUMBERS = (
    "0", "1", "7", "0%", "50%", "100%", "0x", "1.5x", "0 USD", "1,000 USD", "1,000.005 USD", "1 JPY", "9" * 40,
    "9" * 30 + " USD", "0.0000001%", "2025-02-29",
    "2025-02-28", "0001-01-01", "9999-12-31", "2025-Q1", "2025-Q5", "2025-13", "90 days", "12 months", "0 months",
    "400 years", "99999999999999 days",
    "1e999", "1,00", "$5", "-5", "3.",
)  # fmt: skip
WORDS = (
    "each", "of", "total amount of", "running total amount of the participant's", "count of everyone's",
    "in the quarter", "in the year through this month",
    "in the previous quarter", "in the last 12 months", "in the plan", "in the deal",
    "in the same quarter of the previous year", "for each participant each month",
    "for each participant", "for the plan", "for the plan each year", "for each deal", "for each credit of Bookings",
    "for each participant once on 2025-03-31",
    "counting this credit", "not counting this credit", "all at the tier reached", "each slice at its own tier",
    "straight lines between points", "optional", "key",
    "if known, otherwise", "is known", "is missing", "is", "is not", "is at least", "is above", "is one of",
    "is within 90 days after", "otherwise", "refused",
    "excess lost", "in credit order", "for everyone together", "where", "when", "if", "and", "or", "the lower of",
    "the higher of", "the part of", "above", "below",
    "from", "through", "rounded each credit", "rounded each slice", "at most", "at least", "times", "plus", "minus",
    "pay", "take back", "only if",
    "minus what this rule already paid in the year", "dated", "yes", "no", "credit.amount", "credit.date",
    "credit.participant", "deal.amount", "deal.closed",
    "participant.quota", "participant.manager", "participant.manager.manager.quota", "credit.quota_credit",
    "credit.through", "the first day of the quarter",
    "calendar days of the month", "month of service since", "the day number of", "highest amount of",
    "average amount of", "first match", "table by", "matrix",
    "curve by", "weighted", "converted to EUR using fx on", "the manager of", "everyone's", "the participant's",
    "the team's", "money per quarter", "count",
    "percent", "fraction", "date", "text", "yes/no", "month", "participant", "one of New, Renewal",
    "valid from a through b", "gathers", "using", "*", "/", "+", "-",
)  # fmt: skip
NOISE = (
    "\x00", "\ufeff", "\u200b", "\t", "\r", "\r\n", "\x85", "\u2028", "\ud800", "é",
    "🙂", "\\", "'", '"', "{", "}", "(", ")", "|", "#", "=", "\x1b[31m",
)  # fmt: skip
CELLS = (
    "", "NaN", "nan", "Infinity", "1e999999999", "1e5", "1,000", "$5", "5.", ".5", "-0", "0.001", "٣", "60%", "0.6",
    "101", "-1", "9" * 400, "x" * 5_000,
    "2025-02-29", "2024-02-29", "0000-00-00", "2025-1-5", "01/02/2025", "2025-02-10T00:00", "9999-12-31",
    "0001-01-01", "none", "null", "=1+1", "ana", "d1", "yes",
    "no", "New", " ana ", "ANA", "\u00a05", "1\u00a0000", "(5)", "5-", "+5", "0x10", "true", "\x1f", '"', '""', '"a',
    'a"b', "a,b", "\r", "\n", "\x00", "\ufeff",
)  # fmt: skip


GROUPS = (
    ("in the month", "in the quarter", "in the half", "in the year", "in the plan", "in the year through this month", "in the previous quarter",
     "in the last 12 months", "in the same quarter of the previous year", "in the deal", "from 2025-01-01 through 2025-02-28", "on 2025-02-01"),
    ("is at least", "is at most", "is above", "is below", "is", "is not", "is after", "is before"),
    ("is known", "is missing"),
    ("total amount of", "total quota credit of", "running total amount of", "running total quota credit of", "count of", "running count of",
     "highest amount of", "lowest amount of", "average amount of", "the amount of", "total of"),
    ("the participant's", "everyone's", "the team's"),
    ("counting this credit", "not counting this credit"),
    ("each slice at its own tier", "all at the tier reached", "straight lines between points"),
    ("tiers by", "curve by", "table by"),
    ("from", "above", "below", "through", "after", "before", "at"),
    ("for each participant each month", "for each participant each quarter", "for each participant each year", "for each participant",
     "for the plan", "for the plan each year", "for each deal", "for each participant once on 2025-03-31", "for each split",
     "for each credit of Bookings", "for each credit of Sales", "for each credit of TeamBookings"),
    ("each credit", "each slice", "each month", "each quarter", "each half", "each year", "each deal", "each participant"),
    ("for each participant", "for everyone together"),
    ("at most", "at least"), ("excess lost", "shortfall forgiven"), ("in credit order", "in proportion"),
    ("times", "plus", "minus", "pay", "take back", "start with", "rounded", "dated", "only if", "when", "at most", "add", "to", "amount"),
    ("commission", "bonus", "spiff", "override", "measure", "quota", "clawback", "salary"),
    ("money per month", "money per quarter", "money per year", "money", "number", "percent", "fraction", "multiplier", "count", "date", "text",
     "yes/no", "month", "quarter", "year", "one of New, Renewal"),
    ("text, key", "text", "text, optional", "participant", "participant, optional", "deal"),
    (" + ", " - ", " * ", " / ", " of "), ("and", "or"),
    ("the lower of", "the higher of", "the part of"), ("the first day of the", "the last day of the", "calendar days of the"),
    ("month", "quarter", "half", "year"), ("halves to even", "halves up", "halves toward zero"), ("nearest", "cut to", "up to", "down to"),
    ("largest", "last"), (", rounded", ", optional"), ("refused", "0%", "1x", "5 USD"), ("carried to the next month", "collected", "forgiven"),
    ("highest match", "every match", "first match"), ("paid", "paid the rest"), ("repay", "release"),
    (", excess lost", ", excess kept in Later", ", shortfall forgiven", ", shortfall owed in Draw", ", otherwise held in Held"),
    (", highest first", ", lowest first", ", earliest first", ", latest first", ", highest first, within each participant.team"),
    (", ties take the better place", ", ties take the worse place", ", ties split the prizes of the places they fill",
     ", ties all get the better prize"),
    (", missing scores refused", ", missing scores count as zero", ", missing scores spread their weight"),
    ("calendar days", "working days"), ("to every manager above", "to the manager of", "to every participant where", "to"),
    ("the deal's", "the participant's", "the rule's"), ("opens at", "closes on"), ("rest paid", "rest lost"),
    (", running totals go on", ", running totals start again"), ("USD", "EUR", "JPY"),
    ("by the rules of the closed", "by the rules of the open"), ("in the anniversary year of participant.hired", "in the year"),
)  # fmt: skip
VALUES = (
    "credit.amount", "credit.date", "credit.participant", "credit.quota_credit", "credit.id", "deal.amount",
    "deal.closed", "deal.id", "participant.quota",
    "participant.variable", "participant.manager", "participant.manager.quota", "split.share", "deal", "participant",
    "1,000 USD", "50%", "1.5x", "7", "0",
    "2025-02-10", "90 days", "2025-Q1", "yes", "New", '"text"', "-5 USD", "-50%", "0 USD", "0%", "(1 / 3)",
    "(credit.amount / participant.quota)",
    "(credit.amount + 1 USD)", "(participant.quota / 4)", "(the lower of credit.amount and 5 USD)",
    "(credit.amount if credit.date is after 2025-02-01, otherwise 0 USD)",
    "(participant.manager if known, otherwise participant)",
    "(the part of credit.amount above 1,000 USD up to 2,000 USD)", "(20% of credit.amount)",
    "(total amount of the participant's Bookings in the quarter)", "(running total amount of the participant's Bookings in the year)",
    "(count of everyone's deals in the plan)", "(total of the participant's Base in the year)",
    "the first day of the quarter", "(credit.date - deal.closed)",
    "(credit.date + 30 days)", "calendar days of the month", "(calendar days from deal.closed through credit.date)",
    "the day number of credit.date",
    "(month of service since deal.closed, the month of hire is 1)",
    "(first match {\n when deal.amount is above 5 USD: 5%\n otherwise: 1%\n })",
    "(tiers by credit.amount, all at the tier reached {\n below 5 USD: 5%\n from 5 USD: 1%\n })",
    "(curve by credit.amount, straight lines between points {\n below 5 USD: 5%\n at 5 USD: 5%\n at 9 USD: 6%\n above 9 USD: 1%\n })",
)  # fmt: skip
ATOM = re.compile(r"\b[a-z_]\w*(?:\.\w+)+|[0-9][0-9,]*(?:\.[0-9]+)?(?:%|x\b|[ \t]+[A-Z]{3}\b)")


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


def statements(text: str) -> list[tuple[int, int, str]]:
    """The statements of a plan with their blocks: from where to where, and the word of the block that they stand in."""
    found: list[tuple[int, int, str]] = []
    open_blocks: list[tuple[int, str]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        code = line.partition("#")[0].strip()
        inside = open_blocks[-1][1] if open_blocks else ""
        if code.startswith("}") and open_blocks:
            start, _ = open_blocks.pop()
            found.append((start, at + len(line), open_blocks[-1][1] if open_blocks else ""))
        elif code.endswith("{"):
            words = code.split()
            rows = next((word for word in words if word in ("tiers", "curve", "table", "matrix,", "match")), None)
            open_blocks.append((at, rows or ("rule" if words[0] in GROUPS[16] else words[0])))
        elif code:
            found.append((at, at + len(line), inside))
        at += len(line)
    return [unit for unit in found if unit[2]]


def _worded(phrase: str) -> str:
    """A phrase as a pattern, not as a part of longer words."""
    return ("\\b" if phrase[0].isalnum() else "") + re.escape(phrase) + ("\\b" if phrase[-1].isalnum() else "")


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
        self.statements: dict[str, list[str]] = {}
        for plan in plans:
            for start, end, block in statements(plan):
                self.statements.setdefault(block, []).append(plan[start:end])
        self.blocks = [
            block for plan in plans for block in re.findall(r"^    [a-z].*?\{\n(?:.*\n)*?    \}\n", plan, re.MULTILINE)
        ]

    def mutated(self, text: str, chance: random.Random) -> str:
        """The plan with one mutation, or a few."""
        for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 6))):
            text = self._once(text, chance)
        return text

    def _once(self, text: str, chance: random.Random) -> str:
        draw = chance.random()
        if draw < 0.32:
            return self._phrase(text, chance)
        if draw < 0.5:
            return self._atom(text, chance)
        if draw < 0.8:
            return self._unit(text, chance)
        if draw < 0.9:
            return self._token(text, chance)
        if draw < 0.94:
            return self._line(text, chance)
        if draw < 0.96:
            return self._character(text, chance)
        return self._spliced(text, chance)

    def _phrase(self, text: str, chance: random.Random) -> str:
        """A phrase of the language by another of its kind."""
        for _ in range(5):
            group = chance.choice(GROUPS)
            places = [(m.start(), m.end()) for phrase in group for m in re.finditer(_worded(phrase), text)]
            if places:
                start, end = chance.choice(places)
                return text[:start] + chance.choice(group) + text[end:]
        return text

    def _atom(self, text: str, chance: random.Random) -> str:
        """A column or a number by another value."""
        places = [(m.start(), m.end()) for m in ATOM.finditer(text)]
        if not places:
            return text
        start, end = chance.choice(places)
        old = text[start:end]
        same = self.pools[kind_of(old)] if chance.random() < 0.5 else VALUES
        return text[:start] + chance.choice(same) + text[end:]

    def _unit(self, text: str, chance: random.Random) -> str:
        """A statement (with its block) dropped, doubled, moved, or replaced by another of the same kind of block."""
        units = statements(text)
        if not units:
            return text
        start, end, block = chance.choice(units)
        draw = chance.random()
        if draw < 0.25:
            return text[:start] + text[end:]
        if draw < 0.35:
            return text[:start] + text[start:end] + text[start:]
        if draw < 0.55:
            others = [unit for unit in units if unit[2] == block and (unit[1] <= start or unit[0] >= end)]
            if not others:
                return text
            (a, b), (c, d) = sorted(((start, end), chance.choice(others)[:2]))
            return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
        new = chance.choice(self.statements.get(block) or [text[start:end]])
        return text[:start] + new + text[end if draw < 0.8 else start :]

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
