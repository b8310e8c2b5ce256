"""The steps of a rule in the order written, each by the module that lowers it."""

from __future__ import annotations

from planlang.diagnostics.model import Repair
from planlang.lowering.gates import only_if
from planlang.lowering.limits import kept_is_rounded, limit
from planlang.lowering.rounding import rounded
from planlang.lowering.steps import Steps
from planlang.lowering.todate import minus_paid
from planlang.questions.limits import row_words
from planlang.syntax import tree


def run_steps(steps: Steps, written: tuple[tree.Step, ...]) -> None:
    """Lowers the steps in the order written."""
    index = 0
    while index < len(written):
        step = written[index]
        taken = 1
        kept_is_rounded(steps, step)
        if isinstance(step, tree.When):
            steps.when(step)
        elif isinstance(step, tree.Start):
            steps.start(step)
        elif isinstance(step, tree.Change):
            steps.change(step)
        elif isinstance(step, tree.Rounded):
            rounded(steps, step)
        elif isinstance(step, tree.MinusPaid):
            taken = minus_paid(steps, step, list(written[index + 1 :]))
        elif isinstance(step, tree.Limit):
            limit(steps, step)
        elif isinstance(step, tree.OnlyIf):
            only_if(steps, step)
        elif isinstance(step, (tree.InAdditionTo, tree.LeavesGap)):
            from planlang.lowering.beside import said_beside

            said_beside(steps, step)
        elif isinstance(step, tree.MeasuredApart):
            pass  # said to the reader; where it answers nothing, the check says so
        elif isinstance(step, tree.OnlyAbove):
            from planlang.lowering.beside import only_above

            only_above(steps, step)
        elif isinstance(step, tree.Settle):
            from planlang.lowering.balances import settle

            settle(steps, step)
        elif isinstance(step, tree.Dated):
            steps.date(step)
        elif isinstance(step, tree.TakeBackAll):
            from planlang.lowering.clawbacks import take_back_all

            take_back_all(steps, step)
        elif isinstance(step, tree.Paid):
            from planlang.questions.payments import paid_last

            paid_last(steps.low, step, written[index + 1 :], steps.pays)  # lowered when the result is known
        elif isinstance(step, tree.IfNegative):
            floor = f"at least  0 {steps.low.model.header.currency} each {row_words(steps.scope)[0]}"
            raise steps.low.fail(
                "wrong-step",
                "`if negative` is said in the payout",
                step.span,
                repairs=(Repair("Move it to the payout."), Repair("For a floor of this rule alone:", floor)),
            )
        elif isinstance(step, tree.ConvertsTo):
            raise steps.low.fail(
                "wrong-step",
                "in which currency is paid is said in the payout",
                step.span,
                repairs=(
                    Repair("Move it to the end of the payout."),
                    Repair("For an amount that is in another currency:", "pay  Dollars converted to GBP using fx on …"),
                ),
            )
        elif isinstance(step, tree.AddRules):
            raise steps.low.fail(
                "wrong-step", "`add` is said in the payout", step.span, repairs=(Repair("Begin a rule with `pay …`."),)
            )
        else:
            raise steps.low.not_built(f"`{steps.low.words(step)[:60]}` is", step.span)
        index += taken
