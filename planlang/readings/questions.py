"""From the open questions of a plan to what each of them is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from planlang.core.graph import Graph
from planlang.diagnostics.catalogue import head
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.witness import Paid, Reading, Witness
from planlang.readings import words
from planlang.readings.answers import ORDERS, Answer, Origin, answers_of, is_open
from planlang.readings.cases import Case, World, back, turned, world_of
from planlang.readings.exposure import Data, exposure
from planlang.readings.meaning import cells, cone, constants, depends_on_order, different, paying_columns
from planlang.readings.outcomes import between
from planlang.readings.pools import speaks
from planlang.readings.replay import holds, whole
from planlang.readings.search import Found, Search
from planlang.readings.settled import Settled, open_order, settled
from planlang.run.money import amount_text
from planlang.semantics.library import Library

CENTS = frozenset({"odd-cents-open", "credit-not-rounded"})
"""Questions about what is credited: a cent more or less of it seldom changes what is paid."""

BOTH_WAYS = "in your data rows that are alike were taken by their keys, and the other way round; other orders may differ by more"
MOST_QUESTIONS = 6
"""For how many open questions of a plan a case is looked for at once."""


def witnessed(
    text: str, file: str, found: Sequence[Diagnostic], data: Data | None = None, library: Library | None = None
) -> tuple[Diagnostic, ...]:
    """The same findings; each open question with the case that shows it, or with a note that says why there is none.

    With ``data`` also what hangs on it there.
    """
    origin = Origin(file, library)
    errors = [one for one in found if head(one.rule).severity == "error"]
    if not errors:
        return tuple(found)
    proof = settled(text, origin, found)
    if isinstance(proof, Settled):
        return proof.notes
    questions = [one for one in errors if is_open(one, origin)]
    if any(not _can_wait(one, origin) for one in errors):
        return tuple(found)  # what else is wrong with the plan keeps it from being read at all
    shown = {id(one): _shown(text, origin, one, errors, data, proof) for one in questions[:MOST_QUESTIONS]}
    later = "a case is shown for it when the questions above are settled"
    for one in questions[MOST_QUESTIONS:]:
        shown[id(one)] = one.but(notes=(*one.notes, later))
    return tuple(shown.get(id(one), one) for one in found)


def _can_wait(one: Diagnostic, origin: Origin) -> bool:
    """Whether a finding can be answered for the time being, so that another one is looked at."""
    return any(origin.written(repair) for repair in one.repairs)


def _shown(
    text: str, origin: Origin, question: Diagnostic, errors: Sequence[Diagnostic], data: Data | None, unproven: str
) -> Diagnostic:
    answers, said = answers_of(text, origin, question, [one for one in errors if one is not question])
    if len(answers) < 2:
        return question.but(notes=(*question.notes, *said))
    affected = different([answer.graph for answer in answers])
    order = open_order(question, origin.compile(text)) if question.rule in ORDERS else None
    same = _same(order, answers, affected)
    if same is not None and order is None and len(answers) < len(question.repairs):
        same = f"not proven to make no difference, because {unproven}; the answers that can be tried pay the same whatever the data"
    if same is not None:
        return question.but(notes=(*question.notes, same, *said))
    if data is not None:
        hangs = exposure(answers, data, order)
        if order is not None and not isinstance(hangs, str):
            question = question.but(notes=(*question.notes, BOTH_WAYS))
        question = (
            question.but(notes=(*question.notes, hangs)) if isinstance(hangs, str) else question.but(exposure=hangs)
        )
    search = _search(answers, affected, origin, question)
    found = search.run()
    if found is None:
        nothing = (
            f"not proven to make no difference, because {unproven}; among {search.tried:,} cases none was found that shows one: "
            "say which is meant all the same"
        )
        return question.but(notes=(*question.notes, nothing, *said))
    witness = _witness(answers, found, search, said)
    if witness is None:
        return question.but(
            notes=(*question.notes, "the readings differ, but no example of the plan can show it", *said)
        )
    return question.but(witness=witness)


def _same(order: str | None, answers: Sequence[Answer], affected: Sequence[str]) -> str | None:
    """Why no data can make a difference, where that is certain."""
    if not any(answer.turned for answer in answers):
        return None if affected else "whatever the data, all of these answers pay the same: write any of them"
    graph = answers[0].graph
    table = next((credit.table for credit in graph.credits if credit.name == order), None)
    if table is None or depends_on_order(graph, table):
        return None
    return "whatever the data, nothing that this plan pays depends on that order yet"


def _search(answers: Sequence[Answer], affected: Sequence[str], origin: Origin, question: Diagnostic) -> Search:
    graph = answers[0].graph
    nodes = set()
    spoken = []
    for answer in answers:
        columns = paying_columns(answer.graph)
        wanted = [column for name in affected or columns for column in columns.get(name, [])]
        wanted += [(check.table, check.column) for check in answer.graph.checks]
        of = cone(answer.graph, wanted)
        nodes |= cells(answer.graph, of)
        spoken += constants(answer.graph, of)
    world = world_of(
        graph, speaks(graph, spoken), frozenset(nodes), _examples(answers[0], origin), question.rule in ORDERS
    )
    return Search(world, answers, affected, origin, _enough(question, answers), question.rule in CENTS)


def _enough(question: Diagnostic, answers: Sequence[Answer]) -> frozenset[str]:
    """What shows a question: payouts that differ; or what it is about, where that is another thing."""
    kinds = {"paid"}
    if any("refused" in (answer.words or "") for answer in answers):
        kinds.add("refused")
    if question.rule in ORDERS:
        kinds.add("rows")
    if question.rule in CENTS:
        kinds |= {"rows", "credits"}
    return frozenset(kinds)


def _examples(answer: Answer, origin: Origin) -> tuple[Case, ...]:
    """The data of the plan's own examples."""
    from planlang.testing.examples import examples_of
    from planlang.testing.grids import grids_of

    plan = origin.compile(answer.source).plan_tree
    found: list[Case] = []
    for one in examples_of(plan) if plan is not None else ():
        made, wrong = grids_of(one.givens, answer.graph.records, origin.file)
        if not wrong:
            found.append({grid.spec.row: [dict(row) for row in grid.rows] for grid in made})
    return tuple(found)


def _witness(answers: Sequence[Answer], found: Found, search: Search, said: Sequence[str]) -> Witness | None:
    """The case in the plan's words; ``None`` where an example made of it does not say what was found."""
    graph = answers[0].graph
    given = words.grids(found.case, graph)
    keys, expected = words.expects(found.outcomes, found.split.kind, search.affected, graph)
    readings = []
    for answer, one, own, lines in zip(answers, found.outcomes, keys, expected):
        table = one.table(found.split.kind)
        paid = tuple(
            Paid(
                key[0],
                key[1],
                key[2] or None,
                key[3] or None,
                amount_text(table.get(key, Fraction(0)), graph.digits).replace(",", ""),
            )
            for key in own
        )
        text = _text(answer, found.case, graph)
        example = words.example(text.rstrip("."), *_as_run(answer, found, search, lines), one.refused)
        if not holds(answer, example, search.origin):
            return None
        plan = whole(answer, example)
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
