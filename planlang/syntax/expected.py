"""What could stand at a place, in the words of a plan."""

from __future__ import annotations

from planlang.syntax.table import Table

_SHAPES = {
    "MONEY": "an amount such as 5,000 USD",
    "DATE": "a date such as 2025-02-10",
    "PERIOD": "a period such as 2025-Q1",
    "WEEKS": "4-4-5 weeks",
    "PERCENT": "a percentage such as 2%",
    "MULTIPLIER": "a multiplier such as 1.5x",
    "DURATION": "a length of time such as 90 days",
    "NUMBER": "a number",
    "TEXT": 'a text in "…"',
    "CORNER": "the corner of the matrix",
    "REF": "a column such as deal.amount",
    "POSSESSIVE": "`the team's`",
    "WEEKDAY": "the name of a weekday",
    "MONTH_NAME": "the name of a month",
    "CURRENCY_CODE": "a currency such as USD",
    "NAME": "a Capitalised name",
    "UNIT": "day, week, fortnight, month, quarter, half or year",
    "WORD": "a lower-case name",
    "LIST_COMMA": "a comma and one more",
    "NEWLINE": "the end of the line",
}

# Groups are named in the place of their members when all the members named here could stand.
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("a value (5,000 USD, 2%, deal.amount, Bookings)", ("MONEY", "REF", "NAME", "LPAR", "TOTAL")),
    ("a bound (5,000 USD, 50%, 3, deal.amount)", ("MONEY", "PERCENT", "NUMBER", "REF", "NAME")),
    ("a comparison (is, is not, is at least, is above …)", ("IS", "IS_NOT", "IS_AT_LEAST")),
    ("a sign (+ - * /)", ("PLUS", "MINUS", "TIMES_SIGN", "DIVIDED_BY")),
    ("a window (in the month, in the quarter …)", ("IN_THE", "IN_THE_PLAN", "IN_THE_LAST")),
    ("whose it is (the participant's, everyone's)", ("THE_PARTICIPANTS", "EVERYONES")),
    ("a kind of rule (commission, bonus, spiff …)", ("COMMISSION", "BONUS", "SPIFF")),
    ("counting this credit, not counting this credit", ("COUNTING_THIS_CREDIT",)),
)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MEMBERS: tuple[frozenset[str], ...] = (
    _names(
        "MONEY DATE PERIOD PERCENT MULTIPLIER DURATION NUMBER TEXT REF NAME WORD LPAR MINUS YES NO TOTAL "
        "RUNNING_TOTAL COUNT RUNNING_COUNT HIGHEST LOWEST AVERAGE RUNNING_HIGHEST RUNNING_LOWEST RUNNING_AVERAGE "
        "THE THE_LOWER_OF THE_HIGHER_OF THE_PART_OF CALENDAR_DAYS CALENDAR_DAYS_OF_THE WORKING_DAYS "
        "WORKING_DAYS_OF_THE THE_FIRST_DAY_OF_THE THE_LAST_DAY_OF_THE THE_DAY_NUMBER_OF MONTH_OF_SERVICE "
        "FULL_MONTHS_OF_SERVICE FULL_YEARS_OF_SERVICE PLACE_BY TIERS_BY CURVE_BY TABLE_BY MATRIX FIRST_MATCH HIGHEST_MATCH EVERY_MATCH "
        "WEIGHTED PLACES_BY"
    ),
    _names("MONEY DATE PERIOD PERCENT MULTIPLIER DURATION NUMBER REF NAME WORD MINUS"),
    _names(
        "IS IS_NOT IS_AT_LEAST IS_AT_MOST IS_ABOVE IS_BELOW IS_AFTER IS_BEFORE IS_FROM IS_ONE_OF IS_NOT_ONE_OF "
        "IS_KNOWN IS_MISSING IS_WITHIN"
    ),
    frozenset(("PLUS", "MINUS", "TIMES_SIGN", "DIVIDED_BY")),
    _names("IN_THE IN_THE_PREVIOUS IN_THE_LAST IN_THE_SAME IN_THE_PLAN IN_THE_ANNIVERSARY_YEAR_OF ON FROM"),
    frozenset(("THE_PARTICIPANTS", "EVERYONES", "POSSESSIVE")),
    _names("MEASURE QUOTA COMMISSION BONUS SPIFF OVERRIDE CLAWBACK SALARY"),
    frozenset(("COUNTING_THIS_CREDIT", "NOT_COUNTING_THIS_CREDIT")),
)

MOST = 9


def acceptable(table: Table, states: list[int]) -> set[str]:
    """The terminals that could really be read next (LALR look-ahead alone promises too much)."""
    return {terminal for terminal in table.actions(states[-1]) if could_read(table, states, terminal)}


def could_read(table: Table, states: list[int], terminal: str) -> bool:
    """Whether a terminal would be shifted, after all reductions that come before."""
    stack = states.copy()
    while True:
        action = table.actions(stack[-1]).get(terminal)
        if action is None:
            return terminal == "$END" and stack[-1] == table.end
        if action >= 0:
            return True
        production = table.production(-1 - action)
        if production.length:
            del stack[-production.length :]
        stack.append(table.goto(stack[-1], production.origin))


def in_words(table: Table, terminals: set[str]) -> str:
    """A list that a comp designer can read."""
    left = set(terminals) - {"$END"}
    named: list[str] = []
    for (name, needed), members in zip(_GROUPS, _MEMBERS, strict=True):
        if left.issuperset(needed):
            named.append(name)
            left -= members
    words = [_SHAPES.get(t) or f"`{table.phrases[t].text}`" for t in sorted(left) if t not in ("NEWLINE", "RBRACE")]
    # Clauses that begin with a comma go on with the line as it is, so they are told last.
    words.sort(key=lambda w: w.startswith("`,"))
    named += words
    if "NEWLINE" in left:
        named.append(_SHAPES["NEWLINE"])
    if "RBRACE" in left:
        named.append("`}`")
    if len(named) > MOST:
        named = [*named[: MOST - 1], "…"]
    return ", ".join(named)
