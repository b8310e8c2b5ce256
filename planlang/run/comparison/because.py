"""What the results themselves say about a deal that pays otherwise: credited now and not before, to others, with another amount or day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from planlang.run.comparison.opened import amount_of
from planlang.run.money import amount_text

Rows = Sequence[tuple[tuple[str, ...], list[Any], list[Any]]]
"""By ledger, key and participant the credits in the one run and in the other, each with its date, amount and quota credit."""


def really(rows: Rows) -> list[tuple[tuple[str, ...], list[Any], list[Any]]]:
    """Those that differ in more than the decimals with which they are written."""
    return [row for row in rows if _exact(row[1]) != _exact(row[2])]


def _exact(credits: Sequence[Sequence[str]]) -> list[tuple[str, Fraction, Fraction]]:
    return sorted((date, amount_of(amount), amount_of(quota)) for date, amount, quota in credits)


class Credits:
    """The credits that differ between two runs, the keys that are ``credited`` in one of them, and why rows are not in each."""

    def __init__(
        self, credits: Rows, credited: Collection[str], reasons: Sequence[Mapping[str, str]], digits: int
    ) -> None:
        self.credited = credited
        self.before_reasons, self.after_reasons = reasons
        self.digits = digits
        self.by_key: dict[str, list[tuple[str, str, list[Any], list[Any]]]] = {}
        for (credit, key, participant), one, other in credits:
            self.by_key.setdefault(key, []).append((credit, participant, one, other))

    def because(self, key: str, participant: str) -> tuple[str, ...]:
        """What differs in a person's credits of a deal; where nothing does, the reason is elsewhere, and that is said."""
        said = list[str]()
        for credit, person, one, other in self.by_key.get(key, ()):
            if person == participant and one and other:
                said += [f"{credit}: {part}" for part in self.parts(one, other)]
            elif person == participant and other:
                why = self.whose(key, credit, before=True) or _none(self.before_reasons.get(key))
                said.append(f"{credit}: {self.amount(other)} credited; before, {why}")
            elif person == participant:
                why = self.whose(key, credit, before=False) or _none(self.after_reasons.get(key))
                said.append(f"{credit}: {self.amount(one)} was credited; now, {why}")
        if not said and key in self.credited:
            return ("the same credit, paid otherwise",)
        return tuple(said)  # the key of what is no credit, such as a person's month, says enough

    def whose(self, key: str, credit: str, *, before: bool) -> str:
        """Who has the same credit in this run and not in the other."""
        names = [
            person
            for other, person, one, two in self.by_key[key]
            if other == credit and (one and not two if before else two and not one)
        ]
        return f"to {', '.join(names)}" if names else ""

    def parts(self, before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> list[str]:
        """What differs between the credits of one deal to one person. Of several only the sums are told."""
        texts = []
        days, dated = sorted({row[0] for row in before}), sorted({row[0] for row in after})
        if days != dated:
            texts.append(f"dated {', '.join(dated)}, was {', '.join(days)}")
        amounts, quotas = (
            [self.amount(rows) for rows in (before, after)],
            [self.amount(rows, 2) for rows in (before, after)],
        )
        if amounts[0] != amounts[1]:
            texts.append(f"credit {amounts[1]}, was {amounts[0]}")
        if quotas[0] != quotas[1] and quotas != amounts:
            texts.append(f"quota credit {quotas[1]}, was {quotas[0]}")
        return texts or ["divided otherwise"]

    def amount(self, credits: Sequence[Sequence[str]], place: int = 1) -> str:
        """The sum of credits, for people."""
        return amount_text(sum((amount_of(row[place]) for row in credits), Fraction(0)), self.digits)


def _none(reason: str | None) -> str:
    return "there is no such credit" if reason is None else reason
