"""What a command writes never takes the place of what it reads."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import UsageError


def spare(output: str | Path | None, *inputs: str | Path | None) -> None:
    """Raises UsageError where the output is one of the inputs, however both are written: what is read is never overwritten."""
    if output is None or output == "-" or (os.path.exists(output) and not os.path.isfile(output)):  # a device or pipe loses nothing
        return
    for given in inputs:
        if given is not None and given != "-" and same(output, given):
            raise UsageError(f"The output would overwrite “{Path(given).name}”.", "Choose another name with -o.")


def files_of(folder: str | Path | None, pattern: str = "*") -> list[Path]:
    """The files of a folder that is read, at any depth; none for no folder."""
    return [p for p in Path(folder).rglob(pattern) if p.is_file()] if folder else []


def same(one: str | Path, other: str | Path) -> bool:
    """Whether two paths lead to one file, through links or otherwise; also where it is not there yet."""
    try:
        return Path(one).samefile(other)
    except OSError:
        return Path(one).resolve() == Path(other).resolve()
