"""The whole of training: data in, a model folder out. Called by ``agreement-scan train``."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from ..annotation.data import STRENGTH, LabelledClause, LabelledDraft
from . import training as t
from .hybrid import COMBINED, STATUSES, combine
from .model import save

LEAST_RELEVANCE = 0.08
LEAST_FLAG = 0.25  # below it a reading is never stated, whatever the score says


def train(drafts: list[LabelledDraft], bank: list[LabelledClause], folder: Path, note: dict[str, Any] | None = None) -> dict[str, Any]:
    """Trains on drafts and single clauses and writes ``folder``. Returns the card. The same data give the same bytes.

    Probabilities are calibrated, and bands chosen, on predictions for drafts by models that never saw them. Drafts whose
    split is "training" are preferred for the combination with the rules where there are any: no rule was tuned on them.
    """
    samples = t.samples_of(drafts, bank)
    table = t.Table(samples)
    matrix = table.matrix(samples)
    provisions = t.provisions_of(samples)
    relevance, statuses, rows = t.out_of_fold(samples, table, matrix, provisions)
    untuned = {d.name for d in drafts if d.split == "training"}
    chosen = [n for n, r in enumerate(rows) if samples[r].group in untuned] if len(untuned) >= 8 else list(range(len(rows)))
    features, targets, places = t.combiner_rows(samples, [rows[n] for n in chosen], relevance[chosen], statuses[chosen], provisions, LEAST_RELEVANCE)
    weights, bias = t.fit_combiner(features, targets)
    chances = combine(weights, bias, features)
    flag, measured = best_flag([d for d in drafts if not untuned or len(untuned) < 8 or d.name in untuned], samples, [rows[n] for n in chosen], places, chances, provisions)
    fitted = t.fit(samples, table, matrix, provisions, np.ones(len(samples), dtype=bool))
    arrays = t.arrays_of(fitted)
    arrays["combiner"], arrays["combiner_bias"] = weights, np.array([bias])
    card = {
        "provisions": provisions,
        "bands": {"flag": flag, "review": round(max(0.15, min(flag.values()) - 0.15), 3), "least": LEAST_RELEVANCE},
        "combiner": {name: round(float(w), 4) for name, w in zip(COMBINED, weights, strict=True)},
        "data": {
            "hash": t.data_hash(samples), "drafts": len(drafts), "passages": sum(1 for s in samples if not s.known),
            "clauses": sum(1 for s in samples if s.known), "features": len(table.numbers),
        },
        "measures": {"out of fold, document level": measured, "reliability": t.reliability(chances, targets)},
        "versions": {name: version(name) for name in ("scikit-learn", "numpy", "scipy", "spacy")} | {"python": platform.python_version()},
        **(note or {}),
    }  # fmt: skip
    save(folder, arrays, card)
    return card


def best_flag(
    drafts: list[LabelledDraft], samples: list[t.Sample], rows: list[int], places: list[tuple[int, int, int]], chances: Any, provisions: list[str]
) -> tuple[dict[str, float], dict[str, float]]:
    """For each status the probability from which a reading is reported: those with the best document-level F1 over all
    statuses, out of fold, found one status at a time."""
    best: dict[tuple[int, int], tuple[float, int]] = {}
    for (n, k, s), chance in zip(places, chances, strict=True):
        if chance > best.get((n, k), (-1.0, 0))[0]:
            best[n, k] = (float(chance), s)
    wanted = {d.name: d.expected for d in drafts}
    readings = [(samples[rows[n]].group, provisions[k], s, chance) for (n, k), (chance, s) in best.items() if samples[rows[n]].group in wanted]

    def measure(flags: list[float]) -> tuple[float, float, float]:
        got: dict[str, dict[str, str]] = {name: {} for name in wanted}
        for group, provision, s, chance in readings:
            if chance >= flags[s]:
                known = got[group].get(provision)
                if known is None or STRENGTH.index(STATUSES[s]) < STRENGTH.index(known):
                    got[group][provision] = STATUSES[s]
        right = sum(wanted[name].get(p) == s for name in wanted for p, s in got[name].items())
        precision = right / max(1, sum(map(len, got.values())))
        recall = right / max(1, sum(map(len, wanted.values())))
        return (2 * precision * recall / (precision + recall) if right else 0.0), precision, recall

    flags = [0.35, 0.35, 0.35]
    steps = [round(LEAST_FLAG + 0.03 * n, 2) for n in range(16)]
    for _ in range(2):
        for s in range(3):
            flags[s] = max(steps, key=lambda step: (measure([*flags[:s], step, *flags[s + 1 :]])[0], step))
    score, precision, recall = measure(flags)
    measured = {"f1": round(score, 4), "precision": round(precision, 4), "recall": round(recall, 4), "drafts": len(wanted)}
    return dict(zip(STATUSES, flags, strict=True)), measured
