"""The verifier of explanations stands alone: what it shared with the engines, it could not check."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import planlang

PACKAGE = Path(planlang.__file__).parent
ALONE = "planlang.explain.verify"
VERIFIER = sorted((PACKAGE / "explain").glob("verify.py")) + sorted((PACKAGE / "explain" / "verify").rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield node.module or ""


def test_the_verifier_imports_nothing_of_ours_but_itself() -> None:
    assert VERIFIER
    for path in VERIFIER:
        for name in _imports(path):
            own = name == ALONE or name.startswith(f"{ALONE}.")
            known = name.split(".")[0] in sys.stdlib_module_names
            assert own or known, f"{path.relative_to(PACKAGE)} imports {name}"


def test_the_package_around_the_verifier_imports_nothing() -> None:
    assert not list(_imports(PACKAGE / "explain" / "__init__.py"))


def test_nothing_computes_money_in_binary_floats() -> None:
    """No literal and no call makes a float, outside drawing and timing."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] in ("render", "cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float | complex)
            call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
            if literal or call:
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert not found
