"""What lapses of a balance: what came in with a payout is kept through so many more, the oldest being taken out first.

What is taken out is the oldest, so what is left is the newest: what came in with this payout and with those before it that have not had so
many more yet is still good, and what there is beyond lapses. So single amounts need not be told apart; the balance is at most what came in
of late. What a payout takes out and puts in again, as a cap does with what was released above it, came in with an earlier one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import Add, Const, Extreme, Fold, Operand
from planlang.diagnostics.model import Repair, instead
from planlang.lowering.context import constant, exact
from planlang.lowering.values import computed
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.balances import Book
    from planlang.lowering.context import Typed
    from planlang.lowering.scope import Scope


def came_before(scope: Scope, decl: tree.Balance, opening: Typed) -> list[Operand]:
    """What came in with each of the last payouts, the one before first; what a balance opens with came with none, and has no age."""
    if decl.lapses is None:
        return []
    low = scope.low
    fixed = constant(opening)
    if fixed is None or exact(fixed) != 0:
        assert decl.opens is not None
        raise low.fail(
            "balance-opens-open",
            f"nothing says how old it is what {decl.name} opens with, and so when it lapses",
            decl.opens.span,
            repairs=_opened_by_a_rule(low.model.header.currency, decl),
        )
    unit = opening.type.unit(low.model.header.digits)
    nothing = Const(Fraction(0), unit)
    assert scope.unit is not None
    found: list[Operand] = []
    for back in range(decl.lapses - 1, 0, -1):
        says = _words(decl.name, back)
        fold = Fold(_words(decl.name, back - 1), nothing, ("participant",), (scope.unit,))
        found.append(scope.table.add(says, fold, unit, says, "total", scope.rule, head(decl, low.report)))
    return found[::-1]


def lapse(scope: Scope, book: Book) -> Typed:
    """What is in a balance after its steps, less what has lapsed."""
    decl, now = book.decl, book.now
    low = scope.low
    unit = now.type.unit(low.model.header.digits)
    nothing = Const(Fraction(0), unit)
    says = _words(decl.name, 0)
    net = computed(
        scope, decl, Add((*((1, part) for part in book.ins), *((-1, part) for part in book.outs))), now.type, now.scale,
        "total", f"into {decl.name} beyond what is taken out",
    )  # fmt: skip
    own = scope.table.add(
        says, Extreme("greatest", (net.operand, nothing)), unit, says, "total", scope.rule, head(decl, low.report)
    )
    assert own.column == says, "what goes from row to row is looked for by its name"
    recent = computed(
        scope, decl, Add(tuple((1, part) for part in (own, *book.kept))), now.type, now.scale, "total",
        f"what came into {decl.name} and is still good",
    )  # fmt: skip
    left = computed(
        scope, decl, Extreme("least", (now.operand, recent.operand)), now.type, now.scale, "limit",
        f"{decl.name} less what lapses",
    )  # fmt: skip
    op = Add(((1, now.operand), (-1, left.operand)))
    book.let_go.append(computed(scope, decl, op, now.type, now.scale, "total", f"lapsed of {decl.name}").operand)
    return left


def _words(name: str, back: int) -> str:
    if back == 0:
        return f"came into {name}"
    return f"came into {name} {back} payout{'s' if back > 1 else ''} before"


def _opened_by_a_rule(currency: str, decl: tree.Balance) -> tuple[Repair, ...]:
    assert decl.opens is not None
    return (
        instead("Nothing is in it to begin with:", decl.opens.span, f"0 {currency}"),
        Repair(
            "Or let what was there come in with a payout, by a rule of its own that a cap of 0 puts into it:",
            f"at most 0 {currency} each month, excess kept in {decl.name}",
        ),
    )
