"""A digest of what data says, whatever order its rows were in and however its numbers were spelt.

Of each record: SHA-256 over lines of JSON. The first line is ``[name, file, number of rows]``; then, for each column
by name, ``[name, kind, denominator, [values]]`` in the order of the identity texts: integers over the least power of
ten that the column needs (dates and periods as ISO texts, no denominator), texts, ``true`` and ``false``, ``null`` for
what is absent.
The digest of all data is SHA-256 over the lines ``name digest``, by name.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence

from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import RecordData
from planlang.core.records import PERIODS

_ESCAPED = re.compile(r'["\\]').search


def record_digest(data: RecordData, calendar: FiscalCalendar) -> str:
    """The digest of one record's rows."""
    from planlang.data.identity import texts

    sha = hashlib.sha256(_line([data.spec.name, data.file, len(data.ids)]))
    for name in sorted(data.columns):
        column, values = data.spec.by_name[name], data.columns[name]
        items = values.items
        if column.kind == "date" or column.kind in PERIODS:
            written = texts(column, values, calendar)
            items = (
                [None if item is None else text for item, text in zip(items, written, strict=True)]
                if None in items
                else written
            )
        sha.update(_line([name, column.kind, values.den, items]))
    return sha.hexdigest()


def whole_digest(digests: Mapping[str, str]) -> str:
    """The digest of all records together."""
    sha = hashlib.sha256()
    for name in sorted(digests):
        sha.update(f"{name} {digests[name]}\n".encode())
    return sha.hexdigest()


def _line(value: Sequence[object]) -> bytes:
    """A line of JSON; its last part is long."""
    *begin, last = value
    start = json.dumps(begin, ensure_ascii=True, separators=(",", ":"))
    return f"{start[:-1]},{_list(last)}]\n".encode()


def _list(items: object) -> str:
    """As JSON. Plain texts, which most are, need no look at each of them."""
    if isinstance(items, list) and items and type(items[0]) is str:
        try:
            joined = "\0".join(items)
        except TypeError:
            joined = ""
        plain = joined.replace("\0", "")
        if joined.count("\0") == len(items) - 1 and plain.isascii() and plain.isprintable() and not _ESCAPED(plain):
            return '["' + joined.replace("\0", '","') + '"]'
    return json.dumps(items, ensure_ascii=True, separators=(",", ":"))
