"""Fits the combination of rules and model on predictions made out of fold, and chooses the bands. Needs scikit-learn.

Drafts are dealt out whole, so that no probability that is measured comes from a combination that saw its draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..annotation.data import STRENGTH, LabelledDraft
from ..model import FOUND
from ..rules.concern import ITSELF
from .boosted import DEPTH, Boosted
from .combiner import Combiner, Company, describe, places, questions

PARTS = 3
ALONE = 0.6  # weight of a passage read as if it were the whole text: single clauses are scanned too
LEAST_FLAG = 0.25  # below it a reading is never stated, whatever the score says
RECALL = 0.9  # of the drafts that treat a provision, the share in which a person is to be shown a place
LEAST_REVIEW, USUAL_REVIEW = 0.05, 0.15  # below the first nobody is bothered; the second where there are too few drafts to tell
LEAST_DRAFTS = 8


@dataclass(frozen=True, slots=True)
class Predicted:
    """What is known of one draft: ``relevance`` (passages, provisions) and ``statuses`` (passages, provisions, 3) out of fold; ``rules`` and
    ``truth`` int (passages, provisions), 0 for none, else 1 + the index of the status; ``closeness`` int (passages) to the subject; ``shapes`` bool
    (passages, len(SHAPES))."""

    name: str
    relevance: Any
    statuses: Any
    rules: Any
    truth: Any
    closeness: Any
    shapes: Any


@dataclass(frozen=True, slots=True)
class Gathered:
    """The proposed readings of many drafts: ``features`` (readings, len(FEATURES)); ``draft``, ``text`` (what was read as one: the draft, or the
    passage alone), ``row``, ``column`` and ``truth``, int (readings)."""

    features: Any
    draft: Any
    text: Any
    row: Any
    column: Any
    truth: Any


def gather(drafts: list[Predicted], families: Any, least: float, alone: bool = False) -> Gathered:
    """Every reading that rules or model propose. With ``alone`` each passage is read as if it were the whole text."""
    features, owners, texts, rows, columns, truths = [], [], [], [], [], []
    for number, draft in enumerate(drafts):
        count = len(draft.relevance)
        for block in [np.array([n]) for n in range(count)] if alone else [np.arange(count)]:
            relevance, rules = draft.relevance[block], draft.rules[block]
            at, provision = places(relevance, rules, least)
            if not len(at):
                continue
            # read alone, a passage is close to the subject only by its own words
            closeness = draft.closeness[block] * (draft.closeness[block] >= ITSELF) if alone else draft.closeness[block]
            features.append(describe(at, provision, relevance, draft.statuses[block][at, provision], rules, families, closeness, draft.shapes[block]))
            owners.append(np.full(len(at), number))
            texts.append(np.full(len(at), len(texts)))
            rows.append(block[at])
            columns.append(provision)
            truths.append(draft.truth[block[at], provision])
    return Gathered(*(np.concatenate(x) for x in (features, owners, texts, rows, columns, truths)))


def fit(whole: Gathered, single: Gathered, once: Any) -> Combiner:
    """Boosted trees over the features and the provision's prior. ``once`` bool (provisions), as a Combiner keeps it."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    counts = np.full((len(once), 4), 2.0)  # as if two readings of each kind had been seen: few say little
    np.add.at(counts, (whole.column, whole.truth), 1)
    priors = np.log(counts / counts.sum(axis=1, keepdims=True))
    single = _only(single, ~_told_elsewhere(whole, single, once))
    company = Company.of_labels(whole.draft, whole.row, whole.column, whole.truth, len(once))
    rows = np.concatenate([questions(priors, company, x.text, x.row, x.column, x.features) for x in (whole, single)])
    truth = np.concatenate([whole.truth, single.truth])
    weights = np.concatenate([np.ones(len(whole.truth)), np.full(len(single.truth), ALONE)])
    trees = HistGradientBoostingClassifier(
        max_iter=100, learning_rate=0.1, max_depth=DEPTH, max_leaf_nodes=16, min_samples_leaf=40, l2_regularization=5.0, early_stopping=False, random_state=0
    )
    return Combiner(Boosted.of_classifier(trees.fit(rows, truth, sample_weight=weights), 4), priors, once, company)


def out_of_part(drafts: list[Predicted], families: Any, least: float, once: Any) -> tuple[Gathered, Any]:
    """The proposed readings of all drafts and their probabilities (readings, 3) by combinations that never saw their draft."""
    whole, single = gather(drafts, families, least), gather(drafts, families, least, alone=True)
    chances = np.zeros((len(whole.truth), 3))
    for part in range(PARTS):
        inside = whole.draft % PARTS == part
        if inside.all() or not inside.any():
            continue
        fitted = fit(_only(whole, ~inside), _only(single, single.draft % PARTS != part), once)
        chances[inside] = fitted.chances(whole.text[inside], whole.row[inside], whole.column[inside], whole.features[inside])
    return whole, chances


def best_flags(drafts: list[LabelledDraft], gathered: Gathered, chances: Any, provisions: list[str]) -> tuple[dict[str, float], dict[str, float]]:
    """For each status the probability from which a reading is reported: those with the best document-level F1 over all
    statuses, found one status at a time. ``drafts`` in the order of ``gathered.draft``. Also returns the measures."""
    readings = _likeliest(gathered, chances, provisions)
    wanted = [d.expected for d in drafts]

    def measure(flags: list[float]) -> tuple[float, float, float]:
        got = _stated(readings, len(wanted), flags)
        right = sum(wanted[n].get(p) == s for n in range(len(wanted)) for p, s in got[n].items())
        precision = right / max(1, sum(map(len, got)))
        recall = right / max(1, sum(map(len, wanted)))
        return (2 * precision * recall / (precision + recall) if right else 0.0), precision, recall

    flags = [0.3, 0.3, 0.3]
    steps = [round(LEAST_FLAG + 0.02 * n, 2) for n in range(20)]
    for _ in range(2):
        for s in range(3):
            flags[s] = max(steps, key=lambda step: (measure([*flags[:s], step, *flags[s + 1 :]])[0], step))
    score, precision, recall = measure(flags)
    measured = {"f1": round(score, 4), "precision": round(precision, 4), "recall": round(recall, 4), "drafts": len(wanted)}
    return dict(zip(FOUND, flags, strict=True)), measured


def review_bands(drafts: list[LabelledDraft], gathered: Gathered, chances: Any, provisions: list[str], flags: dict[str, float]) -> list[float]:
    """For each provision the probability from which the best reading of a text is shown as unclear, where nothing was stated: that which
    leaves a place to look at in ``RECALL`` of the drafts that treat it."""
    highest = np.zeros((len(drafts), len(provisions)))
    np.maximum.at(highest, (gathered.draft, gathered.column), chances.max(axis=1))
    bands = []
    for k, provision in enumerate(provisions):
        there = highest[[provision in d.expected for d in drafts], k]
        band = float(np.quantile(there, 1 - RECALL, method="lower")) if len(there) >= LEAST_DRAFTS else USUAL_REVIEW
        bands.append(round(min(max(band, LEAST_REVIEW), min(flags.values())), 4))
    return bands


def by_status(drafts: list[LabelledDraft], gathered: Gathered, chances: Any, provisions: list[str], flags: dict[str, float]) -> dict[str, float]:
    """Document-level F1 of each status with the bands given."""
    got = _stated(_likeliest(gathered, chances, provisions), len(drafts), [flags[s] for s in FOUND])
    found = {}
    for status in FOUND:
        right = sum(d.expected.get(p) == status == s for d, mine in zip(drafts, got, strict=True) for p, s in mine.items())
        said = sum(s == status for mine in got for s in mine.values())
        there = sum(s == status for d in drafts for s in d.expected.values())
        found[status] = round(2 * right / max(1, said + there), 4)
    return found


def _likeliest(gathered: Gathered, chances: Any, provisions: list[str]) -> list[tuple[int, str, int, float]]:
    """Of each reading that could be reported: its draft, provision, likeliest status and probability."""
    best, chance = chances.argmax(axis=1), chances.max(axis=1)
    return [(int(d), provisions[c], int(s), float(p)) for d, c, s, p in zip(gathered.draft, gathered.column, best, chance, strict=True) if p >= LEAST_FLAG]


def _stated(readings: list[tuple[int, str, int, float]], drafts: int, flags: list[float]) -> list[dict[str, str]]:
    """The status of each provision in each draft when readings are reported from these probabilities on."""
    got: list[dict[str, str]] = [{} for _ in range(drafts)]
    for draft, provision, s, p in readings:
        if p >= flags[s]:
            known = got[draft].get(provision)
            if known is None or STRENGTH.index(FOUND[s]) < STRENGTH.index(known):
                got[draft][provision] = FOUND[s]
    return got


def reliability(chances: Any, truth: Any, bins: int = 10) -> list[dict[str, float]]:
    """Reliability table: for each tenth of probability how many readings, the mean probability and the share that was right.
    ``chances`` (readings, 3), ``truth`` int (readings)."""
    probabilities = chances.ravel()
    targets = (truth[:, None] == np.arange(1, 4)).ravel()
    tenth = np.minimum((probabilities * bins).astype(int), bins - 1)
    table = []
    for b in range(bins):
        inside = tenth == b
        if inside.any():
            table.append({"from": b / bins, "n": int(inside.sum()), "mean": round(float(probabilities[inside].mean()), 4), "right": round(float(targets[inside].mean()), 4)})
    return table


def _told_elsewhere(whole: Gathered, single: Gathered, once: Any) -> Any:
    """Which readings of single passages say nothing: another passage of the draft has the one label that this one might have had alone."""
    number = len(once)
    labelled = (whole.draft * number + whole.column)[whole.truth > 0]
    return once[single.column] & (single.truth == 0) & np.isin(single.draft * number + single.column, labelled)


def _only(x: Gathered, kept: Any) -> Gathered:
    return Gathered(x.features[kept], x.draft[kept], x.text[kept], x.row[kept], x.column[kept], x.truth[kept])
