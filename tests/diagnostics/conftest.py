"""A catalogue of made-up rules, so that these tests don't change with the real pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from planlang.diagnostics import catalogue

PAGE = """\
---
name: {name}
code: {code}
severity: {severity}
title: {title}
---

Two rules *pay* the same deal, and nothing says which of them wins. This paragraph is long
enough that it must be wrapped at eighty columns.

- first point
- second point

## Bad

```plan
plan Bad {{
    # ## not a heading
}}
```

## Good

```plan
plan Good {{
}}
```

```csv deals.csv
id,amount
d1,1000.00
```
"""


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with three rules that the catalogue reads instead of its own."""
    for name, code, severity, title in (
        ("overlapping-rates", "P301", "error", "two rules set the rate of the same deal"),
        ("unused-name", "P701", "warning", "something is declared and never used"),
        ("not-an-amount", "P601", "error", "a cell of a money column is not an amount"),
    ):
        page = PAGE.format(name=name, code=code, severity=severity, title=title)
        (tmp_path / f"{name}.md").write_text(page, encoding="utf-8")
    monkeypatch.setattr(catalogue, "RULES", tmp_path)
    catalogue.head.cache_clear()
    catalogue.rule.cache_clear()
    yield tmp_path
    catalogue.head.cache_clear()
    catalogue.rule.cache_clear()
