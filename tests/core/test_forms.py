"""Texts of one form and their numbers."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from planlang.core.forms import TextForm, form_of


@pytest.mark.parametrize(
    ("least", "most", "form"),
    [
        ("D000000000", "D000999999", TextForm("D000", 6)),
        ("E0042", "E0049", TextForm("E004", 1)),
        ("000", "999", TextForm("", 3)),
        ("a7", "a7", TextForm("a", 1)),
        ("9", "10", None),
        ("E01", "F01", None),
        ("E0a", "E1b", None),
        ("E 01", "E 02", None),
        ("E٠", "E٩", None),
        ("0" * 19, "9" * 19, None),
        ("", "", None),
        (None, None, None),
    ],
)
def test_form_of_the_ends(least: str | None, most: str | None, form: TextForm | None) -> None:
    assert form_of(least, most) == form


def test_texts_and_numbers() -> None:
    form = TextForm("v1.", 3)
    texts = []
    for number in range(form.most + 1):
        before = next(beginning for first, beginning in form.beginnings if number >= first)
        texts.append(f"{before}{number}")
    assert texts == [f"v1.{number:03}" for number in range(1000)] == sorted(texts)
    assert all(fnmatchcase(text, form.pattern) for text in texts)
    assert not any(fnmatchcase(text, form.pattern) for text in ("v1x001", "v1.01", "v1.0001", "v1.0_1", "v1.+01"))
