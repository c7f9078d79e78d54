"""Training with scikit-learn, from what the repository ships, to the same bytes every time.

For each provision one logistic regression of relevance and one of status, over tf-idf of the features, beside a status model that all
share; probabilities calibrated on predictions made out of fold, where folds never split a draft. The only module that imports
scikit-learn.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..annotation.data import ORDINARY, LabelledClause, LabelledDraft
from ..annotation.examples import draft_of
from ..catalogue import Catalogue, Example, load_catalogue
from ..languages import load
from ..model import FOUND, Document
from ..pipeline import Pipeline, pipeline_for
from ..rules import Concern, candidates
from ..rules.concern import ITSELF
from ..settle import settle
from ..structure import split
from .combiner import join_statuses, softmax
from .encoder import words_of
from .features import headings, raw_features

FOLDS = 5
LEAST_POSITIVES = 8
WORKERS = 2


@dataclass(slots=True)
class Sample:
    """A passage for training. ``labels`` are its (provision, status). ``known`` is the one provision it was judged for, or "" for all but
    ``untold``: provisions that are labelled at one place of a text, and that this passage might have had if it stood alone."""

    features: set[int]
    labels: set[tuple[str, str]]
    known: str
    group: str
    by_rules: dict[str, str]  # provision -> status the rules give
    status: str = ""
    closeness: int = 0  # to the subject, see Concern.closeness
    words: tuple[str, str] = ("", "")  # its own, and those it hangs on: what an encoder reads
    untold: frozenset[str] = frozenset()


def draft_samples(draft: LabelledDraft, pipeline: Pipeline, language: Any, catalogue: Catalogue) -> list[Sample]:
    """Every passage of a draft that can bind, with the labels whose quotation it carries."""
    document = Document.of_text(draft.name, draft.text)
    reading = pipeline(document, split(document, language))
    reading.read_as(catalogue.profiles[draft.profile].letter)
    features, above = raw_features(reading), headings(reading)
    found: dict[int, dict[str, str]] = {}
    for candidate in settle(candidates(reading, pipeline.rules), catalogue):
        found.setdefault(candidate.passage.index, {})[candidate.provision] = candidate.status
    concern = Concern.of(reading, pipeline.rules)
    told = {label.provision for label in draft.labels}
    once = frozenset(p for p in told if p in catalogue.provisions and catalogue.provisions[p].once)
    samples = []
    for passage in reading.passages:
        if not passage.read:
            continue
        labels = set()
        for label in draft.labels:
            shared = min(label.end, passage.end) - max(label.start, passage.start)
            if shared > 0 and shared * 2 >= min(label.end - label.start, passage.end - passage.start):
                labels.add((label.provision, label.status))
        close = concern.closeness(passage)
        samples.append(
            Sample(
                features[passage.index], labels, "", draft.name, found.get(passage.index, {}), closeness=close,
                words=words_of(reading, passage, above), untold=once if close >= ITSELF else frozenset(),
            )
        )  # fmt: skip
    return samples


def clause_sample(clause: LabelledClause, pipeline: Pipeline, language: Any, group: str, catalogue: Catalogue) -> Sample | None:
    """A clause of the bank or an example of the catalogue, read as one operative clause."""
    text = draft_of(Example(clause.text, clause.lead_in, clause.status, ""), clause.provision)
    document = Document.of_text("clause", text)
    reading = pipeline(document, split(document, language))
    features = raw_features(reading)
    start = text.rfind(clause.text)
    merged: set[int] = set()
    found: dict[str, str] = {}
    covering = {p.index for p in reading.passages if p.read and p.start < start + len(clause.text) and start < p.end}
    if not covering:
        return None
    for index in covering:
        merged |= features[index]
    for candidate in settle(candidates(reading, pipeline.rules), catalogue):
        if candidate.passage.index in covering:
            found[candidate.provision] = candidate.status
    labels = {(clause.provision, clause.status)} if clause.status in FOUND else set()
    return Sample(merged, labels, clause.provision, group, found, clause.status, words=(clause.text.strip(), clause.lead_in))


class Table:
    """The features a model knows: those seen in at least three samples, sorted, with their idf."""

    def __init__(self, samples: list[Sample], least: int = 3) -> None:
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


@dataclass(slots=True)
class Fitted:
    """Fitted parameters. ``relevance`` (features, provisions) and its bias; ``status`` (features, 3), shared by all provisions;
    ``own`` (features, 3) and bias for each provision, over the statuses it was seen with (bias -inf for the others)."""

    table: Table
    provisions: list[str]
    relevance: Any
    relevance_bias: Any
    status: Any
    status_bias: Any
    own: list[Any]
    own_bias: list[Any]

    def predict(self, matrix: Any) -> tuple[Any, Any]:
        """Relevance probabilities (rows, provisions) and status probabilities (rows, provisions, 3)."""
        relevance = _sigmoid(matrix @ self.relevance + self.relevance_bias)
        shared = softmax(np.asarray(matrix @ self.status) + self.status_bias)
        statuses = np.empty((matrix.shape[0], len(self.provisions), 3))
        for k in range(len(self.provisions)):
            statuses[:, k] = join_statuses(softmax(np.asarray(matrix @ self.own[k]) + self.own_bias[k]), shared)
        return np.asarray(relevance), statuses


def _sigmoid(x: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-np.asarray(x)))


def judged(samples: list[Sample], provisions: list[str]) -> tuple[Any, Any]:
    """What each sample is for each provision: ``truth`` int (samples, provisions), 0 for none, else 1 + the index of the strongest status; and
    its ``weight`` as an example of relevance or of its lack, 0 where that is not known.

    A draft's passage counts for every provision but those it says nothing of (``Sample.untold``), and so does an ordinary clause. A bank clause counts
    for its own; for another provision it counts as a negative of half weight where the rules see nothing of that provision in it and the two
    are not of one family.
    """
    number = {p: k for k, p in enumerate(provisions)}
    families = np.array([p.split(".")[0] for p in provisions])
    truth = np.zeros((len(samples), len(provisions)), dtype=np.int8)
    weight = np.ones((len(samples), len(provisions)), dtype=np.float32)
    for n, sample in enumerate(samples):
        if sample.known not in ("", ORDINARY):
            weight[n] = np.where(families == sample.known.split(".")[0], 0.0, 0.5)
            weight[n, [number[p] for p in sample.by_rules if p in number]] = 0.0
            if sample.known in number:
                weight[n, number[sample.known]] = 1.0
        weight[n, [number[p] for p in sample.untold if p in number]] = 0.0
        for provision in {p for p, _ in sample.labels}:
            if provision in number:
                truth[n, number[provision]] = 1 + strongest(sample.labels, provision)
                weight[n, number[provision]] = 1.0
    return truth, weight


def strongest(labels: set[tuple[str, str]], provision: str) -> int:
    """Index of the status a passage has for a provision: contrary before present before weak; -1 for none."""
    mine = {s for p, s in labels if p == provision}
    return next((FOUND.index(s) for s in ("contrary", "present", "weak") if s in mine), -1)


def fit(samples: list[Sample], table: Table, matrix: Any, provisions: list[str], allowed: Any) -> Fitted:
    """Fits everything on the allowed rows. Deterministic: fixed solvers, order and seed; threads only share the provisions among them."""
    from concurrent.futures import ThreadPoolExecutor

    from sklearn.linear_model import LogisticRegression

    truth, weight = judged(samples, provisions)
    pairs = [(n, FOUND.index(s)) for n, x in enumerate(samples) if allowed[n] for _, s in sorted(x.labels)]
    shared = LogisticRegression(C=2.0, max_iter=300, class_weight="balanced").fit(matrix[[n for n, _ in pairs]], [s for _, s in pairs])

    def of(k: int) -> tuple[Any, Any, Any, Any]:
        return (*_relevance(matrix, truth[:, k] > 0, weight[:, k] * allowed), *_statuses(matrix, np.where(allowed, truth[:, k], 0)))

    with ThreadPoolExecutor(WORKERS) as pool:
        fitted = list(pool.map(of, range(len(provisions))))
    relevance, relevance_bias, own, own_bias = (list(x) for x in zip(*fitted, strict=True))
    return Fitted(
        table, provisions, np.stack(relevance, axis=1), np.array(relevance_bias, dtype=np.float32),
        shared.coef_.T.astype(np.float32), shared.intercept_.astype(np.float32), own, own_bias,
    )  # fmt: skip


def _relevance(matrix: Any, positive: Any, weight: Any) -> tuple[Any, float]:
    """Weights and bias of one provision's relevance; far below zero where there are too few positives."""
    from sklearn.linear_model import LogisticRegression

    rows = np.flatnonzero(weight > 0)
    targets = positive[rows].astype(int)
    positives = int(targets.sum())
    if positives < 3:
        return np.zeros(matrix.shape[1], dtype=np.float32), -8.0
    lift = max(1.0, min(20.0, (len(targets) - positives) / positives / 4))
    model = LogisticRegression(C=100.0, solver="liblinear", max_iter=200, random_state=0)
    model.fit(matrix[rows], targets, sample_weight=weight[rows] * np.where(targets == 1, lift, 1.0))
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _statuses(matrix: Any, truth: Any) -> tuple[Any, Any]:
    """Weights (features, 3) and bias (3) of one provision's statuses; -30 for those it was never seen with."""
    from sklearn.linear_model import LogisticRegression

    rows = np.flatnonzero(truth)
    weights, bias = np.zeros((matrix.shape[1], 3), dtype=np.float32), np.full(3, -30.0, dtype=np.float32)
    classes = sorted(set((truth[rows] - 1).tolist()))
    if len(classes) == 1:
        bias[classes[0]] = 0.0
    elif classes:
        model = LogisticRegression(C=30.0, max_iter=300).fit(matrix[rows], truth[rows] - 1)
        if len(classes) == 2:
            weights[:, classes[1]] = model.coef_[0]
            bias[classes[0]], bias[classes[1]] = 0.0, model.intercept_[0]
        else:
            weights[:], bias[:] = model.coef_.T, model.intercept_
    return weights, bias


def folds(samples: list[Sample]) -> Any:
    """The fold of each sample: drafts are dealt out whole; the bank's clauses are in every fold's training set (-1)."""
    names = sorted({s.group for s in samples if not s.known})
    fold = {name: n % FOLDS for n, name in enumerate(names)}
    return np.array([fold[s.group] if not s.known else -1 for s in samples])


def out_of_fold(samples: list[Sample], table: Table, matrix: Any, provisions: list[str], usable: Any = None) -> tuple[Any, Any, list[int]]:
    """Predictions for drafts' passages by models that never saw their draft: relevance, statuses, and the rows they are for.

    ``usable``: a mask of the samples that may be trained on, all where it is None.
    """
    fold = folds(samples)
    rows = np.flatnonzero(fold >= 0)
    place = {int(r): n for n, r in enumerate(rows)}
    relevance = np.zeros((len(rows), len(provisions)))
    statuses = np.zeros((len(rows), len(provisions), 3))
    for number in range(FOLDS):
        test = np.flatnonzero(fold == number)
        if not len(test):
            continue
        fitted = fit(samples, table, matrix, provisions, fold != number if usable is None else (fold != number) & usable)
        r, s = fitted.predict(matrix[test])
        at = [place[int(t)] for t in test]
        relevance[at], statuses[at] = r, s
    return relevance, statuses, [int(r) for r in rows]


def provisions_of(samples: list[Sample]) -> list[str]:
    """Provisions with enough positives to learn, sorted."""
    counted = Counter(p for s in samples for p in {p for p, _ in s.labels})
    return sorted(p for p, n in counted.items() if n >= LEAST_POSITIVES)


def data_hash(samples: list[Sample]) -> str:
    """A hash over all training samples: what the model sees of them, their labels, and what the rules say of them."""
    digest = hashlib.sha256()
    for sample in samples:
        digest.update(json.dumps([sorted(sample.features), sorted(map(list, sample.labels)), sample.known, sorted(sample.by_rules.items()), sample.closeness, sorted(sample.untold)]).encode())
    return "sha256:" + digest.hexdigest()


def texts_hash(drafts: list[LabelledDraft], bank: list[LabelledClause]) -> str:
    """A hash over the labelled drafts and clauses themselves, whatever is read off them."""
    digest = hashlib.sha256()
    for draft in drafts:
        digest.update(json.dumps([draft.name, draft.text, sorted((x.provision, x.status, x.start, x.end) for x in draft.labels)]).encode())
    for clause in bank:
        digest.update(json.dumps([clause.provision, clause.status, clause.lead_in, clause.text]).encode())
    return "sha256:" + digest.hexdigest()


def samples_of(names: list[LabelledDraft], bank: list[LabelledClause], catalogue: Catalogue | None = None) -> list[Sample]:
    """Training samples of drafts and of single clauses, the catalogue's examples and proposed wordings included."""
    catalogue = catalogue or load_catalogue(None)
    language = load("en")
    pipeline = pipeline_for(language, catalogue)
    samples: list[Sample] = []
    for draft in names:
        samples += draft_samples(draft, pipeline, language, catalogue)
    bank = list(bank)
    for provision in catalogue.provisions.values():
        bank += [LabelledClause(provision.id, e.status, e.lead_in, e.text, "catalogue") for e in provision.examples if e.status != "unclear"]
        bank.append(LabelledClause(provision.id, "present", "", provision.wording, "catalogue"))
    for n, clause in enumerate(bank):
        sample = clause_sample(clause, pipeline, language, f"clause-{n}", catalogue)
        if sample is not None:
            samples.append(sample)
    return samples


def arrays_of(fitted: Fitted) -> dict[str, Any]:
    """A fitted model as the arrays of a model file; each provision's own status weights keep only features it was seen with."""
    at, rows, values = [0], [], []
    for own in fitted.own:
        for s in range(3):
            kept = np.flatnonzero(own[:, s])
            rows.append(kept.astype(np.int32))
            values.append(own[kept, s].astype(np.float32))
            at.append(at[-1] + len(kept))
    return {
        "table": fitted.table.numbers, "idf": fitted.table.idf, "relevance": fitted.relevance, "relevance_bias": fitted.relevance_bias,
        "status": fitted.status, "status_bias": fitted.status_bias, "own_at": np.array(at, dtype=np.int64),
        "own_rows": np.concatenate(rows) if rows else np.zeros(0, dtype=np.int32),
        "own_values": np.concatenate(values) if values else np.zeros(0, dtype=np.float32), "own_bias": np.array(fitted.own_bias, dtype=np.float32),
    }  # fmt: skip
