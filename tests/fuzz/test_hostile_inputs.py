"""Input that is meant to hurt, with the answer to each: the finding it gets, or that it is accepted, and what it then pays."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.data.load import LoadResult, load
from planlang.diagnostics import catalogue
from planlang.diagnostics.order import has_errors
from planlang.run.pay import pay

SECONDS = 10

PLAN = """plan Hostile "Input that is meant to hurt" {
    currency USD
    calendar years start in January
    covers credits dated from 2024-01-01 through 2024-12-31
    rounding nearest 0.01 USD, halves to even
    corrections paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {
        id: text, key
    }

    data deals, each row a deal {
        id: text, key
        owner: participant
        closed: date
        share: percent
        amount: money
    }

    credit Bookings for each deal {
        to deal.owner
        amount deal.amount
        dated deal.closed
        ordered by deal.closed, then deal.id
    }

    commission Base for each credit of Bookings {
        pay EXPRESSION
        rounded each credit
    }

    payout for each participant each year, by credit date {
        add Base
        if negative collected
    }
}
"""
VALUE = "deal.share of credit.amount"
GOOD = PLAN.replace("EXPRESSION", VALUE)


def paying(value: str) -> str:
    """The plan with this as what it pays."""
    return PLAN.replace("EXPRESSION", value)


PLANS: dict[str, tuple[str | bytes, str | None]] = {
    "as it is": (GOOD, None),
    "1e999999999": (paying("1e999999999"), "scientific-number"),
    "1e999999999 of money": (paying("1e999999999 USD"), "scientific-number"),
    "a number of 10 MB": (paying("9" * 10_000_000 + " USD"), "too-big"),
    "a name of 10 MB": (GOOD.replace("Hostile", "A" * 10_000_000), "too-big"),
    "a text of 10 MB": (GOOD.replace("Input", "a" * 10_000_000), "too-big"),
    "a comment of 10 MB": ("#" * 10_000_000 + "\n" + GOOD, "too-big"),
    "a number of 1,000 digits": (paying("9" * 1_000 + " USD"), "number-form"),
    "a number of 1,000 decimals": (paying("0." + "9" * 1_000 + " * credit.amount"), "number-form"),
    "10,000 parentheses": (paying("(" * 10_000 + "credit.amount" + ")" * 10_000), "too-deep"),
    "10,000 open parentheses": (paying("(" * 10_000 + "credit.amount"), "too-deep"),
    "10,000 minus signs": (paying("-" * 10_000 + "credit.amount"), "too-deep"),
    "10,000 terms": (paying(" + ".join(["credit.amount"] * 10_000)), "too-deep"),
    "10,000 choices": (paying("credit.amount if deal.share is 1%, otherwise " * 10_000 + "0 USD"), "too-deep"),
    "10,000 braces": ("plan P {\n" * 10_000, "unclosed"),
    "NUL": (GOOD.replace("USD\n", "USD\0\n", 1), "not-text"),
    "invalid UTF-8": (GOOD.encode().replace(b"Input", b"Inp\xffut"), "not-text"),
    "a surrogate": (GOOD.replace("Input", "Inp\ud800ut").encode("utf-8", "surrogatepass"), "not-text"),
    "UTF-16": (GOOD.encode("utf-16"), "not-text"),
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD.encode(), None),
    "CRLF": (GOOD.replace("\n", "\r\n"), None),
    "no last line end": (GOOD.rstrip("\n"), None),
    "empty": ("", "one-plan"),
    "NaN": (paying("NaN"), "unknown-name"),
    "thousands": (paying("1,000 USD"), None),
    "a thousand cut short": (paying("1,00 USD"), "number-form"),
    "a currency sign": (paying("$5"), "currency-sign"),
    "3-decimal cents": (paying("0.005 USD"), None),
    "29 February in a leap year": (GOOD.replace("2024-12-31", "2024-02-29"), None),
    "29 February in another": (GOOD.replace("2024-12-31", "2025-02-29"), "date-form"),
    "an impossible month": (GOOD.replace("2024-12-31", "2024-13-01"), "date-form"),
    "a key twice": (
        GOOD.replace("        id: text, key\n        owner", "        id: text, key\n        id: text, key\n        owner"),
        "duplicate-name",
    ),
    "a rule twice": (
        GOOD.replace("    payout", "    commission Base for each credit of Bookings {\n        pay 1 USD\n    }\n\n    payout"),
        "duplicate-name",
    ),
    "a reference in a circle": (paying("total of the participant's Base in the year"), "cycle"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
def test_plans(name: str) -> None:
    text, rule = PLANS[name]
    before = time.process_time()
    found = compile_text(text, "hostile.plan")
    assert time.process_time() - before < SECONDS
    assert (found.graph is None) == has_errors(found.diagnostics)
    assert all(len(one.message) < 1_000 for one in found.diagnostics)
    if rule is None:
        assert found.graph is not None, [(one.rule, one.message) for one in found.diagnostics]
    else:
        assert rule in [one.rule for one in found.diagnostics if catalogue.head(one.rule).code != "P000"], (
            found.diagnostics[:3]
        )


# --- data -------------------------------------------------------------------------------------

HEADER = "id,owner,closed,share,amount\n"
ROW = "d1,ana,2024-02-29,50%,100.00\n"


def deal(**cells: str) -> str:
    """The file of one deal with some cells changed."""
    row = {"id": "d1", "owner": "ana", "closed": "2024-02-29", "share": "50%", "amount": "100.00", **cells}
    return HEADER + ",".join(row.values()) + "\n"


DATA: dict[str, tuple[str | bytes, str | None]] = {
    "as it is": (deal(), None),
    "1e999999999": (deal(amount="1e999999999"), "not-a-plain-number"),
    "1e2": (deal(amount="1e2"), "not-a-plain-number"),
    "a cell of 10 MB": (deal(amount="9" * 10_000_000), "broken-row"),
    "a text of 10 MB": (deal(owner="a" * 10_000_000), "broken-row"),
    "400 digits": (deal(amount="9" * 400), "not-a-plain-number"),
    "10,000 levels of JSON": ("[" * 10_000, "broken-row"),
    "NUL": (deal(owner="a\0na"), "unreadable-data-file"),
    "invalid UTF-8": (deal().encode().replace(b"ana", b"an\xff"), "unreadable-data-file"),
    "a byte order mark": (b"\xef\xbb\xbf" + deal().encode(), None),
    "CRLF": (deal().replace("\n", "\r\n"), None),
    "a short row": (HEADER + "d1,ana,2024-02-29\n", "broken-row"),
    "a long row": (HEADER + ROW.rstrip() + ",1,2\n", "broken-row"),
    "an empty row": (HEADER + ROW + "\n", None),
    "an open quotation mark": (deal(owner='"ana'), "broken-row"),
    "a key twice": (HEADER + ROW + ROW, "duplicate-row"),
    "an empty file": ("", "unreadable-data-file"),
    "a header alone": (HEADER, None),
    "a column twice": (HEADER.replace("amount", "amount,amount") + ROW.replace("100.00", "100.00,100.00"), "repeated-column"),
    "NaN": (deal(amount="NaN"), "not-a-plain-number"),
    "infinity": (deal(amount="Infinity"), "not-a-plain-number"),
    "1,000 in quotation marks": (deal(amount='"1,000"'), "not-a-plain-number"),
    "$5": (deal(amount="$5"), "not-a-plain-number"),
    "3-decimal cents": (deal(amount="0.005"), "too-many-decimals"),
    "three decimals that are cents": (deal(amount="0.500"), None),
    "a negative amount": (deal(amount="-5.00"), None),
    "parentheses for a minus": (deal(amount="(5.00)"), "not-a-plain-number"),
    "digits of another script": (deal(amount="٣"), "not-a-plain-number"),
    "29 February in a leap year": (deal(closed="2024-02-29"), None),
    "29 February in another": (deal(closed="2025-02-29"), "not-a-date"),
    "a date the American way": (deal(closed="02/29/2024"), "not-a-date"),
    "nobody of that name": (deal(owner="Ana"), "unknown-row"),
    "an empty cell": (deal(amount=""), "missing-value"),
}  # fmt: skip


def loaded(data: str | bytes, suffix: str = "csv") -> LoadResult:
    graph = compile_text(GOOD, "hostile.plan").graph
    assert graph is not None
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "participants.csv").write_text("id\nana\n")
        (directory / f"deals.{suffix}").write_bytes(data if isinstance(data, bytes) else data.encode())
        found = load(graph.records, [directory], graph.calendar)
    assert (found.data is None) == has_errors(found.diagnostics)
    if found.data is not None:
        assert pay(graph, found.data)
    return found


@pytest.mark.parametrize("name", DATA)
def test_data(name: str) -> None:
    data, rule = DATA[name]
    before = time.process_time()
    found = loaded(data, "jsonl" if "JSON" in name else "csv")
    assert time.process_time() - before < SECONDS
    assert all(len(one.message) < 1_000 for one in found.diagnostics)
    if rule is None:
        assert found.data is not None, [(one.rule, one.message) for one in found.diagnostics]
    else:
        assert [one.rule for one in found.diagnostics] == [rule]
        assert catalogue.head(rule).code != "P000"


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("1.005", "too-many-decimals"),
        ("NaN", "not-a-plain-number"),
        ("1e999999999", "not-a-plain-number"),
        ('"$5"', "not-a-plain-number"),
        ("true", "wrong-column-type"),
    ],
)  # fmt: skip
def test_json_numbers(cell: str, rule: str) -> None:
    row = json.dumps({"id": "d1", "owner": "ana", "closed": "2024-02-29", "share": "50%", "amount": 0})
    found = loaded(row.replace('"amount": 0', f'"amount": {cell}') + "\n", "jsonl")
    assert [one.rule for one in found.diagnostics] == [rule]
