"""Gradient-boosted trees as plain arrays: what scikit-learn's ``HistGradientBoostingClassifier`` learned, applied with numpy alone.

Friedman, "Greedy function approximation: a gradient boosting machine" (2001). Each round adds one small tree for each class; a row's score for
a class is the class's baseline plus the values of the leaves it falls into.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

AT_ONCE = 256  # rows that walk through the trees together
DEPTH = 5  # questions that a tree may ask of a row
NEVER = -30.0  # the score of a class that was never seen


@dataclass(frozen=True, slots=True)
class Boosted:
    """Nodes of all trees, one after the other: a row goes to ``left`` where its ``feature`` is at most ``threshold``, else to ``right``; a leaf
    leads to itself and holds a ``value``. ``roots`` (rounds, classes) are node numbers, ``baseline`` (classes) the scores before any tree."""

    feature: Any
    threshold: Any
    left: Any
    right: Any
    value: Any
    roots: Any
    baseline: Any

    def scores(self, rows: Any) -> Any:
        """The score of each class, float (rows, classes)."""
        found = np.empty((len(rows), len(self.baseline)))
        children = np.stack([self.left, self.right], axis=1).ravel()
        feature, threshold = self.feature.astype(np.int32), self.threshold
        for at in range(0, len(rows), AT_ONCE):
            some = np.ascontiguousarray(rows[at : at + AT_ONCE], dtype=np.float64)
            node = np.broadcast_to(self.roots.astype(np.int32).ravel(), (len(some), self.roots.size))
            begin = np.arange(len(some), dtype=np.int32)[:, None] * some.shape[1]
            for _ in range(DEPTH):
                right = some.take(begin + feature.take(node)) > threshold.take(node)
                node = children.take(2 * node + right)
            found[at : at + AT_ONCE] = self.baseline + self.value.take(node).reshape(len(some), *self.roots.shape).sum(axis=1)
        return found

    def arrays(self, prefix: str) -> dict[str, Any]:
        """The arrays by name, as a model file holds them."""
        return {prefix + f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def of_arrays(cls, arrays: dict[str, Any], prefix: str) -> Boosted:
        """Takes its arrays out of those of a model file. Raises KeyError where one is missing."""
        return cls(*(arrays.pop(prefix + f.name) for f in fields(cls)))

    @classmethod
    def of_classifier(cls, fitted: Any, classes: int) -> Boosted:
        """The trees of a fitted ``HistGradientBoostingClassifier`` over ``classes`` numbered from 0, of which it may have seen only some.

        Its nodes are not part of scikit-learn's public interface; a test holds the scores against its own. Raises ValueError for trees that
        may be deeper than ``DEPTH``.
        """
        if fitted.max_depth is None or fitted.max_depth > DEPTH:
            raise ValueError(f"trees deeper than {DEPTH}")
        seen = fitted.classes_.tolist()
        # for two classes there is one tree a round, for the second of them
        columns = seen if len(seen) > 2 else seen[1:]
        baseline = np.full(classes, NEVER)
        baseline[seen] = 0.0
        baseline[columns] = np.ravel(fitted._baseline_prediction)
        nodes = [np.zeros(1, dtype=[("f", "i2"), ("t", "f8"), ("l", "i4"), ("r", "i4"), ("v", "f8")])]  # node 0: a leaf without value
        nodes[0]["t"], count = np.inf, 1
        roots = np.zeros((len(fitted._predictors), classes), dtype=np.int32)
        for n, trees in enumerate(fitted._predictors):
            for column, tree in zip(columns, trees, strict=True):
                made = np.zeros(len(tree.nodes), dtype=nodes[0].dtype)
                own, leaf = np.arange(count, count + len(made)), tree.nodes["is_leaf"].astype(bool)
                made["f"] = np.where(leaf, 0, tree.nodes["feature_idx"])
                made["t"] = np.where(leaf, np.inf, tree.nodes["num_threshold"])
                made["l"], made["r"] = (np.where(leaf, own, tree.nodes[side] + count) for side in ("left", "right"))
                made["v"] = np.where(leaf, tree.nodes["value"], 0.0)
                roots[n, column] = count
                nodes.append(made)
                count += len(made)
        whole = np.concatenate(nodes)
        return cls(*(np.ascontiguousarray(whole[name]) for name in "ftlrv"), roots, baseline)
