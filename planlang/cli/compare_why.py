"""``planlang compare --why``: what is behind each difference, from the explanations that both runs wrote."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planlang.cli.compiled import Compiled, compiled_text
from planlang.cli.progress import Progress
from planlang.cli.stop import wrong_usage
from planlang.slotted import evolve, frozen

if TYPE_CHECKING:
    from planlang.explain.model import Explanation
    from planlang.run.comparison.model import Comparison
    from planlang.run.comparison.opened import Opened
    from planlang.run.explained.read import Explained


def with_causes(found: Comparison, color: str) -> Comparison:
    """The comparison with what is behind each difference."""
    from planlang.run.comparison.causes import causes

    with Progress("reading the explanations") as progress:
        before, after = _Side.of(found.before, color), _Side.of(found.after, color)
        wanted = dict.fromkeys((one.participant, one.period) for one in found.payouts)
        behind: dict[tuple[str, str], tuple[str, ...]] = {}
        for who in dict.fromkeys(participant for participant, _ in wanted):
            progress.step(f"explaining {who}")
            periods = [period for participant, period in wanted if participant == who]
            both = zip(periods, before.explained(who, periods), after.explained(who, periods), strict=True)
            for period, one, other in both:
                behind[who, period] = tuple(causes(one, other, before.ready.sources, after.ready.sources))
    return evolve(found, causes=behind)


@frozen
class _Side:
    """One of the runs, its plan compiled once."""

    kept: Explained
    ready: Compiled

    @staticmethod
    def of(run: Opened, color: str) -> _Side:
        from planlang.run.explained.read import NoExplanations, open_explained
        from planlang.semantics.library import Kept

        try:
            kept = open_explained(Path(run.directory))
        except NoExplanations as none:
            raise wrong_usage(str(none), "--why needs the explanations of both runs") from None
        name = f"{run.shown}: {kept.file}"
        return _Side(kept, compiled_text(kept.text, kept.file, name, color, "full", Kept(texts=kept.modules)))

    def explained(self, participant: str, periods: Sequence[str]) -> list[Explanation | None]:
        """What a person is paid in each period; nothing where the run doesn't know the person."""
        from planlang.explain.steps import explain
        from planlang.run.explained.read import NoExplanations
        from planlang.run.periods import selected

        graph = self.ready.graph
        try:
            reader = self.kept.reader(graph, participant)
        except NoExplanations:
            return [None for _ in periods]
        numbers = [selected(graph, period)[0] for period in periods]
        return [explain(reader, participant, number, plan_text=self.ready.sources) for number in numbers]
