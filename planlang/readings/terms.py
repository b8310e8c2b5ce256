"""What columns are worth, each meaning once and by a number; rewritten where that changes no value and loses no refusal.

Of each meaning three things are known besides how it is made: the value, where it is the same in every row; between what bounds a
number lies, as an exact region; and whether it may be left out, because nothing about it can stop a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Union

from planlang.core.regions import BOTTOM, TOP, Cut, Spans, span
from planlang.core.values import RELATIONS, Scalar
from planlang.readings.shares import divides
from planlang.readings.vanishing import never_after, without_idle
from planlang.slotted import define, field, frozen

ANY = Spans(((BOTTOM, TOP),))
AT_LEAST_0 = span(Fraction(0), True, None, False)


@frozen
class Fixed:
    """A value that is the same in every row, and the kind of its unit."""

    type: str
    value: Scalar
    kind: str


Part = Union[int, Fixed]
"""What an operation reads: the number of a meaning, or a value."""


Days = tuple[int, Union[Part, None], Union[Part, None]]
"""The column of a day, and from which day through which it lies; ``None`` where a side is open."""


@define
class Known:
    """How a meaning is made, and what is known of it."""

    form: tuple[Any, ...]
    range: Spans = ANY
    safe: bool = False


def fixed(value: Scalar, kind: str) -> Fixed:
    """A value; ``type`` tells 1 from yes."""
    return Fixed(type(value).__name__, value, kind)


@define(eq=False, repr=False)
class Terms:
    """All meanings that are known so far."""

    _numbers: dict[object, int] = field(factory=dict)
    known: list[Known] = field(factory=list)

    def made(self, form: tuple[Any, ...], range: Spans = ANY, safe: bool = False) -> int:
        """The number of a meaning; a new one if nothing is made so yet."""
        number = self._numbers.get(form)
        if number is None:
            number = self._numbers[form] = len(self.known)
            self.known.append(Known(form, range, safe))
        return number

    def value(self, one: Fixed) -> int:
        """The number of what is the same in every row."""
        return self.made(("Fixed", one), _only(one), safe=True)

    def part(self, number: int) -> Part:
        """A meaning as something that is read: its value, where it has the same in every row."""
        form = self.known[number].form
        return form[1] if form[0] == "Fixed" else number

    def number(self, part: Part) -> int:
        """The number of something that is read."""
        return self.value(part) if isinstance(part, Fixed) else part

    def range(self, part: Part) -> Spans:
        """Between which bounds it lies."""
        return _only(part) if isinstance(part, Fixed) else self.known[part].range

    def safe(self, *parts: Part | None) -> bool:
        """Whether nothing about some parts can stop a run."""
        return all(part is None or isinstance(part, Fixed) or self.known[part].safe for part in parts)

    # --- numbers ------------------------------------------------------------------------------------

    def sum(self, terms: Iterable[tuple[int, Part]], kind: str) -> int:
        """A signed sum: sums of sums are one, values are added up, and what cancels is gone where it can't stop a run."""
        times: dict[int, Fraction] = {}
        more = Fraction(0)
        for sign, part in terms:
            if isinstance(part, Fixed):
                more += sign * Fraction(part.value)  # type: ignore[arg-type]
                continue
            form = self.known[part].form
            for term, often in form[1] if form[0] == "Sum" else ((part, Fraction(1)),):
                times[term] = times.get(term, Fraction(0)) + sign * often
            more += sign * form[2] if form[0] == "Sum" else 0
        kept = tuple(sorted((term, often) for term, often in times.items() if often or not self.safe(term)))
        if not kept:
            return self.value(fixed(more, kind))
        if not more and len(kept) == 1 and kept[0][1] == 1:
            return kept[0][0]
        low, high = more, more
        ends = [self._ends(term, often) for term, often in kept]
        bounds = (
            None if any(end[0] is None for end in ends) else low + sum(end[0] for end in ends),  # type: ignore[misc]
            None if any(end[1] is None for end in ends) else high + sum(end[1] for end in ends),  # type: ignore[misc]
        )
        return self.made(("Sum", kept, more), span(bounds[0], True, bounds[1], True), self.safe(*times))

    def _ends(self, term: int, often: Fraction) -> tuple[Fraction | None, Fraction | None]:
        low, high = (None if end is None else end * often for end in ends(self.known[term].range))
        return (low, high) if often >= 0 else (high, low)

    def product(self, factors: Iterable[Part], kind: str) -> int:
        """A product: products of products are one, and values are multiplied."""
        terms: list[int] = []
        often = Fraction(1)
        for part in factors:
            if isinstance(part, Fixed):
                often *= Fraction(part.value)  # type: ignore[arg-type]
                continue
            form = self.known[part].form
            if form[0] == "Product":
                often *= form[2]
                terms += form[1]
            else:
                terms.append(part)
        if not terms or (not often and self.safe(*terms)):
            return self.value(fixed(often, kind))
        if often == 1 and len(terms) == 1:
            return terms[0]
        signs = often >= 0 and all(within(self.known[term].range, AT_LEAST_0) for term in terms)
        return self.made(("Product", tuple(sorted(terms)), often), AT_LEAST_0 if signs else ANY, self.safe(*terms))

    def between(self, before: Part, after: Part, low: Part | None, high: Part | None, kind: str) -> int | None:
        """What of a move lies between two bounds, where it is known whether all of it does, or nothing."""
        if not all(bound is None or isinstance(bound, Fixed) for bound in (low, high)):
            return None
        start, end = (None if bound is None else Fraction(bound.value) for bound in (low, high))  # type: ignore[union-attr, arg-type]
        moves = (self.range(before), self.range(after))
        if all(within(one, span(start, True, end, True)) for one in moves):
            return self.sum(((1, after), (-1, before)), kind)
        below = start is not None and all(within(one, span(None, False, start, True)) for one in moves)
        beyond = end is not None and all(within(one, span(end, True, None, False)) for one in moves)
        if (below or beyond) and self.safe(before, after):
            return self.value(fixed(Fraction(0), kind))
        return None

    def during(self, days: Days, where: int) -> tuple[Days, int | None]:
        """Days from one through another, where a condition says no more than which days they are: the days that are both."""
        day, low, high = days
        form = self.known[where].form
        parts = form[2] if form[0] == "Logic" and form[1] == "and" else (where,)
        lows, highs = [low], [high]
        for part in parts:
            said = self.known[part].form if isinstance(part, int) else ("",)
            if said[0] != "Compare" or said[1] != day or said[2] not in (">=", "<="):
                return days, where
            (lows if said[2] == ">=" else highs).append(said[3])
        if not all(end is None or (isinstance(end, Fixed) and end.type == "int") for end in (*lows, *highs)):
            return days, where
        first = max((end for end in lows if end is not None), key=lambda end: end.value, default=None)  # type: ignore[union-attr, arg-type, return-value]
        last = min((end for end in highs if end is not None), key=lambda end: end.value, default=None)  # type: ignore[union-attr, arg-type, return-value]
        return (day, first, last), None

    # --- yes and no ---------------------------------------------------------------------------------

    def compared(self, left: Part, relation: str, right: Part) -> bool | None:
        """How a comparison comes out in every row, where that is certain."""
        if isinstance(left, Fixed) and isinstance(right, Fixed):
            if left.type != right.type or left.value is None or right.value is None:
                return None
            return RELATIONS[relation](left.value, right.value)
        if isinstance(left, Fixed) or not isinstance(right, Fixed) or not self.safe(left):
            return None
        form = self.known[left].form
        if form[0] == "Band" and relation == "==":
            return self._in_band(form, int(right.value))  # type: ignore[arg-type]
        if right.type != "Fraction" or relation not in _HELD:
            return None
        at = Fraction(right.value)  # type: ignore[arg-type]
        return _decided(self.range(left), _HELD[relation](at))

    def _in_band(self, form: tuple[Any, ...], number: int) -> bool | None:
        _, value, edges = form
        if not 0 <= number <= len(edges) or not all(isinstance(bound, Fixed) for bound, _ in edges):
            return None
        low = edges[number - 1] if number else None
        high = edges[number] if number < len(edges) else None
        inside = span(
            None if low is None else low[0].value, low is None or low[1],
            None if high is None else high[0].value, high is not None and not high[1],
        )  # fmt: skip
        return _decided(self.range(value), inside)

    def logic(self, word: str, parts: Sequence[Part]) -> int:
        """``and``, ``or``, ``not``; what is certain is left out, and what follows it is never looked at."""
        if word == "not":
            (part,) = parts
            if isinstance(part, Fixed):
                return self.value(fixed(not part.value, "yes/no"))
            return self.made(("Logic", word, (part,)), safe=self.safe(part))
        ends_it = word == "or"
        kept: list[int] = []
        for part in parts:
            if not isinstance(part, Fixed):
                kept.append(part)
            elif bool(part.value) is ends_it:
                if self.safe(*kept):
                    return self.value(fixed(ends_it, "yes/no"))
                kept.append(self.value(part))
                break
        never = never_after(self, kept) if word == "and" else None
        if never is not None:
            kept = [*kept[:never], self.value(fixed(False, "yes/no"))]
        if not kept:
            return self.value(fixed(not ends_it, "yes/no"))
        return kept[0] if len(kept) == 1 else self.made(("Logic", word, tuple(kept)), safe=self.safe(*kept))

    def chosen(self, cases: Iterable[tuple[Part, Part | None]], otherwise: Part | None) -> int:
        """The first case that holds. A case that never does is gone; one that always does is the last.

        Bands of one value that stand next to each other and give the same are one. ``None`` refuses.
        """
        kept: list[tuple[int, Part | None]] = []
        for condition, value in cases:
            if not isinstance(condition, Fixed):
                kept.append((condition, self._given(condition, value)))
            elif condition.value:
                otherwise = value
                break
        kept = without_idle(self, kept, otherwise)
        steps = self._steps(kept, otherwise)
        if steps is not None:
            return steps
        values = [value for _, value in kept] + [otherwise]
        if otherwise is not None and all(value == otherwise for value in values) and self.safe(*(c for c, _ in kept)):
            return self.number(otherwise)
        conditions = [condition for condition, _ in kept]
        return self.made(
            ("Choose", tuple(kept), otherwise),
            self._any_of(values),
            None not in values
            and self.safe(*conditions, otherwise)
            and all(self.safe(value) or divides(self, condition, value) for condition, value in kept),
        )

    def _given(self, condition: int, value: Part | None) -> Part | None:
        """A value where a condition holds: over itself, what is not 0 is 1."""
        form = self.known[condition].form
        if form[0] != "Compare" or form[2] != "!=" or not isinstance(value, int):
            return value
        if not isinstance(form[3], Fixed) or form[3].type != "Fraction" or form[3].value != 0:
            return value
        product = self.known[value].form
        if product[0] != "Product":
            return value
        whole = ("Ratio", form[1], form[1])
        terms = [term for term in product[1] if self.known[term].form != whole]
        return self.part(self.product([*terms, fixed(product[2], "number")], "number"))

    def _any_of(self, values: Sequence[Part | None]) -> Spans:
        found = [ends(self.range(value)) for value in values if value is not None]
        low = None if not found or any(end[0] is None for end in found) else min(end[0] for end in found)  # type: ignore[type-var]
        high = None if not found or any(end[1] is None for end in found) else max(end[1] for end in found)  # type: ignore[type-var]
        return span(low, True, high, True)

    def _steps(self, cases: Sequence[tuple[int, Part | None]], otherwise: Part | None) -> int | None:
        """A choice by the band of one value: what is given from which edge on."""
        bands = {self.known[condition].form[1] for condition, _ in cases if self._is_band(condition)}
        if len(bands) != 1 or not all(self._is_band(condition) for condition, _ in cases):
            return None
        (band,) = bands
        _, value, edges = self.known[band].form
        given = {int(self.known[condition].form[3].value): result for condition, result in reversed(cases)}
        results = [given.get(number, otherwise) for number in range(len(edges) + 1)]
        kept = [results[0]]
        passed = []
        for edge, result in zip(edges, results[1:]):
            if result != kept[-1]:
                passed.append(edge)
                kept.append(result)
        if not passed and kept[0] is not None and self.safe(band):
            return self.number(kept[0])
        return self.made(
            ("Steps", value, tuple(passed), tuple(kept)),
            self._any_of(kept),
            None not in kept and self.safe(band, *kept),
        )

    def _is_band(self, condition: int) -> bool:
        form = self.known[condition].form
        if form[0] != "Compare" or form[2] != "==" or not isinstance(form[1], int) or not isinstance(form[3], Fixed):
            return False
        band = self.known[form[1]].form
        return band[0] == "Band" and all(isinstance(bound, Fixed) for bound, _ in band[2])


def ends(of: Spans) -> tuple[Fraction | None, Fraction | None]:
    """The outermost bounds of a region; ``None`` where it is open, or no region of numbers."""
    if of.empty:
        return None, None
    return _end(of.parts[0][0]), _end(of.parts[-1][1])


def _end(cut: Cut) -> Fraction | None:
    return Fraction(cut[1]) if cut[0] == 0 else None


def within(inner: Spans, outer: Spans) -> bool:
    """Whether a region lies in another."""
    return inner.less(outer).empty


def _decided(of: Spans, holds: Spans) -> bool | None:
    if within(of, holds):
        return True
    return False if of.meet(holds).empty else None


def _only(one: Fixed) -> Spans:
    return span(one.value, True, one.value, True) if one.type == "Fraction" else ANY


_HELD: dict[str, Callable[[Fraction], Spans]] = {
    "<": lambda at: span(None, False, at, False),
    "<=": lambda at: span(None, False, at, True),
    "==": lambda at: span(at, True, at, True),
    ">=": lambda at: span(at, True, None, False),
    ">": lambda at: span(at, False, None, False),
}
