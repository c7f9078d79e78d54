"""``agreement-scan evaluate``: findings measured against the labelled drafts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import UsageError
from ..outputs import files_of, spare
from .annotations_command import check_layout, dumped
from .output import write

if TYPE_CHECKING:
    from ..annotation.baselines import Definitions
    from ..annotation.data import LabelledDraft
    from ..annotation.evaluate import Outcome

DETECTORS = ("rules", "model", "both", "encoder")
ABLATION = DETECTORS[:3]
BASELINES = ("keywords", "nearest-definition")
SPLITS = ("development", "held-apart", "all", "training", "fresh", "contrast", "plain")


def evaluate(
    split: Annotated[str, typer.Option("--split", help="development, held-apart, all, fresh, contrast or plain (none of the three trained on), or training (no measure of quality).")] = "development",
    detector: Annotated[list[str] | None, typer.Option("--detector", help="rules, model, both, or encoder (both, with the encoder); may be given several times. Default: both.")] = None,
    baseline: Annotated[list[str] | None, typer.Option("--baseline", help="keywords or nearest-definition, measured in the same run.")] = None,
    labels: Annotated[str, typer.Option("--labels", help="Folder of labels, within the checkout.")] = "annotations/gold",
    texts: Annotated[str | None, typer.Option("--texts", help="Measure on the real agreements of annotations/standoff instead: the folder with their texts.")] = None,
    against: Annotated[str | None, typer.Option("--against", help="An earlier evaluation (JSON): print gains and losses, clause by clause.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List what was missed and what was wrongly said. Not for held-apart drafts you still tune for.")] = False,
    by: Annotated[list[str] | None, typer.Option("--by", help="Tables to print: status, profile, split, language, family, provision. Default: status and profile.")] = None,
    model: Annotated[str | None, typer.Option("--model", help="Folder of a trained model instead of the shipped one.")] = None,
    card: Annotated[str | None, typer.Option("--card", help="Put the comparison of rules, model and both into the card of this model folder.")] = None,
    segments: Annotated[list[Path] | None, typer.Option("--segments", help="Count findings in these real segments (JSONL, field text) that speak of neither children nor amnesty, or in a folder of reports that bind nobody.")] = None,
    root: Annotated[str | None, typer.Option("--root", help="A checkout of the repository; default: this folder.")] = None,
    resamples: Annotated[int, typer.Option("--resamples", min=10, help="Resamples of drafts for the intervals.")] = 1000,
    layout: Annotated[str, typer.Option("--format", "-f", help="terminal, markdown or json.")] = "terminal",
    output: Annotated[str | None, typer.Option("--output", "-o", help="Write to this file instead of the screen.")] = None,
) -> int:
    """Precision, recall and F1 by status, profile and provision, with counts and bootstrap intervals."""
    from ..annotation import data
    from ..annotation.baselines import Definitions
    from ..annotation.evaluate import changes, result
    from ..catalogue import load_catalogue
    from ..scan import tool_version

    check_layout(layout)
    if segments:
        return _segments(segments, card)
    if card is not None:
        model, detector = card, list(ABLATION)
    systems = [*(detector or ["both"]), *(baseline or [])]
    for name, known in ((split, SPLITS), *((d, DETECTORS) for d in detector or []), *((b, BASELINES) for b in baseline or [])):
        if name not in known:
            raise UsageError(f"“{name}” is not known here.", f"Choose one of: {', '.join(known)}.")
    place = data.checkout(root)
    earlier = _earlier(against)
    if texts is not None:
        split, labels = "standoff", "annotations/standoff"
        drafts = _standoff(place, Path(texts))
    else:
        if split in (*data.MEASURING, "training"):
            drafts, labels = list(data.training_drafts(place) if split == "training" else data.measuring_drafts(place, split)), f"annotations/{split}"
        else:
            drafts = list(data.drafts(place, "" if split == "all" else split, labels))
    if not drafts:
        raise UsageError(f"There are no labelled drafts of the split “{split}” in {labels}.", "Choose another split or folder.")
    spare(output, against, *files_of(texts), *files_of(place / labels), *(data.text_path(place, d.name) for d in drafts))
    catalogue = load_catalogue(None)
    near = Definitions(catalogue)
    outcomes: dict[str, list[Outcome]] = {s: [] for s in systems}
    for draft in drafts:
        for system, outcome in _outcomes(draft, systems, model, near).items():
            outcomes[system].append(outcome)
    used = _model_hash(systems, model)
    run = {"tool": tool_version(), "catalogue": catalogue.hash, "model": used, "split": split, "labels": labels}
    made = result(outcomes, drafts, list(catalogue.provisions), resamples, run)
    if card is not None:
        _into_card(Path(card), made)
    if earlier is not None:
        made["changes"] = changes(made, earlier)
    if layout == "json":
        write(dumped(made), output)
    else:
        lines = _lines(made, by or ["status", "profile"], layout == "markdown", errors)
        write(("\n".join(lines) + "\n").encode("utf-8"), output)
    return 0


def _segments(paths: list[Path], folder: str | None) -> int:
    """Findings per 1,000 segments that should stay silent; into the card of ``folder`` too where it is given."""
    from ..annotation.segments import alone, false_findings, quiet
    from ..classify import card as pages
    from ..model import FOUND, Document
    from ..options import Options
    from ..readers import read
    from ..scan import scan_document

    def count_whole(document: Document, model: str) -> tuple[int, int]:
        report = scan_document(document, Options(profile="peace-agreement", language="en", model=model))
        return sum(f.status in FOUND for f in report.findings), len(report.clauses)

    def count_alone(document: Document, model: str) -> tuple[int, int]:
        return count_whole(document, model)[0], 1

    counted = [
        false_findings(path.name, [read(p) for p in sorted(path.iterdir()) if p.is_file()], count_whole)
        if path.is_dir()
        else false_findings(path.stem, [alone(text) for text in quiet(path)], count_alone)
        for path in paths
    ]
    for line in counted:
        typer.echo(f"{line['name']}: {line['segments']} segments, per 1,000: rules {line['rules']}, rules and model {line['both']}")
    if folder is not None:
        card = pages.read(Path(folder))
        card["measures"]["segments"] = counted
        pages.write(Path(folder), card)
    return 0


def _into_card(folder: Path, made: dict[str, Any]) -> None:
    """Keeps rules, model and both, by status, in a model's card, and which provisions' labels the model alone found."""
    from ..classify import card as pages

    card = pages.read(folder)
    rows = {}
    for system, figures in made["systems"].items():
        f1 = {(f["level"], f["by"], f["about"]): f["f1"] for f in figures["figures"]}
        document = [f1.get(("document", *key)) for key in (("all", "all"), ("status", "present"), ("status", "weak"), ("status", "contrary"), ("all", "any status"))]
        rows[system] = [*document, f1.get(("evidence", "all", "all"))]
    card["measures"].setdefault("ablation", {})[made["run"]["split"]] = {"drafts": len(made["drafts"]), "rows": rows}
    gained: dict[str, int] = {}
    for draft, lists in made["systems"]["both"]["clauses"].items():
        for key in set(lists["found"]) - set(made["systems"]["rules"]["clauses"][draft]["found"]):
            provision = key.split()[0]
            gained[provision] = gained.get(provision, 0) + 1
    card["measures"]["model only of"] = made["run"]["split"]
    card["measures"]["model only"] = dict(sorted(gained.items(), key=lambda x: (-x[1], x[0]))[:20])
    pages.write(folder, card)


def _standoff(root: Path, folder: Path) -> list[LabelledDraft]:
    """The documents of the standoff files whose texts are in a folder; a line on standard error for those that are not."""
    from ..annotation import standoff

    drafts: list[LabelledDraft] = []
    for path in sorted((root / "annotations" / "standoff").glob("*.jsonl")):
        found, missing = standoff.resolve(path.read_text(encoding="utf-8").splitlines(), folder)
        drafts += found
        if missing:
            typer.echo(f"{path.name}: no text in {folder.name} for {', '.join(missing)}", err=True)
    return drafts


def _earlier(path: str | None) -> dict[str, Any] | None:
    if path is None:
        return None
    try:
        earlier = json.loads(Path(path).read_text(encoding="utf-8"))
        assert earlier["schema"].startswith("agreement-scan/evaluation/")
    except (OSError, ValueError, KeyError, TypeError, AssertionError):
        raise UsageError(f"“{Path(path).name}” is no evaluation.", "Write one with: agreement-scan evaluate --format json -o FILE") from None
    return earlier  # type: ignore[no-any-return]


def _outcomes(draft: LabelledDraft, systems: list[str], folder: str | None, near: Definitions) -> dict[str, Outcome]:
    """What each system says of a draft, read once for all of them."""
    from dataclasses import replace

    from ..annotation import baselines
    from ..annotation.data import document_of
    from ..annotation.evaluate import outcome_of
    from ..classify.model import reader_of
    from ..options import Options
    from ..scan import interpret, report_of, settled_readings

    understood = interpret(document_of(draft), Options(profile=draft.profile, language=draft.language, model="off"))
    reading, catalogue = understood.reading, understood.catalogue
    found = {}
    for system in systems:
        if system in DETECTORS and system != "rules":
            trained = reader_of(draft.language, "encoder") if system == "encoder" else _model(draft.language, folder)
            settled, _ = settled_readings(reading, understood.rules, catalogue, trained, by_rules=system != "model")
            found[system] = outcome_of(report_of(replace(understood, settled=settled, model=trained)))
        elif system == "rules":
            found[system] = outcome_of(report_of(understood))
        elif system == "keywords":
            found[system] = baselines.keywords(reading, catalogue, baselines.cues_of(understood.language))
        else:
            found[system] = near.nearest(reading)
    return found


def _model(language: str, folder: str | None) -> Any:
    from ..classify.model import load

    trained = load(language, folder=Path(folder)) if folder is not None else load(language)
    if trained is None:
        raise UsageError(f"There is no model for “{language}”{' in ' + folder if folder else ''}.", "Measure --detector rules, or train one: agreement-scan train --out FOLDER.")
    return trained


def _model_hash(systems: list[str], folder: str | None) -> str:
    if not {"model", "both"} & set(systems):
        return ""
    trained = _model("en", folder)
    return f"{trained.name} {trained.hash}"


def _lines(made: dict[str, Any], by: list[str], markdown: bool, errors: bool) -> list[str]:
    from ..annotation.tables import table

    keys = ["labels", "right", "wrong", "missed", "precision", "precision_interval", "recall", "recall_interval", "f1", "f1_interval"]
    heads = ["labels", "right", "wrong", "missed", "P", "95 %", "R", "95 %", "F1", "95 %"]
    run = made["run"]
    lines = [f"{len(made['drafts'])} drafts, split {run['split']}, labels {run['labels']}; intervals from {made['resamples']} resamples of drafts."]
    if run["model"] and run["split"] in ("development", "all", "training"):
        lines.append("The shipped model was trained on the development and training drafts: its figures here show fit, not quality.")
    for system, figures in made["systems"].items():
        lines += ["", f"{'## ' if markdown else ''}{system}  (mean F1 over provisions: {figures['macro_f1']})"]
        for level in ("document", "evidence"):
            rows = [[f["about"], *(f[k] for k in keys)] for group in ("all", *by) for f in figures["figures"] if f["level"] == level and f["by"] == group]
            lines += ["", *table([level, *heads], rows, markdown)]
        if errors:
            for draft, lists in figures["clauses"].items():
                lines += ["", f"{'### ' if markdown else ''}{draft}", *([""] if markdown else [])]
                lines += [f"{'- ' if markdown else '  '}{kind}: {key}" for kind in ("missed", "wrong") for key in lists[kind]]
    for system, lists in made.get("changes", {}).items():
        names = {"gained": "gained", "lost": "lost", "new_wrong": "newly wrong", "gone_wrong": "no longer wrong"}
        counted = ", ".join(f"{len(lists[k])} {name}" for k, name in names.items())
        lines += ["", f"{'## ' if markdown else ''}{system} against the earlier run: {counted}", *([""] if markdown else [])]
        lines += [f"{'- ' if markdown else '  '}{name}: {entry}" for k, name in names.items() for entry in lists[k]]
    if sys.stdout.isatty() and run["split"] == "held-apart" and errors:
        typer.echo("note: these drafts measure; a rule written after reading their errors is no longer measured by them.", err=True)
    return lines
