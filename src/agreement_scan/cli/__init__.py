"""The command line. Heavy imports stand inside the commands, so that ``--help`` is quick."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point: runs a command and ends with the exit code of what happened (see ``errors``)."""
    from .app import run

    sys.exit(run(sys.argv[1:]))
