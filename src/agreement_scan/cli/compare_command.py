"""``agreement-scan compare``: two drafts, or two readings of one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError
from ..model import STDIN
from ..outputs import files_of, spare
from .output import rendering, write
from .settings import gathered

if TYPE_CHECKING:
    from ..comparison import Choices, Comparison

SUFFIXES = {".json": "json", ".md": "markdown", ".html": "html", ".htm": "html", ".txt": "terminal"}
WORSE = {"lost": ("turned-contrary", "lost"), "weakened": ("turned-contrary", "lost", "weakened")}


class FailOn(StrEnum):
    """Changes that end the command with exit code 1."""

    lost = "lost"
    weakened = "weakened"
    any = "any"


def compare(
    old: Annotated[str, typer.Argument(help="The old draft; - for standard input. Alone: the draft whose own readings are compared.")],
    new: Annotated[str | None, typer.Argument(help="The new draft.")] = None,
    changes: Annotated[bool, typer.Option("--changes", help="One draft: its tracked changes, all rejected against all accepted.")] = False,
    brackets: Annotated[bool, typer.Option("--brackets", help="One draft: what each bracketed option would mean.")] = False,
    accept: Annotated[bool, typer.Option("--accept", help="Two drafts: read both with their tracked changes accepted.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Two drafts: read both with their tracked changes rejected.")] = False,
    profile: Annotated[str | None, typer.Option("--profile", "-p", help="ceasefire, peace-agreement, action-plan, mandate or transition; proposed from the new draft when not given.")] = None,
    format: Annotated[str | None, typer.Option("--format", "-f", help="terminal, json, markdown, html; guessed from -o when not given.")] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", help="Where to write; - for standard output.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Language of the texts; told from the texts when not given.")] = None,
    catalogue: Annotated[str | None, typer.Option("--catalogue", help="A folder with provisions and profiles of your own.")] = None,
    password: Annotated[str | None, typer.Option("--password", help="Password of encrypted PDFs.")] = None,
    model: Annotated[str | None, typer.Option("--model", help="on or off: whether the classifier reads beside the rules.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help="End with 1: lost (or turned contrary), weakened (or worse), any (change of status, also one that is uncertain).")] = None,
    redact: Annotated[bool, typer.Option("--redact", help="Leave out the drafts' words: positions, statuses and reasons only.")] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Show also what was kept in clauses that changed, and why.")] = 0,
    width: Annotated[int | None, typer.Option("--width", help="Columns of the terminal report.")] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour in the terminal report.")] = False,
) -> int:
    """Compare two drafts provision by provision: what was kept, strengthened, weakened, lost, new, turned contrary or cured, and by which words."""
    from .. import compare as room
    from ..reports.comparison import FORMATS, render

    chosen = format or SUFFIXES.get(PurePath(output).suffix.lower() if output and output != "-" else "") or "terminal"
    if chosen not in FORMATS:
        raise UsageError(f"There is no comparison in the format “{chosen}”.", f"Formats: {', '.join(FORMATS)}.")
    _check(old, new, changes, brackets, accept, reject, output)
    way = "accept" if accept else "reject" if reject else None
    options = gathered(profile=profile, language=language, catalogue=catalogue, password=password, changes=way, model=model)
    spare(output, *files_of(options.catalogue))
    compared: Comparison | Choices
    if new is not None:
        compared = room.compare_drafts(old, new, options, names=tuple(STDIN if d == "-" else None for d in (old, new)))  # type: ignore[arg-type]
    elif brackets:
        compared = room.compare_options(old, options)
    else:
        compared = room.compare_tracked_changes(_bytes(old), options, name=STDIN if old == "-" else PurePath(old).name)
    write(render(compared, chosen, **rendering(verbose, width, no_color or output not in (None, "-"), redact)), output)
    return 1 if fail_on is not None and fails(compared, fail_on.value) else 0


def _check(old: str, new: str | None, changes: bool, brackets: bool, accept: bool, reject: bool, output: str | None) -> None:
    """Raises UsageError where the request makes no sense."""
    if changes and brackets:
        raise UsageError("--changes and --brackets are two comparisons.", "Run one after the other.")
    if accept and reject:
        raise UsageError("Tracked changes are either accepted or rejected.", "To compare both readings of one draft: agreement-scan compare DRAFT --changes")
    if new is None and not (changes or brackets):
        raise UsageError("One draft alone is compared with nothing.", "Name a second draft, or use --changes or --brackets for the readings that one draft holds.")
    if new is None and (accept or reject):
        raise UsageError("--accept and --reject are for two drafts.", "With one draft, --changes compares both readings.")
    if new is not None and (changes or brackets):
        raise UsageError("--changes and --brackets are for one draft.", "Name one draft, or read two with --accept or --reject.")
    if old == new == "-":
        raise UsageError("Only one draft can come from standard input.", "Name a file for the other.")
    spare(output, old, new)


def _bytes(draft: str) -> bytes | str:
    """Standard input, which can be read only once, as bytes; a path as it is."""
    import sys

    return sys.stdin.buffer.read() if draft == "-" else draft


def fails(compared: Comparison | Choices, condition: str) -> bool:
    """Whether a provision of the profile fared so; a clause that turned contrary counts outside the profile too.

    Of open choices: whether some option would make a provision of the profile contrary, or (weakened, any) set options apart at all.
    """
    from ..comparison import Choices

    if isinstance(compared, Choices):
        asked = {a.provision for a in compared.draft.assessments if a.in_profile}
        found = [a for c in compared.choices for o in c.options for a in o.assessments]
        return any(a.status == "contrary" or (condition != "lost" and a.provision in asked) for a in found)
    wanted = WORSE.get(condition)
    hit = [c for c in compared.changes if (c.change in wanted if wanted else c.change != "kept")]
    return any(c.in_profile or c.change == "turned-contrary" for c in hit)
