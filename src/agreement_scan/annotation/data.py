"""The labelled data of the repository, as samples and as gold reports.

``annotations/gold/NAME.json`` labels ``corpora/drafts/NAME.txt`` exhaustively; ``annotations/clauses/*.jsonl`` labels single invented clauses for
one provision each; ``annotations/splits.toml`` fixes which drafts are held apart.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..model import Document


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a draft: where (code points) a clause says what about a provision. ``lead`` is its lead-in, or empty."""

    provision: str
    status: str
    start: int
    end: int
    quote: str
    lead: str
    clause: str
    why: str


@dataclass(frozen=True, slots=True)
class LabelledDraft:
    """A draft, its text and all its labels; ``expected`` is the status of the document for each provision found."""

    name: str
    text: str
    profile: str
    labels: tuple[Label, ...]
    expected: dict[str, str]
    split: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class LabelledClause:
    """An invented clause, judged for one provision only; ``status`` may be absent."""

    provision: str
    status: str
    lead_in: str
    text: str
    source: str


ORDINARY = "*"  # the "provision" of a bank clause that speaks to no provision at all
STRENGTH = ("contrary", "present", "weak")
# Sets of drafts that were labelled to measure with. fresh: seen by nobody who wrote rules or trained models; contrast: contrary, weak and present clauses of
# the same provisions side by side; plain: in the formulaic language of documents that are signed (rules were written with most of them in view).
MEASURING = ("fresh", "contrast", "plain")


def read_draft(text_path: Path, label_path: Path, split: str = "") -> LabelledDraft:
    """A labelled draft. A label without ``start`` stands where its quotation is found first, after its lead-in where it has one.

    Raises UsageError where a quotation does not stand in the text, or not at its ``start``.
    """
    text = text_path.read_text(encoding="utf-8")
    data = json.loads(label_path.read_text(encoding="utf-8"))
    labels = []
    for entry in data["labels"]:
        start = entry.get("start")
        if start is None:
            start = _place(text, entry["quote"], entry.get("lead") or "")
        if start < 0 or text[start : start + len(entry["quote"])] != entry["quote"]:
            raise UsageError(f"{label_path.name}: a quotation is not in the text: {entry['quote'][:80]}", "Correct the label.")
        labels.append(
            Label(
                entry["provision"], entry["status"], start, start + len(entry["quote"]), entry["quote"], entry.get("lead") or "",
                entry.get("clause", ""), entry.get("why", ""),
            )
        )  # fmt: skip
    return LabelledDraft(label_path.stem, text, data["profile"], tuple(labels), document_statuses(labels), split, data.get("language", "en"))


def _place(text: str, quote: str, lead: str) -> int:
    """Where a quotation stands: after its lead-in where that is quoted too, else its first place."""
    at = text.find(lead) if lead else -1
    if at >= 0:
        after = text.find(quote, at)
        if after >= 0:
            return after
    return text.find(quote)


def document_statuses(labels: list[Label]) -> dict[str, str]:
    """Contrary if any clause is, else present, else weak (reading rules, head)."""
    statuses: dict[str, str] = {}
    for label in labels:
        known = statuses.get(label.provision)
        if known is None or STRENGTH.index(label.status) < STRENGTH.index(known):
            statuses[label.provision] = label.status
    return statuses


def splits(root: Path) -> dict[str, str]:
    """The split of every draft by name, from ``annotations/splits.toml``."""
    data = tomllib.loads((root / "annotations" / "splits.toml").read_text(encoding="utf-8"))
    return {name: split for split, names in data.items() for name in names}


def text_path(root: Path, name: str) -> Path:
    """The text of a draft by name: a shipped draft, else one to measure with, else a draft for training."""
    places = [root / "corpora" / folder / f"{name}.txt" for folder in ("drafts", *MEASURING, "training")]
    return next((p for p in places if p.is_file()), places[-1])


def document_of(draft: LabelledDraft) -> Document:
    """A draft's text as a document of one page."""
    return Document.of_text(f"{draft.name}.txt", draft.text)


def folder_drafts(root: Path, folder: Path, split: str = "") -> Iterator[LabelledDraft]:
    """The drafts labelled in a folder, in order of name; each with its split, or ``split`` where it has none fixed."""
    known = splits(root)
    for path in sorted(folder.glob("*.json")):
        yield read_draft(text_path(root, path.stem), path, known.get(path.stem, split))


def drafts(root: Path, split: str = "", labels: str = "annotations/gold") -> Iterator[LabelledDraft]:
    """The adjudicated drafts of a checkout, in order of name; only those of a split where one is given.

    A draft without a label file yet is left out.
    """
    for draft in folder_drafts(root, root / labels):
        if draft.split and (not split or draft.split == split):
            yield draft


def training_drafts(root: Path) -> Iterator[LabelledDraft]:
    """The training drafts: for training only, never for measuring."""
    return folder_drafts(root, root / "annotations" / "training", "training")


def measuring_drafts(root: Path, split: str) -> Iterator[LabelledDraft]:
    """The drafts of one of the sets to measure with (``MEASURING``): never trained on as long as they measure."""
    return folder_drafts(root, root / "annotations" / split, split)


def clauses(root: Path) -> Iterator[LabelledClause]:
    """The clause bank, in order of file and line."""
    for path in sorted((root / "annotations" / "clauses").glob("*.jsonl")):
        yield from read_clauses(path)


def read_clauses(path: Path) -> Iterator[LabelledClause]:
    """The single clauses of a JSONL file. Raises UsageError naming the line that is no labelled clause."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                entry: dict[str, Any] = json.loads(line)
                yield LabelledClause(entry["provision"], entry["status"], entry.get("lead_in") or "", entry["text"], path.stem)
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(f"{path.name}:{number}: not a labelled clause ({error}).", "A line holds provision, status, lead_in and text.") from None


def checkout(root: str | None) -> Path:
    """The folder of the repository. Raises UsageError where it holds no annotations: an installed package ships none."""
    path = Path(root or ".")
    if not (path / "annotations" / "splits.toml").is_file():
        raise UsageError("There are no annotations here.", "Run this in a checkout of the repository, or name one with --root.")
    return path
