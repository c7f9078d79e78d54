"""Checks of the labelled data that a reader of it relies on. Nothing is repaired."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import UsageError
from . import data

HASHES = "annotations/documents.json"
SHINGLE = 8  # words
STOCK = 3  # a run that this many texts hold is common stock: the full names of conventions, formulas of entry into force
LEAK = 0.2  # share of a text's shingles that also stand in a held-apart draft
CLAUSE_LEAK = 0.5


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where. ``severity``: error, or warning for what a person should look at."""

    severity: str
    where: str
    message: str


def validate(root: Path, folders: list[Path], provisions: set[str]) -> list[Problem]:
    """All problems of the label files in ``folders``, of the clause bank, the splits and the recorded hashes of the texts."""
    known = data.splits(root)
    problems = _splits(root, known)
    hashes = _recorded(root)
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            problems += _file(root, path, f"{folder.name}/{path.name}", provisions, hashes)
    problems += _bank(root, provisions)
    return problems + leaks(root, known)


def sizes(folders: list[Path]) -> list[tuple[str, int, int]]:
    """Name, label files and labels of each folder; files that cannot be read count without labels."""
    found = []
    for folder in folders:
        labels = 0
        paths = sorted(folder.glob("*.json"))
        for path in paths:
            try:
                labels += len(json.loads(path.read_text(encoding="utf-8"))["labels"])
            except (ValueError, KeyError, TypeError):
                continue
        inner = folder.parent.name not in ("annotations", "readings", "")
        found.append((f"{folder.parent.name}/{folder.name}" if inner else folder.name, len(paths), labels))
    return found


def _file(root: Path, path: Path, where: str, provisions: set[str], hashes: dict[str, str]) -> list[Problem]:
    text_file = data.text_path(root, path.stem)
    if not text_file.is_file():
        return [Problem("error", where, "there is no text of this name")]
    text = text_file.read_text(encoding="utf-8")
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
        labels = entry["labels"]
    except (ValueError, KeyError, TypeError) as error:
        return [Problem("error", where, f"not a label file: {error}")]
    problems = []
    if path.stem not in hashes:
        problems.append(Problem("warning", where, "the hash of its text is not recorded (annotations validate --record)"))
    elif hashes[path.stem] != sha256(text):
        problems.append(Problem("error", where, "the text is not the one that was labelled (its hash differs from the recorded one)"))
    if entry.get("id") != path.stem:
        problems.append(Problem("error", where, f"id is {entry.get('id')!r}, the file's name says {path.stem!r}"))
    seen: Counter[tuple[Any, ...]] = Counter()
    for n, label in enumerate(labels):
        problems += _label(f"{where} label {n + 1}", label, text, provisions)
        if isinstance(label, dict):
            seen[label.get("provision"), label.get("status"), label.get("quote"), label.get("lead") or "", label.get("clause")] += 1
    problems += [Problem("error", where, f"{key[0]} {key[1]} is labelled {n} times on the same words: {key[2][:60]!r}") for key, n in seen.items() if n > 1]
    if not any(p.severity == "error" for p in problems):
        expected = data.read_draft(text_file, path).expected
        if entry.get("expected_document_status") != expected:
            wrong = sorted(set(expected.items()) ^ set((entry.get("expected_document_status") or {}).items()))
            problems.append(Problem("error", where, f"document statuses do not follow from the labels: {wrong[:3]}"))
    return problems


def _label(where: str, label: Any, text: str, provisions: set[str]) -> list[Problem]:
    if not isinstance(label, dict) or not isinstance(label.get("quote"), str) or not label["quote"].strip():
        return [Problem("error", where, "a label needs provision, status and a quotation")]
    problems = []
    quote, lead = label["quote"], label.get("lead") or ""
    if label.get("provision") not in provisions:
        problems.append(Problem("error", where, f"there is no provision {label.get('provision')!r}"))
    if label.get("status") not in data.STRENGTH:
        problems.append(Problem("error", where, f"{label.get('status')!r} is no status of a clause"))
    if quote not in text:
        problems.append(Problem("error", where, f"the quotation is not in the text: {first_difference(text, quote)}"))
    elif not lead and text.count(quote) > 1:
        problems.append(Problem("warning", where, f"the quotation stands {text.count(quote)} times in the text; the first is taken: {quote[:60]!r}"))
    if lead and lead not in text:
        problems.append(Problem("error", where, f"the lead-in is not in the text: {first_difference(text, lead)}"))
    elif lead and quote in text and text.find(quote, text.find(lead)) < 0:
        problems.append(Problem("warning", where, f"the lead-in stands after the quotation: {lead[:60]!r}"))
    if "start" in label and text[label["start"] : label.get("end", 0)] != quote:
        problems.append(Problem("error", where, "start and end do not give the quotation"))
    return problems


def first_difference(text: str, quote: str) -> str:
    """Where a quotation leaves the text: its longest beginning that stands there, and what follows in each."""
    size = 0
    step = len(quote)
    while step:
        if quote[: size + step] in text and size + step <= len(quote):
            size += step
        else:
            step //= 2
    at = text.find(quote[:size]) + size
    return f"after {quote[max(0, size - 30) : size]!r} the text has {text[at : at + 12]!r}, the quotation {quote[size : size + 12]!r}"


def _bank(root: Path, provisions: set[str]) -> list[Problem]:
    problems = []
    seen: dict[tuple[str, str, str], str] = {}
    statuses: dict[tuple[str, str, str], str] = {}
    for path in sorted((root / "annotations" / "clauses").glob("*.jsonl")):
        try:
            clauses = list(data.read_clauses(path))
        except UsageError as error:
            problems.append(Problem("error", path.name, error.message))
            continue
        for n, clause in enumerate(clauses, 1):
            where, key = f"clauses/{path.name} clause {n}", (clause.provision, clause.lead_in, clause.text)
            if clause.provision not in provisions and clause.provision != data.ORDINARY:
                problems.append(Problem("error", where, f"there is no provision {clause.provision!r}"))
            if clause.status not in (*data.STRENGTH, "absent"):
                problems.append(Problem("error", where, f"{clause.status!r} is no status of a clause"))
            if not clause.text.strip():
                problems.append(Problem("error", where, "the clause has no words"))
            if key in seen:
                severity = "error" if statuses[key] != clause.status else "warning"
                problems.append(Problem(severity, where, f"the same clause as {seen[key]}" + (", with another status" if severity == "error" else "")))
            seen.setdefault(key, where)
            statuses.setdefault(key, clause.status)
    return problems


def _splits(root: Path, known: dict[str, str]) -> list[Problem]:
    there = {p.stem for p in (root / "corpora" / "drafts").glob("*.txt")}
    problems = [Problem("error", "splits.toml", f"{name} has no text") for name in sorted(set(known) - there)]
    problems += [Problem("error", "splits.toml", f"{name} is in no split") for name in sorted(there - set(known))]
    listed = re.findall(r'^\s*"([^"]+)"', (root / "annotations" / "splits.toml").read_text(encoding="utf-8"), re.M)
    return problems + [Problem("error", "splits.toml", f"{name} is in two splits") for name, n in sorted(Counter(listed).items()) if n > 1]


def leaks(root: Path, known: dict[str, str]) -> list[Problem]:
    """Texts used for development or training that stand, wholly or in good part, in a held-apart draft."""
    apart = {name: shingles(data.text_path(root, name).read_text(encoding="utf-8")) for name, s in sorted(known.items()) if s == "held-apart" and data.text_path(root, name).is_file()}
    others = [data.text_path(root, n) for n, s in sorted(known.items()) if s != "held-apart"] + sorted((root / "corpora" / "training").glob("*.txt"))
    used = {path: shingles(path.read_text(encoding="utf-8")) for path in others if path.is_file()}
    held = Counter(run for runs in (*apart.values(), *used.values()) for run in runs)
    stock = {run for run, n in held.items() if n >= STOCK}
    whole = set().union(*apart.values()) - stock if apart else set()
    problems = []
    for path, runs in used.items():
        mine = runs - stock
        for name, theirs in apart.items():
            share = len(mine & theirs) / max(1, min(len(mine), len(theirs - stock)))
            if share >= LEAK:
                problems.append(Problem("error", f"{path.parent.name}/{path.name}", f"{share:.0%} of its runs of {SHINGLE} words stand in the held-apart {name}"))
    for n, clause in enumerate(data.clauses(root), 1):
        mine = shingles(clause.text) - stock
        if len(mine) >= 5 and len(mine & whole) / len(mine) >= CLAUSE_LEAK:
            name = max(apart, key=lambda a: (len(mine & apart[a]), a))
            problems.append(Problem("error", f"clauses/{clause.source}.jsonl (clause {n} of the bank)", f"stands in the held-apart {name}: {clause.text[:60]!r}"))
    return problems


def shingles(text: str) -> set[tuple[str, ...]]:
    """All runs of eight words of a text, lower case, without punctuation. Runs of names and small words only (the full title
    of a convention) are left out: everybody writes them the same way."""
    words = re.findall(r"\w+", text)
    telling = [len(w) > 3 and w[0].islower() for w in words]
    return {tuple(w.lower() for w in words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1) if any(telling[n : n + SHINGLE])}


def sha256(text: str) -> str:
    """Hash of a text's UTF-8 bytes with line ends as "\\n"."""
    return "sha256:" + hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8")).hexdigest()


def record(root: Path) -> int:
    """Writes the hash of every labelled text to ``annotations/documents.json``. Returns how many."""
    paths = [path for folder in ("drafts", "training", *data.MEASURING) for path in (root / "corpora" / folder).glob("*.txt")]
    hashes = {p.stem: sha256(p.read_text(encoding="utf-8")) for p in sorted(paths, key=lambda p: p.stem)}
    (root / HASHES).write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")
    return len(hashes)


def _recorded(root: Path) -> dict[str, str]:
    path = root / HASHES
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
