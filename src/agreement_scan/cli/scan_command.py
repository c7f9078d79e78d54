"""``agreement-scan scan``: one draft in, one report out."""

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
    from ..model import Report

BINARY = ("-pdf", "-docx")
SUFFIXES = {".sarif": "sarif", ".xml": "junit", ".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".md": "markdown", ".html": "html", ".htm": "html", ".txt": "terminal"}


class FailOn(StrEnum):
    """Findings that end the command with exit code 1."""

    absent = "absent"
    weak = "weak"
    contrary = "contrary"
    any = "any"


def scan(
    draft: Annotated[str, typer.Argument(help="The draft: PDF, DOCX, ODT, RTF, HTML, Markdown or text; - for standard input.")],
    profile: Annotated[str | None, typer.Option("--profile", "-p", help="ceasefire, peace-agreement, action-plan, mandate or transition; proposed from the text when not given.")] = None,
    format: Annotated[str | None, typer.Option("--format", "-f", help="terminal, json, jsonl, csv, markdown, html, sarif, junit, brief-pdf, brief-docx, annotated-pdf, annotated-docx; guessed from -o when not given.")] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", help="Where to write; - for standard output.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Language of the text; told from the text when not given.")] = None,
    catalogue: Annotated[str | None, typer.Option("--catalogue", help="A folder with provisions and profiles of your own.")] = None,
    password: Annotated[str | None, typer.Option("--password", help="Password of an encrypted PDF.")] = None,
    changes: Annotated[str | None, typer.Option("--changes", help="Tracked changes: both, accept or reject.")] = None,
    model: Annotated[str | None, typer.Option("--model", help="What reads beside the rules: on (the classifier), off, or encoder (slower, finds more; extra: encoder).")] = None,
    stdin_name: Annotated[str | None, typer.Option("--stdin-name", help="Name of what comes from standard input.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help="End with 1 when a provision of the profile has this status.")] = None,
    decisions: Annotated[list[str] | None, typer.Option("--decisions", help="A decisions file saved from the report's page; may be given several times.")] = None,
    pages: Annotated[bool, typer.Option("--pages", help="For html: pictures of a PDF's pages beside the text.")] = False,
    redact: Annotated[bool, typer.Option("--redact", help="Leave out the draft's words: positions, statuses and reasons only.")] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Say why; twice: the evidence too.")] = 0,
    width: Annotated[int | None, typer.Option("--width", help="Columns of the terminal report.")] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour in the terminal report.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on standard error.")] = False,
) -> int:
    """Scan a draft and report a status for every provision of its profile."""
    import sys
    from pathlib import Path

    from .. import copies
    from ..reports import FORMATS, render
    from ..scan import scan as scan_draft

    chosen = format or _guessed(output) or "terminal"
    if chosen not in FORMATS and chosen not in copies.FORMATS:
        raise UsageError(f"There is no report format “{chosen}”.", f"Formats: {', '.join((*FORMATS, *copies.FORMATS))}.")
    if chosen.endswith(BINARY) and output in (None, "-") and sys.stdout.isatty():
        raise UsageError(f"{chosen} is not for a screen.", "Name a file with -o.")
    options = gathered(profile=profile, language=language, catalogue=catalogue, password=password, changes=changes, model=model)
    spare(output, draft, *(decisions or ()), *files_of(options.catalogue))
    if pages and (chosen != "html" or redact):
        raise UsageError("--pages shows the draft's pages in an html report.", "Leave out --redact, and choose --format html.")
    source = sys.stdin.buffer.read() if draft == "-" and (pages or chosen in copies.FORMATS) else draft
    name = (stdin_name or STDIN) if draft == "-" else None
    if decisions:
        from .. import review

        report = review.scan(source, options, [review.read(path) for path in decisions], name=name)
    else:
        report = scan_draft(source, options, name=name)
    if chosen in copies.FORMATS:
        write(copies.render(report, chosen, source if isinstance(source, bytes) else Path(draft).read_bytes(), options, redact=redact), output)
    else:
        pictures = _pictures(report, source, options.password) if pages else {}
        write(render(report, chosen, **rendering(verbose, width, no_color or (output not in (None, "-")), redact), fail_on=fail_on.value if fail_on else "", pages=pictures), output)
    if not quiet and report.run.profile_proposed and chosen != "terminal":
        typer.echo(f"Profile proposed from the text: {report.run.profile} (choose another with --profile).", err=True)
    return 1 if fail_on is not None and fails(report, fail_on.value) else 0


def _guessed(output: str | None) -> str | None:
    """The format that a file's suffix asks for. Raises UsageError where it could be more than one."""
    suffix = PurePath(output).suffix.lower() if output and output != "-" else ""
    if suffix in (".pdf", ".docx"):
        raise UsageError(f"A {suffix} can be a brief or a copy of the draft.", f"Choose --format brief{suffix.replace('.', '-')} or annotated{suffix.replace('.', '-')}.")
    return SUFFIXES.get(suffix)


def _pictures(report: Report, source: str | bytes, password: str | None) -> dict[int, tuple[str, bytes]]:
    """The draft's pages as pictures. Raises UsageError where it is no PDF."""
    from pathlib import Path

    from ..review.page_images import page_images

    if report.document.media_type != "application/pdf":
        raise UsageError(f"--pages needs a PDF, and {report.document.name} is none.", "Leave out --pages.")
    return page_images(source if isinstance(source, bytes) else Path(source).read_bytes(), password or None)


def fails(report: Report, condition: str) -> bool:
    """Whether a provision of the profile has the status (any: absent, weak or contrary)."""
    wanted = {"absent", "weak", "contrary"} if condition == "any" else {condition}
    return any(a.status in wanted and (a.in_profile or a.status == "contrary") for a in report.assessments)
