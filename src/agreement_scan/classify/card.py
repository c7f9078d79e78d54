"""The model card as people read it: Markdown beside ``card.json``, with the calibration plot and the learning curve as pictures.

Everything in it comes from ``card.json``; nothing is computed here.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..annotation.tables import table
from ..errors import BadConfiguration, MissingExtra
from ..model import FOUND

JSON, PAGE, CALIBRATION, CURVE = "card.json", "README.md", "calibration.svg", "learning-curve.svg"
LIMITS = """Trained on invented drafts only. No specialist has checked the labels; those of the clause bank have one reading. English only.
Figures on invented drafts do not carry over to real ones, on which nothing here was measured but the false findings above. A finding that the model
made alone shows its probability: read it as a place to look."""


def read(folder: Path) -> dict[str, Any]:
    """The card of a model folder. Raises BadConfiguration where there is none, or a damaged one."""
    try:
        card = json.loads((folder / JSON).read_text(encoding="utf-8"))
        if not {"data", "measures", "bands"} <= set(card):
            raise ValueError("incomplete")
    except (OSError, ValueError, KeyError, TypeError):
        raise BadConfiguration(f"There is no model card in “{folder.name}”.", "Train a model first: agreement-scan train --out FOLDER") from None
    return card  # type: ignore[no-any-return]


def write(folder: Path, card: dict[str, Any]) -> None:
    """Writes ``card.json`` and the page with its pictures; the pictures only where matplotlib is installed."""
    (folder / JSON).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / PAGE).write_text(page(card), encoding="utf-8")
    with suppress(MissingExtra):  # the tables say the same
        draw(folder, card)


def page(card: dict[str, Any]) -> str:
    """The card as Markdown."""
    data, measures, bands = card["data"], card["measures"], card["bands"]
    lines = [
        "# Model card", "", f"Model file: `{card.get('sha256', 'not saved')}`. Training data: `{data['hash']}`.",
        f"Trained on {data['drafts']} drafts ({data['passages']:,} passages) and {data['clauses']:,} single clauses; {data['features']:,} features, "
        f"{len(card['provisions'])} provisions.", "Versions: " + ", ".join(f"{name} {v}" for name, v in card["versions"].items()) + ".", "",
        "## Bands", "", "A reading is reported from these probabilities on: " + ", ".join(f"{s} {bands['flag'][s]}" for s in FOUND)
        + f". Where nothing was found for a provision, its likeliest reading is reported as unclear from a probability of its own on ({min(bands['review'])} to {max(bands['review'])}),"
        f" chosen so that nine in ten of the drafts that treat it have a place to look at. Readings below a relevance of {bands['least']} are not considered.", "",
        "## Calibration", "", "Probabilities of readings of drafts that neither the model nor the combination had seen.", "",
        f"![Calibration plot: stated probability against the share that was right]({CALIBRATION})", "",
    ]  # fmt: skip
    lines += table(["probability", "readings", "mean", "right"], [[f"from {r['from']:.1f}", r["n"], r["mean"], r["right"]] for r in measures["reliability"]], True)
    out = measures["out of fold, document level"]
    lines += [
        "", "## Out of fold", "", f"Rules and model together on {out['drafts']} training drafts, each read by a model that had not seen it: document-level F1 {out['f1']} "
        f"(precision {out['precision']}, recall {out['recall']}). The bands were chosen on the same predictions, so this flatters a little.",
    ]  # fmt: skip
    if curve := measures.get("learning curve"):
        lines += ["", "## Learning curve", "", f"![Learning curve: F1 against the number of training drafts]({CURVE})", ""]
        if of := measures.get("learning curve of"):
            lines += [f"Measured on {of}.", ""]
        lines += table(["training drafts", "F1", *FOUND], [[p["drafts"], p["f1"], *(p[s] for s in FOUND)] for p in curve], True)
    for split, systems in measures.get("ablation", {}).items():
        lines += ["", f"## Rules, model, both: {split} drafts", "", f"{systems['drafts']} drafts that no rule and no model was made from. Document level, then evidence level.", ""]
        lines += table(["", "F1", *FOUND, "any status", "evidence F1"], [[name, *row] for name, row in systems["rows"].items()], True)
    if segments := measures.get("segments"):
        lines += ["", "## False findings on real text", "", "Findings (present, weak or contrary) per 1,000 segments: single ones that speak of neither children nor amnesty, "
                  "each read alone; and the clauses of monitors' reports, which bind nobody.", ""]  # fmt: skip
        lines += table(["texts", "segments", "rules", "rules and model"], [[s["name"], s["segments"], s["rules"], s["both"]] for s in segments], True)
    if examples := measures.get("model only"):
        split = measures.get("model only of", "held-apart")
        lines += ["", "## What the rules missed", "", f"Findings of the model alone that labels confirm, on {split} drafts: " + ", ".join(f"{p} ({n})" for p, n in examples.items()) + "."]
    return "\n".join([*lines, "", "## Limits", "", LIMITS, ""])


def draw(folder: Path, card: dict[str, Any]) -> None:
    """The two pictures, as SVG. Raises MissingExtra without matplotlib."""
    try:
        import matplotlib
    except ImportError:
        raise MissingExtra("Pictures need matplotlib.", 'pip install "agreement-scan[data]"') from None
    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "agreement_scan", "svg.fonttype": "path", "axes.spines.top": False, "axes.spines.right": False})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5, 4.4))
    measured = card["measures"]["reliability"]
    axes.plot([0, 1], [0, 1], color="#8c8c8c", linestyle="--", label="probability as stated")
    axes.plot([r["mean"] for r in measured], [r["right"] for r in measured], marker="o", color="#0072b2", label="measured")
    for r in measured:
        axes.annotate(f"{r['n']:,}", (r["mean"], r["right"]), textcoords="offset points", xytext=(6, -10), fontsize=7)
    axes.set(xlabel="stated probability (mean of a tenth)", ylabel="share that was right", xlim=(0, 1), ylim=(0, 1), title="Calibration, out of fold")
    axes.legend(frameon=False)
    _save(figure, folder / CALIBRATION)
    if curve := card["measures"].get("learning curve"):
        figure, axes = pyplot.subplots(figsize=(5, 3.6))
        for name, colour, marker in (("f1", "#000000", "o"), ("present", "#0072b2", "s"), ("weak", "#b58900", "^"), ("contrary", "#b2182b", "v")):
            axes.plot([p["drafts"] for p in curve], [p[name] for p in curve], marker=marker, color=colour, label="all" if name == "f1" else name)
        axes.set(xlabel="training drafts trained on", ylabel="document-level F1", title="Learning curve, out of fold")
        axes.legend(frameon=False)
        _save(figure, folder / CURVE)


def _save(figure: Any, path: Path) -> None:
    from matplotlib import pyplot

    figure.tight_layout()
    figure.savefig(path, format="svg", metadata={"Date": None})
    pyplot.close(figure)
