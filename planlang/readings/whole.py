"""Cases that were found in parts of a plan, run in the whole.

The whole plan is read with the first answer to each question in it. What means the same in it as in its part pays the same in both. Where that
is not certain, the whole is read with an answer to each question: once with the first answers, once with the second, and so on, each time
for all questions whose parts have nothing to do with each other; and the cases are run in it. What the whole does not agree with is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.core.graph import Graph
from planlang.diagnostics.edits import Clash, edited
from planlang.diagnostics.model import Diagnostic, Edit
from planlang.diagnostics.witness import Reading
from planlang.readings.answers import Answer, Origin, edits_of, first_answers, first_written, followed
from planlang.readings.canonical import meanings_of
from planlang.readings.meaning import same_rules
from planlang.readings.parts import Part
from planlang.readings.replay import passes, with_example
from planlang.slotted import evolve, frozen


@frozen(eq=False, repr=False)
class Tried:
    """A question, ``said`` with the case that was found in its part, and the answers that were read there."""

    question: Diagnostic
    part: Part
    said: Diagnostic
    answers: tuple[Answer, ...]

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings of the case."""
        return self.said.witness.readings if self.said.witness is not None else ()


class Whole:
    """A plan with all its questions. ``sums``: its payout adds up what rules pay, and does nothing else."""

    def __init__(self, text: str, origin: Origin, errors: Sequence[Diagnostic], sums: bool) -> None:
        self.text, self.origin, self.errors, self.sums = text, origin, errors, sums

    def agrees(self, tried: Sequence[Tried]) -> Iterator[Tried]:
        """Those whose rules mean the same in the whole plan, or whose examples pass there, which their readings have then."""
        alike = self._alike(tried)
        for one in tried:
            made = self._as_whole(one) if one in alike else None
            if made is not None:
                yield made
        yield from self._run([one for one in tried if one not in alike])

    def _alike(self, tried: Sequence[Tried]) -> list[Tried]:
        """Those whose first reading means in the whole plan what it means in its part, where no other rule stops its case.

        What the other answers change stands in the part, too. None where the payout makes more of what rules pay than their sum,
        in which rules outside the part take part.
        """
        if not tried or not self.sums:
            return []
        edits, _ = first_answers(self.errors, self.origin)
        try:
            whole = self.origin.compile(edited(self.text, edits)).graph
        except Clash:
            return []
        if whole is None:
            return []
        first = [self._first(one) for one in tried]
        meanings = meanings_of([whole, *(graph for graph in first if graph is not None)])
        return [
            one
            for one, graph in zip(tried, first)
            if graph is not None and same_rules(meanings, graph, whole) and self._holds(one, 0, whole)
        ]

    def _first(self, one: Tried) -> Graph | None:
        """The part with the first answer to its question."""
        answer, first = one.answers[0], first_written(one.question, self.origin)
        mine = answer.number is None or one.question.repairs[answer.number] is first
        return answer.graph if mine else None

    def _run(self, tried: Sequence[Tried]) -> Iterator[Tried]:
        """Those whose examples pass in the whole plan."""
        for group in _apart(tried):
            rounds = max(len(one.readings) for one in group)
            graphs = [self._read(group, number) for number in range(rounds)]
            for one in group:
                if all(self._holds(one, number, graphs[number]) for number in range(len(one.readings))):
                    made = self._as_whole(one)
                    if made is not None:
                        yield made

    def _read(self, group: Sequence[Tried], number: int) -> Graph | None:
        """The plan with an answer of each of a group, the first where it has no more, and the first answers to all else."""
        mine = [one.question for one in group]
        edits, _ = first_answers([error for error in self.errors if error not in mine], self.origin)
        for one in group:
            edits += self._edits(one, number if number < len(one.readings) else 0)
        try:
            source = edited(self.text, edits)
        except Clash:
            return None
        made = followed(source, self.origin)[0] if any(_follows(one, number) for one in group) else None
        return made.graph if made is not None else self.origin.compile(source).graph

    def _edits(self, one: Tried, number: int) -> tuple[Edit, ...]:
        answer = one.readings[number].answer
        repair = first_written(one.question, self.origin) if answer is None else one.question.repairs[answer]
        return edits_of(repair) if repair is not None else ()

    def _holds(self, one: Tried, number: int, graph: Graph | None) -> bool:
        reading, answer = one.readings[number], one.answers[number]
        return graph is not None and passes(answer.source, reading.example, graph, self.origin)

    def _as_whole(self, one: Tried) -> Tried | None:
        """The same with the text of the whole plan in each reading."""
        witness = one.said.witness
        others, _ = first_answers([error for error in self.errors if error is not one.question], self.origin)
        readings = []
        for number, reading in enumerate(one.readings):
            try:
                source = edited(self.text, [*others, *self._edits(one, number)])
            except Clash:
                return None
            if _follows(one, number):
                made, _, _ = followed(source, self.origin)
                if made is None:
                    return None
                source = made.source
            readings.append(evolve(reading, plan=with_example(source, reading.example)))
        assert witness is not None
        return evolve(one, said=one.said.but(witness=evolve(witness, readings=tuple(readings))))


def _follows(one: Tried, number: int) -> bool:
    """Whether an answer has another question behind it, so that it takes more than its words to make the plan whole."""
    return number < len(one.answers) and one.answers[number].followed


def _apart(tried: Sequence[Tried]) -> list[list[Tried]]:
    """The questions in groups: none of a group is open in the part of another."""
    groups: list[list[Tried]] = []
    for one in tried:
        for group in groups:
            if all(one.question not in other.part.others and other.question not in one.part.others for other in group):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups
