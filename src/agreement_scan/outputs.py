"""What a command writes never takes the place of what it reads."""

from __future__ import annotations

from pathlib import Path

from .errors import UsageError


def spare(output: str | Path | None, *inputs: str | Path | None) -> None:
    """Raises UsageError where the output is one of the inputs, however both are written: what is read is never overwritten."""
    if output is None or output == "-":
        return
    for given in inputs:
        if given is not None and given != "-" and same(output, given):
            raise UsageError(f"The output would overwrite “{Path(given).name}”.", "Choose another name with -o.")


def same(one: str | Path, other: str | Path) -> bool:
    """Whether two paths lead to one file, through links or otherwise; also where it is not there yet."""
    try:
        return Path(one).samefile(other)
    except OSError:
        return Path(one).resolve() == Path(other).resolve()
