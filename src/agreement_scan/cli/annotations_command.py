"""``agreement-scan annotations``: the labelled data, checked, measured, exchanged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import NotWritable, UsageError
from ..outputs import files_of, spare
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
    for folder, files, labels in checks.sizes(chosen):
        typer.echo(f"{folder}: {files} files, {labels} labels.")
    typer.echo(f"{errors} errors, {len(problems) - errors} warnings.")
    return 1 if errors else 0


def label_folders(root: Path) -> list[Path]:
    """The folders of a checkout that hold label files."""
    from ..annotation.data import MEASURING

    place = root / "annotations"
    found = [place / "gold", *sorted((place / "readings").glob("*")), *(place / x for x in ("training", *MEASURING)), *(place / "second" / x for x in ("", *MEASURING))]
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
    spare(output, *(p for folder in chosen for p in files_of(folder, "*.json")))
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


@app.command("export")
def export(
    to: Annotated[str, typer.Option("--to", help="brat, csv, doccano, labelstudio, prodigy or uima.")],
    out: Annotated[str, typer.Option("--out", help="Folder for the files; it is made.")],
    folder: Annotated[str | None, typer.Argument(help="Folder of labels; default: annotations/gold.")] = None,
    split: Annotated[str, typer.Option("--split", help="Only drafts of this split.")] = "",
    root: RootOption = None,
) -> int:
    """Write labelled drafts for an annotation tool. Every span carries its words and the unit of its offsets is declared."""
    from ..annotation import data, exchange

    place = data.checkout(root)
    labels = Path(folder) if folder else place / "annotations" / "gold"
    drafts = [d for d in data.folder_drafts(place, labels) if not split or d.split == split]
    files = exchange.dump(drafts, to)
    _write_files(Path(out), files, [*files_of(labels, "*.json"), *(data.text_path(place, d.name) for d in drafts)])
    typer.echo(f"{len(drafts)} drafts, {sum(len(d.labels) for d in drafts)} labels, {len(files)} files in {Path(out).name}.")
    return 0


def _write_files(folder: Path, files: dict[str, bytes], inputs: list[Path]) -> None:
    """Writes all files, or none where one of them would overwrite an input."""
    for name in files:
        spare(folder / name, *inputs)
    for name, content in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise NotWritable(f"The folder “{path.parent.name}” cannot be made.", "Choose another place with --out.") from None
        write(content, str(path))


@app.command("import")
def bring_in(
    source: Annotated[str, typer.Argument(help="What the tool exported (file or folder), or reviewers' decisions (JSON).")],
    out: Annotated[str, typer.Option("--out", help="Folder for label files; for decisions the JSONL file of training clauses.")],
    format: Annotated[str, typer.Option("--from", help="brat, csv, doccano, labelstudio, prodigy, uima, or decisions.")],
    root: RootOption = None,
) -> int:
    """Read labels back. Refused at the first label whose words do not stand at its offsets, or where the text has changed."""
    from ..annotation import exchange

    files = exchange.read_files(Path(source))
    inputs = [Path(source), *files_of(source)]
    if format == "decisions":
        spare(out, *inputs)
        return _decisions(files, out)
    from ..annotation import data

    place = data.checkout(root)
    drafts = exchange.load(files, format)
    for draft in drafts:
        known = data.text_path(place, draft.name)
        if known.is_file():
            text = known.read_text(encoding="utf-8")
            exchange.verify(text, 0, len(text), draft.text, f"{draft.name} (its whole text)")
    _write_files(Path(out), {f"{d.name}.json": exchange.label_file(d) for d in drafts}, inputs)
    typer.echo(f"{len(drafts)} drafts, {sum(len(d.labels) for d in drafts)} labels in {Path(out).name}.")
    return 0


def _decisions(files: dict[str, bytes], out: str) -> int:
    from ..annotation.decisions import as_jsonl, clauses_of
    from ..catalogue import load_catalogue

    provisions = set(load_catalogue(None).provisions)
    taken = [clauses_of(content, name, provisions) for name, content in files.items()]
    clauses = tuple(c for t in taken for c in t.clauses)
    write(as_jsonl(clauses), out)
    typer.echo(f"{len(clauses)} training clauses; {sum(t.unsure for t in taken)} unsure left out. They hold words of the draft.", err=True)
    for conflict in (c for t in taken for c in t.conflicts):
        typer.echo(f"left out, reviewers disagree: {conflict}", err=True)
    return 0


@app.command("sample")
def sample(
    drafts: Annotated[list[str], typer.Argument(help="Drafts to choose from, files or folders.")],
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many passages to propose.")] = 50,
    output: OutputOption = None,
) -> int:
    """Propose what to label next: uncertain, disagreeing, and predicted negatives. JSON lines; the same texts give the same list."""
    from dataclasses import asdict

    from ..annotation.sample import choose, readings_of
    from ..classify.model import load as load_model
    from ..options import Options
    from ..readers import read
    from ..scan import interpret

    paths = sorted({p for d in drafts for p in (sorted(Path(d).glob("*")) if Path(d).is_dir() else [Path(d)]) if p.suffix != ".json"})
    spare(output, *paths)
    proposals = []
    for path in paths:
        understood = interpret(read(path), Options(model="off"))
        model = load_model(understood.language.code)
        if model is None:
            raise UsageError(f"There is no model for “{understood.language.code}”.", "Train one: agreement-scan train --out FOLDER.")
        proposals += readings_of(path.name, understood.reading, understood.settled, model, understood.concern)
    chosen = choose(proposals, count)
    write("".join(json.dumps(asdict(p), ensure_ascii=False) + "\n" for p in chosen).encode("utf-8"), output)
    return 0


@app.command("standoff")
def standoff(
    texts: Annotated[str, typer.Argument(help="The folder with the texts you have (.txt); names do not matter.")],
    file: Annotated[str | None, typer.Option("--labels", help="A standoff file; default: all of annotations/standoff.")] = None,
    make: Annotated[str | None, typer.Option("--make", help="Folder of label files with these texts: write them as a standoff file instead.")] = None,
    annotator: Annotated[str, typer.Option("--annotator", help="Who labelled, with --make.")] = "a",
    out: Annotated[str | None, typer.Option("--out", help="With --make the standoff file; else a folder for label files (they hold quotations).")] = None,
    root: RootOption = None,
) -> int:
    """Resolve labels without text against the texts you have, or make such labels. Refused where the words are not those labelled."""
    from ..annotation import data, exchange
    from ..annotation import standoff as so
    from ..model import FOUND

    folder = Path(texts)
    if not folder.is_dir():
        raise UsageError(f"There is no folder “{folder}”.", "Name the folder that holds the texts.")
    if make is not None:
        spare(out, *files_of(texts), *files_of(make))
        made = [data.read_draft(folder / f"{p.stem}.txt", p) for p in sorted(Path(make).glob("*.json"))]
        write("".join(f"{line}\n" for d in made for line in so.lines_of(d, annotator)).encode("utf-8"), out)
        return 0
    files = [Path(file)] if file else sorted((data.checkout(root) / "annotations" / "standoff").glob("*.jsonl"))
    for path in files:
        if not path.is_file():
            raise UsageError(f"There is no file “{path}”.", "Name a standoff file with --labels.")
        drafts, missing = so.resolve(path.read_text(encoding="utf-8").splitlines(), folder)
        for draft in drafts:
            statuses = ", ".join(f"{sum(x.status == s for x in draft.labels)} {s}" for s in FOUND)
            typer.echo(f"{path.name}: {draft.name}: {len(draft.labels)} labels ({statuses})")
        if missing:
            typer.echo(f"{path.name}: no text in {folder.name} for {', '.join(missing)}")
        if out is not None:
            _write_files(Path(out), {f"{d.name}.json": exchange.label_file(d) for d in drafts}, [path, *files_of(folder, "*.txt")])
    return 0
