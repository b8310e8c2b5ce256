"""The survey of what is said where a clause is gone: what it says of two places, and how two surveys are compared."""

from __future__ import annotations

from tests.readings.survey import CASE, ONE, Line, compared, read, sums, surveyed
from tests.readings.systematic import clauses, host_of


def _eight(was: str) -> Line:
    host = host_of("eight_answers.plan")
    site = next(site for _, site in clauses(host) if host.plan.text[site[0][0] : site[0][1]] == was)
    return surveyed(host, site)


def test_a_case_and_a_single_answer_are_told_apart() -> None:
    shown, single = _eight(" each quarter"), _eight("currency     USD")
    assert (shown.said, shown.rows > 1, shown.why) == (CASE, True, "")
    assert (single.rule, single.said, single.rows) == ("missing-header", ONE, 0)
    assert read("\n".join(one.text() for one in (shown, single)))[1].place == single.place
    assert sums([shown, single]).splitlines()[-1].startswith("all: 2: case 1, one answer 1;")


def test_a_case_that_is_gone_is_lost_and_another_one_is_new() -> None:
    shown = _eight(" each quarter")
    plain = Line(shown.plan, shown.line, shown.was, shown.rule, ONE, 0, 0.0, "")
    assert compared([shown], [plain]) == ([shown], [])
    assert compared([plain], [shown]) == ([], [shown])
    assert compared([shown], []) == ([], [])
