"""``agreement-scan provisions``: the catalogue, seen and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import BadCatalogue, UsageError
from ..outputs import files_of, spare
from .output import write

app = typer.Typer(help="The provisions: list, show, lint, coverage, codebook.", no_args_is_help=True, rich_markup_mode=None)

CatalogueOption = Annotated[str | None, typer.Option("--catalogue", help="A folder with provisions and profiles of your own.")]


def _load(catalogue: str | None):  # type: ignore[no-untyped-def]
    from ..catalogue import load_catalogue

    return load_catalogue(Path(catalogue) if catalogue else None)


@app.command("list")
def list_provisions(
    profile: Annotated[str | None, typer.Option("--profile", "-p", help="Only the provisions of this profile, headline first.")] = None,
    catalogue: CatalogueOption = None,
) -> int:
    """List the provisions with kind and name."""
    loaded = _load(catalogue)
    chosen = loaded.members(profile) if profile else list(loaded.provisions)
    headline = set(loaded.profiles[profile].headline) if profile else set()
    for identity in chosen:
        provision = loaded.provisions[identity]
        mark = "*" if identity in headline else " "
        typer.echo(f"{mark} {identity:<44} {provision.kind:<11} {provision.name}")
    return 0


@app.command("show")
def show(
    provision: Annotated[str, typer.Argument(help="The id, such as release.unconditional.")],
    catalogue: CatalogueOption = None,
) -> int:
    """Show a provision: question, reasons, sources with authority, what counts, wording, examples."""
    loaded = _load(catalogue)
    if provision not in loaded.provisions:
        raise UsageError(f"There is no provision “{provision}”.", _nearest(provision, list(loaded.provisions)))
    p = loaded.provisions[provision]
    lines = [f"{p.id}  ({p.kind})", p.name, "", p.question, p.why, ""]
    lines += [f"Present:  {p.present}", f"Weak:     {p.weak or '–'}", f"Contrary: {p.contrary or 'cannot be contradicted'}", "", "Suggested wording:", f"  {p.wording}", "", "Sources:"]
    lines += [f"  {s.title}, {s.paragraph} ({s.authority}): “{s.quote}”" for s in p.sources]
    if p.crossrefs:
        lines.append("See also:")
        lines += [f"  {reference} ({verified})" for reference, verified in p.crossrefs]
    lines += ["", "Examples:"]
    for e in p.examples:
        lead = f"{e.lead_in} … " if e.lead_in else ""
        lines.append(f"  [{e.status}] {lead}{e.text}" + (f"  ({e.why})" if e.why else ""))
    typer.echo("\n".join(lines))
    return 0


@app.command("concepts")
def concepts(
    words: Annotated[list[str] | None, typer.Argument(help="Only those that have these words in name, meaning or phrases.")] = None,
    language: Annotated[str, typer.Option("--language", help="The language pack.")] = "en",
    catalogue: CatalogueOption = None,
) -> int:
    """List the concepts that rules are written with: name, meaning, and a few of the phrases by which each is known."""
    from ..languages import load

    pack = load(language, Path(catalogue) if catalogue else None)
    asked = [w.lower() for w in words or ()]
    for c in pack.concepts.values():
        if all(w in f"{c.id} {c.about} {' '.join((*c.phrases, *c.exact))}".lower() for w in asked):
            known = [p for p in c.readings() if any(w in p.lower() for w in asked)][:5] or c.readings()[:5]
            typer.echo(f"{c.id:<28} {c.about}" + (f"  [{', '.join(known)}]" if known else ""))
    return 0


def _nearest(word: str, known: list[str]) -> str:
    from rapidfuzz import process

    near = [match for match, _, _ in process.extract(word, known, limit=3)]
    return f"Did you mean {', '.join(near)}? See all with: agreement-scan provisions list"


@app.command("coverage")
def coverage(
    format: Annotated[str, typer.Option("--format", "-f", help="text, markdown or csv.")] = "text",
    output: Annotated[str | None, typer.Option("--output", "-o", help="Where to write; - for standard output.")] = None,
    catalogue: CatalogueOption = None,
) -> int:
    """Show where every paragraph of the source documents went: to provisions, or to a reason why not."""
    from ..catalogue.coverage import FORMATS, loose_ends

    loaded = _load(catalogue)
    spare(output, *files_of(catalogue))
    write(_written(loaded, format, FORMATS), output)
    for problem in loose_ends(loaded):
        typer.echo(f"loose end: {problem}", err=True)
    return 0


@app.command("codebook")
def codebook(
    format: Annotated[str, typer.Option("--format", "-f", help="markdown or csv.")] = "markdown",
    output: Annotated[str | None, typer.Option("--output", "-o", help="Where to write; - for standard output.")] = None,
    catalogue: CatalogueOption = None,
) -> int:
    """Write the codebook for coders and for a paper's appendix: definitions, include, exclude, examples."""
    from ..catalogue.codebook import FORMATS

    spare(output, *files_of(catalogue))
    write(_written(_load(catalogue), format, FORMATS), output)
    return 0


def _written(loaded, format: str, formats) -> bytes:  # type: ignore[no-untyped-def]
    if format not in formats:
        raise UsageError(f"There is no format “{format}” here.", f"Formats: {', '.join(formats)}.")
    return formats[format](loaded).encode("utf-8")


@app.command("lint")
def lint(catalogue: CatalogueOption = None) -> int:
    """Check the catalogue: schema, rules, and that every example gets its status."""
    from ..annotation.lint import lint as check

    problems = check(Path(catalogue) if catalogue else None)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise BadCatalogue(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the catalogue.", "Each is listed above with its file.")
    loaded = _load(catalogue)
    typer.echo(f"{len(loaded.provisions)} provisions, {sum(len(p.examples) for p in loaded.provisions.values())} examples: no problem found.")
    return 0
