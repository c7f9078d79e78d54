"""``agreement-scan review``: the decisions of reviewers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ..outputs import spare
from .output import write

app = typer.Typer(help="The decisions of reviewers: merge.", no_args_is_help=True, rich_markup_mode=None)


class FailOn(StrEnum):
    """What ends the command with exit code 1."""

    conflict = "conflict"


@app.callback()
def review() -> None:
    """The decisions of reviewers, as saved from the page of a report."""


@app.command("merge")
def merge(
    files: Annotated[list[str], typer.Argument(help="Decisions files of the same draft, one or more.")],
    output: Annotated[str | None, typer.Option("--output", "-o", help="Write the joined decisions file here.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help="conflict: end with 1 where reviewers disagree and nobody has settled it.")] = None,
) -> int:
    """Join reviewers of one draft: how far they agree (percentage, Cohen's kappa), and what someone has to settle.

    Exit code 0 when joined, 1 with --fail-on conflict where conflicts are open, 2 for a file that is no decisions file or of another
    text, 3 for a missing file.
    """
    from .. import review as reviewing
    from ..reports._text import one_line, quoted, shortened

    spare(output, *files)
    merged = reviewing.merge([reviewing.read(f) for f in files])
    lines = [f"{one_line(merged.document['name'])}: {_counted(len(merged.entries), 'entry', 'entries')} of history"]
    lines += [f"  {one_line(reviewer)} decided {_counted(units, 'place')}" for reviewer, units in merged.decided.items()]
    for pair in merged.pairs:
        kappa = "not defined" if pair.kappa is None else f"{pair.kappa:.2f}"
        figures = f"{pair.agreed} of {_counted(pair.units, 'place')} alike ({pair.percentage:.1f} %), Cohen's kappa {kappa}" if pair.units else "no place decided by both"
        lines.append(f"  {one_line(pair.first)} and {one_line(pair.second)}: {figures}")
    lines.append(f"{_counted(len(merged.conflicts), 'conflict')} to settle")
    for conflict in merged.conflicts:
        words = quoted(shortened(one_line(conflict.quote), 100)) if conflict.quote else "(nothing found)"
        lines.append(f"  {one_line(conflict.provision)}  {words}")
        lines.append("    " + "; ".join(f"{one_line(reviewer)}: {held}" for reviewer, held in conflict.codes))
    if output is not None:
        write(merged.dump(), output)
    if output != "-":
        write(("\n".join(lines) + "\n").encode("utf-8", "replace"), None)
    return 1 if fail_on is not None and merged.conflicts else 0


def _counted(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
