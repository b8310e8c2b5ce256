"""Plans that check, with data that loads: what real plans are made of, in any combination, small.

``worlds()`` gives descriptions (see ``described``), with parts from ``world_header``, ``world_values``, ``world_rules`` and ``world_data``.
Amounts are drawn from the bounds of the plan's own tables, a smallest unit beside them, and sums of them, so that running totals often
stand exactly on, just below or just above a bound.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.strategies.described import MODES, World
from tests.strategies.world_data import DataMaker
from tests.strategies.world_rules import RuleMaker


class _Maker(RuleMaker, DataMaker):
    """Draws the parts of one world; what it knows of the header decides what may stand where."""

    def world(self) -> World:
        makers = (self.credit_rule, self.credit_rule, self.period_rule)
        count = self.draw(st.integers(1, 3))
        rules = tuple(self.draw(st.sampled_from(makers))(f"Rule{n + 1}") for n in range(count))
        payout = self.payout(rules)
        people = self.people()
        names = [person.id for person in people]
        deals = self.deals(names)
        return World(
            self.currency, self.digits, self.start_month, str(self.pick("start", "end")), self.draw(st.sampled_from(sorted(MODES))),
            self.first, self.last, self.per, str(self.pick("column", "largest", "last")), self.separate, self.team, self.signed,
            people, deals, self.split(deals, names) if self.splits else None, self.returns(deals) if self.gathers else None,
            tuple(self.measures), rules, payout, self.week,
        )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A plan that checks with data that loads, described."""
    return _Maker(draw).world()
