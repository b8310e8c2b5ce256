"""What the law of a stated jurisdiction asks of a letter, and what the plan or its clauses leave out or say otherwise.

Only what a text can be asked: whether a clause is there, how often is paid, how long is taken back. Sources stand with each; none is advice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.questions.contradictory.gates import goal_of
from planlang.questions.suspicious.fixed import measured_by
from planlang.slotted import frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

COUNSEL = "planlang gives no legal advice: ask counsel"
SIGNED = ("acknowledg", "signed copy", "signed by", "signature", "receipt")


@frozen(eq=False, repr=False)
class Letter:
    """What of a plan the law asks about."""

    clauses: tuple[tree.ClauseLine, ...]
    clawbacks: tuple[tree.Rule, ...]
    draws: tuple[tree.Balance, ...]
    quotas: bool
    payout: tree.Payout | None

    def says(self, words: tuple[str, ...]) -> tree.ClauseLine | None:
        """The first clause that has one of the words."""
        texts = ((clause, f"{clause.heading} {clause.text}".lower()) for clause in self.clauses)
        return next((clause for clause, text in texts if any(word in text for word in words)), None)


@frozen(eq=False, repr=False)
class Clause:
    """A clause that a letter needs, where ``asked`` holds; any of ``words`` in its heading or text shows that it is there."""

    heading: str
    words: tuple[str, ...]
    example: str
    why: str
    source: str
    asked: Callable[[Letter], bool] = lambda letter: True


@frozen(eq=False, repr=False)
class Term:
    """Something that a letter had better not say; ``found`` gives where it says so, and what."""

    found: Callable[[Letter], tuple[tree.Node, str] | None]
    why: str
    repair: str
    source: str


def _clawed_back(letter: Letter) -> bool:
    return bool(letter.clawbacks)


def _paid_too_seldom(letter: Letter) -> tuple[tree.Node, str] | None:
    payout = letter.payout
    if payout is None or payout.each in (None, "day", "week", "fortnight", "month"):
        return None
    return payout, f"this plan pays each {payout.each}"


def _no_end(letter: Letter) -> tuple[tree.Node, str] | None:
    for rule in letter.clawbacks:
        when = [step for step in rule.steps if isinstance(step, tree.When)]
        if not any(
            isinstance(item, (tree.WithinDays, tree.Between)) for step in when for item in _parts(step.condition)
        ):
            return rule, f"{rule.name} takes back without an end"
    return None


def _parts(item: tree.Condition) -> list[tree.Condition]:
    return [part for one in item.parts for part in _parts(one)] if isinstance(item, tree.Junction) else [item]


def _at_discretion(letter: Letter) -> tuple[tree.Node, str] | None:
    clause = letter.says(("discretion",))
    return None if clause is None else (clause, f'the clause "{clause.heading}" leaves pay to somebody\'s discretion')


def _employed_when_paid(letter: Letter) -> tuple[tree.Node, str] | None:
    clause = letter.says(
        ("employed on the date of pay", "employed at the time of pay", "employed when paid", "must be employed")
    )
    return None if clause is None else (clause, f'the clause "{clause.heading}" pays only who is still employed')


CA_CONTRACT = "California Labor Code, section 2751"
CA_CHARGEBACK = "California Labor Code, sections 221 and 224; Steinhebel, Koehl, Harris, DeLeon"
NY_TERMS = "New York Labor Law, section 191(1)(c)"
MA_WAGES = "Massachusetts Wage Act; Parker v. EnerNOC"
DE_COUNCIL = "Germany, Betriebsverfassungsgesetz, section 87(1) nos. 10 and 11"
DE_TARGETS = "Germany, Federal Labour Court, February 2025"

LAW: dict[str, tuple[Clause | Term, ...]] = {
    "california": (
        Clause(
            "Acknowledgement", SIGNED, "I have received a signed copy of this plan.",
            "A commission contract is in writing, and the employee gets a signed copy and signs a receipt for it.", CA_CONTRACT,
        ),
        Clause(
            "After the plan ends", ("expire", "expiry", "successor", "after the plan ends", "plan ends"),
            "Until a new plan is signed, this plan …",
            "Terms that have expired are presumed to go on while the employee works on.", CA_CONTRACT,
        ),
        Clause(
            "When pay is earned", ("earned",), "Commission is an advance until …, and earned then.",
            "An advance may be taken back as long as it is not earned, by a clear condition in writing; earned pay may not.",
            CA_CHARGEBACK, _clawed_back,
        ),
        Term(
            _no_end, "A clawback without a last day can reach pay that has long been earned.",
            "Say until when: `… is within 90 days after …`.", CA_CHARGEBACK,
        ),
    ),
    "new york": (
        Clause(
            "Acknowledgement", SIGNED, "Signed by the company and by the employee: …",
            "The terms are in writing and signed by both. Without them, what the employee says they are is presumed.", NY_TERMS,
        ),
        Clause(
            "Termination", ("terminat", "leave the company", "leaves the company", "end of employment"),
            "Whoever leaves the company is paid …", "The terms say what is paid when employment ends.", NY_TERMS,
        ),
        Clause(
            "Reconciliation", ("reconcil",), "The draw is reconciled each month.",
            "The terms say how often a recoverable draw is reconciled.", NY_TERMS, lambda letter: bool(letter.draws),
        ),
        Term(
            _paid_too_seldom, "Commissions are paid each month or more often, and not later than the last day of the following month; "
            "some incentive pay may be paid less often.", "Pay each month, or ask whether this pay is one of the exceptions.", NY_TERMS,
        ),
    ),
    "massachusetts": (
        Term(
            _at_discretion, "Commission that can be worked out is a wage, and is due; damages for what is withheld are trebled.",
            "Say by which rule it is changed.", MA_WAGES,
        ),
        Term(
            _employed_when_paid, "Whether pay that is earned may depend on being employed on the day of payment is disputed; "
            "damages for what is withheld are trebled.", "Say when pay is earned.", MA_WAGES,
        ),
    ),
    "germany": (
        Clause(
            "Works council", ("works council", "betriebsrat"), "This plan was agreed with the works council on …",
            "Principles of pay, and pay by results, are decided together with the works council where there is one.", DE_COUNCIL,
        ),
        Clause(
            "Targets", ("target", "quota", "zielvorgabe", "zielvereinbarung"), "Targets are set in writing by … of each year.",
            "Targets that are set late, or not at all, are paid as if they had been met.", DE_TARGETS, lambda letter: letter.quotas,
        ),
    ),
    "denmark": (
        Clause(
            "Clawback", ("clawback", "claw back", "taken back", "take back"), "Commission is taken back when …",
            "Parts of pay are agreed in writing, and what may be taken back is agreed before the sale.",
            "Denmark, a template for clawback policies (Prowi)", _clawed_back,
        ),
    ),
}  # fmt: skip
"""By the name of the place, in small letters."""


def report_law(low: Lowering, line: tree.JurisdictionLine) -> None:
    """Warns of what the law of a stated place asks for and the letter does not have."""
    letter = _letter(low)
    for place in line.places:
        rules = LAW.get(place.lower())
        if rules is None:
            known = ", ".join(f'"{name.title()}"' for name in sorted(LAW))
            low.report.add(
                "unknown-jurisdiction",
                f"planlang knows nothing to ask of a letter in {place}",
                line.span,
                repairs=(Repair(f"It knows some rules of {known}; see whether the name is one of them."),),
                notes=(COUNSEL,),
            )
            continue
        for rule in rules:
            if isinstance(rule, Term):
                _of_term(low, line, place, rule, letter)
            elif rule.asked(letter) and letter.says(rule.words) is None:
                low.report.add(
                    "legal-clause-missing",
                    f'{place}: no clause about "{rule.heading}"',
                    line.span,
                    consequence=rule.why,
                    repairs=(Repair("Say it in the letter:", f'clause "{rule.heading}" "{rule.example}"'),),
                    notes=(f"source: {rule.source}", COUNSEL),
                )


def _of_term(low: Lowering, line: tree.JurisdictionLine, place: str, term: Term, letter: Letter) -> None:
    found = term.found(letter)
    if found is not None:
        from planlang.semantics.model import head

        node, what = found
        low.report.add(
            "legal-term",
            f"{place}: {what}",
            head(node, low.report) if isinstance(node, (tree.Rule, tree.Payout)) else node.span,
            also=(Label(line.span, "the place"),),
            consequence=term.why,
            repairs=(Repair(term.repair),),
            notes=(f"source: {term.source}", COUNSEL),
        )


def _letter(low: Lowering) -> Letter:
    items = low.model.plan.items
    rules = [item for item in items if isinstance(item, (tree.Rule, tree.Payout))]
    owed = {
        step.excess.balance.name
        for rule in rules
        for step in rule.steps
        if isinstance(step, tree.Limit)
        and step.excess is not None
        and step.excess.kind == "owed"
        and step.excess.balance
    }
    return Letter(
        tuple(item for item in items if isinstance(item, tree.ClauseLine)),
        tuple(item for item in rules if isinstance(item, tree.Rule) and item.takes_back),
        tuple(item for item in items if isinstance(item, tree.Balance) and item.name in owed),
        any(_held_against_a_goal(low, one) for item in low.model.statements for one in tree.below(item)),
        low.model.payout,
    )


def _held_against_a_goal(low: Lowering, item: tree.Node) -> bool:
    """Whether what somebody sold is held against what the data lays down for them, or a scorecard weighs what they achieved."""
    if isinstance(item, tree.Weighted):
        return True
    if isinstance(item, tree.Binary) and item.op == "/":
        sides = ((item.left, item.right),)
    elif isinstance(item, tree.Compare):
        sides = ((item.left, item.right), (item.right, item.left))  # type: ignore[assignment]
    else:
        return False
    return any(
        isinstance(measured_by(low, one), tree.Aggregate) and goal_of(low, other) is not None for one, other in sides
    )
