"""The clauses that decide what a plan pays, by the nodes of the syntax tree: how each is taken out, and what is asked then.

``DECIDING`` and ``SETTLED`` together name each part of a node that may be absent, and each statement, once: what is not listed fails
``test_clauses``. A part is a field that may be ``None``, a list whose items may be fewer, or a yes/no; ``""`` is the whole statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planlang.slotted import frozen
from planlang.syntax import tree
from tests.mutants.kinds import Plan, Site

Part = tuple[str, str]
"""A class of the tree and one of its fields; an empty field is the statement itself."""


@frozen
class Clause:
    """Words of a node that answer a question, as a pattern (``None``: the whole statement); ``asks``: one of these findings, once."""

    words: str | None
    asks: frozenset[str]

    def sites(self, plan: Plan, kind: str) -> Iterator[Site]:
        """Each place of a plan where it stands, as the edit that takes it out."""
        for node in plan.of(getattr(tree, kind)):
            start = node.span.start
            if isinstance(node, tree.Row) and isinstance(node.key, tree.Point) and node.key.at and self.words is None:
                continue  # between two points of a curve stands another straight line
            if self.words is None:
                yield ((start, node.span.end, ""),)
                continue
            inner = [child.span for child in _below(node) if type(child) is type(node)]
            for found in re.finditer(self.words, plan.words(node)):
                at = start + found.start()
                if found.group() and not any(span.start <= at < span.end for span in inner):
                    yield ((at, start + found.end(), ""),)
                    break


def _below(node: tree.Node) -> Iterator[tree.Node]:
    for child in tree.children(node):
        yield child
        yield from _below(child)


def _clause(words: str | None, *asks: str) -> Clause:
    return Clause(words, frozenset(asks))


UNIT = r"(?:day|week|fortnight|month|quarter|half|year)"
WINDOW = (
    rf" in the (?:same {UNIT} of the previous |previous |anniversary )?(?:{UNIT}|plan)(?: through this {UNIT})?"
    rf"| in the last \d+ {UNIT}s"
)

DECIDING: dict[Part, Clause] = {
    # the header
    ("CurrencyLine", ""): _clause(None, "missing-header"),
    ("CalendarLine", ""): _clause(None, "missing-header"),
    ("CalendarLine", "named"): _clause(r", named by the year they (start|end) in", "fiscal-year-name"),
    ("CalendarLine", "extra"): _clause(r", a 53rd week [^,\n]*", "year-of-weeks-open"),
    ("CalendarLine", "week_start"): _clause(r", weeks start on \w+", "weeks-open"),
    ("CalendarLine", "fortnight"): _clause(r", a fortnight starts on [\d-]+", "weeks-open"),
    ("CoversLine", ""): _clause(None, "missing-header"),
    ("RoundingLine", ""): _clause(None, "missing-header"),
    ("Rounding", "mode"): _clause(r", halves .*", "halves-open"),
    ("CorrectionsLine", ""): _clause(None, "missing-header"),
    # credits
    ("To", ""): _clause(None, "incomplete-credit"),
    ("To", "on"): _clause(r" on (the (first|last) day of the \w+|[\w.]+)", "manager-date-open"),
    ("To", "once_for"): _clause(r", once for each \w+", "shared-above-open"),
    ("AmountLine", ""): _clause(None, "incomplete-credit", "no-quota-credit"),
    ("AmountLine", "rounded"): _clause(r",\s+rounded[\s\S]*", "credit-not-rounded"),
    ("AmountLine", "remainder"): _clause(r", odd cents to .*", "odd-cents-open"),
    ("Ordered", ""): _clause(None, "order-open"),
    ("Ordered", "keys"): _clause(r", then [\w.]+$", "tie-break-open", "odd-cents-tie-open"),
    ("Gathers", "keys"): _clause(r", then [\w.]+$", "tie-break-open"),
    # rules
    ("Rule", "grain"): _clause(r" for (each|the) [\w ]+?(?= \{| =|\n)", "grain-open"),
    ("Start", ""): _clause(None, "no-amount-yet", "empty-rule"),
    ("Start", "once_for"): _clause(r", once for each \w+", "flat-shared-open"),
    ("Change", "once_for"): _clause(r", once for each \w+", "flat-shared-open"),
    ("TakeBackAll", ""): _clause(None, "no-amount-yet"),
    ("Rounded", ""): _clause(None, "rounding-open", "total-of-unrounded"),
    ("Rounded", "each"): _clause(r" +each \w+", "rounding-place-open"),
    ("Remainder", "within"): _clause(r", within each [\w.]+", "remainder-among-open"),
    ("Remainder", "everyone"): _clause(r", among everyone", "remainder-among-open"),
    ("MinusPaid", "whose"): _clause(r" for (each \w+|everyone together)", "paid-on-whom-open"),
    ("MinusPaid", "window"): _clause(WINDOW, "window-open"),
    ("Limit", "whose"): _clause(r" for (each participant|everyone together)", "limit-whose-open"),
    ("Limit", "each"): _clause(r" each (?!participant)[\w ]+?(?=,| when|$)", "limit-per-what-open"),
    ("Limit", "order"): _clause(r", in (credit order|proportion)", "limit-order-open"),
    ("Limit", "excess"): _clause(
        r", (excess|shortfall) (lost|forgiven|kept in \w+|owed in \w+)", "limit-excess-open", "limit-shortfall-open"
    ),
    ("OnlyIf", "otherwise"): _clause(r", otherwise (?!held).*", "gate-otherwise-open"),
    ("OnlyIf", "held_in"): _clause(r", otherwise held in \w+", "gate-otherwise-open"),
    ("InAdditionTo", ""): _clause(None, "both-pay"),
    ("OnlyAbove", ""): _clause(None, "both-pay"),
    ("LeavesGap", ""): _clause(None, "neither-pays"),
    ("MeasuredApart", ""): _clause(None, "gate-elsewhere"),
    ("Paid", "remainder"): _clause(r", remainder to .*", "payment-cents-open"),
    ("Paid", "whole"): _clause(r", out of .*", "proportion-open"),
    # values
    ("Name", "counting"): _clause(r" (not )?counting this credit", "crossing-open"),
    ("Aggregate", "counting"): _clause(r" (not )?counting this credit", "crossing-open"),
    ("Converted", "on"): _clause(r" on [\w.]+$", "card-date-open"),
    ("Using", "on"): _clause(r" on [\w.]+$", "card-date-open"),
    ("Aggregate", "field"): _clause(
        r"(?<=total )(?:amount|quota credit|\w+)(?= of )", "which-amount", "syntax", "unknown-name", "not-a-value"
    ),
    ("Aggregate", "owner"): _clause(r"(the participant's|everyone's) ", "whose-open"),
    ("Aggregate", "window"): _clause(WINDOW, "window-open"),
    ("Fallback", "otherwise"): _clause(r" if known,\s+otherwise .*$", "absent-value"),
    ("ServiceMonth", "first"): _clause(r", the month of hire is \d+", "hire-month-open"),
    ("Place", "ties"): _clause(r", ties .*", "ties-open"),
    ("Places", "ties"): _clause(r", ties .*?(?= \{)", "ties-open"),
    ("Place", "among"): _clause(r" among [^,]*(?=,)", "places-of-credits"),
    ("Places", "among"): _clause(r" among [^,]*(?=,)", "places-of-credits"),
    ("Ranked", "which"): _clause(r"(?<=among )all of |\s+where the lines above hold", "left-out-open"),
    ("TieBreak", "first"): _clause(r", (highest|lowest|earliest|latest) first", "tie-order-open"),
    # tables
    ("Tiers", "application"): _clause(r", (each slice at its own tier|all at the tier reached)", "application-open"),
    ("Row", ""): _clause(None, "end-open", "bands-gap", "weights-not-whole", "curve-too-short"),
    ("MatrixRow", ""): _clause(None, "end-open", "bands-gap"),
    ("Weighted", "missing"): _clause(r", missing scores [\w ]+?(?= \{)", "missing-score-open"),
    # the payout and what is carried
    ("AddRules", ""): _clause(None, "empty-rule"),
    ("Payout", "each"): _clause(rf" each {UNIT}", "payout-period-open"),
    ("Payout", "by_credit_date"): _clause(r", by credit date", "payout-date-open"),
    ("IfNegative", ""): _clause(None, "negative-open"),
    ("Settle", "rounded"): _clause(r", rounded$", "rounding-open"),
    ("Curve", "beyond"): _clause(r", (?:flat|lines go on|refused) beyond them", "beyond-points-open", "end-open"),
    ("ConvertsTo", "on"): _clause(r" on (?:the last day of the month|[\w.]+)(?=,|$)", "card-date-open"),
    ("ConvertsTo", "rounded"): _clause(r", rounded$", "rounding-open"),
    ("Balance", "opens"): _clause(r"opens +.*", "balance-opens-open"),
    ("Balance", "closes"): _clause(r"closes +.*", "balance-closes-open"),
    ("Balance", "rest"): _clause(r", rest \w+", "balance-rest-open"),
    ("Remainder", "by"): _clause(
        r"(?:(?<=remainder to the last)|(?<=remainder to the first)) by .*|, among equals the first by .*",
        "remainder-order-open",
    ),
    ("Amend", "running"): _clause(r", running totals (go on|start again)", "amended-running-open"),
}

SETTLED: dict[str, tuple[Part, ...]] = {
    "without it the line is another one, or none at all, which the parser says": (
        ("CalendarLine", "edge"), ("CalendarLine", "weeks"), ("DaysOf", "unit"), ("DaysOf", "start"), ("DaysOf", "end"),
        ("Window", "unit"), ("Window", "inner"), ("Window", "count"), ("Window", "row"), ("Window", "start"), ("Window", "end"),
        ("Grain", "name"), ("Grain", "once_on"), ("To", "value"), ("Remainder", "column"), ("Excess", "balance"),
        ("IfNegative", "unit"), ("Paid", "share"), ("Paid", "on"), ("Paid", "parts"), ("Paid", "each"), ("Paid", "after"),
        ("Paid", "proportion_field"), ("Paid", "proportion_of"), ("Rule", "value"), ("Matrix", "corner"),
        ("ColumnType", "currency_column"), ("ColumnType", "members"), ("ColumnType", "row"),
        ("Column", "parts"), ("LowerHigher", "values"), ("InAdditionTo", "names"),
        ("OnlyAbove", "names"), ("LeavesGap", "names"), ("Members", "values"), ("OneOf", "members"), ("Junction", "parts"),
        ("MatrixRow", "cells"), ("Gathers", "sources"),
    ),
    "another value, which is as definite": (
        ("PeriodLit", "of_weeks"), ("YesNoLit", "value"), ("PartOf", "above"), ("PartOf", "up_to"), ("DaysOf", "working"),
        ("ServiceMonth", "full"), ("ServiceMonth", "until"), ("ServiceMonth", "years"), ("Rounding", "percent"), ("Aggregate", "running"),
        ("Aggregate", "paid"), ("Point", "at"), ("OneOf", "negated"), ("WithinDays", "negated"),
        ("Known", "known"), ("Applies", "applies"), ("PeriodEdge", "of"),
        ("Using", "data"), ("Rounded", "rounding"), ("Rounded", "remainder"), ("Place", "within"), ("Places", "within"),
        ("Aggregate", "different"), ("Change", ""), ("MinusPaid", ""), ("Dated", ""), ("ConvertsTo", ""),
    ),
    "it is kept until the balance closes, which says what becomes of it": (("Balance", "lapses"),),
    "fewer rows, or more, are what the plan then says": (
        ("Aggregate", "where"), ("When", ""), ("To", "where"), ("To", "levels"), ("RejectUnless", ""),
        ("RejectUnless", "each"), ("Change", "when"), ("Limit", "when"), ("Settle", "when"), ("Settle", "limit"),
        ("Settle", ""), ("OnlyIf", ""), ("Limit", ""), ("Limit", "since"), ("Paid", ""), ("FollowsLine", ""), ("AddRules", "names"),
        ("ColumnDecl", "bounds"), ("ColumnDecl", "optional"), ("Data", "valid"), ("Data", "one_for"),
    ),
    "where it is needed, what needs it says so: a day, a period, a key": (
        ("Grain", "each"), ("Data", "dated"), ("ColumnDecl", "key"), ("ColumnType", "per"), ("ColumnType", "currency"),
        ("Rounding", "currency"), ("Credit", "lines"), ("Rule", "steps"),
        ("Payout", "steps"), ("Data", "lines"),
    ),
    "taken out by rows, not by lists": (
        ("Tiers", "rows"), ("Curve", "rows"), ("TableBy", "rows"), ("Match", "rows"), ("Matrix", "rows"),
        ("Weighted", "rows"), ("Places", "rows"), ("TableDecl", "rows"),
    ),
    "taken out word by word in test_clauses: bounds, and the columns of a matrix": (
        ("Bounds", "low_word"), ("Bounds", "low"), ("Bounds", "high_word"), ("Bounds", "high"), ("Matrix", "columns"),
    ),
    "what breaks a tie is a part of the clause about ties, which is asked for": (
        ("Place", "broken"), ("Places", "broken"),
    ),
    "rows from elsewhere instead of rows here; without either the table is empty, which is said": (
        ("Tiers", "using"), ("Curve", "using"), ("TableBy", "using"),
    ),
    "names a thing; what refers to it is unknown then": (
        ("Credit", ""), ("Gathers", ""), ("Rule", ""), ("TableDecl", ""), ("Balance", ""), ("Data", ""), ("ColumnDecl", ""),
        ("Plan", ""), ("Use", ""), ("Payout", ""),
    ),
    "words for readers, or for the files that data comes from": (
        ("Rule", "title"), ("Plan", "title"), ("Defaults", "title"), ("ClauseLine", ""), ("ColumnDecl", "header"),
        ("JurisdictionLine", ""), ("JurisdictionLine", "places"),
        ("ColumnDecl", "reads"), ("Data", "file"),
    ),
    "another version, or none: the plan pays by what it says without it": (
        ("Amend", ""), ("Amend", "items"), ("Remove", ""), ("Defaults", ""), ("Defaults", "items"), ("Plan", "items"),
        ("PlanFile", "items"),
    ),
    "examples and tests pay nobody": (
        ("GridRow", ""), ("GridRow", "cells"), ("Given", ""), ("Given", "columns"), ("Given", "rows"), ("Expect", ""),
        ("Expect", "subject"), ("Expect", "paid"), ("Expect", "participant"), ("Expect", "on"), ("Expect", "period"), ("Expect", "rounded"),
        ("ExpectRejected", ""), ("Example", ""), ("Example", "givens"), ("Example", "expects"), ("Promise", ""),
        ("Promise", "rising"), ("Promise", "each"), ("Promise", "condition"), ("Promise", "credit"), ("Promise", "tolerance"),
        ("Promise", "about"), ("Promise", "bound"),
    ),
}  # fmt: skip
"""Parts whose absence leaves nothing open, by the reason."""

UNASKED: dict[tuple[str, Part], str] = {
    ("quarterly_ae.plan", ("IfNegative", "")): "nothing in it takes back: a payout below 0 is a fault of the data, and stops the run",
    ("smb_ae.plan", ("IfNegative", "")): "the one rule that it adds has a floor of 0 at its end, so that returns take nothing off",
    ("sales_manager.plan", ("IfNegative", "")): "nothing in it takes back: a payout below 0 is a fault of the data, and stops the run",
}  # fmt: skip
"""Where a clause decides nothing in one plan, and why."""
