"""The combination of rules and model: what is known of a reading becomes calibrated probabilities. Needs numpy only.

A reading is a passage, a provision and a status. Its probability depends on what the rules say, on the model's relevance and status, and
on the text around it: a provision treated in the next sentence, a family the text deals with, a text full of contrary clauses. One
multinomial logistic regression weighs these, with a correction for each provision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..model import FOUND

FEATURES = (
    "rules: present", "rules: weak", "rules: contrary", "rules: silent",
    "relevance", "relevance, rules silent",
    "status: present", "status: weak", "status: contrary",
    "status: present, times relevance", "status: weak, times relevance", "status: contrary, times relevance",
    *(f"rules: {rule}, status: {status}" for rule in FOUND for status in FOUND),
    "text: share of present", "text: share of weak", "text: share of contrary", "text: relevance elsewhere", "text: density",
    "near: relevance in the neighbouring passages", "passage: relevance of its family", "passage: highest relevance",
    "passage: provisions the rules see", "passage: provisions the model sees", "text: relevance of the family",
)  # fmt: skip
OWN = tuple(FEATURES.index(name) for name in ("rules: present", "rules: weak", "rules: contrary", "relevance", "status: present", "status: weak", "status: contrary"))
_FAR = 7.0  # log-odds beyond which a probability says nothing more
_SEEN = 0.3


@dataclass(frozen=True, slots=True)
class Combiner:
    """Weights: ``shared`` (len(FEATURES), 4) for none, present, weak, contrary; ``own`` (provisions, 1 + len(OWN), 4); ``bias`` (4)."""

    shared: Any
    own: Any
    bias: Any

    def chances(self, columns: Any, features: Any) -> Any:
        """Probabilities of present, weak and contrary of each proposed reading; what is left is that of none. Shape (readings, 3).

        ``columns`` int (readings), the provisions; ``features`` as ``describe`` gives them.
        """
        own = self.own[columns]
        scores = features @ self.shared + self.bias + own[:, 0] + np.einsum("nf,nfs->ns", features[:, OWN], own[:, 1:])
        return softmax(scores)[:, 1:]


def softmax(scores: Any) -> Any:
    """Scores (rows, classes) as probabilities that sum to one in each row."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def log_odds(p: Any) -> Any:
    """The logarithm of p / (1 - p), of probabilities kept a millionth away from 0 and 1."""
    p = np.clip(np.asarray(p, dtype=np.float64), 1e-6, 1 - 1e-6)
    return np.log(p / (1.0 - p))


def join_statuses(own: Any, shared: Any) -> Any:
    """Status probabilities of a provision's own model times the shared one's, normalised. Shapes (rows, 3)."""
    joined = own * (shared + 1e-3) * (own > 1e-9)
    return joined / joined.sum(axis=1, keepdims=True)


def families_of(provisions: Any) -> Any:
    """The number of each provision's family ("release" of "release.unconditional"), int (provisions)."""
    return np.unique([p.split(".")[0] for p in provisions], return_inverse=True)[1]


def places(relevance: Any, rules: Any, least: float) -> tuple[Any, Any]:
    """Passages and provisions of which the rules or the model (relevance at or above ``least``) say something, in reading order."""
    return np.nonzero((relevance >= least) | (rules > 0))


def describe(rows: Any, columns: Any, relevance: Any, statuses: Any, rules: Any, families: Any) -> Any:
    """The features of the readings proposed for one text, float (readings, len(FEATURES)).

    ``relevance`` float (passages, provisions); ``statuses`` float (readings, 3), each given that the provision is meant;
    ``rules`` int (passages, provisions): 0 silent, else 1 + the index of the status; ``families`` int (provisions).
    """
    rule = rules[rows, columns]
    here = relevance[rows, columns]
    relevant = _told(here)
    shares = np.log(np.clip(statuses, 1e-4, 1.0))
    says = rule[:, None] == np.arange(1, 4)
    silent = (rule == 0)[:, None]
    weight = (here[:, None] * statuses).sum(axis=0)
    mix = np.log((weight + 0.5) / (weight.sum() + 1.5))
    edge = np.zeros((1, relevance.shape[1]))
    near = np.maximum(np.vstack([edge, relevance[:-1]]), np.vstack([relevance[1:], edge]))
    highest = relevance.max(axis=0)
    kin = families == families[:, None]
    return np.concatenate([
        says, silent, relevant[:, None], relevant[:, None] * silent, shares, shares * relevant[:, None],
        (says[:, :, None] * shares[:, None, :]).reshape(len(rows), 9), np.tile(mix, (len(rows), 1)),
        _told(_best_other(relevance.T)[columns, rows])[:, None], np.full((len(rows), 1), relevance.max(axis=1).mean()),
        _told(near[rows, columns])[:, None], _told(_best_kin(relevance, families)[rows, columns])[:, None],
        np.log(relevance.max(axis=1) + 1e-3)[rows, None], (rules > 0).sum(axis=1)[rows, None], (relevance > _SEEN).sum(axis=1)[rows, None],
        np.log((kin @ highest) / kin.sum(axis=1) + 1e-3)[columns, None],
    ], axis=1)  # fmt: skip


def _told(p: Any) -> Any:
    """Log-odds, as far as they say anything."""
    return np.clip(log_odds(p), -_FAR, _FAR)


def _best_other(values: Any) -> Any:
    """For each cell the highest of the other cells of its row, 0 where there is none."""
    if values.shape[1] < 2:
        return np.zeros_like(values)
    second, first = np.partition(values, -2, axis=1)[:, -2:].T
    return np.where(values == first[:, None], second[:, None], first[:, None])


def _best_kin(values: Any, families: Any) -> Any:
    """For each cell the highest of the other provisions of its family in the same row."""
    found = np.zeros_like(values)
    for family in np.unique(families):
        members = np.flatnonzero(families == family)
        found[:, members] = _best_other(values[:, members])
    return found
