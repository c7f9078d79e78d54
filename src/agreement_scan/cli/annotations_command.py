"""``agreement-scan annotations``: the labelled data, checked, measured, exchanged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import UsageError
from .output import write

app = typer.Typer(help="The labelled data: validate, agreement, export, import, sample, standoff.", no_args_is_help=True, rich_markup_mode=None)

RootOption = Annotated[str | None, typer.Option("--root", help="A checkout of the repository; default: this folder.")]
OutputOption = Annotated[str | None, typer.Option("--output", "-o", help="Write to this file instead of the screen.")]
LayoutOption = Annotated[str, typer.Option("--format", "-f", help="terminal, markdown or json.")]
LAYOUTS = ("terminal", "markdown", "json")


def check_layout(layout: str) -> None:
    """Raises UsageError for a layout there is not."""
    if layout not in LAYOUTS:
        raise UsageError(f"There is no layout “{layout}”.", f"Choose one of: {', '.join(LAYOUTS)}.")


def dumped(value: Any) -> bytes:
    """JSON, indented, with a line end."""
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


@app.command("validate")
def validate(
    folders: Annotated[list[str] | None, typer.Argument(help="Folders of labels; default: gold, readings and training.")] = None,
    root: RootOption = None,
    record: Annotated[bool, typer.Option("--record", help="Record the hash of every text first (after texts were changed on purpose).")] = False,
    warnings: Annotated[bool, typer.Option("--warnings/--no-warnings", help="Show warnings too.")] = True,
) -> int:
    """Check quotations, ids, statuses, duplicates, hashes of the texts, splits and leaks. Exit code 1 where there are errors."""
    from ..annotation import data
    from ..annotation import validate as checks
    from ..catalogue import load_catalogue

    place = data.checkout(root)
    if record:
        typer.echo(f"{checks.record(place)} hashes recorded in {checks.HASHES}.")
    chosen = [Path(f) for f in folders] if folders else label_folders(place)
    for folder in chosen:
        if not folder.is_dir():
            raise UsageError(f"There is no folder “{folder}”.", "Name folders that hold label files.")
    problems = checks.validate(place, chosen, set(load_catalogue(None).provisions))
    for problem in problems:
        if warnings or problem.severity == "error":
            typer.echo(f"{problem.severity}: {problem.where}: {problem.message}")
    errors = sum(p.severity == "error" for p in problems)
    files = sum(1 for f in chosen for _ in f.glob("*.json"))
    typer.echo(f"{files} label files, {errors} errors, {len(problems) - errors} warnings.")
    return 1 if errors else 0


def label_folders(root: Path) -> list[Path]:
    """The folders of a checkout that hold label files."""
    found = [root / "annotations" / "gold", *sorted((root / "annotations" / "readings").glob("*")), root / "annotations" / "training"]
    return [f for f in found if f.is_dir()]


@app.command("agreement")
def agreement(
    folders: Annotated[list[str] | None, typer.Argument(help="One folder of labels for each reader; default: annotations/readings/*.")] = None,
    root: RootOption = None,
    layout: LayoutOption = "terminal",
    output: OutputOption = None,
    resamples: Annotated[int, typer.Option("--resamples", min=10, help="Resamples of drafts for the intervals.")] = 1000,
    disagreements: Annotated[bool, typer.Option("--disagreements/--no-disagreements", help="List what readers coded differently.")] = False,
) -> int:
    """Agreement of readers: percentage, Cohen, Fleiss, Krippendorff, with intervals and prevalence, by status and provision."""
    from ..annotation import data
    from ..annotation.agreement import measure
    from ..catalogue import load_catalogue

    check_layout(layout)
    place = data.checkout(root)
    chosen = [Path(f) for f in folders] if folders else sorted((place / "annotations" / "readings").glob("*"))
    result = measure(place, chosen, list(load_catalogue(None).provisions), resamples)
    if layout == "json":
        write(dumped(result), output)
    else:
        write(("\n".join(_agreement_lines(result, disagreements, layout == "markdown")) + "\n").encode("utf-8"), output)
    return 0


def _agreement_lines(result: dict[str, Any], disagreements: bool, markdown: bool) -> list[str]:
    from ..annotation.tables import table

    heads = ["", "units", "labelled", "prevalence", "shared", "agree", "Cohen", "95 %", "Fleiss", "alpha", "95 %"]
    keys = ["about", "units", "labelled", "prevalence", "shared", "percentage", "cohen", "cohen_interval", "fleiss", "alpha", "alpha_interval"]
    mark = "## " if markdown else ""
    lines = [f"Readers: {', '.join(result['readers'])}. Drafts read by two or more: {result['drafts']}. Intervals: {result['resamples']} resamples of drafts."]
    for pair in result["overlap"]:
        lines.append(
            f"Labels of {' and '.join(pair['readers'])} that the other has too (provision and status): {pair['overlapping']:.1%} overlapping, "
            f"{pair['exact']:.1%} with the same words, of {pair['labels']}."
        )
    for level in ("document", "clause"):
        rows = [[f[k] for k in keys] for f in result["figures"] if f["level"] == level and (f["labelled"] or f["about"] == "all")]
        lines += ["", f"{mark}By {level}", *([""] if markdown else []), *table(heads, rows, markdown)]
    if disagreements:
        lines += ["", f"{mark}Disagreements"]
        for x in result["disagreements"]:
            codes = ", ".join(f"{reader}: {code}" for reader, code in x["codes"].items())
            lines.append(f"{'- ' if markdown else ''}{x['draft']}  {x['clause'] or 'whole text'}  {x['provision']}  {codes}")
    return lines


@app.command("frequency")
def frequency(
    language: Annotated[str, typer.Option("--language", help="Code of the language pack.")] = "en",
    root: RootOption = None,
) -> int:
    """Measure how often concepts stand in the development drafts and write the pack's frequency.toml. It only orders work."""
    from ..annotation import data
    from ..annotation import frequency as measured
    from ..resources import PACKAGE

    place = data.checkout(root)
    names = sorted(n for n, s in data.splits(place).items() if s == "development")
    texts = [data.text_path(place, n).read_text(encoding="utf-8") for n in names if data.text_path(place, n).is_file()]
    path = measured.write(PACKAGE / "languages" / language, measured.measure(texts, language))
    typer.echo(f"{path.name} of the pack “{language}” written from {len(texts)} drafts.")
    return 0
