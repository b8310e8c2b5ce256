"""``planlang version``."""

from __future__ import annotations

from planlang.cli.options import command as _command
from planlang.cli.options import out


@_command("version", "planlang version")
def command() -> None:
    """Print the version."""
    from planlang import __version__

    out(f"planlang {__version__}\n")
