"""The page for a rep."""

from __future__ import annotations

import re
import textwrap
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from planlang.explain.sheet import Sheet
from planlang.explain.text import render_text
from tests.explain import ae
from tests.explain.worlds import World, by_hand, model

ANA = """\
Account Executive, first quarter 2025
Ana, 2025-Q1
paid: 31,800.00 USD

What counted as Bookings                                                        quarterly_ae.plan:32
  d1  2025-01-10  60% x 33,333.33 = 19,999.998, with the odd cents                         20,000.00
  d2  2025-02-10  100% x 90,000.00                                                         90,000.00
  d4  2025-02-24  50% x 10,000.00                                                           5,000.00
  d5  2025-03-31  100% x 200,000.00                                                       200,000.00
  4 credits                                                                               315,000.00

How far you got
  Attainment  315% = 315,000.00 / 100,000.00                                    quarterly_ae.plan:47

How it was paid
  Base                                                                          quarterly_ae.plan:50
    10% is participant.variable / participant.quota: 10,000.00 / 100,000.00 = 10%
    d1  from 0% below 50%: 20,000.00 x 10% x 0.5x                                           1,000.00
    d2  from 0% below 50%: 30,000.00 of 90,000.00 x 10% x 0.5x                              1,500.00
    d2  from 50% below 100%: 50,000.00 of 90,000.00 x 10% x 1x                              5,000.00
    d2  from 100% below 150%: 10,000.00 of 90,000.00 x 10% x 1.5x                           1,500.00
    d4  from 100% below 150%: 5,000.00 x 10% x 1.5x                                           750.00
    d5  from 100% below 150%: 35,000.00 of 200,000.00 x 10% x 1.5x                          5,250.00
    d5  from 150%: 165,000.00 of 200,000.00 x 10% x 2x                                     33,000.00
    at most 3 * participant.variable for each participant each quarter: 30,000.00 reached, on d5
                                                                                          -18,000.00
    Base in all                                                                            30,000.00
  NewProductPush                                                                quarterly_ae.plan:63
    d2  2% x 90,000.00                                                                      1,800.00
    at most 5,000 USD for each participant each quarter: 5,000.00 not reached, 3,200.00 left
    NewProductPush in all                                                                   1,800.00

What did not pay
  NewProductPush on d1: deal.product is New: no, it is Upsell
  NewProductPush on d5: deal.product is New: no, it is Renewal
  NewProductPush on d4: deal.closed is at most 2025-02-23: no, it is 2025-02-24, short by 1 day
  Team: 1% x 0.00 = 0.00 (total amount of the participant's TeamBookings in the quarter: nothing
    counted)

Total                                                                           quarterly_ae.plan:75
  Base                                                                                     30,000.00
  NewProductPush                                                                            1,800.00
  Team                                                                                          0.00
  paid                                                                                 31,800.00 USD
"""


def test_the_page_of_the_account_executive() -> None:
    assert render_text(model("quarterly_ae").explain("Ana")) == ANA


def worlds() -> list[World]:
    return [by_hand(), model("quarterly_ae"), model("eight_answers")]


@pytest.mark.parametrize("which", range(3))
@pytest.mark.parametrize("full", [False, True])
def test_pages_are_at_most_100_wide_and_always_the_same(which: int, full: bool) -> None:
    world = worlds()[which]
    for who, when in world.payouts():
        page = render_text(world.explain(who, when), full=full)
        assert page == render_text(world.explain(who, when), full=full)
        assert max(map(len, page.splitlines())) <= 100


def section(page: str, name: str) -> list[str]:
    """The lines of one rule, up to its total."""
    lines = page.splitlines()
    start = next(index for index, line in enumerate(lines) if re.match(rf"  {name}\b(?! in)", line))
    end = next(index for index, line in enumerate(lines) if line.startswith(f"    {name} in all"))
    return lines[start + 1 : end + 1]


@pytest.mark.parametrize("which", range(3))
def test_the_lines_of_a_rule_add_up_to_what_it_paid(which: int) -> None:
    world = worlds()[which]
    for who, when in world.payouts():
        found = world.explain(who, when)
        page = render_text(found)
        for name, paid in found.facts.paid.items():
            if not paid:
                continue
            *lines, last = section(page, name)
            amounts = [
                Decimal(m[1].replace(",", ""))
                for line in lines
                if len(line) == 100 and (m := re.search(r"\s{2,}(-?[\d,]+\.\d\d)$", line))
            ]
            assert (
                sum(amounts)
                == Decimal(last.split()[-1].replace(",", ""))
                == Decimal(str(paid.numerator)) / paid.denominator
            )  # type: ignore[union-attr]


def many(deals: int) -> World:
    rows = ae.published()
    for n in range(deals):
        rows["deals"].append([f"n{n}", f"2025-01-{n % 28 + 1:02d}", "Renewal" if n % 3 else "New", f"{100 + n}.25"])
        rows["splits"].append([f"n{n}", "Cy", "100", "yes"])
    small = by_hand()
    return World(small.graph, ae.dataset(rows), small.texts, small.file, small.files, small.digest)


def test_three_hundred_deals_are_still_a_page() -> None:
    found = many(300).explain("Cy")
    page = render_text(found)
    assert page.count("\n") < 45
    assert "deal.closed is from 2025-02-10: no; the nearest is n111: it is 2025-01-28, short by 13 days" in " ".join(
        page.split()
    )
    assert "303 credits" in page
    assert "--full" not in page or "other rates" in page
    full = render_text(found, full=True)
    for n in range(300):
        assert f"n{n} " in full
    assert f"Every step ({len(found.steps)})" in full


def test_colour_only_repeats() -> None:
    found = by_hand().explain("Ana")
    assert re.sub(r"\x1b\[\d+m", "", render_text(found, colour=True)) == render_text(found)


def test_one_deal_has_a_page() -> None:
    page = render_text(model("quarterly_ae").explain("Ana", deal="d2"))
    assert "paid: 9,800.00 USD" in page and "d5" not in page
    assert Fraction(9800) == model("quarterly_ae").explain("Ana", deal="d2").result.result


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        " x",
        "x ",
        "a  b",
        "a\tb",
        "a\nb",
        "a \xa0",
        "\xa0",
        "a-b " * 4,
        "x" * 17,
        "x" * 18,
        "x" * 19,
        "xy " * 6,
        "ab cd ef gh ij k",
    ],
)
@pytest.mark.parametrize("indent", [0, 2])
def test_a_text_that_fits_is_the_line_that_wrapping_makes_of_it(text: str, indent: int) -> None:
    page: Any = SimpleNamespace(width=18)
    lines = textwrap.wrap(text, 18, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))
    assert Sheet.wrapped(page, text, indent) == (lines or [""])
