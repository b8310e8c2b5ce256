"""Whose a limit is shows on several people to whom the same thing happened."""

from __future__ import annotations

from tests.readings.survey import CASE, surveyed
from tests.readings.systematic import clauses, hosts


def test_two_people_sell_the_product_that_the_limit_is_about() -> None:
    host = next(host for host in hosts() if host.plan.name == "crm_quarter.plan")
    text = host.plan.text
    at = text.index("at most  1,500 USD for each participant")
    (site,) = (
        site
        for _, site in clauses(host)
        if at < site[0][0] < at + 30 and text[site[0][0] : site[0][1]] == " for each participant"
    )
    found = surveyed(host, site)
    assert (found.rule, found.said, found.rows) == ("limit-whose-open", CASE, 5)
