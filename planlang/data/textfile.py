"""The text of a data file: UTF-8 and nothing else, of a bounded size."""

from __future__ import annotations

from pathlib import Path

from planlang.data.raw import MAX_BYTES
from planlang.data.report import Findings
from planlang.diagnostics.model import Repair

MARKS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"PK\x03\x04": "an Excel or zip file",
    b"\x1f\x8b": "a gzip file",
    b"PAR1": "a Parquet file",
}
"""How files begin that are no text in UTF-8, whatever their name says."""


def read_text(path: Path, found: Findings) -> str | None:
    """The file's text without a byte order mark, or ``None`` after a finding that says why not."""
    try:
        if path.stat().st_size > MAX_BYTES:
            _refuse(
                found,
                f"{found.file} is larger than {MAX_BYTES:,} bytes",
                "",
                "Leave out what the plan doesn't need, or use Parquet.",
            )
            return None
        data = path.read_bytes()
    except OSError as error:
        cannot_open(found, error)
        return None
    for mark, what in MARKS.items():
        if data.startswith(mark):
            _refuse(found, f"{found.file} is {what}, not text in UTF-8", "", "Save it as “CSV UTF-8”.")
            return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found.row(
            "unreadable-data-file",
            f"{found.file} is not UTF-8",
            line,
            f"the byte 0x{data[error.start]:02X} here is no letter in UTF-8",
            Repair("Save it as “CSV UTF-8”; plain “CSV” of a spreadsheet spells é, ü and € in another way."),
        )
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        found.row(
            "unreadable-data-file",
            f"{found.file} holds a NUL character",
            line,
            "no text has one",
            Repair("Export the file again."),
        )
        return None
    return text


def cannot_open(found: Findings, error: OSError) -> None:
    """The operating system would not let us read the file."""
    why = (error.strerror or type(error).__name__).lower()
    _refuse(found, f"{found.file} can't be read: {why}", "", "Check that it is a file and that you may read it.")


def _refuse(found: Findings, message: str, text: str, mend: str) -> None:
    found.whole_file("unreadable-data-file", message, text, Repair(mend))
