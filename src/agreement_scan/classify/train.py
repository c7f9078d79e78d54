"""The whole of training: data in, a model folder out. Called by ``agreement-scan train``."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from ..annotation.data import LabelledClause, LabelledDraft
from ..catalogue import load_catalogue
from ..model import FOUND
from . import calibrate
from . import card as card_page
from . import training as t
from .combiner import families_of
from .features import SHAPE_NUMBERS
from .model import save

LEAST_RELEVANCE = 0.01


def train(drafts: list[LabelledDraft], bank: list[LabelledClause], folder: Path, note: dict[str, Any] | None = None) -> dict[str, Any]:
    """Trains on drafts and single clauses and writes ``folder``. Returns the card. The same data and versions give the same bytes.

    Probabilities are calibrated, and bands chosen, on predictions for drafts by models that never saw them. Drafts whose
    split is "training" are preferred for the combination with the rules where there are any: no rule was tuned on them.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # sums in one order, however many processors there are
        return _train(drafts, bank, folder, note)


def _train(drafts: list[LabelledDraft], bank: list[LabelledClause], folder: Path, note: dict[str, Any] | None) -> dict[str, Any]:
    samples = t.samples_of(drafts, bank)
    table = t.Table(samples)
    matrix = table.matrix(samples)
    provisions = t.provisions_of(samples)
    relevance, statuses, rows = t.out_of_fold(samples, table, matrix, provisions)
    untuned = [d for d in drafts if d.split == "training"]
    judged = untuned if len(untuned) >= 8 else drafts
    predicted = predictions([d.name for d in judged], samples, rows, relevance, statuses, provisions)
    families = families_of(provisions)
    once = reported_once(provisions)
    gathered, chances = calibrate.out_of_part(predicted, families, LEAST_RELEVANCE, once)
    flag, measured = calibrate.best_flags(judged, gathered, chances, provisions)
    review = calibrate.review_bands(judged, gathered, chances, provisions, flag)
    combiner = calibrate.fit(gathered, calibrate.gather(predicted, families, LEAST_RELEVANCE, alone=True), once)
    fitted = t.fit(samples, table, matrix, provisions, np.ones(len(samples), dtype=bool))
    arrays = t.arrays_of(fitted)
    arrays |= combiner.arrays()
    card = {
        "provisions": provisions,
        "bands": {"flag": flag, "review": review, "least": LEAST_RELEVANCE},
        "combiner": combiner.asked(),
        "data": {
            "hash": t.data_hash(samples), "texts": t.texts_hash(drafts, bank), "drafts": len(drafts), "passages": sum(1 for s in samples if not s.known),
            "clauses": sum(1 for s in samples if s.known), "features": len(table.numbers),
        },
        "measures": {"out of fold, document level": measured, "reliability": calibrate.reliability(chances, gathered.truth)},
        "versions": {name: version(name) for name in ("scikit-learn", "numpy", "scipy", "spacy")} | {"python": platform.python_version()},
        **(note or {}),
    }  # fmt: skip
    save(folder, arrays, card)
    written = card_page.read(folder)
    card_page.write(folder, written)
    return written


def learning_curve(drafts: list[LabelledDraft], bank: list[LabelledClause], shares: tuple[float, ...] = (0.125, 0.25, 0.5, 1.0)) -> list[dict[str, Any]]:
    """Document-level F1 on the training drafts, out of fold, when only a share of the other training drafts is trained on.

    Development drafts and single clauses are always there. Each point: ``drafts`` (trained on, per fold), ``f1`` and the F1 of each status.
    """
    samples = t.samples_of(drafts, bank)
    own = [d for d in drafts if d.split == "training"]
    order = {d.name: n for n, d in enumerate(own)}
    points = []
    for share in shares:
        # dealt evenly over the drafts' numbers, so that every writer and tradition stays in
        kept = {name for name, n in order.items() if int((n + 1) * share) > int(n * share)}
        usable = np.array([s.known != "" or s.group not in order or s.group in kept for s in samples])
        trained = [s for s, u in zip(samples, usable, strict=True) if u]
        table = t.Table(trained)
        matrix, provisions = table.matrix(samples), t.provisions_of(trained)
        relevance, statuses, rows = t.out_of_fold(samples, table, matrix, provisions, usable)
        predicted = predictions([d.name for d in own], samples, rows, relevance, statuses, provisions)
        gathered, chances = calibrate.out_of_part(predicted, families_of(provisions), LEAST_RELEVANCE, reported_once(provisions))
        flags, measured = calibrate.best_flags(own, gathered, chances, provisions)
        points.append({"drafts": round(len(kept) * (t.FOLDS - 1) / t.FOLDS), "f1": measured["f1"], **calibrate.by_status(own, gathered, chances, provisions, flags)})
    return points


def reported_once(provisions: list[str]) -> Any:
    """Which provisions the catalogue reports at one place of a text only, bool (provisions)."""
    catalogue = load_catalogue(None)
    return np.array([p in catalogue.provisions and catalogue.provisions[p].once for p in provisions])


def predictions(names: list[str], samples: list[t.Sample], rows: list[int], relevance: Any, statuses: Any, provisions: list[str]) -> list[calibrate.Predicted]:
    """What is known of each named draft, out of fold; ``rows`` are the samples that ``relevance`` and ``statuses`` are for."""
    number = {p: k for k, p in enumerate(provisions)}
    places: dict[str, list[int]] = {}
    for n, row in enumerate(rows):
        places.setdefault(samples[row].group, []).append(n)
    made = []
    for name in names:
        at = places.get(name, [])
        rules, truth = np.zeros((2, len(at), len(provisions)), dtype=np.int8)
        for n, place in enumerate(at):
            sample = samples[rows[place]]
            for provision, status in sample.by_rules.items():
                if provision in number and status in FOUND:
                    rules[n, number[provision]] = 1 + FOUND.index(status)
            for provision in {p for p, _ in sample.labels}:
                if provision in number:
                    truth[n, number[provision]] = 1 + t.strongest(sample.labels, provision)
        closeness = np.array([samples[rows[place]].closeness for place in at], dtype=np.int8)
        shapes = np.array([[number in samples[rows[place]].features for number, _ in SHAPE_NUMBERS] for place in at], dtype=bool).reshape(len(at), len(SHAPE_NUMBERS))
        made.append(calibrate.Predicted(name, relevance[at], statuses[at], rules, truth, closeness, shapes))
    return made
