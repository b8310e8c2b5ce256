"""From the open questions of a plan to what each of them is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from planlang.core.graph import Graph
from planlang.diagnostics.catalogue import head
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import Span
from planlang.diagnostics.witness import Reading, Witness
from planlang.readings import words
from planlang.readings.alone import alone
from planlang.readings.answers import ORDERS, UNFIT, Answer, Origin, answers_of, first_written, is_open
from planlang.readings.exposure import Data, exposure
from planlang.readings.found import Found
from planlang.readings.meaning import cells, cone, constants, decisive, depends_on_order, different, paying_columns
from planlang.readings.outcomes import between
from planlang.readings.parts import Parts
from planlang.readings.pools import speaks
from planlang.readings.renamed import back, turned
from planlang.readings.replay import holds, with_example
from planlang.readings.search import MOST_WORK, Search
from planlang.readings.settled import Settled, makes_none, noted, open_order, settled
from planlang.readings.whole import Tried, Whole
from planlang.readings.world import Case, World, world_of
from planlang.run.money import amount_text
from planlang.semantics.library import Library
from planlang.syntax import tree

CENTS = frozenset({"odd-cents-open", "credit-not-rounded"})
"""Questions about what is credited: a cent more or less of it seldom changes what is paid."""

UNEVEN = frozenset({"rounding-open", "rounding-place-open", "payment-cents-open", "total-of-unrounded"})
"""Questions that only show where several amounts have fractions of a cent."""

HALVES = frozenset({"halves-open", "missing-header"})
"""Questions that may be about halves of a cent."""

WHOSE = frozenset({"whose-open", "limit-whose-open"})
"""Questions that show where several people have something."""

EDGES = frozenset({"limit-excess-open", "limit-shortfall-open", "limit-order-open", "end-open"})
"""Questions about what may only be met where much is paid, or little."""

POTS = frozenset({"remainder-order-open", "remainder-of-what"})
"""What several people share leaves odd cents where there are three of them, or amounts that are no round part of it."""

SHARES = "shares-unchecked"
"""What shares of a deal come to only shows where they make no whole."""

VERSIONS = frozenset({"card-date-open", "manager-date-open"})
"""Questions about the day of something that changes over time."""

CARRIED = frozenset({"balance-closes-open", "balance-rest-open"})
"""Questions about what becomes of a balance: whether something is still owed is a difference, though no payout shows it."""

BOTH_WAYS = "in your data rows that are alike were taken by their keys, and the other way round; other orders may differ by more"
MOST_QUESTIONS = 6
"""For how many open questions of a plan a case is looked for at once."""
FIRST_WORK = 25_000
"""So much work is done for each question first (see ``Search.work``): most cases are found in less, and none waits for a long search."""
RULE_WORK = 60_000
RULES_WORK = 200_000
"""So much work is done for a question in one rule, and in several of them."""
WORK_FOR_MORE = 200_000
"""Once so much work was done in long searches, none begins for another question of the plan."""


def witnessed(
    text: str,
    file: str,
    found: Sequence[Diagnostic],
    data: Data | None = None,
    library: Library | None = None,
    read: tree.PlanFile | None = None,
) -> tuple[Diagnostic, ...]:
    """The same findings; each open question with the case that shows it, or with a note that says why there is none.

    With ``data`` also what hangs on it there. ``read`` is the text as it was parsed, where that was done.
    """
    errors = [one for one in found if head(one.rule).severity == "error"]
    if not errors:
        return tuple(found)
    return _Opened(text, Origin(file, library), errors, data, read).shown(found)


class _Opened:
    """A plan with open questions, and what all of them share."""

    def __init__(
        self, text: str, origin: Origin, errors: Sequence[Diagnostic], data: Data | None, read: tree.PlanFile | None
    ) -> None:
        self.text, self.origin, self.errors, self.data = text, origin, errors, data
        self.parts = Parts(text, origin, errors, read)
        self.work = 0
        self.most = FIRST_WORK
        self.tried: list[Tried] = []
        self.waiting: set[int] = set()
        self.seeds: dict[int, Case] = {}

    def shown(self, found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
        """What was found, each question with its case."""
        proof = settled(self.text, self.origin, found, self.parts)
        if isinstance(proof, Settled):
            return proof.notes
        if any(first_written(one, self.origin) is None for one in self.errors):
            return tuple(found)  # what else is wrong with the plan keeps it from being read at all
        questions = [one for one in self.errors if is_open(one, self.origin)]
        shown = self._cases(questions[:MOST_QUESTIONS], proof)
        for one in questions[MOST_QUESTIONS:]:
            shown[id(one)] = _later(one)
        return tuple(shown.get(id(one), one) for one in found)

    def _cases(self, questions: Sequence[Diagnostic], unproven: str) -> dict[int, Diagnostic]:
        """Each question as it is printed. Little work is done for each at first, and more where that is not enough."""
        shown: dict[int, Diagnostic] = {}
        for self.most in (FIRST_WORK, MOST_WORK):
            first = self.most == FIRST_WORK
            self.work = 0
            for one in questions:
                if id(one) not in shown and (first or self.work < WORK_FOR_MORE):
                    self._in_part(one, unproven, shown)
            self._confirm(shown)
            for one in questions:
                soon = first or self.work < WORK_FOR_MORE or id(one) in self.seeds
                if id(one) not in shown and soon:
                    self._in_whole(one, unproven, shown)
            for one in questions if first else ():
                if id(one) not in shown and self.work < WORK_FOR_MORE:
                    self._in_one_rule(one, unproven, shown)
        return {id(one): shown.get(id(one), _later(one)) for one in questions}

    def _in_part(self, one: Diagnostic, unproven: str, shown: dict[int, Diagnostic]) -> None:
        """Looks at a question in its part of the plan, where it has one; what is found there waits to be confirmed."""
        part = self.parts.of(one) if self.data is None else None
        if part is None:
            return
        if makes_none(one, self.parts, self.origin):
            shown[id(one)] = noted(one, paid=False)
            return
        said, readings = self._shown(part.text, one, part.others, unproven)
        if said is not None and readings:
            self.tried.append(Tried(one, part, said, tuple(readings)))
        elif said is not None:
            shown[id(one)] = said
        else:
            self.waiting.add(id(one))

    def _confirm(self, shown: dict[int, Diagnostic]) -> None:
        """Takes what the whole plan agrees with."""
        whole = Whole(self.text, self.origin, self.errors, self.parts.sums)
        shown.update((id(one.question), one.said) for one in whole.agrees(self.tried))
        self.tried = []

    def _in_whole(self, one: Diagnostic, unproven: str, shown: dict[int, Diagnostic]) -> None:
        """Looks at a question in the whole plan, unless its part is not done with."""
        if id(one) in self.waiting and self.most == FIRST_WORK:
            return
        said, _ = self._shown(self.text, one, [other for other in self.errors if other is not one], unproven)
        if said is not None:
            shown[id(one)] = said

    def _in_one_rule(self, one: Diagnostic, unproven: str, shown: dict[int, Diagnostic]) -> None:
        """Looks at a question in one rule after another, where it is asked there, too; what is found there is tried in the whole plan."""
        if id(one) in self.seeds:
            self._in_whole(one, unproven, shown)  # as small as the case can be made
            return
        end = self.work + RULES_WORK
        for rule in alone(self.parts, one) if self.data is None else ():
            if self.work >= end:
                return
            self.most = RULE_WORK
            self._shown(rule.part.text, rule.question, rule.part.others, unproven)
            seed = self.seeds.pop(id(rule.question), None)
            if seed is not None:
                self.most, self.seeds[id(one)] = FIRST_WORK, seed
                self.waiting.discard(id(one))
                self._in_whole(one, unproven, shown)
                if id(one) in shown:
                    return

    def _shown(
        self, text: str, question: Diagnostic, others: Sequence[Diagnostic], unproven: str
    ) -> tuple[Diagnostic | None, Sequence[Answer]]:
        """A question with the case that shows it, and the answers that were read; or with why there is none.

        Nothing where the work that is done at first does not decide it.
        """
        origin, data, asked = self.origin, self.data, question
        answers, said = answers_of(text, origin, question, others)
        if len(answers) < 2:
            return _with_one(question, answers, said), ()
        affected = different([answer.graph for answer in answers])
        order = open_order(question, self.parts.plan) if question.rule in ORDERS else None
        same = _same(order, answers, affected)
        several = len(answers) < len(question.repairs) or any(answer.completed for answer in answers)
        if same is not None and order is None and several:
            same = f"not proven to make no difference, because {unproven}; the answers that can be tried pay the same whatever the data"
        if same is not None:
            return question.but(notes=(*question.notes, same, *said)), ()
        if data is not None:
            hangs = exposure(answers, data, order)
            if order is not None and not isinstance(hangs, str):
                question = question.but(notes=(*question.notes, BOTH_WAYS))
            question = (
                question.but(notes=(*question.notes, hangs)) if isinstance(hangs, str) else question.but(exposure=hangs)
            )
        search = self._search(answers, affected, question)
        search.seed = self.seeds.get(id(asked))
        found = search.run()
        self.work += search.work
        if found is not None:
            self.seeds[id(asked)] = found.case
        if search.cut and self.most < MOST_WORK:
            return None, ()
        if found is None:
            return question.but(notes=(*question.notes, _nothing(search, unproven), *said)), ()
        if search.spent:
            said.append("the work of the search was spent before the case was as small as it can be")
        unfit = [one for one in said if one.startswith(UNFIT)]
        witness = _witness(answers, found, search, [one for one in said if one not in unfit])
        if witness is None:
            unsaid = "the readings differ, but no example of the plan can show it"
            return question.but(notes=(*question.notes, unsaid, *said)), ()
        return question.but(witness=witness, notes=(*question.notes, *unfit)), answers

    def _search(self, answers: Sequence[Answer], affected: Sequence[str], question: Diagnostic) -> Search:
        graph = answers[0].graph
        leads = decisive([answer.graph for answer in answers], affected)
        nodes = set()
        spoken = []
        for answer in answers:
            columns = paying_columns(answer.graph)
            wanted = [column for name in leads or columns for column in columns.get(name, [])]
            wanted += [(check.table, check.column) for check in answer.graph.checks]
            of = cone(answer.graph, wanted)
            nodes |= cells(answer.graph, of)
            spoken += constants(answer.graph, of)
        together = question.rule in ORDERS
        about, versions = speaks(graph, spoken), question.rule in VERSIONS
        place = question.primary
        named = (
            frozenset(self.parts.words(place)) if isinstance(place, Span) and place.file == self.origin.file else None
        )
        world = world_of(
            graph, about, frozenset(nodes), self._examples(graph), together, versions, named or frozenset()
        )
        return Search(
            world,
            answers,
            affected,
            self.origin,
            _enough(question, answers),
            question.rule in CENTS,
            question.rule in UNEVEN,
            question.rule == SHARES,
            question.rule in POTS,
            leads,
            most=self.most,
            halves=question.rule in HALVES,
            crowd=question.rule in WHOSE,
            places=question.rule == "left-out-open",
            edges=question.rule in EDGES,
        )

    def _examples(self, graph: Graph) -> tuple[Case, ...]:
        """The data of the plan's own examples."""
        from planlang.testing.examples import examples_of
        from planlang.testing.grids import grids_of

        found: list[Case] = []
        for one in examples_of(self.parts.plan) if self.parts.plan is not None else ():
            made, wrong = grids_of(one.givens, graph.records, self.origin.file)
            if not wrong:
                found.append({grid.spec.row: [dict(row) for row in grid.rows] for grid in made})
        return tuple(found)


def _later(question: Diagnostic) -> Diagnostic:
    return question.but(notes=(*question.notes, "a case is shown for it when the questions above are settled"))


def _with_one(question: Diagnostic, answers: Sequence[Answer], said: Sequence[str]) -> Diagnostic:
    """A question to which one answer fits the rest of the plan: that comes first, and it is said why another one doesn't."""
    unfit = [note for note in said if note.startswith(UNFIT)]
    number = answers[0].number if answers else None
    if number is None or not unfit:
        return question.but(notes=(*question.notes, *said))
    repairs = list(question.repairs)
    first = repairs.pop(number)
    answer, _, why = unfit[0].removeprefix(UNFIT).partition(", because ")
    note = f"as the rest of the plan stands, only the first of these fits; for {answer}: {why}"
    kept = [one for one in said if one not in unfit]
    return question.but(repairs=(first, *repairs), notes=(*question.notes, note, *kept))


def _nothing(search: Search, unproven: str) -> str:
    """What is said where no case was found."""
    spent = " before the work that a search may take was spent" if search.spent else ""
    return (
        f"no case was found on which these pay differently, of {search.tried:,} that were looked at{spent}; "
        f"that there is none is not proven, because {unproven}: say which is meant all the same"
    )


def _same(order: str | None, answers: Sequence[Answer], affected: Sequence[str]) -> str | None:
    """Why no data can make a difference, where that is certain."""
    if not any(answer.turned for answer in answers):
        return None if affected else "whatever the data, all of these answers pay the same: write any of them"
    graph = answers[0].graph
    table = next((credit.table for credit in graph.credits if credit.name == order), None)
    if table is None or depends_on_order(graph, table):
        return None
    return "whatever the data, nothing that this plan pays depends on that order yet"


def _enough(question: Diagnostic, answers: Sequence[Answer]) -> frozenset[str]:
    """What shows a question: payouts that differ; or what it is about, where that is another thing."""
    kinds = {"paid", "balances"} if question.rule in CARRIED or _paid_once(answers[0].graph) else {"paid"}
    if any("refused" in (answer.words or "") or "reject unless" in (answer.words or "") for answer in answers):
        kinds.add("refused")
    if question.rule in ORDERS or question.rule == "limit-order-open":
        kinds.add("rows")
    if question.rule in CENTS:
        kinds |= {"rows", "credits"}
    return frozenset(kinds)


def _paid_once(graph: Graph) -> bool:
    """Whether there is one payout, so that nothing can be paid in a later one."""
    unit = graph.payout.unit if graph.payout is not None else None
    first, last = graph.covers
    return unit is not None and graph.calendar.period(unit, first) == graph.calendar.period(unit, last)


def _witness(answers: Sequence[Answer], found: Found, search: Search, said: Sequence[str]) -> Witness | None:
    """The case in the plan's words; ``None`` where an example made of it does not say what was found."""
    graph = answers[0].graph
    given = words.grids(found.case, graph)
    keys, expected = words.expects(found.outcomes, found.split.kind, search.affected, graph, search.unpaid)
    readings = []
    for answer, one, own, lines in zip(answers, found.outcomes, keys, expected):
        table = one.table(found.split.kind)
        paid = words.paid(own, table, graph)
        text = _text(answer, found.case, graph)
        example = words.example(text.rstrip("."), *_as_run(answer, found, search, lines), one.refused)
        if not holds(answer, example, search.origin):
            return None
        plan = with_example(answer.source, example)
        readings.append(Reading(text, answer.number, paid, tuple(lines), one.refused, example, plan))
    return Witness(tuple(given), tuple(readings), _apart(found, graph), tuple(said))


def _as_run(answer: Answer, found: Found, search: Search, lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The grids and expectations as this reading was run: where the other row comes first, with the keys changed over."""
    if not answer.turned:
        return words.grids(found.case, answer.graph), list(lines)
    case = turned(found.case, search.world)
    called = {key: back(search.world, found.case, key) for key in _keys(found.case, search.world)}
    said = [re.sub(r"(?<= on )[a-z]+[0-9]+(?= is )", lambda m: called.get(m[0], m[0]), line) for line in lines]
    return words.grids(case, answer.graph), said


def _keys(case: Case, world: World) -> list[str]:
    return [row.get(spec.key.name) or "" for spec in world.records if spec.key is not None for row in case[spec.row]]


def _text(answer: Answer, case: Case, graph: Graph) -> str:
    """What a reading is called; of an order with the keys of the rows that may come first."""
    if answer.number is not None:
        return answer.text
    for spec in graph.records:
        keys = [row.get(spec.key.name) for row in case.get(spec.row, [])] if spec.key is not None else []
        if len(keys) == 2 and spec.row != "participant" and any(c.kind == "date" for c in spec.columns):
            first, second = reversed(keys) if answer.turned else keys
            return f"If {first} comes before {second}"
    return answer.text


def _apart(found: Found, graph: Graph) -> str | None:
    """The money between the readings: the most that a person's payouts differ by, added up over people."""
    if found.split.kind != "paid":
        return None
    apart = between([one for one in found.outcomes if one.refused is None])
    return f"{amount_text(apart, graph.digits)} {graph.currency}" if apart else None
