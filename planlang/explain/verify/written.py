"""A document as it is written: what its digest is of, and the file that it must stand in."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property

from planlang.explain.verify.values import Json

_SPACE = "\x1f"
"""Stands where the layout of a file has a space and what the digest is of has none; in JSON no text holds this character itself."""
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(f",{_SPACE}", f":{_SPACE}")).encode


class Written:
    """A document as JSON, written once: for its digest, and as the file that it must stand in."""

    def __init__(self, document: Json) -> None:
        self.document = document

    @cached_property
    def fields(self) -> list[tuple[str, str | list[str]]]:
        """Each field with its value, of a list with its items."""
        return [
            (key, [_json(item) for item in value] if isinstance(value, list) else _json(value))
            for key, value in sorted(self.document.items())
        ]

    def digest(self) -> str:
        """SHA-256 of the canonical JSON of all but the digest: keys sorted, no spaces."""
        rest = (
            f"{_json(key)}:[{','.join(value)}]" if isinstance(value, list) else f"{_json(key)}:{value}"
            for key, value in self.fields
            if key != "digest"
        )
        return sha(f"{{{','.join(rest)}}}".replace(_SPACE, ""))

    def laid_out(self) -> str:
        """The file: a line for each field and for each item of its lists."""
        fields = (
            f" {_json(key)}: [\n  " + ",\n  ".join(value) + "\n ]"
            if isinstance(value, list) and value
            else f" {_json(key)}: {value or '[]'}"
            for key, value in self.fields
        )
        return ("{\n" + ",\n".join(fields) + "\n}\n").replace(_SPACE, " ")


def sha(text: str) -> str:
    """The digest of a text."""
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
