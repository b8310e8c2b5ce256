"""Why somebody is paid what they are paid, from the interpreter: what ``planlang explain`` shows, as an object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from planlang.api import html
from planlang.api.errors import WIDTH, DataError, NotFoundError, PlanlangError
from planlang.api.tables import number

if TYPE_CHECKING:
    from planlang.core.graph import PayoutInfo
    from planlang.explain import model
    from planlang.explain.model import Reader


class Explanation:
    """How a participant's pay in one period came about, or in several.

    ``str()`` gives the page of ``planlang explain``; ``json`` the document that ``planlang verify`` recomputes.
    """

    def __init__(self, found: Sequence[model.Explanation], plan: tuple[str, str], data_digest: str) -> None:
        self._found, self._plan, self._digest = tuple(found), plan, data_digest

    @property
    def participant(self) -> str:
        """Whose pay it is."""
        return self._found[0].participant

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods that it explains, such as ``2025-Q1``."""
        return tuple(one.period for one in self._found)

    @property
    def amount(self) -> Decimal | Fraction:
        """The amount that it explains, over all its periods, in units of the plan's currency.

        So it is also where people are paid in others, as in ``Result.payouts``; what that comes to is in ``Result.paid``.
        """
        found = (one.result.result if one.facts.paid_in is None else one.facts.total for one in self._found)
        return number(sum((Fraction(one or 0) for one in found), Fraction(0)), self._found[0].graph.digits)

    def text(self, *, full: bool = False, width: int = WIDTH) -> str:
        """The page, with lines of 60 to 100 characters; ``full`` also shows the steps that changed nothing."""
        from planlang.explain.text import render_text

        return "\n".join(render_text(one, full=full, width=width) for one in self._found)

    def document(self) -> dict[str, Any]:
        """All steps as data, by the schema ``planlang/explanation/1``; numbers are texts.

        Raises ``ValueError`` where there are several periods: a document is about one.
        """
        from planlang.explain.document import to_document

        return to_document(*self._only())

    def json(self) -> str:
        """The document as the text that ``planlang explain --format json`` writes, for ``planlang verify``."""
        from planlang.explain.document import to_text

        return to_text(*self._only())

    def _only(self) -> tuple[model.Explanation, str, str, str]:
        from planlang.core.texts import whole_text
        from planlang.explain.document import text_digest

        if len(self._found) > 1:
            raise ValueError(f"a document is about one period; this is about {', '.join(self.periods)}")
        name, text = self._plan
        whole = whole_text(text, self._found[0].graph.modules)
        return self._found[0], name, text_digest(whole), f"sha256:{self._digest}"

    def html(self) -> str:
        """The page as a piece of HTML."""
        return html.page(self.text())

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<planlang explanation of {self.participant}, {', '.join(self.periods)}>"

    def _repr_html_(self) -> str:
        return self.html()


def explained(
    reader: Reader,
    plan: tuple[str, str],
    digest: str,
    participant: str,
    period: str | None,
    component: str | None,
    row: str | None,
) -> Explanation:
    """See ``Result.explain``. ``plan`` is the plan's name and text."""
    from planlang.engines.interpreter import Refusal
    from planlang.explain.steps import explain

    for what, one in (("participant", participant), ("component", component), ("row", row)):
        _a_text(what, one, what != "participant")
    info = reader.graph.payout
    if info is None:
        raise PlanlangError("the plan has no payout, so there is nothing to explain")
    names = [name for name, _ in info.components]
    if component is not None and component not in names:
        raise NotFoundError("paying rule", component, names, "in the payout of this plan")
    try:
        numbers = _periods(reader, info, participant, period)
        texts = {plan[0]: plan[1], **dict(reader.graph.modules)}
        asked = (explain(reader, participant, one, component, row, texts) for one in numbers)
        found = [one for one in asked if one is not None]
    except Refusal as refusal:
        raise DataError(refusal.diagnostics, dict([plan])) from None
    if not found and row is not None:
        raise NotFoundError("row", row, (), f"that pays {participant} something then{_why_not(reader, row)}")
    if not found:
        raise NotFoundError("pay of", component or participant, (), "in that time")
    return Explanation(found, plan, digest)


def _periods(reader: Reader, info: PayoutInfo, participant: str, period: str | None) -> Iterable[int]:
    """The periods to explain: those asked for, or all that pay something."""
    graph = reader.graph
    rows = list(range(reader.count(info.table)))
    people = reader.column(info.table, info.participant, rows).items
    if participant not in people:
        raise NotFoundError("participant", participant, people, "in the data")
    rows = [row for row, name in zip(rows, people, strict=True) if name == participant]
    numbers = reader.column(info.table, info.period, rows).items
    if period is not None:
        chosen = set(chosen_periods(graph, period))
        found = [one for one in numbers if one in chosen]
        if not found:
            raise NotFoundError("payout", f"{participant}, {period}", (), "in the data")
        return found
    amounts = reader.column(info.table, info.result, rows).items
    return [one for one, amount in zip(numbers, amounts, strict=True) if amount] or list(numbers)


def _a_text(what: str, given: object, optional: bool = True) -> None:
    """Raises ``TypeError`` for what is no text."""
    if not isinstance(given, str) and not (optional and given is None):
        raise TypeError(f"`{what}` is a text, not {given!r:.100} ({type(given).__name__})")


def chosen_periods(graph: Any, period: str | None) -> tuple[int, ...]:
    """The numbers of the payout periods that are meant; raises ``NotFoundError``, and ``TypeError`` for what is no text."""
    _a_text("period", period)
    from planlang.run.periods import NoSuchPeriod, selected

    try:
        return selected(graph, period)
    except NoSuchPeriod as wrong:
        where = f"in this plan ({wrong.why})" if wrong.why else "in this plan"
        raise NotFoundError("payout period", wrong.asked, wrong.known, where) from None


def _why_not(reader: Reader, row: str) -> str:
    """Why a row of the data is credited to nobody, if it is not."""
    from planlang.run.credited import reasons_of

    return "".join(f"; {why}" for why in reasons_of(reader, row))
