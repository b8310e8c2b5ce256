"""The errors of a plan that show no case, each with the reason: ``test_shown`` fails where one is listed that shows one, or isn't and doesn't."""

from __future__ import annotations

UNSHOWN: dict[str, tuple[str, ...]] = {
    "it can't be read as a plan in any way, or in one way alone, which is offered": (
        "syntax", "syntax-row", "comparison-sign", "currency-sign", "name-letters", "not-text", "quote-mark", "scientific-number", "unclosed",
        "too-big", "too-deep", "ragged-row", "reserved-row-name", "one-plan", "outside-plan", "unusable-module", "not-built-yet",
    ),
    "a name, a table, a column or a line is missing, and nothing says what would stand there": (
        "unknown-column", "unknown-currency", "unknown-member", "unknown-name", "unknown-row-name", "unknown-type", "no-columns",
        "no-exchange-table", "no-holidays", "no-identity", "no-key", "no-manager-column", "no-participants", "no-payout-to-test",
        "no-period-here", "no-person-here", "no-validity", "two-keys", "optional-key",
    ),
    "a thing of another kind stands there, which no reading makes one of the right kind": (
        "bound-not-a-number", "wrong-key", "wrong-kind", "wrong-step", "wrong-window", "not-a-balance", "not-a-constant", "not-a-credit",
        "not-a-rate-card", "not-a-rule", "not-a-table", "not-a-value", "not-amendable", "kind-mismatch", "currency-mismatch",
        "month-of-another-calendar", "pays-no-money", "pays-nobody", "rounding-unit", "total-of-ratios", "curve-too-short", "corner-mismatch",
    ),
    "a step or a word has nothing to do where it stands": (
        "after-otherwise", "always-known", "applies-always", "balance-elsewhere", "does-not-move", "empty-band", "empty-rule", "empty-table",
        "never-holds", "no-amount-yet", "no-slices", "nothing-converted", "nothing-divided", "once-for-what", "nothing-paid-before", "paid-twice",
        "payment-parts", "repeated-clause", "rounding-place", "running-elsewhere", "slices-of-nothing", "waits-in-the-sum",
        "when-in-measure", "when-too-late", "carried-twice", "compared-with-itself", "duplicate-header",
    ),
    "nobody could be paid so: a circle, a division by nothing, a year of another century, amounts that would be counted many times": (
        "cycle", "balance-below-zero", "balance-feedback", "balance-two-ways", "dates-reversed", "year-slip", "zero-divisor", "moving-total",
        "too-fine", "out-of-reach", "limit-too-fine", "own-result-form", "own-result-rate",
    ),
    "a member of a set and a rule have one name: the answer is another name, which changes nothing that is paid": ("name-shadows-member",),
}  # fmt: skip
"""Rules by the reason why their bad plans show no case."""
