"""The canonical text, shown by example."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from planlang.syntax.formatting import format_text, unified_diff


def canonical(text: str) -> str:
    """The canonical form of a text that must parse."""
    result = format_text(dedent(text), "x.plan")
    assert result.text is not None, result.diagnostics
    return result.text


def in_plan(body: str) -> str:
    """The canonical form of declarations, without the plan around them."""
    text = canonical("plan P {\n" + dedent(body).strip("\n") + "\n}\n")
    lines = text.removeprefix("plan P {\n").removesuffix("}\n")
    return dedent(lines)


def check(loose: str, wanted: str) -> None:
    """One body comes out as wanted, and stays as it is."""
    wanted = dedent(wanted).strip("\n") + "\n"
    assert in_plan(loose) == wanted
    assert in_plan(wanted) == wanted


def test_header_lines_stand_below_each_other() -> None:
    check(
        """
        currency USD
        calendar years start in February , quarters of  4-4-5 weeks
        covers credits dated from 2025-01-01 through 2025-03-31
        rounding nearest 0.01 USD, halves to even
        data deals, each row a deal {
        id: text,key
        closed : date
        reject unless deal.closed is after 2025-01-01
        }
        """,
        """
        currency   USD
        calendar   years start in February, quarters of 4-4-5 weeks
        covers     credits dated from 2025-01-01 through 2025-03-31
        rounding   nearest 0.01 USD, halves to even

        data deals, each row a deal {
            id:     text, key
            closed: date
            reject unless  deal.closed is after 2025-01-01
        }
        """,
    )


def test_steps_and_bounds_stand_in_columns() -> None:
    check(
        """
        commission Base for each credit of Bookings {
        pay credit.amount
        times tiers by Attainment, each slice at its own tier {
        below 50%: 0.5x
        from 50% below 100%: 1.0x
        from 7500.5% : refused
        otherwise: 0x
        }
        at most 30000 USD for each participant each quarter, in credit order, excess lost
        rounded, cut to 0.01 USD
        }
        """,
        """
        commission Base for each credit of Bookings {
            pay      credit.amount
            times    tiers by Attainment, each slice at its own tier {
                below    50%             : 0.5x
                from     50%   below 100%: 1.0x
                from  7,500.5%           : refused
                otherwise                : 0x
            }
            at most  30,000 USD for each participant each quarter, in credit order, excess lost
            rounded, cut to 0.01 USD
        }
        """,
    )


def test_amounts_stand_on_their_units() -> None:
    check(
        """
        table Prizes {
        1: 10000 USD
        2: 500.5 USD
        3: deal.prize
        }
        """,
        """
        table Prizes {
            1: 10,000 USD
            2:    500.5 USD
            3: deal.prize
        }
        """,
    )


def test_matrices_and_grids_stand_between_bars() -> None:
    check(
        """
        bonus B for each participant each half {
        pay matrix, Growth down, Margin across {
        Growth \\ Margin | below 30% | from 30%
        below 5% | 0 USD | 2000 USD
        from 5% | 1000 USD | refused
        }
        }
        example "e" {
        given deal|owner|amount
        d1|ana|200 USD
        d10|"Bo b"|-1500 USD
        expect Base for ana on d1 is 1.00 USD
        expect payout for ana in 2025-Q1 is 1.00 USD
        }
        """,
        """
        bonus B for each participant each half {
            pay      matrix, Growth down, Margin across {
                Growth \\ Margin | below 30% | from 30%
                below 5%        |     0 USD | 2,000 USD
                from  5%        | 1,000 USD | refused
            }
        }

        example "e" {
            given deal | owner  | amount
                d1     | ana    |    200 USD
                d10    | "Bo b" | -1,500 USD
            expect Base   for ana on d1 is 1.00 USD
            expect payout for ana in 2025-Q1 is 1.00 USD
        }
        """,
    )


def test_one_line_rules_stay_grouped_and_align() -> None:
    check(
        """
        measure A for each participant each month = participant.x
        measure LongName for each participant each quarter = 2


        measure B for each participant = 1
        quota C for each participant = 1
        table T {
        }
        measure D for each participant = 1
        """,
        """
        measure A        for each participant each month   = participant.x
        measure LongName for each participant each quarter = 2

        measure B for each participant = 1
        quota C for each participant = 1

        table T {
        }

        measure D for each participant = 1
        """,
    )


def test_long_lines_go_on_below() -> None:
    total = "total amount of the participant's Bookings in the quarter"
    check(
        f"""
        measure Long for each participant each quarter = {total} + {total}
        credit C for each deal {{
        ordered by deal.aaaaaaaaaaaaaaaaaaaaaaaaaaaa, then deal.bbbbbbbbbbbbbbbbbbbbbbbbbb, then deal.cccccccccccccccccccc, then deal.d
        }}
        """,
        f"""
        measure Long for each participant each quarter =
            {total} +
            {total}

        credit C for each deal {{
            ordered  by deal.aaaaaaaaaaaaaaaaaaaaaaaaaaaa, then deal.bbbbbbbbbbbbbbbbbbbbbbbbbb,
                then deal.cccccccccccccccccccc, then deal.d
        }}
        """,
    )


@pytest.mark.parametrize(
    ("loose", "wanted"),
    [
        ("((a.x))", "a.x"),
        ("(a.x*b.y)+(c.z)", "a.x * b.y + c.z"),
        ("a.x*(b.y+c.z)", "a.x * (b.y + c.z)"),
        ("a.x-(b.y-c.z)", "a.x - (b.y - c.z)"),
        ("(a.x-b.y)-c.z", "a.x - b.y - c.z"),
        ("a.x/(b.y*c.z)", "a.x / (b.y * c.z)"),
        ("(20% of a.x)+b.y", "(20% of a.x) + b.y"),
        ("20% of (a.x+b.y)", "20% of (a.x + b.y)"),
        ("20% of (a.x*b.y)", "20% of a.x * b.y"),
        ("-(a.x+b.y)", "-(a.x + b.y)"),
        ("the lower of (the higher of a.x and b.y) and c.z", "the lower of (the higher of a.x and b.y) and c.z"),
        ("(a.x if b.y is yes, otherwise c.z) * 2", "(a.x if b.y is yes, otherwise c.z) * 2"),
        ("a.x if (b.y is yes), otherwise (c.z)", "a.x if b.y is yes, otherwise c.z"),
        ("a.x if b.y is 1 and (c.z is 2 or d.w is 3), otherwise 0", None),
        ("a.x if (b.y is 1 and c.z is 2) and d.w is 3, otherwise 0", None),
        ("count of splits on (the first day of the month)", "count of splits on the first day of the month"),
        ("(count of splits in the deal where split.x is yes) + 1", None),
    ],
)
def test_parentheses_stand_where_the_meaning_needs_them(loose: str, wanted: str | None) -> None:
    assert in_plan(f"measure M = {loose}") == f"measure M = {wanted or loose}\n"


def test_comments_stay_where_they_are() -> None:
    check(
        """
        # above
        #  twice
        data deals, each row a deal {#head
        # inside
        id: text #short
        amount: money #longer

        # tail
        } # after
        """,
        """
        # above
        # twice
        data deals, each row a deal {  # head
            # inside
            id:     text   # short
            amount: money  # longer
            # tail
            # after
        }
        """,
    )


def test_words_that_mean_something_in_a_grid_keep_their_quotation_marks() -> None:
    check(
        """
        example "e" {
        given deal | a
        "or" | "none"
        "given" | "yes"
        "d1" | "free"
        }
        """,
        """
        example "e" {
            given deal  | a
                "or"    | "none"
                "given" | "yes"
                d1      | free
        }
        """,
    )


def test_a_file_of_comments_and_an_empty_one() -> None:
    assert canonical("# only\n\n\n# this") == "# only\n# this\n"
    assert canonical("") == ""
    assert canonical("\n\n") == ""


def test_the_end_of_a_file_keeps_its_comments() -> None:
    assert canonical('use "a"\nuse "b"\n# end') == 'use "a"\nuse "b"\n\n# end\n'


def test_a_file_that_cannot_be_read_is_left_alone() -> None:
    result = format_text("plan P {\n  measure = 1\n", "x.plan")
    assert result.text is None
    assert result.diagnostics


def test_the_difference_is_a_unified_diff() -> None:
    before, after = "use   'x'", "use 'x'\n"
    assert unified_diff(before, after, "x.plan").splitlines() == [
        "--- x.plan",
        "+++ x.plan (formatted)",
        "@@ -1 +1 @@",
        "-use   'x'",
        "\\ No newline at end of file",
        "+use 'x'",
    ]
    assert unified_diff(after, after, "x.plan") == ""


def test_two_levels_of_indentation_are_kept() -> None:
    assert canonical(f"plan P {{\n{indent('currency USD', ' ' * 9)}\n}}") == "plan P {\n    currency   USD\n}\n"


def test_one_long_key_does_not_widen_the_whole_table() -> None:
    rows = "".join(f'"{n}": 1%\n' for n in range(1000))
    long = f'"{"x" * 50_000}": 2%'
    assert len(in_plan(f"table T {{\n{long}\n{rows}}}\n")) < 80_000


def test_long_calculations_are_broken_behind_signs_outer_parentheses_first() -> None:
    check(
        """
        measure M for each credit of Sales = (total amount of the participant's Renewals in the quarter
            - total amount of the participant's Returned in the quarter + participant.allowance
            ) / (participant.quota_for_new_business + participant.quota_for_renewals)
        commission C for each credit of Sales {
        pay (credit.amount * participant.first_rate_of_the_year + credit.amount * participant.second_rate_of_the_year + deal.extra)
        }
        """,
        """
        measure M for each credit of Sales =
            (total amount of the participant's Renewals in the quarter -
                total amount of the participant's Returned in the quarter + participant.allowance) /
            (participant.quota_for_new_business + participant.quota_for_renewals)

        commission C for each credit of Sales {
            pay      credit.amount * participant.first_rate_of_the_year +
                credit.amount * participant.second_rate_of_the_year + deal.extra
        }
        """,
    )  # fmt: skip


def test_long_totals_and_choices_are_broken_before_where_and_if() -> None:
    check(
        """
        measure M for each credit of Sales = total amount of everyone's orders from (order.day - 12 months) through (order.day -
            1 day) where order.customer is customer
        measure N for each credit of Sales = 5% of ((total quota credit of the participant's Bookings in the quarter
            if participant.role_of_the_quarter is Representative, otherwise 0 USD) + 1 USD)
        """,
        """
        measure M for each credit of Sales =
            total amount of everyone's orders from (order.day - 12 months) through (order.day - 1 day)
            where order.customer is customer

        measure N for each credit of Sales =
            5% of ((total quota credit of the participant's Bookings in the quarter
                    if participant.role_of_the_quarter is Representative, otherwise 0 USD) + 1 USD)
        """,
    )  # fmt: skip


def test_what_fits_on_a_line_stands_on_one() -> None:
    check(
        """
        measure M for each credit of Sales = (credit.amount
            + 1 USD
            ) * 2
        """,
        "measure M for each credit of Sales = (credit.amount + 1 USD) * 2",
    )


def test_words_that_belong_together_are_not_spread() -> None:
    check(
        """
        spiff Late for each credit of Sales {
        when credit.amount is above 5 USD
        pay 2% of credit.amount
        in addition   to Early, Base
        leaves a   gap after Early
        only what   is above Early
        gate and table    measure differently
        }
        """,
        """
        spiff Late for each credit of Sales {
            when     credit.amount is above 5 USD
            pay      2% of credit.amount
            in addition to Early, Base
            leaves a gap after Early
            only what is above Early
            gate and table measure differently
        }
        """,
    )
