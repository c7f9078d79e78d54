"""Writing results: to standard output, or to a file in one move."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from ..errors import NotWritable


def write(data: bytes, output: str | None) -> None:
    """Writes bytes to a path, or to standard output for None and "-". Raises NotWritable.

    A file appears whole or not at all: the bytes go to a neighbour first, which is then renamed.
    """
    if output is None or output == "-":
        stream = sys.stdout.buffer
        stream.write(data)
        stream.flush()
        return
    path = Path(output)
    try:
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
            mask = os.umask(0)
            os.umask(mask)
            Path(temporary).chmod(0o666 & ~mask)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise NotWritable(f"“{path.name}” cannot be written: {error.strerror or error}.", "Choose another place with -o.") from None


def is_terminal() -> bool:
    """Whether standard output is a terminal that wants colour (NO_COLOR is honoured)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
