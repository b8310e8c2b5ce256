"""The header of a plan, its data and their columns, examples and tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from planlang.syntax import tree
from planlang.syntax.builder import Builder, between, builds, is_token, nodes
from planlang.syntax.builder_values import date_of, is_word, money_of, name_of, number_of, period_of, text_of
from planlang.syntax.lexer import Token

PLAIN_TYPES = frozenset(
    ("number", "percent", "fraction", "multiplier", "count", "date", "month", "quarter", "half", "year", "text")
)

_MODES: dict[str, Any] = {
    "cut to": "cut",
    "raised to": "raised",
    "up to": "ceiling",
    "down to": "floor",
    "COMMA_HALVES_EVEN": "half-even",
    "COMMA_HALVES_AWAY": "half-away",
    "COMMA_HALVES_TOWARD": "half-toward",
    "COMMA_HALVES_UP": "half-up",
    "COMMA_HALVES_DOWN": "half-down",
}


@builds("currency_line")
def currency_line(b: Builder, parts: list[Any], start: int, end: int) -> tree.CurrencyLine:
    return tree.CurrencyLine(b.span(start, end), b.trivia(start), parts[1].text)


@builds("covers_line")
def covers_line(b: Builder, parts: list[Any], start: int, end: int) -> tree.CoversLine:
    return tree.CoversLine(b.span(start, end), b.trivia(start), date_of(b, parts[1]), date_of(b, parts[3]))


@builds("follows_line")
def follows_line(b: Builder, parts: list[Any], start: int, end: int) -> tree.FollowsLine:
    return tree.FollowsLine(b.span(start, end), b.trivia(start), date_of(b, parts[1]))


@builds("rounding_line")
def rounding_line(b: Builder, parts: list[Any], start: int, end: int) -> tree.RoundingLine:
    return tree.RoundingLine(b.span(start, end), b.trivia(start), parts[1])


@builds("rounding", "clause_rounding")
def rounding(b: Builder, parts: list[Any], start: int, end: int) -> tree.Rounding:
    word, amount, halves = parts
    said = word.text.removeprefix(", ")
    span = b.span(start, end)
    if halves is not None and said != "nearest":
        b.report(
            "repeated-clause",
            f"`{said}` already says where a half goes, so `halves …` has nothing to say.",
            span,
            "two answers to one question",
            [("Leave one of the two out.", f"{said} {amount.text}"), ("", f"nearest {amount.text}{halves.text}")],
        )
    mode = _MODES.get(said) if halves is None or said != "nearest" else _MODES[halves.kind]
    if amount.kind == "MONEY":
        money = money_of(b, amount)
        return tree.Rounding(span, money.value, money.currency, mode)
    percent = amount.kind == "PERCENT"
    unit: Decimal = number_of(b, amount, amount.text.removesuffix("%"))
    return tree.Rounding(span, unit.scaleb(-2) if percent else unit, None, mode, percent)


@builds("halves")
def halves(b: Builder, parts: list[Any], start: int, end: int) -> Token:
    token: Token = parts[0]
    return token


@builds("corrections_line")
def corrections_line(b: Builder, parts: list[Any], start: int, end: int) -> tree.CorrectionsLine:
    rules_of: Any = "open" if parts[2].kind == "COMMA_RULES_OPEN" else "closed"
    return tree.CorrectionsLine(b.span(start, end), b.trivia(start), parts[1].text, rules_of, parts[3].text)


@builds("clause_line")
def clause_line(b: Builder, parts: list[Any], start: int, end: int) -> tree.ClauseLine:
    return tree.ClauseLine(b.span(start, end), b.trivia(start), text_of(parts[1]), text_of(parts[2]))


@builds("jurisdiction_line")
def jurisdiction_line(b: Builder, parts: list[Any], start: int, end: int) -> tree.JurisdictionLine:
    places = tuple(text_of(part) for part in parts[1:] if part.kind == "TEXT")
    return tree.JurisdictionLine(b.span(start, end), b.trivia(start), places)


# --- data -------------------------------------------------------------------------------------


def once(b: Builder, what: str, clauses: dict[str, Any], key: str, value: Any, start: int, end: int) -> None:
    """Note a clause that may stand once."""
    if key not in clauses:
        clauses[key] = value
        return
    both = _both_ends(b, clauses[key], value)
    b.report(
        "repeated-clause",
        f"{what} says `{key}` twice.",
        b.span(start, end),
        "said a second time",
        [("Keep one of the two.", None)] if both is None else [("Say both ends behind one comma:", both)],
        instead_of=None if both is None else b.span(clauses[key].span.start, end),
    )


def _both_ends(b: Builder, first: Any, second: Any) -> str | None:
    """`, above 0, through 12`: two bounds that are the ends of one."""
    if not isinstance(first, tree.Bounds) or not isinstance(second, tree.Bounds):
        return None
    low, high = (first, second) if first.low is not None else (second, first)
    if low.low is None or low.high is not None or high.low is not None:
        return None
    low_words, high_words = (
        b.layout.text[one.span.start : one.span.end].removeprefix(",").strip() for one in (low, high)
    )
    return f", {low_words} {high_words}"


class _Clause:
    """One clause of a data declaration or of a column, waiting for its line."""

    __slots__ = ("end", "key", "start", "value")

    def __init__(self, key: str, value: Any, start: int, end: int):
        self.key = key
        self.value = value
        self.start = start
        self.end = end


@builds("data_file")
def data_file(b: Builder, parts: list[Any], start: int, end: int) -> _Clause:
    return _Clause("from file", text_of(parts[1]), start, end)


@builds("data_valid")
def data_valid(b: Builder, parts: list[Any], start: int, end: int) -> _Clause:
    return _Clause("valid from", (parts[1].text, parts[3].text), start, end)


@builds("data_dated")
def data_dated(b: Builder, parts: list[Any], start: int, end: int) -> _Clause:
    return _Clause("dated by", parts[1].text, start, end)


@builds("data_one_for")
def data_one_for(b: Builder, parts: list[Any], start: int, end: int) -> _Clause:
    return _Clause("one for each", tuple(p.text for p in parts if is_word(p)), start, end)


@builds("data")
def data(b: Builder, parts: list[Any], start: int, end: int) -> tree.Data:
    head, lines, brace = between(parts)
    said: dict[str, Any] = {}
    for clause in head[4:]:
        once(b, f"`data {head[1].text}`", said, clause.key, clause.value, clause.start, clause.end)
    return tree.Data(
        b.span(start, end),
        b.trivia(start),
        head[1].text,
        head[3].text,
        said.get("from file"),
        said.get("valid from"),
        said.get("dated by"),
        said.get("one for each"),
        tuple(lines),
        b.tail(brace),
    )


@builds("money_type")
def money_type(b: Builder, parts: list[Any], start: int, end: int) -> tree.ColumnType:
    _money, currency, per = parts
    code = currency.text if is_token(currency, "CURRENCY_CODE") else None
    column = tuple(currency.text.split(".")) if is_token(currency, "REF") else None
    unit = per.text if per is not None else None
    return tree.ColumnType(b.span(start, end), "money", code, column, unit)


@builds("money_in")
def money_in(b: Builder, parts: list[Any], start: int, end: int) -> Token:
    token: Token = parts[1]
    return token


@builds("plain_type")
def plain_type(b: Builder, parts: list[Any], start: int, end: int) -> tree.ColumnType:
    word: str = parts[0].text
    span = b.span(start, end)
    return tree.ColumnType(span, word) if word in PLAIN_TYPES else tree.ColumnType(span, "row", row=word)


@builds("one_of_type")
def one_of_type(b: Builder, parts: list[Any], start: int, end: int) -> tree.ColumnType:
    members = tuple(name_of(b, t) for t in nodes(parts[1:], "LIST_COMMA"))
    return tree.ColumnType(b.span(start, end), "one-of", members=members)


@builds("yes_no_type")
def yes_no_type(b: Builder, parts: list[Any], start: int, end: int) -> tree.ColumnType:
    return tree.ColumnType(b.span(start, end), "yes/no")


@builds("column_clause")
def column_flag(b: Builder, parts: list[Any], start: int, end: int) -> _Clause:
    return _Clause("key" if parts[0].kind == "COMMA_KEY" else "optional", True, start, end)


@builds("column_header")
def column_header(b: Builder, parts: list[Any], start: int, end: int) -> _Clause:
    return _Clause("column", text_of(parts[1]), start, end)


@builds("column_reads")
def column_reads(b: Builder, parts: list[Any], start: int, end: int) -> tree.Reads:
    return tree.Reads(b.span(start, end), text_of(parts[1]), parts[3])


@builds("column_bounds")
def column_bounds(b: Builder, parts: list[Any], start: int, end: int) -> _Clause:
    word, low, top = parts
    high_word, high_value = top or (None, None)
    low_word = word.text.removeprefix(", ")
    return _Clause("bounds", tree.Bounds(b.span(start, end), low_word, low, high_word, high_value), start, end)


@builds("column_bounds_high")
def column_bounds_high(b: Builder, parts: list[Any], start: int, end: int) -> _Clause:
    word = parts[0].text.removeprefix(", ")
    return _Clause("bounds", tree.Bounds(b.span(start, end), None, None, word, parts[1]), start, end)


@builds("column")
def column(b: Builder, parts: list[Any], start: int, end: int) -> tree.ColumnDecl:
    said: dict[str, Any] = {}
    reads: list[tree.Reads] = []
    for clause in nodes(parts[3:], "NEWLINE"):
        if isinstance(clause, tree.Reads):
            reads.append(clause)
        else:
            once(b, f"Column `{parts[0].text}`", said, clause.key, clause.value, clause.start, clause.end)
    return tree.ColumnDecl(
        b.span(start, end),
        b.trivia(start),
        parts[0].text,
        parts[2],
        "key" in said,
        "optional" in said,
        said.get("column"),
        tuple(reads),
        said.get("bounds"),
    )


@builds("reject")
def reject(b: Builder, parts: list[Any], start: int, end: int) -> tree.RejectUnless:
    return tree.RejectUnless(b.span(start, end), b.trivia(start), parts[1], parts[2])


@builds("reject_each")
def reject_each(b: Builder, parts: list[Any], start: int, end: int) -> str:
    said: str = parts[1].text
    return said


@builds("for_each_row", "for_each_credit")
def for_each(b: Builder, parts: list[Any], start: int, end: int) -> tuple[str, str | None]:
    return ("credit", parts[1].text) if parts[1].kind == "NAME" else (parts[1].text, None)


# --- examples and tests -----------------------------------------------------------------------


@builds("example")
def example(b: Builder, parts: list[Any], start: int, end: int) -> tree.Example:
    head, lines, brace = between(parts)
    givens = tuple(line for line in lines if isinstance(line, tree.Given))
    expects = tuple(line for line in lines if not isinstance(line, tree.Given))
    return tree.Example(b.span(start, end), b.trivia(start), text_of(head[1]), givens, expects, b.tail(brace))


@builds("given")
def given(b: Builder, parts: list[Any], start: int, end: int) -> tree.Given:
    header_end = next(i for i, p in enumerate(parts) if is_token(p, "NEWLINE"))
    words = [p.text for p in parts[1:header_end] if is_token(p, "WORD")]
    rows = tuple(parts[header_end + 1 :])
    return tree.Given(b.span(start, end), b.trivia(start), words[0], tuple(words[1:]), rows)


@builds("grid_row")
def grid_row(b: Builder, parts: list[Any], start: int, end: int) -> tree.GridRow:
    cells = nodes(parts, "BAR", "NEWLINE")
    return tree.GridRow(b.span(start, end), b.trivia(start), tuple(None if is_token(c, "NONE") else c for c in cells))


@builds("cell_word")
def cell_word(b: Builder, parts: list[Any], start: int, end: int) -> tree.TextLit:
    return tree.TextLit(b.span(start, end), parts[0].text)


def _key_text(token: Token | None) -> str | None:
    if token is None:
        return None
    return text_of(token) if token.kind == "TEXT" else token.text


@builds("expect")
def expect(b: Builder, parts: list[Any], start: int, end: int) -> tree.Expect:
    _expect, paid, subject, who, on, period, _is, value, rounded, _end = parts
    return tree.Expect(
        b.span(start, end),
        b.trivia(start),
        None if subject.kind == "PAYOUT" else name_of(b, subject),
        paid is not None,
        _key_text(who),
        _key_text(on),
        period if period is None or isinstance(period, tree.DateLit) else period_of(b, period),
        value,
        rounded is not None,
    )


@builds("expect_in_on")
def expect_in_on(b: Builder, parts: list[Any], start: int, end: int) -> tree.Expect:
    said: tree.Expect = expect(b, [*parts[:4], parts[5], parts[4], *parts[6:]], start, end)
    return said


@builds("expect_rejected")
def expect_rejected(b: Builder, parts: list[Any], start: int, end: int) -> tree.ExpectRejected:
    return tree.ExpectRejected(b.span(start, end), b.trivia(start), text_of(parts[1]))


@builds("promise_rising")
def promise_rising(b: Builder, parts: list[Any], start: int, end: int) -> tree.Promise:
    token: Token = parts[4]
    rising = tree.Column(b.token_span(token), tuple(token.text.split(".")))
    return tree.Promise(b.span(start, end), b.trivia(start), text_of(parts[1]), rising, None, None)


@builds("promise_nearly_rising")
def promise_nearly_rising(b: Builder, parts: list[Any], start: int, end: int) -> tree.Promise:
    tolerance, token = parts[4], parts[6]
    rising = tree.Column(b.token_span(token), tuple(token.text.split(".")))
    return tree.Promise(b.span(start, end), b.trivia(start), text_of(parts[1]), rising, None, None, None, tolerance)


@builds("promise_most", "promise_least", "promise_budget")
def promise_bound(b: Builder, parts: list[Any], start: int, end: int) -> tree.Promise:
    _test, title, _colon, words, bound, _end = parts
    span, trivia = b.span(start, end), b.trivia(start)
    return tree.Promise(span, trivia, text_of(title), None, None, None, about=tree.PROMISED[words.text], bound=bound)


@builds("promise_standard")
def promise_standard(b: Builder, parts: list[Any], start: int, end: int) -> tree.Promise:
    about = tree.PROMISED[parts[3].text]
    return tree.Promise(b.span(start, end), b.trivia(start), text_of(parts[1]), None, None, None, about=about)


@builds("promise")
def promise(b: Builder, parts: list[Any], start: int, end: int) -> tree.Promise:
    _test, title, _colon, each, condition, _end = parts
    row, credit = each or (None, None)
    return tree.Promise(b.span(start, end), b.trivia(start), text_of(title), None, row, condition, credit)
