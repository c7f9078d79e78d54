"""Training with scikit-learn, from what the repository ships, to the same bytes every time.

One logistic regression for each (provision, status) over tf-idf of the features; probabilities calibrated on predictions made out of
fold, where folds never split a draft. The only module that imports scikit-learn.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..annotation.data import LabelledClause, LabelledDraft, clauses, drafts
from ..catalogue import Catalogue, Example, load_catalogue
from ..evaluation_examples import draft_of
from ..languages import load
from ..model import Document, Page
from ..pipeline import Pipeline, pipeline_for
from ..rules import candidates
from ..structure import split
from .features import raw_features

FOLDS = 5
LEAST_POSITIVES = 8
STATUSES = ("present", "weak", "contrary")


@dataclass(slots=True)
class Sample:
    """A passage for training. ``labels`` are its (provision, status). ``known`` is the one provision it was judged for, or "" for all."""

    features: set[int]
    labels: set[tuple[str, str]]
    known: str
    group: str
    by_rules: set[str]
    status: str = ""


def as_document(name: str, text: str) -> Document:
    """Plain text as a document of one page."""
    return Document(name, "text/plain", "", text, (Page(1, 0.0, 0.0, 0, len(text)),))


def draft_samples(draft: LabelledDraft, pipeline: Pipeline, language: Any) -> list[Sample]:
    """Every passage of a draft that can bind, with the labels whose quotation it carries."""
    document = as_document(draft.name, draft.text)
    reading = pipeline(document, split(document, language))
    features = raw_features(reading)
    found: dict[int, set[str]] = {}
    for candidate in candidates(reading, pipeline.rules):
        found.setdefault(candidate.passage.index, set()).add(candidate.provision)
    samples = []
    for passage in reading.passages:
        if not passage.read:
            continue
        labels = set()
        for label in draft.labels:
            shared = min(label.end, passage.end) - max(label.start, passage.start)
            if shared > 0 and shared * 2 >= min(label.end - label.start, passage.end - passage.start):
                labels.add((label.provision, label.status))
        samples.append(Sample(features[passage.index], labels, "", draft.name, found.get(passage.index, set())))
    return samples


def clause_sample(clause: LabelledClause, pipeline: Pipeline, language: Any, group: str) -> Sample | None:
    """A clause of the bank or an example of the catalogue, read as one operative clause."""
    text = draft_of(Example(clause.text, clause.lead_in, clause.status, ""))
    document = as_document("clause", text)
    reading = pipeline(document, split(document, language))
    features = raw_features(reading)
    start = text.rfind(clause.text)
    merged: set[int] = set()
    found: set[str] = set()
    covering = {p.index for p in reading.passages if p.read and p.start < start + len(clause.text) and start < p.end}
    if not covering:
        return None
    for index in covering:
        merged |= features[index]
    for candidate in candidates(reading, pipeline.rules):
        if candidate.passage.index in covering:
            found.add(candidate.provision)
    labels = {(clause.provision, clause.status)} if clause.status in STATUSES else set()
    return Sample(merged, labels, clause.provision, group, found, clause.status)


def gather(root: Path, held_apart: bool = False, catalogue: Catalogue | None = None, extra: list[LabelledClause] | None = None) -> list[Sample]:
    """All training samples of a checkout: drafts of the development split, clause bank, catalogue examples, ``extra`` clauses."""
    catalogue = catalogue or load_catalogue(None)
    language = load("en")
    pipeline = pipeline_for(language, catalogue)
    samples: list[Sample] = []
    for draft in drafts(root, "" if held_apart else "development"):
        samples += draft_samples(draft, pipeline, language)
    bank = [*clauses(root), *(extra or [])]
    for provision in catalogue.provisions.values():
        bank += [LabelledClause(provision.id, e.status, e.lead_in, e.text, "catalogue") for e in provision.examples if e.status != "unclear"]
    for n, clause in enumerate(bank):
        sample = clause_sample(clause, pipeline, language, f"clause-{n}")
        if sample is not None:
            samples.append(sample)
    return samples


class Table:
    """The features a model knows: those seen in at least two samples, sorted, with their idf."""

    def __init__(self, samples: list[Sample], least: int = 2) -> None:
        counted: Counter[int] = Counter()
        for sample in samples:
            counted.update(sample.features)
        kept = sorted(f for f, n in counted.items() if n >= least)
        self.numbers = np.array(kept, dtype=np.uint64)
        self.column = {f: n for n, f in enumerate(kept)}
        self.idf = np.array([np.log((1 + len(samples)) / (1 + counted[f])) + 1 for f in kept], dtype=np.float32)

    def matrix(self, samples: list[Sample]) -> Any:
        """CSR matrix (samples, features) of L2-normalised tf-idf, float32."""
        from scipy.sparse import csr_matrix

        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for n, sample in enumerate(samples):
            found = sorted(self.column[f] for f in sample.features if f in self.column)
            value = self.idf[found]
            norm = float(np.sqrt(value @ value)) or 1.0
            rows += [n] * len(found)
            columns += found
            values += (value / norm).tolist()
        return csr_matrix((np.array(values, dtype=np.float32), (rows, columns)), shape=(len(samples), len(self.numbers)))


def usable(samples: list[Sample], provision: str, status: str) -> tuple[list[int], list[int], list[float]]:
    """Rows, targets and weights for one label.

    A draft's passage counts for every provision. A bank clause counts for its own; for another provision it counts as a negative of
    half weight where the rules see nothing of that provision in it and the two are not of one family.
    """
    rows, targets, weights = [], [], []
    family = provision.split(".")[0]
    for n, sample in enumerate(samples):
        if (provision, status) in sample.labels:
            rows.append(n), targets.append(1), weights.append(1.0)
        elif sample.known in ("", provision):
            rows.append(n), targets.append(0), weights.append(1.0)
        elif provision not in sample.by_rules and sample.known.split(".")[0] != family:
            rows.append(n), targets.append(0), weights.append(0.5)
    return rows, targets, weights


def fit_label(matrix: Any, samples: list[Sample], provision: str, status: str, rows_of: set[int] | None, strength: float) -> tuple[Any, float]:
    """Weights and bias of one label's logistic regression, fitted on the rows allowed."""
    from sklearn.linear_model import LogisticRegression

    rows, targets, weights = usable(samples, provision, status)
    if rows_of is not None:
        keep = [k for k, r in enumerate(rows) if r in rows_of]
        rows, targets, weights = [rows[k] for k in keep], [targets[k] for k in keep], [weights[k] for k in keep]
    positives = sum(targets)
    if positives < 3:
        return np.zeros(matrix.shape[1], dtype=np.float32), -8.0
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=200, random_state=0)
    lift = min(20.0, (len(targets) - positives) / positives / 4)
    weights_array = np.array(weights) * np.where(np.array(targets) == 1, max(1.0, lift), 1.0)
    model.fit(matrix[rows], targets, sample_weight=weights_array)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def folds(samples: list[Sample]) -> list[int]:
    """The fold of each sample: whole drafts, and bank clauses one by one, dealt out by a hash of their group."""
    return [int(hashlib.sha256(s.group.encode()).hexdigest(), 16) % FOLDS for s in samples]


def labels_of(samples: list[Sample]) -> list[tuple[str, str]]:
    """Labels with enough positives to learn, sorted."""
    counted = Counter(label for s in samples for label in s.labels)
    return sorted(label for label, n in counted.items() if n >= LEAST_POSITIVES)


def data_hash(samples: list[Sample]) -> str:
    """A hash over all training samples."""
    digest = hashlib.sha256()
    for sample in samples:
        digest.update(json.dumps([sorted(sample.features), sorted(map(list, sample.labels)), sample.known]).encode())
    return "sha256:" + digest.hexdigest()
