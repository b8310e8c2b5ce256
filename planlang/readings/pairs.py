"""Two rules that pay on one deal, or two credits that take it in: with a deal on which they do, as the interpreter pays it.

What the warning says is certain from the plan's text. The deal is what a reader can check; nothing is shown that was not run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from planlang.core.graph import Graph
from planlang.data.load import load_grids
from planlang.diagnostics.model import PAIRS, Diagnostic
from planlang.diagnostics.place import Span
from planlang.diagnostics.witness import Reading, Witness
from planlang.readings import words
from planlang.readings.answers import Origin
from planlang.readings.cases import short
from planlang.readings.meaning import cells, cone, constants, paying_columns
from planlang.readings.outcomes import Key, Outcome, outcome
from planlang.readings.pools import speaks
from planlang.readings.renamed import numbered
from planlang.readings.replay import passes, with_example
from planlang.readings.search import Search
from planlang.readings.smaller import simpler
from planlang.readings.world import Case, World, world_of
from planlang.semantics.library import Library
from planlang.slotted import define
from planlang.syntax import tree

MOST_PAIRS = 3
"""For so many of them a deal is looked for."""
MOST_WORK = 60_000
"""What a search may take, as ``Evaluator.work`` counts it."""
STATED = "As the plan stands"


def shown_together(
    text: str, file: str, found: Sequence[Diagnostic], graph: Graph, plan: tree.Plan, library: Library | None = None
) -> tuple[Diagnostic, ...]:
    """The same findings of a plan without errors; those of two rules with a deal that both pay, where one is found."""
    seen = 0
    made = []
    for one in found:
        if one.rule in PAIRS and seen < MOST_PAIRS:
            seen += 1
            one = _Pair(text, Origin(file, library), graph, plan, one).shown()
        made.append(one)
    return tuple(made)


@define(eq=False, repr=False)
class _Pair:
    text: str
    origin: Origin
    graph: Graph
    plan: tree.Plan
    finding: Diagnostic
    work: int = 0

    def shown(self) -> Diagnostic:
        """The warning with its deal; as it is where none is found."""
        names = self._names()
        if len(names) != 2:
            return self.finding
        test = self._test(names)
        case = self._found(self._world(names), test)
        witness = None if case is None else self._witness(case, test)
        return self.finding if witness is None else self.finding.but(witness=witness)

    def _names(self) -> list[str]:
        """The two rules or credits, in the order of the plan."""
        kinds: tuple[type, ...] = (tree.Credit,) if self.finding.rule == "credited-twice" else (tree.Rule,)
        starts = {label.place.start for label in self.finding.labels if isinstance(label.place, Span)}
        return [item.name for item in self.plan.items if isinstance(item, kinds) and item.span.start in starts]  # type: ignore[attr-defined]

    def _test(self, names: Sequence[str]) -> Callable[[Outcome], list[Key]]:
        """The amounts of one row that both give, if there is one: what each pays on it, or what is credited."""
        kind = "credits" if self.finding.rule == "credited-twice" else "rows"

        def both(one: Outcome) -> list[Key]:
            table = one.table(kind)
            first, second = ({key[1:] for key in table if key[0] == name} for name in names)
            shared = sorted(first & second)
            return [(name, *shared[0]) for name in names] if shared else []

        return both

    def _world(self, names: Sequence[str]) -> World:
        columns = paying_columns(self.graph)
        wanted = [node for name in names for node in columns.get(name, ())]
        for credit in self.graph.credits:
            if credit.name in names:
                wanted.append((credit.table, credit.amount))
                for source in credit.sources:
                    there = self.graph.tables[source].columns
                    wanted += [(source, part.column) for part in credit.conditions if part.column in there]
        of = cone(self.graph, wanted)
        about = speaks(self.graph, constants(self.graph, of))
        return world_of(self.graph, about, frozenset(cells(self.graph, of)), (), False)

    def _found(self, world: World, test: Callable[[Outcome], list[Key]]) -> Case | None:
        search = Search(world, (), (), self.origin)
        for cases in search.sources():
            for case in cases:
                if self.work >= MOST_WORK:
                    return None
                if self._holds(world, case, test):
                    return self._smaller(world, case, test)
        return None

    def _holds(self, world: World, case: Case, test: Callable[[Outcome], list[Key]]) -> bool:
        one = self._paid(world, case)
        return one is not None and bool(test(one))

    def _paid(self, world: World, case: Case) -> Outcome | None:
        data = load_grids(world.grids(case, self.origin.file), world.calendar).data
        self.work += 1
        if data is None:
            return None
        one = outcome(self.graph, data)
        self.work += one.work
        return one if one.refused is None else None

    def _smaller(self, world: World, case: Case, test: Callable[[Outcome], list[Key]]) -> Case:
        changed, end = True, self.work + MOST_WORK
        while changed and self.work < end:
            plainer = next((one for one in simpler(case, world) if self._holds(world, one, test)), None)
            changed = plainer is not None
            case = plainer or case
        tidy = numbered(case, world)
        return tidy if self._holds(world, tidy, test) else case

    def _witness(self, case: Case, test: Callable[[Outcome], list[Key]]) -> Witness | None:
        """The deal in the plan's words; ``None`` where an example made of it does not pass."""
        names = self._names()
        one = self._paid(self._world(names), case)
        keys = test(one) if one is not None else []
        if one is None or not keys:
            return None
        graph = self.graph
        table = one.credits if self.finding.rule == "credited-twice" else one.rows
        said = [words.expect((*key[:3], short(key[3], [key[3]])), table[key], graph) for key in keys]
        given = words.grids(case, graph)
        example = words.example(STATED, given, said, None)
        if not passes(self.text, example, graph, self.origin):
            return None
        whole = with_example(self.text, example)
        paid = words.paid(keys, table, graph)
        return Witness(tuple(given), (Reading(STATED, None, paid, tuple(said), None, example, whole),), None)
