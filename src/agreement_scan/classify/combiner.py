"""The combination of rules and model: what is known of a reading becomes calibrated probabilities. Needs numpy only.

A reading is a passage, a provision and a status. Its probability depends on what the rules say, on the model's relevance and status, and
on the text around it: whether it is about children at all, a provision treated in the next sentence, a family the text deals with, a text
full of contrary clauses, provisions that are usually found beside it. Boosted trees weigh these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..model import FOUND
from .boosted import Boosted
from .features import SHAPES

FEATURES = (
    *(f"rules: {s}" for s in FOUND), "relevance", *(f"status: {s}" for s in FOUND),
    "relevance: share of the passage's highest", "relevance: share of the text's highest", "rank in the passage", "rank in the text",
    "passage: highest relevance", "passage: second relevance", "passage: relevance of its family",
    "passage: provisions the rules see", "passage: provisions the model sees", "passage: on the subject", "passage: names children",
    *(f"passage: {shape}" for shape in SHAPES),
    "near: relevance", "near: highest relevance before", "near: highest relevance after", "near: density", "near: closeness to the subject",
    "text: passages", "text: relevance elsewhere", "text: highest relevance", "text: rules elsewhere", "text: relevance of the family",
    "text: density", "text: share of relevant passages", *(f"text: share of {s}" for s in FOUND),
    "text: share of passages on the subject", "text: share of passages that name children",
)  # fmt: skip
COMPANY = (*(f"passage: company of {s}" for s in FOUND), *(f"text: company of {s}" for s in FOUND))
_HERE, _STATUSES = FEATURES.index("relevance"), slice(FEATURES.index("status: present"), FEATURES.index("status: contrary") + 1)
_FEW_PASSAGES, _FEW_TEXTS = 5, 20  # how many unseen ones temper what those seen say of a pair
_SEEN = 0.3  # the relevance from which the model is said to see a provision
_RELEVANT = 0.5
_AROUND, _ABOUT = 4, 3  # passages on either side over which density and closeness are averaged


@dataclass(frozen=True, slots=True)
class Company:
    """How findings go together: (3 provisions, 3 provisions), a provision's three statuses side by side.

    ``beside``: the share of the passages with the row's finding that have the column's too; ``together``: how much likelier the column's finding is
    in a text that has the row's (logarithm of the ratio). A provision is no company for itself.
    """

    beside: Any
    together: Any

    @classmethod
    def of_labels(cls, texts: Any, rows: Any, columns: Any, truth: Any, provisions: int) -> Company:
        """Counts what stands together in passages and texts. Int (readings) each; ``truth`` is 0 for none, else 1 + the index of the status."""
        count, there = len(np.unique(texts)), truth > 0
        if not there.any():
            return cls(*np.zeros((2, 3 * provisions, 3 * provisions), dtype=np.float32))
        texts, rows, columns, truth = texts[there], rows[there], columns[there], truth[there]
        passages, passage = np.unique(np.stack([texts, rows]), axis=1, return_inverse=True)
        labelled, text = np.unique(texts, return_inverse=True)
        passage, cell = passage.reshape(-1), 3 * columns + truth - 1
        found, of_text = np.zeros((passages.shape[1], 3 * provisions)), np.zeros((len(labelled), 3 * provisions))
        found[passage, cell] = of_text[text, cell] = 1
        other = np.kron(1 - np.eye(provisions), np.ones((3, 3)))
        usual = of_text.sum(axis=0) / count
        share = (of_text.T @ of_text + _FEW_TEXTS * usual) / (of_text.sum(axis=0)[:, None] + _FEW_TEXTS)
        beside = found.T @ found / (found.sum(axis=0)[:, None] + _FEW_PASSAGES)
        return cls((other * beside).astype(np.float32), (other * (np.log(share + 0.01) - np.log(usual + 0.01))).astype(np.float32))

    def of(self, texts: Any, rows: Any, columns: Any, features: Any) -> Any:
        """What the other findings of its passage and of its text say for each reading, float (readings, len(COMPANY))."""
        passages, passage = np.unique(np.stack([texts, rows]), axis=1, return_inverse=True)
        passage, first = passage.reshape(-1), np.flatnonzero(np.diff(passages[0], prepend=-1))
        text = np.searchsorted(passages[0][first], texts)
        cells = 3 * columns[:, None] + np.arange(3)
        seen = np.zeros((passages.shape[1], len(self.beside)), dtype=np.float32)
        seen[passage[:, None], cells] = features[:, [_HERE]] * features[:, _STATUSES]
        overall = np.maximum.reduceat(seen, first, axis=0)
        return np.hstack([(seen @ self.beside)[passage[:, None], cells], (overall @ self.together)[text[:, None], cells]])


@dataclass(frozen=True, slots=True)
class Combiner:
    """``trees`` over the features, the company of a reading and, for its provision, ``priors`` (provisions, 4): how often its readings proved
    to be nothing, present, weak, contrary (logarithms). ``once`` bool (provisions): reported at one place of a text only."""

    trees: Boosted
    priors: Any
    once: Any
    company: Company

    def chances(self, texts: Any, rows: Any, columns: Any, features: Any) -> Any:
        """Probabilities of present, weak and contrary of each proposed reading; what is left is that of none. Shape (readings, 3).

        ``texts``, ``rows`` and ``columns`` int (readings): the text and passage each is of, and its provision; ``features`` as ``describe``
        gives them.
        """
        found = softmax(self.trees.scores(questions(self.priors, self.company, texts, rows, columns, features)))[:, 1:]
        for column in np.flatnonzero(self.once):
            mine = np.flatnonzero(columns == column)
            for text in np.unique(texts[mine]):
                here = mine[texts[mine] == text]
                found[here] = _one_place(found[here], features[here, : len(FOUND)])
        return found

    def arrays(self) -> dict[str, Any]:
        """The arrays by name, as a file holds them."""
        company = {"combiner_beside": self.company.beside, "combiner_together": self.company.together}
        return {"combiner_priors": self.priors, "combiner_once": self.once, **company, **self.trees.arrays("combiner_")}

    @classmethod
    def of_arrays(cls, arrays: dict[str, Any]) -> Combiner:
        """Takes its arrays out of those of a file. Raises KeyError where one is missing."""
        company = Company(arrays.pop("combiner_beside"), arrays.pop("combiner_together"))
        return cls(Boosted.of_arrays(arrays, "combiner_"), arrays.pop("combiner_priors"), arrays.pop("combiner_once"), company)

    def asked(self) -> dict[str, float]:
        """Which share of all questions each feature has, of those asked at all."""
        inner = self.trees.left != np.arange(len(self.trees.left))
        counts = np.bincount(self.trees.feature[inner], minlength=len(FEATURES) + len(COMPANY) + 4)
        names = (*FEATURES, *COMPANY, *(f"provision: prior of {s}" for s in ("none", *FOUND)))
        return {name: round(float(n / counts.sum()), 4) for name, n in zip(names, counts, strict=True) if n}


def questions(priors: Any, company: Company, texts: Any, rows: Any, columns: Any, features: Any) -> Any:
    """What the trees may ask of each reading, float (readings, len(FEATURES) + len(COMPANY) + 4)."""
    return np.hstack([features, company.of(texts, rows, columns, features), priors[columns]])


def _one_place(chances: Any, ruled: Any) -> Any:
    """What is reported once can be in one place only, so that the places' chances add up: one place takes them all, one that the rules propose or
    else the likeliest. The others keep their own, should that place not count for another reason. Contrary clauses are each reported and
    stay as they are. ``chances`` (readings, 3); ``ruled`` (readings, 3), what the rules say."""
    single = [FOUND.index("present"), FOUND.index("weak")]
    place = (chances[:, single].sum(axis=1) + ruled.any(axis=1)).argmax()
    total, room = chances[:, single].sum(axis=0), 1.0 - chances[place, FOUND.index("contrary")]
    joined = chances.copy()
    joined[place, single] = total * min(1.0, room / max(total.sum(), 1e-12))
    return joined


def softmax(scores: Any) -> Any:
    """Scores (rows, classes) as probabilities that sum to one in each row."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


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


def describe(rows: Any, columns: Any, relevance: Any, statuses: Any, rules: Any, families: Any, closeness: Any, shapes: Any) -> Any:
    """The features of the readings proposed for one text, float (readings, len(FEATURES)).

    ``relevance`` float (passages, provisions); ``statuses`` float (readings, 3), each given that the provision is meant;
    ``rules`` int (passages, provisions): 0 silent, else 1 + the index of the status; ``families`` int (provisions); ``closeness`` int
    (passages) to the subject, as ``Concern.closeness`` tells it; ``shapes`` bool (passages, len(SHAPES)): what kind of sentence each is.
    """
    here, rule = relevance[rows, columns], rules[rows, columns]
    highest, second = relevance.max(axis=1), np.partition(relevance, -2, axis=1)[:, -2] if relevance.shape[1] > 1 else np.zeros(len(relevance))
    provision = relevance.max(axis=0)
    weight = (here[:, None] * statuses).sum(axis=0) + 0.5
    edge = np.zeros((1, relevance.shape[1]))
    before, after = np.vstack([edge, relevance[:-1]]), np.vstack([relevance[1:], edge])
    kin = families == families[:, None]
    close = (closeness[:, None] > np.arange(2)).astype(float)
    of_passage = np.stack([highest, second], axis=1)
    of_passage_too = np.stack([(rules > 0).sum(axis=1), (relevance > _SEEN).sum(axis=1), *close.T], axis=1)
    around = np.stack([before.max(axis=1), after.max(axis=1), _mean_around(highest, _AROUND), _mean_around(closeness, _ABOUT)], axis=1)
    of_provision = np.stack([provision, (rules > 0).sum(axis=0)], axis=1)[columns] - np.stack([np.zeros(len(rows)), rule > 0], axis=1)
    of_text = [highest.mean(), (highest > _RELEVANT).mean(), *(weight / weight.sum()), *close.mean(axis=0)]
    return np.concatenate([
        rule[:, None] == np.arange(1, 4), here[:, None], statuses,
        np.stack([here / (highest[rows] + 1e-6), here / (provision[columns] + 1e-6)], axis=1),
        np.stack([(relevance[rows] > here[:, None]).sum(axis=1), _rank(relevance, columns, here)], axis=1),
        of_passage[rows], _best_kin(relevance, families, rows, columns)[:, None], of_passage_too[rows], shapes[rows],
        np.maximum(before, after)[rows, columns][:, None], around[rows],
        np.full((len(rows), 1), len(relevance)), _best_other(relevance.T)[columns, rows][:, None], of_provision,
        ((kin @ provision) / kin.sum(axis=1))[columns, None], np.tile(of_text, (len(rows), 1)),
    ], axis=1)  # fmt: skip


def _rank(relevance: Any, columns: Any, here: Any) -> Any:
    """How many passages are more relevant to the provision of each reading than its own passage."""
    found = np.empty(len(columns), dtype=np.int64)
    for column in np.unique(columns):
        mine = columns == column
        found[mine] = len(relevance) - np.searchsorted(np.sort(relevance[:, column]), here[mine], side="right")
    return found


def _mean_around(values: Any, reach: int) -> Any:
    """The mean of each value and up to ``reach`` on either side of it."""
    summed = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, len(values))
    return (summed[high] - summed[low]) / (high - low)


def _best_other(values: Any) -> Any:
    """For each cell the highest of the other cells of its row, 0 where there is none."""
    if values.shape[1] < 2:
        return np.zeros_like(values)
    second, first = np.partition(values, -2, axis=1)[:, -2:].T
    return np.where(values == first[:, None], second[:, None], first[:, None])


def _best_kin(values: Any, families: Any, rows: Any, columns: Any) -> Any:
    """For some cells the highest of the other provisions of their family in the same row; 0 where there are none."""
    kin = families == families[:, None]
    np.fill_diagonal(kin, False)
    others = np.full((len(families), kin.sum(axis=1).max(initial=1)), len(families))  # the kin of each provision; the rest is the 0 below
    provision, other = np.nonzero(kin)
    others[provision, np.arange(len(provision)) - np.searchsorted(provision, provision)] = other
    padded = np.concatenate([values, np.zeros((len(values), 1), dtype=values.dtype)], axis=1)
    return padded[rows[:, None], others[columns]].max(axis=1)
