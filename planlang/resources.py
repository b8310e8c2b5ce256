"""Where the files that come with planlang are: the model plans and the grammar.

In a checkout they stand at its top, beside the package; in an installed planlang they are inside the
package, where the wheel put them. Everything that needs one asks here.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _folder(name: str, proof: str) -> Path:
    for place in (_PACKAGE / name, _PACKAGE.parent / name):
        if (place / proof).exists():
            return place
    raise FileNotFoundError(f"planlang was installed without its folder {name}")


def stdlib_plans() -> Path:
    """The folder of the model plans, each in a folder of its own with its data and results."""
    return _folder("stdlib_plans", "eight_answers")


def grammar() -> Path:
    """The folder of the grammar, ``planlang.lark``."""
    return _folder("grammar", "planlang.lark")
