"""What is definite in a plan and perhaps not what was meant: warnings, one module each.

They are asked where a plan has no error, of its text. A warning says what certainly happens; where the text doesn't decide it, nothing is
said: somebody who is warned in vain stops reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.questions.contradictory import paid_together
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_suspicious(low: Lowering) -> None:
    """Warns of what is suspicious in the rules and credits of a plan that has no error."""
    here = low.model.plan.span.file
    declared: list[tree.Node] = [item for item in low.model.plan.items if item.span.file == here]
    rules = [item for item in declared if isinstance(item, tree.Rule)]
    for rule in rules:
        _of_rule(low, rule)
    for item in declared:
        if isinstance(item, tree.Balance):
            from planlang.questions.suspicious.settled import report_never_settled

            report_never_settled(low, item, declared)
        elif isinstance(item, tree.ClauseLine):
            from planlang.questions.suspicious.uncapped import report_uncapped

            report_uncapped(low, item)
        elif isinstance(item, tree.JurisdictionLine):
            from planlang.questions.suspicious.law import report_law

            report_law(low, item)
        elif isinstance(item, tree.Gathers):
            from planlang.questions.suspicious.ledgers import report_credited_twice

            report_credited_twice(low, item)
        if isinstance(item, (tree.Credit, tree.Rule, tree.Payout)):
            _of_totals(low, item)
    payout = next((item for item in declared if isinstance(item, tree.Payout)), None)
    if payout is not None and any(isinstance(step, tree.Limit) for step in payout.steps):
        from planlang.questions.suspicious.cut_back import report_cut_and_taken_back

        report_cut_and_taken_back(low, payout, rules)
    if payout is not None and any(isinstance(step, tree.Settle) for step in payout.steps):
        from planlang.questions.suspicious.emptied import report_emptied

        report_emptied(low, payout)
    calendar = low.model.header.calendar
    if calendar.weeks_known or calendar.fortnight is not None:
        from planlang.questions.suspicious.cut_weeks import report_cut_week

        paid: list[tree.Rule | tree.Payout] = [rule for rule in rules if rule.pays]
        any(report_cut_week(low, item) for item in ([payout] if payout is not None else []) + paid)
    if any(rule.pays and rule.grain is not None and rule.grain.each is not None for rule in rules):
        from planlang.questions.suspicious.cut_periods import report_cut_period

        report_cut_period(low, rules)
    if payout is not None and any(
        rule.pays and rule.grain is not None and rule.grain.kind == "credit" for rule in rules
    ):
        from planlang.questions.suspicious.ahead import report_credits_look_ahead

        report_credits_look_ahead(low, payout, [rule for rule in rules if rule.pays])
    if len(rules) > 1:
        from planlang.questions.suspicious.two_periods import report_two_periods

        report_two_periods(low, rules)
    together = paid_together(low)
    if len(together) > 1:
        from planlang.questions.suspicious.twice import report_paid_again

        report_paid_again(low, together)
    if any(isinstance(step, tree.Start) and isinstance(step.value, tree.Of) for rule in rules for step in rule.steps):
        from planlang.questions.suspicious.promise import report_parts_of_target

        report_parts_of_target(low, together)


def _of_rule(low: Lowering, rule: tree.Rule) -> None:
    below = tree.below(rule)
    tables = [item for item in below if isinstance(item, (tree.Tiers, tree.Curve))]
    dips: list[tree.Tiers | tree.Curve] = []
    if tables:
        from planlang.questions.suspicious.dips import report_dip
        from planlang.questions.suspicious.reach import report_out_of_reach

        for table in tables:
            if report_dip(low, table):
                dips.append(table)
            report_out_of_reach(low, rule, table)
    if any(
        isinstance(item, (tree.Of, tree.Binary, tree.Tiers, tree.Curve, tree.TableBy, tree.Matrix, tree.Change))
        for item in below
    ):
        from planlang.questions.suspicious.slips import report_slips

        report_slips(low, rule, tables, [item for item in below if isinstance(item, (tree.TableBy, tree.Matrix))])
    if any(isinstance(item, tree.Binary) and item.op == "/" for item in below):
        from planlang.questions.suspicious.nothing import report_nothing_to_divide_by
        from planlang.questions.suspicious.zero import report_quota_zero

        report_quota_zero(low, below)
        report_nothing_to_divide_by(low, below)
    if any(isinstance(item, (tree.Binary, tree.ServiceMonth)) for item in below):
        from planlang.questions.suspicious.last_day import report_last_day

        report_last_day(low, below)
    if any(isinstance(item, tree.Compare) and item.relation == "is" for item in below):
        from planlang.questions.suspicious.exactly import report_exactly

        report_exactly(low, below)
    if any(isinstance(item, tree.PeriodHere) for item in below):
        from planlang.questions.suspicious.windows import report_period_outside

        report_period_outside(low, below)
    if rule.grain is not None and rule.grain.each is not None:
        from planlang.questions.suspicious.absent import report_paid_while_absent
        from planlang.questions.suspicious.ahead import report_looks_ahead

        report_paid_while_absent(low, rule)
        report_looks_ahead(low, rule, below)
    if any(isinstance(item, tree.Aggregate) and item.function == "count" for item in below):
        from planlang.questions.suspicious.counted import report_returns_counted

        report_returns_counted(low, below)
    if any(isinstance(item, tree.Aggregate) and item.running and item.function == "count" for item in below):
        from planlang.questions.suspicious.first import report_first_of_the_plan

        report_first_of_the_plan(low, below)
    if any(isinstance(item, tree.Aggregate) and item.source[:1].isupper() and not item.running for item in below):
        from planlang.questions.suspicious.before import report_before_the_plan

        report_before_the_plan(low, below)
    if (
        rule.grain is not None
        and rule.grain.each is not None
        and low.model.people is not None
        and low.model.people.spec.valid is not None
    ):
        from planlang.questions.suspicious.there import report_counts_who_left

        report_counts_who_left(low, rule)
    if any(isinstance(item, tree.Aggregate) and item.function in ("average", "lowest") for item in below):
        from planlang.questions.suspicious.everybody import report_average_for_everybody

        report_average_for_everybody(low, rule)
    if not rule.pays:
        return
    if any(isinstance(step, tree.Change) and step.word == "times" and step.when is not None for step in rule.steps):
        from planlang.questions.suspicious.whole import report_whole_amount

        report_whole_amount(low, rule)
    if rule.grain is not None and rule.grain.kind == "participant" and rule.grain.each is not None:
        from planlang.questions.suspicious.counted import report_prize_for_nothing

        report_prize_for_nothing(low, rule, below)
    if rule.grain is not None and (rule.grain.kind == "credit" or rule.grain.each is not None):
        from planlang.questions.suspicious.again import report_total_paid_again

        report_total_paid_again(low, rule)
    if any(table.application == "reached" for table in tables if isinstance(table, tree.Tiers)):
        from planlang.questions.suspicious.falls import report_falls

        report_falls(low, rule, dips)
    if any(table.application == "slice" for table in tables if isinstance(table, tree.Tiers)):
        from planlang.questions.suspicious.target import report_target_missed

        report_target_missed(low, rule)
        if rule.grain is not None and rule.grain.each is not None:
            from planlang.questions.suspicious.from_zero import report_filled_again

            report_filled_again(low, rule)
    if any(table.application == "reached" if isinstance(table, tree.Tiers) else True for table in tables):
        from planlang.questions.suspicious.promise import report_not_at_full

        report_not_at_full(low, rule)
    if any(isinstance(step, tree.OnlyIf) or getattr(step, "when", None) is not None for step in rule.steps):
        from planlang.questions.suspicious.impossible import report_step_never

        report_step_never(low, rule)
    if any(isinstance(step, tree.When) for step in rule.steps):
        from planlang.questions.suspicious.windows import report_window_outside

        report_window_outside(low, rule)
        if rule.takes_back:
            from planlang.questions.suspicious.backdated import report_backdated

            report_backdated(low, rule)


def _of_totals(low: Lowering, item: tree.Node) -> None:
    below = tree.below(item)
    if any(isinstance(one, tree.Aggregate) and one.source[:1].isupper() and one.function == "total" for one in below):
        from planlang.questions.suspicious.shared import report_counted_for_each

        report_counted_for_each(low, below)
