"""Rules and model together: one calibrated probability for each reading that either of them proposes. Needs numpy only.

Neither hides the other: a finding says who saw it (rules, model or both), and a reading of the rules that the model finds
improbable is not dropped but becomes "unclear": a person should look.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

OFF_SUBJECT = 0.6
STATUSES = ("present", "weak", "contrary")
COMBINED = ("rules say so", "rules say another status", "rules are silent", "relevance", "relevance, rules silent", "status", "weak", "contrary", "rules and model agree")


def join_statuses(own: Any, shared: Any) -> Any:
    """Status probabilities of a provision's own model times the shared one's, normalised. Shapes (rows, 3)."""
    joined = own * (shared + 1e-3) * (own > 1e-9)
    return joined / joined.sum(axis=1, keepdims=True)


def combine_features(rule: str, status: str, relevance: float, statuses: Any) -> list[float]:
    """What the combiner sees of one reading (a passage, a provision, a status). ``rule`` is the rules' status or ""."""
    says, silent = rule == status, not rule
    logit = math.log(max(relevance, 1e-5) / max(1.0 - relevance, 1e-5))
    share = math.log(max(float(statuses[STATUSES.index(status)]), 1e-4))
    best = int(np.argmax(statuses)) == STATUSES.index(status)
    return [
        float(says), float(bool(rule) and not says), float(silent), logit, logit if silent else 0.0, share,
        float(status == "weak"), float(status == "contrary"), float(says and best),
    ]  # fmt: skip


def combine(weights: Any, bias: float, features: Any) -> Any:
    """Probabilities of readings from their features (rows, len(COMBINED))."""
    return 1.0 / (1.0 + np.exp(-(np.asarray(features) @ weights + bias)))


def merge(reading: Any, proposed: list[Any], model: Any, rules: Any) -> list[Any]:
    """Candidates of the rules joined with the model's, in reading order; each knows its probability and who saw it.

    ``proposed`` are the rules' settled candidates; ``rules`` is their book. A reading at or above the model's ``flag`` probability is a
    finding. One of the rules below it becomes unclear, never another status. The model speaks alone only where no guard of the
    provision holds, and outside passages of the subject ("context:subject") only with a probability of OFF_SUBJECT, never in a
    text without a word on children or armed conflict; between ``review``
    and ``flag`` it gives an unclear finding, the best one, where the text has none for that provision.
    """
    from ..rules import Candidate, bears_on_children, soften

    readable = [p for p in reading.passages if p.read and p.lo < p.hi]
    at, columns, single, pair = model.columns(reading, readable)
    relevance = model.relevances(at, columns)
    number = {p: k for k, p in enumerate(model.provisions)}
    tests, guards = rules.tests, rules.guards
    about, bearing = tests.get("context:subject"), bears_on_children(reading, rules)
    by_place: dict[int, dict[str, Any]] = {}
    for candidate in proposed:
        by_place.setdefault(candidate.passage.index, {})[candidate.provision] = candidate
    joined: list[Any] = []
    doubtful: list[Any] = []
    for n, passage in enumerate(readable):
        ruled = by_place.pop(passage.index, {})
        joined += [c for p, c in ruled.items() if p not in number]
        likely = set(np.flatnonzero(relevance[n] >= model.least).tolist()) | {number[p] for p in ruled if p in number}
        chosen = sorted(likely)
        if not chosen:
            continue
        found_columns = columns[at[n] : at[n + 1]]
        read_as = model.statuses(found_columns, model.values(found_columns), chosen)
        subject = about is None or about(passage)
        for k, statuses in zip(chosen, read_as, strict=True):
            provision = model.provisions[k]
            rule = ruled.get(provision)
            barred = tests.get(f"unless:{provision}")
            if rule is None and (barred is not None and barred(passage) or any(g.test(passage) for g in guards.get(provision, ()))):
                continue
            said = rule.status if rule is not None else ""
            chances = combine(model.combiner, model.combiner_bias, [combine_features(said, s, float(relevance[n, k]), statuses) for s in STATUSES])
            best = int(np.argmax(chances))
            chance, status, flag = float(chances[best]), STATUSES[best], model.flag[best]
            seen = bool(relevance[n, k] >= model.least)
            if rule is None and (not bearing or (not subject and chance < OFF_SUBJECT)):
                continue
            if rule is not None:
                rule.detector = "both" if seen and said == status else "rules"
                rule.probability = float(chances[STATUSES.index(said)]) if said in STATUSES else chance
                if said in STATUSES and chance < flag:
                    rule.doubt = f"the rules read it as {said}, the classifier finds that improbable"
                    rule.status = "unclear"
                joined.append(rule)
            elif chance >= flag:
                status, why = soften(status, passage) if passage.clause.kind in ("recital", "preamble") else (status, "")
                if not status:
                    continue
                made = Candidate(provision, status, passage, None, why)
                made.detector, made.probability, made.words = "model", chance, tuple(model.weightiest(passage, single, pair, k))
                joined.append(made)
            elif chance >= model.review:
                made = Candidate(provision, "unclear", passage, None)
                made.detector, made.probability, made.words = "model", chance, tuple(model.weightiest(passage, single, pair, k))
                made.doubt = f"the classifier reads it as {status}, without enough certainty"
                doubtful.append(made)
    joined += [c for ruled in by_place.values() for c in ruled.values()]
    found = {c.provision for c in joined}
    best_doubt: dict[str, Any] = {}
    for candidate in doubtful:
        if candidate.provision not in found and candidate.probability > getattr(best_doubt.get(candidate.provision), "probability", 0.0):
            best_doubt[candidate.provision] = candidate
    order = {p: k for k, p in enumerate(model.provisions)}
    return sorted([*joined, *best_doubt.values()], key=lambda c: (c.passage.index, order.get(c.provision, len(order))))
