"""Writing results: to standard output, or to a file in one move."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from ..errors import NotWritable


def write(data: bytes, output: str | None) -> None:
    """Writes bytes to a path, or to standard output for None and "-". Raises NotWritable.

    A file appears whole or not at all: the bytes go to a neighbour first, which is then renamed. A file that was there keeps its
    permissions, and a link keeps pointing where it does.
    """
    if output is None or output == "-":
        if sys.stdout is None:
            raise NotWritable("There is no standard output.", "Name a file with -o.")
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # whoever reads has enough
            raise
        except OSError as error:
            raise NotWritable(f"Standard output cannot be written: {error.strerror or error}.", "Name a file with -o.") from None
        return
    path = Path(output)
    try:
        path = path.resolve()
        if path.is_dir():
            raise NotWritable(f"“{output}” is a folder.", "Name a file in it with -o.")
        if not path.parent.is_dir():
            raise NotWritable(f"There is no folder for “{path.name}”.", "Create the folder first, or choose another with -o.")
        if path.exists() and not path.is_file():  # a pipe or device is written to, never replaced by a file
            with path.open("wb") as stream:
                stream.write(data)
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".agreement-scan-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(temporary).chmod(_mode(path))
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise NotWritable(f"“{path.name}” cannot be written: {error.strerror or error}.", "Choose another place with -o.") from None


def _mode(path: Path) -> int:
    """The permissions of a file that is there, or those that new files get."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def is_terminal() -> bool:
    """Whether standard output is a terminal that wants colour (NO_COLOR is honoured)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def rendering(verbose: int, width: int | None, plain: bool, redact: bool) -> dict[str, Any]:
    """How a report or comparison is laid out: ``width`` as asked or as the terminal is, colour and its encoding unless ``plain``."""
    return {
        "verbose": verbose,
        "width": width or min(120, shutil.get_terminal_size((100, 24)).columns),
        "color": is_terminal() and not plain,
        "encoding": (sys.stdout.encoding or "utf-8") if not plain else "utf-8",
        "redact": redact,
    }
