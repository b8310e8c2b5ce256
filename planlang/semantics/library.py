"""Where `use "path"` finds its files: beside the plan, and among the pieces that come with planlang. Nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from planlang.slotted import field, frozen

SHIPPED = "stdlib/"
_PATH = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*(\.plan)?")
LARGEST = 1_000_000


@frozen
class Module:
    """The file of a module: what places call it, and what it says."""

    file: str
    text: bytes


@frozen
class Library:
    """The modules that a plan may use: those in its own folder (if it has one) and below, and the shipped ones."""

    folder: Path | None = None

    def find(self, path: str) -> Module | str:
        """The module of that path, or why there is none."""
        if not _PATH.fullmatch(path):
            return "a path is made of names and slashes, and leads from the plan's own folder down"
        name = path if path.endswith(".plan") else f"{path}.plan"
        if path.startswith(SHIPPED):
            return self._read(_pieces(), name.removeprefix(SHIPPED), name)
        if self.folder is None:
            return "this plan has no folder of its own, so only modules under stdlib/ can be used"
        return self._read(self.folder, name, name)

    def _read(self, folder: Path, name: str, label: str) -> Module | str:
        try:
            place = (folder / name).resolve()
            if not place.is_relative_to(folder.resolve()):
                return "it lies outside the plan's folder"
            if not place.is_file():
                return f"there is no file {label}" + ("" if label.startswith(SHIPPED) else " beside the plan")
            if place.stat().st_size > LARGEST:
                return "it is larger than a megabyte: that is not a plan"
            return Module(label, place.read_bytes())
        except (OSError, ValueError) as error:
            return f"it can't be read: {getattr(error, 'strerror', None) or error}"


@frozen
class Kept(Library):
    """Modules whose texts are at hand, by the names of their files."""

    texts: Mapping[str, str] = field(factory=dict)

    def find(self, path: str) -> Module | str:
        """The module of that path, or why there is none."""
        name = path if path.endswith(".plan") else f"{path}.plan"
        text = self.texts.get(name)
        return f"{name} was not kept" if text is None else Module(name, text.encode())


def _pieces() -> Path:
    from planlang.resources import stdlib_plans

    return stdlib_plans() / "pieces"
