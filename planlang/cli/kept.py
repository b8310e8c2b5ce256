"""``planlang explain --from``: an explanation that ``planlang run --explain-all`` wrote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planlang.cli.compiled import Compiled, compiled_text
from planlang.cli.explaining import Asked, NeedsAll, Origin, chosen_periods, explained
from planlang.cli.stop import unknown, wrong_usage

if TYPE_CHECKING:
    from planlang.explain.model import Explanation


def explained_from(
    directory: str, asked: Asked, color: str, findings: str
) -> tuple[Compiled, list[Explanation], Origin]:
    """The plan, the explanations, and what they were made from, all as a run wrote them into a directory."""
    from planlang.run.explained.read import NoExplanations, open_explained
    from planlang.semantics.library import Kept

    try:
        kept = open_explained(Path(directory))
        ready = compiled_text(
            kept.text, kept.file, f"{directory}: {kept.file}", color, findings, Kept(texts=kept.modules)
        )
        label = ready.graph.calendar.label
        unit = ready.graph.payout.unit if ready.graph.payout is not None else "month"
        chosen = [number for number in chosen_periods(ready, asked) if label(unit, number) in kept.periods]
        if not chosen:
            raise unknown("payout period", asked.period or "", kept.periods, f"in `{directory}`")
        people = kept.participants()
        if asked.participant not in people:
            raise unknown("participant", asked.participant, people, f"in `{directory}`")
        reader = kept.reader(ready.graph, asked.participant)
        return ready, explained(ready, reader, asked, chosen, sliced=True), Origin(kept.data)
    except NoExplanations as none:
        raise wrong_usage(str(none)) from None
    except NeedsAll:
        rule = f" by {asked.component}" if asked.component is not None else ""
        about = f" on `{asked.deal}`" if asked.deal is not None else ""
        raise wrong_usage(f"`{directory}` says of nothing that is paid to `{asked.participant}`{rule}{about}") from None
