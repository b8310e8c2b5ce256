"""What planlang has to say about a plan or its data, as data.

A stage never prints and never raises for a user's mistake: it returns diagnostics. Exceptions are
for bugs of ours. The code, severity and title of a finding live with its documentation in
``rules/<name>.md`` (see ``catalogue``), so that there is one place for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from planlang.diagnostics.place import DataPlace, Span
from planlang.slotted import Valued, slotted

if TYPE_CHECKING:
    from planlang.diagnostics.witness import Exposure, Witness


PAIRS = frozenset({"paid-again", "credited-twice"})
"""Findings of two rules, or of two credits, on one row: warnings that are shown with a row, as questions are."""


@slotted
class Label(Valued):
    """One place that a finding concerns, and what it has to do with it.

    Exactly one label of a diagnostic is ``primary``: the place to look at first.
    """

    place: Span | DataPlace
    text: str = ""
    primary: bool = False


@slotted
class Edit(Valued):
    """Words to put in the place of a stretch of the plan's text; an empty stretch is where they are put in."""

    place: Span
    words: str


@slotted
class Completed(Valued):
    """An answer with what it leaves to the author filled in, in a way that the plan itself suggests: ``edits`` make the plan say it.

    It shows what such an answer pays, and is not offered as the answer. ``words`` say in a sentence's end how it was filled in.
    """

    words: str
    edits: tuple[Edit, ...]


@slotted
class Repair(Valued):
    """One way to settle a finding: a sentence, and where it helps the plan text that says it.

    ``edits`` make the plan say it; they are there where nothing is left for the author to fill in. Where something is (``…``),
    ``completed`` may say what it is read with where readings are compared.
    """

    text: str
    example: str | None = None
    edits: tuple[Edit, ...] = ()
    completed: Completed | None = None


def instead(text: str, place: Span, words: str) -> Repair:
    """An answer whose words stand in the place of those that are there."""
    return Repair(text, words, (Edit(place, words),))


def put_after(text: str, place: Span, words: str, example: str) -> Repair:
    """An answer whose words are put in behind a place; ``example`` is the whole phrase then."""
    return Repair(text, example, (Edit(place.after(), words),))


def line_below(text: str, place: Span, line: str) -> Repair:
    """An answer that is a line of its own, below one that starts at ``place``."""
    return Repair(text, line, (Edit(place.after(), "\n" + " " * (place.column - 1) + line),))


def line_above(text: str, place: Span, line: str) -> Repair:
    """An answer that is a line of its own, above one that starts at ``place``."""
    return Repair(text, line, (Edit(place.before(), line + "\n" + " " * (place.column - 1)),))


@slotted
class Diagnostic(Valued):
    """One finding.

    ``rule`` is the name of its page in the catalogue (``unknown-name``); ``message`` one plain
    sentence about this occurrence; ``consequence`` what would happen to whom if it stayed;
    ``repairs`` the admissible answers, in the plan's own words; ``notes`` anything else worth knowing; ``witness``
    a case on which the answers pay differently, ``exposure`` what hangs on it in data at hand.
    ``severity`` is that of the rule's page unless the project has chosen another one.
    """

    rule: str
    message: str
    labels: tuple[Label, ...] = ()
    consequence: str | None = None
    repairs: tuple[Repair, ...] = ()
    notes: tuple[str, ...] = ()
    severity: Literal["error", "warning", "note"] | None = None
    witness: Witness | None = None
    exposure: Exposure | None = None

    @property
    def primary_label(self) -> Label | None:
        """The label of the place to look at first, if the finding has any place."""
        for label in self.labels:
            if label.primary:
                return label
        return self.labels[0] if self.labels else None

    @property
    def primary(self) -> Span | DataPlace | None:
        """The place to look at first, if the finding has any place."""
        label = self.primary_label
        return label.place if label else None


def finding(
    rule: str,
    message: str,
    place: Span | DataPlace,
    text: str = "",
    *,
    also: tuple[Label, ...] = (),
    consequence: str | None = None,
    repairs: tuple[Repair, ...] = (),
    notes: tuple[str, ...] = (),
) -> Diagnostic:
    """A diagnostic with its primary place first and any others after it."""
    return Diagnostic(rule, message, (Label(place, text, True), *also), consequence, repairs, notes)
