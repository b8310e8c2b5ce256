"""Texts that all have one form: the same beginning, and after it the same number of digits.

Such texts are numbers as well: in order as texts exactly when their numbers are, and each number is one of the texts.
"""

from __future__ import annotations

import re

from planlang.slotted import frozen

MOST_DIGITS = 18
"""So many digits go into 64 bits."""

_PLAIN = re.compile(r"[A-Za-z0-9._~-]+")


@frozen
class TextForm:
    """``prefix``, then ``digits`` digits."""

    prefix: str
    digits: int

    @property
    def most(self) -> int:
        """The greatest number."""
        return int(10**self.digits) - 1

    @property
    def pattern(self) -> str:
        """A pattern of file names for the whole of a text: a prefix has nothing in it that such a pattern reads otherwise."""
        return f"{self.prefix}{'[0-9]' * self.digits}"

    @property
    def beginnings(self) -> list[tuple[int, str]]:
        """What stands before the shortest way to write a number, for numbers from so many on; the greatest first."""
        return [
            (10**size if size else 0, self.prefix + "0" * (self.digits - size - 1))
            for size in reversed(range(self.digits))
        ]


def form_of(least: str | None, most: str | None) -> TextForm | None:
    """The form that all texts from one through another have if they have one at all."""
    if not least or not most or len(least) != len(most) or not _PLAIN.fullmatch(least) or not _PLAIN.fullmatch(most):
        return None
    alike = next((n for n, (a, b) in enumerate(zip(least, most)) if a != b), len(least) - 1)
    digits = len(least) - alike
    rest = least[alike:] + most[alike:]
    return TextForm(least[:alike], digits) if rest.isdigit() and digits <= MOST_DIGITS else None
