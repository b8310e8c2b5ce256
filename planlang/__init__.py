"""planlang: a language for sales-compensation plans, its checker, its engines, and ``planlang.load`` to use them from Python."""

from typing import Any

__version__ = "0.1.0"

# What `planlang.api` offers, imported when it is first used: the commands don't need it. Type checkers read `__init__.pyi`.
_API = (
    "Column", "DataError", "Diagnostic", "Explanation", "NotFoundError", "Plan", "PlanError", "PlanlangError", "Record",
    "Result", "StaleError", "Table", "WriteError", "load",
)  # fmt: skip
__all__ = ["__version__", *_API]


def __getattr__(name: str) -> Any:
    if name in _API:
        import importlib

        return getattr(importlib.import_module("planlang.api"), name)
    raise AttributeError(f"module 'planlang' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_API})
